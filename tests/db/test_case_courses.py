"""What is noted of single cases' deadlines, and that a deadline stands the same wherever it is shown."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from mottagning import audit
from mottagning.board import production
from mottagning.cases.card import case_card
from mottagning.cases.courses import (
    EndPause,
    NoteDate,
    PauseDeadline,
    ProlongDeadline,
    RemoveDecision,
    case_course,
    end_pause,
    note_date,
    pause_deadline,
    prolong_deadline,
    remove_decision,
    take_over_notes,
)
from mottagning.cases.deadlines import DEFAULT_RULES, most_pressing
from mottagning.cases.duecalendar import due_list, export_calendar
from mottagning.cases.effect import effect
from mottagning.cases.find import find
from mottagning.cases.list import cases_by_id, list_cases, open_cases, show_case, to_json
from mottagning.cases.recent import recent
from mottagning.cases.rules import SaveRules, load_rules, save_rules
from mottagning.cases.weighing import SetExtras, set_extras, weights_of
from mottagning.command import carry_out
from mottagning.desk import overview
from mottagning.desk.casestory import case_story
from mottagning.errors import Conflict, NotAllowed, Trouble
from mottagning.measures import withholding
from mottagning.measures.counting import can_be_judged, judged
from mottagning.measures.figures import measure
from tests.db.feeds import HEADER, case, take, write
from tests.db.people import hire

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
CHILD = "child_investigation"


@pytest.fixture
def cases(database, tmp_path):
    """Ids by code: an investigation of a child, a report of concern, an application and one that is closed."""
    header = (*HEADER, "Öppnad", "Beslutad")
    rows = (
        case("C-1", Kategori="Barn", Typ="Utredning", Inkom="2026-07-20", Handläggare="") | {"Öppnad": "2026-07-28"},
        case("C-2", Kategori="Barn", Typ="Orosanmälan", Steg="Mottaget", Inkom="2026-11-20", Handläggare=""),
        case("C-3", Inkom="2026-05-01", Handläggare=""),
        case("C-4", Steg="Avslutad", Avslutad="2026-11-20", Inkom="2026-03-01"),
        case("C-5", Kategori="LSS", Steg="Verkställighet", Inkom="2026-07-01", Skyddade_personuppgifter="ja")
        | {"Beslutad": "2026-08-24"},
    )
    take(database, write(tmp_path / "list.csv", rows, header))
    return {view.code: view.id for view in list_cases(database).cases}


def standing(database, code, today=TODAY):
    return {each.rule.code: (str(each.due), each.status) for each in show_case(database, code, today)[0].deadlines}


def prolong(database, case_id, until=date(2027, 1, 15), decided_on=date(2026, 11, 20), by=None):
    command = ProlongDeadline(by=by, at=NOW, case=case_id, rule=CHILD, decided_on=decided_on, until=until)
    return prolong_deadline(database, command)


def pausable(database):
    rules = tuple(replace(rule, may_pause=True) for rule in DEFAULT_RULES)
    save_rules(database, SaveRules(by=None, rules=rules, version=load_rules(database)[1]))


# A single case --------------------------------------------------------------------------------------------------------


def test_a_child_investigation_is_prolonged_by_a_decision_and_that_can_be_undone(database, cases):
    assert standing(database, "C-1")[CHILD] == ("2026-11-28", "soon")

    done = prolong(database, cases["C-1"])

    assert standing(database, "C-1")[CHILD] == ("2027-01-15", "on_time")
    assert audit.entries(database, "case", cases["C-1"])[-1][2] == "deadline_prolonged"
    removed = carry_out(database, done.undo)
    assert standing(database, "C-1")[CHILD] == ("2026-11-28", "soon")
    carry_out(database, removed.undo)
    assert standing(database, "C-1")[CHILD] == ("2027-01-15", "on_time")


def test_the_last_prolongation_holds(database, cases):
    prolong(database, cases["C-1"])
    prolong(database, cases["C-1"], date(2027, 3, 1), TODAY)
    assert standing(database, "C-1")[CHILD][0] == "2027-03-01"
    with pytest.raises(Trouble, match="2027-03-01"):
        prolong(database, cases["C-1"], date(2027, 2, 1), TODAY)


def test_what_the_law_does_not_let_be_prolonged_or_stand_still_is_refused(database, cases):
    preliminary = {"by": None, "at": NOW, "case": cases["C-2"], "rule": "preliminary"}
    with pytest.raises(Trouble, match="prolonged"):
        prolong_deadline(database, ProlongDeadline(**preliminary, decided_on=TODAY, until=date(2027, 1, 1)))
    with pytest.raises(Trouble, match="stand still"):
        pause_deadline(database, PauseDeadline(**preliminary, first=TODAY))


@pytest.mark.parametrize(
    ("code", "until", "decided_on"),
    [
        ("C-1", date(2027, 1, 15), date(2026, 11, 24)),
        ("C-1", date(2026, 11, 28), date(2026, 11, 20)),
        ("C-1", date(2027, 1, 15), date(2026, 7, 27)),
        ("C-3", date(2027, 1, 15), date(2026, 11, 20)),
        ("C-4", date(2027, 1, 15), date(2026, 11, 20)),
    ],
)
def test_a_prolongation_that_cannot_be_is_refused_with_a_sentence(database, cases, code, until, decided_on):
    with pytest.raises(Trouble):
        prolong(database, cases[code], until, decided_on)


def test_a_deadline_stands_still_until_it_goes_on(database, cases):
    pausable(database)
    command = PauseDeadline(by=None, at=NOW, case=cases["C-1"], rule=CHILD, first=date(2026, 11, 20))

    pause = pause_deadline(database, command)

    assert standing(database, "C-1")[CHILD] == ("2026-12-02", "paused")
    assert standing(database, "C-1", date(2027, 5, 1))[CHILD][1] == "paused"
    with pytest.raises(Trouble, match="already"):
        pause_deadline(database, replace(command, uuid=pause.undo.uuid, first=date(2026, 11, 22)))
    decision = case_course(database, cases["C-1"], TODAY).decisions[0]
    ended = end_pause(database, EndPause(by=None, decision=decision.id, version=1, last=date(2026, 11, 21)))
    assert standing(database, "C-1")[CHILD] == ("2026-11-30", "soon")
    with pytest.raises(Conflict):
        end_pause(database, EndPause(by=None, decision=decision.id, version=1, last=None))
    carry_out(database, ended.undo)
    assert standing(database, "C-1")[CHILD] == ("2026-12-02", "paused")
    with pytest.raises(Trouble, match="before the first"):
        end_pause(database, EndPause(by=None, decision=decision.id, version=3, last=date(2026, 11, 1)))
    with pytest.raises(Conflict):
        remove_decision(database, RemoveDecision(by=None, decision=decision.id, version=2))


def test_a_date_noted_here_ends_and_begins_deadlines(database, cases):
    assert standing(database, "C-2")["protection"] == ("2026-11-21", "late")
    assert case_course(database, cases["C-2"], TODAY).notable == ("protection_assessed", "decision_requested")
    assert case_course(database, cases["C-3"], TODAY).notable == ("decision_requested",)
    note = NoteDate(by=None, at=NOW, case=cases["C-2"], moment="protection_assessed", on=date(2026, 11, 20))

    done = note_date(database, note)

    assert standing(database, "C-2")["protection"] == ("2026-11-21", "done")
    with pytest.raises(Conflict):
        note_date(database, replace(note, uuid=done.undo.uuid))
    carry_out(database, done.undo)
    assert standing(database, "C-2")["protection"] == ("2026-11-21", "late")
    note_date(database, NoteDate(by=None, at=NOW, case=cases["C-3"], moment="decision_requested", on=TODAY))
    assert standing(database, "C-3")["decision_asked_for"] == ("2026-12-21", "on_time")


@pytest.mark.parametrize("on", [date(2026, 11, 24), date(2026, 11, 19)])
def test_nothing_is_noted_on_a_day_to_come_or_before_the_case_came(database, cases, on):
    with pytest.raises(Trouble):
        note_date(database, NoteDate(by=None, at=NOW, case=cases["C-2"], moment="protection_assessed", on=on))


def test_two_cases_that_become_one_keep_what_was_noted_of_both(database, cases):
    for code, on in (("C-2", date(2026, 11, 20)), ("C-1", date(2026, 7, 21))):
        note = NoteDate(by=None, at=NOW, case=cases[code], moment="protection_assessed", on=on)
        note_date(database, note)
    note_date(database, NoteDate(by=None, at=NOW, case=cases["C-2"], moment="decision_requested", on=TODAY))
    set_extras(database, SetExtras(by=None, case=cases["C-2"], extras=("travel",), version=0))

    with database.writing():
        take_over_notes(cases["C-1"], cases["C-2"])

    kept = case_course(database, cases["C-1"], TODAY)
    assert [(each.moment, each.on) for each in kept.dates] == [
        ("decision_requested", TODAY),
        ("protection_assessed", date(2026, 7, 21)),
    ]
    assert weights_of(database)[cases["C-1"]].extras == ("travel",)


# The same everywhere --------------------------------------------------------------------------------------------------


def test_a_deadline_stands_the_same_wherever_it_is_shown(database, cases, monkeypatch):
    """Board, case list, card, story, search, lead, calendar and JSON: one truth, also of what was decided here."""
    lead = hire(database, "ab")["kl"]
    pausable(database)
    prolong(database, cases["C-1"])
    pause_deadline(
        database,
        PauseDeadline(by=None, at=NOW, case=cases["C-3"], rule="may_ask_for_decision", first=date(2026, 10, 1)),
    )
    truth = {view.id: view.deadlines for view in list_cases(database, today=TODAY).cases}
    assert {each.status for found in truth.values() for each in found} == {"on_time", "soon", "late", "paused", "done"}

    shown = {
        "open": {view.id: view.deadlines for view in open_cases(database, TODAY)},
        "by id": {id_: view.deadlines for id_, view in cases_by_id(database, truth, TODAY).items()},
        "code": {view.id: view.deadlines for code in cases for view in show_case(database, code, TODAY)},
        "card": {id_: case_card(database, id_, TODAY).case.deadlines for id_ in truth},
        "story": {id_: case_story(database, id_, NOW).side.card.case.deadlines for id_ in truth},
        "course": {id_: case_course(database, id_, TODAY).deadlines for id_ in truth},
        "found": {hit.case.id: hit.case.deadlines for hit in find(database, "C-", today=TODAY)},
        "late": {view.id: view.deadlines for view in recent(database, "late", None, TODAY).cases},
        "lead": {view.id: view.deadlines for view in overview.load(database, lead, NOW).unassigned},
    }
    for place, found in shown.items():
        assert found, place
        assert found == {id_: truth[id_] for id_ in found}, place
    late = {id_ for id_, found in truth.items() if any(each.status == "late" for each in found)}
    assert shown["late"].keys() == {id_ for id_ in late if id_ != cases["C-4"]}
    assert shown["lead"].keys() == {cases[code] for code in ("C-1", "C-2", "C-3")}

    board = {slip.case: (slip.due, slip.status) for slip in production.load(database, NOW).slips()}
    pressing = {id_: most_pressing(found) for id_, found in truth.items() if id_ != cases["C-4"]}
    assert board == {id_: (each.due, each.status) if each else (None, None) for id_, each in pressing.items()}

    document = json.loads(json.dumps(to_json(list_cases(database, today=TODAY).cases)))
    assert [each["deadlines"] for each in document["cases"]] == [
        [{"rule": one.rule.code, "due": str(one.due), "status": one.status} for one in found]
        for found in truth.values()
    ]
    running = [(id_, one.rule.code, one.due, one.status) for id_, found in truth.items() for one in found]
    running = [each for each in running if each[3] not in ("done", "paused")]
    calendar = due_list(database, TODAY).items
    assert sorted((each.case, each.rule.code, each.due, each.status) for each in calendar) == sorted(running)
    told = [(one.rule, judged(one)) for found in truth.values() for one in found]
    kept = [done[1] for rule, done in told if done and can_be_judged(rule) and done[0].year == TODAY.year]
    monkeypatch.setattr(withholding, "FEWEST_SHOWN", 0)  # else no figure is shown of so few
    year = {each.name: each for each in measure(database, date(2026, 1, 1), TODAY, NOW)}["deadlines_kept"]
    assert kept
    assert (year.n, year.value) == (len(kept), pytest.approx(100 * sum(kept) / len(kept)))


def test_what_goes_into_a_calendar_file_is_written_down_and_names_nobody_protected(database, cases):
    items = due_list(database, TODAY).items
    assert "C-5" in {item.code for item in items}
    document = export_calendar(database, items, None, NOW).decode()
    assert "C-1" in document
    assert "C-5" not in document
    with database.reading():
        actions = [row.action for row in audit.AuditEntry.select().order_by(audit.AuditEntry.id)]
    assert actions[-1] == "exported"


# The unit's own deadlines ---------------------------------------------------------------------------------------------


def test_what_a_deadline_would_come_to_is_told_before_it_is_kept(database, cases):
    own = replace(DEFAULT_RULES[2], amount=3)
    found = effect(database, own, TODAY)
    assert (found.due, found.cases, found.late, found.soon) == (date(2027, 2, 23), 1, 1, 0)
    assert load_rules(database) == (DEFAULT_RULES, 0)


def test_those_shipped_come_back_whole_and_follow_the_program_again(database, cases):
    lead = hire(database, "ab")
    own = (replace(DEFAULT_RULES[2], amount=3),)
    save_rules(database, SaveRules(by=lead["kl"], rules=own, version=0))
    with pytest.raises(NotAllowed):
        save_rules(database, SaveRules(by=lead["ab"], rules=DEFAULT_RULES, version=1))
    back = save_rules(database, SaveRules(by=lead["kl"], rules=DEFAULT_RULES, version=1))
    assert load_rules(database) == (DEFAULT_RULES, 0)
    carry_out(database, back.undo)
    assert load_rules(database) == (own, 1)


@pytest.mark.parametrize("wrong", [{"name": " "}, {"stops_with": ("opened", "decided")}])
def test_a_deadline_that_makes_no_sense_is_refused_with_a_sentence(database, wrong):
    with pytest.raises(Trouble):
        save_rules(database, SaveRules(by=None, rules=(replace(DEFAULT_RULES[2], **wrong),), version=0))

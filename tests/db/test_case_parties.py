"""Parties entered here live beside those of the feed: with what may be told, consent, feedback, undo and a trail."""

import threading
from datetime import date, timedelta

import pytest

from mottagning import phones
from mottagning.audit import entries
from mottagning.care.casework import join_cases
from mottagning.cases import find, renames
from mottagning.cases.card import case_card
from mottagning.cases.consents import NoteConsent, WithdrawConsent
from mottagning.cases.entries import PartyDetails, RemoveParty, SaveParty
from mottagning.cases.feedback import AskFeedback, GiveFeedback, due_feedback
from mottagning.cases.index import DatabaseCaseIndex
from mottagning.cases.list import list_cases, show_case
from mottagning.cases.partytables import PartyConsent, PartyEntry, PartyFeedback
from mottagning.cases.protecting import forget_people
from mottagning.cases.tables import Case
from mottagning.command import Turn, carry_out
from mottagning.errors import Conflict, Trouble
from tests.db import feeds
from tests.db.feeds import MONDAY

TODAY = MONDAY.date()
GRANDMOTHER = PartyDetails(role="relative", name="Vera Öberg", phones=("070-174 06 44",), emails=("Vera@example.se",))
SCHOOL = PartyDetails(role="notifier", notifier="school", name="Rektor Nour Ali", phones=("08-465 004 20",))


@pytest.fixture
def case(database, tmp_path):
    feeds.take(database, feeds.write(tmp_path / "list.csv", [feeds.case(God_man="Bo Ek"), feeds.case("C-2")]))
    return show_case(database, "C-1")[0].id


def parties(database, case):
    return case_card(database, case, TODAY).parties


def save(database, case, details, **changed):
    return carry_out(database, SaveParty(by=None, case=case, details=details, **changed))


def one(database, case, role):
    (found,) = [party for party in parties(database, case) if party.role == role]
    return found


def actions(database, case):
    return [action for _, _, action in entries(database, "case", case) if action != "seen"]


def everything_entered(database):
    with database.reading():
        return [table.select().count() for table in (PartyEntry, PartyConsent, PartyFeedback)]


def test_what_may_be_told_follows_the_role_until_something_else_is_entered(database, case):
    saved = {role: save(database, case, PartyDetails(role=role, name=f"{role} X")) for role in ("guardian", "relative")}
    save(database, case, SCHOOL)
    save(database, case, PartyDetails(role="notifier", notifier="private"))

    told = [(party.role, party.tell) for party in parties(database, case)]

    assert told == [
        ("client", "all"),
        ("god_man", "task"),
        ("guardian", "all"),
        ("relative", "nothing"),
        ("notifier", "outcome"),
        ("notifier", "received"),
    ]
    entry = saved["guardian"].created["party"]
    limited = PartyDetails(role="guardian", name="guardian X", tell="nothing", limits="Inte var barnet bor")
    save(database, case, limited, entry=entry, version=1)
    guardian = one(database, case, "guardian")
    assert (guardian.tell, guardian.limits, guardian.version) == ("nothing", "Inte var barnet bor", 2)


def test_a_case_is_found_by_whom_was_entered(database, case):
    save(database, case, GRANDMOTHER)

    for query in ("vera öberg", "0701740644", "vera@example.se"):
        assert [hit.case.code for hit in find.find(database, query)] == ["C-1"]
    with database.reading():
        (hit,) = DatabaseCaseIndex(database).by_phone(phones.normalise("070-174 06 44"))
    assert (hit.case_id, hit.role) == (case, "relative")


def test_a_new_feed_never_erases_what_was_entered(database, case, tmp_path):
    save(database, case, GRANDMOTHER)
    about = PartyDetails(role="client", of_feed=True, interpreter=True, language="Somali", threat="Möt två och två")
    save(database, case, about)
    god_man = PartyDetails(role="god_man", name="Bo Ek", of_feed=True, limits="Inte ekonomi")
    save(database, case, god_man)

    rows = [feeds.case(Namn="Åsa Öberg Lind", Steg="Beslut", God_man="Bo Ek"), feeds.case("C-2")]
    feeds.take(database, feeds.write(tmp_path / "next.csv", rows), at=MONDAY + timedelta(days=1))

    client, bo, vera = parties(database, case)
    assert (client.name, client.language, client.threat) == ("Åsa Öberg Lind", "Somali", "Möt två och två")
    assert (bo.name, bo.limits, bo.is_of_feed, bo.has_left) == ("Bo Ek", "Inte ekonomi", True, False)
    assert (vera.name, vera.phones, vera.is_of_feed) == ("Vera Öberg", ("+46701740644",), False)
    assert feeds.take(database, tmp_path / "next.csv", at=MONDAY + timedelta(days=2)).unchanged == 2


def test_what_was_entered_about_somebody_who_has_left_the_feed_is_still_shown(database, case, tmp_path):
    save(database, case, PartyDetails(role="god_man", name="Bo Ek", of_feed=True, threat="Ring aldrig ensam"))

    feeds.take(database, feeds.write(tmp_path / "next.csv", [feeds.case(), feeds.case("C-2")]), at=MONDAY)

    first, *_ = parties(database, case)
    assert (first.name, first.has_left, first.threat) == ("Bo Ek", True, "Ring aldrig ensam")


def test_every_step_can_be_taken_back_and_leaves_a_trail(database, case):
    added = save(database, case, GRANDMOTHER)
    entry = added.created["party"]
    changed = save(database, case, PartyDetails(role="relative", name="Vera Lind"), entry=entry, version=1)
    carry_out(database, changed.undo)
    assert one(database, case, "relative").emails == ("vera@example.se",)
    consent = carry_out(database, NoteConsent(by=None, entry=entry, given_on=TODAY, what="Tider för hemtjänsten"))
    withdrawn = carry_out(database, WithdrawConsent(by=None, consent=consent.created["consent"], version=1, on=TODAY))
    assert not one(database, case, "relative").consents[0].is_valid(TODAY)
    carry_out(database, withdrawn.undo)
    assert one(database, case, "relative").consents[0].is_valid(TODAY)

    removed = carry_out(database, RemoveParty(by=None, entry=entry, version=one(database, case, "relative").version))
    assert everything_entered(database) == [0, 0, 0]
    assert find.find(database, "vera") == ()
    carry_out(database, removed.undo)

    vera = one(database, case, "relative")
    assert (vera.name, vera.phones, vera.consents[0].what) == ("Vera Öberg", ("+46701740644",), "Tider för hemtjänsten")
    assert actions(database, case) == [
        *("party_entered", "party_changed", "party_changed", "consent_noted", "consent_withdrawn"),
        *("consent_withdrawal_undone", "party_removed", "party_entered"),
    ]


def test_two_at_once_do_not_write_over_each_other(database, case):
    entry = save(database, case, GRANDMOTHER).created["party"]
    save(database, case, PartyDetails(role="relative", name="Vera Lind"), entry=entry, version=1)

    with pytest.raises(Conflict):
        save(database, case, PartyDetails(role="relative", name="Vera Ek"), entry=entry, version=1)
    with pytest.raises(Conflict):
        carry_out(database, RemoveParty(by=1, entry=entry, version=1))

    about = PartyDetails(role="client", of_feed=True, interpreter=True, language="Dari")
    save(database, case, about)
    with pytest.raises(Conflict):
        carry_out(database, SaveParty(by=1, case=case, details=about))


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        (PartyDetails(role="relative"), "Write a name"),
        (PartyDetails(role="relative", phones=("12",)), "not a number"),
        (PartyDetails(role="relative", emails=("vera",)), "not an address"),
        (PartyDetails(role="relative", name="Vera", tell="everything"), "says nothing"),
    ],
)
def test_what_cannot_be_kept_is_said(database, case, details, sentence):
    with pytest.raises(Trouble, match=sentence):
        save(database, case, details)
    assert everything_entered(database) == [0, 0, 0]


def test_a_consent_holds_between_its_days(database, case):
    entry = save(database, case, GRANDMOTHER).created["party"]
    carry_out(
        database, NoteConsent(by=None, entry=entry, given_on=TODAY, what="Allt", until=TODAY + timedelta(days=10))
    )

    (consent,) = one(database, case, "relative").consents

    assert [consent.is_valid(TODAY + timedelta(days=n)) for n in (-1, 0, 10, 11)] == [False, True, True, False]
    with pytest.raises(Trouble, match="ends before"):
        carry_out(
            database, NoteConsent(by=None, entry=entry, given_on=TODAY, what="Allt", until=TODAY - timedelta(days=1))
        )


def test_feedback_is_asked_for_due_after_the_decision_and_given(database, case, tmp_path):
    entry = save(database, case, SCHOOL).created["party"]
    asked = carry_out(database, AskFeedback(by=None, entry=entry, on=TODAY)).created["feedback"]
    (waiting,) = due_feedback(database, TODAY)
    assert (waiting.code, waiting.notifier, waiting.deadline) == ("C-1", "school", None)

    header = (*feeds.HEADER, "Utredning inledd")
    rows = [feeds.case(God_man="Bo Ek") | {"Utredning inledd": "2026-11-24"}, feeds.case("C-2")]
    decided = feeds.write(tmp_path / "decided.csv", rows, header)
    feeds.take(database, decided, at=MONDAY + timedelta(days=1))

    def standing(day):
        (found,) = due_feedback(database, day)
        (shown,) = [
            each for each in show_case(database, "C-1", day)[0].deadlines if each.rule.code == "notifier_feedback"
        ]
        assert found.deadline == shown
        return found.deadline.due, found.deadline.status

    assert standing(date(2026, 11, 25)) == (date(2026, 12, 1), "on_time")
    assert standing(date(2026, 11, 28)) == (date(2026, 12, 1), "soon")
    assert standing(date(2026, 12, 2)) == (date(2026, 12, 1), "late")
    given = carry_out(
        database, GiveFeedback(by=None, feedback=asked, version=1, on=date(2026, 11, 30), answer="opened")
    )

    assert due_feedback(database, TODAY) == ()
    (shown,) = one(database, case, "notifier").feedback
    assert (shown.due, shown.status, shown.answer) == (date(2026, 12, 1), "done", "opened")
    assert not any(each.deadlines[0].rule.code == "notifier_feedback" for each in list_cases(database).cases)
    carry_out(database, given.undo)
    assert len(due_feedback(database, TODAY)) == 1


def test_who_asks_after_the_decision_has_a_week_from_then(database, tmp_path):
    header = (*feeds.HEADER, "Utredning inledd")
    rows = [feeds.case() | {"Utredning inledd": "2026-10-01"}]
    feeds.take(database, feeds.write(tmp_path / "list.csv", rows, header))
    entry = save(database, show_case(database, "C-1")[0].id, SCHOOL).created["party"]

    carry_out(database, AskFeedback(by=None, entry=entry, on=TODAY))

    assert due_feedback(database, TODAY)[0].deadline.due == TODAY + timedelta(days=7)


def test_a_private_person_has_no_right_to_feedback(database, case):
    entry = save(database, case, PartyDetails(role="notifier", notifier="private", name="Granne")).created["party"]

    with pytest.raises(Trouble, match="SoL 19:6"):
        carry_out(database, AskFeedback(by=None, entry=entry, on=TODAY))


def test_one_who_waits_is_not_noted_twice(database, case):
    entry = save(database, case, SCHOOL).created["party"]
    carry_out(database, AskFeedback(by=None, entry=entry, on=TODAY))

    with pytest.raises(Trouble, match="already"):
        carry_out(database, AskFeedback(by=None, entry=entry, on=TODAY))


def test_nothing_is_entered_in_a_protected_case_and_what_was_goes_at_once(database, case, tmp_path):
    entry = save(database, case, GRANDMOTHER).created["party"]
    save(database, case, PartyDetails(role="client", of_feed=True, threat="Möt två och två"))
    carry_out(database, NoteConsent(by=None, entry=entry, given_on=TODAY, what="Allt"))
    removed = save(database, case, SCHOOL)

    rows = [feeds.case(Skyddade_personuppgifter="ja"), feeds.case("C-2")]
    feeds.take(database, feeds.write(tmp_path / "next.csv", rows), at=MONDAY + timedelta(days=1))

    assert everything_entered(database) == [0, 0, 0]
    assert parties(database, case) == ()
    with pytest.raises(Trouble, match="protected identity"):
        save(database, case, GRANDMOTHER)
    with pytest.raises(Trouble):
        carry_out(database, removed.undo)


def test_what_was_entered_follows_a_case_that_gets_another_code(database, tmp_path):
    her = {"Personnummer": "19900101-2385"}
    others = [feeds.case(f"C-{number}") for number in range(2, 6)]
    feeds.take(database, feeds.write(tmp_path / "old.csv", [feeds.case(**her), *others]))
    old = show_case(database, "C-1")[0].id
    save(database, old, PartyDetails(role="client", of_feed=True, threat="Möt två och två"))
    save(database, old, GRANDMOTHER)
    next_day = MONDAY + timedelta(days=1)
    feeds.take(database, feeds.write(tmp_path / "new.csv", [feeds.case("D-1", **her), *others]), at=next_day)
    new = show_case(database, "D-1")[0].id
    save(database, new, PartyDetails(role="client", of_feed=True, interpreter=True, language="Dari", threat="Ny"))
    school = save(database, new, SCHOOL).created["party"]
    carry_out(database, AskFeedback(by=None, entry=school, on=TODAY))
    (offer,) = renames.renames(database)

    renames.accept_rename(database, renames.AcceptRename(by=None, rename=offer.id, join_cases=join_cases))

    assert show_case(database, "D-1")[0].id == old
    client, vera, notifier = parties(database, old)
    assert (client.threat, client.language) == ("Möt två och två", "Dari"), "what the kept case says goes first"
    assert (vera.name, notifier.name, len(notifier.feedback)) == ("Vera Öberg", "Rektor Nour Ali", 1)
    assert [hit.case.code for hit in find.find(database, "Nour Ali")] == ["D-1"]


def test_who_enters_somebody_while_she_becomes_protected_is_told_so(database, case):
    done = []

    def enter():
        try:
            save(database, case, GRANDMOTHER)
        except Trouble as trouble:
            done.append(str(trouble))
        else:
            done.append("entered")

    other = threading.Thread(target=enter)
    with database.writing():
        turn = Turn(database, NoteConsent(by=None, entry=0, given_on=TODAY, what=""))
        turn.update(Case.get_by_id(case), protected=True)
        forget_people(turn, {case})
        other.start()
        while not (done or waits(database)):
            pass
    other.join()

    assert "protected identity" in done[0]
    assert everything_entered(database) == [0, 0, 0]


def waits(database):
    """Whether somebody waits for another's turn."""
    if database.dialect == "sqlite":
        return True  # it is the database that lets one write at a time
    with database.own_connection() as looking:
        return looking.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()[0]

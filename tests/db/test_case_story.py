"""A case as one story: what was said, what the case system changed, its dates; no words about a protected person."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mottagning.cases.consents import NoteConsent, note_consent
from mottagning.cases.entries import PartyDetails, SaveParty, save_party
from mottagning.cases.list import show_case
from mottagning.contacts.byhand import WriteDown, write_down
from mottagning.contacts.notes import AddNote, add_note
from mottagning.contacts.ties import TieCase, UntieCase, tie_case, untie_case
from mottagning.db import Database
from mottagning.desk.caseside import NotedLater, Spoken, case_side
from mottagning.desk.casestory import (
    KINDS,
    Acted,
    Agreed,
    Changed,
    Dated,
    Due,
    Happening,
    Tied,
    case_story,
    day_of,
    kind_of,
)
from mottagning.errors import Trouble
from mottagning.people.absence import AddAbsence, add_absence
from tests.db.feeds import MONDAY, case, take, write
from tests.db.people import hire

FRIDAY = MONDAY - timedelta(days=3)
NUMBER = "+46701740605"


def feed(database: Database, path: Path, *rows: dict[str, str], at: datetime = MONDAY) -> None:
    take(database, write(path / "export.csv", rows), at=at)


def past(database: Database, code: str = "C-1") -> list[Happening]:
    """What has happened in a case, without what is due."""
    story = case_story(database, case_id(database, code), MONDAY)
    return [each for each in story.happenings if kind_of(each) != "deadline"]


def case_id(database: Database, code: str = "C-1") -> int:
    return show_case(database, code)[0].id


def call(database: Database, by: int, *cases: str, text: str = "Frågar om hembesök.", at: datetime = MONDAY) -> int:
    command = WriteDown(by=by, at=at, channel="phone", phone=NUMBER, name="Åsa Öberg", text=text)
    contact = write_down(database, command).created["contact"]
    for code in cases:
        tie_case(database, TieCase(by=by, at=at, contact=contact, case=case_id(database, code)))
    return contact


def test_everything_in_one_line_of_time(database: Database, tmp_path: Path) -> None:
    me = hire(database)["kl"]
    feed(database, tmp_path, case(Steg="Mottaget", Handläggare="", Inkom="2026-11-20"), at=FRIDAY)
    feed(database, tmp_path, case(Steg="Utredning", Prioritet="1", Inkom="2026-11-20"), at=MONDAY)
    early = call(database, me, "C-1", at=FRIDAY - timedelta(hours=1))
    late = call(database, me, "C-1", at=MONDAY + timedelta(hours=1))
    story = case_story(database, case_id(database), MONDAY)
    late_call, changed, early_call, came = past(database)
    assert isinstance(late_call, Spoken)
    assert isinstance(early_call, Spoken)
    assert (late_call.contact.id, early_call.contact.id) == (late, early)
    assert (late_call.line, late_call.initials) == ("Frågar om hembesök.", "PK")
    assert isinstance(changed, Changed)
    assert [(each.field, each.old, each.new) for each in changed.lines] == [
        ("stage", "received", "investigation"),
        ("handler", None, "Karin Lind"),
        ("priority", None, "1"),
    ]
    assert came == Dated(datetime(2026, 11, 20, tzinfo=UTC).date(), "received")
    assert (story.fresh.as_of, story.fresh.stale) == (MONDAY, False)


def test_notes_ties_parties_and_deadlines_are_told_too(database: Database, tmp_path: Path) -> None:
    me = hire(database)["kl"]
    feed(database, tmp_path, case("C-1", Inkom="2026-05-01"), case("C-2"))
    earlier = call(database, me, "C-2", at=FRIDAY)
    add_note(database, AddNote(by=me, at=MONDAY, contact=earlier, text="Ringde upp.\nIngen svarade."))
    tie_case(database, TieCase(by=me, at=MONDAY, contact=earlier, case=case_id(database)))
    details = PartyDetails(role="school", name="Björkskolan")
    party = save_party(database, SaveParty(by=me, at=MONDAY, case=case_id(database), details=details)).created["party"]
    day = MONDAY.date()
    note_consent(database, NoteConsent(by=me, entry=party, given_on=day, what="Får veta om skolgången."))
    happened = past(database)
    assert Tied(MONDAY, earlier, True, "PK") in happened
    assert NotedLater(at=MONDAY, contact=earlier, text="Ringde upp.\nIngen svarade.", initials="PK") in happened
    assert Acted(MONDAY, "party_entered", "PK", "") in happened
    assert Agreed(day, "given", "school", "Björkskolan", "Får veta om skolgången.") in happened
    story = case_story(database, case_id(database), MONDAY)
    dues = [each for each in story.happenings if isinstance(each, Due)]
    assert [(each.deadline.rule.code, each.deadline.status) for each in dues] == [("may_ask_for_decision", "late")]
    days = [day_of(each) for each in story.happenings]
    assert days == sorted(days, reverse=True)
    assert {kind_of(each) for each in story.happenings} == set(KINDS)


def test_of_a_protected_case_no_words_of_changes_or_notes_are_told(database: Database, tmp_path: Path) -> None:
    me = hire(database)["kl"]
    feed(database, tmp_path, case(Ärendetyp="Hemtjänst"), at=FRIDAY)
    contact = call(database, me, "C-1")
    add_note(database, AddNote(by=me, contact=contact, text="Bor hos Vera nu."))
    feed(database, tmp_path, case(Ärendetyp="Boende hos Vera", Skyddade_personuppgifter="ja"), at=MONDAY)
    assert "Vera" not in str(past(database))
    assert [line.field for each in past(database) if isinstance(each, Changed) for line in each.lines] == ["protected"]


def test_only_what_is_tied_belongs_to_it(database: Database, tmp_path: Path) -> None:
    me = hire(database)["kl"]
    feed(database, tmp_path, case("C-1"), case("C-2", Namn="Bo Ek"))
    contact = call(database, me, "C-2")
    untie_case(database, UntieCase(by=me, contact=contact, case=case_id(database, "C-2")))
    untied, came = past(database, "C-2")
    assert isinstance(untied, Tied)
    assert (untied.contact, untied.tied, untied.initials) == (contact, False, "PK")
    assert isinstance(came, Dated)
    with pytest.raises(Trouble, match="case list"):
        case_story(database, 4711, MONDAY)


def test_who_has_it_and_whether_she_is_in(database: Database, tmp_path: Path) -> None:
    me = hire(database)["kl"]
    feed(database, tmp_path, case("C-1", Handläggare="Person KL"), case("C-2", Handläggare="Nobody We Know"))
    side = case_story(database, case_id(database), MONDAY).side
    assert side.handler is not None
    assert (side.handler.id, side.present) == (me, "in")
    add_absence(database, AddAbsence(by=None, person=me, first=MONDAY.date(), last=MONDAY.date()))
    assert case_story(database, case_id(database), MONDAY).side.present == "out"
    stranger = case_story(database, case_id(database, "C-2"), MONDAY).side
    assert (stranger.handler, stranger.present) == (None, None)


def test_a_protected_case_tells_that_somebody_called_and_nothing_else(database: Database, tmp_path: Path) -> None:
    me = hire(database)["kl"]
    feed(database, tmp_path, case("C-1", Skyddade_personuppgifter="ja"))
    contact = call(database, me, "C-1")
    story = case_story(database, case_id(database), MONDAY)
    assert story.side.card.parties == ()
    assert story.side.card.case.protected
    spoken = past(database)[0]
    assert isinstance(spoken, Spoken)
    assert (spoken.contact.id, spoken.is_protected, spoken.line) == (contact, True, "")
    said = str(story)
    assert "Öberg" not in said
    assert NUMBER not in said
    assert "hembesök" not in said


def test_words_about_a_protected_person_stay_out_of_another_case(database: Database, tmp_path: Path) -> None:
    me = hire(database)["kl"]
    feed(database, tmp_path, case("C-1", Namn="Bo Ek"), case("C-2", Skyddade_personuppgifter="ja"))
    call(database, me, "C-1", "C-2")
    plain = call(database, me, "C-1", text="Vill ha en tid.", at=MONDAY - timedelta(minutes=5))
    first, second = past(database)[:2]
    assert isinstance(first, Spoken)
    assert isinstance(second, Spoken)
    assert (first.is_protected, first.contact.phone, first.line) == (True, None, "")
    assert (second.is_protected, second.line) == (False, "Vill ha en tid.")
    assert [each.contact.id for each in case_side(database, case_id(database), MONDAY).spoken] == [plain]


def test_the_column_beside_a_contact_has_the_last_ones_only(database: Database, tmp_path: Path) -> None:
    me = hire(database)["kl"]
    feed(database, tmp_path, case())
    contacts = [call(database, me, "C-1", at=MONDAY + timedelta(minutes=n)) for n in range(3)]
    side = case_side(database, case_id(database), MONDAY, lately=2)
    assert [each.contact.id for each in side.spoken] == contacts[:0:-1]

"""A case as one story: what was said, what the case system changed, its dates; no words about a protected person."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mottagning.cases.list import show_case
from mottagning.contacts.byhand import WriteDown, write_down
from mottagning.contacts.ties import TieCase, UntieCase, tie_case, untie_case
from mottagning.db import Database
from mottagning.desk.caseside import Spoken, case_side
from mottagning.desk.casestory import Changed, Dated, case_story
from mottagning.errors import Trouble
from mottagning.people.absence import AddAbsence, add_absence
from tests.db.feeds import MONDAY, case, take, write
from tests.db.people import hire

FRIDAY = MONDAY - timedelta(days=3)
NUMBER = "+46701740605"


def feed(database: Database, path: Path, *rows: dict[str, str], at: datetime = MONDAY) -> None:
    take(database, write(path / "export.csv", rows), at=at)


def case_id(database: Database, code: str = "C-1") -> int:
    return show_case(database, code)[0].id


def call(database: Database, by: int, *cases: str, text: str = "Frågar om hembesök.", at: datetime = MONDAY) -> int:
    command = WriteDown(by=by, at=at, channel="phone", phone=NUMBER, name="Åsa Öberg", text=text)
    contact = write_down(database, command).created["contact"]
    for code in cases:
        tie_case(database, TieCase(by=by, contact=contact, case=case_id(database, code)))
    return contact


def test_everything_in_one_line_of_time(database: Database, tmp_path: Path) -> None:
    me = hire(database)["kl"]
    feed(database, tmp_path, case(Steg="Mottaget", Handläggare="", Inkom="2026-11-20"), at=FRIDAY)
    feed(database, tmp_path, case(Steg="Utredning", Prioritet="1", Inkom="2026-11-20"), at=MONDAY)
    early = call(database, me, "C-1", at=FRIDAY - timedelta(hours=1))
    late = call(database, me, "C-1", at=MONDAY + timedelta(hours=1))
    story = case_story(database, case_id(database), MONDAY)
    late_call, changed, early_call, came = story.happenings
    assert isinstance(late_call, Spoken)
    assert isinstance(early_call, Spoken)
    assert (late_call.contact.id, early_call.contact.id) == (late, early)
    assert (late_call.line, late_call.initials) == ("Frågar om hembesök.", "PK")
    assert isinstance(changed, Changed)
    assert [(each.field, each.old, each.new) for each in changed.lines] == [
        ("stage", "received", "investigation"),
        ("handler", None, "Karin Lind"),
    ]
    assert came == Dated(datetime(2026, 11, 20, tzinfo=UTC).date(), "received")
    assert (story.fresh.as_of, story.fresh.stale) == (MONDAY, False)


def test_only_what_is_tied_belongs_to_it(database: Database, tmp_path: Path) -> None:
    me = hire(database)["kl"]
    feed(database, tmp_path, case("C-1"), case("C-2", Namn="Bo Ek"))
    contact = call(database, me, "C-2")
    untie_case(database, UntieCase(by=me, contact=contact, case=case_id(database, "C-2")))
    story = case_story(database, case_id(database, "C-2"), MONDAY)
    assert [type(each) for each in story.happenings] == [Dated]
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
    spoken = story.happenings[0]
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
    first, second = (each for each in case_story(database, case_id(database), MONDAY).happenings[:2])
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

"""Cases whose people had to contact us again and again: what counts as one contact, and what is said about them."""

from datetime import UTC, datetime, timedelta

import pytest

from mottagning.command import carry_out
from mottagning.contacts import byhand, ties
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.tables import Call, Contact, Thread
from mottagning.contacts.ties import TieCase
from mottagning.db import Database
from mottagning.desk.following import Tick
from mottagning.desk.repeats import Repeat, in_common, repeats
from mottagning.desk.routine import shipped
from mottagning.people.unit import SaveUnit, UnitSettings
from tests.db import feeds
from tests.db.people import hire

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def people(database, tmp_path):
    rows = [feeds.case("C-1"), feeds.case("C-2", Skyddade_personuppgifter="ja", Namn="", Telefon="", E_post="")]
    feeds.take(database, feeds.write(tmp_path / "a.csv", rows), at=NOW - timedelta(days=60))
    return hire(database, "ab")


def tied(database: Database, people: dict[str, int], days: float, text: str = "", case: int = 1, **values) -> int:
    """A contact so many days ago, tied to a case; `values` are set in its row."""
    at = NOW - timedelta(days=days)
    command = WriteDown(by=people["ab"], at=at, channel=values.pop("channel", "phone"), text=text or "Frågar")
    contact = byhand.write_down(database, command).created["contact"]
    ties.tie_case(database, TieCase(by=people["ab"], at=at, contact=contact, case=case))
    if values:
        with database.writing():
            Contact.update(**values).where(Contact.id == contact).execute()
    return contact


def found(database: Database, at: datetime = NOW) -> list[Repeat]:
    return list(repeats(database, at).cases)


def test_three_times_in_thirty_days_and_how(database, people):
    tied(database, people, 29)
    tied(database, people, 10, state="closed", outcome="solved", due_at=None, closed_at=NOW)
    assert found(database) == []
    tied(database, people, 1, channel="letter")
    (each,) = found(database)
    assert (each.case.code, each.times) == ("C-1", 3)
    assert (each.channels, each.outcomes) == ({"phone": 2, "letter": 1}, {"open": 2, "solved": 1})
    assert each.latest == NOW - timedelta(days=1)
    assert found(database, NOW + timedelta(days=2)) == []  # the first is 31 days old then


def test_how_often_and_in_how_many_days_is_the_units_to_say(database, people):
    for days in (1, 2):
        tied(database, people, days)
    carry_out(database, SaveUnit(by=None, unit=UnitSettings(repeat_times=2, repeat_days=2)))
    assert [each.times for each in found(database)] == [2]
    assert found(database, NOW + timedelta(minutes=1)) == []


def test_what_counts_once_and_what_not_at_all(database, people):
    with database.writing():
        missed, mails = (Thread.create(kind=kind).id for kind in ("phone", "mail"))
    for days in (5.1, 5.2, 5.3):  # missed calls from one number until somebody has spoken to it
        contact = tied(database, people, days, thread_id=missed)
        with database.writing():
            Call.create(contact_id=contact, source="x", status="missed")
    for days in (3, 3.01):  # one conversation on one day
        tied(database, people, days, channel="letter", thread_id=mails)
    first = tied(database, people, 2)
    for values in ({"direction": "out"}, {"kind": "auto_reply"}, {"quiet": True}, {"part_of": first}):
        tied(database, people, 2, **values)
    (each,) = found(database)
    assert each.times == 3
    tied(database, people, 1, channel="letter", thread_id=mails)  # the same conversation on another day
    (each,) = found(database)
    assert each.times == 4


def test_an_untied_contact_does_not_count(database, people):
    contacts = [tied(database, people, days) for days in (1, 2, 3)]
    assert len(found(database)) == 1
    ties.untie_case(database, ties.UntieCase(by=people["ab"], contact=contacts[0], case=1))
    assert found(database) == []


def test_the_words_that_several_of_them_have_and_nobodys_name(database, people):
    tied(database, people, 3, "Åsa frågar om beslutet om hemtjänst")
    tied(database, people, 2, "Hemtjänsten kommer inte. Hälsningar Åsa")
    tied(database, people, 1, "Väntar på beslut")
    (each,) = found(database)
    assert set(each.words) == {"beslutet", "hemtjänst"}


def test_the_routines_that_were_followed_tell_what_it_was_about(database, people):
    contacts = [tied(database, people, days) for days in (1, 2, 3)]
    first, second, *_ = shipped()
    for contact, routine in ((contacts[0], first), (contacts[1], second), (contacts[2], second)):
        carry_out(database, Tick(by=people["ab"], contact=contact, routine=routine.key, version=0, place=0))
    (each,) = found(database)
    assert each.routines == (second.title, first.title)


def test_of_a_protected_case_there_are_numbers_and_no_words(database, people):
    for days in (1, 2, 3):
        tied(database, people, days, "Frågar om hemtjänst", case=2)
    (each,) = found(database)
    assert (each.case.code, each.case.protected, each.times, each.words, each.routines) == ("C-2", True, 3, (), ())


def test_a_contact_that_is_about_somebody_protected_too_lends_no_words(database, people):
    for days in (1, 2, 3):
        contact = tied(database, people, days, "Frågar om hemtjänst")
        ties.tie_case(database, TieCase(by=people["ab"], contact=contact, case=2))
    assert [(each.case.code, each.words) for each in found(database)] == [("C-1", ()), ("C-2", ())]


def test_words_in_common_leave_out_what_says_nothing():
    texts = [
        "Hej! Jag undrar över fakturan.",
        "Ringer igen om fakturor",
        "Fakturan är fel, säger Berit",
        "Berit ringer",
    ]
    assert in_common(texts, ["berit"]) == ("fakturan",)
    assert in_common(["hemtjänst"], []) == ()

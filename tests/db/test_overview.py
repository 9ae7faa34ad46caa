"""The team lead's lists: each contact in one of them, each with its clock, and only for her."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mottagning.care.protection import learnt_protected
from mottagning.contacts import byhand, handling, ties
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.handling import Accept, Close, MarkConcern, PassOn, Promise, Register
from mottagning.contacts.mail import mailbox
from mottagning.contacts.redaction import ConfirmRegistered, confirm_registered
from mottagning.contacts.ties import TieCase
from mottagning.contacts.whole import read_whole
from mottagning.db import Database
from mottagning.desk import overview
from mottagning.desk.overview import Overview
from mottagning.errors import NotAllowed
from mottagning.people import absence
from mottagning.people.absence import AddAbsence
from tests.db import feeds, rota_desk
from tests.db.people import hire

MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""Monday 09:00 in Sweden."""
NEXT_DAY = MORNING + timedelta(days=1)


@pytest.fixture
def people(database):
    return hire(database, "ab", "oh")


def seen(database: Database, people: dict[str, int], at: datetime = NEXT_DAY) -> Overview:
    return overview.load(database, people["kl"], at)


def arrive(
    database: Database, people: dict[str, int], text: str = "Frågar om hemtjänst", at: datetime = MORNING
) -> int:
    command = WriteDown(by=people["ab"], at=at, channel="letter", phone="+46701740605", text=text)
    return byhand.write_down(database, command).created["contact"]


def said(database, contact, who, at=MORNING):
    return {"by": who, "at": at, "contact": contact, "version": read_whole(database, contact).summary.version}


def mark(database, people, contact):
    due_at = MORNING + timedelta(hours=7)
    handling.mark_concern(
        database, MarkConcern(**said(database, contact, people["ab"]), concern="marked", due_at=due_at)
    )


def concerns(found: Overview) -> list[tuple[int, str]]:
    return [(concern.contact.id, concern.step) for concern in found.concerns]


def test_nobody_but_a_lead_sees_it(database, people):
    for by in (people["ab"], None, 4711):
        with pytest.raises(NotAllowed):
            overview.load(database, by, NEXT_DAY)


def test_late_is_what_is_past_due_and_in_no_other_list(database, people):
    late, promised, passed, closed = (arrive(database, people) for _ in range(4))
    later = NEXT_DAY + timedelta(hours=2)
    handling.promise(database, Promise(**said(database, promised, people["ab"]), due_at=later))
    handling.pass_on(database, PassOn(**said(database, passed, people["ab"]), to=people["oh"], returns_at=later))
    handling.close(database, Close(**said(database, closed, people["ab"]), outcome="solved"))
    found = seen(database, people)
    assert [item.contact.id for item in found.late] == [late]
    assert [item.contact.id for item in found.unaccepted] == [passed]
    assert found.people[found.unaccepted[0].contact.owner].key == "oh"
    assert found.away == frozenset()
    today = NEXT_DAY.date()
    absence.add_absence(database, AddAbsence(by=None, person=people["oh"], first=today, last=today))
    assert seen(database, people).away == {people["oh"]}
    assert not seen(database, people, MORNING).late


def test_a_concern_is_followed_from_arrival_until_it_is_decided(database, people):
    contact = arrive(database, people, "Orolig för ett barn")
    mark(database, people, contact)
    found = seen(database, people)
    assert concerns(found) == [(contact, "assess")]
    assert found.concerns[0].due == datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # the same day, at closing time
    assert not found.late
    handling.accept(database, Accept(**said(database, contact, people["ab"])))
    assert concerns(seen(database, people)) == [(contact, "register")]
    handling.register(database, Register(**said(database, contact, people["oh"]), registered="case_file"))
    found = seen(database, people)
    assert concerns(found) == [(contact, "decide")]
    assert found.concerns[0].due == datetime(2026, 12, 7, 22, 59, tzinfo=UTC)  # the end of the 14th day in Sweden
    assert concerns(seen(database, people, MORNING + timedelta(days=29))) == []


def test_an_investigation_that_is_open_ends_the_fourteen_days(database, people, tmp_path):
    feeds.take(
        database,
        feeds.write(tmp_path / "a.csv", [feeds.case(Kategori="Barn", Öppnad="2026-11-23")], (*feeds.HEADER, "Öppnad")),
    )
    contact = arrive(database, people, "Orolig för ett barn")
    mark(database, people, contact)
    handling.accept(database, Accept(**said(database, contact, people["ab"])))
    handling.register(database, Register(**said(database, contact, people["oh"]), registered="case_file"))
    assert concerns(seen(database, people)) == [(contact, "decide")]
    ties.tie_case(database, TieCase(by=people["oh"], contact=contact, case=1))
    assert concerns(seen(database, people)) == []


def test_what_was_found_to_be_no_concern_is_shown_for_a_week(database, people):
    dismissed, unmarked = (arrive(database, people, "Anmälan om oro") for _ in range(2))
    handling.mark_concern(database, MarkConcern(**said(database, dismissed, people["ab"]), concern="dismissed"))
    with database.writing():
        database.sql("UPDATE contact SET concern = 'possible' WHERE id = ?", (unmarked,))
    assert concerns(seen(database, people))[0] == (unmarked, "assess")
    handling.close(database, Close(**said(database, unmarked, people["ab"]), outcome="no_action"))
    assert concerns(seen(database, people)) == [(dismissed, "dismissed"), (unmarked, "unmarked")]
    assert concerns(seen(database, people, MORNING + timedelta(days=8))) == []


def test_cases_that_nobody_has(database, people, tmp_path):
    rows = [
        feeds.case("C-1", Inkom="2026-11-09", Handläggare=""),
        feeds.case("C-2", Inkom="2026-11-02", Handläggare=""),
        feeds.case("C-3", Handläggare="Nobody Known"),
        feeds.case("C-4", Handläggare="", Avslutad="2026-11-20"),
    ]
    feeds.take(database, feeds.write(tmp_path / "a.csv", rows))
    assert [case.code for case in seen(database, people).unassigned] == ["C-2", "C-1"]


def test_uncovered_shifts_and_days_without_a_rota(database):
    rota_desk.published(database)
    lead = hire(database, lead="xx")["xx"]
    at = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)
    assert overview.load(database, lead, at).uncovered == ()
    assert overview.load(database, lead, at).unplanned == ()
    sits = rota_desk.who(database, date(2026, 12, 1), "am")
    person = next(each for each in overview.load(database, lead, at).people.values() if each.key == sits)
    day = date(2026, 12, 1)
    absence.add_absence(database, AddAbsence(by=lead, person=person.id, first=day, last=day))
    found = overview.load(database, lead, at)
    assert [(each.day, each.post, each.person) for each in found.uncovered] == [(day, "Telefon förmiddag", person.name)]
    later = overview.load(database, lead, at + timedelta(days=7))
    assert later.unplanned[0] == date(2026, 12, 14)
    assert all(each.weekday() < 5 for each in later.unplanned)


def test_the_sources_as_they_stand(database, people, tmp_path):
    account = mailbox.Account(name="Mottagningen", host="localhost", port=993, username="m", password="x")
    mailbox.save_mailbox(database, mailbox.SaveMailbox(by=None, account=account))
    assert seen(database, people).feed.stale
    feeds.take(database, feeds.write(tmp_path / "a.csv", [feeds.case()]))
    found = seen(database, people)
    assert not found.feed.stale
    assert [(gauge.mailbox, gauge.folder, gauge.level) for gauge in found.gauges] == [
        ("Mottagningen", "INBOX", "waits")
    ]


def test_a_protected_case_names_nobody_and_its_sealed_text_waits_for_the_lead(database, people, tmp_path):
    feeds.take(database, feeds.write(tmp_path / "a.csv", [feeds.case()]))
    contact, late = arrive(database, people), arrive(database, people)
    for each in (contact, late):
        ties.tie_case(database, TieCase(by=people["ab"], contact=each, case=1))
    handling.close(database, Close(**said(database, contact, people["ab"]), outcome="solved"))
    hidden = feeds.case(Skyddade_personuppgifter="ja", Namn="", Telefon="", E_post="")
    feeds.take(database, feeds.write(tmp_path / "b.csv", [hidden]), learnt_protected=learnt_protected, confirm=True)
    found = seen(database, people)
    assert [(each.contact, each.codes) for each in found.sealed] == [(contact, ("C-1",)), (late, ("C-1",))]
    (item,) = found.late
    assert item.is_protected
    assert (item.contact.phone, item.contact.beginning) == (None, "")
    confirm_registered(database, ConfirmRegistered(by=people["kl"], contact=contact))
    assert [each.contact for each in seen(database, people).sealed] == [late]

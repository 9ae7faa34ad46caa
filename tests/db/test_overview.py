"""The team lead's lists: each contact in one of them, each with its clock, and only for her."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mottagning.care.protection import learnt_protected
from mottagning.cases.courses import NoteDate
from mottagning.command import carry_out
from mottagning.contacts import byhand, handling, ties
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.disposing import Disposal
from mottagning.contacts.handling import Accept, Close, MarkConcern, PassOn, Promise, Register
from mottagning.contacts.mail import mailbox
from mottagning.contacts.phone.switchboards import NoteTold, SaveSwitchboard, save_switchboard
from mottagning.contacts.redaction import ConfirmRegistered, confirm_registered
from mottagning.contacts.ties import TieCase
from mottagning.contacts.whole import read_whole
from mottagning.db import Database
from mottagning.desk import overview
from mottagning.desk.concerns import MarkAfterAll, mark_after_all
from mottagning.desk.overview import Overview
from mottagning.desk.todays import OpenBeyond
from mottagning.errors import NotAllowed
from mottagning.people import absence
from mottagning.people.absence import AddAbsence
from mottagning.people.deputies import NameDeputy
from tests.db import feeds, records, rota_desk
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
    found = seen(database, people)
    assert concerns(found) == [(unmarked, "unmarked")]
    assert [(each.contact.id, each.by, each.at) for each in found.dismissed] == [(dismissed, people["ab"], MORNING)]
    later = seen(database, people, MORNING + timedelta(days=8))
    assert concerns(later) == []
    assert later.dismissed == ()


def test_a_dismissed_report_is_one_after_all_with_the_clock_it_came_with(database, people):
    contact = arrive(database, people, "Anmälan om oro")
    handling.mark_concern(database, MarkConcern(**said(database, contact, people["ab"]), concern="dismissed"))
    handling.close(database, Close(**said(database, contact, people["ab"]), outcome="no_action"))
    with pytest.raises(NotAllowed):
        mark_after_all(database, MarkAfterAll(**said(database, contact, people["ab"], NEXT_DAY)))
    changes = mark_after_all(database, MarkAfterAll(**said(database, contact, people["kl"], NEXT_DAY)))
    found = seen(database, people)
    assert found.dismissed == ()
    assert concerns(found) == [(contact, "assess")]
    assert found.concerns[0].due == datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # when it was due: it is late
    whole = read_whole(database, contact).summary
    assert (whole.state, whole.urgent, whole.due_at) == ("waiting", True, found.concerns[0].due)
    carry_out(database, changes.undo)
    whole = read_whole(database, contact).summary
    assert (whole.state, whole.outcome, whole.concern) == ("closed", "no_action", "dismissed")


def test_the_clocks_of_the_case_go_before_those_of_the_contact(database, people, tmp_path):
    kind = {"Kategori": "Barn", "Typ": "Orosanmälan", "Inkom": "2026-11-22"}
    feeds.take(database, feeds.write(tmp_path / "a.csv", [feeds.case(**kind)]), at=MORNING - timedelta(hours=12))
    contact = arrive(database, people, "Orolig för ett barn")
    mark(database, people, contact)
    ties.tie_case(database, TieCase(by=people["oh"], contact=contact, case=1))
    handling.accept(database, Accept(**said(database, contact, people["ab"])))
    handling.register(database, Register(**said(database, contact, people["oh"]), registered="case_file"))
    assert concerns(seen(database, people)) == [(contact, "protect")]  # registered, and nobody has noted that it was
    note = NoteDate(by=people["ab"], at=MORNING, case=1, moment="protection_assessed", on=MORNING.date())
    carry_out(database, note)
    found = seen(database, people)
    assert concerns(found) == [(contact, "decide")]
    assert found.concerns[0].due == datetime(2026, 12, 6, 22, 59, tzinfo=UTC)  # 14 days from when the case was received


def test_what_is_assessed_waits_for_somebody_who_may_accept_it(database, people, tmp_path):
    kind = {"Kategori": "Barn", "Typ": "Orosanmälan", "Inkom": "2026-11-23"}
    feeds.take(database, feeds.write(tmp_path / "a.csv", [feeds.case(**kind)]))
    contact = arrive(database, people, "Orolig för ett barn")
    mark(database, people, contact)
    ties.tie_case(database, TieCase(by=people["oh"], contact=contact, case=1))
    assert concerns(seen(database, people)) == [(contact, "assess")]
    note = NoteDate(by=people["ab"], at=MORNING, case=1, moment="protection_assessed", on=MORNING.date())
    carry_out(database, note)
    assert concerns(seen(database, people)) == [(contact, "accept")]


def test_what_is_done_and_registered_nowhere_after_a_working_day(database, people):
    left, entered = (arrive(database, people) for _ in range(2))
    for contact in (left, entered):
        handling.close(database, Close(**said(database, contact, people["ab"]), outcome="solved"))
    handling.register(database, Register(**said(database, entered, people["ab"]), registered="register"))
    assert seen(database, people, NEXT_DAY - timedelta(minutes=1)).unentered == ()
    assert [each.id for each in seen(database, people, NEXT_DAY + timedelta(minutes=1)).unentered] == [left]


def test_what_the_unit_has_not_decided_is_said_until_it_has(database, people):
    assert seen(database, people).undecided == ("deputy", "disposal")
    carry_out(database, NameDeputy(by=None, person=people["kl"], deputy=people["ab"], first=NEXT_DAY.date()))
    assert seen(database, people).undecided == ("disposal",)
    records.keep(database, None, disposal=Disposal(decision="Socialnämnden 2026-10-01 § 4", days={}))
    assert seen(database, people).undecided == ()


def test_the_deputy_sees_the_same_while_she_leads_and_nothing_after(database, people):
    arrive(database, people)
    day = NEXT_DAY.date()
    carry_out(database, NameDeputy(by=None, person=people["kl"], deputy=people["ab"], first=day, last=day))
    assert overview.load(database, people["ab"], NEXT_DAY) == seen(database, people)
    with pytest.raises(NotAllowed):
        overview.load(database, people["ab"], NEXT_DAY + timedelta(days=1))


def test_a_switchboard_that_was_turned_away_and_what_was_opened_beyond_the_day(database, people):
    assert seen(database, people).refused == seen(database, people).opened == ()
    save_switchboard(database, SaveSwitchboard(by=None, name="vaxeln", dialect="cti", key_hash="x", certificate="CN=a"))
    turned = NoteTold(by=None, name="vaxeln", refused_at=MORNING, refused_why="key", refused_certificate="CN=b")
    carry_out(database, turned)
    contact = arrive(database, people)
    carry_out(database, OpenBeyond(by=people["oh"], at=MORNING, kind="contact", ref=contact, why="review"))
    found = seen(database, people)
    assert [each.refused_certificate for each in found.refused] == ["CN=b"]
    assert [(each.by, each.ref, each.why) for each in found.opened] == [(people["oh"], contact, "review")]
    assert seen(database, people, MORNING + timedelta(days=8)).opened == ()


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

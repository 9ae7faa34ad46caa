"""What the desk does with a contact: never closed without an outcome, never open without an owner and a time."""

from datetime import UTC, datetime, timedelta

import pytest

from mottagning import audit
from mottagning.command import carry_out
from mottagning.contacts import byhand, handling, search
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.handling import (
    Accept,
    Claim,
    Close,
    Decline,
    MarkConcern,
    PassOn,
    Promise,
    Register,
    Reopen,
    ReturnUnaccepted,
)
from mottagning.contacts.notes import AddNote, add_note
from mottagning.contacts.whole import read_whole
from mottagning.errors import Conflict, Trouble
from tests.db.people import hire

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=3)


@pytest.fixture
def people(database):
    return hire(database, "ab", "oh")


@pytest.fixture
def contact(database, people):
    command = WriteDown(by=people["ab"], at=NOON, channel="phone", phone="+46701740605", text="Frågar om hemtjänst")
    return byhand.write_down(database, command).created["contact"]


def now(database, contact):
    return read_whole(database, contact).summary


def said(database, contact, who, at=NOON):
    return {"by": who, "at": at, "contact": contact, "version": now(database, contact).version}


def test_closing_needs_an_outcome_that_exists(database, contact, people):
    with pytest.raises(Trouble, match="outcome"):
        handling.close(database, Close(**said(database, contact, people["ab"]), outcome="answered"))
    handling.close(database, Close(**said(database, contact, people["ab"]), outcome="solved", note="Informerad."))
    summary = now(database, contact)
    assert (summary.state, summary.outcome, summary.due_at, summary.closed_at) == ("closed", "solved", None, NOON)
    assert search.find(database, "informerad") == [contact]


def test_an_undo_brings_everything_back(database, contact, people):
    before = now(database, contact)
    changes = handling.close(database, Close(**said(database, contact, people["ab"]), outcome="solved"))
    carry_out(database, changes.undo)
    after = now(database, contact)
    assert (after.state, after.due_at, after.owner) == (before.state, before.due_at, before.owner)


def test_an_undo_does_not_overwrite_what_came_after(database, contact, people):
    changes = handling.close(database, Close(**said(database, contact, people["ab"]), outcome="solved"))
    handling.reopen(database, Reopen(**said(database, contact, people["oh"]), due_at=LATER))
    with pytest.raises(Conflict):
        carry_out(database, changes.undo)


def test_only_the_first_of_two_gets_it(database, contact, people):
    stale = said(database, contact, people["oh"])
    handling.claim(database, Claim(**said(database, contact, people["ab"])))
    with pytest.raises(Conflict):
        handling.claim(database, Claim(**stale))
    assert now(database, contact).owner == people["ab"]


def test_a_promise_has_a_time_to_come(database, contact, people):
    with pytest.raises(Trouble, match="passed already"):
        handling.promise(database, Promise(**said(database, contact, people["ab"]), due_at=NOON - timedelta(hours=1)))
    handling.promise(database, Promise(**said(database, contact, people["ab"]), due_at=LATER))
    assert (now(database, contact).state, now(database, contact).due_at) == ("promised", LATER)


def test_passing_on_does_not_close_and_acceptance_does(database, contact, people):
    handling.pass_on(
        database, PassOn(**said(database, contact, people["ab"]), to=people["oh"], returns_at=LATER, note="Din klient")
    )
    assert now(database, contact).state == "passed_on"
    with pytest.raises(Trouble, match="Only the one"):
        handling.accept(database, Accept(**said(database, contact, people["ab"])))
    handling.accept(database, Accept(**said(database, contact, people["oh"])))
    assert (now(database, contact).state, now(database, contact).outcome) == ("closed", "accepted")


def test_what_nobody_accepts_comes_back_to_the_desk(database, contact, people):
    handling.pass_on(database, PassOn(**said(database, contact, people["ab"]), to=people["oh"], returns_at=LATER))
    handling.return_unaccepted(database, ReturnUnaccepted(by=None, at=LATER - timedelta(minutes=1)))
    assert now(database, contact).state == "passed_on"
    handling.return_unaccepted(database, ReturnUnaccepted(by=None, at=LATER))
    assert (now(database, contact).state, now(database, contact).owner) == ("waiting", None)


def test_a_refusal_brings_it_back_at_once(database, contact, people):
    handling.pass_on(database, PassOn(**said(database, contact, people["ab"]), to=people["oh"], returns_at=LATER))
    handling.decline(database, Decline(**said(database, contact, people["oh"])))
    assert (now(database, contact).state, now(database, contact).owner) == ("waiting", None)


def test_a_report_of_concern_stays_open_until_it_is_accepted_and_registered(database, contact, people):
    handling.mark_concern(
        database, MarkConcern(**said(database, contact, people["ab"]), concern="marked", due_at=LATER)
    )
    assert now(database, contact).urgent
    with pytest.raises(Trouble, match="report of concern"):
        handling.close(database, Close(**said(database, contact, people["ab"]), outcome="no_action"))
    handling.pass_on(database, PassOn(**said(database, contact, people["ab"]), to=people["oh"], returns_at=LATER))
    handling.accept(database, Accept(**said(database, contact, people["oh"])))
    assert now(database, contact).state == "taken"
    handling.register(database, Register(**said(database, contact, people["oh"]), registered="case_file"))
    assert (now(database, contact).state, now(database, contact).outcome) == ("closed", "accepted")


def test_every_step_is_told_and_audited_without_a_word_of_content(database, contact, people):
    add_note(database, AddNote(by=people["ab"], contact=contact, text="Hemligt om Alva"))
    handling.close(database, Close(**said(database, contact, people["ab"]), outcome="solved"))
    assert [step.step for step in read_whole(database, contact).steps] == ["written_down", "noted", "closed"]
    assert [action for _, _, action in audit.entries(database, "contact", contact)] == ["created", "noted", "closed"]
    with database.reading():
        everything = database.sql("SELECT facts FROM audit UNION ALL SELECT facts FROM contact_step").fetchall()
        logged = database.sql("SELECT changes FROM command_log").fetchall()
    assert not any("Alva" in row[0] or "46701740605" in row[0] for row in (*everything, *logged))


def test_the_table_itself_refuses_what_would_be_forgotten(database, contact):
    for statement in (
        "UPDATE contact SET due_at = NULL WHERE id = ?",
        "UPDATE contact SET state = 'closed' WHERE id = ?",
        "UPDATE contact SET outcome = 'solved' WHERE id = ?",
        "UPDATE contact SET state = 'passed_on', owner_id = NULL WHERE id = ?",
    ):
        with pytest.raises(Exception, match=r"(?i)constraint"):
            run(database, statement, contact)


def run(database, statement, *parameters):
    with database.writing():
        database.sql(statement, parameters)

"""What somebody has begun to write: hers, seen by others, gone only when it is kept, emptied, removed or long done."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from mottagning.command import CommandLog, carry_out
from mottagning.contacts import byhand, chores, drafts, handling, redaction
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.drafts import DropDrafts, KeepDraft
from mottagning.contacts.handling import Claim, Close
from mottagning.contacts.notes import AddNote, add_note
from mottagning.contacts.redaction import Erase, OpenSealed
from mottagning.contacts.whole import read_whole
from tests.db.people import hire

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


@pytest.fixture
def people(database):
    return hire(database, "ab", "oh")


@pytest.fixture
def contact(database, people):
    command = WriteDown(by=people["ab"], at=NOON, channel="phone", phone="+46701740605", text="Frågar om hemtjänst")
    return byhand.write_down(database, command).created["contact"]


def begin(database, contact, by, text, kind="note", at=NOON):
    return drafts.keep_draft(database, KeepDraft(by=by, at=at, contact=contact, text=text, kind=kind))


def begun(database, contact):
    return [(each.person, each.kind, each.text) for each in drafts.drafts_of(database, [contact]).get(contact, ())]


def test_each_has_her_own_and_the_newest_words_stay(database, contact, people):
    begin(database, contact, people["ab"], "Hon vill")
    begin(database, contact, people["ab"], "Hon vill veta", at=NOON + timedelta(seconds=3))
    begin(database, contact, people["oh"], "Svar: ", kind="answer", at=NOON + timedelta(seconds=9))
    assert begun(database, contact) == [
        (people["ab"], "note", "Hon vill veta"),
        (people["oh"], "answer", "Svar: "),
    ]
    begin(database, contact, people["ab"], "  ")
    assert begun(database, contact) == [(people["oh"], "answer", "Svar: ")]


def test_taking_over_keeps_it_and_keeping_a_note_takes_ones_own_alone(database, contact, people):
    begin(database, contact, people["ab"], "Anna har börjat")
    begin(database, contact, people["oh"], "Omar också")
    version = read_whole(database, contact).summary.version
    handling.claim(database, Claim(by=people["oh"], at=NOON, contact=contact, version=version))
    add_note(database, AddNote(by=people["oh"], at=NOON, contact=contact, text="Omar också"))
    assert begun(database, contact) == [(people["ab"], "note", "Anna har börjat")]
    assert [note.text for note in read_whole(database, contact).notes] == ["Omar också"]


def test_another_text_of_hers_that_is_kept_leaves_it(database, contact, people):
    begin(database, contact, people["ab"], "Anna har börjat")
    add_note(database, AddNote(by=people["ab"], at=NOON, contact=contact, text="Svar: Hej!"))
    assert begun(database, contact) == [(people["ab"], "note", "Anna har börjat")]


def test_it_is_no_act_about_the_contact_and_nothing_of_it_is_logged(database, contact, people):
    before = read_whole(database, contact)
    changes = begin(database, contact, people["ab"], "Hemligt ord")
    after = read_whole(database, contact)
    assert (after.summary.version, after.steps) == (before.summary.version, before.steps)
    assert changes.touched == {"draft": frozenset({contact})}
    with database.reading():
        logged = [row.changes for row in CommandLog.select().where(CommandLog.name == "KeepDraft")]
    assert [json.loads(each) for each in logged] == [{"draft": [contact]}]


def test_it_goes_a_day_after_the_contact_was_done_and_not_before(database, contact, people):
    begin(database, contact, people["ab"], "Anna har börjat")
    version = read_whole(database, contact).summary.version
    command = Close(by=people["oh"], at=NOON, contact=contact, version=version, outcome="solved")
    closed = handling.close(database, command)
    carry_out(database, closed.undo)
    assert begun(database, contact)
    version = read_whole(database, contact).summary.version
    handling.close(database, Close(by=people["oh"], at=NOON, contact=contact, version=version, outcome="solved"))

    def asked(at):
        return [each for each in chores.due(database, at) if isinstance(each, DropDrafts)]

    assert not asked(NOON + timedelta(hours=20))
    (chore,) = asked(NOON + timedelta(hours=25))
    carry_out(database, chore)
    assert begun(database, contact) == []
    assert not asked(NOON + timedelta(hours=26))


def test_it_goes_with_the_content(database, contact, people):
    begin(database, contact, people["ab"], "Anna har börjat")
    redaction.erase(database, Erase(by=people["kl"], at=NOON, contact=contact, reason="disposed"))
    assert begun(database, contact) == []
    begin(database, contact, people["ab"], "Anna skriver vidare")
    assert begun(database, contact) == []


def test_it_is_sealed_with_what_else_is_written_about_a_protected_identity(database, contact, people):
    begin(database, contact, people["ab"], "Anna har börjat")
    with database.writing():
        from mottagning.command import Turn

        redaction.seal_contact(Turn(database, OpenSealed(by=None, contact=contact)), contact)
    assert begun(database, contact) == []
    found = redaction.open_sealed(database, OpenSealed(by=people["kl"], contact=contact))
    assert "Anna har börjat" in found["notes"]

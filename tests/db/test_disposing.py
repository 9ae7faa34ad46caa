"""Disposal by the unit's decision, and where a contact counts as registered when it is done."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mottagning.command import carry_out
from mottagning.contacts import byhand, chores, handling, search
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.disposing import Disposal
from mottagning.contacts.handling import Close, Register, Reopen
from mottagning.contacts.ties import TieCase, tie_case
from mottagning.contacts.whole import read_whole
from mottagning.desk.records import SaveRecords, load_records
from mottagning.errors import Conflict, NotAllowed, Trouble
from mottagning.people import unit
from tests.db import records
from tests.db.cases import ALVA, read
from tests.db.people import hire

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
DECIDED = Disposal(decision="KS 2026/14", days={"case_file": 30, "minor": 7})


@pytest.fixture
def people(database):
    return hire(database, "ab", lead="kl")


def write(database, by, text="Frågar om hemtjänst", channel="phone"):
    command = WriteDown(by=by, at=NOON, channel=channel, phone="+46701740605", text=text)
    return byhand.write_down(database, command).created["contact"]


def on(database, contact, by, at=NOON):
    return {"by": by, "at": at, "contact": contact, "version": read_whole(database, contact).summary.version}


def close(database, contact, by, outcome="solved"):
    handling.close(database, Close(**on(database, contact, by), outcome=outcome))
    return read_whole(database, contact).summary.registered


def pass_days(database, days):
    at = NOON + timedelta(days=days)
    for _ in range(5):
        for command in chores.due(database, at):
            carry_out(database, command)


def test_the_kind_says_where_a_contact_counts_as_registered(database, people, tmp_path):
    ab = people["ab"]
    assert close(database, write(database, ab), ab) == "minor"
    assert close(database, write(database, ab, channel="letter"), ab) == "not_yet"
    assert close(database, write(database, ab, channel="letter"), ab, "no_action") == "minor"
    about = write(database, ab)
    case = read(database, tmp_path, ALVA)["C-2417"]
    tie_case(database, TieCase(by=ab, at=NOON, contact=about, case=case))
    assert close(database, about, ab) == "not_yet"


def test_the_team_lead_sets_the_places_and_what_somebody_said_stays(database, people):
    ab, lead = people["ab"], people["kl"]
    with pytest.raises(NotAllowed):
        records.keep(database, ab, places={"spoken": "not_yet"})
    changes = records.keep(database, lead, places={"spoken": "not_yet"})
    assert close(database, write(database, ab), ab) == "not_yet"
    said = write(database, ab, channel="letter")
    handling.register(database, Register(**on(database, said, ab), registered="register"))
    assert close(database, said, ab, "no_action") == "register"
    carry_out(database, changes.undo)
    assert close(database, write(database, ab), ab) == "minor"


def test_what_somebody_else_changed_meanwhile_is_not_written_over(database, people):
    seen = load_records(database)
    mine = replace(seen, places=seen.places | {"spoken": "not_yet"})
    changes = carry_out(database, SaveRecords(by=people["kl"], records=mine, seen=seen))
    hers = SaveRecords(by=people["kl"], records=replace(seen, disposal=DECIDED), seen=seen)
    with pytest.raises(Conflict):
        carry_out(database, hers)
    assert load_records(database) == mine
    records.keep(database, people["kl"], disposal=DECIDED)
    with pytest.raises(Conflict):
        carry_out(database, changes.undo)
    assert load_records(database).disposal == DECIDED


def test_of_two_who_save_in_the_same_moment_the_second_is_told(database, people, meanwhile):
    seen = load_records(database)
    mine = replace(seen, places=seen.places | {"spoken": "not_yet"})
    hers = SaveRecords(by=people["kl"], records=replace(seen, disposal=DECIDED), seen=seen)
    other = meanwhile(unit, "keep_value", lambda: carry_out(database, hers))
    carry_out(database, SaveRecords(by=people["kl"], records=mine, seen=seen))
    with pytest.raises(Conflict):
        other[0].result()
    assert load_records(database) == mine


def test_nothing_is_disposed_of_before_somebody_has_decided_it(database, people):
    contact = write(database, people["ab"])
    close(database, contact, people["ab"])
    pass_days(database, 4000)
    assert read_whole(database, contact).text == "Frågar om hemtjänst"
    undecided = Disposal(days={"minor": 7})
    with pytest.raises(Trouble, match="decision"):
        records.keep(database, people["kl"], disposal=undecided)


def test_words_go_when_their_time_is_over_and_the_tombstone_stays(database, people):
    ab = people["ab"]
    minor, filed, nowhere = (write(database, ab, f"Frågar om {what}") for what in ("hemtjänst", "bidrag", "färdtjänst"))
    close(database, minor, ab)
    for contact, place in ((filed, "case_file"), (nowhere, "not_yet")):
        close(database, contact, ab)
        handling.register(database, Register(**on(database, contact, ab), registered=place))
    records.keep(database, people["kl"], disposal=DECIDED)
    pass_days(database, 6)
    assert not any(read_whole(database, each).summary.redacted for each in (minor, filed, nowhere))
    pass_days(database, 7)
    gone = read_whole(database, minor)
    assert (gone.text, gone.summary.phone, gone.summary.redacted, gone.summary.outcome) == ("", None, True, "solved")
    assert search.find(database, "hemtjänst") == []
    assert not read_whole(database, filed).summary.redacted
    pass_days(database, 4000)
    assert read_whole(database, filed).summary.redacted
    assert read_whole(database, nowhere).text == "Frågar om färdtjänst"


def test_what_is_opened_again_is_kept_until_it_is_done(database, people):
    ab = people["ab"]
    contact = write(database, ab)
    close(database, contact, ab)
    later = NOON + timedelta(days=6)
    handling.reopen(database, Reopen(**on(database, contact, ab, later), due_at=later + timedelta(hours=2)))
    records.keep(database, people["kl"], disposal=DECIDED)
    pass_days(database, 400)
    assert read_whole(database, contact).text


def test_a_conversation_that_goes_on_keeps_what_was_said_before(database, people):
    from mottagning.contacts.tables import Contact, Thread

    ab = people["ab"]
    first, second = write(database, ab, channel="letter"), write(database, ab, channel="letter")
    with database.writing():
        thread = Thread.create(kind="mail").id
        Contact.update(thread_id=thread).where(Contact.id.in_([first, second])).execute()
    close(database, first, ab, "no_action")
    records.keep(database, people["kl"], disposal=DECIDED)
    pass_days(database, 8)
    assert not read_whole(database, first).summary.redacted
    close(database, second, ab, "no_action")
    pass_days(database, 8)
    assert read_whole(database, first).summary.redacted


def test_what_has_an_answer_that_has_not_gone_is_kept_until_it_has(database, people):
    from mottagning.contacts.answers.tables import Outgoing
    from mottagning.contacts.tables import Mailbox

    ab = people["ab"]
    contact = write(database, ab, channel="letter")
    with database.writing():
        mailbox = Mailbox.create(name="post", host="x", port=993, username="x", security="tls")
        answer = Outgoing.create(
            contact_id=contact, mailbox_id=mailbox.id, message_id="<a@example.se>", state="unsure", made_at=NOON
        )
    close(database, contact, ab, "no_action")
    records.keep(database, people["kl"], disposal=DECIDED)
    pass_days(database, 400)
    assert not read_whole(database, contact).summary.redacted
    with database.writing():
        Outgoing.update(state="sent", sent_at=NOON).where(Outgoing.id == answer.id).execute()
    pass_days(database, 400)
    assert read_whole(database, contact).summary.redacted

"""E-mails without content to colleagues who are not at the desk: what waits, what is due, what is late; once each."""

import re
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

import pytest

from mottagning.care import noticemail, notices
from mottagning.care.notices import TurnNotices
from mottagning.care.noticetables import Notice, Told
from mottagning.command import carry_out
from mottagning.contacts import byhand
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.handling import Close, PassOn, Promise
from mottagning.contacts.whole import read_whole
from mottagning.errors import NotAllowed
from mottagning.people import deputies, staff
from mottagning.people.absence import AddAbsence
from mottagning.people.deputies import NameDeputy
from mottagning.people.staff import SavePerson
from tests.db import answers
from tests.smtpd import MailServer

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
"""A Monday, 12:00 in Sweden; the reception closes at 15:00 UTC."""
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SECRET = "Åsa Öberg frågar om hemtjänst"


@pytest.fixture
def server():
    made = MailServer()
    made.start()
    yield made
    made.stop()


@pytest.fixture
def people(database, server):
    answers.set_up(database, port=server.port)
    ids = {}
    for key, role in (("le", "lead"), ("ab", "desk"), ("kl", "desk"), ("oh", "desk")):
        command = SavePerson(by=None, key=key, name=f"Person {key.upper()}", role=role, email=f"{key}@example.org")
        ids[key] = staff.save_person(database, command).created["person"]
    return ids


def contact(database, people, due_at=None, owner=None):
    """A call that somebody at the desk wrote down; promised when it has a time."""
    command = WriteDown(by=people["ab"], at=NOON, channel="phone", phone="+46701740605", name="Åsa Öberg", text=SECRET)
    made = byhand.write_down(database, command).created["contact"]
    if due_at is not None:
        act(database, Promise, people["ab"], made, due_at=due_at, owner=owner)
    return made


def act(database, kind, by, contact_id, **values):
    version = read_whole(database, contact_id).summary.version
    carry_out(database, kind(by=by, at=NOON, contact=contact_id, version=version, **values))


def give(database, people, to="kl"):
    made = contact(database, people)
    act(database, PassOn, people["ab"], made, to=people[to], returns_at=NOON + 24 * HOUR)
    return made


def tell(database, at=NOON):
    noticemail.tell_due(database, lambda: at)


def mails(server):
    """(to whom, subject, text) of what the server took, in order."""
    found = []
    for taken in server.taken:
        message = message_from_bytes(taken.octets, policy=policy.default)
        found.append((taken.recipient, message["Subject"], message.get_content()))
    return found


def test_what_was_passed_on_is_told_once_and_says_nothing(database, people, server):
    give(database, people)
    give(database, people)
    for minutes in range(0, 180, 30):
        tell(database, NOON + minutes * MINUTE)
    ((to, subject, text),) = mails(server)
    assert (to, subject) == ("kl@example.org", "Mottagning: 2 contacts wait for you")
    whole = server.taken[0].octets.decode("ascii") + subject + text
    assert b"Auto-Submitted: auto-generated" in server.taken[0].octets
    for word in ("Åsa", "Öberg", "hemtj", "070", "70174", "+46", "C-"):
        assert word not in whole
    assert not re.search(r"\b\d{3,}\b", text)


def test_at_most_one_an_hour_and_what_came_meanwhile_comes_together(database, people, server):
    give(database, people)
    tell(database, NOON)
    give(database, people)
    give(database, people)
    for minutes in (1, 30, 59):
        tell(database, NOON + minutes * MINUTE)
    assert len(mails(server)) == 1
    tell(database, NOON + HOUR)
    assert [subject for _, subject, _ in mails(server)][1:] == ["Mottagning: 3 contacts wait for you"]


def test_whoever_promised_is_reminded_and_the_lead_and_her_deputy_hear_when_it_is_late(database, people, server):
    command = NameDeputy(by=None, person=people["le"], deputy=people["oh"], first=date(2026, 11, 1))
    deputies.name_deputy(database, command)
    contact(database, people, due_at=NOON + HOUR, owner=people["kl"])
    tell(database, NOON + 20 * MINUTE)
    assert mails(server) == []
    tell(database, NOON + 40 * MINUTE)
    assert [(to, subject) for to, subject, _ in mails(server)] == [
        ("kl@example.org", "Mottagning: 1 promise of yours is due soon")
    ]
    tell(database, NOON + 61 * MINUTE)
    late = "Mottagning: 1 contact is late"
    assert [(to, subject) for to, subject, _ in mails(server)][1:] == [
        ("le@example.org", late),
        ("oh@example.org", late),
    ]
    tell(database, NOON + 101 * MINUTE)
    assert [to for to, _, _ in mails(server)][3:] == ["kl@example.org"]


def test_nobody_is_told_outside_opening_hours_while_away_or_without_an_address(database, people, server):
    give(database, people, "kl")
    tell(database, datetime(2026, 11, 22, 11, tzinfo=UTC))  # a Sunday
    tell(database, datetime(2026, 11, 23, 16, tzinfo=UTC))
    day = date(2026, 11, 23)
    carry_out(database, AddAbsence(by=None, person=people["kl"], first=day, last=day))
    tell(database)
    karin = staff.by_id(database, people["oh"])
    staff.save_person(database, SavePerson.of(karin, by=None, email=None))
    give(database, people, "oh")
    tell(database)
    assert mails(server) == []
    assert [person.key for person in notices.without_address(database, NOON)] == ["oh"]


def test_who_sits_at_the_desk_sees_it_there(database, people, server, monkeypatch):
    give(database, people)
    monkeypatch.setattr(notices.today, "answering", lambda _database, _at: frozenset({"kl"}))
    tell(database)
    assert mails(server) == []


def test_what_is_over_before_it_goes_is_not_told(database, people, server):
    made = give(database, people)
    server.next_says("RCPT", "451 later")
    tell(database)
    act(database, Close, people["ab"], made, outcome="solved")
    tell(database, NOON + 10 * MINUTE)
    assert mails(server) == []
    with database.reading():
        assert Notice.select().count() == 0


def test_the_lead_turns_it_off(database, people, server):
    with pytest.raises(NotAllowed):
        notices.turn_notices(database, TurnNotices(by=people["ab"], on=False))
    changes = notices.turn_notices(database, TurnNotices(by=people["le"], on=False))
    give(database, people)
    tell(database)
    assert mails(server) == []
    carry_out(database, changes.undo)
    tell(database)
    assert len(mails(server)) == 1


class TestTrouble:
    def test_a_server_that_puts_it_off_gets_it_later_once(self, database, people, server):
        give(database, people)
        server.next_says("DATA", "451 later")
        tell(database)
        tell(database, NOON + MINUTE)
        assert mails(server) == []
        tell(database, NOON + 6 * MINUTE)
        tell(database, NOON + 12 * MINUTE)
        assert len(mails(server)) == 1

    def test_a_server_that_is_away_for_an_hour_loses_nothing(self, database, people, server):
        give(database, people)
        server.stop()
        for minutes in (0, 6, 30, 61):
            tell(database, NOON + minutes * MINUTE)
        server.start()
        for minutes in (70, 80, 140):
            tell(database, NOON + minutes * MINUTE)
        assert len(mails(server)) == 1

    def test_one_that_may_have_gone_does_not_go_again(self, database, people, server):
        give(database, people)
        server.keeps = True
        server.next_says("END", None)
        tell(database)
        tell(database, NOON + 10 * MINUTE)
        tell(database, NOON + 90 * MINUTE)
        assert len(mails(server)) == 1

    def test_a_program_that_ended_in_the_middle_tells_no_second_time(self, database, people, server):
        give(database, people)

        (command,) = notices.due(database, NOON)
        notices.make_notice(database, command)
        with database.writing():
            Notice.update(state="sending").execute()
        tell(database, NOON + MINUTE)
        tell(database, NOON + 90 * MINUTE)
        assert mails(server) == []
        with database.reading():
            assert (Notice.get().state, Told.select().count()) == ("sent", 1)

    def test_two_that_ask_at_once_make_one(self, database, people):
        give(database, people)
        first, second = notices.due(database, NOON)[0], notices.due(database, NOON)[0]
        notices.make_notice(database, first)
        notices.make_notice(database, second)
        with database.reading():
            assert (Notice.select().count(), Told.select().count()) == (1, 1)

    def test_an_address_that_is_refused_is_said_and_not_tried_again(self, database, people, server):
        give(database, people)
        server.next_says("RCPT", "550 5.1.1 unknown")
        tell(database)
        tell(database, NOON + 90 * MINUTE)
        assert mails(server) == []
        with database.reading():
            row = Notice.get()
        assert row.state == "failed"
        assert notices.refused(database, NOON) == (("Person KL", row.error),)

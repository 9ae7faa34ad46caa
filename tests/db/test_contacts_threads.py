"""Conversations: what belongs together is together whatever trace the answer bears, and nothing else is."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mottagning.command import Command, carry_out, handles
from mottagning.contacts import intake, threads
from mottagning.contacts.answers.tables import Outgoing
from mottagning.contacts.ledger import RawItem, StoreRaw, store_raw
from mottagning.contacts.tables import Contact, Ledger, Mailbox, MessageKey
from mottagning.contacts.views import summaries
from mottagning.desk import queue

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
US = "mottagningen@example.se"


def mail(sender, number, *fields, subject="Fråga", text="Hej", at=AT):
    lines = [f"From: {sender}", f"To: {US}", f"Subject: {subject}", f"Message-ID: <{number}@x>", *fields]
    return "\n".join([*lines, f"Date: {format_datetime(at)}", "", text]).encode()


def take(database, *letters):
    """The contacts of some messages, in their order."""
    with database.reading():
        first = Ledger.select().count() + 1
    items = tuple(
        RawItem(place=f"imap:post/INBOX/1/{number}", kind="imap", octets=octets, received_at=AT)
        for number, octets in enumerate(letters, first)
    )
    store_raw(database, StoreRaw(by=None, at=AT, items=items))
    intake.understand_pending(database)
    with database.reading():
        found = {row.place: row.contact_id for row in Ledger.select()}
    return [found[item.place] for item in items]


@dataclass(frozen=True, kw_only=True)
class Sent(Command):
    """Our answer to a contact, as it stands in the database when it has been written here (`answers/answering.py`)."""

    contact: int


@handles
def sent(turn, command: Sent):
    mailbox = Mailbox.create(name="post", host="x", port=993, username="x", security="tls")
    Outgoing.create(
        contact_id=command.contact, mailbox_id=mailbox.id, message_id="svar@x", state="sent", made_at=turn.at
    )
    MessageKey.insert(contact_id=command.contact, key="svar@x").execute()


def thread(database, *contacts):
    with database.reading():
        found = {row.id: row.thread_id for row in Contact.select()}
    return [found[contact] for contact in contacts]


def joined(database, *letters):
    """Whether all messages are one conversation."""
    return len(set(thread(database, *take(database, *letters)))) == 1


class TestThreads:
    @pytest.mark.parametrize(
        "fields",
        [
            ("In-Reply-To: <1@x>",),
            ("References: <0@x> <1@x> <9@y>",),
            ("In-Reply-To: <9@y>", "References: <1@x> <9@y>"),
            ("In-Reply-To: Your message of today <1@x>",),
        ],
    )
    def test_the_same_sender_goes_on(self, database, fields):
        assert joined(database, mail("Åsa <asa@example.org>", 1), mail("ASA@example.org", 2, *fields))

    def test_an_unseen_parent_joins_those_that_answer_it(self, database):
        one, two = (mail("asa@example.org", number, "In-Reply-To: <unseen@y>") for number in (1, 2))
        assert joined(database, one, two)

    def test_a_parent_that_comes_late_finds_its_answers_and_makes_them_one(self, database):
        late = mail("asa@example.org", 3, "References: <1@x> <2@x>")
        assert joined(database, mail("asa@example.org", 1), mail("asa@example.org", 2), late)
        answer, parent = mail("bo@example.org", 5, "In-Reply-To: <4@x>"), mail("bo@example.org", 4)
        assert joined(database, answer, parent)

    def test_outlooks_mark_of_the_conversation(self, database):
        index = "Thread-Index: AQHYabcdefghijklmnopqrstuvwxyzAA"
        assert joined(database, mail("asa@example.org", 1, index), mail("asa@example.org", 2, index + "AAAABBBB"))
        other = mail("asa@example.org", 3, "Thread-Index: AQHYabcdefghijklmnopqrstu999zzAA")
        assert len(set(thread(database, *take(database, mail("asa@example.org", 4, index), other)))) == 2

    def test_an_answer_to_what_we_sent_joins_what_that_answered(self, database):
        (first,) = take(database, mail("asa@example.org", 1))
        carry_out(database, Sent(by=None, at=AT, contact=first))
        answer, absent, stranger = take(
            database,
            mail("asa@example.org", 2, "In-Reply-To: <svar@x>"),
            mail("asa@example.org", 3, "In-Reply-To: <svar@x>", "Auto-Submitted: auto-replied"),
            mail("bo@example.org", 4, "In-Reply-To: <svar@x>"),
        )
        assert len(set(thread(database, first, answer, absent))) == 1
        assert thread(database, stranger) != thread(database, first)

    def test_an_answer_that_names_only_the_time(self, database):
        field = f'In-Reply-To: Your message of "{format_datetime(AT)}"'
        later = AT + timedelta(hours=1)
        first, answer, stranger = take(
            database,
            mail("asa@example.org", 1),
            mail("asa@example.org", 2, field, at=later),
            mail("bo@example.org", 3, field, at=later),
        )
        assert thread(database, first) == thread(database, answer) != thread(database, stranger)

    def test_a_message_sent_on_whole_is_known_again(self, database):
        inner = mail("asa@example.org", 1).decode()
        kind = "Content-Type: multipart/mixed; boundary=b"
        text = f"--b\n\nSe nedan\n--b\nContent-Type: message/rfc822\n\n{inner}\n--b--"
        assert joined(database, mail("asa@example.org", 1), mail("asa@example.org", 2, kind, text=text))

    @pytest.mark.parametrize(
        ("sender", "fields"),
        [
            ("asa@example.org", ()),  # the same subject
            ("bo@example.org", ("In-Reply-To: <1@x>", "References: <1@x>")),  # a stranger
            ("asa@example.org", (f"In-Reply-To: Your message of {AT:%d %b %Y}",)),  # no time
        ],
    )
    def test_nothing_else_is_joined(self, database, sender, fields):
        assert not joined(database, mail("asa@example.org", 1), mail(sender, 2, *fields, at=AT + timedelta(hours=1)))

    def test_what_a_form_sends_for_many_people_is_never_joined(self, database):
        fields = ("References: <e-service@form>", "Auto-Submitted: auto-generated")
        assert not joined(database, *(mail("noreply@form.example.se", number, *fields) for number in (1, 2)))


class TestMachines:
    BOUNCE = (
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nSorry\n--b\n"
        "Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; {to}\nAction: {action}\nStatus: 5.1.1\n"
        "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{number}@x>\nIn-Reply-To: <{answered}@x>\n--b--\n"
    )

    def bounce(self, to="asa@example.org", number="svar", answered="none", action="failed"):
        head = f"From: MAILER-DAEMON@example.org\nTo: {US}\nSubject: Undelivered\nDate: {format_datetime(AT)}\n"
        return (head + self.BOUNCE.format(to=to, number=number, answered=answered, action=action)).encode()

    def look(self, database, contact):
        (found,) = (each for each in summaries(database) if each.id == contact)
        groups = queue.load(database, None, AT).groups
        return found, next(name for name, items in groups.items() if contact in [item.contact.id for item in items])

    def test_what_came_back_is_joined_to_what_we_sent_and_stands_among_what_waits(self, database):
        (first,) = take(database, mail("asa@example.org", 1))
        carry_out(database, Sent(by=None, at=AT, contact=first))
        (contact,) = take(database, self.bounce())
        found, group = self.look(database, contact)
        assert thread(database, first) == [found.thread]
        assert (found.kind, found.quiet, group) == ("bounce", False, "later")

    def test_it_is_joined_to_what_our_answer_answered_when_that_was_sent_elsewhere(self, database):
        first, contact, other = take(
            database,
            mail("asa@example.org", 1),
            self.bounce(answered=1, number="outlook"),
            self.bounce(answered=1, number="forged", to="bo@example.org"),
        )
        assert thread(database, first) == thread(database, contact) != thread(database, other)
        assert self.look(database, contact)[1] == "later"
        assert self.look(database, other)[1] == "automatic"

    def test_what_is_only_late_waits_apart(self, database):
        (first,) = take(database, mail("asa@example.org", 1))
        carry_out(database, Sent(by=None, at=AT, contact=first))
        (contact,) = take(database, self.bounce(action="delayed"))
        assert self.look(database, contact)[1] == "automatic"

    def test_machines_wait_apart_and_longer_but_are_not_lost(self, database):
        letters = [
            mail("asa@example.org", 1, "Auto-Submitted: auto-replied"),
            mail("lista@example.org", 2, "List-Id: <nyhetsbrev.example.org>"),
            mail("bo@example.org", 3),
            mail("lista@example.org", 4, "List-Id: <x.example.org>", text="Jag är orolig för barnet."),
        ]
        contacts = take(database, *letters)
        looks = [self.look(database, contact) for contact in contacts]
        assert [found.may_be_answered_automatically for found, _ in looks] == [False, False, True, False]
        assert [group for _, group in looks] == ["automatic", "automatic", "later", "now"]
        assert looks[0][0].due_at - looks[2][0].due_at > timedelta(days=3)

    def test_what_we_sent_ourselves_and_came_back_is_no_question(self, database):
        (first,) = take(database, mail("asa@example.org", 1))
        carry_out(database, Sent(by=None, at=AT, contact=first))
        (contact,) = take(database, mail(US, "svar"))
        found, group = self.look(database, contact)
        assert (found.may_be_answered_automatically, group) == (False, "automatic")

    def test_the_same_id_with_other_words_is_not_answered_by_a_program(self, database):
        _, second = take(database, mail("asa@example.org", 1), mail("asa@example.org", 1, text="Annat"))
        assert not self.look(database, second)[0].may_be_answered_automatically


# --- measured -------------------------------------------------------------------------------------------------------

WAYS = {"both": 40, "reply": 15, "references": 10, "words": 7, "index": 15, "quoted": 5, "fresh": 8}
"""How programs tell what they answer, of a hundred; "words" as often as in a list of 11,424 messages; "fresh": not."""


def archive(seed, conversations):
    """(when it comes, conversation, octets): twenty people, few subjects, our answers between them not seen."""
    made = random.Random(seed)
    letters, number, fresh = [], 0, conversations
    for conversation in range(conversations):
        sender = f"person{made.randrange(20)}@example.org"
        at = before = AT + timedelta(minutes=97 * conversation)
        index = f"Thread-Index: {''.join(made.choices('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmn', k=30))}"
        chain = []
        for turn in range(made.choice((1, 1, 2, 3, 5))):
            number += 1
            way = made.choices(list(WAYS), list(WAYS.values()))[0] if turn else "first"
            ours, known = f"<svar{number}@x>", " ".join(f"<{each}@x>" for each in chain)
            fields = {
                "first": (index,),
                "index": (index,),
                "both": (f"In-Reply-To: {ours}", f"References: {known} {ours}"),
                "reply": (f"In-Reply-To: <{chain[-1]}@x>",) if chain else (),
                "references": (f"References: {known}",),
                "words": (f'In-Reply-To: Message from "{sender}" of "{format_datetime(before)}"',),
            }.get(way, ())
            text = f"Hej\n> Message-ID: <{chain[-1]}@x>\n> hej" if way == "quoted" else "Hej"
            subject = made.choice(("Fråga", "Sv: Fråga", "Hemtjänst", "Re: Beslut"))
            sent_at = at + timedelta(seconds=made.randrange(60))
            octets = mail(sender, number, *fields, subject=subject, text=text, at=sent_at)
            letters.append(
                (at + timedelta(hours=made.choice((0, 0, 0, 2))), fresh if way == "fresh" else conversation, octets)
            )
            if way == "fresh":
                fresh += 1
            else:
                chain.append(number)
                before = sent_at
            at += timedelta(hours=made.choice((1, 30)))
    return sorted(letters)


def test_precision_and_recall(database):
    """Nothing is joined that does not belong together; what left a trace is found (docs/reliability.md)."""
    letters = archive(4, 60)
    found = thread(database, *take(database, *(octets for *_, octets in letters)))
    truth = [conversation for _, conversation, _ in letters]
    pairs = Counter(
        (truth[one] == truth[two], found[one] == found[two]) for one, two in combinations(range(len(letters)), 2)
    )
    assert pairs[False, True] == 0
    assert pairs[True, True] / (pairs[True, True] + pairs[True, False]) > 0.97


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10_000))
def test_in_whatever_order_they_come_and_however_often_the_threads_are_the_same(database, seed):
    """But for those that name only the time of what they answer: that must have come before."""
    made = random.Random(seed)
    letters = [octets for *_, octets in archive(seed, 6) if b"Message from" not in octets]
    letters = [octets.replace(b"@x>", b"@%d>" % seed) for octets in letters]
    letters = [octets.replace(b"person", b"p%d." % seed) for octets in letters]
    shuffled = made.sample(letters, len(letters)) + made.sample(letters, len(letters) // 2)
    here = dict(zip(shuffled, take(database, *shuffled), strict=True))
    again = [
        octets.replace(b"@%d>" % seed, b"@o%d>" % seed).replace(b"p%d." % seed, b"o%d." % seed) for octets in letters
    ]
    found = (thread(database, *(here[octets] for octets in letters)), thread(database, *take(database, *again)))
    one, other = ([each.index(number) for number in each] for each in found)
    assert one == other
    assert len(set(here.values())) == len(letters)


def test_a_thread_is_kept_by_few_keys(database):
    many = " ".join(f"<{number}@y>" for number in range(500))
    take(database, mail("asa@example.org", 1, f"References: {many}"))
    with database.reading():
        assert MessageKey.select().count() <= threads._MOST_KEYS

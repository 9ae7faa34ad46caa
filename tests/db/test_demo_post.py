"""Invented people can be answered while somebody practises, and nothing of it goes anywhere."""

from datetime import timedelta

import pytest

from mottagning.contacts.answers import answering, senders
from mottagning.contacts.answers.answering import HELD, TakeBack
from mottagning.contacts.answers.outgoing import answers_of
from mottagning.contacts.answers.tables import OutgoingRaw
from mottagning.contacts.mail import mailbox
from mottagning.db import Database
from mottagning.demo import post
from mottagning.demo.mark import MarkDemo, mark_demo

from . import answers
from .answers import NOON


@pytest.fixture
def letter(database: Database) -> int:
    mark_demo(database, MarkDemo(by=None, said={"size": "small"}))
    post.open_mailbox(database)
    return answers.letter(database)


def test_real_people_are_given_no_invented_mailbox(database: Database) -> None:
    post.open_mailbox(database)
    assert mailbox.accounts(database) == []


def test_a_mailbox_that_is_there_is_left_alone(database: Database) -> None:
    mark_demo(database, MarkDemo(by=None, said={"size": "small"}))
    real = answers.set_up(database)
    contact = answers.letter(database)
    post.open_mailbox(database)
    assert [each.id for each in mailbox.accounts(database)] == [real.id]
    answers.write(database, contact, real)
    assert post.take_away(database, NOON + 2 * HELD) == []
    assert answers.only(database, contact).state == "waiting"


def test_an_answer_stands_as_sent_when_it_has_been_held(database: Database, letter: int) -> None:
    post.open_mailbox(database)  # once more: there is one mailbox all the same
    (account,) = mailbox.accounts(database)
    assert [each.address for each in senders.senders(database)] == ["mottagningen@example.se"]
    answers.write(database, letter, account)
    assert post.take_away(database, NOON + HELD - timedelta(seconds=1)) == []
    (changes,) = post.take_away(database, NOON + HELD)
    assert changes.concerns("answer")
    assert answers.only(database, letter).state == "sent"
    with database.reading():
        assert OutgoingRaw.select().count() == 0
    assert post.take_away(database, NOON + 2 * HELD) == []


def test_what_was_taken_back_is_not_sent(database: Database, letter: int) -> None:
    (account,) = mailbox.accounts(database)
    made = answers.write(database, letter, account).created["answer"]
    answering.take_back(database, TakeBack(by=None, answer=made))
    assert post.take_away(database, NOON + HELD) == []
    assert answers_of(database, letter) == ()

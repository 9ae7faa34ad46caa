"""Many messages at once: what is written next is parsed in another process, and nothing is lost whatever befalls it."""

import multiprocessing

import pytest

from mottagning import texts
from mottagning.contacts import intake, ledger
from mottagning.contacts.ledger import RawItem, StoreRaw
from mottagning.contacts.tables import Contact, ContactText, Ledger

_COUNT = 20


@pytest.fixture
def backlog(database, monkeypatch):
    monkeypatch.setattr(intake, "_BACKLOG", 11)
    monkeypatch.setattr(intake, "_IN_ONE_TURN", 3)
    items = tuple(
        RawItem(place=f"imap:desk/INBOX/1/{uid}", kind="imap", octets=f"Subject: nr {uid}\r\n\r\nhej {uid}".encode())
        for uid in range(_COUNT)
    )
    ledger.store_raw(database, StoreRaw(by=None, items=items))
    return database


def subjects(database):
    with database.reading():
        assert not list(Ledger.select().where(Ledger.state == "raw"))
        texts = ContactText.select(ContactText.subject).join(Contact, on=(Contact.id == ContactText.contact_id))
        return [row.subject for row in texts.order_by(Contact.id)]


def test_each_becomes_one_contact_in_order(backlog):
    intake.understand_backlog(backlog)
    assert subjects(backlog) == [f"nr {uid}" for uid in range(_COUNT)]


def test_what_is_said_of_a_message_is_said_in_the_language_in_use(database, monkeypatch):
    monkeypatch.setattr(intake, "_BACKLOG", 2)
    monkeypatch.setattr(texts, "_current", texts._current)
    monkeypatch.setattr(texts, "_language", texts._language)
    texts.use_language("sv")
    event = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Möte {}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    items = tuple(
        RawItem(
            place=f"imap:desk/INBOX/1/{number}",
            kind="imap",
            octets=f"Content-Type: text/calendar; charset=utf-8\r\n\r\n{event.format(number)}".encode(),
        )
        for number in range(2)
    )
    ledger.store_raw(database, StoreRaw(by=None, items=items))
    intake.understand_backlog(database)
    with database.reading():
        said = [row.text for row in ContactText.select(ContactText.text).order_by(ContactText.contact_id)]
    assert [text.split(":")[0] for text in said] == ["Inbjudan"] * 2


class Failing:
    """Takes some pieces as the process beside would, and then does what `error` says."""

    error: Exception = ChildProcessError()

    def __init__(self, work):
        self._work = work
        self._taken = 0

    def give(self, thing):
        self._thing = thing

    def take(self):
        self._taken += 1
        if self._taken == 2:
            raise self.error
        return self._work(self._thing)

    def end(self):
        pass


def test_when_the_other_process_dies_the_rest_is_parsed_here(backlog, monkeypatch, expected_logs):
    expected_logs("the process that parses messages died")
    monkeypatch.setattr(intake, "Beside", Failing)
    intake.understand_backlog(backlog)
    assert subjects(backlog) == [f"nr {uid}" for uid in range(_COUNT)]


def test_a_fault_of_the_program_in_the_other_process_keeps_nobody_waiting(backlog, monkeypatch):
    monkeypatch.setattr(Failing, "error", ZeroDivisionError())
    monkeypatch.setattr(intake, "Beside", Failing)
    intake.understand_backlog(backlog)
    assert subjects(backlog) == [f"nr {uid}" for uid in range(_COUNT)]


def test_whoever_ends_the_program_does_not_wait_for_all_of_it(backlog, monkeypatch):
    """What is left waits as it was, for the next time."""
    monkeypatch.setattr(intake, "Beside", Failing)
    monkeypatch.setattr(Failing, "error", ZeroDivisionError())
    is_over = iter([False, True, True])
    intake.understand_backlog(backlog, lambda: next(is_over))
    with backlog.reading():
        done = Contact.select().count()
    assert 0 < done < _COUNT
    intake.understand_backlog(backlog)
    assert subjects(backlog) == [f"nr {uid}" for uid in range(_COUNT)]


@pytest.mark.parametrize("killed_at", [1, 3])
def test_killed_in_the_middle_nothing_is_lost_or_doubled(backlog, monkeypatch, expected_logs, killed_at):
    expected_logs("the process that parses messages died")
    take, taken = intake._take, []

    def kill_first(database, rows, parsed=None):
        taken.append(rows)
        if len(taken) == killed_at:
            for child in multiprocessing.active_children():
                child.kill()
                child.join()
        return take(database, rows, parsed)

    monkeypatch.setattr(intake, "_take", kill_first)
    intake.understand_backlog(backlog)
    assert subjects(backlog) == [f"nr {uid}" for uid in range(_COUNT)]

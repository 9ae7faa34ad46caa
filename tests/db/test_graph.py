"""A mailbox of Microsoft 365 by Graph: each message once, whatever Microsoft forgets, postpones or refuses."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from threading import Event

import pytest

from mottagning.contacts import intake, whole
from mottagning.contacts.mail import graph, mailbox, mailsync, oversize
from mottagning.contacts.mail.mailbox import GRAPH, Account
from mottagning.contacts.mail.mailfolder import Look
from mottagning.contacts.tables import Contact, Ledger
from mottagning.db import Database
from mottagning.errors import Trouble
from tests.db.mailboxes import keep, letter
from tests.microsoft import Answer, Microsoft
from tests.servers import PATIENCE_S

AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
BUSY = {"error": {"code": "ApplicationThrottled"}}


@pytest.fixture
def account(database: Database, reach: Account) -> Account:
    return keep(database, reach)


@pytest.fixture
def names(microsoft: Microsoft) -> list[str]:
    """Seven messages in the inbox, on more than one page."""
    return [microsoft.arrive(letter(number), AT + timedelta(hours=number)) for number in range(7)]


def sync(database: Database, account: Account) -> Look:
    (look,) = mailsync.sync_account(database, account)
    intake.understand_pending(database)
    return look


def fetched(microsoft: Microsoft) -> int:
    return sum(path.endswith("/$value") for path in microsoft.asked)


def stands(database: Database, name: str) -> tuple[bool, str | None]:
    """Whether a message has left, and where it is."""
    with database.reading():
        row = Ledger.get(Ledger.place == f"graph:Mottagningen/INBOX/{name}")
        return row.gone_at is not None, row.moved_to


def once(answer: Answer, part: str, microsoft: Microsoft) -> None:
    """The first question with this part gets that answer."""

    def fault(path: str) -> Answer | None:
        if part not in path:
            return None
        microsoft.fault = lambda _path: None
        return answer

    microsoft.fault = fault


def test_each_message_comes_once_as_it_was_sent(database, microsoft, account, names):
    look = sync(database, account)
    assert (look.new, look.server_count, look.ledger_count, look.error) == (7, 7, 7, None)
    with database.reading():
        ids = [row.id for row in Contact.select()]
        row = Ledger.get(Ledger.place == f"graph:Mottagningen/INBOX/{names[3]}")
    assert [whole.raw_octets(database, each) for each in ids] == [[letter(number)] for number in range(7)]
    assert row.received_at == AT + timedelta(hours=3)
    microsoft.asked.clear()
    microsoft.arrive(letter(7), AT)
    look = sync(database, account)
    assert (look.new, look.server_count, look.ledger_count) == (1, 8, 8)
    assert fetched(microsoft) == 1
    assert any("$deltatoken" in path for path in microsoft.asked)
    assert not any("$skiptoken" in path for path in microsoft.asked)


def test_what_microsoft_forgot_is_listed_again_and_not_fetched_again(database, microsoft, account, names):
    sync(database, account)
    microsoft.asked.clear()
    microsoft.move(names[0], None)
    microsoft.arrive(letter(8), AT)
    once((410, {}, {"error": {"code": "SyncStateNotFound"}}), "$deltatoken", microsoft)
    look = sync(database, account)
    assert (look.new, look.server_count, look.ledger_count, look.error) == (1, 7, 7, None)
    assert fetched(microsoft) == 1
    assert stands(database, names[0]) == (True, None)


def test_moved_deleted_and_back(database, microsoft, account, names):
    sync(database, account)
    microsoft.move(names[0], "done-id")
    microsoft.move(names[1], "in-done")
    microsoft.move(names[2], None)
    look = sync(database, account)
    assert (look.server_count, look.ledger_count) == (4, 4)
    assert [stands(database, name) for name in names[:4]] == [
        (True, "Klart"),
        (True, "Klart/2026"),
        (True, None),
        (False, None),
    ]
    microsoft.move(names[0], "inbox-id")
    look = sync(database, account)
    assert (look.new, look.server_count, look.ledger_count) == (0, 5, 5)
    assert stands(database, names[0]) == (False, None)


def test_what_comes_while_it_is_counted_is_no_difference(database, microsoft, account, names):
    sync(database, account)

    def arrive(path: str) -> None:
        if "$count" in path:
            microsoft.fault = lambda _path: None
            microsoft.arrive(letter(9), AT)

    microsoft.fault = arrive
    look = sync(database, account)
    assert (look.new, look.server_count, look.ledger_count) == (1, 8, 8)
    (state,) = mailbox.folder_states(database)
    assert state.token is not None


@pytest.mark.parametrize("after", ["0", format_datetime(datetime(2026, 1, 1, tzinfo=UTC)), "soon", None])
def test_throttling_is_waited_out(microsoft, reach, monkeypatch, after):
    monkeypatch.setattr(graph, "_PAUSE_S", 0.0)
    headers = {} if after is None else {"Retry-After": after}
    asked: dict[str, int] = {}

    def busy(path: str) -> Answer | None:
        """Each question has to be asked three times."""
        asked[path] = asked.get(path, 0) + 1
        return (429, headers, BUSY) if "users" in path and asked[path] < 3 else None

    microsoft.fault = busy
    assert mailsync.try_out(reach) == 0
    assert {count for path, count in asked.items() if "users" in path} == {3}


def test_a_long_pause_ends_with_the_program(microsoft, reach):
    microsoft.fault = lambda path: (429, {"Retry-After": "3000"}, BUSY) if "users" in path else None
    stopping = Event()
    stopping.set()
    with (
        pytest.raises(Trouble, match="too much to do"),
        graph.opened(reach, lambda: microsoft.token("https://graph.microsoft.com"), stopping),
    ):
        pass


def test_one_message_that_cannot_be_given_keeps_no_other_waiting(database, microsoft, account, names):
    microsoft.fault = lambda path: (500, {}, {}) if f"{names[2]}/$value" in path else None
    look = sync(database, account)
    assert (look.server_count, look.ledger_count) == (7, 6)
    assert "cannot give 1 of the messages" in (look.error or "")
    microsoft.fault = lambda _path: None
    look = sync(database, account)
    assert (look.new, look.ledger_count, look.error) == (1, 7, None)


def test_a_first_sync_that_was_cut_goes_on(database, microsoft, account, names):
    monkey = (503, {"Retry-After": "0"}, b"")
    microsoft.fault = lambda path: monkey if f"{names[5]}/$value" in path else None
    graph_batch, graph._BATCH_MESSAGES = graph._BATCH_MESSAGES, 2
    try:
        assert "too much to do" in (sync(database, account).error or "")
        microsoft.fault = lambda _path: None
        microsoft.asked.clear()
        look = sync(database, account)
    finally:
        graph._BATCH_MESSAGES = graph_batch
    assert (look.new, look.ledger_count) == (3, 7)
    assert fetched(microsoft) == 3


def test_the_first_day_counts_and_may_be_changed(database, microsoft, account):
    for day in (1, 10, 20):
        microsoft.arrive(letter(day), datetime(2026, 11, day, 12, tzinfo=UTC))
    account = keep(database, replace(account, since=date(2026, 11, 5)))
    assert sync(database, account).server_count == 2
    assert sync(database, account).server_count == 2
    assert mailsync.try_out(account) == 2
    account = keep(database, replace(account, since=None))
    look = sync(database, account)
    assert (look.new, look.server_count, look.ledger_count) == (1, 3, 3)


def test_another_folder_by_its_way(database, microsoft, account):
    microsoft.arrive(letter(1), AT, "in-done")
    account = keep(database, replace(account, folders=("klart/2026", "Finns inte")))
    looks = {look.folder: look for look in mailsync.sync_account(database, account)}
    assert looks["klart/2026"].new == 1
    assert "The folder “Finns inte”" in (looks["Finns inte"].error or "")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"username": "nils@example.org"}, "has no mailbox for the address"),
        ({"password": "fel"}, "does not accept the secret"),
        ({"client_id": "another"}, "knows no app another"),
        ({"tenant": "annan.example.org"}, "knows no organisation “annan.example.org”"),
        ({"folders": ("INBOX", "Nope")}, "The folder “Nope”"),
    ],
)
def test_what_is_wrong_is_one_sentence(reach, values, said):
    with pytest.raises(Trouble, match=said):
        mailsync.try_out(replace(reach, **values))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((403, {}, {"error": {"code": "ErrorAccessDenied"}}), "has no right to the mailbox"),
        ((401, {}, {"error": {"code": "InvalidAuthenticationToken"}}), "does not accept the sign-in"),
        ((302, {"Location": "https://elsewhere.example.org/"}, b""), "not understood"),
        ((200, {}, b"<html>"), "not understood"),
        ((200, {}, {"id": "x", "value": [], "@odata.nextLink": "https://elsewhere.example.org/"}), "another server"),
    ],
)
def test_answers_that_concern_all_of_it(reach, microsoft, answer, said, expected_logs):
    if answer[2] == b"<html>":
        expected_logs("asking a mailbox's provider failed: JSONDecodeError")
    microsoft.fault = lambda path: answer if "users" in path else None
    with pytest.raises(Trouble, match=said) as raised:
        mailsync.try_out(reach)
    assert "Anna" not in str(raised.value)


def test_nobody_is_followed_to_another_place(microsoft, reach):
    """A redirection would be asked for with whatever the library thinks right to send there."""
    once((302, {"Location": f"https://{GRAPH}/v1.0/elsewhere"}, {}), "/mailFolders", microsoft)
    with pytest.raises(Trouble), graph.opened(reach, lambda: "token", Event()):
        pass
    assert not any("elsewhere" in path for path in microsoft.asked)


def test_a_list_that_never_ends_is_none(database, microsoft, account, names, monkeypatch):
    monkeypatch.setattr(graph, "_MOST_PAGES", 3)
    again = f"https://{GRAPH}/v1.0/users/x/delta?$skiptoken=1"
    microsoft.fault = lambda path: (200, {}, {"value": [], "@odata.nextLink": again}) if "delta" in path else None
    (look,) = mailsync.sync_account(database, account)
    assert look.error is not None
    assert look.new == 0
    microsoft.fault = lambda _path: None
    assert sync(database, account).new == len(names)


@pytest.mark.parametrize("octets", [1000, 1001])
def test_what_is_too_large_is_a_contact_that_says_so(database, microsoft, account, monkeypatch, octets):
    """Its size is counted while it comes."""
    monkeypatch.setattr(oversize, "MOST_OCTETS", 1000)
    whole_letter = letter(1)
    name = microsoft.arrive(whole_letter + b"x" * (octets - len(whole_letter)), AT)
    look = sync(database, account)
    assert (look.new, look.server_count, look.ledger_count, look.error) == (1, 1, 1, None)
    with database.reading():
        contact = Ledger.get(Ledger.place == f"graph:Mottagningen/INBOX/{name}").contact_id
    shown = whole.read_whole(database, contact)
    assert shown.summary.subject == "1"
    assert ("was not fetched" in shown.text) == (octets > 1000)


def test_a_few_are_asked_for_at_a_time(database, microsoft, account, names):
    under_way = most = 0
    lock = threading.Lock()
    together = threading.Event()

    def slow(path: str) -> Answer | None:
        nonlocal under_way, most
        if not path.endswith("/$value"):
            return None
        with lock:
            under_way += 1
            most = max(most, under_way)
            if most > 1:
                together.set()
        together.wait(PATIENCE_S)
        with lock:
            under_way -= 1
        return None

    microsoft.fault = slow
    microsoft.arrive(letter(8), AT)
    assert sync(database, account).new == 8
    assert 2 <= most <= 3

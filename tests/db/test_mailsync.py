"""Reading mailboxes over time: cut off and gone on with, renamed by the server, tidied by somebody in Outlook, one at
a time."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mottagning.contacts import intake, leases, redaction, whole
from mottagning.contacts.leases import lease
from mottagning.contacts.mail import imap, mailbox, mailfolder, mailserver, mailsync, oversize
from mottagning.contacts.mail.mailbox import Account
from mottagning.contacts.mail.mailfolder import Look
from mottagning.contacts.redaction import Erase
from mottagning.contacts.tables import Contact, ContactStep, Ledger
from mottagning.db import Database
from mottagning.settings import Settings
from tests.db.mailboxes import keep, letter, of_dovecot, places, signed_in, watched
from tests.imap_liar import Liar
from tests.servers import Dovecot, MailAccount


@pytest.fixture
def liar() -> Iterator[Liar]:
    server = Liar({number: letter(number) for number in range(1, 8)})
    yield server
    server.close()


def sync(database: Database, account: Account) -> Look:
    (look,) = mailsync.sync_account(database, account)
    intake.understand_pending(database)
    return look


def subjects(database: Database) -> dict[int, str]:
    """By the id of the contact."""
    with database.reading():
        ids = [row.id for row in Contact.select().order_by(Contact.id)]
    return {each: whole.read_whole(database, each).summary.subject or "" for each in ids}


@pytest.mark.parametrize("size", ["as it is", "a lie"])
def test_what_is_too_large_is_a_contact_that_says_so(database, liar, monkeypatch, size):
    """Whatever its size was said to be, no more of it is asked for than a message may have."""
    monkeypatch.setattr(oversize, "MOST_OCTETS", 1000)
    monkeypatch.setattr(imap, "_BODY", "BODY.PEEK[]<0.1001>")
    liar.messages = {1: letter(1), 2: letter(2, "x" * 5000), 3: letter(3)}
    liar.says_size = 10 if size == "a lie" else None
    look = sync(database, keep(database, liar.account))
    assert (look.new, look.server_count, look.ledger_count, look.error) == (3, 3, 3, None)
    assert max(liar.lengths) == 1001
    (large,) = [each for each, subject in subjects(database).items() if subject == "2"]
    assert "was not fetched" in whole.read_whole(database, large).text


class TestTheFirstSync:
    def test_nothing_is_asked_about_names_that_never_were_others(self, database, liar):
        asked: list[bytes] = []
        liar.first = lambda words: asked.append(words)
        sync(database, keep(database, liar.account))
        assert liar.bodies == [1, 2, 3, 4, 5, 6, 7]
        assert not any(b"HEADER" in words for words in asked)

    def test_it_goes_on_where_it_was_cut(self, database, liar, monkeypatch):
        monkeypatch.setattr(imap, "_BATCH_MESSAGES", 2)

        def hang_up_at_the_third_piece(words: bytes) -> None:
            if b"BODY" in words and len(liar.bodies) == 4:
                raise EOFError

        liar.first = hang_up_at_the_third_piece
        account = keep(database, liar.account)
        assert "broke off" in (sync(database, account).error or "")
        liar.first = lambda _words: None
        look = sync(database, account)
        assert (look.new, look.ledger_count, look.error) == (3, 7, None)
        assert liar.bodies == [1, 2, 3, 4, 5, 6, 7]

    def test_how_far_it_has_come_is_shown(self, database, liar, monkeypatch):
        monkeypatch.setattr(imap, "_BATCH_MESSAGES", 3)
        monkeypatch.setattr(mailfolder, "_PROGRESS_S", 0)
        account = keep(database, liar.account)
        seen = []

        def stored(_new: int) -> None:
            (state,) = mailbox.folder_states(database)
            assert state.progress_at is not None
            assert state.checked_at is None
            seen.append((state.ledger_count, state.server_count))

        mailsync.sync_account(database, account, stored)
        assert seen == [(3, 7), (6, 7), (7, 7)]
        (state,) = mailbox.folder_states(database)
        assert (state.is_whole, state.progress_at) == (True, None)

    def test_a_failed_look_is_no_check(self, database, liar):
        account = keep(database, liar.account)
        sync(database, account)
        (before,) = mailbox.folder_states(database)
        liar.first = lambda words: b"NO no" if b"EXAMINE" in words else None
        sync(database, account)
        (after,) = mailbox.folder_states(database)
        assert (after.checked_at, after.ledger_count) == (before.checked_at, 7)
        assert "cannot be read" in (after.error or "")


class TestAnotherUidvalidity:
    """RFC 3501 2.3.1.1: the server names all messages anew, as after it was moved or restored."""

    def test_what_is_known_again_is_not_fetched_again(self, database, liar):
        account = keep(database, liar.account)
        sync(database, account)
        liar.uidvalidity, liar.bodies = b"2", []
        liar.messages = {uid + 100: octets for uid, octets in liar.messages.items()} | {200: letter(200)}
        look = sync(database, account)
        assert (look.new, look.server_count, look.ledger_count) == (1, 8, 8)
        assert liar.bodies == [200]
        assert places(database) == [*(f"2/{uid}" for uid in range(101, 108)), "2/200"]
        assert len(subjects(database)) == 8
        assert sync(database, account).new == 0

    def test_what_the_header_does_not_tell_the_octets_do(self, database, liar):
        liar.messages = {
            1: letter(1).replace(b"Message-ID: <1@example.se>\r\n", b""),
            2: letter(2, "A"),
            3: letter(2, "B"),  # the same size, time and Message-ID
            4: letter(4),
            5: letter(4),  # the very same, delivered twice
        }
        account = keep(database, liar.account)
        sync(database, account)
        with database.reading():
            before = {row.sha256: row.contact_id for row in Ledger.select()}
        liar.uidvalidity, liar.bodies = b"2", []
        liar.messages = {5 - uid: octets for uid, octets in liar.messages.items() if uid < 5} | {9: letter(4)}
        look = sync(database, account)
        assert (look.new, look.ledger_count) == (0, 5)
        assert liar.bodies == [2, 3, 4]
        with database.reading():
            assert Ledger.select().count() == 5
            assert {row.sha256: row.contact_id for row in Ledger.select()} == before
        assert sorted(places(database)) == ["2/1", "2/2", "2/3", "2/4", "2/9"]

    def test_what_had_to_go_is_not_fetched_again(self, database, liar):
        account = keep(database, liar.account)
        sync(database, account)
        gone = next(each for each, subject in subjects(database).items() if subject == "3")
        redaction.erase(database, Erase(by=None, contact=gone, reason="disposed"))
        liar.uidvalidity, liar.bodies = b"2", []
        assert sync(database, account).ledger_count == 7
        assert liar.bodies == []

    def test_one_that_is_cut_goes_on(self, database, liar, monkeypatch):
        account = keep(database, liar.account)
        sync(database, account)
        liar.uidvalidity, liar.bodies = b"2", []

        def hang_up(words: bytes) -> None:
            if b"HEADER" in words:
                raise EOFError

        liar.first = hang_up
        assert sync(database, account).error
        liar.first = lambda _words: None
        assert sync(database, account).new == 0
        assert liar.bodies == []

    def test_a_real_server(self, database, dovecot):
        made = dovecot.add_account()
        with signed_in(dovecot, made) as client:
            for number in range(3):
                client.append("INBOX", letter(number))
        account = keep(database, of_dovecot(dovecot, made))
        sync(database, account)
        before = places(database)
        uids = dovecot.folder / "mail" / made.user / "dovecot-uidlist"
        first, _, rest = uids.read_text("utf-8").partition("\n")
        words = [word if word[0] != "V" else f"V{int(word[1:]) + 7}" for word in first.split()]
        uids.write_text(" ".join(words) + "\n" + rest, encoding="utf-8")
        for index in uids.parent.glob("dovecot.index*"):
            index.unlink()
        look = sync(database, account)
        assert (look.new, look.ledger_count) == (0, 3)
        assert not set(places(database)) & set(before)


class TestTidyingInOutlook:
    @pytest.fixture
    def made(self, dovecot: Dovecot) -> MailAccount:
        made = dovecot.add_account()
        with signed_in(dovecot, made) as client:
            client.create_folder("Klart")
            for number in range(3):
                client.append("INBOX", letter(number))
        return made

    @pytest.fixture
    def account(self, database: Database, dovecot: Dovecot, made: MailAccount) -> Account:
        kept = keep(database, of_dovecot(dovecot, made))
        sync(database, kept)
        return kept

    def sources(self, database: Database, subject: str) -> list[tuple[bool, str | None]]:
        contact = next(each for each, said in subjects(database).items() if said == subject)
        found = whole.read_whole(database, contact).sources
        return [(source.gone_at is not None, source.moved_to) for source in found]

    def test_moved_and_deleted_are_told_apart_and_nothing_is_removed(self, database, dovecot, made, account):
        with signed_in(dovecot, made) as client:
            client.select_folder("INBOX")
            client.move([1], "Klart")
            client.delete_messages([2])
            client.expunge()
        look = sync(database, account)
        assert (look.server_count, look.ledger_count, look.error) == (1, 1, None)
        assert self.sources(database, "0") == [(True, "Klart")]
        assert self.sources(database, "1") == [(True, None)]
        assert self.sources(database, "2") == [(False, None)]
        for contact in subjects(database):
            assert whole.raw_octets(database, contact)
        with database.reading():
            steps = [row.step for row in ContactStep.select().order_by(ContactStep.contact_id, ContactStep.id)]
        assert steps.count("moved_in_mailbox") == steps.count("gone_from_mailbox") == 1
        sync(database, account)
        with database.reading():
            assert ContactStep.select().count() == len(steps)

    def test_into_another_folder_that_is_read_too(self, database, dovecot, made, account):
        account = keep(database, replace(account, folders=("INBOX", "Klart")))
        with signed_in(dovecot, made) as client:
            client.select_folder("INBOX")
            client.move([1], "Klart")
        mailsync.sync_account(database, account)
        intake.understand_pending(database)
        assert self.sources(database, "0") == [(True, "Klart"), (False, None)]
        assert len(subjects(database)) == 3

    def test_many_at_once_are_looked_for_in_turns(self, database, dovecot, made, account, monkeypatch):
        monkeypatch.setattr(imap, "_SOUGHT", 2)
        with signed_in(dovecot, made) as client:
            client.select_folder("INBOX")
            client.move([1, 2, 3], "Klart")
        assert sync(database, account).unfinished
        assert not sync(database, account).unfinished
        assert [self.sources(database, subject) for subject in "012"] == [[(True, "Klart")]] * 3

    def test_a_later_first_day_makes_nothing_leave(self, database, dovecot, made, account):
        account = keep(database, replace(account, since=datetime(2030, 1, 1, tzinfo=UTC).date()))
        assert sync(database, account).server_count == 0
        assert self.sources(database, "1") == [(False, None)]

    def test_what_had_to_go_keeps_no_folder(self, database, dovecot, made, account):
        contact = next(each for each, said in subjects(database).items() if said == "0")
        with signed_in(dovecot, made) as client:
            client.select_folder("INBOX")
            client.move([1], "Klart")
        sync(database, account)
        redaction.erase(database, Erase(by=None, contact=contact, reason="disposed"))
        with database.reading():
            assert [row.moved_to for row in Ledger.select().where(Ledger.contact_id == contact)] == [None]


class TestTheWatch:
    @pytest.fixture(autouse=True)
    def impatient(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(mailsync, "_LOOK_S", 0.05)
        monkeypatch.setattr(mailsync, "_TURN_S", 0.05)
        monkeypatch.setattr(imap, "_LOOK_S", 0.05)

    def test_idle_is_begun_anew_before_the_server_gives_it_up(self, database, dovecot, monkeypatch):
        monkeypatch.setattr(imap, "_IDLE_S", 0.05)
        account = keep(database, of_dovecot(dovecot, dovecot.add_account()))
        with watched(database, account) as watch:
            assert watch.until(lambda _looks: len(watch.looks) > 3)

    def test_what_came_between_the_look_and_the_waiting_is_not_waited_for(self, dovecot):
        made = dovecot.add_account()
        account = of_dovecot(dovecot, made)

        def began_to_wait() -> bool:
            raise AssertionError("the message would be seen when the next one comes, or after minutes")

        with mailserver.connection(account) as client, signed_in(dovecot, made) as sender:
            source = imap.ImapSource(client, account)
            source.look("INBOX", None, None)
            sender.append("INBOX", letter(1))
            source.find("INBOX", [])
            source.wait("INBOX", 60, began_to_wait)
            source.look("INBOX", None, None)
            with pytest.raises(AssertionError):
                source.wait("INBOX", 60, began_to_wait)

    def test_news_in_the_folder_that_is_not_told_of_comes_too(self, database, dovecot, monkeypatch):
        monkeypatch.setattr(mailsync, "_ALL_FOLDERS_S", 0.05)
        made = dovecot.add_account()
        with signed_in(dovecot, made) as client:
            client.create_folder("Fax")
            account = keep(database, of_dovecot(dovecot, made, folders=("INBOX", "Fax")))
            with watched(database, account) as watch:
                assert watch.until(lambda looks: len(looks) == 2)
                client.append("Fax", letter(1))
                assert watch.until(lambda looks: looks[1].new == 1)

    def test_one_at_a_time_and_the_next_takes_over(self, database, dovecot):
        account = keep(database, of_dovecot(dovecot, dovecot.add_account()))
        with watched(database, account) as first:
            assert first.until(lambda looks: bool(looks))
            with watched(database, account) as second:
                with lease(database, leases.WATCH, account.id or 0) as held:
                    assert held is None
                assert not second.looks
                first.end()
                assert second.until(lambda looks: bool(looks))

    def test_pauses_grow_until_it_works_again(self, database, monkeypatch):
        account = keep(database, Account(name="M", host="127.0.0.1", port=9, username="m", password="x"))
        pauses: list[float] = []

        def rest(_database: Database, _account: Account, stopping: object, seconds: float) -> bool:
            pauses.append(seconds)
            if len(pauses) == 7:
                stopping.set()
            return True

        monkeypatch.setattr(mailsync, "_rest", rest)
        with watched(database, account) as watch:
            watch.stopping.wait(20)
        assert pauses == [2, 5, 15, 60, 300, 300, 300]


HOLDER = """
import sys
from pathlib import Path
from mottagning.contacts import leases
from mottagning.db import open_database
from mottagning.settings import Settings
database = open_database(Settings(data=Path(sys.argv[1]), database=sys.argv[2]))
with leases.lease(database, leases.LOOK, 1) as held:
    print(held is not None, flush=True)
    sys.stdin.read()
"""


class TestTheLease:
    def test_one_look_at_a_time(self, database, liar, monkeypatch):
        monkeypatch.setattr(mailsync, "_PATIENCE_S", 0.05)
        account = keep(database, liar.account)
        with lease(database, leases.LOOK, account.id or 0) as held:
            assert held is not None
            assert held.is_held()
            (look,) = mailsync.sync_account(database, account)
        assert (look.error or "").startswith("Another computer")
        assert [state.error for state in mailbox.folder_states(database)] == [None]
        assert sync(database, account).new == 7

    def test_who_dies_leaves_nothing_behind(self, database: Database, settings: Settings):
        command = [sys.executable, "-c", HOLDER, str(settings.data), settings.database]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"True\n"
            with lease(database, leases.LOOK, 1) as held:
                assert held is None
            with lease(database, leases.LOOK, 2) as held:
                assert held is not None
            holder.send_signal(signal.SIGKILL)
            with lease(database, leases.LOOK, 1, 20) as held:
                assert held is not None

    def test_a_server_that_threw_us_out_is_noticed(self, database):
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        with lease(database, leases.WATCH, 1) as held:
            if database.dialect == "postgresql":
                with database.writing():
                    database.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
            assert held.is_held() == (database.dialect == "sqlite")

"""From the ledger to contacts: once, threaded, tied on certain evidence only, findable; and gone when it must go."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import peewee
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from mottagning.care import check
from mottagning.contacts import byhand, documents, intake, ledger, redaction, search, ties
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.ledger import RawItem, StoreRaw
from mottagning.contacts.redaction import ConfirmRegistered, Erase, OpenSealed
from mottagning.contacts.tables import Contact, ContactText, Ledger
from mottagning.contacts.ties import TieCase, UntieCase
from mottagning.contacts.whole import read_whole
from mottagning.db import open_database
from mottagning.errors import DatabaseTrouble, NotAllowed
from mottagning.settings import Settings
from tests.db import cases
from tests.db.people import hire

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def mail(
    subject="Fråga", text="Hej, hur går det?", sender="Alva Berg <alva@example.se>", message_id="a@example.se", more=()
):
    headers = [f"From: {sender}", "To: mottagningen@example.se", f"Subject: {subject}", f"Message-ID: <{message_id}>"]
    headers += ["Date: Mon, 23 Nov 2026 08:55:00 +0100", "Content-Type: text/plain; charset=utf-8", *more]
    return ("\r\n".join((*headers, "", text)) + "\r\n").encode()


def take(database, *messages, folder="INBOX"):
    """Store and understand messages; gives the contacts in order."""
    with database.reading():
        first = Ledger.select().count() + 1
    items = tuple(
        RawItem(place=f"imap:post/{folder}/1/{first + n}", kind="imap", octets=octets, received_at=AT)
        for n, octets in enumerate(messages)
    )
    ledger.store_raw(database, StoreRaw(by=None, at=AT, items=items))
    intake.understand_pending(database)
    with database.reading():
        places = {row.place: row.contact_id for row in Ledger.select()}
    return [places[item.place] for item in items]


def tied(database, contact):
    return [(tie.code, tie.state) for tie in read_whole(database, contact).ties]


def test_a_message_becomes_a_contact_that_can_be_found(database):
    (contact,) = take(database, mail(text="Trygghetslarmet är trasigt"))
    whole = read_whole(database, contact)
    assert whole.summary.address == "alva@example.se"
    assert "Trygghetslarmet" in whole.text
    assert search.find(database, "trygghetslarm") == [contact]
    assert search.find(database, "larmtjänst") == []


def test_the_same_message_in_two_mailboxes_is_one_contact_with_two_sources(database):
    first, second = take(database, mail(), mail(more=("Received: from other.example.se",)))
    assert first == second
    assert len(read_whole(database, first).sources) == 2


def test_the_same_message_id_with_other_content_makes_two_and_flags_both(database):
    first, second = take(database, mail(), mail(text="Något helt annat"))
    assert first != second
    with database.reading():
        assert [row.same_id for row in Contact.select()] == [True, True]


def test_messages_without_an_id_are_the_same_only_as_octets(database):
    bare = b"From: a@example.se\r\nDate: Mon, 23 Nov 2026 08:55:00 +0100\r\nSubject: %s\r\n\r\nHej\r\n"
    first, second, third = take(database, bare % b"Ett", bare % b"Tv", (bare % b"Ett").replace(b"\r\n", b"\n"))
    assert first == third != second


def test_what_cannot_be_understood_is_a_contact_all_the_same(database):
    (contact,) = take(database, b"\x00\xff\xfe not a message at all \x00")
    assert read_whole(database, contact).text.strip()


def test_large_messages_are_not_all_held_in_memory_at_once(database, monkeypatch):
    monkeypatch.setattr(ledger, "_AT_ONCE", 1000)
    large, small = mail(text="Långt " * 500), mail()
    items = [
        RawItem(place=f"imap:post/INBOX/1/{number}", kind="imap", octets=octets)
        for number, octets in enumerate((large, small, small, large))
    ]
    ledger.store_raw(database, StoreRaw(by=None, items=tuple(items)))
    assert [row.octets for row in ledger.pending(database)] == [large]
    intake.understand_pending(database, limit=1)
    assert [row.octets for row in ledger.pending(database)] == [small, small]
    assert intake.understand_pending(database) == 3


def test_a_fault_in_one_message_keeps_no_other_waiting(database, monkeypatch, expected_logs):
    expected_logs("by its raw text alone: ZeroDivisionError")
    real = ties.match

    def faulty(turn, contact):
        if ContactText.get(ContactText.contact_id == contact.id).subject == "Trasig":
            raise ZeroDivisionError
        real(turn, contact)

    monkeypatch.setattr(ties, "match", faulty)
    broken, whole = take(database, mail(subject="Trasig", text="Läs mig"), mail(message_id="b@example.se"))
    assert "Subject: Trasig" in read_whole(database, broken).text
    assert read_whole(database, whole).summary.subject == "Fråga"
    with database.reading():
        assert [row.state for row in Ledger.select().order_by(Ledger.id)] == ["unreadable", "understood"]


def test_what_the_surroundings_do_is_not_the_messages_fault(database, monkeypatch):
    def full(*_arguments):
        raise peewee.OperationalError("database or disk is full")

    with monkeypatch.context() as filled:
        filled.setattr(ties, "match", full)
        with pytest.raises(DatabaseTrouble):
            take(database, mail())
    assert intake.understand_pending(database) == 1
    with database.reading():
        assert Ledger.get().state == "understood"


def test_a_thread_joins_the_same_sender_and_never_a_stranger(database):
    first, answer, stranger, same_subject = take(
        database,
        mail(),
        mail(message_id="b@example.se", more=("In-Reply-To: <a@example.se>",)),
        mail(message_id="c@example.se", sender="Bo <bo@example.org>", more=("In-Reply-To: <a@example.se>",)),
        mail(message_id="d@example.se", text="Samma ämne"),
    )
    thread = {contact: read_whole(database, contact).summary.thread for contact in (first, answer, stranger)}
    assert thread[first] == thread[answer] != thread[stranger]
    assert read_whole(database, same_subject).summary.thread != thread[first]


def test_a_code_ties_an_address_only_offers(database, tmp_path):
    cases.read(database, tmp_path, cases.ALVA, cases.NILS)
    by_code, by_address = take(
        database,
        mail(subject="Ang. ärende C-1980", message_id="1@example.se"),
        mail(message_id="2@example.se"),
    )
    assert ("C-1980", "tied") in tied(database, by_code)
    assert tied(database, by_address) == [("C-2417", "offered")]


def test_an_answer_in_a_tied_thread_is_tied_and_what_was_untied_stays_so(database, tmp_path):
    ids = cases.read(database, tmp_path, cases.ALVA)
    (first,) = take(database, mail())
    ties.tie_case(database, TieCase(by=None, contact=first, case=ids["C-2417"]))
    (answer,) = take(database, mail(message_id="b@example.se", more=("In-Reply-To: <a@example.se>",)))
    assert tied(database, answer) == [("C-2417", "tied")]
    ties.untie_case(database, UntieCase(by=None, contact=answer, case=ids["C-2417"]))
    ties.match_again(database, ties.MatchAgain(by=None, contact=answer))
    assert tied(database, answer) == [("C-2417", "untied")]


def test_two_workstations_at_once_make_one_contact(database, settings):
    other = open_database(settings)
    items = tuple(RawItem(place=f"imap:post/INBOX/1/{n}", kind="imap", octets=mail()) for n in range(1, 4))
    ledger.store_raw(database, StoreRaw(by=None, items=items))
    threads = [threading.Thread(target=intake.understand_pending, args=(each,)) for each in (database, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    with database.reading():
        assert Contact.select().count() == 1
        assert {row.state for row in Ledger.select()} == {"understood"}


def test_words_that_may_mean_a_child_in_danger_jump_the_queue(database):
    (contact,) = take(database, mail(subject="Oro för elev", text="Eleven har blåmärken och vågar inte gå hem."))
    summary = read_whole(database, contact).summary
    assert (summary.concern, summary.urgent) == ("possible", True)
    assert summary.due_at <= AT + timedelta(hours=8)


def traces(database, word):
    """The tables in which a word can still be read."""
    tables = ("contact_text", "raw", "blob", "attachment", "note", "contact_search", "quarantine", "message", "party")
    found = []
    with database.reading():
        for table in tables:
            rows = database.sql(f"SELECT * FROM {table}").fetchall()
            as_bytes = b"".join(
                bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for r in rows for v in r
            )
            if word.encode() in as_bytes.lower():
                found.append(table)
    return found


def test_an_erased_contact_leaves_a_tombstone_and_is_not_fetched_again(database):
    (contact,) = take(database, mail(text="Hemligheten"))
    redaction.erase(database, Erase(by=None, contact=contact, reason="disposed"))
    assert traces(database, "hemligheten") == []
    whole = read_whole(database, contact)
    assert (whole.summary.redacted, whole.text, whole.sources[0].sha256) == (True, "", None)
    ledger.store_raw(
        database, StoreRaw(by=None, items=(RawItem(place=whole.sources[0].place, kind="imap", octets=mail()),))
    )
    assert take(database, mail(text="Hemligheten"), folder="Arkiv") == [contact]
    assert traces(database, "hemligheten") == []
    assert check.document(check.check(database))["ok"]


def test_only_a_lead_erases(database):
    people = hire(database, "ab")
    (contact,) = take(database, mail())
    with pytest.raises(NotAllowed):
        redaction.erase(database, Erase(by=people["ab"], contact=contact, reason="disposed"))
    assert read_whole(database, contact).text
    redaction.erase(database, Erase(by=people["kl"], contact=contact, reason="disposed"))
    assert read_whole(database, contact).summary.redacted


def test_protection_learnt_later_removes_people_and_seals_what_was_written(database, tmp_path):
    people = hire(database, "ab")
    cases.read(database, tmp_path, cases.ALVA)
    (contact,) = take(database, mail(subject="Ang. ärende C-2417", text="Jag bor numera i hemlighetsby"))
    assert traces(database, "hemlighetsby")
    cases.read(database, tmp_path, cases.ALVA.replace(";nej", ";ja"))
    assert traces(database, "hemlighetsby") == []
    assert traces(database, "alva") == []
    assert read_whole(database, contact).sealed
    with pytest.raises(NotAllowed):
        redaction.open_sealed(database, OpenSealed(by=people["ab"], contact=contact))
    opened = redaction.open_sealed(database, OpenSealed(by=people["kl"], contact=contact))
    assert "hemlighetsby" in opened["text"]
    redaction.confirm_registered(database, ConfirmRegistered(by=people["kl"], contact=contact))
    assert not read_whole(database, contact).sealed


def test_nothing_of_an_erased_message_is_left_in_the_file(tmp_path):
    settings = Settings(data=tmp_path, database=str(tmp_path / "m.db"))
    database = open_database(settings)
    (contact,) = take(database, mail(text="Hemligheten " * 500))
    database.checkpoint()
    assert b"emligheten" in decrypted(settings)
    redaction.erase(database, Erase(by=None, contact=contact, reason="disposed"))
    assert (tmp_path / "m.db-wal").stat().st_size == 0
    assert b"emligheten" not in decrypted(settings)
    database.close()


def test_a_reader_does_not_hold_up_what_must_go_and_it_goes_after_it(tmp_path):
    settings = Settings(data=tmp_path, database=str(tmp_path / "m.db"))
    database, other = open_database(settings), open_database(settings)
    first, second = take(database, mail(), mail(text="Annat", message_id="b@example.se"))
    with other.reading():
        assert other.sql("SELECT count(*) FROM contact").fetchone()[0] == 2
        redaction.erase(database, Erase(by=None, contact=first, reason="disposed"))
        assert database.owes_checkpoint
    ties.match_again(database, ties.MatchAgain(by=None, contact=second))
    assert not database.owes_checkpoint
    assert (tmp_path / "m.db-wal").stat().st_size == 0
    database.close()
    other.close()


def test_a_sealed_call_holds_no_number(database, tmp_path):
    people = hire(database, "ab")
    ids = cases.read(database, tmp_path, cases.ALVA)
    command = WriteDown(by=None, channel="phone", name="Alva", phone="+46701740605", text="Ringde", case=ids["C-2417"])
    contact = byhand.write_down(database, command).created["contact"]
    cases.read(database, tmp_path, cases.ALVA.replace(";nej", ";ja"))
    opened = redaction.open_sealed(database, OpenSealed(by=people["kl"], contact=contact))
    assert opened["text"] == "Ringde"
    assert opened["raw"] == []
    assert "701740605" not in str(opened)


def decrypted(settings):
    """Every page of the file in clear, free ones included, as somebody with the key could read them.

    SQLCipher 4: pages of 4,096 octets that end in 16 octets of IV and 64 of HMAC; the first begins with the salt.
    """
    key = bytes.fromhex((settings.keys / "database.key").read_text())
    octets = Path(settings.database).read_bytes()
    clear = b""
    for start in range(0, len(octets), 4096):
        page = octets[start : start + 4096]
        cipher = Cipher(algorithms.AES(key), modes.CBC(page[-80:-64])).decryptor()
        clear += cipher.update(page[16 if start == 0 else 0 : -80])
    return clear


def test_a_contact_tied_to_a_protected_case_keeps_nobodys_name_or_address(database, tmp_path):
    ids = cases.read(database, tmp_path, cases.ALVA.replace(";nej", ";ja"))
    by_code, by_hand = take(
        database,
        mail(subject="Ang. ärende C-2417", message_id="1@example.se"),
        mail(subject="Hej", message_id="2@example.se"),
    )
    ties.tie_case(database, TieCase(by=None, contact=by_hand, case=ids["C-2417"]))
    for contact in (by_code, by_hand):
        summary = read_whole(database, contact).summary
        assert (summary.name, summary.address, summary.phone) == (None, None, None)
    assert set(traces(database, "alva")) <= {"raw"}
    assert search.find(database, "alva") == []


def test_what_is_about_a_protected_person_is_found_by_no_word_and_listed_without_any(database, tmp_path):
    ids = cases.read(database, tmp_path, cases.ALVA.replace(";nej", ";ja"))
    (contact,) = take(database, mail(text="Det gäller Alvas mamma Vera"))
    assert search.find(database, "vera") == [contact]
    ties.tie_case(database, TieCase(by=None, contact=contact, case=ids["C-2417"]))
    assert search.find(database, "vera") == []
    (listed,) = documents.listing(database)["contacts"]
    assert (listed["counterpart"], listed["subject"], listed["text"]) == (None, None, None)
    assert "Vera" in read_whole(database, contact).text
    assert check.document(check.check(database))["ok"]
    ties.untie_case(database, UntieCase(by=None, contact=contact, case=ids["C-2417"]))
    assert search.find(database, "vera") == [contact]

"""`backup`, `restore`, `check` and `database …`: copies that are whole, wherever they are opened."""

import json
import os
import shutil
import stat
from datetime import UTC, date, datetime

import pytest

from mottagning.cases.consents import NoteConsent
from mottagning.cases.entries import PartyDetails, SaveParty
from mottagning.cases.feedback import AskFeedback
from mottagning.cases.feedtables import CaseRename, FeedSource, TakenFile
from mottagning.cases.list import show_case
from mottagning.cases.notedtables import CaseDate, CaseExtras, DeadlineDecision
from mottagning.command import carry_out
from mottagning.contacts import intake, ledger
from mottagning.contacts.answers.tables import MailSender, Outgoing, OutgoingRaw
from mottagning.contacts.ledger import RawItem, StoreRaw
from mottagning.contacts.tables import CallLog, Mailbox, Message, Switchboard
from mottagning.db import open_database
from mottagning.people import staff
from mottagning.people.absence import KeepAbsences, keep_absences
from mottagning.people.away import Span
from mottagning.people.deputies import NameDeputy, name_deputy
from mottagning.people.guide import Entry, SaveGuide, save_guide
from mottagning.settings import load
from tests.e2e.commandline import Program, write
from tests.e2e.test_cli_rota import UNIT

MAIL = (
    "From: Alva Ek <alva@example.se>\r\nTo: mottagningen@example.se\r\nSubject: Ang. C-2417 – ansökan\r\n"
    "Message-ID: <{number}@example.se>\r\nDate: Mon, 23 Nov 2026 08:{number:02}:00 +0100\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    "Åsas läkarintyg {number}, 100 % säkert?\r\n--x\r\nContent-Type: application/pdf\r\n"
    "Content-Disposition: attachment; filename=intyg.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    "JVBERi0AAf8=\r\n--x--\r\n"
)


def fill(program, folder, settings):
    """A unit with something in every room."""
    cases = "Ärendekod;Kategori;Steg;Handläggare;Inkom;Namn;Telefon;Skyddad;God man;Avslutad\n"
    cases += "C-2417;SoL;Utredning;Karin Lind;2026-11-02;Alva Ek;070-174 06 05;nej;Sven God;\n"
    cases += "C-2418;LSS;Beslut;;2026-10-02;;;ja;;\nC-2419;SoL;Beslut;;2026-10-02;Bo Ek;;nej;;2026-11-01\n"
    path = write(folder / "cases.csv", cases)
    program("cases", "map", "system", "--file", path)
    program("cases", "import", path, "--mapping", "system")
    later = write(folder / "later.csv", cases.replace("Utredning", "Beslut"))
    program("cases", "import", later, "--mapping", "system")
    program(
        "people",
        "import",
        write(folder / "staff.csv", "Namn;Kortnamn;Roll;Inloggning\nKarin Lind;kl;Gruppledare;karlin\n"),
    )
    for number in range(5):
        program.call("missed", f"0701740{605 + number}", "--id", f"{number}")
    program.call("answered", "anonymous")
    account = ("--name", "post", "--host", "127.0.0.1", "--port", "143", "--user", "u", "--since", "2026-11-01")
    program("mail", "add", *account, "--password-stdin", stdin="lösen".encode())
    program("rota", "import", write(folder / "rota.json", json.dumps(UNIT)))
    plan = program("rota", "plan", "--from", "2026-12-01", "--to", "2026-12-04")["plan"]
    program("rota", "publish", str(plan))
    database = open_database(settings)
    items = tuple(
        RawItem(place=f"imap:post/INBOX/1/{n}", kind="imap", octets=MAIL.format(number=n).encode()) for n in range(3)
    )
    ledger.store_raw(database, StoreRaw(by=None, at=datetime(2026, 11, 23, 8, tzinfo=UTC), items=items))
    intake.understand_pending(database)
    lead, other = (person.id for person in staff.everyone(database)[:2])
    day = date(2026, 11, 23)
    name_deputy(database, NameDeputy(by=None, person=lead, deputy=other, first=day))
    span = Span(day, day, "am", "0a1b")
    keep_absences(database, KeepAbsences(by=None, person=other, source="calendar", spans=(span,)))
    save_guide(database, SaveGuide(by=None, item=Entry(name="Växeln", phone="08-465 004 10")))
    enter_parties(database)
    enter_rest(database)
    database.close()


def enter_rest(database):
    """A row in each of the tables that only come of long use."""
    at, day, case = datetime(2026, 11, 23, 8, tzinfo=UTC), date(2026, 11, 23), show_case(database, "C-2417")[0].id
    with database.writing():
        CaseDate.create(case_id=case, moment="protection_assessed", on_day=day)
        DeadlineDecision.create(case_id=case, rule="investigation", kind="paused", first_day=day)
        CaseExtras.create(case_id=case, extras='["siblings"]')
        CaseRename.create(feed_id=1, old_case=case, new_case=case + 1, reasons='["personal_id"]')
        source = FeedSource.create(name="Mapp", kind="folder", place="/srv/exporter", mapping="system")
        TakenFile.create(
            source_id=source.id, mark="1", name="arenden.csv", sha256="0" * 64, at=at, outcome="taken", feed_id=1
        )
        Switchboard.create(name="Växeln", dialect="cti")
        CallLog.create(at=at, since=at, until=at)
        mailbox, contact = Mailbox.select().get(), Message.select().get().contact_id
        MailSender.create(mailbox_id=mailbox.id, address="m@example.org", host="localhost", port=1025, security="none")
        answer = Outgoing.create(
            contact_id=contact, mailbox_id=mailbox.id, message_id="<1@example.org>", state="unsure", made_at=at
        )
        OutgoingRaw.create(outgoing_id=answer.id, recipient="alva@example.se", octets=b"Subject: Svar\r\n\r\nHej")
        for table, values in rows_of_the_day(contact, mailbox.id, case).items():
            names, places = ", ".join(values), ", ".join("?" * len(values))
            database.sql(f"INSERT INTO {table} ({names}) VALUES ({places})", tuple(values.values()))


def rows_of_the_day(contact, mailbox, case):
    """A row for each table of the desk's and the rota's days, as SQLite keeps it."""
    at, day, who = "2026-11-23T08:00:00.000000Z", "2026-11-23", {"by_id": 1}
    told = {"person_id": 1, "contact_id": contact}
    return {
        "draft": {**told, "kind": "note", "text": "Påbörjat", "at": at},
        "card_draft": {
            **told,
            "card": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
            "holder": "0b0f1a52-6f0e-4b7d-9d35-52c2c9d0a1b4",
            "channel": "phone",
            "typed": "",
            "text": "Undrar om",
            "begun_at": at,
            "at": at,
        },
        "written_day": {"day": "2026-10-05", "people": 1, "minutes": "[[29853600], [1]]"},
        "notice": {
            "id": 1,
            "person_id": 1,
            "mailbox_id": mailbox,
            "message_id": "<n@example.org>",
            "state": "sent",
            "made_at": at,
            "next_at": at,
        },
        "told": {**told, "what": "late", "of_time": at, "at": at, "notice_id": 1},
        "baton": {"day": day, **who, "handed_at": at},
        "baton_line": {"day": day, "at": at, **who, "text": "Nyckeln ligger i lådan"},
        "tonight": {"day": day, "contact_id": contact, "why": "child", **who, "at": at},
        "sent_folder": {"mailbox_id": mailbox, "name": "Sent"},
        "sent_seen": {"mailbox_id": mailbox, "name": "1/7"},
        "sent_waits": {"mailbox_id": mailbox, "name": "1/8", "key": "<1@example.se>", "since": at},
        "former_name": {"id": 1, "case_id": case, "name": "Alva Berg", "name_key": "alva berg"},
        "former_name_word": {"former_id": 1, "word": "berg"},
        "routine": {"key": "own", "document": "{}"},
        "routine_wording": {"key": "own", "version": 1, "document": "{}", "at": at, **who},
        "calendar_event": {"calendar": 0, "shift_id": 1, "day": day, "post_id": 1, "said": "Tel", "sequence": 1},
        "shift_swap": {"day": day, "post_id": 1, "asker_id": 1, "state": "asked", "asked_at": at},
        "survey_tally": {
            "week": day,
            "way": "form",
            "channel": "phone",
            "category": "sol",
            "question": "kindness",
            "answer": 5,
            "n": 2,
        },
        "board_meeting": {"day": day, "began_at": at, **who},
        "agreement": {"id": 1, "agreed_on": day, "words": "C-2417: boka hembesök", "person_id": 1, "due_on": day},
        "survey_seen": {"digest": "ab" * 32},
        "improvement": {"title": "Telefontid även över lunch", "owner_id": 1, "made_on": day},
    }


def enter_parties(database):
    """What is known of those who are in a case beside what the export tells."""
    school = PartyDetails(role="notifier", notifier="school", name="Rektor Nour Ali")
    case = show_case(database, "C-2417")[0].id
    entry = carry_out(database, SaveParty(by=None, case=case, details=school)).created["party"]
    day = date(2026, 11, 23)
    carry_out(database, NoteConsent(by=None, entry=entry, given_on=day, what="Hur det går i skolan"))
    carry_out(database, AskFeedback(by=None, entry=entry, on=day))


def content(settings):
    """How many rows each table has, and what is kept in those that hold octets, moments, booleans and dates."""
    database = open_database(settings)
    look = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    if settings.is_server:
        look = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    with database.reading():
        tables = {row[0] for row in database.sql(look).fetchall()}
        tables -= {name for name in tables if name.startswith("contact_search_")}
        found = {table: database.sql(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
        found["octets"] = [
            (row[0], bytes(row[1])) for row in database.sql("SELECT ledger_id, octets FROM raw ORDER BY 1").fetchall()
        ]
        found["blobs"] = [bytes(row[0]) for row in database.sql("SELECT octets FROM blob").fetchall()]
    database.close()
    return found


def answers(program):
    """Everything that the program tells of its unit."""
    commands = [("contacts", "list"), ("cases", "list"), ("people", "list"), ("rota", "show"), ("board", "show")]
    commands += [("contacts", "search", words) for words in ("läkarintyg", "c-2417", "0701740605", "alva@example.se")]
    return {words: program(*words) for words in commands}


@pytest.fixture
def unit(program, data, tmp_path):
    fill(program, tmp_path, load(str(data)))
    return program


def another(capsys, monkeypatch, folder):
    return Program(capsys, monkeypatch, "--data", str(folder), "--lang", "en")


def recovery_key(data):
    database = open_database(load(str(data)))
    key = database.recovery_key()
    database.close()
    assert key
    return key.encode() + b"\n"


def test_moving_to_a_server_leaves_nothing_behind(unit, data, postgres):
    url = postgres.new_database()
    before, told = content(load(str(data))), answers(unit)
    empty = {name for name, rows in before.items() if not rows}
    assert empty <= {"absence", "credential", "lease", "quarantine", "note", "setting"}
    assert len(told["contacts", "search", "läkarintyg"]["contacts"]) == 3
    moved = unit("database", "move", url)
    assert load(str(data)).database == url
    assert content(load(str(data))) == before
    made_anew = ("schema_version", "contact_search", "octets", "blobs")
    assert moved["rows"] == sum(rows for name, rows in before.items() if name not in made_anew)
    assert answers(unit) == told
    assert unit("check")["ok"]
    there = [contact["id"] for contact in unit.contacts()]
    assert unit.call("missed", "0850500000", "--id", "new") > max(there)
    old = unit("contacts", "list", "--database", str(data / "mottagning.db"))
    assert [contact["id"] for contact in old["contacts"]] == there


def test_a_server_that_holds_a_unit_is_not_moved_to(unit, data, postgres):
    url = postgres.new_database()
    assert unit("database", "init", url) == {"ready": True}
    assert unit("database", "init", url) == {"ready": True}
    unit.call("missed", "0701740605", "--database", url)
    assert "holds a unit already" in unit.refuses(1, "database", "move", url)
    assert not (data / "settings.json").exists()
    assert len(unit("contacts", "list", "--database", url)["contacts"]) == 1


def test_the_password_of_a_server_comes_on_standard_input(data, capsys, monkeypatch, postgres):
    program, url = another(capsys, monkeypatch, data), postgres.new_database()
    for wrong in (url.replace("@", ":hemligt@"), "postgresql://127.0.0.1/x?application_name=a@b"):
        program.refuses(2, "database", "move", wrong, "--password-stdin", stdin=b"hemligt\n")
    program("database", "move", url, "--password-stdin", stdin="håll/ @\n".encode())
    assert load(str(data)).database == url.replace("@", ":h%C3%A5ll%2F%20%40@")
    assert os.name == "nt" or stat.S_IMODE((data / "settings.json").stat().st_mode) == 0o600
    assert program("check")["ok"]
    program("database", "init", url, "--password-stdin", stdin=b"hemligt\n")


def test_a_new_key_opens_the_data_and_what_comes_after(program, data, tmp_path):
    before = recovery_key(data)
    program("backup", str(tmp_path / "before.db"))
    assert program("database", "new-key") == {"copies": 0, "unopened": []}
    assert program("check")["ok"]
    program("backup", str(tmp_path / "after.db"))
    program("restore", str(tmp_path / "after.db"))
    assert "recovery key" in program.refuses(1, "restore", str(tmp_path / "before.db"))
    program("restore", str(tmp_path / "before.db"), "--recovery-key-stdin", stdin=before)


def test_a_copy_brings_back_what_was(unit, data, tmp_path):
    copy = tmp_path / "copy.db"
    told = answers(unit)
    unit("backup", str(copy))
    assert "exists already" in unit.refuses(1, "backup", str(copy))
    assert b"SQLite format" not in copy.read_bytes()[:16]
    assert b"Alva" not in copy.read_bytes()
    unit.call("missed", "0850500000", "--id", "later")
    restored = unit("restore", str(copy))
    assert restored["file"] == str(copy)
    assert answers(unit) == told
    assert unit("check")["ok"]


def test_a_copy_is_opened_on_another_computer_with_the_recovery_key(unit, data, tmp_path, capsys, monkeypatch):
    unit("backup", str(tmp_path / "copy.db"))
    told = answers(unit)
    key = recovery_key(data)
    usb = tmp_path / "usb"
    usb.mkdir()
    for ending in ("", ".key"):
        shutil.copy(tmp_path / f"copy.db{ending}", usb / f"copy.db{ending}")
    for folder in (tmp_path / "new", tmp_path / "used"):
        there = another(capsys, monkeypatch, folder)
        if folder.name == "used":
            there.call("missed", "0850500000")
        there.refuses(1, "restore", str(usb / "copy.db"))
        wrong = b"AAAA-BBBB-CCCC-DDDD-EEEE-FFFF-GGGG-HHHH\n"
        for secret in (wrong, b"", b"nonsense", key[:-3]):
            there.refuses(1, "restore", str(usb / "copy.db"), "--recovery-key-stdin", stdin=secret)
        there("restore", str(usb / "copy.db"), "--recovery-key-stdin", stdin=key)
        assert answers(there) == told
        assert there("check")["ok"]


def test_a_lost_key_is_made_good_by_the_recovery_key(unit, data):
    told = answers(unit)
    key = recovery_key(data)
    (data / "keys" / "database.key").unlink()
    assert "recovery key" in unit.refuses(1, "contacts", "list")
    unit.refuses(1, "database", "unlock", "--recovery-key-stdin", stdin=b"AAAA-BBBB\n")
    unit.refuses(2, "database", "unlock", stdin=key)
    assert unit("database", "unlock", "--recovery-key-stdin", stdin=key.lower()) == {"unlocked": True}
    assert answers(unit) == told


@pytest.mark.parametrize("on_both", ["postgresql"], indirect=True)
def test_a_copy_of_a_server_is_brought_back_to_another(on_both, data, tmp_path, postgres):
    fill(on_both, tmp_path, load(str(data), on_both.common[3]))
    told = answers(on_both)
    on_both("backup", str(tmp_path / "copy.db"))
    url = postgres.new_database()
    on_both("restore", str(tmp_path / "copy.db"), "--database", url)
    on_both.common = ("--data", str(data), "--database", url, "--lang", "en")
    assert answers(on_both) == told
    assert on_both("check")["ok"]


def test_what_is_wrong_is_told(unit, data):
    assert unit.run("check").out.count("✓") == len(unit("check")["checks"])
    database = open_database(load(str(data)))
    with database.writing():
        database.sql("DELETE FROM raw WHERE ledger_id = 1")
    database.close()
    answer = unit.run("check", "--json")
    assert answer.code == 1
    assert not answer.document["ok"]
    assert [check["wrong"] for check in answer.document["checks"] if check["name"] == "lost_octets"] == [1]


def test_a_newer_database_is_refused_and_left_alone(on_both, data):
    where = on_both.common[3] if "--database" in on_both.common else None
    database = open_database(load(str(data), where))
    with database.writing():
        database.sql("UPDATE schema_version SET version = 9999")
    for words in (("contacts", "list"), ("database", "upgrade"), ("call", "--event", "missed", "--from", "1")):
        assert "newer" in on_both.refuses(1, *words)
    with database.reading():
        assert database.sql("SELECT version FROM schema_version").fetchone()[0] == 9999
    database.close()


def test_upgrading_what_is_new_is_nothing(on_both):
    assert on_both("database", "upgrade") == {"ready": True}


def test_nothing_is_brought_back_under_an_open_window(unit, data, tmp_path):
    unit("backup", str(tmp_path / "copy.db"))
    open_elsewhere = open_database(load(str(data)))
    with open_elsewhere.reading():
        open_elsewhere.sql("SELECT count(*) FROM contact").fetchone()
    assert "Close it" in unit.refuses(1, "restore", str(tmp_path / "copy.db"))
    open_elsewhere.close()
    unit("restore", str(tmp_path / "copy.db"))

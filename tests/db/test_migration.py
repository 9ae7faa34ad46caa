"""A database of the first schema, with people, cases and contacts in it, becomes one of today, and nothing is lost."""

from datetime import UTC, date, datetime

import pytest

from mottagning import migrations
from mottagning.cases.find import find
from mottagning.cases.list import list_cases, show_case
from mottagning.cases.tables import Feed
from mottagning.cases.undoing import undo_feed
from mottagning.contacts import documents
from mottagning.db import UtcField, open_database
from mottagning.people.absence import absences
from mottagning.people.staff import everyone
from mottagning.settings import Settings
from tests.db.feeds import MONDAY, case, counts, nobody_else, take, write

AT = datetime(2026, 10, 5, 6, 30, tzinfo=UTC)
MOMENT = object()
"""Stands for `AT` in a row, as the database writes it."""
MAPPING = """{"name": "system", "kind": "snapshot", "protected_by_omission": false, "columns": {"code": "Ärendekod",
 "stage": "Steg", "client_name": "Namn", "phones": "Telefon", "protected": "Skyddade personuppgifter"}}"""
ROWS = (
    ("setting", {"name": "unit", "value": "{}", "version": 1}),
    ("secret", {"name": "source:1", "value": "kept"}),
    (
        "person",
        {
            "id": 1, "key": "kl", "name": "Karin Lind", "initials": "KL", "role": "lead", "email": "kl@example.se",
            "joined": date(2020, 1, 1), "sort_key": "lind karin", "version": 3,
        },
    ),
    ("person_alias", {"person_id": 1, "kind": "handler", "value": "karin lind", "written": "Karin Lind"}),
    ("absence", {"id": 1, "person_id": 1, "first_day": date(2026, 10, 6), "last_day": date(2026, 10, 7), "version": 1}),
    ("feed_mapping", {"name": "system", "document": MAPPING, "saved_at": MOMENT, "version": 1}),
    (
        "feed",
        {
            "id": 1, "at": MOMENT, "mapping": "system", "sha256": "ab" * 32, "kind": "snapshot", "state": "taken",
            "report": '{"read": 1, "new": 1, "changed": 0, "unchanged": 0, "closed": 0, "rejected": [], "held": null}',
        },
    ),
    (
        "cases",
        {
            "id": 1, "code": "C-1", "code_folded": "c-1", "category": "sol", "type": "Hemtjänst",
            "stage": "investigation", "stage_since": date(2026, 9, 30), "handler": "Karin Lind",
            "received": date(2026, 9, 28), "protected": False, "feed_id": 1, "version": 2,
        },
    ),
    ("cases", {"id": 2, "code": "C-2", "code_folded": "c-2", "stage": "decision", "protected": True, "version": 1}),
    (
        "party",
        {
            "id": 1, "case_id": 1, "position": 0, "role": "client", "name": "Åsa Öberg", "name_key": "åsa öberg",
            "personal_id": None,
        },
    ),
    ("party_word", {"party_id": 1, "word": "åsa"}),
    ("party_word", {"party_id": 1, "word": "öberg"}),
    ("party_address", {"party_id": 1, "kind": "phone", "value": "+46701740605"}),
    ("case_history", {"case_id": 1, "at": MOMENT, "field": "stage", "old": "inflow", "new": "investigation",
                      "feed_id": 1}),
    ("mailbox", {"id": 1, "name": "mottagningen", "host": "mail.example.se", "port": 993, "username": "m",
                 "security": "tls", "version": 1}),
    ("mail_folder", {"id": 1, "mailbox_id": 1, "name": "INBOX", "uidvalidity": 7}),
    ("thread", {"id": 1, "kind": "phone"}),
    (
        "contact",
        {
            "id": 1, "channel": "phone", "at": MOMENT, "state": "waiting", "due_at": MOMENT, "thread_id": 1,
            "owner_id": 1, "version": 1,
        },
    ),
    ("contact_text", {"contact_id": 1, "name": "Åsa", "phone": "+46701740605", "text": "Ringer igen i morgon"}),
    ("ledger", {"id": 1, "place": "imap:1/INBOX/7/1", "kind": "imap", "folder_id": 1, "received_at": MOMENT,
                "fetched_at": MOMENT, "sha256": "cd" * 32, "size": 5, "state": "understood", "contact_id": 1}),
    ("raw", {"ledger_id": 1, "octets": b"Hej\r\n"}),
    ("call", {"contact_id": 1, "source": "command", "call_id": "1", "ringing_at": MOMENT, "status": "ended"}),
    ("tie", {"contact_id": 1, "case_id": 1, "certainty": "certain", "state": "tied", "reasons": "[]", "by_id": 1,
             "at": MOMENT}),
)  # fmt: skip


ANSWERED = {"contact_id": 1, "mailbox_id": 1, "state": "sent", "made_at": MOMENT, "sent_at": MOMENT}
LATER_ROWS = (
    ("contact", {"id": 2, "channel": "mail", "at": MOMENT, "state": "waiting", "due_at": MOMENT, "version": 1}),
    ("outgoing", {"id": 1, "message_id": "1@example.se", **ANSWERED}),
    ("outgoing", {"id": 2, "message_id": "2@example.se", **ANSWERED, "contact_id": 2}),
    ("contact_step", {"id": 1, "contact_id": 1, "at": MOMENT, "step": "receipt_sent", "facts": "{}"}),
    ("contact_step", {"id": 2, "contact_id": 2, "at": MOMENT, "step": "answered", "facts": "{}"}),
    ("post", {"id": 1, "key": "am", "name": "Telefon", "weekdays": "[0]", "starts": "08:00", "ends": "12:00"}),
    ("pin", {"id": 1, "day": date(2026, 10, 6), "post_id": 1, "person_id": 1}),
)


@pytest.fixture(params=["sqlite", "postgresql"])
def first(request, tmp_path, monkeypatch):
    """The settings of a database of the first schema with something in every table that was altered since."""
    yield from of_schema(request, tmp_path, monkeypatch, 1, ROWS)


@pytest.fixture(params=["sqlite", "postgresql"])
def fifth(request, tmp_path, monkeypatch):
    """The settings of a database of the fifth schema, with a receipt, an answer and a pinned shift besides."""
    yield from of_schema(request, tmp_path, monkeypatch, 5, (*ROWS, *LATER_ROWS))


def of_schema(request, tmp_path, monkeypatch, newest, rows):
    server = None
    url = str(tmp_path / "data" / "mottagning.db")
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres")
        url = server.new_database()
    settings = Settings(data=tmp_path / "data", database=url)
    with monkeypatch.context() as then:
        every = migrations._files
        then.setattr(migrations, "_files", lambda dialect: [file for file in every(dialect) if file[0] <= newest])
        database = open_database(settings)
        with database.writing():
            fill(database, rows)
    database.close()
    yield settings
    if server is not None:
        server.drop_database(url)


def fill(database, rows):
    for table, row in rows:
        marks = ", ".join("?" for _ in row)
        values = tuple(UtcField().db_value(AT) if value is MOMENT else value for value in row.values())
        database.sql(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", values)
        if database.dialect == "postgresql" and "id" in row:
            database.sql(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {row['id']})")


@pytest.fixture
def upgraded(first):
    database = open_database(first)
    yield database
    database.close()


def as_written(value):
    """A value as it is compared: databases differ in how they give moments, days, octets and truths."""
    if value is MOMENT:
        return AT
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, memoryview):
        return bytes(value)
    return value


def test_everything_is_there_as_it_was(upgraded):
    with upgraded.reading():
        version = upgraded.sql("SELECT version FROM schema_version").fetchall()
        assert [tuple(row) for row in version] == [(migrations.newest(upgraded.dialect),)]
        for table, row in ROWS:
            found = upgraded.sql(f"SELECT {', '.join(row)} FROM {table}").fetchall()
            moments = {place for place, value in enumerate(row.values()) if value is MOMENT}
            read = [
                tuple(
                    UtcField().python_value(value) if place in moments else as_written(value)
                    for place, value in enumerate(each)
                )
                for each in found
            ]
            assert tuple(map(as_written, row.values())) in read, table


def test_the_program_works_with_it(upgraded, tmp_path):
    shown = {case.code: case for case in list_cases(upgraded).cases}
    assert set(shown) == {"C-1", "C-2"}
    assert (shown["C-1"].handler, shown["C-2"].protected) == ("Karin Lind", True)
    (one,) = show_case(upgraded, "C-1")
    assert [(line.field, line.new) for line in one.history] == [("stage", "investigation")]
    assert [found.case.code for found in find(upgraded, "öberg")] == ["C-1"]
    assert [(person.key, person.name) for person in everyone(upgraded)] == [("kl", "Karin Lind")]
    (away,) = absences(upgraded, date(2026, 10, 1), date(2026, 10, 31))
    assert (away.first, away.last) == (date(2026, 10, 6), date(2026, 10, 7))
    (contact,) = documents.listing(upgraded, None, None, None)["contacts"]
    assert [tied["code"] for tied in contact["cases"]] == ["C-1"]
    assert contact["sources"][0]["place"] == "imap:1/INBOX/7/1"


def test_it_can_be_written_and_taken_back(upgraded, tmp_path):
    path = write(tmp_path / "list.csv", [case("C-1", Steg="Beslut"), case("C-3")])

    assert counts(take(upgraded, path, at=MONDAY, confirm=True)) == (2, 1, 1, 0, 1, 0)
    undone = undo_feed(upgraded, learnt_protected=nobody_else, in_use=lambda *_: set())

    assert (undone.restored, undone.removed) == (2, 1)
    assert show_case(upgraded, "C-1")[0].stage == "investigation"
    with upgraded.reading():
        assert Feed.select().where(Feed.undone_at.is_null()).count() == 1


def test_a_receipt_is_no_answer_and_who_pinned_is_not_known(fifth):
    database = open_database(fifth)
    with database.reading():
        sent = database.sql("SELECT id, is_receipt FROM outgoing ORDER BY id").fetchall()
        pinned = database.sql("SELECT person_id, by_id, at FROM pin").fetchall()
    database.close()
    assert [(number, bool(is_receipt)) for number, is_receipt in sent] == [(1, True), (2, False)]
    assert [tuple(row) for row in pinned] == [(1, None, None)]

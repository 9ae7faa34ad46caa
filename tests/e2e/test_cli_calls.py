"""`mottagning call` and its addresses, to the letter: what is one call, what is another, and what leaves nothing."""

import itertools
import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.request import Request, urlopen

import pytest

from mottagning.cli import parser, phone
from mottagning.contacts.phone import calls
from mottagning.db import open_database
from mottagning.errors import DatabaseBusy
from mottagning.settings import Settings, load
from tests.e2e.commandline import Program

MORNING = "2026-11-23T09:{:02}:00+01:00"
AT = [(event, MORNING.format(minute)) for event, minute in (("ringing", 0), ("answered", 1), ("ended", 6))]


def described(contact):
    """What a contact says, whenever it was told."""
    return {name: contact[name] for name in contact.keys() - {"id", "sources", "thread"}}


def test_a_call_is_one_contact_with_all_keys(on_both):
    for event, at in AT:
        on_both.call(event, "070-174 06 05", "--id", "växel/1", "--to", "08-465 004 00", "--at", at)
    (contact,) = on_both.contacts()
    assert described(contact) == {
        "channel": "phone",
        "at": "2026-11-23T09:00:00+01:00",
        "counterpart": "+46701740605",
        "subject": None,
        "text": None,
        "state": "waiting",
        "outcome": None,
        "owner": "desk",
        "due_at": contact["due_at"],
        "registered": "not_yet",
        "urgent": False,
        "cases": [],
    }
    (source,) = contact["sources"]
    assert (source["kind"], source["place"]) == ("call", "call:phone/växel/1")


@pytest.mark.parametrize("last", ["ended", "missed", "elsewhere"])
def test_whatever_the_order_it_is_the_same_call(on_both, last):
    events = [("ringing", MORNING.format(0)), ("answered", MORNING.format(1)), (last, MORNING.format(6))]
    if last != "ended":
        del events[1]
    calls = [[*order, *order] for order in itertools.permutations(events)]
    for number, order in enumerate(calls):
        for event, at in order:
            on_both.call(event, f"0701740{610 + number}", "--id", f"{number}", "--at", at)
    found = [described(contact) | {"counterpart": None} for contact in on_both.contacts()]
    assert len(found) == len(calls)
    assert all(contact == found[0] for contact in found)
    assert found[0]["at"] == MORNING.format(0)


def test_without_an_id_events_find_the_latest_open_call_of_the_number(program):
    first = program.call("ringing", "0701740605", "--at", MORNING.format(0))
    other = program.call("ringing", "0701740606", "--at", MORNING.format(0))
    assert other != first
    assert program.call("answered", "+46 70 174 06 05", "--at", MORNING.format(1)) == first
    second = program.call("ringing", "0701740605", "--at", "2026-11-23T13:00:01+01:00")
    assert second not in (first, other)
    assert program.call("ended", "0701740605", "--at", "2026-11-23T13:05:00+01:00") == second
    assert program.call("ringing", "0701740605", "--at", "2026-11-23T13:06:00+01:00") not in (first, other, second)


def test_the_four_hours(program):
    first = program.call("ringing", "0701740605", "--at", "2026-11-23T08:00:00+01:00")
    assert program.call("ended", "0701740605", "--at", "2026-11-23T12:00:00+01:00") == first
    late = program.call("ringing", "0701740606", "--at", "2026-11-23T08:00:00+01:00")
    assert program.call("ended", "0701740606", "--at", "2026-11-23T12:00:01+01:00") != late


def test_a_call_with_an_id_is_not_found_by_its_number(program):
    assert program.call("ringing", "0701740605", "--id", "a") != program.call("ringing", "0701740605")


def test_the_same_event_twice_is_one_contact(on_both):
    events = ("ringing", "answered", "ended", "missed", "elsewhere", "unknown")
    for place, event in enumerate(events):
        for number in (f"0701740{610 + place}", "anonymous"):
            words = (event, number, "--at", f"2026-11-{10 + place}T09:00:00+01:00")
            assert on_both.call(*words) == on_both.call(*words)
    assert len(on_both.contacts()) == 2 * len(events)


def test_missed_calls_of_one_number_are_contacts_in_one_thread(program):
    for minute in (0, 10, 20):
        program.call("missed", "0701740605", "--at", MORNING.format(minute))
    program.call("missed", "0701740606", "--at", MORNING.format(30))
    *ours, other = program.contacts()
    assert len(ours) == 3
    assert {contact["thread"] for contact in ours} == {ours[0]["thread"]}
    assert other["thread"] not in (None, ours[0]["thread"])
    assert {contact["state"] for contact in ours} == {"promised"}


@pytest.mark.parametrize("number", ["anonymous", "Anonymous", "hemligt nummer", "sip:anonymous@anonymous.invalid", ""])
def test_anonymous_is_nobody(program, number):
    first = program.call("ringing", number, "--at", MORNING.format(0))
    assert program.call("ended", number, "--at", MORNING.format(1)) == first
    (contact,) = program.contacts()
    assert contact["counterpart"] is None
    assert contact["thread"] is None
    assert number == "" or number not in json.dumps(contact)


def test_an_anonymous_number_does_not_come_in_later(program, data):
    program.call("ringing", "anonymous", "--id", "a")
    program.call("answered", "0701740605", "--id", "a")
    assert program.contacts()[0]["counterpart"] is None
    database = open_database(load(str(data)))
    with database.reading():
        tables = [row[0] for row in database.sql("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
        kept = [row for table in tables for row in database.sql(f"SELECT * FROM {table}").fetchall()]
    database.close()
    assert "701740605" not in repr(kept)


def test_an_outgoing_call_that_nobody_answers_is_no_work(program):
    program.call("ringing", "0701740605", "--id", "a", "--direction", "out")
    program.call("missed", "0701740605", "--id", "a", "--direction", "out")
    (contact,) = program.contacts()
    assert (contact["state"], contact["outcome"]) == ("closed", "no_action")


def test_whom_we_reach_has_no_missed_calls_left(program):
    program.call("missed", "0701740605", "--at", MORNING.format(0))
    program.call("answered", "0701740605", "--at", MORNING.format(5), "--direction", "out")
    assert [contact["state"] for contact in program.contacts()] == ["closed", "waiting"]


def test_numbers_in_every_notation(program, shared_data):
    folder = shared_data / "phones"
    pairs = [
        (each["raw"], each["expected_e164"])
        for each in json.loads((folder / "se_fictional_from_patterns.json").read_text())
    ]
    for number, (written, _) in enumerate(pairs):
        program.call("missed", written, "--id", f"{number}")
    assert [contact["counterpart"] for contact in program.contacts()] == [expected for _, expected in pairs]


def test_a_number_that_is_none_is_kept_as_it_was_given(on_both):
    on_both.call("missed", "växeln 4711", "--id", "a")
    on_both.call("missed", "\udcff7\0", "--id", "\udce5\0" * 9000)
    on_both.call("missed", "7" * 9000, "--id", "b")
    assert [contact["counterpart"] for contact in on_both.contacts()] == ["växeln 4711", "\ufffd7\ufffd", "7" * 200]


ADDRESSES = [
    "mottagning:call?event=ringing&from=%2B46701740605&id=a",
    "mottagning:call?event=ringing&from=+46701740605&id=a",
    "mottagning:call?event=ringing&from=070-174%2006%2005&id=a",
    "mottagning:call?event=ringing&from=tel%3A%2B46701740605&id=a&to=&unknown=1",
    "MOTTAGNING:call?event=ringing&from=0701740605&id=a&at=2026-11-23T09%3A00%3A00%2B01%3A00",
    "mottagning:call?event=ringing&from=0701740605&id=a&at=2026-11-23T09:00:00+01:00",
    "mottagning://call/?event=ringing&from=0701740605&id=a#x",
    "tel:+46701740605",
    "tel:+46-70-174-06-05;ext=12",
    "tel:070-174%2006%2005",
    "tel:0701740605;phone-context=+46",
    "TEL:1740605;phone-context=+4670",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_addresses(program, address):
    program(address)
    (contact,) = program.contacts()
    assert contact["counterpart"] == "+46701740605"
    if "at=" in address:
        assert contact["at"] == MORNING.format(0)


def test_an_address_is_one_only_as_the_first_word(program):
    program.call("missed", "tel:+46701740605")
    assert program.contacts()[0]["counterpart"] == "+46701740605"
    assert program("contacts", "search", "tel:nothing")["contacts"] == []


def test_a_click_on_a_number_rings_out(program):
    program("tel:0701740605")
    program.call("missed", "0701740605", "--direction", "out")
    assert [contact["state"] for contact in program.contacts()] == ["closed"]


NO_EVENTS = [
    ["call"],
    ["call", "--event", "ringing"],
    ["call", "--from", "1"],
    ["call", "--event", "exploded", "--from", "1"],
    ["call", "--event", "ringing", "--from", "1", "--direction", "up"],
    ["call", "--event", "ringing", "--from", "1", "--at", "yesterday"],
    ["call", "--event", "ringing", "--from", "1", "--at", "0001-01-01"],
    ["call", "--event", "ringing", "--from", "1", "--uuid", "x"],
    ["mottagning:call"],
    ["mottagning:call?event=ringing"],
    ["mottagning:call?event=exploded&from=1"],
    ["mottagning:call?event=ringing&from=1&at=yesterday"],
    ["mottagning:call?event=ringing&from=1&direction=up"],
    ["mottagning:delete?event=ringing&from=1"],
]


def test_what_is_no_event_is_wrong_use(program):
    for words in NO_EVENTS:
        assert program.refuses(2, *words)
    assert program.contacts() == []


def told(data, *words, database=None):
    where = ["--database", database] if database else []
    command = [sys.executable, "-m", "mottagning", "--data", str(data), *where, "call", "--event", *words]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize(
    "words", [("ringing", "--from", "0701740605"), ("missed", "--from", "0701740605", "--id", "a")]
)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_processes_at_once_make_one_contact(tmp_path, request, capsys, monkeypatch, words, kind):
    database = request.getfixturevalue("postgres").new_database() if kind == "postgresql" else str(tmp_path / "m.db")
    processes = [told(tmp_path / "data", *words, database=database) for _ in range(4)]
    assert [(process.communicate(timeout=60)[1], process.returncode) for process in processes] == [("", 0)] * 4
    program = Program(capsys, monkeypatch, "--data", str(tmp_path / "data"), "--database", database)
    assert len(program.contacts()) == 1


def test_two_at_once_without_an_id_on_postgresql(postgres, tmp_path, capsys, monkeypatch):
    url = postgres.new_database()
    database = open_database(Settings(data=tmp_path, database=url))
    barrier = threading.Barrier(4)

    def tell(number):
        words = ["call", "--event", "ringing", "--from", "0701740605", "--at", MORNING.format(number)]
        event = phone.event_from(parser.parse(words))
        barrier.wait()
        return calls.phone_event(database, event).created["contact"]

    for _ in range(5):
        with ThreadPoolExecutor(4) as pool:
            assert len(set(pool.map(tell, range(4)))) == 1
    database.close()


def test_a_call_waits_for_a_long_writer(data):
    database = open_database(load(str(data)))
    with database.writing():
        process = told(data, "missed", "--from", "0701740605")
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(2)
        with database.reading():
            assert database.sql("SELECT count(*) FROM contact").fetchone()[0] == 0
    assert (process.communicate(timeout=60)[1], process.returncode) == ("", 0)
    with database.reading():
        assert database.sql("SELECT count(*) FROM contact").fetchone()[0] == 1
    database.close()


def test_a_call_asks_a_busy_database_again(program, monkeypatch):
    store, refusals = phone.phone_event, iter([True, True])

    def busy_at_first(database, event):
        if next(refusals, False):
            raise DatabaseBusy("busy")
        return store(database, event)

    monkeypatch.setattr(phone, "phone_event", busy_at_first)
    program.call("missed")
    assert len(program.contacts()) == 1


def test_a_switchboard_gets_a_key_that_is_shown_once(program):
    made = program("calls", "source", "add", "vaxel", "--dialect", "sipgate")
    assert made["path"] == "/phone/vaxel"
    assert len(made["key"]) >= 40
    assert program("calls", "source", "add", "vaxel", "--dialect", "cti")["key"] is None
    assert program("calls", "source", "add", "vaxel", "--new-key")["key"] not in (None, made["key"])
    (listed,) = program("calls", "source", "list")["sources"]
    assert (listed["name"], listed["dialect"], listed["told_at"]) == ("vaxel", "cti", None)
    assert made["key"] not in json.dumps(listed)
    program.refuses(2, "calls", "source", "add", "Växel 1")
    program.refuses(2, "calls", "source", "add", "elks", "--dialect", "46elks")
    program("calls", "source", "remove", "vaxel")
    assert program("calls", "source", "list") == {"sources": []}
    program.refuses(1, "calls", "source", "remove", "vaxel")


def test_the_service_hears_only_this_computer_unless_it_is_encrypted(program):
    program.refuses(2, "serve", "--listen", "0.0.0.0:8080")
    program.refuses(2, "serve", "--listen", "8080")
    program.refuses(1, "serve", "--listen", "127.0.0.1:0", "--cert", "gone.pem", "--key", "gone.key")


def test_the_service_hears_calls_by_http(data, program):
    key = program("calls", "source", "add", "vaxel")["key"]
    words = ["--data", str(data), "--lang", "en", "serve", "--listen", "127.0.0.1:0"]
    command = [sys.executable, "-m", "mottagning", *words]
    service = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        address = service.stdout.readline().split()[-1]
        body = b"event=newCall&from=0701740605&to=1&direction=in&callId=1"
        request = Request(f"{address}/phone/vaxel", body, {"Authorization": f"Bearer {key}"})
        with urlopen(request) as answer:
            assert answer.status == 200
    finally:
        service.terminate()
        _, err = service.communicate(timeout=60)
    assert (service.returncode, err) == (0, "")
    assert [contact["counterpart"] for contact in program.contacts()] == ["+46701740605"]


LOG = """Datum;Tid;Från;Till;Riktning;Status
2026-11-20;09:00:00;070-174 06 05;08-465 004 00;Inkommande;Besvarat
2026-11-20;09:05:00;070-174 06 06;08-465 004 00;Inkommande;Ej besvarat
2026-11-20;09:07:00;070-174 06 07;08-465 004 99;Inkommande;Ej besvarat
2026-11-20;i går;070-174 06 08;08-465 004 00;Inkommande;Ej besvarat
"""


def test_a_switchboards_log_is_the_safety_net(on_both, tmp_path):
    path = tmp_path / "logg.csv"
    path.write_text(LOG, "cp1252")
    on_both.call("answered", "0701740605", "--id", "a", "--at", "2026-11-20T09:00:05+01:00")
    report = on_both("calls", "import", str(path), "--number", "08-465 004 00")
    assert report.keys() == {"read", "known", "added", "missed", "rejected"}
    assert [report[name] for name in ("read", "known", "added", "missed")] == [4, 1, 1, 1]
    (rejected,) = report["rejected"]
    assert (rejected["row"], rejected["column"]) == (5, "Tid")
    assert [(each["counterpart"], each["state"]) for each in on_both.contacts()] == [
        ("+46701740605", "waiting"),
        ("+46701740606", "promised"),
    ]
    assert on_both("calls", "import", str(path), "--number", "08-465 004 00")["added"] == 0
    assert on_both("calls", "import", str(path))["added"] == 1
    assert on_both.run("calls", "import", str(path)).code == 0
    on_both.refuses(1, "calls", "import", str(tmp_path / "borta.csv"))
    on_both.refuses(2, "calls", "import", str(path), "--number", "växeln")


def test_a_log_that_would_add_very_many_is_confirmed_first(program, tmp_path):
    path = tmp_path / "logg.csv"
    rows = [f"2026-{1 + n // 20:02}-{1 + n % 20:02} 09:00;n{n};missed" for n in range(101)]
    path.write_text("\n".join(["start;from;result", *rows]), "utf-8")
    assert "101" in program.refuses(1, "calls", "import", str(path))
    assert program.contacts() == []
    assert program("calls", "import", str(path), "--since", "2026-06-01")["added"] == 1
    assert program("calls", "import", str(path), "--confirm")["added"] == 100

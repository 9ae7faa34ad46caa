"""The phone in the service: what waits in memory, who hears that it rings, certificates, and places to listen."""

import http.client
import json
import random
import ssl
import threading
import time
from base64 import b64decode, b64encode
from dataclasses import replace
from http import HTTPStatus

import pytest

from mottagning import live, ringing
from mottagning.care import phonedoor, phonehttp, phoneintake
from mottagning.care.phonedoor import PhoneDoor, Request
from mottagning.care.phonehttp import Place
from mottagning.care.telephone import Telephone
from mottagning.contacts.phone import calls, switchboards
from mottagning.contacts.phone.calls import MakeAnonymous
from mottagning.contacts.phone.switchboards import SaveSwitchboard
from mottagning.contacts.tables import Contact
from mottagning.db import Database
from mottagning.errors import DatabaseTrouble, Trouble, WrongUse
from tests.certificates import write_certificates
from tests.db.phoneline import NUMBER, on_postgresql, raw, wait_until
from tests.db.test_contacts_calls import everything
from tests.servers import PATIENCE_S

CREATED, PICKED_UP = "2026-11-22T08:00:00.355000", "2026-11-22T08:00:00.333000"


def test_while_the_database_is_away_calls_wait_and_none_is_lost(line, monkeypatch):
    monkeypatch.setattr(phoneintake, "PATIENCE_S", 0.1)
    line.tell("newCall", "before")
    is_away = threading.Event()
    is_away.set()
    writing = Database.writing

    def away(database):
        if is_away.is_set():
            raise DatabaseTrouble("away")
        return writing(database)

    monkeypatch.setattr(Database, "writing", away)
    assert line.tell("newCall")[0] == 503
    assert line.tell("hangup", cause="cancel")[0] == 503
    assert line.tell("hangup", cause="cancel")[0] == 503
    is_away.clear()
    wait_until(lambda: line.calls()[1:] == [("missed", "promised", NUMBER)])
    assert line.tell("hangup", cause="cancel")[0] == 200
    assert len(line.calls()) == 2


@pytest.mark.parametrize("error", [Trouble("never"), KeyError("never")])
def test_an_event_that_can_never_be_stored_keeps_no_other_out(line, monkeypatch, error, expected_logs):
    expected_logs("an event of a call could not be stored")
    monkeypatch.setattr(phoneintake, "PATIENCE_S", 5.0)
    store = phoneintake.phone_event

    def stumble(database, event):
        if event.call_id == "wrong":
            raise error
        return store(database, event)

    monkeypatch.setattr(phoneintake, "phone_event", stumble)
    assert line.tell("newCall", "wrong")[0] == 503
    assert line.tell("newCall", "right")[0] == 200
    assert len(line.calls()) == 1


def test_as_long_as_nobody_is_known_everybody_is_asked_to_come_again(line, monkeypatch):
    monkeypatch.setattr(phonedoor, "_REFRESH_S", 0)
    door = PhoneDoor(line.database, line.telephone._intake, "http://127.0.0.1:1")
    asked = Request(name="vaxel", key=line.key, certificate="", body=b"event=x", content_type="", address="")

    def away(database):
        raise DatabaseTrouble("away")

    with monkeypatch.context() as patched:
        patched.setattr(switchboards, "key_hashes", away)
        assert door.answer(asked).status == HTTPStatus.SERVICE_UNAVAILABLE
    door.each_round()
    assert door.answer(replace(asked, key="wrong")).status == HTTPStatus.FORBIDDEN
    assert door.answer(asked).status == HTTPStatus.BAD_REQUEST


def test_a_caller_is_connected_although_the_database_is_away(open_line, monkeypatch):
    monkeypatch.setattr(phoneintake, "PATIENCE_S", 0.1)
    with open_line("46elks", connect="08-465 004 00") as line:
        path = f"/phone/vaxel/{line.key}"
        begins = {"direction": "incoming", "from": NUMBER, "to": "+46766860000"}
        line.post(begins | {"callid": "c1"}, {}, path)
        writing = Database.writing

        def away(database):
            raise DatabaseTrouble("away")

        monkeypatch.setattr(Database, "writing", away)
        status, body = line.post(begins | {"callid": "c2"}, {}, path)
        assert (status, json.loads(body)["connect"]) == (200, "+46846500400")
        monkeypatch.setattr(Database, "writing", writing)
        wait_until(lambda: len(line.calls()) == 2)


def test_many_at_once_each_once(line):
    """Five lines tell of forty calls, each event twice and in any order."""
    events = [(name, str(call)) for call in range(40) for name in ("newCall", "answer", "hangup")] * 2
    random.Random(7).shuffle(events)
    answers = []

    def tell_some(place):
        for name, call in events[place::5]:
            number = f"46701740{600 + int(call)}"
            answers.append(line.tell(name, call, **{"from": number}, cause="normalClearing")[0])

    lines = [threading.Thread(target=tell_some, args=(place,)) for place in range(5)]
    for each in lines:
        each.start()
    for each in lines:
        each.join()
    assert set(answers) == {200}
    found = line.calls()
    assert len(found) == len({phone for *_, phone in found}) == 40
    assert {(status, state) for status, state, _ in found} == {("ended", "waiting")}


def test_where_no_window_listens_the_number_is_stored_at_once(line):
    line.tell("newCall")
    assert line.calls() == [("ringing", "waiting", NUMBER)]


class TestTheNumberWhileItRings:
    @pytest.fixture
    def heard(self, monkeypatch):
        """What the windows hear; there is one that does."""
        told = []
        monkeypatch.setattr(
            Telephone, "_announce", lambda _self, contact, number: told.append((contact, number)) or True
        )
        return told

    def test_it_waits_in_memory(self, heard, line):
        line.tell("newCall")
        with line.database.reading():
            contact = Contact.get().id
        assert heard == [(contact, NUMBER)]
        assert "701740605" not in everything(line.database)
        line.tell("answer")
        assert line.calls() == [("answered", "waiting", NUMBER)]

    def test_anonymous_leaves_nothing(self, heard, line):
        line.tell("newCall")
        calls.make_anonymous(line.database, MakeAnonymous(by=None, contact=heard[0][0]))
        line.tell("answer")
        line.tell("hangup", cause="normalClearing")
        assert "701740605" not in everything(line.database)
        line.telephone.stop()
        assert "701740605" not in everything(line.database)

    def test_a_call_of_which_no_more_is_told_keeps_its_number(self, heard, line):
        line.tell("newCall")
        line.telephone.stop()
        assert line.calls() == [("ringing", "waiting", NUMBER)]

    def test_nobody_is_told_twice_nor_of_a_call_that_was_answered(self, heard, line):
        for event, call in (("newCall", "a"), ("newCall", "b"), ("answer", "a"), ("newCall", "c")):
            line.tell(event, call, origCallId="a")
        assert len(heard) == 1

    def test_without_an_id_it_cannot_wait(self, heard, line):
        line.tell("newCall", None)
        line.tell("newCall", None)
        assert line.calls() == [("ringing", "waiting", NUMBER)]
        assert {number for _, number in heard} == {NUMBER}


@on_postgresql
def test_on_postgresql_a_call_is_stored_too(line):
    for event in ("newCall", "answer", "answer", "hangup"):
        assert line.tell(event, cause="normalClearing")[0] == 200
    assert line.calls() == [("ended", "waiting", NUMBER)]


class TestWhoRingsOnPostgresql:
    """Every login of the server may listen on the channel, and speak on it."""

    @pytest.fixture
    def windows(self, line):
        """What two windows hear, once both listen."""
        heard, stopping = ([], []), threading.Event()
        watching = [
            threading.Thread(
                target=live.watch_others,
                args=(line.database, lambda _changes: None, stopping, 0),
                kwargs={"rings": lambda *told, mine=mine: mine.append(told)},
            )
            for mine in heard
        ]
        for each in watching:
            each.start()
        try:
            wait_until(lambda: line.tell("newCall", str(time.monotonic()))[0] == 200 and all(heard))
            yield heard
        finally:
            stopping.set()
            for each in watching:
                each.join()

    @pytest.fixture
    def stranger(self, line):
        """A login of the database server that is not the program's, and listens."""
        import psycopg

        name = f"stranger{line.port}"
        with psycopg.connect(line.database.where, autocommit=True) as owner:
            owner.execute(f"CREATE ROLE {name} LOGIN")
            try:
                with psycopg.connect(line.database.where, user=name, autocommit=True) as connection:
                    connection.execute("LISTEN mottagning_ringing")
                    yield connection
            finally:
                owner.execute(f"DROP ROLE {name}")

    @on_postgresql
    def test_all_windows_hear_it(self, windows):
        assert {number for mine in windows for _, number in mine} == {NUMBER}

    @on_postgresql
    def test_a_stranger_hears_noise_of_one_length_and_cannot_read_the_key(self, line, windows, stranger):
        import psycopg

        line.tell("newCall", "seen")
        line.tell("newCall", "hidden", **{"from": "anonymous"})
        line.tell("newCall", "seen again")
        wait_until(lambda: [number for _, number in windows[0][-3:]] == [NUMBER, "", NUMBER])
        payloads = [notice.payload for notice in stranger.notifies(timeout=PATIENCE_S, stop_after=3)]
        for octets in (b64decode(payload) for payload in payloads):
            assert b"701740605" not in octets
            assert b"contact" not in octets
        assert len(set(payloads)) == 3
        assert len({len(payload) for payload in payloads}) == 1, "its length does not say that a number is withheld"
        assert len(payloads[0]) < 8000, "PostgreSQL refuses more"
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            stranger.execute("SELECT value FROM secret")

    @on_postgresql
    def test_what_a_stranger_says_opens_no_card_and_deafens_nobody(self, line, windows, stranger, monkeypatch):
        line.tell("newCall", "before")
        (notice,) = stranger.notifies(timeout=PATIENCE_S, stop_after=1)
        contact, number = ringing.heard(line.database, notice.payload)
        assert number == NUMBER
        with monkeypatch.context() as later:
            later.setattr(ringing, "_FRESH_S", -1.0)
            assert ringing.heard(line.database, notice.payload) is None, "what was said a while ago is not of now"
        wait_until(lambda: windows[0][-1] == windows[1][-1])
        before = [list(mine) for mine in windows]
        changed = bytearray(b64decode(notice.payload))
        changed[20] ^= 1
        clear = json.dumps({"contact": contact, "number": NUMBER, "at": time.time()})
        for said in ("", "{}", clear, b64encode(clear.encode()).decode(), "AAAA", b64encode(changed).decode()):
            stranger.execute("SELECT pg_notify('mottagning_ringing', %s)", (said,))
        line.tell("newCall", "after")
        wait_until(lambda: all(len(mine) > len(some) for mine, some in zip(windows, before, strict=True)))
        assert [mine[:-1] for mine in windows] == before


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificates")
    write_certificates(folder)
    return folder


class TestCertificates:
    """Whoever has one of the authority reaches the door; it opens for the switchboard whose it is."""

    @pytest.fixture
    def where(self, certificates, monkeypatch):
        monkeypatch.setattr(phonedoor, "_REFRESH_S", 0.0)
        monkeypatch.setattr(phonedoor, "_NOTE_S", 0.0)
        files = (certificates / name for name in ("server.pem", "server.key", "authority.pem"))
        return Place("127.0.0.1", 0, *files)

    @staticmethod
    def ask(line, certificates, shown=None, headers=None):
        client = ssl.create_default_context(cafile=str(certificates / "authority.pem"))
        if shown:
            client.load_cert_chain(str(certificates / f"{shown}.pem"), str(certificates / f"{shown}.key"))
        connection = http.client.HTTPSConnection("localhost", line.port, context=client, timeout=20)
        body = {"event": "newCall", "from": "1", "callId": "1"}
        return line.post(body, headers or {}, connection=connection)[0]

    @staticmethod
    def let_in(line, certificate):
        command = SaveSwitchboard(by=None, name="vaxel", dialect="cti", key_hash=None, certificate=certificate)
        switchboards.save_switchboard(line.database, command)

    def test_without_one_nobody_is_heard(self, open_line, where, certificates):
        with open_line(where=where) as line, pytest.raises((ssl.SSLError, OSError)):
            self.ask(line, certificates)

    def test_one_that_is_nobodys_is_turned_away_and_named(self, open_line, where, certificates):
        with open_line(where=where) as line:
            assert self.ask(line, certificates, "server") == 403
            wait_until(lambda: switchboards.switchboards(line.database)[0].refused_certificate == "CN=localhost")
            assert self.ask(line, certificates, "server", {"Authorization": "Bearer wrong"}) == 403
            wait_until(lambda: switchboards.switchboards(line.database)[0].refused_certificate is None)

    def test_its_own_stands_for_the_key_and_no_other_does(self, open_line, where, certificates):
        with open_line(where=where) as line:
            self.let_in(line, "CN=localhost")
            wait_until(lambda: self.ask(line, certificates, "server") == 200)
            assert self.ask(line, certificates, "other") == 403
            assert self.ask(line, certificates, "other", {"Authorization": f"Bearer {line.key}"}) == 200
            self.let_in(line, "")
            wait_until(lambda: self.ask(line, certificates, "server") == 403)

    def test_where_none_is_asked_for_it_proves_nothing(self, open_line, where, certificates):
        with open_line(where=replace(where, client_ca=None)) as line:
            self.let_in(line, "CN=localhost")
            assert self.ask(line, certificates, "server") == 403
            assert switchboards.switchboards(line.database)[0].refused_certificate is None


def test_how_it_goes_is_written_down(line):
    def state():
        return switchboards.switchboards(line.database)[0]

    line.post(b"event=exploded&from=1", None)
    wait_until(lambda: state().refused_why == "content")
    assert state().is_refused
    assert state().address == line.telephone.address


def test_nothing_of_a_request_is_logged(line, caplog):
    caplog.set_level("INFO")
    line.tell("newCall")
    line.post(b"from=0701740605", path=f"/phone/vaxel/{line.key}x")
    raw(line, b"0701740605 / HTTP/9.9\r\n\r\n")
    assert "701740605" not in caplog.text
    assert line.key not in caplog.text


@pytest.mark.parametrize(
    "words",
    [
        ("8080", None, None, None),
        ("127.0.0.1:x", None, None, None),
        ("127.0.0.1:99999", None, None, None),
        (":8080", None, None, None),
        ("0.0.0.0:8080", None, None, None),
        ("192.0.2.1:8080", None, None, None),
        ("127.0.0.1:0", "cert.pem", None, None),
        ("127.0.0.1:0", None, None, "ca.pem"),
    ],
)
def test_a_place_where_nobody_should_listen(words):
    with pytest.raises(WrongUse):
        phonehttp.place(*words)


def test_a_place_that_is_taken_or_has_no_good_certificate(line, settings, tmp_path):
    with pytest.raises(Trouble, match="Nobody can listen"):
        Telephone(Place("127.0.0.1", line.port), line.database, settings)
    (tmp_path / "bad.pem").write_text("no certificate")
    with pytest.raises(Trouble, match="certificate"):
        Telephone(Place("127.0.0.1", 0, tmp_path / "bad.pem", tmp_path / "bad.pem"), line.database, settings)

"""Calls told by HTTP, with the real server on loopback: three dialects, keys, and what is bounded."""

import base64
import http.client
import json
import random
import socket
from contextlib import ExitStack, closing
from xml.etree import ElementTree

import pytest

from mottagning.care import phonedoor, phonehttp, phonelimits
from mottagning.care.phonehttp import LARGEST
from mottagning.contacts import views
from mottagning.contacts.phone import calls, switchboards
from mottagning.contacts.phone.calls import MakeAnonymous
from mottagning.contacts.phone.switchboards import RemoveSwitchboard
from tests.db.phoneline import NUMBER, raw, wait_until
from tests.db.test_contacts_calls import everything

CREATED, PICKED_UP = "2026-11-22T08:00:00.355000", "2026-11-22T08:00:00.333000"


def test_a_call_from_ringing_to_its_end(line):
    assert line.tell("newCall", user=["Anna", "Bo"]) == (200, "{}")
    assert line.tell("answer", user="Anna")[0] == 200
    assert line.tell("hangup", cause="normalClearing")[0] == 200
    assert line.calls() == [("ended", "waiting", NUMBER)]


def test_json_says_the_same(line):
    for event in ("newCall", "hangup"):
        body = json.dumps(
            {"event": event, "from": "+46 70 174 06 05", "to": "1", "callId": 7, "user": ["Anna"]}
        ).encode()
        line.post(body, {"Authorization": f"Bearer {line.key}", "Content-Type": "application/json"})
    assert line.calls() == [("missed", "promised", NUMBER)]


def test_events_told_twice_and_in_the_wrong_order_are_one_call(line):
    for event, cause in [("hangup", "cancel"), ("answer", None), ("newCall", None), ("hangup", "cancel")] * 2:
        assert line.tell(event, cause=cause)[0] == 200
    assert [(state, phone) for _, state, phone in line.calls()] == [("waiting", NUMBER)]


def test_a_call_that_is_passed_through_is_one(line):
    line.tell("newCall", "a")
    line.tell("answer", "a")
    line.tell("newCall", "b", origCallId="a", diversion="046280401")
    line.tell("answer", "b", origCallId="a")
    line.tell("hangup", "a", cause="normalClearing")
    line.tell("hangup", "b", origCallId="a", cause="normalClearing")
    assert line.calls() == [("ended", "waiting", NUMBER)]


def test_an_answering_machine_is_no_answer(line):
    line.tell("newCall", "a", origCallId="a")
    line.tell("hangup", "a", origCallId="a", cause="forwarded")
    line.tell("newCall", "b", origCallId="a", user="voicemail")
    line.tell("answer", "b", origCallId="a", user="voicemail")
    line.tell("hangup", "b", origCallId="a", cause="normalClearing")
    assert line.calls() == [("missed", "promised", NUMBER)]


@pytest.mark.parametrize("number", ["anonymous", "", "unknown"])
def test_a_withheld_number_stays_so(line, number):
    line.tell("newCall", **{"from": number})
    line.tell("hangup", cause="cancel", **{"from": number})
    assert line.calls() == [("missed", "promised", None)]


def test_outgoing_calls_are_about_whom_we_call(line):
    line.tell("hangup", "a", cause="cancel")
    out = {"direction": "out", "from": "046280400", "to": "46701740605"}
    line.tell("newCall", "b", **out)
    line.tell("answer", "b", **out)
    assert line.calls() == [("missed", "closed", NUMBER), ("answered", "waiting", NUMBER)]


def test_sipgate_is_told_where_later_events_go(open_line):
    with open_line("sipgate") as line:
        fields = {
            "event": "newCall",
            "from": "46701740605",
            "to": "4646280400",
            "direction": "in",
            "callId": "1",
            "user[]": ["Anna", "Bo"],
            "userId[]": ["w0", "w1"],
            "fullUserId[]": ["1w0", "1w1"],
            "xcid": "x",
        }
        path = f"/phone/vaxel/{line.key}"
        status, body = line.post(fields, {}, path)
        answer = ElementTree.fromstring(body)
        assert (status, answer.tag) == (200, "Response")
        assert answer.get("onAnswer") == answer.get("onHangup") == f"http://127.0.0.1:{line.port}{path}"
        later = {
            "event": "hangup",
            "callId": "1",
            "from": "46701740605",
            "to": "46",
            "direction": "in",
            "cause": "busy",
        }
        assert line.post(later, {}, path)[0] == 200
        assert line.calls() == [("missed", "promised", NUMBER)]


def test_a_password_in_the_address_is_a_key_too(open_line):
    with open_line("sipgate") as line:
        basic = base64.b64encode(f"sipgate:{line.key}".encode()).decode()
        status, body = line.post(
            {"event": "newCall", "from": "1", "direction": "in", "callId": "1"}, {"Authorization": f"Basic {basic}"}
        )
        assert status == 200
        assert f"/phone/vaxel/{line.key}" in ElementTree.fromstring(body).get("onAnswer")


def test_46elks_is_told_whom_to_connect_and_tells_the_whole_call_at_the_end(open_line):
    with open_line("46elks", connect="08-465 004 00") as line:
        path = f"/phone/vaxel/{line.key}"
        begins = {"direction": "incoming", "callid": "c1", "from": NUMBER, "to": "+46766860000", "created": CREATED}
        status, body = line.post(begins, {}, path)
        assert (status, json.loads(body)) == (
            200,
            {"connect": "+46846500400", "whenhangup": f"http://127.0.0.1:{line.port}{path}"},
        )
        missed = {
            "id": "c1",
            **begins,
            "state": "failed",
            "duration": "20",
            "start": PICKED_UP,
            "cost": "0",
            "legs": json.dumps([{"duration": 0, "to": "+46846500400", "state": "failed"}]),
            "actions": json.dumps([{"connect": "+46846500400", "result": "failed"}]),
        }
        spoken = missed | {
            "id": "c2",
            "callid": "c2",
            "from": "+46701740606",
            "state": "success",
            "duration": "70",
            "legs": json.dumps([{"duration": 60, "state": "success"}]),
        }
        assert line.post(missed, {}, path)[0] == 200
        assert line.post(spoken, {}, path)[0] == 200
        assert line.calls() == [("missed", "promised", NUMBER), ("ended", "waiting", "+46701740606")]


def test_without_the_key_nothing_is_taken(line):
    for headers, path in [
        ({}, None),
        ({"Authorization": "Bearer wrong"}, None),
        ({"Authorization": "Basic !!!"}, None),
        ({}, "/phone/vaxel/wrong"),
        ({}, "/phone/nobody"),
        ({}, "/phone/vaxel/"),
    ]:
        assert line.post({"event": "newCall", "from": "1", "callId": "1"}, headers, path) == (403, "")
    assert line.calls() == []


def test_a_key_is_good_until_it_is_taken_back(line, monkeypatch):
    monkeypatch.setattr(phonedoor, "_REFRESH_S", 0)
    assert line.tell("newCall")[0] == 200
    switchboards.remove_switchboard(line.database, RemoveSwitchboard(by=None, name="vaxel"))
    wait_until(lambda: line.tell("answer")[0] == 403)
    assert switchboards.key_hashes(line.database) == {}


def test_what_is_no_event(line):
    for body, status in [
        (b"", 400),
        (b"event=exploded&from=1&callId=1", 400),
        (b"event=newCall&callId=1", 400),
        (b"event=newCall&from=1&direction=up", 400),
        (b"{", 400),
        (b"[" * 9000, 400),
        (b'{"a":' * 2000, 400),
        (b"a=1&" * 300, 400),
        (b"\xff\xfe\x00", 400),
        (b"event=newCall&from=\x00%00%ff&callId=%00", 200),
        (b"event=dtmf&from=1&callId=1&dtmf=1", 200),
        (b"x" * (LARGEST + 1), 413),
    ]:
        assert line.post(body)[0] == status, body[:40]


def test_other_ways_to_ask(line):
    with closing(http.client.HTTPConnection("127.0.0.1", line.port, timeout=20)) as connection:
        connection.request("GET", "/phone/vaxel")
        answer = connection.getresponse()
        assert (answer.status, answer.headers["Allow"]) == (405, "POST")
    assert line.post(b"", path="/")[0] == 404
    assert raw(line, b"POST /phone/vaxel HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n").startswith(
        b"HTTP/1.1 411"
    )
    assert raw(line, b"\x16\x03\x01 nonsense\r\n\r\n").startswith((b"HTTP/1.1 400", b""))
    assert b"070" not in raw(line, b"0701740605 /phone HTTP/1.1\r\n\r\n")


def test_noise_is_borne(line):
    """A bounded fuzz: whatever comes, the next call is heard."""
    rng = random.Random(46)
    pieces = [
        b"POST /phone/vaxel HTTP/1.1\r\n",
        b"Content-Length: 40\r\n",
        b"Host: x\r\n",
        b"\r\n",
        b"event=newCall&from=1",
        b"Content-Length: -1\r\n",
        b"Content-Length: 99999999999999999999\r\n",
        b"Expect: 100-continue\r\n",
        b"\0\xff",
        b"Authorization: Bearer " + line.key.encode() + b"\r\n",
        b"A" * 3000,
        b"\r\nPOST",
    ]
    for _ in range(60):
        raw(line, b"".join(rng.choices(pieces, k=rng.randint(1, 8))))
    for _ in range(60):
        fields = {
            rng.choice(["event", "from", "to", "callId", "direction", "cause", "user", "at", "origCallId"]): rng.choice(
                ["newCall", "hangup", "in", "out", "\U0001f4a9" * 50, "9" * 400, "", "2026-13-40", "0001-01-01T00:00"]
            )
            for _ in range(5)
        }
        assert line.post(fields)[0] in (200, 400)
    assert line.tell("newCall", "last")[0] == 200


def test_one_that_trickles_is_cut_and_keeps_nobody_waiting(line, monkeypatch):
    monkeypatch.setattr(phonehttp, "REQUEST_S", 0.3)
    slow = [socket.create_connection(("127.0.0.1", line.port)) for _ in range(4)]
    for connection in slow:
        connection.sendall(b"POST /phone/vaxel HTTP/1.1\r\nX: ")
        connection.setblocking(False)
    assert line.tell("newCall")[0] == 200

    def is_cut(connection):
        """It goes on octet by octet: no read waits long, the whole request does."""
        try:
            connection.send(b"x")
            return connection.recv(100) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    for connection in slow:
        wait_until(lambda connection=connection: is_cut(connection))
        connection.close()


def test_when_all_are_taken_the_oldest_idle_one_is_let_go(line, monkeypatch):
    monkeypatch.setattr(phonelimits, "AT_ONCE", 1)
    held = line.telephone._server._connections.held
    with socket.create_connection(("127.0.0.1", line.port)) as idle:
        wait_until(lambda: len(held) == 1)
        assert line.tell("newCall")[0] == 200
        idle.settimeout(20)
        assert idle.recv(100) == b""


def test_many_addresses_that_say_nothing_keep_no_switchboard_out(line, monkeypatch):
    monkeypatch.setattr(phonelimits, "is_loopback", lambda _client: False)
    held = line.telephone._server._connections.held
    line.tell("newCall", "first")
    with ExitStack() as strangers:
        for each in range(1, 41):
            stranger = socket.create_connection(("127.0.0.1", line.port), source_address=(f"127.0.1.{each}", 0))
            strangers.enter_context(stranger)
        wait_until(lambda: len(held) == 16)
        assert [line.tell(event)[0] for event in ("newCall", "answer", "hangup")] == [200] * 3
        monkeypatch.setattr(phonelimits, "whose", lambda client: f"another {client}")
        assert line.tell("newCall", "from a new address")[0] == 200
        assert len(held) <= 24


def test_one_that_trickles_within_tls_is_cut(line, monkeypatch):
    monkeypatch.setattr(phonehttp, "REQUEST_S", 0.0)
    held = line.telephone._server._connections.held
    with socket.socket() as trickling:
        line.telephone._server._connections.take("192.0.2.1", trickling)
        wait_until(lambda: not held)


def test_the_pace_of_one_address_is_bounded(line, monkeypatch):
    monkeypatch.setattr(phonelimits, "_BURST", 3.0)
    monkeypatch.setattr(phonelimits, "_PACE", 0.0)
    assert [line.tell("newCall", str(each))[0] for each in range(5)] == [200, 200, 200, 429, 429]


def test_what_is_not_understood_is_shown_as_it_came_once(line):
    strange = b"event=callStarted&caller=0701740605&session=1"
    assert [line.post(strange)[0] for _ in range(3)] == [400] * 3
    line.tell("newCall", "known")
    assert line.tell("callHeldBySomebody", "known")[0] == 400
    assert line.post(b" ")[0] == 400
    unheard, call = sorted(views.summaries(line.database), key=lambda summary: summary.id)
    assert unheard.beginning.endswith(strange.decode())
    assert (unheard.state, unheard.due_at is not None, call.call_status) == ("waiting", True, "ringing")
    calls.make_anonymous(line.database, MakeAnonymous(by=None, contact=unheard.id))
    line.tell("hangup", "known", **{"from": "anonymous"})
    assert "caller=0701740605" not in everything(line.database)

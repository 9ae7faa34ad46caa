"""A switchboard for tests: it tells a server of ours of calls."""

import http.client
import socket
import threading
import time
from contextlib import closing
from urllib.parse import urlencode

import pytest

from mottagning.care.phonehttp import Place
from mottagning.contacts import views
from tests.servers import PATIENCE_S

NUMBER = "+46701740605"
LOOPBACK = Place("127.0.0.1", 0)
on_postgresql = pytest.mark.parametrize("settings", ["postgresql"], indirect=True)


class Line:
    """A switchboard that talks to a server of ours."""

    def __init__(self, database, telephone, key, name="vaxel"):
        self.database, self.key, self.name = database, key, name
        self.telephone = telephone
        self.port = int(telephone.address.rsplit(":", 1)[1])

    def post(self, body, headers=None, path=None, connection=None):
        connection = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        octets = body if isinstance(body, bytes) else urlencode(body, doseq=True).encode()
        headers = {"Authorization": f"Bearer {self.key}"} if headers is None else headers
        with closing(connection):
            connection.request("POST", path or f"/phone/{self.name}", octets, headers)
            response = connection.getresponse()
            return response.status, response.read().decode()

    def tell(self, event, call="1", **fields):
        told = {"event": event, "from": "0701740605", "to": "046280400", "direction": "in", "callId": call}
        return self.post({name: value for name, value in (told | fields).items() if value is not None})

    def calls(self):
        found = sorted(views.summaries(self.database), key=lambda summary: summary.id)
        return [(s.call_status, s.state, s.phone) for s in found]


def raw(line, octets):
    with socket.create_connection(("127.0.0.1", line.port)) as connection:
        connection.settimeout(20)
        try:
            connection.sendall(octets)
            connection.shutdown(socket.SHUT_WR)
            found = b""
            while part := connection.recv(4096):
                found += part
        except OSError:
            return b""
        return found


def wait_until(holds):
    """Ask again until it is so."""
    until = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < until, "it never came to be so"
        threading.Event().wait(0.02)

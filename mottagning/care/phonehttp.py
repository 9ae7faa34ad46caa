"""The HTTP end of the phone: a small server for short requests, bounded in time, size, number and pace.

http.server reads the request; what it lacks for a place that strangers can reach is here: a time for the whole request
and not for each octet, so many connections at once and no more, and answers and logs that repeat nothing of a request.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import logging
import re
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from mottagning.care.phonedoor import Answer, Request
from mottagning.care.phonelimits import Connections, Held, Pace
from mottagning.contacts.phone.dialects import Reply
from mottagning.contacts.phone.switchboards import PATH
from mottagning.errors import Trouble, WrongUse, why
from mottagning.hosts import is_loopback
from mottagning.tasks import Tasks
from mottagning.texts import N_

LARGEST = 16 * 1024
"""Octets of a body; what a switchboard says has some hundred."""
_LARGEST_HEAD = 16 * 1024
REQUEST_S = 10.0
"""So long a whole request may take to come."""
_LOOK_S = 0.5
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9a-fA-F:.]{2,45}\](:\d{1,5})?")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen. Without a certificate only on this computer; with `client_ca` a client shows one of its own."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None
    client_ca: Path | None = None


def place(text: str, certificate: str | None, key: str | None, client_ca: str | None) -> Place:
    """The place that HOST:PORT and the files mean. WrongUse when it cannot be, or would be heard by others."""
    host, sign, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not (sign and host and port.isascii() and port.isdecimal() and int(port) < 65536):
        raise WrongUse(N_("“{place}” is no place to listen: give HOST:PORT, such as 127.0.0.1:8080."), place=text)
    if (certificate is None) != (key is None) or (client_ca is not None and certificate is None):
        raise WrongUse(N_("A certificate and its key belong together: give both --cert and --key."))
    if certificate is None and not is_loopback(host):
        raise WrongUse(
            N_("Without encryption only this computer may be heard. Give --cert and --key, or listen on 127.0.0.1.")
        )
    files = (Path(file) if file is not None else None for file in (certificate, key, client_ca))
    return Place(host, int(port), *files)


class PhoneServer:
    """Listens from its making until `close`; each connection brings one request for `answer`."""

    def __init__(self, where: Place, tasks: Tasks) -> None:
        """Raises Trouble, one sentence, when the place is taken or the certificate is no good."""
        self._tasks = tasks
        self._tls = None if where.certificate is None else _tls(where)
        self._is_certified = where.client_ca is not None
        self._connections = Connections()
        self._pace = Pace()
        try:
            family = socket.AF_INET6 if ":" in where.host else socket.AF_INET
            self._listener = socket.create_server((where.host, where.port), family=family, backlog=64)
        except OSError as error:
            raise Trouble(
                N_("Nobody can listen on {host}:{port}: {why}."), host=where.host, port=where.port, why=why(error)
            ) from None
        self._listener.settimeout(_LOOK_S)
        self.port: int = self._listener.getsockname()[1]
        shown = f"[{where.host}]" if ":" in where.host else where.host
        self.address = f"{'https' if self._tls else 'http'}://{shown}:{self.port}"

    def listen(self, answer: Callable[[Request], Answer]) -> None:
        """Take requests until the program ends; returns then."""
        with self._listener:
            while not self._tasks.stopping.is_set():
                self._connections.end_overdue(2 * REQUEST_S)
                try:
                    connection, (client, *_) = self._listener.accept()
                except TimeoutError:
                    continue
                except OSError as error:
                    _log.info("no connection could be taken: %s", type(error).__name__)
                    self._tasks.stopping.wait(_LOOK_S)
                    continue
                if (held := self._connections.take(client, connection)) is not None:
                    self._tasks.network(partial(self._serve, held, client, answer))
                else:
                    connection.close()  # the switchboard tries again

    def _serve(self, held: Held, client: str, answer: Callable[[Request], Answer]) -> None:
        try:
            with held.connection as connection:
                connection.settimeout(REQUEST_S)
                if self._tls is None:
                    self._hear(held, client, answer)
                    return
                with self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False) as secured:
                    held.connection = secured
                    secured.do_handshake()
                    self._hear(held, client, answer, _subject(secured) if self._is_certified else "")
        except OSError:  # cut, too slow, or no TLS: nothing of ours
            pass
        except Exception as error:  # noqa: BLE001 - the next request has nothing to do with this one
            _log.error("a request of a switchboard failed: %s", type(error).__name__)
        finally:
            self._connections.give_back(held)

    def _hear(self, held: Held, client: str, answer: Callable[[Request], Answer], certificate: str = "") -> None:
        def ask(request: Request) -> Answer:
            held.is_heard = True
            given = answer(replace(request, certificate=certificate))
            if given.status in (HTTPStatus.OK, HTTPStatus.BAD_REQUEST):  # a switchboard's; else it were turned away
                self._connections.remember(held)
            return given

        _Hearing(held.connection, client, self, ask)

    def may(self, client: str) -> bool:
        """Whether this address keeps within its pace."""
        return self._pace.take(client)


class _Hearing(BaseHTTPRequestHandler):
    """One request. http.server's own words repeat parts of a request, so none of them is used."""

    protocol_version = "HTTP/1.1"
    server_version = "Mottagning"
    sys_version = ""

    def __init__(
        self, connection: socket.socket, client: str, phone: PhoneServer, answer: Callable[[Request], Answer]
    ) -> None:
        self._phone = phone
        self._answer = answer
        super().__init__(connection, (client, 0), phone)  # type: ignore[arg-type]

    def setup(self) -> None:
        """Read with one time for the whole request."""
        self.connection: socket.socket = self.request
        self.rfile = io.BufferedReader(_InTime(self.connection, REQUEST_S, LARGEST + _LARGEST_HEAD))
        self.wfile = self.connection.makefile("wb")
        self._is_heard_out = False

    def handle(self) -> None:
        """One request a connection: a switchboard tells of some hundred calls a day."""
        self.handle_one_request()

    def finish(self) -> None:
        """Send what was answered. To be cut off while one still speaks would hide the answer."""
        self.connection.settimeout(REQUEST_S)
        try:
            self.wfile.flush()
            if not self._is_heard_out:
                self.connection.shutdown(socket.SHUT_WR)
                self.rfile.read()
        finally:
            with suppress(OSError):
                self.wfile.close()  # until then the connection is open, whoever has closed it

    def handle_expect_100(self) -> bool:
        """Some ask first whether they may go on."""
        may = super().handle_expect_100()
        self.wfile.flush()
        return may

    def do_POST(self) -> None:
        """Hear it, if it is short, in pace and for a switchboard."""
        if not self._phone.may(self.client_address[0]):
            self._send(HTTPStatus.TOO_MANY_REQUESTS)
            return
        named = self._named()
        length = self.headers.get("Content-Length", "")
        if named is None:
            self._send(HTTPStatus.NOT_FOUND)
        elif not (length.isascii() and length.isdecimal()) or self.headers.get("Transfer-Encoding"):
            self._send(HTTPStatus.LENGTH_REQUIRED)
        elif len(length) > 9 or int(length) > LARGEST:
            self._send(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        else:
            body = self.rfile.read(int(length))
            self._is_heard_out = True
            if len(body) < int(length):
                self._send(HTTPStatus.BAD_REQUEST)
                return
            answer = self._answer(self._request(*named, body))
            self._send(answer.status, answer.reply)

    def do_GET(self) -> None:
        """Somebody looks whether anybody is here."""
        self._send(HTTPStatus.METHOD_NOT_ALLOWED)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """What http.server refuses by itself."""
        self._send(HTTPStatus(code))

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing of a request is logged: its address may hold the key, its body a number."""

    def _named(self) -> tuple[str, str] | None:
        """The switchboard's name and the key, "" if none, from the path or a header; None for another path."""
        path = self.path.partition("?")[0]
        if not path.startswith(PATH):
            return None
        name, _, key = path.removeprefix(PATH).rstrip("/").partition("/")
        scheme, _, given = self.headers.get("Authorization", "").partition(" ")
        if not key and scheme.lower() == "bearer":
            key = given.strip()
        elif not key and scheme.lower() == "basic":
            key = _password(given)
        return (name, key) if name else None

    def _request(self, name: str, key: str, body: bytes) -> Request:
        host = self.headers.get("Host", "")
        is_outside_tls = self.headers.get("X-Forwarded-Proto", "").lower() == "https"
        base = self._phone.address
        if _HOST.fullmatch(host):
            base = f"{'https' if is_outside_tls else base.partition(':')[0]}://{host}"
        path = self.path.partition("?")[0]
        if self.headers.get("Authorization", "").lower().startswith("basic "):
            path = f"{PATH}{name}/{key}"  # later events come without the header
        return Request(
            name=name,
            key=key,
            certificate="",
            body=body,
            content_type=self.headers.get("Content-Type", ""),
            address=base + path,
        )

    def _send(self, status: HTTPStatus, reply: Reply = Reply()) -> None:  # noqa: B008 - frozen
        body = reply.body.encode()
        self.close_connection = True
        self.send_response(status)
        self.send_header("Content-Type", f"{reply.content_type}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.send_header("Cache-Control", "no-store")
        if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
            self.send_header("Retry-After", "5")
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "POST")
        self.end_headers()
        self.wfile.write(body)


class _InTime(io.RawIOBase):
    """A socket that is read until a moment, and so many octets of it: one that trickles is cut."""

    def __init__(self, connection: socket.socket, seconds: float, most: int) -> None:
        super().__init__()
        self._connection = connection
        self._until = time.monotonic() + seconds
        self._left = most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._until - time.monotonic()
        if left <= 0 or self._left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        count = self._connection.recv_into(memoryview(buffer)[: self._left])
        self._left -= count
        return count


def _tls(where: Place) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(str(where.certificate), str(where.key))
        if where.client_ca is not None:
            context.load_verify_locations(str(where.client_ca))
            context.verify_mode = ssl.CERT_REQUIRED
    except (OSError, ssl.SSLError):
        raise Trouble(
            N_("The certificate {file} or its key cannot be used. Give PEM files that belong together."),
            file=where.certificate,
        ) from None
    return context


def _subject(connection: ssl.SSLSocket) -> str:
    """The subject of the certificate that was shown and proven, as RFC 4514 writes it; its hash when it has none."""
    from cryptography.x509 import load_der_x509_certificate

    octets = connection.getpeercert(binary_form=True) or b""
    subject = load_der_x509_certificate(octets).subject.rfc4514_string()
    return subject or f"SHA-256 {hashlib.sha256(octets).hexdigest()}"


def _password(given: str) -> str:
    with suppress(binascii.Error, ValueError):
        return base64.b64decode(given, validate=True).decode().partition(":")[2]
    return ""

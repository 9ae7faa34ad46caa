"""What the storm test is made of: a network that can be cut, programs that are started again, and what is sent."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from uuid import uuid4

from mottagning import handover
from tests.servers import Dovecot

_PATIENCE_S = 15.0
_AGAIN_S = 0.1


class Relay:
    """A loopback port that stands for a server's: what goes through it can be cut, and is refused until `mend`."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._is_cut = False
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Every connection ends in the middle of what it says."""
        with self._lock:
            self._is_cut = True
            for each in self._open:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """New connections go through again."""
        self._is_cut = False

    def close(self) -> None:
        self.cut()
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=(client,), daemon=True).start()

    def _connect(self, client: socket.socket) -> None:
        with client:
            try:
                server = socket.create_connection(("127.0.0.1", self._target), timeout=5)
            except OSError:
                return
            server.settimeout(None)
            with server:
                with self._lock:
                    if self._is_cut:
                        return
                    self._open |= {client, server}
                back = threading.Thread(target=self._pass_on, args=(server, client), daemon=True)
                back.start()
                self._pass_on(client, server)
                back.join()
                with self._lock:
                    self._open -= {client, server}

    @staticmethod
    def _pass_on(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while octets := source.recv(1 << 16):
                target.sendall(octets)
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


class Station:
    """A process of the program that is started again whenever it has ended, until `stop`.

    `is_up` tells whether it works; one that does not come up (its database was away, and its window says so until
    somebody closes it) is closed and started again, as a person would.
    """

    def __init__(self, words: list[str], log: Path, is_up: Callable[[], bool]) -> None:
        self._command = [sys.executable, "-m", "mottagning", *words]
        self._log = log
        self._is_up = is_up
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self.starts = 0
        self._process = self._start()
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()

    def kill(self) -> None:
        """SIGKILL, wherever it is."""
        with self._lock:
            self._process.kill()
            self._process.wait()

    def wait_until_up(self) -> None:
        """Return when it works."""
        until = time.monotonic() + 4 * _PATIENCE_S
        while not self._is_up():
            assert time.monotonic() < until, self.said
            self._stopping.wait(_AGAIN_S)

    def stop(self, *, in_order: bool) -> int:
        """End it for good; its exit code."""
        self._stopping.set()
        self._keeper.join()
        self._process.terminate() if in_order else self._process.kill()
        return self._process.wait(timeout=4 * _PATIENCE_S)

    @property
    def said(self) -> str:
        """Everything it wrote, over all its lives."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def _start(self) -> subprocess.Popen[bytes]:
        self.starts += 1
        with self._log.open("ab") as log:
            return subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def _keep(self) -> None:
        since, was_up = time.monotonic(), False
        while not self._stopping.wait(_AGAIN_S):
            was_up = was_up or self._is_up()
            if not was_up and time.monotonic() - since > _PATIENCE_S:
                self.kill()
            if self._process.poll() is not None:
                with self._lock:
                    self._process = self._start()
                since, was_up = time.monotonic(), False


def listens(port: int) -> bool:
    """Whether somebody listens on this loopback port."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        return False
    return True


# What is sent ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Letter:
    """A message, known by its number."""

    number: int

    @property
    def message_id(self) -> str:
        return f"{self.number}.storm@example.se"

    @property
    def octets(self) -> bytes:
        return (
            f"From: Person {self.number} <p{self.number}@example.se>\r\nTo: mottagningen@example.se\r\n"
            f"Subject: Brev {self.number}\r\nMessage-ID: <{self.message_id}>\r\n"
            f"Date: Mon, 23 Nov 2026 08:55:00 +0100\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
            f"Det här är brev {self.number}.\r\n"
        ).encode()


class PostBox:
    """A mailbox of Dovecot into which mail is delivered as a mail server does it, whether Dovecot runs or not."""

    def __init__(self, dovecot: Dovecot) -> None:
        self.account = dovecot.add_account()
        self._owner = dovecot.account
        self._home = dovecot.folder / "mail" / self.account.user
        self.delivered = 0
        for folder in (self._home, *(self._home / name for name in ("cur", "new", "tmp"))):
            folder.mkdir()
            self._give(folder)

    def deliver(self, letter: Letter) -> None:
        """Once more, under a name of its own."""
        self.delivered += 1
        name = f"{self.delivered:06d}.storm"
        path = self._home / "tmp" / name
        path.write_bytes(letter.octets)
        self._give(path)
        path.rename(self._home / "new" / name)

    def _give(self, path: Path) -> None:
        with suppress(PermissionError):  # whoever is not root runs Dovecot under her own name
            shutil.chown(path, self._owner, self._owner)


_CTI = {
    "ringing": {"event": "newCall"},
    "answered": {"event": "answer"},
    "ended": {"event": "hangup", "cause": "normalClearing"},
    "missed": {"event": "hangup", "cause": "noAnswer"},
}
_STORED = {"ended": "cleared", "missed": "ended"}
"""What the program calls the ends that a switchboard tells of, in the ledger."""


@dataclass(frozen=True, slots=True)
class SentCall:
    """A call: over `source` "vaxel" (HTTP) or "phone" (command line), answered or not, its number "" when withheld."""

    call_id: str
    source: str
    number: str
    began: datetime
    is_answered: bool

    @property
    def status(self) -> str:
        return "ended" if self.is_answered else "missed"

    def events(self) -> Iterator[tuple[str, datetime]]:
        """What there is to tell of it, in the order in which it happened."""
        kinds = ("ringing", "answered", "ended") if self.is_answered else ("ringing", "missed")
        for place, kind in enumerate(kinds):
            yield kind, self.began + timedelta(seconds=20 * place)

    def kept(self) -> set[tuple[str, str]]:
        """The events as the ledger must have them."""
        is_http = self.source == "vaxel"
        return {(_STORED.get(kind, kind) if is_http else kind, at.isoformat()) for kind, at in self.events()}


class Teller:
    """Tells of events until somebody says that they are stored. `refused` counts how often nobody did."""

    def __init__(self, http: str, key: str, stations: list[Path], database: str) -> None:
        self._http = http
        self._key = key
        self._stations = stations
        self._database = database
        self._until = threading.Event()
        self.refused = 0
        self.stored_without_window = 0

    def tell(self, call: SentCall, kind: str, at: datetime, place: int) -> None:
        """Tell of it over and over; AssertionError when nobody has stored it for ten times as long as they may need."""
        until = time.monotonic() + 10 * _PATIENCE_S
        tell = self._by_http if call.source == "vaxel" else self._by_line
        while not tell(call, kind, at, place):
            self.refused += 1
            assert time.monotonic() < until, (call.call_id, kind)
            self._until.wait(_AGAIN_S)

    def _by_http(self, call: SentCall, kind: str, at: datetime, _place: int) -> bool:
        fields = _CTI[kind] | {"from": call.number or "anonymous", "to": "08-465 004 00", "direction": "in"}
        body = urlencode(fields | {"callId": call.call_id, "at": at.isoformat()}).encode()
        request = Request(f"{self._http}/phone/vaxel", body, {"Authorization": f"Bearer {self._key}"})
        try:
            with urlopen(request, timeout=_PATIENCE_S) as answer:
                return bool(answer.status == 200)
        except (OSError, HTTPException):
            return False

    def _by_line(self, call: SentCall, kind: str, at: datetime, place: int) -> bool:
        """What `mottagning call` does: to the window through its socket, else a process stores it by itself."""
        data = str(self._stations[place % len(self._stations)])
        words = ["--data", data, "--database", self._database, "call", "--event", kind, "--id", call.call_id]
        words += ["--from", call.number or "anonymous", "--at", at.isoformat(), "--uuid", uuid4().hex]
        if handover.deliver(handover.address(data), words):
            return True
        ran = subprocess.run(
            [sys.executable, "-m", "mottagning", *words], capture_output=True, timeout=4 * _PATIENCE_S, check=False
        )
        assert b"Traceback" not in ran.stderr, ran.stderr
        self.stored_without_window += ran.returncode == 0
        return ran.returncode == 0

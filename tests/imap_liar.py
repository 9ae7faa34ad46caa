"""A mail server that misbehaves as the test says: refuses a message, breaks off, forgets what it must answer."""

import re
import socket
import threading
from collections.abc import Callable
from typing import BinaryIO

from mottagning.contacts.mail.mailbox import Account

Answer = Callable[[bytes], bytes | None]
"""Given the words after the tag, what to answer before all else; None to go on as usual. Raises EOFError to hang up."""


class Liar:
    """Serves `messages` by UID on loopback, without IDLE, until the test ends; `first` may answer in its place."""

    def __init__(self, messages: dict[int, bytes]) -> None:
        self.messages = messages
        self.first: Answer = lambda _words: None
        self.uidvalidity: bytes | None = b"1"
        self.internaldate = b'"23-Nov-2026 08:00:00 +0100"'
        self.connections = 0
        self.bodies: list[int] = []
        """The UIDs of the messages whose octets were asked for."""
        self.lengths: list[int] = []
        """How many of each were given."""
        self.says_size: int | None = None
        """What it says of every size, if that is a lie."""
        self._listening = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def account(self) -> Account:
        port = self._listening.getsockname()[1]
        return Account(name="post", host="127.0.0.1", port=port, username="u", password="p", security="none")

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, client.makefile("rb") as lines:
            client.sendall(b"* OK ready\r\n")
            try:
                self._converse(client, lines)
            except (EOFError, OSError):
                return

    def _converse(self, client: socket.socket, lines: BinaryIO) -> None:
        while line := lines.readline():
            tag, _, words = line.strip().partition(b" ")
            said = self.first(words)
            if said is None:
                said = b"".join(b"* " + part + b"\r\n" for part in self._answer(words))
                client.sendall(said + tag + b" OK done\r\n")
            else:
                client.sendall(tag + b" " + said + b"\r\n")

    def _answer(self, words: bytes) -> list[bytes]:
        match words.split():
            case [b"CAPABILITY"]:
                return [b"CAPABILITY IMAP4rev1"]
            case [b"EXAMINE", _]:
                validity = [] if self.uidvalidity is None else [b"OK [UIDVALIDITY " + self.uidvalidity + b"] it is"]
                return [b"%d EXISTS" % len(self.messages), *validity]
            case [b"LIST", *_]:
                return [b'LIST () "/" "INBOX"']
            case [b"UID", b"SEARCH", *_]:
                return [b" ".join([b"SEARCH", *(b"%d" % uid for uid in sorted(self.messages))])]
            case [b"UID", b"FETCH", uids, *what]:
                return [self._fetched(uid, b" ".join(what)) for uid in numbers(uids) if uid in self.messages]
        return []

    def _fetched(self, uid: int, what: bytes) -> bytes:
        octets = self.messages[uid]
        if b"HEADER" in what:
            line = b"".join(line for line in octets.splitlines(True) if line.startswith(b"Message-ID:")) + b"\r\n"
            facts = (uid, uid, len(octets), self.internaldate, len(line), line)
            return (
                b"%d FETCH (UID %d RFC822.SIZE %d INTERNALDATE %s BODY[HEADER.FIELDS (MESSAGE-ID)] {%d}\r\n%s)" % facts
            )
        if b"SIZE" in what:
            return b"%d FETCH (UID %d RFC822.SIZE %d)" % (uid, uid, self.says_size or len(octets))
        part = re.search(rb"\[\]<0\.(\d+)>", what)
        octets = octets[: int(part[1])] if part else octets
        self.bodies.append(uid)
        self.lengths.append(len(octets))
        return b"%d FETCH (UID %d INTERNALDATE %s BODY[]%s {%d}\r\n%s)" % (
            uid,
            uid,
            self.internaldate,
            b"<0>" if part else b"",
            len(octets),
            octets,
        )


def numbers(uids: bytes) -> list[int]:
    """The UIDs in a set such as 1:3,7."""
    found: list[int] = []
    for part in uids.split(b","):
        first, _, last = part.partition(b":")
        found += range(int(first), int(last or first) + 1)
    return found


def fetches(words: bytes, uid: int) -> bool:
    """Whether these words ask for the content of this message."""
    parts = words.split()
    return parts[:2] == [b"UID", b"FETCH"] and b"BODY" in words and uid in numbers(parts[2])

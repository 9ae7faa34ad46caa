"""An IMAP mailbox as a source: by UID, without marking anything (RFC 3501, 2177)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from mottagning.contacts.mail import oversize
from mottagning.contacts.mail.mailbox import Account
from mottagning.contacts.mail.mailsource import FolderTrouble, Listing, Mail, Missing, fingerprint
from mottagning.contacts.mime.headers import split_header
from mottagning.texts import N_

_BATCH_OCTETS = 8 * 1024 * 1024
_BATCH_MESSAGES = 50
_ASKED_AT_ONCE = 500
_SOUGHT = 100
"""Messages that are looked for in all other folders at a time."""
_HEADER = 1 << 16
"""Octets at the beginning of a message in which its Message-ID is looked for."""
_BODY = f"BODY.PEEK[]<0.{oversize.MOST_OCTETS + 1}>"
"""Never more than a message may have, whatever RFC822.SIZE said; one octet more tells that it is larger."""
_IDLE_S = 9 * 60
"""RFC 2177 says 29 minutes at most; firewalls are less patient."""
_LOOK_S = 2
_POLL_S = 60
_CAN_BE_SOUGHT = re.compile(r"[\x20-\x7e]+").fullmatch
"""RFC 3501 takes other letters only in a charset that the server need not know."""
_NO_MAIL = {b"\\noselect", b"\\nonexistent", b"\\all", b"\\flagged", b"\\drafts"}
"""Folders that hold none, or show again what lies in others (RFC 6154)."""
_SENT = b"\\sent"
_SENT_CALLED = ("Sent", "Sent Items", "Sent Messages", "Skickat", "Skickade", "Skickade objekt", "Skickade meddelanden")


class ImapSource:
    """A mailsource.Source. `client` is signed in; whoever made it closes it, and words what breaks its connection."""

    kind = "imap"

    def __init__(self, client: Any, account: Account) -> None:
        self._client = client
        self._account = account
        self._can_idle = client.has_capability("IDLE")
        self._sent: str | None = None
        self._looked: dict[str, tuple[int, int]] = {}
        """How many messages each folder held at the last look, and the UID that the next one would get."""

    def folders(self) -> list[str]:
        """The names of the mailbox's own folders that hold mail: not of those that others share with it (RFC 2342)."""
        foreign: tuple[str, ...] = ()
        if self._client.has_capability("NAMESPACE"):
            _, others, shared = self._client.namespace()
            foreign = tuple(prefix for prefix, _ in (*(others or ()), *(shared or ())) if prefix)
        return [
            name
            for flags, _, name in self._client.list_folders()
            if not name.startswith(foreign) and not _NO_MAIL & {flag.lower() for flag in flags}
        ]

    def count(self, folder: str, since: date | None) -> int:
        """How many messages came on this day or later, by the server's own idea of a day."""
        with self._reading(folder):
            return len(self._list(folder, since).names)

    def look(self, folder: str, since: date | None, token: str | None) -> Listing:  # noqa: ARG002
        """All that are there; a message's name is UIDVALIDITY/UID."""
        with self._reading(folder):
            listing = self._list(folder, since)
        self._looked[folder] = self._selected
        return listing

    def sent_folder(self) -> str | None:
        """The one that is marked so (RFC 6154), or called so; it is asked for once."""
        if self._sent is None:
            self._sent = sent_folder(self._client)
        return self._sent

    def heads(self, folder: str, names: Sequence[str]) -> Iterator[list[Mail]]:
        """Of 500 messages at once."""
        with self._reading(folder):
            validity = self._select(folder)
            for part in _pieces(_uids(names)):
                found = self._client.fetch(part, ["BODY.PEEK[HEADER]"])
                yield [Mail(name=f"{validity}/{uid}", octets=found[uid].get(b"BODY[HEADER]")) for uid in sorted(found)]

    def fetch(self, folder: str, names: Sequence[str]) -> Iterator[list[Mail]]:
        """The octets, at most 8 MB or 50 messages at once, a larger message alone."""
        with self._reading(folder):
            validity = self._select(folder)
            for batch in self._batches(_uids(names)):
                for found in self._given(list(batch)):
                    yield [self._mail(folder, f"{validity}/{uid}", batch[uid], found[uid]) for uid in sorted(found)]

    def fingerprints(self, folder: str, names: Sequence[str]) -> Iterator[list[tuple[str, str | None]]]:
        """Of 500 messages at once; their sizes, times and Message-IDs are asked for, not their bodies."""
        asked = ["RFC822.SIZE", "INTERNALDATE", "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"]
        with self._reading(folder):
            validity = self._select(folder)
            for part in _pieces(_uids(names)):
                found = self._client.fetch(part, asked)
                yield [(f"{validity}/{uid}", _fingerprint(data)) for uid, data in sorted(found.items())]

    def find(self, folder: str, missing: Sequence[Missing]) -> dict[str, str | None]:
        """By their Message-IDs, in every other folder of the mailbox; a hundred at a time."""
        with self._reading(folder):
            there = set(self._list(folder, None).names)
        found: dict[str, str | None] = {each.name: folder for each in missing if each.name in there}
        lost = [each for each in missing if each.name not in there][:_SOUGHT]
        found |= dict.fromkeys((each.name for each in lost), None)
        sought = {each.name: each.message_id for each in lost if each.message_id and _CAN_BE_SOUGHT(each.message_id)}
        for other in self.folders():
            if other != folder and sought:
                for name in self._holds(other, sought):
                    found[name] = other
                    del sought[name]
        return found

    def wait(self, folder: str, seconds: float, is_over: Callable[[], bool]) -> None:
        """IDLE where the server can, and end it before anybody takes the connection for dead; else look each minute."""
        if not self._can_idle:
            until = time.monotonic() + min(seconds, _POLL_S)
            while not is_over() and (left := until - time.monotonic()) > 0:
                time.sleep(min(left, _LOOK_S))
            return
        with self._reading(folder):
            self._select(folder)
            if self._selected != self._looked.get(folder):
                return  # since the look; IDLE tells only of what comes from here on
            self._idle(min(seconds, _IDLE_S), is_over)

    def _idle(self, seconds: float, is_over: Callable[[], bool]) -> None:
        self._client.idle()
        until = time.monotonic() + seconds
        try:
            while not is_over() and time.monotonic() < until:
                if any(_is_news(response) for response in self._client.idle_check(timeout=_LOOK_S)):
                    return
        finally:
            self._client.idle_done()

    @contextmanager
    def _reading(self, folder: str) -> Iterator[None]:
        """What the server refuses inside is about this folder; a connection that is gone concerns them all."""
        try:
            yield
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            raise FolderTrouble(
                N_("The folder “{folder}” in {name} cannot be read. Check its name."),
                folder=folder,
                name=self._account.name,
            ) from None

    def _select(self, folder: str) -> int:
        """Its UIDVALIDITY. Each look selects anew, so that a server that is slow to tell shows what is there now."""
        selected = self._client.select_folder(folder, readonly=True)
        self._selected = (int(selected.get(b"EXISTS", 0)), int(selected.get(b"UIDNEXT", 0)))
        return int(selected[b"UIDVALIDITY"])

    def _list(self, folder: str, since: date | None) -> Listing:
        validity = self._select(folder)
        uids = self._client.search(["SINCE", since] if since else ["ALL"])
        return Listing(names=[f"{validity}/{uid}" for uid in sorted(uids)], count=len(uids), epoch=validity)

    def _holds(self, folder: str, sought: Mapping[str, str]) -> list[str]:
        """Which of these Message-IDs a folder holds; none of them if it cannot be read."""
        try:
            self._select(folder)
            return [name for name, key in sought.items() if self._client.search(["HEADER", "MESSAGE-ID", key])]
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            return []

    def _batches(self, uids: list[int]) -> Iterator[dict[int, int]]:
        """UIDs with their sizes, in pieces whose messages fit in memory together."""
        for part in _pieces(uids):
            sizes = {
                uid: data.get(b"RFC822.SIZE", 0) for uid, data in self._client.fetch(part, ["RFC822.SIZE"]).items()
            }
            batch: dict[int, int] = {}
            octets = 0
            for uid in part:
                if uid not in sizes:
                    continue  # removed from the server in between
                if batch and (octets + sizes[uid] > _BATCH_OCTETS or len(batch) == _BATCH_MESSAGES):
                    yield batch
                    batch, octets = {}, 0
                batch[uid] = sizes[uid]
                octets += sizes[uid]
            if batch:
                yield batch

    def _given(self, uids: list[int]) -> Iterator[Mapping[int, Any]]:
        """What the server gives of these messages, one by one if it fails on any; {} for one that it does not give.

        Exchange and others refuse a message that they cannot convert: the rest must not wait for it.
        """
        try:
            found = self._client.fetch(uids, [_BODY, "INTERNALDATE"])
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            if len(uids) == 1:
                yield {uids[0]: {}}
                return
        else:
            yield {uid: data for uid, data in found.items() if _body(data) is not None}
            return
        for uid in uids:
            yield from self._given([uid])

    def _mail(self, folder: str, name: str, size: int, data: Mapping[bytes, Any]) -> Mail:
        octets, at = _body(data), _moment(data.get(b"INTERNALDATE"))
        if octets is not None and len(octets) > oversize.MOST_OCTETS:
            octets = oversize.stand_in(octets[: oversize.BEGINNING], folder)
        mark = None if octets is None else fingerprint(size, _message_id(octets[:_HEADER]), at)
        return Mail(name=name, octets=octets, received_at=at, fingerprint=mark)


def sent_folder(client: Any) -> str | None:
    """The folder of what was sent: the one marked so (RFC 6154), or called so; None when there is none."""
    called: dict[str, str] = {}
    for flags, mark, name in client.list_folders():
        if _SENT in {flag.lower() for flag in flags}:
            return str(name)
        called[name.rpartition(mark.decode("ascii", "replace"))[2] if mark else name] = name
    return next((called[each] for each in _SENT_CALLED if each in called), None)


def _body(data: Mapping[bytes, Any]) -> bytes | None:
    """A server may answer to what was asked of a part with the whole."""
    found: bytes | None = data.get(b"BODY[]<0>", data.get(b"BODY[]"))
    return found


def _uids(names: Iterable[str]) -> list[int]:
    return [int(name.rpartition("/")[2]) for name in names]


def _pieces(uids: list[int]) -> Iterator[list[int]]:
    return (uids[start : start + _ASKED_AT_ONCE] for start in range(0, len(uids), _ASKED_AT_ONCE))


def _fingerprint(data: Mapping[bytes, Any]) -> str | None:
    header = next((octets for key, octets in data.items() if key.startswith(b"BODY[HEADER")), None)
    return fingerprint(data.get(b"RFC822.SIZE"), _message_id(header or b""), _moment(data.get(b"INTERNALDATE")))


def _message_id(octets: bytes) -> str:
    return split_header(octets)[0].first("message-id").strip().decode("latin-1")


def _moment(given: datetime | None) -> datetime | None:
    """The server's time of a message; None when it is none that a clock can show."""
    try:
        return None if given is None else given.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _is_news(response: Any) -> bool:
    return isinstance(response, tuple) and len(response) > 1 and response[1] in (b"EXISTS", b"EXPUNGE")

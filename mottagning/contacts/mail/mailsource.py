"""What a mailbox is asked, whatever it speaks: the small protocol between a mail server and the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol

from mottagning.errors import Trouble


class FolderTrouble(Trouble):
    """One folder cannot be read; the others of the mailbox can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a folder holds of what counts. A message has a name in its folder that no other one ever gets.

    `whole`: `names` are all that are there; else those that came or changed since the look that gave `token`, and
    `gone` those that left. `count`: how many are there. `epoch`: when it is another one, the folder has given its
    messages new names (UIDVALIDITY of RFC 3501); None where that never happens.
    """

    names: Sequence[str]
    count: int
    whole: bool = True
    gone: tuple[str, ...] = ()
    epoch: int | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A message as the source gives it; `octets` None: it cannot. `received_at` is the source's own time (UTC)."""

    name: str
    octets: bytes | None
    received_at: datetime | None = None
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A message that is no longer where it was, with the Message-ID by which it may be found elsewhere."""

    name: str
    message_id: str | None


class Source(Protocol):
    """A mailbox that is signed in to. Nothing here marks, moves or deletes anything in it.

    FolderTrouble means that this folder cannot be read; any other Trouble that the connection is no longer good.
    """

    kind: str
    """The first part of its places in the ledger: "imap", "graph"."""

    def folders(self) -> list[str]:
        """The names of all folders that can hold mail."""

    def count(self, folder: str, since: date | None) -> int:
        """How many messages a folder holds that came on this day (local) or later."""

    def look(self, folder: str, since: date | None, token: str | None) -> Listing:
        """What is there, or what is new since the look that gave this token, if the source can tell."""

    def sent_folder(self) -> str | None:
        """The folder where the mailbox keeps what it sent; None when there is none."""

    def heads(self, folder: str, names: Sequence[str]) -> Iterator[list[Mail]]:
        """The octets of their headers, in pieces; of a source that gives no header by itself, the whole message."""

    def fetch(self, folder: str, names: Sequence[str]) -> Iterator[list[Mail]]:
        """The raw octets, in pieces that fit in memory together; what has left meanwhile is left out."""

    def fingerprints(self, folder: str, names: Sequence[str]) -> Iterator[list[tuple[str, str | None]]]:
        """By what a message is known again under another name, without fetching it; None where it has no such mark."""

    def find(self, folder: str, missing: Sequence[Missing]) -> dict[str, str | None]:
        """Where these are now, by name: a folder of this mailbox, also this very one, or None: nowhere in it.

        Looks for some of them at a time; those that are not in the answer have not been looked for yet.
        """

    def wait(self, folder: str, seconds: float, is_over: Callable[[], bool]) -> None:
        """Return when there may be something new in the folder, after so long, or when `is_over`."""


def fingerprint(size: int | None, message_id: str | None, received_at: datetime | None) -> str | None:
    """What stays of a message when its folder gives it another name; None when it has too little of its own.

    A hash, since it is kept when the content has to go. `size` as the source says it, which need not be exact.
    """
    if size is None or not message_id or received_at is None:
        return None
    words = f"{size} {received_at.astimezone(UTC):%Y%m%d%H%M%S} {message_id}"
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()

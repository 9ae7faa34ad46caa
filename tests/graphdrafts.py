"""Sending by Graph as Microsoft documents it: drafts from MIME, their ids that stay, `send`, and what goes wrong."""

from __future__ import annotations

import json
import re
import uuid
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.microsoft import Answer, Microsoft

SENT = "sent-id"


@dataclass
class Draft:
    """What lies among the drafts; `is_held`: it was sent, and its copy is not there yet."""

    octets: bytes
    message_id: str
    is_held: bool = False


class Drafts:
    """The drafts of a mailbox, and what was sent from it: `taken`, as octets, each as often as it went.

    `rights` are what the sign-in may do; `renames`: drafts get another Message-ID than the one that they were given;
    `is_slow`: what is sent is nowhere until `deliver`; `loses`: so many times the connection breaks when `send` was
    taken. `reached` is called in the server's thread when a request has come and when it was done.
    """

    def __init__(self, server: Microsoft) -> None:
        self._server = server
        self.rights = {"Mail.ReadWrite", "Mail.Send"}
        self.here: dict[str, Draft] = {}
        self.taken: list[bytes] = []
        self.renames = self.is_slow = False
        self.loses = 0
        self.reached: Callable[[str], None] = lambda _stage: None
        self.sent_ids: dict[str, str] = {}

    @property
    def taken_ids(self) -> list[str]:
        """The Message-IDs of what went."""
        return [_header(octets, "Message-ID").strip("<>") for octets in self.taken]

    def deliver(self) -> None:
        """What was taken lies among what was sent."""
        for name, draft in list(self.here.items()):
            if draft.is_held:
                self._file(name, draft)

    def answer(self, method: str, parts: list[str], query: dict[str, str], body: bytes) -> Answer | None:
        """None when it is not about what is sent."""
        match method, parts:
            case "POST", ["messages"]:
                return self._needs("Mail.ReadWrite") or self._make(body)
            case "GET", ["messages"]:
                return 200, {}, {"value": self._search(query["$filter"])}
            case "POST", ["messages", name, "send"]:
                return self._needs("Mail.Send") or self._send(name)
            case "PATCH", ["messages", name] if name in self.here:
                self.here[name].message_id = json.loads(body)["internetMessageId"]
                return 200, {}, self._shown(name)
            case "DELETE", ["messages", name] if name in self.here:
                del self.here[name]
                return 204, {}, b""
            case "GET", ["messages", name] if name in self.here or name in self.sent_ids:
                if name in self.here and self.here[name].is_held:
                    return 404, {}, _refusal("ErrorItemNotFound")
                return 200, {}, self._shown(name)
        return None

    def _needs(self, right: str) -> Answer | None:
        return None if right in self.rights else (403, {}, _refusal("ErrorAccessDenied"))

    def _make(self, body: bytes) -> Answer:
        octets = b64decode(body, validate=True)
        name = f"AAkALgDraft/{uuid.uuid4().hex}="
        given = _header(octets, "Message-ID")
        self.here[name] = Draft(
            octets, f"<{uuid.uuid4()}@exchange.example.org>" if self.renames or not given else given
        )
        self.reached("made")
        return 201, {}, self._shown(name)

    def _search(self, wanted: str) -> list[dict[str, Any]]:
        found = re.fullmatch(r"internetMessageId eq '([^']*)'", wanted)
        assert found, wanted
        drafts = [name for name, draft in self.here.items() if draft.message_id == found[1] and not draft.is_held]
        return [self._shown(name) for name in (*drafts, *(n for n, key in self.sent_ids.items() if key == found[1]))]

    def _shown(self, name: str) -> dict[str, Any]:
        key = self.here[name].message_id if name in self.here else self.sent_ids[name]
        return {"id": name, "isDraft": name in self.here, "internetMessageId": key}

    def _send(self, name: str) -> Answer:
        draft = self.here.get(name)
        if draft is None or draft.is_held:
            return 404, {}, _refusal("ErrorItemNotFound")
        if not _header(draft.octets, "To"):
            return 400, {}, _refusal("ErrorInvalidRecipients")
        self.reached("asked")
        self.taken.append(draft.octets)
        draft.is_held = True
        if not self.is_slow:
            self._file(name, draft)
        self.reached("sent")
        if self.loses:
            self.loses -= 1
            return 0, {}, b""
        return 202, {}, b""

    def _file(self, name: str, draft: Draft) -> None:
        self.sent_ids[name] = draft.message_id
        self._server.sent(name, draft.octets, datetime.now(UTC))
        del self.here[name]


def _header(octets: bytes, name: str) -> str:
    found = re.search(rb"(?im)^%s: *(.*?)\r?$" % name.encode(), octets.partition(b"\r\n\r\n")[0])
    return found[1].decode() if found else ""


def _refusal(code: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": "Anna Berg's mailbox."}}


class Halt:
    """Stops the server at a stage of the way, until whoever sends is killed."""

    def __init__(self, stage: str, passes: int = 0) -> None:
        self.here, self.killed = Event(), Event()
        self._stage, self._left = stage, passes

    def __call__(self, stage: str) -> None:
        if stage == self._stage:
            self._left -= 1
            if self._left < 0 and not self.here.is_set():
                self.here.set()
                self.killed.wait(20)

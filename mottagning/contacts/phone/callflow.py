"""A call as its events tell it, whatever order they come in and however often: a pure fold.

What has been told is a set, and of each moment the first or the last counts: so the order cannot matter, nor how often
something is told. Five desks may ring at once and each says what it saw: an answer anywhere makes the call answered,
"elsewhere" means that a colleague took it, and only a call that nobody took is missed. An end without an answer is a
missed call too, since some softphones tell no more (MicroSIP's `cmdCallEnd`); a switchboard that says of the end that
there was a conversation has told of the answer with that, unless it was the answering machine's.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

EVENTS = ("ringing", "answered", "ended", "missed", "elsewhere", "unknown")
CLEARED = "cleared"
"""The end of a conversation, where the answer itself may not have been told (cause `normalClearing`)."""
HEARD = (*EVENTS, CLEARED)
OPEN = ("ringing", "answered")
LONGEST = 200
"""Signs of an id, or of a number that is none, that an index takes."""


@dataclass(frozen=True, slots=True)
class CallState:
    """Where a call stands: which events were `told`, and when it began, was answered (first) and ended (last)."""

    told: frozenset[str] = frozenset()
    ringing_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def status(self) -> str:
        """One of `EVENTS`: what is known for sure goes before what may only have been seen from another desk."""
        if self.answered_at is not None:
            is_over = self.ended_at is not None and self.ended_at >= self.answered_at
            if CLEARED in self.told or is_over:
                return "ended"
            return "unknown" if "unknown" in self.told else "answered"
        if "elsewhere" in self.told:
            return "elsewhere"
        if "missed" in self.told:
            return "missed"
        if CLEARED in self.told:
            return "ended"
        if "ended" in self.told:
            return "missed"
        return "unknown" if "unknown" in self.told else "ringing"

    @property
    def was_spoken_on(self) -> bool:
        """Whether somebody of ours answered, here."""
        return self.answered_at is not None or self.status == "ended"


def apply(state: CallState | None, event: str, at: datetime) -> CallState:
    """The call after one more event. Applying the same event again changes nothing."""
    now = state or CallState()
    now = replace(now, told=now.told | {event})
    if event == "ringing":
        return replace(now, ringing_at=_earliest(now.ringing_at, at))
    if event == "answered":
        return replace(now, answered_at=_earliest(now.answered_at, at))
    if event in ("ended", CLEARED):
        return replace(now, ended_at=_latest(now.ended_at, at))
    return now


def short_id(call_id: str) -> str:
    """A call's id, or what stands for it when it is too long to be kept."""
    return call_id if len(call_id) <= LONGEST else sha256(call_id.encode()).hexdigest()


def _earliest(known: datetime | None, at: datetime) -> datetime:
    return at if known is None else min(known, at)


def _latest(known: datetime | None, at: datetime) -> datetime:
    return at if known is None else max(known, at)

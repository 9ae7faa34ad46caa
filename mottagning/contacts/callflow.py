"""A call as its events tell it, whatever order they come in and however often: a pure fold.

Five desks may ring at once and each says what it saw: an answer anywhere makes the call answered, "elsewhere" means
that a colleague took it, and only a call that nobody took is missed. An end without an answer is a missed call too,
since some softphones tell no more (MicroSIP's `cmdCallEnd`).
"""

from dataclasses import dataclass, replace
from datetime import datetime

EVENTS = ("ringing", "answered", "ended", "missed", "elsewhere", "unknown")
OPEN = ("ringing", "answered")


@dataclass(frozen=True, slots=True)
class CallState:
    """Where a call stands; `status` is one of `EVENTS`."""

    status: str
    ringing_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None


def apply(state: CallState | None, event: str, at: datetime) -> CallState:
    """The call after one more event. Applying the same event again changes nothing."""
    now = state or CallState("ringing")
    if event == "ringing":
        now = replace(now, ringing_at=_earliest(now.ringing_at, at))
    elif event == "answered":
        now = replace(now, answered_at=_earliest(now.answered_at, at))
    elif event == "ended":
        now = replace(now, ended_at=_latest(now.ended_at, at))
    return replace(now, status=_status(now, event, first=state is None))


def _status(state: CallState, event: str, *, first: bool) -> str:
    if state.answered_at:
        if state.ended_at and state.ended_at >= state.answered_at:
            return "ended"
        return "unknown" if event == "unknown" else "answered"
    if event == "elsewhere" or state.status == "elsewhere":
        return "elsewhere"
    if state.ended_at or event == "missed" or state.status == "missed":
        return "missed"
    if event == "unknown" or (state.status == "unknown" and not first):
        return "unknown"
    return "ringing"


def _earliest(known: datetime | None, at: datetime) -> datetime:
    return at if known is None else min(known, at)


def _latest(known: datetime | None, at: datetime) -> datetime:
    return at if known is None else max(known, at)

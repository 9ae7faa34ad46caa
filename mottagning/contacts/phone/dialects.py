"""What switchboards say of calls by HTTP, in three dialects, and what they want to hear: pure, without a database.

* `cti`: the generic CTI interface that many switchboards know from Zammad, JSON or form; `docs/administrator/` says it.
* `sipgate`: sipgate.io's push API, form. Later events come only if the new call was answered with where to send them.
* `46elks`: `voice_start` and `whenhangup` of 46elks, form. It asks where the call shall go; the hang-up tells it all.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import quoteattr

from mottagning import phones
from mottagning.contacts.phone.callflow import CLEARED, LONGEST, short_id

DIALECTS = ("cti", "sipgate", "46elks")
_MOST_FIELDS = 200
_OLDEST = timedelta(days=7)
_ANSWERING_MACHINE = "voicemail"
_IGNORED = ("dtmf", "hold", "resume", "ping")
_UNKEEPABLE = re.compile(r"[\x00\ud800-\udfff]")

Fields = Mapping[str, tuple[str, ...]]


class NotUnderstoodError(ValueError):
    """What was told is in none of the forms that the dialect has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One event of a call. `event` is one of `callflow.HEARD`; `number` is of whoever is not here, E.164 if it can be.

    `call_id` None: the call is known by its number.
    """

    event: str
    number: str | None
    withheld: bool
    call_id: str | None
    direction: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """What the switchboard gets back. `is_awaited`: the call itself waits for it, so it must come at any rate."""

    body: str = ""
    content_type: str = "text/plain"
    is_awaited: bool = False


def text_of(body: bytes) -> str:
    """What was said, without what no database keeps."""
    return _UNKEEPABLE.sub("\ufffd", body.decode("utf-8-sig", "replace"))


def fields_of(body: bytes, content_type: str) -> dict[str, tuple[str, ...]]:
    """The fields of a request, each with its values. Raises NotUnderstoodError."""
    try:
        text = text_of(body)
        if "json" in content_type.lower() or text.lstrip().startswith("{"):
            return _of_json(json.loads(text))
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except (ValueError, RecursionError):
        raise NotUnderstoodError from None
    found: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        found[name.removesuffix("[]")] = (*found.get(name.removesuffix("[]"), ()), _UNKEEPABLE.sub("\ufffd", value))
    return found


def understand(dialect: str, fields: Fields, now: datetime) -> tuple[Told, ...]:
    """The events that a request tells of; none for what is known and means nothing here.

    `now` (UTC) is when it came. Raises NotUnderstoodError.
    """
    return _of_46elks(fields, now) if dialect == "46elks" else _of_cti(fields, now)


def reply(dialect: str, fields: Fields, address: str, connect: str | None) -> Reply:
    """The answer in the dialect. `address` is where the request came in; `connect` where a call of 46elks shall go."""
    if dialect == "sipgate":
        if _event(fields) != "newcall":
            return Reply("<Response/>", "application/xml")
        where = quoteattr(address)
        body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Response onAnswer={where} onHangup={where}/>'
        return Reply(body, "application/xml", is_awaited=True)
    if dialect == "46elks" and not _is_hangup(fields):
        return Reply(json.dumps({"connect": connect, "whenhangup": address}), "application/json", is_awaited=True)
    return Reply("{}", "application/json")


def call_id_of(fields: Fields) -> str | None:
    """Which call a request is about; with it, the same request twice must be the same event."""
    said = (_first(fields, name) for name in ("origCallId", "callId", "callid", "id"))
    return next((short_id(each) for each in said if each), None)


def _of_json(document: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(document, dict) or len(document) > _MOST_FIELDS:
        raise NotUnderstoodError
    found = {}
    for name, value in document.items():
        values = value if isinstance(value, list) else [value]
        plain = tuple(str(each) for each in values[:_MOST_FIELDS] if isinstance(each, str | int | float))
        found[name.removesuffix("[]")] = tuple(_UNKEEPABLE.sub("\ufffd", each) for each in plain)
    return found


def _of_cti(fields: Fields, now: datetime) -> tuple[Told, ...]:
    kind = _event(fields)
    if kind in _IGNORED:
        return ()
    direction = _first(fields, "direction").lower() or "in"
    if direction not in ("in", "out") or "from" not in fields:
        raise NotUnderstoodError
    users = {value.strip().lower() for name in ("user", "answeringNumber") for value in fields.get(name, ())}
    by_machine = users == {_ANSWERING_MACHINE}
    origin, call = _first(fields, "origCallId"), _first(fields, "callId")
    match kind:
        case "newcall":
            event = "missed" if by_machine else "ringing"
        case "answer":
            event = "missed" if by_machine else "answered"
        case "hangup":
            event = _end(_first(fields, "cause").lower(), by_machine=by_machine, goes_on=bool(origin))
        case _:
            raise NotUnderstoodError
    at = _moment(_first(fields, "at"), now) or now
    return (_told(fields, event, origin or call, direction, at),)


def _end(cause: str, *, by_machine: bool, goes_on: bool) -> str:
    """What an end means for us. A call that is passed on without telling as which is a colleague's from then on."""
    match cause:
        case "normalclearing":
            return "missed" if by_machine else CLEARED
        case "forwarded":
            return "ringing" if goes_on else "elsewhere"
        case "answeredelsewhere":
            return "elsewhere"
    return "ended"  # busy, cancel, noAnswer, congestion, notFound: missed, unless an answer was told


def _of_46elks(fields: Fields, now: datetime) -> tuple[Told, ...]:
    direction = {"incoming": "in", "outgoing": "out"}.get(_first(fields, "direction"))
    call = _first(fields, "callid") or _first(fields, "id")
    if direction is None or not call or "from" not in fields:
        raise NotUnderstoodError
    began = _moment(_first(fields, "created"), now) or now
    ringing = _told(fields, "ringing", call, direction, began)
    if not _is_hangup(fields):
        return (ringing,)
    seconds = _seconds(_first(fields, "duration"))
    picked_up = _moment(_first(fields, "start"), now)
    ended = min(picked_up + timedelta(seconds=seconds), now) if picked_up else now
    spoken = _longest_leg(fields)
    if spoken is None:
        return (ringing, _told(fields, "missed", call, direction, max(began, ended)))
    answered = max(began, ended - timedelta(seconds=spoken))
    return (
        ringing,
        _told(fields, "answered", call, direction, answered),
        _told(fields, "ended", call, direction, max(answered, ended)),
    )


def _longest_leg(fields: Fields) -> int | None:
    """Seconds of conversation with whoever the call was connected to; None when nobody answered.

    46elks itself picks up an incoming call, so the state of the whole says nothing of us.
    """
    legs = _list(_first(fields, "legs"))
    spoken = [_seconds(str(leg.get("duration", ""))) for leg in legs if leg.get("state") == "success"]
    if spoken:
        return max(spoken)
    if any(action.get("result") == "success" for action in _list(_first(fields, "actions")) if "connect" in action):
        return _seconds(_first(fields, "duration"))
    is_ours = _first(fields, "direction") == "outgoing"
    return _seconds(_first(fields, "duration")) if is_ours and _first(fields, "state") == "success" else None


def _is_hangup(fields: Fields) -> bool:
    return any(name in fields for name in ("state", "duration", "legs"))


def _told(fields: Fields, event: str, call_id: str, direction: str, at: datetime) -> Told:
    written = _first(fields, "from" if direction == "in" else "to")
    withheld = phones.is_withheld(written)
    return Told(
        event=event,
        number=None if withheld else _number(written),
        withheld=withheld,
        call_id=short_id(call_id) or None,
        direction=direction,
        at=at,
    )


def _number(written: str) -> str:
    """The number as `phones.normalise` has it; sipgate and others leave the plus of a foreign one out."""
    digits = written.strip()
    known = phones.normalise(digits)
    if known is None and digits.isdecimal() and len(digits) >= 10 and not digits.startswith("0"):
        known = phones.normalise(f"+{digits}")
    return known or digits[:LONGEST]


def _event(fields: Fields) -> str:
    return _first(fields, "event").lower().replace("_", "")


def _first(fields: Fields, name: str) -> str:
    return next(iter(fields.get(name, ())), "").strip()


def _list(text: str) -> list[dict[str, Any]]:
    """A list of objects that is written as JSON in a field; none when it is something else."""
    try:
        found = json.loads(text) if text else []
    except (ValueError, RecursionError):
        return []
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _moment(text: str, now: datetime) -> datetime | None:
    """When something was, ISO 8601, UTC where nothing else is said.

    A clock that goes before ours tells of the future, and a promise must not wait for that: then it was now.
    """
    try:
        found = datetime.fromisoformat(text)
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return min(found, now) if found >= now - _OLDEST else None


def _seconds(text: str) -> int:
    return min(int(text), 86_400) if text.isascii() and text.isdecimal() and len(text) < 10 else 0

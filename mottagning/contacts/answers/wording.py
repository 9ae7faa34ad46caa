"""The answers that say nothing about anybody: shipped in Swedish, whatever language the window speaks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from mottagning.worktime import ZONE

_SHIPPED = Path(__file__).parents[2] / "resources" / "answers" / "sv.json"
_TIME = "{time}"
_DAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
_MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
    "december",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """An answer to choose. `is_answer`: afterwards nobody waits for one; false of a mere receipt."""

    key: str
    title: str
    text: str
    phone: str
    is_answer: bool

    @property
    def takes_time(self) -> bool:
        """Whether it gives the time of something that is booked."""
        return _TIME in self.text


@cache
def templates() -> Sequence[Template]:
    """What may be chosen, the likeliest first."""
    return tuple(
        Template(
            key=each["key"],
            title=each["title"],
            text=each["text"],
            phone=each.get("phone", ""),
            is_answer=each["is_answer"],
        )
        for each in _shipped()["answers"]
    )


def subject() -> str:
    """The subject of every answer: the sender's own may hold private words, and goes nowhere."""
    said: str = _shipped()["subject"]
    return said


def filled(template: Template, *, phone: str = "", signature: str = "", at: datetime | None = None) -> str:
    """The text of a template; a time that is not known yet stays a place to write it in."""
    text = template.text if at is None else template.text.replace(_TIME, _time(at))
    if template.phone and phone:
        text = f"{text} {template.phone.replace('{phone}', phone)}"
    return f"{text}\n\n{closing(signature)}"


def closing(signature: str) -> str:
    """What every answer ends with."""
    return f"{_shipped()['no_secrets']}\n\n{signature.strip()}".strip()


def _time(at: datetime) -> str:
    local = at.astimezone(ZONE)
    return f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]} kl. {local:%H.%M}"


@cache
def _shipped() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(_SHIPPED.read_text(encoding="utf-8"))
    return document

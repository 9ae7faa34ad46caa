"""A routine for a kind of contact: what to do, to say and to write, and which one fits the contact at hand. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from mottagning.errors import Trouble
from mottagning.folding import fold
from mottagning.texts import N_

_SHIPPED = Path(__file__).parents[1] / "resources" / "routines" / "sv.json"
MOST_STEPS = 9
"""As many as there are figures to tick them by."""
_WHOLE_WORD = 4
"""Letters: so short a keyword is a word of its own, so that “hot” does not find a hotel; a longer one may go on."""
_LONGEST = 20_000

Sign = Literal["concern", "missed"]
SIGNS: tuple[Sign, ...] = ("concern", "missed")
"""What a contact may be known as: a report of concern about a child, marked or possible; a call that was missed."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do; with `required` a contact is not quite right without it."""

    text: str
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Routine:
    """A checklist with its texts. `version` 0: as the program has it.

    `due` says until when; `say` is said aloud, `note` and `answer` are put into the note and the answer. `elsewhere`
    are keys of the list of who does what. The rest says when it applies: nothing said is no condition.
    """

    key: str = ""
    title: str
    due: str = ""
    steps: tuple[Step, ...] = ()
    say: tuple[str, ...] = ()
    note: str = ""
    answer: str = ""
    elsewhere: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    callers: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    version: int = 0

    def left(self, done: Iterable[int]) -> int:
        """How many of the steps that are required have not been done; `done` are places from 0."""
        known = set(done)
        return sum(step.required and place not in known for place, step in enumerate(self.steps))


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What is known of a contact: its channel and signs, who calls, the categories of its cases, and what was said."""

    channel: str
    signs: frozenset[str] = frozenset()
    caller: str | None = None
    categories: frozenset[str] = frozenset()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Fit:
    """A routine that may apply, and why: its signs that the contact has, its words that were said, who calls."""

    routine: Routine
    signs: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    caller: str | None = None

    @property
    def weight(self) -> int:
        """How much speaks for it: what the contact is known as before what was said, and that before who calls.

        Several words that were said together say more than one, and more than three keywords no more than three.
        """
        said = sorted((15 if " " in word else 10 for word in self.words), reverse=True)[:3]
        return 100 * ("concern" in self.signs) + sum(said) + 6 * bool(self.caller) + bool(self.signs)


def fitting(routines: Iterable[Routine], occasion: Occasion) -> tuple[Fit, ...]:
    """The routines that something speaks for, the likeliest first; what holds for everything fits nothing by itself."""
    text = fold(occasion.text[:_LONGEST])
    found = [fit for routine in routines if (fit := _fit(routine, occasion, text)) is not None]
    return tuple(sorted(found, key=lambda fit: -fit.weight))


def _fit(routine: Routine, occasion: Occasion, text: str) -> Fit | None:
    if routine.channels and occasion.channel not in routine.channels:
        return None
    if routine.categories and occasion.categories and occasion.categories.isdisjoint(routine.categories):
        return None
    fit = Fit(
        routine,
        tuple(sign for sign in routine.signs if sign in occasion.signs),
        tuple(word for word in routine.keywords if _pattern(word).search(text)),
        occasion.caller if occasion.caller in routine.callers else None,
    )
    return fit if fit.weight else None


@cache
def _pattern(keyword: str) -> re.Pattern[str]:
    """Where a keyword stands at the beginning of a word; its spaces are any."""
    said = r"\s+".join(map(re.escape, fold(keyword).split()))
    return re.compile(rf"\b{said}\b" if len(keyword) <= _WHOLE_WORD else rf"\b{said}")


def carried(before: Routine, done: Iterable[int], after: Routine) -> tuple[int, ...]:
    """What has been done of a routine, as places in another wording of it: steps that read the same."""
    said = {before.steps[place].text for place in done}
    return tuple(place for place, step in enumerate(after.steps) if step.text in said)


@cache
def shipped() -> tuple[Routine, ...]:
    """What the program comes with, in its order."""
    return tuple(_made(each["key"], each, 0) for each in json.loads(_SHIPPED.read_text("utf-8")))


def from_document(key: str, document: str, version: int) -> Routine:
    """A routine as it was stored."""
    return _made(key, json.loads(document), version)


def to_document(routine: Routine) -> str:
    """What is stored of a routine."""
    said = {name: value for name, value in asdict(routine).items() if name not in ("key", "version")}
    return json.dumps(said, ensure_ascii=False)


def _made(key: str, said: dict[str, Any], version: int) -> Routine:
    """What a document says; a name that this program does not know (of a newer one) is passed over."""
    known = set(Routine.__dataclass_fields__) - {"key", "version"}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in said.items() if name in known
    }
    values["steps"] = tuple(Step(each["text"], each.get("required", False)) for each in said.get("steps", ()))
    return Routine(key=key, version=version, **values)


def checked(routine: Routine) -> Routine:
    """The routine with its texts tidied; Trouble when it cannot be so."""
    steps = tuple(Step(_tidy(step.text), step.required) for step in routine.steps if _tidy(step.text))
    title = _tidy(routine.title)
    if not title or not steps:
        raise Trouble(N_("A routine needs a title and at least one step."))
    if len(steps) > MOST_STEPS:
        raise Trouble(
            N_("That is {n} steps. A routine has at most {most}, so that each can be ticked by a figure."),
            n=len(steps),
            most=MOST_STEPS,
        )
    return replace(
        routine,
        title=title,
        due=_tidy(routine.due),
        steps=steps,
        say=_tidied(routine.say),
        note=routine.note.strip(),
        answer=routine.answer.strip(),
        keywords=_tidied(routine.keywords),
    )


def _tidied(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(_tidy, texts))))


def _tidy(text: str) -> str:
    return " ".join(text.split())

"""Who does what outside the reception, and the emergency cards: the team lead keeps them, everybody finds them at once.

The program comes with texts of its own. What the lead has changed lies over them, each earlier wording is kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar
from uuid import uuid4

from mottagning import phones
from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.folding import fold
from mottagning.people.roles import require_lead
from mottagning.people.tables import GuideRow, GuideVersion
from mottagning.texts import N_

_SHIPPED = Path(__file__).parents[1] / "resources" / "guide" / "sv.json"
_EXAMPLES = ("+467017406", "+468465004", "+464062804")
"""Numbers set aside for invented people (PTS): nobody answers them, so they must be seen to be examples."""
_NUMBER = re.compile(r"(.*?)(?:^|[\s:])(\+?\d[\d -]*)")
MOST_STEPS = 8
"""Who reads an emergency card has no time for more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A unit, an authority or a line to ring: what it does, and how to reach it. `version` 0: as the program has it."""

    key: str = ""
    group: str = ""
    name: str
    does: str = ""
    phone: str = ""
    email: str = ""
    hours: str = ""
    keywords: tuple[str, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class Number:
    """Whom to ring."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyCard:
    """What to do when there is no time to think: short steps, and numbers."""

    key: str = ""
    title: str
    steps: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()
    keywords: tuple[str, ...] = ()
    version: int = 0


Item = Entry | EmergencyCard
I = TypeVar("I", Entry, EmergencyCard)  # noqa: E741 - the item
Kind = Literal["unit", "emergency"]


@dataclass(frozen=True, slots=True)
class Guide:
    """All of it: the units by group, the cards; each in the order of the program, and what the unit added last."""

    entries: tuple[Entry, ...]
    cards: tuple[EmergencyCard, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """How something read from `at` (UTC) on, and who wrote it; `removed`: from then on it was not there."""

    item: Item
    at: datetime
    by: int | None
    removed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveGuide(Command):
    """Let it read like this; `item.version` is the one looked at. Without a key it is new; or take it away."""

    item: Item = field(repr=False)
    removed: bool = False


@handles
def save_guide(turn: Turn, command: SaveGuide) -> None:
    """Keep a unit or a card. Team leads only; Trouble on what cannot be, Conflict when somebody else was first.

    Saving what is already so changes nothing. `undo` brings back what was.
    """
    require_lead(turn)
    item = _checked(command.item) if not command.removed else command.item
    kind = _kind(item)
    row = GuideRow.get_or_none((GuideRow.kind == kind) & (GuideRow.key == item.key)) if item.key else None
    shipped = {each.key: each for each in _shipped(kind)}.get(item.key)
    before: Item | None = _item(kind, row.key, row.document, row.version) if row else shipped
    was_removed = bool(row.removed) if row else False
    if (item, command.removed) == (before, was_removed) or (before is None and command.removed):
        return
    item = replace(item, key=item.key or uuid4().hex)
    document = _document(item)
    if row is None:
        row = GuideRow.create(kind=kind, key=item.key, document=document, removed=command.removed)
    else:
        turn.update(row, item.version, document=document, removed=command.removed)
    GuideVersion.insert(
        guide_id=row.id, version=row.version, document=document, removed=command.removed, at=turn.at, by_id=turn.by
    ).execute()
    turn.touch("setting")
    turn.created["guide"] = row.id
    turn.audit("removed" if command.removed else "changed", "guide", row.id, what=kind, version=row.version)
    back = replace(item if before is None else before, version=row.version)
    turn.undo = SaveGuide(by=turn.by, item=back, removed=before is None or was_removed)


def load(database: Database) -> Guide:
    """What the reception can look up now."""
    with database.reading():
        return _guide(list(GuideRow.select()))


def shipped() -> Guide:
    """What the program came with."""
    return _guide([])


def _guide(rows: list[Any]) -> Guide:
    found: dict[Kind, dict[str, Item]] = {kind: {each.key: each for each in _shipped(kind)} for kind in _KINDS}
    for row in rows:
        kind: Kind = row.kind
        found[kind].pop(row.key, None) if row.removed else found[kind].update(
            {row.key: _item(kind, row.key, row.document, row.version)}
        )
    entries = [item for item in found["unit"].values() if isinstance(item, Entry)]
    cards = [item for item in found["emergency"].values() if isinstance(item, EmergencyCard)]
    groups = list(dict.fromkeys(entry.group for entry in entries))
    entries.sort(key=lambda entry: groups.index(entry.group))
    return Guide(tuple(entries), tuple(cards))


def wordings(database: Database, item: Item) -> tuple[Wording, ...]:
    """Every wording that the unit has given it, the newest first; not the one that the program came with."""
    kind = _kind(item)
    with database.reading():
        row = GuideRow.get_or_none((GuideRow.kind == kind) & (GuideRow.key == item.key))
        if row is None:
            return ()
        kept = GuideVersion.select().where(GuideVersion.guide_id == row.id).order_by(GuideVersion.version.desc())
        return tuple(
            Wording(_item(kind, row.key, each.document, each.version), each.at, each.by_id, each.removed)
            for each in kept
        )


def as_shipped(item: Item) -> Item | None:
    """The wording that the program came with, to be saved over `item`; None for what the unit has added itself."""
    found = next((each for each in _shipped(_kind(item)) if each.key == item.key), None)
    return None if found is None else replace(found, version=item.version)


def find(items: Iterable[I], text: str) -> tuple[I, ...]:
    """The items with every word of `text` (its beginning is enough), by name first, then by what it is about.

    A number is found by its digits.
    """
    words = fold(text).split()
    digits = "".join(sign for sign in text if sign.isdigit())
    ranked = []
    for place, item in enumerate(items):
        if len(digits) >= 3 and any(_digits(phone).startswith(digits) for phone in _phones(item)):
            ranked.append((0, place, item))
        elif words and (rank := _rank(item, words)) is not None:
            ranked.append((rank, place, item))
    return tuple(item for _, _, item in sorted(ranked, key=lambda each: each[:2]))


def read_number(line: str) -> Number:
    """A number out of a line such as "Police 114 14"; without one its phone is ""."""
    found = _NUMBER.fullmatch(line.strip())
    return Number(found[1].strip(" :,"), found[2].strip()) if found else Number(_tidy(line), "")


def is_example(phone: str) -> bool:
    """Whether a number is one that the program came with to show where the unit's own belongs."""
    number = phones.normalise(phone) or ""
    return number.startswith(_EXAMPLES)


def has_example(item: Item) -> bool:
    """Whether any number of it is only an example."""
    return any(map(is_example, _phones(item)))


def _rank(item: Item, words: list[str]) -> int | None:
    """0: all in the name; 1: in what one may call it; 2: in what they do; None: not all are there.

    The steps of an emergency card are not searched: nearly every one of them speaks of children and of threats.
    """
    name, rest = (item.name, f"{item.does} {item.group}") if isinstance(item, Entry) else (item.title, "")
    texts = (fold(name), fold(" ".join(item.keywords)), fold(rest))
    worst = 0
    for word in words:
        place = next((place for place, said in enumerate(texts) if _has(said, word)), None)
        if place is None:
            return None
        worst = max(worst, place)
    return worst


def _has(text: str, word: str) -> bool:
    """Whether a word begins so, or (Swedish compounds) goes on so."""
    return any(part.startswith(word) for part in text.split()) or (len(word) > 3 and word in text)


def _phones(item: Item) -> tuple[str, ...]:
    return (item.phone,) if isinstance(item, Entry) else tuple(number.phone for number in item.numbers)


def _digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isdigit())


_KINDS: tuple[Kind, ...] = ("unit", "emergency")


def _kind(item: Item) -> Kind:
    return "unit" if isinstance(item, Entry) else "emergency"


@cache
def _all_shipped() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_SHIPPED.read_text("utf-8"))
    return found


def _shipped(kind: Kind) -> list[Item]:
    return [_made(kind, each["key"], each, 0) for each in _all_shipped()[kind]]


def _item(kind: Kind, key: str, document: str, version: int) -> Item:
    return _made(kind, key, json.loads(document), version)


def _made(kind: Kind, key: str, said: dict[str, Any], version: int) -> Item:
    """What a document says; a name that this program does not know (of a newer one) is passed over."""
    made = Entry if kind == "unit" else EmergencyCard
    known = {each.name for each in fields(made)} - {"key", "version"}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in said.items() if name in known
    }
    if kind == "emergency":
        values["numbers"] = tuple(Number(**number) for number in values.get("numbers", ()))
    return made(key=key, version=version, **values)


def _document(item: Item) -> str:
    said = {name: value for name, value in asdict(item).items() if name not in ("key", "version")}
    return json.dumps(said, ensure_ascii=False)


def _checked(item: Item) -> Item:
    """The item with its texts tidied; Trouble when it cannot be so."""
    keywords = tuple(dict.fromkeys(filter(None, (_tidy(word) for word in item.keywords))))
    if isinstance(item, Entry):
        said: dict[str, Any] = {
            name: _tidy(getattr(item, name)) for name in ("group", "name", "does", "phone", "email", "hours")
        }
        if not said["name"]:
            raise Trouble(N_("It needs a name. Write it as people ask for it."))
        if not said["phone"] and not said["email"] and not said["does"]:
            raise Trouble(N_("Write what they do, or how they are reached."))
        return replace(item, **said, keywords=keywords)
    steps = tuple(filter(None, map(_tidy, item.steps)))
    if not _tidy(item.title) or not steps:
        raise Trouble(N_("An emergency card needs a title and at least one step."))
    if len(steps) > MOST_STEPS:
        raise Trouble(
            N_("That is {n} steps. Nobody reads more than {most} in an emergency."), n=len(steps), most=MOST_STEPS
        )
    numbers = tuple(Number(_tidy(each.name), _tidy(each.phone)) for each in item.numbers)
    if any(not number.phone for number in numbers):
        raise Trouble(N_("A line among the numbers has no number. Write it as: Police 114 14."))
    return replace(item, title=_tidy(item.title), steps=steps, numbers=numbers, keywords=keywords)


def _tidy(text: str) -> str:
    return " ".join(text.split())

"""Whom a name in a rota means: somebody known by it in one of its forms; else those whose names are like it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from mottagning.folding import fold
from mottagning.rota.naming import short_people

_LIKE, _LIKE_GIVEN = 0.75, 0.8
_MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Somebody of the staff; `aliases` are what else she is called, at work and in other systems."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What is known of a name. `person` only when one alone can be meant; `like` are keys to choose among.

    `several`: the name is that of each of them, not only like theirs.
    """

    name: str
    person: str | None = None
    like: tuple[str, ...] = ()
    several: bool = False


def match_names(names: Iterable[str], known: Sequence[Known]) -> dict[str, Match]:
    """Each name with the one it means, or those it could mean, best first. Nothing is guessed."""
    forms: dict[str, set[str]] = defaultdict(set)
    short = short_people({person.key: person.name for person in known})
    for person in known:
        for form in (*_forms(person.name), short[person.key], person.key, *person.aliases):
            forms[_plain(form)].add(person.key)
    whole = {_plain(person.name): person.key for person in known}
    found = {}
    for name in names:
        able = {whole[_plain(name)]} if _plain(name) in whole else forms.get(_plain(name), set())
        if len(able) == 1:
            found[name] = Match(name=name, person=next(iter(able)))
        else:
            found[name] = Match(name=name, like=tuple(sorted(able)) or _like(name, known), several=bool(able))
    return found


def _forms(name: str) -> list[str]:
    """ "Anna Berg" as "Anna Berg", "Berg, Anna", "Anna", "Anna Be", "A Berg" and "AB"."""
    words = name.split()
    if len(words) < 2:
        return [name]
    first, last = words[0], words[-1]
    initials = "".join(word[0] for word in words[:3])
    return [
        name,
        f"{last}, {first}",
        f"{last} {first}",
        first,
        f"{first} {last}",
        f"{first} {last[0]}",
        f"{first} {last[:2]}",
        f"{first} {last[:3]}",
        f"{first[0]} {last}",
        f"{first}{last[0]}",
        initials,
    ]


def _plain(name: str) -> str:
    """A name as it is compared: "Anna B." is "anna b"."""
    return fold(" ".join(name.replace(".", " ").replace(",", " ").split()))


def _like(name: str, known: Sequence[Known]) -> tuple[str, ...]:
    said = _plain(name)

    def likeness(person: Known) -> float:
        whole = _plain(person.name)
        given = _ratio(said.split()[:1], whole.split()[:1])
        return max(_ratio([said], [whole]), given if given >= _LIKE_GIVEN else 0.0)

    ranked = sorted(((likeness(person), person.key) for person in known), key=lambda each: (-each[0], each[1]))
    return tuple(key for score, key in ranked[:_MOST] if score >= _LIKE)


def _ratio(one: Sequence[str], other: Sequence[str]) -> float:
    return SequenceMatcher(None, one[0], other[0]).ratio() if one and other else 0.0

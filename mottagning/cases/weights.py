"""How much a case weighs, and how much somebody can carry: points by a table that the team lead keeps.

Points = type of case × phase + extras; capacity = 150 × employment rate × experience − reception days. It is for
sharing cases out fairly, never for comparing people.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from mottagning.folding import fold
from mottagning.texts import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of case and its points; `category` and `type` are patterns (`*` is anything, "" is all).

    `name` is shown through `tr`, so that a name of one's own stays as it is.
    """

    name: str
    points: float
    category: str = ""
    type: str = ""

    def fits(self, category: str | None, type: str | None) -> bool:
        """Whether a case is of this kind; case does not matter."""
        return _is_like(category, self.category) and _is_like(type, self.type)


@dataclass(frozen=True, slots=True)
class Extra:
    """Something that makes a case weigh more by so many points, in whatever phase; `name` is shown through `tr`."""

    code: str
    name: str
    points: float


INTERPRETER = "interpreter"
"""The extra that a case has by itself when somebody in it needs an interpreter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The unit's table. Where a unit begins; no measure of ours: every number is there to be changed.

    `kinds`: the first that fits counts. `phases` are factors by stage, 1 for one that is not there. `full_time` points
    are what somebody experienced carries who works full time, `reception_day` what a day in reception takes of them:
    150 points for four weeks of five days make 7.5 a day. `novice` is the share of somebody new, `experience` that of
    single people by their ids. `version` is the one read from the database; 0 for the table shipped.
    """

    kinds: tuple[Kind, ...] = (
        Kind(name=N_("Children and young people"), category="child", points=12),
        Kind(name="LSS", category="lss", points=6),
        Kind(name=N_("Transport service"), category="transport", points=2),
        Kind(name="SoL", category="sol", points=5),
        Kind(name=N_("Other cases"), points=4),
    )
    phases: Mapping[str, float] = field(
        default_factory=lambda: {
            "received": 0.5,
            "investigation": 1,
            "decision": 0.8,
            "execution": 0.4,
            "follow_up": 0.3,
        }
    )
    extras: tuple[Extra, ...] = (
        Extra(INTERPRETER, N_("Interpreter"), 1.5),
        Extra("siblings", N_("Siblings"), 2),
        Extra("travel", N_("Long journeys"), 1.5),
        Extra("threat", N_("Threats or violence"), 2),
        Extra("many_parties", N_("Many to work with"), 1),
    )
    full_time: float = 150
    reception_day: float = 7.5
    novice: float = 0.6
    experience: Mapping[int, float] = field(default_factory=dict)
    version: int = 0

    def points(
        self,
        category: str | None,
        type: str | None,
        stage: str,
        extras: Collection[str] = (),
        told: float | None = None,
    ) -> float:
        """The points of an open case; `told` is the weight that the feed gives, which goes before the table."""
        if told is not None:
            return told
        kind = next((each.points for each in self.kinds if each.fits(category, type)), 0.0)
        return kind * self.phases.get(stage, 1.0) + sum(each.points for each in self.extras if each.code in extras)

    def capacity(self, rate: float, experience: float, reception_days: float) -> float:
        """The points that somebody can carry; `rate` in percent, `experience` 1 for a full share; never below 0."""
        return max(0.0, self.full_time * rate / 100 * experience - self.reception_day * reception_days)

    def experience_of(self, person: int, is_novice: bool) -> float:
        """Her share: what is said of her, else that of somebody new, else 1."""
        return self.experience.get(person, self.novice if is_novice else 1.0)


def _is_like(value: str | None, pattern: str) -> bool:
    return not pattern or fnmatchcase(fold(value or ""), fold(pattern))

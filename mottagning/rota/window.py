"""What the solver is asked: some weeks of a rota, what stands around them, and what everything costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mottagning.rota.entitlement import Ledger
from mottagning.rota.model import Shift
from mottagning.rota.rules import Roster

# Found by benchmarks/rota.py: what each costs at regular gaps, and at even weekdays.
_WEEKDAY, _GAP, _CURVE, _TARGET = (1, 60), (50, 30), (150, 200), (1500, 800)
_HALFWAY = 0.5


def _between(regular: int, even: int, evenness: float) -> int:
    """In equal ratios, so that each step of the slider does about as much as the last."""
    cost: float = regular ** (1 - evenness) * even**evenness
    return round(cost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What one unit of each thing costs; what comes first goes before what follows.

    Together `weekday`, `gap`, `curve` and `target` are the slider between even weekdays and regular gaps: see `at`.
    """

    unfilled: int = 200_000
    change: int = 6_000
    target: int = 800
    curve: int = 200
    weekday: int = 60
    wish: int = 40
    mentor: int = 35
    gap: int = 30
    # A turn sooner than the first part of the ideal gap, or later than the second, counts as irregular.
    gaps: tuple[float, float] = (0.85, 1.3)
    gaps_first: bool = False
    """Whether gaps go before weekdays, so that they are worth a search of their own."""

    @classmethod
    def at(cls, evenness: float) -> "Weights":
        """The weights of a place on the slider: 0 is as regular gaps as can be, 1 as even weekdays and posts.

        What somebody is due by the end of each week (`curve`) costs less towards regular gaps: it pulls turns out of
        their rhythm. What she is due at the end of the period (`target`) costs more, for rhythm would pull at it.
        """
        return cls(
            weekday=_between(*_WEEKDAY, evenness),
            gap=_between(*_GAP, evenness),
            curve=_between(*_CURVE, evenness),
            target=_between(*_TARGET, evenness),
            gaps_first=evenness < _HALFWAY,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What is to be decided: the empty posts of `days` in `roster`, whose shifts stand.

    `hint` is a rota for those posts that keeps every hard rule; `wanted` are shifts that cost if they go elsewhere;
    `goals` are each person's whole turns in the ledger's period, with what stands after `days`.
    """

    roster: Roster
    ledger: Ledger
    days: Sequence[date]
    hint: Sequence[Shift]
    wanted: frozenset[Shift] = frozenset()
    goals: Mapping[str, int] | None = None
    posts_inside: bool = False

"""What the solver is asked: some weeks of a rota, what stands around them, and what everything costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mottagning.rota.entitlement import Ledger
from mottagning.rota.model import Shift
from mottagning.rota.rules import Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What one unit of each thing costs; what comes first goes before what follows.

    Together `weekday` and `gap` are the slider between even weekdays and regular gaps.
    """

    unfilled: int = 200_000
    change: int = 6_000
    target: int = 800
    curve: int = 200
    weekday: int = 60
    wish: int = 40
    mentor: int = 35
    gap: int = 30
    # A turn sooner than this part of the ideal gap, or later than that, counts as irregular.
    shortest_gap: float = 0.85
    longest_gap: float = 1.3


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

"""The unit's goals, those shipped, and what a figure means beside one: reached, on the way, further off, or too few."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mottagning.measures.catalogue import Better, kind
from mottagning.measures.counting import Measure
from mottagning.measures.periods import Period
from mottagning.texts import N_

FEWEST = 10
"""Below this a share moves ten percent for each single case: nothing can be said."""


@dataclass(frozen=True, slots=True)
class Level:
    """What others reach, to be shown beside the unit's own figure; the name is shown through `tr`."""

    name: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A measure on the goal board, by its name in the catalogue ("handling_p80/sol" too), in the place it has there.

    `target` None: it is followed, and nothing is aimed at. `period` is what the target is for.
    """

    measure: str
    target: float | None = None
    period: Period = "month"
    levels: tuple[Level, ...] = ()
    is_shown: bool = True

    @property
    def unit(self) -> str:
        """What target and levels are counted in."""
        return kind(self.measure).unit

    @property
    def better(self) -> Better:
        """Which way is better, "" where neither is."""
        return kind(self.measure).better


_KKIK_MAIL = (Level(N_("Swedish municipalities 2018 (KKiK)"), 80),)
_KKIK_SOLVED = (Level(N_("Swedish municipalities 2018 (KKiK)"), 53), Level(N_("the best municipality (KKiK)"), 94))
_SKR_PHONE, _SKR_MAIL, _SKR_BEST = N_("SKR 2024, phone"), N_("SKR 2024, e-mail"), N_("the best municipality (SKR)")
_EASE = (Level(_SKR_PHONE, 74.9), Level(_SKR_MAIL, 80.2), Level(_SKR_BEST, 89.9))
_KINDNESS = (Level(_SKR_PHONE, 83.8), Level(_SKR_BEST, 92.1))
_MALMO = N_("Malmö, Södra innerstaden 2012")

DEFAULT_GOALS: tuple[Goal, ...] = (
    # What these three aim at is part of the unit's settings, where the rota and the desk ask for it too.
    Goal(measure="calls_answered", target=90),
    Goal(measure="calls_abandoned", target=10),
    Goal(measure="wait_p90", target=180),
    Goal(measure="queue_p80"),
    # What is promised is promised to everybody.
    Goal(measure="callbacks_in_time", target=100),
    Goal(measure="mail_in_time", target=100, levels=_KKIK_MAIL),
    Goal(measure="mail_answered_in_time", target=100, levels=_KKIK_MAIL),
    Goal(measure="solved_at_desk", levels=_KKIK_SOLVED),
    # What a law says is to be kept each time.
    Goal(measure="deadlines_kept", target=100),
    Goal(measure="opened_in_time", target=100, period="quarter"),
    Goal(measure="closed_in_time", target=100, period="quarter"),
    Goal(measure="handling_p80", period="quarter"),
    Goal(measure="help_median", period="quarter", levels=(Level(_MALMO, 10),)),
    Goal(measure="child_in_4_months", target=100, period="quarter"),
    Goal(measure="child_in_120_days", period="quarter"),
    Goal(measure="child_median", period="quarter", levels=(Level(_MALMO, 105), Level(N_("120 days"), 120))),
    Goal(measure="concerns_with_case", target=100, period="quarter"),
    Goal(measure="rota_covered", target=100),
    Goal(measure="interruptions_per_hour"),
    Goal(measure="desk_hours_week", is_shown=False),
    Goal(measure="after_hours", is_shown=False),
    # By the names of the questions that the program comes with.
    Goal(measure="survey/Lätt att nå", period="quarter", levels=_EASE),
    Goal(measure="survey/Bemötande", period="quarter", levels=_KINDNESS),
    Goal(measure="survey/Tydligt svar", period="quarter", levels=(Level(_SKR_MAIL, 83.6),)),
    Goal(measure="survey_right_help", period="quarter"),
)
"""What domain.md says ("Levels to measure against"); the team lead edits a copy of them."""


def targets(goals: tuple[Goal, ...]) -> Mapping[str, float]:
    """What is aimed at, by measure; not of measures without a target."""
    return {goal.measure: goal.target for goal in goals if goal.target is not None}


def judge(now: Measure, before: Measure | None) -> str:
    """reached, nearer, further, missed (not reached, and nobody knows which way it goes), few, nothing, or "".

    "few" is fewer than `FEWEST`, of which chance decides; "nothing" is none at all; "" is without a target.

    `before` is the same measure of the period before.
    """
    if now.target is None:
        return ""
    if not now.n:
        return "nothing"
    if now.value is None or now.n < FEWEST:
        return "few"
    if _distance(now, now.value) <= 0:
        return "reached"
    if before is None or before.value is None or before.n < FEWEST or before.value == now.value:
        return "missed"
    return "nearer" if _distance(now, now.value) < _distance(now, before.value) else "further"


def _distance(measure: Measure, value: float) -> float:
    """How far `value` is on the wrong side of the target; nothing or less when it is reached."""
    assert measure.target is not None
    off = value - measure.target
    return off if kind(measure.name).better == "lower" else -off

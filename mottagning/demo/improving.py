"""What the clients of the invented unit answered in the last months, and what it changed in how it works."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

from mottagning.db import Database
from mottagning.measures.improvements import Improvement, KeepImprovement, keep_improvement
from mottagning.measures.questions import EFFECT, NO, PARTLY, YES
from mottagning.measures.surveyindex import SCALE
from mottagning.measures.surveys import CountAnswers, Response, Way, count_answers, monday
from mottagning.worktime import ZONE

_WEEKS = 26
_A_WEEK = (14, 24)
_WEIGHTS = {"ease": (4, 8, 20, 38, 30), "kindness": (1, 3, 9, 30, 57), "listening": (2, 4, 14, 36, 44),
            "clarity": (2, 6, 16, 38, 38), "time": (7, 13, 25, 33, 22)}  # fmt: skip
"""How often each of 1–5 is answered, in percent, before anything was changed."""
_BETTER = 10
"""Weeks ago from when it is easier to get through and takes less time."""
_CHANNELS = (("phone", 70), ("mail", 22), ("visit", 8))
_HELP = (("sol", 48), ("lss", 20), ("transport", 22), ("child", 10))
_EFFECT = {"sol": (8, 22, 70), "lss": (10, 25, 65), "transport": (6, 12, 82), "child": (16, 34, 50)}
"""No, in part and yes, by kind of help."""
_CHANGES = (
    (10, None, "Telefontiden är dubblerad: 8–12 och 13–16", ("calls_answered", "calls_abandoned", "wait_p90"), "kl",
     "Färre ger upp. Måndagar mellan 8 och 9 är fortfarande för trånga."),
    (4, 7, "Obesvarade samtal rings upp i två pass, 10.30 och 15", ("callbacks_in_time",), "ab", ""),
    (2, 21, "Färdiga svar för färdtjänst, så att e-post besvaras samma dag", ("mail_in_time", "mail_answered_in_time"),
     "sd", ""),
)  # fmt: skip
"""Weeks ago, days from today until it is followed up (None: it was), what, of which goals, by whom, what was learnt."""


def enter(database: Database, seed: int, today: date, people: dict[str, int]) -> None:
    """Inside the making of the demo."""
    rng = random.Random(seed)
    at = datetime.combine(today, time(7), ZONE).astimezone(UTC)
    weeks = [monday(today) - timedelta(weeks=number) for number in range(_WEEKS, 0, -1)]
    responses = [_response(rng, week, weeks) for week in weeks for _ in range(rng.randint(*_A_WEEK))]
    count_answers(database, CountAnswers(by=None, at=at, responses=tuple(responses)))
    for ago, follow_up, title, goals, owner, learnt in _CHANGES:
        kept = Improvement(
            title=title,
            about=goals,
            owner=people[owner],
            made_on=monday(today) - timedelta(weeks=ago),
            follow_up=None if follow_up is None else today + timedelta(days=follow_up),
            learnt=learnt,
        )
        keep_improvement(database, KeepImprovement(by=None, at=at, improvement=kept))


def _response(rng: random.Random, week: date, weeks: list[date]) -> Response:
    is_better = week >= weeks[-_BETTER]
    answers = [(key, _answer(rng, weights, is_better)) for key, weights in _WEIGHTS.items() if rng.random() < 0.94]
    category = _one_of(rng, _HELP)
    if rng.random() < 0.8:
        answers.append((EFFECT, rng.choices((NO, PARTLY, YES), _EFFECT[category])[0]))
    way: Way = "card" if rng.random() < 0.25 else "form"
    return Response(week=week, way=way, channel=_one_of(rng, _CHANNELS), category=category, answers=tuple(answers))


def _answer(rng: random.Random, weights: tuple[int, ...], is_better: bool) -> int:
    return rng.choices(
        SCALE, [weight * (answer if is_better else 2) for answer, weight in zip(SCALE, weights, strict=True)]
    )[0]


def _one_of(rng: random.Random, shares: tuple[tuple[str, int], ...]) -> str:
    return rng.choices([name for name, _ in shares], [share for _, share in shares])[0]

"""Invented parties beside those of the case list: guardians, schools that wait for an answer, consents, a threat."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from mottagning.cases.consents import NoteConsent, note_consent
from mottagning.cases.entries import PartyDetails, SaveParty, save_party
from mottagning.cases.feedback import AskFeedback, GiveFeedback, ask_feedback, give_feedback
from mottagning.db import Database
from mottagning.demo import cast
from mottagning.demo.caselist import DemoCase
from mottagning.worktime import ZONE

_SCHOOLS = ("Björkskolan", "Ekskolan", "Lindskolan", "Strandskolan")
_LANGUAGES = ("Somali", "Arabic", "Dari", "Ukrainian")
_CHILDREN, _OTHERS = 12, 8


def enter(database: Database, seed: int, cases: list[tuple[int, DemoCase]], today: date, by: int) -> None:
    """Enter them in the first open cases about children, and in some others; nobody in a protected one."""
    rng = random.Random(f"{seed} parties")
    is_open = [(case_id, case) for case_id, case in cases if case.closed is None and not case.protected]
    children = [case_id for case_id, case in is_open if case.category == "child"][:_CHILDREN]
    others = [case_id for case_id, case in is_open if case.category != "child"][:_OTHERS]
    entering = _Entering(database, rng, today, by)
    for number, case_id in enumerate(children):
        entering.child(case_id, number)
    for number, case_id in enumerate(others):
        entering.other(case_id, number)


class _Entering:
    def __init__(self, database: Database, rng: random.Random, today: date, by: int) -> None:
        self._database = database
        self._rng = rng
        self._today = today
        self._by = by

    def child(self, case: int, number: int) -> None:
        """Guardians, and every other time a school that has reported and wants to know what came of it."""
        surname = self._rng.choice(cast.LAST_NAMES)
        for _ in range(2 - number % 2):
            self._party(case, role="guardian", name=f"{self._rng.choice(cast.FIRST_NAMES)} {surname}")
        if number % 4 == 1:
            limits, threat = "var barnet bor", "Möt alltid två och två, i rum 3 med larm"
            name = f"{self._rng.choice(cast.FIRST_NAMES)} {surname}"
            self._party(case, role="guardian", name=name, tell="nothing", limits=limits, threat=threat)
        if number % 2 == 0:
            school = self._party(case, role="notifier", notifier="school", name=_SCHOOLS[number // 2 % len(_SCHOOLS)])
            self._feedback(school, number)

    def other(self, case: int, number: int) -> None:
        """An interpreter, or a relative and what may be told to her."""
        if number % 2:
            language = _LANGUAGES[number // 2 % len(_LANGUAGES)]
            self._party(case, role="client", of_feed=True, interpreter=True, language=language)
            return
        name = f"{self._rng.choice(cast.FIRST_NAMES)} {self._rng.choice(cast.LAST_NAMES)}"
        relative = self._party(case, role="relative", name=name)
        given = self._today - timedelta(days=20 + number)
        note_consent(
            self._database,
            NoteConsent(**self._said(given), entry=relative, given_on=given, what="hemtjänstens tider, inte ekonomi"),
        )

    def _feedback(self, school: int, number: int) -> None:
        asked = self._today - timedelta(days=number)
        noted = ask_feedback(self._database, AskFeedback(**self._said(asked), entry=school, on=asked))
        if number % 6 == 4:
            told = GiveFeedback(
                **self._said(self._today),
                feedback=noted.created["feedback"],
                version=1,
                on=self._today,
                answer="opened",
            )
            give_feedback(self._database, told)

    def _party(self, case: int, **details: Any) -> int:
        entered = self._today - timedelta(days=25)
        command = SaveParty(**self._said(entered), case=case, details=PartyDetails(**details))
        return save_party(self._database, command).created["party"]

    def _said(self, day: date) -> dict[str, Any]:
        return {"by": self._by, "at": datetime.combine(day, time(8, 30), ZONE).astimezone(UTC)}

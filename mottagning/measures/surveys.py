"""Answers to surveys: counted when they come in, and what they come to for a period, by channel and by kind of help.

An answer is kept as a count for its week, channel and kind of help, apart from contact, case and person, and apart from
the other answers of the same person: so there is nothing to trace, and nothing to dispose of.
"""

from __future__ import annotations

import functools
import hmac
import operator
import secrets
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, get_args

from mottagning.command import Command, Turn, handles
from mottagning.db import Database, peewee
from mottagning.errors import Trouble
from mottagning.insertion import add_many
from mottagning.measures.counting import Measure
from mottagning.measures.periods import Span
from mottagning.measures.questions import EFFECT, EFFECTS, YES, Survey, load_survey, measure_name
from mottagning.measures.surveyindex import FEWEST, SCALE, Estimate, index, share
from mottagning.measures.tables import SurveySeen, SurveyTally
from mottagning.measures.withholding import safe
from mottagning.people.roles import require_lead
from mottagning.texts import N_

Way = Literal["form", "card", "file"]
CHANNELS = ("phone", "mail", "visit", "letter")
HELPED = "survey_right_help"
"""The measure of the share that got the right help: in all, and with its category after "/" by kind of help."""
_BY_THE_HUNDRED = 200
_SEEN_KEY = "surveys_seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What one person answered: `answers` by the key of the question. "" for a channel or category nobody said.

    `week` is its Monday. `digest` tells a row of a file from every other; "" for what was answered here.
    """

    week: date
    way: Way
    channel: str = ""
    category: str = ""
    answers: tuple[tuple[str, int], ...]
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountAnswers(Command):
    """Count these. What was answered at the desk comes with nobody for `by`: who noted it would point at whom."""

    responses: tuple[Response, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UncountAnswers(Command):
    """Take back what was counted: the same responses."""

    responses: tuple[Response, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often an answer was given to a question in a week."""

    week: date
    channel: str
    category: str
    question: str
    answer: int
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Whether people got the right help, of one category ("" for those of whom nobody knows it).

    `yes` is the share that said so without "in part". None where fewer than `FEWEST` have answered.
    """

    category: str
    n: int
    yes: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A question's index over all channels, and by channel where enough have answered.

    `estimate` is None where fewer than `FEWEST` have answered.
    """

    key: str
    name: str
    n: int
    estimate: Estimate | None
    channels: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What the answers of a period come to; a week belongs to the period in which its Monday lies."""

    questions: tuple[Result, ...]
    effect: Effect
    by_help: tuple[Effect, ...]


LEVELS: Mapping[tuple[str, str], float] = {
    ("kindness", "phone"): 83.8,
    ("ease", "phone"): 74.9,
    ("clarity", "mail"): 83.6,
    ("ease", "mail"): 80.2,
}
"""SKR's service index of 2024, by question and channel: the mean of the municipalities."""


def monday(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


@handles
def count_answers(turn: Turn, command: CountAnswers) -> None:
    """Count them; a row of a file that was counted before is passed over. Files are for team leads.

    Trouble for an answer that is none. `created["survey"]` says how many were counted.
    """
    _require(turn, command.responses)
    fresh = unseen(turn.database, command.responses)
    allowed = load_survey(turn.database).names().keys()
    for response in fresh:
        _check(response, allowed)
    _add(_counted(fresh))
    for some in _by_the_hundred(_kept_digests(turn.database, fresh)):
        add_many(SurveySeen, [{"digest": digest} for digest in some])
    _tell(turn, "survey_counted", fresh)
    turn.created["survey"] = len(fresh)
    if fresh:
        turn.undo = UncountAnswers(by=turn.by, responses=fresh)


@handles
def uncount_answers(turn: Turn, command: UncountAnswers) -> None:
    """Take the answers back; Trouble when they are not counted."""
    _require(turn, command.responses)
    for key, n in _counted(command.responses).items():
        _take(key, n)
    for some in _by_the_hundred(_kept_digests(turn.database, command.responses)):
        SurveySeen.delete().where(SurveySeen.digest.in_(some)).execute()
    _tell(turn, "survey_taken_back", command.responses)
    turn.undo = CountAnswers(by=turn.by, responses=command.responses)


def unseen(database: Database, responses: Sequence[Response]) -> tuple[Response, ...]:
    """Inside a reading or a turn: those that are not counted already."""
    key = _known_key(database)
    if key is None:
        return tuple(responses)
    kept = {each.digest: _kept(key, each.digest) for each in responses if each.digest}
    seen: set[str] = set()
    for some in _by_the_hundred(list(kept.values())):
        seen.update(row.digest for row in SurveySeen.select().where(SurveySeen.digest.in_(some)))
    return tuple(each for each in responses if kept.get(each.digest) not in seen)


def _kept_digests(database: Database, responses: Sequence[Response]) -> list[str]:
    """Inside a turn: the digests of those from files, as they are kept."""
    digests = [each.digest for each in responses if each.digest]
    if not digests:
        return []
    key = _known_key(database)
    if key is None:
        key = secrets.token_bytes(32)
        database.sql("INSERT INTO secret (name, value) VALUES (?, ?)", (_SEEN_KEY, key.hex()))
    return [_kept(key, digest) for digest in digests]


def _kept(key: bytes, digest: str) -> str:
    """Without a key that few may read, trying all answers that there are would find which belong together."""
    return hmac.digest(key, digest.encode(), "sha256").hex()


def _known_key(database: Database) -> bytes | None:
    row = database.sql("SELECT value FROM secret WHERE name = ?", (_SEEN_KEY,)).fetchone()
    return None if row is None else bytes.fromhex(row[0])


def _by_the_hundred(digests: list[str]) -> Iterator[list[str]]:
    return (digests[place : place + _BY_THE_HUNDRED] for place in range(0, len(digests), _BY_THE_HUNDRED))


def measures(database: Database, first: date, last: date) -> tuple[Measure, ...]:
    """The index of each question that is asked, and the share that got the right help, of the weeks that begin then."""
    return measure_spans(database, [(first, last)])[0]


def results(database: Database, first: date, last: date) -> Results:
    """What the answers of the weeks that begin from `first` to `last` come to."""
    with database.reading():
        survey = load_survey(database)
        found = _tallies(first, last)
    counts = _by_question(found)
    return Results(
        questions=tuple(
            Result(
                key=each.key,
                name=each.name,
                n=sum(counts[each.key].values()),
                estimate=_shown(index(counts[each.key])),
                channels=_by_channel([tally for tally in found if tally.question == each.key]),
            )
            for each in (*survey.questions, *(past for past in survey.former if counts[past.key]))
        ),
        effect=_effect("", found),
        by_help=_by_help(found),
    )


def measure_spans(database: Database, spans: Sequence[Span]) -> list[tuple[Measure, ...]]:
    """The measures of each of these periods, with one look at the counts."""
    if not spans:
        return []
    with database.reading():
        survey = load_survey(database)
        tallies = _tallies(min(first for first, _ in spans), max(last for _, last in spans))
    return [_measures(survey, [each for each in tallies if first <= each.week <= last]) for first, last in spans]


def _tallies(first: date, last: date) -> list[Tally]:
    rows = SurveyTally.select().where(SurveyTally.week.between(first, last))
    return [
        Tally(
            week=row.week,
            channel=row.channel,
            category=row.category,
            question=row.question,
            answer=row.answer,
            n=row.n,
        )
        for row in rows
    ]


def _measures(survey: Survey, tallies: Sequence[Tally]) -> tuple[Measure, ...]:
    """Named as the catalogue has it: what a figure is of stands after the "/"."""
    counts = _by_question(tallies)
    asked = [_measure(measure_name(each.name), index(counts[each.key]), "index") for each in survey.questions]
    helped = [
        _measure(f"{HELPED}/{each.category}", each.yes, "percent")
        for each in _by_help(tallies)
        if each.yes and each.category
    ]
    return (*asked, _measure(HELPED, _yes(counts[EFFECT]), "percent"), *helped)


def _by_question(tallies: Iterable[Tally]) -> dict[str, Counter[int]]:
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for each in tallies:
        found[each.question][each.answer] += each.n
    return found


def _by_channel(tallies: Sequence[Tally]) -> dict[str, Estimate]:
    """The index by channel, of those in which enough have answered."""
    counts = {channel: Counter[int]() for channel in CHANNELS}
    for each in tallies:
        if each.channel:
            counts[each.channel][each.answer] += each.n
    shown = safe({channel: sum(given.values()) for channel, given in counts.items()}, sum(each.n for each in tallies))
    found = {channel: index(given) for channel, given in counts.items() if channel in shown}
    return {channel: estimate for channel, estimate in found.items() if estimate is not None}


def _effect(category: str, tallies: Iterable[Tally]) -> Effect:
    counts = _by_question(tallies)[EFFECT]
    return Effect(category=category, n=sum(counts.values()), yes=_shown(_yes(counts)))


def _by_help(tallies: Iterable[Tally]) -> tuple[Effect, ...]:
    """By category; those of whom nobody knows it last, and only where they were asked."""
    by_category: dict[str, list[Tally]] = defaultdict(list)
    for each in tallies:
        if each.question == EFFECT:
            by_category[each.category].append(each)
    ordered = sorted(by_category, key=lambda category: (not category, category))
    found = [_effect(category, by_category[category]) for category in ordered]
    shown = safe({each.category: each.n for each in found}, sum(each.n for each in found))
    return tuple(each if each.category in shown else replace(each, yes=None) for each in found)


def _yes(counts: Mapping[int, int]) -> Estimate | None:
    return share(counts.get(YES, 0), sum(counts.values()))


def _shown(estimate: Estimate | None) -> Estimate | None:
    return estimate if estimate is not None and estimate.n >= FEWEST else None


def _measure(name: str, estimate: Estimate | None, unit: str) -> Measure:
    if estimate is None:
        return Measure(name=name, value=None, unit=unit, n=0)
    shown = _shown(estimate)
    value = None if shown is None else shown.value
    return Measure(name=name, value=value, unit=unit, n=estimate.n, is_withheld=shown is None)


def _require(turn: Turn, responses: Collection[Response]) -> None:
    if any(each.way == "file" for each in responses):
        require_lead(turn)


def _check(response: Response, questions: Collection[str]) -> None:
    is_right = all(
        answer in (EFFECTS.values() if key == EFFECT else SCALE if key in questions else ())
        for key, answer in response.answers
    )
    is_once = len(dict(response.answers)) == len(response.answers)
    if not response.answers or not is_right or not is_once or response.week.weekday():
        raise Trouble(N_("Nothing is answered that can be counted."))
    if response.way not in get_args(Way) or response.channel not in ("", *CHANNELS):
        raise Trouble(N_("Nothing is answered that can be counted."))


_Key = tuple[date, str, str, str, str, int]
_COLUMNS = ("week", "way", "channel", "category", "question", "answer")


def _counted(responses: Iterable[Response]) -> Counter[_Key]:
    return Counter(
        (each.week, each.way, each.channel, each.category, question, answer)
        for each in responses
        for question, answer in each.answers
    )


def _add(counts: Mapping[_Key, int]) -> None:
    """Make these counts greater."""
    rows = [dict(zip(_COLUMNS, key, strict=True)) | {"n": n} for key, n in counts.items()]
    more = {SurveyTally.n: SurveyTally.n + peewee.EXCLUDED.n}
    for place in range(0, len(rows), _BY_THE_HUNDRED):
        some = SurveyTally.insert_many(rows[place : place + _BY_THE_HUNDRED])
        some.on_conflict(conflict_target=[getattr(SurveyTally, name) for name in _COLUMNS], update=more).execute()


def _take(key: _Key, n: int) -> None:
    """Make a count less; what comes to nothing leaves no row."""
    row = functools.reduce(
        operator.and_, (getattr(SurveyTally, name) == value for name, value in zip(_COLUMNS, key, strict=True))
    )
    if not SurveyTally.update(n=SurveyTally.n - n).where(row & (SurveyTally.n >= n)).execute():
        raise Trouble(N_("These answers are not counted any more."))
    SurveyTally.delete().where(row & (SurveyTally.n == 0)).execute()


def _tell(turn: Turn, action: str, responses: Collection[Response]) -> None:
    turn.touch("survey")
    n = sum(each.way == "file" for each in responses)
    if n:  # of what was answered here the moment alone would point at whom somebody had just spoken with
        turn.audit(action, "survey", None, n=n)

"""Fills an empty unit with years of invented contacts and cases, row by row: what the measures are counted of, and no
more (no words, no search), so that half a million contacts take seconds.
"""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from mottagning.db import Database
from mottagning.worktime import ZONE, WorkTime

_HOURS = (8, 9, 10, 11, 12, 13, 14, 15)
_BY_HOUR = (22, 18, 14, 11, 7, 11, 10, 7)
_STAGES = ("received", "investigation", "decision", "execution", "follow_up")
_KINDS = (
    ("sol", ("hemtjänst", "särskilt boende", "trygghetslarm", "korttidsboende", "ekonomiskt bistånd")),
    ("lss", ("ledsagning", "kontaktperson", "korttidsvistelse", "personlig assistans")),
    ("transport", ("färdtjänst", "riksfärdtjänst")),
    ("child", ("utredning barn", "orosanmälan")),
)
_STAFF = 14
_POSTS = 3
_MINUTE = timedelta(minutes=1)
_LOG = timedelta(days=30)

Row = tuple[Any, ...]


class Years:
    """`contacts` contacts and `cases` cases over `years` years up to `last`, the same for the same seed."""

    def __init__(self, contacts: int, cases: int, years: int, last: date, seed: int = 1) -> None:
        self._rng = random.Random(seed)
        self._count, self._cases = contacts, cases
        clock = WorkTime()
        every = (last - timedelta(days=number) for number in range(365 * years))
        self._days = sorted(day for day in every if clock.is_working_day(day))
        self.rows: dict[str, list[Row]] = {}

    def fill(self, database: Database) -> None:
        """Write it all in one transaction."""
        for make in (self._people, self._make_cases, self._make_contacts, self._make_rota, self._make_work):
            make()
        with database.writing():
            for name, rows in self.rows.items():
                table, _, columns = name.partition(" ")
                _insert(database, table, columns.split(), rows)
            if database.dialect == "postgresql":
                for table in ("contact", "cases", "shift", "tie"):
                    database.sql(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
        if database.dialect == "postgresql":
            with database.writing():
                database.sql("ANALYZE")

    def _people(self) -> None:
        self.rows["person id key name initials role sort_key"] = [
            (number, f"p{number}", f"Person {number}", "PN", "desk", str(number)) for number in range(1, _STAFF + 1)
        ]
        self.rows["thread id kind"] = [(1, "phone")]

    def _make_contacts(self) -> None:
        rng = self._rng
        weights = [1.3 if day.weekday() == 0 else 1.0 for day in self._days]
        days = sorted(rng.choices(range(len(self._days)), weights, k=self._count))
        hours = rng.choices(_HOURS, _BY_HOUR, k=self._count)
        contacts, texts, calls, ties, sent = [], [], [], [], []
        midnight = {day: datetime.combine(day, time(), ZONE).astimezone(UTC) for day in self._days}
        for number, (place, hour) in enumerate(zip(days, hours, strict=True), 1):
            day = self._days[place]
            at = midnight[day] + timedelta(hours=hour, seconds=rng.random() * 3600)
            dice = rng.random()
            channel = "phone" if dice < 0.7 else "mail" if dice < 0.95 else "visit" if dice < 0.99 else "letter"
            outcome = "no_action" if dice * 100 % 1 < 0.1 else "accepted" if dice * 100 % 1 < 0.4 else "solved"
            closed = at + timedelta(minutes=rng.lognormvariate(2.2, 0.5) if channel != "mail" else rng.random() * 2000)
            if channel == "phone":
                missed = dice < 0.05
                wait = timedelta(seconds=min(rng.lognormvariate(3.3, 0.8), 280))
                calls.append(
                    (number, "phone", at, None, None, "missed")
                    if missed
                    else (number, "phone", at, at + wait, at + wait + 6 * _MINUTE, "ended")
                )
                closed = at + timedelta(hours=rng.random() * 30) if missed else max(closed, at + wait)
            elif channel == "mail" and outcome != "no_action" and dice < 0.85:
                sent.append((number, number, 1, f"m{number}", "sent", at, closed, closed))
            owner = number % _STAFF + 1
            contacts.append((number, channel, at, "closed", outcome, owner, closed, "case_file"))
            texts.append((number, "+46701740605" if channel == "phone" else None))
            if dice * 1000 % 1 < 0.8:
                case = min(self._cases, 1 + int((place / len(self._days) * 0.9 + rng.random() * 0.1) * self._cases))
                ties.append((number, number, case, "certain", "tied", "[]", at))
        self.rows["contact id channel at state outcome owner_id closed_at registered"] = contacts
        self.rows["contact_text contact_id phone"] = texts
        self.rows["call contact_id source ringing_at answered_at ended_at status"] = calls
        self.rows["tie id contact_id case_id certainty state reasons at"] = ties
        self.rows["mailbox id name host port username security"] = [(1, "m", "localhost", 993, "m", "tls")]
        self.rows["outgoing id contact_id mailbox_id message_id state made_at handed_at sent_at"] = sent

    def _make_cases(self) -> None:
        rng, last = self._rng, self._days[-1]
        whole = (last - self._days[0]).days
        cases, history = [], []
        for number in range(1, self._cases + 1):
            category, types = rng.choices(_KINDS, (55, 18, 15, 12))[0]
            received = self._days[0] + timedelta(days=int(whole * number / self._cases))
            steps = [received]
            for mean in (8, 60, 12, 90):
                steps.append(steps[-1] + timedelta(days=int(rng.expovariate(1 / mean)) + 1))
            stage = max((place for place, day in enumerate(steps) if day <= last), default=0)
            _, opened, decided, executed, followed = (day if day <= last else None for day in steps)
            closed = followed + timedelta(days=60) if followed and followed + timedelta(days=60) <= last else None
            code = f"C-{number}"
            cases.append(
                (
                    *(number, code, code.lower(), category, rng.choice(types), _STAGES[stage], steps[stage], received),
                    *(opened, decided, executed, closed),
                )
            )
            for place in range(stage):
                at = datetime.combine(steps[place + 1], time(6, 30), UTC)
                history.append((number, at, "stage", _STAGES[place], _STAGES[place + 1]))
                history.append((number, at, "stage_since", str(steps[place]), str(steps[place + 1])))
        dates = "stage_since received opened decided executed closed"
        self.rows[f"cases id code code_folded category type stage {dates}"] = cases
        history.sort(key=lambda row: row[1])
        self.rows["case_history case_id at field old new"] = history

    def _make_rota(self) -> None:
        rng = self._rng
        rates = '[{"from": "2020-01-01", "percent": 100}]'
        self.rows["rota_person person_id rates"] = [(number, rates) for number in range(1, _STAFF + 1)]
        self.rows["post id key name weekdays starts ends"] = [
            (number, f"d{number}", f"Plats {number}", "[0, 1, 2, 3, 4]", "08:00", "16:00")
            for number in range(1, _POSTS + 1)
        ]
        self.rows["shift id day post_id person_id"] = [
            (place * _POSTS + post, day, post, None if rng.random() < 0.01 else rng.randrange(_STAFF) + 1)
            for place, day in enumerate(self._days)
            for post in range(1, _POSTS + 1)
        ]

    def _make_work(self) -> None:
        """That contacts were closed: the log of a month, and what is left of it before (`mottagning.thinning`)."""
        contacts = self.rows["contact id channel at state outcome owner_id closed_at registered"]
        kept_from = datetime.combine(self._days[-1] - _LOG, time(), ZONE)
        self.rows["command_log uuid name actor_id at origin changes"] = [
            (f"c{number}", "Close", owner, closed, "x", "{}")
            for number, _, _, _, _, owner, closed, _ in contacts
            if closed >= kept_from
        ]
        minutes: defaultdict[date, Counter[int]] = defaultdict(Counter)
        people: defaultdict[date, set[int]] = defaultdict(set)
        for _, _, _, _, _, owner, closed, _ in contacts:
            if closed < kept_from:
                day = closed.astimezone(ZONE).date()
                minutes[day][int(closed.timestamp()) // 60] += 1
                people[day].add(owner)
        self.rows["written_day day people minutes"] = [
            (day, len(people[day]), json.dumps([[*each], [*each.values()]])) for day, each in sorted(minutes.items())
        ]


def _insert(database: Database, table: str, columns: list[str], rows: list[Row]) -> None:
    names = ", ".join(columns)
    connection = database._inner.connection()
    if database.dialect == "postgresql":
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    places = ", ".join("?" * len(columns))
    connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", map(_as_text, rows))


def _as_text(row: Row) -> Row:
    """Moments and days as SQLite keeps them."""
    return tuple(
        f"{each.isoformat(timespec='microseconds')[:26]}Z"
        if isinstance(each, datetime)
        else str(each)
        if isinstance(each, date)
        else each
        for each in row
    )

"""Judges a rota by the words of the rota file alone; shares no code with the planner, so that both cannot err alike."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import holidays

Json = dict[str, Any]
SWEDEN = holidays.country_holidays(
    "SE", years=range(2024, 2029), categories=("public", "de_facto"), include_sundays=False
)

SWEDEN_BY_LAW = holidays.country_holidays("SE", years=range(2024, 2029), include_sundays=False)


def broken_rules(document: Json, first: date, last: date, shifts: list[Json], unfilled: list[Json]) -> list[str]:
    """One line for each hard rule that a planned rota breaks and each thing left out; pinned shifts may break rules.

    `shifts` and `unfilled` are as `rota plan --json` has them.
    """
    return _Judge(document, first, last, shifts, unfilled).complaints()


def could_sit(document: Json, first: date, last: date, shifts: list[Json], day: str, post: str, person: str) -> bool:
    """Whether somebody could simply take an empty shift beside all others without breaking a rule."""
    before = set(_Judge(document, first, last, shifts, []).rule_breaks())
    with_her = [*shifts, {"date": day, "post": post, "person": person}]
    judge = _Judge(document, first, last, with_her, [])
    if set(judge.rule_breaks()) - before:
        return False
    wanted = set(document.get("rules", {}).get("daily_qualifications", []))
    full = len([s for s in with_her if s["date"] == day]) >= len(judge.open_posts(date.fromisoformat(day)))
    # The last place of a day is for whoever brings what the day still needs.
    return not (full and wanted - judge.qualified_on(day))


def could_be_pinned(document: Json, day: str, post: str, person: str) -> bool:
    """Whether the post is open that day and she is at work: a pin goes before every other rule."""
    on = date.fromisoformat(day)
    judge = _Judge(document, on, on, [], [])
    return post in judge.open_posts(on) and judge.at_work(day, post, person)


class _Judge:
    def __init__(self, document: Json, first: date, last: date, shifts: list[Json], unfilled: list[Json]) -> None:
        self.posts = {post["id"]: post for post in document["posts"]}
        self.people = {person["id"]: person for person in document["people"]}
        self.document = document
        self.absences = document.get("absences", [])
        self.closed = set(document.get("closed", []))
        self.rules = document.get("rules", {})
        self.pinned = [(pin["date"], pin["post"], pin["person"]) for pin in document.get("pinned", [])]
        self.first, self.last = first, last
        self.shifts, self.unfilled = shifts, unfilled
        history = [old for old in document.get("history", []) if not first <= date.fromisoformat(old["date"]) <= last]
        self.turns: dict[str, list[tuple[date, str]]] = defaultdict(list)
        for shift in [*shifts, *history]:
            self.turns[shift["person"]].append((date.fromisoformat(shift["date"]), shift["post"]))

    def complaints(self) -> list[str]:
        return self.missing_or_double() + self.rule_breaks() + self.unqualified_days()

    def open_posts(self, day: date) -> list[str]:
        if day in SWEDEN or day.isoformat() in self.closed:
            return []
        some = [name for name, post in self.posts.items() if day.weekday() in post.get("weekdays", [0, 1, 2, 3, 4])]
        return [name for name in some if minutes(self.hours(name, day)) * 2 >= minutes(self.usual(name, day))]

    def usual(self, post: str, day: date) -> tuple[str, str]:
        found = self.posts[post]
        for own in found.get("hours", []):
            if own["weekday"] == day.weekday():
                return own["from"], own["to"]
        return found.get("from", "08:00"), found.get("to", "16:00")

    def hours(self, post: str, day: date) -> tuple[str, str]:
        start, end = self.usual(post, day)
        for short in self.document.get("short", []):
            if short["date"] == day.isoformat():
                return max(start, short["from"]), min(end, short["to"])
        early, tomorrow = self.document.get("before_holidays"), day + timedelta(days=1)
        if early and tomorrow in SWEDEN_BY_LAW:
            end = min(end, early)
        return start, end

    def missing_or_double(self) -> list[str]:
        wanted, day = [], self.first
        while day <= self.last:
            wanted += [(day.isoformat(), post) for post in self.open_posts(day)]
            day += timedelta(days=1)
        told = [(shift["date"], shift["post"]) for shift in [*self.shifts, *self.unfilled]]
        found = [f"{key} is neither filled nor called empty" for key in wanted if key not in told]
        found += [f"{key} is there {told.count(key)} times" for key in set(told) if told.count(key) > 1]
        return found + [f"{key} is not a shift at all" for key in told if key not in wanted]

    def rule_breaks(self) -> list[str]:
        found = []
        for shift in self.shifts:
            key = (shift["date"], shift["post"], shift["person"])
            if not self.at_work(*key):
                found.append(f"{key}: not at work")
            elif key not in self.pinned:
                found += [f"{key}: {why}" for why in self.own_rules(*key)]
        return found

    def at_work(self, on: str, post: str, name: str) -> bool:
        day, person = date.fromisoformat(on), self.people[name]
        if person.get("joined") and on < person["joined"]:
            return False
        if person.get("left") and on > person["left"]:
            return False
        rates = sorted(person.get("rate") or [], key=lambda rate: rate["from"])
        valid = [rate for rate in rates if rate["from"] <= on] or rates[:1]
        if valid and valid[-1]["percent"] == 0:
            return False
        away = [off.get("half") for off in person.get("off", []) if off["weekday"] == day.weekday()]
        away += [a.get("half") for a in self.absences if a["person"] == name and a["from"] <= on <= a["to"]]
        for meeting in self.document.get("meetings", []):
            if name in meeting["people"] and (meeting.get("weekday") == day.weekday() or on in meeting["dates"]):
                away.append(meeting.get("half"))
        start, end = self.hours(post, day)
        morning, afternoon = start < "12:00", end > "12:00"
        return not (None in away or ("am" in away and morning) or ("pm" in away and afternoon))

    def own_rules(self, on: str, post: str, name: str) -> list[str]:
        day, person, found = date.fromisoformat(on), self.people[name], []
        if not set(self.posts[post].get("needs", [])) <= set(person.get("qualifications", [])):
            found.append("not qualified")
        if person.get("posts") is not None and post not in person["posts"]:
            found.append("not her post")
        others = [turn for turn in self.turns[name] if turn != (day, post)]
        for other_day, other_post in others:
            days = abs((other_day - day).days)
            if days == 0 and (self.rules.get("one_post_a_day", True) or self.at_once(post, other_post, day)):
                found.append("two posts in one day")
            elif 0 < days < (self.rules.get("min_gap_days") or 0):
                found.append(f"only {days} days from {other_day}")
        in_week = [turn for turn in self.turns[name] if turn[0].isocalendar()[:2] == day.isocalendar()[:2]]
        most = self.rules.get("max_per_week")
        if most is not None and len(in_week) > most:
            found.append("too many in the week")
        way = self.rules.get("novices", "beside")
        if self.novice(name, on) and way != "free":
            with_her = {shift["person"] for shift in self.shifts if shift["date"] == on} - {name}
            if not with_her or any(self.novice(other, on) for other in with_her):
                found.append("novice without somebody experienced")
            if way == "mentor" and person.get("mentor") and person["mentor"] not in with_her:
                found.append("novice without her mentor")
        return found

    def at_once(self, one: str, other: str, day: date) -> bool:
        first, second = self.usual(one, day), self.usual(other, day)
        return max(first[0], second[0]) < min(first[1], second[1])

    def novice(self, name: str, on: str) -> bool:
        until = self.people[name].get("novice_until")
        return until is not None and on <= until

    def qualified_on(self, on: str) -> set[str]:
        sitting = [shift["person"] for shift in self.shifts if shift["date"] == on]
        return {name for person in sitting for name in self.people[person].get("qualifications", [])}

    def unqualified_days(self) -> list[str]:
        """A day may lack a qualification only when a place was left for it, or pins took all."""
        found, empty = [], {slot["date"] for slot in self.unfilled}
        for on in {shift["date"] for shift in self.shifts} - empty:
            lacking = set(self.rules.get("daily_qualifications", [])) - self.qualified_on(on)
            all_pinned = all((s["date"], s["post"], s["person"]) in self.pinned for s in self.shifts if s["date"] == on)
            if lacking and not all_pinned:
                found.append(f"{on}: nobody with {lacking}")
        return found


def minutes(hours: tuple[str, str]) -> int:
    start, end = (int(at[:2]) * 60 + int(at[3:]) for at in hours)
    return end - start

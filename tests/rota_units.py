"""Invented units in the form of the rota file: a plain one, and random ones, impossible ones among them."""

import random
from datetime import date, timedelta
from typing import Any

Json = dict[str, Any]
HOURS = (("08:00", "12:00"), ("12:00", "16:00"), ("08:00", "16:00"), ("11:00", "13:00"))


def plain_unit(staff: int = 14, posts: int = 2, **more: Any) -> Json:
    """Full-timers p00, p01, … who may all sit at posts a, b, … from Monday to Friday, with a gap of three days."""
    return {
        "posts": [{"id": "abcdef"[n], "name": f"Post {n}", "from": "08:00", "to": "16:00"} for n in range(posts)],
        "people": [{"id": f"p{n:02}", "name": f"P {n}"} for n in range(staff)],
        "rules": {"min_gap_days": 3, "max_per_week": 2},
    } | more


def random_unit(seed: int) -> tuple[Json, date, date]:
    """A unit and a period of two to six weeks; what it asks for need not be possible."""
    rng = random.Random(seed)
    first = date(2026, 1, 1) + timedelta(days=rng.randrange(700))
    last = first + timedelta(days=rng.randrange(13, 43))
    posts = [_post(rng, number) for number in range(rng.randint(1, 4))]
    people = [_person(rng, number, first, last, posts) for number in range(rng.randint(2, 12))]
    names = [person["id"] for person in people]
    for person in people:
        if person["novice_until"] and len(names) > 1:
            person["mentor"] = rng.choice([name for name in names if name != person["id"]])
    document = {
        "posts": posts,
        "people": people,
        "absences": [_absence(rng, names, first, last) for _ in range(rng.randrange(len(people) * 2))],
        "closed": [_day(rng, first, last) for _ in range(rng.choice((0, 0, 1, 3)))],
        "rules": {
            "min_gap_days": rng.choice((None, 0, 1, 2, 3, 5, 8)),
            "max_per_week": rng.choice((None, 1, 2, 3)),
            "one_post_a_day": rng.random() < 0.7,
            "daily_qualifications": rng.choice(([], [], ["child"], ["child", "sign"])),
            "novices": rng.choice(("beside", "beside", "mentor", "free")),
        },
        "short": [
            {"date": _day(rng, first, last), "from": "08:00", "to": "12:00"} for _ in range(rng.choice((0, 0, 2)))
        ],
        "before_holidays": rng.choice((None, "12:00", "13:00")),
        "meetings": [_meeting(rng, names, first, last) for _ in range(rng.choice((0, 0, 1, 2)))],
        "wishes": [
            {"person": rng.choice(names), "weekday": rng.randrange(7), "weight": rng.choice((-2, -1, 1))}
            for _ in range(rng.randrange(5))
        ],
        "pinned": _shifts(rng, names, posts, first, last, rng.randrange(6)),
        "history": _shifts(rng, names, posts, first - timedelta(days=40), first - timedelta(days=1), rng.randrange(30)),
    }
    return document, first, last


def _post(rng: random.Random, number: int) -> Json:
    start, end = rng.choice(HOURS)
    weekdays = rng.choice(([0, 1, 2, 3, 4], [0, 1, 2, 3, 4], [0, 2, 4], [0, 1, 2, 3, 4, 5, 6]))
    needs = rng.choice(([], [], ["child"], ["sign"]))
    other = {"weekday": rng.randrange(5), "from": "09:00", "to": rng.choice(("11:30", "15:00"))}
    return {"id": f"post{number}", "name": f"Plats {number}", "weekdays": weekdays} | {
        "from": start,
        "to": end,
        "needs": needs,
        "hours": [other] if rng.random() < 0.3 else [],
        "kind": rng.choice(("desk", "desk", "lunch", "standby")),
    }


def _meeting(rng: random.Random, names: list[str], first: date, last: date) -> Json:
    weekly = rng.random() < 0.5
    return {
        "name": "Nämnd",
        "people": rng.sample(names, rng.randint(1, min(3, len(names)))),
        "weekday": rng.randrange(5) if weekly else None,
        "dates": [] if weekly else [_day(rng, first, last) for _ in range(2)],
        "half": rng.choice((None, "am", "pm")),
    }


def _person(rng: random.Random, number: int, first: date, last: date, posts: list[Json]) -> Json:
    some = rng.random
    rates = [{"from": "2025-01-01", "percent": rng.choice((100, 100, 80, 75, 50))}]
    if some() < 0.2:
        rates.append({"from": _day(rng, first, last), "percent": rng.choice((0, 50, 100))})
    return {
        "id": f"p{number:02}",
        "name": f"P {number}",
        "rate": rates,
        "joined": _day(rng, first, last) if some() < 0.15 else None,
        "left": _day(rng, last, last + timedelta(days=9)) if some() < 0.1 else None,
        "off": [{"weekday": rng.randrange(5), "half": rng.choice((None, "am", "pm"))} for _ in range(some() < 0.4)],
        "qualifications": [name for name in ("child", "sign") if some() < 0.5],
        "novice_until": _day(rng, first, last) if some() < 0.2 else None,
        "mentor": None,
        "posts": [post["id"] for post in posts if some() < 0.6] if some() < 0.2 else None,
    }


def _absence(rng: random.Random, names: list[str], first: date, last: date) -> Json:
    start = date.fromisoformat(_day(rng, first - timedelta(days=7), last))
    end = start + timedelta(days=rng.choice((0, 0, 2, 6, 13)))
    half = rng.choice((None, None, "am", "pm"))
    return {"person": rng.choice(names), "from": start.isoformat(), "to": end.isoformat(), "half": half}


def _shifts(rng: random.Random, names: list[str], posts: list[Json], first: date, last: date, n: int) -> list[Json]:
    made = {(_day(rng, first, last), rng.choice(posts)["id"]): rng.choice(names) for _ in range(n)}
    return [{"date": day, "post": post, "person": person} for (day, post), person in sorted(made.items())]


def _day(rng: random.Random, first: date, last: date) -> str:
    return (first + timedelta(days=rng.randint(0, (last - first).days))).isoformat()

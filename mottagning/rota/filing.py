"""Writes the rota file of `contracts.md`, as `importing` reads it."""

from mottagning.rota.model import Meeting, Person, Post, Rules, Shift, Unit


def unit_to_json(unit: Unit) -> dict[str, object]:
    """The rota file of `unit`; `importing.unit_from_json` gives the same unit back.

    Every key of the contracts is written; what goes beyond them only where it says something.
    """
    more = {
        "short": [
            {"date": each.date.isoformat(), "from": f"{each.start:%H:%M}", "to": f"{each.end:%H:%M}"}
            for each in unit.short
        ],
        "before_holidays": unit.before_holidays and unit.before_holidays.isoformat("minutes"),
        "meetings": [_meeting_to_json(each) for each in unit.meetings],
    }
    return {
        "posts": [_post_to_json(post) for post in unit.posts],
        "people": [_person_to_json(person) for person in unit.people],
        "absences": [
            {"person": away.person, "from": away.start.isoformat(), "to": away.end.isoformat(), "half": away.half}
            for away in unit.absences
        ],
        "closed": [day.isoformat() for day in sorted(unit.closed)],
        "rules": rules_to_json(unit.rules),
        "wishes": [{"person": w.person, "weekday": w.weekday, "weight": w.weight} for w in unit.wishes],
        "pinned": [shift_to_json(shift) for shift in unit.pinned],
        "history": [shift_to_json(shift) for shift in unit.history],
    } | {name: value for name, value in more.items() if value}


def shift_to_json(shift: Shift) -> dict[str, str]:
    """A shift as the contracts write it."""
    return {"date": shift.date.isoformat(), "post": shift.post, "person": shift.person}


def rules_to_json(rules: Rules) -> dict[str, object]:
    """The rules as the contracts write them."""
    more: dict[str, object] = {} if rules.novices == "beside" else {"novices": rules.novices}
    return {
        "min_gap_days": rules.min_gap_days,
        "max_per_week": rules.max_per_week,
        "one_post_a_day": rules.one_post_a_day,
        "daily_qualifications": list(rules.daily_qualifications),
        **more,
    }


def _post_to_json(post: Post) -> dict[str, object]:
    other = [{"weekday": h.weekday, "from": f"{h.start:%H:%M}", "to": f"{h.end:%H:%M}"} for h in post.other_hours]
    more: dict[str, object] = {"hours": other} if other else {}
    if post.kind != "desk":
        more["kind"] = post.kind
    return {
        "id": post.id,
        "name": post.name,
        "weekdays": list(post.weekdays),
        "from": post.start.isoformat("minutes"),
        "to": post.end.isoformat("minutes"),
        "needs": sorted(post.needs),
        **more,
    }


def _meeting_to_json(meeting: Meeting) -> dict[str, object]:
    return {
        "name": meeting.name,
        "people": sorted(meeting.people),
        "weekday": meeting.weekday,
        "dates": [day.isoformat() for day in sorted(meeting.dates)],
        "half": meeting.half,
    }


def _person_to_json(person: Person) -> dict[str, object]:
    return {
        "id": person.id,
        "name": person.name,
        "rate": [{"from": rate.start.isoformat(), "percent": rate.percent} for rate in person.rates],
        "joined": person.joined and person.joined.isoformat(),
        "left": person.left and person.left.isoformat(),
        "off": [{"weekday": off.weekday, "half": off.half} for off in person.off],
        "qualifications": sorted(person.qualifications),
        "novice_until": person.novice_until and person.novice_until.isoformat(),
        "mentor": person.mentor,
        "posts": None if person.posts is None else sorted(person.posts),
    }

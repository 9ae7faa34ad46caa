"""A month as it stands: draft over published, what is wrong in order of importance, and what each is owed."""

from datetime import date, timedelta

import pytest

from mottagning.db import Database
from mottagning.people import absence, staff
from mottagning.rota import month as months
from mottagning.rota import moving, planning, plans
from mottagning.rota.month import Month, Slot, look, owed, uneven
from mottagning.rota.substitutes import substitutes

from .rota_desk import FRIDAY, MONDAY, document, person, published, saved, shift, take, who

DECEMBER = date(2026, 12, 1)
TUESDAY = date(2026, 12, 1)
TODAY = date(2026, 12, 2)


def seen(database: Database, *, today: date = TODAY, drafts: bool = True) -> Month:
    return look(database, DECEMBER, today, drafts=drafts)


def slot(month: Month, day: date, post: str = "am") -> Slot:
    return next(each for each in month.slots if (each.date, each.post) == (day, post))


def kinds(month: Month) -> list[str]:
    return [each.kind for each in month.wrong]


def test_a_month_is_its_whole_weeks(database: Database) -> None:
    published(database)
    month = seen(database)
    assert (month.first, month.last) == (MONDAY, date(2027, 1, 3))
    assert slot(month, MONDAY).state == "published"
    assert slot(month, date(2026, 12, 14)).state == "unplanned"
    assert not [each for each in month.slots if each.date == date(2026, 12, 24)]
    assert month.unplanned()[0] == date(2026, 12, 14)
    assert kinds(month) == ["unplanned"]
    assert month.wrong[0].count == 11


def test_a_draft_stands_over_what_is_published_and_says_what_it_changes(database: Database) -> None:
    found = published(database)
    plan = saved(database, found)
    day = date(2026, 12, 3)
    before = who(database, day, "am")
    able, _ = substitutes(found, plans.taken(plans.published(database, MONDAY, FRIDAY)), day, "am")
    moving.assign(
        database, moving.Assign(by=None, plan=plan, date=day, post="am", person=able[0].person if able else None)
    )
    month = seen(database)
    changed = [each for each in month.slots if each.state == "draft"]
    assert [(each.date, each.post, each.was) for each in changed] == [(day, "am", before)]
    assert month.plan == plan
    assert (month.plan_of(day), month.plan_of(date(2026, 12, 14))) == (plan, None)
    others = seen(database, drafts=False)
    assert others.plan is None
    assert slot(others, day).person == before


def test_a_draft_counts_outside_the_month_too(database: Database) -> None:
    found = take(database)
    saved(database, found, date(2027, 1, 4), date(2027, 1, 8))
    saved(database, found, date(2026, 12, 28), date(2027, 1, 8))
    month = seen(database)
    assert {each.date for each in month.unit.history} == {date(2027, 1, 4) + timedelta(days=n) for n in (0, 1, 3, 4)}


def test_what_is_wrong_comes_in_order(database: Database) -> None:
    take(
        database,
        people=[person("ab", "Anna Berg", qualifications=["child"]), person("kl", "Karin Lind"), person("pn", "Per N")],
        rules={"min_gap_days": 2, "daily_qualifications": ["child"]},
        absences=[{"person": "kl", "from": "2026-12-04", "to": "2026-12-04"}],
        pinned=[shift("2026-12-04", "pm", "kl")],
        history=[
            shift("2026-12-03", "am", "kl"),
            shift("2026-12-03", "pm", "pn"),
            shift("2026-12-04", "am", "pn"),
            shift("2026-12-07", "am", "ab"),
        ],
    )
    moving.assign(database, moving.Assign(by=None, plan=None, date=date(2026, 12, 4), post="pm", person=None))
    month = seen(database)
    assert kinds(month) == ["uncovered", "unqualified", "unqualified", "broken", "broken", "lapsed", "unplanned"]
    assert (month.wrong[0].date, month.wrong[0].post) == (date(2026, 12, 4), "pm")
    assert month.wrong[1].date == date(2026, 12, 3)
    assert {each.person for each in month.wrong if each.kind == "broken"} == {"pn"}
    lapsed = next(each for each in month.wrong if each.kind == "lapsed")
    assert (lapsed.person, lapsed.reason and lapsed.reason.code) == ("kl", "absent")


def test_of_the_past_nothing_is_said(database: Database) -> None:
    published(database)
    _away(database, who(database, TUESDAY, "am"), TUESDAY)
    assert kinds(seen(database)) == ["unplanned"]
    month = seen(database, today=TUESDAY)
    assert kinds(month) == ["uncovered", "unplanned"]
    assert slot(month, TUESDAY).uncovered


def test_a_shift_on_a_day_that_was_closed_later_is_told(database: Database) -> None:
    published(database)
    take(database, closed=["2026-12-08"])
    month = seen(database)
    assert [each.reason.code for each in month.wrong if each.kind == "broken" and each.reason] == ["closed", "closed"]


def test_what_each_is_owed_adds_up_to_nothing(database: Database) -> None:
    published(database)
    owing = owed(seen(database))
    assert sum(owing.values()) == pytest.approx(0, abs=0.01)
    assert uneven(owing) == []
    for day in (date(2026, 12, number) for number in (3, 4, 7, 8, 9, 10)):
        moving.assign(database, moving.Assign(by=None, plan=None, date=day, post="am", person="pn", despite=True))
    owing = owed(seen(database))
    assert owing["pn"] == min(owing.values()) < -months.UNEVEN
    assert uneven(owing)[0].count >= 1


def test_before_anything_is_planned_what_was_carried_is_owed(database: Database) -> None:
    take(database, history=[shift(f"2026-11-{day}", "am", "ab") for day in (16, 18, 20)])
    owing = owed(seen(database))
    assert owing["ab"] < -2
    assert sum(owing.values()) == pytest.approx(0, abs=0.01)


def test_somebody_who_left_the_planning_is_uncovered_and_harms_nothing(database: Database) -> None:
    published(database)
    hers = [each for each in plans.published(database, TODAY, FRIDAY) if each.person == "pn"]
    fewer = document()["people"][:5]
    take(database, people=fewer)
    month = seen(database)
    assert [(each.date, each.post) for each in month.wrong if each.kind == "uncovered"] == [
        (each.date, each.post) for each in hers
    ]
    assert "pn" not in owed(month)
    made = planning.replan(database, None, "few", TODAY)
    assert "pn" not in {row["person"] for row in made.document["shifts"]}
    assert {row["from"] for row in made.document["changed"]} >= {"pn"}


def _away(database: Database, key: str | None, day: date) -> None:
    found = staff.by_key(database, key or "")
    assert found is not None
    absence.add_absence(database, absence.AddAbsence(by=None, person=found.id, first=day, last=day))

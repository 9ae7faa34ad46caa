"""Planning from and into the database: the documents of the contract, mending, and what cannot be planned."""

from datetime import date, timedelta
from typing import Any

import pytest

from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.people import absence, staff
from mottagning.rota import moving, planning, plans, unit
from mottagning.rota.plans import Publish
from mottagning.rota.rules import violations

from .rota_desk import FRIDAY, MONDAY, published, saved, shift, take, who


def test_a_plan_fills_the_days_by_the_rules(database: Database) -> None:
    found = take(database, history=[shift("2026-11-27", "am", "ab")])
    made = planning.plan(database, MONDAY, FRIDAY)
    document = made.document
    assert set(document) == {"plan", "shifts", "unfilled", "balance"}
    assert document["plan"] == made.plan_id
    assert len(document["shifts"]) == 20
    assert set(document["shifts"][0]) == {"date", "post", "person"}
    assert document["unfilled"] == []
    assert sum(row["planned"] for row in document["balance"]) == 20
    assert sum(row["entitled"] - row["carried"] for row in document["balance"]) == pytest.approx(20, abs=0.01)
    draft = plans.draft(database, made.plan_id)
    assert violations(found, plans.taken(draft.shifts)) == []
    assert (draft.state, draft.first, draft.last, draft.report["balance"]) == (
        "draft",
        MONDAY,
        FRIDAY,
        document["balance"],
    )
    half, whole = (next(row for row in document["balance"] if row["person"] == key) for key in ("es", "pn"))
    assert half["planned"] < whole["planned"]


def test_what_nobody_can_take_is_told_with_a_reason_for_each(database: Database) -> None:
    everybody = [{"person": key, "from": "2026-12-02", "to": "2026-12-02"} for key in ("ab", "kl", "oh", "es", "lö")]
    take(database, absences=everybody, pinned=[shift("2026-12-02", "pm", "ab")])
    made = planning.plan(database, date(2026, 12, 2), date(2026, 12, 2))
    assert [row["person"] for row in made.document["shifts"]] == ["pn"]
    hole = made.document["unfilled"][0]
    assert {row["person"]: row["reason"] for row in hole["why"]}["kl"] == "is away"
    assert [(each.shift.person, each.reason.code) for each in made.lapsed] == [("ab", "absent")]
    shifts = plans.draft(database, made.plan_id).shifts
    assert len(shifts) == 2
    assert sum(each.person is None for each in shifts) == 1


def test_what_is_published_around_the_days_is_kept_apart(database: Database) -> None:
    take(database, history=[shift("2026-12-02", "am", "ab"), shift("2026-12-04", "am", "kl")])
    job = planning.prepare(database, date(2026, 12, 3), date(2026, 12, 3))
    assert [each.person for each in job.unit.history] == ["ab", "kl"]
    job = planning.prepare(database, date(2026, 12, 2), date(2026, 12, 3), keeping=True)
    assert [each.person for each in job.unit.history] == ["kl"]
    assert [each.person for each in job.wanted] == ["ab"]


def test_what_was_moved_by_hand_stays_when_it_is_planned_again(database: Database) -> None:
    plan = saved(database, take(database, pinned=[shift("2026-12-01", "am", "kl")]))
    moving.assign(database, moving.Assign(by=None, plan=plan, date=MONDAY, post="am", person="es", despite=True))
    job = planning.prepare(database, MONDAY, FRIDAY, after=plan)
    assert [(each.date.day, each.person) for each in job.unit.pinned] == [(30, "es"), (1, "kl")]


def test_a_published_rota_is_mended_with_few_changes(database: Database) -> None:
    published(database)
    day = date(2026, 12, 9)
    ill = who(database, day, "am")
    before = plans.published(database, MONDAY, FRIDAY)
    _away(database, ill, day)
    made = planning.replan(database, None, "few", MONDAY)
    assert set(made.document) == {"plan", "shifts", "unfilled", "balance", "changed"}
    changed = made.document["changed"]
    assert {"date": "2026-12-09", "post": "am", "from": ill} in [
        {key: row[key] for key in ("date", "post", "from")} for row in changed
    ]
    assert len(changed) <= 3
    assert plans.published(database, MONDAY, FRIDAY) == before
    plans.publish(database, Publish(by=None, plan=made.plan_id))
    assert plans.uncovered(database, MONDAY) == ()


def test_mending_begins_today_and_leaves_the_past(database: Database) -> None:
    published(database)
    job = planning.prepare_again(database, None, "few", date(2026, 12, 7))
    assert (job.first, job.last) == (date(2026, 12, 7), FRIDAY)
    assert job.promised is not None
    assert len(job.promised) == 10
    assert len(job.unit.history) == 10


def test_mending_leaves_the_days_before_the_first_published_one_alone(database: Database) -> None:
    published(database)
    job = planning.prepare_again(database, None, "few", MONDAY - timedelta(days=20))
    assert (job.first, job.last, len(job.promised or ())) == (MONDAY, FRIDAY, 20)


def test_a_plan_by_its_number_is_mended_whatever_its_days(database: Database) -> None:
    plan = saved(database, take(database))
    job = planning.prepare_again(database, plan, "balanced", FRIDAY + timedelta(days=300))
    assert (job.first, job.last, len(job.promised or ())) == (MONDAY, FRIDAY, 20)
    plans.publish(database, Publish(by=None, plan=plan))
    moving.assign(database, moving.Assign(by=None, plan=None, date=MONDAY, post="am", person=None))
    assert len(planning.prepare_again(database, plan, "few", MONDAY).promised or ()) == 19


def test_substitutes_of_the_published_rota(database: Database) -> None:
    published(database)
    day = date(2026, 12, 2)
    now = who(database, day, "am")
    document = planning.substitutes(database, day, "am")
    assert set(document) == {"substitutes", "blocked"}
    people = [row["person"] for part in document.values() for row in part]
    assert sorted(people) == sorted(("ab", "kl", "oh", "es", "lö", "pn"))
    reasons = {row["person"]: row["reason"] for row in document["blocked"]}
    assert reasons[now or ""] == "has the shift already"
    scores = [row["score"] for row in document["substitutes"]]
    assert scores == sorted(scores, reverse=True)
    for row in document["substitutes"]:
        command = moving.Assign(by=None, plan=None, date=day, post="am", person=row["person"])
        moving.assign(database, command)  # whoever is offered may sit there


def test_substitutes_look_at_a_draft_where_nothing_is_published(database: Database) -> None:
    plan = saved(database, take(database))
    now = next(each.person for each in plans.draft(database, plan).shifts if each.date == MONDAY)
    document = planning.substitutes(database, MONDAY, "am")
    assert next(row for row in document["blocked"] if row["person"] == now)["reason"] == "has the shift already"


NOBODY: list[Any] = []


@pytest.mark.parametrize(
    ("other", "first", "says"),
    [
        ({"posts": NOBODY}, MONDAY, "the rota has no posts"),
        ({"people": NOBODY}, MONDAY, "nobody to plan for"),
        ({}, date(2026, 12, 5), "No post is open from 2026-12-05 to 2026-12-06"),
    ],
)
def test_what_cannot_be_planned_is_one_sentence(
    database: Database, other: dict[str, Any], first: date, says: str
) -> None:
    take(database, **other)
    with pytest.raises(Trouble, match=says):
        planning.plan(database, first, first + timedelta(days=1))


def test_nothing_to_mend_or_replace_is_one_sentence(database: Database) -> None:
    with pytest.raises(Trouble, match="no posts"):
        planning.plan(database, MONDAY, FRIDAY)
    take(database)
    with pytest.raises(Trouble, match="No rota is published from 2026-11-30 on"):
        planning.replan(database, None, "few", MONDAY)
    with pytest.raises(Trouble, match="no plan 7"):
        planning.replan(database, 7, "few", MONDAY)
    with pytest.raises(Trouble, match="no post “night”"):
        planning.substitutes(database, MONDAY, "night")
    assert unit.load(database).history == ()


def _away(database: Database, key: str | None, day: date) -> None:
    person = staff.by_key(database, key or "")
    assert person is not None
    absence.add_absence(database, absence.AddAbsence(by=None, person=person.id, first=day, last=day))

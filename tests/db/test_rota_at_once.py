"""Two people change the rota in the same moment: one after the other, each against what the other has made of it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mottagning.command import carry_out
from mottagning.errors import Conflict, Trouble
from mottagning.people import staff
from mottagning.rota import moving, plans, postcard, swapping
from mottagning.rota.edition import Edition
from mottagning.rota.moving import Assign
from mottagning.rota.plans import Publish, SaveDraft
from mottagning.rota.swapping import ApproveSwap, AskSwap, TakeSwap
from tests.db import rota_desk
from tests.db.rota_desk import FRIDAY, MONDAY, who

AT = datetime(2026, 11, 27, 9, tzinfo=UTC)
RULES = {"min_gap_days": 1, "max_per_week": 3, "one_post_a_day": True, "daily_qualifications": []}


def test_one_person_is_not_put_on_two_posts_of_a_day(database, meanwhile):
    rota_desk.published(database, rules=RULES)
    for post in ("am", "pm"):
        assign(database, post, None)
    other = meanwhile(Edition, "put", lambda: assign(database, "pm", "pn"))
    assign(database, "am", "pn")
    with pytest.raises(Trouble, match="Per Nilsson cannot sit there"):
        other[0].result()
    assert (who(database, MONDAY, "am"), who(database, MONDAY, "pm")) == ("pn", None)


def test_of_two_drafts_published_at_once_one_stands_whole(database, meanwhile):
    rota_desk.published(database, rules=RULES)
    assign(database, "am", None)
    stands = plans.published(database, MONDAY, FRIDAY)
    one = draft(database, [replace(shift, person=shift.person or "pn") for shift in stands])
    empty = draft(database, [replace(shift, person=None) for shift in stands])
    with database.writing():  # the other window still shows the first of them
        plans.PlanRow.update(state="draft").where(plans.PlanRow.id == one).execute()
    other = meanwhile(Edition, "put", lambda: plans.publish(database, Publish(by=None, plan=empty)))
    plans.publish(database, Publish(by=None, plan=one))
    other[0].result()
    assert {shift.person for shift in plans.published(database, MONDAY, FRIDAY)} == {None}
    assert [plans.draft(database, plan).state for plan in (one, empty)] == ["replaced", "published"]


def assign(database, post, person):
    moving.assign(database, Assign(by=None, plan=None, date=MONDAY, post=post, person=person))


def draft(database, shifts):
    command = SaveDraft(by=None, first=MONDAY, last=FRIDAY, shifts=tuple(shifts), report={})
    return plans.save_draft(database, command).created["plan"]


@pytest.fixture
def ids(database):
    """Anna alone sits there, on Monday morning; Leyla leads."""
    rota_desk.published(database, rules=RULES)
    for post, person in (("am", None), ("pm", None), ("am", "ab")):
        assign(database, post, person)
    staff.save_person(database, staff.SavePerson(by=None, key="le", name="Leyla Ek", role="lead"))
    return {person.key: person.id for person in staff.everyone(database)}


def test_who_takes_a_shift_is_not_put_on_another_of_that_day(database, ids, meanwhile):
    swapping.ask_swap(database, AskSwap(by=ids["ab"], at=AT, date=MONDAY, post="am"))
    take_first(database, TakeSwap, ids["kl"])
    other = meanwhile(swapping, "_carry_out", lambda: assign(database, "pm", "kl"))
    take_first(database, ApproveSwap, ids["le"])
    with pytest.raises(Trouble, match="Karin Lind cannot sit there"):
        other[0].result()
    assert (who(database, MONDAY, "am"), who(database, MONDAY, "pm")) == ("kl", None)


def test_two_windows_ask_about_a_shift_once(database, ids, meanwhile):
    def ask():
        swapping.ask_swap(database, AskSwap(by=ids["ab"], at=AT, date=MONDAY, post="am"))

    other = meanwhile(swapping.SwapRow, "create", ask)
    ask()
    with pytest.raises(Conflict):
        other[0].result()
    assert len(swapping.swaps(database, ids["ab"], AT.date())) == 1


def take_first(database, kind, by):
    (found,) = swapping.swaps(database, by, AT.date())
    carry_out(database, kind(by=by, at=AT, swap=found.id, version=found.version))


def test_what_is_about_a_post_that_has_gone_meanwhile_is_told_as_such(database):
    rota_desk.take(database)
    shifts = [plans.Turnout(MONDAY, "am", "ab")]
    postcard.remove_post(database, postcard.RemovePost(by=None, key="am"))
    for command in (
        SaveDraft(by=None, first=MONDAY, last=MONDAY, shifts=tuple(shifts), report={}),
        moving.KeepPin(by=None, date=MONDAY, post="am", person="ab"),
        moving.Swap(by=None, plan=None, one=shifts[0], other=replace(shifts[0], post="pm"), despite=True),
    ):
        with pytest.raises(Conflict):
            carry_out(database, command)

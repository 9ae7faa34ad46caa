"""Two people change the rota in the same moment: one after the other, each against what the other has made of it."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import pytest

from mottagning.command import carry_out
from mottagning.errors import Conflict, Trouble
from mottagning.rota import moving, plans, postcard
from mottagning.rota.edition import Edition
from mottagning.rota.moving import Assign
from mottagning.rota.plans import Publish, SaveDraft
from tests.db import rota_desk
from tests.db.rota_desk import FRIDAY, MONDAY, who

RULES = {"min_gap_days": 1, "max_per_week": 3, "one_post_a_day": True, "daily_qualifications": []}
WAITING = """
SELECT count(*) FROM pg_locks JOIN pg_database ON oid = database WHERE datname = current_database() AND NOT granted
"""


@pytest.fixture
def meanwhile(database, monkeypatch):
    """Lets something else be asked while the first shift is about to be written, and come as far as it can."""
    with ThreadPoolExecutor(1) as windows:

        def hold(other) -> list[Future]:
            asked: list[Future] = []
            put = Edition.put

            def put_slowly(self, *arguments):
                if not asked:
                    asked.append(windows.submit(other))
                    wait(asked[0])
                return put(self, *arguments)

            monkeypatch.setattr(Edition, "put", put_slowly)
            return asked

        def wait(other: Future) -> None:
            while database.dialect == "postgresql" and not other.done():
                if database.sql(WAITING).fetchone()[0]:
                    return

        yield hold


def test_one_person_is_not_put_on_two_posts_of_a_day(database, meanwhile):
    rota_desk.published(database, rules=RULES)
    for post in ("am", "pm"):
        assign(database, post, None)
    other = meanwhile(lambda: assign(database, "pm", "pn"))
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
    other = meanwhile(lambda: plans.publish(database, Publish(by=None, plan=empty)))
    plans.publish(database, Publish(by=None, plan=one))
    other[0].result()
    assert {shift.person for shift in plans.published(database, MONDAY, FRIDAY)} == {None}
    assert [plans.draft(database, plan).state for plan in (one, empty)] == ["replaced", "published"]


def assign(database, post, person):
    moving.assign(database, Assign(by=None, plan=None, date=MONDAY, post=post, person=person))


def draft(database, shifts):
    command = SaveDraft(by=None, first=MONDAY, last=FRIDAY, shifts=tuple(shifts), report={})
    return plans.save_draft(database, command).created["plan"]


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

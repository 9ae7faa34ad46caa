"""Shifts moved by hand: the rules hold, the lead may overrule them, and everything can be undone."""

from datetime import UTC, date, datetime

import pytest

from mottagning.command import carry_out
from mottagning.db import Database
from mottagning.errors import Conflict, NotAllowed, Trouble
from mottagning.people import staff
from mottagning.rota import moving, plans, unit
from mottagning.rota.moving import Assign, KeepPin, StandBack, StandIn, Swap, Unpin
from mottagning.rota.plans import Publish, SaveDraft, Turnout

from .rota_desk import FRIDAY, MONDAY, document, shift, take, who

TUESDAY, WEDNESDAY = date(2026, 12, 1), date(2026, 12, 2)


@pytest.fixture
def plan(database: Database) -> int:
    """A draft of three days: Anna and Karin on Monday, Omar and Elin on Tuesday, Lisa and nobody on Wednesday."""
    take(database)
    sits = (("ab", "kl"), ("oh", "es"), ("lö", None))
    shifts = tuple(
        Turnout(day, post, person)
        for day, people in zip((MONDAY, TUESDAY, WEDNESDAY), sits, strict=True)
        for post, person in zip(("am", "pm"), people, strict=True)
    )
    command = SaveDraft(by=None, first=MONDAY, last=WEDNESDAY, shifts=shifts, report={})
    return plans.save_draft(database, command).created["plan"]


def sits(database: Database, plan: int, day: date, post: str) -> str | None:
    return next(each.person for each in plans.draft(database, plan).shifts if (each.date, each.post) == (day, post))


def put(plan: int | None, day: date, post: str, person: str | None, **other: object) -> Assign:
    return Assign(by=None, plan=plan, date=day, post=post, person=person, **other)  # type: ignore[arg-type]


def test_somebody_is_put_on_a_shift_and_off_again(database: Database, plan: int) -> None:
    changes = moving.assign(database, put(plan, WEDNESDAY, "pm", "pn"))
    assert sits(database, plan, WEDNESDAY, "pm") == "pn"
    assert plans.draft(database, plan).by_hand == {(WEDNESDAY, "pm")}
    carry_out(database, changes.undo)
    assert sits(database, plan, WEDNESDAY, "pm") is None
    assert plans.draft(database, plan).by_hand == frozenset()


def test_what_is_undone_is_the_planners_again_and_what_was_by_hand_is_so_still(database: Database, plan: int) -> None:
    tuesday = (TUESDAY, "am")
    carry_out(database, moving.assign(database, put(plan, *tuesday, None)).undo)
    assert (sits(database, plan, *tuesday), plans.draft(database, plan).by_hand) == ("oh", frozenset())
    moving.assign(database, put(plan, *tuesday, "pn"))
    undone = carry_out(database, moving.assign(database, put(plan, *tuesday, None)).undo)
    assert (sits(database, plan, *tuesday), plans.draft(database, plan).by_hand) == ("pn", {tuesday})
    carry_out(database, carry_out(database, undone.undo).undo)
    assert plans.draft(database, plan).by_hand == {tuesday}

    here, there = Turnout(*tuesday, "pn"), Turnout(WEDNESDAY, "am", "lö")
    changes = moving.swap(database, Swap(by=None, plan=plan, one=here, other=there, despite=True))
    assert plans.draft(database, plan).by_hand == {tuesday, (WEDNESDAY, "am")}
    undone = carry_out(database, changes.undo)
    assert plans.draft(database, plan).by_hand == {tuesday}
    carry_out(database, undone.undo)
    assert plans.draft(database, plan).by_hand == {tuesday, (WEDNESDAY, "am")}


def test_a_rule_is_broken_only_on_the_leads_word(database: Database, plan: int) -> None:
    with pytest.raises(Trouble, match="Omar Haddad cannot sit there: has a turn on 2026-12-01"):
        moving.assign(database, put(plan, WEDNESDAY, "pm", "oh"))
    assert sits(database, plan, WEDNESDAY, "pm") is None
    moving.assign(database, put(plan, WEDNESDAY, "pm", "oh", despite=True))
    assert sits(database, plan, WEDNESDAY, "pm") == "oh"


def test_what_is_published_around_a_draft_counts(database: Database, plan: int) -> None:
    moving.assign(database, put(None, date(2026, 12, 3), "am", "pn"))
    with pytest.raises(Trouble, match="has a turn on 2026-12-03"):
        moving.assign(database, put(plan, WEDNESDAY, "pm", "pn"))


def test_what_was_published_on_the_days_of_a_draft_does_not_count(database: Database, plan: int) -> None:
    moving.assign(database, put(None, TUESDAY, "am", "pn"))
    moving.assign(database, put(plan, WEDNESDAY, "pm", "pn"))
    assert sits(database, plan, WEDNESDAY, "pm") == "pn"


def test_the_published_rota_is_changed_at_once(database: Database, plan: int) -> None:
    plans.publish(database, Publish(by=None, plan=plan))
    changes = moving.assign(database, put(None, MONDAY, "am", "pn"))
    assert who(database, MONDAY, "am") == "pn"
    carry_out(database, changes.undo)
    assert who(database, MONDAY, "am") == "ab"


def test_two_shifts_are_exchanged_and_back(database: Database, plan: int) -> None:
    one, other = Turnout(MONDAY, "am", "ab"), Turnout(WEDNESDAY, "am", "lö")
    changes = moving.swap(database, Swap(by=None, plan=plan, one=one, other=other))
    assert (sits(database, plan, MONDAY, "am"), sits(database, plan, WEDNESDAY, "am")) == ("lö", "ab")
    carry_out(database, changes.undo)
    assert plans.draft(database, plan).shifts[0].person == "ab"
    assert sits(database, plan, WEDNESDAY, "am") == "lö"


def test_posts_of_one_day_are_exchanged(database: Database, plan: int) -> None:
    swap = Swap(by=None, plan=plan, one=Turnout(MONDAY, "am", "ab"), other=Turnout(MONDAY, "pm", "kl"))
    moving.swap(database, swap)
    assert (sits(database, plan, MONDAY, "am"), sits(database, plan, MONDAY, "pm")) == ("kl", "ab")


def test_a_shift_moves_to_an_empty_one(database: Database, plan: int) -> None:
    swap = Swap(by=None, plan=plan, one=Turnout(MONDAY, "am", "ab"), other=Turnout(WEDNESDAY, "pm", None))
    moving.swap(database, swap)
    assert (sits(database, plan, MONDAY, "am"), sits(database, plan, WEDNESDAY, "pm")) == (None, "ab")


def test_an_exchange_keeps_the_rules(database: Database, plan: int) -> None:
    moving.assign(database, put(None, date(2026, 12, 3), "am", "kl"))
    swap = Swap(by=None, plan=plan, one=Turnout(MONDAY, "pm", "kl"), other=Turnout(WEDNESDAY, "am", "lö"))
    with pytest.raises(Trouble, match="Karin Lind cannot sit there"):
        moving.swap(database, swap)
    assert sits(database, plan, WEDNESDAY, "am") == "lö"


def test_nothing_is_done_to_what_somebody_else_changed(database: Database, plan: int) -> None:
    seen = Turnout(WEDNESDAY, "pm", None)
    moving.assign(database, put(plan, WEDNESDAY, "pm", "pn", seen=seen))
    with pytest.raises(Conflict):
        moving.assign(database, put(plan, WEDNESDAY, "pm", "ab", seen=seen))
    with pytest.raises(Conflict):
        moving.swap(database, Swap(by=None, plan=plan, one=seen, other=Turnout(MONDAY, "am", "ab")))
    assert sits(database, plan, MONDAY, "am") == "ab"
    assert sits(database, plan, WEDNESDAY, "pm") == "pn"


@pytest.mark.parametrize(
    ("day", "post", "person", "says"),
    [
        (MONDAY, "night", "ab", "no post “night”"),
        (MONDAY, "am", "zz", "nobody called “zz”"),
        (FRIDAY, "am", "ab", "no shift am on 2026-12-11"),
    ],
)
def test_what_is_not_there_is_said(database: Database, plan: int, day: date, post: str, person: str, says: str) -> None:
    with pytest.raises(Trouble, match=says):
        moving.assign(database, put(plan, day, post, person))


def test_only_leads_move_people(database: Database, plan: int) -> None:
    desk = staff.by_key(database, "ab")
    assert desk is not None
    with pytest.raises(NotAllowed):
        moving.assign(database, Assign(by=desk.id, plan=plan, date=WEDNESDAY, post="pm", person="pn"))
    swap = Swap(by=desk.id, plan=plan, one=Turnout(MONDAY, "am", "ab"), other=Turnout(MONDAY, "pm", "kl"))
    with pytest.raises(NotAllowed):
        moving.swap(database, swap)


def test_who_stands_by_leaves_that_for_the_shift_and_has_it_back_when_it_is_undone(database: Database) -> None:
    posts = document()["posts"]
    spare = posts[0] | {"id": "spare", "name": "Reserv", "to": "16:00", "kind": "standby"}
    take(database, posts=[*posts, spare])
    sits = {"am": "ab", "pm": "kl", "spare": "oh"}
    shifts = tuple(Turnout(MONDAY, post, person) for post, person in sits.items())
    command = SaveDraft(by=None, first=MONDAY, last=MONDAY, shifts=shifts, report={})
    plans.publish(database, Publish(by=None, plan=plans.save_draft(database, command).created["plan"]))

    changes = moving.assign(database, put(None, MONDAY, "am", "oh", seen=Turnout(MONDAY, "am", "ab")))
    assert (who(database, MONDAY, "am"), who(database, MONDAY, "spare")) == ("oh", None)
    again = carry_out(database, changes.undo)
    assert (who(database, MONDAY, "am"), who(database, MONDAY, "spare")) == ("ab", "oh")
    back = carry_out(database, again.undo)
    assert (who(database, MONDAY, "am"), who(database, MONDAY, "spare")) == ("oh", None)

    moving.assign(database, put(None, MONDAY, "spare", "pn"))
    with pytest.raises(Conflict):
        carry_out(database, back.undo)
    assert who(database, MONDAY, "am") == "oh"


def test_pins_come_and_go(database: Database) -> None:
    take(database, pinned=[shift("2026-12-01", "am", "ab")])
    changes = moving.unpin(database, Unpin(by=None, date=TUESDAY, post="am"))
    assert unit.load(database).pinned == ()
    with pytest.raises(Conflict):
        moving.unpin(database, Unpin(by=None, date=TUESDAY, post="am"))
    carry_out(database, changes.undo)
    assert [each.person for each in unit.load(database).pinned] == ["ab"]
    moving.keep_pin(database, KeepPin(by=None, date=TUESDAY, post="am", person="kl"))
    assert [each.person for each in unit.load(database).pinned] == ["kl"]


def test_who_may_not_work_here_puts_no_substitute_in(database: Database) -> None:
    take(database)
    staff.save_person(database, staff.SavePerson(by=None, key="gu", name="Gun Ek", role="none"))
    gun = staff.by_key(database, "gu")
    assert gun is not None
    at = datetime(2026, 11, 30, 7, tzinfo=UTC)
    for command in (
        StandIn(by=gun.id, at=at, date=MONDAY, post="am", person="pn", seen=None),
        StandBack(by=gun.id, at=at, date=MONDAY, post="am", person="pn", before=None),
    ):
        with pytest.raises(NotAllowed, match="may not work"):
            carry_out(database, command)

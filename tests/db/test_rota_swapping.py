"""A swap is asked, taken, approved by rule or by the lead, and never parts from the shift it is about."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mottagning.audit import AuditEntry
from mottagning.command import carry_out
from mottagning.errors import Conflict, NotAllowed, Trouble
from mottagning.people import staff
from mottagning.people.absence import AddAbsence, add_absence
from mottagning.rota import moving, plans, swapping, takeover, versions
from mottagning.rota.model import Shift
from mottagning.rota.moving import Assign
from mottagning.rota.plans import Turnout
from mottagning.rota.swapping import ApproveByRule, ApproveSwap, AskSwap, RefuseSwap, TakeSwap, WithdrawSwap
from mottagning.rota.tables import SwapRow
from tests.db import rota_desk
from tests.db.rota_desk import MONDAY, who

AT = datetime(2026, 11, 27, 9, tzinfo=UTC)
TODAY = AT.date()
WEDNESDAY = date(2026, 12, 2)
RULES = {"min_gap_days": 1, "max_per_week": 3, "one_post_a_day": True, "daily_qualifications": []}


@pytest.fixture
def ids(database):
    """Anna sits on Monday morning and Karin on Wednesday morning; Leyla leads and sits nowhere."""
    rota_desk.published(database, rules=RULES)
    for day in (MONDAY, WEDNESDAY):
        for post, person in (("am", None), ("pm", None)):
            put(database, day, post, person)
    put(database, MONDAY, "am", "ab")
    put(database, WEDNESDAY, "am", "kl")
    staff.save_person(database, staff.SavePerson(by=None, key="le", name="Leyla Ek", role="lead"))
    return {person.key: person.id for person in staff.everyone(database)}


def put(database, day, post, person):
    moving.assign(database, Assign(by=None, plan=None, date=day, post=post, person=person, despite=True))


def ask(database, ids, of=None, day=MONDAY, by="ab"):
    command = AskSwap(by=ids[by], at=AT, date=day, post="am", of=None if of is None else ids[of])
    return swapping.ask_swap(database, command)


def the(database, ids, me):
    (found,) = swapping.swaps(database, ids[me], TODAY)
    return {"at": AT, "swap": found.id, "version": found.version}


def seen(database, ids, me):
    return [each.state for each in swapping.swaps(database, ids[me], TODAY)]


def test_asked_taken_and_approved_by_the_lead(database, ids):
    ask(database, ids)
    assert [seen(database, ids, me) for me in ("ab", "kl", "pn", "le")] == [["asked"]] * 4
    swapping.take_swap(database, TakeSwap(by=ids["kl"], **the(database, ids, "kl"), given=(WEDNESDAY, "am")))
    assert [seen(database, ids, me) for me in ("ab", "kl", "pn", "le")] == [["taken"], ["taken"], [], ["taken"]]
    assert (who(database, MONDAY, "am"), who(database, WEDNESDAY, "am")) == ("ab", "kl")
    swapping.approve_swap(database, ApproveSwap(by=ids["le"], **the(database, ids, "le")))
    assert (who(database, MONDAY, "am"), who(database, WEDNESDAY, "am")) == ("kl", "ab")
    assert [seen(database, ids, me) for me in ("ab", "kl", "pn", "le")] == [[]] * 4
    newest = versions.versions(database)[0]
    assert (newest.kind, newest.changes, newest.by) == ("swapped", 2, ids["le"])
    with database.reading():
        rows = list(AuditEntry.select().where(AuditEntry.kind == "swap").order_by(AuditEntry.id))
        assert [row.action for row in rows] == ["swap_asked", "swap_taken", "swap_done"]


def test_by_rule_it_happens_at_once_and_without_anything_in_return(database, ids):
    swapping.approve_by_rule(database, ApproveByRule(by=ids["le"], by_rule=True))
    ask(database, ids, of="pn")
    assert seen(database, ids, "kl") == []
    with pytest.raises(NotAllowed, match="Somebody else was asked"):
        swapping.take_swap(database, TakeSwap(by=ids["kl"], **the(database, ids, "pn")))
    swapping.take_swap(database, TakeSwap(by=ids["pn"], **the(database, ids, "pn")))
    assert who(database, MONDAY, "am") == "pn"
    undo = swapping.approve_by_rule(database, ApproveByRule(by=ids["le"], by_rule=False)).undo
    assert not swapping.by_rule(database)
    carry_out(database, undo)
    assert swapping.by_rule(database)


def test_hard_rules_hold_for_both(database, ids):
    ask(database, ids)
    put(database, MONDAY, "pm", "pn")
    with pytest.raises(Trouble, match="Per Nilsson is not available then"):
        swapping.take_swap(database, TakeSwap(by=ids["pn"], **the(database, ids, "pn")))
    add_absence(database, AddAbsence(by=None, person=ids["ab"], first=WEDNESDAY, last=WEDNESDAY))
    given = TakeSwap(by=ids["kl"], **the(database, ids, "kl"), given=(WEDNESDAY, "am"))
    with pytest.raises(Trouble, match=r"Anna Berg is not available then\."):
        swapping.take_swap(database, given)
    (swap,) = swapping.swaps(database, ids["kl"], TODAY)
    assert WEDNESDAY not in {shift.date for shift in swapping.offers(database, swap, ids["kl"], TODAY)}


def test_what_can_be_given_for_it_is_offered(database, ids):
    ask(database, ids)
    (swap,) = swapping.swaps(database, ids["kl"], TODAY)
    given = swapping.offers(database, swap, ids["kl"], TODAY)
    assert (WEDNESDAY, "am") in {(shift.date, shift.post) for shift in given}
    assert {shift.person for shift in given} == {"kl"}


def test_a_shift_that_is_over_is_neither_given_nor_taken(database, ids):
    ask(database, ids, day=WEDNESDAY, by="kl")
    asked = the(database, ids, "ab")
    tuesday, thursday = AT + timedelta(days=4), AT + timedelta(days=6)
    (swap,) = swapping.swaps(database, ids["ab"], TODAY)
    assert MONDAY in {shift.date for shift in swapping.offers(database, swap, ids["ab"], TODAY)}
    assert MONDAY not in {shift.date for shift in swapping.offers(database, swap, ids["ab"], tuesday.date())}
    for given, at in (((MONDAY, "am"), tuesday), (None, thursday)):
        with pytest.raises(Trouble, match="over already"):
            swapping.take_swap(database, TakeSwap(by=ids["ab"], **asked | {"at": at}, given=given))
    swapping.take_swap(database, TakeSwap(by=ids["ab"], **asked, given=(MONDAY, "am")))
    with pytest.raises(Trouble, match="over already"):
        swapping.approve_swap(database, ApproveSwap(by=ids["le"], **the(database, ids, "le") | {"at": tuesday}))
    assert (who(database, MONDAY, "am"), who(database, WEDNESDAY, "am")) == ("ab", "kl")


@pytest.mark.parametrize("day", [MONDAY, WEDNESDAY])
def test_a_shift_that_is_edited_meanwhile_lets_the_swap_lapse(database, ids, day):
    ask(database, ids)
    swapping.take_swap(database, TakeSwap(by=ids["kl"], **the(database, ids, "kl"), given=(WEDNESDAY, "am")))
    stale = the(database, ids, "le")
    put(database, day, "am", "pn")
    assert seen(database, ids, "ab") == []
    with pytest.raises(Conflict, match="changed since"):
        swapping.approve_swap(database, ApproveSwap(by=ids["le"], **stale))
    assert who(database, day, "am") == "pn"


def by_hand(database, ids):
    put(database, MONDAY, "am", "pn")


def by_exchange(database, ids):
    one, other = Turnout(MONDAY, "am", "ab"), Turnout(MONDAY, "pm", None)
    moving.swap(database, moving.Swap(by=None, plan=None, one=one, other=other, despite=True))


def by_a_plan(database, ids):
    shifts = (Turnout(MONDAY, "am", "pn"),)
    draft = plans.SaveDraft(by=None, first=MONDAY, last=MONDAY, shifts=shifts, report={})
    plan = plans.save_draft(database, draft).created["plan"]
    plans.publish(database, plans.Publish(by=None, plan=plan))


def by_a_workbook(database, ids):
    takeover.take_over(database, takeover.TakeOver(by=None, shifts=(Shift(MONDAY, "am", "pn"),)))


def by_a_rota_file(database, ids):
    rota_desk.take(database, rules=RULES, history=[rota_desk.shift(MONDAY.isoformat(), "am", "pn")])


def by_a_substitute(database, ids):
    absence_of_anna = AddAbsence(by=None, person=ids["ab"], first=MONDAY, last=MONDAY)
    add_absence(database, absence_of_anna)
    at = datetime(2026, 11, 30, 6, tzinfo=UTC)
    moving.stand_in(database, moving.StandIn(by=None, at=at, date=MONDAY, post="am", person="pn", seen="ab"))


@pytest.mark.parametrize("edit", [by_hand, by_exchange, by_a_plan, by_a_workbook, by_a_rota_file, by_a_substitute])
@pytest.mark.parametrize("is_taken", [False, True])
def test_whatever_changes_its_shift_the_swap_lapses_in_the_same_turn(database, ids, edit, is_taken):
    ask(database, ids)
    if is_taken:
        swapping.take_swap(database, TakeSwap(by=ids["kl"], **the(database, ids, "kl"), given=(WEDNESDAY, "am")))
    asked = the(database, ids, "ab")
    edit(database, ids)
    assert who(database, MONDAY, "am") != "ab"
    with database.reading():
        assert [row.state for row in SwapRow.select()] == ["lapsed"]
    if is_taken:
        with pytest.raises(Conflict):
            swapping.approve_swap(database, ApproveSwap(by=ids["le"], **asked))


def test_an_edit_of_another_shift_leaves_it(database, ids):
    ask(database, ids)
    put(database, WEDNESDAY, "pm", "pn")
    assert seen(database, ids, "ab") == ["asked"]


def test_withdrawn_given_back_and_refused(database, ids):
    undo = ask(database, ids).undo
    swapping.take_swap(database, TakeSwap(by=ids["kl"], **the(database, ids, "kl")))
    with pytest.raises(NotAllowed, match="Only who asked"):
        swapping.withdraw_swap(database, WithdrawSwap(by=ids["pn"], **the(database, ids, "le")))
    swapping.withdraw_swap(database, WithdrawSwap(by=ids["kl"], **the(database, ids, "kl")))
    assert seen(database, ids, "pn") == ["asked"]
    with pytest.raises(Conflict):
        carry_out(database, undo)
    swapping.withdraw_swap(database, WithdrawSwap(by=ids["ab"], **the(database, ids, "ab")))
    assert seen(database, ids, "le") == []
    ask(database, ids, of="kl")
    with pytest.raises(NotAllowed):
        swapping.refuse_swap(database, RefuseSwap(by=ids["pn"], **the(database, ids, "le")))
    swapping.refuse_swap(database, RefuseSwap(by=ids["kl"], **the(database, ids, "kl")))
    assert seen(database, ids, "ab") == []


def test_one_asks_for_ones_own_coming_shifts_once(database, ids):
    with pytest.raises(Trouble, match="no coming shift"):
        ask(database, ids, by="pn")
    ask(database, ids)
    with pytest.raises(Conflict, match="already"):
        ask(database, ids)
    with pytest.raises(NotAllowed, match="Somebody else"):
        swapping.take_swap(database, TakeSwap(by=ids["ab"], **the(database, ids, "ab")))
    stale = the(database, ids, "pn")
    swapping.take_swap(database, TakeSwap(by=ids["kl"], **stale))
    with pytest.raises(Conflict):
        swapping.take_swap(database, TakeSwap(by=ids["pn"], **stale))
    with pytest.raises(NotAllowed):
        swapping.approve_swap(database, ApproveSwap(by=ids["ab"], **the(database, ids, "ab")))

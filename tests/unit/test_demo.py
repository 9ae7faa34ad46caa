"""The demo is invented but believable: nothing happens before it can, and nobody works on Sundays."""

import random
from datetime import date

import pytest

from mottagning.contacts.bulk import Finished
from mottagning.demo import caselist, traffic
from mottagning.demo.caselist import DemoCase
from mottagning.worktime import ZONE, WorkTime

MONDAY = date(2026, 11, 23)
CLOCK = WorkTime()


def invented(seed: int = 1, days: int = 30) -> tuple[dict[int, DemoCase], list[Finished]]:
    rng = random.Random(seed)
    cases = dict(enumerate(caselist.make(rng, 600, MONDAY)))
    worked = traffic.days_before(CLOCK, MONDAY, days)
    return cases, list(traffic.finished(rng, 1_500, worked, list(cases.items()), [1, 2, 3]))


@pytest.mark.parametrize("days", [30, 750])
def test_no_contact_is_about_a_case_that_has_not_come_yet(days):
    cases, contacts = invented(days=days)
    tied = [(cases[each.case], each.at.astimezone(ZONE).date()) for each in contacts if each.case is not None]
    assert all(case.received <= day for case, day in tied)
    heaped = max(sum(case is each for each, _ in tied) for case in cases.values())
    assert len(tied) > (900 if days == 30 else 150)
    assert heaped < 20


def test_nobodys_letter_names_no_case():
    cases, contacts = invented()
    codes = {case.code for case in cases.values()}
    texts = [f"{each.subject} {each.text}" for each in contacts if each.case is None and each.text]
    assert texts
    assert not [text for text in texts if any(code in text for code in codes)]


def test_what_somebody_does_is_done_on_a_working_day():
    cases, _ = invented()
    for case in cases.values():
        for day in (case.since, case.received, case.opened, case.decided, case.executed, case.closed, case.next_date):
            assert day is None or CLOCK.is_working_day(day)
        assert case.next_date is None or case.next_date > MONDAY
        assert case.received <= (case.opened or case.since) <= case.since
        earlier = caselist.as_of(case, date(2026, 11, 2))
        assert earlier is None or (case.received <= earlier.since and CLOCK.is_working_day(earlier.since))


def test_the_same_seed_gives_the_same_demo():
    assert invented() == invented()
    assert invented() != invented(seed=2)

"""Improvement work: kept with a way back, about work alone, and limits moved by the lead alone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mottagning import audit
from mottagning.cases.pointing import NamesSomebody
from mottagning.command import carry_out
from mottagning.errors import Conflict, NotAllowed, Trouble
from mottagning.measures.improvements import (
    Improvement,
    KeepImprovement,
    improvements,
    keep_improvement,
)
from mottagning.measures.tables import ImprovementRow

from .cases import ALVA, read
from .people import hire

MONDAY = date(2026, 11, 23)
LUNCH = Improvement(title="Telefontid även över lunch", about=("calls_answered",), made_on=MONDAY)
WEEK = timedelta(days=7)


@pytest.fixture
def people(database) -> dict[str, int]:
    return hire(database, "ab")


def keep(database, improvement, by):
    return keep_improvement(database, KeepImprovement(by=by, improvement=improvement))


def test_it_is_kept_changed_and_taken_back(database, people):
    anna = people["ab"]
    made = keep(
        database, replace(LUNCH, owner=anna, follow_up=MONDAY + WEEK, title="  Telefontid   även över lunch "), anna
    )
    (found,) = improvements(database)
    assert found == replace(LUNCH, id=made.created["improvement"], owner=anna, follow_up=MONDAY + WEEK, version=1)
    changed = keep(database, replace(found, learnt="Färre gav upp."), anna)
    assert improvements(database)[0].learnt == "Färre gav upp."
    carry_out(database, changed.undo)
    assert improvements(database)[0].learnt == ""
    with pytest.raises(Conflict):
        carry_out(database, made.undo)
    assert audit.entries(database, "improvement", found.id)[-1][1:] == (anna, "improvement_kept")


def test_a_new_one_is_taken_back_and_comes_again(database, people):
    made = keep(database, LUNCH, people["ab"])
    back = carry_out(database, made.undo)
    assert improvements(database) == ()
    with database.reading():
        assert [(row.title, row.learnt) for row in ImprovementRow.select()] == [("", "")]
    carry_out(database, back.undo)
    assert [found.title for found in improvements(database)] == [LUNCH.title]


def test_two_who_change_the_same(database, people):
    keep(database, LUNCH, people["ab"])
    (found,) = improvements(database)
    keep(database, replace(found, title="Telefontid till 16"), people["kl"])
    with pytest.raises(Conflict):
        keep(database, replace(found, title="Telefontid till 17"), people["ab"])
    assert improvements(database)[0].title == "Telefontid till 16"
    with pytest.raises(Conflict):
        keep(database, replace(found, id=99), people["ab"])


def test_the_lead_alone_says_where_limits_are_counted_anew(database, people):
    with pytest.raises(NotAllowed):
        keep(database, replace(LUNCH, counts_anew=True), people["ab"])
    keep(database, replace(LUNCH, counts_anew=True), people["kl"])
    (found,) = improvements(database)
    for moved in (
        replace(found, counts_anew=False),
        replace(found, made_on=MONDAY - WEEK),
        replace(found, removed=True),
    ):
        with pytest.raises(NotAllowed):
            keep(database, moved, people["ab"])
    keep(database, replace(found, learnt="Det gick bra."), people["ab"])
    assert improvements(database)[0].counts_anew


def test_its_words_point_at_nobody(database, people, tmp_path):
    read(database, tmp_path, ALVA)
    for title in ("Vi ringde c-2417 igen", "Mejla anna@example.se", "Ring 070-174 06 05 först", "Om 19900101-2385"):
        with pytest.raises(Trouble):
            keep(database, replace(LUNCH, title=title), people["ab"])
        with pytest.raises(Trouble):
            keep(database, replace(LUNCH, learnt=title), people["ab"])
    with pytest.raises(Trouble):  # looks like a personal identity number, though its last figure is wrong
        keep(database, replace(LUNCH, title="Om 850709-9806"), people["ab"])
    keep(database, replace(LUNCH, title="Öppet 08–12 och 13–16, två platser"), people["ab"])


def test_a_name_is_asked_about_once(database, people, tmp_path):
    read(database, tmp_path, ALVA)
    named = replace(LUNCH, title="Mindre mejl till Alva")
    with pytest.raises(NamesSomebody):
        keep(database, named, people["ab"])
    command = KeepImprovement(by=people["ab"], improvement=named, names_are_fine=True)
    carry_out(database, carry_out(database, keep_improvement(database, command).undo).undo)
    assert [found.title for found in improvements(database)] == [named.title]


def test_what_cannot_be(database, people):
    for wrong in ({"title": "  "}, {"title": "x" * 200}, {"follow_up": MONDAY - WEEK}, {"owner": 999}):
        with pytest.raises(Trouble):
            keep(database, replace(LUNCH, **wrong), people["ab"])
    assert improvements(database) == ()


@pytest.mark.parametrize(("field", "most"), [("title", 120), ("learnt", 2000)])
def test_what_is_too_long_is_told_how_long_it_may_be(database, people, field, most):
    with pytest.raises(Trouble, match=f"at most {most} characters"):
        keep(database, replace(LUNCH, **{field: "x" * (most + 1)}), people["ab"])
    keep(database, replace(LUNCH, **{field: "x" * most}), people["ab"])


def test_the_latest_change_comes_first_and_concerns_its_goals(database, people):
    keep(database, LUNCH, people["ab"])
    keep(database, replace(LUNCH, title="Ny e-postrutin", about=(), made_on=MONDAY + WEEK), people["ab"])
    mail, lunch = improvements(database)
    assert (mail.title, lunch.title) == ("Ny e-postrutin", LUNCH.title)
    assert mail.concerns("mail_in_time")
    assert lunch.concerns("calls_answered")
    assert not lunch.concerns("mail_in_time")


def test_when_it_is_to_be_followed_up():
    soon = replace(LUNCH, follow_up=MONDAY + WEEK)
    assert not soon.is_due(MONDAY)
    assert soon.is_due(MONDAY + WEEK)
    assert soon.is_due(MONDAY + 2 * WEEK)
    assert not replace(soon, learnt="Ja").is_due(MONDAY + WEEK)
    assert not LUNCH.is_due(MONDAY + WEEK)

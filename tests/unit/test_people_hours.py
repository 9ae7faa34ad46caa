"""Opening hours as people write them."""

from datetime import date, time

import pytest

from mottagning import texts
from mottagning.errors import Trouble
from mottagning.people.hours import days_text, hours_text, read_days, read_hours

MORNING = (time(8), time(12))
AFTERNOON = (time(13), time(16, 30))


@pytest.mark.parametrize("text", ["8–12, 13–16:30", "08:00-12:00,13.00 - 16.30", " 8 — 12 , 13:00–16:30 "])
def test_every_way_of_writing_them_means_the_same(text):
    assert read_hours(text) == (MORNING, AFTERNOON)


def test_what_is_shown_can_be_read_again():
    for hours in ((), (MORNING,), (MORNING, AFTERNOON)):
        assert read_hours(hours_text(hours)) == hours
    assert hours_text((MORNING,)) == "08:00–12:00"


def test_until_midnight():
    assert read_hours("20–24") == ((time(20), time(0)),)
    assert hours_text(read_hours("20–24")) == "20:00–00:00"


@pytest.mark.parametrize("text", ["8", "8–", "25–26", "8–12 13–16", "8:70–12", "stängt på lördag", "8–24:30"])
def test_what_cannot_be_understood_is_said(text):
    with pytest.raises(Trouble, match="opening time"):
        read_hours(text)


def test_shut_is_a_word_in_both_languages():
    assert read_hours("shut") == read_hours("") == ()
    texts.use_language("sv")
    assert read_hours("Stängt") == ()


def test_single_days_one_a_line():
    text = "2026-12-30 8–12\n\n2026-12-23\n 2026-12-22 shut "
    closed, other = read_days(text)
    assert (closed, other) == ({date(2026, 12, 22), date(2026, 12, 23)}, {date(2026, 12, 30): (MORNING,)})
    assert days_text(closed, other) == "2026-12-22 shut\n2026-12-23 shut\n2026-12-30 08:00–12:00"
    assert read_days(days_text(closed, other)) == (closed, other)
    with pytest.raises(Trouble, match="“23 december 8–12” does not begin with a day"):
        read_days("23 december 8–12")

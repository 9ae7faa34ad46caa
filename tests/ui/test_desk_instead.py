"""A colleague who falls ill: the desk gets what she had at once, with her promise in words, and gives it back."""

from datetime import timedelta
from pathlib import Path

import pytest

from mottagning.contacts.handling import Claim, Promise
from mottagning.people.absence import AddAbsence

from .conftest import NOW
from .reception import Reception


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


def test_what_she_had_taken_and_promised_is_on_the_desk_and_hers_again(reception: Reception) -> None:
    karin = reception.person("kl")
    promised, taken = reception.mail("Ett", "Hej"), reception.mail("Två", "Hej")
    common = {"by": karin, "at": NOW}
    version = reception.summary(promised).version
    due_at = NOW + timedelta(hours=4)
    reception.command(Promise(**common, contact=promised, version=version, due_at=due_at, owner=karin))
    reception.command(Claim(**common, contact=taken, version=reception.summary(taken).version))
    reception.sit_down()
    today = NOW.date()
    away = reception.command(AddAbsence(by=None, person=karin, first=today, last=today + timedelta(days=1)))
    reception.until(taken, state="waiting", owner=None)
    reception.until(promised, state="promised", owner=None)
    page = reception.show(promised)
    reception.qtbot.waitUntil(lambda: reception.rows()[promised].detail.startswith("Promised by KL · "))
    assert page.contact.head.standing.text() == "Karin Lind promised before 13:41, and the desk keeps it"
    assert away.undo is not None
    reception.command(away.undo)
    reception.until(taken, state="taken", owner=karin)
    reception.until(promised, state="promised", owner=karin)
    reception.qtbot.waitUntil(lambda: page.contact.head.standing.text() == "Promised before 13:41")

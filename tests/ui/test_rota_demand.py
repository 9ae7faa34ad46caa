"""What the telephone takes, by its key: the map of calls, and how many people are enough."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from mottagning.ui.rota.demandcard import DemandCard

from .conftest import NOW
from .reception import ALT, Reception


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


def test_the_key_opens_it_and_longer_hours_take_fewer_people(reception: Reception) -> None:
    reception.sit_down("le")
    reception.call("missed", at=NOW - timedelta(days=8))
    reception.application.window.open_page("rota")
    reception.qtbot.waitUntil(lambda: reception.application.window.page("rota").shown is not None)
    reception.key(Qt.Key.Key_T, ALT)
    card: DemandCard = reception.card(DemandCard)
    reception.qtbot.waitUntil(lambda: "open days" in card.basis.text())
    reception.qtbot.waitUntil(lambda: {"1 person", "5 people"} <= {each.text() for each in card.findChildren(QLabel)})
    height = card.heat.sizeHint().height()
    card.hours.answers()[2].click()
    assert card.heat.sizeHint().height() > height
    assert "Monday 17" in card.heat.accessibleDescription()

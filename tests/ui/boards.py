"""The running program with the board open on a small case list, for the tests of the board and of its meeting."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.command import carry_out
from mottagning.people.absence import AddAbsence
from mottagning.people.signedin import SignedIn
from mottagning.people.staff import SavePerson, by_key
from mottagning.ui.board.page import BoardPage
from mottagning.ui.board.slipcard import SlipCard
from mottagning.ui.widgets.card import Card
from mottagning.ui.widgets.elided import ElidedLabel
from tests.db import feeds

from .conftest import NOW

HEADER = (*feeds.HEADER, "Nästa steg")
ROWS = (
    feeds.case("C-1", Steg="Mottaget", Handläggare="", Inkom="2026-11-20", I_steget_sedan="2026-11-20"),
    feeds.case("C-2", Inkom="2026-05-01") | {"Nästa steg": "Ring Åsa Öberg"},
    feeds.case("C-3", Kategori="LSS", Handläggare="Omar Hauge"),
    feeds.case("C-4", Steg="Uppföljning", Handläggare="Eva Åh"),
    feeds.case("C-5", Skyddade_personuppgifter="ja", Namn="Leo Öberg") | {"Nästa steg": "Flytta"},
    feeds.case("C-6", Steg="Väntar på intyg", Kategori="Annat"),
)
NAMES = ("Öberg", "Åsa", "Leo", "070-174", "asa@")


def staff(application: Application, who: str = "kl") -> None:
    """Karin leads, Omar is away today; one of them signs in."""
    for key, name, role in (("kl", "Karin Lind", "lead"), ("oh", "Omar Hauge", "desk")):
        carry_out(application.database, SavePerson(by=None, key=key, name=name, role=role))  # type: ignore[arg-type]
    people = {key: by_key(application.database, key) for key in ("kl", "oh")}
    omar, one = people["oh"], people[who]
    assert omar is not None
    assert one is not None
    carry_out(application.database, AddAbsence(by=None, person=omar.id, first=NOW.date(), last=NOW.date()))
    application.workplace.sign_in(SignedIn(one, NOW))


class Board:
    """The running program with the board open."""

    def __init__(self, application: Application, qtbot: QtBot, folder: Path) -> None:
        self.application = application
        self.window = application.window
        self.qtbot = qtbot
        self._folder = folder

    def feed(self, *rows: dict[str, str], at: datetime = feeds.MONDAY) -> None:
        path = feeds.write(self._folder / "cases.csv", rows, HEADER)
        feeds.take(self.application.database, path, at=at, confirm=True)

    def open(self, *rows: dict[str, str]) -> BoardPage:
        self.feed(*(rows or ROWS))
        page = self.window.open_page("board")
        assert isinstance(page, BoardPage)
        self.qtbot.waitUntil(lambda: bool(page.view.slips.rowCount()))
        return page

    @property
    def page(self) -> BoardPage:
        page = self.window.page("board")
        assert isinstance(page, BoardPage)
        return page

    def codes(self) -> list[str]:
        return [slip.code for slip in self.page.view.slips.items()]

    def heads(self) -> list[tuple[str, str]]:
        """The headings of the stages, from left to right."""
        pairs = self.page.view.headings.findChildren(ElidedLabel)
        shown = sorted((label.x(), label.y(), label.text()) for label in pairs if label.isVisible())
        return [(shown[n][2], shown[n + 1][2]) for n in range(0, len(shown), 2)]

    def chosen(self) -> str:
        index = self.page.view.currentIndex()
        return "" if not index.isValid() else str(index.data())

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def card(self) -> SlipCard:
        """The card, when it has been filled."""
        found: list[SlipCard] = []

        def is_filled() -> bool:
            cards = [card for card in self.window.findChildren(Card) if card.isVisible()]
            found[:] = [card.content for card in cards if isinstance(card.content, SlipCard)]
            return bool(found) and "Stage" in everything(found[0])

        self.qtbot.waitUntil(is_filled)
        return found[0]


def everything(widget: QWidget) -> str:
    """Every word that can be seen, pointed at or heard in a part of the window."""
    said = []
    for part in (widget, *widget.findChildren(QWidget)):
        said += [part.toolTip(), part.accessibleName(), part.accessibleDescription()]
        if isinstance(part, QLabel):
            said.append(part.text())
    return "\n".join(said)


_TOLD = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value, QAccessible.Text.Help)


def spoken(widget: QWidget) -> str:
    """Every name, description and value that a screen reader can come to in a part of the window, cells included."""
    said: list[str] = []

    def walk(node: QAccessibleInterface | None) -> None:
        if node is None or not node.isValid():
            return
        for kind in (
            QAccessible.Text.Name,
            QAccessible.Text.Description,
            QAccessible.Text.Value,
            QAccessible.Text.Help,
        ):
            said.append(node.text(kind))
        for number in range(node.childCount()):
            walk(node.child(number))

    walk(QAccessible.queryAccessibleInterface(widget))
    return "\n".join(said)

"""Draws the pictures of the rota for the handbook; `draw_pictures.py` calls these."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from mottagning.people import absence
from mottagning.ui.rota.cells import Place
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.card import Card

if TYPE_CHECKING:
    from docs.draw_pictures import Studio

_LEFT = Qt.MouseButton.LeftButton
_WEEKS = (44, 45, 46, 47)
_NAMES = ("Anna", "KL", "Omar H", "Elin", "Per N", "Johan", "Sara/Lena", "Tobias B", "Maria E")
_WAIT_MS = 40_000


def month(studio: Studio) -> None:
    """The month by post, with what is to be mended."""
    studio.page("rota")
    studio.take("schemat")


def dragged(studio: Studio) -> None:
    """A turn in the hand over one who may not have it."""
    page = studio.page("rota")
    shown, grid = page.shown, page.posts
    ahead = [slot for slot in shown.month.slots if slot.person and slot.date > shown.month.today]
    places = [Place(slot.date, post=slot.post) for slot in ahead]
    source, target = next(
        (one, other)
        for one in places
        for other in places
        if one.date != other.date and page.acts.judge(shown, one, other).tone is Tone.BAD
    )
    view = grid.viewport()
    start, end = (grid.visualRect(grid.cells.index_of(place)).center() for place in (source, target))
    QTest.mousePress(view, _LEFT, pos=start)
    QTest.mouseMove(view, start + QPoint(30, 4))
    QTest.mouseMove(view, end)
    studio.take("schemat-dra", grid)
    QTest.keyClick(grid, Qt.Key.Key_Escape)


def read_in(studio: Studio) -> None:
    """An Excel rota in blocks of weeks, before it is taken over."""
    path = studio.folder / "schema.xlsx"
    _write(path)
    studio.page("rota").files.take(path)
    card = _card(studio)
    studio.take("schemat-las-in", card)
    card.slide_out()


def proposals(studio: Studio) -> None:
    """What an absence breaks, and three ways out of it."""
    page = studio.page("rota")
    who = next(slot.person for slot in page.shown.month.slots if slot.date > page.shown.month.today and slot.person)
    first = page.shown.month.today + timedelta(days=1)
    away = absence.AddAbsence(by=None, person=page.shown.ids[who], first=first, last=first + timedelta(days=13))
    studio.application.workplace.publish(absence.add_absence(studio.application.database, away))
    studio.settle()
    page.cards.proposals(page.shown)
    card = _card(studio)
    for _ in range(_WAIT_MS // 100):
        QTest.qWait(100)
        if len(card.content._found) == 3:
            break
    studio.take("schemat-forslag", card)
    card.slide_out()


def _write(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Höst")
        for number, week in enumerate(_WEEKS):
            top = number * 5
            sheet.write_row(top, 0, [f"v. {week}", "Mån", "Tis", "Ons", "Tors", "Fre"])
            for line, post in enumerate(("Telefon fm", "Telefon em", "Disken")):
                names = [_NAMES[(week * 5 + day * 2 + line * 3) % len(_NAMES)] for day in range(5)]
                sheet.write_row(top + 1 + line, 0, [post, *names])


def _card(studio: Studio) -> Card:
    studio.settle()
    return next(card for card in studio.window.findChildren(Card) if card.isVisible())

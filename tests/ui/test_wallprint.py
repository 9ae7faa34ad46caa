"""The sheet for the wall: one size of letters on the whole of it, and no name cut, however long or many."""

from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from mottagning.rota.exporting import WallDay, WallMonth
from mottagning.ui.paper import DOTS_AN_INCH
from mottagning.ui.rota.wallprint import _Sheet
from mottagning.ui.theme import Theme, font
from mottagning.ui.tokens import Size

PEOPLE = ("Anna", "", "Maximiliana-Alexandra")


class Read(_Sheet):
    """Notes what was written, at which scale, and what was cut."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.words: list[str] = []
        self.scales: set[float] = set()
        self.cut: list[str] = []

    def _write(self, place: QRectF, text: str, size: Size, *arguments: Any, **how: Any) -> float:
        face = font(size, strong=how.get("strong", False), scale=how.get("scale", 1.0))
        if QFontMetricsF(face, self._painter.device()).horizontalAdvance(text) > place.width():
            self.cut.append(text)
        self.words.append(text)
        self.scales.add(how.get("scale", 1.0))
        return super()._write(place, text, size, *arguments, **how)


def read(posts: int, weekdays: int = 5, person: str = "") -> Read:
    """December 2026 with so many posts a day, the 29th without a rota, as it is painted on an A4 sheet."""

    def day(at: date) -> WallDay:
        lines = [(f"Tel {number}", PEOPLE[(at.day + number) % len(PEOPLE)]) for number in range(posts)]
        return WallDay(date=at, lines=() if at.day == 29 else tuple(lines[: 1 + at.day % posts]), note="")

    mondays = [date(2026, 11, 30) + timedelta(weeks=number) for number in range(5)]
    weeks = tuple(tuple(day(monday + timedelta(days=number)) for number in range(weekdays)) for monday in mondays)
    month = WallMonth(first=date(2026, 12, 1), weeks=weeks, legend=(("Tel 0", "Tel 0"),), person=person)
    across, down = round(273 / 25.4 * DOTS_AN_INCH), round(186 / 25.4 * DOTS_AN_INCH)
    paper = QImage(across, down, QImage.Format.Format_RGB32)
    paper.setDotsPerMeterX(round(DOTS_AN_INCH / 0.0254))
    paper.setDotsPerMeterY(round(DOTS_AN_INCH / 0.0254))
    painter = QPainter(paper)
    sheet = Read(painter, QRectF(0, 0, across, down), month)
    sheet.draw()
    painter.end()
    return sheet


@pytest.mark.parametrize(("posts", "weekdays"), [(3, 5), (7, 5), (3, 7)])
def test_no_name_is_cut_and_all_days_are_written_alike(theme: Theme, posts: int, weekdays: int) -> None:
    sheet = read(posts, weekdays)
    assert sheet.words.count("Maximiliana-Alexandra") > 5
    assert sheet.cut == []
    assert len(sheet.scales - {1.0}) == 1


def test_a_day_without_a_rota_says_so_but_not_to_one_person(theme: Theme) -> None:
    assert read(3).words.count("Not planned") == 1
    assert "Not planned" not in read(3, person="Anna Berg").words

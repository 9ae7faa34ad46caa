"""The sheet for the wall: one size of letters on the whole of it, none below 8 points, and no name cut."""

from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from mottagning.rota.wallsheet import WallDay, WallSheet
from mottagning.ui.paper import DOTS_AN_INCH
from mottagning.ui.rota.wallprint import WallPaper, _Sheet, draw
from mottagning.ui.theme import Theme, font
from mottagning.ui.tokens import Size

PEOPLE = ("Anna", "", "Maximiliana-Alexandra")
A4, A3 = (297, 210), (420, 297)
_MARGINS = 24


class Read(_Sheet):
    """Notes what was written, where and at which scale, and what was cut."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.words: list[str] = []
        self.scales: set[float] = set()
        self.points: list[float] = []
        self.places: list[QRectF] = []
        self.cut: list[str] = []

    def _write(self, place: QRectF, text: str, size: Size, *arguments: Any, **how: Any) -> float:
        scale = how.get("scale", 1.0)
        face = font(size, strong=how.get("strong", False), scale=scale)
        if QFontMetricsF(face, self._painter.device()).horizontalAdvance(text) > place.width():
            self.cut.append(text)
        self.words.append(text)
        self.scales.add(scale)
        self.points.append(size.value * scale)
        self.places.append(place)
        return super()._write(place, text, size, *arguments, **how)


def day(at: date, posts: int) -> WallDay:
    lines = [(f"Tel {number}", PEOPLE[(at.day + number) % len(PEOPLE)]) for number in range(posts)]
    return WallDay(date=at, lines=() if at.day == 29 else tuple(lines[: 1 + at.day % posts]), note="")


def sheet_of(posts: int, weekdays: int = 5, weeks: int = 5, person: str = "") -> WallSheet:
    """December 2026 with so many posts a day, the 29th without a rota; or some weeks from its beginning."""
    first = date(2026, 11, 30)
    mondays = [first + timedelta(weeks=number) for number in range(weeks)]
    found = tuple(tuple(day(monday + timedelta(days=n), posts) for n in range(weekdays)) for monday in mondays)
    whole = weeks == 5
    return WallSheet(
        first=date(2026, 12, 1) if whole else first,
        last=date(2026, 12, 31) if whole else mondays[-1] + timedelta(days=6),
        weeks=found,
        legend=(("Tel 0", "Tel 0"),),
        person=person,
    )


def read(sheet: WallSheet, paper: tuple[int, int] = A4, upright: bool = False) -> Read:
    """The sheet as it is painted on paper of so many millimetres."""
    long, short = ((side - _MARGINS) / 25.4 * DOTS_AN_INCH for side in paper)
    across, down = map(round, (short, long) if upright else (long, short))
    image = QImage(across, down, QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(round(DOTS_AN_INCH / 0.0254))
    image.setDotsPerMeterY(round(DOTS_AN_INCH / 0.0254))
    painter = QPainter(image)
    found = Read(painter, QRectF(0, 0, across, down), sheet)
    found.draw()
    painter.end()
    assert all(QRectF(0, 0, across, down).adjusted(-1, -1, 1, 1).contains(place) for place in found.places)
    return found


@pytest.mark.parametrize(("posts", "weekdays"), [(3, 5), (7, 5), (3, 7), (4, 5)])
@pytest.mark.parametrize("paper", [A4, A3])
@pytest.mark.parametrize("upright", [False, True])
def test_no_name_is_cut_and_all_days_are_written_alike(
    theme: Theme, posts: int, weekdays: int, paper: tuple[int, int], upright: bool
) -> None:
    found = read(sheet_of(posts, weekdays), paper, upright)
    assert found.words.count("Maximiliana-Alexandra") > 5
    assert len(found.scales - {1.0}) <= 1
    assert min(found.points) >= 7.99
    # In columns narrower than the very long name at 8 points, that one is shortened; nothing else is.
    is_narrow = (upright or weekdays == 7) and (paper == A4 or (upright and weekdays == 7))
    narrowest = {"Wednesday", "Not planned"} if (paper, upright, weekdays) == (A4, True, 7) else set()
    assert set(found.cut) <= ({"Maximiliana-Alexandra"} | narrowest if is_narrow else set())


def test_the_larger_paper_has_larger_letters(theme: Theme) -> None:
    small, large = (read(sheet_of(7), paper) for paper in (A4, A3))
    assert max(large.scales) > 1.2 * max(small.scales)


def test_some_weeks_are_a_sheet_of_their_own(theme: Theme) -> None:
    found = read(sheet_of(3, weeks=3))
    assert found.words[0] == "Weeks 49–51, 2026"
    assert {"30 Nov", "1 Dec", "2"} <= set(found.words)
    assert read(sheet_of(3, weeks=1)).words[0] == "Week 49, 2026"


def test_a_day_without_a_rota_says_so_but_not_to_one_person(theme: Theme) -> None:
    assert read(sheet_of(3)).words.count("Not planned") == 1
    assert "Not planned" not in read(sheet_of(3, person="Anna Berg")).words


@pytest.mark.parametrize(
    ("paper", "box"),
    [(WallPaper(), b"842"), (WallPaper("A3"), b"1191"), (WallPaper("A3", is_upright=True), b"842")],
)
def test_the_document_has_the_paper_that_was_asked_for(theme: Theme, paper: WallPaper, box: bytes) -> None:
    octets = draw([sheet_of(3)], paper)
    media = octets.split(b"/MediaBox")[1].split(b"]")[0]
    assert media.replace(b"[", b"").split()[2].startswith(box[:3])
    assert octets.count(b"/Type /Page\n") == 1

"""The chart of a goal: what is drawn is what stands in the table, in words, and in what is taken out."""

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mottagning import texts
from mottagning.app import Application
from mottagning.measures.improvements import Improvement
from mottagning.measures.periods import Period
from mottagning.measures.series import Point
from mottagning.ui.goals import words
from mottagning.ui.goals.chartdata import Asked, as_lines, rows
from mottagning.ui.goals.chartview import ChartView
from mottagning.ui.goals.curve import Curve, draw_up
from mottagning.ui.goals.legend import Legend
from mottagning.ui.theme import Theme

from .test_goals import DAY, LUNCH, NOW, card, finish, opened, people

__all__ = ["people"]  # a fixture
MONDAY = date(2026, 11, 23)
WEEK = timedelta(weeks=1)


def points(values: Sequence[float | None], *, part: bool = False) -> tuple[Point, ...]:
    """A week each, up to `MONDAY`; the last one not over if `part`."""
    first = MONDAY - (len(values) - 1) * WEEK
    last = len(values) - 1
    return tuple(
        Point(start=first + place * WEEK, value=value, n=40 if value is not None else 0, is_part=part and place == last)
        for place, value in enumerate(values)
    )


def curve(
    values: Sequence[float | None],
    *works: Improvement,
    aim: float | None = 90,
    part: bool = False,
    step: Period = "week",
    name: str = "calls_answered",
) -> Curve:
    return draw_up(name, "percent", step, points(values, part=part), aim, works)


CALM = [90.0, 94.0] * 6
WIDE = [80.0, 100.0] * 6


class TestCurve:
    def test_a_change_stands_before_the_period_it_was_made_in(self) -> None:
        early = Improvement(id=2, title="Tidigare", made_on=MONDAY - 60 * WEEK)
        one = Improvement(id=3, title="Ny rutin", made_on=MONDAY - 2 * WEEK + 3 * DAY)
        other = Improvement(id=4, title="Fler platser", made_on=MONDAY - 5 * WEEK)
        found = curve(CALM, one, early, other)
        assert [(each.number, each.place, each.work.title) for each in found.markers] == [
            (1, 6, "Fler platser"),
            (2, 9, "Ny rutin"),
        ]

    def test_limits_are_counted_anew_where_the_lead_says_so(self) -> None:
        moved = Improvement(id=1, title="Fler platser", made_on=MONDAY - 11 * WEEK, counts_anew=True)
        values = [*CALM, *(value - 40 for value in CALM)]
        assert [each.centre for each in curve(values, moved).chart.limits] == [92, 52]
        assert len(curve(values, Improvement(id=1, title="x", made_on=MONDAY - 11 * WEEK)).chart.limits) == 1

    def test_a_week_that_is_not_over_is_no_signal(self) -> None:
        assert curve([*CALM, 10.0], part=True).chart.signals == ()
        assert curve([*CALM, 10.0]).chart.signals[-1] == (12, "below")

    def test_the_first_day_of_a_week_does_not_press_all_else_together(self) -> None:
        assert not curve([*CALM, 10.0], part=True).shows_part
        assert curve([*CALM, 89.0], part=True).shows_part
        assert curve([10.0], part=True).shows_part
        assert not curve(CALM).shows_part

    def test_a_share_has_no_limit_above_all_of_it(self) -> None:
        assert curve([100.0, 80.0] * 5).chart.limits[0].upper == 100


class TestStory:
    def test_where_it_stands_and_that_nothing_is_more_than_chance(self) -> None:
        assert words.story(curve(CALM)) == (
            "Calls answered: 94 % (Week 48, 2026). The goal, 90 %, is reached. The lowest was 90 %, the highest 94 %. "
            "By itself it keeps between 81.4 % and 100 %, around 92 %. Nothing shows more than chance."
        )

    def test_what_is_more_than_chance(self) -> None:
        said = words.story(curve([*WIDE, 10.0, *WIDE]))
        assert "1 period is more than chance: Week 36, 2026." in said
        said = words.story(curve([50.0, 60.0] * 6 + [62.0, 72.0] * 6))
        assert "At least eight in a row are on the same side of the middle, the latest Week 48, 2026." in said

    def test_lower_may_be_better(self) -> None:
        assert "The goal, 10 %, is reached." in words.story(curve([5.0], aim=10, name="calls_abandoned"))
        assert "is not reached" in words.story(curve([15.0], aim=10, name="calls_abandoned"))

    def test_of_little_and_of_nothing(self) -> None:
        assert "too few periods" in words.story(curve([90.0], aim=None))
        assert "nothing to show" in words.story(curve([None, None]))
        assert "nothing to show" in words.story(curve([]))

    def test_in_swedish(self) -> None:
        texts.use_language("sv")
        said = words.story(curve(CALM))
        assert said.startswith("Besvarade samtal: 94 % (vecka 48, 2026). Målet 90 % är nått.")


class TestTable:
    def test_the_latest_first_with_what_was_changed_and_what_is_more_than_chance(self) -> None:
        found = rows(curve([*WIDE, 5.0, 90.0], Improvement(id=1, title="Ny rutin", made_on=MONDAY), part=True))
        assert [(row.place, row.note) for row in found[:3]] == [
            (13, "so far · 1: Ny rutin"),
            (12, "lower than chance explains"),
            (11, ""),
        ]

    def test_of_few_who_could_be_pointed_at_it_does_not_say_how_few(self) -> None:
        few = (Point(start=MONDAY, value=None, n=3, is_withheld=True),)
        lines = as_lines(draw_up("child_in_4_months", "percent", "week", few, None, ()), ";").splitlines()
        assert lines[1].split(";")[7] == "< 5"
        assert (
            as_lines(draw_up("calls_answered", "percent", "week", few, None, ()), ";").splitlines()[1].split(";")[7]
            == "3"
        )

    def test_as_a_spreadsheet_reads_it(self) -> None:
        texts.use_language("sv")
        found = list(csv.reader(io.StringIO(as_lines(curve([*CALM, None]), ";")), delimiter=";"))
        assert found[0][2:4] == ["Besvarade samtal (procent)", "Mål"]
        assert found[1][:6] == ["2026-08-31", "Vecka 36, 2026", "90", "90", "81,36", "92"]
        assert found[-1][2] == ""
        assert len(found) == 14


@pytest.fixture
def plot(theme: Theme, qtbot: QtBot):  # type: ignore[no-untyped-def]  # loaded here alone
    from mottagning.ui.goals.plot import Plot

    made = Plot()
    made.resize(900, 320)
    qtbot.addWidget(made)
    made.show()
    return made


SHAPES: dict[str, list[float | None]] = {
    "nothing": [],
    "nothing known": [None] * 26,
    "one week": [90.0],
    "the same every week": [100.0] * 26,
    "gaps": [90.0, None, 92.0, None, None, 91.0, *CALM, None],
    "three years": [80.0 + place % 7 for place in range(156)],
    "all none of them": [0.0] * 9,
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("aim", [None, 90.0])
def test_whatever_there_is_can_be_drawn(plot, shape: str, aim: float | None) -> None:  # type: ignore[no-untyped-def]
    work = Improvement(id=1, title="Ny rutin", made_on=MONDAY, counts_anew=True)
    drawn = curve(SHAPES[shape], work, aim=aim, part=True)
    plot.show_curve(drawn)
    if drawn.points:
        plot.choose(0)
    QApplication.processEvents()
    picture = plot.grab().toImage()
    legend = Legend()
    legend.show_curve(drawn)
    assert ("goal 90 %" in legend.accessibleName()) == (aim is not None)
    accent = b"\x63\x55\x0b" in bytes(picture.convertToFormat(QImage.Format.Format_RGB32).constBits())
    assert accent == bool(SHAPES[shape])  # at least the sign of the change


def test_a_point_that_was_chosen_stays_chosen_when_the_chart_is_drawn_anew(plot, theme: Theme) -> None:  # type: ignore[no-untyped-def]
    plot.show_curve(curve(CALM))
    plot.choose(3)
    QApplication.processEvents()
    plot.set_scale(2.0)
    QApplication.processEvents()
    assert plot._chosen.value() == 3
    assert plot._chosen.isVisible()
    plot.show_curve(curve(WIDE))
    QApplication.processEvents()
    assert not plot._chosen.isVisible()


def test_there_is_nothing_above_all_of_it(plot) -> None:  # type: ignore[no-untyped-def]
    plot.show_curve(curve([100.0, 100.0]))
    QApplication.processEvents()
    assert 100 < plot.view.viewRange()[1][1] < 105
    assert plot._left.tickStrings([95, 100, 105], 1, 5) == ["95 %", "100 %", ""]


def test_a_large_chart_follows_the_colours(plot, theme: Theme) -> None:  # type: ignore[no-untyped-def]
    plot.show_curve(curve(CALM))
    QApplication.processEvents()
    light = plot.grab().toImage().pixelColor(450, 5).lightness()
    try:
        theme.use("dark")
        QApplication.processEvents()
        assert plot.grab().toImage().pixelColor(450, 5).lightness() < 60 < light
    finally:
        theme.use("light")


def shown_chart(application: Application, qtbot: QtBot, name: str) -> ChartView:
    page = opened(application, qtbot)
    page.show_item(name)
    chart = page.chart
    qtbot.waitUntil(lambda: chart.shown is not None and chart.shown.asked == chart.asked)
    return chart


def test_figures_of_one_goal_never_stand_under_the_name_of_another(
    application: Application, people: dict[str, int], qtbot: QtBot
) -> None:
    finish(application, people, "solved", NOW)
    chart = shown_chart(application, qtbot, "solved_at_desk")
    assert chart.plot is not None
    assert chart.model.rowCount() > 0
    chart.open_goal("calls_answered")
    assert chart.title.text() == "Calls answered"  # its figures are being read
    assert chart.model.rowCount() == 0
    assert chart.story.text() == ""
    assert [part for part in (chart.plot, chart.legend) if part.isVisible()] == []
    qtbot.waitUntil(chart.plot.isVisible)
    assert chart.shown is not None
    assert chart.shown.asked == chart.asked


def test_a_chart_is_read_chosen_and_taken_out(
    application: Application, people: dict[str, int], qtbot: QtBot, tmp_path: Path
) -> None:
    for weeks in range(4):
        finish(application, people, "solved", NOW - weeks * WEEK)
        finish(application, people, "referred", NOW - weeks * WEEK)
    chart = shown_chart(application, qtbot, "solved_at_desk")
    assert chart.plot is not None
    assert chart.story.text().startswith("Solved at the desk: 50 % (Week 47, 2026).")
    assert chart.plot.accessibleDescription() == chart.story.text() == chart.table.accessibleDescription()
    assert "how many the desk solved itself" in chart.means.text()
    assert chart.table.hasFocus()
    assert [chart.model.line(row).texts[:3] for row in range(2)] == [
        ("Week 48, 2026", "50 %", "2"),
        ("Week 47, 2026", "50 %", "2"),
    ]

    qtbot.keyClick(chart.table, Qt.Key.Key_Down)
    qtbot.keyClick(chart.table, Qt.Key.Key_Down)
    chosen = chart.table.selected_key()
    assert isinstance(chosen, int)
    qtbot.waitUntil(lambda: bool(chart.plot and chart.plot._chosen.value() == chosen))

    chart.plot.picked.emit(len(chart.shown.curve.points) - 3 if chart.shown else -1)  # as a click on a point does
    assert chart.table.selected_key() == chosen - 1

    chart.copy.click()
    assert "Week 47, 2026\t50\t" in QGuiApplication.clipboard().text()
    chart.write(tmp_path / "solved.csv")
    qtbot.waitUntil(lambda: "solved.csv" in application.window.status.sentence)
    assert (tmp_path / "solved.csv").read_bytes().startswith("\ufeffFrom,Period,".encode())

    next(answer for answer in chart.step.answers() if answer.text() == "Month").click()
    qtbot.waitUntil(lambda: chart.shown is not None and chart.shown.asked.step == "month")
    assert chart.model.line(0).texts[:3] == ("November 2026", "50 %", "8")
    next(answer for answer in chart.span.answers() if answer.text() == "Three years").click()
    qtbot.waitUntil(lambda: chart.shown is not None and chart.shown.asked.span == "three")


def test_the_first_chart_that_a_room_sees_is_as_large_as_the_others(
    application: Application, people: dict[str, int], qtbot: QtBot
) -> None:
    page = opened(application, qtbot)
    page.turn_meeting()
    page.show_item("solved_at_desk")
    qtbot.waitUntil(lambda: page.chart.plot is not None)
    assert page.chart.plot is not None
    assert page.chart.plot._scale > 1


def test_what_is_for_a_quarter_is_shown_by_month_beside_what_others_reach(
    application: Application, people: dict[str, int], qtbot: QtBot
) -> None:
    chart = shown_chart(application, qtbot, "child_median")
    assert chart.asked == Asked("child_median", "month", "year")
    assert "To compare with: 105 days Malmö, Södra innerstaden 2012, 120 days." in chart.means.text()


def test_a_change_is_marked_on_the_charts_it_is_to_move(
    application: Application, people: dict[str, int], qtbot: QtBot
) -> None:
    finish(application, people, "solved", NOW - 10 * WEEK)
    chart = shown_chart(application, qtbot, "calls_answered")
    chart.add.click()
    form = card(application)
    assert [form.goals.item(0).checkState(), form.goals.item(1).checkState()] == [
        Qt.CheckState.Checked,
        Qt.CheckState.Unchecked,
    ]
    form.title.setText(LUNCH.title)
    form.ok.click()
    qtbot.waitUntil(lambda: bool(chart.shown and chart.shown.curve.markers))
    assert chart.works.rows.items()[0].title == f"1: {LUNCH.title}"
    chart.works.select(1)
    qtbot.keyClick(chart.works, Qt.Key.Key_Return)
    assert card(application).title.text() == LUNCH.title
    page = opened(application, qtbot)
    page.show_item("mail_in_time")
    qtbot.waitUntil(lambda: chart.shown is not None and chart.shown.asked.name == "mail_in_time")
    assert chart.shown is not None
    assert chart.shown.curve.markers == ()

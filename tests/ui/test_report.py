"""The report as people get it: one page of PDF and a workbook, read back; chosen and saved from the goals."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from mottagning import texts
from mottagning.app import Application
from mottagning.measures.catalogue import kind
from mottagning.measures.counting import Measure
from mottagning.measures.goals import DEFAULT_GOALS, Goal
from mottagning.measures.improvements import Improvement
from mottagning.measures.questions import shipped
from mottagning.measures.report import Figure, Report
from mottagning.measures.series import Point
from mottagning.measures.surveyindex import index, share
from mottagning.measures.surveys import Effect, Result, Results
from mottagning.ui.goals import reportbook, reportpaper
from mottagning.ui.goals.reportform import ReportForm
from mottagning.ui.surveys import cardpaper
from mottagning.ui.widgets.card import Card

from .reception import CTRL, Reception


def results(n: int = 40) -> Results:
    questions = tuple(
        Result(key=each.key, name=each.name, n=n, estimate=index({5: n - 2, 3: 2}), channels={})
        for each in shipped().questions
    )
    few = Effect(category="child", n=3, yes=None)
    helped = Effect(category="sol", n=20, yes=share(15, 20))
    return Results(questions=questions, effect=Effect(category="", n=23, yes=share(17, 23)), by_help=(few, helped))


def figure_of(goal: Goal, value: float | None = 92.0, n: int = 120, is_withheld: bool = False) -> Figure:
    now = Measure(
        name=goal.measure, value=value, unit=goal.unit, n=n, target=goal.target, excluded=3, is_withheld=is_withheld
    )
    points = tuple(
        Point(start=date.fromisocalendar(2026, week, 1), value=90.0 + week % 5, n=9) for week in range(15, 41)
    )
    return Figure(
        goal=goal, now=now, before=replace(now, value=95.0, is_withheld=False), verdict="nearer", trend=points
    )


def made(goals: tuple[Goal, ...] = DEFAULT_GOALS, changes: int = 2) -> Report:
    figures: dict[str, list[Figure]] = {}
    for goal in goals:
        if not goal.measure.startswith("survey"):
            figures.setdefault(kind(goal.measure).section, []).append(figure_of(goal))
    figures["cases"][0] = figure_of(figures["cases"][0].goal, None, 3, is_withheld=True)
    figures["children"][0] = figure_of(figures["children"][0].goal, None, 3, is_withheld=True)
    works = tuple(
        Improvement(id=n, title=f"=Ändring nummer {n}", made_on=date(2026, 10, n + 1), learnt="Det gick bra.")
        for n in range(changes)
    )
    return Report(
        unit="Vård och omsorg",
        period="month",
        first=date(2026, 10, 1),
        last=date(2026, 10, 31),
        made_at=datetime(2026, 11, 23, 8, 41, tzinfo=UTC),
        is_part=False,
        as_of=datetime(2026, 11, 23, 6, 12, tzinfo=UTC),
        is_stale=False,
        figures={section: tuple(found) for section, found in figures.items()},  # type: ignore[misc]
        changes=works,
        answers=results(),
        answers_before=results(30),
    )


@pytest.fixture
def swedish() -> Iterator[None]:
    texts.use_language("sv")
    yield
    texts.use_language("en")


def pages(octets: bytes) -> list[str]:
    return [page.extract_text().replace("\t", " ") for page in PdfReader(io.BytesIO(octets)).pages]


def test_the_page_has_head_goals_answers_and_changes(qapp: QApplication, swedish: None) -> None:
    (page,) = pages(reportpaper.draw(made()))
    for said in (
        "Rapport: oktober 2026",
        "Vård och omsorg",
        "2026-10-01 till 2026-10-31",
        "Gjord 2026-11-23 09:41",
        "Besvarade samtal",
        "mål minst 90 %",
        "på väg",
        "förra perioden 95 %",
        "för få",
        "Bemötande",
        "< 5",
        "=Ändring nummer 1",
        "Lärdom: Det gick bra.",
        "aldrig för en person",
    ):
        assert said in page, said


@pytest.mark.parametrize(("goals", "changes"), [(3, 0), (1, 20)])
def test_it_is_one_page_however_much_there_is(qapp: QApplication, goals: int, changes: int) -> None:
    """Three times the goals, and more changes than there is room for, are still one page, to its last line."""
    more = tuple(replace(goal, measure=f"{goal.measure}/part{n}") for n in range(goals - 1) for goal in DEFAULT_GOALS)
    (page,) = pages(reportpaper.draw(made((*DEFAULT_GOALS, *more), changes)))
    assert "Bemötande" in page
    assert "never for a person" in page
    if changes:
        assert "and 12 earlier" in page
        assert "nummer 19" in page
        assert "nummer 11\n" not in page


def test_the_workbook_has_numbers_and_withholds_what_the_page_does(swedish: None) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(reportbook.workbook(made())))
    assert book.sheet_names == ["Mål", "Veckor", "Svar", "Ändringar"]
    goals = {row[0]: row for row in book.get_sheet_by_name("Mål").to_python() if row and row[0]}
    assert goals["Besvarade samtal"][1:4] == [92.0, "procent", 90.0]
    assert goals["Hållna frister"][1] == "för få"
    assert (goals["Besvarade samtal"][5], goals["Barnutredningar inom fyra månader"][5]) == (120, "< 5")
    answers = {row[0]: row for row in book.get_sheet_by_name("Svar").to_python()}
    assert answers["Bemötande"][1] == pytest.approx(97.5)
    assert answers["Fick rätt hjälp: Barn"][1:6] == ["för få", "procent", "", "", "< 5"]
    assert len(book.get_sheet_by_name("Veckor").to_python()) == 27
    changes = book.get_sheet_by_name("Ändringar").to_python()
    assert changes[1] == [date(2026, 10, 1), "=Ändring nummer 0", "", "Det gick bra."], "words are no formulas"


def test_cards_are_four_on_a_sheet_with_every_question(qapp: QApplication) -> None:
    (page,) = pages(cardpaper.draw(shipped()))
    assert page.count("Fick du rätt hjälp?") == 4
    assert page.count("Hur blev du bemött?") == 4


class TestFromTheGoals:
    @pytest.fixture
    def unit(self, staffed_unit: Path) -> Path:
        return staffed_unit

    @pytest.fixture
    def reception(self, application: Application, qtbot: QtBot) -> Reception:
        made_ = Reception(application, qtbot)
        made_.sit_down("le")
        application.window.open_page("goals")
        return made_

    def test_a_month_is_chosen_and_saved_as_pdf_and_as_excel(self, reception: Reception, tmp_path: Path) -> None:
        """Ctrl+P on the goals; the month that is over is chosen already."""
        page = reception.application.window.page("goals")
        reception.qtbot.waitUntil(lambda: page is not None and page.isAncestorOf(QApplication.focusWidget()))
        reception.key(Qt.Key.Key_P, CTRL)
        form: ReportForm = reception.card(ReportForm)
        assert form.which.currentText() == "October 2026"
        workbook, paper = tmp_path / "rapport.xlsx", tmp_path / "rapport.pdf"
        form.save(workbook, "xlsx")
        window = reception.application.window
        reception.qtbot.waitUntil(lambda: "rapport.xlsx" in window.status.sentence)
        reception.qtbot.waitUntil(lambda: not any(card.isVisible() for card in window.findChildren(Card)))
        assert CalamineWorkbook.from_path(workbook).sheet_names[0] == "Goals"
        reception.key(Qt.Key.Key_P, CTRL)
        form = reception.card(ReportForm)
        reception.qtbot.mouseClick(form.kind.answers()[1], Qt.MouseButton.LeftButton)
        assert form.which.currentText() == "Week 47, 2026"
        form.save(paper, "pdf")
        reception.qtbot.waitUntil(paper.exists)
        assert "Report: Week 47, 2026" in pages(paper.read_bytes())[0]

    def test_a_place_that_cannot_be_written_is_said_on_the_card(self, reception: Reception, tmp_path: Path) -> None:
        page = reception.application.window.page("goals")
        page.ask_report()  # type: ignore[union-attr]
        form: ReportForm = reception.card(ReportForm)
        form.save(tmp_path / "nowhere" / "rapport.pdf", "pdf")
        reception.qtbot.waitUntil(lambda: "cannot be written" in form.notice.sentence)

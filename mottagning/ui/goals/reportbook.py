"""The report as an Excel workbook: the figures as numbers, for those who go on counting."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from mottagning.measures.catalogue import SECTIONS, label
from mottagning.measures.report import Report
from mottagning.measures.surveyindex import FEWEST, Estimate
from mottagning.texts import tr
from mottagning.ui.goals import reportwords, words
from mottagning.ui.surveys import surveywords

Cell = str | float | int | date | None


def workbook(report: Report) -> bytes:
    """Sheets of the goals, their weeks, the answers and the changes. What is withheld on paper is withheld here."""
    import xlsxwriter

    packed = io.BytesIO()
    # What people have written (a name, a change) may begin with a sign that Excel would carry out.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(packed, options) as book:
        write = _Sheets(book)
        write.sheet(tr("Goals"), _goal_heads(), _goals(report), _top(report), widths=(44, 14, 14))
        write.sheet(tr("Weeks"), _week_heads(report), _weeks(report), widths=(12, 18))
        write.sheet(tr("Answers"), _answer_heads(), _answers(report), widths=(30, 12))
        write.sheet(tr("Changes"), [tr("From"), tr("What is changed"), tr("Follow up"), tr("Learnt")], _changes(report),
                    widths=(12, 60, 12, 80))  # fmt: skip
    return packed.getvalue()


class _Sheets:
    """Writes tables with a heading line that stays."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self._number = book.add_format({"num_format": "0.##"})

    def sheet(
        self,
        name: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[Cell]],
        top: Sequence[str] = (),
        widths: Sequence[int] = (),
    ) -> None:
        """A sheet with this table; `widths` of the first columns, the last of them for all that follow."""
        sheet = self._book.add_worksheet(name)
        for row, line in enumerate(top):
            sheet.write_string(row, 0, line, self._title if row == 0 else None)
        first = len(top) + 1 if top else 0
        sheet.write_row(first, 0, heads, self._head)
        sheet.freeze_panes(first + 1, 1)
        for place in range(len(heads)):
            sheet.set_column(place, place, widths[min(place, len(widths) - 1)])
        for row, cells in enumerate(rows, first + 1):
            for place, cell in enumerate(cells):
                self._write(sheet, row, place, cell)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)

    def _write(self, sheet: Any, row: int, place: int, cell: Cell) -> None:
        if isinstance(cell, date):
            sheet.write_datetime(row, place, datetime.combine(cell, time()), self._day)
        elif isinstance(cell, str):
            sheet.write_string(row, place, cell)
        elif cell is not None:
            sheet.write_number(row, place, cell, self._number)


def _top(report: Report) -> list[str]:
    return [
        f"{reportwords.title(report)}, {reportwords.unit(report)}",
        reportwords.period(report),
        reportwords.made(report),
        reportwords.caution(report),
    ]


def _goal_heads() -> list[str]:
    return [tr("Goal"), tr("Figure"), tr("Counted in"), tr("Goal is"), tr("How it goes"), tr("Of how many"),
            tr("Left out"), tr("Period before"), tr("What others reach"), tr("About")]  # fmt: skip


def _goals(report: Report) -> list[list[Cell]]:
    return [
        [
            label(each.goal.measure),
            tr("too few") if each.now.is_withheld else each.now.value,
            words.unit_words(each.goal.unit),
            each.goal.target,
            reportwords.verdict(each),
            words.count(each.goal.measure, each.now.n) if each.now.is_withheld else each.now.n,
            each.now.excluded,
            tr("too few") if each.before.is_withheld else each.before.value,
            "; ".join(words.level_words(level, each.goal.unit) for level in each.goal.levels),
            tr(SECTIONS[section]),
        ]
        for section, figures in report.figures.items()
        for each in figures
    ]


def _week_heads(report: Report) -> list[str]:
    return [tr("Week from"), *(label(each.goal.measure) for figures in report.figures.values() for each in figures)]


def _weeks(report: Report) -> list[list[Cell]]:
    trends = [each.trend for figures in report.figures.values() for each in figures]
    if not trends:
        return []
    return [
        [points[0].start, *(tr("too few") if point.is_withheld else point.value for point in points)]
        for points in zip(*trends, strict=True)
        if not points[0].is_part
    ]


def _answer_heads() -> list[str]:
    return [tr("Question"), tr("Figure"), tr("Counted in"), tr("At least (95 %)"), tr("At most (95 %)"),
            tr("Answers"), tr("Period before"), tr("Swedish municipalities 2024 (SKR)")]  # fmt: skip


def _answers(report: Report) -> list[list[Cell]]:
    answers, earlier = report.answers, report.answers_before
    former = {each.key: each.estimate for each in earlier.questions}
    rows = [
        [*_answer(each.name, each.estimate, former.get(each.key), each.n, "index"), reportwords.levels(each)]
        for each in answers.questions
    ]
    rows.append(_answer(tr("Got the right help"), answers.effect.yes, earlier.effect.yes, answers.effect.n, "percent"))
    helped = {each.category: each.yes for each in earlier.by_help}
    for each in answers.by_help:
        name = tr("Got the right help: {kind}", kind=surveywords.category(each.category))
        rows.append(_answer(name, each.yes, helped.get(each.category), each.n, "percent"))
    return rows


def _answer(name: str, estimate: Estimate | None, former: Estimate | None, n: int, unit: str) -> list[Cell]:
    shown: list[Cell] = [None, None, None] if estimate is None else [estimate.value, estimate.low, estimate.high]
    if estimate is None and n:
        shown[0] = tr("too few")
    count = surveywords.count(n) if 0 < n < FEWEST else n
    return [name, shown[0], words.unit_words(unit), *shown[1:], count, None if former is None else former.value]


def _changes(report: Report) -> list[list[Cell]]:
    return [[each.made_on, each.title, each.follow_up, each.learnt] for each in report.changes]

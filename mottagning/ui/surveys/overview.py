"""What clients have answered: each question by quarter, what other municipalities reach, and who got the right help.

From here answers come in (cards written in, a file read in) and questions go out (cards to print, an e-mail's text).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.db import Database
from mottagning.measures.periods import Span, before, span
from mottagning.measures.questions import Survey, load_survey, mail_text, shipped
from mottagning.measures.surveyindex import Estimate
from mottagning.measures.surveys import LEVELS, Effect, Result, Results, results
from mottagning.privatefile import taken_out
from mottagning.texts import tr
from mottagning.ui.goals import words
from mottagning.ui.main_window import MainWindow
from mottagning.ui.printing import print_small
from mottagning.ui.surveys import answerform, cardpaper, surveywords
from mottagning.ui.theme import grown
from mottagning.ui.tokens import BETWEEN, INSIDE, Tone
from mottagning.ui.widgets.form import beside, button, label, primary_button, quiet_button
from mottagning.ui.widgets.table import Column, Table, TableModel
from mottagning.ui.workplace import Workplace
from mottagning.worktime import ZONE

WIDTH = 1080
_HIGH = 400
_QUARTERS = 4
_BESIDE = ("phone", "mail")
"""The channels that SKR has levels of."""
_NOBODY = Effect(category="", n=0, yes=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the table: a question, or whether people got the right help; the latest of `quarters` last."""

    key: str
    name: str
    quarters: tuple[str, ...]
    n: str
    channels: tuple[str, ...] = ("",) * len(_BESIDE)


@dataclass(frozen=True, slots=True)
class Overview:
    """What is asked, and the lines."""

    survey: Survey
    rows: tuple[Row, ...]


def quarters_before(now: datetime) -> tuple[Span, ...]:
    """The quarters that are shown, as time goes in the charts too: the one that goes on last."""
    quarters = [span("quarter", now.astimezone(ZONE).date())]
    while len(quarters) < _QUARTERS:
        quarters.insert(0, before("quarter", quarters[0][0]))
    return tuple(quarters)


def read_overview(database: Database, quarters: tuple[Span, ...]) -> Overview:
    """What was answered in these quarters, the latest last. Not for the window's thread."""
    with database.reading():
        survey = load_survey(database)
        found = [results(database, *quarter) for quarter in quarters]
    rows = [_question(key, name, found) for key, name in survey.names().items() if _is_known(key, survey, found)]
    rows.append(_help("right_help", tr("Got the right help"), [each.effect for each in found]))
    kinds = sorted({effect.category for each in found for effect in each.by_help}, key=lambda kind: (not kind, kind))
    for kind in kinds:
        effects = [next((one for one in each.by_help if one.category == kind), _NOBODY) for each in found]
        rows.append(_help(f"help/{kind}", f"    {surveywords.category(kind)}", effects))
    return Overview(survey, tuple(rows))


def _is_known(key: str, survey: Survey, found: list[Results]) -> bool:
    """Whether it is asked, or was answered in one of the quarters."""
    return key in [each.key for each in survey.questions] or any(_result(key, each) is not None for each in found)


def _result(key: str, found: Results) -> Result | None:
    return next((each for each in found.questions if each.key == key), None)


def _question(key: str, name: str, found: list[Results]) -> Row:
    results_ = [_result(key, each) for each in found]
    cells = [_cell(each.estimate, each.n, "index") if each else "–" for each in results_]
    latest = results_[-1]
    by_channel = {} if latest is None else latest.channels
    return Row(
        key=key,
        name=name,
        quarters=tuple(cells),
        n=surveywords.count(latest.n if latest else 0),
        channels=tuple(_beside(by_channel.get(channel), LEVELS.get((key, channel))) for channel in _BESIDE),
    )


def _help(key: str, name: str, effects: list[Effect]) -> Row:
    cells = [_cell(each.yes, each.n, "percent") for each in effects]
    return Row(key=key, name=name, quarters=tuple(cells), n=surveywords.count(effects[-1].n))


def _cell(estimate: Estimate | None, n: int, unit: str) -> str:
    """The figure and between what it lies: "78 (73–83)"."""
    if not n:
        return "–"
    figure = surveywords.figure(estimate, unit)
    return figure if estimate is None else f"{figure} ({round(estimate.low)}–{round(estimate.high)})"


def _beside(estimate: Estimate | None, level: float | None) -> str:
    """The figure of a channel, and what the municipalities reach in it."""
    own = "" if estimate is None else str(round(estimate.value))
    if level is None:
        return own
    return tr("{own} (SKR {mean})", own=own or "–", mean=words.value_words(level, "index"))


class SurveyCard(QWidget):
    """The table, and the ways in and out. `done` when it is closed for something else."""

    done = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._overview: Overview | None = None
        self._quarters = quarters_before(workplace.now())
        self.model: TableModel[Row] = TableModel(_columns(self._quarters), lambda row: row.key)
        self.table = Table(tr("What clients have answered"), self.model)
        self.table.setMinimumHeight(grown(_HIGH))
        self.write_cards = primary_button(tr("Write in cards…"), self._write_cards)
        self.read_file = button(tr("Read in a file…"), self._ask_file)
        self.print_cards = button(tr("Print cards…"), self._print_cards)
        self.save_cards = quiet_button(tr("Save cards as PDF…"), self._ask_where)
        self.copy_mail = quiet_button(tr("Copy to an e-mail"), self._copy_mail)
        self.change = quiet_button(tr("Change the questions…"), self._change_questions)
        for leads in (self.read_file, self.change):
            leads.setVisible(workplace.is_lead)
        why = tr(
            "In brackets stands what the figure lies between with 95 % certainty. Answers, telephone and e-mail are of "
            "the latest quarter. SKR is the average of Swedish municipalities 2024, measured in another way: compare "
            "with care. It tells what those who answered think, not those who did not."
        )
        index = tr(words.INDEX)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addWidget(self.table, 1)
        lines.addWidget(label(f"{index} {why}", "caption", "quiet", wraps=True))
        lines.addSpacing(BETWEEN - INSIDE)
        lines.addWidget(
            beside(
                self.write_cards, self.read_file, self.print_cards, None, self.save_cards, self.copy_mail, self.change
            )
        )
        self.setFocusProxy(self.write_cards)
        workplace.changed.connect(self._on_changes)
        self._refresh()

    def _on_changes(self, changes: Changes) -> None:
        if changes.concerns("survey"):
            self._refresh()

    def _refresh(self) -> None:
        quarters = self._quarters
        self._workplace.read(self, lambda database: read_overview(database, quarters), self._show)

    def _show(self, found: Overview) -> None:
        self._overview = found
        self.table.set_empty_sentence(tr("Nothing has been answered yet."))
        self.model.set_rows(found.rows)

    def _write_cards(self) -> None:
        answerform.ask(self._workplace, self.window(), of_cards=True)

    def _ask_file(self) -> None:
        from mottagning.ui.surveys import importform

        importform.ask_file(self._workplace, self.window())

    def _print_cards(self) -> None:
        survey = self._survey()

        def paint(printer: QPrinter) -> None:
            cardpaper.lay_out_printer(printer)
            cardpaper.paint(printer, survey)

        print_small(self._workplace, self, paint)

    def _ask_where(self) -> None:
        dialog = QFileDialog(self.window(), tr("Save cards as PDF"))
        dialog.setNameFilter("PDF (*.pdf)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(tr("survey cards.pdf"))
        dialog.fileSelected.connect(lambda name: self.save(Path(name)))
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        dialog.open()

    def save(self, path: Path) -> None:
        """Write a sheet of cards to a file."""
        survey = self._survey()

        def work(_database: Database) -> None:
            with taken_out(path, replace=True) as file:  # the dialog has asked
                file.write(cardpaper.draw(survey))

        says = tr("The cards are saved as {file}.", file=path.name)
        self._workplace.read(self, work, lambda _nothing: self._workplace.done.emit(says, None))

    def _copy_mail(self) -> None:
        QGuiApplication.clipboard().setText(mail_text(self._survey()))
        self._workplace.done.emit(tr("The questions are copied: paste them into an e-mail."), None)

    def _change_questions(self) -> None:
        self.done.emit()
        self._workplace.wanted.emit("settings", "surveys")

    def _survey(self) -> Survey:
        return shipped() if self._overview is None else self._overview.survey


def _columns(quarters: tuple[Span, ...]) -> list[Column[Row]]:
    def quarter(place: int) -> Column[Row]:
        title = words.period_words(quarters[place][0], "quarter")
        return Column(title=title, text=lambda row: row.quarters[place], width=126)

    def channel(place: int) -> Column[Row]:
        title = surveywords.channel(_BESIDE[place])
        return Column(title=title, text=lambda row: row.channels[place], tone=lambda _row: Tone.QUIET, width=118)

    return [
        Column(title=tr("Question"), text=lambda row: row.name, stretches=True),
        *(quarter(place) for place in range(len(quarters))),
        Column(title=tr("Answers"), text=lambda row: row.n, number=True, width=72),
        *(channel(place) for place in range(len(_BESIDE))),
    ]


def open_card(workplace: Workplace, window: QWidget) -> None:
    """Let the card slide in over whatever is shown."""
    assert isinstance(window, MainWindow)
    card = SurveyCard(workplace)
    card.done.connect(window.show_card(tr("What clients have answered"), card, width=WIDTH).slide_out)

"""What clients have answered as the lead sees it; files read in; the questions changed."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.measures import surveys
from mottagning.measures.questions import EFFECT, YES, SaveSurvey, load_survey
from mottagning.measures.surveys import CountAnswers, Response
from mottagning.ui.settings.surveys import SurveysSection
from mottagning.ui.surveys import importform, overview
from mottagning.ui.surveys.importform import ImportForm
from mottagning.ui.surveys.overview import SurveyCard

from .reception import Reception

MONTH = (date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


@pytest.fixture
def reception(application: Application, qtbot: QtBot) -> Reception:
    made = Reception(application, qtbot)
    made.sit_down("le")
    return made


def answer(reception: Reception, times: int, week: date = date(2026, 11, 16), **answers: int) -> None:
    given = tuple((EFFECT if key == "effect" else key, value) for key, value in answers.items())
    each = Response(week=week, way="form", channel="phone", category="sol", answers=given)
    reception.command(CountAnswers(by=None, responses=(each,) * times))


def lines(card: SurveyCard) -> dict[str, tuple[str, ...]]:
    """The lines of the table by their names."""
    return {line.texts[0].strip(): line.texts[1:] for line in card.model._lines}


def figures(reception: Reception) -> dict[str, tuple[float | None, int]]:
    return {each.name: (each.value, each.n) for each in surveys.measures(reception.database, *MONTH)}


def open_overview(reception: Reception) -> SurveyCard:
    overview.open_card(reception.application.workplace, reception.application.window)
    card: SurveyCard = reception.card(SurveyCard)
    reception.qtbot.waitUntil(lambda: "Bemötande" in lines(card))
    return card


def test_each_question_stands_by_quarter_beside_the_municipalities(reception: Reception) -> None:
    answer(reception, 30, kindness=5, effect=YES)
    answer(reception, 10, date(2026, 8, 3), kindness=3)
    card = open_overview(reception)
    kindness = lines(card)["Bemötande"]
    assert kindness[:2] == ("–", "–")
    assert kindness[2].startswith("50 (")
    assert kindness[3].startswith("100 (")
    assert kindness[4:] == ("30", "100 (SKR 83.8)", "")
    assert lines(card)["SoL"][3].startswith("100 % (")
    assert lines(card)["Lätt att nå"][2:4] == ("–", "–")
    answer(reception, 3, ease=1)  # answered meanwhile, by fewer than are shown
    reception.qtbot.waitUntil(lambda: lines(card)["Lätt att nå"][3] == "too few")
    assert lines(card)["Lätt att nå"][4] == "< 5"


def test_a_question_that_is_not_asked_any_more_is_shown_while_it_has_answers(reception: Reception) -> None:
    answer(reception, 30, kindness=5)
    seen = load_survey(reception.database)
    kept = replace(seen, questions=tuple(each for each in seen.questions if each.key == "clarity"))
    reception.command(SaveSurvey(by=reception.person("le"), survey=kept, seen=seen))
    assert {"Bemötande", "Tydligt svar"} < set(lines(open_overview(reception)))
    assert "Lätt att nå" not in lines(open_overview(reception))


def test_the_questions_go_into_an_email_without_a_link(reception: Reception) -> None:
    card = open_overview(reception)
    reception.qtbot.mouseClick(card.copy_mail, Qt.MouseButton.LeftButton)
    said = QGuiApplication.clipboard().text()
    assert "2. Hur blev du bemött? (1–5):" in said
    assert "http" not in said


def test_cards_are_saved_as_pdf(reception: Reception, tmp_path: Path) -> None:
    card = open_overview(reception)
    card.save(tmp_path / "kort.pdf")
    reception.qtbot.waitUntil(lambda: (tmp_path / "kort.pdf").exists())
    assert (tmp_path / "kort.pdf").read_bytes().startswith(b"%PDF")


def test_only_the_lead_reads_files_in_and_changes_questions(reception: Reception) -> None:
    reception.sit_down("ab")
    card = open_overview(reception)
    assert not card.read_file.isVisible()
    assert not card.change.isVisible()
    assert card.write_cards.isVisible()


def test_a_file_is_looked_at_a_column_is_named_and_it_is_counted_once(reception: Reception, tmp_path: Path) -> None:
    path = tmp_path / "svar.csv"
    rows = "".join(f"{n};2026-11-18;5;ja;Fri text om någon\n" for n in range(6))
    path.write_text(f"Id;Datum;Så var samtalet;Rätt hjälp;Kommentar\n{rows}9;2026-11-18;11;ja;\n", encoding="utf-8")
    importform.open_card(reception.application.workplace, reception.application.window, path)
    form: ImportForm = reception.card(ImportForm)
    reception.qtbot.waitUntil(lambda: form.said.text() == "7 new answers")
    field = form.columns["Så var samtalet"]
    place = field.findData("kindness")
    field.setCurrentIndex(place)
    field.activated.emit(place)
    reception.qtbot.waitUntil(lambda: form.said.text() == "6 new answers · 1 row cannot be read")
    assert form.rejected.text() == "Row 8, Så var samtalet: This is no answer from 1 to 5."
    reception.qtbot.mouseClick(form.ok, Qt.MouseButton.LeftButton)
    reception.qtbot.waitUntil(lambda: figures(reception)["survey/Bemötande"] == (100, 6))
    assert figures(reception)["survey_right_help"] == (100, 6)
    reception.qtbot.waitUntil(lambda: "6 answers are counted." in reception.application.window.status.sentence)
    importform.open_card(reception.application.workplace, reception.application.window, path)
    again: ImportForm = reception.card(ImportForm)
    reception.qtbot.waitUntil(lambda: again.said.text().startswith("0 new answers · 6 counted before"))
    assert not again.ok.isEnabled()


def test_what_is_no_list_is_said_on_the_card(reception: Reception, tmp_path: Path) -> None:
    path = tmp_path / "svar.csv"
    path.write_bytes(b"%PDF-1.7 and so on")
    importform.open_card(reception.application.workplace, reception.application.window, path)
    form: ImportForm = reception.card(ImportForm)
    reception.qtbot.waitUntil(lambda: "is a PDF document" in form.notice.sentence)


def section(reception: Reception) -> SurveysSection:
    page = reception.application.window.open_page("settings")
    page.show_item("surveys")  # type: ignore[attr-defined]
    shown = page.part  # type: ignore[attr-defined]
    assert isinstance(shown, SurveysSection)
    reception.qtbot.waitUntil(lambda: len(shown.questions.lines) == 5)
    return shown


def test_a_question_is_mended_another_added_and_it_is_taken_back(reception: Reception) -> None:
    shown = section(reception)
    shown.questions.lines[1].words.setText("Hur bemötte vi dig?")
    reception.qtbot.mouseClick(shown.questions.add_button, Qt.MouseButton.LeftButton)
    assert QApplication.focusWidget() is shown.questions.lines[5].name
    reception.write("Väntan")
    shown.questions.lines[5].words.setText("Hur var väntan?")
    reception.qtbot.mouseClick(shown.keeping.ok, Qt.MouseButton.LeftButton)
    reception.qtbot.waitUntil(lambda: len(load_survey(reception.database).questions) == 6)
    kept = load_survey(reception.database)
    assert (kept.questions[1].key, kept.questions[1].words) == ("kindness", "Hur bemötte vi dig?")
    assert kept.questions[5].key == "own_1"
    reception.undo()
    reception.qtbot.waitUntil(lambda: len(load_survey(reception.database).questions) == 5)
    reception.qtbot.waitUntil(lambda: len(shown.questions.lines) == 5)


def test_what_is_half_written_stays_while_answers_come_in(reception: Reception) -> None:
    shown = section(reception)
    shown.questions.lines[0].words.setText("Hur lätt")
    answer(reception, 1, kindness=5)
    open_overview(reception)  # read after the answer came
    assert shown.questions.lines[0].words.text() == "Hur lätt"


def test_a_question_without_words_is_refused_on_the_page(reception: Reception) -> None:
    shown = section(reception)
    shown.questions.lines[0].words.clear()
    reception.qtbot.mouseClick(shown.keeping.ok, Qt.MouseButton.LeftButton)
    reception.qtbot.waitUntil(lambda: "Write every question" in shown.keeping.notice.sentence)
    assert len(load_survey(reception.database).questions) == 5


def test_what_another_lead_saved_meanwhile_is_said_and_not_written_over(reception: Reception) -> None:
    shown = section(reception)
    shown.questions.lines[0].words.setText("Hur lätt var det?")
    seen = load_survey(reception.database)
    reception.command(SaveSurvey(by=reception.person("le"), survey=replace(seen, effect="Hjälpte vi?"), seen=seen))
    theirs = load_survey(reception.database)
    reception.qtbot.mouseClick(shown.keeping.ok, Qt.MouseButton.LeftButton)
    reception.qtbot.waitUntil(lambda: "Somebody else changed this just now" in shown.keeping.notice.sentence)
    assert load_survey(reception.database) == theirs
    assert shown.questions.lines[0].words.text() == "Hur lätt var det?"
    reception.qtbot.mouseClick(shown.keeping.back, Qt.MouseButton.LeftButton)
    reception.qtbot.waitUntil(lambda: shown.effect.text() == "Hjälpte vi?")
    assert shown.questions.lines[0].words.text() == seen.questions[0].words


def test_nobody_loses_her_place_when_answers_come_in(reception: Reception) -> None:
    shown = section(reception)
    line = shown.questions.lines[0]
    read: list[object] = []
    fill = shown.keeping._fill
    shown.keeping._fill = lambda survey: (fill(survey), read.append(survey))  # type: ignore[assignment, func-returns-value]
    answer(reception, 1, kindness=5)
    reception.qtbot.waitUntil(lambda: bool(read))
    assert shown.questions.lines[0] is line

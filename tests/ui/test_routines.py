"""Routines at the desk and on the call card, by keys: suggested, ticked, their texts used, and whom to ask."""

from dataclasses import replace

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt

from mottagning.command import carry_out
from mottagning.contacts import handling
from mottagning.desk import following, routines
from mottagning.desk.course import take_out
from mottagning.desk.following import at_hand
from mottagning.desk.routine import Occasion, Step, shipped
from mottagning.desk.routines import SaveRoutine
from mottagning.people.staff import SavePerson
from mottagning.ui.desk.answerform import AnswerForm
from mottagning.ui.desk.routinesheet import RoutineSheet
from mottagning.ui.lead import coursepaper

from .conftest import NOW
from .reception import CTRL, ENTER, ESCAPE, Reception, texts_of
from .test_callcard_known import telephone  # noqa: F401 - a fixture

F8 = Qt.Key.Key_F8


@pytest.fixture
def unit(staffed_unit):
    return staffed_unit


def sheet_of(part, qtbot) -> RoutineSheet:
    """The sheet, when it has read whom one can ask and shows a routine, or those to choose from."""
    qtbot.waitUntil(lambda: part.sheet is not None and _is_filled(part.sheet))
    return part.sheet


def _is_filled(sheet: RoutineSheet) -> bool:
    return sheet.list is not None or (bool(sheet.steps) and "Lena Ek" in texts_of(sheet.ask))


def open_on(reception, subject, text) -> tuple[int, RoutineSheet]:
    """A letter is chosen, and F8 opens the routine that fits."""
    contact = reception.mail(subject, text)
    reception.sit_down()
    page = reception.show(contact)
    reception.qtbot.waitUntil(lambda: page.contact.routine.line.text() != "Routine…")
    reception.key(F8)
    return contact, sheet_of(page.contact.routine, reception.qtbot)


def done(reception, contact, key="fee"):
    found = at_hand(reception.database, Occasion(channel="mail"), reception.whole(contact).steps)
    return next((each.done for each in found.followed if each.routine.key == key), ())


def until_done(reception, contact, *places, key="fee"):
    reception.qtbot.waitUntil(lambda: done(reception, contact, key) == places)


class TestAtTheDesk:
    def test_the_likeliest_is_suggested_with_its_reason_and_ticked_by_figures(self, reception):
        contact, sheet = open_on(reception, "Faktura", "Fakturan för oktober stämmer inte")
        page = reception.page
        assert "Faktura eller avgift" in page.contact.routine.line.text()
        assert sheet.progress.text() == "Suggested: “faktura”"
        reception.key(Qt.Key.Key_2)
        reception.key(Qt.Key.Key_1)
        until_done(reception, contact, 0, 1)
        reception.qtbot.waitUntil(lambda: "2 of 5" in page.contact.routine.line.text())
        assert [step.box.isChecked() for step in sheet.steps] == [True, True, False, False, False]
        assert "Anna Berg" in sheet.progress.text()
        reception.undo()
        until_done(reception, contact, 1)
        reception.qtbot.waitUntil(lambda: not sheet.steps[0].box.isChecked())

    def test_the_keys_stand_where_it_is_seen_and_go_back(self, reception):
        contact = reception.mail("Faktura", "Fakturan")
        reception.sit_down()
        page = reception.show(contact)
        page.contact.note.setFocus()
        reception.qtbot.waitUntil(lambda: "Faktura" in page.contact.routine.line.text())
        reception.key(F8)
        sheet = sheet_of(page.contact.routine, reception.qtbot)
        reception.qtbot.waitUntil(lambda: sheet.steps[0].box.hasFocus())
        reception.key(F8)
        assert (page.contact.routine.sheet, page.contact.note.hasFocus()) == (None, True)
        reception.key(F8)
        reception.qtbot.waitUntil(lambda: sheet.has_keys())
        reception.key(ESCAPE)
        assert (page.contact.routine.sheet, page.contact.note.hasFocus()) == (None, True)

    def test_the_contact_is_not_hidden(self, reception):
        _, sheet = open_on(reception, "Faktura", "Fakturan")
        column = reception.page.contact
        right = column.mapTo(reception.page, column.rect().topRight()).x()
        assert sheet.geometry().left() > right
        assert sheet.geometry().right() == reception.page.rect().right()

    def test_what_is_ticked_elsewhere_is_seen_here_and_stays_when_one_looks_at_another(self, reception):
        contact, sheet = open_on(reception, "Faktura", "Fakturan")
        other = reception.mail("Besök", "Jag måste avboka")
        command = following.Tick(by=reception.person("kl"), at=NOW, contact=contact, routine="fee", version=0, place=3)
        reception.command(command)
        reception.qtbot.waitUntil(lambda: sheet.steps[3].box.isChecked())
        assert "Karin Lind" in sheet.progress.text()
        reception.show(other)
        reception.qtbot.waitUntil(lambda: sheet.title.text() == "Ställa in ett besök")
        assert not any(step.box.isChecked() for step in sheet.steps)
        reception.show(contact)
        reception.qtbot.waitUntil(lambda: len(sheet.steps) == 5 and sheet.steps[3].box.isChecked())

    def test_its_texts_go_into_the_note_and_the_answer(self, reception):
        contact, sheet = open_on(reception, "Faktura", "Fakturan")
        note = reception.page.contact.note
        note.setPlainText("Ringde nyss.")
        reception.key(Qt.Key.Key_A)
        assert note.toPlainText().startswith("Ringde nyss.\nFakturanummer och månad:")
        assert note.hasFocus()
        sheet.setFocus()
        reception.key(Qt.Key.Key_S)
        form: AnswerForm = reception.card(AnswerForm)
        reception.qtbot.waitUntil(lambda: "Vi har tagit emot din fråga om fakturan" in form.text.toPlainText())
        assert reception.summary(contact).state == "waiting"

    def test_another_is_chosen_and_followed(self, reception):
        contact, sheet = open_on(reception, "Faktura", "Fakturan")
        reception.key(Qt.Key.Key_B)
        reception.qtbot.waitUntil(lambda: sheet.list is not None and sheet.list.hasFocus())
        assert sheet.list.selected_key() == "fee"  # what fits comes first
        sheet.list.select("complaint")
        reception.key(ENTER)
        reception.qtbot.waitUntil(lambda: sheet.title.text() == "Missnöjd eller överklagar")
        reception.qtbot.waitUntil(lambda: sheet.has_keys() and sheet.list is None)
        reception.key(Qt.Key.Key_3)
        until_done(reception, contact, 2, key="complaint")

    def test_who_looks_at_the_others_and_stays_has_her_own_again(self, reception):
        contact, sheet = open_on(reception, "Faktura", "Fakturan")
        for back in (ENTER, ESCAPE):  # the one that is followed chosen anew; the sheet closed without a choice
            reception.key(Qt.Key.Key_B)
            reception.qtbot.waitUntil(lambda: sheet.list is not None and sheet.list.hasFocus())
            assert sheet.accessibleName() == "Choose a routine"
            reception.key(back)
        reception.key(F8)
        reception.qtbot.waitUntil(lambda: sheet.list is None and sheet.has_keys())
        assert sheet.accessibleName() == "Routine: Faktura eller avgift"
        reception.key(Qt.Key.Key_1)
        until_done(reception, contact, 0)

    def test_where_nothing_fits_one_chooses(self, reception):
        contact = reception.mail("Tack", "Tack så mycket")
        reception.sit_down()
        page = reception.show(contact)
        reception.key(F8)
        sheet = sheet_of(page.contact.routine, reception.qtbot)
        assert [row.key for row in sheet.list.rows.items()] == [each.key for each in shipped()]
        reception.key(ENTER)
        reception.qtbot.waitUntil(lambda: sheet.title.text() == "Orosanmälan")

    def test_when_it_is_done_what_is_left_is_said_and_stops_nobody(self, reception):
        contact, _ = open_on(reception, "Faktura", "Fakturan")
        reception.key(Qt.Key.Key_1)
        until_done(reception, contact, 0)
        reception.wait_shown(contact)
        reception.key(ENTER, CTRL)
        reception.until(contact, state="closed")
        status = reception.application.window.status
        reception.qtbot.waitUntil(lambda: "3 steps that must be done are not ticked." in status.sentence)

    def test_of_what_is_done_the_followed_wording_is_read_also_when_it_is_another_now(self, reception):
        contact, sheet = open_on(reception, "Faktura", "Fakturan")
        reception.key(Qt.Key.Key_1)
        until_done(reception, contact, 0)
        mine = next(each for each in routines.load(reception.database) if each.key == "fee")
        changed = SaveRoutine(by=None, at=NOW, routine=replace(mine, steps=(Step("Helt annat"),)))
        reception.command(changed)
        reception.qtbot.waitUntil(lambda: "has been changed since" in texts_of(sheet))
        assert sheet.steps[0].words.text().startswith("Ta reda på vem som ringer")
        version = reception.summary(contact).version
        reception.command(handling.Close(by=None, at=NOW, contact=contact, version=version, outcome="solved"))
        reception.page.show_item(contact)
        reception.qtbot.waitUntil(lambda: sheet.steps and not sheet.steps[0].isEnabled())
        assert sheet.steps[0].words.text().startswith("Ta reda på vem som ringer")
        assert sheet.steps[0].box.isChecked()

    def test_one_goes_on_by_the_new_wording(self, reception):
        contact, sheet = open_on(reception, "Faktura", "Fakturan")
        reception.key(Qt.Key.Key_1)
        until_done(reception, contact, 0)
        mine = next(each for each in routines.load(reception.database) if each.key == "fee")
        steps = (Step("Helt annat", required=True), mine.steps[0])
        reception.command(SaveRoutine(by=None, at=NOW, routine=replace(mine, steps=steps)))
        reception.qtbot.waitUntil(lambda: "has been changed since" in texts_of(sheet))
        reception.key(Qt.Key.Key_N)
        reception.qtbot.waitUntil(lambda: [step.box.isChecked() for step in sheet.steps] == [False, True])
        assert "has been changed since" not in texts_of(sheet)

    def test_whom_to_ask_is_rung_and_noted_by_keys(self, reception, telephone):  # noqa: F811
        lena = {"person": reception.person("le"), "version": 1, "phone": "08-465 004 77"}
        carry_out(reception.database, SavePerson(by=None, key="le", name="Lena Ek", role="lead", **lena))
        contact, sheet = open_on(reception, "Faktura", "Fakturan")
        assert "08-465 004 77" in texts_of(sheet.ask)
        reception.key(Qt.Key.Key_R)
        assert telephone.rung == ["tel:+46846500477"]
        reception.key(Qt.Key.Key_F)
        reception.qtbot.waitUntil(lambda: sheet.asked_line.text().startswith("Lena Ek was asked"))
        names = [step.step for step in reception.whole(contact).steps][-2:]
        assert names == ["rung", "adviser_asked"]
        reception.undo()
        reception.qtbot.waitUntil(lambda: sheet.asked_line.text() == "")

    def test_it_goes_when_nobody_is_signed_in(self, reception):
        open_on(reception, "Faktura", "Fakturan")
        reception.application.workplace.sign_in(None)
        assert reception.page.contact.routine.sheet is None

    def test_every_step_says_what_it_is_to_who_cannot_see_it(self, reception):
        _, sheet = open_on(reception, "Faktura", "Fakturan")
        first, third = sheet.steps[0].box, sheet.steps[3].box
        assert first.accessibleName().startswith("1. Ta reda på")
        assert (first.accessibleDescription(), third.accessibleDescription()) == ("must be done", "")


def test_the_printed_course_says_what_was_done_of_it_and_what_was_not(application, qtbot, tmp_path):
    reception = Reception(application, qtbot)
    contact, lead = reception.mail("Faktura", "Fakturan"), reception.person("le")
    for place in (0, 1):
        tick = following.Tick(by=lead, at=NOW, contact=contact, routine="fee", version=0, place=place)
        reception.command(tick)
    path = tmp_path / "course.pdf"
    path.write_bytes(coursepaper.draw(take_out(reception.database, contact, lead, "Lex Sarah", NOW)))
    said = " ".join(page.extract_text() for page in PdfReader(path).pages).replace("\n", " ").replace("\t", " ")
    assert "Routine: Faktura eller avgift" in said
    assert "2. Skriv ner fakturans nummer, månad och belopp. Inget kontonummer. done · must be done" in said
    assert "3. Fråga vad som inte stämmer. not done · must be done" in said


class TestOnTheCallCard:
    def test_by_the_same_key_and_kept_with_the_new_contact(self, reception):
        reception.sit_down()
        reception.key(Qt.Key.Key_F2)
        card = reception.call_card()
        card.note.setFocus()
        reception.write("vill ställa in besöket")
        reception.key(F8)
        sheet = sheet_of(card.routine, reception.qtbot)
        reception.qtbot.waitUntil(lambda: sheet.title.text() == "Ställa in ett besök" and sheet.has_keys())
        assert not sheet.geometry().intersects(card.geometry().translated(card.parentWidget().pos()))
        reception.key(Qt.Key.Key_1)
        reception.key(Qt.Key.Key_3)
        reception.key(Qt.Key.Key_F)
        assert [step.box.isChecked() for step in sheet.steps[:3]] == [True, False, True]
        reception.key(Qt.Key.Key_A)
        assert card.note.text().startswith("vill ställa in besöket; Besök (dag, tid):; Önskar ny tid:")
        assert card.note.hasFocus()
        reception.key(ENTER, CTRL)
        reception.no_card()
        contact = reception.newest()
        assert done(reception, contact, "cancel") == (0, 2)
        assert "adviser_asked" in [step.step for step in reception.whole(contact).steps]
        assert "2 steps that must be done are not ticked." in reception.application.window.status.sentence

    def test_of_a_call_that_is_known_each_tick_is_kept_at_once(self, reception):
        reception.sit_down()
        contact = reception.call("ringing")
        reception.application.workplace.wanted.emit("call", contact)
        card = reception.call_card()
        card.note.setText("Fakturan är fel")
        reception.key(F8)
        sheet = sheet_of(card.routine, reception.qtbot)
        reception.qtbot.waitUntil(lambda: sheet.title.text() == "Faktura eller avgift" and sheet.has_keys())
        reception.key(Qt.Key.Key_1)
        until_done(reception, contact, 0)
        reception.qtbot.waitUntil(lambda: "Anna Berg" in sheet.progress.text())
        reception.key(ESCAPE)
        assert card.routine.sheet is None
        assert card.isVisible()

"""Sitting down at the desk: the first start, a name and a password, the demo, and the desk that changes hands."""

from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QPdfWriter
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from mottagning import keys
from mottagning.app import Application
from mottagning.cli import Run, window
from mottagning.db import open_database
from mottagning.errors import DatabaseTrouble
from mottagning.people import signedin, signin, staff
from mottagning.people.staff import SavePerson, save_person
from mottagning.settings import Settings
from mottagning.ui.cannotopen import CannotOpen
from mottagning.ui.settings.firstlead import FirstLeadForm
from mottagning.ui.settings.recoverykey import RecoveryKeyView, write_on
from mottagning.ui.settings.signin import SignInForm, WhoForm

from .conftest import NOW

SECRET = "tre små ord"
ENTER = Qt.Key.Key_Return


def add(application: Application, key: str, name: str, password: str | None = SECRET, **fields: Any) -> int:
    database = application.database
    person = save_person(database, SavePerson(by=None, key=key, name=name, **fields)).created["person"]
    if password:
        signin.set_password(database, None, person, password)
    return person


@pytest.fixture
def staffed(application: Application) -> Application:
    """A unit of three whose recovery key is written down."""
    add(application, "le", "Lena Ek", role="lead")
    add(application, "ab", "Anna Berg")
    add(application, "oh", "Omar Hauge")
    application.database.keep_recovery_key(None)
    return application


def asked(application: Application, qtbot: QtBot, kind: type) -> Any:
    """What the card asks, when it has come."""

    def shown() -> Any:
        forms = [form for form in application.window.findChildren(SignInForm) if form.isVisible()]
        return forms and isinstance(forms[0].shown, kind) and forms[0].shown.isVisible() and forms[0].shown

    qtbot.waitUntil(lambda: bool(shown()))
    return shown()


def wait_for(application: Application, qtbot: QtBot, name: str) -> None:
    """Until somebody has sat down."""
    workplace = application.workplace
    qtbot.waitUntil(lambda: workplace.session is not None and workplace.session.person.name == name)


class TestFirstStart:
    def test_somebody_becomes_team_lead_and_sees_the_recovery_key_once(
        self, application: Application, qtbot: QtBot
    ) -> None:
        application.workplace.sign_in(None)
        form: FirstLeadForm = asked(application, qtbot, FirstLeadForm)
        qtbot.waitUntil(form.name.hasFocus)
        qtbot.keyClicks(form.name, "Lena Ek")
        assert form.key.text() == "le"
        qtbot.keyClicks(form.password, SECRET)
        qtbot.keyClicks(form.again, SECRET)
        qtbot.keyClick(form.again, ENTER)
        view: RecoveryKeyView = asked(application, qtbot, RecoveryKeyView)
        assert application.workplace.session is None
        qtbot.mouseClick(view.copy_button, Qt.MouseButton.LeftButton)
        recovery = QGuiApplication.clipboard().text()
        qtbot.mouseClick(view.confirm, Qt.MouseButton.LeftButton)
        wait_for(application, qtbot, "Lena Ek")
        assert application.workplace.is_lead
        assert application.database.recovery_key() is None
        (application.settings.keys / "database.key").unlink()
        keys.unlock(application.settings.keys, recovery)

    def test_what_cannot_be_is_said_where_it_stands(self, application: Application, qtbot: QtBot) -> None:
        application.workplace.sign_in(None)
        form: FirstLeadForm = asked(application, qtbot, FirstLeadForm)
        form.name.setText("Lena Ek")
        form.key.setText("le")
        form.password.setText(SECRET)
        form.again.setText("tre stora ord")
        qtbot.keyClick(form.again, ENTER)
        assert form.notice.sentence.startswith("The two passwords are not the same")
        assert signin.first_person_needed(application.database)
        form.password.setText("kort")
        form.again.setText("kort")
        qtbot.keyClick(form.again, ENTER)
        qtbot.waitUntil(lambda: form.notice.sentence.startswith("The password is too short"))
        assert form.ok.isEnabled()

    def test_a_key_that_a_command_made_is_shown_to_the_lead_who_comes_later(
        self, staffed: Application, qtbot: QtBot
    ) -> None:
        staffed.database.keep_recovery_key("AAAA-BBBB-CCCC-DDDD-EEEE-FFFF-GGGG-HHHH")
        staffed.workplace.sign_in(None)
        form: WhoForm = asked(staffed, qtbot, WhoForm)
        qtbot.keyClicks(form.field, "le")
        qtbot.keyClick(form.field, ENTER)
        qtbot.keyClicks(form.password, SECRET)
        qtbot.keyClick(form.password, ENTER)
        view: RecoveryKeyView = asked(staffed, qtbot, RecoveryKeyView)
        view.done.emit()
        wait_for(staffed, qtbot, "Lena Ek")
        assert staffed.database.recovery_key() is not None

    def test_the_key_on_paper_is_the_key(self, tmp_path: Any, application: Application) -> None:
        paper = QPdfWriter(str(tmp_path / "key.pdf"))
        write_on(paper, "AAAA-BBBB", NOW.date())
        del paper
        assert (tmp_path / "key.pdf").stat().st_size > 1000


class TestByKeyboard:
    def test_initials_enter_password_enter(self, staffed: Application, qtbot: QtBot) -> None:
        staffed.workplace.sign_in(None)
        form: WhoForm = asked(staffed, qtbot, WhoForm)
        qtbot.waitUntil(form.field.hasFocus)
        qtbot.keyClicks(form.field, "oh")
        qtbot.keyClick(form.field, ENTER)
        assert form.password.hasFocus()
        qtbot.keyClicks(form.password, SECRET)
        qtbot.keyClick(form.password, ENTER)
        wait_for(staffed, qtbot, "Omar Hauge")
        qtbot.waitUntil(lambda: not staffed.window.findChildren(SignInForm))
        assert staffed.window.stack.isVisible()

    def test_a_wrong_password_is_one_sentence_and_five_lock(self, staffed: Application, qtbot: QtBot) -> None:
        staffed.workplace.sign_in(None)
        form: WhoForm = asked(staffed, qtbot, WhoForm)
        qtbot.keyClicks(form.field, "anna")
        qtbot.keyClick(form.field, ENTER)
        for said in ["Name and password do not belong together"] * 4 + ["Too many attempts. Wait 15 min"]:
            form.password.setText("fel lösenord")
            qtbot.keyClick(form.password, ENTER)
            assert form.notice.sentence == ""
            qtbot.waitUntil(lambda said=said: form.notice.sentence.startswith(said))
            assert form.password.selectedText() == form.password.text()
        qtbot.keyClicks(form.password, SECRET)
        qtbot.keyClick(form.password, ENTER)
        qtbot.waitUntil(lambda: form.notice.sentence.startswith("Too many attempts. Wait 15 min"))
        assert staffed.workplace.session is None
        assert not staffed.window.stack.isVisible()

    def test_the_list_holds_who_may_and_arrows_move_in_it(self, staffed: Application, qtbot: QtBot) -> None:
        add(staffed, "nn", "Nora Nyberg", password=None)
        staffed.workplace.sign_in(None)
        form: WhoForm = asked(staffed, qtbot, WhoForm)
        assert [row.title for row in form.list.rows.items()] == ["Anna Berg", "Lena Ek", "Omar Hauge"]
        qtbot.keyClick(form.field, Qt.Key.Key_Down)
        assert form.list.selected_key() == staff.by_key(staffed.database, "le").id
        qtbot.keyClicks(form.field, "nora")
        assert form.list.rows.rowCount() == 0
        qtbot.keyClick(form.field, ENTER)
        assert form.field.hasFocus()


class TestTheDemo:
    def test_a_name_is_enough(self, application: Application, qtbot: QtBot) -> None:
        from mottagning.demo.mark import MarkDemo, mark_demo

        add(application, "ab", "Anna Berg", password=None)
        add(application, "oh", "Omar Hauge", password=None)
        add(application, "nn", "Nora Nyberg", password=None, role="none")
        mark_demo(application.database, MarkDemo(by=None, said={"size": "small"}))
        application.workplace.sign_in(None)
        form: WhoForm = asked(application, qtbot, WhoForm)
        assert not form.password.isVisible()
        assert [row.title for row in form.list.rows.items()] == ["Anna Berg", "Omar Hauge"]
        qtbot.keyClicks(form.field, "oh")
        qtbot.keyClick(form.field, ENTER)
        wait_for(application, qtbot, "Omar Hauge")


class TestTheDeskChangesHands:
    def test_nothing_is_seen_until_the_new_one_is_known(self, staffed: Application, qtbot: QtBot) -> None:
        window = staffed.window
        staffed.workplace.sign_in(signin.sign_in(staffed.database, "ab", SECRET, NOW))
        window.open_page("desk")
        staffed.shell.ask_sign_in()
        form: WhoForm = asked(staffed, qtbot, WhoForm)
        assert not window.stack.isVisible()
        qtbot.keyClicks(form.field, "oh")
        form.password.setText(SECRET)
        qtbot.keyClick(form.password, ENTER)
        wait_for(staffed, qtbot, "Omar Hauge")
        assert window.page_id == "desk"
        assert window.stack.isVisible()
        page = window.page("desk")
        qtbot.waitUntil(lambda: page.isAncestorOf(window.focusWidget()))

    def test_the_keys_of_the_page_work_wherever_the_one_before_was(self, staffed: Application, qtbot: QtBot) -> None:
        window = staffed.window
        staffed.workplace.sign_in(signin.sign_in(staffed.database, "ab", SECRET, NOW))
        page = window.open_page("desk")
        window.topbar.search.setFocus()
        window.status.show_done("Done by Anna", lambda: None)
        staffed.shell.ask_sign_in()
        form: WhoForm = asked(staffed, qtbot, WhoForm)
        qtbot.keyClicks(form.field, "oh")
        form.password.setText(SECRET)
        qtbot.keyClick(form.password, ENTER)
        wait_for(staffed, qtbot, "Omar Hauge")
        assert page.isAncestorOf(window.focusWidget())
        assert not window.status.can_undo, "it was not hers"

    def test_the_one_who_sits_here_may_stay(self, staffed: Application, qtbot: QtBot) -> None:
        window = staffed.window
        staffed.workplace.sign_in(signin.sign_in(staffed.database, "ab", SECRET, NOW))
        staffed.shell.ask_sign_in()
        form: WhoForm = asked(staffed, qtbot, WhoForm)
        qtbot.keyClick(form.field, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: not window.findChildren(SignInForm))
        assert window.stack.isVisible()
        assert staffed.workplace.session.person.name == "Anna Berg"

    def test_nobody_gets_past_the_card(self, staffed: Application, qtbot: QtBot) -> None:
        staffed.workplace.sign_in(signin.sign_in(staffed.database, "ab", SECRET, NOW))
        staffed.shell.ask_sign_in()
        staffed.workplace.sign_in(None)
        form: WhoForm = asked(staffed, qtbot, WhoForm)
        qtbot.keyClick(form.field, Qt.Key.Key_Escape)
        assert form.isVisible()
        assert not staffed.window.stack.isVisible()
        staffed.window.open_page("desk")
        assert isinstance(QApplication.focusWidget(), QLineEdit)


class TestALostRole:
    """The team lead changes who may do what while the other one sits at the desk."""

    @pytest.fixture
    def lena(self, staffed: Application, qtbot: QtBot) -> staff.Person:
        add(staffed, "kb", "Kim Bo", role="lead")
        found = staff.by_key(staffed.database, "le")
        assert found is not None
        staffed.workplace.sign_in(signedin.SignedIn(found, NOW))
        return found

    def change(self, application: Application, person: staff.Person, **fields: Any) -> None:
        changes = save_person(application.database, SavePerson.of(person, by=None, **fields))
        application.workplace.publish(changes)

    def test_is_lost_at_once(self, staffed: Application, lena: staff.Person, qtbot: QtBot) -> None:
        assert staffed.workplace.is_lead
        self.change(staffed, lena, role="desk")
        qtbot.waitUntil(lambda: not staffed.workplace.is_lead)
        assert staffed.workplace.session is not None

    def test_who_may_work_here_no_more_leaves_the_desk(
        self, staffed: Application, lena: staff.Person, qtbot: QtBot
    ) -> None:
        self.change(staffed, lena, role="none")
        qtbot.waitUntil(lambda: staffed.workplace.session is None)
        asked(staffed, qtbot, WhoForm)

    def test_another_ones_change_is_nothing_to_her(
        self, staffed: Application, lena: staff.Person, qtbot: QtBot
    ) -> None:
        before = staffed.workplace.session
        anna = staff.by_key(staffed.database, "ab")
        assert anna is not None
        self.change(staffed, anna, role="none")
        qtbot.waitUntil(lambda: staffed.tasks.is_idle)
        assert staffed.workplace.session is before


def test_why_the_data_cannot_be_opened_is_said_in_a_window(qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, database=str(tmp_path / "m.db"), language="en")
    open_database(settings).close()
    (tmp_path / "m.db").unlink()
    said: list[str] = []

    def look() -> None:
        (shown,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, CannotOpen)]
        assert shown.isVisible()
        said.extend(part.text() for part in shown.findChildren(QLabel))
        shown.close_button.click()

    QTimer.singleShot(0, look)
    run = Run(settings, as_json=False)
    with pytest.raises(DatabaseTrouble, match="is missing"):
        window.start(run, Namespace(page="desk"))
    assert any("is missing, though its key is here" in each for each in said)

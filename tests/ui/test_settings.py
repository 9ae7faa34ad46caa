"""The settings: of this computer, one's password, mailboxes, the unit, its staff and its data."""

import json
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.contacts import mailbox
from mottagning.contacts.mailbox import Account, SaveMailbox
from mottagning.demo.mark import MarkDemo, mark_demo
from mottagning.people import signin, staff, unit
from mottagning.people.signedin import SignedIn
from mottagning.people.unit import SaveUnit, load_unit
from mottagning.settings import Settings
from mottagning.ui.settings.computer import ComputerSection
from mottagning.ui.settings.data import DataSection, where
from mottagning.ui.settings.mailboxes import MailboxesSection
from mottagning.ui.settings.mailboxform import MailboxForm
from mottagning.ui.settings.mypassword import MyPasswordSection
from mottagning.ui.settings.page import SettingsPage
from mottagning.ui.settings.personform import PersonForm
from mottagning.ui.settings.recoverykey import RecoveryKeyView
from mottagning.ui.settings.staff import StaffSection
from mottagning.ui.settings.unit import UnitSection
from mottagning.ui.widgets.rows import Row
from tests.db.people import hire
from tests.servers import Dovecot

from .conftest import NOW

SECRET = "tre små ord"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def people(application: Application) -> dict[str, int]:
    """A lead who has sat down, and two more."""
    found = hire(application.database, "ab", "oh")
    sit_down(application, "kl")
    return found


def sit_down(application: Application, key: str) -> None:
    person = staff.by_key(application.database, key)
    assert person is not None
    application.workplace.sign_in(SignedIn(person, NOW))


def part(application: Application, key: str, kind: type) -> Any:
    """A part of the settings."""
    page = application.window.open_page("settings")
    assert isinstance(page, SettingsPage)
    page.show_item(key)
    assert isinstance(page.part, kind)
    return page.part


def card(application: Application, kind: type) -> Any:
    """What the card on top holds."""
    return next(found for found in application.window.findChildren(kind) if found.isVisible())


def choose(widget: QWidget, answer: str) -> None:
    """Click the pill with this answer."""
    next(pill for pill in widget.findChildren(QRadioButton) if pill.text() == answer).click()


class TestThePage:
    def test_parts_are_reached_by_arrow_keys(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        part(application, "computer", ComputerSection)
        page = application.window.page("settings")
        qtbot.keyClick(page.list, Qt.Key.Key_Down)
        assert isinstance(page.part, MyPasswordSection)

    def test_the_unit_staff_and_data_are_the_leads(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        part(application, "staff", StaffSection)
        sit_down(application, "ab")
        page = application.window.page("settings")
        for key in ("unit", "staff", "data"):
            page.show_item(key)
            assert "The team lead takes care of this." in [each.text() for each in page.part.findChildren(QLabel)]
        page.show_item("mailboxes")
        assert not page.part.add_button.isVisible()

    def test_what_somebody_was_writing_is_gone_with_her(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        part(application, "password", MyPasswordSection).new.setText("half a passw")
        sit_down(application, "ab")
        assert part(application, "password", MyPasswordSection).new.text() == ""

    def test_the_gauge_opens_the_mailboxes(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        application.window.open_page("desk")
        application.window.topbar.gauge_opened.emit()
        assert application.window.page_id == "settings"
        assert isinstance(application.window.page("settings").part, MailboxesSection)


class TestThisComputer:
    def test_colours_change_at_once_and_language_at_the_next_start(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        section: ComputerSection = part(application, "computer", ComputerSection)
        choose(section.theme, "Dark")
        assert QApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128
        choose(section.language, "English")
        qtbot.waitUntil(lambda: section.notice.sentence.startswith("The language changes the next time"))
        kept = json.loads((application.settings.data / "settings.json").read_text("utf-8"))
        assert kept == {"theme": "dark", "language": "en"}
        sit_down(application, "ab")
        assert part(application, "computer", ComputerSection).language.value() == "en"
        choose(part(application, "computer", ComputerSection).theme, "Light")


class TestMyPassword:
    def test_it_is_changed_with_the_one_she_has(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        signin.set_password(application.database, None, people["kl"], SECRET)
        section: MyPasswordSection = part(application, "password", MyPasswordSection)
        for old, again, said in (
            (SECRET, "något annat helt", "The two passwords are not the same"),
            ("fel lösenord", "tre andra ord", "Name and password do not belong together"),
            (SECRET, "tre andra ord", "Your password is changed."),
        ):
            section.old.setText(old)
            section.new.setText("tre andra ord")
            section.again.setText(again)
            qtbot.keyClick(section.again, Qt.Key.Key_Return)
            qtbot.waitUntil(lambda said=said: section.notice.sentence.startswith(said))
        assert section.new.text() == ""
        assert signin.sign_in(application.database, "kl", "tre andra ord", NOW)

    def test_the_demo_stays_without_passwords(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        mark_demo(application.database, MarkDemo(by=None, said={}))
        section: MyPasswordSection = part(application, "password", MyPasswordSection)
        qtbot.waitUntil(lambda: not section.ok.isEnabled())
        section.new.setText(SECRET)
        section.again.setText(SECRET)
        qtbot.keyClick(section.again, Qt.Key.Key_Return)
        assert not signin.who_have_passwords(application.database)


class TestMailboxes:
    def test_one_is_tried_and_kept(
        self, application: Application, people: dict[str, int], qtbot: QtBot, dovecot: Dovecot
    ) -> None:
        box = dovecot.add_account()
        section: MailboxesSection = part(application, "mailboxes", MailboxesSection)
        qtbot.mouseClick(section.add_button, LEFT)
        form: MailboxForm = card(application, MailboxForm)
        qtbot.keyClicks(form.name, "Mottagningen")
        qtbot.keyClicks(form.host, dovecot.host)
        choose(form.security, "Not encrypted")
        form.port.setValue(dovecot.port)
        qtbot.keyClicks(form.user, box.user)
        qtbot.keyClicks(form.password, "fel")
        qtbot.mouseClick(form.try_button, LEFT)
        qtbot.waitUntil(lambda: "does not accept the user name" in form.notice.sentence)
        form.password.setText(box.password)
        qtbot.mouseClick(form.try_button, LEFT)
        qtbot.waitUntil(lambda: form.notice.sentence == "It works: 0 messages to read.")
        assert mailbox.accounts(application.database) == []
        qtbot.mouseClick(form.ok, LEFT)
        qtbot.waitUntil(lambda: bool(mailbox.accounts(application.database)))
        (kept,) = mailbox.accounts(application.database)
        assert (kept.username, kept.password, kept.folders) == (box.user, box.password, ("INBOX",))
        assert kept.since == NOW.date()
        qtbot.waitUntil(lambda: section.list.rows.rowCount() == 2)

    def test_a_change_keeps_the_password_that_is_not_written_again(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        account = Account(name="M", host="localhost", port=9, username="m", password="hemlig", folders=("A",))
        mailbox.save_mailbox(application.database, SaveMailbox(by=None, account=account))
        section: MailboxesSection = part(application, "mailboxes", MailboxesSection)
        qtbot.waitUntil(lambda: section.list.rows.rowCount() == 2)
        section.list.select(next(item.key for item in section.list.rows.items() if isinstance(item, Row)))
        qtbot.keyClick(section.list, Qt.Key.Key_Return)
        form: MailboxForm = card(application, MailboxForm)
        assert form.password.text() == ""
        assert not form.is_since.isChecked()
        form.folders.setText("A, B")
        qtbot.mouseClick(form.ok, LEFT)
        qtbot.waitUntil(lambda: mailbox.accounts(application.database)[0].folders == ("A", "B"))
        kept = replace(mailbox.accounts(application.database)[0], id=None, version=None)
        assert kept == replace(account, folders=("A", "B"))

    def test_what_cannot_be_is_said_in_the_card(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        section: MailboxesSection = part(application, "mailboxes", MailboxesSection)
        qtbot.mouseClick(section.add_button, LEFT)
        form: MailboxForm = card(application, MailboxForm)
        qtbot.mouseClick(form.ok, LEFT)
        qtbot.waitUntil(lambda: "needs a name" in form.notice.sentence)


class TestTheUnit:
    @pytest.fixture
    def section(self, application: Application, people: dict[str, int], qtbot: QtBot) -> UnitSection:
        found: UnitSection = part(application, "unit", UnitSection)
        qtbot.waitUntil(lambda: found.opening[0].text() != "")
        return found

    def test_hours_days_and_promises_are_kept(
        self, application: Application, section: UnitSection, qtbot: QtBot
    ) -> None:
        section.name.setText("Mottagningen Öster")
        section.opening[0].setText("8-12, 13-17")
        section.opening[4].clear()
        section.days.setPlainText("2026-12-23 shut\n2026-12-30 8-12")
        section.callback.setValue(1.5)
        section.languages.setText("Arabic, Finska")
        section.colours["sol"].setCurrentIndex(unit.COLOURS.index("pink"))
        qtbot.mouseClick(section.ok, LEFT)
        qtbot.waitUntil(lambda: load_unit(application.database).version == 1)
        kept = load_unit(application.database)
        assert kept.name == "Mottagningen Öster"
        assert kept.opening[0] == ((time(8), time(12)), (time(13), time(17)))
        assert 4 not in kept.opening
        assert kept.closed == {date(2026, 12, 23)}
        assert kept.other_hours == {date(2026, 12, 30): ((time(8), time(12)),)}
        assert (kept.callback_hours, kept.languages, kept.colours["sol"]) == (1.5, ("Arabic", "Finska"), "pink")
        assert kept.targets == unit.Targets()
        assert kept.protection_late_from == time(15)
        status = application.window.status
        qtbot.waitUntil(lambda: status.can_undo)
        status.undo()
        qtbot.waitUntil(lambda: section.opening[4].text() == "08:00–16:00")

    def test_what_cannot_be_read_is_said_and_nothing_is_kept(
        self, application: Application, section: UnitSection, qtbot: QtBot
    ) -> None:
        section.opening[1].setText("på förmiddagen")
        qtbot.mouseClick(section.ok, LEFT)
        assert "“på förmiddagen” is no opening time" in section.notice.sentence
        section.opening[1].setText("16–8")
        qtbot.mouseClick(section.ok, LEFT)
        qtbot.waitUntil(lambda: section.notice.sentence.startswith("Opening hours must end after they begin"))
        assert load_unit(application.database).version == 0

    def test_what_others_change_comes_in_unless_she_is_writing(
        self, application: Application, people: dict[str, int], section: UnitSection, qtbot: QtBot
    ) -> None:
        def change(name: str) -> None:
            settings = replace(load_unit(application.database), name=name)
            application.workplace.publish(unit.save_unit(application.database, SaveUnit(by=None, unit=settings)))

        change("Norr")
        qtbot.waitUntil(lambda: section.name.text() == "Norr")
        section.opening[2].setText("9–15")
        change("Söder")
        qtbot.mouseClick(section.ok, LEFT)
        qtbot.waitUntil(lambda: section.notice.sentence.startswith("Somebody else changed this"))
        assert section.opening[2].text() == "9–15"
        assert load_unit(application.database).name == "Söder"


class TestStaff:
    @pytest.fixture
    def section(self, application: Application, people: dict[str, int], qtbot: QtBot) -> StaffSection:
        found: StaffSection = part(application, "staff", StaffSection)
        qtbot.waitUntil(lambda: found.model.rowCount() == 3)
        return found

    def test_somebody_new_may_sign_in_at_once(
        self, application: Application, section: StaffSection, qtbot: QtBot
    ) -> None:
        qtbot.mouseClick(section.add_button, LEFT)
        form: PersonForm = card(application, PersonForm)
        qtbot.keyClicks(form.name, "Nora Nyberg")
        assert (form.key.text(), form.initials.text()) == ("nn", "NN")
        qtbot.keyClicks(form.handler_names, "Nyberg, Nora; N Nyberg")
        qtbot.keyClicks(form.left, "2027-06-30")
        qtbot.keyClicks(form.password, SECRET)
        qtbot.keyClicks(form.again, SECRET)
        qtbot.mouseClick(form.ok, LEFT)
        qtbot.waitUntil(lambda: section.model.rowCount() == 4)
        nora = staff.by_key(application.database, "nn")
        assert nora is not None
        assert nora.handler_names == ("Nyberg, Nora", "N Nyberg")
        assert nora.left == date(2027, 6, 30)
        qtbot.waitUntil(lambda: not application.window.findChildren(PersonForm))
        assert signin.sign_in(application.database, "nn", SECRET, NOW).person.id == nora.id

    def test_a_change_from_the_keyboard(
        self, application: Application, section: StaffSection, people: dict[str, int], qtbot: QtBot
    ) -> None:
        section.table.select(people["ab"])
        qtbot.keyClick(section.table, Qt.Key.Key_Return)
        form: PersonForm = card(application, PersonForm)
        form.email.setText("ingen adress")
        qtbot.mouseClick(form.ok, LEFT)
        qtbot.waitUntil(lambda: "is no e-mail address" in form.notice.sentence)
        form.email.setText("ab@example.se")
        choose(form.role, "Team lead")
        qtbot.mouseClick(form.ok, LEFT)
        qtbot.waitUntil(lambda: staff.by_id(application.database, people["ab"]).role == "lead")
        assert staff.by_id(application.database, people["ab"]).email == "ab@example.se"

    def test_a_password_that_is_too_short_leaves_the_card_open(
        self, application: Application, section: StaffSection, people: dict[str, int], qtbot: QtBot
    ) -> None:
        section.table.opened.emit(people["ab"])
        form: PersonForm = card(application, PersonForm)
        for password in ("kort", SECRET):
            form.password.setText(password)
            form.again.setText(password)
            qtbot.mouseClick(form.ok, LEFT)
            if password == "kort":
                qtbot.waitUntil(lambda: "too short" in form.notice.sentence and form.ok.isEnabled())
        qtbot.waitUntil(lambda: people["ab"] in signin.who_have_passwords(application.database))

    def test_her_own_password_is_not_changed_here(
        self, application: Application, section: StaffSection, people: dict[str, int], qtbot: QtBot
    ) -> None:
        section.table.opened.emit(people["kl"])
        form: PersonForm = card(application, PersonForm)
        assert not form.password.isVisible()

    def test_somebody_added_by_mistake_is_removed_and_may_come_back(
        self, application: Application, section: StaffSection, people: dict[str, int], qtbot: QtBot
    ) -> None:
        section.table.opened.emit(people["oh"])
        qtbot.mouseClick(card(application, PersonForm).remove, LEFT)
        qtbot.waitUntil(lambda: section.model.rowCount() == 2)
        application.window.status.undo()
        qtbot.waitUntil(lambda: section.model.rowCount() == 3)

    def test_a_list_from_a_file_says_what_was_left_out(
        self, application: Application, section: StaffSection, qtbot: QtBot, tmp_path: Path
    ) -> None:
        lines = ["Namn;Kortnamn;Roll", "Nora Nyberg;nn;Handläggare", "Per Ek;pe;Kung", "Person AB;ab;Handläggare"]
        path = tmp_path / "personal.csv"
        path.write_text("\n".join(lines), "utf-8")
        qtbot.mouseClick(section.import_button, LEFT)
        dialog = application.window.findChild(QFileDialog)
        dialog.fileSelected.emit(str(path))
        dialog.reject()
        qtbot.waitUntil(lambda: section.notice.sentence == "3 rows read: 1 new, 0 changed, 1 unchanged.")
        assert section.rejected.toPlainText().startswith("Row 3: This is no role.")
        qtbot.waitUntil(lambda: section.model.rowCount() == 4)


class TestData:
    def test_a_copy_is_written_and_never_over_another(
        self, application: Application, people: dict[str, int], qtbot: QtBot, tmp_path: Path
    ) -> None:
        section: DataSection = part(application, "data", DataSection)
        for said in ("The copy is written to", "exists already"):
            qtbot.mouseClick(section.copy_button, LEFT)
            dialog = next(found for found in section.findChildren(QFileDialog) if found.isVisible())
            dialog.setDirectory(str(tmp_path))
            dialog.selectFile(str(tmp_path / "kopia.db"))
            dialog.accept()
            qtbot.waitUntil(lambda said=said: said in section.notice.sentence)
        assert (tmp_path / "kopia.db").stat().st_size > 10_000

    def test_the_check_says_what_is_right_and_what_is_wrong(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        section: DataSection = part(application, "data", DataSection)
        qtbot.mouseClick(section.check_button, LEFT)
        qtbot.waitUntil(lambda: section.notice.sentence == "Everything is as it should be.")
        with application.database.writing():
            application.database.sql(
                "INSERT INTO ledger (place, kind, fetched_at, state) VALUES ('desk:1', 'desk', ?, 'understood')",
                ("2026-11-23T08:00:00.000000Z",),
            )
        qtbot.mouseClick(section.check_button, LEFT)
        qtbot.waitUntil(lambda: section.notice.sentence == "2 things are not as they should be.")
        wrong = [item.title for item in section.findings.rows.items() if isinstance(item, Row) and item.word == "Wrong"]
        assert "Everything that came in and was understood is a contact" in wrong

    def test_a_recovery_key_that_nobody_has_is_offered(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        section: DataSection = part(application, "data", DataSection)
        qtbot.waitUntil(lambda: section.key_notice.isVisible())
        qtbot.mouseClick(section.key_notice.findChild(QPushButton), LEFT)
        qtbot.mouseClick(card(application, RecoveryKeyView).confirm, LEFT)
        qtbot.waitUntil(lambda: not section.key_notice.isVisible())
        assert application.database.recovery_key() is None

    def test_no_password_of_a_server_is_shown(self, tmp_path: Path) -> None:
        settings = Settings(data=tmp_path, database="postgresql://me:hemlig@db.example.se/mottagning")
        assert where(settings) == "db.example.se/mottagning"

"""The settings: of this computer, one's password, mailboxes, the unit, its staff and its data."""

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from mottagning import keys
from mottagning.app import Application
from mottagning.contacts.byhand import WriteDown, write_down
from mottagning.contacts.mail import mailbox
from mottagning.contacts.mail.mailbox import Account, SaveMailbox
from mottagning.contacts.redaction import Erase, erase
from mottagning.db import open_copy
from mottagning.demo.mark import MarkDemo, mark_demo
from mottagning.people import absence, deputies, guide, signin, staff, unit
from mottagning.people.guide import Number
from mottagning.people.signedin import SignedIn, sat_down
from mottagning.people.staff import SavePerson, save_person
from mottagning.people.unit import SaveUnit, load_unit
from mottagning.rota import work
from mottagning.settings import Settings
from mottagning.tasks import Job
from mottagning.ui.settings.absence import AbsenceForm, AbsenceSection, WhoseForm
from mottagning.ui.settings.computer import ComputerSection
from mottagning.ui.settings.data import DataSection, where
from mottagning.ui.settings.deputyform import DeputyForm
from mottagning.ui.settings.guideform import EmergencyForm, EntryForm
from mottagning.ui.settings.guidesection import EmergencySection, UnitsSection
from mottagning.ui.settings.mailboxes import MailboxesSection
from mottagning.ui.settings.mailboxform import MailboxForm
from mottagning.ui.settings.mypassword import MyPasswordSection
from mottagning.ui.settings.page import SettingsPage
from mottagning.ui.settings.personform import PersonForm
from mottagning.ui.settings.recoverykey import RecoveryKeyView
from mottagning.ui.settings.staff import StaffSection
from mottagning.ui.settings.staffimport import StaffImportForm
from mottagning.ui.settings.unit import UnitSection
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row
from tests.db.people import hire
from tests.servers import Dovecot
from tests.unit.test_people_calendarfile import OOF, calendar, event

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
        for key in ("unit", "staff", "absence", "units", "emergency", "deadlines", "weights", "data"):
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


class TestMailboxesOfMicrosoft:
    def open_form(self, application: Application, qtbot: QtBot) -> MailboxForm:
        section: MailboxesSection = part(application, "mailboxes", MailboxesSection)
        qtbot.mouseClick(section.add_button, LEFT)
        form: MailboxForm = card(application, MailboxForm)
        qtbot.keyClicks(form.name, "Mottagningen")
        choose(form.way, "Microsoft 365 without IMAP")
        for field, words in (
            (form.address, "m@example.org"),
            (form.tenant, "kommunen.example.org"),
            (form.client, "a-1"),
        ):
            qtbot.keyClicks(field, words)
        return form

    def test_an_app_by_its_secret_or_its_certificate(
        self, application: Application, people: dict[str, int], qtbot: QtBot, tmp_path: Path
    ) -> None:
        form = self.open_form(application, qtbot)
        assert not form.host.isVisibleTo(form)
        qtbot.mouseClick(form.ok, LEFT)
        qtbot.waitUntil(lambda: form.notice.sentence.startswith("No secret and no certificate"))
        form._take_certificate(str(tmp_path / "none.pem"))
        assert "cannot be read" in form.notice.sentence
        (tmp_path / "app.pem").write_text("the key and the certificate", encoding="ascii")
        form._take_certificate(str(tmp_path / "app.pem"))
        assert form.secret.placeholderText() == "Certificate from app.pem"
        assert form.account().password == "the key and the certificate"
        qtbot.keyClicks(form.secret, "hemlig")
        qtbot.mouseClick(form.ok, LEFT)
        qtbot.waitUntil(lambda: bool(mailbox.accounts(application.database)))
        (kept,) = mailbox.accounts(application.database)
        assert (kept.kind, kept.auth, kept.username, kept.password) == ("graph", "app", "m@example.org", "hemlig")
        assert (kept.host, kept.tenant, kept.client_id) == (mailbox.GRAPH, "kommunen.example.org", "a-1")

    def test_a_person_signs_in_before_it_is_kept(
        self, application: Application, people: dict[str, int], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        form = self.open_form(application, qtbot)
        choose(form.who, "A person")
        qtbot.mouseClick(form.ok, LEFT)
        qtbot.waitUntil(lambda: form.notice.sentence.startswith("Nobody has signed in"))
        asked: list[Account] = []

        def process(_work: object, account: Account, *, done: Callable[[str], None], failed: object) -> Job:
            asked.append(account)
            done("what is kept")
            return Job()

        monkeypatch.setattr(application.workplace.tasks, "process", process)
        qtbot.mouseClick(form.sign_in_button, LEFT)
        assert form.signed_in.text() == "Somebody is signed in."
        qtbot.mouseClick(form.ok, LEFT)
        qtbot.waitUntil(lambda: bool(mailbox.accounts(application.database)))
        (kept,) = mailbox.accounts(application.database)
        assert (kept.auth, kept.password, asked[0].auth) == ("person", "what is kept", "person")

    def test_what_was_given_by_command_stays(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        made = {"tenant": "t.example.org", "client_id": "a-1", "security": "none", "ca_file": None}
        account = Account(name="M", host="localhost", port=9, username="m", password="hemlig", auth="app", **made)
        mailbox.save_mailbox(application.database, SaveMailbox(by=None, account=account))
        section: MailboxesSection = part(application, "mailboxes", MailboxesSection)
        qtbot.waitUntil(lambda: section.list.rows.rowCount() == 2)
        section.list.select(next(item.key for item in section.list.rows.items() if isinstance(item, Row)))
        qtbot.keyClick(section.list, Qt.Key.Key_Return)
        form: MailboxForm = card(application, MailboxForm)
        assert form.way.value() == "oauth"
        assert form.account() == account


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
        assert form.name.hasFocus()

    def test_a_try_asks_for_what_is_missing_in_the_order_of_the_form(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        section: MailboxesSection = part(application, "mailboxes", MailboxesSection)
        qtbot.mouseClick(section.add_button, LEFT)
        form: MailboxForm = card(application, MailboxForm)
        for field, said, given in (
            (form.host, "name of the mail server", "localhost"),
            (form.user, "user name", "m"),
            (form.password, "No password was given for the mailbox localhost", "hemligt"),
        ):
            qtbot.mouseClick(form.try_button, LEFT)
            qtbot.waitUntil(lambda said=said: said in form.notice.sentence)
            assert field.hasFocus()
            qtbot.keyClicks(field, given)

    def test_a_try_that_fails_does_not_promise_another(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        section: MailboxesSection = part(application, "mailboxes", MailboxesSection)
        qtbot.mouseClick(section.add_button, LEFT)
        form: MailboxForm = card(application, MailboxForm)
        for field in (form.host, form.user, form.password):
            qtbot.keyClicks(field, "localhost")
        form.port.setValue(9)
        qtbot.mouseClick(form.try_button, LEFT)
        qtbot.waitUntil(lambda: "listens to nobody on port 9" in form.notice.sentence)
        assert "by itself" not in form.notice.sentence
        assert "try again" in form.notice.sentence


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
        assert section.less_urgent.values() == ("transport",)
        section.less_urgent.boxes["follow_up"].click()
        qtbot.mouseClick(section.keeping.ok, LEFT)
        qtbot.waitUntil(lambda: load_unit(application.database).version == 1)
        kept = load_unit(application.database)
        assert kept.name == "Mottagningen Öster"
        assert kept.opening[0] == ((time(8), time(12)), (time(13), time(17)))
        assert 4 not in kept.opening
        assert kept.closed == {date(2026, 12, 23)}
        assert kept.other_hours == {date(2026, 12, 30): ((time(8), time(12)),)}
        assert (kept.callback_hours, kept.languages, kept.colours["sol"]) == (1.5, ("Arabic", "Finska"), "pink")
        assert kept.targets == unit.Targets()
        assert set(kept.less_urgent) == {"transport", "follow_up"}
        assert kept.protection_late_from == time(15)
        status = application.window.status
        qtbot.waitUntil(lambda: status.can_undo)
        status.undo()
        qtbot.waitUntil(lambda: section.opening[4].text() == "08:00–16:00")

    def test_what_cannot_be_read_is_said_and_nothing_is_kept(
        self, application: Application, section: UnitSection, qtbot: QtBot
    ) -> None:
        section.opening[1].setText("på förmiddagen")
        qtbot.mouseClick(section.keeping.ok, LEFT)
        assert "“på förmiddagen” is no opening time" in section.keeping.notice.sentence
        section.opening[1].setText("16–8")
        qtbot.mouseClick(section.keeping.ok, LEFT)
        qtbot.waitUntil(lambda: section.keeping.notice.sentence.startswith("Opening hours must end after they begin"))
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
        qtbot.mouseClick(section.keeping.ok, LEFT)
        qtbot.waitUntil(lambda: section.keeping.notice.sentence.startswith("Somebody else changed this"))
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

    def test_a_card_that_is_closed_while_it_is_saved_loses_nothing(
        self, application: Application, section: StaffSection, people: dict[str, int], qtbot: QtBot
    ) -> None:
        section.table.opened.emit(people["ab"])
        form: PersonForm = card(application, PersonForm)
        form.name.setText("Anna Berg")
        form.percent.setText("75")
        form.password.setText(SECRET)
        form.again.setText(SECRET)
        form.ok.click()
        delete(form)
        qtbot.waitUntil(lambda: application.window.status.sentence == "Anna Berg is saved.")
        assert not application.window.status.can_undo, "nobody has her password taken away by one key"
        assert signin.sign_in(application.database, "ab", SECRET, NOW).person.name == "Anna Berg"
        assert [share for _, share in work.rates(application.database, people["ab"])] == [75]

    def test_what_is_refused_of_a_card_that_is_closed_is_told_on_the_status_line(
        self, application: Application, section: StaffSection, people: dict[str, int], qtbot: QtBot
    ) -> None:
        section.table.opened.emit(people["ab"])
        form: PersonForm = card(application, PersonForm)
        form.name.setText("Anna Berg")
        form.password.setText("kort")
        form.again.setText("kort")
        form.ok.click()
        delete(form)
        qtbot.waitUntil(lambda: "too short" in application.window.status.sentence)
        assert staff.by_id(application.database, people["ab"]).name != "Anna Berg", "all of it, or nothing"

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
        form: StaffImportForm = card(application, StaffImportForm)
        qtbot.waitUntil(form.ok.isEnabled)
        assert application.window.focusWidget() is form.ok
        assert form.notice.sentence == "1 is new. 1 is known already. 1 row is left out:"
        assert len(staff.everyone(application.database)) == 3
        qtbot.mouseClick(form.ok, LEFT)
        qtbot.waitUntil(lambda: section.notice.sentence == "3 rows read: 1 new, 0 changed, 1 unchanged.")
        assert section.rejected.toPlainText().startswith("Row 3: This is no role.")
        assert section.rejected.height() < 3 * section.rejected.fontMetrics().lineSpacing()
        qtbot.waitUntil(lambda: section.model.rowCount() == 4)

    def test_an_employment_rate_holds_from_a_day(
        self, application: Application, section: StaffSection, people: dict[str, int], qtbot: QtBot
    ) -> None:
        for percent, day in (("100", QDate(2026, 1, 1)), ("75,5", QDate(2026, 12, 1))):
            section.table.opened.emit(people["oh"])
            qtbot.waitUntil(lambda: any(form.isVisible() for form in application.window.findChildren(PersonForm)))
            form: PersonForm = card(application, PersonForm)
            form.percent.setText("sextio")
            qtbot.mouseClick(form.ok, LEFT)
            assert "is no share of full time" in form.notice.sentence
            form.percent.setText(percent)
            form.percent_from.setDate(day)
            with qtbot.waitSignal(form.done):
                qtbot.mouseClick(form.ok, LEFT)
            qtbot.waitUntil(lambda form=form: not form.isVisible())  # type: ignore[misc]
        known = ((date(2026, 1, 1), 100), (date(2026, 12, 1), 75.5))
        assert work.rates(application.database, people["oh"]) == known
        section.table.opened.emit(people["oh"])
        again: PersonForm = card(application, PersonForm)
        qtbot.waitUntil(lambda: "100 % from 2026-01-01, 75.5 % from 2026-12-01" in again.rates.text())

    def test_a_wrong_guess_is_set_right_and_who_is_missing_gets_a_last_day(
        self, application: Application, section: StaffSection, people: dict[str, int], qtbot: QtBot, tmp_path: Path
    ) -> None:
        path = tmp_path / "personal.csv"
        path.write_text("Vem;Kod\nPerson KL;kl\nPerson AB;ab\n", "utf-8")
        section._import(str(path))
        form: StaffImportForm = card(application, StaffImportForm)
        qtbot.waitUntil(lambda: form.notice.sentence == "Say which column has the names.")
        assert not form.ok.isEnabled()
        assert form.fields["Vem"].hasFocus()
        for header, name in (("Vem", "name"), ("Kod", "key")):
            form.fields[header].setCurrentIndex(form.fields[header].findData(name))
        qtbot.waitUntil(lambda: list(form.leaving) == [people["oh"]] and form.ok.isEnabled())
        assert form.notice.sentence == "2 are known already."
        form.leaving[people["oh"]].click()
        form.last_day.setDate(QDate(2026, 11, 20))
        qtbot.mouseClick(form.ok, LEFT)
        qtbot.waitUntil(lambda: section.notice.sentence.endswith("2 unchanged. 1 got a last day."))
        omar = staff.by_id(application.database, people["oh"])
        assert omar is not None
        assert omar.left == date(2026, 11, 20)

    def test_a_deputy_is_named_sits_down_as_lead_and_is_removed(
        self, application: Application, section: StaffSection, people: dict[str, int], qtbot: QtBot
    ) -> None:
        qtbot.mouseClick(section.deputy_button, LEFT)
        form: DeputyForm = card(application, DeputyForm)
        qtbot.waitUntil(lambda: form.deputy.count() == 2)
        assert form.person.currentData() == people["kl"]
        form.deputy.setCurrentIndex(form.deputy.findData(people["oh"]))
        form.is_open.setChecked(True)
        qtbot.mouseClick(form.ok, LEFT)
        qtbot.waitUntil(lambda: bool(deputies.deputies(application.database)))
        (named,) = deputies.deputies(application.database)
        assert (named.deputy, named.first, named.last) == (people["oh"], NOW.date(), None)
        qtbot.waitUntil(lambda: "Deputy" in texts_of(section))
        omar = staff.by_id(application.database, people["oh"])
        assert omar is not None
        assert sat_down(application.database, omar, NOW).role == "lead"
        qtbot.mouseClick(section.deputy_button, LEFT)
        again: DeputyForm = card(application, DeputyForm)
        qtbot.waitUntil(lambda: again.list.rows.rowCount() == 1)
        left = SavePerson.of(omar, by=None, left=NOW.date() - timedelta(days=1))
        application.workplace.publish(save_person(application.database, left))
        qtbot.waitUntil(lambda: "has ended, since Person OH has left" in details(again.list))
        again.list.acted.emit(named.id)
        qtbot.waitUntil(lambda: not deputies.deputies(application.database))
        qtbot.waitUntil(lambda: "Deputy" not in texts_of(section))


def details(rows: RowList) -> list[str]:
    return [row.detail for row in rows.rows._items if isinstance(row, Row)]


def texts_of(section: StaffSection) -> list[str]:
    return [text for row in range(section.model.rowCount()) for text in section.model.line(row).texts]


class TestAbsence:
    @pytest.fixture
    def section(self, application: Application, people: dict[str, int], qtbot: QtBot) -> AbsenceSection:
        found: AbsenceSection = part(application, "absence", AbsenceSection)
        qtbot.waitUntil(lambda: bool(found._people))
        return found

    def known(self, application: Application) -> list[tuple[int, date, date, str | None]]:
        found = absence.absences(application.database, date(2026, 1, 1), date(2027, 12, 31))
        return [(each.person, each.first, each.last, each.half) for each in found]

    def test_one_is_written_and_removed_and_comes_back(
        self, application: Application, section: AbsenceSection, people: dict[str, int], qtbot: QtBot
    ) -> None:
        qtbot.mouseClick(section.add_button, LEFT)
        form: AbsenceForm = card(application, AbsenceForm)
        qtbot.waitUntil(lambda: form.person.width() > form.width() / 2)
        form.person.setCurrentIndex(form.person.findData(people["oh"]))
        form.first.setDate(QDate(2026, 11, 26))
        assert form.last.date() == QDate(2026, 11, 26)
        choose(form.half, "Morning")
        qtbot.mouseClick(form.ok, LEFT)
        qtbot.waitUntil(lambda: section.model.rowCount() == 1)
        assert self.known(application) == [(people["oh"], date(2026, 11, 26), date(2026, 11, 26), "am")]
        section.table.setCurrentIndex(section.model.index(0, 0))
        qtbot.mouseClick(section.remove_button, LEFT)
        qtbot.waitUntil(lambda: section.model.rowCount() == 0)
        application.window.status.undo()
        qtbot.waitUntil(lambda: section.model.rowCount() == 1)

    def test_a_list_is_read_and_the_causes_are_not(
        self, application: Application, section: AbsenceSection, people: dict[str, int], qtbot: QtBot, tmp_path: Path
    ) -> None:
        path = tmp_path / "borta.csv"
        path.write_text("id;från;till;orsak\nab;2026-11-24;2026-11-25;Sjuk\nzz;2026-11-24;;\n", "utf-8")
        qtbot.mouseClick(section.import_button, LEFT)
        dialog = application.window.findChild(QFileDialog)
        dialog.fileSelected.emit(str(path))
        dialog.reject()
        qtbot.waitUntil(lambda: section.notice.sentence.startswith("Absence: 1 added.\n"))
        assert "Row 3: Nobody here has this name." in section.notice.sentence
        assert section.notice.sentence.endswith("Left unread: orsak.")
        qtbot.waitUntil(lambda: section.model.rowCount() == 1)

    def test_a_calendar_that_does_not_say_whose_it_is_is_asked_about(
        self, application: Application, section: AbsenceSection, people: dict[str, int], qtbot: QtBot, tmp_path: Path
    ) -> None:
        path = tmp_path / "kalender.ics"
        path.write_text(calendar(event("DTSTART;VALUE=DATE:20261124", OOF)).replace("X-OWNER", "X-OTHER"), "utf-8")
        section.read_file(path)
        qtbot.waitUntil(lambda: any(form.isVisible() for form in application.window.findChildren(WhoseForm)))
        form: WhoseForm = card(application, WhoseForm)
        form.person.setCurrentIndex(form.person.findData(people["ab"]))
        qtbot.mouseClick(form.ok, LEFT)
        qtbot.waitUntil(lambda: section.model.rowCount() == 1)
        assert self.known(application) == [(people["ab"], date(2026, 11, 24), date(2026, 11, 24), None)]
        assert "from her calendar" in section.model.line(0).texts


class TestWhoDoesWhat:
    def test_a_unit_is_found_changed_and_its_earlier_wording_brought_back(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        section: UnitsSection = part(application, "units", UnitsSection)
        qtbot.waitUntil(lambda: section.model.rowCount() > 20)
        assert "have an example in place of a number" in section.notice.sentence
        qtbot.keyClicks(section.search, "socialj")
        assert [section.model.line(row).texts[1] for row in range(section.model.rowCount())] == ["Socialjouren"]

        def open_it() -> EntryForm:
            section.table.opened.emit("social-emergency")
            form: EntryForm = card(application, EntryForm)
            return form

        form = open_it()
        form.phone.setText("08-123 45 67")
        form.hours.setText("på kvällar")
        assert "not clear when they are open" in form._understood.text()
        form.hours.setText("Dygnet runt")
        assert form._understood.text() == "Understood: always open."
        qtbot.mouseClick(form.ok, LEFT)
        qtbot.waitUntil(lambda: "08-123 45 67" in section.model.line(0).texts)
        again = open_it()
        qtbot.waitUntil(lambda: again.wordings.rows.rowCount() == 1)
        again.wordings.acted.emit(0)
        assert again.phone.text() == "08-465 004 00"
        qtbot.mouseClick(again.ok, LEFT)
        qtbot.waitUntil(lambda: "08-465 004 00 (example)" in section.model.line(0).texts)

    def test_what_cannot_be_is_said_in_the_card_and_one_is_taken_away(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        section: UnitsSection = part(application, "units", UnitsSection)
        qtbot.mouseClick(section.add_button, LEFT)
        form: EntryForm = card(application, EntryForm)
        qtbot.mouseClick(form.ok, LEFT)
        qtbot.waitUntil(lambda: form.notice.sentence.startswith("It needs a name."))
        qtbot.keyClicks(form.name, "Kyrkans diakoni")
        qtbot.keyClicks(form.phone, "08-123 45 67")
        qtbot.mouseClick(form.ok, LEFT)
        section.search.setText("diakoni")
        qtbot.waitUntil(lambda: section.model.rowCount() == 1)
        section.table.opened.emit(section.model.line(0).key)
        qtbot.waitUntil(lambda: any(each.isVisible() and each is not form for each in forms(application)))
        other = next(each for each in forms(application) if each.isVisible() and each is not form)
        qtbot.mouseClick(other.remove, LEFT)
        qtbot.waitUntil(lambda: section.model.rowCount() == 0)

    def test_an_emergency_card_is_rewritten(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        section: EmergencySection = part(application, "emergency", EmergencySection)
        qtbot.waitUntil(lambda: section.model.rowCount() == 4)
        section.table.opened.emit("threat")
        form: EmergencyForm = card(application, EmergencyForm)
        form.steps.setPlainText("Gå ut.\n\nRing 112.")
        form.numbers.setPlainText("SOS Alarm, fara för liv 112\nVakten: 08-123 45 67\nPolisen")
        qtbot.mouseClick(form.ok, LEFT)
        qtbot.waitUntil(lambda: "has no number" in form.notice.sentence)
        form.numbers.setPlainText("SOS Alarm, fara för liv 112\nVakten: 08-123 45 67")
        qtbot.mouseClick(form.ok, LEFT)
        qtbot.waitUntil(lambda: section.model.line(0).texts[2] == "2")
        changed = guide.load(application.database).cards[0]
        assert changed.steps == ("Gå ut.", "Ring 112.")
        assert changed.numbers == (Number("SOS Alarm, fara för liv", "112"), Number("Vakten", "08-123 45 67"))


def forms(application: Application) -> list[EntryForm]:
    found: list[EntryForm] = application.window.findChildren(EntryForm)
    return found


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

    def test_copies_made_before_forget_what_has_been_removed_since(
        self, application: Application, people: dict[str, int], qtbot: QtBot, tmp_path: Path
    ) -> None:
        database = application.database
        said = WriteDown(by=None, channel="visit", text="Gallrad text")
        contact = write_down(database, said).created["contact"]
        earlier = application.settings.data / "backups" / "daily-20261122.db"
        earlier.parent.mkdir()
        database.copy_to(earlier)
        erase(database, Erase(by=None, contact=contact, reason="disposed"))
        section: DataSection = part(application, "data", DataSection)
        section._back_up(str(tmp_path / "kopia.db"))
        qtbot.waitUntil(lambda: "The copy is written to" in section.notice.sentence)
        key, _ = keys.database_key(application.settings.keys, make=False)
        with closing(open_copy(earlier, key)) as copy, copy.reading():
            assert copy.sql("SELECT count(*) FROM contact_text").fetchone()[0] == 0

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

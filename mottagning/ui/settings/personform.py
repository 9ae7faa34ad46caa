"""The card on which somebody is added to the staff or changed, and given a password."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from mottagning.demo import mark
from mottagning.errors import Trouble
from mottagning.people import signin
from mottagning.people.cells import as_percent
from mottagning.people.staff import Person, RemovePerson, SavePerson, initials_of
from mottagning.rota import work
from mottagning.rota.staffcard import save_card
from mottagning.texts import N_, tr
from mottagning.ui.cardform import CardForm
from mottagning.ui.settings.firstlead import password_field
from mottagning.ui.theme import grown
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.fields import day_field, day_of
from mottagning.ui.widgets.form import Form, beside, danger_button, label, pause
from mottagning.ui.workplace import Workplace
from mottagning.worktime import ZONE

ROLES = {"desk": N_("Handler"), "lead": N_("Team lead"), "none": N_("No sign-in")}


class PersonForm(CardForm):
    """Everything about one person. `done` after she was kept or removed."""

    def __init__(self, workplace: Workplace, person: Person | None, parent: QWidget | None = None) -> None:
        super().__init__(workplace, parent)
        self._known = person
        self._make_fields()
        self.remove = danger_button(tr("Remove"), self._remove)
        self.remove.setToolTip(tr("For somebody added by mistake. Who leaves gets a last day instead."))
        self.remove.setVisible(False)
        self._place(self._form(), other_way=self.remove)
        self.remove.setVisible(person is not None)
        self.setFocusProxy(self.name)
        if person is not None:
            self._fill(person)
            workplace.read(self, lambda database: work.rates(database, person.id), self._show_rates)
        workplace.read(self, mark.is_demo, self._forbid_in_demo)

    def _make_fields(self) -> None:
        self.name, self.key, self.initials = QLineEdit(), QLineEdit(), QLineEdit()
        self.role = Choice(tr("Role"), [(role, tr(word)) for role, word in ROLES.items()], "desk")
        self.email, self.phone = QLineEdit(), QLineEdit()
        self.handler_names, self.logins = QLineEdit(), QLineEdit()
        self.joined, self.left = QLineEdit(), QLineEdit()
        for field in (self.joined, self.left):
            field.setPlaceholderText(tr("YYYY-MM-DD"))
            field.setFixedWidth(grown(140))
        for field in (self.key, self.initials):
            field.setFixedWidth(grown(140))
        self.percent = QLineEdit()
        self.percent.setFixedWidth(grown(72))
        self.percent.setAccessibleName(tr("Percent of full time"))
        self.percent_from = day_field(self._workplace.now().astimezone(ZONE).date())
        self.rates = label(tr("Empty: as it is."), "caption", "quiet", wraps=True)
        self.password, self.again = password_field(), password_field()
        if self._known is None:
            self.name.textEdited.connect(self._suggest)

    def _form(self) -> Form:
        form = Form()
        form.add(tr("Name"), self.name)
        form.add(tr("Short name"), self.key)
        form.add(tr("Initials"), self.initials)
        form.add(tr("Role"), self.role)
        form.add(tr("E-mail"), self.email)
        form.add(tr("Phone"), self.phone)
        form.add(
            tr("In the case system"), self.handler_names, tr("As it writes her; several with a semicolon between.")
        )
        form.add(tr("Login"), self.logins, tr("Her user name at the computer; several with a comma between."))
        form.add(tr("First and last day"), beside(self.joined, self.left))
        form.add(tr("Employment rate"), beside(self.percent, label(tr("% from")), self.percent_from))
        form.add("", self.rates)
        if self._known is None or self._known.id != self._workplace.me:
            if self._known is None:
                word, hint = tr("Password"), N_("To sign in at a shared computer. At least {n} letters.")
            else:
                word, hint = tr("New password"), N_("Empty: as it is. At least {n} letters, for instance three words.")
            form.add(word, self.password, tr(hint, n=signin.SHORTEST))
            form.add(tr("Once more"), self.again)
        return form

    def _fill(self, person: Person) -> None:
        self.name.setText(person.name)
        self.key.setText(person.key)
        self.initials.setText(person.initials)
        self.role.set_value(person.role)
        self.email.setText(person.email or "")
        self.phone.setText(person.phone or "")
        self.handler_names.setText("; ".join(person.handler_names))
        self.logins.setText(", ".join(person.logins))
        self.joined.setText(person.joined.isoformat() if person.joined else "")
        self.left.setText(person.left.isoformat() if person.left else "")

    def _show_rates(self, rates: Sequence[tuple[date, float]]) -> None:
        if rates:
            known = ", ".join(tr("{percent} % from {day}", percent=f"{share:g}", day=day) for day, share in rates)
            self.rates.setText(tr("Empty: as it is, {rates}.", rates=known))

    def _suggest(self, name: str) -> None:
        self.initials.setText(initials_of(name))
        self.key.setText(initials_of(name).lower())

    def _forbid_in_demo(self, is_demo: bool) -> None:
        for field in (self.password, self.again):
            field.setEnabled(not is_demo)
        if is_demo:
            self.password.setPlaceholderText(tr("Invented people need no passwords."))

    def _save(self) -> None:
        if self.password.text() != self.again.text():
            raise Trouble(N_("The two passwords are not the same. Write them again."))
        command = SavePerson(by=self._workplace.me, at=self._workplace.now(), **self._said())
        share = _share(self.percent.text())
        pause(self.ok)
        # All of the card is read now: it may be closed before the writer comes to it.
        keep = partial(
            save_card, self._workplace.database, command, share, day_of(self.percent_from), self.password.text()
        )
        said = tr("{name} is saved.", name=command.name)
        self._workplace.write(keep, said, self._on_kept, self._refuse)

    def _said(self) -> dict[str, Any]:
        return {
            "person": self._known.id if self._known else None,
            "version": self._known.version if self._known else None,
            "name": self.name.text(),
            "key": self.key.text(),
            "initials": self.initials.text(),
            "role": self.role.value(),
            "email": self.email.text(),
            "phone": self.phone.text(),
            "joined": _day(self.joined.text()),
            "left": _day(self.left.text()),
            "handler_names": tuple(self.handler_names.text().split(";")),
            "logins": tuple(self.logins.text().split(",")),
        }

    def _remove(self) -> None:
        if self._known is not None:
            command = RemovePerson(by=self._workplace.me, person=self._known.id, version=self._known.version)
            self._do(command, tr("{name} is removed.", name=self._known.name))


def _share(text: str) -> float | None:
    said = text.strip()
    try:
        return as_percent(said) if said else None
    except ValueError:
        raise Trouble(N_("“{text}” is no share of full time. Write a number from 0 to 100."), text=said) from None


def _day(text: str) -> date | None:
    said = text.strip()
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise Trouble(N_("“{text}” is no day. Write it as 2026-01-31."), text=said) from None

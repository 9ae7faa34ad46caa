"""The card on which a switchboard is added, changed or removed; its key is shown once, with the address to give out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from mottagning.contacts.phone import switchboards
from mottagning.contacts.phone.switchboards import RemoveSwitchboard, SaveSwitchboard, SwitchboardState
from mottagning.texts import N_, tr
from mottagning.ui import clipboard
from mottagning.ui.tokens import INSIDE
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.form import Form, beside, button, label, primary_button, quiet_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble

DIALECTS = {"cti": N_("Generic CTI"), "sipgate": "sipgate", "46elks": "46elks"}


class SwitchboardForm(QWidget):
    """Name, dialect and, for 46elks, where a call goes. `done` when the card may go."""

    done = Signal()

    def __init__(
        self, workplace: Workplace, state: SwitchboardState | None, address: str | None, parent: QWidget | None = None
    ) -> None:
        """`address` is where the service listens, None when it does not yet."""
        super().__init__(parent)
        self._workplace = workplace
        self._state = state
        self._base = address or tr("https://the-service:port")
        self.name = QLineEdit(state.name if state else "")
        self.name.setReadOnly(state is not None)
        self.dialect = Choice(
            tr("Dialect"), [(name, tr(text)) for name, text in DIALECTS.items()], state.dialect if state else "cti"
        )
        self.dialect.chosen.connect(lambda _value: self._ask_what_is_needed())
        self.connect_to = QLineEdit(state.connect or "" if state else "")
        self.certificate = QLineEdit(state.certificate or "" if state else "")
        self.certificate.setPlaceholderText("CN=…")
        self._shown = state.refused_certificate or "" if state and state.is_refused else ""
        self.let_in = button(tr("Let in what it showed"), lambda: self.certificate.setText(self._shown))
        self.notice = Notice()
        self.ok = primary_button(tr("Save"), self._save)
        self.key_button = button(tr("New key"), self._renew)
        self.key_button.setToolTip(tr("The old one is good no more: give the supplier the new address at once."))
        self.remove_button = quiet_button(tr("Remove"), self._remove)
        self._form = Form()
        hint = tr("It stands in the address: small letters, digits and “-”.")
        self._form.add(tr("Name"), self.name, "" if state else hint)
        self._form.add(tr("Dialect"), self.dialect, tr("What the switchboard speaks; its supplier knows."))
        self._form.add(tr("Connect to"), self.connect_to, tr("46elks: the number that a call goes on to."))
        self._form.add(tr("Certificate"), self.certificate, self._of_certificate())
        if self._shown and self._shown != self.certificate.text():
            self._form.add("", beside(self.let_in, None))
        self._foot = beside(self.ok, self.key_button, None, self.remove_button)
        for each in (self.key_button, self.remove_button):
            each.setVisible(state is not None)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        for part in (self._form, self.notice, self._foot):
            lines.addWidget(part)
        self._lines = lines
        self.setFocusProxy(self.dialect if state else self.name)
        self._ask_what_is_needed()

    def _of_certificate(self) -> str:
        if self._shown:
            return tr("It was turned away with the certificate “{subject}”.", subject=self._shown)
        return tr("Whose it is, as the certificate says: then it stands for the key. Empty: the key is needed.")

    def _ask_what_is_needed(self) -> None:
        self.connect_to.setEnabled(self.dialect.value() == "46elks")

    def _save(self) -> None:
        self._keep(switchboards.new_key() if self._state is None else None)

    def _renew(self) -> None:
        self._keep(switchboards.new_key())

    def _keep(self, key: str | None) -> None:
        command = SaveSwitchboard(
            by=self._workplace.me,
            name=self.name.text().strip(),
            dialect=str(self.dialect.value()),
            connect=self.connect_to.text().strip() or None,
            key_hash=None if key is None else switchboards.hash_of(key),
            certificate=self.certificate.text().strip(),
        )
        said = tr("The switchboard {name} is saved.", name=command.name)

        def saved(_changes: object) -> None:
            if key is None:
                self.done.emit()
            else:
                self._show_key(command.name, key)

        self._workplace.do(command, said, saved, lambda error: self.notice.show_trouble(as_trouble(error)))

    def _show_key(self, name: str, key: str) -> None:
        """In place of the form: it cannot be shown again."""
        plain = f"{self._base}{switchboards.PATH}{name}"
        self.address = _to_copy(f"{plain}/{key}")
        self.header = _to_copy(f"Authorization: Bearer {key}")
        for part in (self._form, self.notice, self._foot):
            part.hide()
        why = tr(
            "Give this to the switchboard's supplier now. It is not shown again; whoever has it can tell of calls."
        )
        of_address = tr("An address with the key, for a switchboard that knows an address alone:")
        of_header = tr("Better, if it can: {address} with this header", address=plain)
        copy = button(tr("Copy the address"), lambda: clipboard.put_secret(self.address.text()))
        for part in (
            *(label(why, wraps=True), label(of_address, "quiet", wraps=True), self.address),
            *(label(of_header, "quiet", wraps=True), self.header),
            beside(primary_button(tr("Done"), self.done.emit), copy),
        ):
            self._lines.addWidget(part)
        self.address.setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self) -> None:
        command = RemoveSwitchboard(by=self._workplace.me, name=self.name.text())
        said = tr("The switchboard {name} is removed. Its calls stay.", name=command.name)
        self._workplace.do(
            command, said, lambda _changes: self.done.emit(), lambda error: self.notice.show_trouble(as_trouble(error))
        )


def _to_copy(text: str) -> QLineEdit:
    made = QLineEdit(text)
    made.setReadOnly(True)
    made.setCursorPosition(0)
    return made

"""The ways in which a call ends: buttons in a row, and what is asked for a promise or for passing on in their place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from mottagning.desk.settle import Done, Passed, Promised
from mottagning.texts import tr
from mottagning.ui.desk.passonform import PassOnForm
from mottagning.ui.desk.promiseform import PromiseForm
from mottagning.ui.widgets.form import beside, button, primary_button, quiet_button
from mottagning.ui.workplace import Workplace

Slot = Callable[[], object]
Maker = Callable[[str, Slot], QPushButton]
About = Callable[[], tuple[int | None, int | None]]


class CallEnds(QWidget):
    """`ended` gives how (`desk.settle.Ending`), `park_asked` that nothing is decided. `asking` tells that something is
    asked here, or no more. `about` gives the contact and the case that a colleague would be asked to take."""

    ended = Signal(object)
    park_asked = Signal()
    asking = Signal(bool)

    def __init__(self, workplace: Workplace, about: About, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._about = about
        self.sheet: PromiseForm | PassOnForm | None = None
        """The promise or the passing on that is open."""
        self.is_held = False
        """It is being saved: nothing more is asked."""
        self.done = primary_button(tr("Solved here"), lambda: self.close_as("solved"))
        self.done.setToolTip(tr("Saves and closes ({keys})", keys="Ctrl+Enter"))
        self._foot = beside(
            self.done,
            _button(tr("Referred elsewhere"), "Alt+H", lambda: self.close_as("referred")),
            _button(tr("No action"), "Alt+I", lambda: self.close_as("no_action")),
            _button(tr("Promise…"), "Ctrl+L", self.promise),
            _button(tr("Pass on…"), "Ctrl+O", self.pass_on),
            None,
            _button(tr("Park it"), "Esc", self.park_asked.emit, quiet_button),
        )
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.addWidget(self._foot)

    def go(self) -> None:
        """Do what the primary button says: that of the card, or of what is open in it."""
        if self.sheet is not None:
            self.sheet.ok.click()
        else:
            self.close_as("solved")

    def close_as(self, outcome: str) -> None:
        """It is done, with this outcome; not while something else is being asked."""
        if self.sheet is None:
            self.ended.emit(Done(outcome))

    def promise(self) -> None:
        """Ask when we are back, in the card itself."""
        form = PromiseForm(self._workplace)
        form.promised.connect(lambda due_at, owner: self.ended.emit(Promised(due_at, owner)))
        self._open(form)

    def pass_on(self) -> None:
        """Ask to whom, in the card itself."""
        form = PassOnForm(self._workplace, *self._about())

        def passed(to: int, returns_at: datetime) -> None:
            self.ended.emit(Passed(to, returns_at))

        form.passed.connect(passed)
        self._open(form)

    def close_sheet(self) -> None:
        """Ask no more."""
        if self.sheet is not None:
            self.sheet.hide()
            self.sheet.deleteLater()
            self.sheet = None
        self._foot.show()
        self.asking.emit(False)

    def _open(self, form: PromiseForm | PassOnForm) -> None:
        if self.sheet is not None or self.is_held:
            return
        self.sheet = form
        form.given_up.connect(self.close_sheet)
        self.asking.emit(True)
        self._foot.hide()
        self._lines.addWidget(form)
        form.show()
        (form.focusProxy() or form).setFocus(Qt.FocusReason.PopupFocusReason)


def _button(text: str, keys: str, slot: Slot, make: Maker = button) -> QPushButton:
    made = make(text, slot)
    made.setToolTip(f"{text.rstrip('…')} ({keys})")
    return made

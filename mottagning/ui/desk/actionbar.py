"""The buttons under a contact: what may be done with it now, the likeliest first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from mottagning.desk.look import Look
from mottagning.texts import tr
from mottagning.ui.desk import words
from mottagning.ui.theme import grown
from mottagning.ui.tokens import STEP
from mottagning.ui.widgets.choice import Flow
from mottagning.ui.widgets.form import button, primary_button, quiet_button, with_menu
from mottagning.ui.widgets.keys import as_printed

Maker = Callable[[str, Callable[[], object]], QPushButton]
_NARROW = 32
OUTCOMES = ("solved", "referred", "no_action")


class ActionBar(QWidget):
    """Shows the buttons that fit. `asked` gives the action's name, `closed` an outcome, `registered` a place.

    `register` stands apart from the others: the column puts it beside the note.
    """

    asked = Signal(str)
    closed = Signal(str)
    registered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.done_menu = QMenu(self)
        for outcome in OUTCOMES:
            self._add_outcome(outcome)
        self.together = QAction(self)
        self.together.triggered.connect(lambda: self.asked.emit("close_together"))
        self.done_menu.addAction(self.together)
        self.done = primary_button(tr("Done"), lambda: self.closed.emit(OUTCOMES[0]))
        self.done.setToolTip(tr("Done: solved here ({keys})", keys="Ctrl+Enter"))
        self.done_otherwise = with_menu(button(""), self.done_menu)
        self.done_otherwise.setAccessibleName(tr("Done, with another outcome"))
        self.done_otherwise.setToolTip(f"{tr('Done, with another outcome')} ({as_printed('Ctrl+Shift+Return')})")
        self.accept = self._button(primary_button, "accept", tr("Accept"), "Alt+J")
        self.reopen = self._button(button, "reopen", tr("Open again"), "Alt+P")
        self.ring = self._button(button, "ring", tr("Ring back"), "Alt+U")
        self.answer = self._button(button, "answer", tr("Answer…"), "Ctrl+R")
        self.promise = self._button(button, "promise", tr("Promise…"), "Ctrl+L")
        self.pass_on = self._button(button, "pass_on", tr("Pass on…"), "Ctrl+O")
        self.decline = self._button(button, "decline", tr("Give back"), "Alt+N")
        self.mark_concern = self._button(quiet_button, "mark_concern", tr("Report of concern"), "Alt+O")
        self.mark_concern.setStyleSheet(f"padding-left: {2 * STEP}px; padding-right: {2 * STEP}px")  # has no border
        self.survey = self._button(quiet_button, "survey", tr("Survey…"), "Alt+E")
        self.more_menu = QMenu(self)
        self.claim = self._entry("claim", tr("Take it"), "Ctrl+H")
        self.release = self._entry("release", tr("Put back"), "Alt+T")
        self.join = self._entry("join", tr("Belongs together with…"), "Ctrl+J")
        self.part = self._entry("part", tr("Does not belong together"), "Ctrl+Shift+J")
        self.split = self._entry("split", tr("Divide…"), "Ctrl+D")
        self.course = self._entry("print_course", tr("The whole course on paper…"), "Ctrl+P")
        self.more = button("⋯", self._open_more)
        self.more.setStyleSheet("padding-left: 0; padding-right: 0")  # a sign, not a word
        self.more.setAccessibleName(tr("More"))
        self.more.setToolTip(tr("More"))
        for narrow in (self.done_otherwise, self.more):
            narrow.setFixedWidth(grown(_NARROW))
        self.register_menu = QMenu(self)
        for place, word in words.REGISTERED.items():
            self._add_place(place, tr(word))
        copy = QAction(f"{tr('Copy for the case system…')}\t{as_printed('Ctrl+Shift+C')}", self)
        copy.triggered.connect(lambda: self.asked.emit("copy_out"))
        self.register_menu.addSeparator()
        self.register_menu.addAction(copy)
        self.register = with_menu(quiet_button(""), self.register_menu)
        self.register.setToolTip(tr("Where it is registered ({keys})", keys="Alt+R"))
        flow = Flow(self, STEP)  # all of them on one line of a window that is 1366 pixels wide
        for part in self._buttons().values():
            flow.addWidget(part)
            if part is self.done:
                flow.addWidget(self.done_otherwise)
        flow.addWidget(self.survey)
        flow.addWidget(self.more)

    def show_look(self, look: Look) -> None:
        """Show what may be done with this contact."""
        contact = look.whole.summary
        for name, part in self._buttons().items():
            part.setVisible(name in look.can)
        for part in (self.done, self.done_otherwise):
            part.setVisible("close" in look.can and "accept" not in look.can)
        self.release.setVisible("release" in look.can)
        self.claim.setVisible("claim" in look.can and "accept" not in look.can)  # the two would say nearly the same
        self.survey.setVisible("reopen" in look.can)  # when it is done: then the client can say how it was
        entries = {"join": self.join, "part": self.part, "split": self.split, "print_course": self.course}
        for name, entry in entries.items():
            entry.setVisible(name in look.can)
        self.more.setVisible(any(entry.isVisible() for entry in self.more_menu.actions()))
        self.together.setVisible("close_together" in look.can)
        self.together.setText(
            f"{tr('Done: solved here, with {n} more that belong to it', n=len(look.along))}\tCtrl+Alt+Enter"
        )
        self.mark_concern.setVisible("mark_concern" in look.can and contact.concern in ("no", "dismissed"))
        self.register.setText(tr("Registered: {place}", place=tr(words.REGISTERED[contact.registered]).lower()))
        self.register.setVisible("register" in look.can)
        self.updateGeometry()

    def _buttons(self) -> dict[str, QPushButton]:
        return {
            "accept": self.accept,
            "decline": self.decline,
            "close": self.done,
            "reopen": self.reopen,
            "ring": self.ring,
            "answer": self.answer,
            "promise": self.promise,
            "pass_on": self.pass_on,
            "mark_concern": self.mark_concern,
        }

    def _button(self, make: Maker, name: str, text: str, keys: str) -> QPushButton:
        made = make(text, lambda: self.asked.emit(name))
        if keys:
            made.setToolTip(f"{text.rstrip('…')} ({keys})")
        return made

    def _open_more(self) -> None:
        self.more_menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _entry(self, name: str, text: str, keys: str) -> QAction:
        made = QAction(f"{text}\t{as_printed(keys)}", self)
        made.triggered.connect(lambda: self.asked.emit(name))
        self.more_menu.addAction(made)
        return made

    def _add_outcome(self, outcome: str) -> None:
        action = QAction(tr(words.OUTCOMES[outcome]), self)
        if outcome == "solved":
            action.setText(f"{action.text()}\tCtrl+Enter")
        action.triggered.connect(lambda: self.closed.emit(outcome))
        self.done_menu.addAction(action)

    def _add_place(self, place: str, word: str) -> None:
        action = QAction(word, self)
        action.triggered.connect(lambda: self.registered.emit(place))
        self.register_menu.addAction(action)

"""The card on which a contact goes into the case system: its text is copied, pasted there, and noted as registered."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from mottagning.contacts.handling import Register
from mottagning.db import Database
from mottagning.desk import copyout
from mottagning.desk.copyout import CopyOut, NoteCopied
from mottagning.texts import N_, tr, trn
from mottagning.ui import clipboard
from mottagning.ui.desk import words
from mottagning.ui.theme import grown
from mottagning.ui.tokens import INSIDE, Tone
from mottagning.ui.widgets.form import beside, button, label, primary_button, quiet_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble

WIDTH = 640
_PLACES = ("case_file", "register", "minor")
_SAID = N_("Copied. Paste it into the case system, then say where it is now.")


class CopyOutForm(QWidget):
    """Shows what is copied of a contact; then takes the next of mine that is done and not registered.

    Without `contact` it begins with those. The first contact is copied at once: whoever asks for the card wants that.
    """

    given_up = Signal()
    finished = Signal()
    """Nothing of mine is left to be entered."""

    def __init__(self, workplace: Workplace, contact: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._shown: CopyOut | None = None
        self._left: tuple[int, ...] = ()
        self._passed: set[int] = set()
        self.head = label("", "strong", wraps=True)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(grown(220))
        self.text.setAccessibleName(tr("What is copied"))
        self.notice = Notice()
        self.copy = primary_button(tr("Copy"), self._copy)
        self.places: dict[str, QPushButton] = {}
        for number, place in enumerate(_PLACES, 1):
            make = primary_button if number == 1 else button
            self.places[place] = made = make(tr(words.REGISTERED[place]), partial(self._register, place))
            made.setToolTip(f"{tr(words.REGISTERED[place])} ({number})")
        self.later = quiet_button(tr("Not yet"), self._pass_over)
        self.rest = label("", "quiet")
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        for part in (self.head, self.text, self.notice):
            lines.addWidget(part)
        lines.addWidget(beside(self.copy, *self.places.values(), self.later))
        lines.addWidget(self.rest)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._offer(copied=False)
        self._show_next(contact, copies=contact is not None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        figures = {str(number): place for number, place in enumerate(_PLACES, 1)}
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            (self.places["case_file"] if self.copy.isHidden() else self.copy).click()
        elif plain and event.text() in figures and self.copy.isHidden():
            self.places[figures[event.text()]].click()
        else:
            super().keyPressEvent(event)

    def _show_next(self, contact: int | None, copies: bool = False) -> None:
        me, now, passed = self._workplace.me, self._workplace.now(), frozenset(self._passed)

        def ask(database: Database) -> tuple[CopyOut | None, tuple[int, ...]]:
            left = tuple(each for each in copyout.not_entered(database, me) if each not in passed)
            first = contact if contact is not None else next(iter(left), None)
            rest = tuple(each for each in left if each != first)
            return (None if first is None else copyout.copy_out(database, first, me, now)), rest

        def show(found: tuple[CopyOut | None, tuple[int, ...]]) -> None:
            self._show(*found)
            if copies and found[0] is not None:
                self._copy()

        self._workplace.read(self, ask, show, self._fail)

    def _show(self, found: CopyOut | None, left: Sequence[int]) -> None:
        self._shown, self._left = found, tuple(left)
        if found is None:
            self.finished.emit()
            return
        contact = found.contact
        self.head.setText(" · ".join(part for part in (found.code, words.about(contact)) if part))
        self.text.setPlainText(found.text)
        self.notice.clear()
        self._offer(copied=False)
        n = len(self._left)
        self.rest.setText(
            trn(
                "{n} more of yours is done and not in the case system.",
                "{n} more of yours are done and not in the case system.",
                n,
            )
            if n
            else ""
        )
        self.rest.setVisible(n > 0)

    def _offer(self, copied: bool) -> None:
        self.copy.setVisible(not copied)
        for each in self.places.values():
            each.setVisible(copied)
        self.copy.setEnabled(self._shown is not None)
        self.setFocus()

    def _copy(self) -> None:
        if self._shown is None:
            return
        shown = self._shown
        clipboard.put_secret(shown.text)

        def noted(_changes: object) -> None:
            if self._shown is shown:
                self.notice.say(tr(_SAID), Tone.GOOD)
                self._offer(copied=True)

        self._workplace.do(NoteCopied(by=self._workplace.me, contact=shown.contact.id), done=noted, failed=self._fail)

    def _register(self, place: str) -> None:
        if self._shown is None:
            return
        contact, me = self._shown.contact, self._workplace.me
        self._passed.add(contact.id)
        said = tr("Registered: {place}.", place=tr(words.REGISTERED[place]).lower())
        command = Register(by=me, contact=contact.id, version=contact.version, registered=place)
        self._workplace.do(command, said, lambda _changes: self._show_next(None), self._fail)

    def _pass_over(self) -> None:
        if self._shown is not None and self._left:
            self._passed.add(self._shown.contact.id)
            self._show_next(None)
        else:
            self.given_up.emit()

    def _fail(self, error: BaseException) -> None:
        self.notice.show_trouble(as_trouble(error))

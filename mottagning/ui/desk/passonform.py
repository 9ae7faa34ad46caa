"""The small card of passing on: to whom, who is in, and when it comes back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from mottagning.db import Database
from mottagning.desk.receivers import Receiver, Receivers, receivers
from mottagning.folding import fold
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.desk import words
from mottagning.ui.theme import grown
from mottagning.ui.tokens import INSIDE, ROW, Tone
from mottagning.ui.widgets.form import beside, button, label, primary_button
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row
from mottagning.ui.widgets.steering import Steering
from mottagning.ui.workplace import Workplace

_MOST = 6


class PassOnForm(QWidget):
    """Asks whom to pass on to; a few letters of a name are enough. Enter passes on to the one who is chosen."""

    passed = Signal(int, object)
    """(person, when it comes back)."""
    given_up = Signal()

    def __init__(
        self, workplace: Workplace, contact: int | None, case: int | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._now = workplace.now()
        self._found: Receivers | None = None
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Name"))
        self.field.setAccessibleName(tr("Name"))
        self.field.textChanged.connect(self._show)
        self.list = RowList(tr("Colleagues"), inset=INSIDE)
        Steering(self.field, self.list, opens=True)
        self.list.setMinimumHeight(3 * grown(ROW))
        self.list.setMaximumHeight(_MOST * grown(ROW))
        self.list.set_empty_sentence(tr("Nobody is called so. Take away some letters."))
        self.list.opened.connect(self._pass_to)
        self.list.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._back = label("", "quiet", wraps=True)
        self.ok = primary_button(tr("Pass on"), self.pass_on)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addWidget(self.field)
        lines.addWidget(self.list, 1)
        lines.addWidget(self._back)
        lines.addWidget(beside(self.ok, button(tr("Cancel"), self.given_up.emit)))
        self.setFocusProxy(self.field)
        me, now = workplace.me, self._now

        def ask(database: Database) -> Receivers:
            return receivers(database, contact, me, now, case)

        workplace.read(self, ask, self._take)

    def pass_on(self) -> None:
        """Pass on to the one who is chosen."""
        key = self.list.selected_key()
        if isinstance(key, int):
            self._pass_to(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
            return
        super().keyPressEvent(event)

    def _take(self, found: Receivers) -> None:
        self._found = found
        time = when.when(found.returns_at, self._now)
        self._back.setText(tr("It stays open, and comes back to the desk {time} unless it is accepted.", time=time))
        self._show()

    def _show(self) -> None:
        if self._found is None:
            return
        wanted = fold(self.field.text()).split()
        shown = [each for each in self._found.people if _answers(each, wanted)]
        self.list.set_rows([self._row(each, self._found.needs_qualified) for each in shown])
        if shown:
            self.list.select(shown[0].person.id)

    def _row(self, each: Receiver, needs_qualified: bool) -> Row:
        said = [tr("Handles {codes}", codes=", ".join(each.handles))] if each.handles else []
        if needs_qualified:
            said.append(tr("may accept a concern") if each.is_qualified else tr("may not accept a concern"))
        presence = tr(words.PRESENCE[each.present])
        is_away = each.present == "out"
        if not is_away:
            said.append(presence)
        detail = " · ".join(said)
        return Row(
            key=each.person.id,
            title=each.person.name,
            detail=detail[:1].upper() + detail[1:],
            icon="away" if is_away else "person",
            strong=bool(each.handles),
            tone=Tone.WARN if is_away else Tone.PLAIN,
            word=presence.capitalize() if is_away else "",
        )

    def _pass_to(self, key: object) -> None:
        if isinstance(key, int) and self._found is not None:
            self.passed.emit(key, self._found.returns_at)


def _answers(each: Receiver, wanted: list[str]) -> bool:
    """Whether each word of the field begins a word of the name, or is the initials."""
    names = [*fold(each.person.name).split(), fold(each.person.initials)]
    return all(any(name.startswith(word) for name in names) for word in wanted)

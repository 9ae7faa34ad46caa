"""How a form keeps something whole: read anew until something is written in it, and never over what others saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from mottagning.changes import Changes
from mottagning.command import Command
from mottagning.db import Database
from mottagning.errors import Conflict, Trouble
from mottagning.texts import tr
from mottagning.ui.widgets.form import button, pause, primary_button, resume
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble

T = TypeVar("T")


class Keeping(QObject, Generic[T]):
    """Of one `form`, which is disabled until there is something in it.

    `fill` shows what `read` found; `read` runs off the window's thread and so must hold no widget. `said` is what
    stands in the form, to be compared, and `command` keeps it; both raise Trouble when it cannot be understood. It is
    read anew after changes of these `kinds` while nothing is written. Whoever lays the form out places `notice`, `ok`
    and `back`.
    """

    saved = Signal()

    def __init__(
        self,
        form: QWidget,
        workplace: Workplace,
        *,
        read: Callable[[Database], T],
        fill: Callable[[T], None],
        said: Callable[[], object],
        command: Callable[[], Command],
        says: str,
        kinds: tuple[str, ...],
    ) -> None:
        super().__init__(form)
        self._form = form
        self._workplace = workplace
        self._read, self._fill, self._said, self._command = read, fill, said, command
        self._says = says
        self._kinds = kinds
        self._found: T | None = None
        self._before: object = None
        """What the form said when it was filled, or saved."""
        self._saving: object = None
        self.notice = Notice()
        self.ok = primary_button(tr("Save"), self._save)
        self.back = button(tr("As it was"), self.reload)
        form.setEnabled(False)
        workplace.changed.connect(self._on_changes)

    @property
    def found(self) -> T:
        """What was read; not before `fill` was called."""
        assert self._found is not None
        return self._found

    def reload(self) -> None:
        """Show what holds now, whatever is written."""
        self._workplace.read(self, self._read, partial(self._take, True))

    def _on_changes(self, changes: Changes) -> None:
        if changes.concerns(*self._kinds) and not self._is_touched():
            self._workplace.read(self, self._read, partial(self._take, False))

    def _take(self, is_asked_for: bool, found: T) -> None:
        if is_asked_for or not self._is_touched():  # else something was written while it was read
            self._show(found)

    def _show(self, found: T) -> None:
        self._found = found
        self.notice.clear()
        self._fill(found)
        self._before = self._standing()
        self._form.setEnabled(True)

    def _is_touched(self) -> bool:
        return self._found is not None and self._standing() != self._before

    def _standing(self) -> object:
        """What stands in the form; None when it cannot be understood."""
        try:
            return self._said()
        except Trouble:
            return None

    def _save(self) -> None:
        if self._found is None:
            return
        try:
            command = self._command()
        except Trouble as trouble:
            self.notice.show_trouble(trouble)
            return
        pause(self.ok)
        self._saving = self._standing()
        self._workplace.do(command, self._says, self._on_saved, self._refuse)

    def _on_saved(self, _changes: Changes) -> None:
        resume(self.ok)
        self._before = self._saving  # what is undone before it was read again comes in all the same
        self.saved.emit()
        self.reload()

    def _refuse(self, error: BaseException) -> None:
        resume(self.ok)
        if isinstance(error, Conflict):
            self.notice.show_trouble(error, tr("Show what it says now"), self.reload)
        else:
            self.notice.show_trouble(as_trouble(error))

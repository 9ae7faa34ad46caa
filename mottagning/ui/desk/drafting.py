"""Keeps what is being written: at once in the window, and soon in the database, so that a crash loses little.

What was begun at another computer stands there too; what somebody has written here since is never written over.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, QTimer

from mottagning.contacts import drafts
from mottagning.contacts.drafts import NOTE, DraftView, KeepDraft
from mottagning.ui.workplace import Workplace

_SOON_MS = 2_000
"""So much is lost by a crash at the most; and so often something is written while one types."""
_AGAIN_MS = 30_000
_Key = tuple[int, int, str]
"""(person, contact, kind)."""


class Drafting(QObject):
    """The half-written texts of this window, by person, contact and kind; each is kept for the one who wrote it."""

    def __init__(self, workplace: Workplace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._texts: dict[_Key, str] = {}
        self._kept: dict[_Key, str] = {}
        """As they lie in the database, as far as this window knows."""
        self._newer: set[_Key] = set()
        """What was written or kept here since the database was asked: an answer on its way may not know of it."""
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.flush)

    def text(self, contact: int, kind: str = NOTE) -> str:
        """What the one who is signed in has begun to write about this contact, "" for nothing."""
        key = self._key(contact, kind)
        return self._texts.get(key, "") if key is not None else ""

    def write(self, contact: int, text: str, kind: str = NOTE) -> None:
        """She has written so far."""
        key = self._key(contact, kind)
        if key is None or text == self._texts.get(key, ""):
            return
        self._set(key, text)
        self._newer.add(key)
        if not self._soon.isActive():  # not put off by each further key
            self._soon.start(_SOON_MS)

    def asked(self) -> None:
        """The database is asked what it has: from now on what changes here is newer than its answer."""
        self._newer.clear()

    def found(self, contact: int, begun: Iterable[DraftView]) -> None:
        """What the database has of a contact, as it was asked last: taken over where nothing newer is written here."""
        mine = self._workplace.me
        stored = {each.kind: each.text for each in begun if each.person == mine}
        for kind in drafts.KINDS:
            key = self._key(contact, kind)
            if key is None or key in self._newer:
                continue
            if self._texts.get(key, "") == self._kept.get(key, ""):
                self._set(key, stored.get(kind, ""))
                self._kept[key] = stored.get(kind, "")

    def forget(self, person: int | None, contact: int, text: str, kind: str = NOTE) -> str:
        """This text is kept as a note, or sent; gives what was written after it, which stays."""
        if person is None:
            return ""
        key = (person, contact, kind)
        rest = self._texts.get(key, "").removeprefix(text)
        self._set(key, rest if rest.strip() else "")
        self._kept.pop(key, None)  # it went from the database with that
        return self._texts.get(key, "")

    def flush(self) -> None:
        """Have everything kept that is not yet."""
        self._soon.stop()
        for key in {*self._texts, *self._kept}:
            text = self._texts.get(key, "")
            if text != self._kept.get(key, ""):
                self._keep(key, text)

    @property
    def is_kept(self) -> bool:
        """Whether the database has all that was written."""
        return all(self._texts.get(key, "") == self._kept.get(key, "") for key in {*self._texts, *self._kept})

    def _keep(self, key: _Key, text: str) -> None:
        person, contact, kind = key
        command = KeepDraft(by=person, at=self._workplace.now(), contact=contact, text=text, kind=kind)
        work = partial(drafts.keep_draft, self._workplace.database, command)

        def done(_changes: object) -> None:
            self._kept[key] = text
            self._newer.add(key)
            if self._texts.get(key, "") != text and not self._soon.isActive():  # it was kept as a note meanwhile
                self._soon.start(_SOON_MS)

        def failed(error: BaseException) -> None:
            self._workplace.tell(error)  # it stays in the window, and is tried again
            self._soon.start(_AGAIN_MS)

        self._workplace.tasks.write(work, done, failed, background=True)

    def _set(self, key: _Key, text: str) -> None:
        if text.strip():
            self._texts[key] = text
        else:
            self._texts.pop(key, None)

    def _key(self, contact: int, kind: str) -> _Key | None:
        me = self._workplace.me
        return None if me is None else (me, contact, kind)

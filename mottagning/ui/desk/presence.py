"""Who else looks at the contact that is shown, and writes about it: so that two do not answer the same."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from mottagning import looking
from mottagning.looking import HOLDS_S, SAYS_AGAIN_S, Looking
from mottagning.texts import tr
from mottagning.ui.workplace import Workplace

_SETTLED_MS = 400
"""Whoever goes through the queue by arrow keys looks at nothing yet."""


class Presence(QObject):
    """Tells the other workstations what is looked at here, and knows what they look at."""

    changed = Signal()
    """Somebody else has come to the contact that is shown, has left it, or does something else with it."""

    def __init__(self, workplace: Workplace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._is_shared = workplace.database.dialect == "postgresql"
        self._contact: int | None = None
        self._doing = ""
        self._told: Looking | None = None
        self._others: dict[int, tuple[Looking, float]] = {}
        """By person: where she was seen last, and until when that holds."""
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._settled.timeout.connect(self._tell)
        self._again = QTimer(self, interval=int(SAYS_AGAIN_S * 1000))
        self._again.timeout.connect(self._say_again)
        workplace.others_look.connect(self._hear)
        application = QCoreApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(self._leave)

    def look_at(self, contact: int | None) -> None:
        """This contact is shown here now; None: none is."""
        if contact == self._contact:
            return
        self._contact, self._doing = contact, ""
        if contact is None:
            self._tell()
        else:
            self._settled.start()
        self.changed.emit()

    def write(self, doing: str) -> None:
        """The one who looks writes a "note" or an "answer", or (``""``) nothing any more."""
        if doing != self._doing and self._contact is not None:
            self._doing = doing
            self._settled.start()

    def others(self) -> list[Looking]:
        """Who else has the contact that is shown here before her, whoever writes first."""
        now = time.monotonic()
        here = [
            each for each, until in self._others.values() if until > now and each.contact == self._contact is not None
        ]
        return sorted(here, key=lambda each: (not each.doing, each.person))

    def _leave(self) -> None:
        self.look_at(None)

    def _tell(self) -> None:
        self._settled.stop()
        me = self._workplace.me
        if not self._is_shared:
            return
        said = None if me is None else Looking(me, self._contact, self._doing)
        if self._told is not None and (said is None or said.person != self._told.person):
            self._send(Looking(self._told.person, None))  # somebody else sits here now, or nobody
        if said is not None and said != self._told:
            self._send(said)
        self._told = said
        if said is not None and said.contact is not None:
            self._again.start()
        else:
            self._again.stop()

    def _say_again(self) -> None:
        if self._told is not None:
            self._send(self._told)
        self.changed.emit()  # who has not said it again is gone

    def _send(self, said: Looking) -> None:
        database = self._workplace.database
        self._workplace.tasks.write(partial(looking.tell, database, said), background=True)

    def _hear(self, said: Looking) -> None:
        if said.person == self._workplace.me:
            return
        before = self._others.get(said.person)
        self._others[said.person] = (said, time.monotonic() + HOLDS_S)
        is_news = before is None or before[0] != said
        if is_news and self._contact is not None and self._contact in (said.contact, before and before[0].contact):
            self.changed.emit()
            has_come = said.contact == self._contact and (before is None or before[0].contact != said.contact)
            if has_come and self._told is not None:
                self._send(self._told)  # she shall know at once who was here before her


def sentence(others: list[Looking], name: Callable[[int], str]) -> str:
    """Who else is here and what she does, "" when nobody is."""
    return " · ".join(_said(each.doing, name(each.person)) for each in others if name(each.person))


def _said(doing: str, name: str) -> str:
    if doing == "note":
        return tr("{name} writes a note about this now", name=name)
    if doing == "answer":
        return tr("{name} writes an answer to this now", name=name)
    return tr("{name} reads this now", name=name)

"""Says that something was being written on a call that is not saved, and gives it back or throws it away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, QTimer

from mottagning.changes import Changes
from mottagning.db import Database
from mottagning.texts import tr, trn
from mottagning.ui import when
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.keys import as_printed
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace

if TYPE_CHECKING:
    from mottagning.contacts.cards import LeftCard

_FIRST_LOOK_MS = 300
"""When the queue has been shown."""


class LeftOffer(QObject):
    """Looks when somebody sits down; `notice` says it over every page until it has been seen to.

    `open_here` are the cards that lie open in this window, and `ask` lets her take up what she has put aside.
    """

    def __init__(
        self, workplace: Workplace, notice: Notice, open_here: Callable[[], set[UUID]], ask: Callable[[], object]
    ) -> None:
        super().__init__(notice)
        self._workplace = workplace
        self._notice = notice
        self._open_here = open_here
        self._ask = ask
        workplace.signed_in.connect(self._signed_in)
        workplace.changed.connect(self._changed)

    def look(self) -> None:
        """Read what is left of hers."""
        me, here = self._workplace.me, self._open_here()
        if me is None:
            return

        def show(found: tuple[LeftCard, ...]) -> None:
            if me == self._workplace.me:
                self._show(found)

        self._workplace.read(self, lambda database: left_of(database, me, here), show)

    def take_up(self, left: LeftCard) -> None:
        """Open it again, here and nowhere else, with what has been written on it until then."""
        from mottagning.contacts.cards import TakeUpCard

        me, holder = self._workplace.me, uuid4()

        def done(_changes: object) -> None:
            self._workplace.read(self, lambda database: _held(database, me, holder), self._open)

        def failed(error: BaseException) -> None:
            self._workplace.tell(error)
            self.look()

        command = TakeUpCard(by=me, card=left.card, before=left.holder, holder=holder)
        self._workplace.do(command, done=done, failed=failed)

    def _open(self, left: LeftCard | None) -> None:
        if left is not None:
            self._workplace.wanted.emit("left", left)
        self.look()

    def throw_away(self, left: LeftCard) -> None:
        """Nothing of it is wanted."""
        from mottagning.contacts.cards import DropCard

        def look_again(_changes: object) -> None:
            self.look()

        command = DropCard(by=self._workplace.me, card=left.card)
        self._workplace.do(command, tr("Thrown away."), done=look_again, undone=look_again)

    def _signed_in(self, _session: object) -> None:
        self._notice.clear()
        QTimer.singleShot(_FIRST_LOOK_MS, self, self.look)

    def _changed(self, changes: Changes) -> None:
        """It may have been saved, taken up or thrown away in another window."""
        if self._notice.isVisible() and changes.concerns("card", "contact"):
            self.look()

    def _show(self, found: tuple[LeftCard, ...]) -> None:
        if not found:
            self._notice.clear()
            return
        way = tr("Go on writing ({keys})", keys=as_printed("Shift+F2"))
        if len(found) > 1:
            said = trn(
                "You have begun to write on {n} call. It is not saved yet.",
                "You have begun to write on {n} calls. They are not saved yet.",
                len(found),
            )
            self._notice.say(said, Tone.WARN, way, self._ask)
            return
        (left,) = found
        time = when.when(left.at, self._workplace.now())
        said = tr("You have begun to write on a call ({time}). It is not saved yet.", time=time)
        self._notice.say(said, Tone.WARN, way, self._ask)
        self._notice.add_way(tr("Throw away"), lambda: self.throw_away(left))


def left_of(database: Database, me: int, here: set[UUID]) -> tuple[LeftCard, ...]:
    """What somebody has left, but for the cards that are open `here`."""
    from mottagning.contacts.cards import left_cards

    return left_cards(database, me, here)


def _held(database: Database, me: int | None, holder: UUID) -> LeftCard | None:
    """The card that this window has taken up."""
    from mottagning.contacts.cards import left_cards

    return next((left for left in left_cards(database, me or 0) if left.holder == holder), None)

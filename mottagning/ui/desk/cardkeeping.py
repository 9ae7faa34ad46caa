"""Keeps what is being written on a call card, so that next to nothing is lost when the program stops."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from mottagning.contacts import cards
from mottagning.contacts.cards import KeepCard, TakenUp, Written
from mottagning.ui.workplace import Workplace

_SOON_MS = 700
"""So much is lost by a crash at the most, and so often something is written while one types."""
_AGAIN_MS = 10_000


class CardKeeping(QObject):
    """`look` tells what stands on the card now: asked soon after `touch`, written down when it is something new.

    It is the writer's who sits there. After `end` nothing is kept of the card: it was saved, or is empty. `moved` tells
    that she has taken it up in another window, and whether all that stands here stands there too.
    """

    moved = Signal(bool)

    def __init__(
        self,
        workplace: Workplace,
        card: UUID,
        holder: UUID,
        begun_at: datetime,
        look: Callable[[], Written],
        parent: QObject,
        kept: Written | None,
    ) -> None:
        """`kept` is what the database has of the card already."""
        super().__init__(parent)
        self._workplace = workplace
        self._card = card
        self._holder = holder
        self._look = look
        self._begun_at = begun_at
        self._writer: int | None = None
        self._kept = kept or Written()
        self._is_held = self._is_over = False
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.flush)
        application = QCoreApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(self.flush)

    def touch(self) -> None:
        """Something may have been written."""
        self._writer = self._workplace.me or self._writer
        if not self._soon.isActive() and not self._is_held:  # not put off by each further key
            self._soon.start(_SOON_MS)

    def flush(self) -> None:
        """Have it written down now if it is new."""
        self._soon.stop()
        written = self._look()
        if not written.has_words:
            written = Written()
        if written != self._kept:
            self._keep(written)

    def ask(self) -> None:
        """Find out whether the card is here still."""
        if self._kept.has_words:
            self._keep(self._look())

    def hold(self, is_held: bool) -> None:
        """While the card is being saved nothing is written down: with that it goes."""
        self._is_held = is_held
        self.touch()

    def end(self, *, is_saved: bool) -> None:
        """The card goes."""
        self._soon.stop()
        self._is_held = False
        if not is_saved and self._kept.has_words:
            self._keep(Written())
        self._is_over = True

    def _keep(self, written: Written) -> None:
        if self._writer is None or self._is_held or self._is_over:
            return
        self._kept, before = written, self._kept
        command = KeepCard(
            by=self._writer,
            at=self._workplace.now(),
            card=self._card,
            holder=self._holder,
            written=written,
            begun_at=self._begun_at,
        )

        def failed(error: BaseException) -> None:
            is_over, self._is_over = self._is_over, self._is_over or isinstance(error, TakenUp)
            if isinstance(error, TakenUp):
                if not is_over:
                    self.moved.emit(self._look() == before)
                return
            self._kept = before
            self._workplace.tell(error)
            if not is_over:  # it stays on the card, and is tried again
                self._soon.start(_AGAIN_MS)

        # Among the desk's own writes, not behind them: else a card that was just saved would be kept once more.
        self._workplace.tasks.write(partial(cards.keep_card, self._workplace.database, command), failed=failed)

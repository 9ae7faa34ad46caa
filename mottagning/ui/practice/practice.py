"""Makes a window one to practise in: says so over everything, lets calls and mail come, and counts what was tried."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

from PySide6.QtCore import QObject, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from mottagning.changes import Changes
from mottagning.contacts import intake, ledger
from mottagning.contacts.answers.answering import HELD
from mottagning.contacts.ledger import StoreRaw
from mottagning.contacts.phone.calls import PhoneEvent
from mottagning.demo import exercises, life, post
from mottagning.demo.exercises import EXERCISES
from mottagning.demo.life import Somebody
from mottagning.texts import tr
from mottagning.ui.main_window import MainWindow
from mottagning.ui.practice.bar import MAIL_KEY, RING_KEY, TASKS_KEY, PracticeBar
from mottagning.ui.practice.taskcard import WIDTH, TaskCard
from mottagning.ui.shell import Shell
from mottagning.ui.widgets.card import Card
from mottagning.ui.workplace import Workplace
from mottagning.worktime import ZONE

_NOW_AND_THEN_MS = 4 * 60_000
"""Between a call and a letter that come by themselves."""
_LIFTED_MS = 8_000
"""So long it rings: then somebody has lifted the receiver, as the switchboard would tell."""
_SOON_MS = 200
_TAKEN_AWAY_MS = (HELD + timedelta(seconds=1)) // timedelta(milliseconds=1)
"""After so long an answer that was not taken back stands as sent."""
_OUTWARD = ("tel", "mailto", "http", "https")
"""Links that would reach somebody."""


class Practice(QObject):
    """The life of the demo in `window`. `restart_asked`: everything shall be as it was at first."""

    restart_asked = Signal()

    def __init__(self, window: MainWindow, workplace: Workplace, shell: Shell, began: datetime) -> None:
        """`began` is the moment the demo shows first: what was done before that belongs to it."""
        super().__init__(window)
        self._window = window
        self._workplace = workplace
        self._shell = shell
        self._began = began
        self._rng = random.SystemRandom()
        self._done: frozenset[str] = frozenset()
        self._card: Card | None = None
        self._writes_next = True
        self.bar = PracticeBar()
        self.bar.ring_asked.connect(self.ring)
        self.bar.mail_asked.connect(self.let_mail_come)
        self.bar.tasks_asked.connect(self.show_tasks)
        self.bar.restart_asked.connect(self.restart_asked)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._read)
        self._life = QTimer(self, interval=_NOW_AND_THEN_MS)
        self._life.timeout.connect(self.live)
        self._life.start()
        self._postman = QTimer(self, singleShot=True, interval=_TAKEN_AWAY_MS)
        self._postman.timeout.connect(self._take_away)
        self._postman.start()  # the window may have been closed while an answer was held
        workplace.tasks.write(lambda: post.open_mailbox(workplace.database), lambda _none: None, workplace.tell)
        window.setMenuWidget(self.bar)  # above the top line, where no card covers it
        window.setWindowTitle(tr("Mottagning – practice"))
        for scheme in _OUTWARD:
            QDesktopServices.setUrlHandler(scheme, self, "keep_inside")  # type: ignore[arg-type]
        self._register_keys()
        self.bar.show_progress(0, len(EXERCISES), tr(EXERCISES[0].what))
        workplace.changed.connect(self._changed)
        self._soon.start()

    def end(self) -> None:
        """Let go of what belongs to the whole program."""
        for scheme in _OUTWARD:
            QDesktopServices.unsetUrlHandler(scheme)

    @property
    def done(self) -> frozenset[str]:
        """The keys of the exercises that have been done."""
        return self._done

    def _changed(self, changes: Changes) -> None:
        self._soon.start()
        if changes.concerns("answer"):
            self._postman.start()

    def _register_keys(self) -> None:
        group, keys = tr("Practice"), self._window.keys
        keys.add(group, RING_KEY, tr("Let it ring"), self.ring)
        keys.add(group, MAIL_KEY, tr("Let mail come"), self.let_mail_come)
        keys.add(group, TASKS_KEY, tr("Try this"), self.show_tasks)

    # --- what happens -----------------------------------------------------------------------------------------------

    def live(self) -> None:
        """A letter comes, or somebody rings, in turn; nobody rings while a card is open."""
        if self._workplace.session is None:
            return
        if self._writes_next:
            self.let_mail_come()
        elif any(card.isVisible() for card in self._window.findChildren(Card)):
            return
        else:
            self.ring()
        self._writes_next = not self._writes_next

    def ring(self) -> None:
        """Somebody with a case rings now."""
        self._somebody(self._ring, writes=False)

    def let_mail_come(self) -> None:
        """Somebody with a case has written."""
        self._somebody(self._write, writes=True)

    @Slot(QUrl)
    def keep_inside(self, _address: QUrl) -> None:
        """A link that would reach somebody is not opened."""
        self._workplace.done.emit(tr("This is practice: nobody is rung, and nothing is sent or opened."), None)

    def _somebody(self, then: Callable[[Somebody], None], *, writes: bool) -> None:
        today, rng = self._workplace.now().astimezone(ZONE).date(), self._rng
        self._workplace.read(
            self,
            lambda database: life.somebody(database, rng, today, writes=writes),
            lambda found: then(found) if found is not None else None,
        )

    def _ring(self, caller: Somebody) -> None:
        call = uuid4().hex
        self._tell(caller.phone, call, "ringing")
        QTimer.singleShot(_LIFTED_MS, self, lambda: self._tell(caller.phone, call, "answered"))

    def _tell(self, number: str, call: str, event: str) -> None:
        at = self._workplace.now()
        said = PhoneEvent(by=None, at=at, event=event, number=number, call_id=call, occurred_at=at)
        self._shell.take_event(said, lambda _stored: None)

    def _write(self, writer: Somebody) -> None:
        workplace, at = self._workplace, self._workplace.now()
        item = life.letter(writer, self._rng, at)

        def store() -> None:
            ledger.store_raw(workplace.database, StoreRaw(by=None, at=at, items=(item,)))
            intake.understand_pending(workplace.database, self._publish)

        workplace.tasks.write(store, lambda _none: None, workplace.tell)

    def _publish(self, changes: Changes) -> None:
        self._workplace.tasks.deliver(partial(self._workplace.publish, changes))

    def _take_away(self) -> None:
        workplace, now = self._workplace, self._workplace.now()

        def take() -> None:
            for changes in post.take_away(workplace.database, now):
                self._publish(changes)

        workplace.tasks.write(take, lambda _none: None, workplace.tell)

    # --- what was tried ---------------------------------------------------------------------------------------------

    def show_tasks(self) -> None:
        """Open the list of what to try, or close it."""
        if self._card is not None:
            self._card.slide_out()
            return
        self._card = self._window.show_card(tr("Try this"), TaskCard(self._done), width=WIDTH)
        self._card.gone.connect(self._forget_card)

    def _forget_card(self) -> None:
        self._card = None

    def _read(self) -> None:
        began = self._began
        self._workplace.read(self, lambda database: exercises.done(database, began), self._show)

    def _show(self, done: frozenset[str]) -> None:
        self._done = done
        following = next((tr(each.what) for each in EXERCISES if each.key not in done), "")
        self.bar.show_progress(len(done), len(EXERCISES), following)
        if self._card is not None:
            self._card.content.show_done(done)  # type: ignore[attr-defined]

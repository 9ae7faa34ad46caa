"""What every page gets to work with: reads and writes off the window's thread, and word of every change.

A page asks with `read`, writes with `do`, and listens to `changed`. Pages never call one another; to show something
elsewhere they emit `wanted`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from mottagning.changes import Changes
from mottagning.command import Command, carry_out
from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.people.signedin import SignedIn
from mottagning.tasks import Tasks
from mottagning.texts import N_, tr

T = TypeVar("T")


class Delivery(QObject):
    """Brings calls from other threads to the window's."""

    _handed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._handed.connect(lambda call: call(), Qt.ConnectionType.QueuedConnection)

    def __call__(self, call: Callable[[], None]) -> None:
        """Have `call` run in the window's thread, soon; after the window has gone it is dropped."""
        if isValid(self):
            self._handed.emit(call)


class Workplace(QObject):
    """The database, the one who is signed in, and the way to the status line."""

    changed = Signal(object)
    """`Changes`, after each commit here or by another process."""
    done = Signal(str, object)
    """(sentence, undo or None) after a command: for the status line."""
    troubled = Signal(object)
    """A `Trouble` to be shown."""
    wanted = Signal(str, object)
    """(what, which) to show: "contact", "call" (its card) or "case" and an id, "rota" and a date, "settings" or "page"
    and a name, "lookup" and ("person", id), "away" and None (who is away today)."""
    others_look = Signal(object)
    """`Looking`: what somebody at another workstation looks at now."""
    signed_in = Signal(object)
    """`SignedIn`, or None when somebody leaves the desk."""

    def __init__(self, database: Database, tasks: Tasks, now: Callable[[], datetime] | None = None) -> None:
        super().__init__()
        self.database = database
        self.tasks = tasks
        self.now = now or (lambda: datetime.now(UTC))
        self._signed_in: SignedIn | None = None

    @property
    def session(self) -> SignedIn | None:
        """Who is signed in."""
        return self._signed_in

    @property
    def me(self) -> int | None:
        """The id of the one who is signed in."""
        return self._signed_in.person.id if self._signed_in else None

    @property
    def is_lead(self) -> bool:
        """Whether the one who is signed in leads the team."""
        return bool(self._signed_in and self._signed_in.role == "lead")

    def sign_in(self, session: SignedIn | None) -> None:
        """Somebody takes the desk, or leaves it."""
        self._signed_in = session
        self.signed_in.emit(session)

    def read(
        self,
        owner: QObject,
        work: Callable[[Database], T],
        show: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Run `work` in a reader and `show` the result, unless `owner` has gone by then.

        A trouble is told on the status line unless `failed` takes it and `owner` is there still.
        """
        self.tasks.read(
            lambda: work(self.database),
            lambda result: show(result) if isValid(owner) else None,
            lambda error: failed(error) if failed is not None and isValid(owner) else self.tell(error),
        )

    def do(
        self,
        command: Command,
        says: str = "",
        done: Callable[[Changes], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
        undone: Callable[[Changes], None] | None = None,
    ) -> None:
        """Carry a command out; the rest is as for `write`."""
        timed = replace(command, at=self.now())
        self.write(lambda: carry_out(self.database, timed), says, done, failed, undone)

    def write(
        self,
        work: Callable[[], Changes],
        says: str = "",
        done: Callable[[Changes], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
        undone: Callable[[Changes], None] | None = None,
    ) -> None:
        """Run `work`, which commits. `says` is told on the status line with a way back, `done` is called after that.

        A trouble is told on the status line unless `failed` takes it; `undone` is called when somebody went back. A
        card may be closed before all is written: nothing of what has gone by then is called.
        """

        def finish(changes: Changes) -> None:
            self.changed.emit(changes)
            if says:
                self.done.emit(says, self._undo(changes.undo, undone))
            if done is not None and is_there(done):
                done(changes)

        def fail(error: BaseException) -> None:
            (failed if failed is not None and is_there(failed) else self.tell)(error)

        self.tasks.write(work, finish, fail)

    def carry_out_behind(self, handler: Callable[[Database, Any], Changes], command: Command) -> Changes:
        """For work in another thread: carry a command out when the desk has nothing to write, and tell every view."""
        changes = self.tasks.write_behind(lambda: handler(self.database, command))
        self.tasks.deliver(lambda: self.publish(changes))
        return changes

    def publish(self, changes: Changes) -> None:
        """Tell every view what others, or background work, have written. For the window's thread."""
        self.changed.emit(changes)

    def _undo(self, command: Command | None, undone: Callable[[Changes], None] | None) -> Callable[[], None] | None:
        if command is None:
            return None
        return lambda: self.do(command, tr("Taken back."), undone)

    def tell(self, error: BaseException) -> None:
        """Say on the status line what went wrong."""
        self.troubled.emit(as_trouble(error))


def is_there(call: Callable[..., object]) -> bool:
    """Whether `call` can be called: it is no method of a part of the window that has gone, nor written in one."""
    owner = getattr(call, "__self__", None)
    code = getattr(call, "__code__", None)
    if code is not None and "self" in code.co_freevars:  # a lambda within a method
        owner = call.__closure__[code.co_freevars.index("self")].cell_contents  # type: ignore[index]
    return not isinstance(owner, QObject) or isValid(owner)


def as_trouble(error: BaseException) -> Trouble:
    """What a person can be told of an error; of a fault of the program its kind alone."""
    if isinstance(error, Trouble):
        return error
    return Trouble(N_("That did not work because of a fault in the program ({kind})."), kind=type(error).__name__)

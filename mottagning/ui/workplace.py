"""What every page gets to work with: reads and writes off the window's thread, and word of every change.

A page asks with `read`, writes with `do`, and listens to `changed`. Pages never call one another; to show something
elsewhere they emit `wanted`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from types import CellType
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
_EMPTY = CellType()
"""Of a name that nothing has been given yet."""


class Delivery(QObject):
    """Brings calls from other threads to the window's."""

    _handed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._handed.connect(self._carry_out, Qt.ConnectionType.QueuedConnection)

    def __call__(self, call: Callable[[], None]) -> None:
        """Have `call` run in the window's thread, soon; when what it is for has gone by then it is dropped."""
        if isValid(self):
            self._handed.emit(call)

    def _carry_out(self, call: Callable[[], None]) -> None:
        if is_there(call):
            call()


class _Awaited:
    """An answer that is awaited; `tell` once it is there."""

    tell: Callable[[], None] | None = None


class Workplace(QObject):
    """The database, the one who is signed in, and the way to the status line."""

    changed = Signal(object)
    """`Changes`, after each commit here or by another process."""
    done = Signal(str, object)
    """(sentence, undo or None) after a command: for the status line."""
    troubled = Signal(object)
    """A `Trouble` to be shown."""
    wanted = Signal(str, object)
    """(what, which) to show: "contact", "call" (its card) or "case" and an id, "left" and a `LeftCard`, "rota" and a
    date, "settings" or "page" and a name, "lookup" and ("person", id), "away" and None (who is away today)."""
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
        self._lines: dict[object, deque[_Awaited]] = {}
        """What was asked for and has not come: by who asked, and where in the program. (What will be told holds who
        asked, whose id is nobody else's until then.)"""

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
        *,
        in_order: bool = True,
    ) -> None:
        """Run `work` in a reader and `show` the result, unless `owner` or what shows it has gone by then.

        A trouble is told on the status line unless `failed` takes it, and is there still as well. What one part asks
        for in one place of the program is shown in the order in which it was asked, so that an older picture never
        comes over a newer one; not `in_order` for a `show` that knows by itself what is not wanted any more.
        """
        mine = _Awaited()
        line = self._lines.setdefault((id(owner), _place_of(show) if in_order else mine), deque())
        line.append(mine)
        self.tasks.read(
            lambda: work(self.database),
            partial(self._take, line, mine, partial(self._show, owner, show)),
            partial(self._take, line, mine, partial(self._fail, owner, failed)),
        )

    def _take(self, line: deque[_Awaited], mine: _Awaited, tell: Callable[[Any], None], what: object) -> None:
        mine.tell = partial(tell, what)
        self._tell_on(line)

    def _tell_on(self, line: deque[_Awaited]) -> None:
        """Tell what stands first in a line, as far as it is there."""
        try:
            while line and (tell_first := line[0].tell) is not None:
                line.popleft()
                tell_first()
        except BaseException:
            self._tell_on(line)  # what waited behind a fault is told all the same
            raise
        finally:
            self._lines = {key: each for key, each in self._lines.items() if each}

    def _show(self, owner: QObject, show: Callable[[T], None], result: T) -> None:
        if isValid(owner) and is_there(show):
            show(result)

    def _fail(self, owner: QObject, failed: Callable[[BaseException], None] | None, error: BaseException) -> None:
        (failed if failed is not None and isValid(owner) and is_there(failed) else self.tell)(error)

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

        self.tasks.write(work, finish, partial(self._fail, self, failed))

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
    """Whether `call` can be called: it is no method of a part of the window that has gone, nor was it written within
    another function for one (`self`, or any other that it names). Of a `partial` its function is judged."""
    if isinstance(call, partial):
        return is_there(call.func)
    cells = getattr(call, "__closure__", None) or ()
    needed = [getattr(call, "__self__", None), *(cell.cell_contents for cell in cells if cell != _EMPTY)]
    return all(isValid(each) for each in needed if isinstance(each, QObject))


def _place_of(call: Callable[..., object]) -> object:
    """Where in the program a function stands: the same for all that a line of it makes."""
    return _place_of(call.func) if isinstance(call, partial) else getattr(call, "__code__", None) or call


def as_trouble(error: BaseException) -> Trouble:
    """What a person can be told of an error; of a fault of the program its kind alone."""
    if isinstance(error, Trouble):
        return error
    if isinstance(error, ChildProcessError | MemoryError):  # a process of ours was ended by somebody else
        return Trouble(N_("It was broken off before it was done, perhaps for lack of memory. Try again."))
    return Trouble(N_("That did not work because of a fault in the program ({kind})."), kind=type(error).__name__)

"""The only file that knows threads and processes: one writer, a few readers, a network pool, worker processes.

The window never waits: it hands work in and is called back through `deliver`, which brings the call to its own
thread. The desk's writes go before background writes; background work comes in short pieces, so the desk waits for
one piece at most.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import queue
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any, TypeVar

from mottagning.errors import Trouble

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

A = TypeVar("A")
T = TypeVar("T")
Deliver = Callable[[Callable[[], None]], None]
IsThere = Callable[[Callable[..., object]], bool]
_log = logging.getLogger(__name__)
_READERS = 2
_NETWORK = 32
"""Threads are made when they are needed; each mailbox that is watched keeps one."""
_LOOK_UP_S = 0.2
_TURN_S = 0.0005
"""So long a thread computes before it lets another: with Python's own 5 ms the window stutters, since each call into
Qt has to wait for its turn again while a long file is compared."""


def ahead(work: Callable[[A], T], items: Iterable[A], at_once: int) -> Iterator[T]:
    """What `work` gives for each item, in their order, with so many under way or waiting to be taken; no more are held.

    For a thread of the network pool that would else wait for one answer after the other. What `work` raises is raised
    in its place.
    """
    begun: deque[Future[T]] = deque()
    with ThreadPoolExecutor(at_once, "ahead") as pool:
        try:
            for item in items:
                begun.append(pool.submit(work, item))
                if len(begun) == at_once:
                    yield begun.popleft().result()
            while begun:
                yield begun.popleft().result()
        finally:
            for each in begun:
                each.cancel()


class Beside:
    """A process that carries out `work` for one thing after the other, while this one does something else.

    `work` must be a function of a module. `give` the next thing only when the one before has been taken.
    """

    def __init__(self, work: Callable[[Any], Any]) -> None:
        import multiprocessing  # 20 ms that only a backlog needs

        spawning = multiprocessing.get_context("spawn")
        self._pipe, other = spawning.Pipe()
        self._child = spawning.Process(target=_serve, args=(other, work), daemon=True)
        self._child.start()
        other.close()

    def give(self, thing: Any) -> None:
        """Let it begin with this; ChildProcessError when the process has died."""
        try:
            self._pipe.send(thing)
        except OSError as error:
            raise ChildProcessError from error

    def take(self) -> Any:
        """Wait for what came of it; what `work` raised is raised here, ChildProcessError when the process has died."""
        try:
            is_done, what = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise ChildProcessError from error
        if not is_done:
            raise what
        return what

    def end(self) -> None:
        """End the process, wherever it is."""
        self._pipe.close()
        self._child.kill()
        self._child.join()
        self._child.close()


def _serve(pipe: Connection, work: Callable[[Any], Any]) -> None:
    """In the other process: carry out what is given until nobody gives any more. Ctrl+C is for whoever gives, who ends
    this one in time."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, OSError):
        while True:
            thing = pipe.recv()
            try:
                pipe.send((True, work(thing)))
            except Exception as error:  # noqa: BLE001 - whoever gave it is told
                pipe.send((False, error))


class Tasks:
    """Runs work elsewhere and brings the result back.

    `deliver` must call what it is given in the thread that owns the window; there `is_there` tells of each `done` and
    `failed` whether whoever asked is there still, to be called. `failed` gets the exception; work that fails without a
    `failed` is logged by the type of its error alone, since a message could hold somebody's name.
    """

    def __init__(self, deliver: Deliver, is_there: IsThere = lambda _call: True) -> None:
        self.deliver = deliver
        self._is_there = is_there
        self._order = itertools.count()
        self._writes: queue.PriorityQueue[tuple[int, int, _Asked | None]] = queue.PriorityQueue()
        self._writer = threading.Thread(target=self._write_on, name="writer", daemon=True)
        self._readers = ThreadPoolExecutor(_READERS, "reader")
        self._network = ThreadPoolExecutor(_NETWORK, "network")
        self._jobs: set[Job] = set()
        self._unfinished = 0
        self._counting = threading.Lock()
        sys.setswitchinterval(_TURN_S)
        self.stopping = threading.Event()
        """Set when the program ends: long network work looks at it and returns."""
        self._writer.start()

    def write(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
        *,
        background: bool = False,
    ) -> None:
        """Run `work` in the writer, in order; `background` work waits until the desk has nothing to write."""
        self._count(1)
        self._writes.put((int(background), next(self._order), _Asked(work, done, failed)))

    def write_behind(self, work: Callable[[], T]) -> T:
        """For work in another thread that writes in short turns: run one of them when the desk has nothing to write,
        and wait for what it gives. Raises what `work` raises, and CancelledError when the program ends."""
        result: Future[T] = Future()

        def run() -> None:
            try:
                result.set_result(work())
            except BaseException as error:  # noqa: BLE001 - whoever waits gets it
                result.set_exception(error)

        self.write(run, background=True)
        while not wait((result,), _LOOK_UP_S).done:
            if not self._writer.is_alive():
                raise CancelledError
        return result.result()

    def read(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Run `work` in a reader; when the program is ending, nobody is left to read for."""
        if self.stopping.is_set():
            return
        self._count(1)
        self._readers.submit(self._run_counted, _Asked(work, done, failed))

    def network(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Run `work`, which talks to a server, in the network pool, unless the program is ending."""
        if self.stopping.is_set():
            return
        self._network.submit(self._run, _Asked(work, done, failed))

    def process(
        self,
        work: Callable[..., T],
        *arguments: Any,
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> Job:
        """Run the top-level function `work` in a process of its own, which takes its memory with it when it ends.

        With `progress`, `work` gets a further argument to call with the part done, from 0 to 1. What comes back can
        be cancelled at any time; then nobody hears of it again.
        """
        job = Job()
        self._jobs.add(job)
        asked = _Asked(work, done, failed, progress)

        def hear(kind: str, what: Any) -> None:
            if kind == "part":
                self.deliver(lambda: None if job.cancelled else self._tell(asked.progress, what))
            elif kind == "done":
                self.deliver(lambda: None if job.cancelled else self._tell(asked.done, what))
            elif not job.cancelled:
                asked.error = what
                self._tell_failure(asked)

        def follow() -> None:
            job.run(asked.work, arguments, reports=asked.progress is not None, hear=hear)
            self._jobs.discard(job)
            self.deliver(asked.forget)

        threading.Thread(target=follow, name="process", daemon=True).start()
        return job

    @property
    def is_idle(self) -> bool:
        """Whether every read and write that was asked for has been done and its callback called."""
        with self._counting:
            return self._unfinished == 0

    def stop(self) -> None:
        """Finish what is being written, drop what has not begun, and end all threads and processes."""
        self.stopping.set()
        self._writes.put((2, next(self._order), None))
        self._writer.join(timeout=10)
        for job in tuple(self._jobs):
            job.cancel()
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._network.shutdown(wait=True, cancel_futures=True)

    def _write_on(self) -> None:
        while (asked := self._writes.get()[2]) is not None:
            self._run_counted(asked)

    def _count(self, more: int) -> None:
        with self._counting:
            self._unfinished += more

    def _run_counted(self, asked: _Asked) -> None:
        self._run(asked)
        self.deliver(lambda: self._count(-1))  # after the callback, which was delivered before

    def _run(self, asked: _Asked) -> None:
        try:
            result = asked.work()
        except BaseException as error:  # noqa: BLE001 - whatever it was, somebody is told
            asked.error = error
            self._tell_failure(asked)
        else:
            self.deliver(lambda: self._tell(asked.done, result))
        self.deliver(asked.forget)

    def _tell(self, call: Callable[[Any], None] | None, what: object) -> None:
        """In the window's thread: call whoever asked, if there still."""
        if call is not None and self._is_there(call):
            call(what)

    def _tell_failure(self, asked: _Asked) -> None:
        def tell() -> None:
            assert asked.error is not None
            if asked.failed is not None and self._is_there(asked.failed):
                asked.failed(asked.error)
                return
            # A database out of reach is no fault of the program, and whoever waits for something is told elsewhere.
            level = logging.INFO if isinstance(asked.error, Trouble) else logging.ERROR
            _log.log(level, "work failed: %s", type(asked.error).__name__)

        if asked.failed is None:
            tell()
        else:
            self.deliver(tell)


class _Asked:
    """What somebody asked for, whom to call, and what went wrong.

    Any of it may hold the last of a part of the window, which must be let go in the window's thread (in another one the
    program crashes): threads hold this alone, and `forget` is delivered to the window.
    """

    def __init__(
        self,
        work: Callable[..., Any],
        done: Callable[[Any], None] | None,
        failed: Callable[[BaseException], None] | None,
        progress: Callable[[float], None] | None = None,
    ) -> None:
        self.work = work
        self.done = done
        self.failed = failed
        self.progress = progress
        self.error: BaseException | None = None

    def forget(self) -> None:
        """Let go of all of it."""
        del self.work
        self.done = self.failed = self.progress = self.error = None


class Job:
    """Work that goes on in a process of its own."""

    def __init__(self) -> None:
        self.cancelled = False
        self._child: Any = None
        self._lock = threading.Lock()

    def cancel(self) -> None:
        """End the process at once, wherever it is."""
        with self._lock:
            self.cancelled = True
            if self._child is not None:
                self._child.kill()

    def run(
        self, work: Callable[..., Any], arguments: tuple[Any, ...], *, reports: bool, hear: Callable[[str, Any], None]
    ) -> None:
        """Start the process and `hear` what it says until it ends: "part", then "done" or "failed"."""
        import multiprocessing  # 20 ms that only planning needs

        spawning = multiprocessing.get_context("spawn")
        ear, mouth = spawning.Pipe(duplex=False)
        child = spawning.Process(target=_speak, args=(mouth, work, arguments, reports), daemon=True)
        with self._lock:
            if self.cancelled:
                return
            try:
                child.start()
            except Exception as error:  # noqa: BLE001 - no memory, or what it is given cannot be sent
                hear("failed", error)
                return
            self._child = child
        mouth.close()
        kind = ""
        try:
            while kind not in ("done", "failed"):
                kind, what = ear.recv()
                hear(kind, what)
        except Exception as error:  # noqa: BLE001 - the process died, or sent what cannot be read
            hear("failed", ChildProcessError() if isinstance(error, EOFError) else error)
        with self._lock:
            self._child = None
        child.join()
        child.close()
        ear.close()


def _speak(mouth: Connection, work: Callable[..., Any], arguments: tuple[Any, ...], reports: bool) -> None:
    """In the other process: work, and say how far it has come and what came of it, unless nobody listens any more."""
    more = (lambda part: mouth.send(("part", part)),) if reports else ()
    with contextlib.suppress(BrokenPipeError):  # the program that asked has been killed
        try:
            result = work(*arguments, *more)
        except BaseException as error:  # noqa: BLE001 - whatever it was, somebody is told
            mouth.send(("failed", error))
        else:
            mouth.send(("done", result))


def survives(work: Callable[[str], object], argument: str, seconds: float = 60) -> bool:
    """Whether `work(argument)` comes to its end in a process of its own, where a crash does no harm.

    For foreign code that may take its process down with it; an exception counts as an end. `work` must be a function
    of a module. After `seconds` it is given up.
    """
    import multiprocessing

    child = multiprocessing.get_context("spawn").Process(target=work, args=(argument,), daemon=True)
    child.start()
    child.join(seconds)
    if child.exitcode is None:
        child.kill()
        child.join()
    ended = child.exitcode == 0
    child.close()
    return ended

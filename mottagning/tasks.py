"""The only file that knows threads and processes: one writer, a few readers, a network pool, worker processes.

The window never waits: it hands work in and is called back through `deliver`, which brings the call to its own
thread. The desk's writes go before background writes; background work comes in short pieces, so the desk waits for
one piece at most.
"""

from __future__ import annotations

import itertools
import logging
import multiprocessing
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")
Deliver = Callable[[Callable[[], None]], None]
_log = logging.getLogger(__name__)
_READERS = 2
_NETWORK = 8


class Tasks:
    """Runs work elsewhere and brings the result back.

    `deliver` must call what it is given in the thread that owns the window. `failed` gets the exception; work that
    fails without a `failed` is logged by the type of its error alone, since a message could hold somebody's name.
    """

    def __init__(self, deliver: Deliver) -> None:
        self.deliver = deliver
        self._order = itertools.count()
        self._writes: queue.PriorityQueue[tuple[int, int, Callable[[], None] | None]] = queue.PriorityQueue()
        self._writer = threading.Thread(target=self._write_on, name="writer", daemon=True)
        self._readers = ThreadPoolExecutor(_READERS, "reader")
        self._network = ThreadPoolExecutor(_NETWORK, "network")
        self._processes: ProcessPoolExecutor | None = None
        self._unfinished = 0
        self._counting = threading.Lock()
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
        self._writes.put((int(background), next(self._order), lambda: self._run_counted(work, done, failed)))

    def read(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Run `work` in a reader."""
        self._count(1)
        self._readers.submit(self._run_counted, work, done, failed)

    def network(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Run `work`, which talks to a server, in the network pool."""
        self._network.submit(self._run, work, done, failed)

    def process(
        self,
        work: Callable[..., T],
        *arguments: Any,
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> Future[T]:
        """Run the top-level function `work` in a worker process (planning, parsing); the future can be cancelled."""
        if self._processes is None:
            self._processes = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
        future = self._processes.submit(work, *arguments)
        future.add_done_callback(lambda finished: self._finish(finished, done, failed))
        return future

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
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._network.shutdown(wait=True, cancel_futures=True)
        if self._processes is not None:
            self._processes.shutdown(wait=True, cancel_futures=True)

    def _write_on(self) -> None:
        while (job := self._writes.get()[2]) is not None:
            job()

    def _count(self, more: int) -> None:
        with self._counting:
            self._unfinished += more

    def _run_counted(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None,
        failed: Callable[[BaseException], None] | None,
    ) -> None:
        self._run(work, done, failed)
        self.deliver(lambda: self._count(-1))  # after the callback, which was delivered before

    def _run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None,
        failed: Callable[[BaseException], None] | None,
    ) -> None:
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 - whatever it was, somebody is told
            self._tell_failure(error, failed)
            return
        if done is not None:
            self.deliver(lambda: done(result))

    def _finish(
        self,
        finished: Future[T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None,
    ) -> None:
        if finished.cancelled():
            return
        error = finished.exception()
        if error is not None:
            self._tell_failure(error, failed)
        else:
            result = finished.result()
            self.deliver(lambda: done(result))

    def _tell_failure(self, error: BaseException, failed: Callable[[BaseException], None] | None) -> None:
        if failed is not None:
            self.deliver(lambda: failed(error))
        else:
            _log.error("work failed: %s", type(error).__name__)


def survives(work: Callable[[str], object], argument: str, seconds: float = 60) -> bool:
    """Whether `work(argument)` comes to its end in a process of its own, where a crash does no harm.

    For foreign code that may take its process down with it; an exception counts as an end. `work` must be a function
    of a module. After `seconds` it is given up.
    """
    child = multiprocessing.get_context("spawn").Process(target=work, args=(argument,), daemon=True)
    child.start()
    child.join(seconds)
    if child.exitcode is None:
        child.kill()
        child.join()
    ended = child.exitcode == 0
    child.close()
    return ended

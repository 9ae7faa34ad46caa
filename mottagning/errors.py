"""What can go wrong for a person, as opposed to a bug: one sentence that says what, where and what to do."""

import errno
from typing import Any

from mottagning.texts import N_, tr

_REASONS = {
    errno.ENOENT: N_("it does not exist"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("what should be a folder is a file"),
    errno.EEXIST: N_("there is something of that name already"),
    errno.EACCES: N_("you do not have the right to"),
    errno.EPERM: N_("you do not have the right to"),
    errno.EROFS: N_("the disk is read-only"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("your share of the disk is full"),
    errno.EFBIG: N_("it would be too large"),
    errno.EIO: N_("the disk is damaged"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.EPIPE: N_("the one who read it has gone"),
}


class Trouble(Exception):
    """Something the user can understand and do something about.

    `message` is an English sentence marked with `N_`, with ``{name}`` places filled from `values`; `str()` gives it
    in the reader's language. Values must not hold names, numbers or mail text of clients: a trouble may be logged.
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message, values)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return tr(self.message, **self.values)

    def __reduce__(self) -> tuple[Any, ...]:  # so that one comes whole from a worker process
        return _again, (type(self), self.message, self.values)


class WrongUse(Trouble):
    """A command was called in a way it does not understand (exit code 2)."""


class Conflict(Trouble):
    """Somebody else changed the row in between; reload and look before trying again."""

    def __init__(
        self,
        message: str = N_("Somebody else changed this just now. Look at what it says now, then try again."),
        **values: object,
    ) -> None:
        super().__init__(message, **values)


class NotAllowed(Trouble):
    """The person signed in may not do this."""


class DatabaseTrouble(Trouble):
    """The database is missing, locked, full, of another version, or out of reach."""


class DatabaseBusy(DatabaseTrouble):
    """Somebody else writes for long; it may work a little later."""


def why(error: OSError) -> str:
    """What stands in the way, in the reader's language: the end of a sentence, without its full stop."""
    known = _REASONS.get(error.errno or 0)
    return tr(known) if known else (error.strerror or type(error).__name__)


def place_of(error: BaseException) -> str:
    """The kind of an error and its place in the code: enough to find it, nothing about anybody."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = "?" if trace is None else f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
    return f"{type(error).__name__} {place}"


def _again(kind: type[Trouble], message: str, values: dict[str, object]) -> Trouble:
    return kind(message, **values)

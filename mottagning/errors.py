"""What can go wrong for a person, as opposed to a bug: one sentence that says what, where and what to do."""

from typing import Any

from mottagning.texts import tr


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


class NotAllowed(Trouble):
    """The person signed in may not do this."""


class DatabaseTrouble(Trouble):
    """The database is missing, locked, full, of another version, or out of reach."""


def _again(kind: type[Trouble], message: str, values: dict[str, object]) -> Trouble:
    return kind(message, **values)

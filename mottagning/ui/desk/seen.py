"""Writes down who looked at what: once, however often it is refreshed while it is looked at."""

from mottagning import audit
from mottagning.ui.workplace import Workplace


class Seen:
    """What the one at the desk has before her now."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._contact: int | None = None
        self._case: int | None = None

    def contact(self, contact: int) -> None:
        """A contact is shown."""
        if contact != self._contact:
            self._contact, self._case = contact, None
            self._write("seen", "contact", contact)

    def case(self, case: int) -> None:
        """A case is shown beside it."""
        if case != self._case:
            self._case = case
            self._write("seen", "case", case)

    def names(self, case: int) -> None:
        """Somebody asked for the names of a case, to put control questions."""
        self._write("names_seen", "case", case)

    def forget(self) -> None:
        """Somebody else sits here now."""
        self._contact = self._case = None

    def _write(self, action: str, kind: str, ref: int) -> None:
        me, at, database = self._workplace.me, self._workplace.now(), self._workplace.database

        def write() -> None:
            with database.writing():
                audit.record(at, me, action, kind, ref)

        self._workplace.tasks.write(write, background=True)

"""The phone in the unit's service: the HTTP server, what stores its events, and the word to the windows who rings."""

from __future__ import annotations

from mottagning import handover, ringing
from mottagning.care.phonedoor import PhoneDoor
from mottagning.care.phonehttp import PhoneServer, Place
from mottagning.care.phoneintake import PhoneIntake
from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.settings import Settings
from mottagning.tasks import Tasks


class Telephone:
    """Made, it holds its place; from `start` on calls come in; `stop` stores what has come and lets go."""

    def __init__(self, where: Place, database: Database, settings: Settings) -> None:
        """Raises Trouble when nobody can listen there."""
        self._database = database
        self._settings = settings
        # Threads of its own: mailboxes that keep all of the service's would leave calls unheard.
        self._tasks = Tasks(lambda call: call())
        try:
            self._server = PhoneServer(where, self._tasks)
        except Trouble:
            self._tasks.stop()
            raise
        self.address = self._server.address
        self._intake = PhoneIntake(database, self._announce, self._each_round)
        self._door = PhoneDoor(database, self._intake, self.address)

    def start(self) -> None:
        """Hear and store, each in a thread of its own."""
        self._tasks.network(lambda: self._intake.run(self._tasks.stopping))
        self._tasks.network(lambda: self._server.listen(self._door.answer))

    def stop(self) -> None:
        """Hear no more; what has come is stored, if the database is there."""
        self._tasks.stop()

    def _each_round(self) -> None:
        self._door.each_round()

    def _announce(self, contact: int, number: str) -> bool:
        """Tell the windows who rings, past the tables: a number that is to be forgotten must not have been in them.

        A server tells all windows and does not say whether there was one; a window on this computer answers.
        """
        if self._database.dialect == "postgresql":
            with self._database.writing():
                ringing.tell(self._database, contact, number)
            return True
        words = ["ringing", str(contact), number]
        return handover.deliver(handover.address(str(self._settings.data)), words)

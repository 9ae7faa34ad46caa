"""Takes phone events and pages that other starts of the program hand over (the other end of `mottagning.handover`)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from errno import EACCES
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, Signal
from shiboken6 import isValid

from mottagning import handover
from mottagning.errors import Trouble, why
from mottagning.texts import N_

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket


class HandoverServer(QObject):
    """Listens for the arguments of later starts. `given` carries (arguments, answer); call ``answer(stored)`` once."""

    given = Signal(list, object)

    def __init__(self, place: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self._received: dict[QLocalSocket, bytes] = {}
        self._lock = QLockFile(self._lock_place())
        self._lock.setStaleLockTime(0)  # a window may be open for weeks; one that died is seen by its process
        self._server: QLocalServer | None = None

    def take_place(self) -> bool:
        """Be the one that listens; False when another window does. Raises Trouble when nobody can."""
        try:
            handover.make_room(self._place)
        except OSError as error:
            raise _refused(self._place, why(error)) from None
        # The lock says who is first: Qt lets a second server take the place of one that listens.
        if not self._lock.tryLock(0):
            if self._lock.error() == QLockFile.LockError.LockFailedError:
                return False
            raise _refused(self._lock.fileName(), why(PermissionError(EACCES, "")))
        return True

    def listen(self) -> None:
        """Begin, at the place that was taken. Raises Trouble when it cannot be."""
        from PySide6.QtNetwork import QLocalServer  # 10 ms, which the first look at the desk does not wait for

        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)
        QLocalServer.removeServer(self._name())  # left by a window that ended without a word
        if not self._server.listen(self._name()):
            raise _refused(self._place, self._server.errorString())

    def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
        self._lock.unlock()

    def _name(self) -> str:
        return self._place.removeprefix("\\\\.\\pipe\\")

    def _lock_place(self) -> str:
        name = self._name()
        if name == self._place:
            return name + ".lock"
        from PySide6.QtCore import QDir  # for a pipe alone, which lies in no folder

        return QDir.temp().filePath(name + ".lock")

    def _greet(self) -> None:
        assert self._server is not None
        while (client := self._server.nextPendingConnection()) is not None:
            client.readyRead.connect(lambda client=client: self._read(client))
            client.disconnected.connect(lambda client=client: self._forget(client))

    def _read(self, client: QLocalSocket) -> None:
        self._received[client] = self._received.get(client, b"") + bytes(client.readAll().data())
        try:
            arguments = handover.unpack(self._received[client])
        except ValueError:
            client.abort()
            return
        if arguments is not None:
            self.given.emit(arguments, self._answer_to(client))

    def _forget(self, client: QLocalSocket) -> None:
        self._received.pop(client, None)
        if isValid(client):  # it goes with the window when that is closed first
            client.deleteLater()

    def _answer_to(self, client: QLocalSocket) -> Callable[[bool], None]:
        def answer(stored: bool) -> None:
            with suppress(RuntimeError):  # the other end has gone, and its object with it
                client.write(b"ok\n" if stored else b"no\n")
                client.flush()
                client.disconnectFromServer()

        return answer


def _refused(place: str, reason: str) -> Trouble:
    return Trouble(
        N_("Calls cannot open their card here, since {place} cannot be had: {why}. They are stored all the same."),
        place=place,
        why=reason,
    )

"""Takes phone events and pages that other starts of the program hand over (the other end of `mottagning.handover`)."""

from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from mottagning import handover


class HandoverServer(QObject):
    """Listens for the arguments of later starts. `given` carries (arguments, answer); call ``answer(stored)`` once."""

    given = Signal(list, object)

    def __init__(self, place: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self._received: dict[QLocalSocket, bytes] = {}
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)

    def listen(self) -> bool:
        """Begin; False when another window has the place, or it cannot be had."""
        with suppress(OSError):
            handover.make_room(self._place)
        if self._server.listen(self._name()):
            return True
        # After a crash the socket's file is still there but nobody answers: only then may it be taken over.
        probe = QLocalSocket()
        probe.connectToServer(self._name())
        if probe.waitForConnected(500):
            probe.disconnectFromServer()
            return False
        QLocalServer.removeServer(self._name())
        return self._server.listen(self._name())

    def close(self) -> None:
        """Stop listening."""
        self._server.close()

    def _name(self) -> str:
        return self._place.removeprefix("\\\\.\\pipe\\")

    def _greet(self) -> None:
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
        client.deleteLater()

    def _answer_to(self, client: QLocalSocket) -> Callable[[bool], None]:
        def answer(stored: bool) -> None:
            with suppress(RuntimeError):  # the other end has gone, and its object with it
                client.write(b"ok\n" if stored else b"no\n")
                client.flush()
                client.disconnectFromServer()

        return answer

"""The icon in the system's tray: there while shifts of the coming days are empty, with nothing in it but how many."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from mottagning.texts import tr
from mottagning.ui.icons import app_icon, paint_shape
from mottagning.ui.tokens import LIGHT, Tone

_SIDE, _MARK = 32, 14
_SHOWN_MS = 8_000


def has_tray() -> bool:
    """Whether the system has a tray; offscreen and in some desktops there is none."""
    return QSystemTrayIcon.isSystemTrayAvailable()


class Tray(QObject):
    """`opened` when somebody clicks it, or what it says, or chooses it in its menu."""

    opened = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.icon = QSystemTrayIcon(_marked(app_icon()), self)
        self._menu = QMenu()
        self._menu.addAction(tr("Open the rota"), self.opened.emit)
        self.icon.setContextMenu(self._menu)
        self.icon.activated.connect(self._on_activated)
        self.icon.messageClicked.connect(self.opened)

    def tell(self, sentence: str, *, loudly: bool) -> None:
        """Be there with this sentence, "" not at all; `loudly`: say it once on the screen as well."""
        self.icon.setToolTip(sentence)
        self.icon.setVisible(bool(sentence))
        if sentence and loudly:
            self.icon.showMessage(tr("Reception"), sentence, QSystemTrayIcon.MessageIcon.Warning, _SHOWN_MS)

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.opened.emit()


def _marked(icon: QIcon) -> QIcon:
    """The program's icon with the square of what is late."""
    drawn = QPixmap(_SIDE, _SIDE)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.drawPixmap(0, 0, icon.pixmap(_SIDE, _SIDE))
    paint_shape(painter, QRect(_SIDE - _MARK, _SIDE - _MARK, _MARK, _MARK), Tone.BAD, LIGHT)
    painter.end()
    return QIcon(drawn)

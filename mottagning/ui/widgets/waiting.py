"""What stands where something is not there yet, or where there is nothing: grey bars, dimmed contents, a sentence."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from mottagning.texts import tr
from mottagning.ui.theme import colours_of, grown
from mottagning.ui.tokens import AROUND, BETWEEN, ROW

_DIMMED = 0.45


class GreyBars(QWidget):
    """Grey bars in the place of rows that are being read for the first time."""

    def __init__(self, rows: int = 6, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self.setAccessibleName(tr("Being read"))

    def sizeHint(self) -> QSize:
        return QSize(200, self._rows * grown(ROW))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours_of(self).hairline))
        room = self.width() - 2 * BETWEEN
        for row in range(self._rows):
            top = row * grown(ROW) + 10
            painter.drawRoundedRect(QRectF(BETWEEN, top, room * (0.45 + 0.11 * (row * 2 % 3)), 10), 3, 3)
            painter.drawRoundedRect(QRectF(BETWEEN, top + 18, room * (0.75 - 0.13 * (row % 3)), 8), 3, 3)


def dim(widget: QWidget, dimmed: bool) -> None:
    """Show old contents dimmed while new ones are on their way, or fully again."""
    if not dimmed:
        widget.setGraphicsEffect(None)  # type: ignore[arg-type]  # what Qt says takes the effect away
    elif widget.graphicsEffect() is None:
        from PySide6.QtWidgets import QGraphicsOpacityEffect  # the first look at the desk dims nothing

        effect = QGraphicsOpacityEffect(widget)
        effect.setOpacity(_DIMMED)
        widget.setGraphicsEffect(effect)


def paint_emptiness(view: QAbstractItemView, sentence: str) -> None:
    """Write `sentence` in the upper part of a view without rows; call it at the end of the view's paintEvent."""
    painter = QPainter(view.viewport())
    painter.setPen(QColor(colours_of(view).quiet))
    place = view.viewport().rect().adjusted(AROUND, AROUND, -AROUND, -AROUND)
    middle = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
    painter.drawText(place, int(middle | Qt.TextFlag.TextWordWrap), sentence)

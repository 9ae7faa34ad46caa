"""Text on one line that is shortened at the end instead of cut; a label of it tells the rest in its tooltip."""

from collections.abc import Iterable

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ElidedLabel(QLabel):
    """Plain text on one line, as wide as there is room for; shortened at the end, or where `mode` says."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(text, parent)
        self._mode = mode
        self._shorter: tuple[str, ...] = ()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(24, self.sizeHint().width()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setToolTip("" if self._fits() else as_tip(self.text()))

    def set_forms(self, *forms: str) -> None:
        """Say the same in the longest of these forms that there is room for; the longest comes first."""
        self.setText(forms[0])
        self._shorter = forms[1:]

    def setText(self, text: str) -> None:
        self._shorter = ()
        super().setText(text)
        self.setToolTip("" if self._fits() else as_tip(text))

    def _fits(self) -> bool:
        return self.fontMetrics().horizontalAdvance(self.text()) <= self.contentsRect().width()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        place = self.contentsRect()
        metrics, forms = self.fontMetrics(), (self.text(), *self._shorter)
        fitting = that_fits(metrics, place.width(), forms) or metrics.elidedText(forms[-1], self._mode, place.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(place, self.alignment() | Qt.AlignmentFlag.AlignVCenter, fitting)


def that_fits(metrics: QFontMetrics, width: int, forms: Iterable[str]) -> str:
    """The first of these forms that is at most so many pixels wide; "" when none is."""
    return next((form for form in forms if metrics.horizontalAdvance(form) <= width), "")


def as_tip(text: str) -> str:
    """`text` as a tooltip that shows it sign by sign.

    Qt takes a tooltip for HTML when it looks like it, and then loads the pictures that it names, from a stranger's
    computer too: the subject of a mail could ask for the password of whoever points at it.
    """
    if not Qt.mightBeRichText(text):
        return text
    from html import escape

    return f'<p style="white-space: pre-wrap">{escape(text)}</p>'


def draw_elided(
    painter: QPainter, place: QRect, face: QFont, text: str, mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight
) -> int:
    """Draw `text` to the left in `place`, shortened to what fits; returns its width in pixels."""
    metrics = QFontMetrics(face)
    width = metrics.horizontalAdvance(text)
    if width > place.width():  # shortening takes five times as long as measuring, and most texts fit
        text = metrics.elidedText(text, mode, max(place.width(), 0))
        width = metrics.horizontalAdvance(text)
    painter.setFont(face)
    painter.drawText(place, _LEFT, text)
    return width

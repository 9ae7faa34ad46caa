"""A card that floats over whatever is open, such as a call: it slides in from the top and leaves the rest alone."""

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPoint, QPropertyAnimation, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from mottagning.texts import tr
from mottagning.ui.theme import animated, colours_of, text_scale
from mottagning.ui.tokens import ANIMATION_MS, BETWEEN, CORNER, INSIDE
from mottagning.ui.widgets.form import icon_button, label
from mottagning.ui.widgets.notice import announce
from mottagning.ui.widgets.scrolling import Room
from mottagning.ui.widgets.tabbing import go_on

_SHADOW = 16
_TOP = INSIDE


class Card(QWidget):
    """Holds one content widget over `window`. The content decides what closing means: connect `close_asked`.

    Unless `stays`, the card goes by itself when closing is asked for; otherwise the page calls `slide_out`.
    Focus goes to the content when the card comes, and back to where it was when it goes.
    """

    close_asked = Signal()
    gone = Signal()

    def __init__(self, window: QWidget, title: str, content: QWidget, *, width: int = 600, stays: bool = False) -> None:
        super().__init__(window)
        self._content = content
        self._wanted = width
        self._from: QWidget | None = None
        self._slide = QPropertyAnimation(self, b"pos", self)
        self._slide.setDuration(ANIMATION_MS)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.title = label(title, "title")
        self.close_button = icon_button("close", tr("Close ({keys})", keys="Esc"), self.close_asked.emit)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(*(_SHADOW + side for side in (BETWEEN, INSIDE, BETWEEN, BETWEEN)))
        lines.setSpacing(INSIDE)
        lines.addLayout(head)
        lines.addWidget(content if text_scale() == 1 else Room(content), 1)
        if not stays:
            self.close_asked.connect(self.slide_out)
        self.hide()
        window.installEventFilter(self)

    @property
    def content(self) -> QWidget:
        """What the card holds."""
        return self._content

    def slide_in(self) -> None:
        """Come, over everything, and take the focus."""
        self._from = self.window().focusWidget()  # also when another program has the keys: most calls come then
        self._place()
        self.raise_()
        self.show()
        announce(self, self.accessibleName())
        first = self._content
        while (proxy := first.focusProxy()) is not None:  # a question leads on to the answer that is chosen
            first = proxy
        # What waits for something that is being read takes no focus yet; it must not stay beneath the card for that.
        takes = first.isEnabled() and first.focusPolicy() != Qt.FocusPolicy.NoFocus
        (first if takes else self).setFocus(Qt.FocusReason.PopupFocusReason)
        if animated():
            end = self.pos()
            self._slide.setStartValue(QPoint(end.x(), end.y() - 48))
            self._slide.setEndValue(end)
            self._slide.start()

    def slide_out(self) -> None:
        """Go, and give the focus back. A card that came over this one gives it back there in its turn."""
        self._slide.stop()
        inside = self.window().focusWidget()
        window = self.parentWidget()
        assert window is not None
        for above in window.findChildren(Card, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if above._from is not None and isValid(above._from) and self.isAncestorOf(above._from):
                above._from = self._from
        self.hide()
        if self._from is not None and isValid(self._from) and (inside is None or self.isAncestorOf(inside)):
            self._from.setFocus(Qt.FocusReason.PopupFocusReason)
        self._from = None
        self.gone.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_asked.emit()
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab stays in the card: what lies under it waits."""
        go_on(self, next)
        return True

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show) and self.isVisible():  # or what it holds grew
            self._place()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parentWidget() and event.type() == QEvent.Type.Resize and self.isVisible():
            self._slide.stop()
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        window = self.parentWidget()
        assert window is not None
        width = min(self._wanted, window.width() - 2 * BETWEEN) + 2 * _SHADOW
        height = min(
            self.heightForWidth(width) if self.hasHeightForWidth() else self.sizeHint().height(), window.height() - _TOP
        )
        self.setGeometry((window.width() - width) // 2, _TOP - _SHADOW, width, height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sheet = QRectF(self.rect()).adjusted(_SHADOW, _SHADOW, -_SHADOW, -_SHADOW)
        painter.setPen(Qt.PenStyle.NoPen)
        shade = QColor(colours.shade)
        for ring in range(_SHADOW, 0, -1):  # many faint sheets on one another make a soft shadow
            shade.setAlphaF(0.03 if colours.dark else 0.008)
            painter.setBrush(shade)
            grown = sheet.adjusted(-ring, -ring + 4, ring, ring)
            painter.drawRoundedRect(grown, CORNER + ring, CORNER + ring)
        painter.setBrush(QColor(colours.surface))
        painter.setPen(QPen(QColor(colours.edge), 1))
        painter.drawRoundedRect(sheet.adjusted(0.5, 0.5, -0.5, -0.5), CORNER + 2, CORNER + 2)

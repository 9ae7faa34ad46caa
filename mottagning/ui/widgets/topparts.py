"""The parts of the top line that draw themselves: who sits today, the gauge, and who is signed in."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from mottagning.texts import N_, tr
from mottagning.ui import icons
from mottagning.ui.theme import colours_of, font, grown, tone_colour
from mottagning.ui.tokens import BETWEEN, CORNER, INSIDE, STEP, Size, Tone
from mottagning.ui.widgets.elided import as_tip

_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_GAUGE_WORDS = {Tone.GOOD: N_("In order"), Tone.WARN: N_("Look at this"), Tone.BAD: N_("Wrong")}
_SHAPE = 10


class Sitting(QWidget):
    """Posts and who has them today. A post that nobody has is red and says so. `opened` is a click."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._posts: tuple[tuple[str, str], ...] = ()
        self._face = font()
        self._strong = font(strong=True)

    def set_posts(self, posts: Sequence[tuple[str, str]]) -> None:
        """Show (post, person) in order; the person is "" when nobody has the post."""
        self._posts = tuple(posts)
        said = " · ".join(f"{post} {person or tr('nobody')}" for post, person in posts)
        self.setToolTip(as_tip(said))
        self.setAccessibleName(tr("Sits today: {posts}", posts=said) if posts else "")
        self.updateGeometry()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def sizeHint(self) -> QSize:
        width = sum(self._width(post, person) + BETWEEN for post, person in self._posts) - BETWEEN
        return QSize(width, QFontMetrics(self._face).height())

    def _width(self, post: str, person: str) -> int:
        shape = 0 if person else _SHAPE + STEP
        strong = QFontMetrics(self._strong)
        return (
            QFontMetrics(self._face).horizontalAdvance(f"{post} ")
            + shape
            + strong.horizontalAdvance(person or tr("nobody"))
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the posts that have room; those that have not are in the tooltip, behind three dots."""
        colours = colours_of(self)
        painter = QPainter(self)
        left = 0
        for number, (post, person) in enumerate(self._posts):
            more = BETWEEN + INSIDE if number + 1 < len(self._posts) else 0
            if left + self._width(post, person) + more > self.width():
                painter.setPen(QColor(colours.quiet))
                painter.setFont(self._face)
                painter.drawText(QRect(left, 0, self.width() - left, self.height()), _MIDDLE, "…")
                return
            painter.setFont(self._face)
            painter.setPen(QColor(colours.quiet))
            painter.drawText(QRect(left, 0, self.width(), self.height()), _MIDDLE, f"{post} ")
            left += QFontMetrics(self._face).horizontalAdvance(f"{post} ")
            if not person:
                icons.paint_shape(painter, QRect(left, 0, _SHAPE - 1, self.height()), Tone.BAD, colours)
                left += _SHAPE + STEP
            painter.setFont(self._strong)
            painter.setPen(QColor(colours.text if person else colours.bad))
            name = person or tr("nobody")
            painter.drawText(QRect(left, 0, self.width(), self.height()), _MIDDLE, name)
            left += QFontMetrics(self._strong).horizontalAdvance(name) + BETWEEN


class Gauge(QAbstractButton):
    """A shape and a sentence: is everything fetched?"""

    def __init__(self) -> None:
        super().__init__()
        self._tone = Tone.QUIET
        self._face = font()
        self._strong = font(strong=True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.hide()

    def set_state(self, tone: Tone, sentence: str) -> None:
        """Show `sentence` with the shape of `tone` (GOOD, WARN or BAD)."""
        self._tone = tone
        self.setText(sentence)
        self.setAccessibleName(f"{tr(_GAUGE_WORDS[tone])}: {sentence}" if tone in _GAUGE_WORDS else sentence)
        self.setToolTip(as_tip(sentence))
        self.setVisible(bool(sentence))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(QFontMetrics(self._words()).horizontalAdvance(self.text()) + _SHAPE + 3 * INSIDE, grown(32))

    def _words(self) -> QFont:
        return self._strong if self._tone is Tone.BAD else self._face

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        loud = self._tone in (Tone.WARN, Tone.BAD)
        if loud or self.underMouse():
            ground = {Tone.WARN: colours.warn_soft, Tone.BAD: colours.bad_soft}.get(self._tone, colours.hairline)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(self.rect(), CORNER, CORNER)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), CORNER, CORNER)
        icons.paint_shape(painter, QRect(INSIDE, 0, _SHAPE, self.height()), self._tone, colours)
        painter.setFont(self._words())
        painter.setPen(QColor(tone_colour(colours, self._tone) if loud else colours.quiet))
        room = self.rect().adjusted(_SHAPE + 2 * INSIDE, 0, -INSIDE + 2, 0)
        fitting = QFontMetrics(self._words()).elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _MIDDLE, fitting)


class PersonButton(QAbstractButton):
    """Who is signed in, by initials; opens the menu."""

    def __init__(self) -> None:
        super().__init__()
        self._initials = ""
        self._face = font(Size.CAPTION, strong=True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_person("", "")

    def set_person(self, name: str, initials: str) -> None:
        """Show the initials, and the name in the tooltip."""
        self._initials = initials
        said = tr("Signed in: {person}", person=name) if name else tr("Nobody is signed in")
        self.setToolTip(as_tip(said))
        self.setAccessibleName(said)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(grown(34), grown(34))

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marked = self.hasFocus() or self.underMouse()
        painter.setPen(QPen(QColor(colours.accent), 2) if marked else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.chosen))
        painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        if not self._initials:
            icons.paint_icon(painter, self.rect().adjusted(8, 8, -8, -8), "person", colours.accent)
            return
        painter.setPen(QColor(colours.text))
        painter.setFont(self._face)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._initials)

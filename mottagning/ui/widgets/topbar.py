"""The one line at the top: the day, who sits today, search, the gauge, and who is signed in."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QWidget,
)

from mottagning.texts import N_, tr
from mottagning.ui import icons, when
from mottagning.ui.theme import colours_of, dress, font, tone_colour
from mottagning.ui.tokens import BETWEEN, INSIDE, Size, Tone
from mottagning.ui.widgets.elided import ElidedLabel
from mottagning.ui.widgets.form import label

_HEIGHT = 52
_GAUGE_WORDS = {Tone.GOOD: N_("In order"), Tone.WARN: N_("Look at this"), Tone.BAD: N_("Wrong")}


class TopBar(QWidget):
    """What is true of the whole window. `searched` is Enter in the search field, `typed` each change in it."""

    searched = Signal(str)
    typed = Signal(str)
    gauge_opened = Signal()
    change_person_asked = Signal()
    sign_out_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "frame")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(_HEIGHT)
        self._day = label("", "title")
        self._sitting = dress(ElidedLabel(), "quiet")
        self.search = SearchField()
        self.search.setAccessibleName(tr("Search"))
        self.search.returnPressed.connect(lambda: self.searched.emit(self.search.text().strip()))
        self.search.textChanged.connect(self.typed)
        self.gauge = Gauge()
        self.gauge.clicked.connect(self.gauge_opened)
        self.person = PersonButton()
        self.menu = QMenu(self)
        self.menu.addAction(icons.icon("person"), tr("Change person…"), self.change_person_asked.emit)
        self.menu.addAction(tr("Sign out"), self.sign_out_asked.emit)
        self.person.clicked.connect(self._open_menu)
        self._lay_out()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(BETWEEN, 0, BETWEEN, 0)
        row.setSpacing(BETWEEN)
        left, right = QHBoxLayout(), QHBoxLayout()
        left.setSpacing(BETWEEN)
        left.addWidget(self._day)
        left.addWidget(self._sitting, 1)
        right.setSpacing(BETWEEN)
        right.addStretch(1)
        right.addWidget(self.gauge)
        right.addWidget(self.person)
        row.addLayout(left, 10)
        row.addWidget(self.search, 7)
        row.addLayout(right, 10)

    def set_day(self, day: date) -> None:
        """Say which day it is."""
        self._day.setText(when.heading_day(day))

    def set_sitting(self, posts: Sequence[tuple[str, str]]) -> None:
        """Who sits today: (post, person) in order; a post that nobody has is left to the page that warns of it."""
        self._sitting.setText(" · ".join(f"{post} {person}" for post, person in posts))
        self._sitting.setAccessibleName(tr("Sits today: {posts}", posts=", ".join(f"{a} {b}" for a, b in posts)))

    def set_gauge(self, tone: Tone, sentence: str) -> None:
        """Say whether everything that came in has been fetched."""
        self.gauge.set_state(tone, sentence)

    def set_person(self, name: str, initials: str) -> None:
        """Who is signed in; empty when nobody is."""
        self.person.set_person(name, initials)

    def _open_menu(self) -> None:
        below = self.person.mapToGlobal(self.person.rect().bottomRight())
        below.setX(below.x() - self.menu.sizeHint().width())
        self.menu.popup(below)


class SearchField(QLineEdit):
    """The search field; Escape empties it and goes back to where one was."""

    def __init__(self) -> None:
        super().__init__()
        self._from: QWidget | None = None
        self.setPlaceholderText(tr("Search case, person, number…"))
        self.setToolTip(tr("Search ({keys})", keys="Ctrl+K"))
        self.setClearButtonEnabled(True)
        self.addAction(
            icons.icon("search", QPalette.ColorRole.PlaceholderText), QLineEdit.ActionPosition.LeadingPosition
        )
        self.setMinimumWidth(200)
        self.setMaximumWidth(520)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def go(self) -> None:
        """Put the cursor here, with what stands here selected."""
        if not self.hasFocus():
            self._from = QApplication.focusWidget()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            if self._from is not None:
                self._from.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        super().keyPressEvent(event)


class Gauge(QAbstractButton):
    """A shape and a sentence: is everything fetched?"""

    def __init__(self) -> None:
        super().__init__()
        self._tone = Tone.QUIET
        self._face = font()
        self._strong = font(strong=True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.hide()

    def set_state(self, tone: Tone, sentence: str) -> None:
        """Show `sentence` with the shape of `tone` (GOOD, WARN or BAD)."""
        self._tone = tone
        self.setText(sentence)
        self.setAccessibleName(f"{tr(_GAUGE_WORDS[tone])}: {sentence}" if tone in _GAUGE_WORDS else sentence)
        self.setToolTip(sentence)
        self.setVisible(bool(sentence))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetrics(self._strong if self._tone is Tone.BAD else self._face)
        return QSize(words.horizontalAdvance(self.text()) + 10 + 3 * INSIDE, 32)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 32)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        loud = self._tone in (Tone.WARN, Tone.BAD)
        if loud or self.underMouse():
            ground = {Tone.WARN: colours.warn_soft, Tone.BAD: colours.bad_soft}.get(self._tone, colours.hairline)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(self.rect(), 6, 6)
        _ring(self, painter)
        icons.paint_shape(painter, QRect(INSIDE, 0, 10, self.height()), self._tone, colours)
        face = self._strong if self._tone is Tone.BAD else self._face
        painter.setFont(face)
        painter.setPen(QColor(tone_colour(colours, self._tone) if loud else colours.quiet))
        room = self.rect().adjusted(10 + 2 * INSIDE, 0, -INSIDE + 2, 0)
        fitting = QFontMetrics(face).elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, fitting)


class PersonButton(QAbstractButton):
    """Who is signed in, by initials; opens the menu."""

    def __init__(self) -> None:
        super().__init__()
        self._initials = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_person("", "")

    def set_person(self, name: str, initials: str) -> None:
        """Show the initials, and the name in the tooltip."""
        self._initials = initials
        said = tr("Signed in: {person}", person=name) if name else tr("Nobody is signed in")
        self.setToolTip(said)
        self.setAccessibleName(said)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(34, 34)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.accent), 2) if self.hasFocus() or self.underMouse() else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.chosen))
        painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        if not self._initials:
            icons.paint_icon(painter, self.rect().adjusted(8, 8, -8, -8), "person", colours.accent)
            return
        painter.setPen(QColor(colours.text))
        painter.setFont(font(Size.CAPTION, strong=True))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._initials)


def _ring(button: QAbstractButton, painter: QPainter) -> None:
    if button.hasFocus():
        painter.setPen(QPen(QColor(colours_of(button).accent), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(button.rect()).adjusted(1, 1, -1, -1), 6, 6)

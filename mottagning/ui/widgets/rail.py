"""The narrow rail of pages to the left: an icon, a word, and a number where something waits."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from mottagning.texts import tr, trn
from mottagning.ui.icons import paint_icon
from mottagning.ui.theme import colours_of, font, grown, text_scale
from mottagning.ui.tokens import CORNER, INSIDE, STEP, Size, Tone

_HEIGHT, _DENSE, _WORD = 58, 46, 26
_SPARE = 2
"""The rail is dense when there is not room for so many more buttons: in a low window."""
_NARROWEST, _BADGE = 72, 16
_PLACES = {_HEIGHT: (22, 9, 33, 6), _DENSE: (18, 6, 25, 4), _WORD: (0, 8, 0, 0)}
"""For each height of a button: the side of its icon, what is above it, above the word, and under it."""


class Rail(QWidget):
    """Which page is shown, and the way to the others. `picked` gives the id of the page asked for.

    In a low window its buttons are lower, so that all of them can be seen; in one that is too low even for that, as
    where the text is large, they are words without icons.
    """

    picked = Signal(str)

    def __init__(self, pages: Sequence[tuple[str, str, str]], last: str = "", parent: QWidget | None = None) -> None:
        """`pages` are (id, icon, word); the page `last` stands at the bottom, apart from the others."""
        super().__init__(parent)
        self.setProperty("look", "frame")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Pages"))
        self._buttons: dict[str, RailButton] = {}
        self._group = QButtonGroup(self)
        self._lines = lines = QVBoxLayout(self)
        lines.setContentsMargins(0, INSIDE, 0, INSIDE)
        lines.setSpacing(0)
        words = QFontMetrics(font(Size.CAPTION, strong=True))
        self._width = width = max([_NARROWEST, *(words.horizontalAdvance(word) + 2 * INSIDE for _, _, word in pages)])
        if text_scale() > 1:
            self._width = width = width + grown(_BADGE)  # beside a word that stands alone
        for number, (page, icon, word) in enumerate(pages, 1):
            if page == last:
                lines.addStretch(1)
            made = RailButton(icon, word, f"Ctrl+{number}", width)
            made.clicked.connect(lambda _checked=False, page=page: self.picked.emit(page))
            self._group.addButton(made)
            self._buttons[page] = made
            lines.addWidget(made)
        if last not in self._buttons:
            lines.addStretch(1)

    def add_card(self, icon: str, word: str, keys: str, open_card: Callable[[], object]) -> "RailButton":
        """A button that opens a card over whatever is shown; it stands above the last page."""
        made = RailButton(icon, word, keys, self._width)
        made.setCheckable(False)
        made.clicked.connect(lambda: open_card())
        self._lines.insertWidget(self._lines.count() - 1, made)
        self._fit()
        return made

    def show_page(self, page: str) -> None:
        """Mark `page` as the one that is shown."""
        self._buttons[page].setChecked(True)

    def set_badge(self, page: str, number: int, tone: Tone = Tone.PLAIN, words: str = "") -> None:
        """The number of things that wait on a page, and what they are; 0 takes it away, BAD makes it red."""
        self._buttons[page].set_badge(number, tone, words)

    def button(self, page: str) -> "RailButton":
        """The button of a page."""
        return self._buttons[page]

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width, self._needs(grown(_WORD)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        roomy = self.height() >= self._needs(grown(_HEIGHT)) + _SPARE * grown(_HEIGHT)
        height = _HEIGHT if roomy else _DENSE if self.height() >= self._needs(grown(_DENSE)) else _WORD
        for button in self.findChildren(RailButton):
            button.set_height(height)

    def _needs(self, height: int) -> int:
        """How high it is with buttons of this height."""
        return len(self.findChildren(RailButton)) * height + 2 * INSIDE


class RailButton(QAbstractButton):
    """One page on the rail."""

    def __init__(self, icon: str, word: str, keys: str, width: int) -> None:
        super().__init__()
        self._icon = icon
        self._height = _HEIGHT
        self._badge = 0
        self._tone = Tone.PLAIN
        self._width = width
        self._face = font(Size.CAPTION)
        self._strong = font(Size.CAPTION, strong=True)
        self.setText(word)
        self.setCheckable(True)
        self.setAutoExclusive(True)  # one of several, to a screen reader too
        self._tip = tr("{page} ({keys})", page=word, keys=keys)
        self.setToolTip(self._tip)
        self.setAccessibleName(word)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_badge(self, number: int, tone: Tone, words: str) -> None:
        """Show a number at the icon, and say what it counts."""
        self._badge, self._tone = number, tone
        waits = trn("{n} waits", "{n} wait", number) if number else ""
        self.setAccessibleDescription(words or waits)
        self.setToolTip(f"{self._tip}\n{words}".rstrip())
        self.update()

    def set_height(self, height: int) -> None:
        """Be as high as an icon and a word need with more or less room around them, or as a word alone."""
        if height != self._height:
            self._height = height
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._width, grown(self._height))

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = colours_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(self.rect()).adjusted(6, 2, -6, -2)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() and self.isEnabled():
            painter.setBrush(QColor(colours.chosen))
            painter.drawRoundedRect(ground, CORNER, CORNER)
            painter.setBrush(QColor(colours.accent))
            painter.drawRoundedRect(QRectF(0, ground.top() + 8, 3, ground.height() - 16), 1.5, 1.5)
        elif self.underMouse() and self.isEnabled():
            painter.setBrush(QColor(colours.hairline))
            painter.drawRoundedRect(ground, CORNER, CORNER)
        able = self.isEnabled()
        colour = colours.faint if not able else colours.accent if self.isChecked() else colours.quiet
        side, top, below, under = map(grown, _PLACES[self._height])
        place = QRect((self.width() - side) // 2, top, side, side)
        if side:
            paint_icon(painter, place, self._icon, colour)
        painter.setPen(QColor(colours.faint if not able else colours.text if self.isChecked() else colours.quiet))
        painter.setFont(self._strong if self.isChecked() else self._face)
        words = self.rect().adjusted(0, below, 0 if side else -grown(_BADGE), -under)
        painter.drawText(words, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._badge and able:
            self._paint_badge(painter, place)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground.adjusted(1, 1, -1, -1), CORNER, CORNER)

    def _paint_badge(self, painter: QPainter, icon: QRect) -> None:
        colours = colours_of(self)
        number = str(self._badge) if self._badge < 100 else "99+"
        width = max(grown(_BADGE), QFontMetrics(self._strong).horizontalAdvance(number) + 2 * STEP)
        left = icon.right() - 5 if icon.width() else self.width() - width - STEP
        pill = QRect(left, max(icon.top() - 5, 1), width, grown(_BADGE))
        bad = self._tone is Tone.BAD
        painter.setPen(QPen(QColor(colours.frame), 1.5))
        painter.setBrush(QColor(colours.bad if bad else colours.accent))
        painter.drawRoundedRect(QRectF(pill).adjusted(-0.5, -0.5, 0.5, 0.5), grown(8), grown(8))
        painter.setPen(QColor(colours.on_accent))
        painter.setFont(self._strong)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, number)

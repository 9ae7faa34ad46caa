"""The board's slips: a coloured bar with its word, the code large, initials, days, and what stands in the way."""

from collections.abc import Hashable
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen

from mottagning.texts import tr
from mottagning.ui.icons import paint_icon, paint_shape
from mottagning.ui.theme import font, grown, tone_colour
from mottagning.ui.tokens import INSIDE, STEP, TONE_WORDS, Colours, Size, Tone, contrast
from mottagning.ui.widgets.elided import as_tip, draw_elided
from mottagning.ui.widgets.keyed import KeyedModel

WIDTH, HEIGHT = 150, 64
_BAR = 8
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One case on the board, ready to be drawn; `hue` and `word` are its category's, `blocks` an icon and its meaning.

    `days` is worded ("12 d"); `above_normal` makes it bold, tone BAD (late) or WARN gives it a shape and a word.
    """

    key: Hashable
    code: str
    hue: str
    word: str
    initials: str = ""
    days: str = ""
    above_normal: bool = False
    tone: Tone = Tone.PLAIN
    blocks: str = ""
    blocks_text: str = ""
    tip: str = ""

    @property
    def tone_word(self) -> str:
        """The word that says the tone; "" for one that needs none."""
        return tr(TONE_WORDS[self.tone]) if self.tone in (Tone.WARN, Tone.BAD) else ""

    @property
    def spoken(self) -> str:
        """The slip for a screen reader."""
        said = (self.code, self.word, self.initials or tr("No handler"), self.days, self.tone_word, self.blocks_text)
        return ", ".join(part for part in said if part)


def slip_size(scale: float = 1.0) -> QSize:
    """How large a slip is, in pixels."""
    return QSize(grown(WIDTH * scale), grown(HEIGHT * scale))


class SlipPainter:
    """Draws slips at one scale; make it once and use it for every slip."""

    def __init__(self, scale: float = 1.0) -> None:
        self._scale = scale
        self._code = font(Size.TITLE, strong=True, tabular=True, scale=scale)
        self._small = font(Size.CAPTION, tabular=True, scale=scale)
        self._small_strong = font(Size.CAPTION, strong=True, tabular=True, scale=scale)

    def paint(
        self,
        painter: QPainter,
        place: QRect,
        slip: Slip,
        colours: Colours,
        *,
        chosen: bool = False,
        focus: bool = False,
    ) -> None:
        """Draw `slip` in `place`."""
        hue = colours.hues[slip.hue]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5)
        outline = QPainterPath()
        outline.addRoundedRect(box, 4, 4)
        painter.fillPath(outline, QColor(colours.chosen if chosen else colours.surface))
        painter.save()
        painter.setClipPath(outline)
        painter.fillRect(QRectF(box.left(), box.top(), self._px(_BAR), box.height()), QColor(hue.fill))
        if contrast(hue.fill, colours.surface) < 1.2:  # white on white
            painter.fillRect(QRectF(box.left() + self._px(_BAR), box.top(), 1, box.height()), QColor(hue.edge))
        painter.restore()
        painter.setPen(QPen(QColor(colours.accent if chosen or focus else colours.faint), 2 if focus else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(outline)
        inner = place.adjusted(self._px(_BAR + INSIDE), self._px(6), -self._px(INSIDE), -self._px(6))
        self._paint_first(painter, QRect(inner.left(), inner.top(), inner.width(), self._px(26)), slip, colours)
        second = QRect(inner.left(), inner.bottom() - self._px(20), inner.width(), self._px(20))
        self._paint_second(painter, second, slip, colours)
        painter.restore()

    def _px(self, length: int) -> int:
        return grown(length * self._scale)

    def _paint_first(self, painter: QPainter, place: QRect, slip: Slip, colours: Colours) -> None:
        """The code, the days of a slip that needs its second line for a word, what blocks, and the initials."""
        right = place.right() + 1
        if slip.initials:
            right -= QFontMetrics(self._small_strong).horizontalAdvance(slip.initials)
            painter.setPen(QColor(colours.quiet))
            painter.setFont(self._small_strong)
            painter.drawText(
                QRect(right, place.top(), place.right() + 1 - right, place.height()), _MIDDLE, slip.initials
            )
            right -= STEP
        if slip.blocks:
            side = self._px(16)
            right -= side
            paint_icon(painter, QRect(right, place.top(), side, place.height()), slip.blocks, colours.text)
        if slip.tone_word:
            right = self._paint_days(
                painter, QRect(place.left(), place.top(), right - place.left(), place.height()), slip, colours
            )
        painter.setPen(QColor(colours.text))
        draw_elided(
            painter, QRect(place.left(), place.top(), right - place.left(), place.height()), self._code, slip.code
        )

    def _paint_days(self, painter: QPainter, place: QRect, slip: Slip, colours: Colours) -> int:
        """The days to the right in `place`, unless the code needs the room; returns what is left of them."""
        face = self._small_strong if slip.above_normal else self._small
        width = QFontMetrics(face).horizontalAdvance(slip.days)
        left = place.right() + 1 - STEP - width
        if not slip.days or left - STEP - place.left() < QFontMetrics(self._code).horizontalAdvance(slip.code):
            return place.right() + 1
        painter.setFont(face)
        painter.setPen(QColor(colours.text if slip.above_normal else colours.quiet))
        painter.drawText(QRect(left, place.top(), width + 1, place.height()), _MIDDLE, slip.days)
        return left - STEP

    def _paint_second(self, painter: QPainter, place: QRect, slip: Slip, colours: Colours) -> None:
        """The category; to the right whether it is late or soon will be, else its days."""
        loud = bool(slip.tone_word)
        days = slip.tone_word or slip.days
        face = self._small_strong if loud or slip.above_normal else self._small
        width = QFontMetrics(face).horizontalAdvance(days)
        painter.setFont(face)
        painter.setPen(QColor(tone_colour(colours, slip.tone) if loud or slip.above_normal else colours.quiet))
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | _MIDDLE, days)
        if loud:
            side = self._px(8)
            left = place.right() + 1 - width - side - STEP
            paint_shape(painter, QRect(left, place.top(), side, place.height()), slip.tone, colours)
            width += side + STEP
        painter.setPen(QColor(colours.quiet))
        draw_elided(painter, place.adjusted(0, 0, -width - STEP, 0), self._small, slip.word)


class SlipModel(KeyedModel[Slip]):
    """Slips in the order in which they stand."""

    def look_up(self, item: Slip, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return item.code
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return item.spoken
        return (as_tip(item.tip) or None) if role == Qt.ItemDataRole.ToolTipRole else None

"""The board's slips: a coloured bar with its word, the code large, handler, days, deadline and next step."""

from collections.abc import Hashable
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen

from mottagning.texts import tr
from mottagning.ui.icons import paint_icon, paint_shape
from mottagning.ui.theme import font, grown, tone_colour
from mottagning.ui.tokens import INSIDE, STEP, TONE_WORDS, Colours, Size, Tone, contrast
from mottagning.ui.widgets.elided import as_tip, draw_elided
from mottagning.ui.widgets.keyed import KeyedModel

_SIZES = {3: (184, 76), 2: (132, 54), 1: (92, 26)}
"""Width and height by the number of lines."""
_SMALLEST_TYPE = 0.9
_BAR = 8
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One case on the board, ready to be drawn; `hue` and `word` are its category's, `blocks` an icon and its meaning.

    `days` is worded ("12 d"); `above_normal` makes it bold with an arrow, and `normal` says in words what is normal.
    Tone BAD (late) or WARN gives it a shape and a word; `due` is the day of its deadline, `due_text` what is due then.
    `step` is the next step, on its `next_day`; it names nobody.
    """

    key: Hashable
    code: str
    hue: str
    word: str
    initials: str = ""
    priority: str = ""
    days: str = ""
    above_normal: bool = False
    normal: str = ""
    tone: Tone = Tone.PLAIN
    due: str = ""
    due_text: str = ""
    next_day: str = ""
    step: str = ""
    blocks: str = ""
    blocks_text: str = ""
    tip: str = ""

    @property
    def tone_word(self) -> str:
        """The word that says the tone; "" for one that needs none."""
        return tr(TONE_WORDS[self.tone]) if self.tone in (Tone.WARN, Tone.BAD) else ""

    @property
    def kind(self) -> str:
        """The category, with the priority if there is one."""
        return f"{self.word} · {self.priority}" if self.priority else self.word

    @property
    def deadline(self) -> str:
        """The deadline in two words."""
        if not self.due:
            return ""
        return f"{self.tone_word} {self.due}" if self.tone_word else tr("by {day}", day=self.due)

    @property
    def next(self) -> str:
        """The next step with its day."""
        said = " ".join(part for part in (self.next_day, self.step) if part)
        return f"→ {said}" if said else ""

    @property
    def spoken(self) -> str:
        """The slip for a screen reader."""
        said = (
            self.code,
            self.word,
            self.priority,
            self.initials or tr("No handler"),
            self.blocks_text,
            self.days,
            self.normal if self.above_normal else "",
            self.tone_word,
            self.due_text,
            tr("next: {step}", step=self.next.removeprefix("→ ")) if self.next else "",
        )
        return ", ".join(part for part in said if part)


def lines_at(scale: float) -> int:
    """How many lines a slip has at a scale: small ones say less rather than in letters that nobody can read."""
    return 3 if scale >= 1 else 2 if scale >= 0.75 else 1


def type_at(scale: float) -> float:
    """How large the type is."""
    return max(scale, _SMALLEST_TYPE)


def slip_size(scale: float = 1.0) -> QSize:
    """The least that a slip needs, in pixels."""
    width, height = _SIZES[lines_at(scale)]
    return QSize(grown(width * type_at(scale)), grown(height * type_at(scale)))


class SlipPainter:
    """Draws slips at one scale; make it once and use it for every slip."""

    def __init__(self, scale: float = 1.0) -> None:
        self._lines = lines_at(scale)
        self._scale = type_at(scale)
        size = Size.TITLE if self._lines > 1 else Size.CAPTION
        self._code = font(size, strong=True, tabular=True, scale=self._scale)
        self._small = font(Size.CAPTION, tabular=True, scale=self._scale)
        self._strong = font(Size.CAPTION, strong=True, tabular=True, scale=self._scale)

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
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_sheet(painter, place, slip, colours, chosen=chosen, focus=focus)
        space = self._px(6 if self._lines > 1 else 2)
        inner = place.adjusted(self._px(_BAR + INSIDE), space, -self._px(INSIDE), -space)
        if self._lines == 1:
            self._paint_only(painter, inner, slip, colours)
        else:
            first = self._px(26 if self._lines == 3 else 22)
            rest = (inner.height() - first) // (self._lines - 1)
            self._paint_first(painter, _stripe(inner, 0, first), slip, colours)
            self._paint_second(painter, _stripe(inner, first, rest), slip, colours)
            if self._lines == 3:
                self._paint_third(painter, _stripe(inner, first + rest, rest), slip, colours)
        painter.restore()

    def _px(self, length: int) -> int:
        return grown(length * self._scale)

    def _paint_sheet(
        self, painter: QPainter, place: QRect, slip: Slip, colours: Colours, *, chosen: bool, focus: bool
    ) -> None:
        """The paper with its coloured edge."""
        hue = colours.hues[slip.hue]
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

    def _paint_first(self, painter: QPainter, place: QRect, slip: Slip, colours: Colours) -> None:
        """The code; to the right who has it, and what blocks."""
        room = self._paint_right(painter, place, self._strong, colours.quiet, slip.initials)
        if slip.blocks:
            side = self._px(16)
            paint_icon(
                painter, QRect(room.right() + 1 - side, place.top(), side, place.height()), slip.blocks, colours.text
            )
            room.setRight(room.right() - side - STEP)
        painter.setPen(QColor(colours.text))
        draw_elided(painter, room, self._code, slip.code)

    def _paint_second(self, painter: QPainter, place: QRect, slip: Slip, colours: Colours) -> None:
        """The category; to the right its days, or in two lines that it is late or soon will be."""
        if self._lines == 2 and slip.tone_word:
            room = self._paint_tone(painter, place, slip, colours, slip.tone_word)
        else:
            room = self._paint_days(painter, place, slip, colours)
        painter.setPen(QColor(colours.quiet))
        draw_elided(painter, room, self._small, slip.kind if self._lines == 3 else slip.word)

    def _paint_third(self, painter: QPainter, place: QRect, slip: Slip, colours: Colours) -> None:
        """The deadline to the left, the next step to the right in what room there is."""
        if slip.tone_word:
            side = self._px(8)
            paint_shape(painter, QRect(place.left(), place.top(), side, place.height()), slip.tone, colours)
            place = place.adjusted(side + STEP, 0, 0, 0)
        face = self._strong if slip.tone_word else self._small
        painter.setPen(QColor(tone_colour(colours, slip.tone) if slip.tone_word else colours.quiet))
        used = draw_elided(painter, place, face, slip.deadline) if slip.deadline else 0
        room = place.adjusted(used + INSIDE if used else 0, 0, 0, 0)
        wanted = QFontMetrics(self._small).horizontalAdvance(slip.next)
        if used and wanted < room.width():
            room.setLeft(room.right() + 1 - wanted)
        if room.width() > self._px(24):
            painter.setPen(QColor(colours.text))
            draw_elided(painter, room, self._small, slip.next)

    def _paint_only(self, painter: QPainter, place: QRect, slip: Slip, colours: Colours) -> None:
        """The code, and the shape of what is late or soon will be; else what blocks, else the days."""
        side = self._px(8)
        room = QRect(place)
        if slip.tone_word:
            paint_shape(painter, QRect(place.right() + 1 - side, place.top(), side, place.height()), slip.tone, colours)
            room.setRight(place.right() - side - STEP)
        elif slip.blocks:
            side = self._px(14)
            paint_icon(
                painter, QRect(place.right() + 1 - side, place.top(), side, place.height()), slip.blocks, colours.text
            )
            room.setRight(place.right() - side - STEP)
        elif slip.above_normal:
            room = self._paint_right(painter, place, self._strong, colours.text, "↑")
        painter.setPen(QColor(colours.text))
        draw_elided(painter, room, self._code, slip.code)

    def _paint_days(self, painter: QPainter, place: QRect, slip: Slip, colours: Colours) -> QRect:
        if slip.above_normal:
            return self._paint_right(painter, place, self._strong, colours.text, f"{slip.days} ↑")
        return self._paint_right(painter, place, self._small, colours.quiet, slip.days)

    def _paint_tone(self, painter: QPainter, place: QRect, slip: Slip, colours: Colours, words: str) -> QRect:
        room = self._paint_right(painter, place, self._strong, tone_colour(colours, slip.tone), words)
        side = self._px(8)
        paint_shape(painter, QRect(room.right() + 1 - side, place.top(), side, place.height()), slip.tone, colours)
        room.setRight(room.right() - side - STEP)
        return room

    def _paint_right(self, painter: QPainter, place: QRect, face: QFont, colour: str, words: str) -> QRect:
        """Words to the right in `place`; returns the room that is left of them."""
        room = QRect(place)
        if words:
            width = QFontMetrics(face).horizontalAdvance(words)
            painter.setFont(face)
            painter.setPen(QColor(colour))
            left = place.right() + 1 - width
            painter.drawText(QRect(left, place.top(), width + 1, place.height()), _MIDDLE, words)
            room.setRight(left - 1 - STEP)
        return room


def _stripe(place: QRect, top: int, height: int) -> QRect:
    return QRect(place.left(), place.top() + top, place.width(), height)


class SlipModel(KeyedModel[Slip]):
    """Slips in the order in which they stand."""

    def look_up(self, item: Slip, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return item.code
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return item.spoken
        return (as_tip(item.tip) or None) if role == Qt.ItemDataRole.ToolTipRole else None

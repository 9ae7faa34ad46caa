"""The two views of a month: by post, a week a row; and by person, a day a column."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import QObject, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mottagning.texts import tr
from mottagning.ui.icons import paint_shape
from mottagning.ui.rota.cells import Cell, Table
from mottagning.ui.rota.grid import Grid
from mottagning.ui.theme import colours_of, font, grown, tone_colour
from mottagning.ui.tokens import INSIDE, STEP, Colours, Size, Tone
from mottagning.ui.widgets.elided import draw_elided
from mottagning.ui.widgets.keyed import Index

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_SHAPE = 8
_HEAD, _LOWEST, _HIGHEST = 26, 22, 40
_WEEK_WIDTH, _WIDEST_DAY = 48, 420
_NAME_WIDTH, _PERSON_ROW, _NARROWEST, _WIDEST, _DEBT_WIDTH = 190, 28, 22, 64, 120
_DAY_HEAD = 44
_FULL_DEBT = 2.5
_LEAST_BEFORE = 34
"""So much room, in pixels, has the name of whom a draft replaces; else it is in the tip alone."""
_MOST_LABEL = 0.45
"""Of a cell's width: who sits there is what one looks for."""


class PostView(Grid):
    """Weekdays across, weeks down, a line for each post."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Rota by post"), _ShiftDelegate(), parent)
        self.itemDelegate().setParent(self)
        self.verticalHeader().setFixedWidth(grown(_WEEK_WIDTH))
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.verticalHeader().setSectionsClickable(False)
        self.verticalHeader().setProperty("look", "plain")
        self.horizontalHeader().setDefaultAlignment(_LEFT)

    def set_table(self, table: Table) -> None:
        delegate = self.itemDelegate()
        assert isinstance(delegate, _ShiftDelegate)
        delegate.make_room_for({cell.label for row in table.rows for cell in row if cell.kind == "shift"})
        super().set_table(table)

    def fit(self) -> None:
        rows = self.cells.table.rows
        if not rows:
            return
        heads = [bool(cells) and cells[0].kind == "head" for cells in rows]
        lines = max(heads.count(False), 1)
        room = self.viewport().height() - heads.count(True) * grown(_HEAD)
        line = max(grown(_LOWEST), min(grown(_HIGHEST), room // lines))
        for row, is_head in enumerate(heads):
            self.setRowHeight(row, grown(_HEAD) if is_head else line)
        width = min(_WIDEST_DAY, self.viewport().width() // len(self.cells.table.across))
        for column in range(len(self.cells.table.across)):
            self.setColumnWidth(column, width)


class PersonView(Grid):
    """Days across, people down; in the last column what each is owed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Rota by person"), _DayDelegate(), parent)
        self.itemDelegate().setParent(self)
        self.verticalHeader().setFixedWidth(grown(_NAME_WIDTH))
        self.verticalHeader().setDefaultAlignment(_LEFT)
        self.verticalHeader().setDefaultSectionSize(grown(_PERSON_ROW))
        self.verticalHeader().setProperty("look", "names")
        self.setHorizontalHeader(_DayHeader(self))

    def paintEvent(self, event: QPaintEvent) -> None:
        self._draw_ground(event.rect())
        super().paintEvent(event)

    def _draw_ground(self, part: QRect) -> None:
        """What goes through whole rows and columns: the chosen one's row, lines under rows and before weeks."""
        table, colours, header = self.cells.table, colours_of(self), self.verticalHeader()
        painter = QPainter(self.viewport())
        first, last = header.visualIndexAt(part.top()), header.visualIndexAt(part.bottom())
        width = self.columnViewportPosition(len(table.across) - 1) + self.columnWidth(len(table.across) - 1)
        bottom = 0
        for row in range(max(first, 0), len(table.rows) if last < 0 else last + 1):
            top, bottom = self.rowViewportPosition(row), self.rowViewportPosition(row) + self.rowHeight(row)
            if table.keys[row] == self.lit:
                painter.fillRect(QRect(0, top, width, bottom - top), QColor(colours.chosen))
            painter.fillRect(QRect(0, bottom - 1, width, 1), QColor(colours.hairline))
        has_debt = bool(table.rows) and table.rows[0][-1].kind == "debt"
        for column in (*table.weeks, *([len(table.across) - 1] if has_debt else ())):
            painter.fillRect(QRect(self.columnViewportPosition(column), 0, 1, bottom), QColor(colours.faint))
        painter.end()

    def fit(self) -> None:
        table = self.cells.table
        has_debt = bool(table.rows) and table.rows[0][-1].kind == "debt"
        days = len(table.across) - has_debt
        if days <= 0:
            return
        room = self.viewport().width() - (grown(_DEBT_WIDTH) if has_debt else 0)
        width = max(grown(_NARROWEST), min(grown(_WIDEST), room // days))
        for column in range(days):
            self.setColumnWidth(column, width)
        if has_debt:
            self.setColumnWidth(days, grown(_DEBT_WIDTH))


class _DayHeader(QHeaderView):
    """The weekday's letter over the day of the month; today's in a pill."""

    def __init__(self, grid: Grid) -> None:
        super().__init__(Qt.Orientation.Horizontal, grid)
        self._grid = grid
        self._face = font(Size.CAPTION, tabular=True)
        self._strong = font(Size.CAPTION, strong=True, tabular=True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(12)
        self.setFixedHeight(grown(_DAY_HEAD))

    def paintSection(self, painter: QPainter, place: QRect, section: int) -> None:
        colours = colours_of(self)
        painter.save()
        painter.fillRect(place, QColor(colours.surface))
        painter.fillRect(QRect(place.left(), place.bottom(), place.width(), 1), QColor(colours.hairline))
        table = self._grid.cells.table
        letter, _, number = table.across[section].partition("\n")
        is_today = section == table.today
        painter.setFont(self._face)
        painter.setPen(QColor(colours.quiet))
        middle = Qt.AlignmentFlag.AlignCenter
        if not number:
            painter.drawText(place, middle, letter)
        else:
            above = QRect(place.left(), place.top() + 3, place.width(), 18)
            below = QRect(place.left(), place.top() + 21, place.width(), 18)
            painter.drawText(above, middle, letter)
            if is_today:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colours.accent))
                painter.drawRoundedRect(QRectF(below.center().x() - 10.5, below.top(), 22, 18), 9, 9)
                painter.setFont(self._strong)
            painter.setPen(QColor(colours.on_accent if is_today else colours.text))
            painter.drawText(below, middle, number)
        painter.restore()


class _CellDelegate(QStyledItemDelegate):
    """What both views draw alike."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._body = font()
        self._strong = font(strong=True)
        self._caption = font(Size.CAPTION)
        self._caption_strong = font(Size.CAPTION, strong=True)
        self._figures = font(Size.CAPTION, tabular=True)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        grid = option.widget
        assert isinstance(grid, Grid)
        cell = grid.cells.cell(index)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter, QRect(option.rect), cell, grid)
        if cell.place is not None and cell.place in (grid.current, grid.target, grid.lifted):
            self._ring(painter, option, cell, grid)

    @abstractmethod
    def draw(self, painter: QPainter, place: QRect, cell: Cell, grid: Grid) -> None:
        """Draw what the cell says."""

    def _ring(self, painter: QPainter, option: QStyleOptionViewItem, cell: Cell, grid: Grid) -> None:
        colours = grid.colours
        chosen = cell.place == grid.current
        waits = cell.place in (grid.target, grid.lifted)
        strong = waits or grid.hasFocus()
        pen = QPen(QColor(colours.text if strong else colours.edge), 2 if strong else 1)
        judged = cell.place == grid.target or (grid.lifted is not None and chosen)
        if judged and grid.verdict.tone in (Tone.WARN, Tone.BAD):
            pen = QPen(QColor(tone_colour(colours, grid.verdict.tone)), 3)
        if waits:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(option.rect).adjusted(2, 1.5, -2, -1.5), 5, 5)


class _ShiftDelegate(_CellDelegate):
    """A line in a day: the post quietly, then who sits there: filled when published, in outline while a draft."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._label_width = 0
        self._struck = font(Size.CAPTION)
        self._struck.setStrikeOut(True)

    def make_room_for(self, labels: set[str]) -> None:
        """Let the names begin to the right of the longest label."""
        metrics = QFontMetrics(self._caption)
        self._label_width = max((metrics.horizontalAdvance(label) for label in labels), default=0) + INSIDE

    def draw(self, painter: QPainter, place: QRect, cell: Cell, grid: Grid) -> None:
        if cell.kind == "head":
            self._draw_head(painter, place, cell, grid)
        elif cell.kind == "shift":
            self._draw_shift(painter, place, cell, grid)

    def _draw_head(self, painter: QPainter, place: QRect, cell: Cell, grid: Grid) -> None:
        colours = grid.colours
        if place.top() + grid.verticalScrollBar().value() > 0:  # but for the first week
            painter.fillRect(QRect(place.left(), place.top(), place.width(), 1), QColor(colours.hairline))
        inner = place.adjusted(INSIDE, 4, -INSIDE, 0)
        painter.setPen(QColor(colours.quiet if cell.quiet else colours.text))
        if cell.is_today:
            width = QFontMetrics(self._caption_strong).horizontalAdvance(cell.text) + 12
            pill = QRectF(inner.left() - 2, inner.center().y() - 9, width, 19)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent))
            painter.drawRoundedRect(pill, 9, 9)
            painter.setPen(QColor(colours.on_accent))
            inner.setLeft(inner.left() + 4)
        width = draw_elided(painter, inner, self._caption_strong, cell.text)
        if cell.label:
            painter.setPen(QColor(colours.quiet))
            draw_elided(painter, inner.adjusted(width + INSIDE, 0, 0, 0), self._caption, cell.label)

    def _draw_shift(self, painter: QPainter, place: QRect, cell: Cell, grid: Grid) -> None:
        colours = grid.colours
        inner = place.adjusted(INSIDE, 0, -STEP, 0)
        painter.setPen(QColor(colours.quiet))
        width = min(self._label_width, round(inner.width() * _MOST_LABEL))
        draw_elided(painter, QRect(inner.left(), inner.top(), width - STEP, inner.height()), self._caption, cell.label)
        pill = QRect(inner.left() + width, inner.top() + 2, inner.width() - width, inner.height() - 4)
        lit = cell.person is not None and cell.person == grid.lit
        text = self._pill(painter, pill, cell, lit, colours)
        words = pill.adjusted(6, 0, -2, 0)
        face = self._strong if lit else self._body
        said, has_shape = cell.text, cell.tone in (Tone.WARN, Tone.BAD)
        if cell.tone is Tone.BAD:
            metrics, room = QFontMetrics(face), words.width() - _SHAPE - STEP
            if metrics.horizontalAdvance(said) > room:
                said, has_shape = cell.shorter, metrics.horizontalAdvance(cell.shorter) <= room
        if has_shape:
            paint_shape(painter, QRect(words.left(), words.top(), _SHAPE, words.height()), cell.tone, colours)
            words.setLeft(words.left() + _SHAPE + STEP)
        painter.setPen(QColor(text))
        # What is wrong comes last: "Mikael borta" and "Mika…borta" say it, "Mikael K b…" does not.
        mode = Qt.TextElideMode.ElideMiddle if cell.tone is Tone.BAD else Qt.TextElideMode.ElideRight
        width = draw_elided(painter, words, face, said, mode)
        before = words.adjusted(width + INSIDE, 0, -STEP, 0)
        if cell.was and before.width() >= grown(_LEAST_BEFORE):
            painter.setPen(QColor(colours.quiet))
            draw_elided(painter, before, self._struck, cell.was)

    def _pill(self, painter: QPainter, pill: QRect, cell: Cell, lit: bool, colours: Colours) -> str:
        """Draw the ground of the name; returns the colour of the name on it."""
        if cell.state == "unplanned":
            return colours.faint
        ground = {Tone.BAD: colours.bad_soft, Tone.WARN: colours.warn_soft}.get(cell.tone, colours.frame)
        box = QRectF(pill).adjusted(0.5, 0.5, -0.5, -0.5)
        if cell.state == "draft":
            painter.setPen(QPen(QColor(colours.accent), 1.5))
            painter.setBrush(QColor(colours.chosen if lit else colours.surface if cell.tone is Tone.PLAIN else ground))
            painter.drawRoundedRect(box, 4, 4)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent if lit and cell.tone is Tone.PLAIN else ground))
            painter.drawRoundedRect(box, 4, 4)
            if lit and cell.tone is Tone.PLAIN:
                return colours.on_accent
        if cell.tone in (Tone.WARN, Tone.BAD):
            return tone_colour(colours, cell.tone)
        return colours.quiet if cell.quiet and not lit else colours.text


class _DayDelegate(_CellDelegate):
    """A day of somebody: a square for a turn, hatched when she is not available; or what she is owed, as a bar."""

    def draw(self, painter: QPainter, place: QRect, cell: Cell, grid: Grid) -> None:
        colours = grid.colours
        if cell.kind == "debt":
            self._draw_debt(painter, place, cell, colours)
        elif cell.kind == "none":
            painter.fillRect(place.adjusted(1, 0, 0, -1), QColor(colours.frame))
        else:
            self._hatch(painter, place, cell, colours)
            self._square(painter, place, cell, cell.person == grid.lit, colours)

    def _hatch(self, painter: QPainter, place: QRect, cell: Cell, colours: Colours) -> None:
        if not cell.away:
            return
        part = place.adjusted(1, 0, 0, -1)
        if cell.away == {"am"}:
            part.setRight(part.center().x())
        elif cell.away == {"pm"}:
            part.setLeft(part.center().x())
        painter.setBrushOrigin(0, 0)
        painter.fillRect(part, QBrush(QColor(colours.faint), Qt.BrushStyle.BDiagPattern))

    def _square(self, painter: QPainter, place: QRect, cell: Cell, lit: bool, colours: Colours) -> None:
        if cell.state is None:
            return
        box = QRectF(0, 0, 14, 14)
        box.moveCenter(QRectF(place).center())
        loud = cell.tone in (Tone.WARN, Tone.BAD)
        colour = (
            tone_colour(colours, cell.tone)
            if loud
            else colours.accent
            if lit
            else colours.edge
            if cell.quiet
            else colours.quiet
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), 4, 4)  # stands clear of the hatching
        painter.setPen(QPen(QColor(colour), 2))
        painter.setBrush(QColor(colour) if cell.state == "published" else QColor(colours.surface))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 2, 2)
        if loud:
            painter.setPen(QColor(colours.surface if cell.state == "published" else colour))
            painter.setFont(self._caption_strong)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "!")

    def _draw_debt(self, painter: QPainter, place: QRect, cell: Cell, colours: Colours) -> None:
        if cell.debt is None:
            return
        inner = place.adjusted(INSIDE + STEP, 0, -INSIDE, 0)
        room = inner.width() - 40
        middle = inner.left() + room // 2
        length = round(min(1.0, abs(cell.debt) / _FULL_DEBT) * room / 2)
        top = place.center().y() - 4
        loud = cell.tone is Tone.WARN
        colour = QColor(colours.warn if loud else colours.edge)
        painter.fillRect(QRect(middle if cell.debt > 0 else middle - length, top, length, 9), colour)
        painter.fillRect(QRect(middle, place.center().y() - 7, 1, 15), QColor(colours.quiet))
        painter.setFont(self._caption_strong if loud else self._figures)
        painter.setPen(QColor(colours.warn if loud else colours.text))
        painter.drawText(inner, _RIGHT, cell.text)

"""Long texts on A4 pages: headings stay with what follows, and each page says what it is and its number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFontMetricsF,
    QPagedPaintDevice,
    QPageLayout,
    QPainter,
    QPalette,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextOption,
)

from mottagning.texts import tr
from mottagning.ui import paper
from mottagning.ui.theme import paper_font
from mottagning.ui.tokens import Size

_MARGIN_MM = 18
_POINT = 96 / 72
"""What Qt takes lengths in a document for: 96 dots an inch, whatever the device has."""
_GREY = QColor("#555555")
_HEADING = QTextFormat.Property.UserProperty + 1
"""Marks a first line which must not stand alone at the foot of a page."""


class Writer:
    """Writes lines at the end of a document; content is always plain text."""

    def __init__(self, document: QTextDocument) -> None:
        self._cursor = QTextCursor(document)
        self._is_first = True

    def line(
        self,
        text: str,
        size: Size = Size.BODY,
        *,
        strong: bool = False,
        grey: bool = False,
        above: float = 0,
        heading: bool = False,
    ) -> None:
        """A paragraph with `above` points of room over it. A `heading` is never parted from what follows."""
        block, form = QTextBlockFormat(), QTextCharFormat()
        block.setTopMargin(above * _POINT)
        block.setNonBreakableLines(heading)
        if heading:
            block.setProperty(_HEADING, True)
        form.setFont(paper_font(size, strong=strong))
        form.setForeground(_GREY if grey else Qt.GlobalColor.black)
        if self._is_first:
            self._cursor.setBlockFormat(block)
            self._is_first = False
        else:
            self._cursor.insertBlock(block)
        self._cursor.insertText(text, form)


Write = Callable[[Writer], None]


@dataclass(frozen=True, slots=True)
class Text:
    """What goes on paper: `write` writes it, and `foot` stands at the foot of each page."""

    title: str
    write: Write
    foot: str


def pdf(text: Text) -> bytes:
    """The text as one PDF document. Works without a screen."""
    orientation = QPageLayout.Orientation.Portrait
    return paper.pdf(text.title, lambda device: paint(device, text), orientation, _MARGIN_MM)


def lay_out(device: QPagedPaintDevice) -> None:
    """Make a printer ready for `paint`."""
    paper.lay_out(device, QPageLayout.Orientation.Portrait, _MARGIN_MM)


def paint(device: QPagedPaintDevice, text: Text) -> None:
    """Paint it page by page on a printer or a PDF, each with its foot and its number."""
    caption = paper_font(Size.CAPTION)
    height = QFontMetricsF(caption, device).height() * 2
    place = QRectF(0, 0, device.width(), device.height() - height)
    made = document(device, place.size(), text.write)
    painter = QPainter(device)
    layout = made.documentLayout()
    pages = made.pageCount()
    for page in range(pages):
        if page:
            device.newPage()
        painter.save()
        painter.translate(0, -page * place.height())
        context = QAbstractTextDocumentLayout.PaintContext()
        # A dot less: a line that only touches the edge is on the other page, and shall not be in this one's text.
        context.clip = place.translated(0, page * place.height()).adjusted(0, 1, 0, -1)
        context.palette.setColor(QPalette.ColorRole.Text, Qt.GlobalColor.black)
        painter.setClipRect(context.clip)
        layout.draw(painter, context)
        painter.restore()
        painter.setFont(caption)
        painter.setPen(_GREY)
        line = QRectF(0, place.height(), place.width(), height)
        painter.drawText(line, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, text.foot)
        number = tr("Page {n} of {total}", n=page + 1, total=pages)
        painter.drawText(line, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignRight, number)
    painter.end()


def document(device: QPagedPaintDevice, size: QSizeF, write: Write) -> QTextDocument:
    """The whole text, broken into pages of this size."""
    made = QTextDocument()
    made.documentLayout().setPaintDevice(device)
    made.setDocumentMargin(0)
    made.setDefaultFont(paper_font())
    made.setDefaultTextOption(_wrapping())
    made.setPageSize(size)
    write(Writer(made))
    _keep_headings(made, size.height())
    return made


def _wrapping() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option


def _keep_headings(document: QTextDocument, height: float) -> None:
    """Begin a new page where a heading and the line after it would stand alone at the foot of one."""
    layout = document.documentLayout()
    block = document.begin()
    while block.isValid():
        follows = block.next().next()
        if block.blockFormat().hasProperty(_HEADING) and follows.isValid():
            first, last = (_page(layout, each, height) for each in (block, follows))
            if first != last:
                form = block.blockFormat()
                form.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
                QTextCursor(block).setBlockFormat(form)
        block = block.next()


def _page(layout: QAbstractTextDocumentLayout, block: QTextBlock, height: float) -> int:
    lines = block.layout()
    top = layout.blockBoundingRect(block).top() + (lines.lineAt(0).y() if lines.lineCount() else 0)
    return int(top // height)

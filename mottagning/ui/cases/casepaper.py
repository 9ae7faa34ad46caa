"""The contacts of one case on paper, for an inquiry: A4, each page with its number, who printed it and when."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
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

from mottagning.desk.extract import LEFT_OUT, CaseExtract, Extracted, LeftOut
from mottagning.texts import N_, tr, trn
from mottagning.ui import paper, when
from mottagning.ui.desk import words
from mottagning.ui.theme import paper_font
from mottagning.ui.tokens import Size
from mottagning.worktime import ZONE

_MARGIN_MM = 18
_POINT = 96 / 72
"""What Qt takes lengths in a document for: 96 dots an inch, whatever the device has."""
_GREY = QColor("#555555")
_HEADING = QTextFormat.Property.UserProperty + 1
"""Marks the first line of a contact, which must not stand alone at the foot of a page."""

_INSTEAD = {
    "protected": N_("Left out: it is about somebody with a protected identity too."),
    "sealed": N_("Left out: sealed until the team lead has confirmed that it is registered."),
    "removed": N_("The content has been removed for good."),
    "concern": N_("Left out: report of concern, see the case file."),
}


def draw(extract: CaseExtract) -> bytes:
    """The extract as one PDF document. Works without a screen."""
    orientation = QPageLayout.Orientation.Portrait
    return paper.pdf(_title(extract), lambda device: paint(device, extract), orientation, _MARGIN_MM)


def lay_out(device: QPagedPaintDevice) -> None:
    """Make a printer ready for `paint`."""
    paper.lay_out(device, QPageLayout.Orientation.Portrait, _MARGIN_MM)


def paint(device: QPagedPaintDevice, extract: CaseExtract) -> None:
    """Paint the extract page by page on a printer or a PDF."""
    caption = paper_font(Size.CAPTION)
    foot = QFontMetricsF(caption, device).height() * 2
    place = QRectF(0, 0, device.width(), device.height() - foot)
    document = _document(extract, device, place.size())
    painter = QPainter(device)
    layout = document.documentLayout()
    pages = document.pageCount()
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
        line = QRectF(0, place.height(), place.width(), foot)
        painter.drawText(line, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, _printed(extract))
        number = tr("Page {n} of {total}", n=page + 1, total=pages)
        painter.drawText(line, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignRight, number)
    painter.end()


def _document(extract: CaseExtract, device: QPagedPaintDevice, size: QSizeF) -> QTextDocument:
    document = QTextDocument()
    document.documentLayout().setPaintDevice(device)
    document.setDocumentMargin(0)
    document.setDefaultFont(paper_font())
    document.setDefaultTextOption(_wrapping())
    document.setPageSize(size)
    writer = _Writer(document)
    writer.head(extract)
    for number, each in enumerate(extract.contacts, 1):
        writer.contact(number, each, extract)
    _keep_headings(document, size.height())
    return document


def _wrapping() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option


def _keep_headings(document: QTextDocument, height: float) -> None:
    """Begin a new page where a contact's first lines would stand alone at the foot of one."""
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


class _Writer:
    """Writes lines at the end of a document; content is always plain text."""

    def __init__(self, document: QTextDocument) -> None:
        self._cursor = QTextCursor(document)
        self._is_first = True

    def head(self, extract: CaseExtract) -> None:
        case = extract.case
        kind = words.category(case.category, {}).word
        self._line(_title(extract), Size.FIGURE, strong=True)
        said = (kind, case.type or "", words.stage(case.stage), case.handler or tr("No handler"))
        self._line(" · ".join(part for part in said if part), above=4)
        at = extract.at.astimezone(ZONE)
        self._line(tr("Printed: {when} by {name}", when=when.exact(at), name=extract.by.name), above=10)
        self._line(tr("Reason: {reason}", reason=extract.reason))
        count = trn("{n} contact, the oldest first.", "{n} contacts, the oldest first.", len(extract.contacts))
        self._line(count)
        self._line(tr("These facts are secret (OSL 26:1). That is to be considered before anybody else is given them."))
        if extract.left_out:
            self._line(tr("Left out"), Size.TITLE, strong=True, above=10)
        for code in LEFT_OUT:
            if n := extract.left_out.get(code):
                self._line(_sentence(code, n))

    def contact(self, number: int, each: Extracted, extract: CaseExtract) -> None:
        contact = each.contact
        channel = tr(words.CHANNELS[contact.channel])
        if contact.direction == "out":
            channel = tr("{channel}, from us", channel=channel)
        who = _who(each)
        title = " · ".join(part for part in (when.exact(contact.at), channel, who) if part)
        self._line(f"{number}. {title}", strong=True, above=14, heading=True)
        self._line(_standing(each, extract), Size.CAPTION, grey=True)
        if each.left_out in _INSTEAD:
            self._line(tr(_INSTEAD[each.left_out]))
            return
        if contact.subject:
            self._line(contact.subject, strong=True, above=2)
        for paragraph in each.text.splitlines():
            self._line(paragraph)
        for note in each.notes:
            author = extract.people.get(note.author) if note.author is not None else None
            name = author.name if author else ""
            self._line(tr("Note {when} {name}", when=when.exact(note.at), name=name).strip(), Size.CAPTION, above=4)
            for paragraph in note.text.splitlines():
                self._line(paragraph)
        if not (contact.subject or each.text or each.notes):
            self._line(tr("Nothing is written of it."))

    def _line(
        self,
        text: str,
        size: Size = Size.BODY,
        *,
        strong: bool = False,
        grey: bool = False,
        above: float = 0,
        heading: bool = False,
    ) -> None:
        block, form = QTextBlockFormat(), QTextCharFormat()
        block.setTopMargin(above * _POINT)
        block.setNonBreakableLines(heading)
        if heading:
            block.setProperty(_HEADING, True)
        face = paper_font(size, strong=strong)
        face.setFeature(QFont.Tag("liga"), 0)  # a search in the PDF would not find what ligatures are in
        form.setFont(face)
        form.setForeground(_GREY if grey else Qt.GlobalColor.black)
        if self._is_first:
            self._cursor.setBlockFormat(block)
            self._is_first = False
        else:
            self._cursor.insertBlock(block)
        self._cursor.insertText(text, form)


def _title(extract: CaseExtract) -> str:
    return tr("Contacts of case {code}", code=extract.case.code)


def _sentence(code: LeftOut, n: int) -> str:
    """How many were left out, and why."""
    match code:
        case "protected":
            return trn(
                "{n} contact is about somebody with a protected identity too: only when it came is printed.",
                "{n} contacts are about somebody with a protected identity too: only when they came is printed.",
                n,
            )
        case "sealed":
            return trn(
                "{n} contact is sealed until the team lead has confirmed that it is registered: no words are printed.",
                "{n} contacts are sealed until the team lead has confirmed that they are registered: no words are"
                " printed.",
                n,
            )
        case "removed":
            return trn(
                "The content of {n} contact has been removed for good: only that it came is left.",
                "The content of {n} contacts has been removed for good: only that they came is left.",
                n,
            )
        case "concern":
            return trn(
                "{n} contact is a report of concern, and who reported may be protected (OSL 26:5): see the case file.",
                "{n} contacts are reports of concern, and who reported may be protected (OSL 26:5): see the case file.",
                n,
            )
        case "anonymous":
            return trn(
                "{n} contact is anonymous: the number was never kept. What was said is here.",
                "{n} contacts are anonymous: the numbers were never kept. What was said is here.",
                n,
            )
        case "attachments":
            return trn("{n} attachment is not printed.", "{n} attachments are not printed.", n)


def _printed(extract: CaseExtract) -> str:
    at = extract.at.astimezone(ZONE)
    return tr(
        "{code} · printed {at} by {name}", code=extract.case.code, at=f"{at:%Y-%m-%d %H:%M}", name=extract.by.name
    )


def _who(each: Extracted) -> str:
    contact = each.contact
    if each.left_out in _INSTEAD:
        return ""
    if contact.anonymous:
        return tr("Anonymous")
    number = words.number(contact.phone) if contact.phone else ""
    return ", ".join(dict.fromkeys(part for part in (contact.name or "", contact.address or "", number) if part))


def _standing(each: Extracted, extract: CaseExtract) -> str:
    contact = each.contact
    owner = extract.people.get(contact.owner) if contact.owner is not None else None
    standing = words.standing(contact, owner.initials if owner else "", False, extract.at)
    registered = tr("Registered: {where}", where=tr(words.REGISTERED[contact.registered]))
    files = trn("{n} attachment", "{n} attachments", each.files) if each.files else ""
    return " · ".join(part for part in (standing, registered, files) if part)

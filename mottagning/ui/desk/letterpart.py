"""A message as it looked: safe HTML that loads nothing, whose links say where they go before they open."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from mottagning.contacts.mime.links import Link
from mottagning.contacts.mime.safehtml import SafeHtml
from mottagning.texts import tr
from mottagning.ui.desk.noteparts import bring_into_view
from mottagning.ui.tokens import STEP, Tone
from mottagning.ui.widgets.form import beside, label, quiet_button
from mottagning.ui.widgets.notice import Notice

_LOWEST, _HIGHEST = 96, 520
_BLANK = QByteArray(b" ")


class LetterView(QTextBrowser):
    """Shows HTML and loads nothing for it, neither from the net nor from the disk; links are only told of."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setAcceptDrops(False)
        self.setAccessibleName(tr("The message as it looked"))

    def loadResource(self, _type: int, _name: QUrl | str) -> object:
        """Nothing, whatever is asked for. For "none" the document itself would read a file; so it is given a blank."""
        return _BLANK


class LetterPart(QWidget):
    """The message, and the question that comes before a link is opened."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._links: tuple[Link, ...] = ()
        self._asked: Link | None = None
        self.view = LetterView()
        self.view.anchorClicked.connect(self._ask)
        self.view.highlighted.connect(self._tell)
        self.cut = label(
            tr("The message is longer than this; the whole text stands in the plain view."), "quiet", wraps=True
        )
        self.target = label("", "quiet", wraps=True)
        self.notice = Notice()
        self.open_button = quiet_button(tr("Open in the browser"), self.open_link)
        self.copy_button = quiet_button(tr("Copy the link"), self.copy_link)
        self._choices = beside(self.open_button, self.copy_button, quiet_button(tr("Cancel"), self._leave))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(STEP)
        for part in (self.view, self.cut, self.notice, self.target, self._choices):
            lines.addWidget(part)
        self._leave()

    def show_letter(self, letter: SafeHtml) -> None:
        """Show a message."""
        self._leave()
        self._links = letter.links
        self.view.setHtml(letter.html)
        self.cut.setVisible(letter.truncated)
        self.view.document().setTextWidth(self.view.viewport().width())
        height = round(self.view.document().size().height()) + 2 * self.view.frameWidth()
        self.view.setFixedHeight(min(max(height, _LOWEST), _HIGHEST))

    def forget(self) -> None:
        """Show nothing any more."""
        self._leave()
        self._links = ()
        self.view.clear()

    def open_link(self) -> None:
        """Open what was asked about, as it was told."""
        if self._asked is not None:
            QDesktopServices.openUrl(QUrl(self._asked.url, QUrl.ParsingMode.StrictMode))
        self._leave()

    def copy_link(self) -> None:
        """Put what was asked about on the clipboard."""
        if self._asked is not None:
            QGuiApplication.clipboard().setText(self._asked.url)
        self._leave()

    def _ask(self, place: QUrl) -> None:
        link = self._link(place)
        if link is None:
            return
        self._asked = link
        where = link.host if link.host == link.written else f"{link.written} ({link.host})"
        if link.said:
            sentence = tr("The text says {said}, but the link goes to {host}. Do not open it unless you know why.",
                          said=link.said, host=where)  # fmt: skip
        else:
            sentence = tr("The link goes to {host}. Open it only if you know who that is.", host=where)
        self.notice.say(sentence, Tone.BAD if link.said else Tone.WARN)
        self.target.setText(link.url)
        self.target.show()
        self._choices.show()
        bring_into_view(self._choices)

    def _tell(self, place: QUrl) -> None:
        link = self._link(place)
        self.view.setToolTip(link.url if link else "")

    def _link(self, place: QUrl) -> Link | None:
        number = place.path()
        is_known = place.scheme() == "link" and number.isdecimal() and int(number) < len(self._links)
        return self._links[int(number)] if is_known else None

    def _leave(self) -> None:
        self._asked = None
        self.notice.clear()
        self.target.hide()
        self._choices.hide()

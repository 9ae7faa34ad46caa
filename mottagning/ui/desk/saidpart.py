"""What was said: the text with quotes and signatures folded away, and the files that came along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mottagning.contacts.model import HAS_HTML
from mottagning.desk.look import Look
from mottagning.texts import tr
from mottagning.ui.desk.noteparts import readable
from mottagning.ui.tokens import INSIDE
from mottagning.ui.widgets.form import label, link_button
from mottagning.ui.widgets.keys import as_printed
from mottagning.ui.workplace import Workplace

if TYPE_CHECKING:
    from mottagning.contacts.mime.safehtml import SafeHtml
    from mottagning.ui.desk.conversationpart import ConversationPart
    from mottagning.ui.desk.filespart import FilesPart
    from mottagning.ui.desk.letterpart import LetterPart

_LONGEST = 20_000
"""Characters shown at once; the rest is a key away."""


class SaidPart(QWidget):
    """The text of a contact, and its files by their names."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._contact: int | None = None
        self._look: Look | None = None
        self._unfolded = False
        self.subject = label("", "strong", wraps=True)
        self.text = readable()
        self.unfold_button = link_button("", self.toggle)
        self.remark = label("", "quiet", wraps=True)
        self.formatted_button = link_button("", self.toggle_formatted)
        self._is_formatted = False
        self.letter: LetterPart | None = None
        self.files: FilesPart | None = None
        self.conversation: ConversationPart | None = None
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addWidget(self.subject)
        lines.addWidget(self.remark)
        lines.addWidget(self.text)
        more = QHBoxLayout()
        more.setSpacing(INSIDE)
        more.addWidget(self.unfold_button)
        more.addWidget(self.formatted_button)
        more.addStretch(1)
        lines.addLayout(more)

    @property
    def has_words(self) -> bool:
        """Whether there is anything to show."""
        parts = (self.subject, self.remark, self.text, self.unfold_button, self.files, self.conversation)
        return any(part is not None and part.isVisibleTo(self) for part in parts)

    @property
    def can_unfold(self) -> bool:
        """Whether something is folded away, or was."""
        return self.unfold_button.isVisibleTo(self)

    def show_look(self, look: Look) -> None:
        """Show a contact; what was unfolded stays so while it is the same one."""
        if look.whole.summary.id != self._contact:
            self._contact, self._unfolded = look.whole.summary.id, False
            self._show_plain()
        self._look = look
        self._show_text(look)
        self._show_conversation(look)

    def toggle(self) -> None:
        """Show everything, or fold it again."""
        if self._look is not None and self.can_unfold:
            self._unfolded = not self._unfolded
            self._show_text(self._look)

    def toggle_formatted(self) -> None:
        """Show the message as it looked, or its text again. Its HTML is read only now."""
        if self._is_formatted:
            self._show_plain()
            if self._look is not None:
                self._show_text(self._look)
        elif self._look is not None and self.formatted_button.isVisibleTo(self):
            from mottagning.contacts.formatted import formatted

            contact = self._look.whole.summary.id

            def show(letter: SafeHtml | None) -> None:
                if contact == self._contact and self._look is not None:
                    self._show_letter(self._look, letter)

            self._workplace.read(self, lambda database: formatted(database, contact), show)

    def _show_letter(self, look: Look, letter: SafeHtml | None) -> None:
        if letter is None:
            self.remark.setText(tr("The message shows nothing but its text."))
            self.remark.show()
            return
        if self.letter is None:
            from mottagning.ui.desk.letterpart import LetterPart

            self.letter = LetterPart()
            layout = self.layout()
            assert isinstance(layout, QVBoxLayout)
            layout.insertWidget(layout.indexOf(self.text) + 1, self.letter)
        self._is_formatted = True
        self.letter.show()
        self.letter.show_letter(letter)
        self._show_text(look)

    def _show_plain(self) -> None:
        self._is_formatted = False
        if self.letter is not None:
            self.letter.forget()
            self.letter.hide()

    def _show_text(self, look: Look) -> None:
        whole = look.whole
        self.subject.setText(whole.summary.subject or "")
        self.subject.setVisible(bool(whole.summary.subject))
        everything = whole.text.strip()
        folded = "" if look.is_protected else look.written[:_LONGEST]
        shown, is_folded = everything if self._unfolded else folded, folded != everything
        is_folded = is_folded or any(look.is_protected or each.inline for each in whole.attachments)
        if whole.summary.redacted:
            shown, is_folded = _why_gone(look), False
        self.text.setText(shown)
        can_be_formatted = HAS_HTML in whole.oddities and not whole.summary.redacted
        if not can_be_formatted or (look.is_protected and not self._unfolded):
            self._show_plain()
            can_be_formatted = False
        self.text.setVisible(bool(shown) and not self._is_formatted)
        self.unfold_button.setVisible(is_folded)
        self.formatted_button.setVisible(can_be_formatted)
        as_it_looked = tr("Show it as it looked ({keys})", keys=as_printed("Shift+F4"))
        self.formatted_button.setText(
            tr("Show its text ({keys})", keys=as_printed("Shift+F4")) if self._is_formatted else as_it_looked
        )
        if look.is_protected:
            more = tr("Show the text ({keys})", keys="F4")
        else:
            more = tr("Show quotes and signature ({keys})", keys="F4")
        self.unfold_button.setText(tr("Show less ({keys})", keys="F4") if self._unfolded else more)
        self.remark.setText("" if whole.summary.redacted else _remark(look))
        self.remark.setVisible(bool(self.remark.text()))
        self._show_files(look)

    def _show_files(self, look: Look) -> None:
        """The files; those within the text, and all of a protected case (their names may name her), when asked for."""
        files = tuple(each for each in look.whole.attachments if self._unfolded or not each.inline)
        if look.is_protected and not self._unfolded:
            files = ()
        if files and self.files is None:
            from mottagning.ui.desk.filespart import FilesPart

            self.files = FilesPart(self._workplace)
            layout = self.layout()
            assert isinstance(layout, QVBoxLayout)
            layout.insertWidget(layout.count() - (self.conversation is not None), self.files)
        if self.files is not None:
            self.files.show_files(files)

    def _show_conversation(self, look: Look) -> None:
        if look.conversation and self.conversation is None:
            from mottagning.ui.desk.conversationpart import ConversationPart

            self.conversation = ConversationPart(self._workplace)
            layout = self.layout()
            assert layout is not None
            layout.addWidget(self.conversation)
        if self.conversation is not None:
            self.conversation.show_conversation(look.conversation, self._workplace.now())


def _remark(look: Look) -> str:
    """A sentence about what could not be read of a message; "" when there is nothing to say."""
    odd, has_text = look.whole.oddities, bool(look.whole.text.strip())
    if "encrypted" in odd:
        return tr("The message is encrypted and cannot be read here. Open it in the mailbox that it came to.")
    if "failed" in odd or "no-header" in odd:
        return tr("The message could not be understood. This is its raw text.")
    if not has_text and look.whole.summary.channel == "mail":
        if look.whole.attachments:
            return tr("The message has no text, only files.")
        return tr("The message has no text.")
    return ""


def _why_gone(look: Look) -> str:
    if look.whole.sealed:
        return tr("The text is sealed, since the identity is protected. Only the team lead can open it.")
    return tr("The content has been removed. Time and place are kept, so that nothing is lost.")

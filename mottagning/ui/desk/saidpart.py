"""What was said: the text with quotes and signatures folded away, and the files that came along."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.contacts.whole import AttachmentView
from mottagning.desk.look import Look
from mottagning.texts import tr, trn
from mottagning.ui.desk.noteparts import empty, readable
from mottagning.ui.tokens import INSIDE, STEP
from mottagning.ui.widgets.form import IconLabel, beside, label, link_button

_LONGEST = 20_000
"""Characters shown at once; the rest is a key away."""


class SaidPart(QWidget):
    """The text of a contact, and its files by their names."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._contact: int | None = None
        self._look: Look | None = None
        self._unfolded = False
        self.subject = label("", "strong", wraps=True)
        self.text = readable()
        self.unfold_button = link_button("", self.toggle)
        self._files = QVBoxLayout()
        self._files.setContentsMargins(0, 0, 0, 0)
        self._files.setSpacing(STEP)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addWidget(self.subject)
        lines.addWidget(self.text)
        lines.addWidget(self.unfold_button, 0, Qt.AlignmentFlag.AlignLeft)
        lines.addLayout(self._files)

    @property
    def has_words(self) -> bool:
        """Whether there is anything to show."""
        parts = (self.subject, self.text, self.unfold_button)
        return any(part.isVisibleTo(self) for part in parts) or self._files.count() > 0

    @property
    def can_unfold(self) -> bool:
        """Whether something is folded away, or was."""
        return self.unfold_button.isVisibleTo(self)

    def show_look(self, look: Look) -> None:
        """Show a contact; what was unfolded stays so while it is the same one."""
        if look.whole.summary.id != self._contact:
            self._contact, self._unfolded = look.whole.summary.id, False
        self._look = look
        self._show_text(look)
        self._show_files(look.whole.attachments)

    def toggle(self) -> None:
        """Show everything, or fold it again."""
        if self._look is not None and self.can_unfold:
            self._unfolded = not self._unfolded
            self._show_text(self._look)

    def _show_text(self, look: Look) -> None:
        whole = look.whole
        self.subject.setText(whole.summary.subject or "")
        self.subject.setVisible(bool(whole.summary.subject))
        everything = whole.text.strip()
        folded = "" if look.is_protected else look.written[:_LONGEST]
        shown, is_folded = everything if self._unfolded else folded, folded != everything
        if whole.summary.redacted:
            shown, is_folded = _why_gone(look), False
        self.text.setText(shown)
        self.text.setVisible(bool(shown))
        self.unfold_button.setVisible(is_folded)
        if look.is_protected:
            more = tr("Show the text ({keys})", keys="F4")
        else:
            more = tr("Show quotes and signature ({keys})", keys="F4")
        self.unfold_button.setText(tr("Show less ({keys})", keys="F4") if self._unfolded else more)

    def _show_files(self, files: tuple[AttachmentView, ...]) -> None:
        empty(self._files)
        for each in files:
            size = tr("{n} kB", n=max(1, round(each.size / 1024)))
            name = label(f"{each.name}  ·  {size}", wraps=True)
            self._files.addWidget(beside(IconLabel("attachment", 16, tr("Attached file")), name))
        if files:
            hint = trn("The file is not opened here.", "The files are not opened here.", len(files))
            self._files.addWidget(label(hint, "caption", "quiet"))


def _why_gone(look: Look) -> str:
    if look.whole.sealed:
        return tr("The text is sealed, since the identity is protected. Only the team lead can open it.")
    return tr("The content has been removed. Time and place are kept, so that nothing is lost.")

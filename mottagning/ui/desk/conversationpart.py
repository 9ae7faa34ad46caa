"""The other messages of a conversation: when, what about and where they stand; one press shows one."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.contacts.model import Summary
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.desk import words
from mottagning.ui.desk.noteparts import empty
from mottagning.ui.tokens import STEP
from mottagning.ui.widgets.form import IconLabel, beside, label, link_button
from mottagning.ui.workplace import Workplace


class ConversationPart(QWidget):
    """The newest first; nothing of those about somebody protected but their times."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._shown: tuple[Summary, ...] = ()
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(STEP)

    def show_conversation(self, others: tuple[Summary, ...], now: datetime) -> None:
        """Show the other messages of the contact's conversation."""
        self.setVisible(bool(others))
        if others == self._shown:
            return
        self._shown = others
        empty(self._lines)
        self._lines.addWidget(label(tr("Belongs together with this"), "quiet"))
        for each in others:
            time = when.when(each.at, now)
            line = link_button(f"{time} · {_about(each)}", partial(self._workplace.wanted.emit, "contact", each.id))
            came = tr(words.KINDS.get(each.kind, words.CHANNELS[each.channel]))
            icon = IconLabel(words.icon_of(each), 16, tr("Sent by us") if each.direction == "out" else came)
            state = label(tr("Done") if each.state == "closed" else tr("Not done"), "quiet")
            self._lines.addWidget(beside(icon, line, state))


def _about(contact: Summary) -> str:
    said = tr("another thing to do with it") if contact.part_of is not None else words.about(contact)
    return said if len(said) <= 60 else f"{said[:59]}…"

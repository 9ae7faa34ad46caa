"""E-mails without content to colleagues who are not at the desk: on or off, and whom they cannot reach."""

from __future__ import annotations

from typing import NamedTuple

from mottagning.care import notices
from mottagning.care.notices import TurnNotices
from mottagning.changes import Changes
from mottagning.contacts.answers.senders import senders
from mottagning.db import Database
from mottagning.texts import tr
from mottagning.ui.settings.section import Section
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.form import label
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace


class _Found(NamedTuple):
    are_on: bool
    can_send: bool
    without: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


class NoticesSection(Section):
    """One question, answered at once; beneath it what stands in the way."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(
            tr("Messages to colleagues"),
            tr(
                "Who is at work and not at the desk gets an e-mail when something waits for her, when a promise of "
                "hers is due within half an hour, and when it is late; the team lead and her deputy when anything is "
                "late. It says how many, never what or whom. Nobody gets more than one an hour, and none outside "
                "opening hours."
            ),
        )
        self._workplace = workplace
        self.on = Choice(tr("Messages to colleagues"), [(True, tr("Send them")), (False, tr("Send none"))])
        self.on.chosen.connect(self._turn)
        self.cannot = Notice()
        self.without = label("", "quiet", wraps=True)
        self.refused = Notice()
        for part in (self.on, self.cannot, self.without, self.refused):
            self.lines.addWidget(part)
        self.lines.addStretch(1)
        self.setFocusProxy(self.on)
        workplace.changed.connect(self._changed)
        self._read()

    def _changed(self, changes: Changes) -> None:
        if changes.concerns(*_KINDS):
            self._read()

    def _read(self) -> None:
        now = self._workplace.now()

        def ask(database: Database) -> _Found:
            return _Found(
                notices.are_on(database),
                bool(senders(database)),
                tuple(person.name for person in notices.without_address(database, now)),
                notices.refused(database, now),
            )

        self._workplace.read(self, ask, self._show)

    def _show(self, found: _Found) -> None:
        self.on.set_value(found.are_on)
        if found.can_send:
            self.cannot.clear()
        else:
            said = tr("No mailbox can be answered from yet. Until then none go.")
            self.cannot.say(
                said, way=tr("Mailboxes"), slot=lambda: self._workplace.wanted.emit("settings", "mailboxes")
            )
        names = ", ".join(found.without)
        self.without.setText(tr("Without an e-mail address, under Staff: {names}.", names=names) if names else "")
        if found.refused:
            said = " ".join(tr("{name}: {error}", name=name, error=error) for name, error in found.refused)
            self.refused.say(tr("These did not arrive lately. {said}", said=said), Tone.WARN)
        else:
            self.refused.clear()

    def _turn(self, on: object) -> None:
        said = tr("Messages to colleagues go.") if on else tr("No messages to colleagues go.")
        self._workplace.do(TurnNotices(by=self._workplace.me, on=bool(on)), said)


_KINDS = ("setting", "person", "mailbox", "notice")

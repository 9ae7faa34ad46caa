"""The mailboxes that are read: how each folder stands, and the way to add one or change it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import NamedTuple

from mottagning.changes import Changes
from mottagning.contacts.answers.outgoing import AnswerView, unsent
from mottagning.contacts.answers.senders import senders
from mottagning.contacts.mail import gauge, mailbox
from mottagning.contacts.mail.gauge import Gauge
from mottagning.contacts.mail.mailbox import GRAPH, OUTLOOK, Account
from mottagning.db import Database
from mottagning.texts import tr, trn
from mottagning.ui import when
from mottagning.ui.lead.standings import gauge_tip, gauge_words, unsent_words
from mottagning.ui.main_window import MainWindow
from mottagning.ui.settings.mailboxform import MailboxForm
from mottagning.ui.settings.section import Section
from mottagning.ui.tokens import INSIDE, Tone
from mottagning.ui.widgets.form import beside, primary_button
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Group, Row
from mottagning.ui.workplace import Workplace


class MailboxesSection(Section):
    """Everybody sees how it stands; the team lead changes it."""

    def __init__(self, workplace: Workplace) -> None:
        why = tr(
            "Messages are fetched and kept here; in the mailbox itself nothing is marked, moved or deleted. Of what is "
            "answered from here a copy is put among what was sent, and what is answered in the mail program is found "
            "there."
        )
        super().__init__(tr("Mailboxes"), why, scrolls=False)
        self._workplace = workplace
        self._accounts: dict[str, Account] = {}
        self.list = RowList(tr("Mailboxes"), inset=INSIDE)
        self.list.set_empty_sentence(
            tr("No mailbox is read yet. Add the reception's.")
            if workplace.is_lead
            else tr("No mailbox is read yet. The team lead adds the reception's.")
        )
        self.list.opened.connect(self._change)
        self.list.acted.connect(self._change)
        self.add_button = primary_button(tr("Add a mailbox…"), partial(self._open, None))
        self.lines.addWidget(beside(self.add_button))
        self.add_button.setVisible(workplace.is_lead)  # not before it has a parent: it would be a window
        self.lines.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        workplace.changed.connect(self._changed)
        self._refresh()

    def _changed(self, changes: Changes) -> None:
        if changes.concerns("mailbox", "answer"):
            self._refresh()

    def _refresh(self) -> None:
        now = self._workplace.now()
        self._workplace.read(self, lambda database: _read(database, now), self._show)

    def _show(self, found: _Found) -> None:
        self._accounts = {account.name: account for account in found.accounts}
        self.list.set_groups([self._group(account, found) for account in found.accounts])

    def _group(self, account: Account, found: _Found) -> Group:
        rows = tuple(self._row(each) for each in found.gauges if each.folder and each.mailbox == account.name)
        if account.id in found.answering:
            rows += (self._answers(account.name, [each for each in found.unsent if each.mailbox == account.name]),)
        host = "Microsoft 365" if account.host in (GRAPH, OUTLOOK) else account.host
        return Group(key=account.name, title=tr("{name} at {host}", name=account.name, host=host), rows=rows)

    def _row(self, folder: Gauge) -> Row:
        detail, tone, word = gauge_words(folder)
        return Row(
            key=(folder.mailbox, folder.key),
            title=folder.folder or "",
            detail=detail,
            icon="mail",
            right=when.when(folder.checked_at, self._workplace.now()) if folder.checked_at else "",
            tone=tone,
            word=word,
            tip=gauge_tip(folder),
            action=tr("Change…") if self._workplace.is_lead else "",
        )

    def _answers(self, name: str, unsent: list[AnswerView]) -> Row:
        """How what is answered from the mailbox goes out; the worst of what has not gone tells why."""
        said, tone, word, why = tr("Everything that was written has gone"), Tone.GOOD, tr("Sent"), ""
        if unsent:
            worst = next((each for each in unsent if each.needs_somebody), unsent[0])
            said = trn("{n} answer has not gone", "{n} answers have not gone", len(unsent))
            tone, word = unsent_words(worst)
            why = worst.error or ""
        return Row(
            key=(name, "answers"),
            title=tr("Answers"),
            detail=f"{said}. {why}" if why else said,
            icon="mail",
            tone=tone,
            word=word,
            tip=why,
            action=tr("Change…") if self._workplace.is_lead else "",
        )

    def _change(self, key: object) -> None:
        if isinstance(key, tuple) and key[1] == "answers" and key[0] in self._accounts:
            if self._workplace.is_lead:
                self._open_answers(self._accounts[key[0]])
            return
        name = str(key[0]) if isinstance(key, tuple) else ""
        if self._workplace.is_lead and name in self._accounts:
            self._open(self._accounts[name])

    def _open(self, account: Account | None) -> None:
        window = self.window()
        assert isinstance(window, MainWindow)
        form = MailboxForm(self._workplace, account)
        card = window.show_card(account.name if account else tr("New mailbox"), form, width=600)
        form.done.connect(card.slide_out)
        if account is not None:
            form.answers_asked.connect(card.slide_out)
            form.answers_asked.connect(lambda: self._open_answers(account))

    def _open_answers(self, account: Account) -> None:
        from mottagning.ui.settings.senderform import SenderForm

        window = self.window()
        assert isinstance(window, MainWindow)
        form = SenderForm(self._workplace, account)
        card = window.show_card(tr("Answers from {name}", name=account.name), form, width=600)
        form.done.connect(card.slide_out)


class _Found(NamedTuple):
    """The mailboxes, how their folders stand, those that are answered from, and what has not gone."""

    accounts: list[Account]
    gauges: tuple[Gauge, ...]
    answering: frozenset[int | None]
    unsent: tuple[AnswerView, ...]


def _read(database: Database, now: datetime) -> _Found:
    with database.reading():
        answering = frozenset(each.mailbox for each in senders(database))
        return _Found(mailbox.accounts(database), gauge.read(database, now), answering, unsent(database))

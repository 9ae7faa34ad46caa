"""The mailboxes that are read: how each folder stands, and the way to add one or change it."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from mottagning.changes import Changes
from mottagning.contacts.mail import gauge, mailbox
from mottagning.contacts.mail.gauge import Gauge
from mottagning.contacts.mail.mailbox import GRAPH, OUTLOOK, Account
from mottagning.db import Database
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.lead.standings import gauge_tip, gauge_words
from mottagning.ui.main_window import MainWindow
from mottagning.ui.settings.mailboxform import MailboxForm
from mottagning.ui.settings.section import Section
from mottagning.ui.tokens import INSIDE
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
        if changes.concerns("mailbox"):
            self._refresh()

    def _refresh(self) -> None:
        now = self._workplace.now()
        self._workplace.read(self, lambda database: _read(database, now), lambda found: self._show(*found))

    def _show(self, accounts: list[Account], gauges: tuple[Gauge, ...]) -> None:
        self._accounts = {account.name: account for account in accounts}
        self.list.set_groups([self._group(account, gauges) for account in accounts])

    def _group(self, account: Account, gauges: tuple[Gauge, ...]) -> Group:
        rows = tuple(self._row(each) for each in gauges if each.folder and each.mailbox == account.name)
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

    def _change(self, key: object) -> None:
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


def _read(database: Database, now: datetime) -> tuple[list[Account], tuple[Gauge, ...]]:
    with database.reading():
        return mailbox.accounts(database), gauge.read(database, now)

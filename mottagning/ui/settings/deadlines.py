"""The unit's deadlines: a table of them; one is added, changed or removed on a card, all go back to the law's."""

from __future__ import annotations

from functools import partial

from mottagning.cases.deadlines import DEFAULT_RULES, Rule
from mottagning.cases.rules import SaveRules, load_rules
from mottagning.changes import Changes
from mottagning.texts import tr, trn
from mottagning.ui.main_window import MainWindow
from mottagning.ui.settings import deadlinewords
from mottagning.ui.settings.deadlineform import DeadlineForm
from mottagning.ui.settings.section import Section
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.form import beside, button, primary_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.table import Column, Table, TableModel
from mottagning.ui.workplace import Workplace, as_trouble

_WIDEST = 1200


class DeadlinesSection(Section):
    """For the team lead: what must be done by when; Enter changes the deadline that is chosen."""

    def __init__(self, workplace: Workplace) -> None:
        why = tr("What must be done by when. These dates are shown at the desk, on the board and in the case list.")
        super().__init__(tr("Time limits"), why, width=_WIDEST, scrolls=False)
        self._workplace = workplace
        self._rules: tuple[Rule, ...] = ()
        self._version = 0
        self.model: TableModel[Rule] = TableModel(_columns(), lambda rule: rule.code)
        self.table = Table(tr("Time limits"), self.model)
        self.table.set_empty_sentence(tr("No deadline is kept. Add one, or go back to those of the law."))
        self.table.opened.connect(self._change)
        self.notice = Notice()
        self.add_button = primary_button(tr("Add a deadline…"), partial(self._open, None))
        self.change_button = button(tr("Change…"), lambda: self._change(self.table.selected_key()))
        self.change_button.setEnabled(False)
        self.shipped_button = button(tr("Back to the deadlines of the law"), self._go_back)
        self.table.chosen.connect(lambda _key: self.change_button.setEnabled(True))
        self.lines.addWidget(beside(self.add_button, self.change_button, None, self.shipped_button))
        self.lines.addWidget(self.notice)
        self.lines.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        workplace.changed.connect(self._on_changes)
        self._refresh()

    def _on_changes(self, changes: Changes) -> None:
        if changes.concerns("setting"):
            self._refresh()

    def _refresh(self) -> None:
        self._workplace.read(self, load_rules, self._show)

    def _show(self, found: tuple[tuple[Rule, ...], int]) -> None:
        self._rules, self._version = found
        self.model.set_rows(self._rules)
        self.shipped_button.setEnabled(self._rules != DEFAULT_RULES)

    def _change(self, code: object) -> None:
        rule = next((rule for rule in self._rules if rule.code == code), None)
        if rule is not None:
            self._open(rule)

    def _open(self, rule: Rule | None) -> None:
        window = self.window()
        assert isinstance(window, MainWindow)
        form = DeadlineForm(self._workplace, self._rules, self._version, rule)
        card = window.show_card(tr(rule.name) if rule else tr("New deadline"), form, width=680)
        form.done.connect(card.slide_out)

    def _go_back(self) -> None:
        command = SaveRules(by=self._workplace.me, rules=DEFAULT_RULES, version=self._version)
        said = tr("The deadlines are those of the law again.")
        self._workplace.do(command, said, self._on_kept, lambda error: self.notice.show_trouble(as_trouble(error)))

    def _on_kept(self, _changes: Changes) -> None:
        self.notice.clear()


def _columns() -> list[Column[Rule]]:
    return [
        Column(title=tr("What"), text=lambda rule: tr(rule.name), stretches=True),
        Column(title=tr("Within"), text=deadlinewords.length, width=104),
        Column(title=tr("Counted from"), text=deadlinewords.begins, width=172),
        Column(title=tr("Which cases"), text=deadlinewords.which, tip=deadlinewords.which, width=224),
        Column(
            title=tr("Soon"),
            text=lambda rule: trn("{n} day before", "{n} days before", rule.soon_days),
            sort=lambda rule: rule.soon_days,
            width=124,
        ),
        Column(title=tr("Law"), text=lambda rule: rule.law, tone=lambda _rule: Tone.QUIET, width=140),
    ]

"""A person's account of the month: what she is due, how that came about, what is done and what is to come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.rota.account import Account
from mottagning.rota.model import Shift
from mottagning.texts import tr, trn
from mottagning.ui import when
from mottagning.ui.rota.cells import Names
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.form import Form, beside, label, link_button
from mottagning.ui.workplace import Workplace

WIDTH = 560
_NEXT_TO_NOTHING = 0.05


class AccountCard(QWidget):
    """For the lead, who sees why. `finished` when she goes elsewhere."""

    finished = Signal()

    def __init__(self, workplace: Workplace, account: Account | None, names: Names) -> None:
        super().__init__()
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(BETWEEN)
        if account is None:
            lines.addWidget(label(tr("Is not in the planning."), "quiet", wraps=True))
        else:
            lines.addWidget(_form(account, names))
        change = link_button(tr("Change what the rota knows"), lambda: self._leave(workplace))
        lines.addWidget(beside(change))
        lines.setSpacing(INSIDE)
        self.setFocusProxy(change)

    def _leave(self, workplace: Workplace) -> None:
        self.finished.emit()
        workplace.wanted.emit("settings", "rota")


def _form(account: Account, names: Names) -> Form:
    form = Form()
    form.section(tr("Turns due"))
    form.add(tr("From before"), label(_carried(account.carried)))
    why = tr(
        "{percent} % of full time, at work {days} of {open} open days",
        percent=f"{account.rate:g}",
        days=account.at_work,
        open=account.open_days,
    )
    form.add(tr("Part of this month"), label(_turns(account.part)), why)
    form.add(tr("Together"), label(_turns(account.due), "strong"))
    form.section(tr("Turns this month"))
    form.add(tr("Turns done"), label(_shifts(account.done, names), wraps=True))
    form.add(tr("Turns to come"), label(_shifts(account.to_come, names), wraps=True))
    form.add(tr("After this month"), label(_carried(account.left), "strong"))
    return form


def _turns(value: float) -> str:
    return tr("{turns} turns", turns=when.locale().toString(value, "f", 1))


def _carried(value: float) -> str:
    if abs(value) < _NEXT_TO_NOTHING:
        return tr("even")
    turns = when.locale().toString(abs(value), "f", 1)
    return tr("{turns} turns too few", turns=turns) if value > 0 else tr("{turns} turns too many", turns=turns)


def _shifts(shifts: Sequence[Shift], names: Names) -> str:
    if not shifts:
        return tr("none")
    said = ", ".join(f"{when.short_day(shift.date)} {names.posts[shift.post]}" for shift in shifts)
    return f"{trn('{n} turn', '{n} turns', len(shifts))}: {said}"

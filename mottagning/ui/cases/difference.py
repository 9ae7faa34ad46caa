"""What an export would change, case by case, for the lead to look at before she says that it shall be taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mottagning.cases.difference import What
from mottagning.cases.fields import LABELS
from mottagning.cases.foreseen import ForeseenChange
from mottagning.texts import N_, tr
from mottagning.ui.desk import words
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.table import Column, Table, TableModel

MOST = 200
_WHAT: dict[What, tuple[str, Tone]] = {
    "closed": (N_("Would be closed"), Tone.WARN),
    "protected": (N_("Would be protected"), Tone.WARN),
    "changed": (N_("Would change"), Tone.PLAIN),
    "new": (N_("New"), Tone.PLAIN),
}


def most_telling(changes: Iterable[ForeseenChange]) -> tuple[ForeseenChange, ...]:
    """At most `MOST` of each kind, those first that somebody has to look at. Reads the changes once."""
    kinds: dict[What, list[ForeseenChange]] = {what: [] for what in _WHAT}
    for change in changes:
        if len(kinds[change.what]) < MOST:
            kinds[change.what].append(change)
    return tuple(change for some in kinds.values() for change in some)


def difference_table(changes: Sequence[ForeseenChange]) -> Table:
    """The changes as a table; no name stands in it."""
    order = list(_WHAT)
    columns: tuple[Column[ForeseenChange], ...] = (
        Column(
            title=tr("What"),
            text=lambda change: tr(_WHAT[change.what][0]),
            tone=lambda change: _WHAT[change.what][1],
            sort=lambda change: order.index(change.what),
            width=180,
        ),
        Column(title=tr("Case"), text=lambda change: change.code, width=140),
        Column(title=tr("Now and then"), text=_said, tip=_said, stretches=True),
    )
    model: TableModel[ForeseenChange] = TableModel(columns, lambda change: (change.what, change.code))
    table = Table(tr("What the file would change"), model)
    model.set_rows(changes)
    return table


def _said(change: ForeseenChange) -> str:
    if change.what == "closed":
        return tr("not in the file any more")
    if change.what == "new":
        return ", ".join(_value(field, new) for field, _, new in change.values if field in ("stage", "type", "handler"))
    said = [
        tr("{field}: {old} → {new}", field=_named(field), old=_value(field, old), new=_value(field, new))
        for field, old, new in change.values
    ]
    return ", ".join([*said, tr("people or addresses")] if change.people else said)


def _named(field: str) -> str:
    said = tr(LABELS[field])
    return said[:1].upper() + said[1:]


def _value(field: str, value: str | None) -> str:
    if value is None:
        return tr("nothing")
    return words.stage(value) if field == "stage" else value

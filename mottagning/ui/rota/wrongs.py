"""What is wrong with the month, most important first, each line with its way out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mottagning.rota.month import Wrong
from mottagning.texts import tr, trn
from mottagning.ui import when
from mottagning.ui.rota.cells import Names
from mottagning.ui.rota.reasons import lacking, said, short
from mottagning.ui.theme import grown
from mottagning.ui.tokens import BETWEEN, INSIDE, Tone
from mottagning.ui.widgets.form import label
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row

Mends = Mapping[tuple[date | None, str | None], tuple[str, str] | None]
"""By day and post: at which post whom to put in, None when nobody can; those that are not there are not known yet."""

_WHEN_EMPTY, _WIDGET_MOST = 116, 16_777_215
"""Pixels: what the sentence takes that says that nothing is wrong, and as high as Qt lets anything be."""


class WrongList(QWidget):
    """`chosen` gives a `Wrong` to look at, `acted` one to be mended at once."""

    chosen = Signal(object)
    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wrongs: dict[object, Wrong] = {}
        self._title = label(tr("To mend"), "title")
        self._count = label("", "quiet")
        self.list = RowList(tr("What is wrong with the rota"), icons=False, actions_below=True)
        self.list.chosen.connect(lambda key: self.chosen.emit(self._wrongs[key]))
        self.list.opened.connect(lambda key: self.acted.emit(self._wrongs[key]))
        self.list.acted.connect(lambda key: self.acted.emit(self._wrongs[key]))
        self.setFocusProxy(self.list)
        head = QHBoxLayout()
        head.setContentsMargins(BETWEEN, 0, BETWEEN, 0)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._count)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, BETWEEN, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addLayout(head)
        lines.addWidget(self.list, 1)

    def show_wrongs(
        self,
        wrongs: Sequence[Wrong],
        names: Names,
        mends: Mends,
        *,
        for_lead: bool,
    ) -> None:
        """Show these."""
        shown = [wrong for wrong in wrongs if for_lead or wrong.kind in ("uncovered", "unplanned")]
        self._wrongs = {_key(wrong): wrong for wrong in shown}
        rows = [_row(wrong, names, mends, for_lead=for_lead) for wrong in self._wrongs.values()]
        self.list.set_empty_sentence(tr("Everything is in order this month."))
        self.list.set_rows(rows)
        self._count.setText(str(len(rows)) if rows else "")
        self.setMaximumHeight(_WIDGET_MOST if rows else grown(_WHEN_EMPTY))  # there is more to say of the chosen shift


def _key(wrong: Wrong) -> object:
    return wrong.kind, wrong.date, wrong.post, wrong.person


def _row(wrong: Wrong, names: Names, mends: Mends, *, for_lead: bool) -> Row:
    makers = {
        "uncovered": _uncovered,
        "unqualified": _unqualified,
        "broken": _broken,
        "lapsed": _lapsed,
        "unplanned": _unplanned,
        "uneven": _uneven,
    }
    return makers[wrong.kind](wrong, names, mends, for_lead)


def _way_out(wrong: Wrong, names: Names, mends: Mends) -> str:
    """What would mend a shift or a day; "" while that is not known."""
    key = (wrong.date, wrong.post)
    if key not in mends:
        return ""
    mend = mends[key]
    if mend is None:
        return tr("Plan again")
    post, person = mend
    if wrong.post is not None:
        return tr("Put in {name}", name=names.short(person))
    return tr("Put {name} on {post}", name=names.short(person), post=names.posts_short.get(post, post))


def _where(wrong: Wrong, names: Names) -> str:
    day = when.short_day(wrong.date) if wrong.date else ""
    return f"{day} · {names.posts_short.get(wrong.post, wrong.post)}" if wrong.post else day


def _uncovered(wrong: Wrong, names: Names, mends: Mends, for_lead: bool) -> Row:
    return Row(
        key=_key(wrong),
        title=_where(wrong, names),
        detail=tr("{name} is away", name=names.short(wrong.person)) if wrong.person else tr("Nobody sits there"),
        tone=Tone.BAD,
        word=tr("Uncovered"),
        action=_way_out(wrong, names, mends) if for_lead else "",
        strong=True,
    )


def _unqualified(wrong: Wrong, names: Names, mends: Mends, _for_lead: bool) -> Row:
    return Row(
        key=_key(wrong),
        title=_where(wrong, names),
        detail=tr("Nobody for {what}", what=lacking(wrong.reason)),
        tone=Tone.BAD,
        word=tr("Qualification"),
        action=_way_out(wrong, names, mends),
        strong=True,
    )


def _broken(wrong: Wrong, names: Names, mends: Mends, _for_lead: bool) -> Row:
    assert wrong.reason is not None
    return Row(
        key=_key(wrong),
        title=_where(wrong, names),
        detail=f"{names.short(wrong.person)} {short(wrong.reason)}",
        tone=Tone.WARN,
        word=tr("Rule"),
        action=_way_out(wrong, names, mends),
        tip=said(wrong.reason),
    )


def _lapsed(wrong: Wrong, names: Names, _mends: object, _for_lead: bool) -> Row:
    name = names.short(wrong.person)
    if wrong.reason is None:
        detail = tr("{name} was pinned here", name=name)
    else:
        detail = tr("{name} was pinned here, but {reason}", name=name, reason=said(wrong.reason))
    return Row(
        key=_key(wrong),
        title=_where(wrong, names),
        detail=detail,
        tone=Tone.WARN,
        word=tr("Pin"),
        action=tr("Remove the pin"),
    )


def _unplanned(wrong: Wrong, _names: Names, _mends: object, for_lead: bool) -> Row:
    return Row(
        key=_key(wrong),
        title=trn("{n} day is not planned", "{n} days are not planned", wrong.count),
        detail=tr("From {day}", day=when.short_day(wrong.date)) if wrong.date else "",
        tone=Tone.WARN,
        word=tr("Not planned"),
        action=tr("Plan") if for_lead else "",
    )


def _uneven(wrong: Wrong, _names: Names, _mends: object, _for_lead: bool) -> Row:
    return Row(
        key=_key(wrong),
        title=trn("{n} person is far from her share", "{n} people are far from their shares", wrong.count),
        detail=tr("More than one turn too many or too few"),
        action=tr("Even out"),
    )

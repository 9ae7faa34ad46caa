"""The lead's lists: which there are, in what order, and which of them are empty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from mottagning.desk.overview import Overview
from mottagning.texts import N_, tr
from mottagning.ui.lead import contactlines, unitlines
from mottagning.ui.lead.lines import Line
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.rows import Group

_MANY = 12
_ORDER = (Tone.BAD, Tone.WARN, Tone.PLAIN)
_TO_KNOW = ("dismissed", "opened", "repeats")
"""Lists to know of: nobody has to do anything about their lines, and they come after the others."""


@dataclass(frozen=True, slots=True)
class Lists:
    """The groups of contacts and the others, the most pressing first, and their lines by key.

    `wrong` counts the lines that somebody should do something about; `empty` are sentences about lists without lines.
    """

    contacts: tuple[Group, ...]
    others: tuple[Group, ...]
    lines: dict[object, Line]
    wrong: int
    empty: tuple[str, ...]

    @property
    def together(self) -> tuple[Group, ...]:
        """All groups, for one column."""
        return tuple(sorted((*self.contacts, *self.others), key=_place))


class _Part(NamedTuple):
    key: str
    title: str
    lines: list[Line]
    empty: str = ""
    total: int | None = None


def lists(found: Overview, me: int | None) -> Lists:
    """Everything the page shows."""
    contacts, others = _contacts(found, me), _others(found)
    every = [line for part in (*contacts, *others) for line in part.lines]
    wrong = [line for part in (*contacts, *others) if part.key not in _TO_KNOW for line in part.lines]
    return Lists(
        _groups(contacts),
        _groups(others),
        {line.row.key: line for line in every},
        sum(1 for line in wrong if line.row.tone not in (Tone.GOOD, Tone.QUIET)),
        tuple(tr(part.empty) for part in (*contacts, *others) if part.empty and not part.lines),
    )


def _contacts(found: Overview, me: int | None) -> list[_Part]:
    again = found.repeats
    return [
        _Part(
            "concerns",
            tr("Reports of concern on their way"),
            [contactlines.concern(found, each) for each in found.concerns],
            N_("no report of concern that is marked is on its way"),
        ),
        _Part("baton", tr("The baton"), [contactlines.baton(found, found.baton)] if found.baton else []),
        _Part(
            "late",
            tr("Contacts past their time"),
            [contactlines.late(found, item, me) for item in found.late],
            N_("no contact is past its time"),
        ),
        _Part(
            "unaccepted",
            tr("Passed on but not accepted"),
            [contactlines.unaccepted(found, item) for item in found.unaccepted],
            N_("what was passed on is accepted"),
        ),
        _Part(
            "feedback",
            tr("Feedback that notifiers wait for"),
            [contactlines.feedback(found, each) for each in found.feedback],
            N_("no notifier waits for feedback"),
        ),
        _Part(
            "unsent",
            tr("Answers that have not gone"),
            [contactlines.unsent(found, each) for each in found.unsent],
            N_("all answers have gone"),
        ),
        _Part(
            "unentered",
            tr("Done, but not in the case file"),
            [contactlines.unentered(found, each) for each in found.unentered],
            N_("what is done is registered"),
        ),
        _Part(
            "repeats",
            tr("Had to contact us at least {times} times in {days} days", times=again.times, days=again.days),
            [contactlines.repeat(found, each) for each in again.cases],
            N_("nobody had to contact us again and again"),
            again.count,
        ),
        _Part(
            "dismissed",
            tr("Looked at, and not a report of concern"),
            [contactlines.dismissed(found, each) for each in found.dismissed],
        ),
    ]


def _others(found: Overview) -> list[_Part]:
    return [
        _Part("uncovered", tr("Uncovered days"), unitlines.uncovered(found), N_("all days are covered")),
        _Part("unassigned", tr("Without a handler"), unitlines.unassigned(found), N_("all cases have a handler")),
        _Part("sources", tr("Case list, mailboxes and telephone"), unitlines.sources(found)),
        _Part(
            "sealed",
            tr("Protected: sealed texts to confirm"),
            [unitlines.sealed(found, each) for each in found.sealed],
            N_("no sealed text waits"),
        ),
        _Part(
            "renames",
            tr("Cases that may have got another code"),
            [unitlines.rename(each) for each in found.renames],
        ),
        _Part("undecided", tr("To be decided"), [unitlines.to_decide(each) for each in found.undecided]),
        _Part(
            "opened",
            tr("Opened beyond the day's work"),
            [unitlines.opened(found, each) for each in found.opened],
        ),
    ]


def _groups(parts: list[_Part]) -> tuple[Group, ...]:
    return tuple(sorted((_group(part) for part in parts if part.lines), key=_place))


def _group(part: _Part) -> Group:
    is_bad = any(line.row.tone is Tone.BAD for line in part.lines)
    rows = tuple(line.row for line in part.lines)
    tone = Tone.BAD if is_bad else Tone.PLAIN
    is_long = len(rows) > _MANY and part.key != _TO_KNOW[-1]
    return Group(key=part.key, title=part.title, rows=rows, tone=tone, folded=is_long, count=part.total)


def _place(group: Group) -> int:
    """How pressing the worst of its lines is; else they stay in the order in which they are told.

    A report of concern jumps the queue here too: one that is due soon stands with what is late.
    """
    if group.key in _TO_KNOW:
        return len(_ORDER) + 1 + _TO_KNOW.index(str(group.key))
    worst = min((_ORDER.index(row.tone) for row in group.rows if row.tone in _ORDER), default=len(_ORDER))
    return 0 if group.key == "concerns" and worst < _ORDER.index(Tone.PLAIN) else worst

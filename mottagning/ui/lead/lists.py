"""The lead's lists, worded: each line says what is wrong, how pressing it is, and names the one thing that mends it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mottagning.cases.deadlines import most_pressing
from mottagning.cases.feedback import DueFeedback
from mottagning.cases.list import CaseView
from mottagning.cases.renames import Rename
from mottagning.cases.sources import SourceState
from mottagning.contacts.answers.outgoing import AnswerView
from mottagning.contacts.mail.gauge import Gauge
from mottagning.contacts.model import Summary
from mottagning.desk.baton import Baton
from mottagning.desk.overview import Concern, Overview, Sealed, Uncovered
from mottagning.desk.queue import Item
from mottagning.texts import N_, tr, trn
from mottagning.ui import when
from mottagning.ui.desk import words
from mottagning.ui.lead.standings import gauge_tip, gauge_words, source_words
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.rows import Group, Row
from mottagning.worktime import ZONE

_MANY = 12
_SOON = timedelta(days=4)

OPEN, CLAIM, RETURN, DECLINE, READ, DECIDE = "open", "claim", "return", "decline", "read", "decide"
"""What mends a line: look at it where it is, take it, put it back on the desk (from its owner, from its receiver),
read the sealed text, or say whether two cases are one."""

_VERBS = {
    OPEN: N_("Open"),
    CLAIM: N_("Take care of it"),
    RETURN: N_("Back to the desk"),
    DECLINE: N_("Back to the desk"),
    READ: N_("Read…"),
    DECIDE: N_("Decide…"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row, what mends it, and what `Workplace.wanted` shows of it."""

    row: Row
    act: str
    place: tuple[str, object]
    contact: Summary | None = None
    rename: Rename | None = None


@dataclass(frozen=True, slots=True)
class Lists:
    """The groups in order and their lines by key; `wrong` counts the lines that somebody should do something about."""

    groups: tuple[Group, ...]
    lines: dict[object, Line]
    wrong: int


def lists(found: Overview, me: int | None) -> Lists:
    """Everything the page shows."""
    sources = [
        _case_list(found),
        *(_source(found, state) for state in found.sources),
        *(_gauge(found, gauge) for gauge in found.gauges),
    ]
    if not any(gauge.folder for gauge in found.gauges):
        sources.append(_no_mailbox())
    parts = [
        ("late", tr("Contacts past their time"), [_late(found, item, me) for item in found.late]),
        ("unaccepted", tr("Passed on but not accepted"), [_unaccepted(found, item) for item in found.unaccepted]),
        ("concerns", tr("Reports of concern on their way"), [_concern(found, each) for each in found.concerns]),
        ("feedback", tr("Feedback that notifiers wait for"), [_feedback(found, each) for each in found.feedback]),
        ("unassigned", tr("Without a handler"), _most_pressing(_unassigned(found, case) for case in found.unassigned)),
        ("uncovered", tr("Uncovered days"), [*_uncovered(found), *_unplanned(found)]),
        ("sources", tr("Case list, mailboxes and telephone"), sources),
        ("sealed", tr("Protected: sealed texts to confirm"), [_sealed(found, each) for each in found.sealed]),
    ]
    if found.baton is not None:
        parts.insert(0, ("baton", tr("The baton"), [_baton(found, found.baton)]))
    if found.unsent:
        parts.append(("unsent", tr("Answers that have not gone"), [_unsent(found, each) for each in found.unsent]))
    if found.renames:
        parts.append(("renames", tr("Cases that may have got another code"), [_rename(each) for each in found.renames]))
    groups = tuple(_group(key, title, lines) for key, title, lines in parts)
    every = [line for _, _, lines in parts for line in lines]
    wrong = sum(1 for line in every if line.row.tone not in (Tone.GOOD, Tone.QUIET))
    return Lists(groups, {line.row.key: line for line in every}, wrong)


def _group(key: str, title: str, lines: list[Line]) -> Group:
    is_bad = any(line.row.tone is Tone.BAD for line in lines)
    rows = tuple(line.row for line in lines)
    tone = Tone.BAD if is_bad else Tone.PLAIN
    return Group(key=key, title=title, rows=rows, tone=tone, folded=len(rows) > _MANY)


def _contact_line(kind: str, contact: Summary, act: str, **row: Any) -> Line:
    made = Row(
        key=(kind, contact.id),
        icon=words.icon_of(contact),
        action=tr(_VERBS[act]),
        tip=tr("Came {time}", time=when.exact(contact.at)),
        **row,
    )
    return Line(row=made, act=act, place=("contact", contact.id), contact=contact)


def _unsent(found: Overview, answer: AnswerView) -> Line:
    titles = {
        "failed": tr("An answer could not be sent"),
        "unsure": tr("It is not known whether an answer was sent"),
    }
    by = found.people.get(answer.by) if answer.by is not None else None
    row = Row(
        key=("unsent", answer.id),
        icon="mail",
        title=titles.get(answer.state, tr("An answer waits to be sent")),
        detail=_joined(answer.error or "", tr("written by {name}", name=by.name) if by else ""),
        right=when.when(answer.made_at, found.at),
        tone=Tone.BAD if answer.needs_somebody else Tone.WARN,
        action=tr(_VERBS[OPEN]),
    )
    return Line(row=row, act=OPEN, place=("contact", answer.contact))


def _baton(found: Overview, left: Baton) -> Line:
    from mottagning.ui.desk import daywords  # only when nobody has signed

    row = Row(
        key=("baton", left.day),
        title=tr("Nobody has signed for the baton"),
        detail=daywords.handed_over(left, found.people, found.at),
        icon="pass_on",
        right=when.short_day(left.day, found.at),
        tone=Tone.WARN,
        word=tr("Not signed"),
        action=tr(_VERBS[OPEN]),
    )
    return Line(row=row, act=OPEN, place=("page", "desk"))


def _late(found: Overview, item: Item, me: int | None) -> Line:
    contact = item.contact
    owner = found.people.get(contact.owner) if contact.owner is not None else None
    act = CLAIM if owner is None else OPEN if contact.owner == me else RETURN
    stands = words.standing(contact, owner.name if owner else "", contact.owner == me, found.at)
    return _contact_line(
        "late",
        contact,
        act,
        title=words.who(contact, item.is_protected),
        detail=_joined(stands, "" if item.is_protected else words.about(contact)),
        badge=f"×{len(item.attempts) + 1}" if item.attempts else "",
        right=when.when(contact.due_at, found.at) if contact.due_at else "",
        tone=Tone.BAD,
    )


def _unaccepted(found: Overview, item: Item) -> Line:
    contact = item.contact
    receiver = found.people.get(contact.owner) if contact.owner is not None else None
    is_away = contact.owner in found.away
    said = tr("Passed on to {name}", name=receiver.name if receiver else "–")
    return _contact_line(
        "unaccepted",
        contact,
        DECLINE,
        title=words.who(contact, item.is_protected),
        detail=_joined(said, "" if item.is_protected else words.about(contact)),
        right=tr("back {time}", time=when.when(contact.returns_at, found.at)) if contact.returns_at else "",
        tone=Tone.WARN if is_away else Tone.PLAIN,
        word=tr("Not available today") if is_away else "",
    )


_STEPS = {
    "assess": N_("Assess the need for protection"),
    "register": N_("Accepted; note where it is registered"),
    "decide": N_("Registered; decide whether to open an investigation"),
    "dismissed": N_("Looked at, and not a report of concern"),
    "unmarked": N_("Closed without being looked at as a report of concern"),
}


def _concern(found: Overview, concern: Concern) -> Line:
    contact = concern.contact
    said = tr(_STEPS[concern.step])
    rest = ", ".join(concern.codes) or ("" if concern.is_protected else words.about(contact))
    tone = _concern_tone(found, concern)
    return _contact_line(
        "concern",
        contact,
        OPEN,
        title=words.who(contact, concern.is_protected),
        detail=_joined(said, rest),
        right=when.when(concern.due, found.at) if concern.due else when.when(contact.at, found.at),
        tone=tone,
        word=words.concern_word(contact) if tone is Tone.WARN and contact.state != "closed" else "",
        strong=tone is Tone.BAD,
    )


def _concern_tone(found: Overview, concern: Concern) -> Tone:
    if concern.due is None:
        return Tone.WARN if concern.step == "unmarked" else Tone.QUIET
    if concern.due < found.at:
        return Tone.BAD
    is_near = concern.step != "decide" or concern.due - found.at <= _SOON
    return Tone.WARN if is_near else Tone.PLAIN


def _most_pressing(lines: Iterable[Line]) -> list[Line]:
    """Those that are late, then those that soon will be, and the rest as they came."""
    order = (Tone.BAD, Tone.WARN)
    return sorted(lines, key=lambda line: order.index(line.row.tone) if line.row.tone in order else len(order))


def _feedback(found: Overview, each: DueFeedback) -> Line:
    from mottagning.ui.cases.partywords import NOTIFIERS  # only when somebody waits

    deadline = each.deadline
    who = tr(NOTIFIERS[each.notifier]) if each.notifier else words.party(each.role)
    tones = {"late": Tone.BAD, "soon": Tone.WARN}
    row = Row(
        key=("feedback", each.feedback),
        title=_joined(each.code, who),
        detail=_joined(
            tr("Asked for {day}", day=when.short_day(each.asked_on, found.at)),
            tr("due a week after the decision") if deadline is None else tr("tell whether an investigation was opened"),
            each.handler or tr("No handler yet"),
        ),
        icon="cases",
        right=when.short_day(deadline.due, found.at) if deadline else "",
        tone=tones.get(deadline.status, Tone.PLAIN) if deadline else Tone.QUIET,
        tip=tr("SoL 19:6: on request, within a week of the decision"),
        action=tr(_VERBS[OPEN]),
    )
    return Line(row=row, act=OPEN, place=("case", each.case))


def _unassigned(found: Overview, case: CaseView) -> Line:
    today = found.at.astimezone(ZONE).date()
    category = words.category(case.category, {})
    days = case.days_in_stage(today)
    nearest = most_pressing(case.deadlines)
    tones = {"late": Tone.BAD, "soon": Tone.WARN}
    row = Row(
        key=("case", case.id),
        title=case.code,
        detail=_joined(
            category.word,
            case.type or "",
            words.stage(case.stage),
            "" if days is None else trn("{n} day", "{n} days", days),
        ),
        icon="lock" if case.protected else "cases",
        hue=category.hue,
        right=when.short_day(nearest.due, found.at) if nearest else "",
        tone=tones.get(nearest.status, Tone.PLAIN) if nearest else Tone.PLAIN,
        tip=tr(nearest.rule.name) if nearest else "",
        action=tr(_VERBS[OPEN]),
    )
    return Line(row=row, act=OPEN, place=("case", case.id))


def _uncovered(found: Overview) -> Iterable[Line]:
    return (_uncovered_line(each) for each in found.uncovered)


def _uncovered_line(shift: Uncovered) -> Line:
    said = tr("{name} is not available", name=shift.person) if shift.person else tr("Nobody sits here")
    row = Row(
        key=("shift", shift.day, shift.post),
        title=_joined(_day(shift.day), shift.post),
        detail=said,
        icon="rota",
        tone=Tone.BAD,
        word=tr("Uncovered"),
        action=tr("Open the rota"),
    )
    return Line(row=row, act=OPEN, place=("rota", shift.day))


def _unplanned(found: Overview) -> Iterable[Line]:
    if not found.unplanned:
        return
    row = Row(
        key="unplanned",
        title=tr("No rota from {day}", day=when.short_day(found.unplanned[0])),
        detail=trn(
            "{n} working day ahead without a rota", "{n} working days ahead without a rota", len(found.unplanned)
        ),
        icon="rota",
        tone=Tone.WARN,
        word=tr("Not planned"),
        action=tr("Open the rota"),
    )
    yield Line(row=row, act=OPEN, place=("rota", found.unplanned[0]))


def _case_list(found: Overview) -> Line:
    feed = found.feed
    if feed.held is not None:  # its first sentence; the page of the cases has room for what to do
        detail, tone, word = f"{feed.held.split('. ')[0].rstrip('.')}.", Tone.WARN, tr("Waits for you")
    elif feed.as_of is None:
        detail, tone, word = tr("No case list has been read in yet"), Tone.WARN, tr("Missing")
    else:
        detail = tr("Read in {time}", time=when.when(feed.as_of, found.at))
        tone, word = (Tone.BAD, tr("Too old")) if feed.stale else (Tone.GOOD, tr("Fresh"))
    row = Row(
        key="feed",
        title=tr("The case list"),
        detail=detail,
        icon="cases",
        tone=tone,
        word=word,
        tip=feed.held or (when.exact(feed.as_of) if feed.as_of else ""),
        action=tr("Open the cases"),
    )
    return Line(row=row, act=OPEN, place=("page", "cases"))


def _source(found: Overview, state: SourceState) -> Line:
    detail, tone, word = source_words(state)
    row = Row(
        key=("source", state.source.name),
        title=tr("The case list from {name}", name=state.source.name),
        detail=detail,
        icon="cases",
        right=when.when(state.taken_at, found.at) if state.taken_at else "",
        tone=tone,
        word=word,
        tip=detail,
        action=tr("Open the settings"),
    )
    return Line(row=row, act=OPEN, place=("settings", "feeds"))


def _rename(offer: Rename) -> Line:
    row = Row(
        key=("rename", offer.id),
        title=tr("{old} may be {new} now", old=offer.old, new=offer.new),
        detail=offer.sentence(),
        icon="cases",
        tone=Tone.WARN,
        word=tr("Waits for you"),
        action=tr(_VERBS[DECIDE]),
    )
    return Line(row=row, act=DECIDE, place=("page", "cases"), rename=offer)


def _no_mailbox() -> Line:
    row = Row(
        key="mailbox",
        title=tr("Mailboxes"),
        detail=tr("No mailbox is read yet"),
        icon="mail",
        tone=Tone.WARN,
        word=tr("Missing"),
        action=tr("Open the settings"),
    )
    return Line(row=row, act=OPEN, place=("settings", "mailboxes"))


def _gauge(found: Overview, gauge: Gauge) -> Line:
    detail, tone, word = gauge_words(gauge)
    is_mail = gauge.folder is not None
    row = Row(
        key=("gauge", gauge.key),
        title=_joined(gauge.mailbox, gauge.folder or "") if is_mail else tr("The telephone"),
        detail=detail,
        icon="mail" if is_mail else "phone",
        right=when.when(gauge.checked_at, found.at) if gauge.checked_at else "",
        tone=tone,
        word=word,
        tip=gauge_tip(gauge),
        action=tr("Open the settings") if is_mail else "",
    )
    return Line(row=row, act=OPEN, place=("settings", "mailboxes"))


def _sealed(found: Overview, sealed: Sealed) -> Line:
    row = Row(
        key=("sealed", sealed.contact),
        title=_joined(tr("Protected identity"), ", ".join(sealed.codes)),
        detail=tr("Register the text where it belongs, then confirm it"),
        icon="lock",
        right=when.when(sealed.at, found.at),
        tone=Tone.WARN,
        word=tr("Waits for you"),
        action=tr(_VERBS[READ]),
    )
    return Line(row=row, act=READ, place=("contact", sealed.contact))


def _day(day: date) -> str:
    said = when.short_day(day)
    return said[:1].upper() + said[1:]


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)

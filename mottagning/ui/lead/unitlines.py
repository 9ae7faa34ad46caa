"""The lines of everything but contacts: cases, days, sources, what was opened, and what the unit has not decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mottagning.cases.deadlines import most_pressing
from mottagning.cases.list import CaseView
from mottagning.cases.renames import Rename
from mottagning.cases.sources import SourceState
from mottagning.contacts.mail.gauge import Gauge
from mottagning.contacts.phone.switchboards import SwitchboardState
from mottagning.desk.overview import Overview, Sealed, Uncovered
from mottagning.desk.todays import Opening
from mottagning.texts import N_, tr, trn
from mottagning.ui import when
from mottagning.ui.desk import words
from mottagning.ui.lead.lines import DECIDE, OPEN, READ, VERBS, Line, joined
from mottagning.ui.lead.standings import gauge_tip, gauge_words, source_words
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.rows import Row
from mottagning.worktime import ZONE


def sources(found: Overview) -> list[Line]:
    """The case list, the mailboxes and the telephone, as they stand."""
    lines = [
        _case_list(found),
        *(_source(found, state) for state in found.sources),
        *(_gauge(found, gauge) for gauge in found.gauges),
        *(_refused(found, state) for state in found.refused),
    ]
    return lines if any(gauge.folder for gauge in found.gauges) else [*lines, _no_mailbox()]


def unassigned(found: Overview) -> list[Line]:
    """Cases that nobody has: those that are late, then those that soon will be, and the rest as they came."""
    order = (Tone.BAD, Tone.WARN)
    lines = [_unassigned(found, case) for case in found.unassigned]
    return sorted(lines, key=lambda line: order.index(line.row.tone) if line.row.tone in order else len(order))


def uncovered(found: Overview) -> list[Line]:
    """Days ahead on which somebody is missing, and those without a rota."""
    return [*(_uncovered_line(each) for each in found.uncovered), *_unplanned(found)]


def _unassigned(found: Overview, case: CaseView) -> Line:
    today = found.at.astimezone(ZONE).date()
    category = words.category(case.category, {})
    days = case.days_in_stage(today)
    nearest = most_pressing(case.deadlines)
    tones = {"late": Tone.BAD, "soon": Tone.WARN}
    row = Row(
        key=("case", case.id),
        title=case.code,
        detail=joined(
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
        action=tr(VERBS[OPEN]),
    )
    return Line(row=row, act=OPEN, place=("case", case.id))


def _uncovered_line(shift: Uncovered) -> Line:
    said = tr("{name} is not available", name=shift.person) if shift.person else tr("Nobody sits here")
    row = Row(
        key=("shift", shift.day, shift.post),
        title=joined(_day(shift.day), shift.post),
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


def rename(offer: Rename) -> Line:
    """Whether a case that vanished goes on under another code."""
    row = Row(
        key=("rename", offer.id),
        title=tr("{old} may be {new} now", old=offer.old, new=offer.new),
        detail=offer.sentence(),
        icon="cases",
        tone=Tone.WARN,
        word=tr("Waits for you"),
        action=tr(VERBS[DECIDE]),
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
        title=joined(gauge.mailbox, gauge.folder or "") if is_mail else tr("The telephone"),
        detail=detail,
        icon="mail" if is_mail else "phone",
        right=when.when(gauge.checked_at, found.at) if gauge.checked_at else "",
        tone=tone,
        word=word,
        tip=gauge_tip(gauge),
        action=tr("Open the settings") if is_mail else "",
    )
    return Line(row=row, act=OPEN, place=("settings", "mailboxes"))


def sealed(found: Overview, sealed: Sealed) -> Line:
    """A sealed text that waits to be registered where it belongs."""
    row = Row(
        key=("sealed", sealed.contact),
        title=joined(tr("Protected identity"), ", ".join(sealed.codes)),
        detail=tr("Register the text where it belongs, then confirm it"),
        icon="lock",
        right=when.when(sealed.at, found.at),
        tone=Tone.WARN,
        word=tr("Waits for you"),
        action=tr(VERBS[READ]),
    )
    return Line(row=row, act=READ, place=("contact", sealed.contact))


def _day(day: date) -> str:
    said = when.short_day(day)
    return said[:1].upper() + said[1:]


def opened(found: Overview, each: Opening) -> Line:
    """What somebody opened beyond the day's work, and why."""
    from mottagning.ui.finding.reason import WORDS  # only when somebody has

    by = found.people.get(each.by) if each.by is not None else None
    what = each.code or (tr("A case") if each.kind == "case" else tr("A contact"))
    row = Row(
        key=("opened", each.at, each.by, each.kind, each.ref),
        title=joined(what, by.name if by else ""),
        detail=joined(tr(WORDS[each.why]), each.words),
        icon="cases" if each.kind == "case" else "mail",
        right=when.when(each.at, found.at),
        tip=tr("Kept so that it can be followed up why somebody looked. It is no measure of anybody."),
        action=tr(VERBS[OPEN]),
    )
    return Line(row=row, act=OPEN, place=(each.kind, each.ref))


_TO_DECIDE = {
    "deputy": (N_("The team lead has no deputy"), N_("Nobody may do what is hers when she is away"), "people", "staff"),
    "disposal": (
        N_("Disposal is not decided"),
        N_("Everything that was said is kept until it is"),
        "letter",
        "records",
    ),
}


def to_decide(what: str) -> Line:
    """What the unit has not decided yet; one of `overview.TO_DECIDE`."""
    title, detail, icon, part = _TO_DECIDE[what]
    row = Row(
        key=("decide", what),
        title=tr(title),
        detail=tr(detail),
        icon=icon,
        tone=Tone.WARN,
        word=tr("Missing"),
        action=tr("Open the settings"),
    )
    return Line(row=row, act=OPEN, place=("settings", part))


def _refused(found: Overview, state: SwitchboardState) -> Line:
    certificate = state.refused_certificate or ""
    said = tr("Its certificate is not the one that was agreed") if certificate else tr("Calls of its are turned away")
    row = Row(
        key=("refused", state.id),
        title=tr("The switchboard {name}", name=state.name),
        detail=joined(said, certificate),
        icon="phone",
        right=when.when(state.refused_at, found.at) if state.refused_at else "",
        tone=Tone.BAD,
        word=tr("Turned away"),
        tip=certificate,
        action=tr("Open the settings"),
    )
    return Line(row=row, act=OPEN, place=("settings", "telephony"))

"""The beginning and the end of a day in words: the line over the queue, and the rows of what is open, wrong and who."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from mottagning.texts import N_, tr, trn
from mottagning.ui import when
from mottagning.ui.desk import words
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.rows import Group, Row

if TYPE_CHECKING:
    from mottagning.desk.baton import Baton, Word
    from mottagning.desk.dayend import DayEnd
    from mottagning.desk.daystart import DayStart, Sitting
    from mottagning.desk.daystate import DayState
    from mottagning.desk.openwork import Open
    from mottagning.desk.tonight import Tonight
    from mottagning.people.staff import Person

_FEW = 6
"""Below so many rows, who is here is seen without unfolding."""
WHY_TONIGHT = {"threat": N_("Threat"), "child": N_("Child not yet assessed"), "other": N_("Other")}


@dataclass(frozen=True, slots=True)
class Said:
    """The line over the queue: what a press opens ("start" or "end"), its words, and what is said beside it."""

    opens: str
    way: str
    sentence: str
    tone: Tone


def line(state: DayState) -> Said:
    """The one thing about the day that is worth saying now."""
    start, end = tr("Start of the day"), tr("Hand over the day")
    is_unsigned = state.stands in ("unsigned", "missing")
    if state.is_open and is_unsigned and state.is_late:
        return Said("start", start, tr("Nobody has signed for the baton"), Tone.WARN)
    if state.is_to_sign:
        return Said("start", start, tr("A baton to read"), Tone.PLAIN)
    if state.is_ending:
        said = (tr("Handed over"), Tone.GOOD) if state.is_handed else (tr("We soon shut"), Tone.PLAIN)
        return Said("end", end, *said)
    return Said("start", start, _ahead(state), Tone.QUIET)


def _ahead(state: DayState) -> str:
    if state.before_lunch:
        return trn("{n} promise before lunch", "{n} promises before lunch", state.before_lunch)
    if state.after_lunch:
        return trn("{n} promise this afternoon", "{n} promises this afternoon", state.after_lunch)
    if state.due:
        return tr("{n} to be done today", n=state.due)
    return ""


def handed_over(baton: Baton, people: dict[int, Person], now: datetime) -> str:
    """Who left the baton, and when; or that nobody did."""
    day = when.long_day(baton.day)
    if baton.handed_at is None or baton.by is None:
        return tr("No baton was left on {day}.", day=day)
    return tr("{name} handed over {time}", name=_name(people, baton.by), time=words.before(baton.handed_at, now))


def signed(baton: Baton, people: dict[int, Person], now: datetime) -> str:
    """Who took over, and when; "" when nobody has."""
    if baton.signed_at is None or baton.signed_by is None:
        return ""
    name = _name(people, baton.signed_by)
    return tr("Read and taken over by {name} {time}", name=name, time=words.before(baton.signed_at, now))


def since(found: DayStart) -> str:
    """What has happened since the baton was written."""
    done = trn("{n} done", "{n} done", found.done)
    return tr("Since then: {done}, {n} new.", done=done, n=found.new)


def covers(found: DayStart) -> str:
    """Who relieves at lunch, and who is not available: what one has to know before somebody asks for them."""
    said = []
    if found.relief:
        said.append(tr("Relieves at lunch: {names}.", names=", ".join(found.relief)))
    if found.away:
        said.append(tr("Not available today: {names}.", names=", ".join(each.person.name for each in found.away)))
    return " ".join(said)


def start_groups(found: DayStart, me: int | None) -> tuple[Group, ...]:
    """The rows of the start of the day."""
    left = tuple(_left(number, word, found) for number, word in enumerate(found.baton.words) if word.contact)
    last_night = replace(found.tonight, unmarked=())
    left += _night(last_night, found.people, found.at)
    wrong = tuple(_wrong(found))
    due = tuple(open_row("due", each, found.people, me, found.at) for each in concerns_first(found.due))
    here = (*(_sitting(each, found) for each in found.sitting), *_away(found))
    is_long = len(left) + len(wrong) + len(due) > _FEW
    groups = (
        Group(key="left", title=tr("Left to you"), rows=left),
        Group(key="wrong", title=tr("To put right"), rows=wrong, tone=_worst(wrong)),
        Group(key="due", title=tr("To be done today"), rows=due, tone=_worst(due)),
        Group(key="here", title=tr("Who is here today"), rows=here, count=found.in_today, folded=is_long),
    )
    return tuple(group for group in groups if group.rows)


def end_groups(found: DayEnd, me: int | None, now: datetime) -> tuple[Group, ...]:
    """The rows of the end of the day: what must be seen to first."""

    def rows(kind: str, chosen: tuple[Open, ...]) -> tuple[Row, ...]:
        return tuple(open_row(kind, each, found.people, me, now) for each in chosen)

    loose = tuple(replace(row, action=tr("Leave to tomorrow…")) for row in rows("loose", concerns_first(found.loose)))
    carried = rows("carried", tuple(each for each in found.carried if each.why != "waiting"))
    waiting = rows("waiting", tuple(each for each in found.carried if each.why == "waiting"))
    held = tuple(_held(answer.id, answer.contact, answer.error or "") for answer in found.held)
    empty = tuple(_uncovered(seat.post, found.next_day) for seat in found.seats if not seat.person)
    night = _night(found.tonight, found.people, now)
    groups = (
        Group(key="loose", title=tr("Should have been done today"), rows=loose, tone=_worst(loose)),
        Group(key="night", title=tr("For the night and tomorrow"), rows=(*night, *empty, *held)),
        Group(key="carried", title=tr("Goes on tomorrow, and why"), rows=carried),
        Group(key="waiting", title=tr("Waits, with a time"), rows=waiting, folded=True),
    )
    return tuple(group for group in groups if group.rows)


def tomorrow(found: DayEnd, now: datetime) -> str:
    """Who sits here next, by the published rota."""
    day = when.short_day(found.next_day, now)
    if not found.seats:
        return tr("Next is {day}: no rota is published", day=day)
    seats = ", ".join(f"{seat.post} {seat.person or tr('nobody')}" for seat in found.seats)
    return tr("Next is {day}: {seats}", day=day, seats=seats)


def concerns_first(found: tuple[Open, ...]) -> tuple[Open, ...]:
    """A report of concern jumps the queue here too; the others as they stood."""
    return tuple(sorted(found, key=lambda each: each.why != "concern"))


def open_row(kind: str, each: Open, people: dict[int, Person], me: int | None, now: datetime) -> Row:
    """A contact that is open, with why."""
    contact = each.contact
    owner = people.get(contact.owner) if contact.owner is not None else None
    stands = ""
    if contact.state != "waiting":
        stands = words.standing(contact, owner.initials if owner else "", contact.owner == me, now)
    about = "" if each.is_protected else words.about(contact)
    right = "" if contact.due_at is None else words.before(contact.due_at, now)
    tone = words.tone_of(contact, now)
    concern = words.concern_word(contact)
    return Row(
        key=(kind, contact.id),
        title=words.who(contact, each.is_protected),
        detail=_joined(", ".join(each.codes), stands, about),
        icon=words.icon_of(contact),
        badge=f"×{each.attempts + 1}" if each.attempts else "",
        marks=("warning",) if concern else (),
        right=right,
        tone=tone,
        word=concern if tone is not Tone.BAD else "",
    )


def _left(number: int, word: Word, found: DayStart) -> Row:
    contact = word.contact
    assert contact is not None
    by = found.people.get(word.by) if word.by is not None else None
    is_done = contact.state == "closed"
    said = tr("Open it in the case system") if word.is_protected else word.text
    due = "" if is_done or contact.due_at is None else words.before(contact.due_at, found.at)
    tone = Tone.GOOD if is_done else words.tone_of(contact, found.at)
    return Row(
        key=("left", contact.id, number),
        title=_joined(words.who(contact, word.is_protected), ", ".join(word.codes)),
        detail=_joined(said, by.initials if by else ""),
        icon=words.icon_of(contact),
        right=due,
        tone=tone,
        word=tr("Done") if is_done else "",
        tip=said,
    )


def _wrong(found: DayStart) -> list[Row]:
    rows = [_uncovered(post, found.at.astimezone(when.HERE).date()) for post in found.uncovered]
    if found.feed.stale:
        as_of = found.feed.as_of
        said = tr("Read in {time}", time=when.when(as_of, found.at)) if as_of else tr("Never read in yet")
        row = Row(key=("page", "cases"), title=tr("The case list is too old to trust"), detail=said, icon="cases")
        rows.append(replace(row, tone=Tone.BAD, action=tr("Open")))
    for gauge in found.wrong:
        name = gauge.mailbox if gauge.folder is not None else tr("The telephone")
        icon = "mail" if gauge.folder is not None else "phone"
        row = Row(key=("gauge", gauge.key), title=name, detail=gauge.sentence, icon=icon, tip=gauge.sentence)
        rows.append(replace(row, tone=Tone.BAD, action=tr("Open the settings")))
    rows += [_held(answer.id, answer.contact, answer.error or "") for answer in found.held]
    return rows


def _held(answer: int, contact: int, error: str) -> Row:
    said = tr("An answer has not gone")
    return Row(
        key=("held", contact, answer),
        title=said,
        detail=error,
        icon="mail",
        tone=Tone.WARN,
        action=tr("Open"),
        tip=error,
    )


def _uncovered(post: str, day: date) -> Row:
    return Row(
        key=("rota", day, post),
        title=_joined(when.heading_day(day), post),
        detail=tr("Nobody sits here"),
        icon="rota",
        tone=Tone.BAD,
        word=tr("Uncovered"),
        action=tr("Open the rota"),
    )


def _night(found: Tonight, people: dict[int, Person], now: datetime) -> tuple[Row, ...]:
    """The line about the social emergency service; none when there is nothing for them."""
    if not found.known and not found.unmarked:
        return ()
    marked = trn("{n} contact for them", "{n} contacts for them", len(found.known))
    concerns = trn(
        "{n} open report of concern not marked", "{n} open reports of concern not marked", len(found.unmarked)
    )
    told = next((each for each in found.known if each.told_at is not None), None)
    said = [marked if found.known else "", concerns if found.unmarked else ""]
    if told is not None and told.told_at is not None and not found.untold:
        by = _name(people, told.told_by)
        said.append(tr("told by {name} {time}", name=by, time=when.when(told.told_at, now)))
    return (
        Row(
            key=("night", found.day),
            title=tr("The social emergency service"),
            detail=_joined(*said),
            icon="phone",
            tone=Tone.WARN if found.untold or found.unmarked else Tone.GOOD,
            word=tr("Not told") if found.untold else tr("Look at them") if found.unmarked else tr("Told"),
            action=tr("Show the page"),
        ),
    )


def _sitting(each: Sitting, found: DayStart) -> Row:
    hours = f"{each.start:%H:%M}–{each.end:%H:%M}"
    relieves = each.person in found.relief
    return Row(
        key=("sits", each.post),
        title=each.person or tr("Nobody"),
        detail=_joined(each.post, hours, tr("relieves at lunch") if relieves else ""),
        icon="person" if each.person else "warning",
        tone=Tone.PLAIN if each.person else Tone.BAD,
        word="" if each.person else tr("Uncovered"),
        right=tr("standby") if each.is_standby else "",
    )


def _away(found: DayStart) -> list[Row]:
    return [
        Row(
            key=("person", each.person.id),
            title=each.person.name,
            detail=tr("{name} stands in", name=each.covered_by.name) if each.covered_by else tr("Handler"),
            icon="away",
            right=tr("back {day}", day=when.short_day(each.back_on, found.at)) if each.back_on else tr("not available"),
            tone=Tone.QUIET,
        )
        for each in found.away
    ]


def _worst(rows: tuple[Row, ...]) -> Tone:
    return Tone.BAD if any(row.tone is Tone.BAD for row in rows) else Tone.PLAIN


def _name(people: dict[int, Person], person: int | None) -> str:
    known = people.get(person) if person is not None else None
    return known.name if known else "–"


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)

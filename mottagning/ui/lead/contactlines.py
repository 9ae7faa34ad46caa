"""The lines of contacts: late, passed on, reports of concern, answers, and who had to contact us again and again."""

from __future__ import annotations

from datetime import timedelta

from mottagning.cases.feedback import DueFeedback
from mottagning.contacts.answers.outgoing import AnswerView
from mottagning.contacts.model import Summary
from mottagning.desk.baton import Baton
from mottagning.desk.concerns import Concern
from mottagning.desk.overview import Overview
from mottagning.desk.queue import Item
from mottagning.desk.repeats import Repeat
from mottagning.texts import N_, tr, trn
from mottagning.ui import when
from mottagning.ui.desk import words
from mottagning.ui.lead.lines import CLAIM, DECLINE, MARK, OPEN, RETURN, VERBS, Line, contact_line, joined
from mottagning.ui.lead.standings import unsent_words
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.rows import Row

_SOON = timedelta(days=4)


def baton(found: Overview, left: Baton) -> Line:
    """Nobody has signed for the day before."""
    from mottagning.ui.desk import daywords  # only when nobody has signed

    row = Row(
        key=("baton", left.day),
        title=tr("Nobody has signed for the baton"),
        detail=daywords.handed_over(left, found.people, found.at),
        icon="pass_on",
        right=when.short_day(left.day, found.at),
        tone=Tone.WARN,
        word=tr("Not signed"),
        action=tr(VERBS[OPEN]),
    )
    return Line(row=row, act=OPEN, place=("page", "desk"))


def late(found: Overview, item: Item, me: int | None) -> Line:
    """Past its time: nobody has it, or somebody lets it lie."""
    contact = item.contact
    owner = found.people.get(contact.owner) if contact.owner is not None else None
    act = CLAIM if owner is None else OPEN if contact.owner == me else RETURN
    stands = words.standing(contact, owner.name if owner else "", contact.owner == me, found.at)
    return contact_line(
        "late",
        contact,
        act,
        title=words.who(contact, item.is_protected),
        detail=joined(stands, "" if item.is_protected else words.about(contact)),
        badge=f"×{len(item.attempts) + 1}" if item.attempts else "",
        right=when.when(contact.due_at, found.at) if contact.due_at else "",
        tone=Tone.BAD,
    )


def unaccepted(found: Overview, item: Item) -> Line:
    """Passed on, and not accepted yet."""
    contact = item.contact
    receiver = found.people.get(contact.owner) if contact.owner is not None else None
    is_away = contact.owner in found.away
    said = tr("Passed on to {name}", name=receiver.name if receiver else "–")
    return contact_line(
        "unaccepted",
        contact,
        DECLINE,
        title=words.who(contact, item.is_protected),
        detail=joined(said, "" if item.is_protected else words.about(contact)),
        right=tr("back {time}", time=when.when(contact.returns_at, found.at)) if contact.returns_at else "",
        tone=Tone.WARN if is_away else Tone.PLAIN,
        word=tr("Not available today") if is_away else "",
    )


_STEPS = {
    "assess": N_("Assess the need for protection"),
    "accept": N_("Protection is assessed; somebody qualified has to accept it"),
    "register": N_("Accepted; note where it is registered"),
    "protect": N_("Registered; note the protection assessment in the case"),
    "decide": N_("Registered; decide whether to open an investigation"),
    "unmarked": N_("Closed without being looked at as a report of concern"),
}


def concern(found: Overview, concern: Concern) -> Line:
    """A report of concern, and the step it is at."""
    contact = concern.contact
    said = tr(_STEPS[concern.step])
    rest = ", ".join(concern.codes) or ("" if concern.is_protected else words.about(contact))
    tone = _concern_tone(found, concern)
    return contact_line(
        "concern",
        contact,
        OPEN,
        title=words.who(contact, concern.is_protected),
        detail=joined(said, rest),
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


def feedback(found: Overview, each: DueFeedback) -> Line:
    """A notifier who waits to be told whether an investigation was opened (SoL 19:6)."""
    from mottagning.ui.cases.partywords import NOTIFIERS  # only when somebody waits

    deadline = each.deadline
    who = tr(NOTIFIERS[each.notifier]) if each.notifier else words.party(each.role)
    tones = {"late": Tone.BAD, "soon": Tone.WARN}
    row = Row(
        key=("feedback", each.feedback),
        title=joined(each.code, who),
        detail=joined(
            tr("Asked for {day}", day=when.short_day(each.asked_on, found.at)),
            tr("due a week after the decision") if deadline is None else tr("tell whether an investigation was opened"),
            each.handler or tr("No handler yet"),
        ),
        icon="cases",
        right=when.short_day(deadline.due, found.at) if deadline else "",
        tone=tones.get(deadline.status, Tone.PLAIN) if deadline else Tone.QUIET,
        tip=tr("SoL 19:6: on request, within a week of the decision"),
        action=tr(VERBS[OPEN]),
    )
    return Line(row=row, act=OPEN, place=("case", each.case))


def unsent(found: Overview, answer: AnswerView) -> Line:
    """An answer that has not gone."""
    titles = {
        "failed": tr("An answer could not be sent"),
        "unsure": tr("It is not known whether an answer was sent"),
    }
    tone, word = unsent_words(answer)
    by = found.people.get(answer.by) if answer.by is not None else None
    row = Row(
        key=("unsent", answer.id),
        icon="mail",
        title=titles.get(answer.state, tr("An answer waits to be sent")),
        detail=joined(tr("written by {name}", name=by.name) if by else "", answer.error or ""),
        right=when.when(answer.made_at, found.at),
        tone=tone,
        word=word,
        tip=answer.error or "",
        action=tr(VERBS[OPEN]),
    )
    return Line(row=row, act=OPEN, place=("contact", answer.contact))


def dismissed(found: Overview, concern: Concern) -> Line:
    """What somebody found to be no report of concern: the team lead looks at it once more."""
    contact = concern.contact
    by = found.people.get(concern.by) if concern.by is not None else None
    said = tr("Not a concern, said {name}", name=by.name) if by else tr("Not a concern")
    about = ", ".join(concern.codes) or ("" if concern.is_protected else words.about(contact))
    return contact_line(
        "dismissed",
        contact,
        MARK,
        title=words.who(contact, concern.is_protected),
        detail=joined(said, about),
        right=when.when(concern.at, found.at) if concern.at else "",
    )


def unentered(found: Overview, contact: Summary) -> Line:
    """Done, and registered nowhere after a working day."""
    return contact_line(
        "unentered",
        contact,
        OPEN,
        title=words.who(contact),
        detail=joined(words.standing(contact, "", False, found.at), words.about(contact)),
        right=when.when(contact.closed_at, found.at) if contact.closed_at else "",
    )


def repeat(found: Overview, each: Repeat) -> Line:
    """A case whose people had to contact us several times: over what, about what, and what came of it."""
    case = each.case
    category = words.category(case.category, {})
    ways = ", ".join(_counted(channel, n) for channel, n in each.channels.items())
    spoken = each.routines or each.words
    about = tr("about {words}", words=", ".join(spoken).lower()) if spoken else ""
    waits = each.outcomes.get("open", 0)
    ends = [f"{n} {tr(words.OUTCOMES[end]).lower()}" for end, n in each.outcomes.items() if end in words.OUTCOMES]
    row = Row(
        key=("repeat", case.id),
        title=case.code,
        badge=f"×{each.times}",
        detail=joined(ways, about, case.handler or tr("No handler")),
        icon="lock" if case.protected else "cases",
        hue=category.hue,
        right=when.when(each.latest, found.at),
        word=trn("{n} not done", "{n} not done", waits) if waits else "",
        tip=joined(category.word, case.type or "", ", ".join(ends)),
        action=tr(VERBS[OPEN]),
    )
    return Line(row=row, act=OPEN, place=("case", case.id))


def _counted(channel: str, n: int) -> str:
    """How many of a channel."""
    match channel:
        case "phone":
            return trn("{n} call", "{n} calls", n)
        case "mail":
            return trn("{n} e-mail", "{n} e-mails", n)
        case "visit":
            return trn("{n} visit", "{n} visits", n)
        case _:
            return trn("{n} letter", "{n} letters", n)

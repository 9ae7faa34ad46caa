"""The rows of the queue, worded: who, why here, when due, and who has it."""

from datetime import datetime

from mottagning.contacts.model import Summary
from mottagning.desk.queue import GROUPS, Item, Queue
from mottagning.texts import N_, tr
from mottagning.ui import when
from mottagning.ui.desk import words
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.rows import Group, Row

_TITLES = {
    "parked": N_("Parked calls"),
    "now": N_("Now"),
    "today": N_("Today"),
    "later": N_("Later"),
    "mine": N_("Passed on to me"),
    "others": N_("Waiting for others"),
    "automatic": N_("Automatic messages"),
    "done": N_("Done today"),
}
_BECAUSE = {
    "urgent": N_("It stands first because it is urgent."),
    "ringing": N_("It stands first because somebody is on the line."),
    "late": N_("It stands here because its time has passed."),
    "next": N_("It stands here because less than half an hour is left, counted in opening hours."),
    "soon": N_("It stands here because less than two hours are left, counted in opening hours."),
    "rest": N_("It stands here by the day and time when it is due."),
}
_YIELDS = N_("Personal care comes before it when both are as pressing.")


def groups(queue: Queue, me: int | None) -> tuple[Group, ...]:
    """The groups that have rows, in the order of the page; those that ask for nothing are folded at first."""
    found = []
    for name in GROUPS:
        items = queue.groups[name]
        if not items:
            continue
        rows = tuple(row(item, queue, me) for item in items)
        late = name != "done" and any(item.is_late for item in items)
        found.append(
            Group(
                key=name,
                title=tr(_TITLES[name]),
                rows=rows,
                tone=Tone.BAD if late else Tone.PLAIN,
                folded=name in ("automatic", "done"),
            )
        )
    return tuple(found)


def row(item: Item, queue: Queue, me: int | None) -> Row:
    """One contact as a row."""
    contact = item.contact
    tone = words.tone_of(contact, queue.at)
    concern = words.concern_word(contact) if contact.state != "closed" else ""
    late = tr("late") if tone is Tone.BAD else ""
    marks = tuple(
        mark
        for mark, is_shown in (
            ("warning", bool(concern)),
            ("lock", item.is_protected),
            ("link", any(tie.tied for tie in item.ties) and not item.is_protected),
        )
        if is_shown
    )
    return Row(
        key=contact.id,
        title=words.who(contact, item.is_protected),
        detail=_detail(item, queue, me),
        icon=words.icon_of(contact),
        badge=f"×{len(item.attempts) + 1}" if item.attempts else "",
        marks=marks,
        right=_right(contact, queue.at) if item.parked is None else how_long(item.parked, queue.at),
        tone=tone,
        word=", ".join(part for part in (concern, late) if part).capitalize(),
        strong=contact.state in ("waiting", "promised"),
        tip=_tip(item),
    )


def _detail(item: Item, queue: Queue, me: int | None) -> str:
    contact = item.contact
    said = tr("Open it in the case system") if item.is_protected else _about(item)
    if item.instead is not None:
        return f"{tr('Promised by {initials}', initials=queue.initials.get(item.instead, ''))} · {said}"
    if item.parked is not None or (contact.state in ("waiting", "promised") and contact.owner is None):
        return said
    initials = queue.initials.get(contact.owner, "") if contact.owner is not None else ""
    return f"{words.standing(contact, initials, contact.owner == me, queue.at)} · {said}"


def _about(item: Item) -> str:
    """What it is; that something of ours came back stands before what the mail system calls it."""
    said = item.line or words.about(item.contact)
    return f"{tr(words.KINDS['bounce'])} · {said}" if item.contact.kind == "bounce" else said


def _right(contact: Summary, now: datetime) -> str:
    if contact.state == "closed":
        return when.when(contact.closed_at, now) if contact.closed_at else ""
    if contact.due_at is None:
        return ""
    return words.before(contact.due_at, now) if contact.state == "promised" else when.when(contact.due_at, now)


def how_long(since: datetime, now: datetime) -> str:
    """How long somebody has been waiting: "nyss", "4 min", "1 tim 5 min"."""
    hours, minutes = divmod(int((now - since).total_seconds()) // 60, 60)
    if hours > 0:
        return tr("{hours} h {minutes} min", hours=hours, minutes=minutes)
    return tr("{n} min", n=minutes) if minutes > 0 else tr("just now")


def _tip(item: Item) -> str:
    contact = item.contact
    said = [tr("Came {time}", time=when.exact(contact.at))]
    if contact.state != "closed" and contact.due_at is not None:
        said.append(tr("Due {time}", time=when.exact(contact.due_at)))
        if item.parked is not None:
            said.append(
                tr("Parked {time}; the one that has waited longest stands first.", time=when.exact(item.parked))
            )
        else:
            said.append(tr(_BECAUSE[item.pressing]))
            if item.yields and item.pressing not in ("urgent", "ringing"):
                said.append(tr(_YIELDS))
    return "\n".join(said)

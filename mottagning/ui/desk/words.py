"""How the desk says things: channels, states, outcomes, certainty, roles, presence, each as one short word."""

from datetime import datetime

from mottagning import numbering
from mottagning.cases.fields import ROLES as PARTY_ROLES
from mottagning.contacts.model import Summary
from mottagning.texts import N_, tr
from mottagning.ui import when
from mottagning.ui.tokens import CATEGORIES, Category, Tone
from mottagning.worktime import ZONE

CHANNELS = {"phone": N_("Phone"), "mail": N_("E-mail"), "visit": N_("Visit"), "letter": N_("Letter")}
KINDS = {"bounce": N_("Came back"), "auto_reply": N_("Automatic reply"), "list": N_("Mailing list")}
OUTCOMES = {
    "solved": N_("Solved here"),
    "referred": N_("Referred elsewhere"),
    "no_action": N_("No action"),
    "accepted": N_("Accepted by the handler"),
}
CERTAINTIES = {"certain": N_("Certain"), "likely": N_("Likely"), "possible": N_("Possible")}
REGISTERED = {
    "case_file": N_("In the case file"),
    "register": N_("In the register"),
    "minor": N_("Of minor importance"),
    "not_yet": N_("Not yet"),
}
CALLERS = {
    "client": N_("The one it is about"),
    "guardian": N_("Guardian"),
    "relative": N_("Relative"),
    "god_man": N_("God man"),
    "notifier": N_("Notifier"),
    "authority": N_("Other authority"),
    "unknown": N_("Not known"),
}
WAYS = {
    "called_back": N_("Called back"),
    "questions": N_("Control questions"),
    "eid": N_("E-identification"),
    "document": N_("Identity document"),
    "no": N_("No"),
}
PRESENCE = {
    "in": N_("in today"),
    "am": N_("in this morning"),
    "pm": N_("in this afternoon"),
    "out": N_("not available today"),
}
STAGES = {
    "received": N_("Received"),
    "investigation": N_("Investigation"),
    "decision": N_("Decision"),
    "execution": N_("Execution"),
    "follow_up": N_("Follow-up"),
    "closed": N_("Closed"),
}
_PARTIES = {
    "client": N_("The one it is about"),
    "god_man": N_("God man"),
    "trustee": N_("Trustee"),
    "guardian": N_("Guardian"),
    "parent": N_("Parent"),
    "relative": N_("Relative"),
    "school": N_("School"),
    "notifier": N_("Notifier"),
    "provider": N_("Provider"),
    "representative": N_("Representative"),
    "contact": N_("Contact person"),
    "other": N_("Other party"),
}
_CALLS = {
    "ringing": N_("Rings now"),
    "answered": N_("Call, not noted yet"),
    "ended": N_("Call, not noted yet"),
    "missed": N_("Missed call"),
    "elsewhere": N_("Answered elsewhere"),
    "unknown": N_("Call without an end"),
}

assert set(PARTY_ROLES) < set(_PARTIES)


def icon_of(contact: Summary) -> str:
    """The icon of a contact's channel."""
    if contact.channel != "phone":
        return contact.channel
    if contact.direction == "out":
        return "call_out"
    return "missed" if contact.call_status == "missed" else "phone"


def who(contact: Summary, is_protected: bool = False) -> str:
    """Who it is, as far as may be said."""
    if is_protected:
        return tr("Protected identity")
    if contact.redacted:
        return tr("Content removed")
    if contact.anonymous:
        return tr("Anonymous")
    if contact.name:
        return contact.name
    if contact.phone:
        return number(contact.phone)
    if contact.call_status in ("ringing", "answered"):
        return tr("Call")  # its number waits in memory: it is not that there is none
    return contact.address or (tr("No number") if contact.channel == "phone" else tr("No name"))


def about(contact: Summary) -> str:
    """What it is, in half a line: the subject, how the call ended, or the first words."""
    if contact.channel == "phone" and contact.call_status and not contact.beginning:
        is_over = contact.call_status in ("answered", "ended") and contact.state != "waiting"
        return tr("Call") if is_over else tr(_CALLS[contact.call_status])
    return contact.subject or contact.beginning or tr(CHANNELS[contact.channel])


def line(contact: Summary) -> str:
    """How the line is, to somebody who has the receiver in her hand; "" when there is none."""
    if contact.call_status in ("answered", "ended"):
        return tr("The call goes on") if contact.call_status == "answered" else tr("The call has ended")
    return about(contact) if contact.call_status else ""


def standing(contact: Summary, initials: str, mine: bool, now: datetime) -> str:
    """Where it stands, as a sentence without its end."""
    if contact.state == "closed":
        return tr("Done: {outcome}", outcome=tr(OUTCOMES[contact.outcome or "no_action"]))
    if contact.state == "taken":
        return tr("You take care of it") if mine else tr("Taken care of by {initials}", initials=initials)
    if contact.state == "passed_on":
        return tr("Passed on to you") if mine else tr("Passed on to {initials}, not accepted yet", initials=initials)
    if contact.state == "promised" and contact.due_at is not None:
        time = before(contact.due_at, now)
        if contact.booked:
            if mine:
                return tr("Booked time with you {time}", time=time)
            return tr("Booked time {time} with {initials}", time=time, initials=initials)
        if contact.call_status == "missed" and contact.owner is None:
            return tr("Call back before {time}", time=time)
        return tr("Promised before {time}", time=time)
    return tr("Waits at the desk")


def before(due_at: datetime, now: datetime) -> str:
    """By when, always with the time: what is promised before Thursday at ten is not promised before Thursday."""
    said = when.when(due_at, now)
    apart = due_at.astimezone(ZONE).date() - now.astimezone(ZONE).date()
    return f"{said} {when.clock(due_at)}" if abs(apart.days) > 1 else said


def promised(due_at: datetime, now: datetime) -> str:
    """What was promised, to be read once more before the receiver is put down."""
    return tr("Promised: before {time}.", time=before(due_at, now))


def tone_of(contact: Summary, now: datetime) -> Tone:
    """How pressing it is."""
    if contact.state == "closed":
        return Tone.QUIET
    if contact.due_at is not None and contact.due_at < now:
        return Tone.BAD
    return Tone.WARN if contact.concern in ("possible", "marked") else Tone.PLAIN


def concern_word(contact: Summary) -> str:
    """The word of a possible or marked report of concern; "" says nothing at all, least of all that it is none."""
    return {"possible": tr("Possible concern"), "marked": tr("Report of concern")}.get(contact.concern, "")


def category(code: str | None, colours: dict[str, str]) -> Category:
    """The word and the hue of a category, with the unit's own colours."""
    known = CATEGORIES.get(code or "")
    word = tr(known.word) if known else (code or tr("No category"))
    return Category(word, colours.get(code or "", known.hue if known else "grey"))


def stage(code: str) -> str:
    """The word of a stage; what the unit calls its own stays."""
    return tr(STAGES[code]) if code in STAGES else code


def party(role: str) -> str:
    """The word of a party's role; what the feed calls it stays."""
    return tr(_PARTIES[role]) if role in _PARTIES else role


def number(written: str) -> str:
    """A telephone number as it is said here."""
    return numbering.display(written)

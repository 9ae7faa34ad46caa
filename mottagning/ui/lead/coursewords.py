"""The steps of a contact's course, and the looks at it, in words."""

from __future__ import annotations

from mottagning.contacts.whole import StepView
from mottagning.desk.course import Course, Looked
from mottagning.texts import N_, tr
from mottagning.ui.desk import words
from mottagning.ui.finding.reason import WORDS as WHY_OPENED

_STEPS = {
    "arrived": N_("Came in"),
    "rang": N_("Rang us"),
    "called": N_("We rang"),
    "written_down": N_("Was written down at the desk"),
    "seen_again": N_("Came in once more: the same message"),
    "gone_from_mailbox": N_("The message is no longer in the mailbox"),
    "moved_in_mailbox": N_("The message was moved in the mailbox"),
    "back_in_mailbox": N_("The message is in the mailbox again"),
    "call_ringing": N_("It rings"),
    "call_answered": N_("The call was answered"),
    "call_ended": N_("The call ended"),
    "call_missed": N_("Nobody answered"),
    "call_elsewhere": N_("The call was answered elsewhere"),
    "call_unknown": N_("Nobody has told how the call ended"),
    "made_anonymous": N_("The caller wants to be nobody: the number was removed"),
    "reached": N_("The person was spoken to: no calling back is needed"),
    "claimed": N_("Taken care of"),
    "released": N_("Put back on the desk"),
    "returned": N_("Came back to the desk"),
    "accepted": N_("Accepted"),
    "declined": N_("Given back"),
    "reopened": N_("Opened again"),
    "undone": N_("The last step was taken back"),
    "noted": N_("A note was written"),
    "note_removed": N_("A note was taken back"),
    "parked": N_("Parked"),
    "copied_out": N_("Copied for the case system"),
    "concern_marked": N_("Marked as a report of concern"),
    "concern_dismissed": N_("Looked at, and not a report of concern"),
    "answered": N_("Answered"),
    "receipt_sent": N_("A receipt was sent"),
    "answer_written": N_("An answer was written"),
    "answer_sent": N_("The answer went"),
    "answer_failed": N_("The answer could not be sent"),
    "answer_unsure": N_("It is not known whether the answer was sent"),
    "answer_again": N_("The answer is sent again"),
    "answer_said_sent": N_("Somebody says that the answer went"),
    "answer_taken_back": N_("The answer was taken back"),
    "answered_elsewhere": N_("Answered in the mail program"),
    "joined": N_("Joined with another contact"),
    "parted": N_("Parted from its conversation"),
    "split": N_("A second thing to do was taken out of it"),
    "split_off": N_("Taken out of another contact"),
    "split_undone": N_("The second thing to do was put back"),
    "sealed_text_removed": N_("The sealed text was removed: it is registered where it belongs"),
    "routine_followed": N_("Worked by a routine"),
    "adviser_asked": N_("A colleague was asked"),
    "adviser_not_asked": N_("A colleague was not asked after all"),
}
_FROM_OUTSIDE = (
    *("arrived", "rang", "called", "seen_again", "answer_sent", "answer_failed", "answer_unsure"),
    *("gone_from_mailbox", "moved_in_mailbox", "back_in_mailbox"),
)
_REMOVED = {
    "anonymous": N_("Content removed: the person wants to be anonymous"),
    "protected": N_("Content removed: protected identity"),
    "disposed": N_("Content removed: disposed of by the unit's decision"),
}
_LOOKS = {
    "seen": N_("Looked at it"),
    "opened_beyond": N_("Opened it beyond the day's work"),
    "file_taken_out": N_("Took an attachment out"),
    "night_shown": N_("Read it out to the social emergency service"),
    "night_printed": N_("Printed it for the social emergency service"),
    "marked_for_night": N_("Marked it for the social emergency service"),
    "night_told": N_("Told the social emergency service of it"),
    "left_for_tomorrow": N_("Left it for whoever sits here tomorrow"),
    "sealed_text_opened": N_("Read the sealed text"),
    "course_printed": N_("Took its whole course out"),
    "contacts_printed": N_("Printed the contacts of the case"),
}


def step_words(step: StepView, course: Course) -> str:
    """What was done, in a line without its end."""
    facts = step.facts
    case = facts.get("case")
    code = course.codes.get(case, "") if isinstance(case, int) else ""
    match step.step:
        case "tied":
            return tr("Tied to {code}", code=code)
        case "untied":
            return tr("Untied from {code}", code=code)
        case "closed":
            outcome = str(facts.get("outcome"))
            return tr("Done: {outcome}", outcome=tr(words.OUTCOMES[outcome]) if outcome in words.OUTCOMES else outcome)
        case "registered":
            return tr("Registered: {where}", where=tr(words.REGISTERED[str(facts["registered"])]))
        case "passed_on":
            return tr("Passed on to {name}", name=name(course, facts.get("owner_id")))
        case "connected":
            return tr("Connected to {name}", name=name(course, facts.get("owner_id")))
        case "promised":
            owner = facts.get("owner_id")
            return tr("Promised, by {name}", name=name(course, owner)) if owner else tr("Promised")
        case "rung":
            return tr("Rang {name}", name=name(course, facts.get("person")))
        case "given_back":
            return tr("{name} is there after all, and has it again", name=name(course, facts.get("owner")))
        case "returned" if facts.get("owner"):
            return tr("Came back to the desk: {name} is not available", name=name(course, facts["owner"]))
        case "card_left":
            return tr("Written on a call card by {name}, not saved", name=name(course, facts.get("person")))
        case "caller_noted":
            role, way = (str(facts.get(each) or "") for each in ("role", "way"))
            said = (tr(table[key]) for table, key in ((words.CALLERS, role), (words.WAYS, way)) if key in table)
            return tr("Noted who it is: {facts}", facts=", ".join(said) or "–")
        case "redacted":
            return removed_words(str(facts.get("reason")))
        case other:
            return tr(_STEPS[other]) if other in _STEPS else other


def removed_words(why: str) -> str:
    """Why the content went."""
    return tr(_REMOVED[why]) if why in _REMOVED else tr("Content removed")


def step_by(step: StepView, course: Course) -> str:
    """Who took it; "" for what came from outside and was nobody's doing here."""
    is_from_outside = step.step in _FROM_OUTSIDE or step.step.startswith("call_")
    return "" if step.actor is None and is_from_outside else name(course, step.actor)


def look_words(looked: Looked) -> str:
    """How somebody looked at it, and why if she said."""
    why = next((tr(text) for key, text in WHY_OPENED.items() if key == looked.why), "")
    return " · ".join(part for part in (tr(_LOOKS[looked.what]), why, looked.reason) if part)


def name(course: Course, person: object) -> str:
    """Who it was; a step that nobody made is the program's."""
    known = course.people.get(person) if isinstance(person, int) else None
    return known.name if known else tr("the program")

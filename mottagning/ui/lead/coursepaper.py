"""One contact's whole course on paper, for an inquiry (Lex Sarah): each step with its time and who took it."""

from __future__ import annotations

from datetime import datetime

from mottagning.contacts.answers.outgoing import AnswerView
from mottagning.contacts.model import TieView
from mottagning.contacts.whole import SourceView
from mottagning.desk.course import Course
from mottagning.desk.extract import WITHOUT_WORDS
from mottagning.texts import N_, tr
from mottagning.ui import when, written
from mottagning.ui.cases.casepaper import spoken, who
from mottagning.ui.desk import words
from mottagning.ui.lead.coursewords import look_words, name, removed_words, step_by, step_words
from mottagning.ui.tokens import Size
from mottagning.ui.written import Text, Writer
from mottagning.worktime import ZONE

_TIES = {"tied": N_("Tied"), "offered": N_("Offered"), "untied": N_("Untied again")}
_ANSWERS = {
    "waiting": N_("waits to be sent"),
    "sending": N_("is being sent"),
    "sent": N_("went"),
    "failed": N_("could not be sent"),
    "unsure": N_("may not have gone"),
}


def draw(course: Course) -> bytes:
    """The course as one PDF document. Works without a screen."""
    return written.pdf(text(course))


def text(course: Course) -> Text:
    """The course as it goes on paper."""

    def write(writer: Writer) -> None:
        _head(writer, course)
        _said(writer, course)
        _steps(writer, course)
        _routines(writer, course)
        _ties(writer, course)
        _answers(writer, course)
        _same(writer, course)
        _sources(writer, course)
        _looks(writer, course)

    printed = _moment(course.at)
    foot = tr("{title} · printed {at} by {name}", title=_title(course), at=printed, name=course.by.name)
    return Text(_title(course), write, foot)


def _title(course: Course) -> str:
    return tr("The course of contact {id}", id=course.contact.contact.id)


def _head(writer: Writer, course: Course) -> None:
    contact = course.contact.contact
    writer.line(_title(course), Size.FIGURE, strong=True)
    channel = tr(words.CHANNELS[contact.channel])
    if contact.direction == "out":
        channel = tr("{channel}, from us", channel=channel)
    writer.line(_joined(when.exact(contact.at), channel, who(course.contact)), above=4)
    owner = course.people.get(contact.owner) if contact.owner is not None else None
    writer.line(words.standing(contact, owner.initials if owner else "", False, course.at))
    if course.removed_at is not None:
        writer.line(_joined(removed_words(course.removed_why), when.exact(course.removed_at)))
    if course.is_sealed:
        writer.line(tr("Its words lie sealed until the team lead has confirmed that they are registered."))
    writer.line(tr("Printed: {when} by {name}", when=when.exact(course.at), name=course.by.name), above=10)
    writer.line(tr("Reason: {reason}", reason=course.reason))
    writer.line(tr("These facts are secret (OSL 26:1). That is to be considered before anybody else is given them."))


def _said(writer: Writer, course: Course) -> None:
    _heading(writer, tr("What was said"))
    spoken(writer, course.contact, course.people)


def _steps(writer: Writer, course: Course) -> None:
    _heading(writer, tr("What was done"))
    for step in course.steps:
        writer.line(_joined(_moment(step.at), step_words(step, course), step_by(step, course)))


def _routines(writer: Writer, course: Course) -> None:
    """Each as it read when it was followed: what was done, and what was not."""
    for followed in course.routines:
        routine = followed.routine
        _heading(writer, tr("Routine: {title}", title=routine.title))
        wording = tr("The unit's own, {n}", n=routine.version) if routine.version else tr("The program's")
        writer.line(_joined(_moment(followed.at), name(course, followed.by), wording), Size.CAPTION, grey=True)
        for place, step in enumerate(routine.steps):
            done = tr("done") if place in followed.done else tr("not done")
            must = tr("must be done") if step.required else ""
            writer.line(f"{place + 1}. {step.text}")
            writer.line(_joined(done, must), Size.CAPTION, grey=True)


def _ties(writer: Writer, course: Course) -> None:
    if course.ties:
        _heading(writer, tr("Cases"))
    for tie in course.ties:
        writer.line(_joined(tie.code, tr(_TIES[tie.state]), tr(words.CERTAINTIES[tie.certainty]), _by(tie, course)))
        for reason in tie.reasons:
            writer.line(reason, Size.CAPTION, grey=True)


def _by(tie: TieView, course: Course) -> str:
    return "" if tie.state == "offered" else name(course, tie.by)


def _answers(writer: Writer, course: Course) -> None:
    if course.answers:
        _heading(writer, tr("Answers"))
    for answer in course.answers:
        writer.line(_joined(_moment(answer.made_at), answer.mailbox, _answer(answer), name(course, answer.by)))
        if answer.error and course.contact.left_out not in WITHOUT_WORDS:
            writer.line(answer.error, Size.CAPTION, grey=True)


def _answer(answer: AnswerView) -> str:
    said = tr(_ANSWERS[answer.state])
    return f"{said} {_moment(answer.sent_at)}" if answer.sent_at is not None else said


def _same(writer: Writer, course: Course) -> None:
    if course.same:
        _heading(writer, tr("Contacts that belong with it"))
    for each in course.same:
        standing = words.standing(each, "", False, course.at)
        writer.line(_joined(str(each.id), _moment(each.at), tr(words.CHANNELS[each.channel]), standing))


def _sources(writer: Writer, course: Course) -> None:
    _heading(writer, tr("Where it came from"))
    for source in course.sources:
        writer.line(source.place)
        if said := _source(source):
            writer.line(said, Size.CAPTION, grey=True)
    if not course.sources:
        writer.line(tr("It was written down here; no source has it."))


def _source(source: SourceView) -> str:
    gone = tr("not there any more since {time}", time=_moment(source.gone_at)) if source.gone_at else ""
    moved = tr("moved to {folder}", folder=source.moved_to) if source.moved_to else ""
    return _joined(f"SHA-256 {source.sha256}" if source.sha256 else "", gone, moved)


def _looks(writer: Writer, course: Course) -> None:
    _heading(writer, tr("Who looked at it, or gave it on"))
    for looked in course.looks:
        writer.line(_joined(_moment(looked.at), name(course, looked.by), look_words(looked)))
    if not course.looks:
        writer.line(tr("Nobody before this was printed."))


def _heading(writer: Writer, title: str) -> None:
    writer.line(title, Size.TITLE, strong=True, above=14, heading=True)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)

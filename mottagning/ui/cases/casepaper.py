"""The contacts of one case on paper, for an inquiry: A4, each page with its number, who printed it and when."""

from __future__ import annotations

from collections.abc import Mapping

from mottagning.desk.extract import LEFT_OUT, CaseExtract, Extracted, LeftOut
from mottagning.people.staff import Person
from mottagning.texts import N_, tr, trn
from mottagning.ui import when, written
from mottagning.ui.desk import words
from mottagning.ui.tokens import Size
from mottagning.ui.written import Text, Writer
from mottagning.worktime import ZONE

_INSTEAD: dict[str, str] = {
    "protected": N_("Left out: it is about somebody with a protected identity too."),
    "sealed": N_("Left out: sealed until the team lead has confirmed that it is registered."),
    "removed": N_("The content has been removed for good."),
    "concern": N_("Left out: report of concern, see the case file."),
}


def draw(extract: CaseExtract) -> bytes:
    """The extract as one PDF document. Works without a screen."""
    return written.pdf(text(extract))


def text(extract: CaseExtract) -> Text:
    """The extract as it goes on paper."""

    def write(writer: Writer) -> None:
        _head(writer, extract)
        for number, each in enumerate(extract.contacts, 1):
            _contact(writer, number, each, extract)

    return Text(_title(extract), write, _printed(extract))


def _head(writer: Writer, extract: CaseExtract) -> None:
    case = extract.case
    kind = words.category(case.category, {}).word
    writer.line(_title(extract), Size.FIGURE, strong=True)
    said = (kind, case.type or "", words.stage(case.stage), case.handler or tr("No handler"))
    writer.line(" · ".join(part for part in said if part), above=4)
    at = extract.at.astimezone(ZONE)
    writer.line(tr("Printed: {when} by {name}", when=when.exact(at), name=extract.by.name), above=10)
    writer.line(tr("Reason: {reason}", reason=extract.reason))
    count = trn("{n} contact, the oldest first.", "{n} contacts, the oldest first.", len(extract.contacts))
    writer.line(count)
    writer.line(tr("These facts are secret (OSL 26:1). That is to be considered before anybody else is given them."))
    if extract.left_out:
        writer.line(tr("Left out"), Size.TITLE, strong=True, above=10)
    for code in LEFT_OUT:
        if n := extract.left_out.get(code):
            writer.line(_sentence(code, n))


def _contact(writer: Writer, number: int, each: Extracted, extract: CaseExtract) -> None:
    contact = each.contact
    channel = tr(words.CHANNELS[contact.channel])
    if contact.direction == "out":
        channel = tr("{channel}, from us", channel=channel)
    named = who(each)
    title = " · ".join(part for part in (when.exact(contact.at), channel, named) if part)
    writer.line(f"{number}. {title}", strong=True, above=14, heading=True)
    writer.line(_standing(each, extract), Size.CAPTION, grey=True)
    spoken(writer, each, extract.people)


def spoken(writer: Writer, each: Extracted, people: Mapping[int, Person]) -> None:
    """What was said and written of a contact, or why that is left out."""
    contact = each.contact
    if each.left_out in _INSTEAD:
        writer.line(tr(_INSTEAD[each.left_out]))
        return
    if contact.subject:
        writer.line(contact.subject, strong=True, above=2)
    for paragraph in each.text.splitlines():
        writer.line(paragraph)
    for note in each.notes:
        author = people.get(note.author) if note.author is not None else None
        name = author.name if author else ""
        writer.line(tr("Note {when} {name}", when=when.exact(note.at), name=name).strip(), Size.CAPTION, above=4)
        for paragraph in note.text.splitlines():
            writer.line(paragraph)
    if not (contact.subject or each.text or each.notes):
        writer.line(tr("Nothing is written of it."))


def _title(extract: CaseExtract) -> str:
    return tr("Contacts of case {code}", code=extract.case.code)


def _sentence(code: LeftOut, n: int) -> str:
    """How many were left out, and why."""
    match code:
        case "protected":
            return trn(
                "{n} contact is about somebody with a protected identity too: only when it came is printed.",
                "{n} contacts are about somebody with a protected identity too: only when they came is printed.",
                n,
            )
        case "sealed":
            return trn(
                "{n} contact is sealed until the team lead has confirmed that it is registered: no words are printed.",
                "{n} contacts are sealed until the team lead has confirmed that they are registered: no words are"
                " printed.",
                n,
            )
        case "removed":
            return trn(
                "The content of {n} contact has been removed for good: only that it came is left.",
                "The content of {n} contacts has been removed for good: only that they came is left.",
                n,
            )
        case "concern":
            return trn(
                "{n} contact is a report of concern, and who reported may be protected (OSL 26:5): see the case file.",
                "{n} contacts are reports of concern, and who reported may be protected (OSL 26:5): see the case file.",
                n,
            )
        case "anonymous":
            return trn(
                "{n} contact is anonymous: the number was never kept. What was said is here.",
                "{n} contacts are anonymous: the numbers were never kept. What was said is here.",
                n,
            )
        case "attachments":
            return trn("{n} attachment is not printed.", "{n} attachments are not printed.", n)


def _printed(extract: CaseExtract) -> str:
    at = extract.at.astimezone(ZONE)
    return tr(
        "{code} · printed {at} by {name}", code=extract.case.code, at=f"{at:%Y-%m-%d %H:%M}", name=extract.by.name
    )


def who(each: Extracted) -> str:
    """Who it was, as far as it may be printed."""
    contact = each.contact
    if each.left_out in _INSTEAD:
        return ""
    if contact.anonymous:
        return tr("Anonymous")
    number = words.number(contact.phone) if contact.phone else ""
    return ", ".join(dict.fromkeys(part for part in (contact.name or "", contact.address or "", number) if part))


def _standing(each: Extracted, extract: CaseExtract) -> str:
    contact = each.contact
    owner = extract.people.get(contact.owner) if contact.owner is not None else None
    standing = words.standing(contact, owner.initials if owner else "", False, extract.at)
    registered = tr("Registered: {where}", where=tr(words.REGISTERED[contact.registered]))
    files = trn("{n} attachment", "{n} attachments", each.files) if each.files else ""
    return " · ".join(part for part in (standing, registered, files) if part)

"""What was said in a contact, in the form that the case system takes: a text to paste, and what has not been put there.

The form is the unit's own: lines with {fields}. A line whose fields are all empty is left out, so that nothing stands
there without a value. It is Swedish whatever language the window speaks, since it ends in a Swedish case file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from mottagning import numbering
from mottagning.command import Command, Turn, handles
from mottagning.contacts.creation import add_step
from mottagning.contacts.model import Summary
from mottagning.contacts.tables import Contact, ContactStep
from mottagning.db import Database, peewee
from mottagning.desk.look import Look, look
from mottagning.errors import Trouble
from mottagning.people import unit
from mottagning.texts import N_
from mottagning.worktime import ZONE

FIELDS = (
    "datum", "tid", "kanal", "vem", "ärende", "rubrik", "innehåll", "anteckningar", "resultat", "handläggare",
)  # fmt: skip
_NAME = "copy_out"
_FIELD = re.compile(r"\{([^{}\n]*)\}")
_SHIPPED = Path(__file__).parents[1] / "resources" / "copyout" / "sv.json"
_MOST = 500
_ENDS = ("closed", "accepted", "registered")


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyOut:
    """A contact as text for the case system; `code` of its case, "" when it is tied to none or to several."""

    contact: Summary
    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteCopied(Command):
    """The text was copied: this is written down, as every way out of Mottagning is."""

    contact: int


def keep_template(turn: Turn, template: str) -> None:
    """Inside a turn: let this be the form; "" brings back the shipped one.

    Trouble that names a field that does not exist, or says that there is none.
    """
    check_template(template)
    unit.keep_value(turn, _NAME, template.strip())
    turn.audit("changed", "setting", None, fields=["copy_out"])


@handles
def note_copied(turn: Turn, command: NoteCopied) -> None:
    """Write it down in the contact's course and in the audit."""
    if not Contact.select().where(Contact.id == command.contact).exists():
        raise Trouble(N_("There is no contact {id}."), id=command.contact)
    add_step(turn, command.contact, "copied_out")
    turn.audit("copied_out", "contact", command.contact)
    turn.touch("contact", command.contact)


def check_template(template: str) -> None:
    """Trouble when a form names a field that does not exist, or none at all; an empty one stands for the shipped."""
    named = _FIELD.findall(template)
    for field in named:
        if field not in FIELDS:
            raise Trouble(
                N_("There is no field “{field}”. There are: {fields}."), field=field, fields=", ".join(FIELDS)
            )
    if template.strip() and not named:
        raise Trouble(N_("Without a field such as {field} every text would be the same."), field="{anteckningar}")


def template(database: Database) -> str:
    """The unit's form."""
    return unit.value(database, _NAME) or shipped_template()


def shipped_template() -> str:
    """The form for a unit that has not written one of its own."""
    said: str = _shipped()["template"]
    return said


def copy_out(database: Database, contact_id: int, me: int | None, at: datetime) -> CopyOut:
    """The text of a contact. Trouble when there is no such contact, or when its content has been removed."""
    found = look(database, contact_id, me, at)
    if found.whole.summary.redacted:
        raise Trouble(N_("What was said in this contact has been removed. There is nothing to copy."))
    codes = [each.tie.code for each in found.tied]
    text = render(template(database), _values(found))
    return CopyOut(contact=found.whole.summary, code=codes[0] if len(codes) == 1 else "", text=text)


def render(template: str, values: Mapping[str, str]) -> str:
    """The form filled in. What is filled in is never read as a form itself."""
    lines = []
    for line in template.splitlines():
        named = _FIELD.findall(line)
        if not named or any(values.get(field) for field in named):
            lines.append(_FIELD.sub(lambda found: values.get(found[1], ""), line).rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def not_entered(database: Database, by: int | None = None, before: datetime | None = None) -> tuple[int, ...]:
    """Contacts that are done and not registered anywhere yet, the oldest first: those that `by` ended, or everybody's;
    done `before` that moment, if one is given. At most 500."""
    which = (Contact.registered == "not_yet") & Contact.redacted_at.is_null() & (Contact.state == "closed")
    if before is not None:
        which &= Contact.closed_at < before
    if by is not None:
        hers = (ContactStep.contact_id == Contact.id) & (ContactStep.actor_id == by) & ContactStep.step.in_(_ENDS)
        which &= peewee.fn.EXISTS(ContactStep.select().where(hers))
    with database.reading():
        rows = Contact.select(Contact.id).where(which).order_by(Contact.closed_at, Contact.id).limit(_MOST)
        return tuple(row.id for row in rows)


def _values(found: Look) -> dict[str, str]:
    words = _shipped()
    contact = found.whole.summary
    local = contact.at.astimezone(ZONE)
    channels = words["out"] if contact.direction == "out" else words["channels"]
    return {
        "datum": f"{local:%Y-%m-%d}",
        "tid": f"{local:%H.%M}",
        "kanal": channels[contact.channel],
        "vem": _who(found, words),
        "ärende": ", ".join(each.tie.code for each in found.tied),
        "rubrik": "" if found.is_protected else contact.subject or "",
        "innehåll": found.written,
        "anteckningar": "\n".join(_note(found, note.at, note.author, note.text) for note in found.whole.notes),
        "resultat": words["outcomes"].get(contact.outcome or "", ""),
        "handläggare": found.name(_ended_by(found)),
    }


def _who(found: Look, words: Mapping[str, Any]) -> str:
    contact = found.whole.summary
    if found.is_protected:
        who = words["protected"]
    elif contact.anonymous:
        who = words["anonymous"]
    else:
        number = numbering.display(contact.phone) if contact.phone else None
        who = ", ".join(part for part in (contact.name, number, contact.address) if part)
    told = (words["roles"].get(found.caller.role, ""), words["ways"].get(found.caller.way, ""))
    checked = ", ".join(part for part in told if part)
    return f"{who} ({checked})" if who and checked else who or checked


def _note(found: Look, at: datetime, author: int | None, text: str) -> str:
    local = at.astimezone(ZONE)
    is_same_day = local.date() == found.whole.summary.at.astimezone(ZONE).date()
    written = (f"{local:%H.%M}" if is_same_day else f"{local:%Y-%m-%d %H.%M}", found.initials(author))
    return f"{' '.join(part for part in written if part)}: {text}"


def _ended_by(found: Look) -> int | None:
    actors = [step.actor for step in found.whole.steps if step.step in _ENDS and step.actor is not None]
    return actors[-1] if actors else found.whole.summary.owner


@cache
def _shipped() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(_SHIPPED.read_text(encoding="utf-8"))
    return document

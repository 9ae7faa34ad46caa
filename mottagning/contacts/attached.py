"""A file that came with a contact: taken out of the database when somebody asks for it, and judged then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mottagning import audit
from mottagning.contacts.mime.risks import Judgement, judge
from mottagning.contacts.tables import Attachment, Blob
from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.texts import N_


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file whole. Its name is safe in any folder; `contact` is where it came with."""

    contact: int
    name: str
    octets: bytes
    judgement: Judgement


def attached_file(database: Database, attachment: int) -> AttachedFile:
    """One file by the id of its `AttachmentView`; Trouble when it has been removed."""
    with database.reading():
        row = Attachment.get_or_none(Attachment.id == attachment)
        blob = Blob.get_or_none(Blob.sha256 == row.sha256) if row else None
    if row is None or blob is None:
        raise Trouble(N_("The file has been removed."))
    return AttachedFile(row.contact_id, row.name, blob.octets, judge(row.name, blob.octets))


def still_there(database: Database, attachments: Iterable[int]) -> set[int]:
    """Which of these files have not been removed."""
    with database.reading():
        rows = Attachment.select(Attachment.id).where(Attachment.id.in_(list(attachments)))
        return {int(row.id) for row in rows}


def note_taken_out(database: Database, at: datetime, actor: int | None, attachment: int, contact: int) -> None:
    """Write down that somebody opened or saved a file."""
    with database.writing():
        audit.record(at, actor, "file_taken_out", "contact", contact, attachment=attachment)

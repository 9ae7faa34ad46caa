"""What time alone brings about: asked each minute, and written only when there is something to write."""

from datetime import datetime

from mottagning import thinning
from mottagning.command import Command
from mottagning.contacts import disposing, drafts, handling, leaving, leftcards, redaction
from mottagning.contacts.handling import ReturnUnaccepted
from mottagning.contacts.leaving import GiveBack, ReturnFromAbsent, ReturnFromLeavers
from mottagning.contacts.leftcards import PutCardsOnDesk
from mottagning.contacts.phone import calls
from mottagning.contacts.phone.calls import ForgetCalls
from mottagning.contacts.tables import Call, CardDraft, Contact
from mottagning.db import Database


def due(database: Database, at: datetime) -> list[Command]:
    """The commands to carry out now; mostly none. A command that does nothing would be logged and told to everybody."""
    with database.reading():
        commands: list[Command] = []
        if Call.select().where(calls.is_forgotten(at)).exists():
            commands.append(ForgetCalls(by=None, at=at))
        if Contact.select().where(handling.is_unaccepted(at)).exists():
            commands.append(ReturnUnaccepted(by=None, at=at))
        if Contact.select().where(leaving.is_left_behind(database, at)).exists():
            commands.append(ReturnFromLeavers(by=None, at=at))
        if redaction.is_something_in_clear():
            commands.append(redaction.SealDone(by=None, at=at))
        if disposing.is_something_due(database, at):
            commands.append(disposing.DisposeDue(by=None, at=at))
        if drafts.is_something_to_drop(at):
            commands.append(drafts.DropDrafts(by=None, at=at))
        if thinning.is_something_to_thin(at):
            commands.append(thinning.ThinLog(by=None, at=at))
        if CardDraft.select().where(leftcards.is_left(at)).exists():
            commands.append(PutCardsOnDesk(by=None, at=at))
        if leaving.with_absent(database, at):
            commands.append(ReturnFromAbsent(by=None, at=at))
        if leaving.to_give_back(database, at):
            commands.append(GiveBack(by=None, at=at))
        return commands

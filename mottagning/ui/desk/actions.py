"""What can be done with the contact that is looked at: one method a command, with its sentence and its way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from mottagning.changes import Changes
from mottagning.command import Command
from mottagning.contacts import handling
from mottagning.contacts.caller import NoteCaller
from mottagning.contacts.dues import Dues
from mottagning.contacts.notes import AddNote
from mottagning.contacts.ties import TieCase, UntieCase
from mottagning.desk.accepting import AcceptContact
from mottagning.desk.look import Look
from mottagning.errors import Conflict
from mottagning.texts import N_, tr, trn
from mottagning.ui.desk import words
from mottagning.ui.workplace import Workplace, as_trouble

if TYPE_CHECKING:
    from mottagning.ui.desk.answerform import Written


class Actions(QObject):
    """Carries out what the desk asks for. Sets nothing on the screen: the change comes back as everybody's does."""

    begun = Signal()
    ended = Signal()
    """Around each command, whatever comes of it."""
    left = Signal(int)
    """The contact is out of my hands: the queue may go on to the next."""
    closed = Signal(str, str)
    """(channel, outcome): it is done."""
    came_back = Signal(int)
    """That was taken back: the contact is in my hands again."""
    noted = Signal(object, int, str)
    """(person, contact, text): what she was writing about the contact is kept."""
    answered = Signal(object, int, str)
    """(person, contact, text): this answer of hers waits to go."""
    unanswered = Signal(int, str)
    """(contact, text): the answer was taken back before it went."""
    refused = Signal(int, object)
    """(contact, `Trouble`): it did not work, and why."""

    def __init__(self, workplace: Workplace, draft: Callable[[int], str]) -> None:
        """`draft` gives the note that is being written about a contact."""
        super().__init__()
        self._workplace = workplace
        self._draft = draft

    def claim(self, look: Look) -> None:
        """Take it."""
        self._do(look, handling.Claim(**self._on(look)), tr("You take care of it."))

    def release(self, look: Look) -> None:
        """Put it back on the desk."""
        self._do(look, handling.Release(**self._on(look)), tr("Back at the desk."))

    def close(self, look: Look, outcome: str) -> None:
        """It is done; the note that was being written is kept with it."""
        note = self._draft(look.whole.summary.id)
        command = handling.Close(**self._on(look), outcome=outcome, note=note)
        said = f"{tr('Done: {outcome}.', outcome=tr(words.OUTCOMES[outcome]))} {_left_of_routine(look)}".strip()

        def closed() -> None:
            self.closed.emit(look.whole.summary.channel, outcome)

        self._send(look.whole.summary.id, command, said, leaves=True, note=note, then=closed)

    def close_automatic(self, look: Look) -> None:
        """All that machines sent, and this among it."""
        from mottagning.contacts.automatic import CloseAutomatic

        command = CloseAutomatic(**self._by(), contacts=look.automatic)
        said = trn("{n} automatic message closed.", "{n} automatic messages closed.", len(look.automatic))
        self._do(look, command, said, leaves=True)

    def promise(self, look: Look, due_at: datetime, owner: int | None) -> None:
        """Somebody is back before `due_at`."""
        note = self._draft(look.whole.summary.id)
        command = handling.Promise(**self._on(look), due_at=due_at, owner=owner, note=note)
        self._do(look, command, words.promised(due_at, self._workplace.now()), leaves=True, note=note)

    def book(self, look: Look, at: datetime, person: int) -> None:
        """A time with somebody, which begins at `at`."""
        note = self._draft(look.whole.summary.id)
        command = handling.Promise(**self._on(look), due_at=at, owner=person, note=note, booked=True)
        time = words.before(at, self._workplace.now())
        said = tr("Booked: {time} with {name}.", time=time, name=look.name(person))
        self._do(look, command, said, leaves=True, note=note)

    def answer(self, look: Look, written: Written) -> None:
        """Answer by mail; the one who answers can take it back for as long as the status line says so."""
        from mottagning.contacts.answers.answering import SendAnswer

        command = SendAnswer(
            **self._on(look),
            mailbox=written.mailbox,
            to=written.to,
            text=written.text,
            seen=written.seen,
            is_answer=written.is_answer,
            outcome=written.outcome,
        )
        said = tr("The answer goes in a few seconds.")
        self._do(look, command, said, leaves=written.outcome is not None, answer=written.text if written.is_own else "")

    def decide(self, look: Look, what: str, answer: int) -> None:
        """What becomes of an answer that waits, failed, or may have gone: "again", "went" or "back"."""
        from mottagning.contacts.answers.answering import TakeBack
        from mottagning.contacts.answers.standing import SayItWent, SendAgain

        on = {**self._by(), "answer": answer}
        command, said = {
            "again": (SendAgain(**on), tr("The answer goes in a few seconds.")),
            "went": (SayItWent(**on), tr("Noted: the answer was sent.")),
            "back": (TakeBack(**on), tr("The answer is taken back.")),
        }[what]
        self._do(look, command, said)

    def pass_on(self, look: Look, to: int, returns_at: datetime) -> None:
        """Ask a colleague; it stays open until she accepts."""
        note = self._draft(look.whole.summary.id)
        command = handling.PassOn(**self._on(look), to=to, returns_at=returns_at, note=note)
        said = tr("Passed on to {name}. It stays open until it is accepted.", name=look.name(to))
        self._do(look, command, said, leaves=True, note=note)

    def join(self, look: Look, other: int) -> None:
        """It and another contact are one matter."""
        from mottagning.contacts.belonging import Join

        self._do(look, Join(**self._on(look), other=other), tr("They belong together now."))

    def part(self, look: Look) -> None:
        """It is a matter of its own after all."""
        from mottagning.contacts.belonging import Part

        self._do(look, Part(**self._on(look)), tr("It is a matter of its own now."))

    def split(self, look: Look, about: str) -> None:
        """There is a second thing to do with it, by the same time; with nothing to wait for, today."""
        from mottagning.contacts.belonging import SplitOff

        contact, now = look.whole.summary, self._workplace.now()

        def go_on(today: datetime) -> None:
            due_at = contact.due_at if contact.due_at is not None and contact.due_at > now else today
            command = SplitOff(**self._on(look), about=about, due_at=due_at)
            self._do(look, command, tr("Divided: the other thing has a row of its own in the queue."))

        self._workplace.read(self, lambda database: Dues.of(database).to_note(now), go_on)

    def close_together(self, look: Look) -> None:
        """It is done, with the open ones of its conversation."""
        from mottagning.contacts.belonging import CloseTogether

        note, also = self._draft(look.whole.summary.id), tuple((each.id, each.version) for each in look.along)
        command = CloseTogether(**self._on(look), outcome="solved", also=also, note=note)
        said = tr("Done: {n} contacts that belong together.", n=len(also) + 1)
        self._do(look, command, said, leaves=True, note=note)

    def accept(self, look: Look) -> None:
        """Take over what was passed on to me, or a report of concern."""
        stays = look.whole.summary.concern == "marked"
        said = tr("Accepted. Note where it is registered.") if stays else tr("Accepted.")
        self._do(look, AcceptContact(**self._on(look)), said, leaves=not stays)

    def decline(self, look: Look) -> None:
        """Give back what was passed on to me."""
        self._do(look, handling.Decline(**self._on(look)), tr("Back at the desk."), leaves=True)

    def reopen(self, look: Look) -> None:
        """A closed contact is not done after all: due today again."""
        now = self._workplace.now()

        def go_on(due_at: datetime) -> None:
            self._do(look, handling.Reopen(**self._on(look), due_at=due_at), tr("Open again."))

        self._workplace.read(self, lambda database: Dues.of(database).to_note(now), go_on)

    def register(self, look: Look, place: str) -> None:
        """Note where it is registered."""
        said = tr("Registered: {place}.", place=tr(words.REGISTERED[place]).lower())
        self._do(look, handling.Register(**self._on(look), registered=place), said)

    def mark_concern(self, look: Look) -> None:
        """It is a report of concern: protection is assessed at once (SoL 20:1)."""
        arrived = look.whole.summary.at

        def go_on(due_at: datetime) -> None:
            command = handling.MarkConcern(**self._on(look), concern="marked", due_at=due_at)
            self._do(look, command, tr("Marked as a report of concern. Assess the need for protection now."))

        self._workplace.read(self, lambda database: Dues.of(database).concern(arrived), go_on)

    def dismiss_concern(self, look: Look) -> None:
        """Looked at, and not a report of concern."""
        command = handling.MarkConcern(**self._on(look), concern="dismissed")
        self._do(look, command, tr("Noted: not a report of concern. The team lead sees it in her list."))

    def tie(self, look: Look, case: int, code: str) -> None:
        """It is about this case."""
        command = TieCase(**self._by(), contact=look.whole.summary.id, case=case)
        self._do(look, command, tr("Tied to {code}.", code=code))

    def untie(self, look: Look, case: int, code: str) -> None:
        """It is not about that case after all."""
        command = UntieCase(**self._by(), contact=look.whole.summary.id, case=case)
        self._do(look, command, tr("No longer tied to {code}.", code=code))

    def note_caller(self, look: Look, role: str | None, way: str | None) -> None:
        """Who called, and how that was checked."""
        command = NoteCaller(**self._by(), contact=look.whole.summary.id, role=role, way=way)
        self._do(look, command, tr("Noted who it is."))

    def save_note(self, look: Look) -> None:
        """Keep the note that is being written."""
        contact = look.whole.summary.id
        self.keep_note(self._workplace.me, contact, self._draft(contact))

    def keep_note(self, person: int | None, contact: int, text: str) -> None:
        """Keep what somebody has begun to write about a contact."""
        if text.strip():
            command = AddNote(by=person, at=self._workplace.now(), contact=contact, text=text)
            self._send(contact, command, tr("Note kept."), leaves=False, note=text)

    def _on(self, look: Look) -> dict[str, Any]:
        summary = look.whole.summary
        return {**self._by(), "contact": summary.id, "version": summary.version}

    def _by(self) -> dict[str, Any]:
        return {"by": self._workplace.me, "at": self._workplace.now()}

    def _do(
        self, look: Look, command: Command, says: str, *, leaves: bool = False, note: str = "", answer: str = ""
    ) -> None:
        self._send(look.whole.summary.id, command, says, leaves=leaves, note=note, answer=answer)

    def _send(
        self,
        contact: int,
        command: Command,
        says: str,
        *,
        leaves: bool,
        note: str = "",
        answer: str = "",
        then: Callable[[], None] | None = None,
    ) -> None:
        def done(_changes: Changes) -> None:
            if note:
                self.noted.emit(command.by, contact, note)
            if answer:
                self.answered.emit(command.by, contact, answer)
            if leaves:
                self.left.emit(contact)
            self.ended.emit()
            if then is not None:
                then()

        def undone(_changes: Changes) -> None:
            if answer:
                self.unanswered.emit(contact, answer)
            if leaves:
                self.came_back.emit(contact)

        self.begun.emit()
        self._workplace.do(command, says, done, lambda error: self._refuse(contact, error), undone)

    def _refuse(self, contact: int, error: BaseException) -> None:
        self.ended.emit()
        if isinstance(error, Conflict):
            kept = N_("A colleague changed this contact just now. Here is how it stands; your text is kept.")
            self.refused.emit(contact, Conflict(kept))
        else:
            self.refused.emit(contact, as_trouble(error))


def _left_of_routine(look: Look) -> str:
    """That something of the routine that was followed is not done; "" when all that must be is."""
    from mottagning.desk.following import left_in
    from mottagning.ui.desk import routinewords

    return routinewords.left(left_in(look.whole.steps))

"""What was answered in a mail program: found among what a mailbox sent, and told to the contact that it answers.

Headers are looked at, and only of what answers a contact, to whoever wrote it, is the text fetched. Of all else
nothing is kept but its name in the folder.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mottagning.changes import Changes
from mottagning.command import Command, Turn, handles
from mottagning.contacts import handling, mime, redaction, search
from mottagning.contacts.answers import standing
from mottagning.contacts.answers.answering import header_of
from mottagning.contacts.answers.outgoing import FAILED, SENDING, SENT, UNSURE, WAITING
from mottagning.contacts.answers.standing import NoteSent
from mottagning.contacts.answers.tables import Outgoing, SentFolder, SentSeen, SentWaits
from mottagning.contacts.creation import add_step
from mottagning.contacts.dues import Dues
from mottagning.contacts.handling import NoteAnswered
from mottagning.contacts.mail.mailbox import Account
from mottagning.contacts.mail.mailsource import FolderTrouble, Listing, Mail, Source
from mottagning.contacts.mime.addresses import read_sender
from mottagning.contacts.quoting import fold
from mottagning.contacts.tables import Contact, Mailbox, Message, MessageKey, Note
from mottagning.contacts.tied import is_about_protected
from mottagning.db import Database
from mottagning.errors import Conflict
from mottagning.texts import N_, tr

WAITED_FOR = timedelta(days=14)
"""So long what is answered may come later than the answer to it."""
_AT_ONCE = 100
_AT_MOST_S = 60
"""What comes in waits while this is looked at: after so long it has its turn. Of years of mail it matters."""
_SOME = 200
_MOST_IDS, _MOST_WAITED_FOR = 50, 3
_MOST_TEXT = 20_000
"""Characters of an answer that are kept."""
_BEFORE = "\u2060"
_UNREADABLE = N_("What was sent cannot be read. Answers from the mail program are not seen: tell the administrator.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteElsewhere(Command):
    """The contact was answered from the mailbox `mailbox` (its id) at `sent_at`, by a mail program."""

    mailbox: int
    contact: int
    message_id: str
    sent_at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSeen(Command):
    """These were looked at; `waits` gives those that answer what has not come yet, with the ids of that. `gone`: they
    are there no more."""

    mailbox: int
    seen: tuple[str, ...] = ()
    waits: tuple[tuple[str, tuple[str, ...]], ...] = ()
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFolder(Command):
    """How the folder of what was sent stands: its name, why it cannot be read, where the next look goes on."""

    mailbox: int
    name: str | None
    error: str | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """`has_folder`: there is a place for what was sent. `has_more`: some of it has not been looked at yet."""

    has_folder: bool
    has_more: bool = False


@handles
def note_elsewhere(turn: Turn, command: NoteElsewhere) -> None:
    """As when it is answered from here: the contact stays open, and `Dues.mail` is when somebody must have said that
    it is done. What was written is a note of the contact, unless that is about a protected identity."""
    contact = Contact.get_or_none(Contact.id == command.contact)
    known = Outgoing.select().where(Outgoing.message_id == command.message_id).exists()
    if contact is None or contact.redacted_at is not None or known:
        return
    sent_at = max(min(command.sent_at, turn.at), contact.at)
    note = None if is_about_protected(contact.id) else _add_note(turn.database, contact.id, sent_at, command.text)
    row = Outgoing.create(
        contact_id=contact.id,
        mailbox_id=command.mailbox,
        message_id=command.message_id,
        state=SENT,
        note_id=note,
        made_at=sent_at,
        handed_at=sent_at,
        sent_at=sent_at,
        filed=True,
        elsewhere=True,
    )
    MessageKey.insert(contact_id=contact.id, key=command.message_id).on_conflict_ignore().execute()
    if contact.state != "closed":
        due_at = Dues.of(turn.database).mail(turn.at)
        answered = NoteAnswered(by=None, contact=contact.id, version=contact.version, due_at=due_at)
        handling.note_answered.inside(turn, answered)
        turn.undo = None
    else:
        redaction.seal_when_done(turn, contact)
    add_step(turn, contact.id, "answered_elsewhere", answer=row.id)
    turn.audit("answered_elsewhere", "contact", contact.id, answer=row.id)
    turn.touch("contact", contact.id)
    turn.touch("answer", row.id)


@handles
def note_seen(turn: Turn, command: NoteSeen) -> None:
    """Write down what need not be looked at again, and forget what has been waited for in vain."""
    here = SentWaits.mailbox_id == command.mailbox
    SentWaits.delete().where(here & (SentWaits.since < turn.at - WAITED_FOR)).execute()
    if command.seen:
        rows = [{"mailbox_id": command.mailbox, "name": name} for name in command.seen]
        SentSeen.insert_many(rows).on_conflict_ignore().execute()
    SentWaits.delete().where(here & SentWaits.name.in_((*command.seen, *command.gone))).execute()
    for name, keys in command.waits:
        for key in keys:
            SentWaits.insert(mailbox_id=command.mailbox, name=name, key=key, since=turn.at).execute()
    gone = (SentSeen.mailbox_id == command.mailbox) & SentSeen.name.in_(command.gone)
    SentSeen.delete().where(gone).execute()


@handles
def note_folder(turn: Turn, command: NoteFolder) -> None:
    """Write down how it stands."""
    values = {"name": command.name, "error": command.error, "token": command.token}
    here = SentFolder.insert(mailbox_id=command.mailbox, **values)
    here.on_conflict(conflict_target=[SentFolder.mailbox_id], update=values).execute()
    turn.touch("mailbox")


def look(database: Database, account: Account, source: Source, publish: Callable[[Changes], None]) -> Looked:
    """Look once among what the mailbox sent, for a minute or so. A folder that cannot be read is written down; any
    other Trouble means that the connection is no longer good."""
    before = _state(database, account)
    token, has_more = None, False
    try:
        folder = source.sent_folder()
        error = None
        if folder is not None:
            known = before.token if before is not None and before.name == folder else None
            token, has_more = _Look(database, account, source, folder, known, publish).run()
    except FolderTrouble:
        folder, token = (before.name, before.token) if before is not None else (None, None)
        error = tr(_UNREADABLE)
    now = (folder, error, token)
    if now != ((before.name, before.error, before.token) if before is not None else (None, None, None)):
        command = NoteFolder(by=None, mailbox=account.id or 0, name=folder, error=error, token=token)
        note_folder(database, command)
    return Looked(has_folder=folder is not None, has_more=has_more)


def unreadable(database: Database) -> dict[str, str]:
    """The mailboxes by name of which nobody can see what was sent, with the sentence that says so."""
    with database.reading():
        names = {row.id: row.name for row in Mailbox.select(Mailbox.id, Mailbox.name)}
        rows = SentFolder.select().where(SentFolder.error.is_null(False)).order_by(SentFolder.mailbox_id)
        return {names[row.mailbox_id]: row.error or "" for row in rows}


def _state(database: Database, account: Account) -> SentFolder | None:
    with database.reading():
        found: SentFolder | None = SentFolder.get_or_none(SentFolder.mailbox_id == account.id)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """What the header of a sent message says. `message_id`: one without has one made of its header. `answers`: ids of
    what it answers, the nearest first."""

    name: str
    message_id: str
    date: datetime | None
    answers: tuple[str, ...]
    recipients: frozenset[str]
    sender: str
    is_automatic: bool


class _Look:
    """One look at the folder of what was sent, from its listing on."""

    def __init__(
        self,
        database: Database,
        account: Account,
        source: Source,
        folder: str,
        token: str | None,
        publish: Callable[[Changes], None],
    ) -> None:
        self._database = database
        self._account = account
        self._mailbox = account.id or 0
        self._source = source
        self._folder = folder
        self._token = token
        self._publish = publish
        self._is_whole = True

    def run(self) -> tuple[str | None, bool]:
        """Where the next look goes on, and whether there was no time for all. FolderTrouble when the folder cannot be
        read."""
        until = time.monotonic() + _AT_MOST_S
        listing = self._source.look(self._folder, self._account.since, self._token)
        seen, come = self._known()
        there = set(listing.names)
        lacking = [name for name in listing.names if name not in seen]
        again = [name for name in come if not listing.whole or name in there]
        has_more = False
        for number, names in enumerate(_pieces([*lacking, *again], _AT_ONCE)):
            if has_more := number > 0 and time.monotonic() >= until:
                break
            for mails in self._source.heads(self._folder, names):
                self._take(mails)
        self._forget(listing, seen)
        return (listing.token if self._is_whole and not has_more else self._token), has_more

    def _known(self) -> tuple[set[str], list[str]]:
        """What was looked at before; and of that, what answers something that has come since."""
        since = SentWaits.since.db_value(datetime.now(UTC) - WAITED_FOR)
        come = (
            "SELECT DISTINCT name FROM sent_waits WHERE mailbox_id = ? AND since > ? AND (key IN (SELECT message_id "
            "FROM message WHERE message_id = key) OR key IN (SELECT message_id FROM outgoing WHERE message_id = key))"
        )
        with self._database.reading():
            seen = self._database.sql("SELECT name FROM sent_seen WHERE mailbox_id = ?", (self._mailbox,)).fetchall()
            found = self._database.sql(come, (self._mailbox, since)).fetchall()
        return {name for (name,) in seen}, sorted(name for (name,) in found)

    def _forget(self, listing: Listing, seen: set[str]) -> None:
        gone = sorted(seen.difference(listing.names) if listing.whole else seen.intersection(listing.gone))
        for names in _pieces(gone, _SOME):
            note_seen(self._database, NoteSeen(by=None, mailbox=self._mailbox, gone=tuple(names)))

    def _take(self, mails: list[Mail]) -> None:
        """Tell the contacts, and only then write down that these were looked at: a crash in between doubles nothing."""
        left = {mail.name for mail in mails if mail.octets is None}  # it may be given the next time
        waits: dict[str, tuple[str, ...]] = {}
        for sent in (_read(mail) for mail in mails if mail.octets is not None):
            own = self._own(sent)
            if own is not None:
                if not self._settle(own):
                    left.add(sent.name)
            elif sent.answers and not sent.is_automatic:
                contact, is_known = self._answered(sent)
                if contact is not None:
                    if not self._tell(sent, contact):
                        left.add(sent.name)
                elif not is_known:
                    waits[sent.name] = sent.answers[:_MOST_WAITED_FOR]
        self._is_whole &= not left
        seen = tuple(mail.name for mail in mails if mail.name not in left)
        note_seen(self._database, NoteSeen(by=None, mailbox=self._mailbox, seen=seen, waits=tuple(waits.items())))

    def _own(self, sent: _Sent) -> Outgoing | None:
        """The answer that this is: written here, or found before. What a draft becomes has its id (Graph)."""
        with self._database.reading():
            is_it = (Outgoing.message_id == sent.message_id) | (Outgoing.draft == sent.name)
            found: Outgoing | None = Outgoing.get_or_none(is_it)
            return found

    def _settle(self, own: Outgoing) -> bool:
        """Whether it is known what became of one of ours. What lies here has gone, whatever was believed."""
        if own.state in (UNSURE, FAILED):
            self._publish(standing.note_sent(self._database, NoteSent(by=None, answer=own.id, filed=True)))
        return own.state not in (WAITING, SENDING)

    def _answered(self, sent: _Sent) -> tuple[int | None, bool]:
        """The contact that it answers, if it went to whoever wrote that; and whether anything of that is known."""
        is_known = False
        with self._database.reading():
            for key in sent.answers:
                of_theirs = Message.select(Message.contact_id).where(Message.message_id == key)
                of_ours = Outgoing.select(Outgoing.contact_id).where(Outgoing.message_id == key)
                for contact in [row.contact_id for row in (*of_theirs.order_by(Message.contact_id), *of_ours)]:
                    is_known = True
                    people = _people(contact)
                    if people & sent.recipients and sent.sender not in people:
                        return contact, True
        return None, is_known

    def _tell(self, sent: _Sent, contact: int) -> bool:
        """Whether the contact knows of it now; else it has left, bears another name, or somebody was faster."""
        mails = [mail for some in self._source.fetch(self._folder, [sent.name]) for mail in some]
        mail = next((mail for mail in mails if mail.name == sent.name), None)
        if mail is None:
            return False
        message = mime.parse(mail.octets or b"")  # what cannot be given has gone all the same
        command = NoteElsewhere(
            by=None,
            mailbox=self._mailbox,
            contact=contact,
            message_id=sent.message_id,
            sent_at=sent.date or mail.received_at or datetime.now(UTC),
            text=_written(message.text),
        )
        try:
            self._publish(note_elsewhere(self._database, command))
        except Conflict:
            return False
        return True


def _read(mail: Mail) -> _Sent:
    octets = mail.octets or b""
    head = mime.parse(octets)
    answered = (head.in_reply_to, *reversed(head.references))
    return _Sent(
        name=mail.name,
        message_id=head.message_id or f"{mime.octets_key(octets)}@sent",
        date=head.date,
        answers=tuple(dict.fromkeys(key for key in answered if key and key != head.message_id))[:_MOST_IDS],
        recipients=frozenset(each.address.lower() for each in (*head.to, *head.cc)),
        sender=head.sender.address.lower() if head.sender else "",
        is_automatic=head.kind != "person",
    )


def _people(contact: int) -> frozenset[str]:
    """Whoever wrote, and whom she wants answers to go to: as the message says, which is there for as long as the
    contact is open, also of somebody protected."""
    header = header_of(contact)
    named = [read_sender(header.all(field)) for field in ("from", "sender", "reply-to")]
    return frozenset(each.address.lower() for each in named if each and each.address)


def _written(text: str) -> str:
    """What was written now. A line before it keeps an answer that only quotes from being taken for one that says it."""
    blocks = fold(f"{_BEFORE}\n\n{text.strip()}")
    said = "\n".join(block.text for block in blocks if block.kind == "text")
    return said.removeprefix(_BEFORE).strip()[:_MOST_TEXT]


def _add_note(database: Database, contact: int, at: datetime, text: str) -> int | None:
    if not text:
        return None
    note = Note.create(contact_id=contact, at=at, author_id=None, text=text)
    search.index(database, contact)
    return int(note.id)


def _pieces(names: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    return (names[start : start + size] for start in range(0, len(names), size))

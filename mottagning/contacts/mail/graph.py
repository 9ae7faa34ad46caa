"""A mailbox of Microsoft 365 as a source, for tenants without IMAP: Microsoft Graph, version 1.0, over HTTPS.

Read only: messages are listed by delta queries and fetched as they came (`$value`). Their ids are the immutable ones,
which stay when a message is moved within its mailbox.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from threading import Event
from typing import Any
from urllib.parse import quote

from mottagning import tasks
from mottagning.contacts.mail import oversize, web
from mottagning.contacts.mail.mailbox import GRAPH, Account
from mottagning.contacts.mail.mailsource import FolderTrouble, Listing, Mail, Missing
from mottagning.contacts.mail.mailwords import READING, Sentences
from mottagning.errors import Trouble
from mottagning.texts import N_
from mottagning.worktime import ZONE

ROOT = f"https://{GRAPH}/v1.0"
_PAGE = 500
_MOST_PAGES, _MOST_FOLDER_PAGES = 10_000, 100
"""A list that never ends is none."""
_MOST_NESTED = 20
_BATCH_OCTETS = 8 * 1024 * 1024
_BATCH_MESSAGES = 20
_AT_ONCE = 3
"""Graph answers four questions about a mailbox at a time; one is left for somebody else's."""
_PIECE = 1 << 16
_SOUGHT = 100
_TRIES = 6
_LONGEST_PAUSE_S = 300.0
_PAUSE_S = 5.0
"""When the server is busy and does not say for how long."""
_POLL_S = 60
BUSY = (429, 502, 503, 504)
_INBOX, _SENT = "inbox", "sentitems"


class _RefusedError(Exception):
    """An answer that is none: the status and Graph's own word for why."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(status, code)
        self.status = status
        self.code = code


@contextmanager
def opened(
    account: Account, tokens: Callable[[], str], stopping: Event, says: Sentences = READING
) -> Iterator[GraphSource]:
    """The mailbox, after a first look at it; Trouble, one sentence, when it may not be read or is not there."""
    with web.reaching(GRAPH, says), closing(web.session()) as session:
        try:
            source = GraphSource(session, account, tokens, stopping)
            source.folders()
            yield source
        except _RefusedError as refused:
            raise _explained(account, refused, says) from None


class GraphSource:
    """A mailsource.Source. `stopping` ends every pause that Microsoft asks for."""

    kind = "graph"

    def __init__(self, session: Any, account: Account, tokens: Callable[[], str], stopping: Event) -> None:
        self._session = session
        self._account = account
        self._tokens = tokens
        self._stopping = stopping
        self._user = f"{ROOT}/users/{quote(account.username, safe='')}"
        self._folders: dict[str, str] = {}
        self._received: dict[str, datetime | None] = {}

    def folders(self) -> list[str]:
        """The names of all folders; one within another stands behind it, after a slash."""
        self._folders = dict(self._below(f"{self._user}/mailFolders", ""))
        return list(self._folders)

    def count(self, folder: str, since: date | None) -> int:
        """How many messages came on this day (local) or later."""
        more = f"&$filter=receivedDateTime ge {_begins(since):%Y-%m-%dT%H:%M:%SZ}" if since else ""
        with self._reading(folder):
            found = self._get(f"{self._messages(folder)}?$count=true&$top=1&$select=id{more}").json()
            return int(found["@odata.count"])

    def look(self, folder: str, since: date | None, token: str | None) -> Listing:
        """What came or left since the look that gave the token; all that is there when Microsoft knows it no more."""
        start = f"{self._messages(folder)}/delta?$select=receivedDateTime"
        mark = f"{since} {self._id(folder)}"
        known = json.loads(token) if token else {}
        link = known.get("link") if known.get("mark") == mark else None
        with self._reading(folder):
            try:
                changes, following = self._changes(link or start)
            except _RefusedError as refused:
                if link is None or not _is_expired(refused):
                    raise
                link = None
                changes, following = self._changes(start)
            count = None
            if link is not None:
                count, following = self._count_beside(folder, since, changes, following)
        there = [name for name, at in changes.items() if at is not _GONE and _counts(at, since)]
        self._received = {name: changes[name] for name in there}
        return Listing(
            names=there,
            count=len(there) if count is None else count,
            whole=link is None,
            gone=() if link is None else tuple(name for name, at in changes.items() if at is _GONE),
            token=json.dumps({"mark": mark, "link": following}),
        )

    def _count_beside(self, folder: str, since: date | None, changes: dict[str, Any], link: str) -> tuple[int, str]:
        """How many there are after these changes; what came or left while it was counted is among them."""
        for _try in range(_TRIES):
            found = self.count(folder, since)
            more, link = self._changes(link)
            changes |= more
            if not more:
                break
        return found, link

    def sent_folder(self) -> str | None:
        """By its well-known name; it has another in each language."""
        try:
            place = str(self._get(f"{self._user}/mailFolders/{_SENT}?$select=id").json()["id"])
        except _RefusedError as refused:
            if refused.status == 404:
                return None
            raise
        if place not in self._folders.values():
            self.folders()
        return next((name for name, each in self._folders.items() if each == place), None)

    def heads(self, folder: str, names: Sequence[str]) -> Iterator[list[Mail]]:
        """Whole: of what was sent, Microsoft keeps no header by itself."""
        return self.fetch(folder, names)

    def fetch(self, folder: str, names: Sequence[str]) -> Iterator[list[Mail]]:
        """The octets as they came, at most 8 MB or 20 messages at once, a larger message alone.

        A few are asked for at a time, each by itself and not in a batch (`$batch`): there their octets would come
        inside JSON, as large as they like, and whether unchanged Microsoft does not say.
        """
        batch: list[Mail] = []
        octets = 0
        for mail in tasks.ahead(lambda name: self._mail(folder, name), names, _AT_ONCE):
            if mail is None:
                continue  # it has left in between
            size = len(mail.octets or b"")
            if batch and (octets + size > _BATCH_OCTETS or len(batch) == _BATCH_MESSAGES):
                yield batch
                batch, octets = [], 0
            batch.append(mail)
            octets += size
        if batch:
            yield batch

    def fingerprints(self, folder: str, names: Sequence[str]) -> Iterator[list[tuple[str, str | None]]]:  # noqa: ARG002
        """None is needed: an immutable id stays."""
        yield [(name, None) for name in names]

    def find(self, folder: str, missing: Sequence[Missing]) -> dict[str, str | None]:
        """By their ids, a hundred at a time."""
        self.folders()  # somebody may have made one for it
        places = {place: name for name, place in self._folders.items()}
        found: dict[str, str | None] = {}
        for each in missing[:_SOUGHT]:
            try:
                answer = self._get(f"{self._user}/messages/{quote(each.name, safe='')}?$select=parentFolderId")
            except _RefusedError as refused:
                if refused.status != 404:
                    raise
                found[each.name] = None
            else:
                place = str(answer.json()["parentFolderId"])
                found[each.name] = folder if place == self._id(folder) else places.get(place)
        return found

    def wait(self, folder: str, seconds: float, is_over: Callable[[], bool]) -> None:  # noqa: ARG002
        """Look again in a minute: a desktop has no address to which Microsoft could tell of news."""
        left = min(seconds, _POLL_S)
        while left > 0 and not is_over():
            self._stopping.wait(min(left, 2.0))
            left -= 2.0

    # What is asked ----------------------------------------------------------------------------------------------------

    def _below(self, url: str, above: str) -> Iterator[tuple[str, str]]:
        """Folders by their names, with their ids; the inbox also as INBOX, whatever it is called in the mailbox."""
        fields = "$top=100&$select=id,displayName,childFolderCount"
        if not above:
            inbox = self._get(f"{url}/{_INBOX}?$select=id").json()
            yield "INBOX", str(inbox["id"])
        for folder in self._pages(f"{url}?{fields}"):
            name = f"{above}{folder['displayName']}"
            yield name, str(folder["id"])
            if folder.get("childFolderCount") and name.count("/") < _MOST_NESTED:
                inside = f"{self._user}/mailFolders/{quote(str(folder['id']), safe='')}/childFolders"
                yield from self._below(inside, f"{name}/")

    def _id(self, folder: str) -> str:
        wanted = folder.casefold()
        found = next((place for name, place in self._folders.items() if name.casefold() == wanted), None)
        if found is None:
            raise FolderTrouble(
                N_("The folder “{folder}” in {name} cannot be read. Check its name."),
                folder=folder,
                name=self._account.name,
            )
        return found

    def _messages(self, folder: str) -> str:
        return f"{self._user}/mailFolders/{quote(self._id(folder), safe='')}/messages"

    def _changes(self, link: str) -> tuple[dict[str, Any], str]:
        """What a delta query gives, page by page, the last word on each message; and where the next one begins."""
        changes: dict[str, Any] = {}
        for _page in range(_MOST_PAGES):
            page = self._get(link).json()
            for item in page["value"]:
                changes.pop(item["id"], None)
                changes[item["id"]] = _GONE if "@removed" in item else _moment(item.get("receivedDateTime"))
            if "@odata.nextLink" not in page:
                return changes, str(page["@odata.deltaLink"])
            link = str(page["@odata.nextLink"])
            if self._stopping.is_set():
                break
        raise _RefusedError(200, "")

    def _pages(self, link: str) -> Iterator[Mapping[str, Any]]:
        following = link
        for _page in range(_MOST_FOLDER_PAGES):
            page = self._get(following).json()
            yield from page["value"]
            following = page.get("@odata.nextLink")
            if not following:
                return
        raise _RefusedError(200, "")

    def _mail(self, folder: str, name: str) -> Mail | None:
        """None when it is there no more; without octets when Microsoft cannot give them."""
        try:
            with self._reading(folder):
                octets = self._octets(folder, name)
        except _RefusedError as refused:
            if refused.status in (401, 403, *BUSY):
                raise
            return None if refused.status == 404 else Mail(name=name, octets=None)
        return Mail(name=name, octets=octets, received_at=self._received.get(name))

    def _octets(self, folder: str, name: str) -> bytes:
        """As many as a message may have; they are counted while they come, whatever was said before."""
        octets = bytearray()
        with closing(self._get(f"{self._user}/messages/{quote(name, safe='')}/$value", stream=True)) as answer:
            for piece in answer.iter_content(_PIECE):
                octets += piece
                if len(octets) > oversize.MOST_OCTETS:
                    return oversize.stand_in(bytes(octets[: oversize.BEGINNING]), folder)
        return bytes(octets)

    @contextmanager
    def _reading(self, folder: str) -> Iterator[None]:
        """A folder that was removed a moment ago is the trouble of this one alone."""
        try:
            yield
        except _RefusedError as refused:
            if refused.code == "ErrorFolderNotFound":
                self._folders.pop(folder, None)
                self._id(folder)
            raise

    def _get(self, url: str, *, stream: bool = False) -> Any:
        """Ask, and ask again when it is too much for Microsoft just now (429 with Retry-After, 503)."""
        if not url.startswith(f"{ROOT}/"):
            raise Trouble(N_("{host} points to another server, which is not asked."), host=GRAPH)
        status, code = 0, ""
        for _try in range(_TRIES):
            answer = self._session.get(
                url,
                headers={
                    "Authorization": f"Bearer {self._tokens()}",
                    "Prefer": f'IdType="ImmutableId", odata.maxpagesize={_PAGE}',
                },
                stream=stream,
            )
            status = answer.status_code
            if status == 200:
                return answer
            code = code_of(answer)
            answer.close()
            if status not in BUSY:
                break
            if self._stopping.wait(pause_of(answer)):
                break
        raise _RefusedError(status, code)


_GONE = object()


def _explained(account: Account, refused: _RefusedError, says: Sentences) -> Trouble:
    """The sentence for an answer that concerns the whole mailbox."""
    if refused.status == 403:
        return Trouble(
            N_("The sign-in has no right to the mailbox {name} at {host}. Ask the administrator for it."),
            host=GRAPH,
            name=account.name,
        )
    if refused.status == 401:
        return Trouble(N_("{host} does not accept the sign-in to {name}. Sign in anew."), host=GRAPH, name=account.name)
    if refused.status == 404:
        return Trouble(
            N_("Microsoft 365 has no mailbox for the address given for {name}, or the app may not see it."),
            name=account.name,
        )
    if refused.status in BUSY:
        return Trouble(N_("{host} has too much to do just now. It will do in a while."), host=GRAPH)
    return Trouble(says.strange, host=GRAPH, kind=refused.status)


def _is_expired(refused: _RefusedError) -> bool:
    """Whether Microsoft has forgotten where the last look was: then all is listed again, and nothing fetched twice."""
    return refused.status == 410 or refused.code.lower() in ("syncstatenotfound", "syncstateinvalid", "resyncrequired")


def code_of(answer: Any) -> str:
    """Graph's own word for why an answer is none; "" when it gave none."""
    try:
        return str(answer.json()["error"]["code"])[:60]
    except (ValueError, KeyError, TypeError):
        return ""


def pause_of(answer: Any) -> float:
    """How many seconds the server wants to be left alone, within reason."""
    return min(_pause(answer.headers.get("Retry-After")), _LONGEST_PAUSE_S)


def _pause(said: str | None) -> float:
    """Seconds, or a moment (RFC 9110 10.2.3)."""
    if said is None:
        return _PAUSE_S
    try:
        return max(0.0, float(said))  # in this order also of what is no number ("nan")
    except ValueError:
        pass
    try:
        return max((parsedate_to_datetime(said) - datetime.now(UTC)) / timedelta(seconds=1), 0.0)
    except (ValueError, TypeError):
        return _PAUSE_S


def _begins(since: date) -> datetime:
    return datetime.combine(since, time(), ZONE).astimezone(UTC)


def _counts(at: datetime | None, since: date | None) -> bool:
    return since is None or at is None or at >= _begins(since)


def _moment(said: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(said)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None

"""Sends from a mailbox of Microsoft 365 by Microsoft Graph, for tenants without SMTP: first a draft, then that goes.

A draft has an immutable id, which what it becomes among what was sent has too (Graph: “Immutable IDs with sending
mail”), so that what became of it can be asked; and there is one of it, so that it goes once. What is posted to
`sendMail` has no id at all, and of its Message-ID Graph promises nothing.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from email.message import EmailMessage
from typing import Any, NoReturn
from urllib.parse import quote

from mottagning.contacts.answers.carrier import Fate, PutOff, Ready, Refused, Unsure, WentBefore
from mottagning.contacts.answers.senders import Sender
from mottagning.contacts.mail import web
from mottagning.contacts.mail.graph import BUSY, ROOT, code_of, pause_of
from mottagning.contacts.mail.mailbox import GRAPH, Account
from mottagning.contacts.mail.mailwords import READING
from mottagning.errors import Conflict
from mottagning.texts import N_

_NO_RIGHT = (401, 403)
_LOOKED_AT = "$select=id,isDraft"


class _AnswerError(Exception):
    """An answer that is none: the status, Graph's own word for why, and how long it wants to be left alone."""

    def __init__(self, answer: Any) -> None:
        super().__init__(answer.status_code)
        self.status: int = answer.status_code
        self.code = code_of(answer)
        self.pause_s = pause_of(answer) if self.status in BUSY else 0.0


@contextmanager
def opened(account: Account, sender: Sender, token: str) -> Iterator[GraphCarrier]:
    """A way out by Graph; Trouble, one sentence, when it cannot be reached."""
    with web.reaching(GRAPH, READING), closing(web.session()) as session:
        yield GraphCarrier(session, account, sender, token)


class GraphCarrier:
    """A carrier.Carrier."""

    def __init__(self, session: Any, account: Account, sender: Sender, token: str) -> None:
        self._session = session
        self._account = account
        self._sender = sender
        self._messages = f"{ROOT}/users/{quote(account.username, safe='')}/messages"
        self._headers = {"Authorization": f"Bearer {token}", "Prefer": 'IdType="ImmutableId"'}

    def hand_over(self, ready: Ready, before: Callable[[str | None], None]) -> None:
        """Make the draft, or take the one that is there, and send it."""
        try:
            fate, draft = self._find(ready.draft, ready.message_id)
            if fate is Fate.GONE:
                raise WentBefore(N_("The answer has gone already."))
            if draft is None:
                draft = self._make(ready)
        except _AnswerError as error:
            self._refuse(error)
        try:
            before(draft)
        except Conflict:
            self._discard(draft)
            raise
        self._send(draft, ready.message_id)

    def fate(self, draft: str | None, message_id: str) -> Fate:
        """What became of one that was sent as this draft. Trouble when it cannot be asked."""
        try:
            return self._find(draft, message_id)[0]
        except _AnswerError as error:
            self._refuse(error)

    def try_out(self) -> None:
        """By a draft for nobody, which nobody can send: whether sending it is refused for that, or for want of right.

        Trouble, one sentence, when the sign-in may not write drafts or may not send.
        """
        letter = EmailMessage()
        letter["From"] = self._sender.address
        try:
            draft = self._draft(letter.as_bytes())["id"]
            try:
                self._asked("POST", f"{self._at(draft)}/send", good=(202,))
            except _AnswerError as error:
                if error.status in (*_NO_RIGHT, *BUSY):
                    raise
            finally:
                self._discard(draft)
        except _AnswerError as error:
            self._refuse(error)

    def _find(self, draft: str | None, message_id: str) -> tuple[Fate, str | None]:
        """By the draft's id, which stays; else by its Message-ID: then also what nobody has written down."""
        found: list[Any] = []
        if draft is not None:
            try:
                found = [self._asked("GET", f"{self._at(draft)}?{_LOOKED_AT}")]
            except _AnswerError as error:
                if error.status != 404:
                    raise
        if not found:
            wanted = quote(f"internetMessageId eq '<{message_id}>'", safe="")
            found = self._asked("GET", f"{self._messages}?$filter={wanted}&{_LOOKED_AT}")["value"]
        if any(not each["isDraft"] for each in found):
            return Fate.GONE, None
        return (Fate.STAYED, str(found[0]["id"])) if found else (Fate.UNKNOWN, None)

    def _make(self, ready: Ready) -> str:
        made = self._draft(ready.octets)
        ours = f"<{ready.message_id}>"
        if made.get("internetMessageId") != ours:  # it may be given to a draft, and to nothing else
            self._asked("PATCH", self._at(made["id"]), json={"internetMessageId": ours})
        return str(made["id"])

    def _draft(self, octets: bytes) -> Any:
        headers = {"Content-Type": "text/plain"}
        return self._asked("POST", self._messages, good=(201,), data=b64encode(octets), headers=headers)

    def _send(self, draft: str, message_id: str) -> None:
        """Refused and PutOff only for answers that say that nothing was done (4xx), WentBefore when somebody has found
        the draft in Outlook and sent it."""
        try:
            self._asked("POST", f"{self._at(draft)}/send", good=(202,))
        except _AnswerError as error:
            if error.status // 100 != 4:
                raise self._unsure() from None
            if error.status not in (*_NO_RIGHT, *BUSY) and self._is_gone(draft, message_id):
                raise WentBefore(N_("The answer has gone already.")) from None
            self._discard(draft)
            self._refuse(error)
        except Exception:  # noqa: BLE001 - whatever it was, the question has gone out
            raise self._unsure() from None

    def _is_gone(self, draft: str, message_id: str) -> bool:
        try:
            return self._find(draft, message_id)[0] is Fate.GONE
        except Exception:  # noqa: BLE001 - whatever it was, nobody knows
            raise self._unsure() from None

    def _discard(self, draft: str) -> None:
        """What will not go must not lie among the mailbox's drafts, where somebody might send it."""
        try:
            self._asked("DELETE", self._at(draft), good=(204,))
        except Exception:  # noqa: BLE001 - it is found again by its Message-ID
            return

    def _at(self, draft: str) -> str:
        return f"{self._messages}/{quote(draft, safe='')}"

    def _asked(self, method: str, url: str, good: tuple[int, ...] = (200,), headers: Any = None, **more: Any) -> Any:
        answer = self._session.request(method, url, headers=self._headers | (headers or {}), **more)
        if answer.status_code not in good:
            raise _AnswerError(answer)
        return answer.json() if answer.content else None

    def _unsure(self) -> Unsure:
        return Unsure(N_("{host} broke off before it said whether it has taken the answer."), host=GRAPH)

    def _refuse(self, error: _AnswerError) -> NoReturn:
        """The sentence for an answer that says no; what Graph itself says may hold names, so its code alone is told."""
        place = {"host": GRAPH, "name": self._account.name, "code": f"{error.status} {error.code}".strip()}
        if error.code == "ErrorSendAsDenied":
            raise PutOff(
                N_("The mailbox {name} may not send from that address ({code}). Give its own, or ask for Send As."),
                **place,
            ) from None
        if error.status in _NO_RIGHT:
            raise PutOff(
                N_(
                    "The sign-in may not send from {name} ({code}). "
                    "Ask the administrator for Mail.ReadWrite and Mail.Send."
                ),
                **place,
            ) from None
        if error.status == 404:
            raise PutOff(
                N_("Microsoft 365 has no mailbox for the address given for {name}, or the app may not see it."),
                **place,
            ) from None
        if error.status in BUSY or error.status // 100 != 4:
            put_off = PutOff(
                N_("{host} does not take the answer just now ({code}). It is tried again by itself."), **place
            )
            put_off.pause_s = error.pause_s
            raise put_off from None
        raise Refused(
            N_("{host} does not take the answer ({code}). Ask the administrator of the mail."), **place
        ) from None

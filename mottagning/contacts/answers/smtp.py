"""Hands a message to a mail server (RFC 5321, 6409), and tells apart what was refused, put off, and left unknown."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from mottagning.contacts.answers.carrier import PutOff, Ready, Refused, Unsure
from mottagning.contacts.answers.senders import Sender
from mottagning.errors import Trouble
from mottagning.texts import N_

_CONNECT_S, _ANSWER_S, _TAKEN_S = 20, 60, 180
"""How long the server may take to be there, to answer, and to say that it has taken a message."""
_OWN_NAME = "[127.0.0.1]"
"""What we call ourselves in EHLO (RFC 5321 4.1.3); the computer's name is nobody's business."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """Who the mailbox is: by a password, or by a token (OAuth 2.0)."""

    username: str
    password: str = field(default="", repr=False)
    token: str | None = field(default=None, repr=False)
    ca_file: str | None = None


@contextmanager
def connection(sender: Sender, sign_in: SignIn) -> Iterator[smtplib.SMTP]:
    """A server that takes our mail; PutOff, one sentence, when there is none, or when it breaks off in between."""
    place = {"host": sender.host, "port": sender.port}
    try:
        client = _connect(sender, sign_in)
        try:
            _sign_in(client, sender, sign_in)
            yield client
        finally:
            with suppress(smtplib.SMTPException, OSError):
                client.quit()
            client.close()
    except ssl.SSLCertVerificationError:
        raise PutOff(
            N_("{host} has a certificate that this computer does not trust. Ask the administrator for its CA file."),
            **place,
        ) from None
    except ssl.SSLError:
        raise PutOff(
            N_("{host} does not speak TLS on port {port}. Check the port and the encryption."), **place
        ) from None
    except TimeoutError:
        raise PutOff(N_("{host} did not answer in time. It is tried again by itself."), **place) from None
    except (socket.gaierror, UnicodeError):
        raise PutOff(N_("There is no server called {host} that sends mail. Look at its name."), **place) from None
    except ConnectionRefusedError:
        raise PutOff(
            N_("{host} takes no mail on port {port}. Look at the port, and whether the server runs."), **place
        ) from None
    except (OSError, smtplib.SMTPException):
        raise PutOff(N_("The server {host} that sends mail cannot be reached or broke off."), **place) from None


def hand_over(client: smtplib.SMTP, sender: Sender, recipient: str, octets: bytes, before: Callable[[], None]) -> None:
    """Send one message. `before` is called when the server is ready for it, as the last thing before it goes.

    Returns when the server has taken it. Raises Refused, PutOff, and Unsure when it went and no answer came back; what
    `before` raises ends it with nothing sent.
    """
    _ask(client, sender, f"MAIL FROM:<{sender.address}>")
    _ask(client, sender, f"RCPT TO:<{recipient}>", whom=True)
    _ask(client, sender, "DATA", good=3)
    try:
        before()
    except BaseException:
        client.close()  # a message without its end is none
        raise
    try:
        if client.sock is not None:
            client.sock.settimeout(_TAKEN_S)
        client.send(_stuffed(octets))
        code, said = client.getreply()
    except (OSError, smtplib.SMTPException):
        client.close()
        raise Unsure(N_("{host} broke off before it said whether it has taken the answer."), host=sender.host) from None
    if code // 100 != 2:
        raise _no(sender, code, said, whom=False)


class SmtpCarrier:
    """A carrier.Carrier."""

    def __init__(self, client: smtplib.SMTP, sender: Sender) -> None:
        self._client = client
        self._sender = sender

    def hand_over(self, ready: Ready, before: Callable[[str | None], None]) -> None:
        """There are no drafts in SMTP."""
        hand_over(self._client, self._sender, ready.recipient, ready.octets, lambda: before(None))

    def try_out(self) -> None:
        """It let the mailbox in."""
        self._client.noop()


def _ask(client: smtplib.SMTP, sender: Sender, command: str, *, good: int = 2, whom: bool = False) -> None:
    code, said = client.docmd(command)
    if code // 100 != good:
        with suppress(smtplib.SMTPException, OSError):
            client.rset()
        raise _no(sender, code, said, whom=whom)


def _no(sender: Sender, code: int, said: bytes, *, whom: bool) -> Trouble:
    """The sentence for a refusal; the server's own words may hold an address, so its codes alone are told."""
    enhanced = re.match(rb"\d\.\d{1,3}\.\d{1,3}", said)
    place = {"host": sender.host, "code": f"{code} {enhanced[0].decode()}" if enhanced else str(code)}
    if code // 100 == 4:
        return PutOff(N_("{host} does not take the answer just now ({code}). It is tried again by itself."), **place)
    if whom:
        return Refused(
            N_(
                "{host} says that nobody can be reached at this address ({code}). Look at it, or answer in another way."
            ),
            **place,
        )
    return Refused(N_("{host} does not take the answer ({code}). Ask the administrator of the mail."), **place)


def _stuffed(octets: bytes) -> bytes:
    """The message as it goes after DATA: no line is the end but the last one (RFC 5321 4.5.2)."""
    return re.sub(rb"(?m)^\.", b"..", octets).removesuffix(b"\r\n") + b"\r\n.\r\n"


def _connect(sender: Sender, sign_in: SignIn) -> smtplib.SMTP:
    context = None if sender.security == "none" else _trust(sign_in.ca_file)
    more: dict[str, Any] = {"local_hostname": _OWN_NAME, "timeout": _CONNECT_S}
    client: smtplib.SMTP
    if sender.security == "tls":
        client = smtplib.SMTP_SSL(sender.host, sender.port, context=context, **more)
    else:
        client = smtplib.SMTP(sender.host, sender.port, **more)
    if client.sock is not None:
        client.sock.settimeout(_ANSWER_S)
    client.ehlo()
    if sender.security == "starttls":
        if not client.has_extn("starttls"):
            client.close()
            raise PutOff(
                N_("{host} offers no encryption (STARTTLS) on port {port}. Choose TLS, or another port."),
                host=sender.host,
                port=sender.port,
            )
        client.starttls(context=context)
        client.ehlo()
    return client


def _sign_in(client: smtplib.SMTP, sender: Sender, sign_in: SignIn) -> None:
    """As the mailbox; a server that asks nobody takes mail from its own network."""
    offered = client.esmtp_features.get("auth", "").upper().split()
    if not offered:
        return
    if sign_in.token is not None:
        steps = [("XOAUTH2", f"user={sign_in.username}\1auth=Bearer {sign_in.token}\1\1")]
    elif "PLAIN" in offered:
        steps = [("PLAIN", f"\0{sign_in.username}\0{sign_in.password}")]
    else:
        steps = [("LOGIN", sign_in.username), ("", sign_in.password)]
    mechanism = steps[0][0]
    if mechanism not in offered:
        raise PutOff(
            N_("{host} takes no sign-in of the kind that the mailbox has ({kind})."), host=sender.host, kind=mechanism
        )
    code = 0
    for name, words in steps:
        shown = b64encode(words.encode()).decode("ascii")
        code, _ = client.docmd(f"AUTH {name} {shown}" if name else shown)
    if code == 334:  # the server explains why not, and waits for an empty line (XOAUTH2)
        code, _ = client.docmd("")
    if code // 100 != 2 and sign_in.token is not None:
        raise PutOff(
            N_("{host} does not let the sign-in send from the mailbox ({code}). Ask the administrator for {right}."),
            host=sender.host,
            code=code,
            right="SMTP.SendAsApp / SMTP.Send",
        )
    if code // 100 != 2:
        raise PutOff(
            N_("{host} does not let the mailbox send ({code}). Look at its user name and password, and its right to."),
            host=sender.host,
            code=code,
        )


def _trust(ca_file: str | None) -> Any:
    """Trust what the operating system trusts, or the CA file that the administrator named."""
    if ca_file:
        try:
            return ssl.create_default_context(cafile=ca_file)
        except (OSError, ssl.SSLError):
            raise PutOff(N_("The CA file {path} cannot be read."), path=ca_file) from None
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

"""Opens a connection to a mail server, and says in a sentence why there is none."""

from __future__ import annotations

import logging
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import imapclient
from imapclient.exceptions import IMAPClientError, LoginError

from mottagning.contacts.mail.mailbox import Account
from mottagning.contacts.mail.mailwords import READING, Sentences
from mottagning.errors import Trouble
from mottagning.texts import N_

_log = logging.getLogger(__name__)
_TIMEOUT_S = 30


@contextmanager
def connection(account: Account, says: Sentences = READING, token: str | None = None) -> Iterator[Any]:
    """A client that is signed in, by the password or by a token; Trouble, one sentence, when it cannot be had or
    breaks inside."""
    place = {"name": account.name, "host": account.host}
    try:
        client = _connect(account)
        try:
            _sign_in(client, account, token)
            yield client
        finally:
            with suppress(IMAPClientError, OSError):
                client.logout()
            with suppress(IMAPClientError, OSError):
                client.shutdown()  # a connection that broke off does not close itself
    except LoginError:
        if token is not None:
            raise Trouble(
                N_("The sign-in has no right to the mailbox {name} at {host}. Ask the administrator for it."),
                **place,
            ) from None
        raise Trouble(says.refused, **place) from None
    except ssl.SSLCertVerificationError:
        raise Trouble(
            N_("{host} has a certificate that this computer does not trust. Ask the administrator for its CA file."),
            **place,
        ) from None
    except ssl.SSLError:
        raise Trouble(N_("{host} does not speak TLS on this port. Check the port and the security."), **place) from None
    except TimeoutError:
        raise Trouble(says.late, **place) from None
    except (socket.gaierror, UnicodeError):  # the latter: a name that cannot be one
        raise Trouble(says.nowhere, **place) from None
    except ConnectionRefusedError:
        raise Trouble(says.shut, port=account.port, **place) from None
    except (OSError, IMAPClientError):
        raise Trouble(says.gone, **place) from None
    except Trouble:
        raise
    except Exception as error:  # noqa: BLE001 - a server may answer anything, and the watch must outlive it
        _log.error("reading a mailbox failed: %s", type(error).__name__)
        raise Trouble(says.strange, host=account.host, kind=type(error).__name__) from None


def _connect(account: Account) -> Any:
    context = _tls(account)
    client = imapclient.IMAPClient(
        account.host,
        account.port,
        ssl=account.security == "tls",
        ssl_context=context,
        timeout=imapclient.SocketTimeout(connect=_TIMEOUT_S, read=_TIMEOUT_S),
    )
    client.normalise_times = False  # INTERNALDATE with its offset
    if account.security == "starttls":
        client.starttls(context)
    return client


def _sign_in(client: Any, account: Account, token: str | None) -> None:
    """LOGIN takes ASCII only (RFC 3501); PLAIN takes every letter (RFC 4616). A token goes by OAUTHBEARER (RFC 7628),
    or by XOAUTH2 where that is what the server offers, as Microsoft's does."""
    if token is None:
        is_ascii = (account.username + account.password).isascii()
        (client.login if is_ascii else client.plain_login)(account.username, account.password)
    elif client.has_capability("AUTH=OAUTHBEARER"):
        client.oauthbearer_login(account.username, token)
    elif client.has_capability("AUTH=XOAUTH2"):
        client.oauth2_login(account.username, token)
    else:
        raise Trouble(
            N_("{host} takes no sign-in by OAuth 2.0. Read {name} with a password, or by Microsoft 365."),
            host=account.host,
            name=account.name,
        )


def _tls(account: Account) -> Any:
    """Trust what the operating system trusts, or the CA file that the administrator named."""
    if account.security == "none":
        return None
    if account.ca_file:
        try:
            return ssl.create_default_context(cafile=account.ca_file)
        except (OSError, ssl.SSLError):
            raise Trouble(N_("The CA file {path} cannot be read."), path=account.ca_file) from None
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

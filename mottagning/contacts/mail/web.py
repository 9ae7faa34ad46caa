"""HTTPS to a mailbox's provider: trusts what the operating system trusts, and follows nobody elsewhere."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
import truststore
from requests.adapters import HTTPAdapter

from mottagning.contacts.mail.mailwords import READING, Sentences
from mottagning.errors import Trouble
from mottagning.texts import N_

_log = logging.getLogger(__name__)
_TIMEOUT_S = 30


class _SystemTrust(HTTPAdapter):
    """Asks the operating system about certificates, also behind a proxy that has one of its own."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs, ssl_context=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT))

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        return super().proxy_manager_for(*args, **kwargs, ssl_context=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT))

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:  # noqa: ARG002
        """Not by the list of authorities that the library brings along."""
        conn.cert_reqs = "CERT_REQUIRED"


class _Session(requests.Session):
    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        # Whoever calls `get` of this library without a word asks it to follow.
        return super().request(method, url, *args, **({"timeout": _TIMEOUT_S} | kwargs | {"allow_redirects": False}))


def session() -> requests.Session:
    """What asks; whoever gets it closes it."""
    made = _Session()
    made.mount("https://", _SystemTrust())
    return made


@contextmanager
def reaching(host: str, says: Sentences = READING) -> Iterator[None]:
    """What goes wrong on the way to a host becomes Trouble, one sentence."""
    try:
        yield
    except Trouble:
        raise
    except requests.exceptions.SSLError:
        raise Trouble(
            N_("{host} has a certificate that this computer does not trust. Ask the administrator for its CA file."),
            host=host,
        ) from None
    except requests.exceptions.ProxyError:
        raise Trouble(N_("The proxy server lets nobody through to {host}. Ask the administrator."), host=host) from None
    except requests.exceptions.Timeout:
        raise Trouble(says.late, host=host) from None
    except requests.exceptions.ConnectionError as error:
        if "resolve" in str(error) or "resolution" in str(error):
            raise Trouble(says.nowhere, host=host) from None
        raise Trouble(says.gone, host=host) from None
    except Exception as error:  # noqa: BLE001 - a server may answer anything, and the watch must outlive it
        _log.error("asking a mailbox's provider failed: %s", type(error).__name__)
        raise Trouble(says.strange, host=host, kind=type(error).__name__) from None

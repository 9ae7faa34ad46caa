"""Signing in to Microsoft 365 by OAuth 2.0: as an app with a secret or certificate of its own, or as a person.

Nothing is kept in a file: the secret, and what a person's sign-in leaves (msal's cache), lie where passwords do.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.util import find_spec
from threading import Event
from typing import Any

from mottagning.contacts.mail import web
from mottagning.contacts.mail.mailbox import Account
from mottagning.contacts.mail.mailwords import ASKING, READING, Sentences
from mottagning.errors import Trouble
from mottagning.texts import N_

HOST = "login.microsoftonline.com"
_GRAPH, _OUTLOOK = "https://graph.microsoft.com/", "https://outlook.office.com/"
_APP = {"imap": "https://outlook.office365.com/", "smtp": "https://outlook.office365.com/", "graph": _GRAPH}
_APP["graph_send"] = _GRAPH
_PERSON = {
    "imap": (_OUTLOOK, ("IMAP.AccessAsUser.All",)),
    "smtp": (_OUTLOOK, ("SMTP.Send",)),
    "graph": (_GRAPH, ("Mail.Read", "Mail.Read.Shared")),
    "graph_send": (_GRAPH, ("Mail.ReadWrite", "Mail.Send", "Mail.ReadWrite.Shared", "Mail.Send.Shared")),
}
"""By what is to be done with the mailbox: to read it by IMAP or Graph, to send from it by SMTP or Graph. An app is let
in to the mailboxes that the tenant's administrator allows it: its rights say nothing of which."""
_BROWSER_S = 300
_PEM = "-----BEGIN"
_SECRETS = {7000215, 7000222, 700027, 7000212}
"""AADSTS: a wrong secret, one that has expired, a certificate that is not the app's."""
_NOT_GRANTED = {65001, 65004, 90008, 90093, 90094}
"""AADSTS: nobody has consented to a right, or only an administrator can."""
_NO_APP = {700016, 90002, 900023, 90013}
"""No such app in the tenant, no such tenant."""


class Tokens:
    """Gives a token for one mailbox, and a new one when the old one ends. `keep` gets a person's renewed cache.

    `right`: what it is for, "smtp" or "graph_send"; to read the mailbox when nothing is said.
    """

    def __init__(
        self,
        account: Account,
        keep: Callable[[str], None] | None = None,
        says: Sentences = READING,
        right: str | None = None,
    ) -> None:
        self._account = account
        self._keep = keep
        self._says = says
        self._right = right or account.kind
        self._app: Any = None

    def get(self) -> str:
        """A token that is good now. Raises Trouble, one sentence, when there is none to be had."""
        with web.reaching(HOST, self._says):
            if self._account.auth == "app":
                scopes = [f"{_APP[self._right]}.default"]
                return _token(self._account, self._confidential().acquire_token_for_client(scopes), self._right)
            return self._silently()

    def _confidential(self) -> Any:
        if self._app is None:
            import msal

            self._app = _made(
                self._account, msal.ConfidentialClientApplication, client_credential=_proof(self._account)
            )
        return self._app

    def _silently(self) -> str:
        if self._app is None:
            self._app = _public(self._account)
        known = self._app.get_accounts()
        if not known:
            raise _sign_in_again(self._account)
        answer = self._app.acquire_token_silent_with_error(_scopes(self._right), account=known[0])
        cache = self._app.token_cache
        if self._keep is not None and cache.has_state_changed:
            self._keep(cache.serialize())
        if answer is None:
            raise _sign_in_again(self._account)
        return _token(self._account, answer, self._right)


def sign_in(account: Account, sends: str | None = None) -> str:
    """Let a person sign in: through Windows' own broker where it is there, else in the system's browser.

    `sends`: she is asked to allow sending too, by "smtp" or "graph_send". Returns what is kept in place of a password.
    Raises Trouble when nobody does so within five minutes.
    """
    with web.reaching(HOST, ASKING):
        app = _public(account)
        more: dict[str, Any] = {"parent_window_handle": app.CONSOLE_WINDOW_HANDLE} if _has_broker() else {}
        asked, elsewhere = _asked(account, sends)
        if elsewhere:
            more["extra_scopes_to_consent"] = elsewhere
        answer = app.acquire_token_interactive(asked, prompt="select_account", timeout=_BROWSER_S, **more)
        return _kept(account, app, answer, sends)


def sign_in_by_code(
    account: Account, show: Callable[[str, str], None], stopping: Event | None = None, sends: str | None = None
) -> str:
    """The same on another computer: `show` gets the page to open there and the code to type (RFC 8628)."""
    with web.reaching(HOST, ASKING):
        app = _public(account)
        flow = app.initiate_device_flow(_asked(account, sends)[0])
        if "user_code" not in flow:
            raise _refused(account, flow, sends or account.kind)
        show(flow["verification_uri"], flow["user_code"])
        is_over = stopping.is_set if stopping is not None else bool
        answer = app.acquire_token_by_device_flow(flow, exit_condition=lambda _flow: is_over())
        return _kept(account, app, answer, sends)


def _scopes(right: str) -> list[str]:
    where, names = _PERSON[right]
    return [where + name for name in names]


def _asked(account: Account, sends: str | None) -> tuple[list[str], list[str]]:
    """What a person is asked to allow: what she gets a token for at once, and what belongs to another service."""
    if sends is None:
        return _scopes(account.kind), []
    if _PERSON[sends][0] != _PERSON[account.kind][0]:
        return _scopes(account.kind), _scopes(sends)
    return _scopes(account.kind) + _scopes(sends), []


def _kept(account: Account, app: Any, answer: dict[str, Any], sends: str | None) -> str:
    _token(account, answer, sends or account.kind)
    kept: str = app.token_cache.serialize()
    return kept


def _public(account: Account) -> Any:
    import msal

    cache = msal.SerializableTokenCache()
    if account.auth == "person" and account.password:
        cache.deserialize(account.password)
    more = {"enable_broker_on_windows": True} if _has_broker() else {}
    return _made(account, msal.PublicClientApplication, token_cache=cache, **more)


def _has_broker() -> bool:
    return sys.platform == "win32" and find_spec("pymsalruntime") is not None


def _made(account: Account, kind: Any, **more: Any) -> Any:
    """An msal application. Nobody has to be asked whether the host is Microsoft's own (instance_discovery)."""
    authority = f"https://{HOST}/{account.tenant}"
    try:
        return kind(account.client_id, authority=authority, http_client=web.session(), instance_discovery=False, **more)
    except ValueError:
        raise Trouble(
            N_("Microsoft knows no organisation “{tenant}”. Look at the directory's id in the settings of {name}."),
            tenant=account.tenant,
            name=account.name,
        ) from None


def _proof(account: Account) -> Any:
    """What the app shows: its secret, or a certificate with its private key (PEM)."""
    if _PEM not in account.password:
        return account.password
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        pem = account.password.encode("ascii")
        load_pem_private_key(pem, None)
        x509.load_pem_x509_certificate(pem)
    except (ValueError, TypeError):
        raise Trouble(
            N_("The certificate of {name} cannot be used. Give a PEM file with the certificate and its private key."),
            name=account.name,
        ) from None
    return {"private_key": account.password, "public_certificate": account.password}


def _token(account: Account, answer: dict[str, Any], right: str) -> str:
    token = answer.get("access_token")
    if not isinstance(token, str):
        raise _refused(account, answer, right)
    return token


def _refused(account: Account, answer: dict[str, Any], right: str) -> Trouble:
    """The sentence for an answer without a token. Microsoft's own description may hold names, so it is not shown."""
    codes = set(answer.get("error_codes") or ())
    if codes & _SECRETS:
        return Trouble(
            N_("Microsoft does not accept the secret or certificate of {name}, or it has expired. Make a new one."),
            name=account.name,
        )
    if codes & _NO_APP:
        return Trouble(
            N_("Microsoft knows no app {client} in “{tenant}”. Look at both in the settings of {name}."),
            client=account.client_id,
            tenant=account.tenant,
            name=account.name,
        )
    if account.auth == "person" and (codes & _NOT_GRANTED or answer.get("error") == "consent_required"):
        return Trouble(
            N_(
                "Nobody has allowed the app {rights} for {name}. Sign in again; "
                "if Microsoft refuses that, the administrator has to grant it."
            ),
            rights=", ".join(_PERSON[right][1]),
            name=account.name,
        )
    if account.auth == "person":
        return _sign_in_again(account)
    code = f"AADSTS{min(codes)}" if codes else str(answer.get("error", "?"))[:40]
    return Trouble(
        N_("Microsoft does not let {name} sign in ({code}). Ask the administrator of Microsoft 365."),
        name=account.name,
        code=code,
    )


def _sign_in_again(account: Account) -> Trouble:
    return Trouble(
        N_("The sign-in to {name} has ended or was not finished. Sign in again under Settings, Mailboxes."),
        name=account.name,
    )

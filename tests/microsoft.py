"""Microsoft 365 on loopback, as far as reading mail goes: what signs people and apps in, and Graph over HTTP.

Speaks what Microsoft documents: OpenID configuration, the token endpoint (client credentials by secret or certificate,
authorization code, device code, refresh), mail folders, delta queries, `$value`, `$count`. Its tokens are really
signed, and Graph checks those it is shown. `fault` may answer in its place, as a server that has too much to do.
"""

import base64
import json
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

import jwt
import requests
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from requests.adapters import HTTPAdapter

from mottagning.contacts.mail import web
from tests.graphdrafts import SENT, Drafts

TENANT, APP, SECRET = "kommunen.example.org", "11111111-2222-3333-4444-555555555555", "appens hemlighet"
ISSUER = "https://login.example.org/kommunen/v2.0"
OUTLOOK = ["https://outlook.office.com", "https://outlook.office365.com"]
Answer = tuple[int, dict[str, str], Any]


@dataclass
class Folder:
    """A mail folder: messages by id as (octets, when they came), and every change with its number."""

    name: str
    parent: str | None = None
    messages: dict[str, tuple[bytes, datetime]] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)


class Microsoft:
    """`folders` by id; `fault` gets each path with its query, and gives an answer or None to go on as usual."""

    def __init__(self) -> None:
        self.key = _key()
        self.folders = {"inbox-id": Folder("Inkorg"), "done-id": Folder("Klart"), "in-done": Folder("2026", "done-id")}
        self.fault: Callable[[str], Answer | None] = lambda _path: None
        self.asked: list[str] = []
        self.mailbox = "mottagningen@example.org"
        self.certificate: x509.Certificate | None = None
        self.page = 3
        self.drafts = Drafts(self)
        self.refuses: dict[str, Any] | None = None
        """What the token endpoint answers instead of a token."""
        self.not_granted: set[str] = set()
        """Rights that nobody has consented to."""
        self.waits = 1
        """So often it is asked in vain whether the code has been typed."""
        self._device_scope = ""
        self._codes: dict[str, dict[str, str]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def public_key(self) -> bytes:
        """What a server needs to check its tokens (PEM)."""
        kind = serialization.PublicFormat.SubjectPublicKeyInfo
        return self.key.public_key().public_bytes(serialization.Encoding.PEM, kind)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def session(self) -> requests.Session:
        """What asks this server whenever Microsoft's are meant."""
        return diverted(self.port)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    # --- what happens in the mailbox --------------------------------------------------------------------------------

    def arrive(self, octets: bytes, at: datetime, folder: str = "inbox-id") -> str:
        """A message comes; its immutable id."""
        name = f"AAkALg/{uuid.uuid4().hex}="
        self._put(folder, name, (octets, at))
        return name

    def move(self, name: str, to: str | None) -> None:
        """Somebody moves a message, or deletes it for good."""
        for place, folder in self.folders.items():
            if name in folder.messages and place != to:
                found = folder.messages.pop(name)
                folder.log.append(name)
                if to is not None:
                    self._put(to, name, found)
                return

    def _put(self, folder: str, name: str, message: tuple[bytes, datetime]) -> None:
        self.folders[folder].messages[name] = message
        self.folders[folder].log.append(name)

    def sent(self, name: str, octets: bytes, at: datetime) -> None:
        """A draft has become a message among what was sent; its id stays."""
        self.folders.setdefault(SENT, Folder("Skickat"))
        self._put(SENT, name, (octets, at))

    # --- signing in ---------------------------------------------------------------------------------------------------

    def token(self, audience: str, seconds: int = 3600, **claims: Any) -> str:
        """An access token as it would be given now."""
        now = int(time.time())
        said = {"iss": ISSUER, "aud": audience, "iat": now - 5, "nbf": now - 5, "exp": now + seconds, "sub": "x"}
        return jwt.encode(said | {"upn": self.mailbox} | claims, self.key, algorithm="RS256")

    @property
    def device_rights(self) -> set[str]:
        """What a person was asked to allow who signs in by a code."""
        return {scope.rpartition("/")[2] for scope in self._device_scope.split() if "://" in scope}

    def lets_in(self, token: str) -> str | None:
        """Whom a token that this server gave names, to a server of mail in Outlook."""
        try:
            said = jwt.decode(token, self.key.public_key(), ["RS256"], audience=OUTLOOK, issuer=ISSUER)
        except jwt.InvalidTokenError:
            return None
        return str(said["upn"])

    def sign_in(self, host: str, path: str, form: dict[str, str]) -> Answer:
        root = f"https://{host}/{TENANT}"
        if path == f"/{TENANT}/v2.0/.well-known/openid-configuration":
            ends = {"authorization_endpoint": "authorize", "token_endpoint": "token"}
            ends |= {"device_authorization_endpoint": "devicecode"}
            found = {name: f"{root}/oauth2/v2.0/{end}" for name, end in ends.items()}
            return 200, {}, found | {"issuer": ISSUER}
        if path == f"/{TENANT}/oauth2/v2.0/devicecode":
            self._device_scope = form["scope"]
            about = {"user_code": "ABCD-EFGH", "verification_uri": "https://microsoft.com/devicelogin"}
            return 200, {}, about | {"device_code": "dev", "expires_in": 900, "interval": 1, "message": "m"}
        if path == f"/{TENANT}/oauth2/v2.0/token":
            return self.refused() or self._grant(form)
        return 400, {}, _error(90002, "invalid_tenant")

    def refused(self) -> Answer | None:
        return None if self.refuses is None else (400, {}, self.refuses)

    def authorize(self, url: str) -> tuple[str, bytes]:
        """Where a browser goes when somebody has signed in, and the form that it posts there."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["response_mode"] == "form_post"
        assert asked["code_challenge_method"] == "S256"
        code = uuid.uuid4().hex
        self._codes[code] = asked
        return asked["redirect_uri"], urlencode({"code": code, "state": asked["state"]}).encode()

    def _grant(self, form: dict[str, str]) -> Answer:
        if form["client_id"] != APP:
            return 400, {}, _error(700016, "unauthorized_client")
        if any(scope.rpartition("/")[2] in self.not_granted for scope in form.get("scope", "").split()):
            return 400, {}, _error(65001, "invalid_grant") | {"suberror": "consent_required"}
        match form["grant_type"]:
            case "client_credentials":
                if not self._proves(form):
                    return 401, {}, _error(7000215, "invalid_client")
                audience = form["scope"].removesuffix("/.default")
                return 200, {}, {"token_type": "Bearer", "expires_in": 3599, "access_token": self.token(audience)}
            case "authorization_code":
                return self._person(form, self._codes[form["code"]].get("nonce"))
            case "refresh_token" if form["refresh_token"].startswith("refresh"):
                return self._person(form, None)
            case "urn:ietf:params:oauth:grant-type:device_code" | "device_code":
                if self.waits:
                    self.waits -= 1
                    return 400, {}, {"error": "authorization_pending"}
                return self._person(form | {"scope": self._device_scope}, None)
        return 400, {}, _error(65001, "invalid_grant")

    def _proves(self, form: dict[str, str]) -> bool:
        if self.certificate is None:
            return form.get("client_secret") == SECRET
        try:
            jwt.decode(form["client_assertion"], self.certificate.public_key(), ["PS256", "RS256"], audience=None,
                       options={"verify_aud": False})  # fmt: skip
        except (KeyError, jwt.InvalidTokenError):
            return False
        return True

    def _person(self, form: dict[str, str], nonce: str | None) -> Answer:
        now = int(time.time())
        who = {
            "iss": ISSUER,
            "aud": APP,
            "sub": "anna",
            "oid": "anna",
            "tid": "t",
            "preferred_username": "anna@example.org",
        }
        id_token = jwt.encode(who | {"iat": now, "exp": now + 600, "nonce": nonce}, self.key, algorithm="RS256")
        info = base64.urlsafe_b64encode(json.dumps({"uid": "anna", "utid": "t"}).encode()).decode().rstrip("=")
        audience = next((part for part in form["scope"].split() if part.startswith("https://")), "x").rpartition("/")[0]
        return (
            200,
            {},
            {
                "token_type": "Bearer",
                "expires_in": 3599,
                "scope": form["scope"],
                "access_token": self.token(audience),
                "refresh_token": f"refresh-{uuid.uuid4().hex}",
                "id_token": id_token,
                "client_info": info,
            },
        )

    # --- Graph --------------------------------------------------------------------------------------------------------

    def graph(
        self, path: str, query: dict[str, str], headers: dict[str, str], method: str = "GET", body: bytes = b""
    ) -> Answer:
        try:
            token = headers["authorization"].removeprefix("Bearer ")
            jwt.decode(token, self.key.public_key(), ["RS256"], audience="https://graph.microsoft.com")
        except (KeyError, jwt.InvalidTokenError):
            return 401, {}, _refusal("InvalidAuthenticationToken")
        assert 'IdType="ImmutableId"' in headers["prefer"]
        parts = [unquote(part) for part in path.split("/")[2:]]
        if parts[:2] != ["users", self.mailbox]:
            return 404, {}, _refusal("ErrorInvalidUser")
        if (said := self.drafts.answer(method, parts[2:], query, body)) is not None:
            return said
        match parts[2:]:
            case ["mailFolders"]:
                return self._listed(None, query)
            case ["mailFolders", place, "childFolders"]:
                return self._listed(place, query)
            case ["mailFolders", "inbox"]:
                return 200, {}, {"id": "inbox-id"}
            case ["mailFolders", "sentitems"] if SENT in self.folders:
                return 200, {}, {"id": SENT}
            case ["mailFolders", place, "messages", *rest] if place in self.folders:
                return self._delta(place, query) if rest else self._counted(place, query)
            case ["messages", name, *rest]:
                return self._message(name, rest)
        return 404, {}, _refusal("ErrorFolderNotFound")

    def _listed(self, parent: str | None, query: dict[str, str]) -> Answer:
        inside = [place for place, folder in self.folders.items() if folder.parent == parent]
        start = int(query.get("$skip", 0))
        shown = [
            {
                "id": place,
                "displayName": self.folders[place].name,
                "childFolderCount": sum(other.parent == place for other in self.folders.values()),
            }
            for place in inside[start : start + 1]
        ]
        above = "mailFolders" if parent is None else f"mailFolders/{parent}/childFolders"
        more = {"@odata.nextLink": self._url(f"{above}?$skip={start + 1}")} if start + 1 < len(inside) else {}
        return 200, {}, {"value": shown} | more

    def _counted(self, place: str, query: dict[str, str]) -> Answer:
        since = query.get("$filter", "receivedDateTime ge 0001-01-01T00:00:00Z").rpartition(" ")[2]
        begins = datetime.fromisoformat(since)
        found = sum(at >= begins for _, at in self.folders[place].messages.values())
        return 200, {}, {"@odata.count": found, "value": []}

    def _delta(self, place: str, query: dict[str, str]) -> Answer:
        """A token is the number of changes that were told of; the first time, what is there at all."""
        folder = self.folders[place]
        mark = query.get("$deltatoken") or query.get("$skiptoken")
        known, done = (int(part) for part in mark.split(".")) if mark else (0, 0)
        names = folder.log[known:]
        if known == 0:
            names = [name for name in names if name in folder.messages]
        names = list(dict.fromkeys(names))
        items = [
            {"id": name, "receivedDateTime": f"{folder.messages[name][1]:%Y-%m-%dT%H:%M:%SZ}"}
            if name in folder.messages
            else {"id": name, "@removed": {"reason": "deleted"}}
            for name in names[done : done + self.page]
        ]
        base = f"mailFolders/{place}/messages/delta"
        if done + self.page < len(names):
            return (
                200,
                {},
                {"value": items, "@odata.nextLink": self._url(f"{base}?$skiptoken={known}.{done + self.page}")},
            )
        return 200, {}, {"value": items, "@odata.deltaLink": self._url(f"{base}?$deltatoken={len(folder.log)}.0")}

    def _message(self, name: str, rest: list[str]) -> Answer:
        place = next((place for place, folder in self.folders.items() if name in folder.messages), None)
        if place is None:
            return 404, {}, _refusal("ErrorItemNotFound")
        if rest == ["$value"]:
            return 200, {"Content-Type": "text/plain"}, self.folders[place].messages[name][0]
        return 200, {}, {"id": name, "parentFolderId": place}

    def _url(self, rest: str) -> str:
        return f"https://graph.microsoft.com/v1.0/users/{quote(self.mailbox)}/{rest}"


def diverted(port: int) -> requests.Session:
    """What asks the server at this port whenever Microsoft's are meant."""
    made = web._Session()
    made.mount("https://", _Diversion(port))
    return made


@cache
def _key() -> rsa.RSAPrivateKey:
    """One for all tests, since making it takes a while."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _error(code: int, error: str) -> dict[str, Any]:
    return {"error": error, "error_codes": [code], "error_description": f"AADSTS{code}: Anna Berg may not."}


def _refusal(code: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": "Anna Berg's mailbox."}}


class _Diversion(HTTPAdapter):
    """Brings to loopback what is meant for Microsoft; says in a header which server was meant."""

    def __init__(self, port: int) -> None:
        self._port = port
        super().__init__()

    def send(self, request: Any, *arguments: Any, **more: Any) -> Any:
        parts = urlsplit(request.url)
        assert parts.scheme == "https"
        meant = request.url
        request.headers["X-Meant"] = parts.netloc
        request.url = parts._replace(scheme="http", netloc=f"127.0.0.1:{self._port}").geturl()
        try:
            return super().send(request, *arguments, **more)
        finally:
            request.url = meant


def _handler(server: Microsoft) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

        do_PATCH = do_DELETE = do_POST  # noqa: N815 - as http.server wants them

        def _answer(self, body: bytes) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            server.asked.append(unquote(self.path))
            host = self.headers["X-Meant"]
            said = server.fault(unquote(self.path))
            if said is None and host == "graph.microsoft.com":
                headers = {name.lower(): value for name, value in self.headers.items()}
                said = server.graph(parts.path, query, headers, self.command, body)
            elif said is None:
                form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
                said = server.sign_in(host, parts.path, form)
            status, more, content = said
            if status == 0:  # the connection breaks
                self.close_connection = True
                return
            octets = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            for name, value in ({"Content-Type": "application/json"} | more).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(octets)))
            self.end_headers()
            self.wfile.write(octets)

        def log_message(self, *_arguments: Any) -> None:
            """Nothing on the screen."""

    return Handler

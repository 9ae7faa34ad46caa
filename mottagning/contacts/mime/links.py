"""Where a link in a message goes: the host as a browser would read it, in letters and as it travels (punycode)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

_MAX_URL = 2000
_IGNORED = re.compile("[\0-\x20\x7f-\xa0\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_HOST = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NAMED = re.compile(r"(?<![\w@.-])(?:https?://)?((?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24})(?![\w@])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a page. `url` holds nothing beyond ASCII and is what is opened; `host` is its host as it travels,
    `written` the same in letters. `said` is the host that the text of the link names, when it is another one.
    """

    url: str
    host: str
    written: str
    said: str = ""


def read_link(href: str, text: str) -> Link | None:
    """The page that a link goes to; None when it goes to none: other schemes, no host, or one that is not readable.

    Read as browsers do (WHATWG URL): signs that nobody sees are left out, a backslash is a slash, what stands before @
    is no host.
    """
    href = _IGNORED.sub("", href[:_MAX_URL]).replace("\\", "/")
    found = re.match(r"(https?):/{0,5}([^/?#]+)(.*)", href, re.IGNORECASE | re.DOTALL)
    if not found:
        return None
    scheme, place, rest = found[1].lower(), found[2].rpartition("@")[2], found[3]
    try:
        parts = urlsplit(f"{scheme}://{place}")
        host, port = _travelling(parts.hostname or ""), parts.port
    except ValueError:  # a port or an address in brackets that is none
        return None
    if not host:
        return None
    path = quote(rest if rest.startswith("/") else f"/{rest}", safe="/?#%&=+:;,@!$'()*~[]-._")
    url = f"{scheme}://{host}{f':{port}' if port else ''}{path}"
    return Link(url, host, _in_letters(host), _named_otherwise(text, host))


def _travelling(host: str) -> str:
    """A host in ASCII; "" when it is none."""
    try:
        ascii_host = host.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    return ascii_host if _HOST.fullmatch(ascii_host) else ""


def _in_letters(host: str) -> str:
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


def _named_otherwise(text: str, host: str) -> str:
    """The host that the text of a link names, when the link goes elsewhere."""
    for named in _NAMED.finditer(text[:500]):
        said = _travelling(named[1].lower())
        if said and said != host and said.removeprefix("www.") != host.removeprefix("www."):
            return said
    return ""

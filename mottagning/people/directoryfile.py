"""Reads what a directory of users gives out: LDIF (RFC 2849) and vCard (RFC 6350, and 2.1 as Outlook writes it)."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator

Entry = tuple[int, dict[str, list[str]]]
"""The line an entry begins on, from 1, and its values by attribute."""

_FOLDED = re.compile(r"\r?\n[ \t]")
_LDIF = re.compile(r"(?:[ \t]*(?:#[^\n]*|version:[^\n]*)?\r?\n)*dn::? ?", re.IGNORECASE)
_SOFT_BREAK = re.compile(r"=\r?\n[ \t]?")
_PEOPLE = frozenset(("person", "user", "inetorgperson", "organizationalperson"))
_NO_PEOPLE = frozenset(("computer", "group", "organizationalunit", "contact"))
_DISABLED = 2  # ADS_UF_ACCOUNTDISABLE in Active Directory's userAccountControl


def read_ldif(text: str) -> list[Entry]:
    """The people of an LDIF file; none when it is no such file.

    Groups, computers and units are left out. Active Directory's `userAccountControl` becomes `enabled`: TRUE or FALSE.
    """
    if not _LDIF.match(text):
        return []
    return [(line, entry) for line, entry in _records(text) if _is_person(entry)]


def _records(text: str) -> Iterator[Entry]:
    entry: dict[str, list[str]] = {}
    began = 0
    for line, content in [*_logical_lines(text), (0, "")]:
        if not content:
            if entry:
                yield began, entry
            entry = {}
            continue
        name, value = _attribute(content)
        if content.startswith("#") or not value or name == "version":
            continue
        began = began if entry else line
        if name == "useraccountcontrol" and value.isdigit():
            name, value = "enabled", "FALSE" if int(value) & _DISABLED else "TRUE"
        entry.setdefault(name, []).append(value)


def _attribute(content: str) -> tuple[str, str]:
    """An attribute's name in small letters, without its options, and its value; "" when it is no text."""
    name, _, value = content.partition(":")
    name = name.partition(";")[0].strip().lower()
    if value.startswith("<"):
        return name, ""  # a file on somebody's disk
    if not value.startswith(":"):
        return name, value.strip()
    try:
        return name, base64.b64decode(value[1:].strip(), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return name, ""  # a picture, a certificate


def _is_person(entry: dict[str, list[str]]) -> bool:
    classes = {value.lower() for value in entry.get("objectclass", [])}
    return bool(classes & _PEOPLE or not classes) and not classes & _NO_PEOPLE


def read_vcards(text: str) -> list[Entry]:
    """The cards of a file; none when it holds none. Of several numbers the one at work is first, then the mobile."""
    if not text.lstrip().upper().startswith("BEGIN:VCARD"):
        return []
    if "QUOTED-PRINTABLE" in text.upper():
        text = _SOFT_BREAK.sub("", text)
    found: list[Entry] = []
    card: dict[str, list[tuple[int, str]]] = {}
    began = 0
    for line, content in _logical_lines(text):
        name, options, value = _property(content)
        if name == "BEGIN":
            card, began = {}, line
        elif name == "END":
            found.append((began, {key: [each for _, each in sorted(values)] for key, values in card.items()}))
        elif name == "N":
            parts = [_unescaped(part) for part in re.split(r"(?<!\\);", value)]
            for key, part in zip(("family name", "given name"), parts, strict=False):
                card.setdefault(key, []).append((0, part))
        elif name in _CARD:
            card.setdefault(_CARD[name], []).append((_rank(options), _unescaped(value)))
    return found


_CARD = {"FN": "full name", "EMAIL": "e-mail", "TEL": "phone", "TITLE": "title", "ORG": "department"}


def _property(content: str) -> tuple[str, str, str]:
    """Name and options in capitals, and the value, out of quoted-printable if it was."""
    head, _, value = content.partition(":")
    name, _, options = head.upper().partition(";")
    if "QUOTED-PRINTABLE" in options:
        charset = re.search(r"CHARSET=([\w-]+)", options)
        octets = quopri.decodestring(value.encode("utf-8", "replace"))
        try:
            value = octets.decode(charset[1] if charset else "utf-8", "replace")
        except LookupError:
            value = octets.decode("utf-8", "replace")
    return name.rpartition(".")[2], options, value


def _rank(options: str) -> int:
    """Work before mobile before the rest; a fax is nothing to ring."""
    ranks = (("FAX", 9), ("WORK", 1), ("CELL", 2), ("PREF", 3))
    return next((rank for word, rank in ranks if word in options), 5)


def _unescaped(value: str) -> str:
    return re.sub(r"\\([,;\\nN])", lambda found: " " if found[1] in "nN" else found[1], value).strip()


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Each line with its number, put together again where it was folded."""
    number = 1
    for part in re.split(r"\r?\n(?![ \t])", text):
        yield number, _FOLDED.sub("", part)
        number += part.count("\n") + 1

"""Text and files that messages carry in containers of their own: calendar, Outlook's TNEF, opaque S/MIME.

Only what a reader needs is taken out; nothing here raises, a container that makes no sense gives nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from mottagning.contacts.mime.charsets import decode

# --- calendar (RFC 5545, 5546) --------------------------------------------------------------------------------------

_SHOWN = ("SUMMARY", "DTSTART", "DTEND", "LOCATION", "ORGANIZER", "DESCRIPTION")
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?")
_ESCAPED = re.compile(r"\\([nN,;\\])")
_PROPERTY = re.compile(r"([A-Za-z-]{1,40})((?:;(?:[^:\"]|\"[^\"]*\")*)?):(.*)", re.DOTALL)


def calendar_summary(text: str) -> str:
    """What a calendar part says, one line a property, under the names of RFC 5545: Method, Summary, Dtstart, …"""
    unfolded = re.sub(r"\r?\n[ \t]", "", text[:200_000])
    found: dict[str, str] = {}
    inside = ""
    for line in unfolded.splitlines():
        parsed = _PROPERTY.match(line[:20_000])
        if not parsed:
            continue
        name, parameters, value = parsed[1].upper(), parsed[2], parsed[3]
        if name == "BEGIN":
            inside = value.strip().upper()
        elif name == "METHOD" or (name in _SHOWN and inside in ("VEVENT", "VTODO", "VJOURNAL")):
            found.setdefault(name, _calendar_value(name, parameters, value))
    return "\n".join(f"{name.capitalize()}: {found[name]}" for name in ("METHOD", *_SHOWN) if found.get(name))


def _calendar_value(name: str, parameters: str, value: str) -> str:
    if name in ("DTSTART", "DTEND"):
        stamp = _STAMP.match(value.strip())
        zone = re.search(r'TZID="?([^";:]{1,100})', parameters, re.IGNORECASE)
        if stamp:
            year, month, day, hour, minute, utc = stamp.groups()
            place = "UTC" if utc else zone[1] if zone else ""
            return f"{year}-{month}-{day}" + (f" {hour}:{minute} {place}" if hour else "")
    if name == "ORGANIZER":
        person = re.search(r'CN="?([^";:]{1,200})', parameters, re.IGNORECASE)
        address = re.sub(r"^mailto:", "", value.strip(), flags=re.IGNORECASE)
        value = f"{person[1]} <{address}>" if person else address
    return _ESCAPED.sub(lambda sign: "\n" if sign[1] in "nN" else sign[1], value).strip()


# --- TNEF, winmail.dat (MS-OXTNEF) ----------------------------------------------------------------------------------

_TNEF_SIGNATURE = b"\x78\x9f\x3e\x22"
_BODY, _FILE_DATA, _FILE_TITLE, _FILE_BEGINS, _CODEPAGE = 0x800C, 0x800F, 0x8010, 0x9002, 0x9007


@dataclass(slots=True)
class Enclosed:
    """What a container held."""

    text: str = ""
    files: list[tuple[str, bytes]] = field(default_factory=list)  # name as given, content


def read_tnef(octets: bytes) -> Enclosed:
    """The plain body and the files of a TNEF stream. A damaged one gives what comes before the damage."""
    result = Enclosed()
    if not octets.startswith(_TNEF_SIGNATURE):
        return result
    codepage, name, content = "cp1252", "", b""
    position = 6
    while position + 9 <= len(octets):
        attribute = int.from_bytes(octets[position + 1 : position + 3], "little")
        start = position + 9
        end = start + int.from_bytes(octets[position + 5 : start], "little")
        position = end + 2  # behind a checksum
        if attribute == _CODEPAGE:
            codepage = f"cp{int.from_bytes(octets[start : start + 4], 'little')}"
        elif attribute == _BODY:
            result.text = decode(octets[start:end].rstrip(b"\0"), codepage)[0]
        elif attribute == _FILE_TITLE:
            name = decode(octets[start:end].rstrip(b"\0"), codepage)[0]
        elif attribute == _FILE_DATA:
            content = octets[start:end]
        elif attribute == _FILE_BEGINS:
            if content:
                result.files.append((name, content))
            name, content = "", b""
    if content:
        result.files.append((name, content))
    return result


# --- opaque S/MIME (RFC 8551, RFC 5652) -----------------------------------------------------------------------------

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_MOST_ELEMENTS = 100_000
_SEQUENCE, _PIECES, _EXPLICIT = 0x30, 0x24, 0xA0


def is_signed_data(octets: bytes) -> bool:
    """Whether a CMS container is signed (or carries certificates), as opposed to encrypted."""
    return _SIGNED_DATA in octets[:40]


def signed_content(octets: bytes) -> bytes:
    """The MIME part inside a CMS SignedData, whose signature is *not* checked; empty when it is anything else."""
    try:
        kind, wrapped = _elements(octets, _elements(octets, _Element(0, len(octets)))[0])[:2]
        if octets[kind.start : kind.end] != _SIGNED_DATA:
            return b""
        signed = _elements(octets, _elements(octets, wrapped)[0])
        content = next(element for element in signed if element.tag == _SEQUENCE)
        explicit = next(element for element in _elements(octets, content) if element.tag == _EXPLICIT)
        text = _elements(octets, explicit)[0]
    except (IndexError, ValueError, StopIteration):
        return b""
    pieces = _elements(octets, text) if text.tag == _PIECES else [text]
    return b"".join(octets[piece.start : piece.end] for piece in pieces)


class _Element(NamedTuple):
    """One BER element: where its content stands, and where the next element begins."""

    start: int
    end: int
    tag: int = 0
    after: int = 0


def _elements(octets: bytes, around: _Element, depth: int = 0) -> list[_Element]:
    """The elements in another one. Lengths may be indefinite (X.690), as streaming programs write them."""
    found: list[_Element] = []
    at = around.start
    while at + 2 <= around.end and len(found) < _MOST_ELEMENTS:
        tag, length = octets[at], octets[at + 1]
        at += 2
        if not tag and not length:  # end of an indefinite length
            break
        if length == 0x80:
            if depth > 10:
                raise ValueError("nested too deep")
            inner = _elements(octets, _Element(at, around.end), depth + 1)
            end = inner[-1].after if inner else at
            after = end + 2
        else:
            if length > 0x80:
                size = length & 0x7F
                length = int.from_bytes(octets[at : at + size], "big")
                at += size
            after = end = min(at + length, around.end)
        found.append(_Element(at, end, tag, after))
        at = after
    return found

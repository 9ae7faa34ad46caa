"""Outlook's TNEF (MS-OXTNEF): what a winmail.dat holds.

`tnefparse` reads it too, but has had no release since 2021, does not turn rich text into text and sets no limits.
Here every length is held against what is there; a damaged stream gives what comes before the damage.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from mottagning.contacts.mime.charsets import decode
from mottagning.contacts.mime.rtf import read_rtf

_SIGNATURE = b"\x78\x9f\x3e\x22"
_BODY, _FILE_DATA, _FILE_TITLE, _FILE_BEGINS, _CODEPAGE = 0x800C, 0x800F, 0x8010, 0x9002, 0x9007
_PROPERTIES, _FILE_PROPERTIES = 0x9003, 0x9005

_SUBJECT, _PLAIN, _RICH, _HTML, _PAGE = 0x0037, 0x1000, 0x1009, 0x1013, 0x3FDE
_DATA, _SHORT_NAME, _LONG_NAME, _SHOWN_NAME, _CONTENT_ID = 0x3701, 0x3704, 0x3707, 0x3001, 0x3712
_TEXT_8, _TEXT_16, _BINARY, _OBJECT = 0x1E, 0x1F, 0x102, 0x0D
# Sizes in octets of property types of fixed length, filled up to four (MS-OXCDATA 2.11.1).
_FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_MOST_PROPERTIES = 5000
_MAX_NESTED = 4  # messages in messages
_MAX_RICH = 5  # rich texts of a stream that are read: a few octets unpack to a megabyte, which takes a second


@dataclass(slots=True)
class TnefFile:
    """A file as it was given: its name may be anything."""

    name: str = ""
    content: bytes = b""
    content_id: str = ""
    message: Tnef | None = None  # when it is a message of its own


@dataclass(slots=True)
class Tnef:
    """What a stream held: its text in the forms it had, and its files."""

    subject: str = ""
    plain: str = ""
    html: str = ""
    rich: str = ""
    files: list[TnefFile] = field(default_factory=list)


@dataclass(slots=True)
class _Left:
    """What of a whole stream may still be read."""

    rich: int = _MAX_RICH


def read_tnef(octets: bytes) -> Tnef | None:
    """Understand a stream; None when it is none."""
    return _read(octets, 0, _Left())


def _read(octets: bytes, nesting: int, left: _Left) -> Tnef | None:
    if not octets.startswith(_SIGNATURE):
        return None
    result = Tnef()
    codepage = "cp1252"
    file = TnefFile()
    position = 6
    while position + 9 <= len(octets):
        attribute, _, size = struct.unpack_from("<HHI", octets, position + 1)
        start = position + 9
        content = octets[start : start + size]
        position = start + size + 2  # behind a checksum
        if attribute == _CODEPAGE:
            codepage = f"cp{int.from_bytes(content[:4], 'little')}"
        elif attribute == _BODY:
            result.plain = _text(content, codepage)
        elif attribute == _PROPERTIES:
            _message_properties(result, content, codepage, left)
        elif attribute == _FILE_BEGINS:
            file = TnefFile()
            result.files.append(file)
        elif attribute == _FILE_TITLE:
            file.name = file.name or _text(content, codepage)
        elif attribute == _FILE_DATA:
            file.content = content
        elif attribute == _FILE_PROPERTIES:
            _file_properties(file, content, codepage, nesting, left)
    result.files = [each for each in result.files if each.content or each.message]
    return result


def _text(octets: bytes, codepage: str) -> str:
    return decode(octets.rstrip(b"\0"), codepage)[0]


def _value(kind: int, octets: bytes, codepage: str) -> str:
    return octets.decode("utf-16-le", "replace").rstrip("\0") if kind == _TEXT_16 else _text(octets, codepage)


def _message_properties(result: Tnef, octets: bytes, codepage: str, left: _Left) -> None:
    for kind, name, value in _properties(octets):
        if name == _PAGE:
            codepage = f"cp{int.from_bytes(value[:4], 'little')}"
        elif name == _SUBJECT:
            result.subject = _value(kind, value, codepage)
        elif name == _PLAIN:
            result.plain = result.plain or _value(kind, value, codepage)
        elif name == _HTML:
            result.html = _value(kind, value, codepage)
        elif name == _RICH and left.rich:
            left.rich -= 1
            text, is_html = read_rtf(decompress(value))
            if is_html:
                result.html = result.html or text
            else:
                result.rich = text


def _file_properties(file: TnefFile, octets: bytes, codepage: str, nesting: int, left: _Left) -> None:
    names: dict[int, str] = {}
    for kind, name, value in _properties(octets):
        if name in (_LONG_NAME, _SHORT_NAME, _SHOWN_NAME):
            names[name] = _value(kind, value, codepage)
        elif name == _CONTENT_ID:
            file.content_id = _value(kind, value, codepage)
        elif name == _DATA and kind == _OBJECT and nesting < _MAX_NESTED:
            file.message = _read(value[16:], nesting + 1, left)  # behind the identifier of its interface
        elif name == _DATA and kind in (_BINARY, _OBJECT):
            file.content = file.content or value
    file.name = names.get(_LONG_NAME) or file.name or names.get(_SHORT_NAME) or names.get(_SHOWN_NAME) or ""


def _properties(octets: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(type, id, octets) of each MAPI property, of several values the first, until something does not fit."""
    position = 4
    try:
        for _ in range(min(struct.unpack_from("<I", octets)[0], _MOST_PROPERTIES)):
            kind, name = struct.unpack_from("<HH", octets, position)
            position += 4
            if name >= 0x8000:  # a named one: a GUID, then a number or a name
                by_name, size = struct.unpack_from("<II", octets, position + 16)
                position += 24 + (_padded(size) if by_name else 0)
            several, kind = bool(kind & 0x1000), kind & 0x0FFF
            count = 1
            if several or kind not in _FIXED:
                count = struct.unpack_from("<I", octets, position)[0]
                position += 4
            value = b""
            for number in range(count):
                size = _FIXED.get(kind, 0)
                if not size:
                    size = struct.unpack_from("<I", octets, position)[0]
                    position += 4
                if position + size > len(octets):
                    return
                if number == 0:
                    value = octets[position : position + size]
                position += _padded(size)
            yield kind, name, value
    except struct.error:
        return


def _padded(size: int) -> int:
    return size + -size % 4


# --- compressed rich text (MS-OXRTFCP) ------------------------------------------------------------------------------

_PRELOADED = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"
    rb"SymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    + b"\r\n"
    + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_WINDOW = 4096
_MAX_UNPACKED = 1_000_000


def decompress(octets: bytes) -> bytes:
    """Rich text out of its compression, at most 1 MB; what cannot be unpacked gives what came before."""
    if len(octets) < 16:
        return b""
    size, kind = struct.unpack_from("<I4s", octets, 4)
    if kind == b"MELA":  # not compressed
        return octets[16 : 16 + size]
    if kind != b"LZFu":
        return b""
    limit = min(size, _MAX_UNPACKED) + len(_PRELOADED)
    unpacked = bytearray(_PRELOADED)
    position = 16
    while position < len(octets) and len(unpacked) < limit:
        flags = octets[position]
        position += 1
        for bit in range(8):
            if not flags >> bit & 1:
                unpacked += octets[position : position + 1]
                position += 1
                continue
            reference = int.from_bytes(octets[position : position + 2], "big")
            position += 2
            # The reference is a place in a ring of 4,096 octets: how far back is that from where we write?
            back = (len(unpacked) - (reference >> 4)) % _WINDOW
            start = len(unpacked) - back
            if not back or start < 0:  # a reference to where we write ends it
                return bytes(unpacked[len(_PRELOADED) :])
            length = (reference & 15) + 2
            unpacked += (unpacked[start : start + length] * (length // back + 1))[:length]
    return bytes(unpacked[len(_PRELOADED) : limit])

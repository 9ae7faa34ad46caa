"""The header of a message, tolerantly: its fields, encoded words, parameters, dates and message ids.

Reads what RFC 5322, 2047 and 2231 say, and what broken programs make of them. Nothing here raises; every pattern is
linear or bounded, and only as much of a field is looked at as a sane one can have.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from mottagning.contacts.mime.charsets import clean_line, decode

_MAX_HEADER = 1 << 20  # octets of a header that are looked at
_MAX_FIELD = 1 << 17  # octets of one field; a To: with 4,000 recipients has about as many
_MAX_REPEATS = 50  # fields of the same name
_MAX_IDS = 100

_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:")
_BLANK = re.compile(rb"(?:\A|\n)\r*\n")
# Fields that show that a header goes on after a line that has no place in it.
_SURE_FIELD = re.compile(
    rb"^(?:from|to|cc|bcc|date|subject|message-id|mime-version|content-[a-z-]+|received|return-path|reply-to|sender|"
    rb"references|in-reply-to|delivered-to|x-[a-z0-9-]+|auto-submitted|precedence|importance|priority|list-[a-z]+|"
    rb"dkim-signature|authentication-results|arc-[a-z-]+|thread-(?:index|topic))[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_LOOK_AHEAD = 3000  # octets


class Header:
    """The fields of one header. Values are octets, unfolded; names are looked up without regard to case."""

    __slots__ = ("_fields", "broken", "charset", "count")

    def __init__(self) -> None:
        self._fields: dict[str, list[bytes]] = {}
        self.charset = ""  # what octets beyond ASCII are probably in, when they are not UTF-8
        self.count = 0
        self.broken = False  # a line had no place in it, or there was too much of it

    def add(self, name: bytes, value: bytes) -> None:
        self.count += 1
        same = self._fields.setdefault(name.decode("ascii").lower(), [])
        if len(same) < _MAX_REPEATS:
            same.append(value)

    def all(self, name: str) -> list[bytes]:
        return self._fields.get(name, [])

    def first(self, name: str) -> bytes:
        """The first value of that name that is not blank, else empty."""
        return next((value for value in self.all(name) if value.strip()), b"")

    def text(self, name: str, limit: int = 1000) -> str:
        """The first value as readable text on one line, encoded words decoded."""
        return clean_line(decode_words(field_text(self.first(name)[: 8 * limit], self.charset)), limit)

    def raw_text(self, name: str) -> str:
        """The first value as text on one line, encoded words left as they are."""
        return field_text(self.first(name), self.charset)

    def word(self, name: str) -> str:
        """The first value up to any parameter or comment, lower case: for fields that hold a keyword."""
        return re.split(r"[;(\s]", self.raw_text(name)[:200].strip(), maxsplit=1)[0].lower()

    def __contains__(self, name: str) -> bool:
        return name in self._fields


def split_header(octets: bytes) -> tuple[Header, bytes]:
    """The header at the beginning of a message or part, and the octets after it.

    The header ends at the first empty line, or before the first line that cannot be in one, unless well-known fields
    follow it (then the line is a badly folded one). A leading mbox "From " line and blank lines before the first
    field are skipped.
    """
    octets = octets.removeprefix(b"\xef\xbb\xbf")
    start = _skip_leading_blank(octets)
    end = _BLANK.search(octets, start) if start == 0 else _BLANK.search(octets, start - 1)
    limit, after = (end.start(), end.end()) if end else (len(octets), len(octets))
    header = Header()
    if limit - start > _MAX_HEADER:
        header.broken = True
        limit = octets.rfind(b"\n", start, start + _MAX_HEADER)
    stopped = _read_fields(octets[start:limit], header)
    return header, octets[after if stopped is None else start + stopped :]


def _skip_leading_blank(octets: bytes) -> int:
    blank = re.match(rb"[\r\n]+", octets[:1000])
    if blank and (_FIELD.match(octets, blank.end()) or octets.startswith(b"From ", blank.end())):
        return blank.end()
    return 0


def _read_fields(block: bytes, header: Header) -> int | None:
    """Put the fields of a header block into `header`; where in the block the body begins, if before its end."""
    name, pieces, size = b"", list[bytes](), 0
    position = sure = 0
    for number, line in enumerate(block.split(b"\n")):
        here, position = position, position + len(line) + 1
        line = line.rstrip(b"\r")
        field = _FIELD.match(line)
        if field:
            if name:
                header.add(name, b"".join(pieces))
            name, pieces, size = field[1], [line[field.end() :].strip()], len(line)
        elif line[:1] in (b" ", b"\t") and name:
            if size < _MAX_FIELD:
                pieces.append(b" " + line.strip())
                size += len(line)
        elif number == 0 and line.startswith((b"From ", b">From ")):
            continue
        elif line and sure <= here and not (sure := _next_sure_field(block, position)):
            if name:
                header.add(name, b"".join(pieces))
            return here
        elif line:
            header.broken = True
            pieces.append(b" " + line.strip())
    if name:
        header.add(name, b"".join(pieces))
    return None


def _next_sure_field(block: bytes, position: int) -> int:
    """Where the next well-known field begins, if not too far away; else 0."""
    found = _SURE_FIELD.search(block, position, position + _LOOK_AHEAD)
    return found.start() if found else 0


def field_text(octets: bytes, charset: str = "") -> str:
    """A field's octets as text: ASCII as it should be, else UTF-8, the charset of the message, or a guess."""
    octets = octets[:_MAX_FIELD]
    return decode(octets, None if octets.isascii() else charset or None)[0]


# --- encoded words (RFC 2047) ---------------------------------------------------------------------------------------

# Spaces inside, missing "?=" at the end and words far longer than 75 characters are all seen in the wild.
# One that never ends is not looked for beyond the next one's beginning: many of them would take their length squared.
_WORD = re.compile(
    r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,30})?\?([bBqQ])\?"
    r"((?:(?!=\?[^?\s]{1,60}\?[bBqQ]\?).){0,4000}?)(?:\?=|$)",
    re.DOTALL,
)


def decode_words(text: str) -> str:
    """Text with its encoded words decoded. White space between two of them is not part of the text; pieces of one
    character split over two words are joined before decoding.
    """
    if "=?" not in text:
        return text
    result: list[str] = []
    pending: list[tuple[str, bytes]] = []

    def flush() -> None:
        charset, octets = pending[0][0], b"".join(piece for _, piece in pending)
        result.append(decode(octets, charset)[0])
        pending.clear()

    end = 0
    for word in _WORD.finditer(text):
        between = text[end : word.start()]
        if pending and (between.strip() or pending[0][0] != word[1].lower()):
            flush()
            result.append(between if between.strip() else "")
        elif not pending:
            result.append(between)
        pending.append((word[1].lower(), _word_octets(word[2], word[3])))
        end = word.end()
    if pending:
        flush()
    return "".join(result) + text[end:]


def _word_octets(encoding: str, body: str) -> bytes:
    octets = body.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(octets.replace(b"\r", b"").replace(b"\n", b""), header=True)
    return decode_base64(octets)


_NOT_BASE64 = bytes(octet for octet in range(256) if not re.match(rb"[A-Za-z0-9+/=]", bytes([octet])))


def decode_base64(octets: bytes) -> bytes:
    """Base64 as far as it goes: foreign characters skipped, padding made good, several padded pieces in a row."""
    pieces = re.findall(rb"[^=]+", octets.translate(None, _NOT_BASE64))
    return b"".join(
        binascii.a2b_base64(piece + b"=" * (-len(piece) % 4))
        for piece in (piece[:-1] if len(piece) % 4 == 1 else piece for piece in pieces)
    )


# --- parameters (RFC 2045, 2231) ------------------------------------------------------------------------------------

_PARAMETER = re.compile(r';\s*([^=;\s"]{1,100})\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)', re.DOTALL)
_LOOSE = re.compile(r'[\s;,](charset|boundary|name|filename)\s*=\s*("[^"]*"|[^\s;"]+)', re.IGNORECASE)


class Valued(NamedTuple):
    """A field of a keyword and parameters, such as Content-Type."""

    value: str  # lower case
    parameters: dict[str, str]  # names lower case, values decoded


def read_valued(octets: bytes) -> Valued:
    """Content-Type, Content-Disposition and their like."""
    text = field_text(octets[:16384])
    value = text.partition(";")[0]
    found: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for name, raw in _PARAMETER.findall(text):
        name, plain = name.lower(), _unquote(raw)
        base, star, number = name.partition("*")
        if star:
            order = number.rstrip("*") or "0"
            if order.isdecimal() and len(order) < 5:
                pieces.setdefault(base, []).append((int(order), name.endswith("*"), plain))
        else:
            found.setdefault(name, decode_words(plain))
    for base, parts in pieces.items():
        found[base] = _join_continuations(sorted(parts, key=lambda part: part[0]))
    if not {"charset", "boundary", "name", "filename"} & found.keys():
        for name, raw in _LOOSE.findall(text):  # a missing or other separator: "text/html charset=utf-8"
            found.setdefault(name.lower(), decode_words(_unquote(raw)))
    keyword = re.split(r"[\s,(]", value.strip().strip("\"'<>"), maxsplit=1)[0].strip("\"'<>") if value.strip() else ""
    return Valued(keyword.lower()[:100], found)


def _unquote(raw: str) -> str:
    raw = raw.strip()
    if raw.startswith('"'):
        inner = raw[1:].removesuffix('"') if len(raw) > 1 else ""
        # A backslash before anything but a quote or itself is a Windows path, whatever the RFC says.
        return re.sub(r'\\(["\\])', r"\1", inner)
    return raw


def _join_continuations(parts: list[tuple[int, bool, str]]) -> str:
    """``name*0*=charset'language'text; name*1*=…`` as one text."""
    charset = ""
    octets: list[bytes] = []
    for number, (_, encoded, value) in enumerate(parts):
        if encoded:
            if number == 0 and value.count("'") >= 2:
                charset, _, value = value.split("'", 2)
            octets.append(unquote_to_bytes(value))
        else:
            octets.append(value.encode("utf-8", "replace"))
    text, _ = decode(b"".join(octets), charset or "utf-8")
    return decode_words(text)


# --- dates and ids --------------------------------------------------------------------------------------------------

_YEARS = range(1980, 2101)
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:[.]\d+)?\s*(?:Z|[+-]\d\d:?\d\d)?")
_ID = re.compile(r"<\s*([^<>\s][^<>]{0,995})>")


def read_date(octets: bytes) -> datetime | None:
    """A Date field in UTC; without a zone it is taken as UTC. None when it makes no sense or is not of our time."""
    text = field_text(octets[:200]).strip()
    try:
        moment = _rfc_date(text) or _iso_date(text)
        utc = moment.astimezone(UTC) if moment else None
    except (ValueError, OverflowError, TypeError, IndexError):  # IndexError: parsedate_tz on some broken times
        return None
    return utc if utc and utc.year in _YEARS else None


def _rfc_date(text: str) -> datetime | None:
    parsed = parsedate_tz(text)
    if not parsed:
        return None
    year, month, day, hour, minute, second = parsed[:6]
    offset = parsed[9] or 0
    zone = timezone(timedelta(seconds=offset)) if abs(offset) < 86400 else UTC
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)


def _iso_date(text: str) -> datetime | None:
    found = _ISO_DATE.match(text)
    if not found:
        return None
    moment = datetime.fromisoformat(found[0].replace(" ", "T", 1).replace(" ", ""))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def read_message_id(octets: bytes) -> str | None:
    """The id of a Message-ID or Content-ID field without its brackets; None when it is missing or empty."""
    text = clean_line(field_text(octets[:4000]))
    found = _ID.search(text)
    bare = "".join((found[1] if found else text.strip("<> ")).split())
    return bare or None


def read_ids(values: list[bytes]) -> tuple[str, ...]:
    """Every id of References or In-Reply-To fields in order, each once; at most 100, the first and the latest ones.

    Some programs write an id without brackets: a single word with an @ counts as one.
    """
    ids: dict[str, None] = {}
    for value in values:
        text = clean_line(field_text(value[:65536]), 65536)
        for found in _ID.findall(text) or _bare_ids(text):
            ids["".join(found.split())] = None
    every = tuple(ids)
    return every if len(every) <= _MAX_IDS else every[:1] + every[1 - _MAX_IDS :]


def _bare_ids(text: str) -> Iterator[str]:
    words = text.replace("<", " ").replace(">", " ").replace(",", " ").split()
    if len(words) == 1:
        yield words[0]
        return
    for word in words:
        if "@" in word.strip("@") and len(word) < 1000:
            yield word.strip("\"'();")

"""Names and addresses of From, To and their like (RFC 5322), however they are written.

A single pass over the text: the time is linear, also for thousands of recipients or quotes that never close.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mottagning.contacts.mime.charsets import clean, clean_line
from mottagning.contacts.mime.headers import decode_words, field_text

MAX_ADDRESSES = 500
_MAX_FIELDS = 5
_MAX_ENTRY = 2000
_MAX_NAME = 200
_MAX_ADDRESS = 320  # RFC 5321: 64 + @ + 255

_BARE = re.compile(r"""[^\s<>"'(),;:\[\]]{1,200}@[^\s<>"'(),;:]{1,255}""")
_LOCAL = re.compile(r"[A-Za-z][A-Za-z0-9._+-]{0,63}")


@dataclass(frozen=True, slots=True)
class Address:
    """Somebody in a message: the name as written ("" if none) and the address in lower case ("" if none is given)."""

    name: str
    address: str


def read_addresses(values: list[bytes], charset: str = "") -> tuple[Address, ...]:
    """Everybody with an address in some fields of one kind, each address once, at most `MAX_ADDRESSES`.

    `charset` is what octets beyond ASCII are probably in, when they are not UTF-8.
    """
    found: dict[str, Address] = {}
    for value in values[:_MAX_FIELDS]:
        for one in _read(value, charset):
            if one.address and one.address not in found:
                found[one.address] = one
            if len(found) >= MAX_ADDRESSES:
                return tuple(found.values())
    return tuple(found.values())


def read_sender(values: list[bytes], charset: str = "") -> Address | None:
    """The first one in a From or Sender field who has an address, else the first with a name, else None."""
    named: Address | None = None
    for value in values[:_MAX_FIELDS]:
        for number, one in enumerate(_read(value, charset)):
            if one.address:
                return one
            named = named or (one if one.name else None)
            if number > MAX_ADDRESSES:
                break
    return named


def _read(value: bytes, charset: str) -> Iterator[Address]:
    for entry in _entries(clean(field_text(value, charset)).replace("\n", " ")):
        address = _read_entry(entry)
        if address.address or address.name:
            yield address


@dataclass(slots=True)
class _Entry:
    """One entry of a list, its kinds of text kept apart."""

    phrase: list[str]
    angle: list[str]
    comment: list[str]
    has_angle: bool = False
    before_angle: int = 0  # how much of the phrase had been read when the bracket closed


def _entries(text: str) -> Iterator[_Entry]:
    """Split a list at its commas and semicolons, outside quotes, brackets and comments; group names are dropped."""
    entry = _Entry([], [], [])
    target = around = entry.phrase
    depth = 0
    quoted = False
    # A quote or comment that never closes would swallow all others: then its opening sign is an ordinary one.
    last_quote, last_paren, last_angle = text.rfind('"'), text.rfind(")"), text.rfind(">")
    skip = False
    for position, sign in enumerate(text):
        if skip:
            skip = False
            target.append(sign)
        elif sign == "\\" and (quoted or depth):
            skip = True
        elif sign == '"' and not depth and (quoted or position < last_quote):
            quoted = not quoted
        elif quoted:
            target.append(sign)
        elif sign == "(" and (depth or position < last_paren):
            around = around if depth else target
            depth += 1
            target = entry.comment
        elif sign == ")" and depth:
            depth -= 1
            target = entry.comment if depth else around
        elif depth:
            target.append(sign)
        elif sign == "<" and position < last_angle:
            if "@" in entry.angle:  # a comma is missing between two
                following = entry.phrase[entry.before_angle :]
                del entry.phrase[entry.before_angle :]
                yield entry
                entry = _Entry(following, [], [])
            entry.has_angle = True
            target = entry.angle
        elif sign == ">":
            target = entry.phrase
            entry.before_angle = len(target)
        elif sign in ",;" and target is not entry.angle:
            yield entry
            entry = _Entry([], [], [])
            target = entry.phrase
        elif sign == ":" and target is entry.phrase and "@" not in entry.phrase and position + 1 < len(text):
            entry.phrase.clear()  # "Group: member, member;"
        else:
            target.append(sign)
    yield entry


def _read_entry(entry: _Entry) -> Address:
    phrase = "".join(entry.phrase[:_MAX_ENTRY]).strip()
    inside = "".join(entry.angle[:_MAX_ENTRY]).strip()
    comment = "".join(entry.comment[:_MAX_ENTRY]).strip()
    if "=?" in phrase and "@" not in inside:
        phrase = decode_words(phrase)  # somebody encoded the address too
        if not inside and "<" in phrase:
            phrase, _, inside = phrase.rstrip("> ").rpartition("<")
    if inside or entry.has_angle:
        address = _address(inside) or _address(phrase)
        return Address(_name(phrase if phrase else comment, address), address)
    bare = _BARE.search(phrase)
    if bare:
        rest = (phrase[: bare.start()] + " " + phrase[bare.end() :]).strip()
        address = _address(bare[0])
        return Address(_name(rest if rest.strip("<>()[]\"' ") else comment, address), address)
    return Address(_name(phrase or comment, ""), "")


def _address(text: str) -> str:
    text = re.sub(r"\s{0,9}@\s{0,9}", "@", text.removeprefix("mailto:"))
    bare = _BARE.search(text)
    if bare:
        return bare[0].strip(".").lower()[:_MAX_ADDRESS]
    local = _LOCAL.fullmatch(text.strip())
    return local[0].lower() if local else ""


def _name(text: str, address: str) -> str:
    name = clean_line(decode_words(text), _MAX_NAME).strip("\"'<> ")
    return "" if name.lower() == address else name

"""Opaque S/MIME (RFC 8551, RFC 5652): the MIME part within a signature that encloses it.

A walk through BER, since programs that stream write lengths that `cryptography` and other readers of DER refuse.
Nothing here raises; a container that makes no sense gives nothing.
"""

from __future__ import annotations

from typing import NamedTuple

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

"""File names from strangers, made safe for any folder on Windows, macOS and Linux."""

from __future__ import annotations

import re

from mottagning.contacts.mime.charsets import clean_line

_MAX_NAME = 120  # characters; with å in two octets still below the 255 that file systems allow
# Path signs and what Windows forbids; marks that turn the direction of writing can make "exe.pdf" of "fdp.exe".
_FORBIDDEN = re.compile('[<>:"|?*\x00-\x1f]')
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³])\s*(?:\.|$)", re.IGNORECASE)


def safe_name(name: str, otherwise: str) -> str:
    """The last step of a path, without signs that mean something to a file system; `otherwise` when nothing is left.

    A long name is cut before its extension.
    """
    name = clean_line(_INVISIBLE.sub("", name[:4000]), 2000)
    name = _FORBIDDEN.sub("_", re.split(r"[/\\]", name.rstrip("/\\ "))[-1]).strip(" .")
    if not name.strip("_"):
        return otherwise
    if _DEVICES.match(name):
        name = "_" + name
    if len(name) > _MAX_NAME:
        stem, dot, extension = name.rpartition(".")
        kept = dot + extension if stem and len(extension) <= 10 else ""
        name = name[: _MAX_NAME - len(kept)].rstrip(" .") + kept
    return name

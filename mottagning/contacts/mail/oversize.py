"""What stands in the ledger for a message that is too large to fetch: its header, and where the rest lies."""

from __future__ import annotations

import re

from mottagning.texts import tr

MOST_OCTETS = 64 * 1024 * 1024
"""So large a message may be. Mail systems take 25 to 50 MB from outside; one that is larger would fill the memory."""
BEGINNING = 1 << 16
"""So much of it is kept, at most, for its header."""
_ABOUT_CONTENT = re.compile(rb"(?im)^(?:content-[a-z-]+|mime-version)[ \t]*:.*(?:\n[ \t].*)*\n?")
_END = re.compile(rb"\r?\n\r?\n")


def stand_in(octets: bytes, folder: str) -> bytes:
    """A message to be shown instead of one that begins so and lies in this folder of its mailbox."""
    header = _END.split(octets[:BEGINNING], maxsplit=1)[0]
    kept = _ABOUT_CONTENT.sub(b"", header + b"\r\n").rstrip(b"\r\n")
    text = tr(
        "This message is larger than {megabytes} MB and was not fetched. "
        "Read it in the mail program, in the folder “{folder}”.",
        megabytes=MOST_OCTETS // (1024 * 1024),
        folder=folder,
    )
    about = b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit"
    return kept + b"\r\n" + about + b"\r\n\r\n" + text.encode() + b"\r\n"

"""Every real message beside the checkout, mutated ones, and those built to take for ever: all become a message."""

import email
import email.policy
import pickle
import re
import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mottagning.contacts import mime
from mottagning.contacts.mime.htmltext import html_to_text
from mottagning.contacts.mime.message import _understand
from mottagning.contacts.quoting import fold

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
HEAD = b"From: Anna <anna@example.se>\nSubject: Hej\nMIME-Version: 1.0\n"


@pytest.fixture(scope="session")
def mails(shared_data: Path) -> dict[str, bytes]:
    """The raw messages by their file's place in the collection."""
    folder = shared_data / "mail"
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.glob("*/*.eml"))}


@pytest.fixture(scope="session")
def understood(mails: dict[str, bytes]) -> dict[str, mime.Message]:
    return {place: check(raw) for place, raw in mails.items()}


def check(raw: bytes) -> mime.Message:
    """Understand a message without the net that `parse` has, and hold it against what every message promises."""
    message = _understand(raw)
    assert pickle.loads(pickle.dumps(message)) == message  # it crosses to another process
    people = [one for one in (message.sender, message.reply_to, *message.to, *message.cc) if one]
    lines = [message.subject, message.message_id or "", message.in_reply_to or "", *message.references]
    lines += [text for one in people for text in (one.name, one.address)]
    lines += [text for one in message.attachments for text in (one.name, one.content_type, one.content_id or "")]
    for text in (*lines, message.text):
        text.encode("utf-8")  # no lone surrogates
        assert not CONTROL.search(text)
    assert not any("\n" in line for line in lines)
    assert not any(set(one.name) & set('/\\:*?"<>|') for one in message.attachments)
    assert message.date is None or message.date.utcoffset() is not None
    assert message.html is None or "\0" not in message.html
    assert "\n".join(block.text for block in fold(message.text)) == message.text
    mime.message_key(raw)
    return message


@pytest.mark.timeout(60)
def test_every_real_message_is_understood(mails: dict[str, bytes], understood: dict[str, mime.Message]) -> None:
    assert len(mails) >= 1000
    for place, message in understood.items():
        assert message.readable or len(mails[place]) < 1000, place
        assert message.text or not _has_text(mails[place]), place


def _has_text(raw: bytes) -> bool:
    """Whether the standard library finds a text part that is more than white space or empty markup."""
    for part in email.message_from_bytes(raw, policy=email.policy.compat32).walk():
        content = part.get_payload(decode=True)
        if part.get_content_maintype() == "text" and isinstance(content, bytes) and content.strip():
            markup = part.get_content_type() == "text/html"
            if not markup or html_to_text(content.decode("latin-1")):
                return True
    return False


def test_real_messages_are_the_same_only_when_they_are(mails: dict[str, bytes]) -> None:
    assert len({mime.octets_key(raw) for raw in mails.values()}) == len(mails)
    for place, raw in mails.items():
        if re.search(rb"\r(?!\n)", raw):
            continue
        unix = raw.replace(b"\r\n", b"\n")
        windows = unix.replace(b"\n", b"\r\n")
        assert mime.octets_key(unix) == mime.octets_key(windows) == mime.octets_key(raw), place
        assert mime.message_key(unix) == mime.message_key(windows) == mime.message_key(raw), place


def test_real_bounces_and_people_are_told_apart(understood: dict[str, mime.Message]) -> None:
    kinds = {place: message.kind for place, message in understood.items()}
    bounces = [place for place in kinds if "lhost-" in place]
    assert sum(kinds[place] == "bounce" for place in bounces) > 0.95 * len(bounces)
    signatures = [place for place in kinds if place.startswith("talon/")]
    assert all(kinds[place] == "person" for place in signatures)


PIECES = [
    b"\n", b"\r", b"\0", b'"', b";", b"=?utf-8?q?", b"?=", b"--", b"<", b">", b"(", b"\xff", b"\xe5", b"\n\n", b": ",
    b"\nContent-Type: multipart/mixed; boundary=x\n", b"\nContent-Transfer-Encoding: base64\n", b"charset=utf-16",
    b"charset=utf-7", b"charset=idna", b"message/rfc822", b"text/html", b"text/calendar", b"application/ms-tnef",
    b"\x1b$B", b"application/pkcs7-mime", b"&#99999999999;", b"*0*=utf-8''%ff", b"\xff\xfe", b"\n--x\n",
    b"begin 644 a\n", b"Date: 1 Jan 99999 99:99 +9999\n", b"\nReferences: <", b"+2AA-", b"\xed\xa0\x80",
    b"text/rtf", b"{\\rtf1 ", b"\\bin99999", b"BEGIN:VEVENT\nDTSTART:20269999T999999\n", b"\x78\x9f\x3e\x22",
]  # fmt: skip


@st.composite
def damage(draw: st.DrawFn) -> list[tuple[int, int, bytes]]:
    """What to cut out of a message, where, and what to put there."""
    return draw(
        st.lists(
            st.tuples(st.integers(0, 1 << 16), st.integers(0, 300), st.sampled_from(PIECES) | st.binary(max_size=8)),
            min_size=1,
            max_size=12,
        )
    )  # fmt: skip


def damaged(raw: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    for place, length, piece in changes:
        at = place % (len(raw) + 1)
        raw = raw[:at] + piece + raw[at + length :]
    return raw


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=st.integers(0, 10_000), changes=damage())
def test_damaged_messages_are_understood(
    mails: dict[str, bytes], number: int, changes: list[tuple[int, int, bytes]]
) -> None:
    check(damaged(list(mails.values())[number % len(mails)][:20_000], changes))


@pytest.mark.long
@pytest.mark.timeout(900)
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(number=st.integers(0, 10_000), changes=damage())
def test_many_damaged_messages_are_understood(
    mails: dict[str, bytes], number: int, changes: list[tuple[int, int, bytes]]
) -> None:
    check(damaged(list(mails.values())[number % len(mails)], changes))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(st.sampled_from(PIECES), st.sampled_from([HEAD, b"Subject: ", b"From: "]), st.binary(max_size=20))
    )
)
def test_any_octets_are_understood(pieces: list[bytes]) -> None:
    check(b"".join(pieces))


def numbered(template: bytes, count: int) -> bytes:
    return b"".join(template.replace(b"#", b"%d" % number) for number in range(count))


RICH = struct.pack("<II4sI", 1 << 30, 1 << 30, b"LZFu", 0) + b"\xff" + b"\0\x0f" * 500_000
PROPERTIES = struct.pack("<IHHII", 1, 0x102, 0x1009, 1, len(RICH)) + RICH
WINMAIL = b"\x78\x9f\x3e\x22\1\0\1" + struct.pack("<II", 0x00069003, len(PROPERTIES)) + PROPERTIES
ENDLESS = {
    "14 KB of semicolons": HEAD + b"Content-Type: text/plain" + b";" * 14_000 + b"\n\nHej",
    "4,000 recipients": HEAD + b"To: " + numbered(b'"Person #" <p#@example.se>, ', 4000) + b"\n\nHej",
    "nested multiparts": numbered(b'Content-Type: multipart/mixed; boundary="b#"\n\n--b#\n', 3000) + b"\nHej" * 20_000,
    "nested messages": HEAD + b"Content-Type: message/rfc822\n\n" * 5000 + b"Subject: x\n\n" + b"Hej " * 100_000,
    "empty parts": HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 200_000,
    "nearly delimiters": HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--bx" * 300_000,
    "many fields": HEAD + numbered(b"X-#: a\n", 100_000) + b"\nHej",
    "a field folded for ever": HEAD + b"X: a\n" + b" b\n" * 300_000 + b"\nHej",
    "lines that are no fields": HEAD + (b"garbage\n" * 29 + b"X-Y: z\n") * 3000,
    "open encoded words": HEAD + b"X: y\nSubject: " + b"=?a?q?" * 20_000 + b"\n\nHej",
    "open brackets": HEAD + b"To: " + b"<(" * 50_000 + b"\nReferences: " + b"<" * 50_000 + b"\n\nHej",
    "backslashes": HEAD + b'Content-Type: text/plain; a="' + b"\\" * 15_000 + b"\n\nHej",
    "a number without end": HEAD + b"Content-Type: text/html\n\nHej &#" + b"9" * 300_000,
    "padding": HEAD + b"Content-Transfer-Encoding: base64\n\n" + b"aa=\n" * 200_000,
    "octets beyond ASCII": HEAD + b"\n" + bytes(range(128, 256)) * 5000,
    "many unknown charsets": HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n"
    + numbered(b"--b\nContent-Type: text/plain; charset=x#\n\n\xe5\xff\x81# \xd0\xc1\xd4\n", 900),
    "combining marks": HEAD + b"Content-Type: text/plain; charset=utf-8\n\na" + "\u0301\u0316".encode() * 300_000,
    "open files": HEAD + b"\n" + b"begin 644 a\n" * 50_000,
    "flowed": HEAD + b"Content-Type: text/plain; format=flowed\n\n" + b"a \n" * 300_000,
    "a long date": HEAD + b"Date: " + b"1 (" * 50_000 + b"\n\nHej",
    "rich text that opens groups": HEAD + b"Content-Type: application/rtf\n\n" + b"{\\rtf1" + b"{\\u1 " * 500_000,
    "rich text that unpacks": HEAD + b"Content-Type: application/ms-tnef\n\n" + WINMAIL,
    "a calendar of colons": HEAD + b"Content-Type: text/calendar\n\nBEGIN:VEVENT\n" + b'SUMMARY;A="' * 100_000,
    "open lengths": HEAD + b"Content-Type: application/pkcs7-mime\n\n"
    + bytes.fromhex("308006092a864886f70d010702a080") + b"\x30\x80" * 100_000,
}  # fmt: skip


@pytest.mark.timeout(20)
@pytest.mark.parametrize("raw", ENDLESS.values(), ids=ENDLESS.keys())
def test_nothing_takes_for_ever(raw: bytes) -> None:
    assert check(raw).readable

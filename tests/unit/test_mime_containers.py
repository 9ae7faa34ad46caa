"""What lies in containers of its own: Outlook's winmail.dat with rich text and messages in it, invitations in words."""

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mottagning import texts
from mottagning.contacts import mime
from mottagning.contacts.mime import tnef
from mottagning.contacts.mime.invitation import in_words
from mottagning.contacts.mime.rtf import read_rtf
from mottagning.contacts.mime.tnef import decompress, read_tnef

HEAD = b"From: anna@example.se\r\nSubject: Hej\r\n"


# --- Outlook's container --------------------------------------------------------------------------------------------


def stream(*attributes: tuple[int, bytes]) -> bytes:
    body = b"".join(b"\x02" + struct.pack("<II", number, len(value)) + value + b"\0\0" for number, value in attributes)
    return b"\x78\x9f\x3e\x22\x01\x00" + body


def properties(*values: tuple[int, int, bytes]) -> bytes:
    """(type, id, octets) of variable length; one above 0x8000 is named."""
    body = b""
    for kind, name, value in values:
        named = bytes(16) + struct.pack("<II", 1, 6) + "ab\0".encode("utf-16-le") + b"\0\0" if name >= 0x8000 else b""
        body += struct.pack("<HH", kind, name) + named + struct.pack("<II", 1, len(value))
        body += value + bytes(-len(value) % 4)
    return struct.pack("<I", len(values)) + body


def wide(text: str) -> bytes:
    return (text + "\0").encode("utf-16-le")


MESSAGE_PROPERTIES, FILE_BEGINS, FILE_PROPERTIES, FILE_DATA = 0x00069003, 0x00069002, 0x00069005, 0x0006800F


def winmail(*attributes: tuple[int, bytes]) -> bytes:
    return HEAD + b"Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\n" + stream(*attributes)


def packed(rich: bytes) -> bytes:
    """Rich text as it may stand uncompressed in its container."""
    return struct.pack("<II", len(rich) + 12, len(rich)) + b"MELA" + bytes(4) + rich


def test_the_plain_body_among_the_properties_and_the_long_name_of_a_file() -> None:
    message = mime.parse(
        winmail(
            (MESSAGE_PROPERTIES, properties((0x1E, 0x8001, b"other"), (0x1F, 0x1000, wide("Hej på dig")))),
            (FILE_BEGINS, b"x"),
            (0x00018010, b"BESLUT~1.PDF\0"),
            (FILE_DATA, b"%PDF"),
            (FILE_PROPERTIES, properties((0x1F, 0x3707, wide("beslut å.pdf")), (0x1F, 0x3712, wide("<bild@x>")))),
        )
    )
    assert message.text == "Hej på dig"
    assert [(file.name, file.content, file.content_id) for file in message.attachments] == [
        ("beslut å.pdf", b"%PDF", "bild@x")
    ]


@pytest.mark.parametrize(
    ("rich", "text"),
    [
        (rb"{\rtf1\ansi\ansicpg1252{\fonttbl\f0 Arial;}{\*\foo bar}\pard Hej p\'e5 dig\par\b rad\b0  tv\u229?!\line x}",
         "Hej på dig\nrad två!\nx"),
        (rb"{\rtf1\ansi\fromhtml1{\*\htmltag64 <p>}\htmlrtf \par\htmlrtf0 Hej{\*\htmltag84 <br>}\htmlrtf\line\htmlrtf0"
         rb" d\'e4r{\*\htmltag72 </p>}}", "Hej\ndär"),
    ],
)  # fmt: skip
def test_rich_text_becomes_text(rich: bytes, text: str) -> None:
    message = mime.parse(winmail((MESSAGE_PROPERTIES, properties((0x102, 0x1009, packed(rich))))))
    assert message.text == text
    assert message.html == ("<p>Hej<br>där</p>" if b"fromhtml" in rich else None)


def test_what_the_message_says_already_is_not_said_twice() -> None:
    parts = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHej\r\n--b\r\n"
    container = b"Content-Type: application/ms-tnef\r\n\r\n" + stream((0x0002800C, b"Hej\0"))
    message = mime.parse(HEAD + parts + container + b"\r\n--b--\r\n")
    assert (message.text, message.attachments) == ("Hej", ())


def test_a_message_within_is_read_with_its_files() -> None:
    inner = stream(
        (MESSAGE_PROPERTIES, properties((0x1F, 0x0037, wide("Fråga")), (0x1F, 0x1000, wide("Inre text")))),
        (FILE_BEGINS, b"x"),
        (0x00018010, b"fil.txt\0"),
        (FILE_DATA, b"x"),
    )
    message = mime.parse(
        winmail(
            (0x0002800C, b"Yttre\0"),
            (FILE_BEGINS, b"x"),
            (FILE_PROPERTIES, properties((0x0D, 0x3701, bytes(16) + inner))),
        )
    )
    assert message.text == "Yttre\n\n---------- Forwarded message ----------\nSubject: Fråga\n\nInre text"
    assert [file.name for file in message.attachments] == ["fil.txt"]


def test_compressed_rich_text() -> None:
    """The two examples of MS-OXRTFCP, 4.1."""
    simple = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c0900206277" + "05b06c647d0a800fa0"
    )
    assert decompress(simple) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    crossing = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
    assert decompress(crossing) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"


def test_every_winmail_of_the_collection_gives_its_text(shared_data: Path) -> None:
    message = mime.parse((shared_data / "mail/mimekit/UnitTests_TestData_tnef_ukr.eml").read_bytes())
    assert message.text.startswith("шостий")
    assert message.attachments == ()


RICH = rb"{|}|\par|\'e5|\*|\u229|?|\bin9| a|\htmlrtf|{\*\htmltag1|\fromhtml1|\|{\pict".split(b"|")


def test_a_page_of_signs_that_is_no_number_is_none() -> None:
    body = properties((0x102, 0x3FDE, b"\xff" * 9000), (0x1E, 0x1000, b"Hej"))
    assert mime.parse(winmail((MESSAGE_PROPERTIES, body))).text == "Hej"


def test_few_octets_that_unpack_to_many_rich_texts_take_no_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[bytes] = []

    def read(octets: bytes) -> tuple[str, bool]:
        taken.append(octets)
        return "Hej", False

    monkeypatch.setattr(tnef, "read_rtf", read)
    rich = properties(*[(0x102, 0x1009, packed(b"{\\rtf1 Hej}"))] * 20)
    inner = (FILE_PROPERTIES, properties((0x0D, 0x3701, bytes(16) + stream((MESSAGE_PROPERTIES, rich)))))
    outer = stream((MESSAGE_PROPERTIES, rich), *[(FILE_BEGINS, b"x"), inner] * 20)
    part = b"--b\r\nContent-Type: application/ms-tnef\r\n\r\n" + outer + b"\r\n"
    found = mime.parse(HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 20 + b"--b--")
    assert found.text.startswith("Hej")
    assert len(taken) == 25
    assert len(found.attachments) == 15


@given(st.lists(st.sampled_from(RICH)))
def test_any_rich_text_is_read(pieces: list[bytes]) -> None:
    read_rtf(b"{\\rtf1" + b"".join(pieces))


@given(st.binary(max_size=300))
def test_any_stream_is_read(octets: bytes) -> None:
    read_tnef(stream((MESSAGE_PROPERTIES, octets), (FILE_BEGINS, b""), (FILE_PROPERTIES, b"\xff" * 4 + octets)))
    decompress(octets[:8].ljust(8, b"\xff") + b"LZFu" + octets)


# --- invitations ----------------------------------------------------------------------------------------------------


def calendar(*lines: str, method: str = "REQUEST") -> str:
    return "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            f"METHOD:{method}",
            "BEGIN:VEVENT",
            "SUMMARY:Nätverksmöte",
            *lines,
            "END:VEVENT",
            "END:VCALENDAR",
        ]
    )


@pytest.mark.parametrize(
    ("lines", "when"),
    [
        (("DTSTART:20260105T083000Z", "DTEND:20260105T093000Z"), "Monday 2026-01-05 09:30–10:30"),
        (("DTSTART;TZID=W. Europe Standard Time:20260605T083000", "DURATION:PT1H30M"), "Friday 2026-06-05 08:30–10:00"),
        (("DTSTART;TZID=Europe/Helsinki:20260105T083000", "DTEND;TZID=Europe/Helsinki:20260106T090000"),
         "Monday 2026-01-05 07:30 – Tuesday 2026-01-06 08:00"),
        (("DTSTART;TZID=Vår egen:20260105T083000",), "Monday 2026-01-05 08:30 Vår egen"),
        (("DTSTART;VALUE=DATE:20260105", "DTEND;VALUE=DATE:20260106"), "Monday 2026-01-05"),
        (("DTSTART;VALUE=DATE:20260105", "DTEND;VALUE=DATE:20260108"), "Monday 2026-01-05 – Wednesday 2026-01-07"),
        (("DTSTART:20260105T0830",), "Monday 2026-01-05 08:30"),
        # What makes no sense together: then only when it begins.
        (("DTSTART:20260105T083000", "DTEND;VALUE=DATE:20260106"), "Monday 2026-01-05 08:30"),
        (("DTSTART;VALUE=DATE:20260105", "DTEND:20260106T083000"), "Monday 2026-01-05"),
        (("DTSTART:99991231T083000", "DURATION:P9W"), "Friday 9999-12-31 08:30–08:30"),
        (("DTSTART;VALUE=DATE:20260105", "DTEND;VALUE=DATE:00010101"), "Monday 2026-01-05"),
    ],
)  # fmt: skip
def test_when_it_is(lines: tuple[str, ...], when: str) -> None:
    assert in_words(calendar(*lines)) == f"Invitation: Nätverksmöte\nWhen: {when}"


@pytest.mark.parametrize(
    ("method", "line", "title"),
    [
        ("CANCEL", "", "Cancelled: Nätverksmöte"),
        ("REQUEST", "STATUS:CANCELLED", "Cancelled: Nätverksmöte"),
        ("REPLY", "ATTENDEE;PARTSTAT=DECLINED:mailto:b@example.se", "Declined the invitation: Nätverksmöte"),
        ("REPLY", "ATTENDEE:mailto:b@example.se", "Answer to an invitation: Nätverksmöte"),
        ("COUNTER", "", "Proposes another time: Nätverksmöte"),
        ("REQUEST", "RRULE:FREQ=WEEKLY",
         "Invitation: Nätverksmöte\nIt is repeated; see the calendar file for the other times."),
    ],
)  # fmt: skip
def test_what_it_is(method: str, line: str, title: str) -> None:
    assert in_words(calendar(line, method=method)) == title


def test_an_alarm_does_not_speak_for_the_event() -> None:
    alarm = ("BEGIN:VALARM", "DESCRIPTION:Påminnelse", "END:VALARM", "LOCATION:Rum 4\\, plan 2")
    assert in_words(calendar(*alarm)) == "Invitation: Nätverksmöte\nWhere: Rum 4, plan 2"


def test_it_is_said_in_swedish() -> None:
    texts.use_language("sv")
    assert in_words(calendar("DTSTART:20260105T083000Z")) == "Inbjudan: Nätverksmöte\nNär: Måndag 2026-01-05 09:30"


@given(st.text(alphabet=st.sampled_from('BEGIN:VTDST;=Z0123456789\r\n\\,"PHMW-'), max_size=200))
def test_any_calendar_is_read(text: str) -> None:
    in_words(calendar(f"DTSTART:{text}", f"DURATION:{text}", text))
    in_words(text)

"""What is shown of a message that is too large to fetch, and work that is done a few pieces ahead."""

import threading

import pytest

from mottagning import tasks
from mottagning.contacts.mail.oversize import BEGINNING, stand_in
from mottagning.contacts.mime.message import parse


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_its_header_stays_and_the_text_says_where_it_lies(end):
    lines = [
        b"From: Alva <alva@example.se>",
        b"Content-Type: multipart/mixed;",
        b'\tboundary="x"',
        b"Subject: Bilder",
        b"MIME-Version: 1.0",
        b"Message-ID: <1@example.se>",
    ]
    octets = end.join([*lines, b"", b"--x", b"From: nobody", b"y" * BEGINNING])
    found = stand_in(octets, "INBOX/Webbformulär")
    assert len(found) < 1000
    message = parse(found)
    assert (message.subject, message.message_id) == ("Bilder", "1@example.se")
    assert "larger than 64 MB" in message.text
    assert "“INBOX/Webbformulär”" in message.text


def test_what_has_no_end_of_its_header_is_shown_too():
    found = stand_in(b"Subject: " + b"x" * 2 * BEGINNING, "INBOX")
    assert "larger than" in parse(found).text


def test_so_many_are_under_way_and_they_come_in_order():
    under_way = most = 0
    lock = threading.Lock()
    meet = threading.Barrier(3, timeout=60)

    def work(number: int) -> int:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        meet.wait()
        with lock:
            under_way -= 1
        return number

    assert list(tasks.ahead(work, range(9), 3)) == list(range(9))
    assert most == 3


def test_what_breaks_is_raised_in_its_place():
    given = tasks.ahead(lambda number: 1 // number, [1, 1, 0, 1], 2)
    assert (next(given), next(given)) == (1, 1)
    with pytest.raises(ZeroDivisionError):
        next(given)

"""What machines send: what came back and why, what a program must never answer, what goes round and round."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mottagning import texts
from mottagning.contacts import mime
from mottagning.contacts.mime.bounces import Bounce, in_words
from mottagning.contacts.mime.headers import read_ids

HEAD = "From: MAILER-DAEMON@example.org\nTo: mottagningen@example.se\nSubject: Undelivered Mail Returned to Sender\n"


def bounced(raw: str) -> Bounce:
    bounce = mime.parse((HEAD + raw).encode()).bounce
    assert bounce is not None
    return bounce


def report(*parts: str) -> str:
    head = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
    return head + "".join(f"--b\n{part}\n" for part in parts) + "--b--\n"


STATUS = (
    "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
    "Final-Recipient: rfc822; Asa@example.org\nAction: failed\nStatus: 5.2.2\n\n"
    "Original-Recipient: rfc822;bo@example.org\nFinal-Recipient: rfc822;x@example.org\nAction: failed\nStatus: 5.1.1"
)
ORIGINAL = "Message-ID: <svar.1@example.se>\nTo: asa@example.org\nSubject: Sv: Fråga"


class TestBounce:
    def test_a_report_tells_to_whom_why_and_what(self) -> None:
        for returned in (
            f"Content-Type: message/rfc822\n\n{ORIGINAL}\n\nHej",
            f"Content-Type: text/rfc822-headers\n\n{ORIGINAL}",
        ):
            found = bounced(report("\nSorry", STATUS, returned))
            assert found == Bounce("svar.1@example.se", ("asa@example.org", "bo@example.org"), "5.2.2", False)

    @pytest.mark.parametrize(
        "body",
        [
            # qmail, exim, DragonFly, Exchange 2003, Mimecast
            f"\nHi.\n\n<asa@example.org>:\nno mailbox here (#5.1.1)\n\n--- Below is a copy.\n\n{ORIGINAL}\n\nHej",
            f"\n  asa@example.org\n    550 5.1.1 unknown user\n\n------ This is a copy ------\n\n{ORIGINAL}\n",
            f"\nThere was an error delivering to <asa@example.org>.\n5.1.1\n\nMessage headers follow.\n\n{ORIGINAL}\n",
            f"\nYour message\n\n  To:      asa@example.org\n\ndid not reach (5.1.1)\n\n> {ORIGINAL}",
            "X-Failed-Recipients: asa@example.org\nIn-Reply-To: <svar.1@example.se>\n\nIt failed (5.1.1).",
            "X-Failed-Recipients: asa@example.org\nReferences: <a@b> <svar.1@example.se>\n\n5.1.1",
        ],
    )
    def test_systems_of_no_standard(self, body: str) -> None:
        assert bounced(body) == Bounce("svar.1@example.se", ("asa@example.org",), "5.1.1", False)

    def test_what_is_only_late_is_no_failure(self) -> None:
        late = STATUS.replace("failed", "delayed").replace("5.2.2", "4.4.1")
        assert bounced(report("\nWarning", late)).delayed

    @pytest.mark.parametrize(
        ("status", "reason"),
        [
            ("5.1.1", ": the address does not exist."),
            ("5.2.2", ": the mailbox is full."),
            ("5.7.26", ": the mail server refuses it."),
            ("5.0.0", "."),
            ("", "."),
        ],
    )
    def test_why_in_words(self, status: str, reason: str) -> None:
        assert in_words(Bounce(None, ("a@example.org",), status, False)) == f"Not delivered to a@example.org{reason}"

    def test_the_sentence_comes_first_and_in_swedish(self) -> None:
        texts.use_language("sv")
        message = mime.parse((HEAD + report("\nSorry", STATUS)).encode())
        assert message.text.startswith(
            "Gick inte att leverera till asa@example.org, bo@example.org: brevlådan är full.\n\nSorry"
        )

    def test_nearly_every_real_one_tells_which_and_to_whom(self, shared_data: Path) -> None:
        ids = told = people = count = 0
        for path in sorted((shared_data / "mail").glob("*/*.eml")):
            raw = path.read_bytes()
            if (found := mime.parse(raw).bounce) is None:
                continue
            count += 1
            people += bool(found.recipients)
            _, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
            quoted = [line[11:] for line in body.splitlines() if line.lower().startswith(b"message-id:")]
            if known := read_ids(quoted):
                ids += 1
                told += found.message_id in known
        assert count >= 330
        assert people / count > 0.97
        assert told / ids > 0.98


def answerable(*fields: str, sender: str = "Anna <anna@example.se>") -> bool:
    raw = "\n".join((f"From: {sender}", "Subject: Hej", *fields)) + "\n\nHej"
    return mime.parse(raw.encode()).may_be_answered_automatically


class TestAnswers:
    def test_a_person_may_be_answered(self) -> None:
        assert answerable()
        assert answerable("Auto-Submitted: no", "X-Auto-Response-Suppress: DR, NDR", "Return-Path: <anna@example.se>")

    @pytest.mark.parametrize(
        "field",
        [
            "Auto-Submitted: auto-generated",
            "Auto-Submitted: auto-replied",
            "X-Auto-Response-Suppress: All",
            "X-Auto-Response-Suppress: DR, OOF, AutoReply",
            "Precedence: bulk",
            "List-Id: <x.example.org>",
            "List-Unsubscribe: <https://example.org>",
            "Return-Path: <>",
            "X-Loop: mottagningen@example.se",
            "\n".join(["Delivered-To: mottagningen@example.se"] * 4),
            "\n".join(["Received: from a by b"] * 40),
            "Content-Type: multipart/report; report-type=disposition-notification; boundary=x",
        ],
    )
    def test_what_says_that_nobody_is_there_is_not(self, field: str) -> None:
        assert not answerable(field)

    @pytest.mark.parametrize(
        "sender",
        ["noreply@example.se", "no-reply@example.se", "svara-ej@example.se", "mailer-daemon@example.se", "Bo", "<>",
         "do_not_reply@example.se", "bounces@example.se", "lista-owner@example.org", "postmaster@example.se"],
    )  # fmt: skip
    def test_nor_a_sender_that_nobody_reads(self, sender: str) -> None:
        assert not answerable(sender=sender)

    def test_what_goes_round_is_noted(self) -> None:
        raw = "From: a@example.se\nSubject: Hej\n" + "Received: from a by b\n" * 40 + "\nHej"
        assert "loop" in mime.parse(raw.encode()).notes

    def test_no_real_message_is_taken_for_a_loop(self, shared_data: Path) -> None:
        for path in sorted((shared_data / "mail").glob("*/*.eml"))[::3]:
            assert "loop" not in mime.parse(path.read_bytes()).notes


class TestAnswering:
    def answering(self, *fields: str, text: str = "Hej") -> mime.Answering:
        head = ("From: Anna <anna@example.se>", "To: mottagningen@example.se", "Message-ID: <own@x>")
        return mime.parse("\n".join((*head, *fields, "", text)).encode()).answering

    def test_the_nearest_first_each_once_and_never_itself(self) -> None:
        found = self.answering("References: <1@x> <2@x> <own@x> <3@x>", "In-Reply-To: <3@x>")
        assert found.ids == ("3@x", "2@x", "1@x")

    @pytest.mark.parametrize(
        "said",
        [
            'Your message of "Mon, 05 Jan 2026 09:30:00 +0100"',
            'Message from Anna <Anna@example.se> of "Mon, 05 Jan 2026 09:30:00 +0100."',
            "Mon, 5 Jan 2026 08:30 UTC, mottagningen@example.se",
        ],
    )
    def test_a_time_in_words_and_no_address_for_an_id(self, said: str) -> None:
        found = self.answering(f"In-Reply-To: {said}")
        assert found.ids == ()
        assert found.sent_at == datetime(2026, 1, 5, 8, 30, tzinfo=UTC)

    @pytest.mark.parametrize("said", ["anna@example.se", "<mottagningen@example.se>", "Your message", "", "5 Jan 2026"])
    def test_what_names_nothing(self, said: str) -> None:
        assert self.answering(f"In-Reply-To: {said}") == mime.Answering()

    def test_an_id_without_brackets(self) -> None:
        assert self.answering("In-Reply-To: 1@x").ids == ("1@x",)

    def test_what_is_quoted_or_came_along(self) -> None:
        assert self.answering(text="Hej\n> Message-ID: <1@x>\n> Subject: a").ids == ("1@x",)
        inner = "--b\n\nSe nedan\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <2@x>\n\nHej\n--b--"
        assert self.answering("Content-Type: multipart/mixed; boundary=b", text=inner).ids == ("2@x",)

    def test_outlooks_mark_is_the_same_for_all_that_follows(self) -> None:
        first, second = (self.answering(f"Thread-Index: {'A1' * 15}{more}") for more in ("", "AAAAAAAAAA"))
        assert first.conversation == second.conversation != None  # noqa: E711
        assert self.answering("Thread-Index: short").conversation is None

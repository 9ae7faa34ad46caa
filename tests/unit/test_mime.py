"""What a message says: sender, text, files, kind. Each example is a way real programs write mail, or break it."""

import base64
import hashlib
from datetime import UTC, datetime

import pytest

from mottagning.contacts import mime
from mottagning.contacts.mime import message as message_module
from mottagning.contacts.mime.addresses import MAX_ADDRESSES
from mottagning.contacts.mime.content import MAX_ATTACHMENTS
from mottagning.contacts.quoting import fold
from mottagning.texts import use_language

FORWARDED = "---------- Forwarded message ----------"


def mail(*fields: str | bytes, body: str | bytes = "Hej") -> bytes:
    """A raw message from header fields and a body; From and Subject are there unless given."""
    lines = [field.encode() if isinstance(field, str) else field for field in fields]
    for name, field in ((b"from:", b"From: Anna Berg <anna@example.se>"), (b"subject:", b"Subject: Hej")):
        if not any(line.lower().startswith(name) for line in lines):
            lines.append(field)
    octets = body.encode() if isinstance(body, str) else body
    return b"\r\n".join(lines) + b"\r\n\r\n" + octets


def multipart(kind: str, *parts: str | bytes) -> bytes:
    """The fields and body of a multipart, to stand at the end of `mail(…)`'s fields or as a part of another."""
    boundary = f"b{abs(hash((kind, parts)))}"
    octets = [part.encode() if isinstance(part, str) else part for part in parts]
    opening = f"--{boundary}\r\n".encode()
    return (
        f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
        + b"".join(opening + part + b"\r\n" for part in octets)
        + f"--{boundary}--\r\n".encode()
    )


def mixed(kind: str, *parts: str | bytes) -> mime.Message:
    return mime.parse(b"From: anna@example.se\r\nSubject: Hej\r\n" + multipart(kind, *parts))


PLAIN = "Content-Type: text/plain; charset=utf-8\r\n\r\nHej på dig"
HTML = "Content-Type: text/html; charset=utf-8\r\n\r\n<p>Hej <b>på</b> dig</p>"
PDF = (
    'Content-Type: application/pdf; name="beslut.pdf"\r\nContent-Disposition: attachment\r\n'
    "Content-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(b"%PDF-1.4 x").decode()
)


class TestHeader:
    def test_everything_in_its_place(self) -> None:
        message = mime.parse(
            mail(
                "Message-ID: <Abc.1@example.se>",
                "Date: Mon, 05 Jan 2026 09:30:00 +0100",
                "From: =?utf-8?Q?=C3=85sa_Berg?= <Asa.Berg@Example.se>",
                "Reply-To: bo@example.se",
                "To: Mottagningen <mottagning@example.se>, Bo <bo@example.se>",
                "Cc: c@example.org",
                "Subject: =?iso-8859-1?Q?Fr=E5ga_om?= =?utf-8?B?IGhqw6RscA==?=",
                "In-Reply-To: <q@example.org>",
                "References: <p@example.org>\r\n\t<q@example.org>",
            )
        )
        assert message.message_id == "Abc.1@example.se"
        assert message.date == datetime(2026, 1, 5, 8, 30, tzinfo=UTC)
        assert message.sender == mime.Address("Åsa Berg", "asa.berg@example.se")
        assert message.reply_to == mime.Address("", "bo@example.se")
        assert [one.address for one in message.to] == ["mottagning@example.se", "bo@example.se"]
        assert [one.address for one in message.cc] == ["c@example.org"]
        assert message.subject == "Fråga om hjälp"
        assert (message.in_reply_to, message.references) == ("q@example.org", ("p@example.org", "q@example.org"))
        assert (message.text, message.html, message.attachments) == ("Hej", None, ())
        assert (message.kind, message.readable, message.notes) == ("person", True, ())

    @pytest.mark.parametrize(
        ("field", "subject"),
        [
            (b"Subject: R\xe4ksm\xf6rg\xe5s", "Räksmörgås"),  # raw Latin-1
            ("Subject: Räksmörgås", "Räksmörgås"),  # raw UTF-8
            ("Subject: =?utf-8?B?UsOka3Ntw7ZyZ8Olcw?=", "Räksmörgås"),  # padding gone
            ("Subject: =?utf-8?Q?R=C3=A4k", "Räk"),  # never ends
            ("Subject: =?utf-8?Q?R=C3?= =?utf-8?Q?=A4k?=", "Räk"),  # cut within a character
            ("Subject: =?utf-8?Q?hej p=C3=A5 dig?=", "hej på dig"),  # spaces inside
            ("Subject: =?iso-8859-1*sv?Q?=E5?= och =?x-okänd?Q?b?=", "å och b"),
            ("Subject: =?nonsense?Q?b=E5t?=", "båt"),
            ("Subject: =?zip?B?aGVq?=", "hej"),  # a Python codec, but no charset
            ("Subject: a =?= b =?utf-8?X?c?=", "a =?= b =?utf-8?X?c?="),
            ("Subject: rad ett\r\n rad\ttvå\0\x07", "rad ett rad två"),
            ("Subject : kolon", "kolon"),
            ("SUBJECT:nära", "nära"),
            ("Subject:\r\n =?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
        ],
    )
    def test_subjects(self, field: str | bytes, subject: str) -> None:
        assert mime.parse(mail(field)).subject == subject

    @pytest.mark.parametrize(
        ("field", "name", "address"),
        [
            ('From: "Berg, Anna" <anna@example.se>', "Berg, Anna", "anna@example.se"),
            ("From: anna@example.se (Anna (socialen) Berg)", "Anna socialen Berg", "anna@example.se"),
            ("From: =?utf-8?Q?Berg=2C_=C3=85sa?= <asa@example.se>", "Berg, Åsa", "asa@example.se"),
            ('From: "=?utf-8?Q?=C3=85sa?=" <asa@example.se>', "Åsa", "asa@example.se"),
            ("From: =?utf-8?Q?Anna_=3Canna=40example=2Ese=3E?=", "Anna", "anna@example.se"),
            (b"From: \xc5sa <asa@example.se>", "Åsa", "asa@example.se"),
            ("From: 'Anna' <anna@example.se>", "Anna", "anna@example.se"),
            ("From: anna@example.se <anna@example.se>", "", "anna@example.se"),
            ("From: Anna anna@example.se", "Anna", "anna@example.se"),
            ("From: Anna <mailto:anna@example.se>", "Anna", "anna@example.se"),
            ('From: "Anna <anna@example.se>', "Anna", "anna@example.se"),  # the quote never closes
            ("From: Anna (x <anna@example.se>", "Anna (x", "anna@example.se"),
            ("From: Anna <anna(hon) @ example.se>", "Anna", "anna@example.se"),
            ("From: Anna <anna@example.se> Bo <bo@example.se>", "Anna", "anna@example.se"),
            ('From: "chef@example.org" <anna@example.se>', "chef@example.org", "anna@example.se"),
            ("From: Grupp: anna@example.se, bo@example.se;", "", "anna@example.se"),
            ("From: MAILER-DAEMON", "MAILER-DAEMON", ""),
        ],
    )
    def test_senders(self, field: str | bytes, name: str, address: str) -> None:
        assert mime.parse(mail(field)).sender == mime.Address(name, address)

    def test_a_sender_field_stands_in_for_from(self) -> None:
        assert mime.parse(mail("From: <>", "Sender: bo@example.se")).sender == mime.Address("", "bo@example.se")
        assert mime.parse(mail("From:")).sender is None

    @pytest.mark.parametrize(
        ("written", "moment"),
        [
            ("5 Jan 2026 09:30 +0100", datetime(2026, 1, 5, 8, 30, tzinfo=UTC)),
            ("Mon, 05 Jan 2026 09:30:60 -0000", datetime(2026, 1, 5, 9, 30, 59, tzinfo=UTC)),
            ("Mon, 05 Jan 2026 09:30:00 GMT (text)", datetime(2026, 1, 5, 9, 30, tzinfo=UTC)),
            ("2026-01-05T09:30:00+01:00", datetime(2026, 1, 5, 8, 30, tzinfo=UTC)),
            ("2026-01-05 09:30", datetime(2026, 1, 5, 9, 30, tzinfo=UTC)),
            ("Mon, 05 Jan 2026 09:30:00 +9900", datetime(2026, 1, 5, 9, 30, tzinfo=UTC)),
            ("Mon, 31 Feb 2026 09:30:00 +0100", None),
            ("Mon, 05 Jan 9999 23:59:00 -0100", None),
            ("Thu, 01 Jan 1970 00:00:00 +0000", None),
            ("igår", None),
            ("", None),
        ],
    )
    def test_dates(self, written: str, moment: datetime | None) -> None:
        assert mime.parse(mail(f"Date: {written}")).date == moment

    @pytest.mark.parametrize(
        ("field", "answered"),
        [
            ("In-Reply-To: <a@b> (Annas brev)", "a@b"),
            ('In-Reply-To: Your message of "Mon, 5 Jan" <a@b>', "a@b"),
            ("In-Reply-To: a@b", "a@b"),  # 777 of 11,424 on one list
            ("In-Reply-To: Annas brev a@b", "a@b"),
            ("In-Reply-To: <a\r\n b@c>", "ab@c"),
            ("In-Reply-To: ", None),
            ("In-Reply-To: brevet igår", None),
        ],
    )
    def test_answered_ids(self, field: str, answered: str | None) -> None:
        assert mime.parse(mail(field)).in_reply_to == answered

    @pytest.mark.parametrize("field", ["Message-ID: <>", "Message-ID:", "Message-ID: < >", "X-Other: 1"])
    def test_no_message_id(self, field: str) -> None:
        assert mime.parse(mail(field)).message_id is None

    def test_long_lists_are_cut(self) -> None:
        many = ", ".join(f"p{number}@example.se" for number in range(4000))
        ids = " ".join(f"<{number}@x>" for number in range(3000))
        message = mime.parse(mail(f"To: {many}", f"References: {ids}"))
        assert len(message.to) == MAX_ADDRESSES
        assert (len(message.references), message.references[0], message.references[-1]) == (100, "0@x", "2999@x")

    def test_a_badly_folded_line_does_not_end_the_header(self) -> None:
        message = mime.parse(
            b"From: a@example.se\r\nSubject: ett\r\nbadly folded\r\nDate: 5 Jan 2026 09:30 +0000\r\n\r\nText"
        )
        assert (message.subject, message.text) == ("ett badly folded", "Text")
        assert message.date is not None
        assert "header-damaged" in message.notes

    def test_text_right_below_the_header_is_text(self) -> None:
        message = mime.parse(b"From: a@example.se\nSubject: x\nHej, ring mig.\n\nMvh Anna")
        assert (message.subject, message.text) == ("x", "Hej, ring mig.\n\nMvh Anna")

    def test_text_below_a_damaged_header_is_kept_whole(self) -> None:
        header = b"From: a@example.se\nbadly folded\nSubject: x\n"
        assert mime.parse(header + b"Hej, ring mig.\n\nMvh").text == "Hej, ring mig.\n\nMvh"
        long = header + b"X-Y: z\n" * 200_000
        assert mime.parse(long + b"\nHej").text == "Hej"

    @pytest.mark.parametrize("before", [b"From x@y Mon Jan 5 2026\n", b">From x\n", b"\xef\xbb\xbf", b"\r\n\r\n"])
    def test_what_may_stand_before_the_header(self, before: bytes) -> None:
        message = mime.parse(before + mail("Message-ID: <1@x>"))
        assert (message.message_id, message.text) == ("1@x", "Hej")

    def test_old_macintosh_line_ends(self) -> None:
        message = mime.parse(mail(body="ett\r\ntvå").replace(b"\r\n", b"\r"))
        assert (message.subject, message.text) == ("Hej", "ett\ntvå")


class TestText:
    @pytest.mark.parametrize(
        ("content_type", "octets", "text", "guessed"),
        [
            ("text/plain; charset=utf-8", "Åsa".encode(), "Åsa", False),
            ("text/plain; charset=iso-8859-1", b"\xc5sa \x96 \x80", "Åsa – €", False),  # means Windows-1252
            ("text/plain; charset=iso-8859-1", "Åsa på väg".encode(), "Åsa på väg", True),  # mislabelled
            ("text/plain; charset=us-ascii", b"\xc5sa p\xe5 v\xe4g", "Åsa på väg", True),
            ("text/plain", b"\xc5sa p\xe5 v\xe4g", "Åsa på väg", True),
            ("text/plain; charset=x-unknown", b"\xc5sa p\xe5 v\xe4g", "Åsa på väg", True),
            ("text/plain; charset=3DUTF-8", "Åsa".encode(), "Åsa", False),
            ('text/plain; charset="utf-8', "Åsa".encode(), "Åsa", False),
            ("text/plain charset=utf-8", "Åsa".encode(), "Åsa", False),
            ("text/plain; charset=utf-8; charset=x", "Åsa".encode(), "Åsa", False),
            ("text/plain", "Åsa på väg, Örjan".encode("cp850"), "Åsa på väg, Örjan", True),  # DOS
            ("text/plain", "Åsa på väg, Örjan".encode("mac_roman"), "Åsa på väg, Örjan", True),
            ("text/plain; charset=utf-8", "Åsa på".encode()[:-1], "Åsa p�", True),  # cut within a character
            ("text/plain; charset=utf-16", "Åsa".encode("utf-16"), "Åsa", False),
            ("text/plain", "Åsa Berg".encode("utf-16-le"), "Åsa Berg", True),
            ("text/plain; charset=utf-7", b"+AMU-sa", "Åsa", False),
            ("text/plain; charset=iso-2022-jp", "日本語".encode("iso2022_jp"), "日本語", False),
            ("text/plain", "日本語".encode("iso2022_jp"), "日本語", True),
            ("text/plain; charset=gb2312", "漢字".encode("gb18030"), "漢字", False),
            ("text/plain; charset=ks_c_5601-1987", "한국어".encode("cp949"), "한국어", False),
            ("text/plain; charset=koi8-r", "Привет".encode("koi8_r"), "Привет", False),
            ("text/plain", "Привет, как дела, друзья мои?".encode("cp1251"), "Привет, как дела, друзья мои?", True),
            ("text/plain; charset=zip", b"hej", "hej", True),
            ("TEXT", b"hej", "hej", False),
            ("", b"hej", "hej", False),
        ],
    )
    def test_charsets(self, content_type: str, octets: bytes, text: str, guessed: bool) -> None:
        message = mime.parse(mail(f"Content-Type: {content_type}", body=octets))
        assert message.text == text
        assert ("charset-guessed" in message.notes) is guessed

    @pytest.mark.parametrize(
        ("encoding", "body", "text"),
        [
            ("quoted-printable", b"r=C3=A4k=\r\nsm=C3=B6r\r\na=b =zz", "räksmör\na=b =zz"),
            ("Quoted-Printable (x)", b"r=C3=A4k", "räk"),
            ("base64", base64.b64encode("räka".encode()), "räka"),
            ("BASE64", base64.b64encode("räka".encode()).rstrip(b"=")[:-1], "räk"),
            ("base64", b"csOk\r\n\r\na2E=", "räka"),
            ("base64", b"cg==\r\nYQ==", "ra"),  # padded twice
            ("base64", base64.b64encode(b"hej p\xc3\xa5 dig") + b"\r\n____\r\nList mailing list\r\n", "hej på dig"),
            ("base64", "Detta är vanlig text, inte kodad".encode(), "Detta är vanlig text, inte kodad"),
            ("7bit", "räka".encode(), "räka"),
            ("8bits", "räka".encode(), "räka"),
            ("nonsense", b"text =C3", "text =C3"),
            ("x-uuencode", b"begin 644 a\n#:&5J\n`\nend\n", "hej"),
        ],
    )
    def test_transfer_encodings(self, encoding: str, body: bytes, text: str) -> None:
        fields = ("Content-Type: text/plain; charset=utf-8", f"Content-Transfer-Encoding: {encoding}")
        assert mime.parse(mail(*fields, body=body)).text == text

    def test_damage_is_noted(self) -> None:
        message = mime.parse(mail("Content-Transfer-Encoding: base64", body="vanlig text, inte kodad"))
        assert message.notes == ("transfer-damaged",)

    def test_nothing_that_cannot_be_stored_or_shown(self) -> None:
        message = mime.parse(mail(body="a\0b\x07c\u200bd\u0085e\u2028f\x0bg\r\nh  \n\n\n\n\n\ni\ufeff\x9f"))
        assert message.text == "abcd\ne\nf\ng\nh\n\n\ni"
        utf7 = mime.parse(mail("Content-Type: text/html; charset=utf-7", body=b"<p>a+2AA-b+AAA-c</p>"))
        assert (utf7.text, utf7.html) == ("abc", "<p>abc</p>")  # a lone surrogate and a NUL

    def test_letters_in_two_pieces_become_one(self) -> None:
        message = mime.parse(mail("Content-Type: text/plain; charset=utf-8", body="A\u030asa O\u0308berg"))
        assert message.text == "Åsa Öberg"

    def test_flowed_text(self) -> None:
        flowed = "Det här är \r\nen mening.\r\n>> citat \r\n>> vidare\r\n From indraget\r\n-- \r\nAnna"
        message = mime.parse(mail("Content-Type: text/plain; charset=utf-8; format=flowed", body=flowed))
        assert message.text == "Det här är en mening.\n>> citat vidare\nFrom indraget\n--\nAnna"
        joined = mime.parse(mail("Content-Type: text/plain; format=flowed; delsp=yes", body="lång \r\nord"))
        assert joined.text == "långord"

    def test_alternatives_give_the_text_and_keep_the_html(self) -> None:
        message = mixed("alternative", PLAIN, HTML)
        assert message.text == "Hej på dig"
        assert message.html == "<p>Hej <b>på</b> dig</p>"

    def test_html_alone_gives_text(self) -> None:
        message = mime.parse(mail("Content-Type: text/html", body="<p>Hej</p><p>p&aring; dig</p>"))
        assert message.text == "Hej\n\npå dig"

    def test_wrong_labels_for_text_and_html(self) -> None:
        plain = mime.parse(mail("Content-Type: text/html", body="rad ett\r\nrad tv&aring; 1 < 2"))
        assert (plain.text, plain.html) == ("rad ett\nrad två 1 < 2", None)
        marked = mime.parse(mail("Content-Type: text/plain", body="<html><p>Hej</p></html>"))
        assert (marked.text, marked.html) == ("Hej", "<html><p>Hej</p></html>")

    def test_html_says_its_charset_itself(self) -> None:
        octets = "<meta charset=koi8-r><p>Привет</p>".encode("koi8_r")
        assert mime.parse(mail("Content-Type: text/html", body=octets)).text == "Привет"

    @pytest.mark.parametrize("stub", ["", " \r\n", "Your mail program cannot show HTML."])
    def test_an_empty_or_stub_alternative_is_passed_over(self, stub: str) -> None:
        assert mixed("alternative", "Content-Type: text/plain\r\n\r\n" + stub, HTML).text == "Hej på dig"

    def test_text_around_a_picture_stays_together(self) -> None:
        message = mixed("mixed", PLAIN, PDF, HTML.replace("Hej", "Och"))
        assert message.text == "Hej på dig\n\nOch på dig"
        assert message.html == "<pre>Hej på dig</pre>\n<hr>\n<p>Och <b>på</b> dig</p>"

    @pytest.mark.parametrize(
        "raw",
        [
            mail("MIME-Version: 1.0", "Content-Type: multipart/mixed", body=f"--x\r\n{PLAIN}\r\n--x--"),
            mail("Content-Type: multipart/mixed; boundary=other", body=f"--x\r\n{PLAIN}\r\n--x--"),
            mail("Content-Type: multipart/mixed; boundary=x", body=f"--x\r\n{PLAIN}"),  # never closed
            mail("Content-Type: multipart/mixed; boundary=x", body=f"--x--\r\n{PLAIN}\r\n--x--"),  # closed first
            mail("Content-Type: multipart/mixed; boundary=x", body="--x\r\nHej på dig\r\n--x--"),  # no header
            mail("Content-Type: multipart/mixed; boundary=x", body="Hej på dig"),
            mail("Content-Type: multipart/mixed", body="Hej på dig"),
            mail("MIME-Version: 1.0", body=f"--x\r\n{PLAIN}\r\n--x--"),  # Content-Type lost
            mail("Content-Type: multipart/mixed; boundary=x", "Content-Transfer-Encoding: base64",
                 body=base64.b64encode(f"--x\r\n{PLAIN}\r\n--x--".encode())),
            mail("Content-Type: text/html; charset", body="Hej på dig"),
            mail("Content-Type: text/x-unknown", body="Hej på dig"),
            mail("Content-Type: message/unknown", body="Hej på dig"),
            mail("Content-Type: text/plain", "Content-Disposition: attachment; filename=a.txt", body="Hej på dig"),
            mail("Content-Type: text/csv", body="Hej på dig"),
            mail("Content-Type: multipart/mixed; boundary=x", body=f"Hej på dig\r\n--x\r\n{PDF}\r\n--x--"),
        ],
    )  # fmt: skip
    def test_broken_structure_still_gives_the_text(self, raw: bytes) -> None:
        assert mime.parse(raw).text == "Hej på dig"

    def test_a_lost_boundary_is_noted(self) -> None:
        assert mime.parse(mail("Content-Type: multipart/mixed", body="Hej")).notes == ("no-boundary",)
        assert mime.parse(mail("Content-Type: multipart/mixed", body="")).notes == ()

    def test_boundaries_that_begin_alike(self) -> None:
        inner = "--outer-inner\r\nContent-Type: text/plain\r\n\r\nett\r\n--outer-inner--"
        message = mime.parse(
            mail(
                "Content-Type: multipart/mixed; boundary=outer",
                body="--outer\r\nContent-Type: multipart/mixed; boundary=outer-inner\r\n\r\n"
                f"{inner}\r\n--outer\r\nContent-Type: text/plain\r\n\r\ntvå --outer\r\n--outer--",
            )
        )
        assert message.text == "ett\n\ntvå --outer"

    def test_a_colon_in_the_first_line_of_a_part_makes_no_header(self) -> None:
        message = mime.parse(
            mail("Content-Type: multipart/mixed; boundary=x", body="--x\r\nOBS: ring mig\r\n\r\nAnna\r\n--x--")
        )
        assert message.text == "OBS: ring mig\n\nAnna"


class TestNested:
    def test_a_message_in_the_message_is_a_block_and_a_file(self) -> None:
        inner = mail("From: Bo <bo@example.se>", "Date: 5 Jan 2026 09:30 +0100", "Subject: =?utf-8?Q?Inl=C3=A5st?=")
        message = mixed("mixed", PLAIN, b"Content-Type: message/rfc822\r\n\r\n" + inner)
        assert message.text == (
            f"Hej på dig\n\n{FORWARDED}\nFrom: Bo <bo@example.se>\nDate: 5 Jan 2026 09:30 +0100\nSubject: Inlåst\n\nHej"
        )
        (file,) = message.attachments
        assert (file.name, file.content_type, file.content) == ("Inlåst.eml", "message/rfc822", inner)

    def test_what_was_sent_on_is_said_in_the_language_of_the_reader_and_is_no_quotation(self) -> None:
        inner = mail("From: Bo <bo@example.se>", "Date: 5 Jan 2026 09:30 +0100", "To: anna@example.se", "Subject: Jo")
        raw = b"From: anna@example.se\r\n" + multipart("mixed", PLAIN, b"Content-Type: message/rfc822\r\n\r\n" + inner)
        use_language("sv")
        try:
            text = mime.parse(raw).text
        finally:
            use_language("en")
        assert "Forwarded" not in text
        assert "meddelande ----------\nFrån: Bo <bo@example.se>\nDatum: 5 Jan 2026 09:30 +0100\nTill: anna@e" in text
        assert [block.kind for block in fold(text)] == ["text"]

    def test_files_in_nested_messages_are_found_once(self) -> None:
        innermost = b"From: c@example.se\r\n" + multipart("mixed", PLAIN, PDF)
        inner = b"Subject: mitten\r\n" + multipart("mixed", b"Content-Type: message/rfc822\r\n\r\n" + innermost)
        message = mixed("mixed", b"Content-Type: message/rfc822\r\n\r\n" + inner)
        assert [file.name for file in message.attachments] == ["mitten.eml", "beslut.pdf"]
        assert message.text.count(FORWARDED) == 2
        assert message.text.endswith("Hej på dig")

    def test_an_encoded_nested_message(self) -> None:
        inner = base64.b64encode(mail("Subject: inne", body="gömt"))
        message = mixed("mixed", b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + inner)
        assert message.text.endswith("Subject: inne\n\ngömt")

    def test_a_digest_is_made_of_messages(self) -> None:
        message = mixed("digest", b"\r\n" + mail("Subject: ett"), b"\r\n" + mail("Subject: två"))
        assert message.text.count(FORWARDED) == 2

    def test_deep_nesting_ends(self) -> None:
        raw = b"From: a@example.se\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 3000 + b"Subject: x\r\n\r\nbotten"
        message = mime.parse(raw)
        assert message.readable
        assert message.notes == ("truncated",)
        assert "botten" in message.text


class TestFiles:
    def test_an_attachment(self) -> None:
        (file,) = mixed("mixed", PLAIN, PDF).attachments
        assert (file.name, file.content_type, file.content) == ("beslut.pdf", "application/pdf", b"%PDF-1.4 x")
        assert (file.sha256, file.inline) == (hashlib.sha256(b"%PDF-1.4 x").hexdigest(), False)

    def test_pictures_within_the_html(self) -> None:
        picture = "Content-Type: image/png\r\nContent-ID: <{}@x>\r\nContent-Disposition: inline\r\n\r\npng"
        html = 'Content-Type: text/html\r\n\r\n<img src="cid:ett@x">'
        message = mixed("related", html, picture.format("ett"), picture.format("other"))
        assert [(file.name, file.content_id, file.inline) for file in message.attachments] == [
            ("part-1.png", "ett@x", True),
            ("part-2.png", "other@x", False),  # nothing shows it: it must be found among the files
        ]

    @pytest.mark.parametrize(
        ("parameter", "name"),
        [
            ('filename="Beslut åäö.pdf"', "Beslut åäö.pdf"),
            ('filename="=?utf-8?Q?=C3=85rsbeslut=2Epdf?="', "Årsbeslut.pdf"),
            ("filename*=utf-8''%C3%85rsbeslut%2Epdf", "Årsbeslut.pdf"),
            ("filename*=iso-8859-1'sv'%C5r.pdf; filename=\"x.pdf\"", "År.pdf"),
            ('filename*0="lång"; filename*1="t namn.pdf"', "långt namn.pdf"),
            ("filename*1*=%C3%A5r.pdf; filename*0*=utf-8''Bra%20", "Bra år.pdf"),
            ("filename*0*=nonsense''%E5; filename*x=b", "å"),
            ("filename=utan citat.pdf", "utan citat.pdf"),
            ('filename="C:\\Users\\Anna\\brev.pdf"', "brev.pdf"),
            ("filename=../../etc/passwd", "passwd"),
            ('filename="a:b*c?.pdf"', "a_b_c_.pdf"),
            ('filename="CON.txt"', "_CON.txt"),
            ('filename="con .txt"', "_con .txt"),
            ("filename*=utf-8''COM%C2%B9.txt", "_COM¹.txt"),
            ('filename="faktura\u202efdp.exe"', "fakturafdp.exe"),  # must not read as "fakturaexe.pdf"
            ('filename=" .hemlig. "', "hemlig"),
            ('filename="' + "a" * 300 + '.pdf"', "a" * 116 + ".pdf"),
            ('filename="..."', "part-1.pdf"),
            ("filename=", "part-1.pdf"),
            ("", "part-1.pdf"),
        ],
    )
    def test_names(self, parameter: str, name: str) -> None:
        part = f"Content-Type: application/pdf\r\nContent-Disposition: attachment; {parameter}\r\n\r\nx"
        assert [file.name for file in mixed("mixed", part).attachments] == [name]

    def test_not_more_files_than_anybody_needs(self) -> None:
        message = mixed("mixed", *["Content-Type: image/png\r\n\r\nx"] * (MAX_ATTACHMENTS + 1))
        assert len(message.attachments) == MAX_ATTACHMENTS
        assert message.notes == ("truncated",)

    def test_a_file_written_into_the_text(self) -> None:
        file = "begin 644 {}.txt\r\n#:&5J\r\n`\r\nend\r\n"
        message = mime.parse(mail(body=f"Se bilagor\r\n{file.format('ett')}och\r\n{file.format('två')}Mvh"))
        assert message.text == "Se bilagor\n\noch\n\nMvh"
        assert [(file.name, file.content) for file in message.attachments] == [
            ("ett.txt", b"hej"),
            ("två.txt", b"hej"),
        ]

    def test_octets_called_text_are_a_file(self) -> None:
        message = mixed("mixed", PLAIN, b"Content-Type: text/plain\r\n\r\n" + bytes(range(1, 9)) * 50)
        assert message.text == "Hej på dig"
        assert [file.content_type for file in message.attachments] == ["text/plain"]


class TestContainers:
    def test_an_invitation(self) -> None:
        calendar = (
            "Content-Type: text/calendar; charset=utf-8; method=REQUEST\r\n\r\n"
            "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nDTSTART:16010101T000000\r\nEND:VTIMEZONE\r\n"
            "BEGIN:VEVENT\r\nSUMMARY:Möte\\, hem\r\n besök\r\nDTSTART;TZID=Europe/Stockholm:20260105T093000\r\n"
            "DTEND:20260105T093000Z\r\nLOCATION:Rum 4\r\nORGANIZER;CN=\"Bo Ek\":mailto:bo@example.se\r\n"
            "DESCRIPTION:Rad ett\\nrad två\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )  # fmt: skip
        summary = (
            "Invitation: Möte, hembesök\nWhen: Monday 2026-01-05 09:30–10:30\nWhere: Rum 4\nFrom: Bo Ek <bo@example.se>"
        )
        assert mixed("mixed", calendar).text == f"{summary}\n\nRad ett\nrad två"
        # The description only repeats the text it comes with.
        message = mixed("alternative", PLAIN, HTML, calendar)
        assert message.text == f"Hej på dig\n\n{summary}"
        assert [file.name for file in message.attachments] == ["part-1.ics"]

    def test_outlooks_winmail(self) -> None:
        def attribute(number: int, value: bytes) -> bytes:
            return b"\x02" + number.to_bytes(4, "little") + len(value).to_bytes(4, "little") + value + b"\0\0"

        tnef = b"\x78\x9f\x3e\x22\x01\x00" + b"".join(
            [
                attribute(0x00069007, (1252).to_bytes(8, "little")),
                attribute(0x0002800C, b"Hej p\xe5 dig\0"),
                attribute(0x00069002, b"x"),
                attribute(0x00018010, b"beslut \xe5.pdf\0"),
                attribute(0x0006800F, b"%PDF"),
                attribute(0x00069002, b"x"),
                attribute(0x0006800F, b"namnl\xf6s"),
            ]
        )
        part = b"Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\n"
        message = mixed("mixed", part + tnef)
        assert (message.text, message.notes) == ("Hej på dig", ("tnef",))
        assert [(file.name, file.content) for file in message.attachments] == [
            ("beslut å.pdf", b"%PDF"),
            ("part-2.bin", b"namnl\xf6s"),
        ]
        broken = mixed("mixed", PLAIN, part + tnef[:30])
        assert [file.name for file in broken.attachments] == ["winmail.dat"]
        assert (broken.text, broken.notes) == ("Hej på dig", ("tnef",))

    @pytest.mark.parametrize("indefinite", [False, True])
    def test_an_opaque_signature_is_opened(self, indefinite: bool) -> None:
        def element(tag: int, content: bytes) -> bytes:
            if indefinite and tag & 0x20:
                return bytes([tag, 0x80]) + content + b"\0\0"
            size = len(content).to_bytes(2, "big")
            return bytes([tag, 0x82]) + size + content

        inner = b"Content-Type: text/plain; charset=utf-8\r\n\r\nSignerat"
        text = element(0x24, element(0x04, inner[:20]) + element(0x04, inner[20:]))
        encapsulated = element(0x30, bytes.fromhex("06092a864886f70d010701") + element(0xA0, text))
        signed = element(0x30, b"\x02\x01\x01" + element(0x31, b"") + encapsulated)
        container = element(0x30, bytes.fromhex("06092a864886f70d010702") + element(0xA0, signed))
        fields = ("Content-Type: application/pkcs7-mime; smime-type=signed-data", "Content-Transfer-Encoding: base64")
        message = mime.parse(mail(*fields, body=base64.b64encode(container)))
        assert (message.text, message.notes, message.attachments) == ("Signerat", ("opaque-smime",), ())
        for length in range(0, len(container), 7):  # cut anywhere, it is kept as a file
            cut = mime.parse(mail(*fields, body=base64.b64encode(container[:length])))
            assert cut.readable
            assert "failed" not in cut.notes

    def test_what_is_encrypted_says_so(self) -> None:
        enveloped = base64.b64encode(bytes.fromhex("308006092a864886f70d010703a080"))
        fields = ("Content-Type: application/x-pkcs7-mime; name=smime.p7m", "Content-Transfer-Encoding: base64")
        message = mime.parse(mail(*fields, body=enveloped))
        assert message.notes == ("opaque-smime", "encrypted")
        assert [file.name for file in message.attachments] == ["smime.p7m"]
        pgp = mixed("encrypted", "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1")
        assert "encrypted" in pgp.notes
        assert "encrypted" in mime.parse(mail(body="-----BEGIN PGP MESSAGE-----\nx")).notes

    def test_a_signature_is_no_file(self) -> None:
        message = mixed("signed", PLAIN, "Content-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nx")
        assert (message.text, message.attachments, message.notes) == ("Hej på dig", (), ("signed",))


STATUS = "Content-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; b@example.se\r\nStatus: 5.1.1"


class TestKind:
    def test_a_bounce(self) -> None:
        returned = "Content-Type: text/rfc822-headers\r\n\r\nSubject: Kallelse\r\nTo: b@example.se"
        message = mixed("report; report-type=delivery-status", PLAIN, STATUS, returned)
        assert message.kind == "bounce"
        said = "Not delivered to b@example.se: the address does not exist."
        assert message.text == f"{said}\n\nHej på dig\n\n{FORWARDED}\nTo: b@example.se\nSubject: Kallelse"

    def test_a_bounce_that_says_nothing_shows_its_status(self) -> None:
        message = mixed("report; report-type=delivery-status", "Content-Type: text/plain\r\n\r\n", STATUS)
        assert message.text.endswith("\n\nFinal-Recipient: rfc822; b@example.se\nStatus: 5.1.1")

    @pytest.mark.parametrize(
        "fields",
        [
            ("From: MAILER-DAEMON@example.se", "Subject: failure notice"),
            ("From: Mail Delivery Subsystem <x@example.se>", "Subject: Returned mail: see transcript"),
            ("From: postmaster@example.se", "Subject: Gick inte att leverera: Kallelse"),
            ("Return-Path: <>", "Subject: Undelivered Mail Returned to Sender"),
            ("X-Failed-Recipients: b@example.se", "Subject: x"),
        ],
    )
    def test_bounces_without_a_report(self, fields: tuple[str, ...]) -> None:
        assert mime.parse(mail(*fields)).kind == "bounce"

    @pytest.mark.parametrize(
        "fields",
        [
            ("Auto-Submitted: auto-replied (vacation)",),
            ("Auto-Submitted: auto-generated", "In-Reply-To: <a@b>", "Subject: Automatiskt svar: Hej"),
            ("Subject: Automatiskt svar: Kallelse", "X-Auto-Response-Suppress: All"),
            ("Subject: Frånvaro: Kallelse", "In-Reply-To: <a@b>", "Return-Path: <>"),
            ("Subject: Out of Office: Hello", "References: <a@b>"),
            ("Precedence: auto_reply",),
            ("X-Autoreply: yes",),
            ("Return-Path: <>", "References: <a@b>"),
            ("Content-Type: multipart/report; report-type=disposition-notification; boundary=x",),
        ],
    )
    def test_automatic_answers(self, fields: tuple[str, ...]) -> None:
        assert mime.parse(mail(*fields)).kind == "auto_reply"

    @pytest.mark.parametrize(
        "fields", [("List-Id: <x.example.org>",), ("Precedence: list",), ("Precedence: bulk",), ("Mailing-List: x",)]
    )
    def test_lists(self, fields: tuple[str, ...]) -> None:
        assert mime.parse(mail(*fields)).kind == "list"

    @pytest.mark.parametrize(
        "fields",
        [
            ("Auto-Submitted: no",),
            ("Auto-Submitted: auto-generated", "Subject: Orosanmälan via e-tjänst"),  # a form sends a client's words
            ("Return-Path: <>", "Subject: Ny ansökan"),
            ("From: postmaster@example.se", "Subject: Driftstopp på torsdag"),
            ("Subject: Sv: Automatiskt svar: Kallelse",),  # somebody answers the automatic answer
            ("Subject: Automatiskt svar: när kommer det?",),  # nothing but the subject
            ("X-Auto-Response-Suppress: OOF", "Subject: Ny ansökan"),
            ("Subject: Mail delivery",),
            ("List-Unsubscribe: <https://example.se>",),  # senders of forms add it to everything
        ],
    )
    def test_in_doubt_a_person(self, fields: tuple[str, ...]) -> None:
        assert mime.parse(mail(*fields)).kind == "person"

    def test_a_bounce_sent_on_is_from_a_person(self) -> None:
        report = b"From: MAILER-DAEMON\r\n" + multipart("report; report-type=delivery-status", PLAIN, STATUS)
        assert mixed("mixed", PLAIN, b"Content-Type: message/rfc822\r\n\r\n" + report).kind == "person"


class TestUnreadable:
    @pytest.mark.parametrize(
        "raw", [b"", b"\0" * 100, b"\n\n\n", b"Hej, jag heter Anna.\n\nMvh", b"\xff\xfe\x00", b"{}"]
    )
    def test_what_is_no_message_shows_its_octets(self, raw: bytes) -> None:
        message = mime.parse(raw)
        assert not message.readable
        assert message.notes == ("no-header",)
        assert message.text == raw.decode("utf-16" if raw.startswith(b"\xff") else "ascii", "replace").strip("\n\0")

    def test_an_empty_message_is_unreadable_and_one_with_a_subject_is_not(self) -> None:
        assert not mime.parse(b"From: a@example.se\n\n").readable
        assert mime.parse(b"From: a@example.se\nSubject: Ring mig\n\n").readable

    def test_a_mistake_of_ours_loses_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_: object) -> None:
            raise RecursionError

        monkeypatch.setattr(message_module, "read_content", fail)
        message = mime.parse(mail(body="Ring mig"))
        assert (message.readable, message.notes) == (False, ("failed",))
        assert message.text.endswith("Ring mig")


class TestSameness:
    RAW = mail("Message-ID: <1@x>", "Date: 5 Jan 2026 09:30 +0100", body="Hej\r\n\r\ndu\r\n")

    def test_line_ends_do_not_matter(self) -> None:
        unix = self.RAW.replace(b"\r\n", b"\n")
        assert mime.octets_key(self.RAW) == mime.octets_key(unix)
        assert mime.message_key(self.RAW) == mime.message_key(unix)
        assert mime.sha256(self.RAW) != mime.sha256(unix)
        assert mime.sha256(self.RAW) == hashlib.sha256(self.RAW).hexdigest()

    def test_a_lone_return_is_content(self) -> None:
        assert mime.octets_key(b"a\rb") != mime.octets_key(b"a\nb")

    def test_the_way_a_message_took_does_not_matter(self) -> None:
        other = b"Received: from x by y\r\n\tfor z\r\nDelivered-To: b@example.se\r\n" + self.RAW
        folded = other.replace(b"Message-ID: ", b"message-id:\r\n  ")
        assert mime.octets_key(other) != mime.octets_key(self.RAW)
        assert mime.message_key(folded) == mime.message_key(self.RAW)

    @pytest.mark.parametrize(
        ("old", "new"),
        [(b"du", b"ni"), (b"<1@x>", b"<2@x>"), (b"09:30", b"09:31"), (b"anna@", b"bo@"), (b"Hej\r\n\r\n", b"Hej\r\n")],
    )
    def test_what_makes_another_message(self, old: bytes, new: bytes) -> None:
        assert mime.message_key(self.RAW.replace(old, new)) != mime.message_key(self.RAW)

    @pytest.mark.parametrize("field", [b"Message-ID: <>", b"Message-ID:", b"X: 1"])
    def test_without_an_id_only_the_octets_tell(self, field: bytes) -> None:
        assert mime.message_key(self.RAW.replace(b"Message-ID: <1@x>", field)) is None
        assert mime.message_key(b"") is None


@pytest.mark.timeout(30)
def test_encoded_words_that_never_end_take_no_longer() -> None:
    endless = b"=?a?q?x" * 2300
    part = b'--b\nContent-Type: text/plain; name="' + endless + b'"\nContent-Disposition: inline; filename="' + endless
    message = mime.parse(
        b"From: a@example.se\nContent-Type: multipart/mixed; boundary=b\n\n" + (part + b'"\n\nHej\n') * 100
    )
    assert message.text.startswith("Hej")

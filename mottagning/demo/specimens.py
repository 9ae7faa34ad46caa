"""Messages of this morning that are more than words: files, a look, a conversation, what came back, machines'."""

from __future__ import annotations

from datetime import date, datetime, time
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

from mottagning.demo.caselist import DemoCase
from mottagning.worktime import ZONE

ADDRESS = "mottagningen@example.se"
COUNT = 6
_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
_FORM = "Hej!\n\nNär bestäms det om mammas hemtjänst? Ring gärna efter klockan 15.\n\nHälsningar\n{name}"
_QUESTION = "Hej!\n\nVart skickar jag läkarintyget som ni bad om?\n\nMed vänlig hälsning\n{name}"
_ANSWERED = """Hej!

Tack för svaret. Här kommer intyget, och blanketten som jag fick av vårdcentralen.
Går det bra att skriva under vid hembesöket?

{name}

--\x20
{name}
070-174 06 05

{when} skrev Mottagningen <mottagningen@example.se>:
> Hej!
> Ta ett foto av intyget eller skanna det, och svara på det här meddelandet.
> Hälsningar, mottagningen
"""
_LOOKED = """<html><body style="font-family:Calibri"><p>Hej!</p>
<p>Tack för svaret. Här kommer <b>intyget</b>, och blanketten som jag fick av vårdcentralen.
Går det bra att skriva under vid hembesöket?</p>
<table><tr><th>Tid som passar</th><th>Vem som är hemma</th></tr><tr><td>tisdag före 12</td><td>jag</td></tr>
<tr><td>torsdag hela dagen</td><td>jag och min bror</td></tr></table>
<p>Blanketten finns också på <a href="https://blanketter.example.org/intyg">vårdcentralens sida</a>.</p>
<p>{name}</p>
<p>-- <br>{name}<br>070-174 06 05</p>
<img src="https://bilder.example.org/logga.png" alt="">
<blockquote>{when} skrev Mottagningen:<br>Ta ett foto av intyget eller skanna det, och svara på det här meddelandet.
</blockquote></body></html>
"""
_AWAY = (
    "Hej!\n\nJag är tillbaka på torsdag. Är det bråttom, ring vårdcentralens växel.\n\nRonja Vik, distriktssköterska"
)
_NEWS = "Veckans nyheter\n\nNy vägledning om god man. Kurs i bemötande den 10 december.\n\nAvsluta: svara på brevet."
_BACK = """From: Mail Delivery System <mailer-daemon@example.se>
To: mottagningen@example.se
Subject: Olevererbart: SV: Beslut om hemtjänst
Date: {date}
Message-ID: <olevererbart.{key}>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=demo

--demo
Content-Type: text/plain; charset=utf-8

Meddelandet kunde inte levereras till följande adress: {address}
--demo
Content-Type: message/delivery-status

Reporting-MTA: dns; post.example.se

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.2.2
--demo
Content-Type: text/rfc822-headers

From: mottagningen@example.se
To: {address}
Message-ID: <svar.{key}>
In-Reply-To: <{key}>
--demo--
"""
"""What a mail system says of what we answered from Outlook (RFC 3464)."""


def messages(yesterday: date, today: date, cases: list[DemoCase]) -> list[tuple[datetime, bytes]]:
    """`COUNT` messages (when, octets) that came since yesterday at three, the oldest first."""
    known = [case.client for case in cases if case.client.email and not case.protected and case.closed is None]
    writer, asker = known[0], known[1]
    one, other = str(writer.email), str(asker.email)
    asked, sent = _at(yesterday, 15, 2), _at(today, 8, 47)
    named = {"name": writer.name, "when": f"Den {yesterday:%Y-%m-%d} kl. 15:20"}
    first = _message(writer.name, one, "Vart skickar jag intyget?", asked, _QUESTION.format(**named))
    answer = _message(writer.name, one, "SV: Vart skickar jag intyget?", sent, _ANSWERED.format(**named))
    answer["In-Reply-To"] = f"<svar.{_key(asked, one)}>"
    answer["References"] = f"<{_key(asked, one)}> <svar.{_key(asked, one)}>"
    answer.add_alternative(_LOOKED.format(**named), subtype="html")
    answer.add_attachment(_PDF, "application", "pdf", filename="Läkarintyg.pdf")
    answer.add_attachment(b"PK\x05\x06" + bytes(18), "application", "octet-stream", filename="Blankett.docm")
    lost = _message(asker.name, other, "Beslut om hemtjänst", _at(yesterday, 15, 40), _FORM.format(name=asker.name))
    key, came_back = _key(_at(yesterday, 15, 40), other), _at(today, 8, 31)
    back = _BACK.format(address=other, key=key, date=format_datetime(came_back)).encode()
    away = _message("Ronja Vik", "ronja.vik@example.org", "Automatiskt svar: Vårdplanering", _at(today, 8, 3), _AWAY)
    away["Auto-Submitted"] = "auto-replied"
    news = _message("God man i fokus", "nyheter@example.org", "Nyhetsbrev vecka 48", _at(today, 6, 30), _NEWS)
    news["List-Id"] = "<nyheter.example.org>"
    made = [(asked, first), (_at(yesterday, 15, 40), lost), (_at(today, 6, 30), news), (_at(today, 8, 3), away)]
    return [*((at, each.as_bytes()) for at, each in made), (came_back, back), (sent, _with_boundaries(answer))]


def _with_boundaries(message: EmailMessage) -> bytes:
    """The octets, the same each time: of itself the library draws what stands between the parts."""
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"demo-{number}")
    return message.as_bytes()


def _message(name: str, address: str, subject: str, at: datetime, text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = formataddr((name, address))
    message["To"] = ADDRESS
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{_key(at, address)}>"
    message.set_content(text)
    return message


def _key(at: datetime, address: str) -> str:
    return f"{at:%Y%m%d%H%M}.{address}"


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE)

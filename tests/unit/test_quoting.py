"""What of a message is new, and what can be folded away: never something a client wrote."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mottagning.contacts.quoting import BlockKind, fold


def kinds(text: str) -> list[tuple[BlockKind, str]]:
    """The blocks of a text, without the blank lines around each."""
    return [(block.kind, block.text.strip("\n")) for block in fold(text)]


@pytest.mark.parametrize(
    "quote",
    [
        "> hej\n>\n> du",
        "Den 3 maj 2026 skrev Anna:\n> hej",
        "Den fre 3 maj 2026 kl 10:12 skrev Anna Berg <\nanna@example.se>:\n\n> hej",
        "On Fri, May 3, 2026 at 10:12 AM Anna Berg <anna@example.se>\nwrote:\n> hej",
        "3 maj 2026 kl. 10:12 skrev Anna <anna@example.se>:\n\n> hej",
        "Anna Berg skrev:\n> hej",
        "Anna Berg <anna@example.se> skrev:\n> hej",
        "Den fredag 3 maj 2026 10:12 CEST, Anna <anna@example.se> skrev:\n\nhej\nutan tecken",
        "Från: Anna <anna@example.se>\nSkickat: den 3 maj 2026 10:12\nTill: Mottagningen\nÄmne: Sv: Hej\n\nhej",
        "*Från:* Anna\n*Skickat:* den 3 maj\n*Till:* Bo\n*Ämne:* Hej\n\nhej",
        "From: Anna\nSent: Friday\nTo: Bo\nSubject: Hej\n\nhej",
        "From: Anna <anna@example.se>\nDate: Friday\nTo: Bo\nSubject: Hej\n\nhej",
        "________________________________\nFrån: Anna\nSkickat: den 3 maj\nTill: Bo\n\nhej",
        "-----Ursprungligt meddelande-----\nFrån: Anna\nhej",
        "-----Original Message-----\nFrom: Anna\nhej",
        "-----Message d'origine-----\nDe : Anna\nhej",
        "De : Anna\nEnvoyé : lundi 5 janvier 2026 10:00\nÀ : Bo\nObjet : Fråga\n\nhej",
        "Von: Anna\nGesendet: Montag, 5. Januar 2026 10:00\nAn: Bo\nBetreff: Fråga\n\nhej",
        "От: Анна\nОтправлено: 5 января 2026 г. 10:00\nКому: Bo\nТема: Fråga\n\nhej",
        "pon., 5 sty 2026 o 10:00 Anna <anna@example.se> napisał(a):\n\n> hej",
        "пн, 5 янв. 2026 г. в 10:00, Anna <anna@example.se>:\n\n> hej",
        '02.04.2012 14:20 пользователь "anna@example.se" <\nanna@example.se> написал:\n\n> hej',
        "في الاثنين، 5 يناير 2026 في 10:00 كتب Anna <anna@example.se>:\n\n> hej",
    ],
)
def test_an_answer_and_what_it_answers(quote: str) -> None:
    assert kinds(f"Ja, ring mig 08:30.\n\n{quote}") == [("text", "Ja, ring mig 08:30."), ("quote", quote)]


def test_an_answer_between_the_quoted_lines_is_text() -> None:
    assert kinds("> Kan du komma?\n\nJa\n\n> Klockan tio?\n\nNej") == [
        ("quote", "> Kan du komma?"),
        ("text", "Ja"),
        ("quote", "> Klockan tio?"),
        ("text", "Nej"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Resan\nFrån: Malmö\nTill: Lund\nDatum: 3 maj",  # a form
        "Den 5 maj kl 10.30 skrev han till mig: jag kommer hem\nJag är rädd.",
        "Han skrev:\nJag kommer hem.",
        "Kommunen behandlar mina personuppgifter fel.",
        "Jag vill klaga.\nVänligen ring mig på 070-174 06 05.",
        "Hälsningar från Malmö, allt är bra här nere och vi har det fint.",
        "fyi\n\n---------- Forwarded message ---------\nFrån: Anna <a@example.se>\nDate: fre\nTo: Bo\n\nHjälp",
        ">From början var allt bra",
        "De: mamma\nTill: pappa\nvi vill ha hjälp",
        "Hälsar på honom varje dag",
        "________________________\nNamn: Bo",
    ],
)  # fmt: skip
def test_in_doubt_it_is_text(text: str) -> None:
    assert kinds(text) == [("text", text)]


@pytest.mark.parametrize(
    "signature",
    [
        "--\nAnna Berg\n070-174 06 05",
        "-- \nAnna Berg",
        "Med vänlig hälsning\nAnna Berg\nHandläggare, Socialförvaltningen\n070-174 06 05\nanna@example.se",
        "Med vänliga hälsningar,\n\nAnna",
        "Vänliga hälsningar Anna Berg",
        "Mvh Anna",
        "MVH\nAnna",
        "M.v.h. Anna",
        "/Mvh Anna".lstrip("/"),
        "Hälsningar,\nAnna",
        "Hälsar Anna",
        "С уважением,\nАнна",
        "-----BEGIN PGP SIGNATURE-----\n\niQEzBAEB\n-----END PGP SIGNATURE-----",
        "Best regards,\nAnna",
        "Skickat från min iPhone",
        "Sent from Outlook for Android",
        "Hämta Outlook för iOS<https://aka.ms/x>",
    ],
)
def test_signatures(signature: str) -> None:
    quote = "Den 3 maj skrev Bo:\n> hej"
    assert kinds(f"Ring mig.\n\n{signature}\n\n{quote}") == [
        ("text", "Ring mig."),
        ("signature", signature),
        ("quote", quote),
    ]


@pytest.mark.parametrize("added", ["PS. Jag är rädd för honom.", "OBS kom inte hem", "Kan du ringa före klockan tio?"])
def test_what_is_added_below_a_signature_is_text(added: str) -> None:
    assert kinds(f"Hej\nMvh Anna\n\n{added}")[-1] == ("text", added)


def test_the_footer_of_a_list_is_folded() -> None:
    footer = "______________________________\nNätverket mailing list\nhttps://example.org/listinfo/n"
    assert kinds(f"Hej\n{footer}") == [("text", "Hej"), ("signature", footer)]


def test_two_dashes_above_a_long_text_sign_nothing() -> None:
    assert {kind for kind, _ in kinds("Hej\n--\n" + "rad\n" * 40)} == {"text"}


@pytest.mark.parametrize(
    "disclaimer",
    [
        "Detta e-postmeddelande kan innehålla konfidentiell information.\nHar du fått det av misstag, radera det.",
        "Tänk på miljön innan du skriver ut detta mejl.",
        "När du skickar e-post till oss behandlar vi dina personuppgifter enligt GDPR.",
        "This e-mail and any attachments are confidential and intended solely for the addressee.",
    ],
)
def test_standing_sentences_of_organisations(disclaimer: str) -> None:
    assert kinds(f"Hej\n\nMvh Anna\n\n{disclaimer}") == [
        ("text", "Hej"),
        ("signature", "Mvh Anna"),
        ("disclaimer", disclaimer),
    ]


def test_a_warning_above_the_text() -> None:
    warning = "Detta mejl kommer från en extern avsändare."
    assert kinds(f"{warning}\n\nHej") == [("disclaimer", warning), ("text", "Hej")]


@pytest.mark.parametrize("text", ["> hej", "Mvh Anna", "-----Original Message-----\nhej", "Skickat från min iPhone"])
def test_a_message_of_nothing_else_shows_it(text: str) -> None:
    assert kinds(text) == [("text", text)]


LINES = st.sampled_from(
    ["", " ", ">", "> a", ">> b", "--", "-- ", "Mvh", "Mvh Anna", "PS. x", "Från: Anna <a@b>", "Skickat: x", "Till: y",
     "Ämne: z", "Datum: x", "Den 3 maj 10:12 skrev A <a@b>:", "x skrev:", "_" * 10, "-----Original Message-----",
     "Begin forwarded message:", "Detta meddelande är avsett för dig", "Skickat från min iPhone", "Hej du."]
)  # fmt: skip


@given(st.one_of(st.lists(LINES, max_size=30).map("\n".join), st.text(max_size=100)))
def test_nothing_is_lost(text: str) -> None:
    blocks = fold(text)
    assert "\n".join(block.text for block in blocks) == text
    assert all(one.kind != other.kind for one, other in pairwise(blocks))
    assert not text.strip() or any(block.kind == "text" and block.text.strip() for block in blocks)


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "line", ["a\n", "> a\nx skrev:\n", "Från: a\n", "Mvh\n", "\n", "Den 3 10:12 a@b skrev ", f"{'_' * 20}\n"]
)
def test_time_is_bounded(line: str) -> None:
    fold(line * (150_000 // len(line)))


@pytest.mark.timeout(30)
@pytest.mark.parametrize("end", ["", "-----END PGP SIGNATURE-----\nHej"])
def test_many_signatures_without_an_end_take_no_longer(end: str) -> None:
    fold("-----BEGIN PGP SIGNATURE-----\n" * 30_000 + end)

"""What may be a report of concern about a child, on a small labelled set: none is missed."""

import pytest

from mottagning.contacts.concern import possible

CONCERNS = (
    "Orosanmälan",
    "Oros anmälan gällande elev",
    "Jag vill anmäla oro för ett barn i huset.",
    "Anmälan enligt 19 kap. 1 § SoL",
    "Hej, jag är kurator och orolig för en elev i årskurs 4. Eleven har haft blåmärken på armarna.",
    "Jag är orolig för grannens barn, de skriker varje natt.",
    "Min sons kompis vågar inte gå hem.",
    "En femåring har suttit ensam ute på gården hela kvällen.",
    "Pappan slår dem när han är full. Barnen är rädda.",
    "Flickan säger att hon inte har fått mat på två dagar.",
    "Jag tror att mamman dricker. Pojken är ofta hungrig och smutsig.",
    "Min dotter har berättat att hennes kusin skär sig.",
    "Tonåringen i trappan säger att hon vill dö.",
    "Min systerdotter, 14-åring, ska giftas bort i sommar.",
    "Barnbarnet kommer hit utan kläder för årstiden, tunt klädd.",
    "De små syskonen lämnas ensamma på kvällarna.",
    "Bebisen gråter i timmar och ingen öppnar.",
    "Två killar i klass 7 säljer narkotika på skolan.",
    "En tjej i min dotters klass har fått nakenbilder spridda.",
    "Hon har inte kommit till förskolan på tre veckor och mamman svarar inte, jag är bekymrad.",
    "Han har mycket frånvaro och eleven mår dåligt.",
    "Det är bråk och våld hemma hos dem, barnen ser allt.",
    "Vi misstänker hedersförtryck mot en elev.",
    "Pappan röker på när barnen är där.",
    "Barnet är inlåst på sitt rum.",
    "Lillebror hade ett brännmärke på handen.",
    "Hans 3-åring är helt apatisk.",
    "Ungarna springer ute själva på natten, det är själva ute kl 23.",
    "Min son hotas av ett gäng, de är kriminella.",
    "Jag tror att barnen far illa",
    "Oklara skador vid besök, barnet är 2 år.",
    "I am worried about the children next door. Their father hits them.",
    "I think a child is being abused",
)
OF_DUTY = (
    ("Vi vill uppmärksamma er på situationen hemma för ett av våra barn.", "Björkskolan <exp@bjorkskolan.example.se>"),
    ("Uppgifter om barn, se bifogat.", "Polisen Region Syd <polisen@example.se>"),
    ("Barnet uteblev från tre besök.", "BVC Öster <bvc.oster@example.se>"),
    ("Eleven har berättat saker i ett samtal.", "Elevhälsan <elevhalsan@example.se>"),
    ("Barnet har kommit ensam till tre samtal med oss.", "Sjukhuset barnakuten <akuten@example.org>"),
)
ORDINARY = (
    "Jag är orolig för bussen, den kommer inte alltid.",
    "Färdtjänsten kom inte i morse. Jag är orolig att missa läkarbesöket.",
    "Hur går det med min ansökan om hemtjänst?",
    "Kan ni skicka blanketten för färdtjänst?",
    "Min mamma har ramlat och behöver trygghetslarm.",
    "Jag vill ansöka om kontaktperson för min son.",
    "Min dotter hjälper mig med räkningarna.",
    "Vi undrar när mötet om Leo är, han går på fritids.",
    "Barnomsorgen har frågat efter intyget.",
    "Jag är inlagd på sjukhuset och kommer inte på torsdag.",
    "Hemtjänsten kommer för sent varje dag och jag är missnöjd.",
    "Tack för hjälpen!",
    "Det är bråk om parkeringen utanför huset.",
    "Min granne spelar hög musik.",
    "Jag behöver ny tid, jag är förkyld.",
    "Kallelse till utbildning om barnkonventionen",
    "Faktura 2026-11 från Björkskolan bifogas.",
    "Pappa är ensam hemma och faller ofta.",
    "Ledsagaren dök inte upp i går.",
    "Vem är min handläggare nu?",
)


@pytest.mark.parametrize("text", CONCERNS)
def test_none_is_missed(text: str) -> None:
    assert possible(text)


@pytest.mark.parametrize(("text", "sender"), OF_DUTY)
def test_who_must_report_is_heard_sooner(text: str, sender: str) -> None:
    assert possible(text, sender=sender)
    assert not possible(text, sender="Åsa Öberg <asa@example.se>")


@pytest.mark.parametrize("text", ORDINARY)
def test_what_is_ordinary_is_left_alone(text: str) -> None:
    assert not possible(text, sender="Åsa Öberg <asa@example.se>")


def test_the_subject_and_the_words_count_together() -> None:
    assert possible("En elev hos oss", "Hon har blåmärken")
    assert not possible(None, "")

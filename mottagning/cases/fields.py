"""What a case feed can say about a case: the fields with the headers they hide behind, stages, categories, roles."""

import functools
import re
import unicodedata
from collections.abc import Iterator

from mottagning.texts import N_

REQUIRED = ("code", "stage")
DATES = ("stage_since", "received", "opened", "decided", "executed", "closed", "next_date")
PARTY = ("party_role", "party_name", "party_phone", "party_email")
PERSON = ("client_name", "personal_id", "phones", "emails", *PARTY)
"""The fields that point at a person: refused until it is known who is protected (contracts.md, "Case feed")."""
MANY = ("protected", "phones", "emails", "client_name", *PARTY)
"""The fields that may be put together from several columns, written "Telefon + Mobil" in a mapping."""

LABELS = {
    "code": N_("case code"),
    "category": N_("category"),
    "type": N_("type of case"),
    "stage": N_("stage"),
    "stage_since": N_("in this stage since"),
    "handler": N_("handler"),
    "received": N_("received"),
    "opened": N_("opened"),
    "decided": N_("decided"),
    "executed": N_("executed"),
    "closed": N_("closed"),
    "priority": N_("priority"),
    "weight": N_("weight"),
    "next_step": N_("next step"),
    "next_date": N_("date of the next step"),
    "client_name": N_("client's name"),
    "personal_id": N_("personal identity number"),
    "phones": N_("client's phone"),
    "emails": N_("client's e-mail"),
    "protected": N_("protected identity"),
    "party_role": N_("party's role"),
    "party_name": N_("party's name"),
    "party_phone": N_("party's phone"),
    "party_email": N_("party's e-mail"),
}

ROLES = {
    "god_man": ("god man", "gode man", "gode mannen"),
    "trustee": ("förvaltare", "trustee"),
    "guardian": ("vårdnadshavare", "vh", "guardian"),
    "parent": ("förälder", "föräldrar", "mor", "far", "mamma", "pappa", "moder", "fader", "parent"),
    "relative": ("anhörig", "anhöriga", "närstående", "släkting", "maka", "make", "sambo", "relative"),
    "school": ("skola", "förskola", "rektor", "school"),
    "notifier": ("anmälare", "orosanmälare", "notifier"),
    "provider": ("utförare", "provider"),
    "representative": ("ombud", "företrädare", "representative"),
    "contact": ("kontaktperson", "kontakt", "contact"),
}
"""How a party stands to the case. A parent is not taken for a guardian: what may be told differs."""

STAGES = {
    "received": "received mottaget mottagen mottagna inkommet inkommen inkommit inkom aktualiserad aktualiserat"
    " ny nytt new",
    "investigation": "investigation utredning utredningar utreds underutredning utredningpågår pågåendeutredning",
    "decision": "decision beslut beslutad beslutat decided beslutsfattande införbeslut",
    "execution": "execution verkställighet verkställd verkställt verkställs verkställande underverkställighet",
    "follow_up": "followup uppföljning uppföljd uppföljs följsupp underuppföljning uppföljningar",
    "closed": "closed avslutad avslutat avslutade avslutas avslut stängd stängt",
}
"""The stages we know with the words for them; the first five are those of the board, other words stay as they are."""

CATEGORIES = {
    "sol": "sol socialtjänstlagen bistånd",
    "lss": "lss",
    "transport": "transport färdtjänst riksfärdtjänst",
    "follow_up": "followup follow uppföljning uppföljningar",
    "child": "child children barn barnochunga barnochungdom barnochfamilj ungdom",
}

_PHONE_WORDS = (
    "telefon telefonnummer telefonnr tel tfn mobil mobilnummer mobiltelefon mobilnr phone mobile telnr telenr mobiltel"
    " mobiltelefonnummer"
)
_EMAIL_WORDS = "epost epostadress email mail mailadress mejl mejladress"
_ROLE_WORDS = [word for words in ROLES.values() for word in words]

_SYNONYMS = {
    "code": "code ärendekod ärendenummer ärendenr ärendeid casecode casenumber caseid caseno diarienummer diarienr"
    " dnr aktnummer aktnr aktkod aktid ärende kod ärendebeteckning beteckning case referensnummer referens id"
    " aktbeteckning akt ärendetsnummer ärendetsid uppdragsnummer uppdragsnr utredningsnummer utredningsnr"
    " aktualiseringsnummer löpnummer löpnr",
    "category": "category kategori ärendekategori lagrum lagstiftning lag lagområde område verksamhetsområde"
    " lagstöd verksamhet ärendegrupp",
    "type": "type ärendetyp casetype typ ärendeslag ärenderubrik typavärende insatstyp insats ärendemening"
    " aktualiseringstyp typavaktualisering aktualiseringsorsak ansökanom avserinsats rubrik",
    "stage": "stage steg ärendesteg processteg fas skede phase status ärendestatus state läge tillstånd"
    " ärendefas ärendeläge ärendetsstatus utredningsstatus handläggningsstatus aktuellstatus aktuelltsteg"
    " nuvarandesteg",
    "stage_since": "stagesince stegsedan isteget istegsedan istegetsedan sedan stegdatum datumsteg statussedan"
    " statusdatum datumstatus statusändrad statusändraddatum stegändrat fassedan fasdatum stagedate"
    " istatussedan senastestatusändring statusfrom stegfrom",
    "handler": "handler handläggare ansvarighandläggare handläggarenamn namnhandläggare handläggarsignatur caseworker"
    " casehandler biståndshandläggare socialsekreterare ansvarigsocialsekreterare utredare ansvarig assignedto"
    " ansvhandläggare ansvarighandl handl hdl ansvhdl handläggarkod handläggarsign socsekr socialsekr tilldelad"
    " tilldeladtill utredandehandläggare ärendeansvarig assignedcaseworker",
    "priority": "priority prioritet prio prioritering angelägenhet angelägenhetsgrad prioritetsgrad",
    "weight": "weight tyngd ärendetyngd vikt ärendevikt poäng points ärendepoäng",
    "next_step": "nextstep nästasteg nästaåtgärd nextaction nästahändelse nästa åtgärd nästaaktivitet"
    " bevakningstext bevakningsorsak",
    "next_date": "nextdate nextstepdate nästadatum nästastegdatum datumnästasteg datumförnästasteg nästastegden"
    " bevakning bevakningsdatum nästauppföljning uppföljningsdatum"
    " förfallodatum förfaller förfallodag nästabevakning bevakasden bevakas påminnelsedatum senastdatum klarsenast"
    " åtgärdassenast duedate",
    "client_name": "clientname klientnamn klientensnamn client klient namn name sökande sökandenamn brukare"
    " brukarnamn personnamn denenskilde enskild barnetsnamn förnamn efternamn klientnamn"
    " namnklient personensnamn registerledare huvudperson avserperson dendetgäller",
    "personal_id": "personalid personnummer personnr pnr persnr personid personidentitetsnummer ssn"
    " personalidentitynumber klientpersonnummer samordningsnummer identitetsnummer"
    " personnummersamordningsnummer personnummerklient klientpnr klientenspersonnummer",
    "phones": f"{_PHONE_WORDS} phones phonenumber hemtelefon telefonhem telefonmobil telefonarbete arbetstelefon"
    " klienttelefon klientenstelefon clientphone",
    "emails": f"{_EMAIL_WORDS} emails emailaddress klientepost klientensepost clientemail",
    "protected": "protected skyddadepersonuppgifter skyddadpersonuppgift skyddadeuppgifter skyddadidentitet skyddadid"
    " sekretessmarkering sekretessmarkerad sekretessmarkerat skyddadfolkbokföring fingeradepersonuppgifter"
    " protectedidentity skyddad skyddade skydd sekretess"
    " spärrmarkering spärrmarkerad spärrad skyddsmarkering sekretessmark skyddatid skyddadperson identitetsskydd"
    " harskyddadepersonuppgifter harskyddadidentitet sekretessmarkeringskyddadfolkbokföring",
    "party_role": "partyrole partsroll partroll rollpart roll role kontaktroll relation anknytning partensroll",
    "party_name": "partyname partsnamn partnamn part party partensnamn",
}
_DATE_STEMS = {
    "received": "received inkom inkommen inkommet inkommit mottagen mottaget mottogs aktualiserad aktualiserat"
    " aktualisering aktualiserings ankom ankomst ansökan ansöknings anmälan anmälnings registrerad"
    " registrerings mottagnings inkommande skapad upprättad",
    "opened": "opened öppnad öppnat öppnades öppnande inledd inlett inleddes inlednings utredninginledd"
    " utredningöppnad utredningstart utredningsstart påbörjad påbörjat startad start"
    " öppnings utredningöppnades utredningpåbörjad utrstart inlett",
    "decided": "decided beslutad beslutat beslutades besluts beslut beslutsdag decision beslutfattat",
    "executed": "executed verkställd verkställt verkställdes verkställighets verkställighet verkställande execution"
    " verkst insatspåbörjad",
    "closed": "closed avslutad avslutat avslutades avsluts avslut stängd stängt slut avslutnings stängnings"
    " utredningavslutad avsl",
}
_DATE_SHAPES = "{0} {0}datum datum{0} datumför{0} {0}den {0}dat {0}date date{0}"
_PARTY_SHAPES = {
    "party_name": ("{0} {0}namn namn{0} {0}name", ""),
    "party_phone": ("{0}{1} {1}{0}", _PHONE_WORDS),
    "party_email": ("{0}{1} {1}{0}", _EMAIL_WORDS),
}


def header_key(text: str) -> str:
    """`text` as headers are compared: lower case, no accents, letters and digits only ("Ärende-nr" → "arendenr")."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def _headers_of(field: str) -> Iterator[str]:
    """The headers of a field, the surest first; dates and parties are put together from words."""
    yield from _SYNONYMS.get(field, "").split()
    for shape in _DATE_SHAPES.split():
        yield from (shape.format(stem) for stem in _DATE_STEMS.get(field, "").split())
    shapes, words = _PARTY_SHAPES.get(field, ("", ""))
    for shape in shapes.split():
        for role in _ROLE_WORDS if field == "party_name" else ("party", "parts", "part", "partens", *_ROLE_WORDS):
            yield from (shape.format(role, word) for word in words.split() or [""])


FIELDS: tuple[str, ...] = tuple(LABELS)
"""Every field of the contract."""


@functools.cache
def _known() -> dict[str, tuple[str, int]]:
    """The field of every header we know, by `header_key`, and its rank there; made when the first file is read."""
    return {
        key: (field, rank)
        for field in FIELDS
        for rank, key in enumerate(dict.fromkeys(map(header_key, _headers_of(field))))
    }


@functools.cache
def _values() -> frozenset[str]:
    words = [word for some in STAGES.values() for word in some.split()]
    return frozenset(map(header_key, (*words, *_ROLE_WORDS)))


_ROLE_OF = {header_key(word): role for role, words in ROLES.items() for word in words}
_SURELY_PROTECTED = re.compile("skyddad|skyddat|sekretessmark|sparrmark")
_LAST_RANK = 1000
_ASIDE = re.compile(r"\([^)]*\)|\[[^]]*\]|\d+")


@functools.lru_cache(maxsize=4096)
def field_of(header: str) -> tuple[str, int] | None:
    """The field that a header names and how sure that is (0 is surest), None when it names none we know.

    A note in brackets, numbers and what follows a slash are looked past: "Beslut (datum)", "Vårdnadshavare 2, mobil",
    "Handläggare/team". A header that speaks of somebody protected is never looked past.
    """
    if len(header) > 80:
        return None
    known = _known()
    names = (header, _ASIDE.sub("", header), header.partition("/")[0])
    found = next((known[key] for key in map(header_key, names) if key in known), None)
    if found is None and _SURELY_PROTECTED.search(header_key(header)):
        return "protected", _LAST_RANK
    return found


def may_be_value(header: str) -> bool:
    """Whether this word heads a column in some exports and stands in the rows of others ("Beslut", "God man")."""
    return header_key(header) in _values()


@functools.lru_cache(maxsize=1024)
def role_of(text: str) -> str | None:
    """The code of the role that a word or a header names ("God man, telefon" → "god_man"), None when it is new."""
    key = header_key(_ASIDE.sub("", text))
    for word in ("", "namn", "name", *_PHONE_WORDS.split(), *_EMAIL_WORDS.split()):
        if role := _ROLE_OF.get(key.removesuffix(word)) or _ROLE_OF.get(key.removeprefix(word)):
            return role
    return None

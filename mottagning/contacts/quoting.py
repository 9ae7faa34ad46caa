"""The text of a message in blocks: what somebody wrote now, and what can be folded away.

Swedish and English programs' ways to quote, sign and disclaim are known. In doubt a line is text: hiding something a
client wrote is worse than showing an old answer once more. Nothing is lost: the blocks joined by LF are the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

BlockKind = Literal["text", "quote", "signature", "disclaimer"]


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines of a message, and what they are."""

    kind: BlockKind
    text: str


def fold(text: str) -> tuple[Block, ...]:
    """Divide a text into blocks; ``"\\n".join(block.text for block in blocks)`` gives it back.

    At least one block is text, unless the text is blank: a message that only quotes (somebody sent it on) shows that.
    """
    lines = text.split("\n")
    kinds: list[BlockKind] = ["text"] * len(lines)
    _mark_quotes(lines, kinds)
    _mark_machines(lines, kinds)
    _mark_disclaimers(lines, kinds)
    _mark_signatures(lines, kinds)
    _keep_something(lines, kinds)
    for number in range(1, len(lines)):
        if not lines[number].strip():
            kinds[number] = kinds[number - 1]
    blocks: list[Block] = []
    for kind, numbers in groupby(range(len(lines)), key=kinds.__getitem__):
        blocks.append(Block(kind, "\n".join(lines[number] for number in numbers)))
    return tuple(blocks)


def _keep_something(lines: list[str], kinds: list[BlockKind]) -> None:
    for wanted in ("text", "quote", "signature", "disclaimer"):
        if any(kind == wanted and line.strip() for line, kind in zip(lines, kinds, strict=True)):
            if wanted != "text":
                kinds[:] = ["text" if kind == wanted else kind for kind in kinds]
            return


# --- quotes ---------------------------------------------------------------------------------------------------------


def _label(words: str) -> re.Pattern[str]:
    """The name of a field at the beginning of a line, also in bold as some programs write it."""
    return re.compile(rf"\s{{0,4}}[*_]{{0,2}}(?:{words})[*_]{{0,2}}\s?:[*_]{{0,2}}\s*", re.IGNORECASE)


# In the languages that people here write in, and their programs speak: the header above an answered message.
_FROM = _label("från|from|fra|von|lähettäjä|avsändare|de|da|od|van|kimden|от|від|من")
_SENT = _label(
    "skickat|sent|sendt|gesendet|lähetetty|envoyé|enviado|enviada|inviato|wysłano|verzonden|gönderildi|"
    "отправлено|надіслано|تم الإرسال"
)
_DATE = _label("datum|date|dato|päivämäärä|fecha|data|tarih|дата|التاريخ")
_TO_OR_SUBJECT = _label("till|to|til|an|ämne|subject|emne|betreff|aihe|kopia|cc|à|para|objet|asunto|assunto|oggetto|do|"
                        "temat|aan|onderwerp|kime|konu|кому|тема|إلى|الموضوع")  # fmt: skip
_ORIGINAL = re.compile(
    r"\s*[-_]{3,}\s?(?:ursprungligt meddelande|originalmeddelande|original ?message|oprindelig meddelelse|"
    r"opprinnelig melding|ursprüngliche nachricht|alkuperäinen viesti|message d.origine|mensaje original|"
    r"messaggio originale|wiadomość oryginalna|исходное сообщение)\s?[-_]{3,}\s*",
    re.IGNORECASE,
)
# What somebody sends on is there to be read, unlike what they answer to.
_FORWARDED = re.compile(
    r"\s*(?:[-_]{3,}\s?(?:forwarded message|vidarebefordrat (?:meddelande|brev|mejl|mail)|videresendt melding)\s?"
    r"[-_]{3,}|begin forwarded message:|vidarebefordrat (?:brev|mejl|meddelande):|börja vidarebefordrat.{0,20}:)\s*",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r".{0,200}(?<!\w)(?:skrev|wrote|skreiv|schrieb|kirjoitti)(?!\w).{0,200}:\s*|.{0,200}<\S{1,100}@\S{1,100}>\s*(?:skrev|wrote):\s*",
    re.IGNORECASE,
)
# How such a sentence begins when it is broken over lines, or when what it introduces has no marks.
_INTRODUCES = re.compile(
    r"\s*(?:den|on|am|le|kl|\d{1,4}[./ -]|"
    r"(?:mån|tis|ons|tor|fre|lör|sön|mon|tue|wed|thu|fri|sat|sun)[a-zåäö]{0,6}[ ,.]).{0,80}\d",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d")
# "… 5 sty 2026 o 10:00 Anna <anna@example.se> napisał(a):", in a language whose word for "wrote" is not known here.
_TOLD = re.compile(r".{0,300}\d{1,2}[:.]\d\d.{0,200}<\s?[^<>]{1,200}@[^<>]{1,200}>.{0,40}:\s*")
_RULE = re.compile(r"\s*(?:_{5,}|-{5,}|={5,}|[─━—]{5,})\s*")


def _mark_quotes(lines: list[str], kinds: list[BlockKind]) -> None:
    """Quoted lines with what introduces them, and all that follows the header of an answered message."""
    previous = -1  # the last line before that is not blank
    for number, line in enumerate(lines):
        if line.startswith(">") and not line.startswith(">From "):
            kinds[number] = "quote"
        elif (
            _ORIGINAL.fullmatch(line[:200])
            or (_is_header(lines, number) and not _is_sent_on(lines, previous))
            or _introduces_the_rest(lines, number)
        ):
            start = previous if previous >= 0 and _RULE.fullmatch(lines[previous][:200]) else number
            kinds[start:] = ["quote"] * (len(lines) - start)
            break
        if line.strip():
            previous = number
    _mark_introductions(lines, kinds)


def _introduces_the_rest(lines: list[str], number: int) -> bool:
    """Whether "Den 3 maj 2026 kl 10:12 skrev Anna <anna@…>:" stands here, and what follows has no marks of its own."""
    line = lines[number][:500]
    if not ("@" in line and _CLOCK.search(line) and _INTRODUCES.match(line) and _WROTE.fullmatch(line)):
        return False
    following = next((after for after in lines[number + 1 : number + 5] if after.strip()), ">")
    return not following.startswith(">")


def _is_header(lines: list[str], number: int) -> bool:
    """Whether an answered message's header begins here ("Från: … Skickat: … Till: … Ämne: …").

    A form may also say from when to when ("Från: måndag, Till: fredag, Datum: 3 maj"), so Datum alone is not enough.
    """
    found = _FROM.match(lines[number])
    if not found or not lines[number][found.end() :].strip():
        return False
    block = [line for line in lines[number + 1 : number + 9] if line.strip()]
    if not any(_TO_OR_SUBJECT.match(line) for line in block):
        return False
    if any(_SENT.match(line) for line in block):
        return True
    return any(_DATE.match(line) for line in block) and "@" in lines[number]


def _is_sent_on(lines: list[str], previous: int) -> bool:
    return previous >= 0 and _FORWARDED.fullmatch(lines[previous][:200]) is not None


def _mark_introductions(lines: list[str], kinds: list[BlockKind]) -> None:
    """Mark "Den 3 maj skrev Anna:" above a quote; it may be broken over up to three lines."""
    for number in range(1, len(lines)):
        if kinds[number] != "quote" or kinds[number - 1] == "quote":
            continue
        end = number - 1
        while end > 0 and number - end < 3 and not lines[end].strip():
            end -= 1
        for start in range(max(end - 2, 0), end + 1):
            sentence = " ".join(line[:300].strip() for line in lines[start : end + 1])
            whole = all(lines[n].strip() and kinds[n] == "text" for n in range(start, end + 1))
            known = _WROTE.fullmatch(sentence) and (start == end or _INTRODUCES.match(lines[start]))
            if whole and (known or _TOLD.fullmatch(sentence)):
                kinds[start:number] = ["quote"] * (number - start)
                break


# --- disclaimers and signatures -------------------------------------------------------------------------------------

_DISCLAIMER = re.compile(
    r"(?:det(?:ta|ta är ett)|denna) (?:e-?post|e-?mail|mejl|mail|meddelande)\w*.{0,80}"
    r"(?:kan innehålla|innehåller|är avse|är endast|konfidentiel|sekretess)|"
    r"eventuella bilagor.{0,80}(?:konfidentiel|avsed|sekretess)|"
    r"(?:fått|mottagit|erhållit) (?:detta|denna) \S{0,20} ?(?:av misstag|felaktigt|i fel)|"
    r"tänk på miljön (?:innan|före)|(?:behandlar vi|vi behandlar|behandlas) dina personuppgifter|"
    r"hur .{0,40}behandlar (?:dina )?personuppgifter|(?:extern avsändare|utanför organisationen)|"
    r"this (?:e-?mail|message|communication|transmission)\b.{0,120}"
    r"(?:confidential|intended (?:only|solely|for)|privileged)|"
    r"confidentiality notice|please consider the environment|(?:are|is) not the intended recipient|"
    r"originated (?:from )?outside",
    re.IGNORECASE | re.DOTALL,
)
_CLOSING = re.compile(
    r"\s*(?:(?:med\s+)?(?:de\s+)?(?:vänlig(?:a|aste)?|bästa|varma|hjärtliga|många|soliga)\s+hälsning(?:ar)?|"
    r"vänligen|hälsningar|hälsar(?=[\s,]+(?-i:[A-ZÅÄÖÉ])|\s*,?\s*$)|m\.?\s?v\.?\s?h\.?|vh|hälsn\.?|"
    r"(?:(?:best|kind|warm|kindest|warmest|with best)\s+)?regards|sincerely|yours (?:truly|sincerely)|best wishes|"
    r"med venlig hilsen|med vennlig hilsen|ystävällisin terveisin|mit freundlichen grüßen|"
    r"cordialement|saludos|с уважением|pozdrawiam)(?![\w-])[\s,.!/-]{0,9}(?P<name>.{0,60})",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"\s*(?:skickat|skickades|sänt|sent|hämta|get|skaffa|scarica)\s.{0,40}"
    r"(?:iphone|ipad|android|samsung|galaxy|mobil|phone|outlook|yahoo|mail|huawei|telefon|proton|ios|surfplatta).{0,60}",
    re.IGNORECASE,
)
_PGP_BEGINS, _PGP_ENDS = "-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----"
_LIST = re.compile(r"_{20,}")  # what a mailing list puts below every message begins so, and names an address
_LONGEST_SIGNATURE = 30  # lines
_LONGEST_FOOTER = 8
_ADDED_LATER = re.compile(r"\s*(?:p\.?\s?s\b|obs\b|nb\b|n\.b\.)", re.IGNORECASE)


def _mark_disclaimers(lines: list[str], kinds: list[BlockKind]) -> None:
    """Paragraphs that begin like the standing sentences organisations put under (or above) every message."""
    start = 0
    for end in range(len(lines) + 1):
        if end < len(lines) and lines[end].strip() and kinds[end] == "text":
            continue
        if end > start:
            found = _DISCLAIMER.search(" ".join(line[:300] for line in lines[start : min(end, start + 4)])[:400])
            if found and found.start() < 80:
                kinds[start:end] = ["disclaimer"] * (end - start)
        start = end + 1


def _mark_machines(lines: list[str], kinds: list[BlockKind]) -> None:
    """What programs put below: a PGP signature, the footer of a mailing list."""
    filled = [number for number, line in enumerate(lines) if line.strip()]
    end = -1  # of a signature: the next one, or there is none
    for place, number in enumerate(filled):
        line = lines[number].strip()
        if line == _PGP_BEGINS and number > end:
            end = next((at for at in filled[place:] if lines[at].strip() == _PGP_ENDS), len(lines))
            if end < len(lines):
                kinds[number : end + 1] = ["signature"] * (end + 1 - number)
        elif kinds[number] == "text" and _LIST.fullmatch(line) and _is_footer(lines, filled, place):
            kinds[number:] = ["signature"] * (len(lines) - number)
            return


def _is_footer(lines: list[str], filled: list[int], place: int) -> bool:
    """Whether so few lines follow the one at `filled[place]`, and one of them is an address on the web."""
    if len(filled) - place - 1 > _LONGEST_FOOTER:
        return False
    return any(re.match(r"https?://\S+\s*$", lines[number]) for number in filled[place + 1 :])


def _mark_signatures(lines: list[str], kinds: list[BlockKind]) -> None:
    """From "-- " or a closing formula to the end of what was written; but not what was added below it."""
    for kind, group in groupby(range(len(lines)), key=list(kinds).__getitem__):
        region = list(group)
        if kind != "text":
            continue
        signed = False
        for at, number in enumerate(region):
            line = lines[number]
            if not line.strip():
                kinds[number] = "signature" if signed else "text"
            elif line.rstrip() == "--":
                signed = len(region) - at <= _LONGEST_SIGNATURE
                kinds[number] = "signature" if signed else "text"
            elif _DEVICE.fullmatch(line[:200]):
                kinds[number] = "signature"
            elif _is_closing(line) and len(region) - at <= _LONGEST_SIGNATURE:
                signed = True
                kinds[number] = "signature"
            else:
                signed = signed and not _is_prose(line)
                kinds[number] = "signature" if signed else "text"


def _is_closing(line: str) -> bool:
    found = _CLOSING.fullmatch(line[:200].rstrip())
    return found is not None and len(found["name"].split()) <= 4 and not re.search(r"[?!:;]|\d", found["name"])


def _is_prose(line: str) -> bool:
    """Whether a line below a closing formula says something, other than a name, a title, an address or a number."""
    words = line.split()
    return bool(_ADDED_LATER.match(line)) or len(words) >= 8 or (len(words) > 2 and words[-1][-1] in ".?!")

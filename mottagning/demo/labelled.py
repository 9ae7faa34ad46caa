"""Contacts whose cases are known, to measure matching by: what people write, and what leads astray."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mottagning.care.protection import learnt_protected
from mottagning.cases import feed, mappings
from mottagning.contacts import intake, ledger
from mottagning.contacts.ledger import RawItem, StoreRaw
from mottagning.db import Database
from mottagning.demo import cast
from mottagning.demo.families import Case, Family, Person, Town, export
from mottagning.identity import display as written_id
from mottagning.identity import normalise
from mottagning.phones import display

_ROUNDS = 12
_FORWARDED = "---------- Vidarebefordrat meddelande ----------"
_GREETINGS = ("Med vänlig hälsning\n{}", "Mvh {}", "Hälsningar\n{}", "\n{}", "/{}", "Tack på förhand!\n\n{}")
_QUESTIONS = (
    "Hej!\n\nNär kan vi få ett besked? Det har gått flera veckor nu.",
    "Hej,\n\nKan någon ringa mig i eftermiddag? Jag är hemma efter klockan 15.",
    "Hej igen!\n\nVi har fått en tid men den passar inte. Går det att byta till veckan efter?",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A contact as `contacts match` reads it, of which kind it is, and the codes of the cases it is really about."""

    kind: str
    entry: dict[str, Any]
    about: frozenset[str]
    has_evidence: bool = True
    """Whether anything in it leads there."""


@dataclass(slots=True)
class LabelledSet:
    """A case list, messages that came before and are tied by their code, and contacts to match."""

    cases: bytes
    earlier: list[bytes] = field(default_factory=list)
    contacts: list[Labelled] = field(default_factory=list)
    protected: frozenset[str] = frozenset()
    """Codes that must never be offered unless they are written."""


def make(seed: int, count: int, rounds: int = _ROUNDS) -> LabelledSet:
    """About 40 contacts a round, about families among `count` other cases."""
    rng = random.Random(f"{seed} labelled")
    town = Town(rng, count)
    made = LabelledSet(cases=b"")
    for number in range(rounds):
        writer = _Writer(rng, town, made, number)
        for situation in _SITUATIONS:
            situation(writer)
    made.protected = frozenset(case.code for case in town.cases if case.protected)
    made.cases = export(town.cases)
    return made


def enter(database: Database, made: LabelledSet) -> None:
    """Read the case list into an empty database, and take in what came before."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "arenden.csv"
        path.write_bytes(made.cases)
        mappings.map_file(database, "Provlistan", path, {}, "snapshot")
        feed.import_feed(database, path, "Provlistan", learnt_protected=learnt_protected, confirm=True)
    for number, octets in enumerate(made.earlier):
        item = RawItem(place=f"imap:labelled/INBOX/1/{number}", kind="imap", octets=octets)
        ledger.store_raw(database, StoreRaw(by=None, items=(item,)))
    intake.understand_pending(database)


class _Writer:
    """Writes what one family, and those around it, send."""

    def __init__(self, rng: random.Random, town: Town, made: LabelledSet, number: int) -> None:
        self.rng = rng
        self.town = town
        self.family: Family = town.family()
        self.other: Family = town.family() if number % 2 else self.family
        self._made = made
        self._number = number

    def stranger(self) -> Case:
        """Any open case of somebody else."""
        while True:
            case = self.rng.choice(self.town.cases)
            if case.closed is None and not case.protected and case.client.email and case.client != self.family.mother:
                return case

    def signed(self, text: str, name: str) -> str:
        """The text and who wrote it."""
        return f"{text}\n\n{self.rng.choice(_GREETINGS).format(name)}"

    def question(self) -> str:
        """What tells nothing of whom it is about."""
        return self.rng.choice(_QUESTIONS)

    def add(self, kind: str, text: str, *about: Case, sender: str = "", **more: Any) -> None:
        """One labelled contact."""
        entry = {"channel": more.pop("channel", "mail"), "from": sender or self.unknown(), "text": text}
        entry |= {"subject": more.pop("subject", ""), "in_reply_to": more.pop("in_reply_to", None)}
        codes = frozenset(case.code for case in about)
        has_evidence = more.pop("has_evidence", bool(about))
        self._made.contacts.append(Labelled(kind=kind, entry=entry, about=codes, has_evidence=has_evidence))

    def like_identity(self) -> str:
        """One of the numbers set aside for invented people that is a personal identity number as well; "" for none."""
        return self.town.take_first(lambda number: len(number) == 10 and normalise(number) is not None)

    def unknown(self) -> str:
        """An address that is on no case."""
        return f"okand{self.rng.randrange(10**6)}@example.org"

    def letter(self, sender: str, text: str) -> str:
        """A message that came earlier; returns its id."""
        key = f"{self._number}.{len(self._made.earlier)}.labelled@example.org"
        head = f"From: {sender}\r\nTo: mottagningen@example.se\r\nMessage-ID: <{key}>\r\n"
        self._made.earlier.append(f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode())
        return key


def _codes(w: _Writer) -> None:
    case, other, third = w.stranger(), w.stranger(), w.stranger()
    w.add("code", f"Hej! Det gäller ärende {case.code}. {w.question()}", case)
    w.add("code", w.question(), case, subject=f"Ang. {case.code}", sender=case.client.email)
    w.add("two codes", f"Det gäller både {case.code} och {other.code}.", case, other)
    alone = w.town.case(w.town.person(alone=True), "SoL", "ansökan hemtjänst")
    listed = "\n".join(each.code for each in (other, third, w.stranger(), w.stranger()))
    text = f"Hej! Kan ni ringa {alone.client.name} om hembesöket?\n\nMed vänlig hälsning\nKim Roos, vik.\n{listed}"
    w.add("codes in a signature", text, alone)
    w.add("code within a longer one", f"Fakturan {case.code}-7 och 4{case.code[2:]}1 stämmer inte.", has_evidence=False)
    w.add("code of a register", f"Ert dnr KS {case.code[2:]}/24, se bilaga.", has_evidence=False)
    w.add("code in an address", f"Se https://blanketter.example.org/{other.code}/visa", has_evidence=False)
    w.add("code spelt otherwise", f"det gäller {case.code.lower().replace('-', ' ')}", case)
    quoted = f"{w.question()}\n\nDen 3 maj 2026 skrev Bo:\n> Hej, det gäller {other.code}\n> ring mig"
    w.add("code quoted", quoted, case, sender=case.client.email)
    mistyped = w.town.mistyped(case.code)
    w.add("code mistyped", w.signed(f"Gäller {mistyped.code}. {w.question()}", case.client.name), case,
          sender=case.client.email)  # fmt: skip
    w.add("code of somebody else", f"Min grannfru bad mig fråga om {third.code}.", third, sender=case.client.email)
    closed = w.family.earlier
    w.add("code of a closed case", f"Jag vill läsa beslutet i {closed.code}.", closed, sender=w.unknown())


def _names(w: _Writer) -> None:
    child, case = w.family.children[0], w.family.of_children[0]
    both = (case, w.family.second)
    w.add("name", f"Hej! Jag undrar hur det går för {child.name}. {w.question()}", *both)
    for wrong in (_slip(w.rng, child.last), _without_dots(child.last)):
        w.add("name misspelt", f"Hej! Det gäller {child.first} {wrong}, som är tio år.", *both)
    first, last = (
        (_slip(w.rng, child.first), child.last) if len(child.first) > 3 else (child.first, _slip(w.rng, child.last))
    )
    w.add("name misspelt", f"hej, ring om {first} {last}s skolskjuts tack".lower(), *both)
    w.add("name turned", f"Namn: {child.last}, {child.first}", *both, channel="letter", sender="Receptionen")
    middle = w.town.person(alone=True)
    own = w.town.case(Person(f"{middle.first} Maria", middle.last, middle.personal_id), "SoL", "ansökan hemtjänst")
    w.add("middle name left out", w.signed(w.question(), middle.name), own)
    w.add("middle name added", w.signed(w.question(), f"{child.first} Linnéa {child.last}"), *both)
    w.add("name of the sender", w.question(), w.family.of_step, sender=f'"{w.family.step.name}" <{w.unknown()}>')
    handler = w.rng.choice(w.town.handlers)
    first, last = handler.split()
    named = w.town.case(Person(first, last, cast.personal_id(w.rng)), "SoL", "trygghetslarm")
    who = w.stranger()
    w.add("handler named as a client", w.signed(f"Här kommer intyget som {handler} bad om.", who.client.name), who,
          sender=who.client.email)  # fmt: skip
    assert named.client.name == handler


def _families(w: _Writer) -> None:
    mother, step, family = w.family.mother, w.family.step, w.family
    first, last = family.children[0], family.children[-1]
    of_last = family.of_children[-1]
    w.add("shared number", f"Mamman ringde om {last.first}, vill bli uppringd.", of_last, channel="phone",
          sender=display(mother.phone))  # fmt: skip
    w.add("shared number", "Vill bli uppringd.", family.own, *family.of_children, family.second, channel="phone",
          sender=mother.phone)  # fmt: skip
    w.add("sibling", w.signed(f"Hej! När får {last.first} sin tid?", mother.first), of_last, sender=mother.email)
    w.add("sibling", w.signed(f"Det är {last.first}s tid det gäller, inte systerns.", mother.name), of_last,
          sender=mother.email)  # fmt: skip
    w.add("stepfather's address", w.signed(f"Hej! Min styvson {first.name} kommer inte i morgon.", step.name),
          family.of_children[0], family.second, sender=step.email)  # fmt: skip
    w.add("stepfather's own", w.signed("Hej! Färdtjänsten kom inte i går.", step.name), family.of_step,
          sender=step.email)  # fmt: skip
    w.add("own number, child named", w.signed(
        f"Jag heter {mother.name}, {written_id(mother.personal_id)}. Hur går det för {last.first}?", mother.name),
        of_last, sender=mother.email)  # fmt: skip
    w.add("two identity numbers", f"{written_id(mother.personal_id)} är jag, {written_id(last.personal_id)} är hen "
          "som det gäller.", of_last, sender=mother.email)  # fmt: skip
    w.add("child's identity number", f"Gäller {written_id(last.personal_id)}. {w.question()}", of_last,
          sender=mother.email)  # fmt: skip
    w.add("several cases", f"Hur går det med korttidsvistelsen för {first.first}?", family.second, sender=mother.email)
    w.add("several cases", f"{written_id(first.personal_id)}: När är utredningen klar?", family.of_children[0],
          family.second, sender=mother.email)  # fmt: skip
    w.add("closed and open", w.signed("Kan jag få mer hemtjänst?", mother.name), family.own, sender=mother.email)
    w.add("new name", w.signed(w.question(), f"{step.first} {w.rng.choice(w.town.handlers).split()[1]}"),
          family.of_step, sender=step.email)  # fmt: skip
    w.add("new name", f"Jag har bytt namn och heter nu {step.first} Nyman. {written_id(step.personal_id)}",
          family.of_step)  # fmt: skip


def _numbers(w: _Writer) -> None:
    case = w.stranger()
    case.client.phone = case.client.phone or w.town.number()
    name, phone = case.client.name, display(case.client.phone)
    w.add("number in a signature", f"{w.question()}\n\nMed vänlig hälsning\nKim\nTfn {phone}", case)
    quoted = f"{w.question()}\n\nDen 3 maj 2026 kl. 10:12 skrev {name}:\n> ring {phone}\n> /{name}"
    writer = w.family.step
    w.add("number quoted", quoted, w.family.of_step, sender=writer.email)
    w.add("number in a note", f"Ring tillbaka på {phone} före lunch", case, channel="visit", sender="")
    if looks := w.like_identity():
        both = w.town.person()
        both.phone = f"+46{looks[1:]}"
        of_both = w.town.case(both, "SoL", "trygghetslarm")
        w.add("number like an identity number", f"Ring mig på {looks} i kväll.", of_both)
    child = w.family.children[-1]
    ten = child.personal_id[2:]
    w.add("identity number like a number", f"tel? {ten} är personnumret. {w.question()}", w.family.of_children[-1])
    shown = f"{case.client.personal_id[:8]} {case.client.personal_id[8:]}"
    w.add("identity number", f"Angående {shown}: kan han få tolk?", case)


def _others(w: _Writer) -> None:
    case, family = w.stranger(), w.family
    child = w.family.children[0]
    school = f"skola{w.rng.randrange(10**6)}@example.org"
    pupils = [w.town.case(w.town.person(alone=True, email=False), "Barn", "utredning barn") for _ in range(5)]
    for pupil in pupils:
        pupil.parties.append(("skola", Person("Ekskolan", "", "", email=school)))
    w.add("school", f"Hej! {pupils[2].client.name} har inte varit här på två veckor.\n\nMvh\nKurator", pupils[2],
          sender=school)  # fmt: skip
    text = f"Jag är orolig för {child.name}, som är ensam hemma på kvällarna.\n\nGranne"
    w.add("notifier", text, family.of_children[0], family.second)
    own = w.rng.choice((case, family.of_step))
    text = f"Jag heter {own.client.name}, {written_id(own.client.personal_id)}. Jag är orolig för grannens barn."
    w.add("notifier who is a client", text, sender=own.client.email, has_evidence=False)
    head = f"Från: {case.client.name} <{case.client.email}>\nSkickat: den 3 maj 2026 10:12\nTill: Kim Roos\nÄmne: Fråga"
    forwarded = f"Kan ni ta detta?\n\nKim\n\n{_FORWARDED}\n{head}\n\n{w.question()}"
    w.add("forwarded", forwarded, case, subject="VB: Fråga")
    secret = w.town.case(w.town.person(alone=True), "SoL", "ansökan hemtjänst")
    secret.protected = True
    w.add("protected", w.signed(f"{written_id(secret.client.personal_id)} {w.question()}", secret.client.name),
          sender=secret.client.email, has_evidence=False)  # fmt: skip
    w.add("nothing", "Hej! I januari startar en samtalsgrupp för anhöriga. Sprid gärna till dem ni möter.",
          sender="info@example.org")  # fmt: skip
    w.add("nothing", "Fel nummer, sökte vårdcentralen.", channel="phone", sender="anonymous")


def _threads(w: _Writer) -> None:
    case, other = w.stranger(), w.stranger()
    key = w.letter(case.client.email, f"Gäller {case.code}.")
    w.add("reply", "Tack, det passar bra!", case, sender=case.client.email, in_reply_to=f"<{key}>")
    w.add("reply of another", "Hej, jag svarar i stället. Tack!", case, in_reply_to=f"<{key}>")
    w.add("reply about another", f"Nu gäller det {other.code} i stället.", other, sender=case.client.email,
          in_reply_to=f"<{key}>")  # fmt: skip
    mother, last = w.family.mother, w.family.of_children[-1]
    first = w.letter(mother.email, f"Gäller {w.family.of_children[0].code}.")
    w.add("reply about a sibling", f"Och hur blir det för {last.client.first}?", last, sender=mother.email,
          in_reply_to=first)  # fmt: skip


_SITUATIONS: tuple[Callable[[_Writer], None], ...] = (_codes, _names, _families, _numbers, _others, _threads)


def _slip(rng: random.Random, word: str) -> str:
    """A letter doubled, left out, changed, or two changed about; never the first one."""
    place = rng.randrange(1, len(word) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    turned = before + after[0] + letter + after[1:]
    found = [before + letter * 2 + after, before + rng.choice("aeilnrst") + after, turned]
    if len(word) > 4:
        found.append(before + after)
    return rng.choice([each for each in found if each != word] or [word])


def _without_dots(word: str) -> str:
    return word.translate(str.maketrans("åäöÅÄÖ", "aaoAAO"))

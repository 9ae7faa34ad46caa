"""Invented families with cases, as a case system exports them: who shares numbers, names and addresses with whom."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from mottagning.demo import cast
from mottagning.phones import display

_BEGINNINGS = "Al Berg Björk Ceder Dahl Ek Fors Gran Hag Hed Käll Lind Lund Malm Norr Ny Ros Sand Sjö Stål Sund Väst Ö"
_ENDINGS = "berg blad bäck dahl feldt gren hult kvist lund man mark qvist rot ström stedt vall vik ås"
SURNAMES = tuple(first + last for first in _BEGINNINGS.split() for last in _ENDINGS.split())
HEADER = (
    *("Ärendekod", "Kategori", "Ärendetyp", "Steg", "Handläggare", "Inkom", "Avslutad", "Namn", "Personnummer"),
    *("Telefon", "E-post", "Skyddade uppgifter", "Partsroll", "Partsnamn", "Parts telefon", "Parts e-post"),
)
_KINDS = (
    ("SoL", "ansökan hemtjänst"),
    ("LSS", "ledsagning"),
    ("Färdtjänst", "riksfärdtjänst"),
    ("SoL", "trygghetslarm"),
)


@dataclass(slots=True)
class Person:
    """Somebody invented; `phone` in E.164."""

    first: str
    last: str
    personal_id: str
    phone: str = ""
    email: str = ""

    @property
    def name(self) -> str:
        """First name and surname."""
        return f"{self.first} {self.last}"


@dataclass(slots=True)
class Case:
    """A case; the client's number and address are those that the case list has, the parties (role, person)."""

    code: str
    category: str
    type: str
    client: Person
    handler: str
    parties: list[tuple[str, Person]] = field(default_factory=list)
    closed: date | None = None
    protected: bool = False
    received: date = date(2026, 3, 2)


@dataclass(slots=True)
class Family:
    """A mother with a case of her own and her children's, their stepfather, and what he has to do with us himself."""

    mother: Person
    step: Person
    children: list[Person]
    own: Case
    of_children: list[Case]
    of_step: Case
    earlier: Case
    """Of the mother: closed."""
    second: Case
    """Of the first child: of another kind."""


class Town:
    """Families with the codes, numbers and names that are left."""

    def __init__(self, rng: random.Random, count: int) -> None:
        self._rng = rng
        self._numbers = cast.numbers()
        rng.shuffle(self._numbers)
        self._codes = rng.sample(range(10_000, 10_000 + 20 * count), count * 2)
        self._taken: set[tuple[str, str]] = set()
        self._ids: set[str] = set()
        self.cases: list[Case] = []
        self.handlers = [name for _, name, _, _ in cast.STAFF]
        while len(self.cases) < count:
            self.case(self.person(), *rng.choice(_KINDS))

    def mistyped(self, code: str) -> Case:
        """Somebody else's case with two digits of this code changed about, or one of them changed."""
        taken = {case.code for case in self.cases}
        found = self.case(self.person(), "SoL", "ansökan hemtjänst")
        places = range(2, len(code))
        spelt = (code[:place] + digit + code[place + 1 :] for place in places for digit in "0123456789")
        found.code = next(other for other in spelt if other not in taken)
        return found

    def take_first(self, is_wanted: Callable[[str], bool]) -> str:
        """The first number left that is wanted as it is dialled, with its zero; "" for none."""
        found = next((number for number in self._numbers if is_wanted(f"0{number[3:]}")), None)
        if found is None:
            return ""
        self._numbers.remove(found)
        return f"0{found[3:]}"

    def number(self) -> str:
        """A number that nobody else has, as long as there are any."""
        return self._numbers.pop()

    def person(self, last: str = "", *, alone: bool = False, email: bool = True) -> Person:
        """Somebody; `alone`: with a name that nobody else has."""
        rng = self._rng
        while True:
            first, last_name = rng.choice(cast.FIRST_NAMES), last or rng.choice(SURNAMES)
            if not alone or (first, last_name) not in self._taken:
                break
        self._taken.add((first, last_name))
        while (personal_id := cast.personal_id(rng)) in self._ids:
            pass
        self._ids.add(personal_id)
        person = Person(first, last_name, personal_id)
        if email:
            person.email = f"p{len(self._taken)}.{rng.randrange(10**6)}@example.se"
        return person

    def case(self, client: Person, category: str, kind: str, *parties: tuple[str, Person]) -> Case:
        """One more case."""
        code = f"C-{self._codes.pop()}"
        found = Case(code, category, kind, client, self._rng.choice(self.handlers), list(parties))
        found.received = date(2026, 1, 5) + timedelta(days=self._rng.randrange(280))
        self.cases.append(found)
        return found

    def family(self) -> Family:
        """A family of four or five."""
        rng = self._rng
        mother = self.person(alone=True)
        mother.phone = self.number()
        step = self.person(alone=True)
        children = [self.person(mother.last, alone=True, email=False) for _ in range(rng.randrange(2, 4))]
        while len({child.first for child in (mother, step, *children)}) < len(children) + 2:
            children = [self.person(mother.last, alone=True, email=False) for _ in children]
        own = self.case(mother, "SoL", "ansökan hemtjänst")
        earlier = self.case(mother, "SoL", "trygghetslarm")
        earlier.closed = date(2026, 2, 2)
        of_children = [self.case(child, "Barn", "utredning barn", ("vårdnadshavare", mother)) for child in children]
        second = self.case(children[0], "LSS", "korttidsvistelse", ("vårdnadshavare", mother))
        of_step = self.case(step, "Färdtjänst", "färdtjänst")
        return Family(mother, step, children, own, of_children, of_step, earlier, second)


def export(cases: list[Case]) -> bytes:
    """The case list as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEADER)
    for case in cases:
        who = case.client
        known = ["", "", "", ""] if case.protected else [who.name, who.personal_id, _shown(who.phone), who.email]
        parties = [] if case.protected else case.parties
        columns = ((role, person.name, _shown(person.phone), person.email) for role, person in parties)
        joined = ["; ".join(column) for column in zip(*columns, strict=True)] or ["", "", "", ""]
        closed = case.closed.isoformat() if case.closed else ""
        told = (case.code, case.category, case.type, "Utredning", case.handler, case.received.isoformat(), closed)
        writer.writerow([*told, *known, "ja" if case.protected else "nej", *joined])
    return text.getvalue().encode("utf-8-sig")


def _shown(number: str) -> str:
    return display(number) if number else ""

"""The invented people: handlers, clients, and the numbers that are set aside for such."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from mottagning.people.roles import Role

FIRST_NAMES = (
    "Alva Astrid Agnes Ali Amina Anders Anna Arvid Axel Barbro Bengt Berit Birgitta Bo Britt Carina Daniel David Ebba "
    "Edvin Elias Elin Ella Elsa Emil Emma Erik Eva Fatima Filip Fredrik Freja Gerd Greta Gunnar Gustav Hanna Hassan "
    "Hedvig Helena Henrik Hugo Inga Ingrid Isak Jasmine Johan Jonas Julia Karl Kerstin Klara Lars Leila Lena Leo Lisa "
    "Ludvig Maja Margareta Maria Martin Mats Mohamed Nadia Nils Nora Olivia Olof Oskar Per Ragnhild Rolf Rut Samira "
    "Sara Signe Sigrid Sixten Sofia Stina Sven Tage Theo Tilde Tove Ulf Vera Viktor Vilma Wilma Yusuf Åke Åsa Örjan"
).split()
LAST_NAMES = (
    "Abrahamsson Ahmed Andersson Arvidsson Axelsson Bengtsson Berg Berglund Björk Blom Borg Dahl Dahlgren Ek Eklund "
    "Eriksson Falk Forsberg Fors Fredriksson Gran Gustafsson Hansson Hassan Hedlund Hellström Holm Holmberg Håkansson "
    "Isaksson Jansson Johansson Jonsson Karlsson Khalil Kvist Larsson Lind Lindberg Lindgren Ljung Lund Lundin "
    "Löfgren Malm Mattsson Månsson Nilsson Norberg Nyman Nyström Olsson Palm Persson Pettersson Qvist Rosén Rydberg "
    "Sandberg Sjöberg Sjögren Skog Strand Ström Sundin Svensson Söderberg Tran Vikström Wallin Wiklund Åberg Åström "
    "Öberg Öhman"
).split()
STAFF: tuple[tuple[str, str, Role, int], ...] = (
    ("kl", "Karin Lind", "lead", 100),
    ("ab", "Anna Bergström", "desk", 100),
    ("oh", "Omar Haddad", "desk", 100),
    ("me", "Maria Ek", "desk", 80),
    ("jn", "Johan Nyberg", "desk", 100),
    ("ls", "Lena Sjö", "desk", 75),
    ("pf", "Peter Falk", "desk", 100),
    ("sd", "Sara Dahl", "desk", 100),
    ("ew", "Eva Wall", "desk", 50),
    ("mk", "Mikael Kvist", "desk", 100),
    ("nr", "Nadia Rahimi", "desk", 100),
    ("tb", "Tobias Borg", "desk", 80),
    ("gh", "Gunilla Holm", "desk", 60),
    ("ap", "Aisha Palm", "desk", 100),
)
"""(key, name, role, employment rate in percent)."""

_FIRST_DIRECT = 80
UNKNOWN = 6
"""So many of the numbers belong to callers whom nobody knows."""
CHILD_QUALIFIED = ("kl", "ab", "oh", "jn", "sd", "nr", "ap", "mk")
ROLES = (("god_man", "god man"), ("guardian", "vårdnadshavare"), ("relative", "anhörig"))


@dataclass(frozen=True, slots=True)
class Client:
    """Somebody a case is about."""

    name: str
    personal_id: str
    phone: str | None
    email: str | None


def direct_number(place: int) -> str:
    """The number of the one at `place` in `STAFF`; no client has it."""
    return f"08-465 004 {_FIRST_DIRECT + place}"


def numbers() -> list[str]:
    """Swedish numbers set aside for invented people (PTS), in E.164, those of the staff left out."""
    mobile = [f"+467017406{n:02d}" for n in range(5, 100)]
    stockholm = [f"+468465004{n:02d}" for n in range(_FIRST_DIRECT)]
    malmo = [f"+464062804{n:02d}" for n in range(100)]
    return mobile + stockholm + malmo


def client(rng: random.Random, free_numbers: list[str], number: int) -> Client:
    """A new client; with a phone number of her own as long as there are any left."""
    first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
    email = f"{_plain(first)}.{_plain(last)}{number}@example.se" if rng.random() < 0.45 else None
    phone = free_numbers.pop() if free_numbers and rng.random() < 0.6 else None
    return Client(f"{first} {last}", personal_id(rng), phone, email)


def personal_id(rng: random.Random) -> str:
    """An identity number from the series for tests (birth numbers 980 to 989, Skatteverket)."""
    born = date(1932, 1, 1) + timedelta(days=rng.randrange(29_000))
    digits = f"{born:%Y%m%d}98{rng.randrange(10)}"
    doubled = "".join(str(int(d) * (2 if place % 2 == 0 else 1)) for place, d in enumerate(digits[2:]))
    return digits + str(-sum(map(int, doubled)) % 10)


def _plain(name: str) -> str:
    return name.lower().translate(str.maketrans("åäöé", "aaoe"))

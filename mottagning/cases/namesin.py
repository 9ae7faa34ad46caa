"""Finds names of the case list's people in words that are shown to a whole room: agreements, and next steps of cases.

The board hangs in a room. What a case system's field or somebody's own words say is shown there only when it names
nobody; when in doubt it is left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable

from mottagning.cases.forms import name_words, without_genitive
from mottagning.db import Database
from mottagning.folding import fold
from mottagning.people import staff

ALIKE = 3
"""So many open cases must have a next step in the same words: then it is a kind of step and not about somebody."""
_FIGURES = re.compile(r"[\d@]")
_AT_ONCE = 500
_LETTERS = re.compile(r"[^\W\d_]+")


def client_names_in(database: Database, text: str) -> tuple[int, ...]:
    """Which words of `text` (0 is the first, parted by spaces) are written as names and are names of somebody in the
    case list, now or before, who does not work here."""
    forms = {
        place: {form for part in _written_as_names(word) for form in without_genitive(fold(part))}
        for place, word in enumerate(text.split())
    }
    with database.reading():
        colleagues = {word for person in staff.everyone(database) for word in name_words(person.name)}
        known = _names_among(database, {form for each in forms.values() for form in each} - colleagues)
    return tuple(place for place, each in forms.items() if known.intersection(each))


def _written_as_names(word: str) -> list[str]:
    """The parts of a word that begin with a capital: two of "Karl-Johan" and "möte:Berg/Lind", none of "C-2417"."""
    seen = "".join(sign for sign in unicodedata.normalize("NFC", word) if unicodedata.category(sign) != "Cf")
    return [part for part in _LETTERS.findall(seen) if part[0].isupper() and len(part) > 1]


def sayable_steps(database: Database, written: Iterable[str]) -> frozenset[str]:
    """Inside `reading`: of the next steps of the open cases (one a case) those that can be shown to a whole room.

    At least `ALIKE` cases have such a step in the same words, it has no capitals but the first letter, no figures,
    and no word of it is the name of anybody in the case list.
    """
    steps = [step for step in written if step]
    times = Counter(map(fold, steps))
    spoken: defaultdict[str, set[str]] = defaultdict(set)
    for step in set(steps):
        if times[fold(step)] >= ALIKE and step[1:] == step[1:].lower() and not _FIGURES.search(step):
            spoken[step] = set(name_words(step))
    named = _names_among(database, {word for words in spoken.values() for word in words})
    return frozenset(step for step, words in spoken.items() if not words & named)


def _names_among(database: Database, words: set[str]) -> set[str]:
    """Those of these folded words that occur in a name of the case list."""
    found: set[str] = set()
    wanted = sorted(words)
    for start in range(0, len(wanted), _AT_ONCE):
        some = tuple(wanted[start : start + _AT_ONCE])
        places = ", ".join("?" * len(some))
        for table in ("party_word", "former_name_word"):
            rows = database.sql(f"SELECT DISTINCT word FROM {table} WHERE word IN ({places})", some)  # noqa: S608
            found.update(word for (word,) in rows.fetchall())
    return found

"""The forms in which case codes and people's names are compared, here and wherever cases are looked for."""

import re

from mottagning.folding import fold

_WORD = re.compile(r"[^\W_]+")
SHORTEST_MISSPELT = 4


def code_key(code: str) -> str:
    """A case code as it is compared: folded, letters and digits only ("C-2417", "c 2417" and "C2417" are alike)."""
    return "".join(_WORD.findall(fold(code)))


def name_words(name: str) -> tuple[str, ...]:
    """The folded words of a name, each once, in order: "Anna-Karin Öberg" gives anna, karin, öberg."""
    return tuple(dict.fromkeys(_WORD.findall(fold(name))))


def name_key(name: str) -> str:
    """The words of a name in alphabetical order: the same for "Öberg, Anna-Karin" and "Anna Karin Öberg"."""
    return " ".join(sorted(name_words(name)))


def without_genitive(word: str) -> tuple[str, ...]:
    """A folded word as it stands, and without the s that it may have as a genitive."""
    return (word, word[:-1]) if word.endswith("s") and len(word) > 2 else (word,)


def one_slip(one: str, other: str) -> bool:
    """Whether one edit (a letter more, less or other, or two neighbours changed about) makes `one` into `other`.

    Words of fewer than four letters are never alike: Åsa and Isa are two people.
    """
    if min(len(one), len(other)) < SHORTEST_MISSPELT or abs(len(one) - len(other)) > 1:
        return False
    if len(one) > len(other):
        one, other = other, one
    same = next((place for place, letter in enumerate(one) if letter != other[place]), len(one))
    if len(one) < len(other):
        return one[same:] == other[same + 1 :]
    swapped = one[same + 1 : same + 2] + one[same : same + 1] + one[same + 2 :]
    return one[same + 1 :] == other[same + 1 :] or swapped == other[same:]

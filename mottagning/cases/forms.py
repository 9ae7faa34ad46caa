"""The forms in which case codes and people's names are compared, here and wherever cases are looked for."""

import re

from mottagning.folding import fold

_WORD = re.compile(r"[^\W_]+")


def code_key(code: str) -> str:
    """A case code as it is compared: folded, letters and digits only ("C-2417", "c 2417" and "C2417" are alike)."""
    return "".join(_WORD.findall(fold(code)))


def name_words(name: str) -> tuple[str, ...]:
    """The folded words of a name, each once, in order: "Anna-Karin Öberg" gives anna, karin, öberg."""
    return tuple(dict.fromkeys(_WORD.findall(fold(name))))


def name_key(name: str) -> str:
    """The words of a name in alphabetical order: the same for "Öberg, Anna-Karin" and "Anna Karin Öberg"."""
    return " ".join(sorted(name_words(name)))

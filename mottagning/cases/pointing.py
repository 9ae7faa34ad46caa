"""Whether words that a whole room reads point at a person: a number, an address, a case code or a client's name."""

from __future__ import annotations

import re

from mottagning import identity, phones
from mottagning.cases.forms import code_key
from mottagning.cases.namesin import client_names_in
from mottagning.cases.tables import Case
from mottagning.db import Database
from mottagning.errors import Trouble

_PERSONAL_ID = re.compile(r"(?<!\d)(?:\d{2})?\d{6}\s?[-+‐‑‒–—−]?\s?\d{4}(?!\d)")
"""Looks like a personal identity number, right or not: `identity.find` knows those that are."""
_SIGNS = ".,:;!?()\"'”"


class NamesSomebody(Trouble):
    """Word `{number}` (1 is the first, parted by spaces) is written as a name, and is one in the case list."""

    @property
    def place(self) -> int:
        """Which word, 0 for the first."""
        return int(str(self.values["number"])) - 1


def has_personal_id(text: str) -> bool:
    """Whether something in it is, or looks like, a personal identity number."""
    return bool(_PERSONAL_ID.search(text) or identity.find(text))


def has_address(text: str) -> bool:
    """Whether there is a telephone number or an e-mail address in it."""
    return "@" in text or bool(phones.find(text))


def has_case_code(text: str) -> bool:
    """Inside `reading`: whether a word of it is the code of a case in the case list, however it is written."""
    codes = {code_key(word.strip(_SIGNS)) for word in text.split() if any(sign.isdigit() for sign in word)}
    return bool(codes) and bool(Case.select().where(Case.code_folded.in_(codes)).exists())


def refuse_names(database: Database, text: str, message: str) -> None:
    """NamesSomebody with this sentence when a word of it is the name of somebody in the case list."""
    if places := client_names_in(database, text):
        raise NamesSomebody(message, number=places[0] + 1)

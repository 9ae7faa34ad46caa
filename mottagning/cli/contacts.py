"""`contacts list`, `search`, `show` and `match`."""

import re
from argparse import Namespace
from pathlib import Path
from typing import Any

from mottagning.cli import Run
from mottagning.documents import json_document
from mottagning.errors import WrongUse
from mottagning.texts import N_


def listing(run: Run, options: Namespace) -> int:
    """All contacts, or a page of them."""
    from mottagning.contacts import documents

    with run.database() as database:
        document = documents.listing(database, None, options.limit, _id(options.after))
    run.answer(document, [_line(contact) for contact in document["contacts"]])
    return 0


def search(run: Run, options: Namespace) -> int:
    """Contacts with these words, newest first."""
    from mottagning.contacts import documents

    with run.database() as database:
        document = documents.listing(database, options.query, options.limit, _id(options.after))
    run.answer(document, [_line(contact) for contact in document["contacts"]])
    return 0


def showing(run: Run, options: Namespace) -> int:
    """One contact with its text."""
    from mottagning.contacts import documents

    with run.database() as database:
        document = documents.showing(database, _id(options.id) or 0)
    contact = document["contacts"][0]
    run.answer(document, [_line(contact), "", contact["text"] or ""])
    return 0


def match(run: Run, options: Namespace) -> int:
    """Rank cases for the contacts of a file, without storing anything."""
    from mottagning.contacts import ties

    with run.database() as database:
        document = ties.match_document(database, json_document(Path(options.file)))
    lines = [
        f"{number}. " + (", ".join(f"{case['code']} ({case['certainty']})" for case in contact["cases"]) or "–")
        for number, contact in enumerate(document["contacts"], 1)
    ]
    run.answer(document, lines)
    return 0


def _id(text: str | None) -> int | None:
    if text is None:
        return None
    if not re.fullmatch("[0-9]{1,18}", text):
        raise WrongUse(N_("“{value}” is not the id of a contact."), value=text)
    return int(text)


def _line(contact: dict[str, Any]) -> str:
    cases = " ".join(case["code"] for case in contact["cases"] if case["tied"])
    parts = [str(contact["id"]), contact["at"][:16].replace("T", " "), contact["channel"], contact["state"]]
    return "  ".join([*parts, contact["counterpart"] or "–", contact["subject"] or "", cases]).rstrip()

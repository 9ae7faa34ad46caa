"""Reads a JSON document that somebody gives the program as a file, whatever is in it."""

import json
import re
from pathlib import Path
from typing import Any

from mottagning.errors import Trouble, why
from mottagning.texts import N_

_UNKEEPABLE = re.compile(r"[\x00\ud800-\udfff]")
_LARGEST = 64 * 1024 * 1024


def clean(value: Any) -> Any:
    """`value`, lists and objects included, without what no database keeps: NUL, and halves of characters."""
    if isinstance(value, str):
        return _UNKEEPABLE.sub("\ufffd", value)
    if isinstance(value, list):
        return [clean(each) for each in value]
    if isinstance(value, dict):
        return {clean(name): clean(each) for name, each in value.items()}
    return value


def json_document(path: Path) -> Any:
    """The document in a file. Raises Trouble, one sentence, when there is none."""
    try:
        with path.open("rb") as file:
            octets = file.read(_LARGEST + 1)
    except OSError as error:
        raise Trouble(N_("{path} cannot be read: {why}."), path=path, why=why(error)) from None
    if len(octets) > _LARGEST:
        raise Trouble(N_("{path} is too large to be such a document."), path=path)
    try:
        return clean(json.loads(octets))
    except (ValueError, RecursionError):
        raise Trouble(N_("{path} is not a JSON document."), path=path) from None

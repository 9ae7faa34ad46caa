"""How sure it is that a column holds what its field should: by its header, or by the first values in it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from mottagning import identity, phones
from mottagning.cases import cells, dates
from mottagning.cases.caserow import category_of, stage_of
from mottagning.cases.cells import UnreadableCellError
from mottagning.cases.fields import CATEGORIES, DATES, STAGES, field_of, header_key
from mottagning.cases.mapping import places
from mottagning.texts import N_, tr

Certainty = Literal["sure", "likely", "doubtful", "chosen", "guessed"]
"""By a header of its own, by one that may mean other things, against the values, by a person, by the values alone."""

_SURE_ENOUGH = 0.8
"""How large a part of what stands in a column must be known words for it to be taken for theirs."""
_LEAST = 2
"""So many rows, at least, must say it."""

# Headers that stand over other things too.
_LOOSE_WORDS = (
    "id kod akt ärende case referens beteckning löpnr löpnummer lag område verksamhet typ insats rubrik status läge"
    " tillstånd sedan ansvarig vikt åtgärd namn name klient person roll part sekretess skydd beslut start slut"
    " registrerad skapad kontakt ansökan anmälan poäng bevakning förfaller relation"
)
_LOOSE = frozenset(map(header_key, _LOOSE_WORDS.split()))
_NO_DATES = N_("{bad} of {all} are no dates")
_NO_NUMBERS = N_("{bad} of {all} are no numbers")
_NOT_ONE_DATE = N_("{bad} of {all} could be several dates")
_NO_IDENTITY = N_("{bad} of {all} are no personal identity numbers")
_NO_PHONE = N_("{bad} of {all} hold no phone number")
_NO_EMAIL = N_("{bad} of {all} hold no e-mail address")
_PROTECTED = N_("{bad} of {all} would count as protected")
_EMPTY = N_("{bad} of {all} rows have nothing here")


@dataclass(frozen=True, slots=True)
class Fit:
    """How sure a column is, what there is to look at ("" nothing), and its first different values."""

    certainty: Certainty
    doubt: str
    examples: tuple[str, ...]


def fit(
    field: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    mapped: str,
    shown: Sequence[Sequence[str]] | None = None,
) -> Fit | None:
    """How the column (or columns) `mapped` suits `field`, judged by the first `rows`; None when none is mapped.

    The examples come from `shown`: the same rows without what must not be seen.
    """
    found = places(header, mapped) if mapped else None
    if not found:
        return None
    values = [row[place] for row in rows for place in found]
    filled = [value for value in values if value]
    seen = [row[place] for row in shown or rows for place in found]
    examples = tuple(dict.fromkeys(value for value in seen if value))[:4]
    doubt = _doubt(field, filled, len(values))
    if doubt:
        return Fit("doubtful", doubt, examples)
    known = [field_of(header[place]) for place in found]
    if any(each is None or each[0] != field for each in known):
        return Fit("chosen", "", examples)
    loose = any(header_key(header[place]) in _LOOSE for place in found)
    return Fit("likely" if loose or not filled else "sure", "", examples)


def by_values(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    mapped: Collection[str],
    is_handler: Callable[[str], bool],
) -> dict[str, str]:
    """Headers for stage, category and handler where the headers themselves say nothing, by the first `rows`.

    `mapped` are the fields that have a header. A column whose header we know is what it says, and never guessed at.
    """
    known: dict[str, Callable[[str], bool]] = {
        "stage": lambda value: stage_of(value) in STAGES,
        "category": lambda value: category_of(value) in CATEGORIES,
        "handler": is_handler,
    }
    found: dict[str, str] = {}
    for field, is_known in known.items():
        shares = [
            (_share([row[place] for row in rows], is_known), -place)
            for place, name in enumerate(header)
            if name and header.count(name) == 1 and field_of(name) is None and name not in found.values()
        ]
        share, place = max(shares, default=(0.0, 0))
        if field not in mapped and share >= _SURE_ENOUGH:
            found[field] = header[-place]
    return found


def _share(values: Sequence[str], is_known: Callable[[str], bool]) -> float:
    """The part of what is filled in that is known; 0 where next to nothing is."""
    filled = [value for value in values if value]
    hits = sum(map(is_known, filled))
    return hits / len(filled) if hits >= _LEAST else 0.0


def _doubt(field: str, filled: Sequence[str], count: int) -> str:
    if field in ("code", "stage") and (empty := count - len(filled)):
        return tr(_EMPTY, bad=empty, all=count)
    if field in DATES:
        order = dates.order_of(filled)
        days = [_day_or_why(value, order) for value in filled]
        if wrong := sum(day is UnreadableCellError for day in days):
            return tr(_NO_DATES, bad=wrong, all=len(filled))
        several = sum(day is dates.AmbiguousDayError for day in days)
        return tr(_NOT_ONE_DATE, bad=several, all=len(filled)) if several else ""
    if field == "protected":
        said = sum(map(cells.protected, filled))
        return tr(_PROTECTED, bad=said, all=count) if said * 2 > count else ""
    if field not in _READS:
        return ""
    reads, sentence = _READS[field]
    wrong = sum(not reads(value) for value in filled)
    return tr(sentence, bad=wrong, all=len(filled)) if wrong * 4 > len(filled) else ""


def _day_or_why(value: str, order: dates.Order | None) -> object:
    try:
        return dates.day(value, order)
    except UnreadableCellError as error:
        return type(error)


def _is_number(value: str) -> bool:
    try:
        cells.number(value)
    except UnreadableCellError:
        return False
    return True


def _holds_number(value: str) -> bool:
    parts = cells.ANY_SEPARATOR.split(value.replace("/", ","))
    return any(phones.normalise(part) or phones.normalise(f"0{part}") for part in parts if part.strip())


def _is_identity(value: str) -> bool:
    return identity.normalise(value) is not None or identity.normalise(value.zfill(10)) is not None


_READS: dict[str, tuple[Callable[[str], bool], str]] = {
    "weight": (_is_number, _NO_NUMBERS),
    "personal_id": (_is_identity, _NO_IDENTITY),
    "phones": (_holds_number, _NO_PHONE),
    "party_phone": (_holds_number, _NO_PHONE),
    "emails": (lambda value: "@" in value, _NO_EMAIL),
    "party_email": (lambda value: "@" in value, _NO_EMAIL),
}

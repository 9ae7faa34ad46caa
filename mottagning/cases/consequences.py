"""What cannot be counted, seen or found when an export lacks a field: said before the export is taken."""

from collections.abc import Iterator, Sequence

from mottagning.cases.deadlines import Rule
from mottagning.cases.fields import LABELS
from mottagning.cases.mapping import Mapping
from mottagning.texts import N_, tr

_MOMENTS = ("received", "opened", "decided", "executed")
_FOUND_BY = ("client_name", "personal_id", "phones", "emails")
_WITHOUT = {
    "handler": N_("Without “{field}” nobody at the desk sees who has a case."),
    "category": N_("Without “{field}” slips have no colour, and deadlines for some categories are not counted."),
    "type": N_("Without “{field}” deadlines for reports of concern are not counted, nor the work weight."),
    "stage_since": N_("Without “{field}” the days in a stage are counted from the day when the list first says so."),
}


def consequences(mapping: Mapping, rules: Sequence[Rule]) -> tuple[str, ...]:
    """A sentence for each field that `mapping` lacks and that something rests on, with what that is.

    `rules` are the unit's deadlines: each names the dates it is counted from and stopped by.
    """
    return tuple(_sentences(mapping, rules))


def _sentences(mapping: Mapping, rules: Sequence[Rule]) -> Iterator[str]:
    mapped = mapping.columns
    for field in _MOMENTS:
        if field in mapped:
            continue
        begun = [tr(rule.name) for rule in rules if rule.starts_from == field]
        ended = [tr(rule.name) for rule in rules if rule.stops_with[0] == field]
        if begun:
            yield tr(
                "Without “{field}” these cannot be counted: {deadlines}.",
                field=_name(field),
                deadlines=", ".join(begun),
            )
        elif ended:
            yield tr(
                "Without “{field}” these are never met: {deadlines}.", field=_name(field), deadlines=", ".join(ended)
            )
    for field, sentence in _WITHOUT.items():
        if field not in mapped:
            yield tr(sentence, field=_name(field))
    if mapping.kind == "delta" and "closed" not in mapped:
        yield tr("Without “{field}” a case is closed only when its stage says so.", field=_name("closed"))
    if not any(field in mapped for field in _FOUND_BY):
        yield tr(
            "Without name, number or address a case is found by its code alone, and no contact is matched with it."
        )


def _name(field: str) -> str:
    return tr(LABELS[field])

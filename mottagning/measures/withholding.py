"""Which figures are withheld: those of so few that they could point at a person, and those that would tell of these.

Where a whole stands beside its parts, what is left of it when the parts are taken away must not be few either: it could
be counted out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from mottagning.measures.catalogue import FEWEST_SHOWN, kind
from mottagning.measures.counting import Measure

_PARTS: Mapping[str, tuple[str, ...]] = {"deadlines_kept": ("opened_in_time", "closed_in_time")}
"""Besides those that are named as parts: "handling_p80/sol" is one of "handling_p80", and has its types as parts."""


def withheld(found: Sequence[Measure]) -> tuple[Measure, ...]:
    """The measures of a period, without the values that could point at a person."""
    known = {each.name: each for each in found if kind(each.name).points_at_people}
    hidden = {each.name for each in known.values() if each.n < FEWEST_SHOWN}
    for whole, parts in _families(known):
        if whole in hidden:
            hidden |= parts  # each of them is a part of the few, or of what hides the few
        else:
            shown = {part: known[part].n for part in parts - hidden}
            hidden |= shown.keys() - safe(shown, known[whole].n)
    return tuple(
        replace(each, value=None, is_withheld=True) if each.value is not None and each.name in hidden else each
        for each in found
    )


def safe(parts: Mapping[str, int], whole: int) -> set[str]:
    """The parts of a whole that may be shown beside it, by how many each is of: enough, and so that enough, or none,
    are left of the whole when they are taken from it."""
    shown = {part for part, n in parts.items() if n >= FEWEST_SHOWN}
    while shown and 0 < whole - sum(parts[part] for part in shown) < FEWEST_SHOWN:
        shown.remove(min(shown, key=lambda part: (parts[part], part)))
    return shown


def _families(names: Iterable[str]) -> list[tuple[str, set[str]]]:
    """Each whole and its parts; what is a whole of parts comes before these."""
    found = {whole: {*parts}.intersection(names) for whole, parts in _PARTS.items() if whole in names}
    for name in names:
        whole = name.rpartition("/")[0]
        if whole in names:
            found.setdefault(whole, set()).add(name)
    return sorted(found.items(), key=lambda family: family[0].count("/"))

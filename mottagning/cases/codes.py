"""The codes of cases by their ids, and which of them are protected, for the rooms that point at cases."""

from collections.abc import Collection
from typing import Any

from mottagning.cases.tables import Case

_CHUNK = 500


def codes(ids: Collection[int]) -> dict[int, str]:
    """Inside a transaction: the code of each of these cases that there is."""
    found: dict[int, str] = {}
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), _CHUNK):
        rows = Case.select(Case.id, Case.code).where(Case.id.in_(wanted[start : start + _CHUNK]))
        found |= {row.id: row.code for row in rows}
    return found


def protected(ids: Collection[int]) -> set[int]:
    """Inside a transaction: those of these cases whose people have a protected identity."""
    found: set[int] = set()
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), _CHUNK):
        rows = Case.select(Case.id).where(Case.id.in_(wanted[start : start + _CHUNK]) & Case.protected)
        found |= {row.id for row in rows}
    return found


def every_protected() -> Any:
    """Inside a transaction: the same of all cases, as a query for a condition."""
    return Case.select(Case.id).where(Case.protected)


def among_categories(ids: Collection[int], categories: Collection[str]) -> set[int]:
    """Inside a transaction: those of these cases that belong to one of `categories`."""
    found: set[int] = set()
    wanted = sorted(set(ids)) if categories else []
    for start in range(0, len(wanted), _CHUNK):
        here = Case.id.in_(wanted[start : start + _CHUNK]) & Case.category.in_(list(categories))
        found |= {row.id for row in Case.select(Case.id).where(here)}
    return found

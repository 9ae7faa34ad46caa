"""Changes of shifts as rows: which shift, from whom to whom."""

from __future__ import annotations

from collections.abc import Iterable

from mottagning.rota.replanning import Change
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.rota.cells import Names
from mottagning.ui.widgets.rows import Row


def rows(changes: Iterable[Change], names: Names) -> list[Row]:
    """A row a change, in the order given."""
    return [
        Row(
            key=(change.date, change.post),
            title=f"{when.short_day(change.date)} · {names.posts_short.get(change.post, change.post)}",
            right=from_to(change, names),
            accessible_text=_spoken(change, names),
        )
        for change in changes
    ]


def from_to(change: Change, names: Names) -> str:
    """ "Anna B → Karin L"; a dash is nobody."""
    return f"{_who(change.before, names)} → {_who(change.after, names)}"


def _who(person: str | None, names: Names) -> str:
    return names.short(person) if person else "–"


def _spoken(change: Change, names: Names) -> str:
    nobody = tr("nobody")
    return tr(
        "{day}, {post}: from {before} to {after}",
        day=when.long_day(change.date),
        post=names.posts.get(change.post, change.post),
        before=names.person(change.before) or nobody,
        after=names.person(change.after) or nobody,
    )

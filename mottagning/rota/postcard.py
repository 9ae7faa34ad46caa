"""The unit's posts as the team lead keeps them: added, changed, put in order, removed while nobody has sat there."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Conflict, Trouble
from mottagning.folding import fold
from mottagning.people.roles import require_lead
from mottagning.rota import unit as units
from mottagning.rota.model import Post
from mottagning.rota.tables import Pin, PlanShift, PostRow, RotaChange, ShiftRow, SwapRow
from mottagning.texts import N_


@dataclass(frozen=True, slots=True)
class KeptPost:
    """A post and the version of its row."""

    post: Post
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SavePost(Command):
    """Keep a post; with `version` None it is a new one, and an empty `post.id` asks for one made of its name."""

    post: Post
    version: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovePost(Command):
    """Remove a post that was added by mistake."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPosts(Command):
    """Put the posts in this order; those that are not named come last."""

    keys: tuple[str, ...]


def kept_posts(database: Database) -> tuple[KeptPost, ...]:
    """All posts in their order, with their versions; one that is out of use has no weekdays."""
    with database.reading():
        versions = {row.key: row.version for row in PostRow.select(PostRow.key, PostRow.version)}
        return tuple(KeptPost(post, versions[post.id]) for post in units.posts(database))


@handles
def save_post(turn: Turn, command: SavePost) -> None:
    """Team leads only; Conflict when somebody changed it in between, Trouble on what cannot be."""
    require_lead(turn)
    known = {kept.post.id: kept.post for kept in kept_posts(turn.database)}
    post = replace(command.post, name=" ".join(command.post.name.split()))
    if command.version is None and not post.id:
        post = replace(post, id=_free(post.name, known))
    _check(post, [other for other in known.values() if other.id != post.id])
    row = PostRow.get_or_none(PostRow.key == post.id)
    if command.version is None:
        PostRow.insert(key=post.id, position=len(known), **units.post_columns(post)).execute()
        turn.undo = RemovePost(by=turn.by, key=post.id)
    elif row is None:
        raise Conflict(N_("Somebody else removed this just now."))
    else:
        turn.update(row, command.version, **units.post_columns(post))
        turn.undo = SavePost(by=turn.by, post=known[post.id], version=command.version + 1)
    turn.touch("rota")
    turn.audit("post_saved", "rota", None, post=post.id)


@handles
def remove_post(turn: Turn, command: RemovePost) -> None:
    """Team leads only. Trouble when the rota has shifts of it: those keep their post."""
    require_lead(turn)
    row = PostRow.get_or_none(PostRow.key == command.key)
    if row is None:
        raise Conflict(N_("Somebody else removed this just now."))
    if any(model.select().where(model.post_id == row.id).exists() for model in (ShiftRow, PlanShift, Pin, RotaChange)):
        raise Trouble(
            N_("“{post}” has shifts in the rota and stays there. Take away its weekdays instead."), post=row.name
        )
    SwapRow.delete().where((SwapRow.post_id == row.id) | (SwapRow.return_post_id == row.id)).execute()
    before = next(kept.post for kept in kept_posts(turn.database) if kept.post.id == command.key)
    row.delete_instance()
    turn.undo = SavePost(by=turn.by, post=before, version=None)
    turn.touch("rota")
    turn.audit("post_removed", "rota", None, post=command.key)


@handles
def order_posts(turn: Turn, command: OrderPosts) -> None:
    """Team leads only."""
    require_lead(turn)
    before = tuple(kept.post.id for kept in kept_posts(turn.database))
    wanted = [key for key in command.keys if key in before]
    for position, key in enumerate([*wanted, *(key for key in before if key not in wanted)]):
        PostRow.update(position=position).where(PostRow.key == key).execute()
    turn.undo = OrderPosts(by=turn.by, keys=before)
    turn.touch("rota")
    turn.audit("posts_ordered", "rota", None)


def _check(post: Post, others: list[Post]) -> None:
    if not post.name:
        raise Trouble(N_("Give the post a name."))
    if any(fold(other.name) == fold(post.name) for other in others):
        raise Trouble(N_("There is already a post called “{name}”."), name=post.name)
    for weekday in (*post.weekdays, -1):  # -1: the usual hours themselves
        start, end = post.hours(weekday)
        if start >= end:
            raise Trouble(
                N_("A shift must end after it begins: {start}–{end}."), start=f"{start:%H:%M}", end=f"{end:%H:%M}"
            )


def _free(name: str, taken: dict[str, Post]) -> str:
    """A lasting id, made of the name."""
    first = "-".join(re.findall(r"\w+", fold(name))) or "post"
    free = (first if number == 1 else f"{first}{number}" for number in range(1, len(taken) + 2))
    return next(key for key in free if key not in taken)

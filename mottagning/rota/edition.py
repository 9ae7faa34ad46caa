"""The one way to write the published rota: every shift through an edition, which becomes a version with its changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from mottagning.command import Turn
from mottagning.db import peewee
from mottagning.errors import Conflict
from mottagning.rota.tables import RotaChange, RotaVersion, ShiftRow, SwapRow

Kind = Literal["published", "taken_back", "moved", "swapped", "stood_in", "imported"]
_AT_ONCE = 100
_LOCK = 5011875


def one_at_a_time(turn: Turn) -> None:
    """Inside a turn: from now on nobody else changes the rota, or asks for a swap, until it is committed."""
    turn.one_at_a_time(_LOCK)


class Edition:
    """Inside a turn: what is put and taken away, until it is closed; one that changes nothing is no version.

    It is opened before the rota is looked at, and by one at a time: two who each checked the rules against a rota
    without the other's change would break them together.
    """

    def __init__(self, turn: Turn, kind: Kind, *, why: str = "", plan: int | None = None) -> None:
        one_at_a_time(turn)
        self._turn = turn
        self._kind = kind
        self._why = why
        self._plan = plan
        self._changes: list[dict[str, Any]] = []

    def put(self, day: date, post_id: int, person_id: int | None) -> bool:
        """Let somebody (None: nobody) sit there, and the calendar's sequence go up; True when that is a change."""
        row = ShiftRow.get_or_none((ShiftRow.day == day) & (ShiftRow.post_id == post_id))
        if row is None:
            self.open({(day, post_id): person_id})
            return True
        if row.person_id == person_id:
            return False
        plan_id = self._plan or row.plan_id
        ShiftRow.update(
            person_id=person_id, plan_id=plan_id, sequence=ShiftRow.sequence + 1, version=ShiftRow.version + 1
        ).where(ShiftRow.id == row.id).execute()
        self._note(day, post_id, row.person_id, person_id)
        return True

    def open(self, shifts: Mapping[tuple[date, int], int | None]) -> None:
        """Shifts that there were not before."""
        rows = [
            {"day": day, "post_id": post, "person_id": person, "plan_id": self._plan}
            for (day, post), person in shifts.items()
        ]
        for part in peewee.chunked(rows, _AT_ONCE):
            ShiftRow.insert_many(part).execute()
        for (day, post), person in shifts.items():
            self._note(day, post, None, person, is_new=True)

    def remove(self, row: Any) -> None:
        """A shift (its row) that there is no longer."""
        row.delete_instance()
        self._note(row.day, row.post_id, row.person_id, None, is_gone=True)

    def take_back(self, version: int | None) -> None:
        """Let what a version changed be as it was before; Conflict when somebody has changed it since."""
        for change in RotaChange.select().where(RotaChange.version_id == version):
            row = ShiftRow.get_or_none((ShiftRow.day == change.day) & (ShiftRow.post_id == change.post_id))
            if row is None or row.person_id != change.after_id:
                raise Conflict()
            if change.is_new:
                self.remove(row)
            else:
                self.put(change.day, change.post_id, change.before_id)

    def close(self) -> None:
        """Write the version down; who asked to be relieved of a shift that has changed has to ask again."""
        if not self._changes:
            return
        row = RotaVersion.create(
            at=self._turn.at, by_id=self._turn.by, kind=self._kind, why=self._why, plan_id=self._plan
        )
        for part in peewee.chunked(self._changes, _AT_ONCE):
            RotaChange.insert_many([change | {"version_id": row.id} for change in part]).execute()
        self._turn.created["version"] = row.id
        self._lapse_swaps()

    def _note(self, day: date, post: int, before: int | None, after: int | None, **how: bool) -> None:
        change = {
            "day": day,
            "post_id": post,
            "before_id": before,
            "after_id": after,
            "is_new": False,
            "is_gone": False,
        }
        self._changes.append(change | how)

    def _lapse_swaps(self) -> None:
        changed = {(change["day"], change["post_id"]) for change in self._changes}
        for row in SwapRow.select().where(SwapRow.state.in_(("asked", "taken"))):
            if {(row.day, row.post_id), (row.return_day, row.return_post_id)} & changed:
                self._turn.update(row, state="lapsed", ended_at=self._turn.at, ended_by=self._turn.by)
                self._turn.audit("swap_lapsed", "swap", row.id)

"""Who sits at the desk on a day by the published rota, as cheaply as the first look at the queue needs it."""

from __future__ import annotations

from datetime import date

from mottagning.rota.tables import ShiftRow


def sits_elsewhere(person: int, day: date) -> bool:
    """Inside a transaction: whether others are planned for the desk that day, and this person (her id) is not.

    Where nothing is published for the day, nobody sits elsewhere: whoever comes takes the desk.
    """
    here = ShiftRow.select(ShiftRow.person_id).where((ShiftRow.day == day) & ShiftRow.person_id.is_null(False))
    sitting = {row.person_id for row in here}
    return bool(sitting) and person not in sitting

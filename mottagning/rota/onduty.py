"""Who sits at the desk on a day by the published rota, as cheaply as the first look at the queue needs it."""

from __future__ import annotations

from datetime import date

from mottagning.people.tables import AbsenceRow
from mottagning.rota.tables import ShiftRow


def sits_elsewhere(person: int, day: date) -> bool:
    """Inside a transaction: whether others are planned for the desk that day, and this person (her id) is not.

    Where nothing is published for the day, or all who should sit there are away, nobody sits elsewhere: whoever comes
    takes the desk.
    """
    here = ShiftRow.select(ShiftRow.person_id).where((ShiftRow.day == day) & ShiftRow.person_id.is_null(False))
    is_away = (AbsenceRow.first_day <= day) & (AbsenceRow.last_day >= day) & AbsenceRow.half.is_null()
    away = AbsenceRow.select(AbsenceRow.person_id).where(is_away)
    sitting = {row.person_id for row in here} - {row.person_id for row in away}
    return bool(sitting) and person not in sitting

"""When somebody must have dealt with a contact: counted in the unit's working time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mottagning.db import Database
from mottagning.people import unit
from mottagning.worktime import ZONE, WorkTime

_QUIET_DAYS = 5


@dataclass(frozen=True, slots=True)
class Dues:
    """The unit's promises. All moments in and out are UTC."""

    worktime: WorkTime
    settings: unit.UnitSettings

    @classmethod
    def of(cls, database: Database) -> Dues:
        """The dues of this unit, as its settings are now."""
        settings = unit.load_unit(database)
        return cls(unit.worktime(settings), settings)

    def mail(self, at: datetime) -> datetime:
        """An e-mail is answered by the end of the next working day (JO's practice; the unit may say otherwise)."""
        due = at
        for _ in range(self.settings.mail_reply_days):
            due = self.worktime.reply_due(due)
        return due

    def quiet(self, at: datetime) -> datetime:
        """What a machine sent hurries nobody, but is looked at within five working days."""
        return self.worktime.end_of_day(self.worktime.add_working_days(at, _QUIET_DAYS))

    def missed_call(self, at: datetime) -> datetime:
        """A missed call is called back within the unit's hours."""
        return self.worktime.add_hours(at, self.settings.callback_hours)

    def to_note(self, at: datetime) -> datetime:
        """A call that was answered, a visit or a letter is written down the same day."""
        return self.worktime.end_of_day(at)

    def passed_on(self, at: datetime) -> datetime:
        """What was passed on comes back unless it is accepted within the unit's hours."""
        return self.worktime.add_hours(at, self.settings.passed_on_hours)

    def concern(self, at: datetime) -> datetime:
        """Protection is assessed at once: the same day, the next if it came late (SoL 20:1)."""
        late = at.astimezone(ZONE).time() >= self.settings.protection_late_from
        return self.worktime.reply_due(at) if late else self.worktime.end_of_day(at)

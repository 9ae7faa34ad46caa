"""What leaves the rota: a calendar that calendars take twice without doubling, a workbook that reads back, the wall."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event
from python_calamine import CalamineWorkbook

from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.people import unit as unit_settings
from mottagning.rota import exporting, moving, plans, takeover, today, wallsheet
from mottagning.rota.plans import Turnout
from mottagning.rota.wallsheet import WallSheet

from .rota_desk import FRIDAY, MONDAY, document, published, shift, take, who

NOW = datetime(2026, 12, 1, 9, 41, tzinfo=UTC)
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def no_wall(months: Sequence[WallSheet]) -> bytes:
    raise AssertionError(months)


def events(database: Database, person: str | None = None) -> list[Event]:
    octets = exporting.export(database, "ics", person, NOW, no_wall)
    return list(Calendar.from_ical(octets).walk("VEVENT"))


def test_a_calendar_reads_back(database: Database) -> None:
    published(database)
    found = events(database)
    assert len(found) == 20
    first = found[0]
    assert first.start == datetime(2026, 11, 30, 8, tzinfo=STOCKHOLM)
    assert first.end == datetime(2026, 11, 30, 12, tzinfo=STOCKHOLM)
    assert first["dtstart"].params["TZID"] == "Europe/Stockholm"
    assert first["dtstamp"].dt == NOW
    assert first["sequence"] == 0
    name = {person["id"]: person["name"] for person in document()["people"]}[who(database, MONDAY, "am") or ""]
    assert first["summary"] == f"Telefon förmiddag – {name}"
    assert len({event["uid"] for event in found}) == 20


def test_a_calendar_is_as_the_standard_wants_it(database: Database) -> None:
    published(database)
    lines = exporting.export(database, "ics", None, NOW, no_wall).split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-1] == b""
    assert all(len(line) <= 75 for line in lines)
    assert lines.count(b"BEGIN:VTIMEZONE") == 1
    assert b"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in lines
    for needed in (b"VERSION:2.0", b"METHOD:PUBLISH", b"TZID:Europe/Stockholm"):
        assert needed in lines


def test_the_zone_in_the_calendar_is_stockholms(database: Database) -> None:
    published(database)
    octets = exporting.export(database, "ics", None, NOW, no_wall)
    (zone,) = Calendar.from_ical(octets).walk("VTIMEZONE")
    said = zone.to_tz(lookup_tzid=False)
    for month in (1, 3, 4, 7, 10, 11):
        at = datetime(2026, month, 30, 10, tzinfo=STOCKHOLM)
        assert at.replace(tzinfo=said).utcoffset() == at.utcoffset(), month


def test_one_person_gets_her_own_turns(database: Database) -> None:
    published(database)
    hers = [each for each in plans.published(database, MONDAY, FRIDAY) if each.person == "lö"]
    found = events(database, "lö")
    assert [event.start.date() for event in found] == [each.date for each in hers]
    assert {event["summary"] for event in found} <= {"Telefon förmiddag", "Telefon eftermiddag"}
    assert [event["uid"] for event in events(database, "lisa öberg")] == [event["uid"] for event in found]
    with pytest.raises(Trouble, match="nobody called “zz”"):
        events(database, "zz")


def test_a_changed_shift_keeps_its_uid_and_counts_up(database: Database) -> None:
    published(database)
    before = events(database)[0]
    other = next(key for key in ("ab", "kl", "pn") if key != who(database, MONDAY, "am"))
    command = moving.Assign(by=None, plan=None, date=MONDAY, post="am", person=other, despite=True)
    moving.assign(database, command)
    after = events(database)[0]
    assert after["uid"] == before["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)


def test_two_units_never_share_a_uid(database: Database, tmp_path: Path) -> None:
    published(database)
    uid = events(database)[0]["uid"]
    take(database)
    assert events(database)[0]["uid"] == uid
    assert not uid.endswith("@mottagning")


def test_an_empty_shift_is_in_no_calendar(database: Database) -> None:
    published(database)
    moving.assign(database, moving.Assign(by=None, plan=None, date=MONDAY, post="am", person=None))
    assert len(events(database)) == 19


def test_the_workbook_has_a_sheet_a_month_and_reads_back(database: Database, tmp_path: Path) -> None:
    given = published(database)
    moving.assign(database, moving.Assign(by=None, plan=None, date=MONDAY, post="pm", person=None))
    path = tmp_path / "rota.xlsx"
    path.write_bytes(exporting.export(database, "xlsx", None, NOW, no_wall))
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["2026-11", "2026-12"]
    rows = book.get_sheet_by_name("2026-11").to_python()
    assert rows[0] == ["Date", "Weekday", "Week", "Telefon förmiddag", "Telefon eftermiddag"]
    assert rows[1][:3] == [MONDAY, "Monday", 49]
    assert rows[1][4] == "Nobody"
    again = takeover.unit_from_workbook(database, path, NOW.date())[0]
    assert list(again.history) == sorted(plans.taken(plans.published(database, MONDAY, FRIDAY)))
    assert (again.posts, again.rules) == (given.posts, given.rules)
    assert {each.id for each in again.people} == {each.id for each in given.people}


def test_sheets_begin_with_this_month_or_the_plan_that_is_not_over(database: Database) -> None:
    published(database, history=[shift("2026-09-01", "am", "ab")])
    assert _months(database, NOW) == [date(2026, 11, 1), date(2026, 12, 1)]
    assert _months(database, datetime(2026, 12, 24, tzinfo=UTC)) == [date(2026, 12, 1)]
    assert _months(database, datetime(2027, 2, 1, tzinfo=UTC)) == [date(2026, m, 1) for m in (9, 11, 12)]


def test_the_wall_shows_weeks_with_short_names(database: Database) -> None:
    published(database, closed=["2026-12-04"])
    seen: list[WallSheet] = []
    exporting.export(database, "pdf", None, NOW, lambda months: (seen.extend(months), b"")[1])
    december = seen[1]
    assert len(december.weeks) == 5
    assert [day.date for day in december.weeks[0]][:2] == [MONDAY, date(2026, 12, 1)]
    assert december.weeks[0][0].lines == ()  # November's own sheet has it
    assert [post for post, _ in december.weeks[0][1].lines] == ["Tel fm", "Tel em"]
    assert december.weeks[0][4].note == "Shut"
    assert december.weeks[3][3].note == "Julafton"
    assert december.legend[0] == ("Tel fm", "Telefon förmiddag 08:00–12:00")
    names = {name for week in december.weeks for day in week for _, name in day.lines}
    assert "Anna B" in names


def test_nothing_published_is_nothing_to_export(database: Database) -> None:
    take(database)
    with pytest.raises(Trouble, match="No rota is published yet"):
        exporting.export(database, "xlsx", None, NOW, no_wall)
    with pytest.raises(Trouble, match="No rota is published yet"):
        exporting.export(database, "pdf", None, NOW, no_wall)
    assert events(database) == []


def _months(database: Database, now: datetime) -> list[date]:
    seen: list[WallSheet] = []
    exporting.export(database, "pdf", None, now, lambda months: (seen.extend(months), b"")[1])
    return [each.first for each in seen]


def test_a_week_without_a_day_of_the_month_is_not_on_the_wall(database: Database) -> None:
    """The first of August 2026 is a Saturday."""
    take(database)
    with database.reading():
        (month,) = wallsheet.sheets(database, [Turnout(date=date(2026, 8, 3), post="am", person=None)], None)
    assert [week[0].date.day for week in month.weeks] == [3, 10, 17, 24, 31]


@pytest.fixture
def short_days(database: Database) -> None:
    """Published; then Monday opens at ten, Tuesday closes at nine, and Wednesday at noon before a holiday."""
    posts = document()["posts"]
    posts[0]["hours"] = [{"weekday": 4, "from": "08:00", "to": "11:00"}]
    published(database, posts=posts)
    settings = unit_settings.load_unit(database)
    other = {MONDAY: ((time(10), time(16)),), MONDAY + timedelta(days=1): ((time(8), time(9)),)}
    changed = replace(settings, other_hours=other, before_holidays=time(12))
    unit_settings.save_unit(database, unit_settings.SaveUnit(by=None, unit=changed))


@pytest.mark.usefixtures("short_days")
class TestShortenedDays:
    def test_the_calendar_has_the_hours_that_people_work(self, database: Database) -> None:
        found = [(event["dtstart"].dt, event["dtend"].dt) for event in events(database)]
        hours = {(at.day, f"{at:%H:%M}–{to:%H:%M}") for at, to in found}
        assert {said for day, said in hours if day == 30} == {"10:00–12:00", "12:00–16:00"}
        assert {said for day, said in hours if day == 1} == {"08:00–09:00"}  # nobody comes at noon
        assert {said for day, said in hours if day == 4} == {"08:00–11:00", "12:00–16:00"}

    def test_the_workbook_says_them_beside_the_name_and_reads_back(self, database: Database, tmp_path: Path) -> None:
        path = tmp_path / "rota.xlsx"
        path.write_bytes(exporting.export(database, "xlsx", None, NOW, no_wall))
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("2026-11").to_python()
        assert str(rows[1][3]).endswith(" (10:00–12:00)")
        assert "(" not in str(rows[1][4])
        again, _ = takeover.unit_from_workbook(database, path, NOW.date())
        assert list(again.history) == sorted(plans.taken(plans.published(database, MONDAY, FRIDAY)))

    def test_the_wall_says_them_beside_the_day(self, database: Database) -> None:
        seen: list[WallSheet] = []
        exporting.export(database, "pdf", None, NOW, lambda months: (seen.extend(months), b"")[1])
        assert seen[0].weeks[-1][0].note == "10:00–12:00"
        assert seen[1].weeks[0][1].note == "08:00–09:00"
        assert [post for post, _ in seen[1].weeks[0][1].lines] == ["Tel fm"]
        assert seen[1].legend[0][1] == "Telefon förmiddag 08:00–12:00, Friday 08:00–11:00"

    def test_who_answers_goes_by_them(self, database: Database) -> None:
        early = datetime(2026, 11, 30, 8, 30, tzinfo=UTC)  # half past nine in Sweden
        sits = {shift.post: shift.person for shift in plans.published(database, MONDAY, MONDAY)}
        assert today.answering(database, early) == set(sits.values())  # nobody yet: whoever sits today
        assert today.answering(database, early + timedelta(hours=1)) == {sits["am"]}

    def test_an_empty_shift_at_hours_that_are_closed_is_not_missing(self, database: Database) -> None:
        tuesday = MONDAY + timedelta(days=1)
        for post in ("am", "pm"):
            moving.assign(database, moving.Assign(by=None, plan=None, date=tuesday, post=post, person=None))
        assert [shift.post for shift in plans.uncovered(database, tuesday, 1)] == ["am"]


def test_a_name_that_looks_like_a_formula_is_text_in_the_workbook(database: Database) -> None:
    """Names come out of other people's workbooks; Excel carries out what begins with a sign of a formula."""
    wrong = '=HYPERLINK("http://example.org","Anna")'
    people = [dict(person, name=wrong) if person["id"] == "ab" else person for person in document()["people"]]
    posts = [dict(post, name="=1+1") if post["id"] == "am" else post for post in document()["posts"]]
    published(database, people=people, posts=posts)
    packed = exporting.export(database, "xlsx", None, NOW, no_wall)
    with zipfile.ZipFile(io.BytesIO(packed)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/")]
    assert not any(b"<f>" in sheet for sheet in sheets)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(packed)).get_sheet_by_name("2026-12").to_python()
    assert rows[0][3] == "=1+1"
    assert any(wrong in row for row in rows)

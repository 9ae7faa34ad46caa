"""Absences from lists and calendars: as often as one likes, without a cause, never over what was written by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mottagning import audit
from mottagning.command import carry_out
from mottagning.errors import NotAllowed, Trouble
from mottagning.people.absence import AddAbsence, RemoveAbsence, absences, add_absence, remove_absence, who_is_in
from mottagning.people.absencefile import import_absences
from mottagning.people.staff import SavePerson, save_person
from tests.unit.test_people_calendarfile import OOF, ZONED, at, calendar, event
from tests.workbooks import rows_xml, workbook

MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
LIST = """\
Frånvaro vecka 48
Anställd;Från;Till;Del;Frånvaroorsak
ab;2026-11-23;2026-11-24;;Sjuk
Lind, Karin;2026-11-25;;fm;VAB
"""


@pytest.fixture
def people(database) -> dict[str, int]:
    def hire(key, name, role="desk"):
        command = SavePerson(
            by=None, key=key, name=name, role=role, email=f"{name.lower().replace(' ', '.')}@example.se", logins=(key,)
        )
        return save_person(database, command).created["person"]

    return {"kl": hire("kl", "Karin Lind", "lead"), "ab": hire("ab", "Anna Berg"), "oh": hire("oh", "Omar Hauge")}


@pytest.fixture
def take(database, tmp_path):
    def take(content, name="fil.csv", by=None, **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return import_absences(database, path, by=by, at=NOW, **options)

    return take


def known(database, person=None):
    found = absences(database, date(2026, 1, 1), date(2028, 1, 1), person)
    return [(each.first, each.last, each.half) for each in found]


def counts(report):
    return report.added, report.removed, report.unchanged


class TestLists:
    def test_it_is_taken_and_the_same_again_changes_nothing(self, database, take, people):
        assert counts(take(LIST)) == (2, 0, 0)
        assert known(database, people["ab"]) == [(MONDAY, MONDAY + DAY, None)]
        assert known(database, people["kl"]) == [(MONDAY + 2 * DAY, MONDAY + 2 * DAY, "am")]
        again = take(LIST)
        assert counts(again) == (0, 0, 2)
        assert again.changes.touched == {}

    def test_no_cause_is_kept_anywhere(self, database, take, people):
        report = take(LIST)
        assert report.causes == ("Frånvaroorsak",)
        with database.reading():
            tables = [name for (name,) in database.sql(_TABLES[database.dialect]).fetchall()]
            said = "".join(repr(database.sql(f'SELECT * FROM "{name}"').fetchall()) for name in tables)
        assert "Karin Lind" in said
        assert "Sjuk" not in said
        assert "VAB" not in said

    def test_a_column_of_causes_is_not_even_read(self, take, people):
        assert counts(take("id;datum;typ\nab;2026-11-23;2026-99-99\n")) == (1, 0, 0)

    def test_days_are_added_to_those_known_unless_the_list_is_whole(self, database, take, people):
        take(LIST)
        later = "id;från;till\nab;2026-12-07;2026-12-08\n"
        assert counts(take(later)) == (1, 0, 0)
        assert counts(take(later, whole=True)) == (0, 1, 1)
        assert known(database, people["ab"]) == [(date(2026, 12, 7), date(2026, 12, 8), None)]
        assert len(known(database, people["kl"])) == 1

    def test_rows_that_cannot_be_are_left_out_with_the_reason(self, take, people):
        report = take(
            "E-post;Från;Till;Del\n"
            "anna.berg@example.se;2026-11-23;;\n"
            "nobody@example.se;2026-11-23;;\n"
            "anna.berg@example.se;på måndag;;\n"
            "anna.berg@example.se;;;\n"
            "anna.berg@example.se;2026-11-23;2026-11-20;\n"
            "anna.berg@example.se;2026-11-23;;kvart\n"
        )
        assert counts(report) == (1, 0, 0)
        assert [(each.row, each.column) for each in report.rejected] == [
            (3, None),
            (4, "Från"),
            (5, None),
            (6, None),
            (7, "Del"),
        ]
        assert "nobody" not in report.rejected[0].reason

    def test_a_workbook(self, database, take, people):
        rows = [["Namn", "Datum", "Halvdag"], ["Anna Berg", MONDAY, "em"], ["Omar Hauge", "23/11 2026", None]]
        assert counts(take(workbook({"Blad1": rows_xml(rows)}), "frånvaro.xlsx")) == (2, 0, 0)
        assert known(database, people["ab"]) == [(MONDAY, MONDAY, "pm")]

    def test_only_leads_read_lists(self, take, people):
        with pytest.raises(NotAllowed):
            take(LIST, by=people["oh"])
        assert counts(take(LIST, by=people["kl"])) == (2, 0, 0)

    @pytest.mark.parametrize("content", ["", "a;b\n1;2\n", "namn;orsak\nab;sjuk\n"])
    def test_what_is_neither_list_nor_calendar(self, take, people, content):
        with pytest.raises(Trouble, match="neither a calendar nor a list"):
            take(content)


class TestCalendars:
    def test_it_is_the_owners_and_the_same_again_changes_nothing(self, database, take, people):
        text = calendar(
            event("DTSTART;VALUE=DATE:20261123", "DTEND;VALUE=DATE:20261125", OOF),
            event(*at("1300", "1600", day="20261127"), OOF, uid="b"),
        )
        assert counts(take(text)) == (2, 0, 0)
        assert known(database, people["kl"]) == [
            (MONDAY, MONDAY + DAY, None),
            (MONDAY + 4 * DAY, MONDAY + 4 * DAY, "pm"),
        ]
        again = take(text)
        assert counts(again) == (0, 0, 2)
        assert again.changes.touched == {}
        assert audit.entries(database, "person", people["kl"])[-1][2] == "absences_kept"

    def test_what_is_moved_or_cancelled_or_gone_follows(self, database, take, people):
        def whole_day(day, uid, *lines):
            return event(f"DTSTART;VALUE=DATE:{day}", OOF, *lines, uid=uid)

        take(calendar(whole_day("20261123", "a"), whole_day("20261130", "b"), whole_day("20261207", "c")))
        report = take(calendar(whole_day("20261124", "a"), whole_day("20261130", "b", "STATUS:CANCELLED")))
        assert counts(report) == (1, 3, 0)
        assert known(database, people["kl"]) == [(MONDAY + DAY, MONDAY + DAY, None)]

    def test_a_single_invitation_touches_no_other_event(self, database, take, people):
        take(calendar(event("DTSTART;VALUE=DATE:20261123", OOF)))
        one = "BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:{}\n{}END:VCALENDAR\n"
        invitation = event("DTSTART;VALUE=DATE:20261130", OOF, uid="b")
        with pytest.raises(Trouble, match="does not say whose it is"):
            take(one.format("REQUEST", invitation))
        assert counts(take(one.format("REQUEST", invitation), person=people["kl"])) == (1, 0, 1)
        assert counts(take(one.format("CANCEL", invitation), person=people["kl"])) == (0, 1, 1)
        assert known(database, people["kl"]) == [(MONDAY, MONDAY, None)]

    def test_one_day_of_a_series_is_moved_by_an_invitation(self, database, take, people):
        take(calendar(event("DTSTART;VALUE=DATE:20261123", "RRULE:FREQ=DAILY;COUNT=5", OOF)))
        lines = ("DTSTART;VALUE=DATE:20261130", "RECURRENCE-ID;VALUE=DATE:20261125", OOF)
        change = f"BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:REQUEST\n{event(*lines)}END:VCALENDAR\n"
        expected = [
            (MONDAY, MONDAY + DAY, None),
            (MONDAY + 3 * DAY, MONDAY + 4 * DAY, None),
            (MONDAY + 7 * DAY, MONDAY + 7 * DAY, None),
        ]
        for _ in range(2):
            take(change, person=people["kl"])
            assert known(database, people["kl"]) == expected

    def test_years_that_are_over_stay_when_nobody_reads_them_any_more(self, database, take, people, tmp_path):
        text = calendar(event("DTSTART;VALUE=DATE:20261120", "RRULE:FREQ=WEEKLY", OOF))
        take(text)
        path = tmp_path / "fil.ics"
        path.write_text(text, "utf-8")
        import_absences(database, path, by=None, at=datetime(2028, 6, 1, tzinfo=UTC))
        assert known(database, people["kl"])[0] == (date(2026, 11, 20), date(2026, 11, 20), None)

    def test_what_was_written_by_hand_stays(self, database, take, people):
        by_hand = add_absence(database, AddAbsence(by=None, person=people["kl"], first=MONDAY, last=MONDAY))
        take(calendar(event("DTSTART;VALUE=DATE:20261123", OOF)))
        take(calendar())
        assert known(database, people["kl"]) == [(MONDAY, MONDAY, None)]
        assert absences(database, MONDAY, MONDAY)[0].id == by_hand.created["absence"]
        take(calendar(event("DTSTART;VALUE=DATE:20261124", OOF)))
        add_absence(
            database, AddAbsence(by=None, person=people["kl"], first=MONDAY + DAY, last=MONDAY + DAY, half=None)
        )
        take(calendar())
        assert {each.present for each in who_is_in(database, MONDAY + DAY) if each.person.key == "kl"} == {"out"}

    def test_it_can_be_taken_back(self, database, take, people):
        take(calendar(event("DTSTART;VALUE=DATE:20261123", OOF)))
        report = take(calendar(event("DTSTART;VALUE=DATE:20261130", OOF, uid="b")))
        carry_out(database, report.changes.undo)
        assert known(database, people["kl"]) == [(MONDAY, MONDAY, None)]
        (away,) = absences(database, MONDAY, MONDAY)
        removed = remove_absence(database, RemoveAbsence(by=None, absence=away.id))
        carry_out(database, removed.undo)
        assert [each.source for each in absences(database, MONDAY, MONDAY)] == ["calendar"]

    def test_who_removes_one_that_was_read_may_bring_it_back(self, database, take, people):
        take(calendar(event("DTSTART;VALUE=DATE:20261123", OOF)))
        (away,) = absences(database, MONDAY, MONDAY)
        removed = remove_absence(database, RemoveAbsence(by=people["ab"], absence=away.id))
        later = event("DTSTART;VALUE=DATE:20261201", OOF, uid="b")
        take(calendar(later))  # what comes in between stays
        again = carry_out(database, removed.undo)
        (back,) = absences(database, MONDAY, MONDAY)
        assert (back.span, back.source) == (away.span, "calendar")
        assert known(database, people["kl"]) == [(MONDAY, MONDAY, None), (date(2026, 12, 1), date(2026, 12, 1), None)]
        assert counts(take(calendar(event("DTSTART;VALUE=DATE:20261123", OOF), later))) == (0, 0, 2)
        carry_out(database, again.undo)
        assert absences(database, MONDAY, MONDAY) == ()

    def test_everybody_may_read_her_own_and_leads_all(self, take, people):
        text = calendar(event(*at("0800", "1600"), f"EXDATE{ZONED}:20261130T080000", OOF))
        with pytest.raises(NotAllowed):
            take(text, by=people["ab"])
        assert counts(take(text, by=people["ab"], person=people["ab"])) == (1, 0, 0)
        assert counts(take(text, by=people["kl"])) == (1, 0, 0)


_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'contact_words%'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
}

"""Calendars as Outlook and others write them: when somebody is away, and not a word of what for."""

from datetime import date, time, timedelta

import pytest

from mottagning.errors import Trouble
from mottagning.people.away import Span, spans
from mottagning.people.calendarfile import read_calendar
from mottagning.worktime import WorkTime

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
MONDAY = date(2026, 11, 23)
WEEKDAYS = {weekday: ((time(8), time(16)),) for weekday in range(5)}
WORKTIME = WorkTime(WEEKDAYS, holidays=lambda _year: {})
DAY = timedelta(days=1)

OUTLOOK = """\
BEGIN:VCALENDAR
PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN
VERSION:2.0
METHOD:PUBLISH
X-CALSTART:20261101T000000Z
X-CLIPSTART:20261031T230000Z
X-WR-RELCALID:{{00000035-CCA8-7E9D-3B2A-7A4B4F3B0A01}}
X-WR-CALNAME:Karin Lind
X-OWNER;CN="Karin Lind":mailto:karin.lind@example.se
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16011028T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010325T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
{events}END:VCALENDAR
"""
EVENT = """\
BEGIN:VEVENT
CLASS:PUBLIC
DESCRIPTION:Hemligt {uid}\\n
 om vard BEGIN:VEVENT
{lines}
SUMMARY;LANGUAGE=sv:Läkare {uid}
LOCATION:Vårdcentralen
UID:{uid}
X-ALT-DESC;FMTTYPE=text/html:<html>Hemligt</html>
BEGIN:VALARM
TRIGGER:-PT15M
ACTION:DISPLAY
DESCRIPTION:Reminder
END:VALARM
END:VEVENT
"""
ZONED = ";TZID=W. Europe Standard Time"
OOF = "X-MICROSOFT-CDO-BUSYSTATUS:OOF"
BUSY = "X-MICROSOFT-CDO-BUSYSTATUS:BUSY"


def event(*lines: str, uid: str = "a") -> str:
    return EVENT.format(uid=uid, lines="\n".join(lines))


def calendar(*events: str) -> str:
    return OUTLOOK.format(events="".join(events)).replace("\n", "\r\n")


def read(text: str):
    return read_calendar(text, WORKTIME, FIRST, LAST)


def away(*lines: str) -> list[Span]:
    (found,) = read(calendar(event(*lines))).events
    return list(spans(found.days))


def at(start: str, end: str, day: str = "20261123", zone: str = ZONED, until: str = "") -> tuple[str, str]:
    return f"DTSTART{zone}:{day}T{start}00", f"DTEND{zone}:{until or day}T{end}00"


class TestWhatCounts:
    def test_all_day_ends_before_its_end(self):
        lines = ("DTSTART;VALUE=DATE:20261123", "DTEND;VALUE=DATE:20261128", OOF)
        assert away(*lines) == [Span(MONDAY, date(2026, 11, 27))]
        assert away("DTSTART;VALUE=DATE:20261123", OOF) == [Span(MONDAY, MONDAY)]

    @pytest.mark.parametrize(
        ("line", "counts"),
        [
            (OOF, True),
            (BUSY, True),
            ("TRANSP:OPAQUE", True),
            ("SEQUENCE:0", True),
            ("X-MICROSOFT-CDO-BUSYSTATUS:FREE", False),
            ("X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE", False),
            ("X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE", False),
            ("TRANSP:TRANSPARENT", False),
            ("STATUS:TENTATIVE", False),
            ("STATUS:CANCELLED", False),
        ],
    )
    def test_what_an_all_day_event_must_say(self, line, counts):
        assert bool(away("DTSTART;VALUE=DATE:20261123", line)) is counts

    @pytest.mark.parametrize(
        ("start", "end", "half"),
        [
            ("0800", "1200", "am"),
            ("0700", "1000", "am"),
            ("1300", "1700", "pm"),
            ("1200", "1400", "pm"),
            ("0000", "1200", "am"),
        ],
    )
    def test_half_a_day_out_of_office(self, start, end, half):
        assert away(*at(start, end), OOF) == [Span(MONDAY, MONDAY, half)]

    @pytest.mark.parametrize(("start", "end"), [("0800", "0959"), ("1100", "1300"), ("1700", "2000"), ("1500", "1600")])
    def test_an_hour_is_no_half_day(self, start, end):
        assert away(*at(start, end), OOF) == []

    def test_most_of_both_halves_is_the_day(self):
        assert away(*at("0900", "1500"), OOF) == [Span(MONDAY, MONDAY)]

    def test_a_meeting_counts_only_when_it_takes_all_of_a_half(self):
        assert away(*at("0830", "1200"), BUSY) == []
        assert away(*at("0800", "1200"), BUSY) == [Span(MONDAY, MONDAY, "am")]
        assert away(*at("0900", "1500"), "TRANSP:OPAQUE") == []

    def test_days_on_end_by_the_clock(self):
        lines = at("1200", "1200", until="20261126")
        assert away(*lines, OOF) == [
            Span(MONDAY, MONDAY, "pm"),
            Span(MONDAY + DAY, MONDAY + 2 * DAY),
            Span(MONDAY + 3 * DAY, MONDAY + 3 * DAY, "am"),
        ]

    def test_hours_when_the_reception_is_shut_are_nothing_to_be_away_from(self):
        assert away(*at("0800", "1200", day="20261128"), OOF) == []

    def test_all_day_written_by_the_clock(self):
        lines = at("0000", "0000", until="20261124")
        assert away(*lines, BUSY, "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE") == [Span(MONDAY, MONDAY)]

    def test_what_lasts_for_ever_ends_where_nobody_asks(self):
        lines = ("DTSTART;VALUE=DATE:19000101", "DTEND;VALUE=DATE:99991231", OOF)
        (found,) = away(*lines)
        assert found.first < FIRST < LAST < found.last < date(2029, 1, 1)


class TestZones:
    def test_utc_floating_windows_names_and_others(self):
        assert away("DTSTART:20261123T070000Z", "DTEND:20261123T110000Z", OOF) == [Span(MONDAY, MONDAY, "am")]
        assert away(*at("0800", "1200", zone=""), OOF) == [Span(MONDAY, MONDAY, "am")]
        assert away(*at("0900", "1300", zone=";TZID=Europe/Helsinki"), OOF) == [Span(MONDAY, MONDAY, "am")]
        assert away(*at("0200", "0600", zone=";TZID=Eastern Standard Time"), OOF) == [Span(MONDAY, MONDAY, "am")]
        assert away(*at("0800", "1200", zone=';TZID="Någon zon"'), OOF) == [Span(MONDAY, MONDAY, "am")]

    def test_a_series_stays_at_its_hour_when_the_clocks_change(self):
        lines = (*at("0800", "1000", day="20261022"), "RRULE:FREQ=WEEKLY;COUNT=2", OOF)
        october = date(2026, 10, 22)
        assert away(*lines) == [Span(october, october, "am"), Span(october + 7 * DAY, october + 7 * DAY, "am")]


class TestSeries:
    def test_every_week_without_one_and_to_a_day(self):
        lines = (
            *at("1300", "1600"),
            "RRULE:FREQ=WEEKLY;UNTIL=20261214T120000Z;BYDAY=MO",
            f"EXDATE{ZONED}:20261130T130000",
            OOF,
        )
        assert [each.first for each in away(*lines)] == [MONDAY, MONDAY + 14 * DAY, MONDAY + 21 * DAY]

    def test_all_day_with_days_that_fall_out(self):
        lines = ("DTSTART;VALUE=DATE:20261123", "RRULE:FREQ=DAILY;UNTIL=20261127", "EXDATE;VALUE=DATE:20261125", OOF)
        assert away(*lines) == [Span(MONDAY, MONDAY + DAY), Span(MONDAY + 3 * DAY, MONDAY + 4 * DAY)]

    def test_without_an_end_it_stops_where_nobody_asks(self):
        found = away("DTSTART;VALUE=DATE:20200106", "RRULE:FREQ=WEEKLY;BYDAY=FR", OOF)
        assert (found[0].first, found[-1].first) == (date(2026, 1, 2), date(2027, 12, 31))
        assert len(found) == 105

    def test_further_days(self):
        lines = ("DTSTART;VALUE=DATE:20261123", "RDATE;VALUE=DATE:20261126,20261130", OOF)
        assert [each.first for each in away(*lines)] == [MONDAY, MONDAY + 3 * DAY, MONDAY + 7 * DAY]

    def test_one_of_them_moved_one_cancelled_one_shorter(self):
        series = event(*at("0800", "1600"), "RRULE:FREQ=WEEKLY;COUNT=4", OOF)
        moved = event(*at("0800", "1600", day="20261201"), f"RECURRENCE-ID{ZONED}:20261130T080000", OOF)
        gone = event(*at("0800", "1600", day="20261207"), f"RECURRENCE-ID{ZONED}:20261207T080000", "STATUS:CANCELLED")
        short = event(*at("0800", "1200", day="20261214"), "RECURRENCE-ID:20261214T070000Z", OOF)
        (found,) = read(calendar(moved, series, gone, short)).events
        assert found.replaces is None
        assert list(spans(found.days)) == [
            Span(MONDAY, MONDAY),
            Span(MONDAY + 8 * DAY, MONDAY + 8 * DAY),
            Span(MONDAY + 21 * DAY, MONDAY + 21 * DAY, "am"),
        ]

    def test_a_change_to_one_day_of_a_series_that_is_not_in_the_file(self):
        moved = event(*at("0800", "1600", day="20261201"), f"RECURRENCE-ID{ZONED}:20261130T080000", OOF)
        (found,) = read(calendar(moved)).events
        assert found.replaces == {date(2026, 11, 30)}
        assert list(spans(found.days)) == [Span(date(2026, 12, 1), date(2026, 12, 1))]

    def test_the_newest_wording_counts(self):
        old = event("DTSTART;VALUE=DATE:20261123", "SEQUENCE:1", OOF)
        new = event("DTSTART;VALUE=DATE:20261124", "SEQUENCE:2", OOF)
        for text in (calendar(old, new), calendar(new, old)):
            (found,) = read(text).events
            assert list(found.days) == [MONDAY + DAY]


class TestTheFile:
    def test_no_word_of_it_reaches_the_reader(self, monkeypatch):
        import icalendar

        seen = []
        parse = icalendar.Calendar.from_ical
        monkeypatch.setattr(icalendar.Calendar, "from_ical", lambda text, **o: seen.append(text) or parse(text, **o))
        text = calendar(event("DTSTART;VALUE=DATE:20261123", OOF, "ATTENDEE;CN=Nora:mailto:nora@example.se"))
        found = read(text)
        assert found.events[0].days
        for secret in ("Läkare", "Hemligt", "Vårdcentralen", "Nora", "Karin", "vard", "html"):
            assert secret in text
            assert secret not in seen[0]
            assert secret not in repr(found)

    def test_whole_calendars_and_single_invitations(self):
        found = read(calendar(event("DTSTART;VALUE=DATE:20261123", OOF)))
        assert found.whole
        assert found.owner == "karin.lind@example.se"
        one = "BEGIN:VCALENDAR\nVERSION:2.0\n{}{}END:VCALENDAR\n"
        said = event("DTSTART;VALUE=DATE:20261123", OOF)
        assert not read(one.format("METHOD:PUBLISH\n", said)).whole
        assert read(one.format("METHOD:PUBLISH\n", said)).owner is None
        assert not read(calendar(said).replace("METHOD:PUBLISH", "METHOD:REQUEST")).whole
        (cancelled,) = read(one.format("METHOD:CANCEL\n", said)).events
        assert not cancelled.days

    def test_the_same_event_is_known_again_by_a_hash(self):
        (one,) = read(calendar(event("DTSTART;VALUE=DATE:20261123", OOF, uid="x@example.se"))).events
        (other,) = read(calendar(event("DTSTART;VALUE=DATE:20261130", OOF, uid="x@example.se"))).events
        assert one.key == other.key
        assert "example" not in one.key

    def test_what_cannot_be_understood_is_counted_and_the_rest_read(self):
        good = event("DTSTART;VALUE=DATE:20261123", OOF, uid="good")
        bad = [
            event("DTSTART:den 23 november", OOF, uid="b1"),
            event("DTEND;VALUE=DATE:20261124", OOF, uid="b2"),
            event("DTSTART:20261123T080000Z", "RRULE:FREQ=SECONDLY", OOF, uid="b3"),
            event("DTSTART;VALUE=DATE:20261123", "RRULE:FREQ=IBLAND", OOF, uid="b4"),
        ]
        found = read(calendar(*bad, good))
        assert found.unread == 4
        assert [bool(each.days) for each in found.events] == [True]

    @pytest.mark.parametrize(
        "text", ["", "hej", "BEGIN:VCARD\nEND:VCARD\n", "BEGIN:VCALENDAR\n", "END:VCALENDAR", "\0"]
    )
    def test_what_is_no_calendar_gets_one_sentence(self, text):
        with pytest.raises(Trouble, match="no calendar"):
            read(text)

    def test_published_free_and_busy_times(self):
        times = (
            "BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:PUBLISH\nBEGIN:VFREEBUSY\nDTSTART:20261101T000000Z\n"
            "FREEBUSY;FBTYPE=BUSY:20261124T070000Z/20261124T150000Z\n"
            "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20261123T070000Z/20261123T110000Z,20261125T070000Z/PT8H\n"
            "END:VFREEBUSY\nEND:VCALENDAR\n"
        )
        found = read(times)
        assert found.whole
        assert list(spans(found.events[0].days)) == [
            Span(MONDAY, MONDAY, "am"),
            Span(MONDAY + 2 * DAY, MONDAY + 2 * DAY),
        ]

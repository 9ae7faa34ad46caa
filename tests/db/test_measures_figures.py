"""The measures read from a unit's days: calls, callbacks, mail, what the desk solved, and the case list of then."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from mottagning.contacts import handling, intake, ledger, views
from mottagning.contacts.handling import Close
from mottagning.contacts.ledger import RawItem, StoreRaw
from mottagning.contacts.phone import calls
from mottagning.contacts.phone.calls import ForgetCalls, PhoneEvent
from mottagning.contacts.whole import read_whole
from mottagning.db import Database, UtcField
from mottagning.measures import figures
from mottagning.measures.columns import Number, Text, read
from mottagning.measures.counting import Measure
from mottagning.rota import unit
from mottagning.rota.importing import unit_from_json
from mottagning.rota.tables import ShiftRow
from tests.db import feeds
from tests.db.people import hire

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WEEK = (date(2026, 11, 23), date(2026, 11, 29))
SUNDAY = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CALLER, OTHER = "+46701740605", "+46701740606"


@pytest.fixture
def anna(database) -> int:
    return hire(database, "ab")["ab"]


def found(database: Database, name: str, now: datetime = SUNDAY) -> tuple[float | None, int, int]:
    """Value, n and excluded of one measure."""
    each: Measure = next(each for each in figures.measure(database, *WEEK, now) if each.name == name)
    return each.value, each.n, each.excluded


def ring(database: Database, at: datetime, number: str | None, *events: tuple[str, timedelta]) -> int:
    contact = 0
    for event, after in (("ringing", timedelta()), *events):
        command = PhoneEvent(
            by=None,
            at=at + after,
            event=event,
            number=number,
            withheld=number is None,
            call_id=f"{at:%d%H%M}{number}",
            occurred_at=at + after,
        )
        contact = calls.phone_event(database, command).created["contact"]
    return contact


def write(database: Database, at: datetime, number: int, headers: str = "") -> int:
    """A message that came at this moment."""
    octets = f"From: Anna <anna@example.se>\r\nSubject: {number}\r\n{headers}\r\nHej {number}\r\n".encode()
    item = RawItem(place=f"imap:m/INBOX/1/{number}", kind="imap", octets=octets, received_at=at)
    ledger.store_raw(database, StoreRaw(by=None, at=at, items=(item,)))
    intake.understand_pending(database)
    return max(contact.id for contact in views.summaries(database))


def close(database: Database, contact: int, at: datetime, by: int, outcome: str = "solved") -> None:
    version = read_whole(database, contact).summary.version
    handling.close(database, Close(by=by, at=at, contact=contact, version=version, outcome=outcome))


def test_calls_of_the_week(database):
    ring(database, MONDAY, CALLER, ("answered", 20 * timedelta(seconds=1)), ("ended", 5 * MINUTE))
    ring(database, MONDAY + HOUR, OTHER, ("elsewhere", MINUTE))
    ring(database, MONDAY + 2 * HOUR, OTHER, ("missed", MINUTE))
    ring(database, MONDAY + 9 * HOUR, OTHER, ("missed", MINUTE))  # 19:00 in Sweden
    ring(database, MONDAY - 7 * DAY, OTHER, ("missed", MINUTE))
    ring(database, MONDAY + 3 * HOUR, None)
    calls.forget_calls(database, ForgetCalls(by=None, at=MONDAY + 8 * HOUR))
    value, n, excluded = found(database, "calls_answered")
    assert (round(value or 0, 1), n, excluded) == (66.7, 3, 2)
    assert found(database, "wait_median") == (20, 1, 3)


def test_a_number_that_was_missed_is_one_callback(database, anna):
    for after in (timedelta(), HOUR, 2 * HOUR):
        ring(database, MONDAY + after, CALLER, ("missed", MINUTE))
    ring(database, MONDAY + HOUR, None, ("missed", MINUTE))
    assert found(database, "callbacks_in_time", MONDAY + 3 * HOUR) == (None, 0, 2)
    ring(database, MONDAY + DAY, OTHER, ("missed", MINUTE))
    assert found(database, "callbacks_in_time") == (0, 2, 1)
    ring(database, MONDAY + 5 * HOUR, CALLER, ("answered", MINUTE), ("ended", 2 * MINUTE))
    assert found(database, "callbacks_in_time") == (50, 2, 1)
    ring(database, MONDAY + 2 * DAY + HOUR, OTHER, ("answered", MINUTE))  # a minute past a day later
    assert found(database, "callbacks_in_time") == (50, 2, 1)


def test_calls_of_an_episode_that_began_before_belong_to_that_week(database):
    sunday = MONDAY - DAY
    ring(database, sunday, CALLER, ("missed", MINUTE))
    ring(database, MONDAY, CALLER, ("missed", MINUTE))
    assert found(database, "callbacks_in_time") == (None, 0, 0)


def test_whoever_calls_again_after_the_period_is_not_called_back_before(database):
    friday, monday = MONDAY + 4 * DAY, MONDAY + 7 * DAY
    missed, _again = (ring(database, at, CALLER, ("missed", MINUTE)) for at in (friday, monday))
    with database.writing():  # one of the two alone, as no command does it
        closed = "UPDATE contact SET state = 'closed', outcome = 'solved', closed_at = ? WHERE id = ?"
        database.sql(closed, (UtcField().db_value(friday + HOUR), missed))
    assert found(database, "callbacks_in_time", monday) == (0, 1, 0)


def test_mail_by_the_end_of_the_next_working_day(database, anna):
    in_time, late, friday, _waiting = (
        write(database, MONDAY + after, number)
        for number, after in enumerate((timedelta(), timedelta(), 4 * DAY, 3 * DAY))
    )
    write(database, MONDAY, 7, "Auto-Submitted: auto-replied\r\n")
    close(database, in_time, MONDAY + DAY + 5 * HOUR, anna)
    close(database, late, MONDAY + 2 * DAY, anna)
    close(database, friday, MONDAY + 4 * DAY + HOUR, anna)
    assert found(database, "mail_in_time") == (50, 4, 0)
    value, n, excluded = found(database, "mail_in_time", MONDAY + 4 * DAY + 2 * HOUR)
    assert (round(value or 0, 1), n, excluded) == (66.7, 3, 1)  # Thursday's may still be answered on Friday


def test_time_to_first_contact_is_working_time(database, anna):
    friday = MONDAY + 4 * DAY + 5 * HOUR  # 15:00 in Sweden, an hour before closing
    solved, accepted, nothing, _waiting = (write(database, friday, number) for number in range(4))
    close(database, solved, friday + 2 * DAY + 19 * HOUR, anna)  # on Monday at 10
    close(database, accepted, friday + HOUR, anna, "accepted")  # nobody has had contact with her yet
    close(database, nothing, friday + HOUR, anna, "no_action")
    missed = ring(database, MONDAY, CALLER, ("missed", MINUTE))
    ring(database, MONDAY + 30 * MINUTE, CALLER, ("missed", MINUTE))
    close(database, missed, MONDAY + 2 * HOUR, anna)
    later = MONDAY + 8 * DAY
    assert found(database, "queue_median/mail", later) == (3 * 60, 1, 3)
    assert found(database, "queue_median/phone", later) == (2 * 60, 1, 0)
    assert found(database, "queue_p95", later) == (3 * 60, 2, 3)
    assert found(database, "mail_answered_in_time", later) == (50, 2, 2)


def test_what_could_point_at_a_client_is_withheld_below_five(database, tmp_path):
    header = (*feeds.HEADER, "Öppnad", "Beslutad")
    rows = [feeds.case(f"C-{n}", Inkom="2026-11-02", Öppnad="2026-11-02", Beslutad="2026-11-24") for n in range(4)]
    rows += [feeds.case("C-9", Kategori="LSS", Typ="Ledsagning", Inkom="2026-11-04", Beslutad="2026-11-25")]
    feeds.take(database, feeds.write(tmp_path / "a.csv", rows, header))
    measures = {each.name: each for each in figures.measure(database, *WEEK, SUNDAY)}
    every, sol = measures["handling_median"], measures["handling_median/sol/Hemtjänst"]
    assert (every.value, every.n, every.is_withheld) == (22, 5, False)
    assert (sol.value, sol.n, sol.is_withheld) == (None, 4, True)
    assert figures.figure(sol) == "too few"
    assert figures.figure(measures["help_median"]) == "–"  # of nobody: that is nothing to hide
    written = {each["name"]: each for each in figures.document(tuple(measures.values()))["measures"]}
    assert written[sol.name] | {"value": None, "n": 4, "excluded": 0} == written[sol.name]
    assert measures["stage_days_investigation"].n == 5


def test_the_work_of_fewer_than_five_is_nobodys_business(database):
    staff = hire(database, *"abcde")
    document = {
        "posts": [{"id": "am", "name": "Fm", "weekdays": [0, 1, 2, 3, 4], "from": "08:00", "to": "12:00", "needs": []}],
        "people": [{"id": key, "name": key, "rate": [{"from": "2026-01-01", "percent": 100}]} for key in staff],
    }
    days = [date(2026, 11, 23 + place) for place in range(5)]
    unit.import_unit(database, unit.ImportUnit(by=None, unit=unit_from_json(document)))
    for count, expected in ((4, (None, True)), (5, (4.0, False))):
        with database.writing():
            ShiftRow.delete().execute()
            for place, day in enumerate(days):
                ShiftRow.create(day=day, post_id=1, person_id=staff["abcde"[place % count]])
        measures = {each.name: each for each in figures.measure(database, *WEEK, SUNDAY)}
        hours = measures["desk_hours_week"]
        assert (hours.value, hours.is_withheld, hours.n) == (*expected, 5)
        assert measures["interruptions_per_hour"].is_withheld == (count < 5)
        assert (measures["rota_covered"].value, measures["rota_covered"].n) == (100, 5)


def test_solved_at_the_desk_leaves_out_what_needed_nothing(database, anna):
    outcomes = ("solved", "solved", "referred", "no_action")
    for number, outcome in enumerate(outcomes):
        close(database, write(database, MONDAY, number), MONDAY + HOUR, anna, outcome)
    ring(database, MONDAY, CALLER, ("missed", MINUTE))
    answered = ring(database, MONDAY + HOUR, CALLER, ("answered", MINUTE), ("ended", 2 * MINUTE))
    assert found(database, "solved_at_desk")[1:] == (3, 1)
    close(database, answered, MONDAY + 2 * HOUR, anna)
    assert found(database, "solved_at_desk") == (75, 4, 1)


def test_stages_are_those_of_the_last_day(database, tmp_path):
    early = [
        feeds.case("C-1", I_steget_sedan="2026-11-10"),
        feeds.case("C-2", I_steget_sedan="2026-11-20"),
    ]
    feeds.take(database, feeds.write(tmp_path / "a.csv", early))
    later = [
        feeds.case("C-1", Steg="Beslut", I_steget_sedan="2026-12-03"),
        feeds.case("C-2", I_steget_sedan="2026-11-20", Avslutad="2026-12-01"),
        feeds.case("C-3", Inkom="2026-12-02"),
    ]
    feeds.take(database, feeds.write(tmp_path / "b.csv", later), at=MONDAY + 14 * DAY)
    now = MONDAY + 15 * DAY
    assert found(database, "stage_days_investigation", now) == (14, 2, 0)
    week = (date(2026, 12, 7), date(2026, 12, 13))
    latest = {each.name: each for each in figures.measure(database, *week, now)}
    assert (latest["stage_days_decision"].value, latest["stage_days_decision"].n) == (5, 1)
    assert latest["stage_days_investigation"].n == 1
    assert latest["stage_days_received"].value is None


def test_deadlines_of_the_case_list(database, tmp_path):
    header = (*feeds.HEADER, "Öppnad", "Beslutad")
    decided, late, before = (
        {"Öppnad": "2026-07-24", "Beslutad": "2026-11-24"},
        {"Öppnad": "2026-07-25"},
        {"Öppnad": "2026-07-24", "Avslutad": "2026-10-01"},
    )
    several = [decided] * 2 + [late] * 3 + [before]
    rows = [feeds.case(f"C-{number}", Kategori="Barn", **dates) for number, dates in enumerate(several)]
    feeds.take(database, feeds.write(tmp_path / "a.csv", rows, header))
    assert found(database, "deadlines_kept") == (40, 5, 0)


def test_a_word_that_holds_the_sign_between_words_is_still_one(database, tmp_path):
    feeds.take(database, feeds.write(tmp_path / "list.csv", [feeds.case("C-1"), feeds.case("C-2")]))
    with database.writing():
        database.sql("UPDATE cases SET category = ? WHERE code = 'C-1'", ("a\x1fb",))
    with database.reading():
        _, words = read(database, (Number("id"), Text("category")), "FROM cases")
    assert sorted(words.known[code] for code in words.codes) == ["a b", "sol"]


def test_the_document_is_the_contracts(database):
    document = figures.document(figures.measure(database, *WEEK, SUNDAY))
    assert list(document) == ["measures"]
    for each in document["measures"]:
        assert list(each) == ["name", "value", "unit", "n", "target", "excluded"]
        assert (each["value"], each["n"]) == (None, 0)
    json.dumps(document)
    lines = [figures.line(each) for each in figures.measure(database, *WEEK, SUNDAY)]
    assert lines[0] == "Calls answered: – (of 0, 0 left out)"


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (66.666, "percent", "66.7 %"),
        (50, "percent", "50 %"),
        (20, "s", "20 s"),
        (180, "s", "3 min"),
        (80.4, "s", "1 min 20 s"),
        (14, "days", "14 days"),
        (1, "days", "1 day"),
        (2.5, "days", "2.5 days"),
    ],
)
def test_figures_as_they_are_read(value, unit, said):
    assert figures.amount(value, unit) == said

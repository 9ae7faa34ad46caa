"""`people`: staff and absences from files as others keep them, and who is in today, held to the ground rules."""

from datetime import UTC, datetime, timedelta

import pytest

from mottagning.worktime import ZONE, WorkTime
from tests.unit.test_people_calendarfile import OOF, calendar, event
from tests.unit.test_people_stafffile import LDIF

STAFF = "Vem;Kortnamn;Roll;E-post\nKarin Lind;kl;gruppledare;karin.lind@example.se\nOmar Hauge;oh;handläggare;\n"


@pytest.fixture
def file(tmp_path):
    def file(name, text):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return str(path)

    return file


def next_working_day():
    today = datetime.now(UTC).astimezone(ZONE).date()
    return WorkTime().next_working_day(today)


def test_a_list_is_taken_as_it_is_said_and_who_is_missing_is_told(on_both, file):
    path = file("personal.csv", STAFF)
    assert on_both("people", "import", path, "--set", "name=Vem")["new"] == 2
    assert on_both("people", "import", path)["unchanged"] == 2
    report = on_both("people", "import", file("katalog.ldf", LDIF))
    assert set(report) == {"read", "new", "changed", "unchanged", "passed_over", "rejected", "missing", "left"}
    assert (report["read"], report["unchanged"] + report["changed"], report["passed_over"]) == (2, 1, 1)
    assert report["missing"] == [{"key": "oh", "name": "Omar Hauge"}]
    said = on_both.run("people", "import", file("katalog.ldf", LDIF), "--lang", "sv").out
    assert "Omar Hauge" in said
    assert "--left-on" in said
    assert on_both("people", "import", file("katalog.ldf", LDIF), "--left-on", "2026-01-31")["left"] == 1
    left = {person["key"]: person["left"] for person in on_both("people", "list")["people"]}
    assert left == {"kl": None, "oh": "2026-01-31"}


def test_what_a_column_cannot_be(program, file):
    path = file("personal.csv", STAFF)
    for pair in ("name", "king=Vem", "name="):
        assert "FIELD=HEADER" in program.refuses(2, "people", "import", path, "--set", pair)
    assert "no row of headers" in program.refuses(1, "people", "import", path, "--set", "nothing=Kortnamn")


def test_absences_of_a_list_and_a_calendar(on_both, file):
    on_both("people", "import", file("personal.csv", STAFF), "--set", "name=Vem")
    rows = file("borta.csv", "Vem;Från;Till;Del;Orsak\noh;2026-01-01;2026-01-02;;Sjuk\nxx;2026-01-01;;;\n")
    report = on_both("people", "absence", "import", rows)
    assert set(report) == {"read", "added", "removed", "unchanged", "unread", "rejected"}
    assert (report["read"], report["added"], [row["row"] for row in report["rejected"]]) == (2, 1, [3])
    said = on_both.run("people", "absence", "import", rows).out
    assert "Orsak" in said
    assert "Sjuk" not in said
    day = next_working_day() + timedelta(days=7)  # what is past is not taken from a calendar
    ics = file("karin.ics", calendar(event(f"DTSTART;VALUE=DATE:{day:%Y%m%d}", OOF)))
    assert on_both("people", "absence", "import", ics)["added"] == 1
    assert on_both("people", "absence", "import", ics)["unchanged"] == 1
    listed = on_both("people", "absence", "list", "--from", "2026-01-01", "--to", str(day))["absences"]
    assert listed == [
        {"person": "oh", "from": "2026-01-01", "to": "2026-01-02", "half": None, "source": "list"},
        {"person": "kl", "from": str(day), "to": str(day), "half": None, "source": "calendar"},
    ]
    assert on_both("people", "absence", "import", ics, "--person", "oh", "--part")["added"] == 1
    assert "short name" in on_both.refuses(1, "people", "absence", "import", ics, "--person", "nobody")
    assert "neither" in on_both.refuses(1, "people", "absence", "import", file("x.csv", "a;b\n1;2\n"))


def test_who_is_in_today(on_both, file):
    on_both("people", "import", file("personal.csv", STAFF), "--set", "name=Vem")
    today = datetime.now(UTC).astimezone(ZONE).date()
    until = next_working_day() - timedelta(days=1)
    on_both("people", "absence", "import", file("borta.csv", f"Vem;Från;Till\noh;{today};{until}\n"))
    document = on_both("people", "today")
    assert document["open"] == WorkTime().is_working_day(today)
    assert [set(person) for person in document["people"]] == [
        {"key", "name", "present", "back_on", "posts", "leads", "covered_by"}
    ] * 2
    omar = next(person for person in document["people"] if person["key"] == "oh")
    assert (omar["present"], omar["back_on"], omar["leads"]) == ("out", next_working_day().isoformat(), False)
    said = on_both.run("people", "today", "--lang", "en").out
    assert f"oh  Omar Hauge  not available today, back {next_working_day()}" in said

"""Every `rota` command, and `people import`, as a script calls them."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from PySide6.QtWidgets import QApplication
from python_calamine import CalamineWorkbook

from mottagning import cli
from mottagning.cli import rota as cli_rota
from mottagning.db import open_database
from mottagning.rota import takeover
from mottagning.rota.workbook import Manner
from mottagning.settings import Settings
from tests.workbooks import rows_xml, workbook

from .rota_desk import document

Answer = tuple[int, Any, str]
Run = Callable[..., Answer]
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
NEXT_MONDAY = TODAY + timedelta(days=7 - TODAY.weekday())
WEEK = ("--from", NEXT_MONDAY.isoformat(), "--to", (NEXT_MONDAY + timedelta(days=4)).isoformat())


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next week has no holiday."""
    monkeypatch.setattr(cli_rota, "_now", lambda: NOW)


@pytest.fixture
def run(settings: Settings, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run one command; its exit code, its document (or text), and what it says on stderr."""

    def call(*words: object, as_json: bool = True) -> Answer:
        place = ["--data", str(settings.data), "--database", settings.database, "--lang", "en"]
        code = cli.main([*map(str, words), *place, *(["--json"] if as_json else [])])
        out, err = capfd.readouterr()
        return code, json.loads(out) if as_json and out else out, err

    return call


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "unit.json"
    path.write_text(json.dumps(document()), "utf-8")
    return path


def test_a_rota_from_the_file_to_the_calendar(run: Run, file: Path, tmp_path: Path) -> None:
    assert run("rota", "import", file) == (0, {"posts": 2, "people": 6, "history": 0}, "")
    assert run("rota", "import", file)[0] == 0
    assert run("rota", "show") == (0, {"plan": None, "shifts": []}, "")
    code, made, err = run("rota", "plan", *WEEK)
    assert (code, err) == (0, "")
    assert len(made["shifts"]) == 10
    assert list(made["balance"][0]) == ["person", "entitled", "planned", "carried"]
    assert run("rota", "show")[1]["shifts"] == []
    assert run("rota", "publish", made["plan"])[:2] == (0, {"plan": made["plan"]})
    assert run("rota", "show")[1] == {"plan": made["plan"], "shifts": made["shifts"]}
    out = tmp_path / "rota.ics"
    assert run("rota", "export", "--format", "ics", "--out", out)[:2] == (0, {"file": str(out)})
    assert len(Calendar.from_ical(out.read_bytes()).walk("VEVENT")) == 10
    assert run("rota", "export", "--format", "ics", "--out", out, "--person", "pn")[0] == 0
    hers = [row for row in made["shifts"] if row["person"] == "pn"]
    assert len(Calendar.from_ical(out.read_bytes()).walk("VEVENT")) == len(hers)


def test_a_published_rota_is_mended(run: Run, file: Path) -> None:
    run("rota", "import", file)
    made = run("rota", "plan", *WEEK)[1]
    run("rota", "publish", made["plan"])
    first = made["shifts"][0]
    code, answer, _ = run("rota", "substitutes", "--date", first["date"], "--post", first["post"])
    assert code == 0
    assert {tuple(row) for row in answer["substitutes"]} <= {("person", "score", "reasons")}
    assert {"person": first["person"], "reason": "has the shift already"} in answer["blocked"]
    away = {"person": first["person"], "from": first["date"], "to": first["date"]}
    file.write_text(json.dumps(document(absences=[away])), "utf-8")
    run("rota", "import", file)
    for words in ((), ("--plan", made["plan"]), ("--plan", made["plan"], "--keep", "balanced")):
        code, again, _ = run("rota", "replan", *words)
        assert code == 0
        assert list(again) == ["plan", "shifts", "unfilled", "balance", "changed"]
        assert first["person"] not in [row["person"] for row in again["shifts"] if row["date"] == first["date"]]
    assert list(again["changed"][0]) == ["date", "post", "from", "to"]
    assert run("rota", "publish", again["plan"])[0] == 0
    assert run("rota", "show")[1]["plan"] == again["plan"]


def test_workbook_and_wall(run: Run, file: Path, tmp_path: Path, qapp: QApplication) -> None:
    days = [NEXT_MONDAY + timedelta(days=number) for number in range(3)]
    rows = [["Datum", "Telefon fm"], *([day, name] for day, name in zip(days, ("Anna B", "Karin L", "Omar H")))]  # noqa: B905
    book = tmp_path / "schema.xlsx"
    book.write_bytes(workbook({"December": rows_xml(rows)}))
    assert run("rota", "import", book) == (0, {"posts": 1, "people": 3, "history": 3}, "")
    assert [row["person"] for row in run("rota", "show")[1]["shifts"]] == ["ab", "kl", "oh"]
    out = tmp_path / "ut.xlsx"
    assert run("rota", "export", "--format", "xlsx", "--out", out)[0] == 0
    (sheet,) = {day.strftime("%Y-%m") for day in days[:1]}
    assert CalamineWorkbook.from_path(str(out)).get_sheet_by_name(sheet).to_python()[1][3] == "Anna B"
    wall = tmp_path / "wall.pdf"
    assert run("rota", "export", "--format", "pdf", "--out", wall, "--person", "Anna B")[0] == 0
    assert wall.read_bytes().startswith(b"%PDF-")


def test_a_workbook_that_is_mapped_tells_what_it_could_not_read(
    run: Run, file: Path, settings: Settings, tmp_path: Path
) -> None:
    run("rota", "import", file)
    rows = [["Datum", "Telefon fm"], [NEXT_MONDAY, "Anna B"], [NEXT_MONDAY + timedelta(days=1), "A, B och C"]]
    book = tmp_path / "schema.xlsx"
    book.write_bytes(workbook({"Schema": rows_xml(rows)}))
    code, _, said = run("rota", "import", book)
    assert (code, "Schema!B3 (“A, B och C”)" in said) == (1, True)
    database = open_database(settings)
    takeover.take_over(database, takeover.TakeOver(by=None, shifts=(), manner=Manner(posts={"Telefon fm": "am"})))
    database.close()
    code, answer, _ = run("rota", "import", book)
    assert (code, answer["history"]) == (0, 1)
    reason = "There are more than two names here; a shift has one person."
    assert answer["rejected"] == [{"row": 3, "column": "B", "reason": reason}]
    assert "Schema!B3: A, B och C" in run("rota", "import", book, as_json=False)[1]


def test_answers_for_people_are_lines(run: Run, file: Path) -> None:
    assert run("rota", "import", file, as_json=False)[1] == "2 posts and 6 people are read.\n"
    out = run("rota", "plan", *WEEK, as_json=False)[1]
    assert out.splitlines()[0] == "Plan 1"
    assert f"{NEXT_MONDAY}  am  " in out
    assert run("rota", "publish", 1, as_json=False)[1] == "Plan 1 is published.\n"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("plan", *WEEK), 1, "There is nothing to plan: the rota has no posts. Read a rota file in first."),
        (("plan", "--from", "2026-12-02", "--to", "2026-12-01"), 2, "The last day, 2026-12-01, is before the first"),
        (("plan", "--from", "igår", "--to", "2026-12-01"), 2, "“igår” is not a date"),
        (("publish", "3"), 1, "There is no plan 3."),
        (("replan",), 1, f"No rota is published from {TODAY}"),
        (("replan", "--plan", "3"), 1, "There is no plan 3."),
        (("substitutes", "--date", "2026-12-01", "--post", "x"), 1, "There is no post “x”."),
        (("export", "--format", "xlsx", "--out", "x.xlsx"), 1, "No rota is published yet"),
        (("export", "--format", "ics", "--person", "x", "--out", "x.ics"), 1, "There is nobody called “x”"),
        (("import", "nowhere.json"), 1, "nowhere.json cannot be read"),
        (("import", "nowhere.xlsx"), 1, "nowhere.xlsx cannot be read"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(run: Run, words: tuple[str, ...], code: int, says: str) -> None:
    got, out, err = run("rota", *words)
    assert (got, out) == (code, "")
    assert says in err
    assert err.count("\n") == 1


def test_days_out_of_reach_are_one_sentence(run: Run, file: Path) -> None:
    run("rota", "import", file)
    for words in (
        ("plan", "--from", "0001-01-01", "--to", "9999-12-31"),
        ("substitutes", "--date", "9999-12-31", "--post", "am"),
        ("substitutes", "--date", "0001-01-01", "--post", "am"),
    ):
        code, out, err = run("rota", *words)
        assert code in (1, 2)
        assert (out, err.count("\n")) == ("", 1)


def test_a_plan_of_the_past_is_allowed(run: Run, file: Path) -> None:
    run("rota", "import", file)
    made = run("rota", "plan", "--from", "2026-02-02", "--to", "2026-02-03")[1]
    assert [row["date"] for row in made["shifts"]] == ["2026-02-02", "2026-02-02", "2026-02-03", "2026-02-03"]
    run("rota", "publish", made["plan"])
    assert run("rota", "replan", "--plan", made["plan"])[1]["changed"] == []


def test_staff_from_a_list_are_planned_for(run: Run, tmp_path: Path) -> None:
    staff = tmp_path / "staff.csv"
    staff.write_text("Namn;Signatur;Tjänstgöringsgrad\nNora Nyman;nn;80\nOla Ek;oe;\n", "utf-8")
    assert run("people", "import", staff)[1]["new"] == 2
    days = [["Datum", "Telefon"], [date(2026, 12, 1), "Nora Nyman"]]
    book = tmp_path / "schema.xlsx"
    book.write_bytes(workbook({"Schema": rows_xml(days)}))
    assert run("rota", "import", book)[1] == {"posts": 1, "people": 1, "history": 1}
    made = run("rota", "plan", "--from", "2026-12-08", "--to", "2026-12-08")[1]
    assert [row["person"] for row in made["shifts"]] == ["nn"]
    assert [row["person"] for row in made["balance"]] == ["nn"]


def test_the_sheet_for_the_wall_is_of_the_days_and_on_the_paper_that_are_wanted(
    run: Run, file: Path, tmp_path: Path, qapp: QApplication
) -> None:
    run("rota", "import", file)
    run("rota", "publish", run("rota", "plan", *WEEK)[1]["plan"])
    wall = tmp_path / "wall.pdf"

    def draw(*words: object) -> tuple[list[int], int]:
        """The width and height in points of what comes, and its number of sheets."""
        assert run("rota", "export", "--format", "pdf", "--out", wall, *words)[0] == 0
        octets = wall.read_bytes()
        box = octets.split(b"/MediaBox")[1].split(b"]")[0]
        return [round(float(number)) for number in box.strip(b" [").split()[2:]], octets.count(b"/Type /Page\n")

    assert draw() == ([842, 595], 2)
    assert draw(*WEEK, "--paper", "A3") == ([1191, 842], 1)
    assert draw("--paper", "A3", "--standing") == ([842, 1191], 2)
    far = (NEXT_MONDAY - timedelta(weeks=30), NEXT_MONDAY + timedelta(weeks=30))
    assert draw("--from", far[0], "--to", far[1]) == ([842, 595], 2)  # a sheet a month, of those that have a rota


@pytest.mark.parametrize(
    "words",
    [
        ("--format", "ics", "--paper", "A3"),
        ("--format", "xlsx", "--from", "2026-12-07", "--to", "2026-12-11"),
        ("--format", "pdf", "--from", "2026-12-07"),
        ("--format", "pdf", "--from", "2026-12-07", "--to", "2026-12-06"),
    ],
)
def test_what_no_sheet_for_the_wall_can_be_is_wrong_use(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    code, answer, err = run("rota", "export", "--out", tmp_path / "out", *words)
    assert (code, answer) == (2, "")
    assert "--from" in err or "is before the first" in err

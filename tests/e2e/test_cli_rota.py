"""The rota by commands, to the letter of contracts.md: in, planned, mended, published, out."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from mottagning.cli import rota as cli_rota
from tests.e2e.commandline import write
from tests.workbooks import rows_xml, workbook

UNIT = {
    "posts": [
        {"id": "phone-am", "name": "Telefon förmiddag", "weekdays": [0, 1, 2, 3, 4], "from": "08:00", "to": "12:00"}
        | {"needs": ["child"]},
        {"id": "phone-pm", "name": "Telefon eftermiddag", "weekdays": [0, 1, 2, 3, 4], "from": "12:00", "to": "16:00"}
        | {"needs": []},
    ],
    "people": [
        {"id": key, "name": name, "rate": [{"from": "2026-01-01", "percent": percent}], "joined": "2025-01-01"}
        | {"left": None, "off": off, "qualifications": able, "novice_until": None, "mentor": None, "posts": None}
        for key, name, percent, off, able in (
            ("ab", "Anna B", 100, [], ["child"]),
            ("bc", "Bo C", 80, [{"weekday": 4, "half": None}], ["child"]),
            ("cd", "Cia D", 100, [], ["child"]),
            ("de", "Dan E", 100, [{"weekday": 0, "half": "am"}], []),
            ("ef", "Eva F", 50, [], []),
            ("fg", "Fia G", 100, [], ["child"]),
            ("gh", "Göran Håkansson", 100, [], ["child"]),
        )
    ],
    "absences": [{"person": "ab", "from": "2026-12-01", "to": "2026-12-02", "half": None}],
    "closed": ["2026-12-24"],
    "rules": {"min_gap_days": 2, "max_per_week": 3, "one_post_a_day": True, "daily_qualifications": ["child"]},
    "wishes": [{"person": "cd", "weekday": 0, "weight": -1}],
    "pinned": [{"date": "2026-12-03", "post": "phone-am", "person": "bc"}],
    "history": [{"date": "2026-11-02", "post": "phone-am", "person": "ab"}],
}
DRAFT = {"plan", "shifts", "unfilled", "balance"}
DAYS = ("--from", "2026-12-01", "--to", "2026-12-04")


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The week before."""
    monkeypatch.setattr(cli_rota, "_now", lambda: datetime(2026, 11, 23, 9, 0, tzinfo=UTC))


@pytest.fixture
def rota(tmp_path):
    return write(tmp_path / "rota.json", json.dumps(UNIT))


def held_to_the_contract(document, keys=DRAFT):
    assert document.keys() == keys
    for shift in document["shifts"]:
        assert shift.keys() == {"date", "post", "person"}
        assert date.fromisoformat(shift["date"])
    for gap in document["unfilled"]:
        assert gap.keys() == {"date", "post", "why"}
        assert all(why.keys() == {"person", "reason"} for why in gap["why"])
    for row in document["balance"]:
        assert row.keys() == {"person", "entitled", "planned", "carried"}
    return document


def test_a_rota_is_planned_by_its_rules(on_both, rota):
    on_both("rota", "import", rota)
    plan = held_to_the_contract(on_both("rota", "plan", *DAYS))
    shifts = plan["shifts"]
    assert len(shifts) + len(plan["unfilled"]) == 8
    assert len({(shift["date"], shift["post"]) for shift in shifts}) == len(shifts)
    assert {"date": "2026-12-03", "post": "phone-am", "person": "bc"} in shifts
    assert not [s for s in shifts if s["person"] == "ab" and s["date"] in ("2026-12-01", "2026-12-02")]
    assert not [s for s in shifts if s["person"] == "bc" and date.fromisoformat(s["date"]).weekday() == 4]
    assert not [s for s in shifts if s["person"] in ("de", "ef") and s["post"] == "phone-am"]
    assert max(Counter((shift["date"], shift["person"]) for shift in shifts).values()) == 1
    assert {row["person"] for row in plan["balance"]} == {person["id"] for person in UNIT["people"]}
    assert {row["person"]: row["planned"] for row in plan["balance"]} == {
        person["id"]: sum(shift["person"] == person["id"] for shift in shifts) for person in UNIT["people"]
    }


def test_publish_show_replan_and_substitutes(on_both, rota, tmp_path):
    on_both("rota", "import", rota)
    assert on_both("rota", "show")["shifts"] == [] or on_both("rota", "show")["plan"] is None
    plan = on_both("rota", "plan", *DAYS)
    on_both("rota", "publish", str(plan["plan"]))
    shown = on_both("rota", "show")
    assert shown.keys() == {"plan", "shifts"}
    assert shown["plan"] == plan["plan"]
    assert [shift for shift in shown["shifts"] if shift["person"] and shift["date"] > "2026-11-30"] == plan["shifts"]
    on_both.refuses(1, "rota", "publish", str(plan["plan"]))
    on_both.refuses(1, "rota", "publish", "4711")

    away = UNIT | {"absences": [{"person": "cd", "from": "2026-12-01", "to": "2026-12-04", "half": None}], "pinned": []}
    for keep in ("few", "balanced"):
        on_both("rota", "import", write(tmp_path / "away.json", json.dumps(away)))
        mended = held_to_the_contract(on_both("rota", "replan", "--keep", keep), DRAFT | {"changed"})
        assert not [shift for shift in mended["shifts"] if shift["person"] == "cd" and shift["date"] >= "2026-12-01"]
        for change in mended["changed"]:
            assert change.keys() == {"date", "post", "from", "to"}
        lost = {(s["date"], s["post"]) for s in plan["shifts"] if s["person"] == "cd"}
        assert lost <= {(change["date"], change["post"]) for change in mended["changed"]}
    again = on_both("rota", "replan", "--plan", str(mended["plan"]))
    assert again["changed"] == []

    found = on_both("rota", "substitutes", "--date", "2026-12-04", "--post", "phone-am")
    assert found.keys() == {"substitutes", "blocked"}
    assert all(each.keys() == {"person", "score", "reasons"} for each in found["substitutes"])
    assert all(each.keys() == {"person", "reason"} and each["reason"] for each in found["blocked"])
    people = [each["person"] for each in (*found["substitutes"], *found["blocked"])]
    assert len(people) == len(set(people))
    assert {"cd", "bc", "de"} & {each["person"] for each in found["blocked"]} >= {"cd", "de"}


def test_the_same_import_twice_is_the_same_rota(program, rota):
    program("rota", "import", rota)
    first = program("rota", "plan", *DAYS)
    program("rota", "import", rota)
    second = program("rota", "plan", *DAYS)
    assert {name: second[name] for name in ("unfilled", "balance")} == {
        name: first[name] for name in ("unfilled", "balance")
    }
    assert [person["key"] for person in program("people", "list")["people"]].count("ab") == 1


def test_nothing_to_plan_and_nothing_to_show(program, rota):
    for words in (
        ("plan", *DAYS),
        ("replan",),
        ("replan", "--plan", "1"),
        ("substitutes", "--date", "2026-12-01", "--post", "phone-am"),
        ("publish", "1"),
        ("export", "--format", "xlsx", "--out", rota + ".xlsx"),
    ):
        program.refuses(1, "rota", *words)
    program("rota", "import", rota)
    program.refuses(1, "rota", "plan", "--from", "2026-12-05", "--to", "2026-12-06")  # a weekend
    program.refuses(1, "rota", "substitutes", "--date", "2026-12-01", "--post", "nowhere")
    assert program.run("rota", "plan", "--from", "2026-12-01", "--to", "2099-12-31").code == 1


def test_the_published_rota_leaves_as_files(program, rota, tmp_path):
    program("rota", "import", rota)
    program("rota", "publish", str(program("rota", "plan", *DAYS)["plan"]))
    program.refuses(1, "rota", "export", "--format", "ics", "--person", "nobody", "--out", str(tmp_path / "x.ics"))
    for kind, begins in (("ics", b"BEGIN:VCALENDAR"), ("xlsx", b"PK"), ("pdf", b"%PDF")):
        for person in ([], ["--person", "gh"], ["--person", "Göran Håkansson"]):
            path = tmp_path / f"rota{len(person)}.{kind}"
            program("rota", "export", "--format", kind, "--out", str(path), *person)
            assert path.read_bytes().startswith(begins)
    again = program("rota", "import", str(tmp_path / "rota0.xlsx"))
    assert again["history"] > 0
    assert program.run("rota", "export", "--format", "ics", "--out", str(tmp_path / "rota.ics")).out.endswith(".\n")


def test_todays_workbook_is_a_rota(program, tmp_path):
    monday = date(2026, 11, 2)
    days = [monday + timedelta(days=n) for n in range(5)]
    rows = [["Datum", "Förmiddag", "Eftermiddag"], *[[day, "Anna B", "Bo C"] for day in days]]
    path = write(tmp_path / "rota.xlsx", workbook({"November": rows_xml(rows)}))
    taken = program("rota", "import", path)
    assert taken == {"posts": 2, "people": 2, "history": 10}


@pytest.mark.parametrize(
    "document",
    [
        [],
        {"posts": 1},
        {"posts": [{"id": "a"}, {"id": "a"}]},
        {"posts": [], "people": [{"id": None}]},
        UNIT | {"pinned": [{"date": "2026-12-01", "post": "nowhere", "person": "ab"}]},
        UNIT | {"absences": [{"person": "ab", "from": "2026-12-02", "to": "2026-12-01"}]},
        UNIT | {"rules": {"min_gap_days": "three"}},
        UNIT | {"closed": ["2026-02-30"]},
        {"people": [{"id": "x" * 10_000, "name": "\u0000"}]},
    ],
    ids=range(9),
)
def test_a_rota_file_that_makes_no_sense(on_both, tmp_path, document):
    answer = on_both.run("rota", "import", write(tmp_path / "rota.json", json.dumps(document)))
    assert answer.code in (0, 1)
    assert on_both("check")["ok"]

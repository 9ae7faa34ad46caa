"""`cases difference`, `feeds`, `undo`, `renames` and `source …`: each held to its documented form."""

import sqlite3
from pathlib import Path

import pytest

from mottagning.cli import sources as cli_sources
from tests.e2e.commandline import is_moment
from tests.e2e.test_cli_cases import ALVA, BO, HEADER, NILS, cases, counts, feed
from tests.workbooks import rows_xml, workbook

MORE = tuple(f"C-{number};SoL;Utredning;;;;;;;;nej" for number in range(6))
SOURCE = {
    *("name", "kind", "place", "query", "pattern", "mapping", "afterwards", "minutes", "looked_at", "taken_at"),
    *("error", "held", "refused"),
}


@pytest.fixture
def no_waiting(monkeypatch):
    """Files settle at once."""
    from mottagning.cases import folder

    monkeypatch.setattr(cli_sources.time, "sleep", lambda _seconds: None)
    monkeypatch.setattr(folder, "SETTLING_S", 0)


def test_what_an_export_would_change_is_seen_before_it_is_taken(on_both, tmp_path):
    on_both("cases", "import", feed(tmp_path / "a.csv", ALVA, NILS, *MORE))
    before = cases(on_both)
    half = feed(tmp_path / "b.csv", ALVA.replace("Utredning", "Beslut"), BO)

    seen = on_both("cases", "difference", half)

    assert {name: seen[name] for name in ("read", "new", "changed", "closed", "protected")} == {
        "read": 2, "new": 1, "changed": 1, "closed": 7, "protected": 0,
    }  # fmt: skip
    assert "Nothing was changed" in seen["held"]
    by_code = {case["code"]: case for case in seen["cases"]}
    assert by_code["C-2417"] == {
        "code": "C-2417",
        "what": "changed",
        "changes": [{"field": "stage", "old": "investigation", "new": "decision"}],
        "people_change": False,
    }
    assert by_code["C-0"]["what"] == "closed"
    assert len(on_both("cases", "difference", half, "--limit", "2")["cases"]) == 2
    said = on_both.run("cases", "import", half).out
    assert "stage: investigation → decision" in said
    assert "--confirm" in said
    assert cases(on_both) == before


def test_the_last_export_is_taken_back_with_its_history(on_both, tmp_path):
    on_both("cases", "import", feed(tmp_path / "a.csv", ALVA, NILS))
    before = cases(on_both)
    on_both("cases", "import", feed(tmp_path / "b.csv", ALVA.replace("Utredning", "Beslut"), NILS, BO))
    first, second = [each["id"] for each in reversed(on_both("cases", "feeds")["feeds"])]
    assert "A later feed" in on_both.refuses(1, "cases", "undo", "--feed", str(first))

    assert on_both("cases", "undo") == {"feed": second, "restored": 1, "removed": 1, "kept": 0}

    assert cases(on_both) == before
    assert [each["state"] for each in on_both("cases", "feeds")["feeds"]] == ["undone", "taken"]
    assert on_both.refuses(1, "cases", "undo")
    assert counts(on_both("cases", "import", feed(tmp_path / "c.csv", ALVA, NILS, BO)))[1] == 1


def test_feeds_are_listed_with_what_came_of_them(program, tmp_path):
    assert program("cases", "feeds") == {"feeds": []}
    program("cases", "import", feed(tmp_path / "a.csv", ALVA, "C-1;SoL;Utredning;igår;;;;;;;nej"), "--at", "2026-11-20")
    (found,) = program("cases", "feeds", "--limit", "1")["feeds"]
    assert found.keys() == {
        *("id", "at", "state", "source", "mapping", "sha256", "read", "new", "changed", "unchanged", "closed"),
        *("rejected", "held"),
    }
    assert (found["read"], found["new"], len(found["rejected"]), len(found["sha256"])) == (2, 1, 1, 64)
    assert is_moment(found["at"])
    assert found["at"].startswith("2026-11-19T23:00"), "midnight in Sweden"
    assert "has not come yet" in program.refuses(2, "cases", "import", str(tmp_path / "a.csv"), "--at", "2099-01-01")


def test_a_case_with_another_code_is_offered_and_joined_on_demand(on_both, tmp_path):
    person = "C-2417;SoL;Utredning;2026-11-10;Karin Lind;2026-11-02;Alva Ek;19900101-2385;;;nej"
    on_both("cases", "import", feed(tmp_path / "a.csv", person, NILS, *MORE))
    on_both("cases", "import", feed(tmp_path / "b.csv", person.replace("C-2417", "N-1"), NILS, *MORE))

    (offer,) = on_both("cases", "renames")["renames"]

    assert (offer["old"], offer["new"]) == ("C-2417", "N-1")
    assert set(offer["reasons"]) >= {"personal_id", "received"}
    assert "same personal identity number" in on_both.run("cases", "renames").out
    assert cases(on_both)["C-2417"]["closed"] is not None, "it is only offered"
    assert on_both.refuses(1, "cases", "rename", "C-2418", "N-1")
    assert on_both("cases", "rename", "C-2417", "N-1")["same"] is True
    found = cases(on_both)
    assert "C-2417" not in found
    assert found["N-1"]["closed"] is None
    assert ("code", "C-2417", "N-1") in {(line["field"], line["old"], line["new"]) for line in found["N-1"]["history"]}
    assert on_both("cases", "renames") == {"renames": []}
    assert "new code" in on_both.refuses(1, "cases", "undo", "--feed", "2")
    assert counts(on_both("cases", "import", feed(tmp_path / "c.csv", person.replace("C-2417", "N-1"), NILS, *MORE)))[
        1:3
    ] == (0, 0)


def test_two_cases_that_are_two_are_not_offered_again(program, tmp_path):
    person = "C-2417;SoL;Utredning;2026-11-10;Karin Lind;2026-11-02;Alva Ek;19900101-2385;;;nej"
    program("cases", "import", feed(tmp_path / "a.csv", person, NILS, *MORE))
    program("cases", "import", feed(tmp_path / "b.csv", person.replace("C-2417", "N-1"), NILS, *MORE))
    assert program("cases", "rename", "C-2417", "N-1", "--dismiss")["same"] is False
    assert program("cases", "renames") == {"renames": []}
    assert set(cases(program)) >= {"C-2417", "N-1"}


def test_a_watched_folder_from_setting_to_taking(on_both, tmp_path, no_waiting):
    watched = tmp_path / "export"
    watched.mkdir()
    first = feed(watched / "a.csv", ALVA, NILS, *MORE)
    assert on_both.refuses(1, "cases", "source", "folder", "natt", str(watched), "--mapping", "system")
    on_both("cases", "map", "system", "--file", first)
    on_both("cases", "source", "folder", "natt", str(watched), "--mapping", "system", "--pattern", "*.csv", "--keep")

    taken = on_both("cases", "source", "run")

    (one,) = taken["feeds"]
    assert one.keys() == {"source", "name", "outcome", "report", "sentence"}
    assert (one["source"], one["outcome"], counts(one["report"])[:2], taken["errors"]) == ("natt", "taken", (8, 8), {})
    (state,) = on_both("cases", "source", "list")["sources"]
    assert state.keys() == SOURCE
    assert (state["error"], state["held"], state["afterwards"]) == (None, None, "keep")
    assert list(watched.iterdir()) == []
    (kept,) = Path(on_both.common[1], "feeds").iterdir()
    out = tmp_path / "open.csv"
    assert on_both("cases", "source", "open", str(kept), "--out", str(out)) == {"name": "a.csv", "out": str(out)}
    assert "Alva" in out.read_text("cp1252")
    feed(watched / "b.csv", *MORE[:2])
    assert on_both("cases", "source", "run", "natt")["feeds"][0]["outcome"] == "held"
    assert on_both("cases", "source", "list")["sources"][0]["held"]
    assert on_both("cases", "source", "run", "natt", "--confirm")["feeds"][0]["report"]["closed"] == 6
    assert on_both.run("cases", "source", "run").out == "Nothing new.\n"
    files = on_both("cases", "source", "files", "natt")["files"]
    assert [(each["name"], each["outcome"]) for each in files] == [("b.csv", "taken"), ("a.csv", "taken")]
    assert files[0].keys() == {"name", "sha256", "at", "outcome", "sentence"}
    on_both("cases", "source", "remove", "natt")
    assert on_both("cases", "source", "list") == {"sources": []}
    assert on_both.refuses(1, "cases", "source", "run", "natt")


def test_what_was_refused_comes_once_more(program, tmp_path, no_waiting):
    program("cases", "map", "system", "--file", feed(tmp_path / "a.csv", ALVA))
    watched = tmp_path / "export"
    watched.mkdir()
    renamed = Path(feed(watched / "b.csv", ALVA))
    renamed.write_bytes(renamed.read_bytes().replace(b"Steg", "Läge".encode("cp1252")))
    octets = renamed.read_bytes()
    program("cases", "source", "folder", "natt", str(watched), "--mapping", "system")
    (refused,) = program("cases", "source", "run")["feeds"]
    assert refused["outcome"] == "refused"
    assert not renamed.exists()
    (tmp_path / "b.csv").write_bytes(octets)
    program("cases", "map", "system", "--file", str(tmp_path / "b.csv"), "--set", "stage=Läge")

    again = program("cases", "source", "again", "natt")

    assert (again["feeds"][0]["outcome"], counts(again["feeds"][0]["report"])[:2], again["errors"]) == (
        "taken", (1, 1), {},
    )  # fmt: skip
    assert program("cases", "source", "list")["sources"][0]["refused"] is None
    assert program("cases", "source", "again", "natt") == {"feeds": [], "errors": {}}
    assert program.refuses(1, "cases", "source", "again", "another")


def test_a_sheet_of_several_is_mapped(program, tmp_path):
    path = tmp_path / "list.xlsx"
    rows = {name: rows_xml([("Ärendekod", "Steg"), (name, "Beslut")]) for name in ("Barn", "Vuxna")}
    path.write_bytes(workbook(rows))

    mapped = program("cases", "map", "system", "--file", str(path), "--sheet", "Vuxna")

    assert mapped["sheet"] == "Vuxna"
    program("cases", "import", str(path), "--mapping", "system")
    assert set(cases(program)) == {"Vuxna"}
    assert program("cases", "map", "system", "--file", str(path), "--delta")["sheet"] == "Vuxna", "it stays"
    assert "no sheet “Äldre”" in program.refuses(1, "cases", "map", "x", "--file", str(path), "--sheet", "Äldre")
    text = feed(tmp_path / "a.csv", ALVA)
    assert "no workbook" in program.refuses(1, "cases", "map", "x", "--file", text, "--sheet", "Vuxna")


def test_a_view_of_a_database_from_setting_to_taking(program, tmp_path):
    path = tmp_path / "system.db"
    connection = sqlite3.connect(path)
    names = HEADER.split(";")
    connection.execute(f"CREATE TABLE arenden ({', '.join(f'[{name}] TEXT' for name in names)})")
    connection.executemany(f"INSERT INTO arenden VALUES ({', '.join('?' * len(names))})", [ALVA.split(";")])
    connection.commit()
    connection.close()
    place = f"sqlite://{path}"

    program("cases", "source", "database", "system", place, "--view", "arenden", "--every", "30")

    assert counts(program("cases", "source", "run")["feeds"][0]["report"])[:2] == (1, 1)
    assert cases(program)["C-2417"]["handler"] == "Karin Lind"
    (state,) = program("cases", "source", "list")["sources"]
    assert (state["kind"], state["query"], state["minutes"], state["mapping"]) == ("database", "arenden", 30, "system")
    path.unlink()
    assert "system" in failed(program)
    assert "not SQL Server" in program.refuses(1, "cases", "source", "database", "x", "mssql://h/d", "--view", "v")
    assert program.refuses(2, "cases", "source", "database", "x", "here.db", "--view", "v")


def test_a_password_comes_by_standard_input_and_is_shown_nowhere(program, tmp_path):
    program("cases", "map", "system", "--file", feed(tmp_path / "a.csv", ALVA))
    words = (
        "cases",
        "source",
        "database",
        "vy",
        "postgresql://reader@127.0.0.1:1/x",
        "--view",
        "v",
        "--mapping",
        "system",
    )
    program(*words, "--password-stdin", stdin=b"hemligt ord\n")
    assert "hemligt" not in program.run("cases", "source", "list", "--json").out
    assert "hemligt" not in failed(program)


@pytest.mark.parametrize(
    "place",
    [
        "postgresql://reader:hemligt@127.0.0.1:1/x",
        "postgresql://reader@127.0.0.1:1/x?password=hemligt",
        "postgresql://reader@127.0.0.1:1/x?sslpassword=hemligt",
    ],
)
def test_a_password_that_others_could_see_is_refused(program, place):
    said = program.refuses(2, "cases", "source", "database", "vy", place, "--view", "v", "--mapping", "system")
    assert "--password-stdin" in said
    assert "hemligt" not in said


def failed(program):
    """What a look at all sources says when one of them failed."""
    answer = program.run("cases", "source", "run")
    assert answer.code == 1
    return answer.err


def test_other_documents_in_a_watched_folder_are_left_alone(program, tmp_path, no_waiting):
    program("cases", "map", "system", "--file", feed(tmp_path / "a.csv", ALVA))
    watched = tmp_path / "shared"
    watched.mkdir()
    (watched / "letter.docx").write_text("no export", "utf-8")
    program("cases", "source", "folder", "natt", str(watched), "--mapping", "system")

    assert program("cases", "source", "run")["feeds"] == []
    assert (watched / "letter.docx").read_text("utf-8") == "no export"

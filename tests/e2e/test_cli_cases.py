"""`cases`, `board`, `people` and `contacts` from files to documents, to the letter of contracts.md."""

import json
from datetime import date

import pytest

from mottagning.db import open_database
from mottagning.settings import load
from tests.e2e.commandline import CASE, is_moment, write

HEADER = "Ärendekod;Kategori;Steg;I steget sedan;Handläggare;Inkom;Namn;Personnummer;Telefon;E-post;Skyddad"
ALVA = "C-2417;SoL;Utredning;2026-11-10;Karin Lind;2026-11-02;Alva Ek;;070-174 06 05;alva@example.se;nej"
NILS = "C-2418;LSS;Beslut;2026-11-01;KL;2026-10-02;Nils Öberg;;0701740606, 08-465 004 00;nils@example.se;nej"
BO = "C-2419;Färdtjänst;Uppföljning;;Omar Haddad;3 november 2026;Bo Hemlig;;070-174 06 07;bo@example.se;ja"
REPORT = {"read", "new", "changed", "unchanged", "closed", "rejected", "held"}


def feed(path, *rows, header=HEADER, encoding="cp1252"):
    return write(path, ("\r\n".join([header, *rows]) + "\r\n").encode(encoding))


@pytest.fixture
def export(tmp_path):
    """Three cases as a case system gives them."""
    return feed(tmp_path / "export.csv", ALVA, NILS, BO)


def counts(report):
    assert report.keys() == REPORT
    for row in report["rejected"]:
        assert row.keys() == {"row", "column", "reason"}
    return tuple(report[name] for name in ("read", "new", "changed", "unchanged", "closed", "held"))


def cases(program, *words):
    """The cases of `list` or `show`, held to the contract, by code."""
    found = program("cases", *(words or ("list",)))["cases"]
    for case in found:
        assert case.keys() == CASE
        for name in ("stage_since", "received", "opened", "decided", "executed", "closed", "next_date"):
            assert case[name] is None or date.fromisoformat(case[name])
        for deadline in case["deadlines"]:
            assert deadline.keys() == {"rule", "due", "status"}
            assert date.fromisoformat(deadline["due"])
        for line in case["history"]:
            assert line.keys() == {"at", "field", "old", "new"}
            assert is_moment(line["at"])
    return {case["code"]: case for case in found}


def test_an_export_becomes_cases_and_again_changes_nothing(on_both, export):
    assert counts(on_both("cases", "import", export)) == (3, 3, 0, 0, 0, None)
    before = cases(on_both)
    assert counts(on_both("cases", "import", export)) == (3, 0, 0, 3, 0, None)
    assert cases(on_both) == before
    alva = before["C-2417"]
    assert (alva["category"], alva["stage"], alva["handler"]) == ("sol", "investigation", "Karin Lind")
    assert (alva["received"], alva["stage_since"], alva["closed"]) == ("2026-11-02", "2026-11-10", None)
    assert (alva["protected"], before["C-2419"]["protected"]) == (False, True)
    assert before["C-2419"]["received"] == "2026-11-03"
    assert before["C-2418"]["category"] == "lss"
    assert cases(on_both, "show", "c 2417") == {"C-2417": alva}
    assert on_both.refuses(1, "cases", "show", "C-9") == (
        "There is no case “C-9”. Look at the code again, or take a newer export."
    )


def test_what_changes_has_a_history_and_what_is_gone_is_closed(on_both, export, tmp_path):
    on_both("cases", "import", export)
    moved = ALVA.replace("Utredning", "Beslut").replace("Karin Lind", "Omar Haddad")
    later = feed(tmp_path / "later.csv", moved, NILS, "C-2420;SoL;Mottaget;;;;;;;;nej")
    assert counts(on_both("cases", "import", later)) == (3, 1, 1, 1, 1, None)
    found = cases(on_both)
    history = {(line["field"], line["old"], line["new"]) for line in found["C-2417"]["history"]}
    assert ("stage", "investigation", "decision") in history
    assert ("handler", "Karin Lind", "Omar Haddad") in history
    assert found["C-2419"]["closed"] is not None
    assert found["C-2417"]["closed"] is None


def test_a_snapshot_that_closes_too_many_is_held_until_somebody_confirms(on_both, tmp_path):
    rows = [f"C-{number};SoL;Utredning;;;;;;;;nej" for number in range(9)]
    on_both("cases", "import", feed(tmp_path / "a.csv", *rows))
    smaller = feed(tmp_path / "b.csv", *rows[:5])
    held = on_both("cases", "import", smaller)
    assert counts(held)[:5] == (5, 0, 0, 0, 0)
    assert "Nothing was changed" in held["held"]
    assert not any(case["closed"] for case in cases(on_both).values())
    assert counts(on_both("cases", "import", smaller, "--confirm")) == (5, 0, 0, 5, 4, None)
    assert counts(on_both("cases", "import", feed(tmp_path / "c.csv", *rows[:4])))[4:] == (1, None)


def test_rows_that_cannot_be_read_are_rejected_by_their_line(program, tmp_path):
    path = feed(
        tmp_path / "a.csv", ALVA, "C-1;SoL;Utredning;igår;;;;;;;nej", ";SoL;Utredning;;;;;;;;nej", "C-2;SoL", NILS
    )
    report = program("cases", "import", path)
    assert (report["read"], report["new"]) == (5, 2)
    assert [(row["row"], row["column"]) for row in report["rejected"]] == [
        (3, "I steget sedan"),
        (4, "Ärendekod"),
        (5, None),
    ]
    assert all(row["reason"].endswith(".") for row in report["rejected"])
    lines = program.run("cases", "import", path).out.splitlines()
    assert [line for line in lines if line.startswith("Row ")] == [
        f"Row {row['row']}: {row['reason']}" for row in report["rejected"]
    ]


def test_a_mapping_is_guessed_changed_and_used(program, tmp_path):
    path = feed(tmp_path / "a.csv", "7;x;På gång;SoL;Anna", header="Nr;Övrigt;Var är det;Lag;Vem")
    assert program.refuses(1, "cases", "import", path)
    assert program.refuses(1, "cases", "map", "system", "--file", path)
    words = ("--set", "code=Nr", "--set", "stage=Var är det", "--set", "category=Lag", "--set", "handler=Vem")
    made = program("cases", "map", "system", "--file", path, *words)
    assert made["columns"] == {"code": "Nr", "stage": "Var är det", "category": "Lag", "handler": "Vem"}
    assert counts(program("cases", "import", path, "--mapping", "system")) == (1, 1, 0, 0, 0, None)
    assert cases(program)["7"]["stage"] == "På gång"
    changed = program("cases", "map", "system", "--file", path, "--set", "handler=", "--delta")
    assert "handler" not in changed["columns"]
    assert changed["kind"] == "delta"
    assert program("cases", "map", "system", "--file", path, "--snapshot")["kind"] == "snapshot"
    assert program.refuses(1, "cases", "map", "system", "--file", path, "--set", "shoe=Vem")
    assert program.refuses(1, "cases", "map", "system", "--file", path, "--set", "handler=Finns inte")
    assert program.refuses(1, "cases", "import", path, "--mapping", "another")


def test_people_are_refused_until_it_is_known_who_is_protected(on_both, tmp_path, data):
    header = "Ärendekod;Steg;Namn;Telefon;God man"
    path = feed(tmp_path / "a.csv", "C-1;Utredning;Alva Ek;070-174 06 05;Sven God", header=header)
    sentence = on_both.refuses(1, "cases", "import", path)
    assert "protected" in sentence
    assert on_both.refuses(1, "cases", "map", "system", "--file", path)
    assert cases(on_both) == {}
    on_both("cases", "map", "system", "--file", path, "--protected-by-omission")
    assert counts(on_both("cases", "import", path))[:2] == (1, 1)
    found = on_both(
        "contacts", "match", write(tmp_path / "m.json", '{"contacts": [{"channel": "phone", "from": "0701740605"}]}')
    )
    assert [case["code"] for case in found["contacts"][0]["cases"]] == ["C-1"]


def test_nothing_is_kept_of_a_protected_person(program, export, data):
    program("cases", "import", export)
    database = open_database(load(str(data)))
    with database.reading():
        tables = [row[0] for row in database.sql("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
        kept = repr([row for table in tables for row in database.sql(f"SELECT * FROM {table}").fetchall()])
    database.close()
    assert "Alva" in kept
    for secret in ("Hemlig", "hemlig", "701740607", "bo@example.se"):
        assert secret not in kept


def test_a_delta_closes_nothing(program, tmp_path):
    whole = feed(tmp_path / "a.csv", ALVA, NILS)
    program("cases", "map", "system", "--file", whole, "--delta")
    program("cases", "import", whole, "--mapping", "system")
    part = feed(tmp_path / "b.csv", ALVA.replace("Utredning", "Beslut"))
    assert counts(program("cases", "import", part, "--mapping", "system")) == (1, 0, 1, 0, 0, None)
    assert {case["closed"] for case in cases(program).values()} == {None}


@pytest.mark.parametrize("year", [2009, 2012, 2015])
def test_the_exports_of_the_school_agency(program, shared_data, year):
    path = str(shared_data / "csv" / f"Grundskolan_-_Antal_elever_per_arskurs_{year}_Skolenhet.csv")
    assert program.refuses(1, "cases", "import", path)
    words = ("--set", "code=Skol-enhetskod", "--set", "stage=Typ av huvudman")
    assert "Skola" in program("cases", "map", "few", "--file", path, *words)["not_used"]
    made = program("cases", "map", "more", "--file", path, *words, "--set", "handler=Skola", "--set", "type=Skolkommun")
    assert made["columns"]["handler"] == "Skola"
    report = program("cases", "import", path, "--mapping", "more")
    assert report["read"] > 1000
    assert report["new"] + len(report["rejected"]) == report["read"]
    assert report["new"] > report["read"] * 0.9
    assert counts(program("cases", "import", path, "--mapping", "more"))[1:3] == (0, 0)


BOARD_NAMES = ("Alva", "Nils", "Öberg", "Hemlig", "Karin", "Lind", "Omar", "Haddad", "070", "@")


def test_the_board_has_no_names(on_both, export, tmp_path):
    staff = "Namn;Kortnamn;Handläggare i ärendesystemet\nKarin Lind;kl;KL\n"
    on_both("people", "import", write(tmp_path / "staff.csv", staff))
    on_both("cases", "import", export)
    board = on_both("board", "show")
    assert is_moment(board["as_of"])
    assert [stage.keys() for stage in board["stages"]] == [{"name", "count", "median_days"}] * 5
    assert [stage["name"] for stage in board["stages"]][:2] == ["received", "investigation"]
    assert sum(stage["count"] for stage in board["stages"]) == len(board["slips"]) == 3
    for slip in board["slips"]:
        assert slip.keys() == {"code", "category", "stage", "handler", "days", "priority", "due"}
    slips = {slip["code"]: slip for slip in board["slips"]}
    assert (slips["C-2417"]["category"], slips["C-2417"]["stage"]) == ("sol", "investigation")
    assert slips["C-2419"]["category"] == "follow_up"
    assert [slips[code]["handler"] for code in ("C-2417", "C-2418", "C-2419")] == ["KL", "KL", "OH"]
    for text in (json.dumps(board, ensure_ascii=False), on_both.run("board", "show").out):
        assert not [name for name in BOARD_NAMES if name in text]


def test_staff_is_taken_and_given_back(on_both, tmp_path):
    path = tmp_path / "staff.csv"
    write(
        path,
        "Namn;Kortnamn;E-post;Roll;Började\nKarin Lind;kl;karin@example.se;Gruppledare;2025-01-01\nOmar Haddad;;;;\n",
    )
    report = on_both("people", "import", str(path))
    nobody = {"changed": 0, "unchanged": 0, "left": 0, "passed_over": 0, "missing": [], "rejected": []}
    assert report == {"read": 2, "new": 2, **nobody}
    assert on_both("people", "import", str(path))["unchanged"] == 2
    people = {person["key"]: person for person in on_both("people", "list")["people"]}
    assert people["kl"]["name"] == "Karin Lind"
    assert people["kl"]["joined"] == "2025-01-01"
    assert people["oh"]["email"] is None
    write(path, "Namn;Kortnamn;Började\nNy Person;kl2;i morse\n")
    assert [row["row"] for row in on_both("people", "import", str(path))["rejected"]] == [2]
    assert "Row 2: " in on_both.run("people", "import", str(path)).out


def test_contacts_are_found_shown_and_refused(on_both):
    first = on_both.call("missed", "0701740605", "--id", "a", "--at", "2026-11-23T09:00")
    second = on_both.call("missed", "0701740606", "--id", "b", "--at", "2026-11-23T09:05")
    assert [contact["id"] for contact in on_both("contacts", "search", "070-174 06 05")["contacts"]] == [first]
    assert [contact["id"] for contact in on_both("contacts", "search", "07017406")["contacts"]] == [second, first]
    assert on_both("contacts", "search", "")["contacts"] == []
    shown = on_both("contacts", "show", str(first))
    assert shown == {"contacts": [on_both.contacts()[0]]}
    assert on_both.refuses(1, "contacts", "show", "4711") == "There is no contact 4711."


def test_matching_ranks_and_stores_nothing(on_both, export, tmp_path):
    on_both("cases", "import", export)
    asked = [
        {"channel": "mail", "from": "stranger@example.se", "subject": "Ang. C-2417", "text": "", "in_reply_to": None},
        {"channel": "mail", "from": "nils@example.se", "subject": "Hej", "text": "Undrar hur det går."},
        {"channel": "phone", "from": "070-174 06 05", "subject": None, "text": None, "in_reply_to": None},
        {"channel": "visit", "from": None, "subject": None, "text": "Någon annan", "in_reply_to": None},
        {"channel": "phone", "from": "anonymous", "text": "c2418"},
        {"channel": "letter", "from": "Bo Hemlig"},
    ]
    document = on_both("contacts", "match", write(tmp_path / "m.json", json.dumps({"contacts": asked})))
    assert document.keys() == {"contacts"}
    found = [entry["cases"] for entry in document["contacts"]]
    for entry in found:
        for case in entry:
            assert case.keys() >= {"code", "certainty", "reasons"}
            assert case["certainty"] in ("certain", "likely", "possible")
            assert case["reasons"]
    assert [entry[0]["code"] if entry else None for entry in found] == [
        *("C-2417", "C-2418", "C-2417", None, "C-2418", None),
    ]
    assert found[0][0]["certainty"] == "certain"
    assert on_both.contacts() == []


@pytest.mark.parametrize(
    "document",
    [
        "[]",
        '{"contacts": {}}',
        '{"contacts": [1]}',
        '{"contacts": [{"channel": "pigeon"}]}',
        '{"contacts": [{"channel": []}]}',
        "{}",
    ],
)
def test_a_file_to_match_that_is_none(program, tmp_path, document):
    assert program.refuses(1, "contacts", "match", write(tmp_path / "m.json", document))

"""Other people's files and spoilt ones through `cases import`: counts or one sentence, never a traceback."""

import random
from datetime import date

import pytest

from mottagning.cases.feedfile import open_feed
from mottagning.errors import Trouble
from tests.dirtyfeeds import dirty_feeds
from tests.e2e.commandline import write
from tests.workbooks import cell, rows_xml, workbook

HEADER = ["Ärendekod", "Kategori", "Steg", "Inkom", "Handläggare", "Namn", "Personnummer", "Telefon", "Skyddad"]
CELLS = [
    *("", "Utredning", "Beslut", "SoL", "2026-11-02", "2 nov 2026", "31/2 2026", "0", "45000", "-1", "1e400", "nan"),
    *("Åsa Öberg", "ja", "nej", "kanske", "070-174 06 05", "19121212-1212", '"', '""', "'", ";", ",", "\t", "|"),
    *("\n", "\r", "\x00", "\x1a", "\ufeff", "\u200b", "\u2028", "\x85", "💚", "ﷺ", "é", "=1+1", "#REF!", "x" * 40_000),
]


def held_to_the_contract(program, path, *words):
    """Import a file; what comes of it is a report whose numbers add up, or one sentence."""
    answer = program.run("cases", "import", str(path), "--json", *words)
    if answer.code == 0:
        report = answer.document
        assert report.keys() == {"read", "new", "changed", "unchanged", "closed", "rejected", "held"}
        found = report["new"] + report["changed"] + report["unchanged"] + len(report["rejected"])
        assert report["held"] or report["read"] == found
        for row in report["rejected"]:
            assert row.keys() == {"row", "column", "reason"}
            assert row["row"] >= 1
    else:
        assert (answer.code, answer.out) == (1, "")
    return answer.code


def headers_of(path):
    try:
        return [header for header in open_feed(path).header if header and "=" not in header]
    except Trouble:
        return []


def test_every_real_file(program, shared_data):
    paths = sorted(path for path in (shared_data / "csv").rglob("*") if path.is_file())
    assert len(paths) > 100
    for path in paths:
        held_to_the_contract(program, path)


@pytest.mark.parametrize("on_both", ["postgresql"], indirect=True)  # which refuses more than SQLite does
def test_every_real_file_with_its_first_columns_as_code_and_stage(on_both, shared_data):
    read = 0
    for path in sorted((shared_data / "csv").rglob("*.*"))[::3]:
        header = headers_of(path) if path.stat().st_size < 30_000 else []
        if len(header) < 2:
            continue
        columns = ("--set", f"code={header[0]}", "--set", f"stage={header[1]}")
        made = on_both.run(
            "cases", "map", path.name, "--file", str(path), *columns, "--protected-by-omission", "--delta"
        )
        read += made.code == 0 and held_to_the_contract(on_both, path, "--mapping", path.name) == 0
    assert read > 20


def spoilt(seed):
    """A text that once was an export."""
    rng = random.Random(seed)
    header = HEADER[:]
    if rng.random() < 0.3:
        header[rng.randrange(len(header))] = rng.choice(["", "Steg", "Övrigt", '"'])
    rows = [[rng.choice(CELLS) for _ in header] for _ in range(rng.randrange(30))]
    for number, row in enumerate(rows):
        if rng.random() < 0.8:
            row[0], row[2] = f"C-{number % 20}", "Utredning"
        if rng.random() < 0.2:
            del row[rng.randrange(len(row)) :]
    delimiter = rng.choice(";,\t|")
    quoted = rng.random() < 0.5
    lines = [
        delimiter.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' if quoted else cell for cell in row) for row in rows
    ]
    before = ["Utdrag ur systemet", "", "2026-11-23"] if rng.random() < 0.3 else []
    text = rng.choice(["\r\n", "\n", "\r"]).join([*before, delimiter.join(header), *lines])
    octets = text.encode(rng.choice(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-be", "latin-1"]), "replace")
    if rng.random() < 0.4:
        octets = bytearray(octets)
        for _ in range(rng.randrange(1, 20)):
            octets[rng.randrange(len(octets))] = rng.randrange(256)
    return bytes(octets[: rng.randrange(len(octets) + 1)] if rng.random() < 0.3 else octets)


def test_spoilt_texts(on_both, tmp_path):
    codes = [held_to_the_contract(on_both, write(tmp_path / f"{n}.csv", spoilt(n))) for n in range(40)]
    assert 5 < codes.count(0) < 35


def test_spoilt_workbooks(program, tmp_path):
    rows = [HEADER, *([f"C-{n}", "SoL", "Utredning", "2026-11-02", "KL", "", "", "", "nej"] for n in range(40))]
    octets = workbook({"Ärenden": rows_xml(rows)})
    assert held_to_the_contract(program, write(tmp_path / "whole.xlsx", octets)) == 0
    for seed in range(40):
        rng = random.Random(seed)
        damaged = bytearray(octets)
        for _ in range(rng.choice([1, 5, 50])):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        if seed % 4 == 0:
            del damaged[rng.randrange(len(damaged)) :]
        held_to_the_contract(program, write(tmp_path / f"{seed}.xlsx", bytes(damaged)))


def test_exports_as_they_are_found_are_taken_whole(program, tmp_path):
    """Of each export all rows are taken but those that nobody can read for certain, and not one is made up."""
    feeds = [feed for feed in dirty_feeds(120, seed=7) if {"Ärendekod", "Steg"} <= set(feed.header)][:20]
    for number, feed in enumerate(feeds):
        path = write(tmp_path / f"{number}.csv", feed.octets)
        place = {name: feed.header.index(name) for name in ("Ärendekod", "Steg")}
        made = program.run("cases", "map", str(number), "--file", str(path), "--delta", "--protected-by-omission")
        assert made.code == 0, (made.err, feed.dirt)
        answer = program.run("cases", "import", str(path), "--mapping", str(number), "--json")
        assert answer.code == 0, (answer.err, feed.dirt)
        report = answer.document
        staged = [n for n, row in enumerate(feed.rows) if row[place["Steg"]] and n not in feed.lost]
        assert report["new"] + report["changed"] + report["unchanged"] == len(staged), (report, feed.dirt)
        codes = {case["code"] for case in program.run("cases", "list", "--json").document["cases"]}
        assert codes <= {f"SN-{n}" for n in range(1000, 1200)}


def test_the_habits_of_excel_are_handled_or_told(program, tmp_path):
    header = ["Ärendenr", "Status", "Handläggare", "Inkom", "Beslutsdatum"]
    rows = [
        ["Ärendelista", None, None, None, None],
        header,
        ["001", "Utredning", "Karin Lind", date(2026, 11, 2), "03/04/2026"],
        [2, "Utredning", "Karin Lind", 46328, None],
        ["1,23E+05", "Utredning", None, None, None],
        ["004", "Utredning", "#SAKNAS!", "3/11 2026", "11/21/2026"],
        ["005", "#REF!", None, None, None],
        [date(2026, 5, 1), "Utredning", None, None, None],
        header,
        ["007", "Beslut", "Omar Hauge", "i går", None],
        ["Totalt", 5, None, None, None],
    ]
    xml = rows_xml(rows) + "".join(f'<row r="{n}">{cell(f"A{n}", None)}</row>' for n in range(12, 5000))
    octets = workbook(
        {"Läs mig": rows_xml([["Rapport", "av KLI"]]), "Data": xml}, merged=["A1:E1"], dimension="A1:E1048576"
    )
    path = write(tmp_path / "list.xlsx", octets)
    assert program.run("cases", "map", "Systemet", "--file", str(path)).code == 0
    report = program.run("cases", "import", str(path), "--json", "--lang", "en").document
    assert (report["read"], report["new"], report["held"]) == (8, 2, None)
    assert [(row["row"], row["column"], row["reason"].split(":")[0]) for row in report["rejected"]] == [
        (4, "Ärendenr", "Excel has taken away the zeros before the case code"),
        (5, "Ärendenr", "Excel has rounded the case code"),
        (7, "Status", "A formula has gone wrong in Excel"),
        (8, "Ärendenr", "Excel has turned the case code into a date."),
        (10, "Inkom", "This is not a date."),
        (11, "Ärendenr", "This row sums up others, it is no case."),
    ]
    cases = {case["code"]: case for case in program.run("cases", "list", "--json").document["cases"]}
    assert {code: (case["received"], case["decided"], case["handler"]) for code, case in cases.items()} == {
        "001": ("2026-11-02", "2026-03-04", "Karin Lind"),  # the column has 11/21/2026 too: the month comes first
        "004": ("2026-11-03", "2026-11-21", None),
    }


def test_a_file_like_a_wall(program, tmp_path):
    for name, text in {
        "columns": ";".join(["Ärendekod", "Steg", *("x" for _ in range(20_000))]) + "\nC-1;Utredning\n",
        "line": "Ärendekod;Steg\nC-1;" + "Utredning" * 200_000,
        "rows": "Ärendekod;Steg\n" + "C-1;Utredning\n" * 20_000,
        "quote": 'Ärendekod;Steg\n"C-1;Utredning\n' + "C-2;Utredning\n" * 20_000,
        "delimiters": "Ärendekod;Steg\n" + ";" * 500_000,
        "codes": "Ärendekod;Steg\n" + "".join(f"{'C' * 3000}{n};Utredning\n" for n in range(50)),
    }.items():
        held_to_the_contract(program, write(tmp_path / f"{name}.csv", text))

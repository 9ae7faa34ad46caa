"""The commands beside the day's work: the demo, the measures, the service without a window."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from mottagning.cli.window import PAGES
from tests.conftest import missing
from tests.e2e.commandline import Answer, Program, held

ROOT = Path(__file__).parents[2]
MEASURE = {"name", "value", "unit", "n", "target", "excluded"}


def start(*words):
    command = [sys.executable, "-m", "mottagning", *map(str, words)]
    environment = os.environ | {"DISPLAY": "", "WAYLAND_DISPLAY": ""}
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def ended(process):
    out, err = process.communicate(timeout=100)
    return held(Answer(process.returncode, out, err))


def test_the_demo_draws_each_page_and_fills_every_list(tmp_path, capsys, monkeypatch):
    answer = ended(start("--data", tmp_path / "demo", "demo", "--headless"))
    assert answer.code == 0
    expected = [tmp_path / "demo" / "pages" / f"{page}-{theme}.png" for page in PAGES for theme in ("light", "dark")]
    assert answer.out.splitlines() == [str(path) for path in expected]
    assert all(path.stat().st_size > 10_000 for path in expected)
    tops = [QImage(str(path)).copy(0, 0, 1366, 50) for path in expected if path.stem.endswith("light")]
    assert all(top == tops[0] for top in tops), "the top line was not filled yet on some page"

    program = Program(capsys, monkeypatch, "--data", str(tmp_path / "demo"), "--lang", "en")
    assert len(program("cases", "list")["cases"]) == 600
    assert len(program("contacts", "list")["contacts"]) == 1_500
    assert program("rota", "show")["shifts"]
    assert program("board", "show")["slips"]
    assert program("check")["ok"]
    found = program("measures", "--from", "2020-01-01", "--to", "2099-12-31")["measures"]
    assert all(each.keys() == MEASURE for each in found)
    assert {each["name"]: each["n"] for each in found}["calls_answered"] > 100


def test_the_demo_is_not_poured_into_a_real_unit(program):
    program.call("missed")
    assert "unit already" in program.refuses(1, "demo", "--headless")


def test_measures_of_a_period(on_both):
    on_both.call("ringing", "0701740605", "--id", "a", "--at", "2026-11-23T09:00")
    on_both.call("answered", "0701740605", "--id", "a", "--at", "2026-11-23T09:00:30")
    on_both.call("ended", "0701740605", "--id", "a", "--at", "2026-11-23T09:05")
    on_both.call("missed", "0701740606", "--id", "b", "--at", "2026-11-23T10:00")
    document = on_both("measures", "--from", "2026-11-23", "--to", "2026-11-23")
    assert document.keys() == {"measures"}
    assert all(each.keys() == MEASURE for each in document["measures"])
    found = {each["name"]: each for each in document["measures"]}
    assert (found["calls_answered"]["n"], found["calls_answered"]["value"]) == (2, 50)
    assert found["wait_median"]["value"] == 30
    empty = on_both("measures", "--from", "2020-01-01", "--to", "2020-01-01")["measures"]
    assert [each["name"] for each in empty] == [each["name"] for each in document["measures"]]
    assert on_both.run("measures", "--from", "2026-11-23", "--to", "2026-11-23").code == 0
    on_both.refuses(2, "measures", "--from", "2026-11-24", "--to", "2026-11-23")
    on_both.refuses(2, "measures", "--from", "2026-11-24")


def test_a_report_of_a_whole_period_is_written_as_pdf_or_workbook(program, tmp_path):
    month = ("measures", "--from", "2026-11-01", "--to", "2026-11-30", "--out")
    answer = program.run(*month, str(tmp_path / "rapport.pdf"))
    assert (answer.code, answer.out.strip()) == (0, f"The report is written to {tmp_path / 'rapport.pdf'}.")
    assert (tmp_path / "rapport.pdf").read_bytes().startswith(b"%PDF")
    assert program(*month, str(tmp_path / "rapport.xlsx")).keys() == {"measures"}
    assert (tmp_path / "rapport.xlsx").read_bytes().startswith(b"PK")
    assert "whole week, month" in program.refuses(
        1, "measures", "--from", "2026-11-02", "--to", "2026-11-30", "--out", str(tmp_path / "a.pdf")
    )
    assert ".pdf or .xlsx" in program.refuses(1, *month, str(tmp_path / "a.docx"))
    assert not (tmp_path / "a.pdf").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_service_ends_when_it_is_asked_to(data, number):
    process = start("--data", data, "serve")
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        process.kill()
        missing("there is no /proc here")

    def is_listening():
        caught = next(line for line in status.read_text().splitlines() if line.startswith("SigCgt"))
        return int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1

    while process.poll() is None and not is_listening():
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.05)
    process.send_signal(number)
    assert ended(process).code == 0

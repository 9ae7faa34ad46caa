"""Logs as switchboards write them: whose call, when, and whether somebody answered."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mottagning.contacts.phone.calllog import CallLog, LoggedCall, joined, read_log
from mottagning.contacts.phone.calllogwords import says
from mottagning.errors import Trouble

NUMBER = "+46701740605"
NINE = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def read(folder: Path, text: str, encoding: str = "utf-8", ours: tuple[str, ...] = ()) -> CallLog:
    path = folder / "logg.csv"
    path.write_bytes(text.encode(encoding))
    return read_log(path, ours)


def told(log: CallLog) -> list[tuple[str | None, str, bool, int]]:
    """Number, direction, whether it was answered, and its length in seconds."""
    return [
        (each.number, each.direction, each.answered is not None, int((each.ended - each.start).total_seconds()))
        for each in log.calls
    ]


LOGS = {
    "a Swedish switchboard, Windows letters": (
        "cp1252",
        "Samtalslogg;;;;;;\nPeriod 2026-11-20;;;;;;\n\nDatum;Tid;Från;Till;Riktning;Status;Samtalstid\n"
        "2026-11-20;09:00:00;070-174 06 05;08-465 004 00;Inkommande;Besvarat;00:03:10\n"
        "2026-11-20;09:05:00;Hemligt nummer;08-465 004 00;Inkommande;Ej besvarat;\n"
        "2026-11-20;09:07:00;08-465 004 00;0701740605;Utgående;Besvarat;125\n",
        [(NUMBER, "in", True, 190), (None, "in", False, 0), (NUMBER, "out", True, 125)],
    ),
    "Asterisk with a header": (
        "utf-8",
        '"calldate","src","dst","duration","billsec","disposition","uniqueid"\n'
        '"2026-11-20 09:00:00","0701740605","600","75","60","ANSWERED","1.1"\n'
        '"2026-11-20 09:00:00","0701740605","601","12","0","NO ANSWER","1.1"\n'
        '"2026-11-20 09:30:00","+46701740605","600","20","0","NO ANSWER","1.2"\n',
        [(NUMBER, "in", True, 60), (NUMBER, "in", False, 20)],
    ),
    "English, tabs, UTF-16, a twelve-hour clock": (
        "utf-16",
        "Start Time\tCaller\tCalled Number\tDirection\tTalk Time\tCall ID\n"
        "11/20/2026 9:00:00 AM\t0701740605\t600\tInbound\t00:01:00\ta\n"
        "11/20/2026 1:15:00 PM\t0701740605\t600\tInbound\t00:00:00\tb\n",
        [(NUMBER, "in", True, 60), (NUMBER, "in", False, 0)],
    ),
    "a queue's log with one column for the number": (
        "utf-8-sig",
        "Datum och tid,Nummer,Typ,Väntetid,Längd\n"
        "2026-11-20 09:00,0701740605,Missat samtal,0:45,0:45\n"
        "2026-11-20 09:10,anonymous,Inkommande besvarat,10,70\n",
        [(NUMBER, "in", False, 45), (None, "in", True, 70)],
    ),
    "moments with a zone, and when it was answered": (
        "utf-8",
        "start|answer|end|from|to|direction\n"
        "2026-11-20T08:00:00Z|2026-11-20T08:00:10Z|2026-11-20T08:02:00Z|46701740605|600|in\n"
        "2026-11-20T09:10:00+01:00|||46701740605|600|in\n",
        [(NUMBER, "in", True, 120), (NUMBER, "in", False, 0)],
    ),
}


@pytest.mark.parametrize("name", LOGS)
def test_a_log_is_understood(name: str, tmp_path: Path) -> None:
    encoding, text, expected = LOGS[name]
    log = read(tmp_path, text, encoding)
    assert (told(log), log.refused) == (expected, ())
    assert log.calls[0].start == NINE


def test_only_calls_of_ours(tmp_path: Path) -> None:
    text = (
        "start;from;to;result\n2026-11-20 09:00;0701740605;08-465 004 00;missed\n"
        "2026-11-20 09:01;08-465 004 00;0701740606;answered\n2026-11-20 09:02;0701740607;08-465 004 99;missed\n"
    )
    found = read(tmp_path, text, ours=("+46846500400",))
    assert told(found) == [(NUMBER, "in", False, 0), ("+46701740606", "out", True, 0)]


def test_rows_that_cannot_be_read_are_told_by_their_line(tmp_path: Path) -> None:
    text = (
        "start;from;duration;result\n2026-11-20 09:00;0701740605;5;missed\n2026-11-20 25:00;0701740605;5;missed\n"
        "2026-13-20 09:00;0701740605;5;missed\n;0701740605;5;missed\n2026-11-20 09:00;0701740606;fem;missed\n"
        "2026-11-20 09:00;0701740607\n2026-11-20 09:00;0701740608;;kanske\n"
    )
    log = read(tmp_path, text)
    assert len(log.calls) == 1
    assert [(each.row, each.column) for each in log.refused] == [
        (3, "start"), (4, "start"), (5, "start"), (6, "duration"), (7, None), (8, "result"),
    ]  # fmt: skip
    assert all(each.reason.endswith(".") for each in log.refused)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a;b\n1;2\n",
        "start;to\n2026-11-20 09:00;1\n",
        "start;from\n2026-11-20 09:00;1\n",
        "datum;antal\n2026-11-20;7\n",
    ],
)
def test_what_is_no_call_log(text: str, tmp_path: Path) -> None:
    with pytest.raises(Trouble):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("Inkommande", {"in"}),
        ("Ej besvarat", {"no"}),
        ("ej svar", {"no"}),
        ("Inkommande, besvarat", {"in", "yes"}),
        ("NO ANSWER", {"no"}),
        ("Not answered", {"no"}),
        ("Missat samtal", {"no"}),
        ("Besvarat av Anna", {"yes"}),
        ("", set()),
        ("09:01:12", set()),
    ],
)
def test_what_a_cell_says(cell: str, said: set[str]) -> None:
    assert says(cell) == said


class TestOneCallInManyRows:
    def row(self, line: int, seconds: int = 0, number: str | None = NUMBER, answered: bool = False) -> LoggedCall:
        start = NINE + timedelta(seconds=seconds)
        at = start if answered else None
        return LoggedCall(
            line=line, start=start, answered=at, ended=start, number=number, direction="in", desk=str(line)
        )

    def test_five_desks(self) -> None:
        (found,) = joined([self.row(each, each, answered=each == 3) for each in range(5)])
        assert found.answered is not None

    def test_somebody_who_rings_again_is_another_call(self) -> None:
        assert len(joined([self.row(1), self.row(2, 30), self.row(3, number="+46701740606")])) == 3

    def test_two_who_withhold_their_numbers_in_one_moment(self) -> None:
        assert len(joined([self.row(1, number=None, answered=True), self.row(2, number=None, answered=True)])) == 2
        assert len(joined([self.row(1, number=None), self.row(2, 3, number=None)])) == 2
        assert len(joined([self.row(1, number=None), self.row(2, number=None)])) == 1


@given(st.lists(st.lists(st.text(max_size=12), min_size=4, max_size=4), max_size=6))
def test_whatever_the_cells_hold_there_is_a_report(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    cells = [[cell.replace(";", "").replace('"', "") for cell in row] for row in rows]
    text = "\n".join(["start;from;duration;result", *map(";".join, cells)])
    try:
        log = read(tmp_path_factory.mktemp("log"), text)
    except (Trouble, UnicodeEncodeError):
        return
    assert len(log.calls) + len(log.refused) <= log.rows


@pytest.mark.parametrize("day", ["0001-01-01", "1601-01-01", "9999-12-31"])
def test_a_moment_that_no_calendar_has_is_of_its_row_alone(day: str, tmp_path: Path) -> None:
    log = read(
        tmp_path, f"start;from;result;end\n{day} 23:59;0701740605;missed;23:59\n2026-11-20 09:00;0701740605;missed;\n"
    )
    assert [each.start for each in log.calls] == [NINE]
    assert [each.row for each in log.refused] == [2]

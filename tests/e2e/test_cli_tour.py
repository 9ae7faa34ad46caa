"""Every command of `cases`, `people` and `board`: each key of its document, types, ISO forms, enumerations, paging, and
errors of one sentence in both languages. A command that is not on the tour fails it."""

import argparse
import os
import re
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from mottagning.cli import parser
from mottagning.cli import sources as cli_sources
from tests.e2e.commandline import Program, write
from tests.e2e.test_cli_cases import BO, HEADER, NILS

# What documents look like: a dict has exactly these keys, a list any number, a tuple is a choice, a set an enumeration.


def moment(value: Any) -> bool:
    return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None


def day(value: Any) -> bool:
    return isinstance(value, str) and date.fromisoformat(value).isoformat() == value


def sha256(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None


def count(value: Any) -> bool:
    return type(value) is int and value >= 0


def sentence(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[A-ZÅÄÖ0-9“”][^\n]*[.…]", value) is not None


def named(shape: Any) -> Callable[[Any], bool]:
    """An object whose keys are names of the unit's own."""
    return lambda value: isinstance(value, dict) and all(fits(each, shape, name) for name, each in value.items())


def fits(value: Any, shape: Any, place: str = "document") -> bool:
    """Whether a value has this shape; an AssertionError says where it has not."""
    if isinstance(shape, dict):
        assert isinstance(value, dict), (place, value)
        assert value.keys() == shape.keys(), (place, value.keys() ^ shape.keys())
        return all(fits(value[name], each, f"{place}.{name}") for name, each in shape.items())
    if isinstance(shape, list):
        assert isinstance(value, list), (place, value)
        return all(fits(each, shape[0], f"{place}[{number}]") for number, each in enumerate(value))
    if isinstance(shape, tuple):
        assert any(_is(value, each, place) for each in shape), (place, value)
    else:
        assert _is(value, shape, place), (place, value)
    return True


def _is(value: Any, shape: Any, place: str) -> bool:
    if shape is None:
        return value is None
    if isinstance(shape, set):
        return value in shape
    if isinstance(shape, type):
        return type(value) is shape
    if isinstance(shape, dict | list):
        return isinstance(value, type(shape)) and fits(value, shape, place)
    try:
        return bool(shape(value))
    except ValueError:
        return False


STAGES = {"received", "investigation", "decision", "execution", "follow_up", "closed"}
CATEGORIES = {"sol", "lss", "transport", "follow_up", "child"}
STATUS = {"on_time", "soon", "late", "paused", "done"}
REJECTED = [{"row": count, "column": (str, None), "reason": sentence}]
COUNTS = dict.fromkeys(("read", "new", "changed", "unchanged", "closed"), count)
REPORT = COUNTS | {"rejected": REJECTED, "held": (sentence, None)}
CASE = {
    "code": str,
    "category": (CATEGORIES, None),
    "type": (str, None),
    "stage": STAGES,
    "handler": (str, None),
    **dict.fromkeys(("stage_since", "received", "opened", "decided", "executed", "closed", "next_date"), (day, None)),
    "priority": (str, None),
    "weight": (float, None),
    "next_step": (str, None),
    "protected": bool,
    "deadlines": [{"rule": str, "due": day, "status": STATUS}],
    "history": [{"at": moment, "field": str, "old": (str, None), "new": (str, None)}],
}
SOURCE = {
    "name": str,
    "kind": {"folder", "database"},
    "place": str,
    "query": (str, None),
    "pattern": (str, None),
    "mapping": str,
    "afterwards": ({"remove", "keep"}, None),
    "minutes": (count, None),
    "looked_at": (moment, None),
    "taken_at": (moment, None),
    "error": (sentence, None),
    "held": (sentence, None),
    "refused": (sentence, None),
}
RENAME = {"id": count, "old": str, "new": str, "reasons": [str]}
LEFT_OUT = dict.fromkeys(("protected", "sealed", "removed", "concern", "anonymous", "attachments"), count)
LOOKED = {
    "feeds": [
        {
            "source": str,
            "name": str,
            "outcome": {"taken", "held", "refused", "passed"},
            "report": (REPORT, None),
            "sentence": (sentence, None),
        }
    ],
    "errors": named(sentence),
}
DOCUMENTS = {
    "cases map": {
        "name": str,
        "kind": {"snapshot", "delta"},
        "columns": named(str),
        "protected_by_omission": bool,
        "sheet": str,
        "not_used": [str],
        "lacking": [sentence],
    },
    "cases import": REPORT,
    "cases difference": {
        **dict.fromkeys(("read", "new", "changed", "closed", "protected"), count),
        "rejected": REJECTED,
        "held": (sentence, None),
        "cases": [
            {
                "code": str,
                "what": {"new", "changed", "closed", "protected"},
                "people_change": bool,
                "changes": [{"field": str, "old": (str, None), "new": (str, None)}],
            }
        ],
    },
    "cases feeds": {
        "feeds": [
            {
                **COUNTS,
                "id": count,
                "at": moment,
                "state": {"taken", "held", "undone"},
                "source": (str, None),
                "mapping": (str, None),
                "sha256": sha256,
                "rejected": REJECTED,
                "held": (sentence, None),
            }
        ]
    },
    "cases undo": dict.fromkeys(("feed", "restored", "removed", "kept"), count),
    "cases renames": {"renames": [RENAME]},
    "cases rename": RENAME | {"same": bool},
    "cases list": {"cases": [CASE]},
    "cases show": {"cases": [CASE]},
    "cases print": {"file": str, "code": str, "contacts": count, "left_out": LEFT_OUT},
    "cases source folder": {"source": str},
    "cases source database": {"source": str},
    "cases source list": {"sources": [SOURCE]},
    "cases source run": LOOKED,
    "cases source again": LOOKED,
    "cases source files": {
        "files": [
            {
                "name": str,
                "sha256": sha256,
                "at": moment,
                "outcome": {"taken", "held", "refused", "passed"},
                "sentence": (sentence, None),
            }
        ]
    },
    "cases source open": {"name": str, "out": str},
    "cases source remove": {"source": str},
    "board show": {
        "as_of": (moment, None),
        "stages": [{"name": STAGES, "count": count, "median_days": (float, None)}],
        "slips": [
            {
                "code": str,
                "category": (CATEGORIES, None),
                "stage": STAGES,
                "handler": (str, None),
                "days": (count, None),
                "priority": (str, None),
                "due": (day, None),
            }
        ],
    },
    "people import": {
        **dict.fromkeys(("read", "new", "changed", "unchanged", "passed_over", "left"), count),
        "rejected": [{"row": (count, None), "column": (str, None), "reason": sentence}],
        "missing": [{"key": str, "name": str}],
    },
    "people list": {
        "people": [
            {
                "key": str,
                "name": str,
                "initials": str,
                "role": {"desk", "lead", "none"},
                "email": (str, None),
                "phone": (str, None),
                "joined": (day, None),
                "left": (day, None),
                "handler_names": [str],
                "logins": [str],
                "in_today": bool,
            }
        ]
    },
    "people today": {
        "open": bool,
        "people": [
            {
                "key": str,
                "name": str,
                "present": {"in", "am", "pm", "out"},
                "back_on": (day, None),
                "posts": [str],
                "leads": bool,
                "covered_by": (str, None),
            }
        ],
    },
    "people absence import": {
        **dict.fromkeys(("read", "added", "removed", "unchanged", "unread"), count),
        "rejected": REJECTED,
    },
    "people absence list": {
        "absences": [
            {
                "person": str,
                "from": day,
                "to": day,
                "half": ({"am", "pm"}, None),
                "source": ({"list", "calendar"}, None),
            }
        ]
    },
}
STAFF = "Namn;Kortnamn;Roll\nKarin Lind;kl;gruppledare\nOmar Haddad;oh;handläggare\n"
CALL = ("call", "--event", "missed", "--from", "070-174 06 05", "--id", "a", "--at", "2026-11-20T09:00")
PERSON = "C-2417;SoL;Utredning;2026-11-10;Karin Lind;2026-11-02;Alva Ek;19900101-2385;;;nej"
MORE = tuple(f"C-{number};SoL;Utredning;;;;;;;;nej" for number in range(6))


class Tour:
    """Goes from command to command, holds each answer to its document, and remembers where it was."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.seen: set[str] = set()

    def __call__(self, *words: str) -> Any:
        command = max((name for name in DOCUMENTS if _begins(words, name)), key=len)
        self.seen.add(command)
        document = self.program(*words)
        fits(document, DOCUMENTS[command] | ({"next": (str, None)} if "--limit" in words and "list" in words else {}))
        said = self.program.run(*words[: len(command.split())], "--help")
        assert said.code == 0
        return document


def _begins(words: tuple[str, ...], name: str) -> bool:
    return words[: len(name.split())] == tuple(name.split())


def export(path: Path, *rows: str) -> str:
    return write(path, "\r\n".join((HEADER, *rows, "")).encode())


def test_every_command_with_every_key(
    on_both: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    from mottagning.cases import folder

    monkeypatch.setattr(cli_sources.time, "sleep", lambda _seconds: None)
    monkeypatch.setattr(folder, "SETTLING_S", 0)
    tour = Tour(on_both)
    tour("people", "import", write(tmp_path / "staff.csv", STAFF))
    away = write(tmp_path / "away.csv", "Vem;Från;Till;Del\noh;2026-12-01;2026-12-02;fm\nxx;2026-12-01;;\n")
    assert tour("people", "absence", "import", away)["added"] == 1
    assert tour("people", "absence", "list", "--from", "2026-12-01", "--to", "2026-12-31")["absences"]
    assert len(tour("people", "list")["people"]) == len(tour("people", "today")["people"]) == 2

    bad = "C-9;SoL;Utredning;igår;;;;;;;nej"
    first = export(tmp_path / "a.csv", PERSON, NILS, BO, *MORE, bad)
    assert tour("cases", "map", "system", "--file", first)["not_used"] == []
    assert tour("cases", "import", first, "--mapping", "system")["rejected"]
    assert tour("cases", "difference", export(tmp_path / "b.csv", PERSON))["held"]
    moved = PERSON.replace("C-2417", "N-1").replace("Utredning", "Beslut")
    tour("cases", "import", export(tmp_path / "c.csv", moved, NILS, BO, *MORE))
    assert [each["old"] for each in tour("cases", "renames")["renames"]] == ["C-2417"]
    tour("cases", "rename", "C-2417", "N-1", "--dismiss")
    assert len(tour("cases", "feeds")["feeds"]) == 2
    assert tour("cases", "undo")["removed"] == 1
    tour("cases", "import", export(tmp_path / "d.csv", PERSON.replace("Utredning", "Beslut"), NILS, BO, *MORE))
    assert tour("cases", "show", "C-2417")["cases"][0]["history"]

    watched = tmp_path / "export"
    watched.mkdir()
    export(watched / "e.csv", PERSON, NILS, *MORE)
    tour("cases", "source", "folder", "natt", str(watched), "--mapping", "system", "--pattern", "*.csv", "--keep")
    assert tour("cases", "source", "list")["sources"]
    assert [each["outcome"] for each in tour("cases", "source", "run")["feeds"]] == ["taken"]
    assert tour("cases", "source", "files", "natt", "--limit", "1")["files"]
    (kept,) = Path(on_both.common[1], "feeds").iterdir()
    tour("cases", "source", "open", str(kept), "--out", str(tmp_path / "opened.csv"))
    write(watched / "f.csv", b"neither a list\nnor a table\n")
    assert [each["outcome"] for each in tour("cases", "source", "run")["feeds"]] == ["refused"]
    assert tour("cases", "source", "again", "natt")["feeds"]
    tour("cases", "source", "remove", "natt")
    tour("cases", "source", "database", "vy", view(tmp_path / "system.db"), "--view", "arenden", "--mapping", "system")
    assert {each["kind"] for each in tour("cases", "source", "list")["sources"]} == {"database"}

    on_both(*CALL)
    paper = tmp_path / "C-2417.pdf"
    tour("cases", "print", "C-2417", "--out", str(paper), "--by", "kl", "--reason", "Begäran från IVO")
    assert paper.read_bytes().startswith(b"%PDF")
    assert os.name == "nt" or stat.S_IMODE(paper.stat().st_mode) == 0o600
    assert tour("board", "show")["slips"]
    assert page_by_page(tour, 2) == [case["code"] for case in tour("cases", "list")["cases"]]
    assert commands("cases", "people", "board") == tour.seen


def view(path: Path) -> str:
    """The address of a database with a view of cases."""
    names = HEADER.split(";")
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"CREATE TABLE arenden ({', '.join(f'[{name}] TEXT' for name in names)})")
        database.execute(f"INSERT INTO arenden VALUES ({', '.join('?' * len(names))})", NILS.split(";"))
        database.commit()
    return f"sqlite://{path}"


def page_by_page(tour: Tour, limit: int) -> list[str]:
    """The codes of all cases, `limit` at a time; the last page says that there are no more."""
    codes: list[str] = []
    after: tuple[str, ...] = ()
    while True:
        page = tour("cases", "list", "--limit", str(limit), *after)
        assert 0 < len(page["cases"]) <= limit
        codes += [case["code"] for case in page["cases"]]
        if page["next"] is None:
            return codes
        assert page["next"] == codes[-1]
        after = ("--after", page["next"])


def commands(*groups: str) -> set[str]:
    """Every command of these groups that the parser knows."""
    found: set[str] = set()

    def go(parsed: argparse.ArgumentParser, name: str) -> None:
        inner = [each for each in parsed._actions if isinstance(each, argparse._SubParsersAction)]
        for action in inner:
            for word, command in action.choices.items():
                go(command, f"{name} {word}".strip())
        if not inner:
            found.add(name)

    whole = _whole_parser()
    go(whole, "")
    return {name for name in found if name.split()[0] in groups}


def _whole_parser() -> argparse.ArgumentParser:
    made: list[argparse.ArgumentParser] = []

    class Kept(parser._Parser):
        def parse_args(self, *_arguments: Any, **_options: Any) -> Any:
            made.append(self)
            raise parser.Asked("")

    original, parser._Parser = parser._Parser, Kept  # type: ignore[misc]
    try:
        with pytest.raises(parser.Asked):
            parser.parse([])
    finally:
        parser._Parser = original  # type: ignore[misc]
    return made[0]


SWEDISH = {*("är", "finns", "inte", "det", "ingen", "fel", "ett", "en", "ska", "går", "har", "inget", "till", "på")}
NOTHING = "/no/such/file.csv"


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(
    ("code", "words"),
    [
        (1, ("cases", "map", "x", "--file", NOTHING)),
        (1, ("cases", "import", NOTHING)),
        (1, ("cases", "import", NOTHING, "--mapping", "x")),
        (1, ("cases", "difference", NOTHING)),
        (1, ("cases", "undo")),
        (1, ("cases", "undo", "--feed", "7")),
        (1, ("cases", "rename", "C-1", "C-2")),
        (1, ("cases", "show", "C-1")),
        (1, ("cases", "list", "--limit", "1", "--after", "C-1")),
        (1, ("cases", "print", "C-1", "--out", "x.pdf", "--by", "kl", "--reason", "Begäran")),
        (1, ("cases", "source", "remove", "x")),
        (1, ("cases", "source", "run", "x")),
        (1, ("cases", "source", "folder", "x", "/no/such/folder", "--mapping", "x")),
        (1, ("people", "import", NOTHING)),
        (1, ("people", "absence", "import", NOTHING)),
        (2, ("cases", "map", "x")),
        (2, ("cases", "map", "x", "--file", NOTHING, "--set", "code")),
        (2, ("cases", "map", "x", "--file", NOTHING, "--snapshot", "--delta")),
        (2, ("cases", "import")),
        (2, ("cases", "list", "--limit", "0")),
        (2, ("cases", "list", "--limit", "many")),
        (2, ("cases", "show")),
        (2, ("cases", "print", "C-1", "--out", "x.pdf", "--by", "kl")),
        (2, ("cases", "source")),
        (2, ("cases", "nothing")),
        (2, ("people",)),
        (2, ("people", "absence", "list", "--from", "yesterday")),
        (2, ("board", "show", "--limit", "1")),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    program: Program, language: str, code: int, words: tuple[str, ...]
) -> None:
    plain = program.refuses(code, *words, "--lang", language)
    assert program.refuses(code, *words, "--lang", language, "--json") == plain
    assert SWEDISH.isdisjoint(re.findall(r"\w+", plain.lower())) is (language == "en"), plain

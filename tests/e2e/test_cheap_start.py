"""What a start of the program does not load: a phone event must be quick, and a window without a server light."""

import json
import os
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

from mottagning import __main__ as entry
from mottagning import cli, handover

ROOT = Path(__file__).parents[2]
LOADED = """
import json, sys
before = set(sys.modules)
{code}
print(json.dumps(sorted(set(sys.modules) - before)), file=sys.stderr)
"""
MAIN = "from mottagning import __main__ as program; assert program.main(sys.argv[1:]) == 0"
EVENT = ("call", "--event", "missed", "--from", "0701740605")


def loaded(code, *words, data, **environment):
    """The modules that a piece of code brought in, in a process of its own."""
    process = subprocess.run(
        [sys.executable, "-c", LOADED.format(code=code).strip(), "--data", str(data), *words],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert process.returncode == 0, process.stderr
    return {name.partition(".")[0] for name in json.loads(process.stderr.splitlines()[-1])}


@contextmanager
def window(data, answer=b"ok\n"):
    """Listens as the window of this data folder does, and notes what it is given."""
    given = []
    place = handover.address(str(data))
    handover.make_room(place)
    Path(place).unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(place)
        server.listen()

        def greet():
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                with client:
                    octets = b""
                    while (words := handover.unpack(octets)) is None:
                        octets += client.recv(4096)
                    given.append(words)
                    client.sendall(answer)

        thread = threading.Thread(target=greet, daemon=True)
        thread.start()
        yield given
        server.shutdown(socket.SHUT_RDWR)
    thread.join()
    Path(place).unlink(missing_ok=True)


def test_handing_an_event_over_loads_next_to_nothing(tmp_path):
    with window(tmp_path) as given:
        found = loaded(MAIN, *EVENT, data=tmp_path)
        url = loaded(MAIN, "mottagning:call?event=missed&from=%2B46701740605", data=tmp_path)
    assert [words[2:-2] for words in given] == [list(EVENT), ["mottagning:call?event=missed&from=%2B46701740605"]]
    heavy = {"peewee", "PySide6", "pathlib", "json", "argparse", "socket", "hashlib", "uuid", "urllib", "re", "typing"}
    assert not (found | url) & heavy
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": "", "MOTTAGNING_DATA": ""}
    with window(tmp_path / ".local" / "share" / "mottagning") as given:
        program = [sys.executable, "-X", "importtime", "-m", "mottagning", *EVENT]
        process = subprocess.run(program, cwd=ROOT, env=os.environ | home, capture_output=True, text=True, timeout=60)
    assert process.returncode == 0
    assert len(given) == 1
    names = {line.rpartition("|")[2].strip() for line in process.stderr.splitlines()}
    assert not names & (heavy - {"re", "typing"})


def test_an_event_without_a_window_needs_no_window(data):
    found = loaded(
        "from mottagning import __main__ as program; assert program.main(sys.argv[1:]) == 0", *EVENT, data=data
    )
    assert "peewee" in found
    assert not found & {
        "PySide6",
        "shiboken6",
        "psycopg",
        "numpy",
        "ortools",
        "imapclient",
        "nh3",
        "pyqtgraph",
        "openpyxl",
    }


@pytest.mark.parametrize("answer", [b"no\n", b"", b"what?\n"])
def test_what_the_window_does_not_take_is_stored_all_the_same(program, data, answer):
    with window(data, answer) as given:
        assert entry.main(["--data", str(data), *EVENT]) == 0
    assert len(given) == 1
    assert len(program.contacts()) == 1


def test_an_answer_is_a_document_also_when_the_window_has_the_event(data, capsys):
    with window(data):
        assert entry.main(["--data", str(data), *EVENT, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"contact": None}


def test_a_window_that_took_it_and_died_makes_no_second_contact(program, data):
    with window(data, b"") as given:
        assert entry.main(["--data", str(data), *EVENT]) == 0
    assert cli.main(given[0]) == 0  # what the window had begun to store, with the same id
    assert len(program.contacts()) == 1


def test_a_window_that_crashed_left_only_its_socket(program, data):
    place = handover.address(str(data))
    handover.make_room(place)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(place)
    assert entry.main(["--data", str(data), *EVENT]) == 0
    assert len(program.contacts()) == 1
    Path(place).unlink()


def test_the_window_on_sqlite_loads_no_server_no_planner_and_no_holidays(data, program):
    program.call("missed", "0701740605")  # something to put in order, by opening hours
    code = """
from datetime import UTC, datetime
from PySide6.QtCore import QTimer
from mottagning import app, texts
from mottagning.cli.window import parse_event
from mottagning.people import staff
from mottagning.people.signedin import SignedIn
from mottagning.settings import load
texts.use_language("sv")
application = app.Application(load(sys.argv[2]))
made = staff.save_person(application.database, staff.SavePerson(by=None, key="ab", name="Anna Berg", role="desk"))
anna = staff.by_id(application.database, made.created["person"])
application.workplace.sign_in(SignedIn(anna, datetime.now(UTC)))
assert application.start("desk", parse_event)
QTimer.singleShot(1500, application.qt.quit)
application.qt.exec()
application.close()
"""
    found = loaded(code, data=data, QT_QPA_PLATFORM="offscreen")
    assert {"PySide6", "peewee"} <= found
    late = {"psycopg", "numpy", "pyqtgraph", "ortools", "pandas", "xlsxwriter", "python_calamine", "holidays"}
    assert not found & late


def test_what_is_left_out_of_qt_is_there_when_it_is_asked_for():
    code = """
import inspect, sys
import mottagning.ui
from PySide6.QtCore import QObject
def unread():
    parts = {"parser": "pyside_type_init", "layout": "create_signature", "errorhandler": "seterror_argument"}
    return {part for part, own in parts.items() if own not in vars(sys.modules["shibokensupport.signature." + part])}
assert unread() == {"parser", "layout", "errorhandler"}
assert not hasattr(sys.modules["shibokensupport.signature.lib.pyi_generator"], "find_imports")
try:
    QObject().setObjectName(7)
except TypeError as error:
    assert "setObjectName(name: str, /)" in str(error), error
else:
    raise AssertionError
if sys.version_info < (3, 13):  # later ones ask for the parts alone
    assert QObject.objectName.__doc__ == "objectName(self, /) -> str"
else:
    assert str(inspect.signature(QObject.objectName)) == "(self, /)"
assert not unread()
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr

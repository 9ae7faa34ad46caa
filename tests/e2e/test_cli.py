"""The ground rules of the command line: exit codes, one sentence, one document, whatever stands in the way."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest

from mottagning.cli import main
from mottagning.db import open_database, peewee
from mottagning.outages import explain
from mottagning.settings import load
from tests.conftest import missing
from tests.e2e.commandline import Answer, Program, held, write
from tests.servers import PATIENCE_S

ROOT = Path(__file__).parents[2]
READING = [
    ("cases", "import"),
    ("cases", "map", "system", "--file"),
    ("people", "import"),
    ("rota", "import"),
    ("contacts", "match"),
    ("restore",),
]
LISTS = [
    (("contacts", "list"), {"contacts"}),
    (("contacts", "search", "nobody"), {"contacts"}),
    (("cases", "list"), {"cases"}),
    (("board", "show"), {"as_of", "stages", "slips"}),
    (("people", "list"), {"people"}),
    (("rota", "show"), {"plan", "shifts"}),
    (("mail", "sync"), {"mailboxes"}),
    (("check",), {"ok", "checks"}),
]
WRONG = [
    ("nonsense",),
    ("contacts",),
    ("contacts", "nonsense"),
    ("contacts", "show"),
    ("contacts", "show", "abc"),
    ("contacts", "show", "²"),
    ("contacts", "show", "9" * 30),
    ("contacts", "list", "--limit", "0"),
    ("contacts", "list", "--limit", "-1"),
    ("contacts", "list", "--limit", "²"),
    ("contacts", "list", "--limit", "9" * 30),
    ("contacts", "list", "--limit"),
    ("contacts", "list", "--after", "x"),
    ("contacts", "list", "--lim", "1"),
    ("contacts", "list", "more"),
    ("contacts", "list", "--lang", "fr"),
    ("contacts", "list", "--database", "mysql://127.0.0.1/x"),
    ("cases", "import"),
    ("cases", "map", "x", "--file", "y", "--snapshot", "--delta"),
    ("cases", "map", "x", "--file", "y", "--set", "code"),
    ("rota", "plan"),
    ("rota", "plan", "--from", "2026-13-01", "--to", "2026-12-31"),
    ("rota", "plan", "--from", "2026-12-31", "--to", "2026-12-01"),
    ("rota", "replan", "--keep", "most"),
    ("rota", "publish", "first"),
    ("rota", "export", "--format", "doc", "--out", "x"),
    ("mail", "add", "--name", "post"),
    ("database", "init", "mottagning.db"),
    ("database", "move", "mysql://127.0.0.1/x"),
    ("database",),
    ("backup",),
    ("demo", "--size", "huge"),
    ("demo", "--seed", "x"),
]


def run(*words, code=0, env=None, **options):
    """The program as a process of its own."""
    process = subprocess.run(
        [sys.executable, "-m", "mottagning", *map(str, words)],
        cwd=options.pop("cwd", ROOT),
        env=os.environ | {"PYTHONPATH": str(ROOT)} | (env or {}),
        capture_output=True,
        timeout=60,
        **options,
    )
    answer = held(Answer(process.returncode, process.stdout.decode(), process.stderr.decode()))
    assert answer.code == code, answer
    return answer


@pytest.mark.parametrize(
    ("words", "keys"), LISTS, ids=lambda value: " ".join(sorted(value) if isinstance(value, set) else value)
)
def test_an_empty_unit_has_empty_lists(on_both, words, keys):
    assert on_both(*words).keys() == keys
    assert on_both.run(*words).code == 0


def test_wrong_use_is_a_sentence_in_the_readers_language(data, capsys, monkeypatch):
    program = Program(capsys, monkeypatch)
    for words in WRONG:
        english = program.refuses(2, "--data", str(data), *words, "--lang=en")
        swedish = program.refuses(2, "--data", str(data), *words)
        assert english != swedish or "lang" in " ".join(words)


def test_swedish_unless_somebody_says_otherwise(data, capsys, monkeypatch):
    program = Program(capsys, monkeypatch, "--data", str(data))
    assert program.refuses(1, "contacts", "show", "4711") == "Det finns ingen kontakt 4711."
    for words in (("--lang", "en", "contacts", "show", "4711"), ("contacts", "show", "4711", "--lang=en")):
        assert program.refuses(1, *words) == "There is no contact 4711."
    write(data / "settings.json", '{"language": "en"}')
    assert program.refuses(1, "contacts", "show", "4711") == "There is no contact 4711."
    assert "argument" in program.refuses(2, "contacts", "show")
    assert program.refuses(1, "--lang", "sv", "contacts", "show", "4711") == "Det finns ingen kontakt 4711."


@pytest.mark.parametrize("words", [("--help",), ("-h",), ("call", "--help"), ("rota", "--help"), ("mail", "add", "-h")])
def test_help_is_help(program, words):
    answer = program.run(*words)
    assert answer.code == 0
    assert answer.out.startswith("usage: mottagning")
    assert program.run(*words, "--lang", "sv").out.startswith("användning: mottagning")


def test_options_stand_before_the_command_and_after(data, capsys, monkeypatch):
    program = Program(capsys, monkeypatch)
    program("call", "--event", "missed", "--from", "0701740605", "--data", str(data))
    shutil.copytree(data / "keys", data / "other" / "keys")
    for words in (
        ("--data", str(data), "contacts", "list"),
        ("contacts", "--data", str(data), "list"),
        ("contacts", "list", f"--data={data}"),
        ("contacts", "list", "--data", str(data / "other"), "--database", str(data / "mottagning.db")),
        ("--data", str(data / "other"), "contacts", "list", "--data", str(data)),
    ):
        assert len(program(*words)["contacts"]) == 1
    assert program.run("--json", "contacts", "list", "--data", str(data)).document["contacts"]


def test_the_environment_says_where_the_data_is_and_the_command_line_goes_before_it(
    data, tmp_path, capsys, monkeypatch
):
    program = Program(capsys, monkeypatch)
    monkeypatch.setenv("MOTTAGNING_DATA", str(data))
    program("call", "--event", "missed", "--from", "0701740605")
    assert len(program("contacts", "list")["contacts"]) == 1
    assert program("contacts", "list", "--data", str(tmp_path / "other"))["contacts"] == []
    monkeypatch.setenv("MOTTAGNING_DATABASE", str(data / "second.db"))
    assert program("contacts", "list")["contacts"] == []
    assert len(program("contacts", "list", "--database", str(data / "mottagning.db"))["contacts"]) == 1
    monkeypatch.setenv("MOTTAGNING_DATABASE", "")
    assert len(program("contacts", "list")["contacts"]) == 1


def test_a_first_call_makes_what_is_missing(tmp_path, capsys, monkeypatch):
    program = Program(capsys, monkeypatch, "--data", str(tmp_path / "a" / "b"), "--database", str(tmp_path / "c" / "d"))
    assert program.call("missed") == 1
    assert (tmp_path / "c" / "d").exists()
    assert (tmp_path / "a" / "b").stat().st_mode & 0o077 == 0
    write(tmp_path / "empty.db", b"")
    assert Program(capsys, monkeypatch, "--data", str(tmp_path), "--database", str(tmp_path / "empty.db")).call(
        "missed"
    )


BAD_FILES = {
    "missing": None,
    "empty.json": b"",
    "empty.csv": b"",
    "binary": random.Random(1).randbytes(70_000),
    "broken.json": b'{"contacts": [',
    "deep.json": b"[" * 200_000,
    "list.json": b"[]",
    "number.json": b"7" * 5_000,
    "null.json": b"null",
    "latin1.json": '{"contacts": "å"}'.encode("latin-1"),
    "not-a-workbook.xlsx": b"PK\x03\x04" + bytes(2_000),
    "text.xlsx": b"hej\n",
    "nuls.csv": bytes(3_000),
}


@pytest.mark.parametrize("words", READING, ids=lambda words: " ".join(words[:2]))
def test_a_file_that_cannot_be_is_one_sentence(program, tmp_path, words):
    (tmp_path / "folder").mkdir()
    for name in (*BAD_FILES, "folder", "nul\0", "long" * 200, "\udcff"):
        if (octets := BAD_FILES.get(name)) is not None:
            write(tmp_path / name, octets)
        program.refuses(2 if "\0" in name else 1, *words, str(tmp_path / name))
    assert program("check")["ok"]


@pytest.mark.parametrize("words", [("people", "import"), ("rota", "import"), ("contacts", "match")])
def test_a_file_that_never_ends_is_one_sentence(program, words):
    if not Path("/dev/zero").exists():
        missing("there is no /dev/zero")
    program.refuses(1, *words, "/dev/zero")


def test_halves_of_characters_and_nul_in_a_document(on_both, tmp_path):
    contact = {"channel": "mail", "from": "\ud800\0@example.se", "subject": "\udcff", "text": "\0", "in_reply_to": "\0"}
    path = write(tmp_path / "match.json", json.dumps({"contacts": [contact]}))
    assert on_both("contacts", "match", path) == {"contacts": [{"cases": []}]}
    rota = {"posts": [{"id": "\0\ud800", "name": "\0", "weekdays": [0], "from": "08:00", "to": "12:00"}]}
    assert on_both.run("rota", "import", write(tmp_path / "rota.json", json.dumps(rota))).code in (0, 1)


def test_any_text_is_text(on_both):
    for word in ("\udcff", "a\0b", "'; DROP TABLE contact; --", "%", '"', "*", "💚", "a" * 50_000):
        assert on_both("contacts", "search", word)["contacts"] == []
        on_both.refuses(1, "cases", "show", word)
        on_both.refuses(1, "rota", "substitutes", "--date", "2026-12-01", "--post", word)
        on_both.refuses(1, "cases", "list", "--limit", "1", "--after", word)


@pytest.mark.parametrize("command", [("backup",), ("rota", "export", "--format", "ics", "--out")])
def test_a_file_that_cannot_be_written_is_one_sentence(program, tmp_path, command):
    write(tmp_path / "file", "")
    for place in (tmp_path, tmp_path / "none" / "x", tmp_path / "file" / "x", tmp_path / ("long" * 200)):
        program.refuses(1, *command, str(place))
    program.refuses(2, *command, "nul\0")


def test_settings_that_make_no_sense(data, capsys, monkeypatch):
    program = Program(capsys, monkeypatch, "--data", str(data))
    for settings in ("", "{", "[]", "null", '{"language": 1}', '{"database": [1]}', "\0", "[" * 99_999):
        write(data / "settings.json", settings)
        assert program.refuses(1, "contacts", "list") != program.refuses(1, "contacts", "list", "--lang", "en")
        assert program.run("--help").code == 0


def test_a_language_that_nobody_here_speaks(data, capsys, monkeypatch):
    write(data / "settings.json", '{"language": "fr"}')
    assert "fr" in Program(capsys, monkeypatch, "--data", str(data)).refuses(1, "contacts", "list")


def test_settings_as_windows_writes_them(data, capsys, monkeypatch):
    write(data / "settings.json", '\ufeff{"language": "en", "theme": null, "later": [1]}')
    assert Program(capsys, monkeypatch, "--data", str(data)).refuses(1, "contacts", "show", "1").startswith("There")


def test_a_database_that_is_something_else(data, tmp_path, capsys, monkeypatch):
    text = tmp_path / "letter.txt"
    for content in (b"Hej!\n", b"SQLite format 3\0" + bytes(4_000), random.Random(1).randbytes(9_000)):
        text.write_bytes(content)
        for folder in (data, tmp_path / "new"):
            program = Program(capsys, monkeypatch, "--data", str(folder), "--database", str(text))
            program.refuses(1, "contacts", "list")
            program.refuses(1, "call", "--event", "missed", "--from", "0701740605")
        assert text.read_bytes() == content
    Program(capsys, monkeypatch, "--data", str(data), "--database", str(tmp_path)).refuses(1, "contacts", "list")
    Program(capsys, monkeypatch, "--data", str(text)).refuses(1, "contacts", "list")
    Program(capsys, monkeypatch, "--data", str(text / "x")).refuses(1, "contacts", "list")
    Program(capsys, monkeypatch, "--data", "nul\0").refuses(2, "contacts", "list")


@pytest.mark.parametrize("words", [("contacts", "list"), ("database", "init"), ("database", "move")])
def test_a_server_that_is_not_there(program, words):
    for url in (
        "postgresql://127.0.0.1:1/x",
        "postgresql://nobody.invalid/x",
        "postgresql://127.0.0.1:port/x",
        "postgresql://127.0.0.1:1/x?sslmode=never",
        "postgresql://127.0.0.1:1/x?foo=bar",
        "postgresql://[::1",
        "postgresql://%00/x",
        "postgresql://\udcff/x",
        "postgres://127.0.0.1:99999/x",
    ):
        program.refuses(1, *words, *([url] if words[0] == "database" else ["--database", url]))


def test_a_server_that_lets_nobody_in(program, postgres):
    base = postgres.url.rsplit("/", 1)[0]
    assert "does not exist" in program.refuses(1, "contacts", "list", "--database", f"{base}/nothing")
    stranger = postgres.new_database().replace("mottagning@", "stranger@")
    assert "user" in program.refuses(1, "contacts", "list", "--database", stranger)
    refused = 'connection failed: FATAL: password authentication failed for user "anna"'
    assert "password" in str(explain(peewee.OperationalError(refused)))


def test_who_may_not_make_tables_still_reads(program, postgres):
    url = postgres.new_database()
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE reader LOGIN")
        reader = url.replace("mottagning@", "reader@")
        assert "may not" in program.refuses(1, "contacts", "list", "--database", reader)
        program("contacts", "list", "--database", url)
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    assert program("contacts", "list", "--database", reader)["contacts"] == []
    arguments = ("--event", "missed", "--from", "0701740605", "--database", reader)
    assert "may not" in program.refuses(1, "call", *arguments)


def test_pages_are_complete_and_stay_the_same(on_both, tmp_path):
    for number in range(7):
        on_both.call("missed", f"07017406{10 + number}", "--id", f"{number}", "--at", f"2026-11-23T0{9 - number}:00")
    rows = "".join(f"C-{number};Utredning;LSS\n" for number in range(7))
    on_both("cases", "import", write(tmp_path / "cases.csv", "Ärendekod;Steg;Kategori\n" + rows))
    for words, list_name, key in (
        (("contacts", "list"), "contacts", "id"),
        (("contacts", "search", "07017406"), "contacts", "id"),
        (("cases", "list"), "cases", "code"),
    ):
        whole = on_both(*words)
        assert whole.keys() == {list_name}
        assert len(whole[list_name]) == 7
        for limit in (1, 3, 7, 8):
            found, after = [], []
            while True:
                page = on_both(*words, "--limit", str(limit), *after)
                assert page.keys() == {list_name, "next"}
                assert len(page[list_name]) <= limit
                found += page[list_name]
                if page["next"] is None:
                    break
                assert page["next"] == page[list_name][-1][key]
                after = ["--after", str(page["next"])]
                if limit == 3:  # what comes in between does not move the pages
                    on_both.call("missed", "0850500000", "--id", f"{words}{after}", "--at", "2026-11-23T12:00")
            assert found[:7] == whole[list_name]


def test_what_goes_wrong_inside_tells_the_place_and_nothing_else(data, capsys, monkeypatch, expected_logs):
    def broken(*_):
        raise RuntimeError("Anna Ek, 070-174 06 05")

    monkeypatch.setattr("mottagning.contacts.documents.listing", broken)
    expected_logs("^RuntimeError tests.e2e.test_cli:")
    assert main(["--data", str(data), "contacts", "list", "--json"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "RuntimeError tests.e2e.test_cli:" in err
    log = (data / "logs" / "mottagning.log").read_text("utf-8")
    assert "RuntimeError tests.e2e.test_cli:" in log
    assert "Anna" not in err + log


def test_processes_keep_the_rules_too(data):
    run("--data", data, "call", "--event", "missed", "--from", "0701740605")
    answer = run("--data", data, "contacts", "list", "--json")
    assert answer.document["contacts"][0]["counterpart"] == "+46701740605"
    assert run("--data", data, "contacts", "show", "2", code=1).err == "Det finns ingen kontakt 2.\n"
    assert run("--data", data, "contacts", "show", "å", code=2, env={"PYTHONIOENCODING": "ascii"}).err.startswith("”å”")
    assert run("nonsense", code=2).out == ""


def test_without_a_home_or_a_folder_to_stand_in(tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    relative = f'cd "{gone}" && rmdir "{gone}" && exec "$0" -m mottagning --data here "$@"'
    for words in (["contacts", "list"], ["call", "--event", "missed", "--from", "1"], ["cases", "import", "x.csv"]):
        process = subprocess.run(
            ["sh", "-c", relative, sys.executable, *words],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
        )
        gone.mkdir()
        assert held(Answer(process.returncode, process.stdout, process.stderr)).code == 1


@pytest.mark.parametrize("place", ["|", "/dev/full", "closed"])
def test_an_answer_that_nobody_can_take(data, place):
    command = f'"{sys.executable}" -m mottagning --data "{data}" people list --json'
    ways = {"|": "{ " + command + "; echo $? >&2; } | true", "/dev/full": command + " > /dev/full; echo $? >&2"}
    process = subprocess.run(
        ["sh", "-c", ways.get(place, command + " >&-; echo $? >&2")], cwd=ROOT, capture_output=True, text=True
    )
    *sentence, code = process.stderr.splitlines()
    if place == "closed":  # as the window's executable on Windows: nobody asked for an answer
        assert (sentence, code) == ([], "0")
    else:
        assert len(sentence) == 1
        assert sentence[0].startswith("Svaret ")
        assert code == "1"


def test_without_standard_error_or_input(data):
    quiet = f'"{sys.executable}" -m mottagning --data "{data}" contacts show 4711 2>&-'
    assert subprocess.run(["sh", "-c", quiet], cwd=ROOT).returncode == 1
    unlock = f'"{sys.executable}" -m mottagning --data "{data}" database unlock --recovery-key-stdin <&-'
    process = subprocess.run(["sh", "-c", unlock], cwd=ROOT, capture_output=True, text=True)
    assert held(Answer(process.returncode, process.stdout, process.stderr)).code == 1


def until_it_has_opened(file, process):
    """Until another process has this file open, as Linux tells: it has come to its work."""
    until = time.monotonic() + PATIENCE_S
    while process.poll() is None and time.monotonic() < until:
        with suppress(FileNotFoundError):  # one that it has just closed
            if file in {each.readlink() for each in Path(f"/proc/{process.pid}/fd").iterdir()}:
                return
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
    raise AssertionError("it never came to its work")


def test_ctrl_c_is_one_sentence(data):
    database = open_database(load(str(data)))
    with database.writing():
        command = [sys.executable, "-m", "mottagning", "--data", str(data), "call", "--event", "missed", "--from", "1"]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        until_it_has_opened(data / "mottagning.db", process)
        process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert held(Answer(process.returncode, out, err)) == Answer(1, "", "Avbrutet.\n")
    database.close()


def test_no_window_without_a_screen(data):
    screenless = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    for words in ([], ["desk"], ["board"], ["demo"]):
        run("--data", data, *words, env=screenless, code=1)


@pytest.fixture
def folder_for_all():
    """A folder that other users reach; pytest's own are closed to them."""
    with tempfile.TemporaryDirectory(prefix="mottagning-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def as_nobody(*words):
    """The program run by a user with few rights, when the tests themselves have all of them."""
    command = [sys.executable, "-m", "mottagning", *map(str, words)]
    if os.geteuid() == 0:
        command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *command]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    if process.returncode == 127 or "setpriv" in process.stderr:
        missing("another user may not run this Python")
    return held(Answer(process.returncode, process.stdout, process.stderr))


def test_a_folder_that_may_not_be_written(data, folder_for_all):
    database = open_database(load(str(data)))
    database.checkpoint()
    database.close()
    shutil.copytree(data, folder_for_all / "data")
    for path in (folder_for_all / "data").rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    (folder_for_all / "data").chmod(0o555)
    try:
        for words in (["call", "--event", "missed", "--from", "1"], ["cases", "import", "x.csv"]):
            assert as_nobody("--data", folder_for_all / "data", *words).code == 1
        assert as_nobody("--data", folder_for_all / "data" / "new", "people", "list").code == 1
    finally:
        for path in (folder_for_all / "data", *(folder_for_all / "data").rglob("*")):
            path.chmod(0o755)


def test_a_full_disk_is_one_sentence(data, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    steps = f"""
        mount -t tmpfs -o size=1m none "{small}" && cp -r "{data}" "{small}/data" && cat /dev/zero > "{small}/rest"
        "{sys.executable}" -m mottagning --data "{small}/data" people list; echo $?
        for number in 1 2; do
            "{sys.executable}" -m mottagning --data "{small}/data" call --event missed --from 0701740605 --id $number
        done
        echo $?
        "{sys.executable}" -m mottagning --data "{small}/new" people list; echo $?
        "{sys.executable}" -m mottagning --data "{data}" backup "{small}/copy.db"; echo $?
        rm "{small}/rest"; "{sys.executable}" -m mottagning --data "{small}/data" check > "{small}/none"; echo $?
    """
    process = subprocess.run(["unshare", "-rm", "sh", "-c", steps], cwd=ROOT, capture_output=True, text=True)
    if "mount" in process.stderr or "unshare" in process.stderr:
        missing("a small disk cannot be mounted here")
    assert "Traceback" not in process.stderr
    assert "inne i programmet" not in process.stderr, process.stderr
    assert process.stdout.split()[-5:] == ["1", "1", "1", "1", "0"], (process.stdout, process.stderr)

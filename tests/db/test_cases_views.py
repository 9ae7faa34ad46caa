"""Feeds that come from views of the case system's database: read once, confirmed as they were shown."""

import re
import sqlite3
from datetime import UTC, timedelta
from types import SimpleNamespace

import psycopg
import pytest

from mottagning.care.feeding import SERVICE, FeedRounds
from mottagning.cases import collecting, sources, sqlview
from mottagning.cases.collecting import collect
from mottagning.cases.feed import Taking
from mottagning.cases.folder import Settling
from mottagning.cases.freshness import freshness
from mottagning.cases.mappings import map_file
from mottagning.cases.sources import SaveSource, Source, save_source
from mottagning.cases.undoing import undo_feed
from mottagning.errors import Trouble
from tests.db.feeds import HEADER, MONDAY, feeds, nobody_else, stored, write
from tests.db.watchedfolder import ROWS, Clock


@pytest.fixture(params=["sqlite", "postgresql"])
def case_system(request, tmp_path):
    """A case system's database: its address, and what runs a statement there."""
    if request.param == "sqlite":
        path = tmp_path / "case system.db"

        def run(statement):
            with sqlite3.connect(path) as connection:
                connection.execute(statement)
            connection.close()

        yield f"sqlite://{path}", run
        return
    server = request.getfixturevalue("postgres")
    url = server.new_database()

    def execute(statement):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statement)

    yield url, execute
    server.drop_database(url)


@pytest.fixture
def viewed(database, tmp_path, case_system):
    """A view of six cases, and the looks at it."""
    place, run = case_system
    columns = ", ".join(f'"{name}" TEXT' for name in HEADER)
    run(f'CREATE TABLE "ärenden" ({columns})')
    for row in ROWS:
        run(f'INSERT INTO "ärenden" VALUES ({", ".join(repr(row.get(name, "")) for name in HEADER)})')
    run('CREATE VIEW mottagningen AS SELECT * FROM "ärenden"')
    map_file(database, "system", write(tmp_path / "first.csv", ROWS), {})

    def look(query="mottagningen", **how):
        made = Source(name="vy", kind="database", place=place, query=query, mapping="system")
        save_source(database, SaveSource(by=None, source=made))
        taking = Taking(**({"learnt_protected": nobody_else, "at": MONDAY} | how))
        return collect(database, sources.read_source(database, "vy"), tmp_path, taking, Settling())

    return look, run


def test_a_view_is_taken_as_a_file_is(viewed, database):
    look, run = viewed

    (first,) = look().feeds
    assert (first.outcome, first.report.new, first.report.read) == ("taken", 6, 6)
    assert stored(database)["C-1"].parties[0].name == "Åsa Öberg"
    run("""UPDATE "ärenden" SET "Steg" = 'Beslut' WHERE "Ärendekod" = 'C-2'""")
    (again,) = look("""SELECT * FROM "ärenden" ORDER BY 1""").feeds
    assert (again.report.changed, again.report.unchanged) == (1, 5)
    run("""DELETE FROM "ärenden" WHERE "Ärendekod" <> 'C-2'""")
    (held,) = look().feeds
    assert held.outcome == "held"
    (confirmed,) = look(confirm=True).feeds
    assert confirmed.report.closed == 5


def test_what_is_confirmed_of_a_view_is_what_was_shown(viewed, database):
    look, run = viewed
    look()
    run("""DELETE FROM "ärenden" WHERE "Ärendekod" IN ('C-0', 'C-1', 'C-2')""")
    (held,) = look().feeds
    run("""DELETE FROM "ärenden" WHERE "Ärendekod" <> 'C-5'""")

    (another,) = look(confirm=True).feeds

    assert (another.outcome, another.report.foreseen.closed) == ("held", 5)
    assert "no longer what was shown" in another.sentence
    assert (sources.states(database)[0].held, feeds(database)) == (another.sentence, ["taken", "held", "held"])
    assert not any(case.values["closed"] for case in stored(database).values())
    (seen_by_her,) = look(confirm=True, shown={held.report.foreseen.digest}).feeds
    assert seen_by_her.outcome == "held", "somebody else has been shown it, she has not"
    (confirmed,) = look(confirm=True).feeds
    assert (confirmed.outcome, confirmed.report.closed) == ("taken", 5)


def test_a_view_that_waits_is_noted_once_and_its_order_says_nothing(viewed, database):
    look, run = viewed
    look()
    run("""DELETE FROM "ärenden" WHERE "Ärendekod" IN ('C-0', 'C-1', 'C-2')""")
    query = 'SELECT * FROM "ärenden" ORDER BY "Ärendekod"'
    look(query)
    look(query)

    assert feeds(database) == ["taken", "held"]
    assert look(f"{query} DESC", confirm=True).feeds[0].outcome == "taken"


def test_a_view_that_has_not_changed_is_no_new_feed(viewed, database):
    look, run = viewed
    look()
    run("""UPDATE "ärenden" SET "Steg" = 'Beslut' WHERE "Ärendekod" = 'C-2'""")
    look(at=MONDAY + timedelta(hours=1))

    (again,) = look(at=MONDAY + timedelta(hours=2)).feeds

    assert (again.outcome, again.report.unchanged, feeds(database)) == ("taken", 6, ["taken", "taken"])
    assert freshness(database).as_of == MONDAY + timedelta(hours=2)
    assert undo_feed(database, learnt_protected=nobody_else, in_use=lambda *_: set()).restored == 1
    assert stored(database)["C-2"].values["stage"] == "investigation"


def test_a_view_is_read_once(viewed, monkeypatch):
    look, _ = viewed
    reads = []
    for name in ("_sqlite", "_postgresql"):
        ask = getattr(sqlview, name)
        monkeypatch.setattr(sqlview, name, lambda *given, ask=ask: reads.append(1) or ask(*given))

    assert look().feeds[0].report.new == 6
    assert len(reads) == 1


def test_a_view_that_gives_its_rows_slowly_is_given_up_as_a_whole(viewed, monkeypatch):
    look, _ = viewed
    clock = Clock()
    monkeypatch.setattr(sqlview, "time", SimpleNamespace(monotonic=lambda: clock.wait(1) or clock.now))
    monkeypatch.setattr(sqlview, "_AT_ONCE", 1)
    monkeypatch.setattr(sqlview, "_TIMEOUT_S", 5)

    assert "took more than 5 s" in look().error


CANNOT_BE_ASKED = (
    ("finns_inte", "no such view"),
    ("SELECT saknas FROM mottagningen", "no such view or column"),
    ("SELECT * FORM mottagningen", "does not understand|no such"),
    ("DROP VIEW mottagningen", "no such view|does not understand"),
    ('WITH gone AS (SELECT 1) DELETE FROM "ärenden"', "would change|does not understand"),
    ('SELECT 1; DELETE FROM "ärenden"', "does not understand"),
    ('SELECT "Handläggare" FROM mottagningen', "is not in the file"),
)


def test_what_cannot_be_asked_is_one_sentence_and_changes_nothing(viewed, database):
    look, _ = viewed
    for query, sentence in CANNOT_BE_ASKED:
        found = look(query)
        assert found.feeds == []
        assert re.search(sentence, found.error), found.error
        assert "\n" not in found.error
        (state,) = sources.states(database)
        assert state.error == found.error
    assert look().feeds[0].report.new == 6, "nothing was changed there"


def test_a_view_that_writes_is_refused(viewed, case_system):
    look, run = viewed
    if not case_system[0].startswith("postgresql"):
        pytest.skip("SQLite has no functions that write")
    run("""CREATE FUNCTION writing() RETURNS SETOF "ärenden" LANGUAGE sql AS 'DELETE FROM "ärenden" RETURNING *'""")

    assert "would change it" in look("SELECT * FROM writing()").error
    assert look().feeds[0].report.new == 6


def test_a_question_that_takes_too_long_is_given_up(viewed, monkeypatch):
    look, _ = viewed
    monkeypatch.setattr(sqlview, "_TIMEOUT_S", 0.05)
    counting = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
    endless = f"{counting} SELECT * FROM mottagningen WHERE (SELECT count(*) FROM n) > 0"

    assert "took more than" in look(endless).error


def test_a_database_is_asked_when_its_time_has_come(viewed, database, tmp_path, monkeypatch):
    look, _ = viewed
    look()
    (state,) = sources.states(database)
    asked = []
    monkeypatch.setattr(collecting, "_view", lambda *_: asked.append(1) or refuse_view())
    rounds = FeedRounds(database, tmp_path, SERVICE)
    assert rounds.round(state.looked_at + timedelta(minutes=59)) == []
    rounds.round(state.looked_at + timedelta(minutes=61))
    assert len(asked) == 1
    (state,) = sources.states(database)
    assert "slow today" in state.error
    assert rounds.round(state.looked_at.astimezone(UTC) + timedelta(minutes=4)) == []
    assert len(rounds.round(state.looked_at + timedelta(minutes=6))) == 1, "sooner after a failure"


def refuse_view():
    raise Trouble("The database is slow today.")

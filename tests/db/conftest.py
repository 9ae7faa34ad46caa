"""A fresh, empty database for each test, once on encrypted SQLite and once on PostgreSQL."""

import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from mottagning.contacts.mail.mailbox import GRAPH, Account
from mottagning.db import Database, open_database
from mottagning.settings import Settings
from tests.microsoft import APP, SECRET, TENANT, Microsoft


@pytest.fixture(scope="session")
def template(postgres, tmp_path_factory) -> str:
    """A PostgreSQL database with all tables, to be copied for each test."""
    url = postgres.new_database()
    open_database(Settings(data=tmp_path_factory.mktemp("template"), database=url)).close()
    return url.rsplit("/", 1)[1]


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request, tmp_path) -> Iterator[Settings]:
    if request.param == "sqlite":
        yield Settings(data=tmp_path / "data", database=str(tmp_path / "data" / "mottagning.db"))
        return
    server = request.getfixturevalue("postgres")
    url = server.new_database(request.getfixturevalue("template"))
    yield Settings(data=tmp_path / "data", database=url)
    server.drop_database(url)


@pytest.fixture
def database(settings, empty_unit) -> Iterator[Database]:
    if not settings.is_server:
        shutil.copytree(empty_unit, settings.data)
    opened = open_database(settings)
    yield opened
    opened.close()


@pytest.fixture
def reach(microsoft: Microsoft) -> Account:
    """How a mailbox is reached by Microsoft Graph; known to nobody yet."""
    return Account(
        name="Mottagningen",
        kind="graph",
        auth="app",
        host=GRAPH,
        port=443,
        username=microsoft.mailbox,
        tenant=TENANT,
        client_id=APP,
        password=SECRET,
    )


@pytest.fixture
def meanwhile(database, monkeypatch):
    """Lets something else be asked in the middle of a command, and come as far as it can."""
    with ThreadPoolExecutor(1) as windows:

        def hold(where, what, other) -> list[Future]:
            """`other` is asked right before the first call of `what` in `where`."""
            asked: list[Future] = []
            work = getattr(where, what)

            def slowly(*arguments, **named):
                if not asked:
                    asked.append(windows.submit(other))
                    wait(asked[0])
                return work(*arguments, **named)

            monkeypatch.setattr(where, what, slowly)
            return asked

        def wait(other: Future) -> None:
            waits = "SELECT count(*) FROM pg_locks LEFT JOIN pg_database ON oid = database WHERE NOT granted"
            here = "(datname = current_database() OR database IS NULL)"
            while database.dialect == "postgresql" and not other.done():
                if database.sql(f"{waits} AND {here}").fetchone()[0]:
                    return

        yield hold

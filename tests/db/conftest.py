"""A fresh, empty database for each test, once on encrypted SQLite and once on PostgreSQL."""

import shutil
from collections.abc import Iterator

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

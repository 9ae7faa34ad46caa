"""A data folder for each test, and the program on it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mottagning.db import open_database
from mottagning.settings import Settings
from tests.e2e.commandline import Program
from tests.servers import Postgres


@pytest.fixture(scope="session")
def empty_server(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PostgreSQL database with all tables, to be copied as `empty_unit` is."""
    url = postgres.new_database()
    open_database(Settings(data=tmp_path_factory.mktemp("server"), database=url)).close()
    return url


@pytest.fixture
def data(empty_unit: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(empty_unit, tmp_path / "data"))


@pytest.fixture
def program(data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program on SQLite, speaking English."""
    return Program(capsys, monkeypatch, "--data", str(data), "--lang", "en")


@pytest.fixture(params=["sqlite", "postgresql"])
def on_both(
    request: pytest.FixtureRequest, data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Program]:
    """The program on SQLite, then on PostgreSQL."""
    if request.param == "sqlite":
        yield Program(capsys, monkeypatch, "--data", str(data), "--lang", "en")
        return
    server = request.getfixturevalue("postgres")
    url = server.new_database(request.getfixturevalue("empty_server"))
    yield Program(capsys, monkeypatch, "--data", str(data), "--database", url, "--lang", "en")
    server.drop_database(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Where an empty database is to be made, for processes that are killed while they write."""
    if request.param == "sqlite":
        return Settings(data=tmp_path, database=str(tmp_path / "m.db"))
    return Settings(data=tmp_path, database=request.getfixturevalue("postgres").new_database())

"""A fresh, empty database for each test, once on encrypted SQLite and once on PostgreSQL."""

from collections.abc import Iterator

import pytest

from mottagning.db import Database, open_database
from mottagning.settings import Settings


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request, tmp_path) -> Settings:
    if request.param == "sqlite":
        return Settings(data=tmp_path / "data", database=str(tmp_path / "data" / "mottagning.db"))
    server = request.getfixturevalue("postgres")
    return Settings(data=tmp_path / "data", database=server.new_database())


@pytest.fixture
def database(settings) -> Iterator[Database]:
    opened = open_database(settings)
    yield opened
    opened.close()

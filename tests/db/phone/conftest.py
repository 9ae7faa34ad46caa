"""The service on loopback, with a switchboard that may tell it of calls."""

from contextlib import contextmanager

import pytest

from mottagning.care import phonehttp, phoneintake
from mottagning.care.telephone import Telephone
from mottagning.contacts.phone import switchboards
from mottagning.contacts.phone.switchboards import SaveSwitchboard
from mottagning.settings import Settings
from tests.db.phoneline import LOOPBACK, Line


@pytest.fixture(params=["sqlite"])
def settings(request, tmp_path):
    """SQLite, but for the tests that ask for the other one: the server is the same."""
    if request.param == "sqlite":
        yield Settings(data=tmp_path / "data", database=str(tmp_path / "data" / "mottagning.db"))
        return
    server = request.getfixturevalue("postgres")
    url = server.new_database(request.getfixturevalue("template"))
    yield Settings(data=tmp_path / "data", database=url)
    server.drop_database(url)


@pytest.fixture
def open_line(settings, database, monkeypatch):
    """Makes a service on loopback with a switchboard of the dialect; what it rings goes to no window."""
    monkeypatch.setattr(phonehttp, "_LOOK_S", 0.02)
    monkeypatch.setattr(phoneintake, "_LOOK_S", 0.02)
    made = []

    @contextmanager
    def on(dialect="cti", where=LOOPBACK, connect=None):
        key = switchboards.new_key()
        hashed = switchboards.hash_of(key)
        command = SaveSwitchboard(by=None, name="vaxel", dialect=dialect, connect=connect, key_hash=hashed)
        switchboards.save_switchboard(database, command)
        telephone = Telephone(where, database, settings)
        telephone.start()
        made.append(telephone)
        yield Line(database, telephone, key)
        telephone.stop()

    yield on
    for telephone in made:
        telephone.stop()


@pytest.fixture
def line(open_line):
    with open_line() as found:
        yield found

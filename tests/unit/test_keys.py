"""The keys: whatever step the first start is broken off at, nobody is locked out and the recovery key is not lost."""

from pathlib import Path

import pytest

from mottagning import keys
from mottagning.db import open_database
from mottagning.errors import Trouble
from mottagning.settings import Settings


class PowerCutError(Exception):
    """The machine stops here."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, database=str(tmp_path / "m.db"))


@pytest.mark.parametrize("step", range(3))
def test_a_first_start_that_is_broken_off_goes_on_the_next_time(settings, monkeypatch, step):
    real, written = keys._write_private, []

    def cut(path: Path, text: str) -> None:
        if len(written) == step:
            raise PowerCutError
        written.append(path.name)
        real(path, text)

    with monkeypatch.context() as cutting:
        cutting.setattr(keys, "_write_private", cut)
        with pytest.raises(PowerCutError):
            keys.database_key(settings.keys, make=True)
    database = open_database(settings)
    recovery = database.recovery_key()
    database.close()
    assert recovery is not None
    key = keys.database_key(settings.keys, make=False)
    assert key == (keys.unlock(settings.keys, recovery), None)
    assert not list(settings.keys.glob("*unseen*"))


def test_keys_made_without_a_database_keep_their_recovery_key(settings):
    _, recovery = keys.database_key(settings.keys, make=True)
    database = open_database(settings)
    assert database.recovery_key() == recovery
    database.close()


def test_a_disk_that_fills_leaves_no_half_file(settings, monkeypatch):
    settings.keys.mkdir()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keys.os, "fsync", full)
    with pytest.raises(OSError, match="space"):
        keys.database_key(settings.keys, make=True)
    assert [path.name for path in settings.keys.iterdir()] == ["lock"]


@pytest.mark.parametrize("text", ["[]", "{}", "nothing", '{"salt": 1}'])
def test_a_damaged_wrapped_key_is_a_sentence(settings, text):
    settings.keys.mkdir()
    (settings.keys / "recovery.json").write_text(text)
    with pytest.raises(Trouble, match="does not fit"):
        keys.unlock(settings.keys, "AAAA-BBBB")

"""What every test stands on: English texts, no unexpected log lines, the shared data, and real servers."""

import logging
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mottagning import texts
from mottagning.db import open_database
from mottagning.settings import Settings
from tests.servers import PATIENCE_S, Dovecot, Postgres, ServerMissingError

if TYPE_CHECKING:
    from tests.microsoft import Microsoft

# No window on the developer's screen, no entry in her key ring, none of her data.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
for name in [name for name in os.environ if name.startswith("MOTTAGNING_")]:
    del os.environ[name]

MEMORY_DISK = Path("/dev/shm")
ROOM = 4 << 30
"""Bytes that must be free there; a whole run takes a tenth of it."""


def write_to_memory() -> None:
    """Keep what the tests write in memory where that can be done: the databases wait for the disk as they do for the
    unit, some hundred thousand times, and there it answers at once."""
    if "TMPDIR" in os.environ or not MEMORY_DISK.is_dir():
        return
    disk = os.statvfs(MEMORY_DISK)
    programs_run = not disk.f_flag & os.ST_NOEXEC
    if programs_run and os.access(MEMORY_DISK, os.W_OK) and disk.f_bavail * disk.f_frsize > ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY_DISK)


write_to_memory()
SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also run the fuzz, storm and kill tests")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("long")])
    items[:] = [item for item in items if not item.get_closest_marker("long")]


def missing(what: str) -> NoReturn:
    """Skip the test that needs `what`, or fail it where everything must be there (CI=true)."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what}, and with CI=true it must be", pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="session", autouse=True)
def application_of_qt(qapp: QApplication) -> Iterator[None]:
    """There is one for each process, and whoever asks first decides its kind: a command that draws a PDF is content
    with less than a window needs."""
    yield
    qapp.clipboard().clear()  # what we put there Qt would destroy after Python has ended, and the process with it


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    """Tests of the window wait as long as all others."""
    for wait in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitExposed):
        assert wait.__kwdefaults__["timeout"] in (5000, 1000 * PATIENCE_S)  # another session may be within this one
        wait.__kwdefaults__["timeout"] = 1000 * PATIENCE_S


@pytest.fixture(autouse=True)
def english() -> None:
    """Texts are English unless a test says otherwise with `texts.use_language`."""
    texts.use_language("en")


class ExpectedLogs:
    """The log lines of level WARNING and above that a test expects: ``expected_logs("lost the mailbox")``."""

    def __init__(self) -> None:
        self.records: list[logging.LogRecord] = []
        self._patterns: list[str] = []

    def __call__(self, pattern: str) -> None:
        """At least one line during this test must contain a match of the regular expression `pattern`."""
        self._patterns.append(pattern)

    @property
    def messages(self) -> list[str]:
        """The lines so far, expected or not."""
        return [record.getMessage() for record in self.records]

    def complaint(self) -> str:
        """What came unexpectedly or failed to come; empty if all is as it should be."""
        unexpected = [
            f"unexpected log line: {record.levelname} {record.name}: {record.getMessage()}"
            for record in self.records
            if not any(re.search(pattern, record.getMessage()) for pattern in self._patterns)
        ]
        absent = [
            f"expected log line never came: {pattern}"
            for pattern in self._patterns
            if not any(re.search(pattern, message) for message in self.messages)
        ]
        return "\n".join(unexpected + absent)


@contextmanager
def watched_logs() -> Iterator[ExpectedLogs]:
    """Notes every log line of level WARNING or above while it lasts, from any thread and any logger."""
    expected = ExpectedLogs()
    make_record = logging.getLogRecordFactory()

    # The factory meets every record, also of loggers that do not propagate or whose handlers were replaced.
    def remember(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make_record(*args, **kwargs)
        # A record unpacked from another process has no level yet.
        if isinstance(record.levelno, int) and record.levelno >= logging.WARNING:
            expected.records.append(record)
        return record

    logging.setLogRecordFactory(remember)
    try:
        yield expected
    finally:
        logging.setLogRecordFactory(make_record)


@pytest.fixture(autouse=True)
def expected_logs() -> Iterator[ExpectedLogs]:
    """Fails the test on a log line of level WARNING or above that it did not say it expects."""
    with watched_logs() as expected:
        yield expected
    if complaint := expected.complaint():
        pytest.fail(complaint, pytrace=False)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real mails, exports and phone logs that lie beside the checkout."""
    if not SHARED_DATA.is_dir():
        missing(f"the shared data is not at {SHARED_DATA}")
    return SHARED_DATA


@pytest.fixture(scope="session")
def empty_unit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an empty database, to be copied: making one takes longer than most tests."""
    data = tmp_path_factory.mktemp("unit") / "data"
    open_database(Settings(data=data, database=str(data / "mottagning.db"))).close()
    return data


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running PostgreSQL; ask it for a `new_database()`."""
    yield from _running(Postgres)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A running IMAP server; ask it for an `add_account()`."""
    yield from _running(Dovecot)


ServerKind = TypeVar("ServerKind", Postgres, Dovecot)


@pytest.fixture
def microsoft(monkeypatch: pytest.MonkeyPatch) -> Iterator["Microsoft"]:
    """Microsoft 365 as far as we use it; what the program asks of it is answered here."""
    from mottagning.contacts.mail import web
    from tests.microsoft import Microsoft

    server = Microsoft()
    monkeypatch.setattr(web, "session", server.session)
    yield server
    server.close()


def _running(kind: type[ServerKind]) -> Iterator[ServerKind]:
    try:
        server = kind()
    except ServerMissingError as error:
        missing(str(error))
    try:
        server.start()
        yield server
    finally:
        server.remove()

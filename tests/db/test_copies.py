"""The copies in the data folder: one a night, some kept, and nothing in them that has been removed since."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from uuid import uuid4

import pytest

from mottagning import db, keys
from mottagning.care import copies
from mottagning.command import carry_out
from mottagning.contacts import byhand, chores, redaction, ties
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.cards import KeepCard, Written
from mottagning.contacts.leftcards import PutCardsOnDesk
from mottagning.contacts.phone import calls
from mottagning.contacts.phone.calls import MakeAnonymous, PhoneEvent
from mottagning.contacts.phone.unheard import KeepUnheard, keep_unheard
from mottagning.contacts.redaction import ConfirmRegistered, Erase
from mottagning.db import Database
from mottagning.errors import DatabaseTrouble, Trouble
from mottagning.settings import Settings
from tests.db import cases
from tests.db.people import hire

NIGHT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def write_down(database: Database, text: str) -> int:
    return byhand.write_down(database, WriteDown(by=None, channel="visit", text=text)).created["contact"]


def files(settings: Settings) -> list[str]:
    return sorted(path.name for path in (settings.data / "backups").glob("*.db"))


@contextmanager
def opened(path: Path, settings: Settings) -> Iterator[Database]:
    key, _ = keys.database_key(settings.keys, make=False)
    copy = db.open_copy(path, key)
    with copy.reading():
        yield copy
    copy.close()


def held(path: Path, settings: Settings) -> tuple[str, int]:
    """The words in clear in a copy and what it knows of people, and how much happened in it."""
    with opened(path, settings) as copy:
        texts = [row[0] for row in copy.sql("SELECT text FROM contact_text ORDER BY contact_id").fetchall()]
        octets = [bytes(row[0]).decode() for row in copy.sql("SELECT octets FROM raw ORDER BY ledger_id").fetchall()]
        parties = [row[0] for row in copy.sql("SELECT name FROM party").fetchall()]
        return "\n".join(map(str, texts + octets + parties)), copy.sql("SELECT max(id) FROM audit").fetchone()[0]


def test_what_is_removed_goes_from_the_copies_too(settings, database, tmp_path):
    people = hire(database, "ab")
    ids = cases.read(database, tmp_path, cases.ALVA)
    write_down(database, "Ett besök")
    erased = write_down(database, "Gallrad text")
    sealed, registered = (write_down(database, text) for text in ("Förseglad text", "Diarieförd text"))
    for each in (sealed, registered):
        ties.tie_case(database, ties.TieCase(by=people["ab"], contact=each, case=ids["C-2417"]))
    rings = PhoneEvent(by=None, event="answered", call_id="1", number="+46701740699", occurred_at=NIGHT)
    call = calls.phone_event(database, rings).created["contact"]
    copies.nightly(settings, database, NIGHT)
    (copy,) = (settings.data / "backups").glob("*.db")
    marks = ("Gallrad", "Förseglad", "Diarieförd", "701740699", "Alva")
    assert [mark in held(copy, settings)[0] for mark in marks] == [True] * 5

    copies.nightly(settings, database, NIGHT + DAY)
    before = held(copy, settings)
    redaction.erase(database, Erase(by=None, contact=erased, reason="disposed"))
    calls.make_anonymous(database, MakeAnonymous(by=None, contact=call))
    cases.read(database, tmp_path, cases.ALVA.replace(";nej", ";ja"))
    redaction.confirm_registered(database, ConfirmRegistered(by=people["kl"], contact=registered))
    copies.nightly(settings, database, NIGHT + 2 * DAY)

    words, happened = held(copy, settings)
    assert [mark for mark in marks if mark in words] == []
    assert "Ett besök" in words
    assert happened > before[1]
    with opened(copy, settings) as left:
        assert left.sql("SELECT count(*) FROM quarantine").fetchone()[0] == 1, "the sealed one, not the registered one"
        assert left.sql("SELECT count(*) FROM contact WHERE redacted_at IS NOT NULL").fetchone()[0] == 3
    copies.nightly(settings, database, NIGHT + 3 * DAY)
    assert held(copy, settings)[1] == happened, "nothing more to do is nothing done"


def test_who_asked_to_be_nobody_goes_from_the_copies_where_no_call_is_known_too(settings, database):
    said = KeepUnheard(by=None, source="vaxel", body="ringer=0701740699", call_id=None, occurred_at=NIGHT)
    unheard = keep_unheard(database, said).created["contact"]
    visit = byhand.write_down(database, WriteDown(by=None, channel="visit", text="Ett besök", name="Alva"))
    copies.nightly(settings, database, NIGHT)
    (copy,) = (settings.data / "backups").glob("*.db")
    assert "0701740699" in held(copy, settings)[0]
    for contact in (unheard, visit.created["contact"]):
        calls.make_anonymous(database, MakeAnonymous(by=None, contact=contact))
    copies.forget_removed(settings, database)
    words, happened = held(copy, settings)
    assert [mark for mark in ("0701740699", "Alva") if mark in words] == []
    assert "Ett besök" in words
    copies.forget_removed(settings, database)
    assert held(copy, settings)[1] == happened, "nothing more to do is nothing done"


def test_a_copy_of_the_night_is_made_once_and_fourteen_are_kept(settings, database):
    copies.nightly(settings, database, NIGHT.replace(hour=0))
    assert files(settings) == []
    copies.nightly(settings, database, NIGHT)
    copies.nightly(settings, database, NIGHT + timedelta(hours=1))
    assert files(settings) == ["daily-20261123.db"]
    made = settings.data / "backups" / "daily-20261123.db"
    for day in range(8, 23):
        for ending in ("", ".key"):
            earlier = made.with_name(f"daily-202611{day:02}.db{ending}")
            earlier.write_bytes(made.with_name(made.name + ending).read_bytes())
    copies.nightly(settings, database, NIGHT + DAY)
    assert files(settings) == [f"daily-202611{day:02}.db" for day in range(11, 25)]
    assert len(list(made.parent.glob("*.key"))) == 14


def test_a_copy_from_before_an_upgrade_goes_in_time_or_when_something_is_removed(settings, database):
    contact = write_down(database, "Ett besök")
    copies.nightly(settings, database, NIGHT)
    folder = settings.data / "backups"
    fresh, old = (folder / f"before-upgrade-from-2-{name}.db" for name in ("fresh", "old"))
    for path in (fresh, old):
        path.write_bytes((folder / "daily-20261123.db").read_bytes())
        key, _ = keys.database_key(settings.keys, make=False)
        copy = db.open_copy(path, key)
        with copy.writing():
            copy.sql("DELETE FROM schema_version")
            copy.sql("INSERT INTO schema_version (version) VALUES (2)")
        copy.close()
    for path, age in ((fresh, DAY), (old, 20 * DAY)):
        at = (NIGHT + DAY - age).timestamp()
        os.utime(path, (at, at))
    copies.nightly(settings, database, NIGHT + DAY)
    assert fresh.name in files(settings)
    assert old.name not in files(settings)

    redaction.erase(database, Erase(by=None, contact=contact, reason="disposed"))
    copies.nightly(settings, database, NIGHT + 2 * DAY)
    assert fresh.name not in files(settings)


def test_one_that_cannot_be_opened_is_told_and_the_others_are_seen_to(settings, database):
    contact = write_down(database, "Gallrad text")
    copies.nightly(settings, database, NIGHT)
    folder = settings.data / "backups"
    strange = folder / "daily-20261101.db"
    strange.write_bytes(b"of another computer" * 500)
    redaction.erase(database, Erase(by=None, contact=contact, reason="disposed"))
    with pytest.raises(DatabaseTrouble, match=r"daily-20261101\.db cannot be opened"):
        copies.forget_removed(settings, database)
    assert strange.exists()
    assert "Gallrad" not in held(folder / "daily-20261123.db", settings)[0]


def test_what_a_copy_was_brought_back_over_forgets_as_well(settings, database, tmp_path):
    if settings.is_server:
        pytest.skip("a server's data is brought back to an empty server only")
    contact = write_down(database, "Gallrad text")
    kept = Path(settings.database + ".before-restore-20261120T120000")
    database.copy_to(kept)
    redaction.erase(database, Erase(by=None, contact=contact, reason="disposed"))
    copies.forget_removed(settings, database)
    assert "Gallrad" not in held(kept, settings)[0]


def test_a_window_makes_it_where_nobody_serves(settings, database, monkeypatch):
    monkeypatch.setattr(copies, "_LOOK_S", 0)
    settings.data.mkdir(exist_ok=True)
    (settings.data / "backups").write_text("in the way")
    stopping, moments, told = Event(), [NIGHT + DAY, NIGHT, NIGHT, NIGHT], []

    def now() -> datetime:
        if len(moments) == 2:
            (settings.data / "backups").unlink()
        if len(moments) == 1:
            stopping.set()
        return moments.pop()

    copies.each_day(settings, database, now, stopping, told.append)
    (sentence,) = map(str, told)
    assert "backups cannot be written" in sentence
    assert files(settings) == ["daily-20261123.db", "daily-20261124.db"]


def test_an_old_copy_that_cannot_be_removed_is_told_and_the_others_forget(settings, database, monkeypatch):
    erased = write_down(database, "Gallrad text")
    copies.nightly(settings, database, NIGHT)
    (copy,) = (settings.data / "backups").glob("*.db")
    redaction.erase(database, Erase(by=None, contact=erased, reason="disposed"))
    (settings.data / "backups" / "daily-20200101.db").mkdir()  # which nobody removes as a file
    monkeypatch.setattr(copies, "_COPIES", 1)
    with pytest.raises(Trouble, match=r"daily-20200101\.db"):
        copies.nightly(settings, database, NIGHT + DAY)
    assert "Gallrad" not in held(copy, settings)[0]


@pytest.mark.parametrize("ending", ["disposed", "nobody"])
def test_words_on_a_card_go_from_the_copies_when_what_became_of_it_has_gone(settings, database, ending):
    """A copy made while the card lay open knows no contact of it yet."""
    people = hire(database, "ab")
    card = uuid4()
    written = Written(typed="Alva Berg", text="Bor på Granvägen")
    carry_out(database, KeepCard(by=people["ab"], at=NIGHT - DAY, card=card, written=written, begun_at=NIGHT - DAY))
    copies.nightly(settings, database, NIGHT)
    (copy,) = (settings.data / "backups").glob("*.db")
    assert words_on_cards(copy, settings) == [("Alva Berg", "Bor på Granvägen")]
    (put,) = [each for each in chores.due(database, NIGHT) if isinstance(each, PutCardsOnDesk)]
    carry_out(database, put)
    (contact,) = made_of_cards(database)
    if ending == "disposed":
        redaction.erase(database, Erase(by=None, contact=contact, reason="disposed"))
    else:
        calls.make_anonymous(database, MakeAnonymous(by=None, contact=contact))
    copies.forget_removed(settings, database)
    assert words_on_cards(copy, settings) == []
    words, happened = held(copy, settings)
    assert "Alva Berg" not in words
    assert ("Bor på Granvägen" in words) == (ending == "nobody")
    copies.forget_removed(settings, database)
    assert held(copy, settings)[1] == happened, "nothing more to do is nothing done"


def made_of_cards(database: Database) -> list[int]:
    with database.reading():
        return [row[0] for row in database.sql("SELECT contact_id FROM ledger WHERE kind = 'desk'").fetchall()]


def words_on_cards(path: Path, settings: Settings) -> list[tuple[str, str]]:
    with opened(path, settings) as copy:
        return [tuple(row) for row in copy.sql("SELECT typed, text FROM card_draft").fetchall()]

"""The contacts of a case taken out for an inquiry: what is in it, what is left out, and that it is written down."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mottagning import cli
from mottagning.audit import AuditEntry
from mottagning.cases.list import show_case
from mottagning.contacts.byhand import WriteDown, write_down
from mottagning.contacts.handling import MarkConcern, mark_concern
from mottagning.contacts.notes import AddNote, add_note
from mottagning.contacts.tables import Attachment, Contact
from mottagning.contacts.ties import TieCase, tie_case
from mottagning.db import Database
from mottagning.desk.casestory import Acted, case_story
from mottagning.desk.extract import CaseExtract, extract
from mottagning.errors import NotAllowed, Trouble
from mottagning.people.signedin import acting
from mottagning.people.staff import SavePerson, by_id, save_person
from mottagning.settings import Settings
from tests.db.feeds import MONDAY, case, take, write
from tests.db.people import hire

DAY_BEFORE, DAY_AFTER = ((MONDAY + timedelta(days=days)).date() for days in (-1, 1))
WHY = "Begäran från IVO, dnr 8.5-1234/2026"


def case_id(database: Database, code: str = "C-1") -> int:
    return show_case(database, code)[0].id


@pytest.fixture
def staff(database: Database, tmp_path: Path) -> dict[str, int]:
    """A case of a handler, another whose person is protected, and those who work here."""
    people = hire(database, "ab", "oh")
    rows = (case(Handläggare="Person AB"), case("C-2", Skyddade_personuppgifter="ja"))
    take(database, write(tmp_path / "export.csv", rows), at=MONDAY - timedelta(days=9))
    return people


def call(database: Database, staff: dict[str, int], *codes: str, text: str, minutes: int = 0) -> int:
    at = MONDAY - timedelta(minutes=minutes)
    said = WriteDown(by=staff["oh"], at=at, channel="phone", phone="+46701740605", name="Åsa Öberg", text=text)
    contact = write_down(database, said).created["contact"]
    for code in codes:
        tie_case(database, TieCase(by=staff["oh"], at=at, contact=contact, case=case_id(database, code)))
    return contact


def taken(database: Database, by: int, why: str = WHY, code: str = "C-1") -> CaseExtract:
    return extract(database, case_id(database, code), by, why, MONDAY)


def printed(database: Database) -> list[tuple[int | None, dict[str, object]]]:
    with database.reading():
        rows = AuditEntry.select().where(AuditEntry.action == "contacts_printed").order_by(AuditEntry.id)
        return [(row.actor_id, json.loads(row.facts)) for row in rows]


def test_contacts_are_taken_out_oldest_first_and_it_is_written_down(database: Database, staff: dict[str, int]) -> None:
    later = call(database, staff, "C-1", text="Ringer igen.")
    first = call(database, staff, "C-1", text="Undrar över beslutet.", minutes=30)
    add_note(database, AddNote(by=staff["ab"], at=MONDAY, contact=first, text="Ringde upp."))
    found = taken(database, staff["kl"])
    assert [(each.contact.id, each.text) for each in found.contacts] == [
        (first, "Undrar över beslutet."),
        (later, "Ringer igen."),
    ]
    assert [note.text for note in found.contacts[0].notes] == ["Ringde upp."]
    assert (found.by.key, found.reason, found.left_out) == ("kl", WHY, {})
    assert printed(database) == [(staff["kl"], {"reason": WHY, "contacts": 2, "left_out": {}})]
    story = case_story(database, case_id(database), MONDAY)
    assert Acted(MONDAY, "contacts_printed", "PK", WHY) in story.happenings


def test_what_must_not_be_printed_is_left_out_and_counted(database: Database, staff: dict[str, int]) -> None:
    call(database, staff, "C-1", "C-2", text="Om Eva Hemlig.", minutes=50)
    concern = call(database, staff, "C-1", text="Grannen slår barnet.", minutes=40)
    seen = version(database, concern)
    mark_concern(database, MarkConcern(by=staff["oh"], at=MONDAY, contact=concern, version=seen, concern="marked"))
    removed = call(database, staff, "C-1", text="Borttaget.", minutes=30)
    plain = call(database, staff, "C-1", text="Vill ha en tid.")
    with database.writing():
        Contact.update(redacted_at=datetime.now(UTC)).where(Contact.id == removed).execute()
        Attachment.create(contact_id=plain, position=0, name="intyg.pdf", content_type="a/b", size=1, sha256="0")
    found = taken(database, staff["kl"])
    assert found.left_out == {"protected": 1, "concern": 1, "removed": 1, "attachments": 1}
    assert [each.left_out for each in found.contacts] == ["protected", "concern", "removed", None]
    said = str(found)
    for word in ("Hemlig", "slår", "Borttaget", "intyg"):
        assert word not in said
    assert [each.contact.phone for each in found.contacts] == [None, None, None, "+46701740605"]


def version(database: Database, contact: int) -> int:
    with database.reading():
        return int(Contact.get_by_id(contact).version)


def test_the_handler_and_the_lead_may_and_nobody_else(database: Database, staff: dict[str, int]) -> None:
    assert taken(database, staff["ab"]).by.key == "ab"
    with pytest.raises(NotAllowed, match="handler"):
        taken(database, staff["oh"])
    with pytest.raises(NotAllowed):
        taken(database, 4711)
    assert len(printed(database)) == 1


@pytest.mark.parametrize("changed", [{"left": DAY_BEFORE}, {"joined": DAY_AFTER}, {"role": "none"}])
def test_a_handler_who_does_not_work_here_may_not(
    database: Database, staff: dict[str, int], changed: dict[str, Any]
) -> None:
    handler = by_id(database, staff["ab"])
    assert handler is not None
    save_person(database, SavePerson.of(handler, by=None, **changed))
    with pytest.raises(NotAllowed, match="handler"):
        taken(database, staff["ab"])
    with pytest.raises(NotAllowed, match="“ab” does not work in Mottagning now"):
        acting(database, "ab", MONDAY)
    assert acting(database, "KL", MONDAY).id == staff["kl"]
    with pytest.raises(Trouble, match="Nobody has the short name “xx”"):
        acting(database, "xx", MONDAY)
    assert printed(database) == []


def test_a_command_that_cannot_write_its_paper_takes_nothing_out(
    settings: Settings, database: Database, staff: dict[str, int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "there.pdf"
    there.write_bytes(b"another paper")
    before = set(tmp_path.iterdir())
    save_person(database, SavePerson(by=None, key="gone", name="Gun Ek", role="lead", left=date(2020, 1, 1)))
    for out, by, says in (
        (there, "kl", "exists already. Choose another name"),
        (tmp_path / "nowhere" / "a.pdf", "kl", "cannot be written: it does not exist"),
        (tmp_path / "a.pdf", "xx", "Nobody has the short name"),
        (tmp_path / "a.pdf", "gone", "does not work in Mottagning now"),
    ):
        words = ["cases", "print", "C-1", "--out", str(out), "--by", by, "--reason", WHY, "--lang", "en"]
        assert cli.main([*words, "--data", str(settings.data), "--database", settings.database]) == 1
        assert says in capsys.readouterr().err
    assert set(tmp_path.iterdir()) == before
    assert there.read_bytes() == b"another paper"
    assert printed(database) == []


def test_a_protected_case_is_not_printed(database: Database, staff: dict[str, int]) -> None:
    with pytest.raises(Trouble, match="protected identity"):
        taken(database, staff["kl"], code="C-2")
    with pytest.raises(Trouble, match="not in the case list"):
        extract(database, 4711, staff["kl"], WHY, MONDAY)
    assert printed(database) == []


@pytest.mark.parametrize(
    "why",
    [
        "",
        "  ",
        "x",
        "Begärt av asa@example.se",
        "Ring 070-174 06 05",
        "20170101-2393 frågar",
        "till öberg idag",
        "Åsa vill se allt",
    ],
)
def test_a_reason_is_needed_and_names_nobody(database: Database, staff: dict[str, int], why: str) -> None:
    with pytest.raises(Trouble, match="Write why"):
        taken(database, staff["kl"], why)
    assert printed(database) == []

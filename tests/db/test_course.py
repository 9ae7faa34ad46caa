"""One contact's whole course taken out for an inquiry: what is in it, of whom nothing, and that it is written down."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from mottagning import audit
from mottagning.audit import AuditEntry
from mottagning.care.protection import learnt_protected
from mottagning.command import carry_out
from mottagning.contacts import byhand, handling, redaction, ties
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.handling import Claim, Close, MarkConcern, PassOn
from mottagning.contacts.notes import AddNote
from mottagning.contacts.ties import TieCase
from mottagning.contacts.whole import read_whole
from mottagning.db import Database
from mottagning.desk.course import Course, take_out
from mottagning.desk.todays import OpenBeyond
from mottagning.errors import NotAllowed, Trouble
from mottagning.people.deputies import NameDeputy
from tests.db import feeds
from tests.db.people import hire

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)
WHY = "Lex Sarah, utredning 2026-14"


@pytest.fixture
def people(database, tmp_path):
    feeds.take(database, feeds.write(tmp_path / "a.csv", [feeds.case()]), at=NOW - timedelta(days=9))
    return hire(database, "ab", "oh")


def arrive(database: Database, people: dict[str, int], text: str = "Undrar över beslutet", **values) -> int:
    command = WriteDown(by=people["ab"], at=NOW, channel="phone", name="Åsa Öberg", phone="+46701740605", text=text)
    return byhand.write_down(database, command).created["contact"]


def on(database, contact, who, minutes):
    version = read_whole(database, contact).summary.version
    return {"by": who, "at": NOW + timedelta(minutes=minutes), "contact": contact, "version": version}


def taken(database: Database, people: dict[str, int], contact: int, who: str = "kl", why: str = WHY) -> Course:
    return take_out(database, contact, people[who], why, LATER)


def printed(database: Database) -> list[tuple[int | None, dict[str, object]]]:
    with database.reading():
        rows = AuditEntry.select().where(AuditEntry.action == "course_printed").order_by(AuditEntry.id)
        return [(row.actor_id, json.loads(row.facts)) for row in rows]


def test_every_step_with_its_time_and_who_took_it(database, people):
    contact = arrive(database, people)
    ties.tie_case(database, TieCase(by=people["ab"], at=NOW, contact=contact, case=1))
    carry_out(database, AddNote(by=people["ab"], at=NOW, contact=contact, text="Ring henne."))
    audit.seen(database, NOW + timedelta(minutes=5), people["oh"], "contact", contact)
    later = NOW + timedelta(hours=8)
    handling.pass_on(database, PassOn(**on(database, contact, people["ab"], 10), to=people["oh"], returns_at=later))
    handling.claim(database, Claim(**on(database, contact, people["oh"], 20)))
    handling.close(database, Close(**on(database, contact, people["oh"], 30), outcome="solved"))
    opening = OpenBeyond(by=people["kl"], at=NOW + timedelta(minutes=40), kind="contact", ref=contact, why="review")
    carry_out(database, opening)
    found = taken(database, people, contact)
    steps = [(step.step, found.people[step.actor].key) for step in found.steps]
    assert steps[-4:] == [("noted", "ab"), ("passed_on", "ab"), ("claimed", "oh"), ("closed", "oh")]
    assert [step.at for step in found.steps][-1] == NOW + timedelta(minutes=30)
    assert (found.contact.text, [note.text for note in found.contact.notes]) == (
        "Undrar över beslutet",
        ["Ring henne."],
    )
    assert [(tie.code, tie.state) for tie in found.ties] == [("C-1", "tied")]
    assert found.codes == {1: "C-1"}
    assert [(each.by, each.what, each.why) for each in found.looks] == [
        (people["oh"], "seen", ""),
        (people["kl"], "opened_beyond", "review"),
    ]
    (source,) = found.sources
    assert source.place.startswith("desk:")
    assert len(source.sha256 or "") == 64
    assert printed(database) == [(people["kl"], {"reason": WHY, "left_out": None})]
    assert [each.what for each in taken(database, people, contact).looks][-1] == "course_printed"


def test_only_who_leads_may_and_the_deputy_while_she_does(database, people):
    contact = arrive(database, people)
    with pytest.raises(NotAllowed):
        taken(database, people, contact, "ab")
    day = NOW.date()
    carry_out(database, NameDeputy(by=None, person=people["kl"], deputy=people["ab"], first=day, last=day))
    assert taken(database, people, contact, "ab").by.key == "ab"
    assert [by for by, _ in printed(database)] == [people["ab"]]


@pytest.mark.parametrize("why", ["", " ", "Åsa klagar", "070-174 06 05"])
def test_without_a_reason_or_with_a_name_in_it_nothing_is_taken_out(database, people, why):
    contact = arrive(database, people)
    with pytest.raises(Trouble):
        taken(database, people, contact, why=why)
    assert printed(database) == []
    with pytest.raises(Trouble):
        taken(database, people, 4711)


def test_of_somebody_protected_there_are_steps_and_no_word(database, people, tmp_path):
    contact = arrive(database, people, "Åsa är rädd")
    ties.tie_case(database, TieCase(by=people["ab"], contact=contact, case=1))
    carry_out(database, AddNote(by=people["ab"], at=NOW, contact=contact, text="Flyttad till Hemort"))
    hidden = feeds.case(Skyddade_personuppgifter="ja", Namn="", Telefon="", E_post="")
    feeds.take(database, feeds.write(tmp_path / "b.csv", [hidden]), learnt_protected=learnt_protected, confirm=True)
    found = taken(database, people, contact)
    assert (found.contact.left_out, found.is_sealed) == ("protected", True)
    assert "redacted" in [step.step for step in found.steps]
    assert all(tie.reasons == () for tie in found.ties)
    for word in ("Åsa", "rädd", "Hemort", "0701740605", "6701740605"):
        assert word not in str(found), word


def test_of_a_report_of_concern_there_is_the_course_and_not_who_reported(database, people):
    contact = arrive(database, people, "Grannen slår barnet")
    handling.mark_concern(database, MarkConcern(**on(database, contact, people["ab"], 1), concern="marked"))
    found = taken(database, people, contact)
    assert found.contact.left_out == "concern"
    assert [step.step for step in found.steps][-1] == "concern_marked"
    for word in ("Grannen", "Öberg", "6701740605"):
        assert word not in str(found), word


def test_what_was_removed_is_told_with_when_and_why(database, people):
    contact = arrive(database, people)
    redaction.erase(database, redaction.Erase(by=people["kl"], at=LATER, contact=contact, reason="anonymous"))
    found = taken(database, people, contact)
    assert (found.removed_at, found.removed_why, found.contact.left_out) == (LATER, "anonymous", "removed")
    assert [(step.step, step.facts) for step in found.steps][-1] == ("redacted", {"reason": "anonymous"})


def test_what_belongs_with_it_is_told_by_time_alone(database, people):
    contact, other = arrive(database, people), arrive(database, people, "Ringer om fakturan")
    with database.writing():
        database.sql("INSERT INTO thread (kind) VALUES ('phone')")
        thread = database.sql("SELECT max(id) FROM thread").fetchone()[0]
        database.sql("UPDATE contact SET thread_id = ?", (thread,))
    found = taken(database, people, contact)
    assert [(each.id, each.name, each.phone, each.beginning) for each in found.same] == [(other, None, None, "")]

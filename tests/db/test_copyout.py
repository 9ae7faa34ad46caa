"""What goes into the case system by hand: the text in the unit's form, and the list of what is not there yet."""

from datetime import UTC, datetime, timedelta

import pytest

from mottagning import audit
from mottagning.command import carry_out
from mottagning.contacts import byhand, caller, handling, redaction
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.caller import NoteCaller
from mottagning.contacts.handling import Close, Register
from mottagning.contacts.notes import AddNote, add_note
from mottagning.contacts.ties import TieCase, tie_case
from mottagning.contacts.whole import read_whole
from mottagning.desk import copyout
from mottagning.desk.copyout import NoteCopied
from mottagning.errors import NotAllowed, Trouble
from tests.db import records
from tests.db.cases import ALVA, read
from tests.db.people import hire

NOON = datetime(2026, 11, 23, 11, 5, tzinfo=UTC)


@pytest.fixture
def people(database):
    return hire(database, "ab", "oh")


@pytest.fixture
def case(database, tmp_path):
    return read(database, tmp_path, ALVA)["C-2417"]


def write(database, by, channel="phone", **said):
    said = {"phone": "+46701740605", "text": "Undrar över {datum} i beslutet."} | said
    return byhand.write_down(database, WriteDown(by=by, at=NOON, channel=channel, **said)).created["contact"]


def on(database, contact, by):
    return {"by": by, "at": NOON, "contact": contact, "version": read_whole(database, contact).summary.version}


@pytest.fixture
def contact(database, people, case):
    ab = people["ab"]
    contact = write(database, ab, name="Eva Berg")
    tie_case(database, TieCase(by=ab, at=NOON, contact=contact, case=case))
    caller.note_caller(database, NoteCaller(by=ab, at=NOON, contact=contact, role="relative", way="called_back"))
    add_note(database, AddNote(by=people["oh"], at=NOON, contact=contact, text="Beslutet läst upp."))
    handling.close(database, Close(**on(database, contact, ab), outcome="solved"))
    return contact


def test_the_text_says_when_who_what_and_how_it_ended(database, people, contact):
    ready = copyout.copy_out(database, contact, people["ab"], NOON)
    assert ready.code == "C-2417"
    assert ready.text == (
        "2026-11-23 kl. 12.05, telefonsamtal\n"
        "Från: Eva Berg, 070-174 06 05 (anhörig, identifierad genom motringning)\n"
        "Ärende: C-2417\n\n"
        "Undrar över {datum} i beslutet.\n\n"
        "12.05 PO: Beslutet läst upp.\n\n"
        "Resultat: löst i mottagningen\n"
        "Person AB\n"
    )


def test_lines_without_a_value_are_left_out(database, people):
    bare = write(database, people["ab"], channel="visit", phone=None, text="")
    text = copyout.copy_out(database, bare, people["ab"], NOON).text
    assert text == "2026-11-23 kl. 12.05, besök\n\nPerson AB\n"


def test_the_team_lead_writes_the_form_and_a_field_that_is_none_is_named(database, people, contact):
    lead = people["kl"]
    changes = records.keep(database, lead, template="{ärende}: {anteckningar}")
    assert copyout.copy_out(database, contact, lead, NOON).text == "C-2417: 12.05 PO: Beslutet läst upp.\n"
    with pytest.raises(Trouble, match="namn"):
        records.keep(database, lead, template="{namn}")
    with pytest.raises(Trouble, match="anteckningar"):
        records.keep(database, lead, template="Alltid samma")
    with pytest.raises(NotAllowed):
        records.keep(database, people["ab"], template="{tid}")
    carry_out(database, changes.undo)
    assert copyout.template(database) == copyout.shipped_template()


def test_a_protected_identity_has_no_name_in_the_text(database, people, tmp_path):
    hidden = ALVA.removesuffix("nej") + "ja"
    contact = write(database, people["ab"], name="Eva Berg")
    case = read(database, tmp_path, hidden)["C-2417"]
    tie_case(database, TieCase(by=people["ab"], at=NOON, contact=contact, case=case))
    text = copyout.copy_out(database, contact, people["ab"], NOON).text
    assert "Från: skyddade uppgifter\nÄrende: C-2417" in text
    assert "Berg" not in text
    assert "174" not in text


def test_copying_is_written_down_and_removed_content_is_said_to_be(database, people, contact):
    copyout.note_copied(database, NoteCopied(by=people["ab"], at=NOON, contact=contact))
    with database.reading():
        assert (NOON, people["ab"], "copied_out") in audit.entries(database, "contact", contact)
    redaction.erase(database, redaction.Erase(by=people["kl"], at=NOON, contact=contact, reason="disposed"))
    with pytest.raises(Trouble, match="removed"):
        copyout.copy_out(database, contact, people["ab"], NOON)


def test_what_is_done_and_not_registered_is_listed_for_who_ended_it(database, people, contact):
    write(database, people["ab"])  # still open
    assert copyout.not_entered(database, by=people["ab"]) == (contact,)
    assert copyout.not_entered(database, by=people["oh"]) == ()
    assert copyout.not_entered(database, before=NOON) == ()
    assert copyout.not_entered(database, before=NOON + timedelta(minutes=1)) == (contact,)
    handling.register(database, Register(**on(database, contact, people["ab"]), registered="case_file"))
    assert copyout.not_entered(database) == ()

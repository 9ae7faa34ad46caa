"""What is about a protected identity is sealed: when protection is learnt, and when a contact about it is done."""

from base64 import b64decode
from datetime import UTC, datetime, timedelta

import pytest

from mottagning.care import check
from mottagning.cases.entries import PartyDetails, SaveParty
from mottagning.command import carry_out
from mottagning.contacts import chores, redaction
from mottagning.contacts.byhand import NameCaller, WriteDown
from mottagning.contacts.handling import Close, Promise
from mottagning.contacts.notes import AddNote
from mottagning.contacts.phone.calls import PhoneEvent
from mottagning.contacts.redaction import ConfirmRegistered, OpenSealed
from mottagning.contacts.tables import Contact, ContactText, Note
from mottagning.contacts.ties import TieCase
from mottagning.contacts.whole import read_whole
from mottagning.desk.settle import Done, Settle
from mottagning.errors import Trouble
from tests.db import cases
from tests.db.people import hire
from tests.db.test_contacts_intake import mail, take

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HERS, OTHERS = "+46701740605", "+46701740606"
PROTECTED = cases.ALVA.replace(";nej", ";ja")


@pytest.fixture
def people(database):
    return hire(database, "ab")


def call(database, number, minutes=0, answered=False):
    at = AT + timedelta(minutes=minutes)
    for event in ("ringing", "answered", "ended") if answered else ("ringing", "missed"):
        told = PhoneEvent(by=None, at=at, event=event, number=number, call_id=f"{number}/{minutes}", occurred_at=at)
        contact = carry_out(database, told).created["contact"]
    return contact


def close(database, contact, by, note=""):
    version = read_whole(database, contact).summary.version
    return carry_out(
        database,
        Close(by=by, at=AT + timedelta(hours=3), contact=contact, version=version, outcome="solved", note=note),
    )


def opened(database, people, contact):
    return redaction.open_sealed(database, OpenSealed(by=people["kl"], contact=contact))


def in_clear(database, contact):
    """(who, words) that are left of a contact."""
    with database.reading():
        text = ContactText.get_or_none(ContactText.contact_id == contact)
        notes = [note.text for note in Note.select().where(Note.contact_id == contact)]
    who = [value for value in (text.name, text.phone, text.address) if value] if text else []
    return who, [value for value in (text.subject, text.text) if value] + notes if text else notes


def test_a_closed_contact_of_a_protected_case_is_sealed(database, tmp_path, people):
    cases.read(database, tmp_path, PROTECTED)
    (contact,) = take(database, mail(subject="Ang. C-2417", text="Jag bor på Granvägen"))
    assert in_clear(database, contact) == ([], ["Ang. C-2417", "Jag bor på Granvägen"])

    changes = close(database, contact, people["ab"], note="Hon bor på Granvägen nu")

    assert in_clear(database, contact) == ([], [])
    sealed = opened(database, people, contact)
    assert (sealed["text"], sealed["notes"]) == ("Jag bor på Granvägen", ["Hon bor på Granvägen nu"])
    assert b"Granv" in b64decode(sealed["raw"][0])
    carry_out(database, changes.undo)
    again = read_whole(database, contact)
    assert (again.summary.state, again.text, again.sealed) == ("waiting", "", True)


def test_what_is_written_later_is_sealed_with_the_rest(database, tmp_path, people):
    cases.read(database, tmp_path, PROTECTED)
    (contact,) = take(database, mail(subject="Ang. C-2417", text="Första"))
    close(database, contact, people["ab"], note="Andra")

    changes = carry_out(database, AddNote(by=people["ab"], at=AT, contact=contact, text="Tredje"))

    assert changes.undo is None
    assert in_clear(database, contact) == ([], [])
    assert opened(database, people, contact)["notes"] == ["Andra", "Tredje"]
    redaction.confirm_registered(database, ConfirmRegistered(by=people["kl"], contact=contact))
    carry_out(database, AddNote(by=people["ab"], at=AT, contact=contact, text="Fjärde"))
    assert opened(database, people, contact)["notes"] == ["Fjärde"]


def test_tying_what_is_done_already_seals_it(database, tmp_path, people):
    ids = cases.read(database, tmp_path, PROTECTED)
    (contact,) = take(database, mail(subject="Hej", text="Jag bor på Granvägen"))
    close(database, contact, people["ab"])
    assert in_clear(database, contact)[1]

    carry_out(database, TieCase(by=people["ab"], at=AT, contact=contact, case=ids["C-2417"]))

    assert in_clear(database, contact) == ([], [])
    assert opened(database, people, contact)["text"] == "Jag bor på Granvägen"


def test_other_contacts_keep_their_words_when_closed(database, tmp_path, people):
    cases.read(database, tmp_path, PROTECTED, cases.NILS)
    (contact,) = take(database, mail(subject="Ang. C-1980", text="Jag bor på Granvägen"))

    close(database, contact, people["ab"])

    assert in_clear(database, contact) == (["Alva Berg", "alva@example.se"], ["Ang. C-1980", "Jag bor på Granvägen"])


def test_the_call_card_seals_what_it_closes(database, tmp_path, people):
    ids = cases.read(database, tmp_path, PROTECTED)
    settle = Settle(
        by=people["ab"], at=AT, number=HERS, name="Alva", case=ids["C-2417"], note="Ny adress", ending=Done("solved")
    )

    contact = carry_out(database, settle).created["contact"]

    assert in_clear(database, contact) == ([], [])
    assert opened(database, people, contact)["text"] == "Ny adress"


def test_no_name_is_given_to_what_is_tied_to_a_protected_case(database, tmp_path, people):
    ids = cases.read(database, tmp_path, PROTECTED)
    contact = call(database, HERS, answered=True)
    carry_out(database, TieCase(by=people["ab"], at=AT, contact=contact, case=ids["C-2417"]))

    with pytest.raises(Trouble, match="protected"):
        carry_out(database, NameCaller(by=people["ab"], at=AT, contact=contact, name="Alva Berg"))
    version = read_whole(database, contact).summary.version
    settle = Settle(
        by=people["ab"], at=AT, contact=contact, version=version, name="Alva", note="Hej", ending=Done("solved")
    )
    carry_out(database, settle)
    assert in_clear(database, contact) == ([], [])
    assert opened(database, people, contact)["notes"] == ["Hej"]


def test_tying_one_of_several_missed_calls_takes_the_number_from_all(database, tmp_path, people):
    ids = cases.read(database, tmp_path, PROTECTED)
    calls = [call(database, HERS, minutes) for minutes in (0, 10, 20)]

    carry_out(database, TieCase(by=people["ab"], at=AT, contact=calls[2], case=ids["C-2417"]))

    assert [in_clear(database, contact) for contact in calls] == [([], [])] * 3


def test_protection_learnt_later_reaches_what_came_from_her_and_was_never_tied(database, tmp_path, people):
    cases.read(database, tmp_path, cases.ALVA, cases.NILS)
    missed = call(database, HERS)
    hers, numbered, his, unknown = take(
        database,
        mail(text="Kan någon ringa?", message_id="1@example.se"),
        mail(text="Det gäller 19900101-2385", sender="Okänd <x@example.org>", message_id="2@example.se"),
        mail(text="Nils här", sender="Nils Ek <nils@example.se>", message_id="3@example.se"),
        mail(text="Hej från Alva Berg", sender="Okänd <y@example.org>", message_id="4@example.se"),
    )

    cases.read(database, tmp_path, PROTECTED, cases.NILS)

    assert [in_clear(database, contact) for contact in (missed, hers, numbered)] == [([], [])] * 3
    assert opened(database, people, hers)["text"] == "Kan någon ringa?"
    for contact in (missed, hers, numbered):
        whole = read_whole(database, contact)
        assert [(tie.code, tie.state) for tie in whole.ties] == [("C-2417", "offered")], "so that she is called back"
        assert whole.summary.state in ("waiting", "promised")
    assert in_clear(database, his) == (["Nils Ek", "nils@example.se"], ["Fråga", "Nils här"])
    assert in_clear(database, unknown)[1] == ["Fråga", "Hej från Alva Berg"], "a name alone is no evidence"
    assert read_whole(database, unknown).ties == ()
    close(database, hers, people["ab"], note="Ringt Alva")
    assert opened(database, people, hers)["notes"] == ["Ringt Alva"]


def test_a_number_that_other_cases_share_is_left_alone(database, tmp_path, people):
    sibling = cases.NILS.replace("070-174 06 06", "070-174 06 05")
    cases.read(database, tmp_path, cases.ALVA, sibling)
    shared = call(database, HERS)

    cases.read(database, tmp_path, PROTECTED, sibling)

    assert in_clear(database, shared)[0] == [HERS]


def test_the_number_of_another_party_is_no_evidence(database, tmp_path, people):
    ids = cases.read(database, tmp_path, cases.ALVA)
    school = PartyDetails(role="school", name="Skolan", phones=(OTHERS,))
    carry_out(database, SaveParty(by=None, case=ids["C-2417"], details=school))
    from_school = call(database, OTHERS)

    cases.read(database, tmp_path, PROTECTED)

    assert in_clear(database, from_school)[0] == [OTHERS], "the school may call about any child"


def test_a_conversation_is_sealed_as_a_whole(database, tmp_path, people):
    ids = cases.read(database, tmp_path, cases.ALVA)
    first, answer = take(
        database,
        mail(text="Jag bor på Granvägen", sender="Vera <vera@example.org>", message_id="1@example.se"),
        mail(
            text="Som sagt Granvägen",
            sender="Vera <vera@example.org>",
            message_id="2@example.se",
            more=["In-Reply-To: <1@example.se>"],
        ),
    )
    carry_out(database, TieCase(by=people["ab"], at=AT, contact=answer, case=ids["C-2417"]))
    with database.reading():
        assert len({Contact.get_by_id(contact).thread_id for contact in (first, answer)}) == 1

    cases.read(database, tmp_path, PROTECTED)

    assert [in_clear(database, contact) for contact in (first, answer)] == [([], [])] * 2


def test_what_is_open_can_be_worked_with_until_it_is_done(database, tmp_path, people):
    ids = cases.read(database, tmp_path, PROTECTED)
    said = WriteDown(by=people["ab"], at=AT, channel="visit", name="Alva", text="Vill ha hjälp", case=ids["C-2417"])
    contact = carry_out(database, said).created["contact"]
    version = read_whole(database, contact).summary.version
    later = AT + timedelta(hours=4)
    promise = Promise(by=people["ab"], at=AT, contact=contact, version=version, due_at=later, note="Ring igen")
    carry_out(database, promise)

    assert in_clear(database, contact) == ([], ["Vill ha hjälp", "Ring igen"])


def test_what_lay_in_clear_from_before_is_sealed_as_time_goes(database, tmp_path, people):
    cases.read(database, tmp_path, PROTECTED)
    letters = [mail(subject="Ang. C-2417", text="Granvägen", message_id=f"{n}@example.se") for n in range(25)]
    *contacts, waiting = take(
        database, *letters, mail(subject="Ang. C-2417", text="Granvägen", message_id="w@example.se")
    )
    with database.writing():  # as an older program left them
        closed = Contact.update(state="closed", outcome="solved", due_at=None, closed_at=AT)
        closed.where(Contact.id != waiting).execute()
        ContactText.update(name="Alva Berg", address="alva@example.se").execute()
    assert _wrong(database) == {"protected_in_clear": 25, "protected_with_name": 26}

    while commands := chores.due(database, AT):
        for command in commands:
            carry_out(database, command)

    assert [in_clear(database, contact) for contact in contacts] == [([], [])] * 25
    assert in_clear(database, waiting) == ([], ["Ang. C-2417", "Granvägen"])
    assert _wrong(database) == {}
    assert opened(database, people, contacts[0])["text"] == "Granvägen"


def _wrong(database):
    return {finding.name: finding.count for finding in check.check(database) if finding.count}

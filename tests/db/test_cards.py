"""What is begun on a call card: its writer's until it is saved, and nobody's to lose."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from mottagning.command import carry_out
from mottagning.contacts import cards, chores, redaction, views
from mottagning.contacts.cards import DropCard, KeepCard, TakeUpCard, Written
from mottagning.contacts.drafts import KeepDraft, drafts_of
from mottagning.contacts.ledger import pending
from mottagning.contacts.phone.calls import MakeAnonymous, PhoneEvent
from mottagning.contacts.redaction import Erase, OpenSealed
from mottagning.contacts.whole import read_whole
from mottagning.desk.settle import Done, Parked, Settle
from mottagning.errors import Conflict
from tests.db import cases
from tests.db.people import hire

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
TOMORROW = NOON + timedelta(days=1)
NUMBER = "070-174 06 05"
PROTECTED = cases.ALVA.replace(";nej", ";ja")


@pytest.fixture
def people(database):
    return hire(database, "ab", "oh")


@pytest.fixture
def ringing(database):
    told = PhoneEvent(by=None, at=NOON, event="ringing", number=None, call_id="7", occurred_at=NOON)
    return carry_out(database, told).created["contact"]


def write(database, by, card=None, at=NOON, **written):
    card = card or uuid4()
    carry_out(database, KeepCard(by=by, at=at, card=card, written=Written(**written), begun_at=NOON))
    return card


def left(database, person, but=()):
    return [(each.written.typed, each.written.text) for each in cards.left_cards(database, person, but)]


def do_chores(database, at):
    for command in chores.due(database, at):
        carry_out(database, command)


def everything(database):
    with database.reading():
        return [each.id for each in views.summaries(database)]


def test_the_newest_words_stay_and_an_empty_card_keeps_nothing(database, people):
    card = write(database, people["ab"], typed="Siv", text="Und")
    write(database, people["ab"], card, typed="Siv Ny", text="Undrar")
    other = write(database, people["oh"], text="En annan")
    assert left(database, people["ab"]) == [("Siv Ny", "Undrar")]
    assert left(database, people["ab"], but=[card]) == []
    write(database, people["ab"], card, typed=" ", text="")
    write(database, people["oh"], other, text="")
    assert left(database, people["ab"]) == left(database, people["oh"]) == []


def test_it_goes_when_the_call_is_saved(database, people):
    card = write(database, people["ab"], typed="Siv Ny", text="Undrar")
    kept = Settle(by=people["ab"], uuid=card, at=NOON, name="Siv Ny", note="Undrar om", ending=Done("solved"))
    carry_out(database, kept)
    assert left(database, people["ab"]) == []
    assert carry_out(database, kept).replayed
    assert len(everything(database)) == 1


def test_of_two_windows_one_takes_it_up(database, people):
    card, anew = write(database, people["ab"], text="Undrar"), uuid4()
    carry_out(database, TakeUpCard(by=people["ab"], card=card, anew=anew))
    assert [each.card for each in cards.left_cards(database, people["ab"])] == [anew]
    with pytest.raises(Conflict):
        carry_out(database, TakeUpCard(by=people["ab"], card=card, anew=uuid4()))


def test_what_was_thrown_away_comes_back_by_undo(database, people):
    card = write(database, people["ab"], typed="Siv", text="Undrar")
    undo = carry_out(database, DropCard(by=people["ab"], card=card)).undo
    assert left(database, people["ab"]) == []
    carry_out(database, undo)
    assert left(database, people["ab"]) == [("Siv", "Undrar")]
    assert carry_out(database, DropCard(by=people["ab"], card=uuid4())).undo is None


def test_no_number_of_somebody_who_rings_is_kept(database, people, ringing):
    write(database, people["ab"], contact=ringing, typed=NUMBER, text="Undrar")
    assert left(database, people["ab"]) == [("", "Undrar")]
    card = write(database, people["ab"], typed=NUMBER, text="Utan samtal")
    assert (NUMBER, "Utan samtal") in left(database, people["ab"])
    write(database, people["ab"], card, contact=ringing, typed="Siv, 0701740605")
    carry_out(database, MakeAnonymous(by=people["ab"], at=NOON, contact=ringing))
    assert left(database, people["ab"]) == [("", "Undrar"), ("", "")]


def test_it_goes_with_the_contents_of_its_contact(database, people, ringing):
    card = write(database, people["ab"], contact=ringing, text="Undrar")
    carry_out(database, Erase(by=people["kl"], at=NOON, contact=ringing, reason="disposed"))
    assert left(database, people["ab"]) == []
    write(database, people["ab"], card, contact=ringing, text="Undrar vidare")
    assert left(database, people["ab"]) == []


def test_after_the_day_it_is_a_contact_of_the_desk(database, people):
    card = write(database, people["ab"], channel="visit", typed="Siv Ny", text="Undrar", at=NOON + timedelta(hours=1))
    do_chores(database, NOON + timedelta(hours=6))
    assert everything(database) == []
    do_chores(database, TOMORROW)
    do_chores(database, TOMORROW)
    (contact,) = everything(database)
    whole = read_whole(database, contact)
    assert (whole.summary.state, whole.summary.owner, whole.summary.channel) == ("waiting", None, "visit")
    assert (whole.summary.at, whole.summary.name, whole.text) == (NOON, "Siv Ny", "Undrar")
    assert ("card_left", people["ab"]) in [(step.step, step.facts.get("person")) for step in whole.steps]
    assert left(database, people["ab"]) == []
    assert pending(database) == []

    # the card lay open in a window all night: what is saved there is the same contact
    write(database, people["ab"], card, channel="visit", typed="Siv Ny", text="Undrar vidare", at=TOMORROW)
    do_chores(database, TOMORROW + timedelta(days=1))
    assert everything(database) == [contact]
    carry_out(
        database,
        Settle(by=people["ab"], uuid=card, at=TOMORROW, channel="visit", note="Undrar vidare", ending=Parked()),
    )
    assert everything(database) == [contact]
    whole = read_whole(database, contact)
    assert ([note.text for note in whole.notes], whole.summary.owner) == (["Undrar vidare"], people["ab"])


def test_after_the_day_what_was_written_on_a_ringing_call_is_a_draft_there(database, people, ringing):
    write(database, people["ab"], contact=ringing, typed="Siv Ny", text="Undrar")
    do_chores(database, TOMORROW)
    assert everything(database) == [ringing]
    assert [(each.person, each.text) for each in drafts_of(database, [ringing])[ringing]] == [
        (people["ab"], "Undrar\nSiv Ny")
    ]


def test_after_the_day_nothing_is_too_long_to_be_kept(database, people, ringing):
    most = "x" * 100_000
    carry_out(database, KeepDraft(by=people["ab"], at=NOON, contact=ringing, text=most))
    write(database, people["ab"], contact=ringing, text=most)
    do_chores(database, TOMORROW)
    assert len(drafts_of(database, [ringing])[ringing][0].text) == 2 * len(most) + 1


@pytest.mark.parametrize("by_number", [False, True])
def test_when_protection_is_learnt_it_is_sealed_with_the_rest(database, tmp_path, people, by_number):
    case = cases.read(database, tmp_path, cases.ALVA)["C-2417"]
    said = {"typed": NUMBER} if by_number else {"typed": "Alva Berg", "case": case}
    write(database, people["ab"], text="Bor på Granvägen", **said)
    other = write(database, people["ab"], text="Något annat")
    cases.read(database, tmp_path, PROTECTED)
    assert [each.card for each in cards.left_cards(database, people["ab"])] == [other]
    (contact,) = everything(database)
    whole = read_whole(database, contact)
    assert (whole.sealed, whole.text, whole.summary.name, whole.summary.phone) == (True, "", None, None)
    sealed = redaction.open_sealed(database, OpenSealed(by=people["kl"], contact=contact))
    assert sealed["text"] == "Bor på Granvägen"


def test_of_a_protected_case_nothing_about_who_it_is_is_kept(database, tmp_path, people):
    case = cases.read(database, tmp_path, PROTECTED)["C-2417"]
    write(database, people["ab"], typed="Alva Berg", case=case, text="Undrar")
    (card,) = cards.left_cards(database, people["ab"])
    assert (card.written.typed, card.is_protected, card.code) == ("", True, "C-2417")


def test_which_case_a_left_card_was_about_is_not_lost_with_the_day(database, tmp_path, people, ringing):
    case = cases.read(database, tmp_path, cases.ALVA)["C-2417"]
    write(database, people["ab"], contact=ringing, case=case, text="Undrar")
    do_chores(database, TOMORROW)
    assert [tie.case for tie in read_whole(database, ringing).ties if tie.state == "tied"] == [case]


def test_words_on_a_call_about_somebody_who_turns_out_protected_are_sealed(database, tmp_path, people, ringing):
    case = cases.read(database, tmp_path, cases.ALVA)["C-2417"]
    write(database, people["ab"], contact=ringing, case=case, text="Bor på Granvägen")
    cases.read(database, tmp_path, PROTECTED)
    assert drafts_of(database, [ringing]) == {}
    assert read_whole(database, ringing).sealed
    sealed = redaction.open_sealed(database, OpenSealed(by=people["kl"], contact=ringing))
    assert sealed["notes"] == ["Bor på Granvägen"]


def test_words_with_her_personal_identity_number_are_sealed_though_no_case_was_chosen(database, tmp_path, people):
    cases.read(database, tmp_path, cases.ALVA)
    write(database, people["ab"], typed="19900101-2385", text="Bor på Granvägen")
    cases.read(database, tmp_path, PROTECTED)
    assert cards.left_cards(database, people["ab"]) == ()
    (contact,) = everything(database)
    assert read_whole(database, contact).sealed

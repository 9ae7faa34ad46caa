"""What is begun on a call card: its writer's until it is saved, and nobody's to lose."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from uuid import uuid4

import pytest

from mottagning.command import carry_out
from mottagning.contacts import cards, chores, redaction, views
from mottagning.contacts.cards import DropCard, KeepCard, TakenUp, TakeUpCard, Written
from mottagning.contacts.drafts import KeepDraft, drafts_of
from mottagning.contacts.handling import Claim
from mottagning.contacts.ledger import pending
from mottagning.contacts.phone.calls import MakeAnonymous, PhoneEvent
from mottagning.contacts.redaction import Erase, OpenSealed
from mottagning.contacts.whole import read_whole
from mottagning.desk.settle import Done, Parked, Promised, Settle
from mottagning.errors import Conflict, Trouble
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


def write(database, by, card=None, at=NOON, holder=None, **written):
    """In a window that is called like the card, unless another is named."""
    card = card or uuid4()
    said = Written(**written)
    carry_out(database, KeepCard(by=by, at=at, card=card, holder=holder or card, written=said, begun_at=NOON))
    return card


def take_up(database, by, card, before=None):
    """Take it up in another window; gives what that is called."""
    holder = uuid4()
    carry_out(database, TakeUpCard(by=by, card=card, before=before or card, holder=holder))
    return holder


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


def test_the_words_are_kept_when_their_case_is_taken_out_of_the_list_meanwhile(database, people):
    write(database, people["ab"], text="Hon ringer igen", case=4711)
    assert left(database, people["ab"]) == [("", "Hon ringer igen")]


def test_it_goes_when_the_call_is_saved(database, people):
    card = write(database, people["ab"], typed="Siv Ny", text="Undrar")
    kept = Settle(by=people["ab"], uuid=card, at=NOON, name="Siv Ny", note="Undrar om", ending=Done("solved"))
    carry_out(database, kept)
    assert left(database, people["ab"]) == []
    assert carry_out(database, kept).replayed
    assert len(everything(database)) == 1


def test_of_two_windows_one_takes_it_up(database, people):
    card = write(database, people["ab"], text="Undrar")
    holder = take_up(database, people["ab"], card)
    (found,) = cards.left_cards(database, people["ab"])
    assert (found.card, found.holder) == (card, holder)
    with pytest.raises(Conflict):
        take_up(database, people["ab"], card)
    with pytest.raises(Conflict):
        take_up(database, people["oh"], card, before=holder)
    again = take_up(database, people["ab"], card, before=holder)
    assert [each.holder for each in cards.left_cards(database, people["ab"])] == [again]


def test_the_window_it_was_taken_from_keeps_and_takes_away_nothing(database, people):
    card = write(database, people["ab"], text="Undrar")
    take_up(database, people["ab"], card)
    with pytest.raises(TakenUp):
        write(database, people["ab"], card, text="Undrar vidare")
    write(database, people["ab"], card, text="")
    assert left(database, people["ab"]) == [("", "Undrar")]


def test_that_it_was_taken_up_is_told_to_the_other_windows(database, people):
    card = write(database, people["ab"], text="Undrar")
    told = carry_out(database, TakeUpCard(by=people["ab"], card=card, before=card, holder=uuid4()))
    assert told.touched == {"card": None}


def save(database, by, card, window, note, ending, **said):
    return carry_out(database, Settle(by=by, at=NOON, uuid=window, card=card, note=note, ending=ending, **said))


def both_windows_save(database, by, first, second, note="Undrar", **said):
    """What was begun in one window and taken up in another is saved in both; gives the only contact."""
    card = write(database, by, text="Undrar")
    other = take_up(database, by, card)
    write(database, by, card, holder=other, text=note)
    save(database, by, card, card, "Undrar", first)
    assert left(database, by) == [("", note)]
    save(database, by, card, other, note, second, **said)
    assert left(database, by) == []
    (contact,) = everything(database)
    return read_whole(database, contact)


def test_what_two_windows_save_is_one_contact(database, people):
    whole = both_windows_save(database, people["ab"], Done("solved"), Done("referred"))
    assert (whole.text, whole.notes, whole.summary.outcome) == ("Undrar", (), "solved")


def test_what_one_window_has_more_is_kept_with_the_contact(database, people):
    said = {"name": "Siv Ny", "number": "+46701740605"}
    whole = both_windows_save(database, people["ab"], Parked(), Done("solved"), "Undrar om tid", **said)
    assert (whole.text, [note.text for note in whole.notes]) == ("Undrar", [f"{NUMBER}\nUndrar om tid"])
    assert (whole.summary.name, whole.summary.state) == ("Siv Ny", "closed")


def test_no_number_of_somebody_who_wants_to_be_nobody_comes_from_the_other_window(database, people):
    card = write(database, people["ab"], text="Undrar")
    other = take_up(database, people["ab"], card)
    save(database, people["ab"], card, card, "Undrar", Parked())
    (contact,) = everything(database)
    carry_out(database, MakeAnonymous(by=people["ab"], at=NOON, contact=contact))
    save(database, people["ab"], card, other, "Undrar om tid", Parked(), number="+46701740605")
    whole = read_whole(database, contact)
    assert ([note.text for note in whole.notes], whole.summary.phone) == (["Undrar om tid"], None)


def test_a_promise_is_no_longer_made_in_one_window_when_it_is_done_in_the_other(database, people):
    with pytest.raises(Trouble, match="saved already"):
        both_windows_save(database, people["ab"], Done("solved"), Promised(TOMORROW), "Undrar om tid")
    (found,) = cards.left_cards(database, people["ab"])
    save(database, people["ab"], found.card, found.holder, "Undrar om tid", Parked())
    (contact,) = everything(database)
    whole = read_whole(database, contact)
    assert ([note.text for note in whole.notes], whole.summary.state) == (["Undrar om tid"], "closed")


def test_saved_in_two_windows_at_the_same_moment_it_is_one_contact(database, people, monkeypatch):
    card, other, both, made_of = uuid4(), uuid4(), Barrier(2), cards.made_of
    waits = iter((True, True))

    def look(card):
        found = made_of(card)
        if next(waits, False) and database.dialect == "postgresql":  # SQLite has one writer at a time
            both.wait(10)
        return found

    monkeypatch.setattr(cards, "made_of", look)
    with ThreadPoolExecutor(2) as windows:
        saving = [
            windows.submit(save, database, people["ab"], card, window, note, Done("solved"))
            for window, note in ((card, "Undrar"), (other, "Undrar om tid"))
        ]
        for each in saving:
            each.result(20)
    (contact,) = everything(database)
    whole = read_whole(database, contact)
    assert {whole.text, *(note.text for note in whole.notes)} == {"Undrar", "Undrar om tid"}


def test_what_the_other_window_had_is_not_lost_with_the_day(database, people):
    card = write(database, people["ab"], text="Undrar")
    other = take_up(database, people["ab"], card)
    write(database, people["ab"], card, holder=other, text="Undrar om tid")
    save(database, people["ab"], card, card, "Undrar", Parked())
    do_chores(database, TOMORROW)
    (contact,) = everything(database)
    assert [each.text for each in drafts_of(database, [contact])[contact]] == ["Undrar om tid"]


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
    write(database, people["ab"], card, contact=ringing, typed="Siv Ny")
    assert left(database, people["ab"]) == [("", "Undrar"), ("Siv Ny", "")]
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


def test_what_a_colleague_has_taken_of_the_desk_is_not_ended_by_the_card(database, people):
    card = write(database, people["ab"], text="Undrar")
    do_chores(database, TOMORROW)
    (contact,) = everything(database)
    version = read_whole(database, contact).summary.version
    carry_out(database, Claim(by=people["oh"], at=TOMORROW, contact=contact, version=version))
    with pytest.raises(Conflict):
        save(database, people["ab"], card, card, "Undrar vidare", Done("solved"))
    save(database, people["ab"], card, card, "Undrar vidare", Parked())
    whole = read_whole(database, contact)
    assert (whole.summary.state, whole.summary.owner) == ("taken", people["oh"])
    assert [note.text for note in whole.notes] == ["Undrar vidare"]


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

"""What people do with cases meets what feeds do: a case under another code, a feed taken back after somebody worked."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

import pytest

from mottagning.care.casework import in_use, join_cases
from mottagning.care.protection import learnt_protected
from mottagning.cases import feed
from mottagning.cases.feedtables import CaseBefore
from mottagning.cases.freshness import freshness
from mottagning.cases.notedtables import CaseDate, CaseExtras, DeadlineDecision
from mottagning.cases.protecting import protect
from mottagning.cases.renames import (
    AcceptRename,
    DismissRename,
    accept_rename,
    dismiss_rename,
    renames,
)
from mottagning.cases.tables import Case
from mottagning.cases.undoing import UndoFeed, begin_undo, last_feed, undo_feed
from mottagning.cases.writing import BeingUndoneError
from mottagning.command import Command, Turn, handles
from mottagning.contacts import byhand, cards, ties
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.cards import KeepCard, Written
from mottagning.contacts.tables import Tie
from mottagning.contacts.ties import TieCase
from mottagning.errors import Conflict, NotAllowed, Trouble
from tests.db.feeds import HEADER, MONDAY, KilledError, case, content, history, killed_after, stored, take, write
from tests.db.people import hire

OTHERS = [case(f"C-{n}", Namn=f"Person Nummer{n}", Telefon="", E_post="", Inkom="2026-10-01") for n in range(10, 16)]
PERSON = {"Personnummer": "19900101-2385"}


@pytest.fixture
def file(tmp_path):
    return lambda *rows, header=HEADER, name="list.csv": write(tmp_path / name, rows, header)


def tied(database, code):
    """A contact that somebody has tied to this case."""
    people = hire(database, "ab") if not by_key(database) else by_key(database)
    contact = byhand.write_down(database, WriteDown(by=people["ab"], channel="visit")).created["contact"]
    ties.tie_case(database, TieCase(by=people["ab"], contact=contact, case=stored(database)[code].id))
    return contact


def by_key(database):
    from mottagning.people import staff

    person = staff.by_key(database, "ab")
    return {"ab": person.id} if person else {}


def ties_of(database, contact):
    with database.reading():
        codes = {row.id: row.code for row in Case.select()}
        return [(codes[row.case_id], row.state) for row in Tie.select().where(Tie.contact_id == contact)]


# Another code --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectCase(Command):
    code: str


@handles
def protect_case(turn: Turn, command: ProtectCase) -> None:
    protect(turn, [command.code], learnt_protected)


def renamed(database, file, **changed):
    take(database, file(case(**PERSON), *OTHERS))
    take(database, file(case("N-1", **(PERSON | changed)), *OTHERS))
    return renames(database)


def test_the_same_person_received_the_same_day_is_offered(database, file):
    (offer,) = renamed(database, file, Namn="Åsa Berg")
    assert (offer.old, offer.new) == ("C-1", "N-1")
    assert offer.reasons == ("personal_id", "received", "category", "type")
    assert offer.sentence() == (
        "the same personal identity number, received the same day, of the same category, of the same type"
    )


def test_the_same_name_is_offered_if_the_case_is_of_the_same_kind(database, file):
    (offer,) = renamed(database, file, Personnummer="")
    assert offer.reasons[0] == "name"


@pytest.mark.parametrize(
    "changed",
    [
        {"Inkom": "2026-11-03"},
        {"Personnummer": "19850712-2391"},
        {"Personnummer": "", "Kategori": "LSS"},
        {"Personnummer": "", "Namn": "Åsa Berg"},
        {"Skyddade_personuppgifter": "ja"},
    ],
)
def test_what_may_as_well_be_another_case_is_not_offered(database, file, changed):
    assert renamed(database, file, **changed) == ()


def test_one_case_goes_on_under_its_new_code(database, file):
    take(database, file(case(**PERSON), *OTHERS))
    contact = tied(database, "C-1")
    old = stored(database)["C-1"].id
    take(database, file(case("N-1", Steg="Beslut", **PERSON), *OTHERS))
    both = tied(database, "N-1")
    (offer,) = renames(database)
    writer = by_key(database)["ab"]
    begun = Written(case=stored(database)["N-1"].id, text="Undrar")
    cards.keep_card(database, KeepCard(by=writer, at=MONDAY, card=uuid4(), written=begun, begun_at=MONDAY))

    accept_rename(database, AcceptRename(by=None, rename=offer.id, join_cases=join_cases))

    found = stored(database)
    assert [card.code for card in cards.left_cards(database, writer)] == ["N-1"]
    assert "C-1" not in found
    assert (found["N-1"].id, found["N-1"].values["stage"], found["N-1"].values["closed"]) == (old, "decision", None)
    assert found["N-1"].parties[0].name == "Åsa Öberg"
    assert ties_of(database, contact) == ties_of(database, both) == [("N-1", "tied")]
    assert ("code", "C-1", "N-1") in history(database)
    again = take(database, file(case("N-1", Steg="Beslut", **PERSON), *OTHERS))
    assert (again.new, again.changed, again.closed) == (0, 0, 0)


def test_who_may_decide_and_what_is_decided_stays(database, file):
    people = hire(database, "ab")
    (offer,) = renamed(database, file)
    with pytest.raises(NotAllowed):
        accept_rename(database, AcceptRename(by=people["ab"], rename=offer.id, join_cases=join_cases))
    dismiss_rename(database, DismissRename(by=people["kl"], rename=offer.id))
    assert renames(database) == ()
    with pytest.raises(Trouble, match="not offered any more"):
        accept_rename(database, AcceptRename(by=people["kl"], rename=offer.id, join_cases=join_cases))


def test_a_feed_cannot_be_taken_back_once_a_case_has_its_new_code(database, file):
    (offer,) = renamed(database, file)
    accept_rename(database, AcceptRename(by=None, rename=offer.id, join_cases=join_cases))
    assert last_feed(database) is None
    with pytest.raises(Trouble, match="new code"):
        undo(database, feed=2)


# Taken back ----------------------------------------------------------------------------------------------------------


def undo(database, **options):
    return undo_feed(database, **({"learnt_protected": learnt_protected, "in_use": in_use} | options))


def test_a_new_case_that_somebody_works_with_stays_closed(database, file):
    take(database, file(*OTHERS))
    take(database, file(*OTHERS, case(), case("C-2", Namn="Bo Ek")))
    contact = tied(database, "C-1")

    undone = undo(database)

    assert (undone.restored, undone.removed, undone.kept) == (0, 1, 1)
    found = stored(database)
    assert "C-2" not in found
    assert found["C-1"].values["closed"] is not None
    assert ties_of(database, contact) == [("C-1", "tied")]


def test_a_feed_that_found_everything_as_it_was_stands_in_nobodys_way(database, file):
    take(database, file(case(), *OTHERS))
    before = content(database)
    take(database, file(case(Steg="Beslut"), *OTHERS), at=MONDAY + timedelta(hours=1))
    take(database, file(*OTHERS, case(Steg="Beslut")), at=MONDAY + timedelta(hours=2))
    assert freshness(database).as_of == MONDAY + timedelta(hours=2)
    with pytest.raises(Trouble, match="changed nothing: feed 2"):
        undo(database, feed=3)

    assert last_feed(database).id == 2
    with pytest.raises(KilledError):
        undo(database, carry_out=killed_after(database, 1))
    assert (last_feed(database).id, last_feed(database).going_on) == (2, True)
    assert undo(database).restored == 1

    assert content(database) == before
    assert freshness(database).as_of == MONDAY, "it speaks of what was taken back"
    assert last_feed(database) is None
    with pytest.raises(Trouble, match="no feed that can"):
        undo(database)


def test_what_a_broken_off_feed_has_written_over_is_not_taken_back_past_it(database, file):
    decided = [row | {"Steg": "Beslut"} for row in OTHERS]
    take(database, file(case(), *OTHERS))
    take(database, file(case(Steg="Beslut"), *decided), at=MONDAY + timedelta(hours=1))
    broken = file(case(Steg="Uppföljning"), *decided)
    with pytest.raises(KilledError):
        take(database, broken, at=MONDAY + timedelta(hours=2), carry_out=killed_after(database, 2))
    undo(database)
    take(database, file(*decided, case(Steg="Beslut")), at=MONDAY + timedelta(hours=3))

    assert undo(database).restored == 0
    assert {case.values["stage"] for case in stored(database).values()} == {"decision"}


def test_protection_that_was_learnt_is_not_taken_back(database, file):
    take(database, file(case(), *OTHERS))
    take(database, file(case(Steg="Beslut", Skyddade_personuppgifter="ja"), *OTHERS))

    undo(database)

    found = stored(database)["C-1"]
    assert (found.values["protected"], found.parties, found.values["stage"]) == (True, (), "investigation")


def test_protection_that_was_lifted_holds_again(database, file):
    take(database, file(case(Skyddade_personuppgifter="ja"), *OTHERS))
    take(database, file(case(), *OTHERS))
    assert stored(database)["C-1"].parties

    undo(database)

    found = stored(database)["C-1"]
    assert (found.values["protected"], found.parties) == (True, ())


def test_what_a_case_was_is_not_kept_once_it_is_protected(database, file):
    take(database, file(case(), *OTHERS))
    take(database, file(case(Namn="Åsa Berg", Telefon="070-174 06 06"), *OTHERS))
    with database.reading():
        assert "Åsa Öberg" in repr([row.document for row in CaseBefore.select()])
    take(database, file(case(Namn="Åsa Berg", Skyddade_personuppgifter="ja"), *OTHERS))
    with database.reading():
        assert "Åsa" not in repr([row.document for row in CaseBefore.select()])


def test_people_left_out_of_an_export_do_not_come_back(database, file):
    """One who disappears may have become protected: what was known of her is kept nowhere."""
    from mottagning.cases.mappings import map_file

    path = file(case(), *OTHERS)
    map_file(database, "system", path, {"protected": ""}, protected_by_omission=True)
    take(database, path, "system")
    take(database, file(*OTHERS), "system")

    undo(database)

    found = stored(database)["C-1"]
    assert (found.values["closed"], found.parties) == (None, ())


def test_what_was_broken_off_is_gone_on_with_before_anything_else_is_taken(database, file):
    take(database, file(*OTHERS))
    before = content(database)
    later = file(*(row | {"Steg": "Beslut"} for row in OTHERS), case(), name="later.csv")
    take(database, later)
    with pytest.raises(KilledError):
        undo(database, carry_out=killed_after(database, 1))
    assert last_feed(database).going_on
    with pytest.raises(Trouble, match="being taken back"):
        take(database, later)

    undone = undo(database)

    assert (undone.restored, undone.removed) == (6, 1)
    assert content(database) == before
    assert take(database, later).changed == 6


def test_a_feed_that_was_broken_off_can_be_taken_back(database, file, monkeypatch):
    from mottagning.cases import feed as feed_module

    monkeypatch.setattr(feed_module, "_CHUNK", 2)
    take(database, file(*OTHERS))
    before = content(database)
    later = file(*(row | {"Steg": "Beslut"} for row in OTHERS), name="later.csv")
    with pytest.raises(KilledError):
        take(database, later, carry_out=killed_after(database, 2))
    assert content(database) != before

    undo(database)

    assert content(database) == before
    assert take(database, later).changed == 6


def test_a_feed_that_is_taken_back_meanwhile_writes_no_more(database, file, monkeypatch):
    from mottagning.cases import feed as feed_module

    monkeypatch.setattr(feed_module, "_CHUNK", 2)
    take(database, file(*OTHERS))
    later = file(*(row | {"Steg": "Beslut"} for row in OTHERS), name="later.csv")
    turns = []

    def meanwhile(handler, command):
        turns.append(command)
        if len(turns) == 3:
            undo(database)
        return handler(database, command)

    report = take(database, later, carry_out=meanwhile)

    assert report.changed == 6, "it is taken anew, as a later one"
    assert {case.values["stage"] for case in stored(database).values()} == {"decision"}


def test_team_leads_alone_take_feeds_back(database, file):
    people = hire(database, "ab")
    take(database, file(*OTHERS))
    with pytest.raises(NotAllowed):
        undo(database, by=people["ab"])
    assert not isinstance(undo(database, by=people["kl"]), Conflict)


def test_what_is_noted_of_a_case_is_work_too(database, file):
    take(database, file(*OTHERS))
    take(database, file(*(case(code) for code in ("N-1", "N-2", "N-3", "N-4")), *OTHERS))
    ids = {code: each.id for code, each in stored(database).items()}
    with database.writing():
        CaseDate.insert(case_id=ids["N-1"], moment="decision_requested", on_day=date(2026, 11, 20)).execute()
        DeadlineDecision.insert(
            case_id=ids["N-2"], rule="r", kind="paused", first_day=date(2026, 11, 20), last_day=None
        ).execute()
        CaseExtras.insert(case_id=ids["N-3"], extras="[]").execute()

    undone = undo(database)

    assert (undone.kept, undone.removed) == (3, 1)
    assert {code for code in stored(database) if code.startswith("N")} == {"N-1", "N-2", "N-3"}


def test_a_feed_that_ends_late_leaves_what_the_one_after_it_can_be_taken_back_by(database, file, monkeypatch):
    take(database, file(case("C-1"), *OTHERS))
    before = {}
    forget = feed._Taking._forget_earlier

    def another_first(taking, number):
        monkeypatch.setattr(feed._Taking, "_forget_earlier", forget)
        before.update(content(database))
        take(database, file(case("C-1", Steg="Beslut"), *OTHERS, name="other.csv"))
        forget(taking, number)

    monkeypatch.setattr(feed._Taking, "_forget_earlier", another_first)
    take(database, file(case("C-1", Steg="Uppföljning"), *OTHERS))
    assert undo(database).restored == 1
    assert content(database) == before


def test_what_is_offered_goes_when_one_of_the_cases_is_protected(database, file):
    renamed(database, file)
    (offer,) = renames(database)

    protect_case(database, ProtectCase(by=None, code=offer.old))

    assert renames(database) == ()
    with pytest.raises(Trouble, match="not offered any more"):
        accept_rename(database, AcceptRename(by=None, rename=offer.id, join_cases=join_cases))


def test_no_case_gets_another_code_while_a_feed_is_being_taken_back(database, file):
    renamed(database, file)
    (offer,) = renames(database)
    take(database, file(case("N-1", **PERSON, Steg="Beslut"), *OTHERS))
    begin_undo(database, UndoFeed(by=None, feed=last_feed(database).id))

    with pytest.raises(BeingUndoneError):
        accept_rename(database, AcceptRename(by=None, rename=offer.id, join_cases=join_cases))
    assert undo(database).restored == 1
    accept_rename(database, AcceptRename(by=None, rename=offer.id, join_cases=join_cases))

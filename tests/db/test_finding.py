"""One search through everything: what is found, in which order, what is shown of it, and what is never found."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from mottagning.care.casework import in_use
from mottagning.care.protection import learnt_protected
from mottagning.cases.tables import Case
from mottagning.cases.undoing import undo_feed
from mottagning.command import carry_out
from mottagning.contacts import bulk, newest, reindexing
from mottagning.contacts.bulk import Finished
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.newest import Narrowing
from mottagning.contacts.notes import AddNote
from mottagning.contacts.phone.calls import PhoneEvent
from mottagning.contacts.tables import Contact
from mottagning.contacts.ties import TieCase
from mottagning.desk import finding, todays
from mottagning.desk.todays import OpenBeyond, needs_reason, on_the_line, opened_beyond
from mottagning.errors import Trouble
from mottagning.people.deputies import NameDeputy
from mottagning.people.staff import SavePerson
from tests.db import feeds

NOW = datetime(2026, 11, 23, 8, 41, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=90)


class Unit:
    """Anna sits at the desk, Karin has C-1 and C-3, Lena leads; C-9 is protected. All contacts are closed long ago."""

    def __init__(self, database, folder):
        self.database, self.folder = database, folder
        staff = (("ab", "Anna Berg", "desk"), ("kl", "Karin Lind", "desk"), ("le", "Lena Ek", "lead"))
        self.ids = {
            key: carry_out(database, SavePerson(by=None, key=key, name=name, role=role)).created["person"]
            for key, name, role in staff
        }
        self.feed(feeds.case("C-1"), self.nils("C-2"), self.nils("C-3"), self.hidden("C-9"))

    def feed(self, *rows):
        path = feeds.write(self.folder / f"{rows[0]['Namn']}.csv", rows)
        feeds.take(self.database, path, learnt_protected=learnt_protected, confirm=True)

    def nils(self, code, **said):
        return feeds.case(code, Namn="Nils Ek", Telefon="070-174 06 06", E_post="", Handläggare="Anna Ask", **said)

    def hidden(self, code):
        return feeds.case(code, Skyddade_personuppgifter="ja", Namn="", Telefon="", E_post="")

    def case(self, code):
        with self.database.reading():
            return Case.get(Case.code == code).id

    def letter(self, text="Hej", *, days=0, subject=None, name="Nils Ek", code=None, **said):
        """A contact of long ago; with `days` more, a newer one."""
        at = LONG_AGO + timedelta(days=days)
        fields = {"channel": "mail", "outcome": "solved", "owner": self.ids["ab"], "address": None} | said
        with self.database.reading():
            place = f"desk:{UUID(int=Contact.select().count())}"
        case = self.case(code) if code else None
        one = Finished(at=at, closed_at=at, place=place, name=name, subject=subject, text=text, case=case, **fields)
        bulk.write_finished(self.database, [one])
        with self.database.reading():
            return Contact.select(Contact.id).order_by(Contact.id.desc()).limit(1).scalar()

    def find(self, text, by="ab", **said):
        return finding.find(self.database, text, self.ids[by], NOW, **said)

    def ids_of(self, text, **said):
        return [each.id for each in self.find(text, **said).contacts]


@pytest.fixture
def unit(database, tmp_path):
    return Unit(database, tmp_path)


def test_who_it_is_comes_before_the_case_and_the_text_and_the_newer_before_the_older(unit):
    said = unit.letter("Nils hälsar", days=30, name="Alva Berg")
    old = unit.letter("Tack", days=1)
    new = unit.letter("Tack igen", days=2)
    of_case = unit.letter("Utan hans namn", days=50, name=None, code="C-2")
    assert unit.ids_of("nils") == [new, old, of_case, said]
    assert {each.case.code for each in unit.find("nils").cases} == {"C-2", "C-3"}


@pytest.mark.parametrize("query", ["070-174 06 06", "0701740606", "+46 70 174 06 06", "070 174", "0046701740606"])
def test_a_number_is_found_in_any_notation(unit, query):
    call = unit.letter(None, channel="phone", name=None, phone="+46701740606")
    written = unit.letter("Ring mig på 070/1740606", name=None)
    found = unit.find(query)
    assert [each.id for each in found.contacts] == [call, written]
    assert {each.by for each in found.cases} == {"phone"}


def test_notes_addresses_and_word_forms_are_found(unit):
    contact = unit.letter("Läkarintyget kommer", address="nils.ek@example.se")
    carry_out(unit.database, AddNote(by=unit.ids["ab"], at=LONG_AGO, contact=contact, text="Ringde om korttidsboendet"))
    for query in ("läkarintygen", "läk", "nils.ek@example.se", "korttidsboende", "korttids"):
        assert unit.ids_of(query) == [contact], query
    for query in ("lakarintyg", "korttidsboende färdtjänst", "läkarintyg -kommer"):
        assert unit.ids_of(query) == [], query


def test_a_phrase_stands_in_one_text_in_this_order(unit):
    right = unit.letter("Vi har inte fått beslutet.")
    unit.letter("Beslutet har vi inte fått.")
    assert unit.ids_of('"fått beslutet"') == [right]
    assert unit.ids_of('"inte fått besl') == [right]
    assert len(unit.ids_of("fått beslutet")) == 2
    assert (unit.find('"fått beslutet"').count, unit.find('"fått beslutet"').is_all) == (1, True)


def test_a_phrase_that_is_everywhere_is_read_for_until_there_is_enough(unit):
    ids = [unit.letter("Vi har inte fått beslutet.", days=day, name=None) for day in range(20)]
    found = unit.find('"fått beslutet"', shown=3)
    assert ([each.id for each in found.contacts], found.count, found.is_all) == (ids[:-4:-1], 12, False)


def test_both_names_lead_to_somebody_who_has_a_new_one(unit):
    of_before = unit.letter("Hej", name="Åsa Öberg", code="C-1")
    unit.feed(feeds.case("C-1", Namn="Åsa Granlund"), unit.nils("C-2"), unit.nils("C-3"), unit.hidden("C-9"))
    now = unit.letter("Hej igen", days=3, name="Åsa Granlund", code="C-1")
    for query, way in (("åsa granlund", "name"), ("åsa öberg", "former_name"), ("öbe", "former_name")):
        found = unit.find(query)
        assert [(each.case.code, each.by) for each in found.cases] == [("C-1", way)], query
        assert {each.id for each in found.contacts} == {of_before, now}, query
    unit.feed(feeds.case("C-1", Namn="Åsa Öberg"), unit.nils("C-2"), unit.nils("C-3"), unit.hidden("C-9"))
    assert [each.by for each in unit.find("åsa öberg").cases] == ["name"]
    assert [each.by for each in unit.find("åsa granlund").cases] == ["former_name"]


def test_a_name_that_a_feed_gave_by_mistake_goes_with_it(unit):
    others = (unit.nils("C-2"), unit.nils("C-3"), unit.hidden("C-9"))
    unit.feed(feeds.case("C-1", Namn="Åsa Grönlund"), *others)
    unit.feed(feeds.case("C-1", Namn="Åsa Öberg"), *others)
    unit.feed(feeds.case("C-1", Namn="Siv Fel"), *others)
    undo_feed(unit.database, learnt_protected=learnt_protected, in_use=in_use)
    ways = {query: [each.by for each in unit.find(query).cases] for query in ("åsa öberg", "siv fel", "åsa grönlund")}
    assert ways == {"åsa öberg": ["name"], "siv fel": [], "åsa grönlund": ["former_name"]}


def test_another_person_in_the_place_of_the_first_is_nobodys_new_name(unit):
    others = (unit.nils("C-2"), unit.nils("C-3"), unit.hidden("C-9"))
    unit.feed(feeds.case("C-1", Namn="Åsa Öberg", Personnummer="19900101-2385"), *others)
    unit.feed(feeds.case("C-1", Namn="Bo Kvist", Personnummer="19900102-2384"), *others)
    assert unit.find("åsa öberg").cases == ()


def test_a_former_name_goes_when_she_is_protected(unit):
    others = (unit.nils("C-2"), unit.nils("C-3"), unit.hidden("C-9"))
    unit.feed(feeds.case("C-1", Namn="Åsa Granlund"), *others)
    unit.feed(unit.hidden("C-1"), *others)
    assert unit.find("öberg").cases == unit.find("granlund").cases == ()
    with unit.database.reading():
        assert unit.database.sql("SELECT count(*) FROM former_name_word").fetchone()[0] == 0


def test_a_protected_case_is_found_by_its_code_alone(unit):
    carry_out(unit.database, SavePerson(by=None, key="pl", name="Per Lod", role="desk", handler_names=("Karin Lind",)))
    assert [each.case.code for each in unit.find("C-9").cases] == ["C-9"]
    assert "C-9" not in [each.case.code for each in unit.find("karin lind").cases]
    contact = unit.letter("Hemligheten", code="C-1")
    carry_out(unit.database, TieCase(by=unit.ids["ab"], contact=contact, case=unit.case("C-9")))
    for query in ("hemligheten", "C-9", "C-1", "åsa öberg"):
        assert unit.ids_of(query) == [], query


def test_of_what_is_everywhere_the_newest_are_found_and_that_there_are_more(unit, monkeypatch):
    monkeypatch.setattr(finding, "MOST", 6)
    ids = [unit.letter("Hej", days=day, name=None) for day in range(5)]
    found = unit.find("hej", shown=2)
    assert ([each.id for each in found.contacts], found.count, found.is_all) == (ids[:2:-1], 3, False)
    assert (unit.find("hej", shown=20).count, unit.find("hej", shown=20).is_all) == (5, True)
    assert unit.find("hej", shown=9, narrowing=Narrowing(owner=unit.ids["ab"])).count == 3


def test_no_more_are_counted_than_are_looked_at_also_with_those_of_the_cases(unit, monkeypatch):
    monkeypatch.setattr(finding, "MOST", 6)
    of_case = unit.letter("Hej", days=9, code="C-1")
    for day in range(7):
        unit.letter("Åsa Öberg", days=day, name=None)
    found = unit.find("åsa öberg", shown=20)
    assert (found.contacts[0].id, found.count, found.is_all) == (of_case, 6, False)


def test_what_the_newest_do_not_have_is_found_among_the_older(unit, monkeypatch):
    monkeypatch.setattr(newest, "_COMMON", newest._COMMON.replace("LIMIT 4000", "LIMIT 2"))
    old = unit.letter("Tolken kom")
    ids = [unit.letter("Hej", days=day, name="Tolk Tolksson") for day in range(1, 5)]
    assert unit.ids_of("tolk") == [*ids[::-1], old]
    assert unit.ids_of("tolken kom") == [old]
    assert unit.ids_of("hej", shown=1) == ids[-1:]


def test_contacts_are_narrowed_down(unit):
    old = unit.letter("Hej", channel="letter", code="C-2")
    new = unit.letter("Hej", days=60, owner=unit.ids["kl"])
    now = carry_out(unit.database, WriteDown(by=None, at=NOW, channel="visit", text="Hej")).created["contact"]
    narrowed = {
        "channel": (Narrowing(channel="letter"), [old]),
        "open": (Narrowing(state="open"), [now]),
        "closed": (Narrowing(state="closed"), [new, old]),
        "since": (Narrowing(since=NOW - timedelta(days=40)), [now, new]),
        "owner": (Narrowing(owner=unit.ids["kl"]), [new]),
        "with": (Narrowing(has_case=True), [old]),
        "without": (Narrowing(has_case=False, state="closed"), [new]),
    }
    for narrowing, ids in narrowed.values():
        found = unit.find("hej", narrowing=narrowing)
        assert ([each.id for each in found.contacts], found.count, found.is_all) == (ids, len(ids), True)


def test_beyond_todays_work_nothing_is_told_but_what_was_asked_for(unit):
    unit.letter("Mammas trygghetslarm piper hela natten", subject="Larmet", code="C-3", address="nils@example.se")
    (found,) = unit.find("trygghetslarm").contacts
    assert not found.is_todays
    assert (found.who.text, found.subject.text, found.piece.text) == ("", "", "trygghetslarm")
    assert found.codes == ("C-3",)
    (found,) = unit.find("nils larm").contacts
    assert (found.who.text, found.piece.text) == ("Nils Ek", "Larmet")
    (hers,) = unit.find("åsa öberg").cases
    assert unit.find("åsa öberg").beyond_cases == {hers.case.id}


def test_todays_work(unit):
    """Hers, what stands in for her, what a contact at hand points to, what is in the queue or was today."""
    code, database, at = "C-1", unit.database, NOW
    old = unit.letter("Trygghetslarm", code=code)
    case, (ab, kl, le) = unit.case(code), (unit.ids[key] for key in ("ab", "kl", "le"))

    def is_hers(kind, ref, me, at=at):
        return not needs_reason(database, kind, ref, me, at)

    assert is_hers("case", case, kl)
    assert is_hers("contact", old, kl)
    assert not is_hers("case", case, ab)
    assert not is_hers("contact", old, ab)
    assert not is_hers("contact", old, le), "the lead says why, as everybody does"
    carry_out(database, NameDeputy(by=None, person=kl, deputy=le, first=NOW.date(), last=NOW.date()))
    assert is_hers("contact", old, le)
    assert not is_hers("contact", old, le, at + timedelta(days=1))
    waiting = carry_out(database, WriteDown(by=None, at=NOW, channel="visit", text="Hej")).created["contact"]
    assert is_hers("contact", waiting, ab)
    carry_out(database, TieCase(by=kl, at=NOW, contact=waiting, case=case))
    assert is_hers("case", case, ab)
    assert is_hers("contact", old, ab)
    (found,) = (each for each in unit.find("trygghetslarm").contacts if each.id == old)
    assert (found.is_todays, found.who.text, found.piece.text) == (True, "Nils Ek", "Trygghetslarm")


def test_a_reason_opens_for_a_day_and_the_lead_can_read_it(unit):
    contact, ab = unit.letter("Hej", code="C-2"), unit.ids["ab"]
    opens = {"by": ab, "at": NOW, "kind": "contact", "ref": contact}
    with pytest.raises(Trouble):
        carry_out(unit.database, OpenBeyond(**opens, why="other"))
    with pytest.raises(Trouble):
        carry_out(unit.database, OpenBeyond(**opens, why="review", words="Nils bad om det"))
    assert needs_reason(unit.database, "contact", contact, ab, NOW)
    carry_out(unit.database, OpenBeyond(**opens, why="review", words="klagomål i oktober"))
    assert not needs_reason(unit.database, "contact", contact, ab, NOW)
    assert needs_reason(unit.database, "contact", contact, unit.ids["le"], NOW), "for her alone"
    assert needs_reason(unit.database, "contact", contact, ab, NOW + timedelta(days=1))
    carry_out(unit.database, OpenBeyond(**opens | {"kind": "case", "ref": unit.case("C-1")}, why="calling"))
    told = [(each.kind, each.code, each.by, each.why, each.words) for each in opened_beyond(unit.database, LONG_AGO)]
    assert told == [
        ("case", "C-1", ab, "calling", ""),
        ("contact", None, ab, "review", "klagomål i oktober"),
    ]
    assert opened_beyond(unit.database, NOW + timedelta(seconds=1)) == ()


def test_while_somebody_is_on_the_line_it_is_for_her(unit):
    assert on_the_line(unit.database, unit.ids["ab"], NOW) is None
    ringing = PhoneEvent(by=None, at=NOW, event="ringing", number=None, call_id="1", occurred_at=NOW)
    call = carry_out(unit.database, ringing).created["contact"]
    assert on_the_line(unit.database, unit.ids["ab"], NOW) == call
    ended = PhoneEvent(by=None, at=NOW, event="ended", number=None, call_id="1", occurred_at=NOW)
    carry_out(unit.database, ended)
    assert on_the_line(unit.database, unit.ids["ab"], NOW) is None
    assert set(todays.REASONS) == {"calling", "belongs", "colleague", "review", "other"}


def test_terms_of_earlier_rules_are_made_anew_in_turns(unit, monkeypatch):
    ids = [unit.letter("Larmet piper", days=day) for day in range(5)]
    while reindexing.index_some(unit.database):
        pass
    assert not reindexing.is_old(unit.database)
    monkeypatch.setattr("mottagning.terms.stem", lambda word: word)
    monkeypatch.setattr("mottagning.contacts.query.stem", lambda word: word)
    monkeypatch.setattr(reindexing, "RULES", 99)
    with unit.database.writing():
        unit.database.sql("DELETE FROM contact_search")
    assert reindexing.is_old(unit.database)
    assert reindexing.index_some(unit.database)
    assert unit.ids_of("larmet") == ids[:2:-1], "the newest first"
    while reindexing.index_some(unit.database):
        pass
    assert len(unit.ids_of("larmet piper")) == 5
    assert not reindexing.is_old(unit.database)

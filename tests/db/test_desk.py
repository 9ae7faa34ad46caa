"""The room of the desk: the queue's groups, what may be done by whom, the card's save, and who may take a concern."""

from datetime import UTC, datetime, timedelta

import pytest

from mottagning.cases.tables import Case
from mottagning.command import carry_out
from mottagning.contacts import handling, search, views
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.caller import Caller, NoteCaller, caller_of
from mottagning.contacts.notes import AddNote
from mottagning.contacts.phone.calls import MakeAnonymous, PhoneEvent
from mottagning.contacts.ties import TieCase
from mottagning.contacts.whole import read_whole
from mottagning.desk.accepting import AcceptContact
from mottagning.desk.carded import carded
from mottagning.desk.caseside import case_side
from mottagning.desk.look import look
from mottagning.desk.queue import load
from mottagning.desk.receivers import receivers
from mottagning.desk.settle import Done, Parked, Passed, Promised, Settle
from mottagning.errors import Conflict, NotAllowed, Trouble
from mottagning.people.absence import AddAbsence
from mottagning.people.staff import SavePerson
from mottagning.rota.work import CHILD, KeepWork
from tests.db import feeds

NOW = datetime(2026, 11, 23, 8, 41, tzinfo=UTC)
SOON = NOW + timedelta(hours=1)
NUMBER = "+46701740605"


class Desk:
    """Anna sits here, Karin handles C-1, Omar is away, Lena may accept concerns; C-9 is protected."""

    def __init__(self, database, folder):
        self.database = database
        self.ids = {
            key: carry_out(database, SavePerson(by=None, key=key, name=name, role=role)).created["person"]
            for key, name, role in (
                ("ab", "Anna Berg", "desk"),
                ("kl", "Karin Lind", "desk"),
                ("oh", "Omar Hauge", "desk"),
                ("le", "Lena Ek", "lead"),
            )
        }
        day = NOW.date()
        carry_out(database, AddAbsence(by=None, person=self.ids["oh"], first=day, last=day))
        work = KeepWork(by=None, person=self.ids["le"], percent=100, qualifications=(CHILD,), since=day)
        carry_out(database, work)
        protected = feeds.case("C-9", Skyddade_personuppgifter="ja", Namn="", Telefon="", E_post="")
        feeds.take(database, feeds.write(folder / "cases.csv", [feeds.case("C-1"), protected]))

    def case(self, code):
        with self.database.reading():
            return Case.get(Case.code == code).id

    def write_down(self, text="frågade om tid", by="ab", **fields):
        command = WriteDown(by=self.ids[by], at=NOW, channel="phone", text=text, **fields)
        return carry_out(self.database, command).created["contact"]

    def settle(self, ending, by="ab", **fields):
        command = Settle(by=self.ids[by], at=NOW, ending=ending, **fields)
        return carry_out(self.database, command).created["contact"]

    def do(self, kind, contact, by="ab", **fields):
        version = self.summary(contact).version
        return carry_out(self.database, kind(by=self.ids[by], at=NOW, contact=contact, version=version, **fields))

    def ring(self, event="ringing", number=None, contact=None):
        told = PhoneEvent(by=None, at=NOW, event=event, number=number, call_id="1", occurred_at=NOW, contact=contact)
        return carry_out(self.database, told).created["contact"]

    def summary(self, contact):
        return read_whole(self.database, contact).summary

    def notes(self, contact):
        return [note.text for note in read_whole(self.database, contact).notes]

    def look(self, contact, me="ab"):
        return look(self.database, contact, self.ids[me], NOW)

    def groups(self, me="ab", at=NOW):
        found = load(self.database, self.ids[me], at).groups
        return {name: [item.contact.id for item in items] for name, items in found.items() if items}


@pytest.fixture
def desk(database, tmp_path):
    return Desk(database, tmp_path)


class TestQueue:
    def test_each_contact_is_in_one_group_by_owner_and_time(self, desk):
        mine = desk.write_down()
        later = desk.write_down()
        desk.do(handling.Promise, later, due_at=NOW + timedelta(days=2))
        today = desk.write_down()
        desk.do(handling.Promise, today, due_at=NOW + timedelta(hours=5))
        passed = desk.write_down()
        desk.do(handling.PassOn, passed, to=desk.ids["kl"], returns_at=SOON)
        taken = desk.write_down()
        desk.do(handling.Claim, taken, by="kl")
        done = desk.write_down()
        desk.do(handling.Close, done, outcome="solved")
        expected = {"today": [today, mine], "later": [later], "others": [taken, passed], "done": [done]}
        found = desk.groups()
        assert {name: sorted(ids) for name, ids in found.items()} == {n: sorted(i) for n, i in expected.items()}
        assert desk.groups("kl")["mine"] == [passed]
        assert desk.groups(at=NOW + timedelta(days=1)).get("done") is None

    def test_late_and_urgent_come_first(self, desk):
        plain, late, urgent = desk.write_down(), desk.write_down(), desk.write_down("orolig för ett barn")
        desk.do(handling.Promise, plain, due_at=SOON)
        desk.do(handling.Promise, late, due_at=NOW + timedelta(minutes=1))
        after = NOW + timedelta(minutes=30)
        assert desk.groups(at=after)["now"] == [urgent, late, plain]
        items = load(desk.database, desk.ids["ab"], after).groups["now"]
        assert [item.is_late for item in items] == [False, True, False]

    def test_of_one_who_wants_to_be_nobody_what_was_typed_is_no_name(self, desk):
        """Whom she told of, more likely: it stands in the note, and she stays nobody."""
        contact = desk.ring()
        carry_out(desk.database, MakeAnonymous(by=desk.ids["ab"], at=NOW, contact=contact))
        desk.settle(Parked(), contact=contact, name="Leo Öberg", note="blåmärken")
        assert desk.summary(contact).name is None
        assert desk.notes(contact) == ["Leo Öberg\nblåmärken"]

    def test_a_name_that_was_noted_can_be_searched(self, desk):
        contact = desk.ring("answered", NUMBER)
        desk.settle(Parked(), contact=contact, name="Åsa Öberg")
        assert search.find(desk.database, "öberg") == [contact]

    def test_nothing_points_at_somebody_protected(self, desk):
        contact = desk.write_down("Vera Frisk ringde", name="Vera Frisk", phone=NUMBER, case=desk.case("C-9"))
        (item,) = load(desk.database, desk.ids["ab"], NOW).groups["today"]
        assert item.is_protected
        assert "Vera" not in repr(item)
        assert NUMBER not in repr(item)
        found = desk.look(contact)
        assert found.is_protected
        assert "Vera" not in repr(found.whole.summary)
        assert case_side(desk.database, desk.case("C-9"), NOW).spoken == ()


class TestLook:
    def test_what_may_be_done_follows_the_state(self, desk):
        contact = desk.write_down()
        assert {"release", "close", "promise", "pass_on"} <= desk.look(contact).can
        assert "claim" in desk.look(contact, "kl").can
        desk.do(handling.PassOn, contact, to=desk.ids["kl"], returns_at=SOON)
        assert {"accept", "decline"} <= desk.look(contact, "kl").can
        assert "accept" not in desk.look(contact).can
        desk.do(handling.Close, contact, by="kl", outcome="referred")
        assert desk.look(contact).can == {"reopen", "register", "note", "tie"}
        assert look(desk.database, contact, None, NOW).can == frozenset()

    def test_who_called_and_how_it_was_checked(self, desk):
        contact = desk.write_down()
        assert desk.look(contact).caller == Caller()
        noted = NoteCaller(by=desk.ids["ab"], at=NOW, contact=contact, role="relative", way="called_back")
        changes = carry_out(desk.database, noted)
        assert desk.look(contact).caller == Caller("relative", "called_back")
        assert desk.look(contact).caller.is_identified
        carry_out(desk.database, changes.undo)
        assert caller_of(read_whole(desk.database, contact).steps) == Caller(None, None)
        with pytest.raises(Trouble):
            carry_out(desk.database, NoteCaller(by=None, contact=contact, role="Åsa Öberg", way=None))

    @pytest.mark.parametrize(
        ("role", "way"), [("unknown", "questions"), ("client", "no"), ("client", None), (None, "no")]
    )
    def test_not_known_or_not_checked_is_not_identified(self, role, way):
        assert not Caller(role, way).is_identified


class TestConcern:
    def test_only_somebody_qualified_accepts(self, desk):
        contact = desk.write_down()
        desk.do(handling.MarkConcern, contact, concern="marked", due_at=SOON)
        assert "accept" not in desk.look(contact).can
        with pytest.raises(NotAllowed):
            desk.do(AcceptContact, contact)
        desk.do(handling.PassOn, contact, to=desk.ids["kl"], returns_at=SOON)
        assert "accept" not in desk.look(contact, "kl").can
        with pytest.raises(NotAllowed):
            desk.do(AcceptContact, contact, by="kl")
        assert desk.summary(contact).state == "passed_on"

    def test_it_is_closed_when_it_is_accepted_and_registered_in_either_order(self, desk):
        first, second = desk.write_down(), desk.write_down()
        for contact in (first, second):
            desk.do(handling.MarkConcern, contact, concern="marked", due_at=SOON)
            desk.do(handling.PassOn, contact, to=desk.ids["le"], returns_at=SOON)
        desk.do(AcceptContact, first, by="le")
        desk.do(handling.Register, first, by="le", registered="minor")
        with pytest.raises(Trouble):
            desk.do(handling.Close, first, by="le", outcome="solved")
        assert desk.summary(first).state == "taken"
        desk.do(handling.Register, first, by="le", registered="register")
        desk.do(handling.Register, second, registered="case_file")
        assert desk.summary(second).state == "passed_on"
        desk.do(AcceptContact, second, by="le")
        for contact in (first, second):
            assert (desk.summary(contact).state, desk.summary(contact).outcome) == ("closed", "accepted")

    def test_somebody_qualified_at_the_desk_takes_it_herself(self, desk):
        contact = desk.write_down(by="le")
        desk.do(handling.MarkConcern, contact, by="le", concern="marked", due_at=SOON)
        desk.do(AcceptContact, contact, by="le")
        found = desk.summary(contact)
        assert (found.state, found.owner, found.concern_accepted_by) == ("taken", desk.ids["le"], desk.ids["le"])

    def test_what_is_a_colleagues_is_not_accepted_over_her_head(self, desk):
        contact = desk.write_down(by="kl")
        desk.do(handling.MarkConcern, contact, by="kl", concern="marked", due_at=SOON)
        with pytest.raises(Trouble):
            desk.do(AcceptContact, contact, by="le")


class TestReceivers:
    def test_the_handler_first_the_absent_last_and_never_oneself(self, desk):
        contact = desk.write_down(case=desk.case("C-1"))
        found = receivers(desk.database, contact, desk.ids["ab"], NOW)
        assert [each.person.key for each in found.people] == ["kl", "le", "oh"]
        assert found.people[0].handles == ("C-1",)
        assert found.people[2].present == "out"
        assert not found.needs_qualified

    def test_the_case_that_was_just_chosen_counts(self, desk):
        found = receivers(desk.database, None, desk.ids["ab"], NOW, desk.case("C-1"))
        assert found.people[0].person.key == "kl"

    def test_a_concern_goes_to_somebody_qualified_and_comes_back_in_time(self, desk):
        contact = desk.write_down(case=desk.case("C-1"))
        desk.do(handling.MarkConcern, contact, concern="marked", due_at=NOW + timedelta(hours=3))
        found = receivers(desk.database, contact, desk.ids["ab"], NOW)
        assert [each.person.key for each in found.people] == ["le", "kl", "oh"]
        assert found.returns_at == NOW + timedelta(hours=3)
        desk.do(handling.PassOn, contact, to=desk.ids["le"], returns_at=found.returns_at)
        again = receivers(desk.database, contact, desk.ids["ab"], NOW)
        assert [each.person.key for each in again.people] == ["kl", "oh"]


class TestSettle:
    def test_all_of_it_in_one_turn(self, desk):
        contact = desk.settle(Done("solved"), name="Åsa", number=NUMBER, case=desk.case("C-1"), note="tid bokad")
        whole = read_whole(desk.database, contact)
        assert (whole.summary.state, whole.summary.name, whole.summary.phone) == ("closed", "Åsa", NUMBER)
        assert whole.text == "tid bokad"
        assert [tie.code for tie in whole.ties if tie.tied] == ["C-1"]

    def test_nothing_is_kept_of_one_that_cannot_be_ended_so(self, desk):
        with pytest.raises(Trouble):
            desk.settle(Promised(NOW - timedelta(hours=1)), note="för sent")
        with desk.database.reading():
            assert views.summaries(desk.database) == []

    def test_the_same_card_twice_is_one_contact(self, desk):
        command = Settle(by=desk.ids["ab"], at=NOW, note="en rad", ending=Done("solved"))
        carry_out(desk.database, command)
        assert carry_out(desk.database, command).replayed
        with desk.database.reading():
            assert len(views.summaries(desk.database)) == 1

    def test_a_call_that_only_rang_has_been_answered(self, desk):
        contact = desk.ring()
        assert desk.summary(contact).phone is None
        version = desk.summary(contact).version
        desk.settle(
            Passed(desk.ids["kl"], SOON), contact=contact, version=version, number=NUMBER, note="vill bli ringd"
        )
        found = desk.summary(contact)
        assert (found.call_status, found.phone, found.state) == ("answered", NUMBER, "passed_on")
        assert desk.notes(contact) == ["vill bli ringd"]

    def test_the_switchboards_later_word_is_no_conflict_but_a_colleagues_is(self, desk):
        contact = desk.ring()
        version = desk.summary(contact).version
        desk.ring("answered", NUMBER, contact)
        desk.settle(Promised(SOON, desk.ids["ab"]), contact=contact, version=version, note="ett")
        assert desk.summary(contact).state == "promised"
        version = desk.summary(contact).version
        desk.do(handling.Claim, contact, by="kl")
        with pytest.raises(Conflict):
            desk.settle(Done("solved"), contact=contact, version=version, note="två")
        assert desk.notes(contact) == ["ett"]

    def test_parking_keeps_the_words_whoever_has_it(self, desk):
        contact = desk.ring("answered", NUMBER)
        version = desk.summary(contact).version
        desk.settle(Parked(), contact=contact, version=version, note="mitt")
        assert (desk.summary(contact).state, desk.summary(contact).owner) == ("taken", desk.ids["ab"])
        desk.do(handling.Claim, contact, by="kl")
        desk.settle(Parked(), contact=contact, version=version, note="mitt andra")
        assert desk.summary(contact).owner == desk.ids["kl"]
        desk.do(handling.Close, contact, by="kl", outcome="solved")
        desk.settle(Parked(), contact=contact, version=version, note="mitt tredje")
        assert desk.notes(contact) == ["mitt", "mitt andra", "mitt tredje"]
        assert desk.summary(contact).state == "closed"

    def test_a_name_is_kept_and_another_one_stands_in_the_note(self, desk):
        contact = desk.ring("answered", NUMBER)
        desk.settle(Parked(), contact=contact, name="Åsa Öberg", note="ett")
        assert desk.summary(contact).name == "Åsa Öberg"
        desk.settle(Parked(), contact=contact, version=desk.summary(contact).version, name="Leo Öberg", note="två")
        assert desk.summary(contact).name == "Åsa Öberg"
        assert desk.notes(contact) == ["ett", "Leo Öberg\ntvå"]

    def test_nothing_points_at_somebody_protected(self, desk):
        contact = desk.ring()
        protected = desk.case("C-9")
        desk.settle(Done("solved"), contact=contact, version=1, number=NUMBER, name="Vera", case=protected, note="x")
        new = desk.settle(Done("solved"), number=NUMBER, name="Vera", case=protected, note="y")
        for each in (contact, new):
            assert (desk.summary(each).name, desk.summary(each).phone) == (None, None)


class TestBeside:
    def test_the_card_of_a_call_offers_the_cases_of_its_number(self, desk):
        found = carded(desk.database, None, NUMBER, NOW)
        assert [hit.case.code for hit in found.suggestions] == ["C-1"]
        contact = desk.ring("answered", NUMBER)
        assert carded(desk.database, contact, None, NOW).answered_at == NOW
        assert carded(desk.database, None, None, NOW).suggestions == ()

    def test_the_case_with_its_handler_and_what_was_said(self, desk):
        earlier = desk.write_down("första raden\nandra raden", case=desk.case("C-1"))
        both = desk.write_down("om två", case=desk.case("C-1"))
        carry_out(desk.database, AddNote(by=desk.ids["kl"], at=NOW, contact=earlier, text="ringt\nigen"))
        carry_out(desk.database, TieCase(by=None, at=NOW, contact=both, case=desk.case("C-9")))
        side = case_side(desk.database, desk.case("C-1"), NOW)
        assert side.handler is not None
        assert (side.handler.key, side.present) == ("kl", "in")
        assert [(each.contact.id, each.line, each.initials) for each in side.spoken] == [
            (earlier, "första raden andra raden", "KL")
        ]

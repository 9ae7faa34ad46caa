"""What the desk parks, connects and sees: calls put aside, a caller connected to her handler, and whose queue it is."""

from datetime import timedelta

import pytest

from mottagning.cases.tables import Case
from mottagning.command import carry_out
from mottagning.contacts import handling
from mottagning.contacts.caller import Caller, caller_of
from mottagning.contacts.whole import read_whole
from mottagning.desk.carded import carded
from mottagning.desk.connecting import Connect
from mottagning.desk.parked import parked_by
from mottagning.desk.queue import load
from mottagning.desk.settle import Connected, Done, Parked
from mottagning.errors import Trouble
from mottagning.people.unit import SaveUnit, UnitSettings
from mottagning.rota.tables import PostRow, ShiftRow

from .test_desk import NOW, Desk


@pytest.fixture
def desk(database, tmp_path):
    return Desk(database, tmp_path)


def sits(desk, *keys):
    """These are published for the desk today, and nobody else."""
    with desk.database.writing():
        post = PostRow.create(key="fm", name="Fm", weekdays="[0]", starts="08:00", ends="16:00")
        for key in keys:
            ShiftRow.create(day=NOW.date(), post_id=post.id, person_id=desk.ids[key])


def steps(desk, contact):
    return [step.step for step in read_whole(desk.database, contact).steps]


class TestParked:
    def test_each_is_a_row_of_its_own_group_with_its_words_until_it_is_done(self, desk):
        first = desk.settle(Parked(), name="Siv Ny", note="ringer om boende")
        second = desk.settle(Parked(), note="annan fråga", case=desk.case("C-1"))
        assert desk.groups()["parked"] == [first, second]
        assert "parked" not in desk.groups(me="kl")
        found = parked_by(desk.database, desk.ids["ab"])
        assert [(call.contact.id, call.line, call.since) for call in found] == [
            (first, "ringer om boende", NOW),
            (second, "annan fråga", NOW),
        ]
        again = carded(desk.database, second, None, NOW)
        assert (again.left.code, again.left.written) == ("C-1", ("annan fråga",))
        desk.settle(Done("solved"), contact=second, version=again.contact.version, note="klart")
        assert [call.contact.id for call in parked_by(desk.database, desk.ids["ab"])] == [first]

    def test_what_a_colleague_takes_is_parked_no_more(self, desk):
        contact = desk.settle(Parked(), name="Siv Ny", note="ringer om boende")
        desk.do(handling.Claim, contact, by="kl")
        assert "parked" not in desk.groups()
        assert "parked" not in desk.groups(me="kl")
        assert parked_by(desk.database, desk.ids["kl"]) == ()

    def test_of_somebody_protected_no_word_is_listed(self, desk):
        desk.settle(Parked(), name="Siv Ny", note="ringer om boende", case=desk.case("C-9"))
        (found,) = parked_by(desk.database, desk.ids["ab"])
        assert (found.line, found.contact.name, found.is_protected) == ("", None, True)


class TestConnected:
    def test_who_answered_has_it_and_it_can_be_taken_back(self, desk):
        karin = desk.ids["kl"]
        contact = desk.settle(Connected(karin), note="om beslutet", case=desk.case("C-1"), rung=(karin,))
        found = desk.summary(contact)
        assert (found.state, found.outcome, found.owner) == ("closed", "accepted", karin)
        assert steps(desk, contact)[-4:] == ["rung", "passed_on", "connected", "accepted"]

    def test_undo_is_back_before_both_steps(self, desk):
        contact = desk.write_down()
        before = desk.summary(contact)
        changes = desk.do(Connect, contact, to=desk.ids["kl"])
        carry_out(desk.database, changes.undo)
        now = desk.summary(contact)
        assert (now.state, now.owner, now.due_at) == (before.state, before.owner, before.due_at)

    def test_a_report_of_concern_is_not_accepted_over_the_telephone(self, desk):
        contact = desk.write_down()
        desk.do(handling.MarkConcern, contact, concern="marked", due_at=NOW + timedelta(hours=2))
        with pytest.raises(Trouble, match="accepted by the one who takes it over"):
            desk.settle(Connected(desk.ids["le"]), contact=contact, version=desk.summary(contact).version)


def test_who_called_is_noted_with_the_card(desk):
    contact = desk.settle(Done("solved"), note="fick besked", caller=Caller("client", "called_back"))
    assert caller_of(read_whole(desk.database, contact).steps) == Caller("client", "called_back")


class TestWhoseQueue:
    def test_who_is_not_at_the_desk_sees_what_is_hers(self, desk):
        hers, desks = desk.write_down(by="kl"), desk.write_down()
        desk.do(handling.Release, desks)
        done = desk.write_down(by="kl")
        desk.do(handling.Close, done, by="kl", outcome="solved")
        other = desk.write_down()
        desk.do(handling.Close, other, outcome="solved")
        sits(desk, "ab")
        found = load(desk.database, desk.ids["kl"], NOW, only_mine=None)
        shown = {item.contact.id for items in found.groups.values() for item in items}
        assert (found.only_mine, found.elsewhere, shown) == (True, 1, {hers, done})
        for me, only_mine in (("ab", None), ("kl", False)):
            found = load(desk.database, desk.ids[me], NOW, only_mine=only_mine)
            shown = {item.contact.id for items in found.groups.values() for item in items}
            assert (found.only_mine, shown) == (False, {hers, desks, done, other})

    def test_without_a_rota_everybody_sees_all(self, desk):
        assert not load(desk.database, desk.ids["kl"], NOW, only_mine=None).only_mine

    def test_what_she_closed_herself_is_hers_though_nobody_had_taken_it(self, desk):
        contact = desk.write_down()
        desk.do(handling.Release, contact)
        desk.do(handling.Close, contact, by="kl", outcome="solved")
        found = load(desk.database, desk.ids["kl"], NOW, only_mine=True)
        assert [item.contact.id for item in found.groups["done"]] == [contact]


class TestOrder:
    @pytest.fixture
    def transport(self, desk):
        with desk.database.writing():
            Case.update(category="transport").where(Case.code == "C-1").execute()
        return desk.case("C-1")

    def due(self, desk, hours, **fields):
        contact = desk.write_down(**fields)
        desk.do(handling.Promise, contact, due_at=NOW + timedelta(hours=hours))
        return contact

    def test_personal_care_comes_before_what_is_less_urgent_when_both_are_as_pressing(self, desk, transport):
        transport_first = self.due(desk, 1, case=transport)
        care = self.due(desk, 1.5)
        soon = self.due(desk, 0.25, case=transport)
        later_care = self.due(desk, 5)
        later_transport = self.due(desk, 4, case=transport)
        assert desk.groups()["now"] == [soon, care, transport_first]
        assert desk.groups()["today"] == [later_care, later_transport]
        (item,) = [it for it in load(desk.database, desk.ids["ab"], NOW).groups["now"] if it.contact.id == soon]
        assert (item.pressing, item.yields) == ("next", True)

    def test_the_unit_says_what_is_less_urgent(self, desk, transport):
        carry_out(desk.database, SaveUnit(by=desk.ids["le"], unit=UnitSettings(less_urgent=())))
        first, second = self.due(desk, 1, case=transport), self.due(desk, 1.5)
        assert desk.groups()["now"] == [first, second]

    def test_two_hours_are_hours_in_which_somebody_is_here(self, desk):
        contact = self.due(desk, 24 - 0.5)  # tomorrow at 09:11
        at_closing = NOW.replace(hour=14, minute=30)  # 15:30 here, an hour and a half before all have gone home
        assert contact in desk.groups(at=NOW)["later"]
        assert contact in desk.groups(at=at_closing).get("now", [])

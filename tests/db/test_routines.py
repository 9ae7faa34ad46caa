"""Routines: kept by the lead with every wording, followed with a contact, and whom to ask."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mottagning import audit
from mottagning.command import carry_out
from mottagning.contacts import byhand
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.ties import TieCase
from mottagning.contacts.whole import read_whole
from mottagning.desk import following, routine, routines
from mottagning.desk.advisers import advisers
from mottagning.desk.course import take_out
from mottagning.desk.following import NoteAsked, Renew, Tick, at_hand, left_in, occasion_of
from mottagning.desk.look import look
from mottagning.desk.oncard import OnCard
from mottagning.desk.routine import Occasion, Routine, Step
from mottagning.desk.routines import SaveRoutine, as_shipped, hidden, load, save_routine, wordings
from mottagning.desk.settle import Done, Settle
from mottagning.errors import Conflict, NotAllowed, Trouble
from mottagning.people.absence import AddAbsence

from . import feeds, rota_desk
from .people import hire

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
"""A Monday."""
FEE = "fee"


@pytest.fixture
def people(database) -> dict[str, int]:
    return hire(database, "ab", "oh")


@pytest.fixture
def contact(database, people) -> int:
    written = WriteDown(by=people["ab"], at=NOW, channel="letter", text="Fakturan stämmer inte")
    return byhand.write_down(database, written).created["contact"]


def found(database, key=FEE) -> Routine:
    return next(each for each in load(database) if each.key == key)


def save(database, changed, by=None, at=NOW, removed=False):
    return save_routine(database, SaveRoutine(by=by, at=at, routine=changed, removed=removed))


def tick(database, contact, place, by=None, version=0, done=True, key=FEE, at=NOW):
    command = Tick(by=by, at=at, contact=contact, routine=key, version=version, place=place, done=done)
    return following.tick(database, command)


def followed(database, contact):
    steps = read_whole(database, contact).steps
    return at_hand(database, Occasion(channel="letter"), steps).followed


class TestKeeping:
    def test_the_lead_s_wording_lies_over_the_program_s_and_each_is_kept(self, database, people):
        lead = people["kl"]
        before = found(database)
        done = save(database, replace(before, due="I dag"), lead)
        assert (found(database).due, found(database).version) == ("I dag", 1)
        save(database, replace(found(database), due="I morgon"), lead, NOW + timedelta(days=1))
        assert [(each.item.due, each.at, each.by) for each in wordings(database, FEE)] == [
            ("I morgon", NOW + timedelta(days=1), lead),
            ("I dag", NOW, lead),
        ]
        assert [each.key for each in load(database)] == [each.key for each in routine.shipped()]
        assert as_shipped(found(database)) == replace(before, version=2)
        entries = audit.entries(database, "routine", 1)
        assert [each[1:] for each in entries] == [(lead, "changed")] * 2
        with pytest.raises(Conflict):
            carry_out(database, done.undo)

    def test_one_of_the_program_s_is_hidden_and_shown_again(self, database, people):
        done = save(database, found(database), people["kl"], removed=True)
        assert FEE not in {each.key for each in load(database)}
        assert [each.key for each in hidden(database)] == [FEE]
        carry_out(database, done.undo)
        assert replace(found(database), version=0) == next(each for each in routine.shipped() if each.key == FEE)
        assert hidden(database) == ()

    def test_the_unit_s_own_is_added_changed_and_taken_back(self, database, people):
        mine = Routine(title="Vattenskada", steps=(Step("Ring vakten", required=True),), keywords=("läcka",))
        done = save(database, mine, people["kl"])
        added = load(database)[-1]
        assert (added.title, added.version, len(added.key)) == ("Vattenskada", 1, 32)
        carry_out(database, done.undo)
        assert load(database)[-1].key == routine.shipped()[-1].key

    def test_what_cannot_be_and_what_is_so_already(self, database, people):
        with pytest.raises(NotAllowed):
            save(database, replace(found(database), due="x"), people["ab"])
        with pytest.raises(Trouble, match="at least one step"):
            save(database, replace(found(database), steps=()), people["kl"])
        assert save(database, found(database), people["kl"]).touched == {}
        save(database, replace(found(database), due="I dag"), people["kl"])
        with pytest.raises(Conflict):
            save(database, replace(found(database), version=0, due="Nu"), people["kl"])


class TestFollowing:
    def test_ticks_are_kept_with_their_wording_and_taken_back(self, database, people, contact):
        tick(database, contact, 1, people["ab"])
        done = tick(database, contact, 0, people["oh"])
        (now,) = followed(database, contact)
        assert (now.done, now.by, now.routine) == ((0, 1), people["oh"], found(database))
        assert now.left == 2
        assert left_in(read_whole(database, contact).steps) == 2
        assert tick(database, contact, 0, people["ab"]).touched == {}
        carry_out(database, done.undo)
        assert followed(database, contact)[0].done == (1,)
        tick(database, contact, 1, people["ab"], done=False)
        assert followed(database, contact) == ()
        assert left_in(read_whole(database, contact).steps) == 0

    def test_the_followed_wording_is_read_when_the_routine_is_another_or_gone(self, database, people, contact):
        first = found(database)
        tick(database, contact, 0)
        save(database, replace(first, steps=(Step("Annat"), first.steps[0])), people["kl"])
        assert followed(database, contact)[0].routine == first
        tick(database, contact, 1)  # who looked at the first wording goes on by it
        with pytest.raises(Conflict):
            tick(database, contact, 1, version=1)
        save(database, found(database), people["kl"], removed=True)
        assert [each.done for each in followed(database, contact)] == [(0, 1)]

    def test_one_goes_on_by_the_new_wording_with_what_reads_the_same(self, database, people, contact):
        first = found(database)
        tick(database, contact, 0)
        tick(database, contact, 2)
        save(database, replace(first, steps=(Step("Annat"), first.steps[0])), people["kl"])
        following.renew(database, Renew(by=None, contact=contact, routine=FEE))
        (now,) = followed(database, contact)
        assert (now.routine, now.done) == (found(database), (1,))
        assert following.renew(database, Renew(by=None, contact=contact, routine=FEE)).touched == {}

    def test_a_text_of_the_program_is_kept_once_however_often_it_is_followed(self, database, people, contact):
        other = byhand.write_down(database, WriteDown(by=None, channel="letter", text="x")).created["contact"]
        for each in (contact, other):
            tick(database, each, 0)
        with database.reading():
            assert database.sql("SELECT COUNT(*) FROM routine_wording").fetchone()[0] == 1

    def test_a_program_s_text_that_was_improved_since_does_not_change_what_was_followed(
        self, database, people, contact, monkeypatch
    ):
        first = found(database)
        tick(database, contact, 0)
        improved = tuple(replace(each, steps=(Step("Bättre"),)) for each in routine.shipped() if each.key == FEE)
        monkeypatch.setattr(routines, "shipped", lambda: improved)
        assert followed(database, contact)[0].routine == first
        tick(database, contact, 1)
        assert followed(database, contact)[0].done == (0, 1)
        following.renew(database, Renew(by=None, contact=contact, routine=FEE))
        assert followed(database, contact) == ()  # nothing of it reads as it did

    def test_who_begins_anew_goes_by_how_the_program_s_text_reads_now(self, database, people, contact, monkeypatch):
        tick(database, contact, 0)
        tick(database, contact, 0, done=False)
        improved = tuple(replace(each, steps=(Step("Bättre"),)) for each in routine.shipped() if each.key == FEE)
        monkeypatch.setattr(routines, "shipped", lambda: improved)
        tick(database, contact, 0)
        assert followed(database, contact)[0].routine.steps == (Step("Bättre"),)

    def test_no_content_stands_in_the_course(self, database, people, contact):
        tick(database, contact, 0, people["ab"])
        step = read_whole(database, contact).steps[-1]
        assert step.step == "routine_followed"
        assert step.facts == {"routine": FEE, "version": 0, "wording": 1, "done": [0], "left": 3}

    def test_what_is_not_there(self, database, contact):
        with pytest.raises(Trouble, match="no contact"):
            tick(database, contact + 1, 0)
        with pytest.raises(Trouble, match="reads otherwise now"):
            tick(database, contact, 0, key="nothing")
        with pytest.raises(Trouble, match="reads otherwise now"):
            tick(database, contact, 0, version=4)

    def test_the_likeliest_is_what_was_said_then_what_is_followed(self, database, people, contact):
        seen = look(database, contact, people["ab"], NOW)
        here = at_hand(database, occasion_of(seen), seen.whole.steps)
        assert (here.first.key, here.fits[0].words) == (FEE, ("faktura",))
        tick(database, contact, 0, key="complaint")
        seen = look(database, contact, people["ab"], NOW)
        assert at_hand(database, occasion_of(seen), seen.whole.steps).first.key == "complaint"

    def test_its_course_has_the_wording_that_was_followed(self, database, people, contact):
        first = found(database)
        tick(database, contact, 1, people["ab"])
        save(database, first, people["kl"], removed=True)
        course = take_out(database, contact, people["kl"], "Lex Sarah", NOW)
        assert [(each.routine, each.done, each.by) for each in course.routines] == [(first, (1,), people["ab"])]

    def test_of_somebody_protected_nothing_that_was_written_points_at_a_routine(self, database, people, tmp_path):
        protected = feeds.case("C-9", Skyddade_personuppgifter="ja", Namn="", Telefon="", E_post="", Kategori="SoL")
        feeds.take(database, feeds.write(tmp_path / "cases.csv", [protected]), at=NOW)
        written = WriteDown(by=people["ab"], at=NOW, channel="letter", text="Fakturan stämmer inte")
        contact = byhand.write_down(database, written).created["contact"]
        before = occasion_of(look(database, contact, people["ab"], NOW))
        carry_out(database, TieCase(by=people["ab"], at=NOW, contact=contact, case=1))
        after = occasion_of(look(database, contact, people["ab"], NOW))
        assert (before.text.strip(), before.categories) == ("Fakturan stämmer inte", frozenset())
        assert (after.text, after.categories) == ("", frozenset({"sol"}))

    def test_the_card_s_ticks_are_kept_with_the_new_contact(self, database, people):
        card = OnCard(FEE, 0, (0, 2), (people["oh"],))
        settled = Settle(by=people["ab"], at=NOW, note="Faktura", routine=card, ending=Done("solved"))
        contact = carry_out(database, settled).created["contact"]
        here = at_hand(database, Occasion(channel="phone"), read_whole(database, contact).steps)
        assert [each.done for each in here.followed] == [(0, 2)]
        assert here.asked == ((people["oh"], NOW),)


class TestAsking:
    def test_who_was_asked_stands_in_the_course_until_it_is_taken_back(self, database, people, contact):
        command = NoteAsked(by=people["ab"], at=NOW, contact=contact, person=people["oh"])
        done = following.note_asked(database, command)
        steps = read_whole(database, contact).steps
        assert at_hand(database, Occasion(channel="letter"), steps).asked == ((people["oh"], NOW),)
        carry_out(database, done.undo)
        steps = read_whole(database, contact).steps
        assert [step.step for step in steps][-2:] == ["adviser_asked", "adviser_not_asked"]
        assert at_hand(database, Occasion(channel="letter"), steps).asked == ()

    @pytest.fixture
    def unit(self, database):
        """Karin leads. Anna and Per are qualified, Omar is new and has Lisa; Elin and he sit in reception today."""
        hire(database)
        new = rota_desk.person("oh", "Omar", novice_until="2026-12-31", mentor="lö")
        others = [rota_desk.person(key, key) for key in ("es", "lö")]
        child = [rota_desk.person(key, key, qualifications=["child"]) for key in ("ab", "pn")]
        today = [rota_desk.shift("2026-11-30", "am", "es"), rota_desk.shift("2026-11-30", "pm", "oh")]
        rota_desk.take(database, people=[new, *others, *child], history=today)
        from mottagning.people import staff

        return {person.key: person.id for person in staff.everyone(database)}

    def asked(self, database, unit, me):
        return [(each.presence.person.key, each.why) for each in advisers(database, unit[me], NOW)]

    def test_a_new_colleague_has_her_mentor_and_nobody_is_sent_to_who_is_new(self, database, unit):
        assert self.asked(database, unit, "oh")[0] == ("lö", "mentor")
        assert "oh" not in dict(self.asked(database, unit, "ab"))

    def test_then_the_qualified_who_are_in_and_the_lead_last(self, database, unit):
        assert self.asked(database, unit, "ab") == [("pn", "qualified"), ("es", "experienced"), ("kl", "lead")]
        monday = NOW.date()
        carry_out(database, AddAbsence(by=None, person=unit["pn"], first=monday, last=monday))
        assert self.asked(database, unit, "ab") == [("es", "experienced"), ("kl", "lead")]

    def test_a_mentor_who_is_away_is_named_after_those_who_are_here(self, database, unit):
        monday = NOW.date()
        carry_out(database, AddAbsence(by=None, person=unit["lö"], first=monday, last=monday))
        found = advisers(database, unit["oh"], NOW)
        assert found[0].is_in
        assert ("lö", "mentor") not in [(each.presence.person.key, each.why) for each in found if each.is_in]

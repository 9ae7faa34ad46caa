"""Sick this morning: what is missing, what comes back to the desk, who stands in, and the way back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from mottagning.command import carry_out
from mottagning.contacts import byhand, handling
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.handling import Claim, PassOn, Promise
from mottagning.contacts.notes import AddNote, add_note
from mottagning.contacts.whole import read_whole
from mottagning.desk import away, baton, whoisin
from mottagning.desk.away import NoteAway
from mottagning.desk.baton import HandOver
from mottagning.desk.daystate import day_state
from mottagning.errors import Conflict, NotAllowed, Trouble
from mottagning.people import absence, staff
from mottagning.rota import moving, plans, today, versions
from mottagning.rota.moving import StandBack, StandIn
from tests.db import rota_desk
from tests.db.rota_desk import MONDAY, who

MORNING = datetime(2026, 11, 30, 6, 45, tzinfo=UTC)
NOON = datetime(2026, 11, 30, 11, tzinfo=UTC)
NEXT_WEEK = NOON + timedelta(days=7)


@pytest.fixture
def rota(database):
    """Two published weeks in which Monday's two shifts are Anna's and Karin's, and the rules leave room."""
    rota_desk.published(database, rules={"min_gap_days": 1})
    for post, person in (("am", "ab"), ("pm", "kl")):
        other = moving.Assign(by=None, plan=None, date=MONDAY, post=post, person=person, despite=True)
        moving.assign(database, other)
    return {person.key: person.id for person in staff.everyone(database)}


def written(database, by):
    command = WriteDown(by=by, at=MORNING, channel="phone", phone="+46701740605", text="Ring mig")
    contact = byhand.write_down(database, command).created["contact"]
    return {"at": MORNING, "contact": contact, "version": read_whole(database, contact).summary.version}


def states(database, contacts):
    found = [read_whole(database, each["contact"]).summary for each in contacts]
    return [(each.state, each.owner) for each in found]


@pytest.fixture
def hers(database, rota):
    """Anna's: promised at noon, passed on to her until noon, taken, promised next week."""
    promised, given, taken, later = (written(database, rota["oh"]) for _ in range(4))
    handling.promise(database, Promise(by=rota["ab"], **promised, due_at=NOON, owner=rota["ab"], booked=True))
    handling.pass_on(database, PassOn(by=rota["oh"], **given, to=rota["ab"], returns_at=NOON))
    handling.claim(database, Claim(by=rota["ab"], **taken))
    handling.promise(database, Promise(by=rota["ab"], **later, due_at=NEXT_WEEK, owner=rota["ab"]))
    return promised, given, taken, later


def note(database, rota, key="ab", by="oh"):
    command = NoteAway(by=rota[by], at=MORNING, person=rota[key], day=MONDAY)
    return away.note_away(database, command)


def test_what_is_missing_is_told_before_it_is_noted_and_after(database, rota, hers):
    found = away.missing(database, rota["ab"], MORNING)
    assert not found.is_noted
    assert [(left.shift.post, left.shift.person) for left in found.today] == [("am", "ab")]
    assert found.promised == (NOON,)
    assert found.others == 2  # one was passed on to her, one she has taken and should see to today
    assert all(shift.date > MONDAY for shift in found.later)
    (left,) = found.today
    assert left.able
    assert "ab" not in {each.person for each in left.able}
    assert {each.person for each in left.able} | {each.person for each in left.blocked} == {
        "ab", "kl", "oh", "es", "lö", "pn",
    }  # fmt: skip
    note(database, rota)
    noted = away.missing(database, rota["ab"], MORNING)
    assert noted.is_noted
    assert (noted.promised, noted.others) == ((), 0)
    assert [left.shift for left in noted.today] == [left.shift for left in found.today]


def test_what_she_had_today_is_the_desks_and_what_is_later_stays_hers(database, rota, hers):
    note(database, rota)
    promised, given, taken, later = states(database, hers)
    assert taken == ("waiting", None)
    assert promised == ("promised", None)
    assert given == ("waiting", None)
    assert later == ("promised", rota["ab"])
    assert read_whole(database, hers[0]["contact"]).summary.due_at == NOON


def test_the_top_line_and_who_is_in_know(database, rota):
    assert ("Telefon förmiddag", "Anna Berg") in today.sitting(database, MORNING)
    note(database, rota)
    assert ("Telefon förmiddag", "") in today.sitting(database, MORNING)
    assert "ab" not in today.answering(database, MORNING)
    assert [each.person.key for each in whoisin.today(database, MORNING).away] == ["ab"]
    assert [shift.post for shift in plans.uncovered(database, MONDAY, 1)] == ["am"]


def test_all_of_it_is_taken_back_and_done_again(database, rota, hers):
    before = states(database, hers)
    back = note(database, rota).undo
    again = carry_out(database, back).undo
    assert states(database, hers) == before
    assert not away.missing(database, rota["ab"], MORNING).is_noted
    carry_out(database, replace(again, at=MORNING))
    assert states(database, hers)[0] == ("promised", None)
    assert away.missing(database, rota["ab"], MORNING).is_noted


def test_a_card_left_open_over_night_notes_nobody_away_yesterday(database, rota, hers):
    before = states(database, hers)
    command = NoteAway(by=rota["oh"], at=MORNING + timedelta(days=1), person=rota["ab"], day=MONDAY)
    with pytest.raises(Trouble, match="another day by now"):
        away.note_away(database, command)
    assert states(database, hers) == before
    assert not away.missing(database, rota["ab"], MORNING).is_noted


def test_what_somebody_has_seen_to_since_stays_as_it_is_when_it_is_taken_back(database, rota, hers):
    back = note(database, rota).undo
    found = read_whole(database, hers[0]["contact"]).summary
    handling.claim(database, Claim(by=rota["kl"], at=MORNING, contact=found.id, version=found.version))
    carry_out(database, back)
    assert states(database, hers)[:3] == [("taken", rota["kl"]), ("passed_on", rota["ab"]), ("taken", rota["ab"])]
    assert not away.missing(database, rota["ab"], MORNING).is_noted


def test_of_an_absence_that_was_known_there_is_nothing_to_take_back(database, rota, hers):
    absence.add_absence(
        database, absence.AddAbsence(by=None, person=rota["ab"], first=MONDAY, last=MONDAY + timedelta(days=3))
    )
    assert note(database, rota).undo is None
    assert states(database, hers)[0] == ("promised", None)
    assert len(absence.absences(database, MONDAY, MONDAY, rota["ab"])) == 1


def stand_in(rota, person, post="am", seen="ab", day=MONDAY, by="oh"):
    return StandIn(by=rota[by], at=MORNING, date=day, post=post, person=person, seen=seen)


def test_whoever_sits_at_the_desk_puts_the_first_one_in(database, rota):
    note(database, rota)
    best = away.missing(database, rota["ab"], MORNING).today[0].able[0].person
    changes = moving.stand_in(database, stand_in(rota, best))
    assert who(database, MONDAY, "am") == best
    assert changes.concerns("rota")
    assert plans.uncovered(database, MONDAY, 1) == ()
    assert away.missing(database, rota["ab"], MORNING).today == ()
    newest = versions.versions(database)[0]
    assert (newest.kind, newest.by) == ("stood_in", rota["oh"])
    again = carry_out(database, replace(changes.undo, at=MORNING)).undo
    assert who(database, MONDAY, "am") == "ab"
    carry_out(database, replace(again, at=MORNING))
    assert who(database, MONDAY, "am") == best


def test_who_stands_by_is_the_first_and_leaves_that_for_the_shift(database):
    posts = rota_desk.document()["posts"]
    spare = posts[0] | {"id": "spare", "name": "Reserv", "to": "16:00", "kind": "standby"}
    rota_desk.published(database, posts=[*posts, spare], rules={"min_gap_days": 1})
    rota = {person.key: person.id for person in staff.everyone(database)}
    sick, ready = who(database, MONDAY, "am"), who(database, MONDAY, "spare")
    note(database, rota, sick)
    assert away.missing(database, rota[sick], MORNING).today[0].able[0].person == ready
    changes = moving.stand_in(database, stand_in(rota, ready, seen=sick))
    assert (who(database, MONDAY, "am"), who(database, MONDAY, "spare")) == (ready, None)
    again = carry_out(database, replace(changes.undo, at=MORNING)).undo
    assert (who(database, MONDAY, "am"), who(database, MONDAY, "spare")) == (sick, ready)
    carry_out(database, replace(again, at=MORNING))
    assert (who(database, MONDAY, "am"), who(database, MONDAY, "spare")) == (ready, None)


def test_a_substitute_is_for_today_for_what_is_empty_and_by_the_rules(database, rota):
    with pytest.raises(Conflict, match="Somebody comes"):
        moving.stand_in(database, stand_in(rota, "pn" if who(database, MONDAY, "pm") != "pn" else "es"))
    note(database, rota)
    with pytest.raises(Trouble, match="not available then"):
        moving.stand_in(database, stand_in(rota, "kl"))
    tomorrow = MONDAY + timedelta(days=1)
    with pytest.raises(NotAllowed, match="same day"):
        moving.stand_in(database, stand_in(rota, "es", day=tomorrow, seen=who(database, tomorrow, "am")))
    best = away.missing(database, rota["ab"], MORNING).today[0].able[:2]
    moving.stand_in(database, stand_in(rota, best[0].person))
    with pytest.raises(Conflict):
        moving.stand_in(database, stand_in(rota, best[1].person))


@pytest.mark.parametrize("standby", [None, "pm"])
def test_only_a_substitute_is_taken_away_without_the_lead(database, rota, standby):
    """Else the way back would be a way round her for any shift of today."""
    desk = {"by": rota["oh"], "at": MORNING, "date": MONDAY}
    with pytest.raises(NotAllowed):
        moving.stand_back(database, StandBack(**desk, post="am", person="ab", before="pn"))
    note(database, rota)
    best = away.missing(database, rota["ab"], MORNING).today[0].able[0].person
    moving.stand_in(database, stand_in(rota, best))
    moving.assign(database, moving.Assign(by=None, plan=None, date=MONDAY, post="pm", person=None))
    other = {"before": "pn" if best != "pn" else "es"} if standby is None else {"before": "ab", "standby": standby}
    with pytest.raises(NotAllowed):
        moving.stand_back(database, StandBack(**desk, post="am", person=best, **other))
    moving.stand_back(database, StandBack(**desk, post="am", person=best, before="ab"))
    assert (who(database, MONDAY, "am"), who(database, MONDAY, "pm")) == ("ab", None)


def test_who_takes_the_shift_signs_for_the_day_before(database, rota):
    friday = date(2026, 11, 27)
    baton.hand_over(database, HandOver(by=rota["oh"], day=friday, text="Ring skolan"))
    assert day_state(database, rota["ab"], MORNING).is_to_sign
    assert away.missing(database, rota["ab"], MORNING).signs
    note(database, rota)
    best = away.missing(database, rota["ab"], MORNING).today[0].able[0].person
    assert not day_state(database, rota[best], MORNING).is_mine
    moving.stand_in(database, stand_in(rota, best))
    assert day_state(database, rota[best], MORNING).is_to_sign


def test_when_all_who_should_sit_are_away_the_baton_is_anybodys(database, rota):
    assert not day_state(database, rota["oh"], MORNING).is_mine
    note(database, rota, "ab")
    note(database, rota, "kl")
    assert day_state(database, rota["oh"], MORNING).is_mine


def test_who_is_expected_comes_first(database, rota):
    found = away.expected(database, MORNING)
    assert {(person.key, posts) for person, posts in found[:2]} == {
        ("ab", ("Telefon förmiddag",)),
        ("kl", ("Telefon eftermiddag",)),
    }
    assert len(found) == 6


def test_a_note_does_not_stand_in_the_way(database, rota, hers):
    back = note(database, rota).undo
    contact = hers[0]["contact"]
    add_note(database, AddNote(by=rota["kl"], contact=contact, text="Ringde igen"))
    carry_out(database, back)
    assert states(database, hers)[0] == ("promised", rota["ab"])

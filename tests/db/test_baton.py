"""The baton: a day is handed over when nothing is loose, signed for by one, and what goes with it can go again."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from mottagning.care.protection import learnt_protected
from mottagning.command import carry_out
from mottagning.contacts import byhand, handling, redaction
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.notes import AddNote
from mottagning.contacts.ties import TieCase, tie_case
from mottagning.contacts.whole import read_whole
from mottagning.desk import baton, tonight
from mottagning.desk.baton import HandOver, LeaveForTomorrow, SignBaton
from mottagning.desk.batontables import BatonLine
from mottagning.desk.dayend import day_end
from mottagning.desk.daystart import day_start
from mottagning.desk.daystate import day_state
from mottagning.desk.openwork import loose_ends
from mottagning.desk.tonight import MarkTonight, NoteTold
from mottagning.errors import Conflict, NotAllowed, Trouble
from mottagning.people.staff import SavePerson
from mottagning.people.unit import SaveUnit, UnitSettings, load_unit
from mottagning.rota import plans
from tests.db import feeds, rota_desk
from tests.db.people import hire

FRIDAY, MONDAY, TUESDAY = date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 24)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of the Swedish day, in November: an hour before that in UTC."""
    return datetime(day.year, day.month, day.day, hour - 1, minute, tzinfo=UTC)


MORNING, CLOSING, SIGNED = at(FRIDAY, 9), at(FRIDAY, 15, 50), at(MONDAY, 8, 5)


@pytest.fixture
def people(database):
    return hire(database, "ab", "oh")


def letter(database, people, moment=MORNING, text="Frågar om hemtjänst"):
    """Somebody wrote: due the same day, until something else is said."""
    command = WriteDown(by=people["ab"], at=moment, channel="letter", phone="+46701740605", text=text)
    return byhand.write_down(database, command).created["contact"]


def on(database, contact, who, moment=CLOSING):
    version = read_whole(database, contact).summary.version
    return {"by": who, "at": moment, "contact": contact, "version": version}


def leave(database, contact, who, text="Ring före nio", moment=CLOSING):
    version = read_whole(database, contact).summary.version
    command = LeaveForTomorrow(by=who, at=moment, day=FRIDAY, contacts=((contact, version),), text=text)
    return baton.leave_for_tomorrow(database, command)


def hand_over(database, who, text="", day=FRIDAY, moment=CLOSING):
    return baton.hand_over(database, HandOver(by=who, at=moment, day=day, text=text))


def sign(database, who, moment=SIGNED, day=FRIDAY):
    return baton.sign_baton(database, SignBaton(by=who, at=moment, day=day))


def test_a_day_with_loose_ends_is_not_handed_over(database, people):
    promised, passed, left, mine, closed, hers = (letter(database, people) for _ in range(6))
    monday = at(MONDAY, 10)
    handling.promise(database, handling.Promise(**on(database, promised, people["ab"]), due_at=monday))
    handling.pass_on(
        database, handling.PassOn(**on(database, passed, people["ab"]), to=people["oh"], returns_at=monday)
    )
    handling.claim(database, handling.Claim(**on(database, mine, people["ab"])))
    handling.claim(database, handling.Claim(**on(database, hers, people["oh"])))
    handling.close(database, handling.Close(**on(database, closed, people["ab"]), outcome="solved"))
    assert [each.contact.id for each in loose_ends(database, people["ab"], FRIDAY)] == [left, mine]
    with pytest.raises(Trouble, match="2"):
        hand_over(database, people["ab"])
    assert baton.baton(database, FRIDAY).handed_at is None
    leave(database, left, people["ab"])
    leave(database, mine, people["ab"])
    assert read_whole(database, mine).summary.owner is None
    picture = day_end(database, people["ab"], CLOSING)
    assert picture.loose == ()
    assert [(each.contact.id, each.why) for each in picture.carried][:2] == [
        (promised, "promised"),
        (passed, "passed_on"),
    ]
    hand_over(database, people["ab"], "Skrivaren är trasig.")
    found = baton.baton(database, FRIDAY)
    assert (found.by, found.handed_at, found.signed_by) == (people["ab"], CLOSING, None)
    assert [(word.contact.id if word.contact else None, word.text) for word in found.words] == [
        (left, "Ring före nio"),
        (mine, "Ring före nio"),
        (None, "Skrivaren är trasig."),
    ]


def test_what_is_left_needs_a_word_and_can_be_taken_back(database, people):
    contact = letter(database, people)
    with pytest.raises(Trouble):
        leave(database, contact, people["ab"], " ")
    handling.claim(database, handling.Claim(**on(database, contact, people["ab"])))
    handling.promise(
        database,
        handling.Promise(**on(database, contact, people["ab"]), due_at=at(FRIDAY, 15, 55), owner=people["ab"]),
    )
    undo = leave(database, contact, people["ab"]).undo
    left = read_whole(database, contact)
    assert (left.summary.state, left.summary.owner) == ("promised", None), "a promise stays one"
    assert [note.text for note in left.notes] == ["Ring före nio"]
    carry_out(database, undo)
    back = read_whole(database, contact)
    assert (back.summary.state, back.summary.owner, back.notes) == ("promised", people["ab"], ())
    assert baton.baton(database, FRIDAY).words == ()
    undo = leave(database, contact, people["ab"]).undo
    handling.close(database, handling.Close(**on(database, contact, people["oh"]), outcome="solved"))
    with pytest.raises(Conflict):
        carry_out(database, undo)


def test_handing_over_again_brings_it_up_to_date_until_somebody_has_signed(database, people):
    hand_over(database, people["ab"], "Först")
    undo = hand_over(database, people["ab"], "Sedan", moment=CLOSING + timedelta(minutes=5)).undo
    assert [word.text for word in baton.baton(database, FRIDAY).words] == ["Sedan"]
    carry_out(database, undo)
    found = baton.baton(database, FRIDAY)
    assert (found.handed_at, [word.text for word in found.words]) == (CLOSING, ["Först"])
    hand_over(database, people["oh"], "Från Omar")
    assert [word.text for word in baton.baton(database, FRIDAY).words] == ["Först", "Från Omar"], "two desks, one baton"
    again = hand_over(database, people["ab"]).undo
    sign(database, people["kl"])
    for attempt in (lambda: hand_over(database, people["ab"]), lambda: carry_out(database, again)):
        with pytest.raises(Trouble, match="Person KL"):
            attempt()


def test_one_signs_and_may_take_it_back(database, people):
    hand_over(database, people["ab"])
    undo = sign(database, people["oh"]).undo
    with pytest.raises(Trouble, match="Person OH"):
        sign(database, people["ab"])
    found = baton.baton(database, FRIDAY)
    assert (found.signed_by, found.signed_at) == (people["oh"], SIGNED)
    carry_out(database, undo)
    assert baton.baton(database, FRIDAY).signed_at is None
    with database.reading():
        acts = database.sql("SELECT action FROM audit WHERE kind = 'baton' ORDER BY id").fetchall()
    assert [row[0] for row in acts] == ["handed_over", "baton_signed", "sign_taken_back"]


def test_who_may_not_work_here_neither_hands_over_nor_signs(database, people):
    known = SavePerson(by=None, key="xx", name="Person XX", role="none")
    nobody = carry_out(database, known).created["person"]
    for act in (lambda: hand_over(database, nobody), lambda: sign(database, nobody)):
        with pytest.raises(NotAllowed):
            act()


def test_the_lead_is_told_at_ten_and_not_before(database, people):
    assert baton.unsigned(database, at(MONDAY, 11)) is None, "a unit that never handed over is not reminded"
    hand_over(database, people["ab"])
    assert baton.unsigned(database, at(MONDAY, 9, 59)) is None
    found = baton.unsigned(database, at(MONDAY, 10))
    assert found is not None
    assert (found.day, found.by) == (FRIDAY, people["ab"])
    assert baton.unsigned(database, at(date(2026, 11, 22), 11)) is None, "a Sunday"
    later = load_unit(database)
    carry_out(database, SaveUnit(by=None, unit=UnitSettings(baton_signed_by=time(11), version=later.version)))
    assert baton.unsigned(database, at(MONDAY, 10, 30)) is None
    sign(database, people["oh"], at(MONDAY, 10, 45))
    assert baton.unsigned(database, at(MONDAY, 11)) is None
    assert baton.unsigned(database, at(TUESDAY, 11)).handed_at is None, "and on Monday nobody handed over"


def test_closed_days_have_no_baton(database, people):
    hand_over(database, people["ab"])
    closed = UnitSettings(closed=frozenset({MONDAY}))
    carry_out(database, SaveUnit(by=None, unit=closed))
    state = day_state(database, people["oh"], at(TUESDAY, 8, 10))
    assert (state.baton_day, state.stands, state.is_to_sign) == (FRIDAY, "unsigned", True)
    shut = day_state(database, people["oh"], at(MONDAY, 8, 10))
    assert (shut.is_open, shut.is_to_sign, shut.is_ending) == (False, False, False)


def test_the_line_of_the_day_says_what_is_next(database, people):
    first = day_state(database, people["ab"], at(FRIDAY, 8))
    assert (first.stands, first.is_to_sign) == ("none", False)
    early, late, other = (letter(database, people) for _ in range(3))
    for contact, hour in ((early, 11), (late, 15)):
        said = on(database, contact, people["ab"], at(FRIDAY, 9))
        handling.promise(database, handling.Promise(**said, due_at=at(FRIDAY, hour)))
    state = day_state(database, people["ab"], at(FRIDAY, 9, 30))
    assert (state.before_lunch, state.after_lunch, state.due) == (1, 1, 1)
    assert not state.is_ending
    assert day_state(database, people["ab"], at(FRIDAY, 15, 30)).is_ending
    handling.close(database, handling.Close(**on(database, other, people["ab"]), outcome="solved"))
    assert day_state(database, people["ab"], at(FRIDAY, 9, 30)).due == 0


def test_the_rota_says_who_reads_it(database, people):
    rota_desk.take(database)
    hand_over(database, people["ab"])
    shifts = (plans.Turnout(MONDAY, "am", "oh"),)
    draft = plans.SaveDraft(by=None, first=MONDAY, last=MONDAY, shifts=shifts, report={})
    plans.publish(database, plans.Publish(by=None, plan=plans.save_draft(database, draft).created["plan"]))
    assert day_state(database, people["oh"], at(MONDAY, 8)).is_to_sign
    assert not day_state(database, people["ab"], at(MONDAY, 8)).is_to_sign, "she does not sit here today"


def test_the_start_of_the_day_says_what_has_changed_since(database, people):
    done, stays = letter(database, people), letter(database, people)
    for contact in (done, stays):
        leave(database, contact, people["ab"])
    hand_over(database, people["ab"])
    handling.close(database, handling.Close(**on(database, done, people["oh"], at(MONDAY, 7)), outcome="solved"))
    letter(database, people, at(MONDAY, 7, 30))
    found = day_start(database, people["ab"], at(MONDAY, 8))
    assert (found.done, found.new) == (1, 1)
    assert [word.contact.state for word in found.baton.words] == ["closed", "waiting"]
    assert found.due[0].contact.id == stays, "the oldest first"
    assert len(found.due) == 2
    assert found.feed.stale


def test_a_word_goes_with_what_it_is_about(database, people):
    contact = letter(database, people)
    leave(database, contact, people["ab"], "Maja är rädd")
    hand_over(database, people["ab"])
    redaction.erase(database, redaction.Erase(by=None, contact=contact, reason="disposed"))
    assert baton.baton(database, FRIDAY).words == ()


def test_words_of_their_own_are_disposed_of_by_rule(database, people):
    hand_over(database, people["ab"], "Gammalt")
    later = date(2027, 2, 22)
    hand_over(database, people["ab"], "Nytt", later, at(later, 15, 50))
    with database.reading():
        assert [row.text for row in BatonLine.select()] == ["Nytt"]


def test_nobody_is_named_who_is_protected(database, people, tmp_path):
    contact = letter(database, people, text="Ring Siv")
    feeds.take(database, feeds.write(tmp_path / "cases.csv", [feeds.case("C-1", Namn="Siv Ek")]))
    with database.reading():
        case = database.sql("SELECT id FROM cases").fetchone()[0]
    tie_case(database, TieCase(by=people["ab"], contact=contact, case=case))
    leave(database, contact, people["ab"], "Siv väntar")
    carry_out(database, MarkTonight(by=people["ab"], at=CLOSING, day=FRIDAY, contact=contact))
    assert baton.baton(database, FRIDAY).words[0].contact.phone
    protected = feeds.case("C-1", Skyddade_personuppgifter="ja", Namn="", Telefon="", E_post="")
    feeds.take(database, feeds.write(tmp_path / "later.csv", [protected]), learnt_protected=learnt_protected)
    night = tonight.tonight(database, FRIDAY)
    shown = (*baton.baton(database, FRIDAY).words, *night.known)
    assert [(each.contact.name, each.contact.phone, each.contact.beginning) for each in shown] == [(None, None, "")]
    assert [(each.line, each.codes, each.is_protected) for each in night.known] == [("", ("C-1",), True)]


def test_what_the_night_must_know_is_marked_told_and_kept(database, people):
    concern, threat, open_one = (letter(database, people) for _ in range(3))
    handling.mark_concern(database, handling.MarkConcern(**on(database, concern, people["ab"]), concern="marked"))
    assert tonight.tonight(database, FRIDAY).unmarked == (concern,)
    for contact, why in ((concern, None), (threat, "threat")):
        carry_out(database, MarkTonight(by=people["ab"], at=CLOSING, day=FRIDAY, contact=contact, why=why))
    undo = carry_out(database, MarkTonight(by=people["ab"], at=CLOSING, day=FRIDAY, contact=open_one)).undo
    carry_out(database, undo)
    carry_out(database, AddNote(by=people["ab"], at=CLOSING, contact=threat, text="Hotade på telefon"))
    night = tonight.tonight(database, FRIDAY)
    assert [(each.contact.id, each.why, each.line) for each in night.known] == [
        (concern, "child", ""),
        (threat, "threat", "Hotade på telefon"),
    ]
    assert (night.unmarked, night.untold) == ((), 2)
    told = carry_out(database, NoteTold(by=people["ab"], at=CLOSING, day=FRIDAY, contacts=(concern, threat)))
    carry_out(database, NoteTold(by=people["oh"], at=CLOSING, day=FRIDAY, contacts=(concern,)))
    night = tonight.tonight(database, FRIDAY)
    assert [(each.told_by, each.told_at) for each in night.known] == [(people["ab"], CLOSING)] * 2
    with pytest.raises(Trouble):
        carry_out(database, tonight.UnmarkTonight(by=people["ab"], day=FRIDAY, contact=threat))
    carry_out(database, told.undo)
    assert tonight.tonight(database, FRIDAY).untold == 2

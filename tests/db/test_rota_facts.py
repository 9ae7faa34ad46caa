"""What the team lead says of posts, people and rules: it holds, can be taken back, and is guarded against haste."""

from dataclasses import replace
from datetime import date, time

import pytest

from mottagning.command import carry_out
from mottagning.db import Database
from mottagning.errors import Conflict, NotAllowed, Trouble
from mottagning.people import staff
from mottagning.rota import facts, postcard, ruling, unit
from mottagning.rota.facts import Facts, KeepFacts
from mottagning.rota.model import DayHours, Off, Post, Rate, Rules
from mottagning.rota.postcard import OrderPosts, RemovePost, SavePost, kept_posts
from mottagning.rota.ruling import KeptMeeting, SaveRuling

from .rota_desk import published, take

LUNCH = Post(
    id="",
    name="Lunch  avlösning",
    weekdays=(0, 4),
    start=time(11),
    end=time(13),
    needs=frozenset({"child"}),
    other_hours=(DayHours(4, time(11), time(12)),),
    kind="lunch",
)


def test_a_post_is_added_changed_and_taken_back(database: Database) -> None:
    take(database)
    added = postcard.save_post(database, SavePost(by=None, post=LUNCH, version=None))
    kept = kept_posts(database)[-1]
    assert kept.post == replace(LUNCH, id="lunch-avlösning", name="Lunch avlösning")
    changed = postcard.save_post(
        database, SavePost(by=None, post=replace(kept.post, name="Lunch"), version=kept.version)
    )
    with pytest.raises(Conflict):
        postcard.save_post(database, SavePost(by=None, post=kept.post, version=kept.version))
    assert changed.undo is not None
    carry_out(database, changed.undo)
    assert kept_posts(database)[-1].post == kept.post
    assert added.undo is not None
    carry_out(database, added.undo)
    assert [each.post.id for each in kept_posts(database)] == ["am", "pm"]


def test_posts_change_places_and_go_back(database: Database) -> None:
    take(database)
    done = postcard.order_posts(database, OrderPosts(by=None, keys=("pm", "am")))
    assert [post.id for post in unit.posts(database)] == ["pm", "am"]
    assert done.undo is not None
    carry_out(database, done.undo)
    assert [post.id for post in unit.posts(database)] == ["am", "pm"]


def test_a_post_with_shifts_stays(database: Database) -> None:
    published(database)
    with pytest.raises(Trouble, match="has shifts"):
        postcard.remove_post(database, RemovePost(by=None, key="am"))
    same = replace(kept_posts(database)[0].post, name="Telefon EFTERMIDDAG")
    with pytest.raises(Trouble, match="already a post"):
        postcard.save_post(database, SavePost(by=None, post=same, version=1))
    backwards = replace(same, name="Ny", other_hours=(DayHours(0, time(12), time(8)),))
    with pytest.raises(Trouble, match="must end after"):
        postcard.save_post(database, SavePost(by=None, post=backwards, version=1))


def test_what_is_said_of_a_person_reaches_the_planner_and_is_taken_back(database: Database) -> None:
    take(database)
    before = unit.load(database)
    known = {each.person.key: each for each in facts.everybody(database)}
    omar, anna = known["oh"], known["ab"]
    said = Facts(
        is_planned=True,
        rates=(Rate(date(2026, 1, 1), 75), Rate(date(2027, 1, 1), 50)),
        off=(Off(2), Off(4, "am")),
        qualifications=frozenset({"sign"}),
        novice_until=date(2027, 1, 31),
        mentor=anna.person.id,
        posts=frozenset({"pm"}),
        wishes=((0, -2.0), (3, 1.0)),
        pins=((date(2026, 12, 1), "pm"),),
        version=omar.facts.version,
    )
    done = facts.keep_facts(database, KeepFacts(by=None, person=omar.person.id, facts=said))
    found = {each.person.key: each for each in facts.everybody(database)}["oh"].facts
    assert found == replace(said, version=said.version + 1)
    planned = next(each for each in unit.load(database).people if each.id == "oh")
    assert (planned.mentor, planned.posts, planned.rates[-1].percent) == ("ab", {"pm"}, 50)
    assert [(pin.date, pin.person) for pin in unit.load(database).pinned] == [(date(2026, 12, 1), "oh")]
    assert facts.qualifications(database) == ("child", "sign")
    with pytest.raises(Conflict):
        facts.keep_facts(database, KeepFacts(by=None, person=omar.person.id, facts=said))
    assert done.undo is not None
    carry_out(database, done.undo)
    assert unit.load(database) == before


def test_who_leaves_the_planning_comes_back_with_all_of_it(database: Database) -> None:
    take(database)
    before = unit.load(database)
    elin = next(each for each in facts.everybody(database) if each.person.key == "es")
    away = replace(Facts(), version=elin.facts.version)
    done = facts.keep_facts(database, KeepFacts(by=None, person=elin.person.id, facts=away))
    assert "es" not in {person.id for person in unit.load(database).people}
    assert done.undo is not None
    carry_out(database, done.undo)
    assert unit.load(database) == before


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"rates": (Rate(date(2026, 1, 1), 75), Rate(date(2026, 1, 1), 50))}, "same day"),
        ({"rates": (Rate(date(2026, 1, 1), 120),)}, "0 to 100"),
        ({"posts": frozenset()}, "at least one post"),
        ({"pins": ((date(2026, 12, 1), "am"),)}, "already set for Anna"),
        ({"pins": ((date(2026, 12, 2), "am"), (date(2026, 12, 2), "am"))}, "twice"),
        ({"wishes": ((0, 99.0),)}, "weighs"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(database: Database, wrong: dict[str, object], said: str) -> None:
    take(database, pinned=[{"date": "2026-12-01", "post": "am", "person": "ab"}])
    omar = next(each for each in facts.everybody(database) if each.person.key == "oh")
    with pytest.raises(Trouble, match=said):
        facts.keep_facts(
            database,
            KeepFacts(by=None, person=omar.person.id, facts=replace(omar.facts, **wrong)),  # type: ignore[arg-type]
        )
    her_own = replace(omar.facts, mentor=omar.person.id)
    with pytest.raises(Trouble, match="own mentor"):
        facts.keep_facts(database, KeepFacts(by=None, person=omar.person.id, facts=her_own))


def test_rules_and_meetings_are_kept_and_taken_back(database: Database) -> None:
    take(database)
    kept = ruling.load_ruling(database)
    karin = staff.by_key(database, "kl")
    assert karin is not None
    board = KeptMeeting(name="Nämnd", people=frozenset({karin.id}), dates=frozenset({date(2026, 12, 8)}), half="pm")
    rules = Rules(min_gap_days=4, max_per_week=1, one_post_a_day=False, novices="mentor", evenness=0.25)
    said = replace(kept, rules=rules, meetings=(board,))
    done = ruling.save_ruling(database, SaveRuling(by=None, ruling=said))
    assert ruling.load_ruling(database) == replace(said, version=kept.version + 1)
    loaded = unit.load(database)
    assert loaded.rules == rules
    assert [(each.name, each.people) for each in loaded.meetings] == [("Nämnd", {"kl"})]
    with pytest.raises(Conflict):
        ruling.save_ruling(database, SaveRuling(by=None, ruling=said))
    assert done.undo is not None
    carry_out(database, done.undo)
    assert unit.load(database).rules == kept.rules
    never = replace(ruling.load_ruling(database), meetings=(replace(board, dates=frozenset()),))
    with pytest.raises(Trouble, match="when"):
        ruling.save_ruling(database, SaveRuling(by=None, ruling=never))


def test_only_the_lead_changes_what_the_rota_knows(database: Database) -> None:
    take(database)
    anna = next(each for each in facts.everybody(database) if each.person.key == "ab")
    by = anna.person.id
    with pytest.raises(NotAllowed):
        postcard.order_posts(database, OrderPosts(by=by, keys=()))
    with pytest.raises(NotAllowed):
        facts.keep_facts(database, KeepFacts(by=by, person=by, facts=anna.facts))
    with pytest.raises(NotAllowed):
        ruling.save_ruling(database, SaveRuling(by=by, ruling=ruling.load_ruling(database)))

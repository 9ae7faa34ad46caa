"""Today's Excel rota taken over: what becomes of it, the mapping that is kept, and the way back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from mottagning.command import Command, carry_out
from mottagning.db import Database
from mottagning.errors import Conflict, NotAllowed, Trouble
from mottagning.people import staff
from mottagning.people.absence import AddAbsence
from mottagning.people.signin import KeepPassword
from mottagning.rota import facts, moving, plans, postcard, takeover, versions
from mottagning.rota import unit as units
from mottagning.rota.facts import KeepFacts
from mottagning.rota.model import Post, Rate
from mottagning.rota.postcard import RemovePost, SavePost
from mottagning.rota.sheetchoice import NEW, UNREAD
from mottagning.rota.takeover import TakeOver
from mottagning.rota.workbook import Manner
from tests.db import rota_desk
from tests.db.rota_desk import MONDAY, who
from tests.workbooks import rows_xml, workbook

BEFORE = MONDAY - timedelta(weeks=2)
TODAY = MONDAY


def book(tmp_path: Path, *rows: Sequence[object]) -> Path:
    path = tmp_path / "schema.xlsx"
    path.write_bytes(workbook({"Höst": rows_xml(rows)}))
    return path


def usual(tmp_path: Path) -> Path:
    names = ("Anna", "Karin L", "Omar H", "Nora Nyman", "Elina")
    days = [[BEFORE + timedelta(days=number), name] for number, name in enumerate(names)]
    return book(tmp_path, ["Datum", "Telefon fm"], *days, [MONDAY, "Per N"])


def taken(database: Database, path: Path, answers: dict[str, str], **how: Any) -> TakeOver:
    looked = takeover.look(database, path, TODAY)
    choice = replace(looked.choice, people=dict(looked.choice.people) | answers)
    found = takeover.take(looked, choice, **how)
    return TakeOver(
        by=None,
        shifts=found.shifts,
        posts=found.posts,
        people=found.people,
        manner=takeover.manner_of(looked, choice, found),
        file=looked.file,
    )


def test_a_workbook_is_mapped_once_and_taken(database: Database, tmp_path: Path) -> None:
    rota_desk.published(database)
    looked = takeover.look(database, usual(tmp_path), TODAY)
    assert looked.choice.posts == {"Telefon fm": "am"}
    assert looked.choice.people == {
        "Anna": "ab", "Karin L": "kl", "Omar H": "oh", "Nora Nyman": NEW, "Elina": None, "Per N": "pn",
    }  # fmt: skip
    assert looked.choice.matches["Elina"].like == ("es",)
    assert looked.stands[MONDAY, "am"] == who(database, MONDAY, "am")
    command = taken(database, usual(tmp_path), {"Elina": "es"}, before=TODAY)
    changes = takeover.take_over(database, command)
    assert who(database, BEFORE, "am") == "ab"
    assert who(database, BEFORE + timedelta(days=3), "am") == "nn"
    assert who(database, BEFORE + timedelta(days=4), "am") == "es"
    assert staff.by_key(database, "nn").name == "Nora Nyman"  # type: ignore[union-attr]
    assert "nn" in {person.id for person in units.load(database).people}
    (newest, *_) = versions.versions(database)
    assert (newest.kind, newest.why) == ("imported", "schema.xlsx")
    # The next time nothing is asked.
    assert takeover.look(database, usual(tmp_path), TODAY).choice.open == []
    assert changes.undo is not None


def test_the_year_that_was_said_is_not_that_of_the_next_file(database: Database, tmp_path: Path) -> None:
    rota_desk.take(database)
    path = book(tmp_path, ["", "Mån", "Tis"], ["v. 47"], ["Telefon fm", "Anna", "KL"])
    looked = takeover.look(database, path, TODAY, Manner(year=2025))
    assert {seat.day.year for seat in looked.reading.seats} == {2025}
    found = takeover.take(looked, looked.choice)
    command = TakeOver(by=None, shifts=found.shifts, manner=takeover.manner_of(looked, looked.choice, found))
    takeover.take_over(database, command)
    assert {seat.day.year for seat in takeover.look(database, path, TODAY).reading.seats} == {2026}


def test_the_coming_days_replace_what_is_published_and_all_of_it_can_be_undone_and_done_again(
    database: Database, tmp_path: Path
) -> None:
    rota_desk.published(database)
    before = plans.published(database, BEFORE, MONDAY + timedelta(days=20))
    monday = who(database, MONDAY, "am")
    other = "Per N" if monday != "pn" else "Anna"
    path = book(tmp_path, ["Datum", "Telefon fm", "Disk"], [BEFORE, "Anna", "Zoe Z"], [MONDAY, other, None])
    command = taken(database, path, {})
    done = takeover.take_over(database, replace(command, posts=command.posts))
    assert who(database, MONDAY, "am") != monday
    undone = carry_out(database, done.undo)
    assert plans.published(database, BEFORE, MONDAY + timedelta(days=20)) == before
    assert "zz" not in {person.id for person in units.load(database).people}
    assert takeover.kept_manner(database) == Manner()
    again = carry_out(database, undone.undo)
    assert who(database, MONDAY, "am") != monday
    assert takeover.kept_manner(database).posts["Telefon fm"] == "am"
    carry_out(database, moving.Assign(by=None, plan=None, date=MONDAY, post="am", person=None))
    with pytest.raises(Conflict):
        carry_out(database, again.undo)


def test_headings_that_nobody_knows_are_new_posts_and_out_of_use_after_the_undo(
    database: Database, tmp_path: Path
) -> None:
    path = book(tmp_path, ["Datum", "Disk 9-15"], [BEFORE, "Zoe Z"], [BEFORE + timedelta(days=1), "Per N"])
    done = takeover.take_over(database, taken(database, path, {}))
    (post,) = units.posts(database)
    assert (post.name, post.weekdays, f"{post.start:%H:%M}") == ("Disk 9-15", (0, 1), "09:00")
    carry_out(database, done.undo)
    assert units.posts(database)[0].weekdays == ()


def test_who_came_with_the_file_alone_goes_with_the_undo_and_comes_with_the_redo(
    database: Database, tmp_path: Path
) -> None:
    rota_desk.take(database)
    there = {person.key for person in staff.everyone(database)}
    path = book(tmp_path, ["Datum", "Telefon fm"], [BEFORE, "Zoe Z"], [BEFORE + timedelta(days=1), "Per N"])
    done = takeover.take_over(database, taken(database, path, {}))
    assert {person.key for person in staff.everyone(database)} == there | {"zz"}
    undone = carry_out(database, done.undo)
    assert {person.key for person in staff.everyone(database)} == there
    assert undone.concerns("person")
    assert [(version.kind, version.changes) for version in versions.versions(database)] == [
        ("taken_back", 1),
        ("imported", 1),
    ]
    again = carry_out(database, undone.undo)
    assert who(database, BEFORE, "am") == "zz"
    assert "zz" in {person.id for person in units.load(database).people}
    carry_out(database, again.undo)
    assert {person.key for person in staff.everyone(database)} == there


def test_a_file_of_nobody_but_strangers_leaves_no_version_behind(database: Database, tmp_path: Path) -> None:
    rota_desk.take(database)
    before = versions.versions(database)
    done = takeover.take_over(database, taken(database, book(tmp_path, ["Datum", "Telefon fm"], [BEFORE, "Zoe Z"]), {}))
    carry_out(database, done.undo)
    assert versions.versions(database) == before


@pytest.mark.parametrize("tie", ["absence", "pin", "login", "version", "edited"])
def test_who_has_something_else_by_then_stays(database: Database, tmp_path: Path, tie: str) -> None:
    rota_desk.take(database)
    path = book(tmp_path, ["Datum", "Telefon fm"], [BEFORE, "Zoe Z"])
    done = takeover.take_over(database, taken(database, path, {}))
    zoe = staff.by_key(database, "zz")
    assert zoe is not None
    tell: dict[str, Command] = {
        "absence": AddAbsence(by=None, person=zoe.id, first=MONDAY, last=MONDAY),
        "pin": moving.KeepPin(by=None, date=MONDAY, post="am", person="zz"),
        "login": KeepPassword(by=None, person=zoe.id, hash="x"),
        "version": moving.Assign(by=None, plan=None, date=MONDAY, post="am", person="zz", despite=True),
        "edited": staff.SavePerson.of(zoe, by=None, phone="08-465 004 12"),
    }
    carry_out(database, tell[tie])
    carry_out(database, done.undo)
    assert staff.by_key(database, "zz") is not None
    told = [
        change.after for version in versions.versions(database) for change in versions.difference(database, version.id)
    ]
    assert "zz" in told


def test_what_somebody_else_made_meanwhile_is_not_written_over(database: Database, tmp_path: Path) -> None:
    path = book(tmp_path, ["Datum", "Disk 9-15"], [BEFORE, "Zoe Z"])
    command = taken(database, path, {})
    postcard.save_post(
        database, SavePost(by=None, version=None, post=Post(id="disk-9-15", name="Disken", weekdays=(4,)))
    )
    with pytest.raises(Conflict):
        takeover.take_over(database, command)
    assert [post.name for post in units.posts(database)] == ["Disken"]


def test_a_shift_that_was_changed_since_the_file_was_looked_at_is_not_written_over(
    database: Database, tmp_path: Path
) -> None:
    rota_desk.published(database)
    path = book(tmp_path, ["Datum", "Telefon fm"], [BEFORE, "Anna"], [MONDAY, "Per N"])
    command = replace(taken(database, path, {}), seen=takeover.look(database, path, TODAY).stands)
    moved = moving.assign(
        database, moving.Assign(by=None, plan=None, date=MONDAY, post="am", person=None, despite=True)
    )
    with pytest.raises(Conflict):
        takeover.take_over(database, command)
    assert who(database, MONDAY, "am") is None
    carry_out(database, moved.undo)
    takeover.take_over(database, replace(command, uuid=uuid4()))
    assert who(database, MONDAY, "am") == "pn"


def test_what_is_gone_meanwhile_is_told(database: Database, tmp_path: Path) -> None:
    rota_desk.take(database)
    command = taken(database, usual(tmp_path), {"Elina": "es"})
    postcard.remove_post(database, RemovePost(by=None, key="am"))
    with pytest.raises(Conflict):
        takeover.take_over(database, command)


@pytest.mark.parametrize("what", ["post", "person"])
def test_the_undo_leaves_what_somebody_has_filled_in_since(database: Database, tmp_path: Path, what: str) -> None:
    done = takeover.take_over(database, taken(database, book(tmp_path, ["Datum", "Disk 9-15"], [BEFORE, "Zoe Z"]), {}))
    (post,) = postcard.kept_posts(database)
    (zoe,) = facts.everybody(database)
    if what == "post":
        changed = replace(post.post, weekdays=(0, 1, 2, 3, 4))
        postcard.save_post(database, SavePost(by=None, post=changed, version=post.version))
    else:
        half = replace(zoe.facts, rates=(Rate(BEFORE, 50),))
        facts.keep_facts(database, KeepFacts(by=None, person=zoe.person.id, facts=half))
    with pytest.raises(Conflict):
        carry_out(database, done.undo)
    assert who(database, BEFORE, post.post.id) == zoe.person.key


def test_only_a_lead_takes_over(database: Database, tmp_path: Path) -> None:
    rota_desk.published(database)
    by = staff.by_key(database, "ab")
    assert by is not None
    with pytest.raises(NotAllowed):
        takeover.take_over(database, replace(taken(database, usual(tmp_path), {"Elina": "es"}), by=by.id))


class TestWithoutAPage:
    def read(self, database: Database, path: Path) -> Any:
        return takeover.unit_from_workbook(database, path, TODAY)

    def test_what_is_certain_is_read(self, database: Database, tmp_path: Path) -> None:
        rota_desk.take(database)
        path = book(tmp_path, ["Datum", "Telefon fm", "Ny"], [BEFORE, "Anna", "Elina"], [MONDAY, "KL", None])
        found, unread = self.read(database, path)
        assert [shift.person for shift in found.history] == ["ab", "e", "kl"]
        assert (len(found.posts), len(found.people), unread) == (3, 7, ())

    @pytest.mark.parametrize(
        ("rows", "says"),
        [
            ([["Datum", "Telefon fm"], [BEFORE, "Anna, Omar, KL"], [MONDAY, "KL"]], "Höst!B2 (“Anna, Omar, KL”)"),
            ([["", "Mån", "Tis"], ["v. 47", None, None], ["Fm", "Anna", "KL"]], "do not say their year"),
            ([["", BEFORE, MONDAY], *([name, "R", "S"] for name in ("Anna Berg", "KL"))], "what “R” stands for"),
            ([["Hej"]], "not understood as a rota"),
        ],
    )
    def test_what_is_not_is_refused_in_a_sentence(
        self, database: Database, tmp_path: Path, rows: list[list[object]], says: str
    ) -> None:
        rota_desk.take(database)
        with pytest.raises(Trouble, match=r".") as refused:
            self.read(database, book(tmp_path, *rows))
        assert says in str(refused.value)

    def test_a_name_of_two_is_refused(self, database: Database, tmp_path: Path) -> None:
        rota_desk.take(database, people=[rota_desk.person("ab", "Anna Berg"), rota_desk.person("al", "Anna Lind")])
        with pytest.raises(Trouble, match=r"“Anna” in Höst!B2 could be Anna Berg, Anna Lind"):
            self.read(database, usual(tmp_path))

    def test_with_the_mapping_that_is_kept_the_rest_is_told(self, database: Database, tmp_path: Path) -> None:
        rota_desk.take(database)
        takeover.take_over(database, taken(database, usual(tmp_path), {"Elina": UNREAD}))
        path = book(
            tmp_path, ["Datum", "Telefon fm"], [BEFORE, "Elina"], [date(2026, 11, 17), "A, B, C"], [MONDAY, "KL"]
        )
        found, unread = self.read(database, path)
        assert [shift.person for shift in found.history] == ["kl"]
        assert [str(each.place) for each in unread] == ["Höst!B3"]
        with pytest.raises(Trouble, match=r"“Karin Lindh” in schema\.xlsx is not mapped yet"):
            self.read(database, book(tmp_path, ["Datum", "Telefon fm"], [BEFORE, "KL"], [MONDAY, "Karin Lindh"]))


def test_a_day_that_is_none_is_told_and_not_taken(database: Database, tmp_path: Path) -> None:
    """Lists write 9999-12-31 where a day is not known; a rota with it could be neither drawn nor counted."""
    rota_desk.published(database)
    absurd = [[date(9999, 12, 31), "Anna"], [date(1901, 1, 1), "Karin L"]]
    path = book(tmp_path, ["Datum", "Telefon fm"], absurd[0], [MONDAY, "Per N"], absurd[1])
    reading = takeover.look(database, path, TODAY).reading
    assert [(seat.day, seat.heading, seat.name) for seat in reading.seats] == [(MONDAY, "Telefon fm", "Per N")]
    assert [(each.text, str(each)) for each in reading.unread] == [
        ("Anna", "It cannot be told which day this is."),
        ("Karin L", "It cannot be told which day this is."),
    ]

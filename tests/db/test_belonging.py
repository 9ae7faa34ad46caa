"""Contacts that are one matter, and one contact that is two: joined, parted, divided, and taken back with a trail."""

from datetime import UTC, datetime, timedelta

import pytest

from mottagning.command import carry_out
from mottagning.contacts import belonging, byhand, handling, redaction, search, ties
from mottagning.contacts.belonging import CloseTogether, Join, Part, SplitOff
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.handling import Claim, Close, MarkConcern, PassOn
from mottagning.contacts.redaction import Erase
from mottagning.contacts.ties import TieCase
from mottagning.contacts.whole import read_whole
from mottagning.errors import Conflict, Trouble
from mottagning.measures import figures
from tests.db import cases
from tests.db.people import hire

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=3)


@pytest.fixture
def people(database):
    return hire(database, "ab", "oh")


def written(database, people, text="Frågar om hemtjänst", channel="visit"):
    command = WriteDown(by=people["ab"], at=NOON, channel=channel, name="Åsa Öberg", text=text)
    return byhand.write_down(database, command).created["contact"]


def now(database, contact):
    return read_whole(database, contact).summary


def said(database, contact, who):
    return {"by": who, "at": NOON, "contact": contact, "version": now(database, contact).version}


def steps(database, contact):
    return [step.step for step in read_whole(database, contact).steps]


def join(database, people, one, other):
    return belonging.join(database, Join(**said(database, one, people["ab"]), other=other))


def split(database, people, contact, about="Vill också ha färdtjänst"):
    command = SplitOff(**said(database, contact, people["ab"]), about=about, due_at=LATER)
    return belonging.split_off(database, command)


class TestJoining:
    def test_two_become_one_conversation_and_are_taken_apart_again(self, database, people):
        one, other, third = (written(database, people) for _ in range(3))
        join(database, people, one, other)
        changes = join(database, people, third, one)
        threads = {now(database, each).thread for each in (one, other, third)}
        assert len(threads) == 1
        assert None not in threads
        with pytest.raises(Trouble, match="already"):
            join(database, people, one, third)
        carry_out(database, changes.undo)
        assert now(database, one).thread == now(database, other).thread
        assert now(database, third).thread is None
        assert steps(database, third)[-2:] == ["joined", "undone"]

    def test_whole_conversations_are_joined(self, database, people):
        a, b, c, d = (written(database, people) for _ in range(4))
        join(database, people, a, b)
        join(database, people, c, d)
        changes = join(database, people, a, c)
        assert len({now(database, each).thread for each in (a, b, c, d)}) == 1
        carry_out(database, changes.undo)
        assert now(database, a).thread == now(database, b).thread != now(database, c).thread
        assert now(database, c).thread == now(database, d).thread

    def test_one_leaves_later_too(self, database, people):
        one, other = written(database, people), written(database, people)
        join(database, people, one, other)
        changes = belonging.part(database, Part(**said(database, one, people["oh"])))
        assert now(database, one).thread != now(database, other).thread
        with pytest.raises(Trouble, match="no other"):
            belonging.part(database, Part(**said(database, one, people["oh"])))
        carry_out(database, changes.undo)
        assert now(database, one).thread == now(database, other).thread

    def test_a_stale_look_and_removed_content_are_refused(self, database, people):
        one, other = written(database, people), written(database, people)
        stale = said(database, one, people["ab"])
        handling.claim(database, Claim(**said(database, one, people["oh"])))
        with pytest.raises(Conflict):
            belonging.join(database, Join(**stale, other=other))
        redaction.erase(database, Erase(by=people["kl"], contact=other, reason="disposed"))
        with pytest.raises(Trouble, match="removed"):
            join(database, people, one, other)


class TestClosingTogether:
    def close(self, database, people, one, *also):
        others = tuple((each, now(database, each).version) for each in also)
        return belonging.close_together(
            database, CloseTogether(**said(database, one, people["ab"]), outcome="solved", also=others, note="Klart")
        )

    def test_all_or_none_and_back(self, database, people):
        one, other = written(database, people), written(database, people)
        join(database, people, one, other)
        changes = self.close(database, people, one, other)
        assert [now(database, each).state for each in (one, other)] == ["closed", "closed"]
        carry_out(database, changes.undo)
        assert "closed" not in [now(database, each).state for each in (one, other)]

    def test_what_may_be_a_concern_is_closed_by_its_own_way_alone(self, database, people):
        one, other = written(database, people), written(database, people)
        join(database, people, one, other)
        handling.mark_concern(database, MarkConcern(**said(database, other, people["ab"]), concern="marked"))
        with pytest.raises(Trouble, match="concern"):
            self.close(database, people, one, other)
        assert now(database, one).state != "closed"

    def test_what_is_in_another_conversation_is_not_closed_along(self, database, people):
        one, other = written(database, people), written(database, people)
        with pytest.raises(Trouble, match="conversation"):
            self.close(database, people, one, other)


class TestDividing:
    def test_the_second_thing_has_its_own_owner_time_case_and_end(self, database, people, tmp_path):
        ids = cases.read(database, tmp_path, cases.ALVA, cases.NILS)
        first, second = ids["C-2417"], ids["C-1980"]
        contact = written(database, people)
        ties.tie_case(database, TieCase(by=people["ab"], at=NOON, contact=contact, case=first))
        part = split(database, people, contact).created["contact"]
        ties.tie_case(database, TieCase(by=people["ab"], at=NOON, contact=part, case=second))
        handling.pass_on(database, PassOn(**said(database, part, people["ab"]), to=people["oh"], returns_at=LATER))
        handling.close(database, Close(**said(database, contact, people["ab"]), outcome="solved", note="Svarat"))
        whole = read_whole(database, part)
        assert (whole.summary.part_of, whole.summary.state, whole.summary.owner) == (contact, "passed_on", people["oh"])
        assert (whole.summary.name, whole.text) == ("Åsa Öberg", "Frågar om hemtjänst")
        assert [note.text for note in whole.notes] == ["Vill också ha färdtjänst"]
        assert [tie.code for tie in whole.ties if tie.tied] == ["C-1980"]
        assert now(database, contact).outcome == "solved"
        assert search.find(database, "färdtjänst") == [part]
        assert "split" in steps(database, contact)

    def test_it_is_taken_back_until_somebody_has_worked_with_it(self, database, people):
        contact = written(database, people)
        changes = split(database, people, contact)
        carry_out(database, changes.undo)
        with pytest.raises(Trouble, match="no contact"):
            now(database, changes.created["contact"])
        assert steps(database, contact)[-2:] == ["split", "split_undone"]
        assert search.find(database, "färdtjänst") == []
        changes = split(database, people, contact)
        handling.claim(database, Claim(**said(database, changes.created["contact"], people["oh"])))
        with pytest.raises(Conflict):
            carry_out(database, changes.undo)

    def test_a_part_of_a_part_is_a_part_of_what_came(self, database, people):
        contact = written(database, people)
        part = split(database, people, contact).created["contact"]
        assert now(database, split(database, people, part).created["contact"]).part_of == contact

    def test_it_says_what_it_is(self, database, people):
        with pytest.raises(Trouble, match="few words"):
            split(database, people, written(database, people), "  ")

    def test_what_is_removed_from_the_contact_is_gone_from_its_parts(self, database, people):
        contact = written(database, people)
        part = split(database, people, contact).created["contact"]
        redaction.erase(database, Erase(by=people["kl"], contact=contact, reason="disposed"))
        assert (now(database, part).name, read_whole(database, part).text) == (None, "")
        with pytest.raises(Trouble, match="removed"):
            split(database, people, contact)

    @pytest.mark.parametrize("which", [0, 1])
    def test_a_protected_case_is_one_of_all_parts(self, database, people, tmp_path, which):
        case = cases.read(database, tmp_path, "C-9;SoL;hemtjänst;Utredning;Person AB;2026-11-02;;;;;ja")["C-9"]
        contact = written(database, people)
        both = (contact, split(database, people, contact).created["contact"])
        ties.tie_case(database, TieCase(by=people["ab"], at=NOON, contact=both[which], case=case))
        for each in both:
            assert [tie.code for tie in read_whole(database, each).ties if tie.tied] == ["C-9"]
            assert now(database, each).name is None

    def test_it_is_not_counted_as_something_that_came(self, database, people):
        contact = written(database, people, channel="letter")
        part = split(database, people, contact).created["contact"]
        for each in (contact, part):
            handling.close(database, Close(**said(database, each, people["ab"]), outcome="solved"))
        found = {each.name: each for each in figures.measure(database, NOON.date(), NOON.date(), NOON)}
        assert (found["solved_at_desk"].n, found["queue_median"].n) == (1, 1)

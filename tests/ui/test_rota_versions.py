"""Publishing with a line of why, the versions, the rota as it was, and undo and redo without end."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.people import staff
from mottagning.rota import moving, plans, versions
from mottagning.rota.moving import Assign
from mottagning.ui.rota.publishcard import PublishCard
from mottagning.ui.rota.versionscard import VersionsCard
from tests.db import rota_desk

from .rota_page import ALT, CTRL, FRIDAY, MONDAY, TUESDAY, Rota


@pytest.fixture
def rota(application: Application, qtbot: QtBot) -> Rota:
    return Rota(application, qtbot)


def drafted(rota: Rota) -> int:
    """A published week, and a draft of it in which Monday's shifts have changed places."""
    found = rota.publish()
    plan = rota_desk.saved(rota.database, found, MONDAY, FRIDAY)
    am, pm = (rota.who(MONDAY, post) for post in ("am", "pm"))
    for post, person in (("am", pm), ("pm", am)):
        moving.assign(rota.database, Assign(by=None, plan=plan, date=MONDAY, post=post, person=person, despite=True))
    return plan


class TestPublishing:
    def test_what_changes_is_shown_and_why_is_kept(self, rota: Rota) -> None:
        drafted(rota)
        am, pm = (rota.who(MONDAY, post) for post in ("am", "pm"))
        page = rota.open()
        rota.click(page.bar.publish)
        card = rota.content(PublishCard)
        assert card.count.text() == "2 shifts are changed"
        short = page.shown.names.short if page.shown else str
        assert [row.right for row in rota.rows(card.list)] == [
            f"{short(am)} → {short(pm)}",
            f"{short(pm)} → {short(am)}",
        ]
        card.why.setText("Jour i domstol")
        rota.key(Qt.Key.Key_Return)
        assert rota.who(MONDAY, "am") == pm
        newest = versions.versions(rota.database)[0]
        assert (newest.why, newest.by, newest.changes) == ("Jour i domstol", rota.lead, 2)
        rota.qtbot.waitUntil(lambda: not page.bar.publish.isVisible())

    def test_what_stands_in_the_way_is_told_on_the_page(self, rota: Rota) -> None:
        plan = drafted(rota)
        page = rota.open()
        rota.click(page.bar.publish)
        card = rota.content(PublishCard)
        plans.publish(rota.database, plans.Publish(by=None, plan=plan))
        rota.click(card.publish)
        assert "published already" in page.notice.sentence

    def test_what_changed_while_one_looked_is_not_written_over(self, rota: Rota) -> None:
        drafted(rota)
        am, pm = (rota.who(MONDAY, post) for post in ("am", "pm"))
        page = rota.open()
        rota.click(page.bar.publish)
        card = rota.content(PublishCard)
        other = next(key for key in ("ab", "kl", "pn") if key not in (am, pm))
        rota.command(Assign(by=rota.lead, plan=None, date=MONDAY, post="am", person=other, despite=True))
        rota.click(card.publish)
        assert page.notice.sentence.startswith("Somebody has changed the draft or the rota since.")
        assert (rota.who(MONDAY, "am"), rota.who(MONDAY, "pm")) == (other, pm)


class TestVersions:
    def test_each_is_listed_with_its_difference_and_can_be_seen(self, rota: Rota) -> None:
        rota.publish()
        before = rota.who(MONDAY, "am")
        page = rota.open()
        other = next(key for key in ("ab", "kl", "pn") if key not in (before, rota.who(MONDAY, "pm")))
        rota.command(Assign(by=rota.lead, plan=None, date=MONDAY, post="am", person=other, despite=True))
        rota.key(Qt.Key.Key_V, ALT)
        card = rota.content(VersionsCard)
        newest, first = rota.rows(card.list)
        assert newest.title == "Changed by hand"
        assert newest.detail.startswith("Lena Ek · 1 shift, Mon")
        assert (first.title, first.detail.split(" · ")[0]) == ("Published", "From the command line")
        assert page.shown is not None
        short = page.shown.names.short
        assert [row.right for row in rota.rows(card.changes)] == [f"{short(before)} → {short(other)}"]
        rota.key(Qt.Key.Key_Down)
        assert len(rota.rows(card.changes)) == 10
        rota.click(card.see)
        rota.qtbot.waitUntil(lambda: page.shown is not None and page.shown.version == first.key)
        assert rota.cell(MONDAY, "am").text == short(before)
        assert "The rota as it was" in page.past.sentence
        assert not page.bar.plan.isVisible()
        rota.choose(MONDAY, "am")
        rota.key(Qt.Key.Key_Delete)
        assert rota.who(MONDAY, "am") == other
        page.show_version(None)
        rota.qtbot.waitUntil(lambda: page.shown is not None and page.shown.version is None)
        assert rota.cell(MONDAY, "am").text == short(other)
        assert not page.past.isVisible()

    def test_a_change_of_desk_leaves_the_past(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open()
        page.show_version(versions.versions(rota.database)[0])
        rota.qtbot.waitUntil(lambda: page.shown is not None and page.shown.version is not None)
        rota.open("pn")
        rota.qtbot.waitUntil(lambda: page.shown is not None and page.shown.version is None)


class TestUndoing:
    def test_undo_and_redo_go_all_the_way(self, rota: Rota) -> None:
        rota.publish(rules={"min_gap_days": 1})
        page = rota.open()
        stood = [plans.published(rota.database, MONDAY, FRIDAY)]
        for day in (MONDAY, TUESDAY):
            rota.choose(day, "am")
            rota.key(Qt.Key.Key_Delete)
            stood.append(plans.published(rota.database, MONDAY, FRIDAY))
        rota.choose(MONDAY, "am")
        rota.key(Qt.Key.Key_1)
        rota.qtbot.waitUntil(lambda: rota.who(MONDAY, "am") is not None)
        rota.settle()
        stood.append(plans.published(rota.database, MONDAY, FRIDAY))
        for expected in stood[-2::-1]:
            rota.key(Qt.Key.Key_Z, CTRL)
            assert plans.published(rota.database, MONDAY, FRIDAY) == expected
        assert not page.history.can_undo
        rota.key(Qt.Key.Key_Z, CTRL)
        for expected in stood[1:]:
            rota.key(Qt.Key.Key_Y, CTRL)
            assert plans.published(rota.database, MONDAY, FRIDAY) == expected
        assert rota.status().startswith("Done again: ")
        assert not page.history.can_redo
        assert not page.bar.redo.isEnabled()
        assert page.bar.undo.isEnabled()

    def test_what_the_mouse_undid_is_done_again_by_key(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open()
        window = rota.application.window
        rota.choose(MONDAY, "am")
        for give_focus in (lambda: None, lambda: window.rail.setFocus(Qt.FocusReason.TabFocusReason)):
            rota.key(Qt.Key.Key_Delete)
            rota.click(window.status.undo_button)
            assert rota.who(MONDAY, "am") is not None
            give_focus()
            rota.key(Qt.Key.Key_Y, CTRL)
            assert rota.who(MONDAY, "am") is None
            page.setFocus(Qt.FocusReason.OtherFocusReason)
            rota.key(Qt.Key.Key_Z, CTRL)

    def test_a_draft_thrown_away_and_published_is_undone_in_one_row(self, rota: Rota) -> None:
        plan = drafted(rota)
        before = plans.published(rota.database, MONDAY, FRIDAY)
        page = rota.open()
        rota.choose(TUESDAY, "am")
        rota.key(Qt.Key.Key_Delete)
        rota.click(page.bar.discard)
        rota.key(Qt.Key.Key_Z, CTRL)
        assert plans.newest_draft(rota.database) == plan
        rota.click(page.bar.publish)
        rota.click(rota.content(PublishCard).publish)
        assert rota.who(TUESDAY, "am") is None
        rota.key(Qt.Key.Key_Z, CTRL)
        assert plans.published(rota.database, MONDAY, FRIDAY) == before
        rota.key(Qt.Key.Key_Z, CTRL)
        assert plans.draft(rota.database, plan).shifts[2].person is not None
        for _ in range(2):
            rota.key(Qt.Key.Key_Y, CTRL)
        assert rota.who(TUESDAY, "am") is None

    def test_what_somebody_else_changed_since_is_left_alone_and_the_rest_can_be_undone(self, rota: Rota) -> None:
        rota.publish(rules={"min_gap_days": 1})
        page = rota.open()
        monday = rota.who(MONDAY, "am")
        for day in (MONDAY, TUESDAY):
            rota.choose(day, "am")
            rota.key(Qt.Key.Key_Delete)
        other = staff.by_key(rota.database, "pn")
        assert other is not None
        rota.command(Assign(by=None, plan=None, date=TUESDAY, post="am", person="pn", despite=True))
        rota.key(Qt.Key.Key_Z, CTRL)
        assert rota.who(TUESDAY, "am") == "pn"
        assert page.notice.sentence.startswith("Somebody else has changed the rota since")
        rota.key(Qt.Key.Key_Z, CTRL)
        assert rota.who(MONDAY, "am") == monday

    def test_what_one_did_is_not_the_next_ones_to_undo(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open()
        rota.choose(MONDAY, "am")
        rota.key(Qt.Key.Key_Delete)
        assert page.history.can_undo
        rota.open("pn")
        assert not page.history.can_undo

    def test_what_is_still_being_written_when_the_next_sits_down_is_not_hers_either(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open()
        page.history.do(Assign(by=rota.lead, plan=None, date=MONDAY, post="am", person=None), "Emptied.")
        page.history.forget()
        rota.settle()
        assert rota.who(MONDAY, "am") is None
        assert not page.history.can_undo

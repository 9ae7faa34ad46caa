"""A call card that the program did not live to see saved: its words are kept, offered again, and never doubled."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from mottagning.contacts import views
from mottagning.contacts.cards import DropCard, KeepCard, LeftCard, TakeUpCard, Written, left_cards
from mottagning.contacts.phone.calls import PhoneEvent
from mottagning.contacts.tables import Call
from mottagning.desk.settle import Parked, Settle
from mottagning.ui.desk.callcard import CallCard
from mottagning.ui.desk.parkedcard import ParkedList

from .conftest import NOW
from .reception import ALT, CALLER, CTRL, ENTER, ESCAPE, SHIFT, Reception


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


def kept(reception: Reception, person: str = "ab") -> list[Written]:
    return [left.written for left in left_cards(reception.database, reception.person(person))]


def leave(reception: Reception, person: str = "ab", **written: object) -> None:
    """Somebody wrote this on a card, and the program was killed."""
    said = Written(**written)  # type: ignore[arg-type]
    reception.command(KeepCard(by=reception.person(person), at=NOW, card=uuid4(), written=said, begun_at=NOW))


def window_of(left: LeftCard) -> UUID:
    assert left.holder is not None
    return left.holder


def quick(reception: Reception) -> CallCard:
    reception.key(Qt.Key.Key_F2)
    return reception.call_card()


def offer(reception: Reception) -> str:
    return reception.application.window.left.sentence


def contacts(reception: Reception) -> int:
    with reception.database.reading():
        return len(views.summaries(reception.database))


class TestKeeping:
    def test_what_is_written_is_kept_by_itself_and_goes_when_it_is_saved(self, reception: Reception) -> None:
        reception.sit_down()
        card = quick(reception)
        reception.write("Siv Ny")
        reception.key(ENTER)
        reception.write("ringer om boende")
        wanted = [Written(typed="Siv Ny", text="ringer om boende")]
        reception.qtbot.waitUntil(lambda: kept(reception) == wanted)
        reception.key(ENTER, CTRL)
        reception.no_card()
        assert kept(reception) == []
        assert reception.summary(reception.newest()).name == "Siv Ny"
        assert card.key not in reception.application.shell._open_cards()

    def test_what_is_rubbed_out_is_kept_no_more(self, reception: Reception) -> None:
        reception.sit_down()
        card = quick(reception)
        reception.write("Siv")
        reception.qtbot.waitUntil(lambda: kept(reception) == [Written(typed="Siv")])
        card.field.clear()
        reception.key(ESCAPE)
        reception.no_card()
        reception.qtbot.waitUntil(lambda: kept(reception) == [])
        assert contacts(reception) == 0

    def test_of_a_ringing_call_the_words_are_kept_and_the_number_is_not(self, reception: Reception) -> None:
        reception.sit_down()
        told = PhoneEvent(by=None, at=NOW, event="ringing", number=CALLER, call_id="7", occurred_at=NOW)
        reception.application.shell.take_event(told, lambda _stored: None)
        card = reception.call_card()
        with reception.database.reading():
            contact = Call.get(Call.call_id == "7").contact_id
        reception.write("070-174 06 05")
        card.note.setText("ringer om boende")
        wanted = [Written(contact=contact, text="ringer om boende")]
        reception.qtbot.waitUntil(lambda: kept(reception) == wanted)
        reception.key(Qt.Key.Key_A, ALT)
        reception.qtbot.waitUntil(lambda: reception.summary(contact).anonymous)
        assert kept(reception) == wanted


class TestOffer:
    def test_one_key_gives_it_back(self, reception: Reception) -> None:
        case = reception.case("C-4000")
        leave(reception, channel="visit", case=case, text="lämnade papper")
        reception.sit_down()
        reception.qtbot.waitUntil(lambda: "You have begun to write on a call" in offer(reception))
        reception.key(Qt.Key.Key_F2, SHIFT)
        card = reception.call_card()
        assert (card.note.text(), card.head.channel.value(), card.chosen.code.text()) == (
            "lämnade papper",
            "visit",
            "About C-4000",
        )
        reception.qtbot.waitUntil(lambda: offer(reception) == "")
        reception.key(ENTER, CTRL)
        reception.no_card()
        assert kept(reception) == []
        contact = reception.newest()
        assert (reception.summary(contact).channel, reception.tied(contact)) == ("visit", ["C-4000"])

    def test_the_line_that_was_being_written_is_gone_on_with(self, reception: Reception) -> None:
        leave(reception, typed="Siv Ny", text="ringer om")
        reception.sit_down()
        reception.qtbot.waitUntil(lambda: offer(reception) != "")
        reception.key(Qt.Key.Key_F2, SHIFT)
        card = reception.call_card()
        reception.qtbot.waitUntil(card.note.hasFocus)
        reception.write(" bostad")
        assert (card.field.field.text(), card.note.text()) == ("Siv Ny", "ringer om bostad")

    def test_it_is_thrown_away_with_a_way_back(self, reception: Reception) -> None:
        leave(reception, typed="Siv Ny", text="ringer om boende")
        reception.sit_down()
        notice = reception.application.window.left
        reception.qtbot.waitUntil(lambda: notice.isVisible())
        (throw_away,) = [each for each in notice.findChildren(QPushButton) if each.text() == "Throw away"]
        throw_away.click()
        reception.qtbot.waitUntil(lambda: not notice.isVisible())
        assert kept(reception) == []
        reception.undo()
        reception.qtbot.waitUntil(lambda: notice.isVisible())
        assert kept(reception) == [Written(typed="Siv Ny", text="ringer om boende")]

    def test_of_several_one_chooses_also_among_parked_ones(self, reception: Reception) -> None:
        reception.sit_down()
        quick(reception).note.setText("parkerat")
        reception.key(ESCAPE)
        reception.no_card()
        leave(reception, typed="Siv Ny", text="det första")
        leave(reception, typed="070-174 06 99", text="det andra")
        leave(reception, person="kl", text="Karins")
        reception.sit_down()
        reception.qtbot.waitUntil(lambda: "You have begun to write on 2 calls" in offer(reception))
        reception.key(Qt.Key.Key_F2, SHIFT)
        rows = reception.card(ParkedList).list.rows.items()
        assert [(row.title, row.detail) for row in rows] == [
            ("1  Siv Ny", "Not saved yet · det första"),
            ("2  070-174 06 99", "Not saved yet · det andra"),
            ("3  No number", "parkerat"),
        ]
        reception.key(Qt.Key.Key_2)
        card = reception.call_card()
        assert (card.field.text(), card.note.text()) == ("070-174 06 99", "det andra")
        reception.qtbot.waitUntil(lambda: "You have begun to write on a call" in offer(reception))

    def test_taken_up_elsewhere_it_is_not_opened_here_too(self, reception: Reception) -> None:
        leave(reception, text="ringer om boende")
        reception.sit_down()
        reception.qtbot.waitUntil(lambda: offer(reception) != "")
        here = left_cards(reception.database, reception.person("ab"))[0]
        reception.application.shell.left.take_up(here)
        reception.call_card()
        reception.application.shell.left.take_up(here)
        status = reception.application.window.status
        reception.qtbot.waitUntil(lambda: "taken up somewhere else" in status.sentence)
        assert len(reception.application.shell._calls) == 1

    def test_what_lies_open_here_is_not_offered(self, reception: Reception) -> None:
        reception.sit_down()
        quick(reception)
        reception.write("Siv")
        reception.qtbot.waitUntil(lambda: kept(reception) == [Written(typed="Siv")])
        leave(reception, text="ett annat")
        reception.sit_down()
        reception.qtbot.waitUntil(lambda: "You have begun to write on a call" in offer(reception))
        reception.application.workplace.sign_in(None)
        assert offer(reception) == ""


class TestTwoWindows:
    def begin(self, reception: Reception) -> CallCard:
        """Somebody writes on a card here."""
        reception.sit_down()
        card = quick(reception)
        reception.write("Siv Ny")
        reception.key(ENTER)
        reception.write("ringer om boende")
        reception.qtbot.waitUntil(lambda: kept(reception) == [Written(typed="Siv Ny", text="ringer om boende")])
        return card

    def take_up_elsewhere(self, reception: Reception) -> LeftCard:
        """She goes on with it at another computer."""
        me = reception.person("ab")
        (left,) = left_cards(reception.database, me)
        reception.command(TakeUpCard(by=me, card=left.card, before=left.holder, holder=uuid4()))
        (left,) = left_cards(reception.database, me)
        return left

    def test_the_card_goes_where_she_goes_on_with_it(self, reception: Reception) -> None:
        self.begin(reception)
        self.take_up_elsewhere(reception)
        reception.no_card()
        assert reception.application.window.status.sentence == "You went on with the call in another window."
        assert kept(reception) == [Written(typed="Siv Ny", text="ringer om boende")]
        assert contacts(reception) == 0

    def test_what_was_not_there_yet_is_saved_as_the_same_contact(self, reception: Reception) -> None:
        card = self.begin(reception)
        card.note.setText("ringer om boende, i kväll")
        left = self.take_up_elsewhere(reception)
        reception.qtbot.waitUntil(lambda: "another window" in card.notice.sentence)
        assert kept(reception) == [Written(typed="Siv Ny", text="ringer om boende")]
        done = Settle(
            by=reception.person("ab"), uuid=window_of(left), at=NOW, card=left.card, name="Siv Ny",
            note="ringer om boende", ending=Parked(),
        )  # fmt: skip
        reception.command(done)
        reception.key(ENTER, CTRL)
        reception.no_card()
        whole = reception.whole(reception.newest())
        assert (contacts(reception), whole.text, whole.summary.name) == (1, "ringer om boende", "Siv Ny")
        assert [note.text for note in whole.notes] == ["ringer om boende, i kväll"]

    def test_what_is_saved_or_thrown_away_elsewhere_is_offered_no_more(self, reception: Reception) -> None:
        leave(reception, text="det första")
        leave(reception, text="det andra")
        reception.sit_down()
        reception.qtbot.waitUntil(lambda: "2 calls" in offer(reception))
        me = reception.person("ab")
        first, second = left_cards(reception.database, me)
        said = {"card": first.card, "note": "det första", "ending": Parked()}
        reception.command(Settle(by=me, uuid=window_of(first), at=NOW, **said))  # type: ignore[arg-type]
        reception.qtbot.waitUntil(lambda: "2 calls" not in offer(reception))
        assert offer(reception) != ""
        reception.command(DropCard(by=me, card=second.card))
        reception.qtbot.waitUntil(lambda: offer(reception) == "")

    def test_what_was_written_meanwhile_is_taken_up(self, reception: Reception) -> None:
        leave(reception, typed="Siv Ny", text="ringer om")
        reception.sit_down()
        reception.qtbot.waitUntil(lambda: offer(reception) != "")
        me = reception.person("ab")
        (left,) = left_cards(reception.database, me)
        said = Written(typed="Siv Ny", text="ringer om boende")
        more = KeepCard(by=me, at=NOW, card=left.card, holder=window_of(left), written=said, begun_at=NOW)
        reception.command(more)
        reception.application.shell.left.take_up(left)
        assert reception.call_card().note.text() == "ringer om boende"


class TestOnlyACase:
    def test_escape_makes_no_call_of_it_and_undo_opens_the_card_again(self, reception: Reception) -> None:
        reception.sit_down()
        card = quick(reception)
        reception.write("c-4000")
        reception.qtbot.waitUntil(lambda: bool(card.field.hits()))
        reception.key(ENTER)
        assert card.chosen.code.text() == "About C-4000"
        reception.key(ESCAPE)
        reception.no_card()
        assert contacts(reception) == 0
        assert kept(reception) == []
        reception.undo()
        again = reception.call_card()
        assert again is not card
        assert again.chosen.code.text() == "About C-4000"
        reception.write("ett ord")
        reception.key(ESCAPE)
        reception.no_card()
        assert reception.tied(reception.newest()) == ["C-4000"]

    def test_who_it_is_known_to_be_is_parked(self, reception: Reception) -> None:
        reception.sit_down()
        card = quick(reception)
        reception.write("c-4000")
        reception.qtbot.waitUntil(lambda: bool(card.field.hits()))
        reception.key(ENTER)
        reception.qtbot.waitUntil(lambda: card.chosen.who.isVisible())
        card.chosen.who.role.answers()[0].click()
        reception.key(ESCAPE)
        reception.no_card()
        assert reception.summary(reception.newest()).state == "taken"

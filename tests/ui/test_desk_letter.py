"""A message as it looked: shown when somebody asks, loading nothing, its links told before they open."""

import json
from email.message import EmailMessage
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QTextDocument
from pytestqt.qtbot import QtBot

from mottagning.contacts import formatted, intake, ledger
from mottagning.contacts.ledger import RawItem, StoreRaw
from mottagning.contacts.mime.safehtml import safe_html
from mottagning.contacts.redaction import Erase
from mottagning.ui.desk.letterpart import LetterPart, LetterView
from mottagning.ui.theme import Theme

from .conftest import NOW
from .reception import Reception

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


def mail_with(reception: Reception, markup: str) -> int:
    message = EmailMessage()
    message["From"], message["Subject"], message["Date"] = "asa@example.se", "Hej", NOW
    message.set_content("Hej på dig")
    message.add_alternative(markup, subtype="html")
    item = RawItem(place=f"imap:test/INBOX/1/{len(markup)}", kind="imap", octets=message.as_bytes(), received_at=NOW)
    ledger.store_raw(reception.database, StoreRaw(by=None, at=NOW, items=(item,)))
    intake.understand_pending(reception.database, reception.application.workplace.publish)
    return reception.newest()


def test_it_is_read_and_shown_only_when_asked_for(reception: Reception, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    real = formatted.formatted
    monkeypatch.setattr(
        formatted, "formatted", lambda database, contact: real(database, contact) if not read.append(contact) else None
    )
    contact = mail_with(reception, "<p>Hej <b>på</b> dig, <a href='https://example.org/a'>läs</a>")
    plain = reception.mail("Fråga", "Hej")
    reception.sit_down()
    said = reception.show(contact).contact.said
    assert said.text.isVisible()
    assert said.letter is None
    assert not read
    reception.key(Qt.Key.Key_F4, SHIFT)
    reception.qtbot.waitUntil(lambda: said.letter is not None and said.letter.isVisible())
    assert read == [contact]
    assert said.letter is not None
    assert said.letter.view.toPlainText() == "Hej på dig, läs [example.org] "
    assert not said.text.isVisible()
    reception.key(Qt.Key.Key_F4, SHIFT)
    assert said.text.isVisible()
    assert said.letter.view.toPlainText() == ""
    said.toggle_formatted()
    reception.qtbot.waitUntil(said.letter.isVisible)
    said = reception.show(plain).contact.said
    assert said.text.isVisible()
    assert not said.letter.isVisible()
    assert not said.formatted_button.isVisible()


def test_nothing_is_left_of_what_was_removed(reception: Reception) -> None:
    contact = mail_with(reception, "<p>Hej")
    reception.command(Erase(by=reception.person("le"), at=NOW, contact=contact, reason="mistake"))
    assert formatted.formatted(reception.database, contact) is None


@pytest.fixture
def part(theme: Theme, qtbot: QtBot) -> LetterPart:
    made = LetterPart()
    qtbot.addWidget(made)
    made.show()
    return made


def show(part: LetterPart, markup: str) -> None:
    letter = safe_html(markup)
    assert letter is not None
    part.show_letter(letter)


def test_a_link_is_told_before_it_opens(part: LetterPart, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(opened.append(url.toString())))
    show(part, "<a href='https://xn--rksmrgs-5wao1o.example.se/a?b=c%20d'>www.bank.example.se</a>"
         "<a href='https://example.org/'>här</a>")  # fmt: skip
    part.view.anchorClicked.emit(QUrl("link:0"))
    assert part.notice.sentence.startswith(
        "The text says www.bank.example.se, but the link goes to räksmörgås.example.se (xn--rksmrgs-5wao1o.example.se)."
    )
    assert part.target.text() == "https://xn--rksmrgs-5wao1o.example.se/a?b=c%20d"
    assert not opened
    part.copy_button.click()
    assert QGuiApplication.clipboard().text() == part.target.text()
    assert not opened
    part.view.anchorClicked.emit(QUrl("link:1"))
    assert part.notice.sentence == "The link goes to example.org. Open it only if you know who that is."
    part.open_button.click()
    assert opened == ["https://example.org/"]
    assert not part.notice.isVisible()
    for strange in ("link:7", "https://example.org", "file:///etc/passwd", "link:x"):
        part.view.anchorClicked.emit(QUrl(strange))
        assert not part.notice.isVisible()


def test_nothing_is_loaded_for_any_known_attempt(theme: Theme, qtbot: QtBot, shared_data: Path, tmp_path: Path) -> None:
    asked: list[QUrl] = []

    class Watched(LetterView):
        def loadResource(self, kind: int, name: QUrl | str) -> object:
            asked.append(QUrl(name))
            return super().loadResource(kind, name)

    view = Watched()
    qtbot.addWidget(view)
    view.show()
    payloads = [entry["payload"] for entry in json.loads((shared_data / "html" / "payloads.json").read_text())]
    letters = [letter.html for payload in payloads if (letter := safe_html(payload))]
    for some in (letters[start : start + 50] for start in range(0, len(letters), 50)):
        view.setHtml("<hr>".join(some))
        view.grab()
    assert asked == []


def test_what_would_ask_for_a_file_is_given_none(theme: Theme, qtbot: QtBot, tmp_path: Path) -> None:
    """Though nothing that asks gets so far: Qt's document reads a file itself when the view has nothing to give."""
    (tmp_path / "secret.txt").write_text("hemligt")
    place = QUrl.fromLocalFile(str(tmp_path / "secret.txt"))
    view = LetterView()
    qtbot.addWidget(view)
    for kind in (QTextDocument.ResourceType.ImageResource, QTextDocument.ResourceType.StyleSheetResource):
        assert b"hemligt" not in bytes(view.document().resource(kind.value, place))

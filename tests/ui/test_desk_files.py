"""The files of a contact at the desk: nothing is opened by one press, nothing that runs something is opened at all."""

import os
import stat
import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from mottagning import audit
from mottagning.app import Application
from mottagning.contacts import intake, ledger
from mottagning.contacts.ledger import RawItem, StoreRaw
from mottagning.contacts.redaction import Erase
from mottagning.contacts.ties import TieCase
from mottagning.ui.desk.filespart import FilesPart
from mottagning.ui.desk.openedfiles import OpenedFiles

from .conftest import NOW
from .reception import Reception


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


@pytest.fixture
def reception(application: Application, qtbot: QtBot) -> Reception:
    return Reception(application, qtbot)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What other programs were asked to open."""
    found: list[Path] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(found.append(Path(QUrl.toLocalFile(url)))))
    return found


def mail_with(reception: Reception, **files: bytes) -> int:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "asa@example.se", "mottagningen@example.org", "Se bilaga"
    message["Date"] = NOW
    message.set_content("Hej")
    for name, octets in files.items():
        kind = {"maintype": "application", "subtype": "octet-stream"}
        message.add_attachment(octets, **kind, filename=name.replace("_", "."))
    return arrived(reception, message.as_bytes())


def arrived(reception: Reception, octets: bytes) -> int:
    item = RawItem(place=f"imap:test/INBOX/1/{len(octets)}", kind="imap", octets=octets, received_at=NOW)
    ledger.store_raw(reception.database, StoreRaw(by=None, at=NOW, items=(item,)))
    intake.understand_pending(reception.database, reception.application.workplace.publish)
    return reception.newest()


def files_of(reception: Reception, contact: int) -> FilesPart:
    page = reception.show(contact)
    assert page.contact.said.files is not None
    return page.contact.said.files


def press(reception: Reception, part: FilesPart, name: str) -> None:
    next(button for button in part.findChildren(QPushButton) if button.text() == name).click()
    reception.qtbot.waitUntil(lambda: bool(part.notice.sentence))


def test_a_document_is_opened_at_the_second_press_and_its_copy_goes(reception: Reception, opened: list[Path]) -> None:
    contact = mail_with(reception, beslut_pdf=b"%PDF-1.7", fel_exe=b"MZ", okänd_xyz=b"x")
    reception.sit_down()
    part = files_of(reception, contact)
    press(reception, part, "beslut.pdf")
    assert not opened
    assert part.notice.sentence.startswith("beslut.pdf: It comes from outside.")
    part.open_button.click()
    reception.qtbot.waitUntil(lambda: bool(opened))
    (path,) = opened
    assert (path.name, path.read_bytes()) == ("beslut.pdf", b"%PDF-1.7")
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert stat.S_IMODE(path.parents[1].stat().st_mode) == 0o700
    assert "file_taken_out" in [action for _, _, action in audit.entries(reception.database, "contact", contact)]
    part.opened.remove()
    assert not path.parents[1].exists()


def test_a_program_is_neither_opened_nor_saved(reception: Reception, opened: list[Path], tmp_path: Path) -> None:
    contact = mail_with(reception, faktura_pdf_exe=b"MZ", okänd_xyz=b"x")
    reception.sit_down()
    part = files_of(reception, contact)
    press(reception, part, "faktura.pdf.exe")
    assert "neither opened nor saved" in part.notice.sentence
    assert not part.open_button.isVisible()
    assert not part.save_button.isVisible()
    part.open_copy()
    part.save(tmp_path / "fel.exe")
    press(reception, part, "okänd.xyz")
    assert "can only be saved" in part.notice.sentence
    assert not part.open_button.isVisible()
    part.open_copy()
    target = tmp_path / "okänd.xyz"
    part.save(target)
    reception.qtbot.waitUntil(target.exists)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert not (tmp_path / "fel.exe").exists()
    assert not opened


def test_what_is_asked_about_a_file_comes_into_view(reception: Reception) -> None:
    contact = mail_with(reception, **{f"beslut{number}_pdf": b"%PDF-1.7" for number in range(30)})
    reception.sit_down()
    part = files_of(reception, contact)
    assert part.open_button.visibleRegion().isEmpty()
    press(reception, part, "beslut0.pdf")
    reception.qtbot.waitUntil(lambda: part.open_button.visibleRegion().boundingRect() == part.open_button.rect())


def test_a_copy_goes_when_its_contact_is_removed(reception: Reception, opened: list[Path]) -> None:
    contact = mail_with(reception, beslut_pdf=b"%PDF-1.7")
    reception.sit_down()
    part = files_of(reception, contact)
    press(reception, part, "beslut.pdf")
    part.open_copy()
    reception.qtbot.waitUntil(lambda: bool(opened))
    reception.mail("Annat", "Hej")
    reception.command(Erase(by=reception.person("le"), at=NOW, contact=contact, reason="mistake"))
    reception.qtbot.waitUntil(lambda: not opened[0].exists())
    assert not part.opened.attachments


def test_names_of_files_about_somebody_protected_are_shown_when_asked_for(reception: Reception) -> None:
    contact = mail_with(reception, Ylvali_pdf=b"%PDF-1.7")
    case = reception.case("C-3000")
    reception.command(TieCase(by=None, at=NOW, contact=contact, case=case))
    reception.sit_down()
    said = reception.show(contact).contact.said
    assert said.files is None or not said.files.isVisible()
    said.toggle()
    assert said.files is not None
    assert said.files.isVisible()


def test_pictures_within_the_text_are_named_when_everything_is_asked_for(reception: Reception) -> None:
    message = EmailMessage()
    message["From"], message["Subject"], message["Date"] = "asa@example.se", "Hej", NOW
    message.set_content("Hej")
    message.add_alternative('<p>Hej <img src="cid:logga@x">', subtype="html")
    picture = message.get_payload()[1]
    assert isinstance(picture, EmailMessage)
    picture.add_related(b"GIF89a", maintype="image", subtype="gif", cid="<logga@x>", filename="logga.gif")
    contact = arrived(reception, message.as_bytes())
    reception.sit_down()
    said = reception.show(contact).contact.said
    assert said.files is None
    said.toggle()
    assert said.files is not None
    assert "logga.gif" in [button.text() for button in said.files.findChildren(QPushButton)]


def test_what_could_not_be_read_is_said(reception: Reception) -> None:
    fields = b"From: asa@example.se\nSubject: Hej\nContent-Type: application/pkcs7-mime\n\n"
    encrypted = arrived(reception, fields + bytes.fromhex("308006092a864886f70d010703a080"))
    blank = arrived(reception, b"From: asa@example.se\nSubject: Hej\n\n")
    reception.sit_down()
    said = reception.show(encrypted).contact.said
    assert said.remark.text().startswith("The message is encrypted")
    assert reception.show(blank).contact.said.remark.text() == "The message has no text."
    assert not said.text.isVisible()


def test_copies_that_a_killed_program_left_behind_go(tmp_path: Path) -> None:
    old = OpenedFiles(tmp_path)
    left = old.copy(1, "beslut.pdf", b"x")
    long_ago = time.time() - 24 * 3600
    os.utime(left.parents[1], (long_ago, long_ago))
    new = OpenedFiles(tmp_path).copy(1, "beslut.pdf", b"y")
    assert not left.exists()
    assert new.read_bytes() == b"y"
    recent = OpenedFiles(tmp_path)
    recent.copy(1, "a.txt", b"")
    assert new.exists()


@pytest.mark.skipif(os.name == "nt", reason="there the folder for what is temporary is one's own")
def test_a_link_that_a_stranger_put_there_is_not_followed(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.write_bytes(b"x")
    mine.chmod(0o640)
    planted = tmp_path / "temporary" / "mottagning-opened-planted"
    planted.mkdir(parents=True)
    (planted / "link").symlink_to(mine)
    os.utime(planted, (0, 0))
    OpenedFiles(planted.parent).copy(1, "beslut.pdf", b"y")
    assert not planted.exists()
    assert mine.stat().st_mode & 0o777 == 0o640

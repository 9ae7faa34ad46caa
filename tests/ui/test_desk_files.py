"""The files of a contact at the desk: nothing is opened by one press, nothing that runs something is opened at all."""

import os
import stat
import subprocess
import sys
import tempfile
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
from mottagning.ui.desk.openedfiles import OpenedFiles, remove_left_behind

from .conftest import NOW
from .reception import Reception


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


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


def copies(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("mottagning-opened-*/*/*"))


KILLED = """
import os, sys
from pathlib import Path
from mottagning.ui.desk.openedfiles import OpenedFiles
print(OpenedFiles(Path(sys.argv[1])).copy(1, "beslut.pdf", b"x"), flush=True)
os.kill(os.getpid(), 9)
"""


def test_copies_that_a_killed_window_left_behind_go_and_a_running_ones_stay(tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], capture_output=True, text=True, timeout=60)
    assert Path(killed.stdout.strip()).exists()
    running = OpenedFiles(tmp_path)
    running.copy(1, "ansökan.pdf", b"y")
    for folder in tmp_path.iterdir():
        os.utime(folder, (0, 0))  # a window may stand open for days
    remove_left_behind(tmp_path)
    assert copies(tmp_path) == ["ansökan.pdf"]
    running.remove()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_just_being_made_stays_and_one_of_an_older_program_goes(tmp_path: Path) -> None:
    (tmp_path / "mottagning-opened-new").mkdir()
    old = tmp_path / "mottagning-opened-old"
    (old / "1").mkdir(parents=True)
    (old / "1" / "beslut.pdf").write_bytes(b"x")
    (old / "1" / "beslut.pdf").chmod(0o400)
    os.utime(old, (0, 0))
    remove_left_behind(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mottagning-opened-new"]


def test_what_was_left_behind_goes_when_a_window_has_begun(
    application: Application, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = tmp_path / "temporary" / "mottagning-opened-left"
    left.mkdir(parents=True)
    os.utime(left, (0, 0))
    monkeypatch.setattr(tempfile, "tempdir", str(left.parent))
    assert left.exists()
    application._begin_hearing(None, 0)
    qtbot.waitUntil(lambda: not left.exists())


@pytest.mark.skipif(os.name == "nt", reason="there the folder for what is temporary is one's own")
def test_a_link_that_a_stranger_put_there_is_not_followed(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "note").write_bytes(b"x")
    (mine / "note").chmod(0o640)
    os.utime(mine, (0, 0))
    planted = tmp_path / "temporary" / "mottagning-opened-planted"
    planted.mkdir(parents=True)
    (planted / "link").symlink_to(mine / "note")
    os.utime(planted, (0, 0))
    (planted.parent / "mottagning-opened-link").symlink_to(mine)
    remove_left_behind(planted.parent)
    assert not planted.exists()
    assert (mine / "note").stat().st_mode & 0o777 == 0o640

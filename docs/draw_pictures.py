"""Draws the pictures of the README, the handbook and the administrator's chapters anew, each from the demo's Monday.

    .venv/bin/python docs/draw_pictures.py [NAME...]

Without a name all of them. They are drawn without a screen, in Swedish, as wide as a laptop.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt looks for a display
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from mottagning import app, texts
from mottagning.contacts import switchboards
from mottagning.contacts.calls import PhoneEvent, phone_event
from mottagning.contacts.switchboards import NoteTold, SaveSwitchboard
from mottagning.db import open_database
from mottagning.demo import build, caselist
from mottagning.desk import queue
from mottagning.people import signedin
from mottagning.settings import load
from mottagning.ui.pictures import settle
from mottagning.ui.settings.switchboardform import SwitchboardForm
from mottagning.ui.widgets.card import Card

FOLDER = Path(__file__).resolve().parent / "pictures"
DAY = date(2026, 11, 23)
SIZE = QSize(1366, 768)
_ROUNDS = 4
_RENAMED = {"Ärendekod": "Aktnr", "Steg;": "Läge;", "Skyddade uppgifter": "Skyddad id"}
"""Headers of the demo's export, as another version of the case system might call them."""
_MOST_TOLD = """
    SELECT case_id FROM tie JOIN cases ON cases.id = case_id
    WHERE state = 'tied' AND closed IS NULL AND cases.protected = ?
    GROUP BY case_id ORDER BY COUNT(*) DESC, case_id LIMIT 1
"""
_ON_ONE_CASE = """
    SELECT value FROM party_address JOIN party ON party.id = party_id JOIN cases ON cases.id = case_id
    WHERE kind = 'phone' AND closed IS NULL AND NOT cases.protected
    GROUP BY value HAVING COUNT(*) = 1 ORDER BY value LIMIT 1
"""


class Studio:
    """The program on the demo, with somebody who leads signed in."""

    def __init__(self, folder: Path) -> None:
        texts.use_language("sv")
        settings = load(str(folder), language="sv")
        database = open_database(settings)
        self.made = build.fill(database, today=DAY)
        database.close()
        self.folder = folder
        self.application = app.Application(settings, listen=False, scheme="light", begins=self.made.now)
        self.application.qt.setCursorFlashTime(0)  # the same picture whenever it is taken
        self.window = self.application.window
        session = signedin.demo_session(self.application.database, "kl")
        self.application.workplace.sign_in(session)
        self.window.resize(SIZE)
        self.window.show()

    def page(self, name: str) -> Any:
        """A page, with all that it shows at first."""
        page = self.window.open_page(name)
        self.settle()
        return page

    def settle(self) -> None:
        """Let the page come to rest: what is typed, and a row that is chosen, are read a moment later."""
        for _ in range(_ROUNDS):
            settle(self.application.tasks)

    def case(self) -> int:
        """The open case that most was said about."""
        database = self.application.database
        with database.reading():
            (found,) = database.sql(_MOST_TOLD, (False,)).fetchone()
        return int(found)

    def letter(self) -> int:
        """A mail of today that may be about one of several cases."""
        found = queue.load(self.application.database, self.application.workplace.me, self.made.now)
        mails = [item for item in found.groups["today"] if item.contact.channel == "mail"]
        return max(mails, key=lambda item: len([tie for tie in item.ties if tie.state == "offered"])).contact.id

    def take(self, name: str, part: QWidget | None = None, most: int = 0) -> None:
        """Write the window, or a part of it and at `most` so high, as a small PNG; raises OSError when it cannot."""
        self.settle()
        image = self.window.grab().toImage()
        if part is not None:
            place = QRect(part.mapTo(self.window, part.rect().topLeft()), part.size())
            place.setHeight(min(place.height(), most or place.height()))
            image = image.copy(place.intersected(image.rect()))
        few = image.convertToFormat(QImage.Format.Format_Indexed8, _palette(image))
        if not few.save(str(FOLDER / f"{name}.png")):
            raise OSError(name)


def _palette(image: QImage) -> list[int]:
    """The commonest colours, then the commonest of each sort: a red word is small, but it has to stay red."""
    opaque = image.convertToFormat(QImage.Format.Format_RGB32)
    colours = [colour for colour, _ in Counter(memoryview(opaque.constBits()).cast("I")).most_common()]
    sorts: dict[int, int] = {}
    for colour in colours:
        sorts.setdefault(colour & 0xF0F0F0, colour)
    return list(dict.fromkeys([*colours[:64], *sorts.values()]))[:256]


def desk(studio: Studio) -> None:
    """The first picture of the README: what waits, a mail, and the case that it may be about."""
    studio.page("desk").show_item(studio.letter())
    studio.take("desk")


def search(studio: Studio) -> None:
    """What is found while somebody types."""
    page = studio.page("cases")
    page.search("an")
    studio.take("arendelistan-sok", page.finder, most=680)
    page.search("")


def case(studio: Studio) -> None:
    """A case as one story."""
    studio.page("cases").show_item(studio.case())
    studio.take("arendelistan-arende")


def print_card(studio: Studio) -> None:
    """The card that asks why a case's contacts are printed."""
    page = studio.page("cases")
    page.show_item(studio.case())
    studio.settle()
    page.story.ask_print()
    studio.settle()
    card = next(card for card in studio.window.findChildren(Card) if card.isVisible())
    studio.take("arendelistan-skriv-ut", card)
    card.slide_out()


def mapping(studio: Studio) -> None:
    """An export whose headers have changed since last time."""
    cases = caselist.make(random.Random(1), 300, DAY)  # noqa: S311 - the same cases each time
    export = caselist.export(cases).decode("utf-8")
    for old, new in _RENAMED.items():
        export = export.replace(old, new, 1)
    path = studio.folder / "export-natt.csv"
    path.write_text(export, "utf-8")
    studio.page("cases").intake.take_file(path)
    studio.take("koppla-kolumner")


def call_card(studio: Studio) -> None:
    """Somebody rings whose number is on a case."""
    studio.page("desk")
    database = studio.application.database
    with database.reading():
        (number,) = database.sql(_ON_ONE_CASE).fetchone()
    event = PhoneEvent(
        by=None, event="ringing", number=None, call_id="picture", occurred_at=studio.made.now, at=studio.made.now
    )
    contact = phone_event(database, event).created["contact"]
    studio.application.shell.ring(contact, number)
    studio.take("telefon-samtalskort")
    _card(studio).slide_out()


def missed(studio: Studio) -> None:
    """Three missed calls from one number are one row."""
    found = queue.load(studio.application.database, studio.application.workplace.me, studio.made.now)
    items = [item for group in found.groups.values() for item in group]
    studio.page("desk").show_item(max(items, key=lambda item: len(item.attempts)).contact.id)
    studio.take("telefon-obesvarade")


def switchboard_list(studio: Studio) -> None:
    """Two switchboards, of which one has the wrong key."""
    database, now = studio.application.database, studio.made.now
    for name, dialect in (("televaxeln", "cti"), ("reservvaxeln", "sipgate")):
        switchboards.save_switchboard(database, SaveSwitchboard(by=None, name=name, dialect=dialect, key_hash=""))
        note = NoteTold(by=None, name=name, told_at=now, address="https://mottagning.example.se:8443")
        switchboards.note_told(database, note)
    later = now + timedelta(minutes=1)
    switchboards.note_told(database, NoteTold(by=None, name="reservvaxeln", refused_at=later, refused_why="key"))
    studio.page("settings").show_item("telephony")
    studio.take("telefonvaxeln-lista", studio.page("settings"), most=420)


def switchboard_key(studio: Studio) -> None:
    """The key, shown once."""
    page = studio.page("settings")
    page.show_item("telephony")
    studio.settle()
    page.part.add_button.click()
    studio.settle()
    form = next(form for form in studio.window.findChildren(SwitchboardForm) if form.isVisible())
    form.name.setText("nyavaxeln")
    form.ok.click()
    studio.take("telefonvaxeln-nyckel", _card(studio))
    _card(studio).slide_out()


def _card(studio: Studio) -> Card:
    studio.settle()
    return next(card for card in studio.window.findChildren(Card) if card.isVisible())


PICTURES: dict[str, Callable[[Studio], None]] = {
    "desk": desk,
    "arendelistan-sok": search,
    "arendelistan-arende": case,
    "arendelistan-skriv-ut": print_card,
    "koppla-kolumner": mapping,
    "telefon-samtalskort": call_card,
    "telefon-obesvarade": missed,
    "telefonvaxeln-lista": switchboard_list,
    "telefonvaxeln-nyckel": switchboard_key,
}


def main(names: Sequence[str]) -> int:
    """Draw the pictures of these names, or all; 2 when one is not known."""
    if unknown := [name for name in names if name not in PICTURES]:
        sys.stderr.write(f"Unknown: {', '.join(unknown)}. Known: {', '.join(PICTURES)}.\n")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        studio = Studio(Path(folder))
        try:
            for name in names or PICTURES:
                PICTURES[name](studio)
                sys.stdout.write(f"{FOLDER / name}.png\n")
        finally:
            studio.application.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

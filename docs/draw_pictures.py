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

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QPushButton, QWidget

from docs import draw_rota
from mottagning import app, texts
from mottagning.contacts.answers import senders
from mottagning.contacts.mail import mailbox
from mottagning.contacts.mail.mailbox import GRAPH, Account, NoteLook, SaveMailbox
from mottagning.contacts.phone import switchboards
from mottagning.contacts.phone.calls import PhoneEvent, phone_event
from mottagning.contacts.phone.switchboards import NoteTold, SaveSwitchboard
from mottagning.db import open_database
from mottagning.demo import build, caselist
from mottagning.desk import queue
from mottagning.desk.todays import OpenBeyond, open_beyond
from mottagning.measures.improvements import Improvement, KeepImprovement, keep_improvement
from mottagning.people import signedin
from mottagning.settings import load
from mottagning.ui.desk.answerform import AnswerForm
from mottagning.ui.finding.opening import Opener
from mottagning.ui.goals.lines import WorkLine
from mottagning.ui.pictures import settle
from mottagning.ui.settings.mailboxform import MailboxForm
from mottagning.ui.settings.switchboardform import SwitchboardForm
from mottagning.ui.widgets.card import Card

FOLDER = Path(__file__).resolve().parent / "pictures"
DAY = date(2026, 11, 23)
SIZE = QSize(1366, 768)
_SHEET = QSize(827, 1169)
"""A4 with 100 dots to the inch."""
_ROUNDS = 4
_RENAMED = {"Ärendekod": "Aktnr", "Steg;": "Läge;", "Skyddade uppgifter": "Skyddad id"}
"""Headers of the demo's export, as another version of the case system might call them."""
_WITH_FILES = "SV: Vart skickar jag intyget?"
_SIGN_IN: dict[str, Any] = {"port": 993, "username": "mottagningen@example.se", "password": "hemligt"}
_MOST_TOLD = """
    SELECT case_id FROM tie JOIN cases ON cases.id = case_id
    WHERE state = 'tied' AND closed IS NULL AND cases.protected = ?
    GROUP BY case_id ORDER BY COUNT(*) DESC, case_id LIMIT 1
"""
_SAID = "SELECT case_id, COUNT(*) FROM tie WHERE state = 'tied' GROUP BY case_id"
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
        self._opened: int | None = None
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

    def opened_case(self) -> int:
        """The same, after she has said why she opens it."""
        if self._opened is None:
            by, case = self.application.workplace.me, self.case()
            why = OpenBeyond(by=by, at=self.made.now, kind="case", ref=case, why="review")
            open_beyond(self.application.database, why)
            self._opened = case
        return self._opened

    def letter(self) -> int:
        """The mail of today about whose case most was said before."""
        found = queue.load(self.application.database, self.application.workplace.me, self.made.now)
        mails = [item for item in found.groups["today"] if item.contact.channel == "mail"]
        database = self.application.database
        with database.reading():
            said = dict(database.sql(_SAID).fetchall())
        return max(mails, key=lambda item: max((said.get(tie.case, 0) for tie in item.ties), default=0)).contact.id

    def mail(self, subject: str) -> int:
        """The mail of this morning with this subject."""
        found = queue.load(self.application.database, self.application.workplace.me, self.made.now)
        items = [item for group in found.groups.values() for item in group]
        return next(item.contact.id for item in items if item.contact.subject == subject)

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


def found(studio: Studio) -> None:
    """What stands under the search field at the top."""
    studio.page("desk")
    field = studio.window.topbar.search
    field.go()
    field.setText("anna")
    studio.take("sok-traffar")
    field.clear()


def why(studio: Studio) -> None:
    """The card that asks why something is opened."""
    studio.page("desk")
    Opener(studio.window, studio.application.workplace).open("case", studio.case())
    card = _card(studio)
    studio.take("sok-skal", card)
    card.slide_out()


def case(studio: Studio) -> None:
    """A case as one story."""
    studio.page("cases").show_item(studio.opened_case())
    studio.take("arendelistan-arende")


def print_card(studio: Studio) -> None:
    """The card that asks why a case's contacts are printed."""
    page = studio.page("cases")
    page.show_item(studio.opened_case())
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
    studio.page("desk").show_item(studio.letter())
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


def day_start(studio: Studio) -> None:
    """The start of the day, signed for."""
    studio.page("desk").day.show_start()
    studio.take("stafetten-start")


def day_end(studio: Studio) -> None:
    """What should be done before the day is handed over."""
    studio.page("desk").day.show_end()
    studio.take("stafetten-slut")


def promise(studio: Studio) -> None:
    """A promise as somebody types it."""
    studio.page("desk").show_item(studio.letter())
    studio.settle()
    studio.window.page("desk").ask("promise")
    card = _card(studio)
    card.content.typed.setText("torsdag 10")
    studio.take("dagen-lova", card)
    card.slide_out()


def somebody_away(studio: Studio) -> None:
    """One who should sit at the desk is away: what is missing without her."""
    studio.page("desk")
    studio.application.shell.open_away()
    card = _card(studio)
    studio.settle()
    studio.take("dagen-borta", card)
    card.slide_out()


def copied(studio: Studio) -> None:
    """What is copied for the case system."""
    found = queue.load(studio.application.database, studio.application.workplace.me, studio.made.now)
    studio.page("desk").show_item(next(item for item in found.groups["done"] if item.ties).contact.id)
    studio.settle()
    studio.window.page("desk").ask("copy_out")
    card = _card(studio)
    studio.take("dagen-kopiera", card)
    card.slide_out()


def routine(studio: Studio) -> None:
    """A routine beside a mail, with two steps done."""
    page = studio.page("desk")
    page.show_item(studio.mail("Byta tid för hembesök"))
    studio.settle()
    page.contact.routine.toggle()
    studio.settle()
    for place in (0, 2):
        page.contact.routine.sheet.steps[place].press()
        studio.settle()
    studio.take("rutiner")
    page.contact.routine.sheet.close_sheet()


def overview(studio: Studio) -> None:
    """What the team lead sees."""
    studio.page("lead")
    studio.take("laget-listor")


def board(studio: Studio) -> None:
    """Where every case stands."""
    studio.page("board")
    studio.take("tavlan")


def meeting_agreed(studio: Studio) -> None:
    """A meeting at the board begins with what was agreed at the last one."""
    _meet(studio, "agreed")
    studio.take("tavelmotet-overens")
    studio.window.page("board").turn_meeting()


def meeting_share(studio: Studio) -> None:
    """What is to be shared out, and what each has room for."""
    _meet(studio, "share")
    studio.take("tavelmotet-fordela")
    studio.window.page("board").turn_meeting()


def _meet(studio: Studio, kind: str) -> None:
    """The meeting at this point; a screen that is none has a size of its own."""
    page = studio.page("board")
    page.turn_meeting()
    studio.settle()
    studio.window.showNormal()
    studio.window.resize(SIZE)
    studio.settle()
    while page.talk.point.kind != kind:
        page.talk.go(1)
    if page.talk.begin.isVisible():
        page.talk.begin.click()
    studio.settle()


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


def files(studio: Studio) -> None:
    """A mail with two files, of which one can run something."""
    page = studio.page("desk")
    page.show_item(studio.mail(_WITH_FILES))
    studio.settle()
    said = page.contact.said
    next(name for name in said.files.findChildren(QPushButton) if name.text().endswith(".docm")).click()
    studio.take("epost-bilagor", page.contact)


def looked(studio: Studio) -> None:
    """The same mail as it looked."""
    page = studio.page("desk")
    page.show_item(studio.mail(_WITH_FILES))
    studio.settle()
    page.contact.said.toggle_formatted()
    page.contact.scrolling.verticalScrollBar().setValue(0)
    studio.take("epost-utseende", page.contact, most=490)
    page.contact.said.toggle_formatted()


def came_back(studio: Studio) -> None:
    """What we answered and did not reach the one who wrote."""
    page = studio.page("desk")
    page.show_item(studio.mail("Olevererbart: SV: Beslut om hemtjänst"))
    studio.take("epost-kom-tillbaka", page.contact, most=430)


def answer(studio: Studio) -> None:
    """An answer with words that point at nobody, from a mailbox that can be answered from."""
    _read_mailbox(studio, Account(name="mottagningen", host="mail.example.se", **_SIGN_IN), 812, 812)
    sender = senders.Sender(mailbox=None, address="mottagningen@example.se", host="smtp.example.se", port=587,
                            phone="08-465 004 00", signature="Mottagningen")  # fmt: skip
    senders.save_sender(studio.application.database, senders.SaveSender(by=None, name="mottagningen", sender=sender))
    page = studio.page("desk")
    page.show_item(studio.mail(_WITH_FILES))
    studio.settle()
    page.contact.bar.answer.click()
    studio.settle()
    form = next(form for form in studio.window.findChildren(AnswerForm) if form.isVisible())
    form.words.answers()[1].click()
    studio.take("epost-svara", _card(studio))
    _card(studio).slide_out()


def mailbox_list(studio: Studio) -> None:
    """A mailbox that is read as a whole, and one that lacks two messages."""
    _read_mailbox(studio, Account(name="mottagningen", host="mail.example.se", **_SIGN_IN), 812, 812)
    in_graph = Account(name="webbformulär", host=GRAPH, kind="graph", auth="app", tenant="example.se", client_id="1",
                       **_SIGN_IN)  # fmt: skip
    _read_mailbox(studio, in_graph, 40, 38)
    studio.page("settings").show_item("mailboxes")
    studio.take("brevlador-lista", studio.page("settings"), most=400)


def mailbox_form(studio: Studio) -> None:
    """A mailbox of Microsoft 365 is added."""
    page = studio.page("settings")
    page.show_item("mailboxes")
    studio.settle()
    page.part.add_button.click()
    studio.settle()
    form = next(form for form in studio.window.findChildren(MailboxForm) if form.isVisible())
    next(way for way in form.way.answers() if way.text() == "Microsoft 365 utan IMAP").click()
    studio.take("brevlador-microsoft", _card(studio))
    _card(studio).slide_out()


def _read_mailbox(studio: Studio, account: Account, on_server: int, fetched: int) -> None:
    database = studio.application.database
    mailbox.save_mailbox(database, SaveMailbox(by=None, account=account))
    (folder,) = (state.id for state in mailbox.folder_states(database) if state.mailbox == account.name)
    at = studio.made.now - timedelta(minutes=3)
    mailbox.note_look(database, NoteLook(by=None, at=at, folder=folder, server_count=on_server, ledger_count=fetched))


def short_survey(studio: Studio) -> None:
    """The short survey at the end of a contact about help under SoL."""
    from mottagning.ui.surveys import answerform

    studio.page("desk")
    answerform.ask(studio.application.workplace, studio.window, "phone", "sol")
    _take_card(studio, "enkat")


def answered(studio: Studio) -> None:
    """What clients have answered, by quarter."""
    from mottagning.ui.surveys import overview

    studio.page("desk")
    overview.open_card(studio.application.workplace, studio.window)
    _take_card(studio, "enkatsvar")


def report_page(studio: Studio) -> None:
    """The report of October as it is printed."""
    from mottagning.measures.report import report
    from mottagning.ui.goals.reportpaper import paint_page

    sheet = QImage(_SHEET, QImage.Format.Format_RGB32)
    sheet.setDotsPerMeterX(_SHEET.width() * 1000 // 210)
    sheet.setDotsPerMeterY(_SHEET.height() * 1000 // 297)
    sheet.fill("white")
    made = report(studio.application.database, "month", DAY - timedelta(days=31), studio.made.now)
    painter = QPainter(sheet)
    paint_page(painter, QRectF(sheet.rect()).adjusted(55, 55, -55, -55), made)
    painter.end()
    few = sheet.convertToFormat(QImage.Format.Format_Indexed8, _palette(sheet))
    if not few.save(str(FOLDER / "rapport.png")):
        raise OSError("rapport")


def goal_board(studio: Studio) -> None:
    """The goals, each with its figure, its target and its trend."""
    studio.page("goals")
    studio.take("malen")


def goal_chart(studio: Studio) -> None:
    """A goal over half a year, with its limits and what was changed."""
    goals, day = ("handling_p80",), date(2026, 10, 5)
    work = Improvement(
        title="Nya ansökningar fördelas varje dag", about=goals, made_on=day, follow_up=date(2026, 12, 14)
    )
    keep_improvement(studio.application.database, KeepImprovement(by=None, improvement=work))
    page = studio.page("goals")
    page.show_item("handling_p80")
    page.chart.open_goal("handling_p80")  # by week
    studio.settle()
    page.chart.table.select(page.chart.model.line(2).key)
    studio.take("malen-diagram")
    page.chart.left.emit()


def goal_change(studio: Studio) -> None:
    """What was changed, and what was learnt."""
    page = studio.page("goals")
    followed_up = next(line for line in page.list.lines.items() if isinstance(line, WorkLine) and line.word)
    page.list.opened.emit(followed_up.key)
    _take_card(studio, "malen-andring")


def _take_card(studio: Studio, name: str) -> None:
    """The card that is open, alone; then it is closed."""
    studio.settle()
    studio.take(name, _card(studio))
    _card(studio).slide_out()


def _card(studio: Studio) -> Card:
    studio.settle()
    return next(card for card in studio.window.findChildren(Card) if card.isVisible())


PICTURES: dict[str, Callable[[Studio], None]] = {
    "desk": desk,
    "sok-skal": why,  # before the case is opened: she is asked once a day
    "arendelistan-sok": search,
    "arendelistan-arende": case,
    "arendelistan-skriv-ut": print_card,
    "koppla-kolumner": mapping,
    "sok-traffar": found,
    "telefon-obesvarade": missed,
    "stafetten-start": day_start,
    "stafetten-slut": day_end,
    "telefon-samtalskort": call_card,  # afterwards somebody is on the line, on every list
    "dagen-lova": promise,
    "dagen-borta": somebody_away,
    "dagen-kopiera": copied,
    "laget-listor": overview,
    "tavlan": board,
    "tavelmotet-overens": meeting_agreed,
    "tavelmotet-fordela": meeting_share,
    "telefonvaxeln-lista": switchboard_list,
    "telefonvaxeln-nyckel": switchboard_key,
    "epost-bilagor": files,
    "epost-utseende": looked,
    "epost-kom-tillbaka": came_back,
    "epost-svara": answer,
    "brevlador-lista": mailbox_list,
    "brevlador-microsoft": mailbox_form,
    "malen": goal_board,
    "malen-diagram": goal_chart,
    "malen-andring": goal_change,
    "enkat": short_survey,
    "enkatsvar": answered,
    "rapport": report_page,
    "schemat": draw_rota.month,
    "schemat-dra": draw_rota.dragged,
    "schemat-las-in": draw_rota.read_in,
    "schemat-forslag": draw_rota.proposals,  # afterwards somebody is away
    "rutiner": routine,  # what was done stands in the status line afterwards
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

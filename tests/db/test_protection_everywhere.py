"""One person through every stage, looked for in all that is kept and given out: found before, and nowhere after."""

import base64
import shutil
from datetime import timedelta
from email.message import EmailMessage

import pytest
from pypdf import PdfReader

from mottagning import migrations
from mottagning.care import backup
from mottagning.care.protection import learnt_protected
from mottagning.cases.card import case_card
from mottagning.cases.consents import NoteConsent
from mottagning.cases.duecalendar import due_list, export_calendar
from mottagning.cases.entries import PartyDetails, SaveParty
from mottagning.cases.feedback import AskFeedback
from mottagning.cases.find import find
from mottagning.cases.list import show_case
from mottagning.command import carry_out
from mottagning.contacts import search
from mottagning.contacts.byhand import NameCaller, WriteDown
from mottagning.contacts.handling import Close
from mottagning.contacts.notes import AddNote
from mottagning.contacts.phone.calls import PhoneEvent
from mottagning.contacts.redaction import ConfirmRegistered, OpenSealed, confirm_registered, open_sealed
from mottagning.contacts.tables import Contact
from mottagning.contacts.ties import TieCase
from mottagning.contacts.whole import read_whole
from mottagning.db import open_database
from mottagning.settings import Settings
from tests.db import feeds
from tests.db.feeds import MONDAY
from tests.db.people import hire
from tests.db.test_contacts_intake import take
from tests.db.traces import Person, files_with, in_clear, tables_with
from tests.e2e.commandline import Answer, Program

HEADER = (*feeds.HEADER, "Nästa steg")
YLVALI = Person(
    (
        *("Ylvali", "Törnskata", "Tove Törnskata", "Granvägen", "Blåsippebacken", "ylvali.t@example.se"),
        *("199001012385", "900101-2385", "701740644", "070-174 06 44", "701740655"),
    )
)
HER_ROW = feeds.case(
    Namn="Ylvali Törnskata",
    Personnummer="19900101-2385",
    Telefon="070-174 06 44",
    E_post="Ylvali.T@example.se",
    God_man="Tove Törnskata",
    Telefon_god_man="070-174 06 55",
) | {"Nästa steg": "Ring Ylvali på Granvägen"}
OTHER_ROW = feeds.case("C-2", Namn="Leo Öberg", Telefon="070-174 06 06", E_post="leo@example.se")


def letter(number, text, code="C-1", encoding="8bit", attached=b""):
    message = EmailMessage()
    message["From"] = "Ylvali Törnskata <ylvali.t@example.se>"
    message["To"] = "mottagningen@example.org"
    message["Subject"] = f"Ang. {code} från Ylvali" if code else "Hej från Ylvali"
    message["Message-ID"] = f"<ylvali.{number}@example.se>"
    message.set_content(text, cte=encoding)
    if attached:
        message.add_attachment(attached, maintype="text", subtype="plain", filename="Ylvali på Granvägen.txt")
    return message.as_bytes()


class Unit:
    """A unit's database, and her course through it."""

    def __init__(self, database, folder):
        self.database = database
        self.folder = folder
        self.people = hire(database, "ab")
        self.hours = 0

    def feed(self, her, *others, days=0):
        path = feeds.write(self.folder / "list.csv", [her, *others], HEADER)
        report = feeds.take(
            self.database, path, at=MONDAY + timedelta(days=days), learnt_protected=learnt_protected, confirm=True
        )
        path.unlink()
        return report

    @property
    def case(self):
        return show_case(self.database, "C-1")[0].id

    def do(self, kind, **values):
        self.hours += 1
        at = MONDAY + timedelta(minutes=self.hours)
        return carry_out(self.database, kind(by=self.people["ab"], at=at, **values))

    def close(self, contact, note=""):
        version = read_whole(self.database, contact).summary.version
        return self.do(Close, contact=contact, version=version, outcome="solved", note=note)

    def call(self, number, *events):
        self.hours += 1
        at = MONDAY + timedelta(minutes=self.hours)
        for event in events:
            told = PhoneEvent(by=None, at=at, event=event, number=number, call_id=f"call {self.hours}", occurred_at=at)
            contact = carry_out(self.database, told).created["contact"]
        return contact

    def live(self):
        """All that can happen with her before anybody knows."""
        self.feed(HER_ROW, OTHER_ROW)
        self.feed(HER_ROW | {"Steg": "Beslut", "Nästa steg": "Hembesök hos Ylvali"}, OTHER_ROW, days=1)
        client = PartyDetails(role="client", of_feed=True, threat="Ylvalis bror hotar", interpreter=True)
        self.do(SaveParty, case=self.case, details=client)
        school = PartyDetails(role="notifier", notifier="school", name="Ylvalis rektor", phones=("08-465 004 20",))
        notifier = self.do(SaveParty, case=self.case, details=school).created["party"]
        self.do(AskFeedback, entry=notifier, on=MONDAY.date())
        aunt = PartyDetails(role="relative", name="Tove Törnskata", phones=("070-174 06 55",))
        entry = self.do(SaveParty, case=self.case, details=aunt).created["party"]
        self.do(NoteConsent, entry=entry, given_on=MONDAY.date(), what="om Ylvalis skola")
        plain, coded, untied = take(
            self.database,
            letter(1, "Jag bor på Blåsippebacken", attached=b"Granv\xc3\xa4gen 7"),
            letter(2, "Ylvali Törnskata, Blåsippebacken, 900101-2385", encoding="base64"),
            letter(3, "Ring Ylvali på 070-174 06 44", code="", encoding="quoted-printable"),
        )
        self.do(AddNote, contact=plain, text="Ylvali bor på Granvägen")
        self.close(plain, note="Svarat Ylvali")
        spoken = self.call("+46701740644", "ringing", "answered", "ended")
        self.do(NameCaller, contact=spoken, name="Ylvali Törnskata")
        self.do(TieCase, contact=spoken, case=self.case)
        self.do(AddNote, contact=spoken, text="Flyttar till Blåsippebacken")
        missed = [self.call("+46701740644", "ringing", "missed") for _ in range(2)]
        visit = self.do(
            WriteDown, channel="visit", name="Ylvali", phone="+46701740644", text="Granvägen 7", case=self.case
        ).created["contact"]
        return [plain, coded, untied, spoken, *missed, visit]

    def live_on(self):
        """What comes about her when everybody knows; all of it is dealt with."""
        (mailed,) = take(self.database, letter(4, "Nu bor jag på Blåsippebacken", encoding="base64"))
        spoken = self.call("+46701740644", "ringing", "answered", "ended")
        self.do(TieCase, contact=spoken, case=self.case)
        visit = self.do(
            WriteDown, channel="visit", name="Ylvali", phone="+46701740644", text="Blåsippebacken", case=self.case
        ).created["contact"]
        for contact in (mailed, spoken, visit):
            self.close(contact, note="Ylvali Törnskata, Granvägen")
        return [mailed, spoken, visit]

    def confirm(self):
        """The lead has registered every sealed text where it belongs."""
        with self.database.reading():
            ids = [row[0] for row in self.database.sql("SELECT contact_id FROM quarantine").fetchall()]
        for contact in ids:
            confirm_registered(self.database, ConfirmRegistered(by=self.people["kl"], contact=contact))
        return ids


PROTECTED_ROW = HER_ROW | {"Skyddade personuppgifter": "ja"}


@pytest.fixture
def unit(database, tmp_path):
    return Unit(database, tmp_path)


@pytest.fixture
def given_out(settings, database, capsys, monkeypatch, tmp_path, qapp):
    """Everything that commands give of the unit, and the files they write, as one text."""
    program = Program(
        capsys, monkeypatch, "--data", str(settings.data), "--database", settings.database, "--lang", "sv"
    )

    def give():
        words = [
            *(("cases", "list"), ("cases", "show", "C-1"), ("cases", "feeds"), ("cases", "renames"), ("board", "show")),
            *(("people", "list"), ("people", "today")),
            *(("contacts", "list"), ("contacts", "search", "ylvali"), ("contacts", "search", "blåsippebacken")),
            ("measures", "--from", "2026-11-01", "--to", "2026-11-30"),
            ("check",),
        ]
        words += [("contacts", "show", str(each["id"])) for each in program("contacts", "list")["contacts"]]
        said = [program.run(*each, *more) for each in words for more in ((), ("--json",))]
        for kind in ("ics", "xlsx", "pdf"):
            program.run("rota", "export", "--format", kind, "--out", str(tmp_path / f"rota.{kind}"))
        paper = tmp_path / "contacts.pdf"
        asked = ("--out", str(paper), "--by", "kl", "--reason", "Begäran från IVO")
        said.append(program.run("cases", "print", "C-1", *asked))
        if paper.exists():
            said += [Answer(0, page.extract_text(), "") for page in PdfReader(paper).pages]
            paper.unlink()
        due = due_list(database, MONDAY.date()).items
        (tmp_path / "due.ics").write_bytes(export_calendar(database, due, None, MONDAY))
        letter_from_her = tmp_path / "match.json"
        letter_from_her.write_text('{"contacts": [{"channel": "phone", "from": "070-174 06 44", "text": "Hej"}]}')
        said.append(program.run("contacts", "match", str(letter_from_her), "--json"))
        letter_from_her.unlink()
        return "\n".join(answer.out + answer.err for answer in said)

    return give


def test_she_is_found_before_and_nowhere_after(unit, database, settings, given_out, tmp_path):
    contacts = unit.live()
    database.checkpoint()
    told = tables_with(YLVALI, database)
    assert {"party", "party_word", "party_address", "party_entry", "cases", "case_history"} <= told.keys()
    assert {"contact_text", "note", "raw", "blob", "attachment", "message", "contact_search"} <= told.keys()
    assert set().union(*told.values()) == set(YLVALI.marks)
    assert YLVALI.found_in(given_out()) >= {"Ylvali", "Törnskata", "Blåsippebacken", "701740644", "070-174 06 44"}
    if database.dialect == "sqlite":
        assert YLVALI.found_in(in_clear(settings)) == set(YLVALI.marks)
    assert files_with(YLVALI, tmp_path) == {}, "what is on the disk is encrypted"

    unit.feed(PROTECTED_ROW, OTHER_ROW, days=2)
    later = unit.live_on()

    assert tables_with(YLVALI, database) == {}
    assert YLVALI.found_in(given_out()) == set()
    if database.dialect == "sqlite":
        assert YLVALI.found_in(in_clear(settings)) == set(), "in a page, a free one, the log or the index"
    assert files_with(YLVALI, tmp_path) == {}
    for query in ("Ylvali", "Törnskata", "0701740644", "ylvali.t@example.se", "900101-2385"):
        assert find(database, query) == ()
        assert search.find(database, query) == []
    assert case_card(database, unit.case).parties == ()
    for contact in (*contacts, *later):
        assert read_whole(database, contact).summary.redacted
    sealed = open_sealed(database, OpenSealed(by=unit.people["kl"], contact=contacts[0]))
    assert sealed["notes"] == ["Ylvali bor på Granvägen", "Svarat Ylvali"], "until the lead has registered it"
    assert "Blåsippebacken" in sealed["text"]

    assert set(unit.confirm()) >= {contacts[0], contacts[1], *later}
    assert tables_with(YLVALI, database) == {}


def test_lifted_protection_brings_back_what_the_feed_says_and_no_more(unit, database):
    unit.live()
    unit.feed(PROTECTED_ROW, OTHER_ROW, days=2)

    unit.feed(HER_ROW, OTHER_ROW, days=3)

    client, god_man = case_card(database, unit.case).parties
    assert (client.name, client.threat, client.entry, god_man.name) == ("Ylvali Törnskata", "", None, "Tove Törnskata")
    told = tables_with(YLVALI, database)
    assert told.keys() == {"cases", "case_history", "party", "party_word", "party_address"}
    assert [hit.case.code for hit in find(database, "törnskata")] == ["C-1"]


def test_a_protected_person_leaves_nothing_from_the_first_day(unit, database, settings):
    unit.feed(PROTECTED_ROW, OTHER_ROW)
    unit.feed(PROTECTED_ROW | {"Steg": "Beslut", "Nästa steg": "Träffa Ylvali"}, OTHER_ROW, days=1)
    unit.live_on()

    assert tables_with(YLVALI, database) == {}
    if database.dialect == "sqlite":
        assert YLVALI.found_in(in_clear(settings)) == set()


def test_of_what_is_open_only_the_words_are_there(unit, database):
    unit.feed(PROTECTED_ROW, OTHER_ROW)
    (mailed,) = take(database, letter(1, "Ylvali Törnskata, Granvägen"))

    told = tables_with(YLVALI, database)
    assert told.keys() == {"contact_text", "raw", "message", "message_key"}, (
        "her words, and the ids by which answers come"
    )

    unit.close(mailed)
    assert tables_with(YLVALI, database) == {}


@pytest.fixture
def file_settings(tmp_path):
    return Settings(data=tmp_path / "data", database=str(tmp_path / "data" / "m.db"))


def test_a_copy_from_before_is_brought_back_without_her(file_settings, tmp_path):
    database = open_database(file_settings)
    unit = Unit(database, tmp_path)
    unit.live()
    backup.back_up(file_settings, tmp_path / "copy.db")
    assert YLVALI.found_in(in_clear(_of(file_settings, tmp_path / "copy.db"))) == set(YLVALI.marks)
    unit.feed(PROTECTED_ROW, OTHER_ROW, days=2)
    unit.live_on()
    database.close()

    kept = backup.restore(file_settings, tmp_path / "copy.db")

    restored = open_database(file_settings)
    assert show_case(restored, "C-1")[0].protected
    assert tables_with(YLVALI, restored) == {}
    restored.close()
    for path in (file_settings.database, kept):
        assert YLVALI.found_in(in_clear(_of(file_settings, path))) == set()
    (tmp_path / "copy.db").unlink()
    assert files_with(YLVALI, tmp_path) == {}


def test_so_is_one_with_the_tables_of_an_older_program(file_settings, tmp_path, monkeypatch):
    files = migrations._files
    monkeypatch.setattr(migrations, "_files", lambda dialect: [each for each in files(dialect) if each[0] == 1])
    older = open_database(file_settings)
    with older.writing():
        older.sql("INSERT INTO cases (code, code_folded, stage) VALUES ('C-1', 'c1', 'decision')")
        older.sql("INSERT INTO party (case_id, position, role, name) VALUES (1, 0, 'client', 'Ylvali Törnskata')")
    backup.back_up(file_settings, tmp_path / "copy.db")
    older.close()
    monkeypatch.setattr(migrations, "_files", files)
    today = open_database(file_settings)
    with today.writing():
        today.sql("UPDATE cases SET protected = 1")
        today.sql("DELETE FROM party")
    today.close()

    backup.restore(file_settings, tmp_path / "copy.db")

    assert YLVALI.found_in(in_clear(file_settings)) == set()


def _of(settings, path):
    return Settings(data=settings.data, database=str(path))


def test_the_search_finds_what_lies_in_a_free_page_and_in_the_log(file_settings, tmp_path):
    database = open_database(file_settings)
    with database.writing():
        database.sql("PRAGMA secure_delete = OFF")
        database.sql("CREATE TABLE left_over (words TEXT)")
        database.sql("INSERT INTO left_over VALUES (?)", ("Ylvali " * 4000,))
    log = shutil.copy(tmp_path / "data" / "m.db-wal", tmp_path / "kept-wal")
    assert "Ylvali" in YLVALI.found_in(in_clear(file_settings)), log
    with database.writing():
        database.sql("DROP TABLE left_over")
    database.checkpoint()
    assert tables_with(YLVALI, database) == {}
    assert "Ylvali" in YLVALI.found_in(in_clear(file_settings)), "in a page that nobody uses"
    with database.reading():
        assert Contact.select().count() == 0
    database.close()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_the_search_knows_the_shapes_of_words(encoding):
    assert YLVALI.found_in("Hej TÖRNSKATA!".encode(encoding)) == {"Törnskata"}
    for before in range(4):
        assert "Törnskata" in YLVALI.found_in(base64.b64encode(b"x" * before + "Törnskata bor här".encode()))

"""What was sent may be strange, lie about itself or change while it is looked at: no text goes to the wrong contact,
no answer is passed over for good, and what comes in does not wait for it."""

from datetime import timedelta

import pytest

from mottagning.contacts.answers import elsewhere, standing
from mottagning.contacts.answers.outgoing import answers_of
from mottagning.contacts.answers.standing import BeginSending, NoteSent
from mottagning.contacts.answers.tables import Outgoing, SentFolder, SentSeen, SentWaits
from mottagning.contacts.mail.mailsource import Listing, Mail
from mottagning.contacts.whole import read_whole
from mottagning.errors import Conflict
from tests.db import answers

WHOLE = object()


def reply(number=1, *fields, message_id="<r1@outlook.example>", said="Beslutet kommer i veckan."):
    more = "".join(f"{field}\r\n" for field in fields)
    return (
        f"From: mottagningen@example.se\r\nTo: alva@example.se\r\nMessage-ID: {message_id}\r\n{more}"
        f"In-Reply-To: <{number}@example.org>\r\nDate: Mon, 23 Nov 2026 10:32:00 +0100\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{said}\r\n"
    ).encode()


class Sent:
    """A source that has only what it sent; `gives` says what comes for a name instead of the message."""

    def __init__(self, *octets, by_changes=False):
        self.mails = {f"7/{uid}": each for uid, each in enumerate(octets, 1)}
        self.gives = {}
        self.by_changes = by_changes
        self.asked = []
        self.withheld = set()

    def sent_folder(self):
        return "Sent"

    def look(self, _folder, _since, token):
        names = list(self.mails)
        if not self.by_changes:
            return Listing(names=names, count=len(names), epoch=7)
        changed = names if token is None else names[int(token) :]
        return Listing(names=changed, count=len(names), whole=token is None, token=str(len(names)))

    def heads(self, _folder, names):
        self.asked += names
        heads = {name: self.mails[name].partition(b"\r\n\r\n")[0] for name in names if name not in self.withheld}
        yield [Mail(name=name, octets=heads.get(name)) for name in names]

    def fetch(self, _folder, names):
        yield [self.gives.get(name, Mail(name=name, octets=self.mails[name])) for name in names]


@pytest.fixture
def account(database):
    return answers.set_up(database)


@pytest.fixture
def contact(database, account):
    return answers.letter(database)


def look(database, account, source):
    return elsewhere.look(database, account, source, lambda _changes: None)


def texts(database, contact):
    return [note.text for note in read_whole(database, contact).notes]


def test_another_message_that_bears_its_name_now_is_not_taken_for_it(database, account, contact):
    """UIDVALIDITY changes between its header and its text: the same UID is another client's answer."""
    source = Sent(reply())
    source.gives["7/1"] = Mail(name="8/1", octets=reply(2, said="Det gäller någon annan."))
    look(database, account, source)
    assert texts(database, contact) == []
    source.gives.clear()
    look(database, account, source)
    assert texts(database, contact) == ["Beslutet kommer i veckan."]


def test_an_answer_that_the_server_cannot_give_has_been_given(database, account, contact):
    source = Sent(reply())
    source.gives["7/1"] = Mail(name="7/1", octets=None)
    look(database, account, source)
    assert [each.elsewhere for each in answers_of(database, contact)] == [True]
    assert texts(database, contact) == []


def test_one_that_somebody_changes_at_that_moment_is_looked_at_again(database, account, contact, monkeypatch):
    source = Sent(reply(), by_changes=True)

    def taken(*_arguments):
        raise Conflict("somebody was faster")

    with monkeypatch.context() as then:
        then.setattr(elsewhere, "note_elsewhere", taken)
        look(database, account, source)
    look(database, account, source)
    assert texts(database, contact) == ["Beslutet kommer i veckan."]


def test_one_whose_header_is_not_given_now_is_asked_for_again(database, account, contact):
    source = Sent(reply(99), reply(), by_changes=True)
    source.withheld.add("7/2")
    look(database, account, source)
    assert texts(database, contact) == []
    source.withheld.clear()
    look(database, account, source)
    assert texts(database, contact) == ["Beslutet kommer i veckan."]
    assert source.asked == ["7/1", "7/2", "7/2"]


def test_of_a_source_that_tells_of_changes_alone_nothing_is_left_behind(database, account, contact):
    """One of ours that is going just then is looked at again, though nothing has changed since."""
    answers.write(database, contact, account)
    (row,) = answers_of(database, contact)
    standing.begin_sending(database, BeginSending(by=None, answer=row.id))
    with database.reading():
        ours = Outgoing.get().message_id
    source = Sent(reply(message_id=f"<{ours}>"), by_changes=True)
    look(database, account, source)
    with database.reading():
        assert SentFolder.get().token is None
    standing.note_sent(database, NoteSent(by=None, answer=row.id, filed=True))
    look(database, account, source)
    with database.reading():
        assert (SentFolder.get().token, SentSeen.select().count()) == ("1", 1)


def test_ours_is_known_by_its_draft_whatever_its_message_id_became(database, account, contact):
    answers.write(database, contact, account)
    (row,) = answers_of(database, contact)
    standing.begin_sending(database, BeginSending(by=None, answer=row.id, draft="7/1"))
    standing.note_sent(database, NoteSent(by=None, answer=row.id, filed=True))
    look(database, account, Sent(reply(message_id="<other@outlook.example>")))
    assert len(answers_of(database, contact)) == 1


def test_what_is_waited_for_in_vain_is_forgotten(database, account):
    source = Sent(reply(99))
    look(database, account, source)
    with database.writing():
        SentWaits.update(since=answers.NOON - timedelta(days=400)).execute()
    source.mails["7/2"] = reply(98, message_id="<r2@outlook.example>")
    look(database, account, source)
    with database.reading():
        assert [row.key for row in SentWaits.select()] == ["98@example.org"]


def test_years_of_what_was_sent_are_looked_at_in_pieces(database, account, contact, monkeypatch):
    """What comes in meanwhile is fetched in between."""
    monkeypatch.setattr(elsewhere, "_AT_ONCE", 2)
    monkeypatch.setattr(elsewhere, "_AT_MOST_S", 0)
    source = Sent(*(reply(99, message_id=f"<old{n}@outlook.example>") for n in range(3)), reply(), by_changes=True)
    assert look(database, account, source).has_more
    assert source.asked == ["7/1", "7/2"]
    assert not look(database, account, source).has_more
    assert source.asked == ["7/1", "7/2", "7/3", "7/4"]
    assert texts(database, contact) == ["Beslutet kommer i veckan."]
    look(database, account, source)
    assert len(source.asked) == 4


def test_a_thousand_ids_cost_no_more_than_fifty(database, account, contact):
    many = " ".join(f"<flood{n}@example.net>" for n in range(10_000))
    look(database, account, Sent(reply(99, f"References: {many}")))
    assert answers_of(database, contact) == ()
    with database.reading():
        assert SentWaits.select().count() == 3


def test_html_and_signs_of_control_come_to_plain_text(database, account, contact):
    said = "<p>Hej</p><script>alert(1)</script><img src='http://example.net/x.png'><p style='display:none'>gömt</p>"
    html = reply(said=said, message_id="<a'\"; DROP TABLE note;--@x>").replace(b"text/plain", b"text/html")
    look(database, account, Sent(html))
    (text,) = texts(database, contact)
    assert text.startswith("Hej")
    assert not {word for word in ("script", "alert", "http") if word in text}

"""What machines sent, closed all at once: never a possible report of concern, nor what tells of an answer of ours."""

import pytest

from mottagning.command import carry_out
from mottagning.contacts import automatic, intake, ledger
from mottagning.contacts.automatic import CloseAutomatic, closable
from mottagning.contacts.handling import Claim, claim
from mottagning.contacts.ledger import RawItem, StoreRaw
from mottagning.contacts.tables import Contact
from mottagning.contacts.whole import read_whole
from mottagning.errors import Conflict, Trouble
from tests.db import answers
from tests.db.people import hire
from tests.db.test_answered_elsewhere import answer_id, machine


def come(database, number, octets):
    item = RawItem(place=f"imap:x/INBOX/7/{number}", kind="imap", octets=octets, received_at=answers.NOON)
    ledger.store_raw(database, StoreRaw(by=None, items=(item,)))
    intake.understand_pending(database)
    with database.reading():
        return int(Contact.select(Contact.id).order_by(Contact.id.desc()).first().id)


def newsletter(database, number, text="Veckans nyheter."):
    head = f"From: news@example.org\r\nSubject: Nytt {number}\r\nMessage-ID: <n{number}@example.org>\r\n"
    return come(database, number, f"{head}List-Id: <news.example.org>\r\n\r\n{text}\r\n".encode())


def states(database):
    with database.reading():
        return {row.id: (row.state, row.outcome) for row in Contact.select()}


def test_all_are_closed_and_one_undo_opens_them_again(database):
    person = hire(database)["kl"]
    come(database, 90, machine("answer", "x@example.org"))
    letters = [newsletter(database, number) for number in range(3)]
    assert [contact for contact, _ in closable(database)] == letters
    before = states(database)
    changes = automatic.close_automatic(database, CloseAutomatic(by=person, contacts=closable(database)))
    assert {states(database)[each] for each in letters} == {("closed", "no_action")}
    assert sorted(contact for contact, state in states(database).items() if state[0] == "waiting") == [1]
    assert closable(database) == ()
    assert read_whole(database, letters[0]).steps[-1].actor == person
    carry_out(database, changes.undo)
    assert states(database) == before


def test_what_may_be_a_report_of_concern_is_never_among_them(database):
    newsletter(database, 1)
    worrying = newsletter(database, 2, "Jag är orolig för ett barn som far illa.")
    dismissed = newsletter(database, 3)
    with database.writing():
        Contact.update(concern="possible").where(Contact.id == worrying).execute()
        Contact.update(concern="dismissed").where(Contact.id == dismissed).execute()
    assert worrying not in dict(closable(database))
    assert dismissed in dict(closable(database))
    everything = tuple((row, read_whole(database, row).summary.version) for row in states(database))
    automatic.close_automatic(database, CloseAutomatic(by=None, contacts=everything))
    assert states(database)[worrying][0] == "waiting"


@pytest.mark.parametrize("action", ["failed", "delayed"])
def test_what_tells_of_an_answer_of_ours_is_never_among_them(database, action):
    account = answers.set_up(database)
    contact = answers.letter(database)
    answers.write(database, contact, account)
    told = come(database, 5, machine("bounce", answer_id(database)).replace(b"failed", action.encode()))
    other = come(database, 6, machine("bounce", "somebody-else@example.org").replace(b"<bou@", b"<bo2@"))
    assert [each for each, _ in closable(database)] == [other]
    everything = tuple((row, read_whole(database, row).summary.version) for row in (told, other))
    automatic.close_automatic(database, CloseAutomatic(by=None, contacts=everything))
    assert (states(database)[told][0], states(database)[other][0]) == ("waiting", "closed")


def test_what_a_colleague_has_taken_or_changed_stays(database):
    person = hire(database)["kl"]
    first, second = newsletter(database, 1), newsletter(database, 2)
    shown = closable(database)
    claim(database, Claim(by=person, contact=first, version=read_whole(database, first).summary.version))
    changes = automatic.close_automatic(database, CloseAutomatic(by=person, contacts=shown))
    assert (states(database)[first][0], states(database)[second][0]) == ("taken", "closed")
    with pytest.raises(Trouble, match="one by one"):
        automatic.close_automatic(database, CloseAutomatic(by=person, contacts=shown))
    with database.writing():
        Contact.update(version=9).where(Contact.id == second).execute()
    with pytest.raises(Conflict):
        carry_out(database, changes.undo)

"""Answers written at the desk: to whom, with which words, what they give away, and back again while they are held."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from mottagning.command import carry_out
from mottagning.contacts import redaction, search
from mottagning.contacts.answers import answering, senders, standing
from mottagning.contacts.answers.checking import Finding
from mottagning.contacts.answers.outgoing import answers_of
from mottagning.contacts.answers.tables import Outgoing, OutgoingRaw
from mottagning.contacts.tables import MessageKey, Note
from mottagning.contacts.ties import TieCase, tie_case
from mottagning.contacts.whole import read_whole
from mottagning.errors import Conflict, Trouble, WrongUse
from tests.db import answers, cases
from tests.db.answers import NOON
from tests.db.people import hire


@pytest.fixture
def me(database):
    return hire(database, "ab")["ab"]


@pytest.fixture
def account(database):
    return answers.set_up(database)


@pytest.fixture
def contact(database, account):
    return answers.letter(database, 1, "References: <0@example.org>", "In-Reply-To: <0@example.org>")


def raw(database):
    with database.reading():
        (row,) = OutgoingRaw.select()
        return row


def test_the_letter_says_nothing_of_what_it_answers(database, account, contact, me):
    answers.write(database, contact, account, me, text="Hej!\n\n.Vi hörs på tisdag – så länge åäö.\n")
    row = raw(database)
    message = message_from_bytes(row.octets, policy=policy.default)
    assert row.recipient == message["To"] == "alva@example.se"
    assert message["From"] == answers.ADDRESS
    assert message["Subject"] == "Svar på ditt meddelande"
    assert message["In-Reply-To"] == "<1@example.org>"
    assert message["References"].split() == ["<0@example.org>", "<1@example.org>"]
    assert message["Date"].datetime == NOON
    assert message.get_content().splitlines() == ["Hej!", "", ".Vi hörs på tisdag – så länge åäö."]
    assert row.octets.isascii()
    assert all(len(line) <= 998 for line in row.octets.split(b"\r\n"))
    assert b"\n" not in row.octets.replace(b"\r\n", b"")
    for private in (b"mamma", b"ans=C3=B6kan", b"Sv:"):
        assert private not in row.octets


def test_what_was_written_is_a_note_of_the_contact_and_is_found(database, account, contact, me):
    answers.write(database, contact, account, me, text="Vi ringer om hemtjänsten.")
    (note,) = read_whole(database, contact).notes
    assert (note.text, note.author, note.at) == ("Vi ringer om hemtjänsten.", me, NOON)
    assert search.find(database, "hemtjänsten") == [contact]


def test_an_answer_is_not_the_end_but_nobody_waits_for_one_any_more(database, account, contact):
    before = read_whole(database, contact).summary
    answers.write(database, contact, account, at=before.due_at - timedelta(hours=1))
    after = read_whole(database, contact).summary
    assert after.state == "waiting"
    assert after.due_at > before.due_at
    assert read_whole(database, contact).steps[-1].step == "answered"


def test_after_a_receipt_she_waits_still(database, account, contact):
    before = read_whole(database, contact).summary
    answers.write(database, contact, account, is_answer=False)
    assert read_whole(database, contact).summary.due_at == before.due_at
    answers.write(database, contact, account)
    with database.reading():
        assert [row.is_receipt for row in Outgoing.select().order_by(Outgoing.id)] == [True, False]


def test_a_possible_report_of_concern_keeps_its_clock(database, account):
    contact = answers.letter(database, 2, text="Jag är orolig för att ett barn blir slaget hemma.")
    before = read_whole(database, contact).summary
    assert before.concern == "possible"
    answers.write(database, contact, account, at=before.due_at - timedelta(hours=1))
    assert read_whole(database, contact).summary.due_at == before.due_at


@pytest.mark.parametrize("outcome", [None, "solved"])
def test_what_is_held_can_be_taken_back_and_leaves_nothing(database, account, contact, me, outcome):
    before = read_whole(database, contact).summary
    undo = answers.write(database, contact, account, me, outcome=outcome).undo
    assert read_whole(database, contact).summary.outcome == outcome
    carry_out(database, undo)
    after = read_whole(database, contact)
    assert (after.summary.state, after.summary.due_at, after.notes) == (before.state, before.due_at, ())
    with database.reading():
        assert [Outgoing.select().count(), OutgoingRaw.select().count(), Note.select().count()] == [0, 0, 0]
        assert MessageKey.select().where(MessageKey.key.contains("@example.se")).count() == 0
    carry_out(database, undo)


def test_it_is_taken_back_also_when_a_colleague_did_something_meanwhile(database, account, contact, me):
    undo = answers.write(database, contact, account, me).undo
    summary = read_whole(database, contact).summary
    from mottagning.contacts.handling import Claim, claim

    claim(database, Claim(by=me, contact=contact, version=summary.version))
    carry_out(database, undo)
    assert answers_of(database, contact) == ()
    assert read_whole(database, contact).summary.owner == me


def test_what_goes_cannot_be_taken_back(database, account, contact, me):
    changes = answers.write(database, contact, account, me)
    standing.begin_sending(database, standing.BeginSending(by=None, answer=changes.created["answer"]))
    with pytest.raises(Trouble, match="gone already"):
        carry_out(database, changes.undo)


def test_of_two_who_answer_at_once_one_looks_first_what_the_other_wrote(database, account, contact, me):
    command = {"by": me, "contact": contact, "mailbox": account.id, "to": "alva@example.se", "at": NOON}
    version = read_whole(database, contact).summary.version
    answering.send_answer(database, answering.SendAnswer(**command, version=version, text="Ett"))
    with pytest.raises(Conflict):
        answering.send_answer(database, answering.SendAnswer(**command, version=version, text="Två"))
    assert len(answers_of(database, contact)) == 1


def test_nothing_goes_with_a_place_left_open_or_nothing_in_it(database, account, contact):
    for text in ("Vi har bokat en tid: {time}", "  \n"):
        with pytest.raises(Trouble, match="missing"):
            answers.write(database, contact, account, text=text)


def test_what_points_at_somebody_goes_only_when_its_writer_has_seen_it(database, tmp_path, me):
    account = answers.set_up(database, phone="040-628 04 00")
    case = cases.read(database, tmp_path, cases.ALVA)["C-2417"]
    contact = answers.letter(database, 1)
    text = "Hej Alva! 19900101-2385, ring 070-174 06 05 eller oss 040-628 04 00, om C-2417."
    tie_case(database, TieCase(by=me, contact=contact, case=case))
    (sender,) = senders.senders(database)
    found = answering.look_through(database, contact, text, sender)
    assert found == (
        Finding("personal_id", "19900101-2385"),
        Finding("phone", "070-174 06 05"),
        Finding("code", "C-2417"),
        Finding("name", "Alva"),
    )
    for seen in ((), found[1:]):
        with pytest.raises(Trouble, match="point at somebody"):
            answers.write(database, contact, account, text=text, seen=frozenset(seen))
    answers.write(database, contact, account, text=text, seen=frozenset(found))
    assert answers.only(database, contact).state == "waiting"


def test_a_name_is_looked_for_only_in_the_cases_that_it_is_about(database, account, tmp_path):
    cases.read(database, tmp_path, cases.NILS)
    contact = answers.letter(database, 1, sender="annan@example.se")
    (sender,) = senders.senders(database)
    assert answering.look_through(database, contact, "Hej Nils!", sender) == ()


def test_another_address_for_answers_is_shown_and_never_taken_by_itself(database, account):
    contact = answers.letter(database, 1, "Reply-To: nagon.annan@example.org")
    found = answering.answerable(database, contact).recipients
    assert [(each.address, each.is_reply_to) for each in found] == [
        ("alva@example.se", False),
        ("nagon.annan@example.org", True),
    ]
    with pytest.raises(Trouble, match="names no such address"):
        answers.write(database, contact, account, to="tredje@example.org")


def test_what_an_e_service_sends_is_answered_to_the_one_who_filled_it_in(database, account):
    contact = answers.letter(database, 1, "Reply-To: Alva <alva@example.se>", sender="no-reply@etjanst.example.se")
    assert [each.address for each in answering.answerable(database, contact).recipients] == ["alva@example.se"]


def test_an_address_that_is_nobodys_in_the_case_is_pointed_out(database, account, tmp_path, me):
    found = cases.read(database, tmp_path, cases.ALVA, cases.NILS)
    contact = answers.letter(database, 1)
    for case in found.values():
        tie_case(database, TieCase(by=me, contact=contact, case=case))
    (recipient,) = answering.answerable(database, contact).recipients
    assert recipient.strange_to == ("C-1980",)


@pytest.mark.parametrize(
    ("fields", "sender"),
    [
        (("Auto-Submitted: auto-replied", "In-Reply-To: <0@example.se>"), "alva@example.se"),
        (("List-Id: <nytt.example.org>",), "alva@example.se"),
        (("Content-Type: multipart/report; report-type=delivery-status; boundary=x",), "mailer-daemon@example.org"),
        ((), "no-reply@example.se"),
        ((), "alva"),
    ],
)
def test_machines_lists_and_those_who_take_no_mail_are_not_answered(database, account, fields, sender):
    contact = answers.letter(database, 1, *fields, sender=sender)
    with pytest.raises(Trouble):
        answering.answerable(database, contact)
    with pytest.raises(Trouble):
        answers.write(database, contact, account, to=sender)


def test_somebody_protected_is_answered_from_the_case_system(database, account, tmp_path, me):
    contact = answers.letter(database, 1)
    case = cases.read(database, tmp_path, cases.ALVA)["C-2417"]
    tie_case(database, TieCase(by=me, contact=contact, case=case))
    answers.write(database, contact, account, me)
    cases.read(database, tmp_path, cases.ALVA.replace(";nej", ";ja"))
    assert answers_of(database, contact) == ()
    with database.reading():
        assert OutgoingRaw.select().count() == 0
    with pytest.raises(Trouble):
        answering.answerable(database, contact)


def test_what_is_erased_takes_its_answers_along(database, account, contact):
    answers.write(database, contact, account)
    redaction.erase(database, redaction.Erase(by=None, contact=contact, reason="disposed"))
    with database.reading():
        assert OutgoingRaw.select().count() == 0
    assert answers_of(database, contact) == ()


def test_an_answer_to_an_answer_is_the_same_conversation(database, account, contact):
    answers.write(database, contact, account)
    with database.reading():
        (ours,) = (row.message_id for row in Outgoing.select())
    back = answers.letter(database, 5, f"In-Reply-To: <{ours}>")
    threads = {read_whole(database, each).summary.thread for each in (contact, back)}
    assert len(threads) == 1


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"address": ""}, "address"),
        ({"host": ""}, "name of the server"),
        ({"host": "smtp.example.se", "security": "none"}, "Without encryption"),
        ({"port": 70000}, "port"),
        ({"phone": "inget"}, "phone"),
    ],
)
def test_how_mail_is_sent_is_looked_at_before_it_is_kept(database, values, says):
    with pytest.raises(WrongUse, match=says):
        answers.set_up(database, **values)

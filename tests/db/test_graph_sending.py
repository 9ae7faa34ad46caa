"""Answers by Microsoft Graph: each goes once, as one draft, whatever the server loses, postpones or refuses."""

from base64 import b64encode
from dataclasses import replace
from datetime import timedelta

import pytest

from mottagning.command import carry_out
from mottagning.contacts.answers import outbox, senders, standing
from mottagning.contacts.answers.senders import SaveSender, Sender
from mottagning.contacts.answers.standing import BeginSending, SendAgain
from mottagning.contacts.answers.tables import Outgoing, OutgoingRaw
from mottagning.contacts.mail import web
from mottagning.contacts.mail.mailbox import GRAPH
from mottagning.errors import Trouble, WrongUse
from tests.db import answers
from tests.db.answers import NOON
from tests.microsoft import Answer, Microsoft

GOES = NOON + timedelta(seconds=13)
LATER = GOES + timedelta(minutes=6)


@pytest.fixture
def account(database, reach):
    guessed = senders.guess(reach)
    values = {"host": guessed.host, "port": guessed.port, "security": guessed.security, "files_itself": True}
    return answers.set_up(database, reach, **values)


@pytest.fixture
def contact(database, account):
    made = answers.letter(database)
    answers.write(database, made, account)
    return made


def state(database, contact):
    return answers.only(database, contact).state


def octets_of(database):
    with database.reading():
        return OutgoingRaw.get().octets


def once(microsoft: Microsoft, part: str, answer: Answer) -> None:
    """The first question that ends so gets that answer."""

    def fault(path: str) -> Answer | None:
        if not path.endswith(part):
            return None
        microsoft.fault = lambda _path: None
        return answer

    microsoft.fault = fault


def test_it_goes_once_as_it_was_written(database, microsoft, account, contact):
    octets = octets_of(database)
    for _ in range(3):
        answers.send(database, GOES)
    assert microsoft.drafts.taken == [octets]
    assert microsoft.drafts.here == {}
    with database.reading():
        row = Outgoing.get()
        assert (row.state, row.filed, OutgoingRaw.select().count()) == ("sent", True, 0)
        assert list(microsoft.drafts.sent_ids.items()) == [(row.draft, f"<{row.message_id}>")]


def test_a_message_id_that_graph_replaces_is_put_back(database, microsoft, account, contact):
    microsoft.drafts.renames = True
    answers.send(database, GOES)
    with database.reading():
        assert list(microsoft.drafts.sent_ids.values()) == [f"<{Outgoing.get().message_id}>"]


@pytest.mark.parametrize("after", ["0", "1200", "nan"])
@pytest.mark.parametrize("at", ["/messages", "/send"])
def test_throttled_it_waits_as_long_as_it_is_told_to(database, microsoft, account, contact, at, after):
    once(microsoft, at, (429, {"Retry-After": after}, {"error": {"code": "ApplicationThrottled"}}))
    answers.send(database, GOES)
    found = answers.only(database, contact)
    assert (found.state, microsoft.drafts.taken, microsoft.drafts.here) == ("waiting", [], {})
    assert "ApplicationThrottled" in found.error
    assert found.next_at - GOES == timedelta(seconds=300 if after == "1200" else 60)  # never longer than five minutes
    answers.send(database, found.next_at)
    assert (state(database, contact), len(microsoft.drafts.taken)) == ("sent", 1)


@pytest.mark.parametrize("is_slow", [True, False])
def test_when_the_answer_is_lost_it_is_asked_what_became_of_it(database, microsoft, account, contact, is_slow):
    microsoft.drafts.loses, microsoft.drafts.is_slow = 1, is_slow
    answers.send(database, GOES)
    assert state(database, contact) == ("sending" if is_slow else "sent")
    answers.send(database, GOES + timedelta(seconds=59))
    microsoft.drafts.deliver()
    answers.send(database, LATER)
    assert (state(database, contact), len(microsoft.drafts.taken)) == ("sent", 1)


def test_a_question_that_never_arrived_is_asked_again_with_the_same_draft(database, microsoft, account, contact):
    once(microsoft, "/send", (0, {}, b""))
    answers.send(database, GOES)
    (draft,) = microsoft.drafts.here
    assert (state(database, contact), microsoft.drafts.taken) == ("sending", [])
    answers.send(database, GOES + timedelta(minutes=2))
    assert (state(database, contact), microsoft.drafts.taken) == ("sending", [])  # it may still be on its way
    answers.send(database, LATER)
    answers.send(database, LATER + timedelta(minutes=2))
    assert (state(database, contact), len(microsoft.drafts.taken)) == ("sent", 1)
    assert list(microsoft.drafts.sent_ids) == [draft]


def test_what_is_nowhere_is_for_somebody_to_decide(database, microsoft, account, contact):
    microsoft.drafts.loses, microsoft.drafts.is_slow = 1, True
    answers.send(database, GOES)
    microsoft.drafts.here.clear()  # and somebody has emptied the mailbox
    answers.send(database, LATER)
    assert state(database, contact) == "unsure"
    answer = answers.only(database, contact).id
    standing.send_again(database, SendAgain(by=None, at=LATER, answer=answer))
    answers.send(database, LATER)
    assert (state(database, contact), len(microsoft.drafts.taken)) == ("sent", 2)


def test_while_it_cannot_be_asked_nothing_is_decided(database, microsoft, account, contact):
    microsoft.drafts.loses = 1
    microsoft.fault = lambda path: (503, {}, b"") if "/messages/" in path and not path.endswith("/send") else None
    answers.send(database, GOES)
    answers.send(database, LATER)
    assert state(database, contact) == "sending"
    microsoft.fault = lambda _path: None
    answers.send(database, LATER + timedelta(minutes=2))
    assert (state(database, contact), len(microsoft.drafts.taken)) == ("sent", 1)


def test_what_breaks_after_it_went_puts_nothing_back(database, microsoft, account, contact, monkeypatch, expected_logs):
    """Whatever breaks: what has gone, or may have, does not wait again."""
    expected_logs("asking a mailbox's provider failed: ValueError")

    def broken(*_arguments):
        raise ValueError

    monkeypatch.setattr(standing, "note_sent", broken)
    answers.send(database, GOES)
    monkeypatch.undo()
    assert state(database, contact) == "sending"
    monkeypatch.setattr(web, "session", microsoft.session)
    answers.send(database, LATER)
    assert (state(database, contact), len(microsoft.drafts.taken)) == ("sent", 1)


def test_an_outage_of_an_hour_is_told(database, microsoft, account, contact):
    microsoft.drafts.loses = 1
    microsoft.fault = lambda path: (503, {}, b"") if "/messages/" in path and not path.endswith("/send") else None
    answers.send(database, GOES)
    answers.send(database, GOES + timedelta(hours=1, minutes=1))
    assert state(database, contact) == "unsure"


def test_a_draft_that_nobody_wrote_down_is_taken_up_again(database, microsoft, account, contact):
    """Killed between the draft and the note that it goes."""
    _, _, made = microsoft.drafts.answer("POST", ["messages"], {}, b64encode(octets_of(database)))
    answers.send(database, GOES)
    assert list(microsoft.drafts.sent_ids) == [made["id"]]


def test_a_database_that_was_put_back_does_not_send_again(database, microsoft, account, contact):
    answers.send(database, GOES)
    with database.writing():
        Outgoing.update(state="waiting", next_at=GOES, draft=None).execute()
        OutgoingRaw.insert(
            outgoing_id=Outgoing.get().id, recipient="x@example.se", octets=microsoft.drafts.taken[0]
        ).execute()
    answers.send(database, GOES)
    assert (state(database, contact), len(microsoft.drafts.taken)) == ("sent", 1)


def test_taken_back_in_the_last_moment_it_does_not_go_and_leaves_no_draft(database, microsoft, account):
    contact = answers.letter(database)
    undo = answers.write(database, contact, account).undo
    microsoft.drafts.reached = lambda stage: carry_out(database, undo) if stage == "made" else None
    answers.send(database, GOES)
    assert (microsoft.drafts.taken, microsoft.drafts.here) == ([], {})


@pytest.mark.parametrize("refusal", [400, 404])
def test_a_draft_that_somebody_sends_in_outlook_has_gone(database, microsoft, account, contact, refusal):
    """Between it and the word that it shall go: what Graph then says of a draft that is none."""

    def find(stage: str) -> None:
        if stage == "made":
            (draft,) = microsoft.drafts.here
            once(microsoft, f"{draft.rpartition('/')[2]}/send", (refusal, {}, {"error": {"code": "ErrorItemSave"}}))
            microsoft.drafts.taken.append(microsoft.drafts.here[draft].octets)
            microsoft.drafts.here[draft].is_held = True
            microsoft.drafts.deliver()

    microsoft.drafts.reached = find
    answers.send(database, GOES)
    assert (state(database, contact), len(microsoft.drafts.taken), len(microsoft.drafts.sent_ids)) == ("sent", 1, 1)


def test_a_draft_that_somebody_removes_in_outlook_is_made_anew(database, microsoft, account, contact):
    microsoft.drafts.reached = lambda stage: microsoft.drafts.here.clear() if stage == "made" else None
    answers.send(database, GOES)
    assert (state(database, contact), microsoft.drafts.taken) == ("waiting", [])
    microsoft.drafts.reached = lambda _stage: None
    answers.send(database, LATER)
    assert (state(database, contact), len(microsoft.drafts.taken)) == ("sent", 1)


def test_two_senders_at_once_send_one(database, microsoft, account, contact):
    answer = answers.only(database, contact).id
    microsoft.drafts.reached = lambda stage: (
        standing.begin_sending(database, BeginSending(by=None, at=GOES, answer=answer)) if stage == "made" else None
    )
    answers.send(database, GOES)
    assert microsoft.drafts.taken == []


@pytest.mark.parametrize(
    ("part", "status", "code", "becomes", "said"),
    [
        ("/send", 403, "ErrorAccessDenied", "waiting", "Mail.ReadWrite and Mail.Send"),
        ("/send", 403, "ErrorSendAsDenied", "waiting", "may not send from that address"),
        ("/send", 400, "ErrorInvalidRecipients", "failed", "400 ErrorInvalidRecipients"),
        ("/messages", 403, "ErrorAccessDenied", "waiting", "Mail.ReadWrite and Mail.Send"),
        ("/messages", 404, "ErrorInvalidUser", "waiting", "has no mailbox"),
        ("/messages", 413, "ErrorMessageSizeExceeded", "failed", "413"),
        ("/messages", 500, "", "waiting", "tried again by itself"),
    ],
)
def test_why_it_is_not_taken_is_one_sentence(database, microsoft, account, contact, part, status, code, becomes, said):
    once(microsoft, part, (status, {}, {"error": {"code": code, "message": "alva@example.se"}}))
    answers.send(database, GOES)
    found = answers.only(database, contact)
    assert (found.state, microsoft.drafts.taken, microsoft.drafts.here) == (becomes, [], {})
    assert said in found.error
    assert "alva" not in found.error


class TestTryingOut:
    @pytest.fixture
    def sender(self, reach):
        return replace(senders.guess(reach), mailbox=1)

    def test_nothing_is_sent_and_nothing_is_left(self, microsoft, reach, sender):
        outbox.try_out(reach, sender)
        assert any(path.endswith("/send") for path in microsoft.asked)
        assert (microsoft.drafts.taken, microsoft.drafts.here) == ([], {})

    @pytest.mark.parametrize("right", ["Mail.ReadWrite", "Mail.Send"])
    def test_a_right_that_is_missing_is_said(self, microsoft, reach, sender, right):
        microsoft.drafts.rights.remove(right)
        with pytest.raises(Trouble, match=r"Mail\.ReadWrite and Mail\.Send"):
            outbox.try_out(reach, sender)
        assert (microsoft.drafts.taken, microsoft.drafts.here) == ([], {})


@pytest.mark.parametrize(
    ("values", "ways"),
    [
        ({"kind": "imap", "auth": "password"}, ("smtp",)),
        ({"kind": "graph", "auth": "app"}, ("graph",)),
        ({"kind": "imap", "auth": "app"}, ("smtp", "graph")),
        ({"kind": "imap", "auth": "person"}, ("smtp", "graph")),
    ],
)
def test_only_what_can_work_can_be_kept(database, reach, values, ways):
    assert senders.ways(**values) == ways
    host = "imap.example.org" if values["kind"] == "imap" else GRAPH
    made = replace(reach, host=host, port=993, **values)
    for way, host in (("smtp", "smtp.example.org"), ("graph", GRAPH)):
        sender = Sender(mailbox=None, address=answers.ADDRESS, host=host, port=443, security="tls")
        if way in ways:
            answers.set_up(database, made, host=host, port=443, security="tls")
        else:
            answers.mailboxes.keep(database, made)
            with pytest.raises(WrongUse, match="cannot be answered from by"):
                senders.save_sender(database, SaveSender(by=None, name=made.name, sender=sender))

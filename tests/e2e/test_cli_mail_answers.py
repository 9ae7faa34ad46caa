"""`mail add` with how the mailbox is answered from."""

import pytest

from mottagning import settings
from mottagning.contacts.answers import senders
from mottagning.db import open_database

PLAIN = ["--name", "post", "--host", "127.0.0.1", "--user", "mottagningen@example.se", "--security", "none"]


def kept(data):
    database = open_database(settings.load(str(data)))
    found = senders.senders(database)
    database.close()
    return found


def add(program, *words, code=0):
    secret = "hemligt ord å\n".encode()
    answer = program.run("mail", "add", *PLAIN, "--port", "1", "--password-stdin", *words, stdin=secret)
    assert answer.code == code, answer


def test_a_mailbox_is_answered_from_when_it_is_said_by_which_server(program, data):
    add(program)
    assert kept(data) == ()
    add(program, "--smtp-host", "127.0.0.1", "--smtp-port", "2525", "--answer-phone", "040-628 04 00")
    (sender,) = kept(data)
    assert (sender.address, sender.port, sender.security) == ("mottagningen@example.se", 2525, "none")
    assert sender.phone == "040-628 04 00"
    add(program, "--smtp-host", "smtp.example.se", "--smtp-security", "tls", "--from", "svar@example.se")
    (sender,) = kept(data)
    assert (sender.address, sender.port, sender.security) == ("svar@example.se", 465, "tls")


@pytest.mark.parametrize(
    "words",
    [
        ["--smtp-host", "smtp.example.se", "--smtp-security", "none"],
        ["--smtp-host", "127.0.0.1", "--answer-phone", "inget"],
        ["--smtp-host", "127.0.0.1", "--smtp-port", "70000"],
    ],
)
def test_what_cannot_be_meant_changes_nothing(program, data, words):
    add(program, *words, code=2)
    assert kept(data) == ()

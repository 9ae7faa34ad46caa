"""Killed at any point between ledger, contact and the next fetch, the intake loses nothing and doubles nothing."""

import random
import subprocess
import sys
from collections import Counter
from contextlib import suppress

import imapclient
import pytest

from mottagning import cli
from mottagning.contacts import intake
from mottagning.contacts.mail import mailbox, mailsync
from mottagning.contacts.tables import Contact, Identity, Ledger, Message
from mottagning.db import open_database

CALLS = 20


def message(number):
    return (
        f"From: Person {number} <p{number}@example.se>\r\nTo: mottagningen@example.se\r\nSubject: Brev {number}\r\n"
        f"Message-ID: <{number}@example.se>\r\nDate: Mon, 23 Nov 2026 08:55:00 +0100\r\n\r\nText {number}\r\n"
    ).encode()


def sync(settings):
    """Another process that fetches the mail and understands it."""
    command = [sys.executable, "-m", "mottagning", "--data", str(settings.data), "--database", settings.database]
    return subprocess.Popen([*command, "mail", "sync"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def wait_until_done(process, database, messages, part):
    """Until this part of the work is done: half of it is fetching what lies on the server, half is understanding it."""
    total = 2 * (messages + messages // 10)
    while process.poll() is None:
        with database.reading():
            states = [row.state for row in Ledger.select(Ledger.state).where(Ledger.kind == "imap")]
        if len(states) + states.count("understood") >= part * total:
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.005)


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("kills", "messages"),
    [
        pytest.param(6, 60, id="short"),
        pytest.param(50, 900, id="long", marks=pytest.mark.long),  # a backlog, which another process parses
    ],
)
def test_nothing_is_lost_or_doubled_by_being_killed(settings, dovecot, kills, messages):
    rng = random.Random(7)
    user = dovecot.add_account()
    account = mailbox.Account(
        name="post",
        host=dovecot.host,
        port=dovecot.port,
        username=user.user,
        password=user.password,
        security="none",
    )
    database = open_database(settings)
    mailbox.save_mailbox(database, mailbox.SaveMailbox(by=None, account=account))
    with imapclient.IMAPClient(account.host, account.port, ssl=False) as client:
        client.login(account.username, account.password)
        for number in range(messages):
            client.append("INBOX", message(number))
            if number % 10 == 0:
                client.append("INBOX", message(number))  # the same one, delivered twice

    for kill in range(kills):
        process = sync(settings)
        wait_until_done(process, database, messages, rng.uniform(kill, kill + 1) / kills)
        process.kill()
        process.wait()
        process.stderr.close()
        where = ("--data", str(settings.data), "--database", settings.database)
        call = ("call", "--event", "missed", "--from", "0701740605", "--id", f"call-{kill % CALLS}")
        assert (cli.main([*where, *call]), cli.main([*where, *call])) == (0, 0)

    process = sync(settings)
    _, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (0, b"")
    intake.understand_pending(database)
    look = mailsync.sync_account(database, account)[0]
    assert look.server_count == look.ledger_count == messages + messages // 10
    with database.reading():
        assert {row.state for row in Ledger.select()} == {"understood"}
        per_message = Counter(row.message_id for row in Message.select())
        calls = Contact.select().where(Contact.channel == "phone").count()
        twice = Counter(row.key for row in Identity.select())
    assert set(per_message.values()) == {1}
    assert len(per_message) == messages
    assert calls == min(kills, CALLS)
    assert set(twice.values()) == {1}
    database.close()

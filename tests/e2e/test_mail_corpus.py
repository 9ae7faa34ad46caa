"""Every real message is taken in, and each is accounted for: nothing lost, nothing doubled, nothing that stops it."""

import hashlib
import json
from collections import Counter

import imapclient
import pytest

from mottagning.contacts import intake, mime
from mottagning.contacts.mail import mailbox, mailsync
from mottagning.contacts.tables import Contact, ContactText, Ledger
from mottagning.contacts.whole import raw_octets
from mottagning.db import open_database
from mottagning.settings import Settings


@pytest.fixture
def messages(shared_data):
    folder = shared_data / "mail"
    return [(folder / entry["file"]).read_bytes() for entry in json.loads((folder / "manifest.json").read_text())]


@pytest.fixture
def account(dovecot):
    user = dovecot.add_account()
    return mailbox.Account(
        name="reception",
        host=dovecot.host,
        port=dovecot.port,
        username=user.user,
        password=user.password,
        security="none",
    )


def deliver(account, octets):
    with imapclient.IMAPClient(account.host, account.port, ssl=False) as client:
        client.login(account.username, account.password)
        for message in octets:
            client.append("INBOX", message)


@pytest.mark.timeout(300)
def test_every_message_is_accounted_for(messages, account, tmp_path):
    deliver(account, messages)
    database = open_database(Settings(data=tmp_path, database=str(tmp_path / "m.db")))
    mailbox.save_mailbox(database, mailbox.SaveMailbox(by=None, account=account))

    look = mailsync.sync_account(database, account)[0]
    intake.understand_pending(database)

    assert (look.server_count, look.ledger_count, look.error) == (len(messages), len(messages), None)
    with database.reading():
        stored = Counter(row.sha256 for row in Ledger.select())
        states = {row.state for row in Ledger.select()}
        contacts = Contact.select().count()
        tied = {row.contact_id for row in Ledger.select()}
    # Dovecot stores CRLF, so what it gives back is what we hold it against.
    fetched = Counter(hashlib.sha256(octets).hexdigest() for octets in as_served(account))
    assert stored == fetched
    assert states <= {"understood", "unreadable"}
    assert len(tied) == contacts
    assert contacts == different(messages)
    again = mailsync.sync_account(database, account)[0]
    assert again.new == 0
    database.close()


def test_a_contact_is_never_empty_while_its_message_has_text(messages, account, tmp_path):
    some = messages[::9]
    deliver(account, some)
    database = open_database(Settings(data=tmp_path, database=str(tmp_path / "m.db")))
    mailbox.save_mailbox(database, mailbox.SaveMailbox(by=None, account=account))
    mailsync.sync_account(database, account)
    intake.understand_pending(database)
    with database.reading():
        texts = {row.contact_id: row.text for row in ContactText.select()}
        octets = {row.contact_id: row.place for row in Ledger.select()}
    assert set(texts) == set(octets.values()) or set(texts) == set(octets)
    for contact_id, text in texts.items():
        raw = raw_octets(database, contact_id)[0]
        if mime.parse(raw).text.strip():
            assert (text or "").strip()
    database.close()


def as_served(account):
    with imapclient.IMAPClient(account.host, account.port, ssl=False) as client:
        client.login(account.username, account.password)
        client.select_folder("INBOX", readonly=True)
        uids = client.search("ALL")
        for start in range(0, len(uids), 50):
            for data in client.fetch(uids[start : start + 50], ["BODY.PEEK[]"]).values():
                yield data[b"BODY[]"]


def different(messages):
    """How many messages are different ones, by the contract's two ways of being the same."""
    groups: dict[str, int] = {}
    count = 0
    for octets in messages:
        keys = [mime.octets_key(octets), mime.message_key(octets)]
        known = next((groups[key] for key in keys if key in groups), None)
        if known is None:
            count += 1
            known = count
        groups.update({key: known for key in keys if key})
    return count

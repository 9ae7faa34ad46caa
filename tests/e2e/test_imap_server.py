"""The IMAP server of the tests itself: mailboxes of one's own, in the clear, by STARTTLS and by TLS."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from tests.servers import PATIENCE_S, Dovecot, MailAccount

MESSAGE = b"From: a@example.se\r\nSubject: =?utf-8?q?Hej_p=C3=A5_dig?=\r\n\r\nText\r\n"


@contextmanager
def signed_in(server: Dovecot, account: MailAccount) -> Iterator[IMAPClient]:
    with IMAPClient(server.host, server.port, ssl=False) as client:
        client.login(account.user, account.password)
        client.select_folder("INBOX")
        yield client


def test_mailboxes_do_not_meet(dovecot: Dovecot) -> None:
    one, other = dovecot.add_account(), dovecot.add_account()
    with signed_in(dovecot, one) as client:
        client.append("INBOX", MESSAGE)
        assert client.search() == [1]
    with signed_in(dovecot, other) as client:
        assert client.search() == []


def test_wrong_password_is_refused(dovecot: Dovecot) -> None:
    account = dovecot.add_account()
    with IMAPClient(dovecot.host, dovecot.port, ssl=False) as client, pytest.raises(LoginError):
        client.login(account.user, "fel")


def test_idle_tells_of_new_mail(dovecot: Dovecot) -> None:
    account = dovecot.add_account()
    with signed_in(dovecot, account) as waiting, signed_in(dovecot, account) as sending:
        waiting.idle()
        sending.append("INBOX", MESSAGE)
        assert (1, b"EXISTS") in waiting.idle_check(timeout=PATIENCE_S)
        waiting.idle_done()


def test_tls_with_the_servers_own_authority(dovecot: Dovecot) -> None:
    trusting = ssl.create_default_context(cafile=str(dovecot.authority))
    account = dovecot.add_account()
    with IMAPClient(dovecot.host, dovecot.tls_port, ssl_context=trusting) as client:
        client.login(account.user, account.password)
    with IMAPClient(dovecot.host, dovecot.port, ssl=False) as client:
        client.starttls(trusting)
        client.login(account.user, account.password)


def test_strangers_do_not_trust_it(dovecot: Dovecot) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        IMAPClient(dovecot.host, dovecot.tls_port, ssl_context=ssl.create_default_context())


def test_mail_survives_a_stop() -> None:
    server = Dovecot()
    try:
        server.start()
        account = server.add_account()
        with signed_in(server, account) as client:
            client.append("INBOX", MESSAGE)
        server.stop()
        with pytest.raises(ConnectionRefusedError):
            IMAPClient(server.host, server.port, ssl=False)
        server.start()
        with signed_in(server, account) as client:
            assert client.search() == [1]
    finally:
        server.remove()

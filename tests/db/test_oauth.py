"""Signing in to Microsoft 365: tokens that a real mail server checks, an app, a person, and what is said."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from threading import Event
from urllib.request import urlopen

import pytest

from mottagning.contacts.answers import outbox
from mottagning.contacts.answers.senders import Sender
from mottagning.contacts.mail import mailbox, mailsync, oauth
from mottagning.contacts.mail.mailbox import OUTLOOK, Account
from mottagning.contacts.mail.oauth import Tokens
from mottagning.errors import Trouble, WrongUse
from tests.certificates import app_certificate
from tests.db.mailboxes import keep, letter, signed_in
from tests.microsoft import APP, SECRET, TENANT, Microsoft
from tests.servers import Dovecot
from tests.smtpd import MailServer


@pytest.fixture
def app() -> Account:
    """An app that reads one mailbox by IMAP."""
    reach = {"host": OUTLOOK, "port": 993, "username": "mottagningen@example.org", "password": SECRET}
    return Account(name="Mottagningen", auth="app", tenant=TENANT, client_id=APP, **reach)


@pytest.fixture
def at_dovecot(microsoft: Microsoft, dovecot: Dovecot, app: Account) -> Account:
    """The same mailbox at a server that checks the tokens itself; one message is in it."""
    dovecot.trust(microsoft.public_key)
    made = dovecot.add_account()
    microsoft.mailbox = made.user
    with signed_in(dovecot, made) as client:
        client.append("INBOX", letter(1))
    return replace(app, host=dovecot.host, port=dovecot.port, security="none", username=made.user)


class TestAnApp:
    @pytest.mark.parametrize("offered", ["both", "XOAUTH2"])
    def test_a_server_that_checks_the_token_lets_it_read(self, database, at_dovecot, monkeypatch, offered):
        from imapclient import IMAPClient

        real = IMAPClient.has_capability
        if offered == "XOAUTH2":
            monkeypatch.setattr(
                IMAPClient, "has_capability", lambda self, name: name != "AUTH=OAUTHBEARER" and real(self, name)
            )
        (look,) = mailsync.sync_account(database, keep(database, at_dovecot))
        assert (look.new, look.error) == (1, None)

    @pytest.mark.parametrize("claims", [{"upn": "nils@example.org"}, {"iss": "https://elsewhere.example.org"}])
    def test_a_token_for_somebody_else_is_no_right(self, at_dovecot, microsoft, monkeypatch, claims):
        real = microsoft.token
        monkeypatch.setattr(microsoft, "token", lambda audience: real(audience, **claims))
        with pytest.raises(Trouble, match="has no right to the mailbox Mottagningen"):
            mailsync.try_out(at_dovecot)

    def test_a_token_that_has_run_out_is_none(self, at_dovecot, microsoft, monkeypatch):
        real = microsoft.token
        monkeypatch.setattr(microsoft, "token", lambda audience: real(audience, seconds=-60))
        with pytest.raises(Trouble, match="has no right to the mailbox"):
            mailsync.try_out(at_dovecot)

    def test_a_certificate_instead_of_a_secret(self, microsoft, app):
        pem, microsoft.certificate = app_certificate()
        assert Tokens(replace(app, password=pem)).get()
        other, _ = app_certificate()
        with pytest.raises(Trouble, match="does not accept the secret or certificate"):
            Tokens(replace(app, password=other)).get()
        half = pem[: pem.index("-----BEGIN CERTIFICATE")]
        with pytest.raises(Trouble, match="certificate of Mottagningen cannot be used"):
            Tokens(replace(app, password=half)).get()

    def test_a_token_is_asked_for_once_while_it_is_good(self, microsoft, app):
        tokens = Tokens(app)
        assert tokens.get() == tokens.get()
        assert sum(path.endswith("/token") for path in microsoft.asked) == 1

    @pytest.mark.parametrize(
        ("codes", "said"),
        [
            ([7000222], "has expired. Make a new one"),
            ([90002], f"knows no app {APP} in “{TENANT}”"),
            ([50076], "AADSTS50076"),
            ([], "temporarily_unavailable"),
        ],
    )
    def test_a_refusal_is_one_sentence_without_names(self, microsoft, app, codes, said):
        about = {"error": "temporarily_unavailable", "error_description": "Anna Berg may not."}
        microsoft.refuses = about | {"error_codes": codes}
        with pytest.raises(Trouble, match=said) as raised:
            Tokens(app).get()
        assert "Anna" not in str(raised.value)


class TestSending:
    """By SMTP with a token, at a server that checks it."""

    @pytest.fixture
    def server(self, microsoft: Microsoft) -> Iterator[MailServer]:
        made = MailServer(user=microsoft.mailbox, auth="XOAUTH2", takes_token=microsoft.lets_in)
        made.start()
        yield made
        made.stop()

    @pytest.fixture
    def sender(self, server: MailServer) -> Sender:
        return Sender(mailbox=1, address=server.user, host="127.0.0.1", port=server.port, security="none")

    @pytest.mark.parametrize("kind", ["imap", "graph"])
    def test_an_app_sends_whatever_it_reads_by(self, app, server, sender, kind):
        outbox.try_out(replace(app, kind=kind), sender)
        assert server.signed_in == ["XOAUTH2"]

    def test_a_person_sends_with_a_token_for_sending(self, microsoft, app, server, sender):
        microsoft.waits = 0
        person = replace(app, auth="person", password="")
        kept = oauth.sign_in_by_code(person, lambda _page, _code: None, sends="smtp")
        outbox.try_out(replace(person, password=kept), sender)
        assert server.signed_in == ["XOAUTH2"]

    @pytest.mark.parametrize("claims", [{"upn": "nils@example.org"}, {"iss": "https://elsewhere.example.org"}])
    def test_a_token_for_somebody_else_is_no_right(self, microsoft, app, sender, monkeypatch, claims):
        real = microsoft.token
        monkeypatch.setattr(microsoft, "token", lambda audience: real(audience, **claims))
        with pytest.raises(Trouble, match=r"Ask the administrator for SMTP\.SendAsApp"):
            outbox.try_out(app, sender)


class TestAPerson:
    @pytest.fixture
    def person(self, app: Account) -> Account:
        return replace(app, auth="person", password="")

    @pytest.fixture
    def browser(self, microsoft: Microsoft, monkeypatch: pytest.MonkeyPatch) -> None:
        """She signs in, and her browser goes where it is sent."""

        def visit(url: str, *_arguments: object, **_more: object) -> bool:
            threading.Thread(target=lambda: urlopen(*microsoft.authorize(url)).close(), daemon=True).start()
            return True

        monkeypatch.setattr("webbrowser.open", visit)

    def test_in_the_browser_and_from_then_on_by_itself(self, database, microsoft, at_dovecot, browser):
        person = replace(at_dovecot, auth="person", password="")
        signed = replace(person, password=oauth.sign_in(person))
        (look,) = mailsync.sync_account(database, keep(database, signed))
        assert (look.new, look.error) == (1, None)

    @pytest.mark.parametrize(
        ("kind", "sends", "asked"),
        [
            ("imap", None, {"IMAP.AccessAsUser.All"}),
            ("graph", None, {"Mail.Read", "Mail.Read.Shared"}),
            ("imap", "smtp", {"IMAP.AccessAsUser.All", "SMTP.Send"}),
            (
                "graph",
                "graph_send",
                {
                    "Mail.Read",
                    "Mail.Read.Shared",
                    "Mail.ReadWrite",
                    "Mail.ReadWrite.Shared",
                    "Mail.Send",
                    "Mail.Send.Shared",
                },
            ),
        ],
    )
    def test_only_what_there_is_use_for_is_asked(self, microsoft, person, kind, sends, asked):
        microsoft.waits = 0
        kept = oauth.sign_in_by_code(replace(person, kind=kind), lambda _page, _code: None, sends=sends)
        assert microsoft.device_rights == asked
        if sends is not None:
            assert Tokens(replace(person, kind=kind, password=kept), right=sends).get()

    def test_sending_that_nobody_has_granted_is_said(self, microsoft, person):
        microsoft.waits = 0
        kept = oauth.sign_in_by_code(person, lambda _page, _code: None)
        microsoft.not_granted = {"SMTP.Send"}
        signed = replace(person, password=kept)
        with pytest.raises(Trouble, match=r"allowed the app SMTP\.Send for Mottagningen"):
            Tokens(signed, right="smtp").get()
        assert Tokens(signed).get()  # it reads as before
        microsoft.not_granted = set()
        assert Tokens(signed, right="smtp").get()

    def test_a_renewed_sign_in_is_kept_and_is_no_change(self, database, microsoft, at_dovecot, browser):
        person = replace(at_dovecot, auth="person", password="")
        cache = json.loads(oauth.sign_in(person))
        for entry in cache["AccessToken"].values():
            entry["expires_on"] = "1"
        before = keep(database, replace(person, password=json.dumps(cache)))
        mailsync.sync_account(database, before)
        (after,) = mailbox.accounts(database)
        assert after.password != before.password
        assert after.version == before.version
        mailbox.keep_sign_in(database, after.id, before.password, "too late")
        assert mailbox.accounts(database) == [after]

    def test_by_a_code_on_another_computer(self, microsoft, person):
        shown: list[tuple[str, str]] = []
        kept = oauth.sign_in_by_code(person, lambda page, code: shown.append((page, code)))
        assert shown == [("https://microsoft.com/devicelogin", "ABCD-EFGH")]
        assert Tokens(replace(person, password=kept)).get()

    def test_who_thinks_better_of_it_waits_for_nothing(self, microsoft, person):
        stopping = Event()
        microsoft.waits = 100
        with pytest.raises(Trouble, match="was not finished"):
            oauth.sign_in_by_code(person, lambda _page, _code: stopping.set(), stopping)

    def test_a_sign_in_that_has_ended_is_said(self, microsoft, person, browser):
        cache = json.loads(oauth.sign_in(person))
        for entry in cache["AccessToken"].values():
            entry["expires_on"] = "1"
        microsoft.refuses = {"error": "invalid_grant", "error_codes": [700082]}
        for kept in (json.dumps(cache), ""):
            with pytest.raises(Trouble, match="Sign in again under Settings, Mailboxes"):
                Tokens(replace(person, password=kept)).get()


def test_a_certificate_that_nobody_knows_is_said(dovecot, app, monkeypatch):
    """Microsoft's servers are asked by what the operating system trusts, and it trusts no test authority."""
    monkeypatch.setattr(oauth, "HOST", f"localhost:{dovecot.tls_port}")
    with pytest.raises(Trouble, match="certificate that this computer does not trust"):
        Tokens(app).get()
    monkeypatch.setattr(oauth, "HOST", "localhost:1")
    with pytest.raises(Trouble, match="cannot be reached"):
        Tokens(app).get()
    monkeypatch.setattr(oauth, "HOST", "nobody.invalid")
    with pytest.raises(Trouble, match="finds no server called nobody"):
        Tokens(app).get()


@pytest.mark.parametrize(
    "values",
    [
        {"tenant": None},
        {"tenant": "a/b"},
        {"client_id": ""},
        {"auth": "token"},
        {"kind": "pop"},
        {"kind": "graph", "auth": "password"},
    ],
)
def test_what_no_sign_in_can_be_is_wrong_use(app, values):
    with pytest.raises(WrongUse):
        mailbox.check_reach(replace(app, **values))


def test_nothing_of_a_sign_in_is_written_in_the_clear(app):
    assert SECRET not in repr(app)

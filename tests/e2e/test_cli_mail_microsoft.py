"""`mottagning mail add` for mailboxes of Microsoft 365, and `--try` for any of them."""

from datetime import UTC, datetime

import pytest

from mottagning import settings
from mottagning.contacts.answers import senders
from mottagning.contacts.mail import web
from mottagning.db import open_database
from tests.certificates import app_certificate
from tests.db.mailboxes import letter, signed_in
from tests.microsoft import APP, SECRET, TENANT, Microsoft

WHERE = ("mail", "add", "--name", "post", "--tenant", TENANT, "--client-id", APP)


@pytest.fixture
def microsoft(monkeypatch):
    server = Microsoft()
    server.arrive(letter(1), datetime(2026, 11, 20, 8, tzinfo=UTC))
    monkeypatch.setattr(web, "session", server.session)
    yield server
    server.close()


def test_an_app_reads_by_graph(on_both, microsoft, tmp_path):
    user = ("--kind", "graph", "--user", microsoft.mailbox)
    answer = on_both.run(*WHERE, *user, "--password-stdin", "--try", stdin=(SECRET + "\n").encode())
    assert (answer.code, "It works: 1 message to read." in answer.out) == (0, True)
    (row,) = on_both("mail", "sync")["mailboxes"]
    assert (row["server_count"], row["ledger_count"], row["new"], row["error"]) == (1, 1, 1, None)
    (contact,) = on_both.contacts()
    assert contact["sources"][0]["kind"] == "graph"
    assert contact["sources"][0]["place"].startswith("graph:post/INBOX/")


def test_a_certificate_from_a_file(program, microsoft, tmp_path):
    pem, microsoft.certificate = app_certificate()
    (tmp_path / "app.pem").write_text(pem, encoding="ascii")
    file = ("--certificate", str(tmp_path / "app.pem"))
    assert program.run(*WHERE, "--kind", "graph", "--user", microsoft.mailbox, *file, "--try").code == 0
    assert program.refuses(1, *WHERE, "--kind", "graph", "--user", "m", "--certificate", str(tmp_path / "none.pem"))


def test_a_person_by_a_code(program, microsoft):
    microsoft.waits = 0
    words = (*WHERE, "--kind", "graph", "--auth", "person", "--user", microsoft.mailbox, "--try")
    answer = program.run(*words)
    assert (answer.code, "type the code ABCD-EFGH" in answer.out) == (0, True)
    assert "--json" in program.refuses(2, *words, "--json")


def test_it_is_answered_from_by_graph_too(program, data, microsoft):
    user = ("--kind", "graph", "--user", microsoft.mailbox, "--password-stdin")
    secret = (SECRET + "\n").encode()
    assert program.run(*WHERE, *user, "--answers-by-graph", "--try", stdin=secret).code == 0
    database = open_database(settings.load(str(data)))
    (sender,) = senders.senders(database)
    database.close()
    assert (sender.by_graph, sender.address) == (True, microsoft.mailbox)
    smtp = ("--smtp-host", "smtp.example.se")
    assert "cannot be answered from by smtp.example.se" in program.refuses(2, *WHERE, *user, *smtp, stdin=secret)


def test_a_person_allows_sending_by_the_same_code(program, microsoft):
    microsoft.waits = 0
    words = (*WHERE, "--kind", "graph", "--auth", "person", "--user", microsoft.mailbox, "--answers-by-graph", "--try")
    assert program.run(*words).code == 0
    assert "Mail.Send" in microsoft.device_rights


def test_what_cannot_be_read_is_not_saved(program, microsoft, dovecot):
    user = ("--kind", "graph", "--user", "nils@example.org", "--password-stdin", "--try")
    assert "no mailbox" in program.refuses(1, *WHERE, *user, stdin=(SECRET + "\n").encode())
    made = dovecot.add_account()
    plain = ("mail", "add", "--name", "p", "--host", dovecot.host, "--port", str(dovecot.port), "--security", "none")
    plain = (*plain, "--user", made.user, "--password-stdin", "--try")
    assert "password" in program.refuses(1, *plain, stdin=b"fel\n")
    assert program("mail", "sync") == {"mailboxes": []}
    with signed_in(dovecot, made) as client:
        client.append("INBOX", letter(1))
    assert "1 message" in program.run(*plain, stdin=(made.password + "\n").encode()).out


@pytest.mark.parametrize(
    "words",
    [
        ("--kind", "graph", "--auth", "password", "--user", "m", "--password-stdin"),
        ("--kind", "graph", "--user", "m"),
        ("--kind", "pop", "--user", "m", "--password-stdin"),
        ("--user", "m", "--password-stdin"),
        ("--kind", "graph", "--auth", "person", "--user", ""),
    ],
)
def test_wrong_use(program, microsoft, words):
    assert program.refuses(2, *WHERE, *words, stdin=b"x\n")

"""`mottagning mail add` and `mail sync` against a real server: every way in, every way it fails, what is counted."""

import hashlib
import json
import socket
import threading
from datetime import UTC, datetime

import pytest
from imapclient import IMAPClient

from tests.e2e.commandline import Program

ROW = {"name", "folder", "server_count", "ledger_count", "new", "unreadable", "error"}


def letter(number, sender="anna@example.se", **headers):
    lines = {
        "From": f"Anna <{sender}>",
        "Subject": f"Brev {number}",
        "Message-ID": f"<{number}@example.se>",
        "Date": f"Mon, 23 Nov 2026 08:{number:02}:00 +0100",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\nHej, brev {number}.\r\n".encode()


@pytest.fixture
def boxes(dovecot):
    """Makes mailboxes: `boxes(letters, folder="INBOX", at=…)` gives an account."""

    def make(*letters, folder="INBOX", at=None, account=None, password="hemligt ord"):
        account = account or dovecot.add_account(password=password)
        with IMAPClient(dovecot.host, dovecot.port, ssl=False) as client:
            if account.password.isascii():
                client.login(account.user, account.password)
            else:
                client.plain_login(account.user, account.password)
            if folder != "INBOX":
                client.create_folder(folder)
            for octets in letters:
                client.append(folder, octets, msg_time=at)
        return account

    return make


@pytest.fixture
def add(dovecot):
    """Adds a mailbox of the server to the program."""

    def run(program, account, *words, name="post", port=dovecot.port, security="none", code=0, host="127.0.0.1"):
        where = ("--name", name, "--host", host, "--port", str(port), "--user", account.user, "--security", security)
        secret = (account.password + "\n").encode()
        answer = program.run("mail", "add", *where, "--password-stdin", *words, stdin=secret)
        assert answer.code == code, answer
        return answer

    return run


def sync(program, code=0):
    answer = program.run("mail", "sync", "--json")
    assert answer.code == code, answer
    rows = answer.document["mailboxes"]
    assert answer.document.keys() == {"mailboxes"}
    assert all(row.keys() == ROW for row in rows)
    return {(row["name"], row["folder"]): row for row in rows}


def counts(row):
    return row["server_count"], row["ledger_count"], row["new"], row["unreadable"], row["error"]


def test_mail_becomes_contacts_once(on_both, boxes, add):
    octets = [letter(1), letter(2, In_Reply_To="<1@example.se>"), letter(3, sender="nils@example.se")]
    add(on_both, boxes(*octets))
    assert counts(sync(on_both)["post", "INBOX"]) == (3, 3, 3, 0, None)
    assert counts(sync(on_both)["post", "INBOX"]) == (3, 3, 0, 0, None)
    first, reply, other = on_both.contacts()
    assert (first["channel"], first["counterpart"], first["subject"]) == ("mail", "anna@example.se", "Brev 1")
    assert "Hej, brev 1." in first["text"]
    assert (first["state"], first["owner"], first["outcome"]) == ("waiting", "desk", None)
    assert datetime.fromisoformat(first["at"]).tzinfo is not None
    assert first["thread"] == reply["thread"] is not None
    assert other["thread"] != first["thread"]
    for contact, sent in zip((first, reply, other), octets, strict=True):
        (source,) = contact["sources"]
        assert source["kind"] == "imap"
        assert source["place"].startswith("imap:post/INBOX/")
        assert source["sha256"] == hashlib.sha256(sent).hexdigest()


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_encrypted_with_a_ca_file(program, dovecot, boxes, add, security, monkeypatch, tmp_path):
    account = boxes(letter(1))
    port = dovecot.tls_port if security == "tls" else dovecot.port
    monkeypatch.chdir(dovecot.folder)
    add(program, account, "--ca", "authority.pem", port=port, security=security)
    monkeypatch.chdir(tmp_path)  # the path was meant where it was said
    assert counts(sync(program)["post", "INBOX"]) == (1, 1, 1, 0, None)
    add(program, account, port=port, security=security)
    assert "certificate" in sync(program, 1)["post", "INBOX"]["error"]
    add(program, account, "--ca", str(tmp_path / "none.pem"), port=port, security=security)
    assert "CA" in sync(program, 1)["post", "INBOX"]["error"]


def test_tls_is_what_one_gets_without_asking(program, dovecot, boxes):
    account = boxes(letter(1))
    where = ("--host", "localhost", "--port", str(dovecot.tls_port), "--user", account.user)
    program(
        "mail", "add", "--name", "p", *where, "--password-stdin", "--ca", str(dovecot.authority), stdin=b"hemligt ord"
    )
    assert counts(sync(program)["p", "INBOX"]) == (1, 1, 1, 0, None)


@pytest.mark.parametrize("host", ["mail.example.se", "192.0.2.1", "127.0.0.1.example.se"])
def test_in_the_clear_only_on_this_machine(program, boxes, add, host):
    assert "encryption" in add(program, boxes(), host=host, code=2).err
    assert sync(program) == {}


def test_one_mailbox_fails_and_the_others_are_read(on_both, boxes, add, dovecot):
    right, wrong = boxes(letter(1)), boxes(letter(2))
    for name, account in (("a-right", right), ("b-wrong", wrong), ("c-right", boxes(letter(3)))):
        add(on_both, account, name=name)
    add(on_both, type(wrong)(wrong.user, "fel"), name="b-wrong")
    answer = on_both.run("mail", "sync", "--json")
    assert answer.code == 1
    assert "b-wrong" in answer.err
    assert "fel" not in answer.err + answer.out
    rows = {row["name"]: row for row in answer.document["mailboxes"]}
    assert counts(rows["a-right"]) == counts(rows["c-right"]) == (1, 1, 1, 0, None)
    assert counts(rows["b-wrong"])[:3] == (None, None, 0)
    assert "password" in rows["b-wrong"]["error"]
    assert len(on_both.contacts()) == 2
    add(on_both, wrong, name="b-wrong")
    assert counts(sync(on_both)["b-wrong", "INBOX"]) == (1, 1, 1, 0, None)
    lines = on_both.run("mail", "sync")
    assert (lines.code, len(lines.out.splitlines())) == (0, 3)


def test_counts_are_of_messages_since_the_first_day(program, boxes, add):
    before, after = (datetime(2026, 11, day, 12, tzinfo=UTC) for day in (10, 20))
    account = boxes(letter(1), at=before)
    boxes(letter(2), letter(3), at=after, account=account)
    add(program, account, "--since", "2026-11-15")
    assert counts(sync(program)["post", "INBOX"]) == (2, 2, 2, 0, None)
    assert {contact["subject"] for contact in program.contacts()} == {"Brev 2", "Brev 3"}
    add(program, account, "--since", "2026-11-01")
    assert counts(sync(program)["post", "INBOX"]) == (3, 3, 1, 0, None)


def test_several_folders_one_of_them_missing(program, boxes, add):
    account = boxes(letter(1))
    for number, folder in enumerate(["Förfrågningar", "Post & mer", "INBOX.Öppna"], 2):
        boxes(letter(number), folder=folder, account=account)
    folders = ["INBOX", "Förfrågningar", "Finns inte", "Post & mer", "INBOX.Öppna"]
    add(program, account, *(word for folder in folders for word in ("--folder", folder)))
    rows = sync(program, 1)
    assert [folder for _, folder in rows] == folders
    assert "Finns inte" in rows["post", "Finns inte"]["error"]
    for folder in ("INBOX", "Förfrågningar", "Post & mer", "INBOX.Öppna"):
        assert counts(rows["post", folder]) == (1, 1, 1, 0, None)
    assert len(program.contacts()) == 4
    places = [source["place"] for contact in program.contacts() for source in contact["sources"]]
    assert any(place.startswith("imap:post/Förfrågningar/") for place in places)


def test_one_mail_in_two_mailboxes_is_one_contact_with_two_sources(on_both, boxes, add):
    one = letter(1)
    same = b"Received: from mx.example.se; Mon, 23 Nov 2026 08:02:00 +0100\r\n" + one
    another = one.replace(b"brev 1", b"BREV 1")
    add(on_both, boxes(one, one), name="a")
    add(on_both, boxes(same, another), name="b")
    rows = sync(on_both)
    assert [counts(row)[:3] for row in rows.values()] == [(2, 2, 2), (2, 2, 2)]
    found = on_both.contacts()
    assert sorted(len(contact["sources"]) for contact in found) == [1, 3]


def test_what_cannot_be_understood_is_a_contact_and_counted(program, boxes, add, shared_data):
    manifest = json.loads((shared_data / "mail" / "manifest.json").read_text("utf-8"))
    entries = manifest if isinstance(manifest, list) else manifest.get("files") or manifest["messages"]
    names = [entry.get("file") or entry["path"] for entry in entries][:400:16]
    add(program, boxes(*[(shared_data / "mail" / name).read_bytes() for name in names]))
    row = sync(program)["post", "INBOX"]
    assert row["server_count"] == row["ledger_count"] == row["new"] == len(names)
    sources = [source for contact in program.contacts() for source in contact["sources"]]
    assert len(sources) == len(names)


@pytest.mark.parametrize("password", ["lösenord åäö", 'cit"at\\', "a b", "💚", "x" * 300])
def test_any_password(program, boxes, add, password):
    add(program, boxes(letter(1), password=password))
    assert counts(sync(program)["post", "INBOX"]) == (1, 1, 1, 0, None)


@pytest.mark.parametrize(
    "words",
    [
        ["--name", "a/b"],
        ["--name", ""],
        ["--port", "0"],
        ["--port", "65536"],
        ["--port", "x"],
        ["--security", "ssl"],
        ["--since", "yesterday"],
    ],
)
def test_what_no_mailbox_can_be_is_wrong_use(program, words):
    plain = ["--name", "a", "--host", "127.0.0.1", "--port", "143", "--user", "u", "--password-stdin"]
    assert program.refuses(2, "mail", "add", *plain, *words, stdin=b"x\n")
    assert program.refuses(2, "mail", "add", *plain[:-1], stdin=b"x\n")
    assert sync(program) == {}


@pytest.mark.parametrize("secret", [b"", b"\n", b"\xe5\xe4\xf6\n"])
def test_no_password_is_a_sentence(program, secret):
    plain = ["--name", "a", "--host", "127.0.0.1", "--port", "143", "--user", "u", "--password-stdin"]
    assert program.refuses(1, "mail", "add", *plain, stdin=secret)


def test_a_host_that_is_not_there(program, boxes, add):
    for host in ("nobody.invalid", "a" * 80 + ".se", "..", "x y", "å\udcff", "127.0.0.1"):
        add(program, boxes(), host=host, port=1, security="tls")
        row = sync(program, 1)["post", "INBOX"]
        assert row["error"].endswith(".")
        assert counts(row)[:4] == (None, None, 0, 0)


GREETINGS = [
    b"",
    b"HTTP/1.1 400 Bad Request\r\n\r\n",
    b"* BYE gone\r\n",
    b"\xff\x00" * 40 + b"\r\n",
    b"* OK\r\nA B C\r\n",
]


@pytest.mark.parametrize("greeting", GREETINGS)
@pytest.mark.parametrize("security", ["none", "tls", "starttls"])
def test_a_server_that_speaks_something_else(program, boxes, add, greeting, security):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet():
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                with client:
                    client.sendall(greeting)

        thread = threading.Thread(target=greet, daemon=True)
        thread.start()
        add(program, boxes(), port=server.getsockname()[1], security=security)
        assert sync(program, 1)["post", "INBOX"]["error"].endswith(".")
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


def test_swedish_sentences(data, capsys, monkeypatch, boxes, add):
    program = Program(capsys, monkeypatch, "--data", str(data))
    account = boxes()
    add(program, type(account)(account.user, "fel"))
    answer = program.run("mail", "sync", "--json")
    assert answer.err == "Allt gick inte att läsa från post.\n"
    assert answer.document["mailboxes"][0]["error"].startswith("Brevlådan post godtar inte")

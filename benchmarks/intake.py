"""Messages a second from Dovecot to searchable contacts matched with cases, beside `mbsync` and `notmuch new`.

Also what memory that takes, and how long the loop of an open window is kept from its events meanwhile.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import measuring

_SIZES = (1_000, 10_000, 45_000)
_QUICK = (200, 800)
_RIVAL_UP_TO = 10_000
"""The rival's time grows with the number of messages, so that its largest run would say nothing more."""
_OPEN_WINDOW = {True: 400, False: 3_000}
"""Messages that come while the window is open, by whether it has to be quick."""
_MEASURE = """
import json, resource, sys, time
from datetime import UTC, datetime
from pathlib import Path
from mottagning import texts
from mottagning.contacts import intake
from mottagning.contacts.mail import mailbox, mailsync
from mottagning.contacts.tables import Contact, Tie
from mottagning.db import open_database
from mottagning.settings import load
texts.use_language("en")
database = open_database(load(sys.argv[1]))
account = mailbox.Account(name="bench", host=sys.argv[2], port=int(sys.argv[3]), username=sys.argv[4],
                          password=sys.argv[5], security="none")
mailbox.save_mailbox(database, mailbox.SaveMailbox(by=None, account=account))
account = next(each for each in mailbox.accounts(database) if each.name == "bench")
with database.reading():
    before = Contact.select().count()
began = time.perf_counter()
look = mailsync.sync_account(database, account)[0]
fetched = time.perf_counter() - began
intake.understand_backlog(database)
took = time.perf_counter() - began
assert look.error is None and look.server_count == look.ledger_count, look
with database.reading():
    came = Contact.select().count() - before
    tied = Tie.select().count()
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
kilobytes = int(peak.split()[1]) + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"took": took, "fetched": fetched, "came": came, "tied": tied, "mb": kilobytes / 1024}))
"""
_MBSYNC = """
IMAPAccount bench
Host {host}
Port {port}
User {user}
Pass "{password}"
SSLType None
AuthMechs LOGIN

IMAPStore there
Account bench

MaildirStore here
Path {folder}/
Inbox {folder}/INBOX

Channel bench
Far :there:
Near :here:
Patterns INBOX
Sync Pull
Create Near
SyncState *
"""
_NOTMUCH = """
[database]
path={folder}
[user]
name=Bench
primary_email=mottagningen@example.se
[new]
tags=unread
"""


def main() -> None:
    """Measure each size with a database and a mailbox of its own; the rival right after the program."""
    options = measuring.options(__doc__ or "")
    if missing := [name for name in ("mbsync", "notmuch") if shutil.which(name) is None]:
        raise SystemExit(f"Missing: {', '.join(missing)}. Install the Debian packages isync and notmuch.")
    from tests.servers import Dovecot, ServerMissingError

    try:
        dovecot = Dovecot()
    except ServerMissingError as error:
        raise SystemExit(str(error)) from None
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        data = measuring.demo(options.data or folder, _size(options))
        try:
            dovecot.start()
            for count in _QUICK if options.quick else _SIZES:
                _measure_size(options, dovecot, folder, data, count)
            _measure_window(options, dovecot, folder, data, _OPEN_WINDOW[options.quick])
        finally:
            dovecot.remove()


def _size(options) -> str:  # type: ignore[no-untyped-def]
    return "small" if options.quick else "normal"


def _measure_size(options, dovecot, folder: Path, data: Path, count: int) -> None:  # type: ignore[no-untyped-def]
    account = _mailbox(dovecot, data, count)
    unit = Path(shutil.copytree(data, folder / f"unit-{count}"))
    where = (str(unit), dovecot.host, str(dovecot.port), account.user, account.password)
    found = json.loads(_python("-c", _MEASURE, *where))
    assert found["came"] == count, found
    per_s, size = round(count / found["took"]), f"{count:,} messages"
    if count <= _RIVAL_UP_TO:
        rival = round(count / _rival(dovecot, account, folder / f"rival-{count}"))
        measuring.tell(options, "intake.per_s", per_s, "1/s", size, "mbsync+notmuch", rival)
    else:
        measuring.tell(options, "intake.per_s", per_s, "1/s", size)
    measuring.tell(options, "intake.fetch_per_s", round(count / found["fetched"]), "1/s", size)
    measuring.tell(options, "intake.peak_mb", round(found["mb"]), "MB", size)
    shutil.rmtree(unit)


def _measure_window(options, dovecot, folder: Path, data: Path, count: int) -> None:  # type: ignore[no-untyped-def]
    """The longest time between two ticks of a timer of one millisecond, while it is quiet and while mail comes in."""
    account = _mailbox(dovecot, data, count)
    unit = Path(shutil.copytree(data, folder / "window"))
    made = _python(str(Path(__file__).parent / "make_demo.py"), str(unit), _size(options)).split()
    where = (dovecot.host, str(dovecot.port), account.user, account.password, str(count))
    window = str(Path(__file__).parent / "intake_window.py")
    found = json.loads(_python(window, str(unit), *made, *where).splitlines()[-1])
    size = f"{count:,} messages"
    quiet = found["quiet"]
    measuring.tell(options, "intake.stall_ms", round(found["worst"], 1), "ms", size, "quiet window", round(quiet, 1))
    measuring.tell(options, "intake.stall_p99_ms", round(found["p99"], 1), "ms", size)
    measuring.tell(options, "intake.window_per_s", round(count / found["took"]), "1/s", size)


def _rival(dovecot, account, folder: Path) -> float:  # type: ignore[no-untyped-def]
    """Seconds that `mbsync` and `notmuch new` take for the same mailbox, one after the other."""
    folder.mkdir()
    place = {"host": dovecot.host, "port": dovecot.port, "user": account.user, "password": account.password}
    (folder / "mbsyncrc").write_text(_MBSYNC.format(folder=folder / "mail", **place), encoding="utf-8")
    (folder / "notmuchrc").write_text(_NOTMUCH.format(folder=folder / "mail"), encoding="utf-8")
    (folder / "mail").mkdir()
    environment = os.environ | {"NOTMUCH_CONFIG": str(folder / "notmuchrc"), "HOME": str(folder)}
    began = time.perf_counter()
    for words in (["mbsync", "-q", "-c", str(folder / "mbsyncrc"), "bench"], ["notmuch", "new", "--quiet"]):
        ran = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        if ran.returncode:
            raise SystemExit(f"{words[0]} failed: {ran.stderr.strip()}")
    took = time.perf_counter() - began
    shutil.rmtree(folder)
    return took


def _python(*words: str) -> str:
    ran = subprocess.run(
        [sys.executable, *words],
        check=False,
        capture_output=True,
        text=True,
        env=measuring.environment(),
        cwd=measuring.ROOT,
    )
    if ran.returncode:
        raise SystemExit(ran.stderr)
    return ran.stdout


def _mailbox(dovecot, data: Path, count: int):  # type: ignore[no-untyped-def]
    """A mailbox with `count` messages, which Dovecot has looked at once: neither rival waits for its index."""
    import imapclient

    account = dovecot.add_account()
    home = dovecot.folder / "mail" / account.user
    for name in ("cur", "new", "tmp"):
        (home / name).mkdir(parents=True)
    for number, octets in enumerate(letters(data, count)):
        size = len(octets)
        (home / "cur" / f"{number:06d}.bench,S={size},W={size}:2,").write_bytes(octets)
    if os.geteuid() == 0:
        for path in (home, *home.iterdir(), *(home / "cur").iterdir()):
            shutil.chown(path, dovecot.account, dovecot.account)
    with imapclient.IMAPClient(dovecot.host, dovecot.port, ssl=False, timeout=300) as client:
        client.login(account.user, account.password)
        client.select_folder("INBOX", readonly=True)
        uids = client.search()
        for start in range(0, count, 1000):
            client.fetch(uids[start : start + 1000], ["RFC822.SIZE", "INTERNALDATE"])
    return account


def letters(data: Path, count: int) -> Iterator[bytes]:
    """Invented letters to the reception: most from parties of the demo's cases, some of them naming the case, some
    answering an earlier one, one in four with HTML beside the text and one in eight with an attachment."""
    from mottagning.db import open_database
    from mottagning.demo.letters import LETTERS
    from mottagning.settings import load

    database = open_database(load(str(data)))
    with database.reading():
        people = database.sql(
            "SELECT cases.code, party.name, party_address.value FROM party JOIN cases ON cases.id = party.case_id "
            "JOIN party_address ON party_address.party_id = party.id "
            "WHERE party_address.kind = 'email' ORDER BY party.id"
        ).fetchall()
    database.close()
    rng = random.Random(1)
    at = datetime.now(UTC) - timedelta(days=200)
    for number in range(count):
        code, name, address = rng.choice(people)
        if rng.random() < 0.3:
            name, address = f"Åsa Okänd{number % 977}", f"okand{number % 977}@example.org"
        subject, text = (part.format(name=name, code=code, handler="er") for part in rng.choice(LETTERS))
        message = EmailMessage()
        message["From"] = f'"{name}" <{address}>'
        message["To"] = "mottagningen@example.se"
        message["Subject"] = subject
        message["Date"] = format_datetime(at + timedelta(seconds=number * 300))
        message["Message-ID"] = f"<{number}.bench@example.se>"
        if number and rng.random() < 0.2:
            message["In-Reply-To"] = f"<{rng.randrange(number)}.bench@example.se>"
            text += "\n\nDen 3 november 2026 skrev Mottagningen:\n> " + "\n> ".join(text.splitlines()) * 3
        message.set_content(f"{text}\n\n({number})\n")
        if rng.random() < 0.25:
            paragraphs = "".join(f"<p style='margin:0'>{line}</p>" for line in text.splitlines())
            message.add_alternative(f"<html><body>{paragraphs}</body></html>", subtype="html")
        if rng.random() < 0.125:
            scan = rng.randbytes(rng.randrange(20_000, 200_000))
            message.add_attachment(scan, maintype="application", subtype="pdf", filename="läkarintyg.pdf")
        yield message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


if __name__ == "__main__":
    main()

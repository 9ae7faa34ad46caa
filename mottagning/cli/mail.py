"""`mail add` and `mail sync`."""

from argparse import Namespace
from pathlib import Path
from typing import Any

from mottagning.cli import Run
from mottagning.cli.reading import secret_line
from mottagning.errors import Trouble
from mottagning.texts import N_, tr, trn


def add(run: Run, options: Namespace) -> int:
    """Add or change a mailbox; its password is the first line of standard input."""
    from mottagning.contacts import mailbox

    account = mailbox.Account(
        name=options.name,
        host=options.host,
        port=options.port,
        username=options.user,
        password=secret_line(),
        security=options.security,
        ca_file=options.ca and str(Path(options.ca).absolute()),
        folders=tuple(options.folder or ["INBOX"]),
        since=options.since,
    )
    with run.database() as database:
        mailbox.save_mailbox(database, mailbox.SaveMailbox(by=None, account=account))
    run.answer({"mailbox": account.name}, [tr("The mailbox {name} is saved.", name=account.name)])
    return 0


def sync(run: Run, _options: Namespace) -> int:
    """Read every mailbox once; 1 when any of them failed, the others are read all the same."""
    from mottagning.contacts import intake, mailbox, mailsync

    rows: list[dict[str, Any]] = []
    with run.database() as database:
        intake.understand_pending(database)
        for account in mailbox.accounts(database):
            looks = mailsync.sync_account(database, account)
            intake.understand_pending(database)
            states = {s.folder: s.id for s in mailbox.folder_states(database) if s.mailbox == account.name}
            for look in looks:
                rows.append(
                    {
                        "name": look.mailbox,
                        "folder": look.folder,
                        "server_count": look.server_count,
                        "ledger_count": look.ledger_count,
                        "new": look.new,
                        "unreadable": mailbox.unreadable_count(database, states[look.folder]),
                        "error": look.error,
                    }
                )
    lines = [
        row["error"]
        or trn(
            "{name}, {folder}: {n} new message",
            "{name}, {folder}: {n} new messages",
            row["new"],
            name=row["name"],
            folder=row["folder"],
        )
        for row in rows
    ]
    run.answer({"mailboxes": rows}, lines or [tr("There is no mailbox yet. Add one with “mottagning mail add”.")])
    failed = dict.fromkeys(row["name"] for row in rows if row["error"])
    if failed:
        raise Trouble(N_("Not everything could be read from {mailboxes}."), mailboxes=", ".join(failed))
    return 0

"""`mail add` and `mail sync`."""

import sys
from argparse import Namespace
from typing import Any

from mottagning.cli import Run
from mottagning.texts import tr, trn


def add(run: Run, options: Namespace) -> int:
    """Add or change a mailbox; its password is the first line of standard input."""
    from mottagning.contacts import mailbox

    account = mailbox.Account(
        name=options.name,
        host=options.host,
        port=options.port,
        username=options.user,
        password=sys.stdin.readline().rstrip("\r\n"),
        security=options.security,
        ca_file=options.ca,
        folders=tuple(options.folder or ["INBOX"]),
        since=options.since,
    )
    with run.database() as database:
        mailbox.save_mailbox(database, mailbox.SaveMailbox(by=None, account=account))
    run.answer({"mailbox": account.name}, [tr("The mailbox {name} is saved.", name=account.name)])
    return 0


def sync(run: Run, _options: Namespace) -> int:
    """Read every mailbox once; 1 when any of them failed, the others are read all the same."""
    from mottagning.contacts import imap, intake, mailbox

    rows: list[dict[str, Any]] = []
    with run.database() as database:
        intake.understand_pending(database)
        for account in mailbox.accounts(database):
            before = {s.folder: mailbox.unreadable_count(database, s.id) for s in mailbox.folder_states(database)}
            looks = imap.sync_account(database, account)
            intake.understand_pending(database)
            states = {s.folder: s.id for s in mailbox.folder_states(database) if s.mailbox == account.name}
            for look in looks:
                unreadable = mailbox.unreadable_count(database, states[look.folder])
                rows.append(
                    {
                        "name": look.mailbox,
                        "folder": look.folder,
                        "server_count": look.server_count,
                        "ledger_count": look.ledger_count,
                        "new": look.new,
                        "unreadable": unreadable - before.get(look.folder, 0),
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
    return int(any(row["error"] for row in rows))

"""`mail add` and `mail sync`."""

from __future__ import annotations

import sys
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mottagning.cli import Run
from mottagning.cli.reading import secret_line
from mottagning.errors import Trouble, WrongUse, why
from mottagning.texts import N_, tr, trn

if TYPE_CHECKING:
    from mottagning.contacts.answers.senders import Sender
    from mottagning.contacts.mail.mailbox import Account


def add(run: Run, options: Namespace) -> int:
    """Add or change a mailbox. Its password, or the secret of the app that reads it, is the first line of standard
    input; a person signs in with a code, on this computer or another."""
    from mottagning.contacts.answers import outbox, senders
    from mottagning.contacts.mail import mailbox, mailsync

    auth = options.auth or ("app" if options.kind == "graph" else "password")
    host, port = options.host, options.port
    if options.kind == "graph":
        host, port = mailbox.GRAPH, 443
    elif auth != "password":
        host, port = host or mailbox.OUTLOOK, port or 993
    if host is None or port is None:
        raise WrongUse(N_("Give --host and --port of the mail server."))
    account = mailbox.Account(
        name=options.name,
        host=host,
        port=port,
        username=options.user,
        password=_secret(options, auth),
        security=options.security,
        ca_file=options.ca and str(Path(options.ca).absolute()),
        folders=tuple(options.folder or ["INBOX"]),
        since=options.since,
        kind=options.kind,
        auth=auth,
        tenant=options.tenant,
        client_id=options.client_id,
    )
    if auth == "person":
        if run.as_json:
            raise WrongUse(N_("Leave out --json: the code to sign in with has to be shown."))
        mailbox.check_reach(account, signed_in=False)
        sender = _sender(options, account)
        account = _signed_in(account, sender)
    else:
        sender = _sender(options, account)
    mailbox.check(account)
    said = [tr("The mailbox {name} is saved.", name=account.name)]
    if options.tries:
        found = mailsync.try_out(account)
        said.append(trn("It works: {n} message to read.", "It works: {n} messages to read.", found))
        if sender is not None:
            outbox.try_out(account, sender)
    with run.database() as database:
        mailbox.save_mailbox(database, mailbox.SaveMailbox(by=None, account=account))
        if sender is not None:
            senders.save_sender(database, senders.SaveSender(by=None, name=account.name, sender=sender))
    run.answer({"mailbox": account.name}, said)
    return 0


def _sender(options: Namespace, account: Account) -> Sender | None:
    """How the mailbox is answered from; None when nothing is said of it."""
    from mottagning.contacts.answers import senders

    if options.smtp_host is None and not options.answers_by_graph:
        return None
    if options.answers_by_graph:
        guessed = senders.by_graph(account)
    else:
        guessed = senders.guess(account)
        security = options.smtp_security or ("starttls" if guessed.by_graph else guessed.security)
        guessed = replace(
            guessed,
            host=options.smtp_host,
            port=options.smtp_port or senders.PORTS[security],
            security=security,
            files_itself=options.files_itself or guessed.files_itself,
        )
    sender = replace(
        guessed,
        address=options.sender or guessed.address,
        phone=options.answer_phone or "",
        signature=options.signature or "",
    )
    senders.check(sender)
    senders.check_way(sender, account.name, account.kind, account.auth)
    return sender


def _secret(options: Namespace, auth: str) -> str:
    if auth == "person":
        return ""
    if options.certificate and auth == "app":
        path = Path(options.certificate)
        try:
            return path.read_text("ascii")
        except OSError as error:
            raise Trouble(N_("{path} cannot be read: {why}."), path=path, why=why(error)) from None
        except UnicodeDecodeError:
            raise Trouble(N_("{path} is no PEM file."), path=path) from None
    if not options.password_stdin:
        raise WrongUse(N_("Give the password on standard input, with --password-stdin."))
    return secret_line()


def _signed_in(account: Account, sender: Sender | None) -> Account:
    """Let a person sign in, with the code that is shown, on this computer or another; also to send, if she is to."""
    from mottagning.contacts.mail import oauth

    def show(page: str, code: str) -> None:
        print(tr("Open {page} and type the code {code}.", page=page, code=code), flush=True)

    right = None if sender is None else sender.right
    return replace(account, password=oauth.sign_in_by_code(account, show, sends=right))


def sync(run: Run, _options: Namespace) -> int:
    """Read every mailbox once; 1 when any of them failed, the others are read all the same."""
    from mottagning.contacts import intake
    from mottagning.contacts.answers import elsewhere
    from mottagning.contacts.mail import mailbox, mailsync

    rows: list[dict[str, Any]] = []
    with run.database() as database:
        intake.understand_backlog(database)
        for account in mailbox.accounts(database):
            looks = mailsync.sync_account(database, account)
            intake.understand_backlog(database)
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
        unseen = elsewhere.unreadable(database)
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
    for name, sentence in unseen.items():
        print(f"{name}: {sentence}", file=sys.stderr)
    run.answer({"mailboxes": rows}, lines or [tr("There is no mailbox yet. Add one with “mottagning mail add”.")])
    failed = dict.fromkeys(row["name"] for row in rows if row["error"])
    if failed:
        raise Trouble(N_("Not everything could be read from {mailboxes}."), mailboxes=", ".join(failed))
    return 0

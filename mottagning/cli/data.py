"""`backup`, `restore`, `check` and `database …`."""

from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from mottagning import keys
from mottagning.cli import Run
from mottagning.cli.reading import secret_line
from mottagning.errors import Trouble, WrongUse
from mottagning.settings import is_url
from mottagning.texts import N_, tr


def backup(run: Run, options: Namespace) -> int:
    """Write an encrypted copy."""
    from mottagning.care import backup

    backup.back_up(run.settings, Path(options.file))
    run.answer({"file": options.file}, [tr("The copy is written to {path}.", path=options.file)])
    return 0


def restore(run: Run, options: Namespace) -> int:
    """Bring a copy back."""
    from mottagning.care import backup

    recovery = secret_line().strip() if options.recovery_key_stdin else None
    kept = backup.restore(run.settings, Path(options.file), recovery)
    lines = [tr("The data is what the copy held.")]
    if kept is not None:
        lines.append(tr("What was there before is kept in {path}.", path=kept))
    run.answer({"file": options.file, "kept": str(kept) if kept else None}, lines)
    return 0


def check(run: Run, _options: Namespace) -> int:
    """Hold the data against what is always true; 1 when something is wrong."""
    from mottagning.care import check

    with run.database() as database:
        findings = check.check(database)
    document = check.document(findings)
    lines = [f"{'✓' if f.count == 0 else '✗'} {f.sentence}" + (f" ({f.count})" if f.count else "") for f in findings]
    run.answer(document, lines)
    if not document["ok"]:
        raise Trouble(N_("Not everything is as it should be. Ask the administrator to look at the list."))
    return 0


def init(run: Run, options: Namespace) -> int:
    """Make the tables on a server."""
    from mottagning import db

    db.open_database(replace(run.settings, database=_server(options))).close()
    run.answer({"ready": True}, [tr("The database is ready.")])
    return 0


def move(run: Run, options: Namespace) -> int:
    """Copy this unit's data to a server, and use that from now on."""
    from mottagning import db, settings
    from mottagning.care import transfer

    url = _server(options)
    target = db.open_database(replace(run.settings, database=url))
    try:
        with transfer.alone(run.settings) as source:  # what a window wrote meanwhile would stay behind
            rows = transfer.copy(source, target)
    finally:
        target.close()
    settings.save(run.settings, database=url)
    run.answer({"rows": rows}, [tr("{n} rows are copied, and the server is used from now on.", n=rows)])
    return 0


def upgrade(run: Run, _options: Namespace) -> int:
    """Opening brings the tables up to date."""
    with run.database():
        run.answer({"ready": True}, [tr("The database is up to date.")])
    return 0


def unlock(run: Run, _options: Namespace) -> int:
    """Open the wrapped key with the recovery key on standard input."""
    keys.unlock(run.settings.keys, secret_line().strip())
    run.answer({"unlocked": True}, [tr("The database can be opened again.")])
    return 0


def new_key(run: Run, _options: Namespace) -> int:
    """Give the data and its copies a new key and a new recovery key."""
    from mottagning.care import rekeying

    changed, unopened = rekeying.change_key(run.settings)
    lines = [
        tr("The data has a new key, and so have its copies here. The old recovery key opens neither."),
        tr(
            "The team lead sees the new recovery key when she signs in. When it is written down, destroy the old one: "
            "then nobody can read the copies that lie elsewhere."
        ),
    ]
    lines += [tr("The copy {path} could not be opened. Remove it.", path=path) for path in unopened]
    run.answer({"copies": changed, "unopened": [str(path) for path in unopened]}, lines)
    return 0


def _server(options: Namespace) -> str:
    """The address of the server, with the password that came on standard input, where no other process sees it."""
    url: str = options.url
    user, at, server = url.partition("://")[2].partition("@")
    if not is_url(url) or (options.password_stdin and (not at or {":", "/"} & {*user})):
        raise WrongUse(N_("Give the address of a PostgreSQL database, as in postgresql://user@server/database."))
    if not options.password_stdin:
        return url
    return f"postgresql://{user}:{quote(secret_line(), safe='')}@{server}"

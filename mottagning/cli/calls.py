"""`calls …`: the switchboards that tell of calls by HTTP, and their own logs."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from mottagning.cli import Run
from mottagning.texts import tr, trn
from mottagning.worktime import ZONE

if TYPE_CHECKING:
    from mottagning.contacts.phone.switchboards import SwitchboardState


def add(run: Run, options: Namespace) -> int:
    """Let a switchboard tell of calls, or change it; its key is shown here, and never again."""
    from mottagning.contacts.phone import switchboards

    with run.database() as database:
        is_known = options.name in switchboards.key_hashes(database)
        key = None if is_known and not options.new_key else switchboards.new_key()
        key_hash = None if key is None else switchboards.hash_of(key)
        command = switchboards.SaveSwitchboard(
            by=None,
            name=options.name,
            dialect=options.dialect,
            connect=options.connect,
            key_hash=key_hash,
            certificate=options.certificate,
        )
        switchboards.save_switchboard(database, command)
    path = f"{switchboards.PATH}{options.name}"
    lines = [tr("The switchboard {name} is saved.", name=options.name)]
    if key is not None:
        lines += [
            tr("Its key, shown now and never again: {key}", key=key),
            tr("It goes into the header “Authorization: Bearer …” with the path {path},", path=path),
            tr("or, if the switchboard knows an address alone, into that: {path}", path=f"{path}/{key}"),
        ]
    run.answer({"source": options.name, "path": path, "key": key}, lines)
    return 0


def listing(run: Run, _options: Namespace) -> int:
    """All switchboards and how it goes."""
    from mottagning.contacts.phone import switchboards

    with run.database() as database:
        found = switchboards.switchboards(database)
    none = tr("No switchboard may tell of calls yet. Add one with “mottagning calls source add”.")
    document = {
        "sources": [
            {
                "name": state.name,
                "dialect": state.dialect,
                "connect": state.connect,
                "address": state.address,
                "told_at": _moment(state, "told_at"),
                "refused_at": _moment(state, "refused_at"),
                "refused_why": state.refused_why,
                "certificate": state.certificate,
                "refused_certificate": state.refused_certificate,
            }
            for state in found
        ]
    }
    run.answer(document, [_line(state) for state in found] or [none])
    return 0


def remove(run: Run, options: Namespace) -> int:
    """Hear a switchboard no more; its calls stay."""
    from mottagning.contacts.phone import switchboards

    with run.database() as database:
        switchboards.remove_switchboard(database, switchboards.RemoveSwitchboard(by=None, name=options.name))
    run.answer({"source": options.name}, [tr("The switchboard {name} is removed.", name=options.name)])
    return 0


def take(run: Run, options: Namespace) -> int:
    """Read a switchboard's log: what nobody told of is added, what was told is known again."""
    from mottagning.contacts.phone import callreconcile

    with run.database() as database:
        report = callreconcile.import_log(
            database, Path(options.file), options.number, since=options.since, confirm=options.confirm
        )
    rejected = [{"row": each.row, "column": each.column, "reason": each.reason} for each in report.refused]
    document = {
        "read": report.read,
        "known": report.known,
        "added": report.added,
        "missed": report.missed,
        "rejected": rejected,
    }
    lines = [
        trn("{n} call was known already.", "{n} calls were known already.", report.known),
        trn("{n} call was added.", "{n} calls were added.", report.added),
        trn("{n} of those was missed.", "{n} of those were missed.", report.missed),
        *(tr("Row {row}: {reason}", row=each.row, reason=each.reason) for each in report.refused),
    ]
    run.answer(document, lines)
    return 0


def _moment(state: SwitchboardState, name: str) -> str | None:
    found = getattr(state, name)
    return None if found is None else found.astimezone(ZONE).isoformat()


def _line(state: SwitchboardState) -> str:
    told = tr("no call yet") if state.told_at is None else f"{state.told_at.astimezone(ZONE):%Y-%m-%d %H:%M}"
    return f"{state.name}  {state.dialect}  {told}" + ("  " + tr("turned away") if state.is_refused else "")

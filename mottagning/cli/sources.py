"""`cases source …`: where exports come from by themselves."""

from __future__ import annotations

import time
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from mottagning.cli import Run
from mottagning.cli.cases import fields_set, on_terminal, said
from mottagning.cli.reading import secret_line
from mottagning.errors import Trouble, WrongUse
from mottagning.texts import N_, tr

if TYPE_CHECKING:
    from mottagning.cases.collecting import Collected, Look
    from mottagning.cases.sources import Source, SourceState
    from mottagning.db import Database


def listing(run: Run, _options: Namespace) -> int:
    """All sources and how they went."""
    from mottagning.cases import sources

    with run.database() as database:
        found = sources.states(database)
    lines = [line for state in found for line in _lines(state)]
    none = tr("There is no source yet. Add one with “mottagning cases source folder” or “… database”.")
    run.answer({"sources": [state.to_json() for state in found]}, lines or [none])
    return 0


def files(run: Run, options: Namespace) -> int:
    """What came of each file of a watched folder, the latest first."""
    from mottagning.cases import sources

    with run.database() as database:
        found = sources.outcomes(database, options.name, options.limit)
    lines = [f"{each.at:%Y-%m-%d %H:%M}  {each.name}  {each.sentence or each.outcome}" for each in found]
    run.answer({"files": [each.to_json() for each in found]}, lines or [tr("nothing taken yet")])
    return 0


def folder(run: Run, options: Namespace) -> int:
    """Add a watched folder, or change it."""
    from mottagning.cases.sources import Source

    source = Source(
        name=options.name,
        kind="folder",
        place=str(Path(options.folder).absolute()),
        mapping=options.mapping,
        pattern=options.pattern,
        afterwards="keep" if options.keep else "remove",
    )
    with run.database() as database:
        return _save(run, database, source)


def view(run: Run, options: Namespace) -> int:
    """Add a view of a database, or change it; a mapping that there is not yet is made by what the view holds."""
    from mottagning.cases import address, collecting, mappings, sources
    from mottagning.cases.sources import Source

    if address.holds_password(options.address):
        raise WrongUse(
            N_(
                "While a command runs, others can see its words. Leave the password out of the address and give it on "
                "standard input with --password-stdin; change it if others use this computer."
            )
        )
    source = sources.checked(
        Source(
            name=options.name,
            kind="database",
            place=options.address,
            query=options.view,
            mapping=options.mapping or options.name,
            minutes=options.every,
            password=secret_line() if options.password_stdin else "",
        )
    )
    with run.database() as database:
        known = source.mapping in {mapping.name for mapping in mappings.saved_mappings(database)}
        if not known or options.set or options.kind or options.protected_by_omission:
            sets, omitted = fields_set(options.set), options.protected_by_omission or None
            collecting.map_view(database, source, sets, options.kind, omitted)
        return _save(run, database, source)


def remove(run: Run, options: Namespace) -> int:
    """Fetch nothing from a source any more."""
    from mottagning.cases import sources

    with run.database() as database:
        sources.remove_source(database, sources.RemoveSource(by=None, name=options.name))
    run.answer({"source": options.name}, [tr("The source {name} is removed.", name=options.name)])
    return 0


def look(run: Run, options: Namespace) -> int:
    """Look at one source or at all of them, now; 1 when any of them failed, the others are looked at all the same."""
    from mottagning.care import feeding
    from mottagning.cases import sources

    looks = {}
    with run.database() as database:
        names = [options.name] if options.name else [state.source.name for state in sources.states(database)]
        for name in names:
            looks[name] = feeding.look_now(
                database,
                name,
                run.settings.data,
                by=None,
                wait=time.sleep,
                confirm=options.confirm,
                progress=on_terminal(),
            )
    return _tell(run, looks)


def again(run: Run, options: Namespace) -> int:
    """Let the files of a watched folder that were refused come once more, and look at it."""
    from mottagning.care import feeding

    with run.database() as database:
        found = feeding.try_again(
            database, options.name, run.settings.data, by=None, wait=time.sleep, progress=on_terminal()
        )
    return _tell(run, {options.name: found})


def unseal(run: Run, options: Namespace) -> int:
    """Write a file that was kept encrypted to where it can be read."""
    from mottagning.cases import keeping

    with run.database() as database:
        name = keeping.open_kept(database, Path(options.file), Path(options.out))
    run.answer({"name": name, "out": options.out}, [tr("{name} lies in {path}.", name=name, path=options.out)])
    return 0


def _tell(run: Run, looks: dict[str, Look]) -> int:
    """Say what came of looks at sources, by name; Trouble when any of them failed."""
    feeds = [feed for look in looks.values() for feed in look.feeds]
    failed = {name: look.error for name, look in looks.items() if look.error is not None}
    lines = [f"{feed.source}, {feed.name}: {line}" for feed in feeds for line in _came_of(feed)]
    waiting = [name for name, look in looks.items() if look.is_waiting]
    lines += [tr("{name}: a file is there, and may still be being written.", name=name) for name in waiting]
    document = {"feeds": [feed.to_json() for feed in feeds], "errors": failed}
    run.answer(document, lines or [tr("Nothing new.")] if not failed else lines)
    if failed:
        raise Trouble("{sentence}", sentence=" ".join(failed.values()))
    return 0


def _save(run: Run, database: Database, source: Source) -> int:
    from mottagning.cases import sources

    sources.save_source(database, sources.SaveSource(by=None, source=source))
    run.answer({"source": source.name}, [tr("The source {name} is saved.", name=source.name)])
    return 0


def _lines(state: SourceState) -> list[str]:
    last = f"{state.taken_at:%Y-%m-%d %H:%M}" if state.taken_at else tr("nothing taken yet")
    wrong = [f"  {sentence}" for sentence in (state.error, state.held, state.refused) if sentence]
    return [f"{state.source.name}  {state.source.place}  {last}", *wrong]


def _came_of(feed: Collected) -> list[str]:
    return said(feed.report) if feed.report is not None else [feed.sentence or ""]

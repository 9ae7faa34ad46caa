"""Looks at a source once: takes what is new there, settles what is done with, and writes down how it went."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Named
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mottagning.cases import keeping, sources
from mottagning.cases.export import FileExport, StillWrittenError, file_sha256
from mottagning.cases.feed import Taking, take
from mottagning.cases.feedreport import FeedReport
from mottagning.cases.folder import SETTLING_S, Found, Settling, found_at
from mottagning.cases.mapping import Kind, Mapping, check
from mottagning.cases.mappings import MappingReport, map_feed
from mottagning.cases.sources import FileOutcome, NoteFile, NoteLook, Outcome, Source, SourceState, TryAgain
from mottagning.cases.sqlview import ViewExport
from mottagning.cases.writing import BeingUndoneError
from mottagning.changes import Changes
from mottagning.command import Command
from mottagning.db import Database
from mottagning.errors import Conflict, DatabaseTrouble, NotAllowed, Trouble, why
from mottagning.texts import N_, tr

REFUSED = "avvisade"
"""The folder within a watched one for what cannot be read, encrypted."""
KEPT = "feeds"
"""The folder within the data folder for what is kept, encrypted."""

Wait = Callable[[float], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What came of one file, or of one look at a database. `sentence` says why nothing was taken."""

    source: str
    name: str
    outcome: Outcome
    report: FeedReport | None = None
    sentence: str | None = None

    def to_json(self) -> dict[str, Any]:
        """One of the "feeds" of `cases source run --json`."""
        return {
            "source": self.source,
            "name": self.name,
            "outcome": self.outcome,
            "report": self.report and self.report.to_json(),
            "sentence": self.sentence,
        }


@dataclass(slots=True)
class Look:
    """What one look at a source gave: its feeds, and what stands in the way, one sentence, None if nothing does."""

    feeds: list[Collected] = field(default_factory=list)
    error: str | None = None
    is_waiting: bool = False
    """Files are there that may be whole soon."""


def collect(
    database: Database,
    source: Source,
    data: Path,
    how: Taking,
    settling: Settling,
    *,
    wait: Wait | None = None,
    note_always: bool = True,
) -> Look:
    """Look at `source` once and take what is new, each file as of the moment it was written.

    Kept files lie in the folder `data`. With `how.confirm` what was held is taken, if it is what was shown. `wait`
    sleeps for so many seconds: given, new files are waited for until they have settled. With `note_always` false a look
    that finds nothing new leaves no trace. Nothing is raised but what stands in the way of the unit's own database.
    """
    look = Look()
    if how.confirm and how.shown is None:
        state = _state(database, source)
        how = replace(how, shown=state.shown if state is not None else ())
    try:
        mapping = sources.mapping_of(database, source)
        if source.kind == "folder":
            _Folder(database, source, mapping, data, how, settling, look).collect(wait)
        else:
            look.feeds.append(_view(database, source, mapping, how))
    except DatabaseTrouble:
        raise
    except Trouble as trouble:
        look.error = str(trouble)
    taken = any(feed.outcome == "taken" for feed in look.feeds)
    state = _state(database, source)
    if note_always or look.feeds or (state is not None and look.error != state.error):
        _do(database, how, sources.note_look, NoteLook(by=how.by, source=_id(source), taken=taken, error=look.error))
    return look


def put_back(database: Database, source: Source, how: Taking) -> list[str]:
    """Let every file of a watched folder that was refused come as if it were new; a look then takes it.

    What was put aside is put back. Gives a sentence for each that cannot come again. Team leads only.
    """
    folder, failed = Path(source.place), []
    for mark, known in sources.known_files(database, source.id).items():
        if known.outcome != "refused":
            continue
        try:
            there, kept = found_at(folder / known.name), None
            if there is None:
                kept = keeping.put_back(database, folder / REFUSED, known.name, known.sha256, folder, how.by)
                if kept is None:
                    failed.append(tr("“{file}” is not kept any more. Export it once more.", file=known.name))
                    continue
            elif there.mark != mark:
                failed.append(tr("Another “{file}” lies in the folder. That is taken first.", file=known.name))
                continue
            _do(database, how, sources.try_again, TryAgain(by=how.by, source=_id(source), mark=mark))
            if kept is not None:
                kept.unlink(missing_ok=True)
        except (DatabaseTrouble, NotAllowed):
            raise
        except Trouble as trouble:
            failed.append(str(trouble))
        except OSError as error:
            failed.append(tr("{path} cannot be used: {why}.", path=folder / known.name, why=why(error)))
    return failed


def map_view(
    database: Database,
    source: Source,
    sets: Named[str, str] | None = None,
    kind: Kind | None = None,
    protected_by_omission: bool | None = None,
    by: int | None = None,
) -> MappingReport:
    """Make the mapping of a source by the columns of its view, or change it (`mappings.map_file`).

    Raises Trouble, one sentence, when the database cannot be asked, or the columns do not do.
    """
    known = sources.with_known_password(database, sources.checked(source))
    feed = ViewExport(known).feed
    return map_feed(database, source.mapping, feed, sets or {}, kind, protected_by_omission, by)


def _view(database: Database, source: Source, mapping: Mapping, how: Taking) -> Collected:
    export = ViewExport(source)
    if troubles := check(mapping, export.feed.header):
        raise troubles[0]
    report = take(database, export, mapping, replace(how, source=source.id, confirm=how.confirm and bool(how.shown)))
    outcome: Outcome = "held" if report.held else "taken"
    return Collected(source=source.name, name=source.query, outcome=outcome, report=report, sentence=report.held)


class _Folder:
    """One look into a watched folder."""

    def __init__(
        self,
        database: Database,
        source: Source,
        mapping: Mapping,
        data: Path,
        how: Taking,
        settling: Settling,
        look: Look,
    ) -> None:
        self.database = database
        self.source = source
        self.mapping = mapping
        self.kept = data / KEPT
        self.how = how
        self.settling = settling
        self.look = look
        self.folder = Path(source.place)

    def collect(self, wait: Wait | None) -> None:
        self._refuse_own_folders()
        whole, self.look.is_waiting = self.settling.look(self.folder, self.source.pattern)
        if self.look.is_waiting and wait is not None:
            wait(SETTLING_S)
            whole, self.look.is_waiting = self.settling.look(self.folder, self.source.pattern)
        known = sources.known_files(self.database, self.source.id)
        for found in whole:
            self._one(found, known.get(found.mark))
        keeping.tidy(self.database, self.kept, datetime.now(UTC))
        # Another unit may put its own aside there, under a key that is not ours.
        keeping.tidy(self.database, self.folder / REFUSED, datetime.now(UTC), ours_alone=False)

    def _refuse_own_folders(self) -> None:
        """What cannot be read is moved out of the way, which must never happen to keys, backups and the database."""
        own = [self.kept.parent.resolve()]
        if self.database.dialect == "sqlite":
            own.append(Path(self.database.where).resolve().parent)
        folder = self.folder.resolve()
        if folder in own or own[0] in folder.parents:
            raise Trouble(
                N_("Mottagning keeps its own files in {folder}. Let the case system write to another folder."),
                folder=self.folder,
            )

    def _one(self, found: Found, known: FileOutcome | None) -> None:
        """Take a file, or settle one that was taken before and could not be removed then."""
        if not found.is_unchanged():
            return  # somebody else has taken it, or it is another by now
        if known is None or (known.outcome == "held" and self.how.confirm) or self._is_another(found, known):
            self._take(found, confirm=known is not None and known.outcome == "held")
        elif known.outcome == "held" and _held(self.database, self.source) is None:
            self._note(found, known.sha256, "passed", tr("A later export was taken instead."))
            self._settle(found, names_protected=True)  # its report was of then: it may name somebody protected now
        elif known.outcome in ("taken", "passed"):
            self._settle(found, names_protected=known.sentence is not None)

    @staticmethod
    def _is_another(found: Found, known: FileOutcome) -> bool:
        """Whether a file of the same name, size and time as one that is done with holds something else."""
        return known.outcome != "held" and file_sha256(found.path) != known.sha256

    def _take(self, found: Found, *, confirm: bool) -> None:
        at = min(found.modified, self.how.now or datetime.now(UTC))
        how = replace(self.how, at=at, source=self.source.id, confirm=confirm, may_be_cut=not found.is_told)
        sha256 = ""
        try:
            sha256 = file_sha256(found.path)
            export = FileExport(found.path, self.mapping.sheet)
            if troubles := check(self.mapping, export.feed.header):
                raise troubles[0]
            report = take(self.database, export, self.mapping, how)
        except StillWrittenError:
            self.look.is_waiting = True
        except (DatabaseTrouble, Conflict, BeingUndoneError):
            raise
        except Trouble as trouble:
            if not found.is_unchanged():
                return  # it was never refused: it has gone, or is another by now
            if isinstance(trouble.__cause__, OSError):  # a network that fails says nothing of the file: tried again
                self.look.error = str(trouble)
            else:
                self._refuse(found, sha256, trouble)
        else:
            self._note(found, sha256, "held" if report.held else "taken", self._why(report), report)
            if not report.held:
                self._settle(found, names_protected=report.names_protected)

    def _why(self, report: FeedReport) -> str | None:
        """Why a file was not taken, or not kept."""
        if report.names_protected and self.source.afterwards == "keep" and not report.held:
            return tr("It was not kept, since people with a protected identity stand in it.")
        return report.held

    def _settle(self, found: Found, *, names_protected: bool = False) -> None:
        """Do with a file that was taken what shall be done afterwards."""
        try:
            if self.source.afterwards == "keep" and not names_protected:
                keeping.keep(self.database, found.path, self.kept, datetime.now(UTC))
            self._remove(found)
        except OSError:
            self.look.error = tr(
                "“{file}” was taken and cannot be removed from {folder}. Mottagning needs the right to do so.",
                file=found.path.name,
                folder=self.folder,
            )

    def _refuse(self, found: Found, sha256: str, trouble: Trouble) -> None:
        """Put what cannot be read aside, if it can be encrypted; else it is left where it is."""
        aside = self.folder / REFUSED
        try:
            kept = keeping.put_aside(self.database, found.path, aside, sha256)
            self._remove(found)
            sentence = tr("{why} It lies encrypted as {kept}.", why=trouble, kept=f"{REFUSED}/{kept.name}")
        except OSError:
            if not found.is_unchanged():
                return
            sentence = tr("{why} It was left where it is.", why=trouble)
        self._note(found, sha256, "refused", sentence)

    def _remove(self, found: Found) -> None:
        if found.is_unchanged():  # else another file has come in its place, which will be taken too
            found.path.unlink()

    def _note(
        self, found: Found, sha256: str, outcome: Outcome, sentence: str | None, report: FeedReport | None = None
    ) -> None:
        command = NoteFile(
            by=self.how.by,
            source=_id(self.source),
            mark=found.mark,
            name=found.path.name,
            sha256=sha256,
            outcome=outcome,
            sentence=sentence,
            feed=report.feed if report else None,
        )
        _do(self.database, self.how, sources.note_file, command)
        self.look.feeds.append(
            Collected(source=self.source.name, name=found.path.name, outcome=outcome, report=report, sentence=sentence)
        )


def _state(database: Database, source: Source) -> SourceState | None:
    """How it stands now; None when somebody has removed it meanwhile."""
    return next((state for state in sources.states(database) if state.source.id == source.id), None)


def _held(database: Database, source: Source) -> str | None:
    """Why the last feed of the source waits; None when it does not, or a later one was taken."""
    state = _state(database, source)
    return state.held if state is not None else None


def _id(source: Source) -> int:
    assert source.id is not None
    return source.id


def _do(database: Database, how: Taking, handler: Callable[[Database, Any], Changes], command: Command) -> None:
    if how.carry_out is None:
        handler(database, command)
    else:
        how.carry_out(handler, command)

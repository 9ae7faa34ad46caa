"""`board show` and `measures`."""

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mottagning.cli import Run
from mottagning.errors import Trouble
from mottagning.privatefile import taken_out
from mottagning.texts import N_, tr, trn

if TYPE_CHECKING:
    from mottagning.db import Database


def board(run: Run, _options: Namespace) -> int:
    """The board, without names."""
    from mottagning.board import production

    with run.database() as database:
        found = production.load(database)
    lines = []
    for stage in found.stages:
        lines.append(f"{stage.name}: " + trn("{n} case", "{n} cases", len(stage.slips)))
        lines += [f"  {slip.code}  {slip.category}  {slip.initials or '–'}  {slip.days or 0} d" for slip in stage.slips]
    if found.is_stale:
        lines.insert(0, tr("The case list is old. Take a newer export."))
    run.answer(found.to_json(), lines)
    return 0


def measures(run: Run, options: Namespace) -> int:
    """Availability, queue and handling times of a period; with ``--out`` its report as well."""
    from mottagning.measures import figures

    with run.database() as database:
        found = figures.measure(database, options.first, options.last)
        lines = [figures.line(each) for each in found]
        if options.out is not None:
            lines = [_write_report(database, options, Path(options.out))]
    run.answer(figures.document(found), lines)
    return 0


def _write_report(database: "Database", options: Namespace, path: Path) -> str:
    """Write the report of a whole week, month, quarter or year; returns the sentence that says so."""
    from mottagning.measures.periods import PERIODS, span
    from mottagning.measures.report import report

    span_of = (options.first, options.last)
    period = next((each for each in PERIODS if span(each, options.first) == span_of), None)
    if period is None:
        raise Trouble(N_("A report is of a whole week, month, quarter or year: choose --from and --to so."))
    ending = path.suffix.lower()
    if ending not in (".pdf", ".xlsx"):
        raise Trouble(N_("A report is a PDF or a workbook: let the file end with .pdf or .xlsx."))
    made = report(database, period, options.first, datetime.now(UTC))
    if ending == ".pdf":
        from mottagning.ui.goals.reportpaper import draw
    else:
        from mottagning.ui.goals.reportbook import workbook as draw
    with taken_out(path, replace=True) as file:  # the same report is written again as the period goes on
        file.write(draw(made))
    return tr("The report is written to {path}.", path=path)

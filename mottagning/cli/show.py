"""`board show` and `measures`."""

from argparse import Namespace

from mottagning.cli import Run
from mottagning.texts import tr, trn


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
    """Availability, queue and handling times of a period."""
    from mottagning.measures import figures

    with run.database() as database:
        found = figures.measure(database, options.first, options.last)
    run.answer(figures.document(found), [figures.line(each) for each in found])
    return 0

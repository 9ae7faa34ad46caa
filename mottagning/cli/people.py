"""`people import` and `people list`."""

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

from mottagning.cli import Run
from mottagning.texts import tr


def take(run: Run, options: Namespace) -> int:
    """Read staff from a file."""
    from mottagning.people import importing
    from mottagning.rota.work import take_work

    with run.database() as database:
        report = importing.import_people(database, Path(options.file), by=None, take_work=take_work)
    lines = [
        tr(
            "{read} rows read: {new} new, {changed} changed, {unchanged} unchanged.",
            read=report.read,
            new=report.new,
            changed=report.changed,
            unchanged=report.unchanged,
        )
    ]
    lines += [tr("Row {row}: {reason}", row=each.row, reason=each.reason) for each in report.rejected]
    run.answer(report.document(), lines)
    return 0


def listing(run: Run, _options: Namespace) -> int:
    """All staff."""
    from mottagning.people import importing
    from mottagning.worktime import ZONE

    with run.database() as database:
        document = importing.listing(database, datetime.now(UTC).astimezone(ZONE).date())
    run.answer(document, [f"{person['key']}  {person['name']}  {person['role']}" for person in document["people"]])
    return 0

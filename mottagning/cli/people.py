"""`people`: staff and absences from files, who works here, who is in today."""

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mottagning.cli import Run
from mottagning.errors import Trouble, WrongUse
from mottagning.texts import N_, tr


def take(run: Run, options: Namespace) -> int:
    """Read staff from a file."""
    from mottagning.people import importing
    from mottagning.rota.work import take_work

    chosen = _chosen(options.set)
    with run.database() as database:
        report = importing.import_people(
            database, Path(options.file), by=None, take_work=take_work, chosen=chosen, left_on=options.left_on
        )
    lines = [
        tr(
            "{read} rows read: {new} new, {changed} changed, {unchanged} unchanged.",
            read=report.read,
            new=report.new,
            changed=report.changed,
            unchanged=report.unchanged,
        )
    ]
    if report.passed_over:
        lines.append(tr("{n} closed accounts passed over.", n=report.passed_over))
    lines += _rejected(report.rejected)
    if report.left:
        lines.append(tr("{n} have been given a last day.", n=report.left))
    elif report.missing:
        names = ", ".join(person.name for person in report.missing)
        lines.append(tr("Not in the file: {names}. Who has left gets a last day with --left-on DATE.", names=names))
    run.answer(report.document(), lines)
    return 0


def listing(run: Run, _options: Namespace) -> int:
    """All staff."""
    from mottagning.people import importing
    from mottagning.rota.presence import who_is_in

    with run.database() as database:
        document = importing.listing(database, _today(), who_is_in)
    run.answer(document, [f"{person['key']}  {person['name']}  {person['role']}" for person in document["people"]])
    return 0


def today(run: Run, _options: Namespace) -> int:
    """Who is in today and who covers."""
    from mottagning.desk import whoisin

    with run.database() as database:
        found = whoisin.today(database, datetime.now(UTC))
    people = [
        {
            "key": each.person.key,
            "name": each.person.name,
            "present": each.present,
            "back_on": each.back_on and each.back_on.isoformat(),
            "posts": list(each.posts),
            "leads": each.leads,
            "covered_by": each.covered_by and each.covered_by.key,
        }
        for each in found.people
    ]
    run.answer({"open": found.is_open, "people": people}, [_presence(each) for each in (*found.here, *found.away)])
    return 0


def take_absences(run: Run, options: Namespace) -> int:
    """Read absences from a list or a calendar."""
    from mottagning.people import absencefile, staff

    with run.database() as database:
        person = None
        if options.person is not None:
            found = staff.by_key(database, options.person)
            if found is None:
                raise Trouble(N_("Nobody here has the short name “{key}”."), key=options.person)
            person = found.id
        report = absencefile.import_absences(database, Path(options.file), by=None, person=person, whole=options.whole)
    lines = [
        tr(
            "{added} absences added, {removed} removed, {unchanged} unchanged.",
            added=report.added,
            removed=report.removed,
            unchanged=report.unchanged,
        )
    ]
    if report.causes:
        lines.append(tr("Left unread, since no cause of absence is kept: {columns}.", columns=", ".join(report.causes)))
    if report.unread:
        lines.append(tr("{n} events could not be understood.", n=report.unread))
    run.answer(report.document(), lines + _rejected(report.rejected))
    return 0


def absences(run: Run, options: Namespace) -> int:
    """Who is away, from day to day."""
    from mottagning.people import absence, staff

    with run.database() as database, database.reading():
        keys = {person.id: person.key for person in staff.everyone(database)}
        found = absence.absences(database, options.first, options.last)
    document = {
        "absences": [
            {
                "person": keys[each.person],
                "from": each.first.isoformat(),
                "to": each.last.isoformat(),
                "half": each.half,
                "source": each.source,
            }
            for each in found
        ]
    }
    lines = [f"{keys[each.person]}  {each.first} – {each.last}  {each.half or ''}".rstrip() for each in found]
    run.answer(document, lines)
    return 0


def _presence(each: Any) -> str:
    if each.present == "out":
        said = tr("not available today")
        if each.back_on:
            said = tr("not available today, back {day}", day=each.back_on)
        if each.covered_by:
            said = f"{said} · {each.covered_by.name}"
    else:
        said = {"in": tr("in today"), "am": tr("in this morning"), "pm": tr("in this afternoon")}[each.present]
    return "  ".join(filter(None, (each.person.key, each.person.name, said, ", ".join(each.posts))))


def _chosen(pairs: list[str]) -> dict[str, str]:
    """FIELD=HEADER as the reader takes it: the field by its header. WrongUse when it is not written so."""
    from mottagning.people.stafffile import FIELDS

    chosen: dict[str, str] = {}
    for pair in pairs:
        field, equals, header = pair.partition("=")
        if not equals or not header or (field not in FIELDS and field != "nothing"):
            raise WrongUse(
                N_("“{pair}” is not FIELD=HEADER. The fields are: {fields}, nothing."),
                pair=pair,
                fields=", ".join(FIELDS),
            )
        chosen[header] = "" if field == "nothing" else field
    return chosen


def _rejected(rejected: Any) -> list[str]:
    return [
        tr("Row {row}: {reason}", row=each.row, reason=each.reason) if each.row else each.reason for each in rejected
    ]


def _today() -> Any:
    from mottagning.worktime import ZONE

    return datetime.now(UTC).astimezone(ZONE).date()

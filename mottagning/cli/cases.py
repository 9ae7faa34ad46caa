"""`cases map`, `import`, `list` and `show`."""

import json
from argparse import Namespace
from pathlib import Path

from mottagning.cli import Run
from mottagning.errors import WrongUse
from mottagning.texts import N_, tr


def map_file(run: Run, options: Namespace) -> int:
    """Make or change a saved mapping."""
    from mottagning.cases import mappings

    sets = {}
    for word in options.set:
        field, sign, header = word.partition("=")
        if not sign:
            raise WrongUse(N_("“{value}” is not FIELD=HEADER."), value=word)
        sets[field.strip()] = header.strip()
    with run.database() as database:
        report = mappings.map_file(
            database, options.name, Path(options.file), sets, options.kind, options.protected_by_omission or None
        )
    lines = [f"{field} = {header}" for field, header in report.mapping.columns.items()]
    if report.passed_over:
        lines.append(tr("Not used: {headers}", headers=", ".join(report.passed_over)))
    document = json.loads(report.mapping.to_json()) | {"not_used": list(report.passed_over)}
    run.answer(document, [*lines, *report.notes])
    return 0


def take(run: Run, options: Namespace) -> int:
    """Read an export; one that is held says why and changes nothing."""
    from mottagning.care.protection import learnt_protected
    from mottagning.cases import feed

    with run.database() as database:
        report = feed.import_feed(
            database,
            Path(options.file),
            options.mapping,
            learnt_protected=learnt_protected,
            confirm=options.confirm,
        )
    lines = [
        tr(
            "{read} rows read: {new} new, {changed} changed, {unchanged} unchanged, {closed} closed.",
            read=report.read,
            new=report.new,
            changed=report.changed,
            unchanged=report.unchanged,
            closed=report.closed,
        )
    ]
    lines += [tr("Row {row}: {reason}", row=row, reason=reason) for row, _column, reason in report.rejected]
    run.answer(report.to_json(), [report.held] if report.held else [*lines, *report.notes])
    return 0


def listing(run: Run, options: Namespace) -> int:
    """All cases, or a page of them."""
    from mottagning.cases import list as case_list

    with run.database() as database:
        page = case_list.list_cases(database, options.limit, options.after)
    document = case_list.to_json(page.cases)
    if options.limit is not None:
        document["next"] = page.next
    run.answer(document, [f"{case.code}  {case.stage}  {case.handler or '–'}" for case in page.cases])
    return 0


def showing(run: Run, options: Namespace) -> int:
    """One case."""
    from mottagning.cases import list as case_list

    with run.database() as database:
        cases = case_list.show_case(database, options.code)
    lines = []
    for case in cases:
        lines += [f"{case.code}  {case.category or '–'}  {case.stage}  {case.handler or '–'}"]
        lines += [f"  {each.due}  {tr(each.rule.name)}" for each in case.deadlines]
    run.answer(case_list.to_json(cases), lines)
    return 0

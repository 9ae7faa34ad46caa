"""`cases map`, `import`, `difference`, `list` and `show`."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mottagning.cli import Run
from mottagning.errors import WrongUse
from mottagning.texts import N_, tr

if TYPE_CHECKING:
    from mottagning.cases.comparing import Progress
    from mottagning.cases.feedreport import FeedReport

_SHOWN = 20
"""Cases of a difference that a person is shown."""


def map_file(run: Run, options: Namespace) -> int:
    """Make or change a saved mapping."""
    from mottagning.cases import mappings

    sets = fields_set(options.set)
    with run.database() as database:
        report = mappings.map_file(
            database,
            options.name,
            Path(options.file),
            sets,
            options.kind,
            options.protected_by_omission or None,
            sheet=options.sheet,
        )
    lines = [f"{field} = {header}" for field, header in report.mapping.columns.items()]
    if report.passed_over:
        lines.append(tr("Not used: {headers}", headers=", ".join(report.passed_over)))
    document = json.loads(report.mapping.to_json()) | {"not_used": list(report.passed_over)}
    run.answer(document | {"lacking": list(report.lacking)}, [*lines, *report.lacking, *report.notes])
    return 0


def take(run: Run, options: Namespace) -> int:
    """Read an export; one that is held says why and changes nothing."""
    from mottagning.care.protection import learnt_protected
    from mottagning.cases import feed

    _has_come(options.at)
    with run.database() as database:
        report = feed.import_feed(
            database,
            Path(options.file),
            options.mapping,
            learnt_protected=learnt_protected,
            confirm=options.confirm,
            at=options.at,
            progress=on_terminal(),
        )
    run.answer(report.to_json(), said(report))
    return 0


def difference(run: Run, options: Namespace) -> int:
    """What an export would change, case by case; nothing is written."""
    from mottagning.cases import feed

    _has_come(options.at)
    with run.database() as database:
        report = feed.look_at(database, Path(options.file), options.mapping, options.at, on_terminal())
        seen = report.foreseen
        assert seen is not None
        cases = seen.first(options.limit) if options.limit is not None else tuple(seen)
    document = {
        "read": report.read,
        **seen.counts(),
        "rejected": report.to_json()["rejected"],
        "held": report.held,
        "cases": [case.to_json() for case in cases],
    }
    run.answer(document, [*foreseen_lines(report), *([report.held] if report.held else []), *report.notes])
    return 0


def _has_come(at: datetime | None) -> None:
    """An export of tomorrow would make every later one look old."""
    if at is not None and at > datetime.now(UTC):
        raise WrongUse(N_("No export can have been made then: {at} has not come yet."), at=at.isoformat())


def fields_set(words: list[str]) -> dict[str, str]:
    """The fields and headers of `--set FIELD=HEADER`."""
    sets = {}
    for word in words:
        field, sign, header = word.partition("=")
        if not sign:
            raise WrongUse(N_("“{value}” is not FIELD=HEADER."), value=word)
        sets[field.strip()] = header.strip()
    return sets


def said(report: FeedReport) -> list[str]:
    """A report for a person to read; of one that is held also what it would change."""
    if report.held:
        return [report.held, *foreseen_lines(report), tr("With --confirm it is taken.")]
    counts = tr(
        "{read} rows read: {new} new, {changed} changed, {unchanged} unchanged, {closed} closed.",
        read=report.read,
        new=report.new,
        changed=report.changed,
        unchanged=report.unchanged,
        closed=report.closed,
    )
    rejected = [tr("Row {row}: {reason}", row=row, reason=reason) for row, _column, reason in report.rejected]
    return [counts, *rejected, *report.notes]


def foreseen_lines(report: FeedReport) -> list[str]:
    """What an export would change: how many cases, and the first of them."""
    seen = report.foreseen
    if seen is None:
        return []
    counts = tr("It would add {new} cases, change {changed}, close {closed} and protect {protected}.", **seen.counts())
    lines = [counts]
    for case in seen.first(_SHOWN):
        changes = ", ".join(f"{name}: {old or '–'} → {new or '–'}" for name, old, new in case.values)
        lines.append(f"  {case.code}  {changes if case.what != 'new' else tr('new')}")
    return lines


def on_terminal() -> Progress | None:
    """Tells how far a feed has come, where somebody watches; a script hears nothing."""
    if sys.stderr is None or not sys.stderr.isatty():
        return None

    def tell(kind: str, done: int, of: int | None) -> None:
        words = tr("{n} rows read", n=done) if kind == "reading" else tr("{n} of {all} cases written", n=done, all=of)
        print(f"\r{words}  ", end="", file=sys.stderr, flush=True)

    return tell


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

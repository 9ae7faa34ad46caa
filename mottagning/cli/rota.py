"""`rota import`, `plan`, `replan`, `substitutes`, `show`, `publish` and `export`."""

from argparse import Namespace
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mottagning.cli import Run
from mottagning.documents import json_document
from mottagning.errors import WrongUse
from mottagning.privatefile import taken_out
from mottagning.texts import N_, tr

if TYPE_CHECKING:
    from mottagning.rota.planning import Made
    from mottagning.rota.wallsheet import WallSheet
    from mottagning.rota.workbook import Unread

_SHOWN_DAYS = 366


def take(run: Run, options: Namespace) -> int:
    """Read posts, people and rules."""
    from mottagning.rota import unit
    from mottagning.rota.importing import unit_from_json

    path = Path(options.file)
    from mottagning.rota.sheetcells import column_name

    unread: tuple[Unread, ...] = ()
    with run.database() as database:
        if path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".ods"):
            from mottagning.rota.takeover import unit_from_workbook

            found, unread = unit_from_workbook(database, path, _today())
        else:
            found = unit_from_json(json_document(path))
        unit.import_unit(database, unit.ImportUnit(by=None, unit=found))
    counts: dict[str, Any] = {
        "posts": len(found.posts),
        "people": len(found.people),
        "history": len(found.history),
    }
    if unread:  # only where the lead has mapped the workbook; else one such cell refuses it all
        counts["rejected"] = [
            {"row": each.place.row, "column": column_name(each.place.column), "reason": str(each)} for each in unread
        ]
    run.answer(
        counts,
        [
            tr("{posts} posts and {people} people are read.", posts=len(found.posts), people=len(found.people)),
            *(f"{each.place}: {each.text} – {each}" for each in unread),
        ],
    )
    return 0


def plan(run: Run, options: Namespace) -> int:
    """Make a draft."""
    from mottagning.rota import planning

    with run.database() as database:
        made = planning.plan(database, options.first, options.last)
    run.answer(made.document, _lines(made))
    return 0


def replan(run: Run, options: Namespace) -> int:
    """Mend a plan after a change."""
    from mottagning.rota import planning

    with run.database() as database:
        made = planning.replan(database, options.plan, options.keep, _today())
    run.answer(made.document, _lines(made))
    return 0


def substitutes(run: Run, options: Namespace) -> int:
    """Who can take a shift."""
    from mottagning.rota import planning

    with run.database() as database:
        document = planning.substitutes(database, options.date, options.post)
    lines = [f"{row['person']}  {', '.join(row['reasons'])}" for row in document["substitutes"]]
    lines += [f"– {row['person']}: {row['reason']}" for row in document["blocked"]]
    run.answer(document, lines)
    return 0


def showing(run: Run, _options: Namespace) -> int:
    """The published rota, from the beginning of this week."""
    from mottagning.rota import plans

    first = _today() - timedelta(days=_today().weekday())
    with run.database() as database:
        shifts = plans.published(database, first, first + timedelta(days=_SHOWN_DAYS))
        plan_id = plans.newest_plan(database)
    document = {
        "plan": plan_id,
        "shifts": [{"date": s.date.isoformat(), "post": s.post, "person": s.person} for s in shifts],
    }
    run.answer(document, [f"{s.date}  {s.post}  {s.person or '–'}" for s in shifts])
    return 0


def publish(run: Run, options: Namespace) -> int:
    """Make a draft the rota."""
    from mottagning.rota import plans

    with run.database() as database:
        plans.publish(database, plans.Publish(by=None, plan=options.plan, why=options.why))
    run.answer({"plan": options.plan}, [tr("Plan {id} is published.", id=options.plan)])
    return 0


def export(run: Run, options: Namespace) -> int:
    """The published rota as a file."""
    from mottagning.rota import exporting

    path, days = Path(options.out), _wall_days(options)

    def draw_wall(sheets: "Sequence[WallSheet]") -> bytes:
        from mottagning.ui.rota.wallprint import WallPaper, draw

        return draw(sheets, WallPaper(options.paper, is_upright=options.standing))

    with run.database() as database:
        octets = exporting.export(database, options.format, options.person, _now(), draw_wall, days)
    with taken_out(path, replace=True) as file:  # the same calendar is written again whenever the rota changes
        file.write(octets)
    run.answer({"file": str(path)}, [tr("The rota is written to {path}.", path=path)])
    return 0


def _wall_days(options: Namespace) -> tuple[date, date] | None:
    """The first and last day of the sheet for the wall; None for a sheet a month."""
    first, last = options.first, options.last
    if options.format != "pdf" and (first or last or options.paper != "A4" or options.standing):
        raise WrongUse(N_("--from, --to, --paper and --standing are for --format pdf."))
    if (first is None) != (last is None):
        raise WrongUse(N_("A sheet for the wall takes both --from and --to, or none of them."))
    return None if first is None else (first, last)


def _lines(made: "Made") -> list[str]:
    document = made.document
    lines = [tr("Plan {id}", id=made.plan_id)]
    for change in document.get("changed", ()):
        lines.append(
            tr(
                "{date}, {post}: {before} → {after}",
                date=change["date"],
                post=change["post"],
                before=change["from"] or "–",
                after=change["to"] or "–",
            )
        )
    if "changed" not in document:
        lines += [f"{row['date']}  {row['post']}  {row['person']}" for row in document["shifts"]]
    for row in document["unfilled"]:
        lines.append(tr("{date}, {post}: nobody", date=row["date"], post=row["post"]))
        lines += [f"  {why['person']}: {why['reason']}" for why in row["why"]]
    for lapsed in made.lapsed:
        lines.append(
            tr(
                "{date}, {post}: {person} was pinned there, but {reason}",
                date=lapsed.shift.date,
                post=lapsed.shift.post,
                person=lapsed.shift.person,
                reason=lapsed.reason,
            )
        )
    return lines


def _now() -> datetime:
    return datetime.now(UTC)


def _today() -> date:
    from mottagning.worktime import ZONE

    return _now().astimezone(ZONE).date()

"""The demo: an invented unit in a window, or as pictures of every page and a summary of the day."""

import os
from argparse import Namespace
from typing import Any

from mottagning.cli import Run
from mottagning.cli.window import PAGES, parse_event, require_screen
from mottagning.settings import DATA_VARIABLE, Settings, is_url, within
from mottagning.texts import tr, trn, use_language

THEMES = ("light", "dark")


def demo(run: Run, options: Namespace) -> int:
    """Fill an empty data folder with invented people, then open the window, or with --headless write pictures."""
    settings = _settings(run.settings, options)
    use_language(settings.language)
    if not options.headless:
        require_screen()
    made, lines = _fill(settings, options)
    if options.headless:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt looks for a display that may not be there
    from mottagning import app

    if not options.headless:
        return _practise(settings, options, made)
    paths = app.pictures(settings, settings.data / "pages", PAGES, THEMES, sign_in_as=made.person, now=made.now)
    run.answer({"pages": [str(path) for path in paths]}, [*map(str, paths), *lines])
    return 0


def _fill(settings: Settings, options: Namespace) -> tuple[Any, list[str]]:
    """The demo, made if it was not, and the day on one screen if that is wanted."""
    from mottagning import db
    from mottagning.demo import afresh, build, mark

    database = db.open_database(settings)
    try:
        is_new = not mark.is_demo(database)
        made = build.fill(database, options.size, options.seed)
        lines = ["", *summary(database, made)] if options.summary else []
    finally:
        database.close()
    if is_new and not options.headless:
        afresh.keep(settings)
    return made, lines


def _practise(settings: Settings, options: Namespace, made: Any) -> int:
    """The window, until it is closed; as at first whenever somebody asks for that."""
    from mottagning import app
    from mottagning.demo import afresh

    while True:
        code = app.run(settings, "desk", parse_event, sign_in_as=made.person, now=made.now, practice=True)
        if code != app.AGAIN:
            return code
        afresh.start_over(settings)
        made, _ = _fill(settings, options)


def summary(database: Any, made: Any) -> list[str]:
    """The day on one screen: who sits, what waits, what is late, where the cases are."""
    from mottagning.board import production
    from mottagning.desk import queue
    from mottagning.rota import plans, today
    from mottagning.rota import unit as rota_unit
    from mottagning.ui.desk import words
    from mottagning.worktime import ZONE

    local = made.now.astimezone(ZONE)
    found = queue.load(database, None, made.now)
    counts = found.counts()
    board = production.load(database, made.now)
    open_days = plans.uncovered(database, local.date())
    lines = [tr("{day}, {time}", day=local.date().isoformat(), time=local.strftime("%H:%M")), ""]
    lines += [f"  {post:8} {person or tr('nobody')}" for post, person in today.sitting(database, made.now)]
    lines += ["", "  " + tr("Now {now} · today {today} · later {later} · with others {others} · done {done}", **counts)]
    lines += [
        f"    {words.who(item.contact, item.is_protected)}  {words.about(item.contact)}"
        for item in found.groups["now"][:6]
    ]
    lines += [""]
    lines += [
        f"  {words.stage(stage.name):14} " + trn("{n} case", "{n} cases", len(stage.slips)) for stage in board.stages
    ]
    lines += [""]
    posts = {post.id: post.name for post in rota_unit.posts(database)}
    lines += [
        "  " + tr("Nobody sits at {post} on {date}.", post=posts[each.post], date=each.date) for each in open_days
    ]
    return lines


def _settings(settings: Settings, options: Namespace) -> Settings:
    """Where the demo lies and how it looks: in the folder that was named, else in one of its own in the real data's."""
    if options.data or os.environ.get(DATA_VARIABLE) or is_url(settings.database):
        return settings
    name = "demo" if options.size == "small" and options.seed == 1 else f"demo-{options.size}-{options.seed}"
    return within(settings, name, options.lang)

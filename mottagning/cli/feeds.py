"""`cases feeds`, `undo`, `renames` and `rename`: what came of feeds, and what somebody decides about them."""

from __future__ import annotations

from argparse import Namespace

from mottagning.cli import Run
from mottagning.errors import Trouble
from mottagning.texts import N_, tr


def listing(run: Run, options: Namespace) -> int:
    """The feeds that were taken or held, the latest first."""
    from mottagning.cases import feeds

    with run.database() as database:
        found = feeds.feeds(database, options.limit)
    lines = [f"{feed.id}  {feed.at:%Y-%m-%d %H:%M}  {feed.mapping or '–'}  {feed.sentence()}" for feed in found]
    run.answer({"feeds": [feed.to_json() for feed in found]}, lines or [tr("No feed has been taken yet.")])
    return 0


def undo(run: Run, options: Namespace) -> int:
    """Take the last feed back."""
    from mottagning.care.casework import in_use
    from mottagning.care.protection import learnt_protected
    from mottagning.cases import undoing

    with run.database() as database:
        undone = undoing.undo_feed(database, options.feed, learnt_protected=learnt_protected, in_use=in_use)
    said = tr(
        "The feed is taken back: {restored} cases are as they were, {removed} are gone again.",
        restored=undone.restored,
        removed=undone.removed,
    )
    stay = tr("{kept} new cases that somebody has worked with stay, closed.", kept=undone.kept)
    run.answer(undone.to_json(), [said, stay] if undone.kept else [said])
    return 0


def renames(run: Run, _options: Namespace) -> int:
    """New cases that may be old ones under another code."""
    from mottagning.cases import renames

    with run.database() as database:
        found = renames.renames(database)
    lines = [f"{each.old} → {each.new}: {each.sentence()}" for each in found]
    run.answer({"renames": [each.to_json() for each in found]}, lines or [tr("No case seems to have another code.")])
    return 0


def rename(run: Run, options: Namespace) -> int:
    """Say that two cases are one, or that they are not."""
    from mottagning.care.casework import join_cases
    from mottagning.cases import renames

    with run.database() as database:
        pair = (options.old.strip(), options.new.strip())
        found = next((each for each in renames.renames(database) if (each.old, each.new) == pair), None)
        if found is None:
            raise Trouble(N_("It is not offered that {old} has become {new}. “cases renames” shows what is."),
                          old=pair[0], new=pair[1])  # fmt: skip
        if options.dismiss:
            renames.dismiss_rename(database, renames.DismissRename(by=None, rename=found.id))
        else:
            renames.accept_rename(database, renames.AcceptRename(by=None, rename=found.id, join_cases=join_cases))
    said = tr("They are two cases.") if options.dismiss else tr("{old} is now {new}.", old=pair[0], new=pair[1])
    run.answer(found.to_json() | {"same": not options.dismiss}, [said])
    return 0

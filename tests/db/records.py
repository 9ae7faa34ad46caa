"""Keeps rules for records as the team lead's form does: with what she saw."""

from dataclasses import replace

from mottagning.command import carry_out
from mottagning.desk.records import SaveRecords, load_records


def keep(database, by, **parts):
    """Let `places`, `template` or `disposal` be these; gives the changes."""
    seen = load_records(database)
    if "places" in parts:
        parts["places"] = seen.places | parts["places"]
    return carry_out(database, SaveRecords(by=by, records=replace(seen, **parts), seen=seen))

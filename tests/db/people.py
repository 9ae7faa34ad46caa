"""Invented staff for the tests of rooms that need somebody to act."""

from mottagning.db import Database
from mottagning.people import staff


def hire(database: Database, *keys: str, lead: str = "kl") -> dict[str, int]:
    """People by key; `lead` leads the team."""
    ids = {}
    for key in (lead, *keys):
        command = staff.SavePerson(
            by=None, key=key, name=f"Person {key.upper()}", role="lead" if key == lead else "desk"
        )
        ids[key] = staff.save_person(database, command).created["person"]
    return ids

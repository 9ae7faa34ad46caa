"""What the desk may show of a contact about somebody with a protected identity: where it stands, and nobody's name."""

from collections.abc import Iterable
from dataclasses import replace

from mottagning.cases import codes
from mottagning.contacts.model import Summary


def protected_among(cases: Iterable[int]) -> set[int]:
    """Inside a transaction: those of these cases that are protected."""
    return codes.protected(set(cases))


def without_person(summary: Summary) -> Summary:
    """The contact without name, address, number or words."""
    return replace(summary, name=None, address=None, phone=None, subject=None, beginning="")

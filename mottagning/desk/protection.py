"""What the desk may show of a contact about somebody with a protected identity: where it stands, and nobody's name."""

from collections.abc import Iterable

from mottagning.cases import codes
from mottagning.contacts.model import without_person as without_person


def protected_among(cases: Iterable[int]) -> set[int]:
    """Inside a transaction: those of these cases that are protected."""
    return codes.protected(set(cases))

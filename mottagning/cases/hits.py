"""What a look-up in the case list gives: a case, and through whom it was found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHit:
    """A case found by its code, or through a party: her `role` ("client" or another) and `name`.

    `exact` is false when a name was met with a slip of the pen only. A protected case is found by its code alone.
    """

    case: int
    code: str
    open: bool
    protected: bool
    party: int | None = None
    role: str | None = None
    name: str | None = None
    exact: bool = True

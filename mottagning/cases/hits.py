"""What a look-up in the case list gives: a case, and through whom it was found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHit:
    """A case that was found, by way of one of its parties or by its code.

    `role` and `name` (the folded words of the name, as `forms.name_words` gives them) are the party's; empty when the
    case was found by its code.
    """

    case_id: int
    code: str
    open: bool
    protected: bool = False
    role: str = ""
    name: tuple[str, ...] = ()

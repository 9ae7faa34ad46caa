"""What a look-up in the case list gives: a case, and through whom it was found; and what tells cases apart."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHit:
    """A case that was found, by way of one of its parties or by its code.

    `role` and `name` (the folded words of the name, as `forms.name_words` gives them) are the party's; empty when the
    case was found by its code. `person` is the party's personal identity number, "" where it is not known.
    """

    case_id: int
    code: str
    open: bool
    protected: bool = False
    role: str = ""
    name: tuple[str, ...] = ()
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What tells one case of a family, or of a person, from another.

    `client` is the folded words of the client's name, `kind` those of the category and the type, `handler` the
    handler's name as `forms.name_key` gives it.
    """

    client: frozenset[str] = frozenset()
    kind: frozenset[str] = frozenset()
    handler: str = ""

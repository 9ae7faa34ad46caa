"""Which cases of the list are looked at: those of one stage, of one category."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """A stage and a category as the case list writes them; None is any."""

    stage: str | None = None
    category: str | None = None

    def sql(self) -> tuple[str, tuple[str, ...]]:
        """More of a condition on `cases`, and its values."""
        named = (("stage", self.stage), ("category", self.category))
        chosen = [(column, value) for column, value in named if value is not None]
        return "".join(f" AND cases.{column} = ?" for column, _ in chosen), tuple(value for _, value in chosen)

    def has(self, stage: str, category: str | None) -> bool:
        """Whether a case of this stage and category is among them."""
        return self.stage in (None, stage) and self.category in (None, category)


EVERYTHING = Narrowing()

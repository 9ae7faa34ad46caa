"""What the lines of the goal board say: a goal, something that is being improved, a heading; worded before shown."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from PySide6.QtCore import Qt

from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.elided import as_tip
from mottagning.ui.widgets.keyed import Index, KeyedModel

_ROLE = Qt.ItemDataRole


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalLine:
    """A goal: its latest figure, its target, the level of others beside it, how it goes in a word.

    `details` says the same in longer and shorter forms, `tip` the longest and what words in the line mean. `values`
    are the figures of the last weeks, None where there is none to show; `aim` the target on their scale.
    """

    key: Hashable
    title: str
    details: tuple[str, ...] = ("",)
    tip: str = ""
    figure: str = ""
    has_figure: bool = False
    target: str = ""
    level: str = ""
    word: str = ""
    tone: Tone = Tone.PLAIN
    values: tuple[float | None, ...] = ()
    aim: float | None = None
    spoken: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkLine:
    """Something that was changed in how we work, and whether it is time to follow it up."""

    key: Hashable
    title: str
    detail: str = ""
    right: str = ""
    word: str = ""
    tone: Tone = Tone.PLAIN

    @property
    def spoken(self) -> str:
        """The line for a screen reader."""
        return ", ".join(part for part in (self.title, self.detail, self.right, self.word) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingLine:
    """What the lines below it have in common."""

    key: Hashable
    title: str
    right: str = ""

    @property
    def spoken(self) -> str:
        """The heading for a screen reader."""
        return ", ".join(part for part in (self.title, self.right) if part)


Line = GoalLine | WorkLine | HeadingLine


class LineModel(KeyedModel[Line]):
    """The lines in their order; headings cannot be chosen."""

    def look_up(self, item: Line, role: int) -> object:
        if role == _ROLE.DisplayRole:
            return item.title
        if role == _ROLE.AccessibleTextRole:
            return item.spoken
        if role == _ROLE.ToolTipRole and isinstance(item, GoalLine):
            return as_tip(item.tip) or None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(self._items[index.row()], HeadingLine):
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


def with_figures(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines without the goals of which nothing is known yet, nor headings with nothing beneath them.

    All of them on the first day, when nothing is known of any.
    """
    if not any(isinstance(line, GoalLine) and line.has_figure for line in lines):
        return lines
    kept = [line for line in lines if not isinstance(line, GoalLine) or line.has_figure]
    following = [*kept[1:], None]
    return tuple(
        line
        for line, after in zip(kept, following, strict=True)
        if not isinstance(line, HeadingLine) or isinstance(after, GoalLine | WorkLine)
    )


def in_two(lines: tuple[Line, ...]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines in two columns about as long, parted at a heading; all in the first when there is no second one."""
    headings = [place for place, line in enumerate(lines) if isinstance(line, HeadingLine) and place]
    cut = min(headings, key=lambda place: abs(2 * place - len(lines)), default=len(lines))
    return lines[:cut], lines[cut:]

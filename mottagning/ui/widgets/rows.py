"""What a list of rows shows: rows, groups, their headings, and the model that holds them."""

from collections.abc import Hashable
from dataclasses import dataclass

from PySide6.QtCore import Qt

from mottagning.texts import tr
from mottagning.ui.tokens import TONE_WORDS, Tone
from mottagning.ui.widgets.elided import as_tip
from mottagning.ui.widgets.keyed import Index, KeyedModel

_ROLE = Qt.ItemDataRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row, ready to be shown; the page words everything in it.

    `icon` and `marks` are names of icons, `hue` a name of a category's hue, `right` the time as people say it and
    `word` what stands under it (by default the word of the tone), `tip` the tooltip with the exact time. `action` is
    the verb of what can be done with it at once. `title_hits` and `detail_hits`: where in them stands what was looked
    for.
    """

    key: Hashable
    title: str
    detail: str = ""
    icon: str = ""
    badge: str = ""
    marks: tuple[str, ...] = ()
    hue: str = ""
    right: str = ""
    tone: Tone = Tone.PLAIN
    word: str = ""
    strong: bool = False
    tip: str = ""
    action: str = ""
    accessible_text: str = ""
    title_hits: tuple[tuple[int, int], ...] = ()
    detail_hits: tuple[tuple[int, int], ...] = ()

    @property
    def tone_word(self) -> str:
        """The word that says the tone."""
        return self.word or (tr(TONE_WORDS[self.tone]) if self.tone in (Tone.WARN, Tone.BAD) else "")

    @property
    def whole(self) -> str:
        """All it says, for a tooltip where there is not room for it."""
        return "\n".join(part for part in (self.title, self.detail, self.tip) if part)

    @property
    def spoken(self) -> str:
        """The row for a screen reader."""
        said = (self.title, self.badge, self.detail, self.right, self.tone_word, self.action)
        return self.accessible_text or ", ".join(part for part in said if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows under a heading with their number; `folded` is how it stands the first time it is shown.

    Unless it `is_all`, there are more than that number.
    """

    key: Hashable
    title: str
    rows: tuple[Row, ...]
    tone: Tone = Tone.PLAIN
    folded: bool = False
    count: int | None = None
    is_all: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A group's own line in the list."""

    key: Hashable
    title: str
    count: int
    tone: Tone
    folded: bool
    is_all: bool = True

    @property
    def number(self) -> str:
        """How many rows it has, as it is shown."""
        return str(self.count) if self.is_all else tr("more than {n}", n=self.count)

    @property
    def spoken(self) -> str:
        """The heading for a screen reader."""
        state = tr("folded") if self.folded else tr("unfolded")
        return f"{self.title}, {self.number}, {state}"


class RowModel(KeyedModel[Row | Heading]):
    """Headings and rows in one list."""

    def look_up(self, item: Row | Heading, role: int) -> object:
        if role == _ROLE.DisplayRole:
            return item.title
        if role == _ROLE.AccessibleTextRole:
            return item.spoken
        if role == _ROLE.ToolTipRole and isinstance(item, Row):
            return as_tip(item.tip) or None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        row = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        if isinstance(self._items[index.row()], Heading):
            return row
        return row | Qt.ItemFlag.ItemIsSelectable

"""The board's slips: what each says at which size, and the model that holds them; `slippaint` draws them."""

from collections.abc import Hashable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt

from mottagning.texts import tr
from mottagning.ui.theme import grown
from mottagning.ui.tokens import TONE_WORDS, Tone
from mottagning.ui.widgets.elided import as_tip
from mottagning.ui.widgets.keyed import KeyedModel

_SIZES = {3: (184, 76), 2: (132, 54), 1: (118, 26)}
"""Width and height by the number of lines."""
_SMALLEST_TYPE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One case on the board, ready to be drawn; `hue` and `word` are its category's, `blocks` an icon and its meaning.

    `days` is worded ("12 d"); `above_normal` makes it bold with an arrow, and `normal` says in words what is normal.
    Tone BAD (late) or WARN gives it a shape and a word; `due` is the day of its deadline, `due_text` what is due then.
    `step` is the next step, on its `next_day`; it names nobody.
    """

    key: Hashable
    code: str
    hue: str
    word: str
    initials: str = ""
    priority: str = ""
    days: str = ""
    above_normal: bool = False
    normal: str = ""
    tone: Tone = Tone.PLAIN
    due: str = ""
    due_text: str = ""
    next_day: str = ""
    step: str = ""
    blocks: str = ""
    blocks_text: str = ""
    tip: str = ""

    @property
    def tone_word(self) -> str:
        """The word that says the tone; "" for one that needs none."""
        return tr(TONE_WORDS[self.tone]) if self.tone in (Tone.WARN, Tone.BAD) else ""

    @property
    def kind(self) -> str:
        """The category, with the priority if there is one."""
        return f"{self.word} · {self.priority}" if self.priority else self.word

    @property
    def deadline(self) -> str:
        """The deadline in two words."""
        if not self.due:
            return ""
        return f"{self.tone_word} {self.due}" if self.tone_word else tr("by {day}", day=self.due)

    @property
    def next(self) -> str:
        """The next step with its day."""
        said = " ".join(part for part in (self.next_day, self.step) if part)
        return f"→ {said}" if said else ""

    @property
    def spoken(self) -> str:
        """The slip for a screen reader."""
        said = (
            self.code,
            self.word,
            self.priority,
            self.initials or tr("No handler"),
            self.blocks_text,
            self.days,
            self.normal if self.above_normal else "",
            self.tone_word,
            self.due_text,
            tr("next: {step}", step=self.next.removeprefix("→ ")) if self.next else "",
        )
        return ", ".join(part for part in said if part)


def lines_at(scale: float) -> int:
    """How many lines a slip has at a scale: small ones say less rather than in letters that nobody can read."""
    return 3 if scale >= 1 else 2 if scale >= 0.75 else 1


def type_at(scale: float) -> float:
    """How large the type is."""
    return max(scale, _SMALLEST_TYPE)


def slip_size(scale: float = 1.0) -> QSize:
    """The least that a slip needs, in pixels."""
    width, height = _SIZES[lines_at(scale)]
    return QSize(grown(width * type_at(scale)), grown(height * type_at(scale)))


class SlipModel(KeyedModel[Slip]):
    """Slips in the order in which they stand."""

    def look_up(self, item: Slip, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return item.code
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return item.spoken
        return (as_tip(item.tip) or None) if role == Qt.ItemDataRole.ToolTipRole else None

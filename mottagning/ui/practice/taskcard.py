"""The card with what to try: each thing with how it is done, and a tick when it has been."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.demo.exercises import EXERCISES
from mottagning.texts import tr
from mottagning.ui.theme import grown
from mottagning.ui.tokens import INSIDE, ROW, Tone
from mottagning.ui.widgets.form import label
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row

WIDTH = 680


class TaskCard(QWidget):
    """The rows; they tick themselves when somebody has done what they say."""

    def __init__(self, done: frozenset[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = RowList(tr("Try this"), inset=INSIDE)
        self.list.setFixedHeight(len(EXERCISES) * grown(ROW))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        said = tr("Nothing here is real, and nothing leaves this computer. Each line is ticked when you have done it.")
        lines.addWidget(label(said, "quiet", wraps=True))
        lines.addWidget(self.list)
        self.setFocusProxy(self.list)
        self.show_done(done)

    def show_done(self, done: frozenset[str]) -> None:
        """Tick these."""
        self.list.set_rows([_row(each.key, tr(each.what), tr(each.how), each.key in done) for each in EXERCISES])
        if self.list.selected_key() is None:
            self.list.select(next((each.key for each in EXERCISES if each.key not in done), EXERCISES[0].key))


def _row(key: str, what: str, how: str, is_done: bool) -> Row:
    tone = Tone.GOOD if is_done else Tone.PLAIN
    word = tr("Done") if is_done else ""
    return Row(key=key, title=what, detail=how, icon="check" if is_done else "", tone=tone, word=word)

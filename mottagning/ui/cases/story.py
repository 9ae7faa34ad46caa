"""One case on one page: where it stands at the top, what has happened in the middle, deadlines and parties beside."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mottagning.desk.caseside import CaseSide
from mottagning.desk.casestory import KINDS, CaseStory, kind_of
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.cases import timeline
from mottagning.ui.cases.facts import Deadlines, next_line
from mottagning.ui.cases.parties import PartiesPart
from mottagning.ui.desk import casefacts, words
from mottagning.ui.desk.casewarnings import warnings
from mottagning.ui.main_window import MainWindow
from mottagning.ui.theme import grown
from mottagning.ui.tokens import AROUND, BETWEEN, INSIDE
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.form import IconLabel, beside, hairline, label, link_button
from mottagning.ui.widgets.marks import Square
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.workplace import Workplace

_WIDEST = 900
_BESIDE = 352


class StoryView(QWidget):
    """Shows a `CaseStory`. `contact_asked` gives the id of a contact that shall be opened."""

    contact_asked = Signal(int)
    course_asked = Signal(int, str)

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._case: int | None = None
        self._told: tuple[CaseStory, int | None, datetime] | None = None
        self._head = _holder()
        self._deadlines = _holder()
        self.parties = PartiesPart(workplace)
        self._workplace = workplace
        self.print_button = link_button(tr("Print the contacts…"), self.ask_print)
        self.kinds = Choice(
            tr("What is shown"),
            [(None, tr("Everything")), *((kind, tr(word)) for kind, word in timeline.KINDS.items())],
        )
        self.kinds.chosen.connect(lambda _kind: self._show_happenings())
        self.timeline = RowList(tr("What has happened"), inset=INSIDE)
        self.timeline.set_empty_sentence(tr("Nothing is known of this case yet."))
        self.timeline.opened.connect(self._open)
        self._lay_out()

    def _lay_out(self) -> None:
        told = QWidget()
        told.setMaximumWidth(grown(_WIDEST))
        middle = QVBoxLayout(told)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(INSIDE)
        middle.addWidget(beside(label(tr("What has happened"), "strong"), None, self.print_button))
        middle.addWidget(self.kinds)
        middle.addWidget(self.timeline, 1)
        facts = QScrollArea()
        facts.setWidgetResizable(True)
        facts.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        facts.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        facts.setWidget(self._beside())
        facts.setFixedWidth(grown(_BESIDE))
        row = QHBoxLayout()
        row.setSpacing(AROUND)
        row.addWidget(told, 100)
        row.addWidget(facts)
        row.addStretch(1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(AROUND, INSIDE, BETWEEN, 0)
        lines.setSpacing(BETWEEN)
        lines.addWidget(self._head)
        lines.addWidget(hairline())
        lines.addLayout(row, 1)

    @property
    def case(self) -> int | None:
        """The case that is shown."""
        return self._case

    def show_story(self, story: CaseStory, me: int | None, now: datetime) -> None:
        """Show a case; of the one that is shown already, what was chosen and scrolled stays."""
        case = story.side.card.case
        if case.id != self._case:
            self._case = case.id
            self.timeline.set_rows(())
            self.kinds.set_value(None)
        self.setAccessibleName(tr("Case {code}", code=case.code))
        self._head = _exchanged(self._head, _head(story.side, now))
        self._show_facts(story.side, now)
        self._told = story, me, now
        self.print_button.setVisible(self._may_print)
        self._show_happenings()

    def ask_print(self) -> None:
        """Ask why the contacts of the case are printed, in a card over the window."""
        window = self.window()
        if self._told is None or not self._may_print or not isinstance(window, MainWindow):
            return
        from mottagning.ui.cases.printform import PrintForm

        case = self._told[0].side.card.case
        form = PrintForm(self._workplace, case)
        form.done.connect(window.show_card(tr("Print the contacts of {code}", code=case.code), form).slide_out)

    @property
    def _may_print(self) -> bool:
        """Whether the one who looks leads the team or has the case, and nobody in it is protected."""
        if self._told is None:
            return False
        case, me = self._told[0].side.card.case, self._workplace.me
        return not case.protected and (self._workplace.is_lead or (me is not None and case.handler_id == me))

    def _show_happenings(self) -> None:
        """All of the story, or the kind that is chosen; kinds of which there is nothing cannot be chosen."""
        if self._told is None:
            return
        story, me, now = self._told
        counts = Counter(kind_of(each) for each in story.happenings)
        everything, *answers = self.kinds.answers()
        everything.setText(tr("Everything {n}", n=len(story.happenings)))
        for kind, answer in zip(KINDS, answers, strict=True):
            answer.setText(f"{tr(timeline.KINDS[kind])} {counts[kind]}")
            answer.setVisible(bool(counts[kind]))
        chosen = self.kinds.value()
        if not any(chosen in (None, kind) for kind in counts):  # the last one of it went meanwhile
            self.kinds.set_value(chosen := None)
        shown = [each for each in story.happenings if chosen in (None, kind_of(each))]
        self.timeline.set_groups(timeline.groups(shown, me, now))

    def _beside(self) -> QWidget:
        """What stands beside what has happened."""
        made = QWidget()
        made.setProperty("look", "surface")
        lines = QVBoxLayout(made)
        lines.setContentsMargins(0, 0, INSIDE, BETWEEN)
        lines.setSpacing(BETWEEN)
        lines.addWidget(self._deadlines)
        lines.addWidget(self.parties)
        lines.addStretch(1)
        return made

    def _show_facts(self, side: CaseSide, now: datetime) -> None:
        case = side.card.case
        made = QWidget()
        lines = QVBoxLayout(made)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        note = link_button(tr("Note…"), lambda: self.course_asked.emit(case.id, case.code))
        note.setAccessibleName(tr("Note what happened to the deadlines, and what makes the case weigh more"))
        lines.addWidget(beside(label(tr("Deadlines"), "strong"), None, note))
        if case.deadlines:
            lines.addWidget(Deadlines(case.deadlines, now))
        if case.protected:
            lines.addWidget(IconLabel("lock", 20))
            lines.addWidget(label(tr(casefacts.PROTECTED), wraps=True))
        self._deadlines = _exchanged(self._deadlines, made)
        self.parties.show_parties(side.card, now)

    def _open(self, key: object) -> None:
        contact = timeline.contact_of(key)
        if contact is not None:
            self.contact_asked.emit(contact)


def _head(side: CaseSide, now: datetime) -> QWidget:
    case = side.card.case
    hue = words.category(case.category, side.colours).hue
    word, said = casefacts.kind(side)
    code = label(case.code, "title")
    code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    first = beside(Square(hue), label(word, "strong"), code, label(said, "quiet"))
    made = QWidget()
    lines = QVBoxLayout(made)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(INSIDE)
    lines.addWidget(first)
    for warning in warnings(side):
        lines.addWidget(warning)
    standing = casefacts.stage(side)
    if case.closed is not None:
        standing = tr("Closed {day}", day=when.short_day(case.closed, now))
    facts = [
        (tr("Stage"), standing),
        (tr("Handler"), casefacts.handler(side)),
        (tr("Next"), "" if case.protected or case.closed else next_line(case, now)),
        (tr("Priority"), case.priority or ""),
    ]
    lines.addWidget(beside(*(_fact(name, said) for name, said in facts if said), between=2 * BETWEEN))
    return made


def _fact(name: str, said: str) -> QWidget:
    made = QWidget()
    made.setAccessibleName(f"{name}: {said}")
    lines = QVBoxLayout(made)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(0)
    lines.addWidget(label(name, "caption", "quiet"))
    lines.addWidget(label(said))
    return made


def _holder() -> QWidget:
    made = QWidget()
    QVBoxLayout(made).setContentsMargins(0, 0, 0, 0)
    return made


def _exchanged(holder: QWidget, content: QWidget) -> QWidget:
    """Put `content` into a holder in the place of what is there."""
    lines = holder.layout()
    assert lines is not None
    while (item := lines.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
    lines.addWidget(content)
    content.show()  # now, not when the layout gets round to it: else the page is bare for a moment
    return holder

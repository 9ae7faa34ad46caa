"""The page of the cases: one finds a case to the left and reads its story to the right; the lead reads the list in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from mottagning.cases.freshness import Freshness, freshness
from mottagning.changes import Changes
from mottagning.desk.casestory import CaseStory
from mottagning.texts import tr
from mottagning.ui.cases.asof import AsOf
from mottagning.ui.cases.finder import CaseFinder
from mottagning.ui.cases.intake import FeedIntake
from mottagning.ui.cases.story import StoryView
from mottagning.ui.cases.whyopen import WhyOpen, story_or_why
from mottagning.ui.desk.seen import Seen
from mottagning.ui.main_window import MainWindow
from mottagning.ui.refreshing import Refreshing
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.columns import Columns
from mottagning.ui.widgets.form import EmptyState, button, hairline
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble

if TYPE_CHECKING:
    from mottagning.ui.cases.duecalendar import DueCalendar

_SHOWS = ("case", "contact", "feed", "person", "absence", "setting")
_CHOOSING_MS = 150


class CasesPage(QWidget):
    """Finds a case and tells its story. That somebody looked at a case is written down."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._wanted: int | None = None
        self._calendar: DueCalendar | None = None
        self._seen = Seen(workplace)
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.as_of = AsOf()
        self.due_button = button(tr("Calendar"), self.show_calendar)
        self.due_button.setToolTip(tr("What is due on which day"))
        self.load_button = button(tr("Case weight"), self._show_load)
        self.read_in = button(tr("Read in the case list…"))
        self.finder = CaseFinder(workplace)
        self.story = StoryView(workplace)
        self.notice = Notice()
        self.why = WhyOpen(workplace, self._read_story)
        self.intake = FeedIntake(workplace)
        self._lay_out()
        self._choosing = QTimer(self, interval=_CHOOSING_MS, singleShot=True)
        self._refreshing = Refreshing(self, self._read)
        self._connect()
        self._keys_told = False
        self.setFocusProxy(self.finder)
        self._on_signed_in()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(BETWEEN, INSIDE, BETWEEN, INSIDE)
        head.setSpacing(INSIDE)
        head.addWidget(self.as_of, 1)
        for part in (self.due_button, self.load_button, self.read_in):
            head.addWidget(part)
        self._right = QStackedWidget()
        self._right.addWidget(
            EmptyState(
                tr("No case is chosen"),
                tr("Type a code, a name or a number to the left, or choose a case in the list."),
                icon="cases",
            )
        )
        told = QWidget()
        lines = QVBoxLayout(told)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.notice)
        lines.addWidget(self.story, 1)
        self._right.addWidget(told)
        self._right.addWidget(self.why)
        columns = Columns(self.finder, self._right)
        columns.share(28, 72)
        browse = QWidget()
        rows = QVBoxLayout(browse)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(head)
        rows.addWidget(hairline())
        rows.addWidget(columns, 1)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(browse)
        self._pages.addWidget(self.intake)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)

    def _connect(self) -> None:
        self.finder.chosen.connect(self._choose)
        self.story.contact_asked.connect(lambda contact: self._workplace.wanted.emit("contact", contact))
        self.story.course_asked.connect(self._show_course)
        self.read_in.clicked.connect(self.intake.choose_file)
        self.intake.opened.connect(self._show_intake)
        self.intake.left.connect(self._browse)
        self._choosing.timeout.connect(self._read_story)
        self._workplace.changed.connect(self._on_changes)
        self._workplace.signed_in.connect(self._on_signed_in)

    # What is shown ----------------------------------------------------------------------------------------------------

    def show_item(self, case: int) -> None:
        """Show the story of a case, whether it is in the list to the left or not."""
        self._browse()
        self.finder.select(case)
        self._choosing.stop()
        self._wanted = case
        self._read_story()

    def show_calendar(self) -> None:
        """Show what is due on which day instead of the list."""
        if self._calendar is None:
            from mottagning.ui.cases.duecalendar import DueCalendar

            self._calendar = DueCalendar(self._workplace)
            self._calendar.case_asked.connect(self.show_item)
            self._calendar.left.connect(self._browse)
            self._pages.addWidget(self._calendar)
        self._pages.setCurrentWidget(self._calendar)
        self.setFocusProxy(self._calendar)
        self._calendar.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_course(self, case: int, code: str) -> None:
        from mottagning.ui.cases.coursecard import show_course

        show_course(self._workplace, self, case, code)

    def _show_load(self) -> None:
        from mottagning.ui.cases.loads import show_loads

        show_loads(self._workplace, self)

    @property
    def is_choosing(self) -> bool:
        """Whether the arrow keys have not come to rest on a case yet."""
        return self._choosing.isActive()

    def search(self, text: str) -> None:
        """Look for `text` in the list to the left; the story of the only case that has it is shown."""
        self._browse()
        self.finder.look_up(text)

    def _read(self) -> None:
        """Read how old the case list is, then the story that is shown, anew."""
        now = self._workplace.now()
        self._workplace.read(
            self,
            lambda database: freshness(database, now),
            lambda fresh: self._show_age(fresh, now),
            self._fail,
        )

    def _fail(self, error: BaseException) -> None:
        self._refreshing.done()
        self._workplace.tell(error)

    def _show_age(self, fresh: Freshness, now: datetime) -> None:
        self.as_of.show_age(fresh.as_of, fresh.stale, now, fresh.held, reads_in=self._workplace.is_lead)
        self._read_story()
        self._refreshing.done()

    def _choose(self, case: int) -> None:
        """A case in the list is chosen: shown as soon as the arrow keys rest on it."""
        if case != self._wanted:
            self._wanted = case
            self._choosing.start()

    def _read_story(self) -> None:
        case, now = self._wanted, self._workplace.now()
        if case is None:
            return
        me = self._workplace.me
        self._workplace.read(
            self,
            lambda database: story_or_why(database, case, me, now),
            lambda story: self._show_story(case, story),
            lambda error: self._show_trouble(case, error),
        )

    def _show_story(self, case: int, story: CaseStory | str) -> None:
        if case != self._wanted:
            return
        if not isinstance(story, CaseStory):
            self._right.setCurrentWidget(self.why)
            (self.why.ask if story == "ask" else self.why.note_call)(case)
            return
        self.why.forget()
        self.notice.clear()
        self.story.show()
        self.story.show_story(story, self._workplace.me, self._workplace.now())
        self._right.setCurrentIndex(1)
        self._seen.case(case)

    def _show_trouble(self, case: int, error: BaseException) -> None:
        if case == self._wanted:
            self.story.hide()
            self.notice.show_trouble(as_trouble(error))
            self._right.setCurrentIndex(1)

    def _show_intake(self) -> None:
        self._pages.setCurrentWidget(self.intake)
        self.setFocusProxy(self.intake)

    def _browse(self) -> None:
        self._pages.setCurrentIndex(0)
        self.setFocusProxy(self.finder)
        self.finder.setFocus(Qt.FocusReason.OtherFocusReason)

    # Events -----------------------------------------------------------------------------------------------------------

    def _on_changes(self, changes: Changes) -> None:
        if changes.concerns(*_SHOWS):
            self._refreshing.ask()
            self.finder.refreshing.ask()

    def _on_signed_in(self) -> None:
        """Somebody else sits down, or nobody: what was looked at is hers alone."""
        self.read_in.setVisible(self._workplace.is_lead)
        self._wanted = None
        self._seen.forget()
        self._right.setCurrentIndex(0)
        self._pages.setCurrentIndex(0)
        self.setFocusProxy(self.finder)
        self.finder.clear()
        self._refreshing.now()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refreshing.shown()
        window = self.window()
        if not self._keys_told and isinstance(window, MainWindow):
            self._keys_told = True
            window.keys.add(tr("Cases"), "Ctrl+F", tr("Find a case"), self.finder.setFocus, self)
            window.keys.add(tr("Cases"), "Ctrl+P", tr("Print the contacts of the case"), self.story.ask_print, self)
            window.keys.tell(tr("Cases"), ("Enter",), tr("Open a contact of the case"))

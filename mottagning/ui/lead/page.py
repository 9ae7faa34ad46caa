"""The team lead's page: lists in one column or two, and on each line the one thing that mends it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.contacts import handling
from mottagning.contacts.model import Summary
from mottagning.contacts.status import OnContact
from mottagning.desk import overview
from mottagning.desk.concerns import MarkAfterAll
from mottagning.desk.overview import Overview
from mottagning.errors import NotAllowed
from mottagning.texts import N_, tr, trn
from mottagning.ui.guide.strip import WhoIsInStrip
from mottagning.ui.lead.lines import CLAIM, DECLINE, MARK, READ, RETURN, Line
from mottagning.ui.lead.lists import Lists, lists
from mottagning.ui.lead.renamecard import RenameCard
from mottagning.ui.lead.sealedtext import SealedText
from mottagning.ui.main_window import MainWindow
from mottagning.ui.refreshing import Refreshing
from mottagning.ui.theme import grown
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.form import EmptyState, button, label, quiet_button
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.waiting import GreyBars
from mottagning.ui.workplace import Workplace, as_trouble

_MINUTE_MS = 60_000
_WIDEST = 960
_WIDE = 1180
_WIDER = 1680
"""Pixels of the page from which who is in stands beside the lists, and from which these are two columns."""
_COMMANDS: dict[str, tuple[type[OnContact], str, bool]] = {
    CLAIM: (handling.Claim, N_("You take care of it."), True),
    RETURN: (handling.Release, N_("Back at the desk."), False),
    DECLINE: (handling.Decline, N_("Back at the desk."), False),
    MARK: (MarkAfterAll, N_("Marked as a report of concern. Its clocks run from when it came."), False),
}
"""What is done by which line, what is said then, and whether the contact is opened."""
_KINDS = ("contact", "case", "person", "absence", "rota", "feed", "mailbox", "setting", "baton")


class LeadPage(QWidget):
    """Everything that is late, in nobody's hands, uncovered or stale. Who does not lead sees a sentence instead."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._made: Lists | None = None
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._summary = label("", "quiet")
        self.list = RowList(tr("What needs the team lead"))
        self.others = RowList(tr("Cases, days and sources that need the team lead"))
        for rows in (self.list, self.others):
            rows.opened.connect(self._act)
            rows.acted.connect(self._act)
            rows.chosen.connect(lambda _key, chosen=rows: self._choose(chosen))
        self.course = quiet_button(tr("The whole course on paper…"), self._print_course)
        self.course.setToolTip(tr("Of the contact of the line that is chosen ({keys})", keys="Ctrl+P"))
        self.course.setEnabled(False)
        self.empty = label("", "quiet", wraps=True)
        self.empty.setContentsMargins(BETWEEN, INSIDE, BETWEEN, BETWEEN)
        self._bars = GreyBars()
        self._instead: QWidget | None = None
        self._columns = QWidget()
        self._parts = QStackedWidget()
        for part in (self._bars, self._columns):
            self._parts.addWidget(part)
        self.who_is_in = WhoIsInStrip(workplace)
        self._parts.currentChanged.connect(lambda _place: self._make_room())
        self._lay_out()
        self.setFocusProxy(self.list)
        self._refreshing = Refreshing(self, self._read, _MINUTE_MS)
        self._refreshing.ask()
        self._told_keys = False
        workplace.changed.connect(self._changed)
        workplace.signed_in.connect(self._signed_in)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(BETWEEN, 0, BETWEEN, 0)
        head.setSpacing(BETWEEN)
        head.addWidget(label(tr("Overview"), "title"))
        head.addWidget(self._summary)
        head.addStretch(1)
        head.addWidget(self.course)
        columns = QHBoxLayout(self._columns)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(BETWEEN)
        columns.addWidget(self.list, 1)
        columns.addWidget(self.others, 1)
        self._place = QWidget()
        lines = QVBoxLayout(self._place)
        lines.setContentsMargins(0, BETWEEN, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addLayout(head)
        lines.addWidget(self._parts, 1)
        lines.addWidget(self.empty)
        row = QHBoxLayout(self)
        row.setContentsMargins(INSIDE, 0, INSIDE, 0)
        row.setSpacing(BETWEEN)
        row.addWidget(self._place, 100)
        row.addWidget(self.who_is_in)
        row.addStretch(1)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Who is in stands beside the lists where there is room for both; where there is more, they are two columns."""
        is_list = self._parts.currentWidget() is self._columns
        self.who_is_in.setVisible(is_list and self.width() >= grown(_WIDE))
        self.empty.setVisible(is_list and bool(self.empty.text()))
        is_double = self.width() >= grown(_WIDER)
        self._place.setMaximumWidth(grown(2 * _WIDEST if is_double else _WIDEST))
        if is_double == self.others.isHidden():
            self.others.setVisible(is_double)
            self._show_lists()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell_keys()
        self._refreshing.shown()

    def _tell_keys(self) -> None:
        window = self.window()
        if not self._told_keys and isinstance(window, MainWindow):
            self._told_keys = True
            window.keys.tell(tr("Overview"), ("Return", "Space"), tr("Do what the line says"))
            prints = tr("The whole course of the line's contact on paper")
            window.keys.add(tr("Overview"), "Ctrl+P", prints, self._print_course, owner=self)
            opens = tr("Open what the line is about")
            window.keys.add(tr("Overview"), ("Ctrl+Return", "Ctrl+Enter"), opens, self._open_chosen, owner=self)

    def _changed(self, changes: Changes) -> None:
        if changes.concerns(*_KINDS):
            self._refreshing.ask()

    def _signed_in(self, _session: object) -> None:
        self._made = None
        for rows in (self.list, self.others):
            rows.set_groups(())
        self._summary.clear()
        self.empty.clear()
        self._parts.setCurrentWidget(self._bars)
        self._refreshing.ask()

    def _read(self) -> None:
        me, now = self._workplace.me, self._workplace.now()
        if me is None:
            self._refreshing.done()
            return
        self._workplace.read(
            self,
            lambda database: (me, overview.load(database, me, now)),
            lambda found: self._show(*found),
            self._refuse,
        )

    def _show(self, me: int, found: Overview) -> None:
        self._refreshing.done()
        if me != self._workplace.me:
            return  # somebody else has sat down meanwhile
        self._made = made = lists(found, me)
        self._show_lists()
        said = trn("{n} thing to look at", "{n} things to look at", made.wrong)
        self._summary.setText(said if made.wrong else tr("Everything is in order."))
        self.empty.setText(tr("In order: {things}.", things=", ".join(made.empty)) if made.empty else "")
        self._parts.setCurrentWidget(self._columns)
        self._make_room()

    def _show_lists(self) -> None:
        """In one column or in two. What was chosen in the one that goes is chosen in the other."""
        if self._made is None:
            return
        chosen = self._chosen()
        is_double = not self.others.isHidden()
        self.list.set_groups(self._made.contacts if is_double else self._made.together)
        self.others.set_groups(self._made.others if is_double else ())
        if chosen is not None and self._chosen() is None:
            _ = self.list.select(chosen) or self.others.select(chosen)
        self._offer_course()

    def _refuse(self, error: BaseException) -> None:
        self._refreshing.done()
        if isinstance(error, NotAllowed):
            self._show_instead(EmptyState(tr("For the team lead"), str(error), icon="lock"))
        elif self._made is not None:
            self._workplace.tell(error)  # what is shown is old, and better than nothing
        else:
            again = button(tr("Try again"), self._refreshing.now)
            self._show_instead(EmptyState(tr("This cannot be read now"), str(as_trouble(error)), again, icon="lead"))

    def _show_instead(self, state: EmptyState) -> None:
        """Show a sentence where the lists would be."""
        if self._instead is not None:
            self._parts.removeWidget(self._instead)
            self._instead.deleteLater()
        self._instead = state
        self._parts.addWidget(state)
        self._parts.setCurrentWidget(state)

    def _choose(self, rows: RowList) -> None:
        """One line is chosen at a time, in whichever column."""
        other = self.others if rows is self.list else self.list
        other.setCurrentIndex(QModelIndex())
        self._offer_course()

    def _offer_course(self) -> None:
        self.course.setEnabled(self._contact() is not None)

    def _contact(self) -> int | None:
        """The contact that the chosen line is about; None when it is about none."""
        line = self._line(self._chosen())
        if line is None or line.place[0] != "contact":
            return None
        return int(str(line.place[1]))

    def _print_course(self) -> None:
        if (contact := self._contact()) is not None:
            from mottagning.ui.lead import courseform

            courseform.ask(self._workplace, self.window(), contact)

    def _line(self, key: object) -> Line | None:
        return self._made.lines.get(key) if self._made is not None else None

    def _open(self, key: object) -> None:
        if (line := self._line(key)) is not None:
            self._workplace.wanted.emit(*line.place)

    def _open_chosen(self) -> None:
        self._open(self._chosen())

    def _chosen(self) -> object:
        """The key of the line that is chosen, None when there is none."""
        return self.list.selected_key() or self.others.selected_key()

    def _act(self, key: object) -> None:
        line = self._line(key)
        if line is None:
            return
        contact = line.contact
        if line.act == READ:
            self._ask(tr("Sealed text"), SealedText(self._workplace, int(str(line.place[1]))), 640)
        elif line.rename is not None:
            self._ask(tr("The same case?"), RenameCard(self._workplace, line.rename), 560)
        elif contact is None or line.act not in _COMMANDS:
            self._open(key)
        else:
            self._do(line.act, contact)

    def _do(self, act: str, contact: Summary) -> None:
        make, says, opens = _COMMANDS[act]
        command = make(by=self._workplace.me, contact=contact.id, version=contact.version)

        def done(_changes: Changes) -> None:
            if opens:
                self._workplace.wanted.emit("contact", contact.id)

        self._workplace.do(command, tr(says), done)

    def _ask(self, title: str, form: SealedText | RenameCard, width: int) -> None:
        window = self.window()
        assert isinstance(window, MainWindow)
        form.done.connect(window.show_card(title, form, width=width).slide_out)

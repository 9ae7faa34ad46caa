"""The rota page: a month by post or by person, what is wrong with it, and everything that can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.errors import Trouble
from mottagning.rota.month import Wrong, end_of_month
from mottagning.rota.versions import Version
from mottagning.texts import tr, trn
from mottagning.ui import when
from mottagning.ui.main_window import MainWindow
from mottagning.ui.refreshing import Refreshing
from mottagning.ui.rota import look
from mottagning.ui.rota.actions import Actions
from mottagning.ui.rota.bar import MonthBar
from mottagning.ui.rota.cards import Cards
from mottagning.ui.rota.cells import Place
from mottagning.ui.rota.chosen import Chosen
from mottagning.ui.rota.files import Files
from mottagning.ui.rota.frame import beside_table, no_rota
from mottagning.ui.rota.grid import Grid, Verdict
from mottagning.ui.rota.history import History
from mottagning.ui.rota.look import Shown, Slower
from mottagning.ui.rota.planner import Planner
from mottagning.ui.rota.rotakeys import add_keys
from mottagning.ui.rota.shiftpanel import ShiftPanel
from mottagning.ui.rota.strip import PlanStrip
from mottagning.ui.rota.views import PersonView, PostView
from mottagning.ui.rota.wrongs import WrongList
from mottagning.ui.tokens import BETWEEN, INSIDE, Tone
from mottagning.ui.widgets.form import hairline
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.waiting import GreyBars, dim
from mottagning.ui.workplace import Workplace
from mottagning.worktime import ZONE

_KINDS = ("rota", "absence", "person", "setting")


class RotaPage(QWidget):
    """Reads the month off the window's thread; all that is done goes through `Actions`, `Planner` and `Files`."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._month = self._today().replace(day=1)
        self._shown: Shown | None = None
        self._slower: Slower | None = None
        self._version: Version | None = None
        self._keys_told = False
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.bar = MonthBar()
        self.strip = PlanStrip()
        self.past, self.swapping, self.notice = Notice(), Notice(), Notice()
        self.posts, self.people = PostView(), PersonView()
        self.wrongs = WrongList()
        self.panel = ShiftPanel()
        self.history = History(workplace, self)
        self.cards = Cards(workplace, self.history, self)
        self.acts = Actions(workplace, self.history, self)
        self.chosen = Chosen(workplace, (self.posts, self.people), self.panel, self.acts, self)
        self.files = Files(workplace, self.history, self)
        self.planner = Planner(workplace, self.history, self.strip, self)
        self._lay_out()
        self._connect()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # until there is a table to go to
        self.refreshing = Refreshing(self, self._read)
        self.refresh()

    def _lay_out(self) -> None:
        self._views = QStackedWidget()
        self._views.addWidget(self.posts)
        self._views.addWidget(self.people)
        self.empty, self.take_file = no_rota(self.files.ask_import)
        self._content = QStackedWidget()
        self._content.addWidget(GreyBars(10))
        self._content.addWidget(beside_table(self._views, self.wrongs, self.panel))
        self._content.addWidget(self.empty)
        self._line = hairline()
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, INSIDE, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addWidget(self.bar)
        lines.addWidget(self.strip)
        for told in (self.past, self.swapping, self.notice):
            inset = QHBoxLayout()
            inset.setContentsMargins(BETWEEN, 0, BETWEEN, 0)
            inset.addWidget(told)
            lines.addLayout(inset)
        lines.addWidget(self._line)
        lines.addWidget(self._content, 1)

    def _connect(self) -> None:
        for grid in (self.posts, self.people):
            grid.opened.connect(lambda _place: self._open_panel())
            grid.moved.connect(lambda source, target: self._with(lambda it: self.acts.move(it, source, target)))
            grid.person_lit.connect(self.chosen.light)
            grid.judge = self._judge
        self.chosen.lit.connect(self.bar.set_exports)
        self.bar.month_asked.connect(self.turn_month)
        self.bar.view_asked.connect(self.show_view)
        self.bar.plan_asked.connect(self._plan)
        self.bar.publish_asked.connect(lambda: self._with(self.cards.publish))
        self.bar.discard_asked.connect(lambda: self._with(self.acts.discard))
        self.bar.export_asked.connect(self._export)
        self.bar.import_asked.connect(self.files.ask_import)
        self.files.workbook_chosen.connect(self.cards.take_over)
        self.bar.absence_asked.connect(self.ask_absence)
        self.bar.demand_asked.connect(self.cards.demand)
        self.bar.away_asked.connect(self.ask_away)
        self.bar.swaps_asked.connect(self.show_swaps)
        self.panel.swap_asked.connect(self.show_swaps)
        self.bar.versions_asked.connect(self.cards.versions)
        self.bar.undo_asked.connect(self.undo)
        self.bar.redo_asked.connect(self.redo)
        self.history.moved.connect(self.bar.set_history)
        self.history.refused.connect(self._refuse)
        self.cards.refused.connect(self._refuse)
        self.cards.version_wanted.connect(self.show_version)
        self.wrongs.chosen.connect(self._go_to)
        self.wrongs.acted.connect(self._mend)
        self.acts.refused.connect(self._refuse)
        self.acts.doubted.connect(self._doubt)
        self.acts.done.connect(self.notice.clear)
        self.planner.refused.connect(self._refuse)
        self.planner.busy.connect(self.bar.set_busy)
        self._workplace.changed.connect(self._changed)
        self._workplace.signed_in.connect(self._signed_in)

    # What is shown ----------------------------------------------------------------------------------------------------

    @property
    def shown(self) -> Shown | None:
        """The month on the page; None before it was read."""
        return self._shown

    @property
    def grid(self) -> Grid:
        """The view in front."""
        return self.people if self._views.currentWidget() is self.people else self.posts

    def show_item(self, day: object) -> None:
        """Show the month of a day, and choose its first shift that nobody comes to, or its first."""
        if isinstance(day, date):
            self._front("posts")
            self.chosen.forget(day)
            self.show_month(day)

    def show_month(self, day: date) -> None:
        """Show the month that `day` is in."""
        self._month = day.replace(day=1)
        if self._shown is not None and not self._shown.is_at(self._month, self._version_id):
            dim(self._views, True)
        self.refresh()

    def show_view(self, view: str) -> None:
        """Show the month by "posts" or by "people"."""
        grid: Grid = self.people if view == "people" else self.posts
        if grid is self.grid:
            return
        self.chosen.bring_to(grid)
        self._views.setCurrentWidget(grid)
        self.setFocusProxy(grid)

    def _front(self, view: str) -> None:
        """Show the month by `view`, and say so in the bar."""
        self.show_view(view)
        self.bar.view.set_value(view)

    def show_version(self, version: Version | None) -> None:
        """Show the rota as it was in a version, from the first day that it changed; None: as it is."""
        self._version = version
        self.chosen.forget()
        if version is None:
            self.past.clear()
            self.show_month(self._month)
            return
        today = self._today()
        said = tr("The rota as it was {when}. Nothing can be changed in it.", when=when.exact(version.at))
        self.past.say(said, Tone.PLAIN, tr("Back to the rota of today"), lambda: self.show_version(None))
        self.show_month(today if version.first <= today <= version.last else version.first)

    def refresh(self) -> None:
        """Read the month anew."""
        self.refreshing.now()

    def _read(self) -> None:
        month, today, sees_all, version = self._month, self._today(), self._sees_all, self._version_id
        me = self._workplace.me
        self._workplace.read(
            self,
            lambda database: look.read(database, month, today, sees_all=sees_all, version=version, me=me),
            self._show,
            self._fail,
        )

    def _fail(self, error: BaseException) -> None:
        self.refreshing.done()
        self._workplace.tell(error)

    @property
    def _version_id(self) -> int | None:
        return None if self._version is None else self._version.id

    @property
    def _sees_all(self) -> bool:
        return self._workplace.is_lead and self._version is None

    def _show(self, shown: Shown) -> None:
        self.refreshing.done()
        if not shown.is_at(self._month, self._version_id) or shown.sees_all != self._sees_all:
            return  # another month was asked for meanwhile, or somebody else sat down
        before, self._shown = self._shown, shown
        if before is None or not before.is_at(self._month, self._version_id) or before.sees_all != shown.sees_all:
            self._slower = None
        dim(self._views, False)
        has_rota = bool(shown.names.posts)
        self._content.setCurrentIndex(1 if has_rota else 2)
        self.bar.setVisible(has_rota)
        self._line.setVisible(has_rota)
        self.take_file.setVisible(shown.sees_all)
        self.bar.show_month(shown.month, may_change=shown.sees_all)
        for grid, table in ((self.posts, shown.posts), (self.people, shown.people)):
            grid.may_change = shown.sees_all
            grid.set_table(table)
        self._tell_swaps(shown.swaps)
        self._show_slower()
        self.chosen.show(shown)
        self._lead_focus_to(self.grid if has_rota else self.take_file)
        if shown.sees_all and has_rota:
            self._workplace.read(self, lambda _: look.read_slower(shown), lambda slower: self._add(shown, slower))

    def _tell_swaps(self, count: int) -> None:
        """What waits for an answer of the one who is signed in."""
        if count:
            said = trn("{n} swap waits for you.", "{n} swaps wait for you.", count)
            self.swapping.say(said, Tone.PLAIN, tr("See swaps"), self.show_swaps)
        else:
            self.swapping.clear()

    def _lead_focus_to(self, way_in: QWidget) -> None:
        if self.focusProxy() is way_in:
            return
        had_focus = self.hasFocus()
        self.setFocusProxy(way_in)
        if had_focus:
            way_in.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, shown: Shown, slower: Slower) -> None:
        if shown is self._shown:
            self._slower = slower
            self._show_slower()

    def _show_slower(self) -> None:
        """What is wrong and what each is owed; until it is known anew, as it was."""
        shown, slower = self._shown, self._slower
        assert shown is not None
        wrong, mends = shown.month.wrong, {} if slower is None else slower.mends
        if slower is not None:
            wrong = (*wrong, *(each for each in slower.wrong if each.kind == "uneven"))
            self.people.set_table(look.with_owed(shown, slower.owed).people)
        self.wrongs.show_wrongs(wrong, shown.names, mends, for_lead=shown.sees_all)

    # What is done -----------------------------------------------------------------------------------------------------

    def _open_panel(self) -> None:
        if self._shown is not None and self._shown.sees_all:
            self.panel.take_focus()

    def _go_to(self, wrong: Wrong) -> None:
        if wrong.date is not None:
            self._front("posts")
            self.chosen.go_to(wrong.date, wrong.post)

    def _mend(self, wrong: Wrong) -> None:
        shown = self._shown
        if shown is None or not shown.sees_all:
            return
        if wrong.kind in ("unplanned", "uneven"):
            self._plan("new" if wrong.kind == "unplanned" else "balanced")
        elif wrong.kind == "lapsed":
            self.acts.unpin(wrong)
        else:
            self._go_to(wrong)
            self._mend_shift(wrong)

    def _mend_shift(self, wrong: Wrong) -> None:
        """Put the best substitute in; when nobody can, others have to move; when that is not known, let her choose."""
        mends = self._slower.mends if self._slower is not None else {}
        key = (wrong.date, wrong.post)
        if (mend := mends.get(key)) is not None and wrong.date is not None:
            post, person = mend
            self.chosen.go_to(wrong.date, post)
            self.chosen.pick_person(person)
        elif key in mends:
            self._plan("few")
        else:
            self._open_panel()

    def _plan(self, mode: str) -> None:
        if self._shown is not None and self._shown.sees_all:
            self.notice.clear()
            if mode == "compare":
                self.cards.proposals(self._shown)
                return
            self.planner.start(self._shown.month, mode)

    def _export(self, kind: str, person: str) -> None:
        if kind == "pdf" and self._shown is not None:
            place = self.chosen.place
            self.cards.wall(self._shown, place.date if place else self._today(), self.files.ask_wall)
        else:
            self.files.ask_export(kind, person)

    def ask_absence(self) -> None:
        """Open the card on which an absence is noted, for the person and the day that are chosen."""
        if self._shown is not None:
            day = self.chosen.place.date if self.chosen.place is not None else self._today()
            self.cards.absence(self._shown, self.chosen.person, day)

    def ask_away(self) -> None:
        """Open the card on which it is noted who is away today, for the one who is chosen."""
        person = None if self._shown is None else self._shown.ids.get(self.chosen.person or "")
        self.cards.away(person)

    def show_swaps(self) -> None:
        """Open the swaps that concern the one who is signed in."""
        if self._shown is not None:
            self.cards.swaps(self._shown, self.chosen.slot)

    def undo(self) -> None:
        """Take back what was done last."""
        self.history.undo()

    def redo(self) -> None:
        """Do again what was taken back last, if that is seen."""
        if self.isVisible():
            self.history.redo()

    def turn_month(self, step: int) -> None:
        """Show the month before (-1), that of today (0) or the one after (1)."""
        end = end_of_month(self._month)
        days = {-1: self._month - timedelta(days=1), 0: self._today(), 1: end + timedelta(days=1)}
        self.chosen.forget()
        self.show_month(days[step])

    def _refuse(self, trouble: Trouble) -> None:
        self.notice.show_trouble(trouble)

    def _doubt(self, trouble: Trouble, anyway: Callable[[], None]) -> None:
        """A soft rule speaks against it: it is done on her word."""

        def do() -> None:
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)  # the button goes with the notice
            anyway()

        self.notice.say(str(trouble), Tone.WARN, tr("Do it anyway"), do)

    def _judge(self, source: Place, target: Place) -> Verdict:
        return Verdict("") if self._shown is None else self.acts.judge(self._shown, source, target)

    def _with(self, work: Callable[[Shown], None]) -> None:
        if self._shown is not None and self._shown.sees_all:
            work(self._shown)

    # The window -------------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        window = self.window()
        if not self._keys_told and isinstance(window, MainWindow):
            self._keys_told = True
            add_keys(self, window.keys)
        self.refreshing.shown()

    def _changed(self, changes: Changes) -> None:
        if changes.concerns(*_KINDS):
            self.refreshing.ask()

    def _signed_in(self, _session: object) -> None:
        """Somebody else looks: begin where it concerns her, at the rota as it is."""
        self._version = None
        self.past.clear()
        self.chosen.forget()
        self.refreshing.ask()

    def _today(self) -> date:
        return self._workplace.now().astimezone(ZONE).date()

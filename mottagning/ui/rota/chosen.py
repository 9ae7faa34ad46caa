"""The chosen shift or day: kept through refreshes and in both views, told in the panel, and what a pick there means."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from mottagning.rota.account import Account, account
from mottagning.rota.month import Slot
from mottagning.ui import when
from mottagning.ui.main_window import MainWindow
from mottagning.ui.rota import look
from mottagning.ui.rota.actions import Actions
from mottagning.ui.rota.cells import Place
from mottagning.ui.rota.grid import Grid
from mottagning.ui.rota.look import Candidates, Offers, Shown, Why
from mottagning.ui.rota.reasons import why_words
from mottagning.ui.rota.shiftpanel import ShiftPanel
from mottagning.ui.workplace import Workplace

_SOON_MS = 60


class Chosen(QObject):
    """Knows one place at a time. `lit` gives the person whose turns stand out, and her name ("" for nobody)."""

    lit = Signal(str, str)

    def __init__(
        self, workplace: Workplace, grids: tuple[Grid, Grid], panel: ShiftPanel, acts: Actions, parent: QObject
    ) -> None:
        """`grids` are the view of posts and that of people."""
        super().__init__(parent)
        self._workplace = workplace
        self._by_post, self._by_person = grids
        self._front = self._by_post
        self._panel = panel
        self._acts = acts
        self._shown: Shown | None = None
        self.place: Place | None = None
        self.slot: Slot | None = None
        """The shift that the panel is about."""
        self._day: date | None = None
        """The day that was asked for before its month was read."""
        self._number: int | None = None
        """A digit that was pressed before it was known who can take the shift."""
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._read)
        for grid in grids:
            grid.chosen.connect(self.choose)
            grid.emptied.connect(lambda _place: self.empty())
            grid.numbered.connect(self._pick_number)
        panel.person_picked.connect(self.pick_person)
        panel.post_picked.connect(self._pick_post)
        panel.emptied.connect(self.empty)
        panel.numbered.connect(self._pick_number)
        panel.account_asked.connect(self.show_account)
        panel.left.connect(lambda: self._front.setFocus(Qt.FocusReason.OtherFocusReason))

    @property
    def person(self) -> str | None:
        """Whom it is about."""
        if self.place is not None and self.place.person is not None:
            return self.place.person
        return None if self.slot is None else self.slot.person

    def forget(self, day: date | None = None) -> None:
        """Choose anew when the next month is shown: a shift of `day`, or where to begin."""
        self.place, self._day = None, day

    def show(self, shown: Shown) -> None:
        """After a refresh: the same place again, else where to begin."""
        self._shown = shown
        if self.place is None:
            day, self._day = self._day, None
            slot = shown.first_for(self._workplace.me) if day is None else shown.first_on(day)
            self.place = None if slot is None else self._place_of(slot)
        self._select()

    def bring_to(self, grid: Grid) -> None:
        """Another view comes to the front: the same turn there, or what was chosen there before."""
        self._front = grid
        place = grid.place() if self.slot is None else self._place_of(self.slot)
        if place is not None:
            self.place = place
            self._select()

    def choose(self, place: object) -> None:
        """Choose a place."""
        if isinstance(place, Place) and place != self.place:
            self.place = place
            self._number = None
            self._tell()

    def go_to(self, day: date, post: str | None) -> None:
        """Choose a shift, or (None) the first of the day that needs somebody."""
        if self._shown is None:
            return
        slot = self._shown.first_on(day) if post is None else self._shown.slot(day, post)
        if slot is not None:
            self.place = self._place_of(slot)
            self._select()

    def pick_person(self, person: str) -> None:
        """Put somebody on the chosen shift."""
        if self._may_change() and self._shown is not None and self.slot is not None:
            self._acts.assign(self._shown, self.slot, person)
            self._front.setFocus(Qt.FocusReason.OtherFocusReason)

    def empty(self) -> None:
        """Take whoever it is off the chosen shift."""
        if self._may_change() and self._shown is not None and self.slot is not None:
            self._acts.assign(self._shown, self.slot, None)

    def light(self, person: str | None) -> None:
        """Let somebody's turns stand out in both views."""
        if self._shown is not None:
            self._by_post.light(person)
            self._by_person.light(person)
            self.lit.emit(person or "", self._shown.names.person(person))

    def show_account(self) -> None:
        """Open the account of whoever is chosen; for the lead."""
        shown, person, window = self._shown, self.person, self._panel.window()
        if not self._may_change() or shown is None or person is None or not isinstance(window, MainWindow):
            return

        def show(found: Account | None) -> None:
            from mottagning.ui.rota.accountcard import WIDTH, AccountCard

            content = AccountCard(self._workplace, found, shown.names)
            card = window.show_card(shown.names.person(person), content, width=WIDTH)
            content.finished.connect(card.slide_out)

        self._workplace.read(self, lambda _: account(shown.month, person), show)

    def _may_change(self) -> bool:
        return self._shown is not None and self._shown.sees_all

    def _pick_post(self, post: str) -> None:
        shown, place = self._shown, self.place
        slot = shown.slot(place.date, post) if shown and place else None
        if shown is not None and slot is not None and place is not None and place.person is not None:
            self._acts.assign(shown, slot, place.person)
            self._front.setFocus(Qt.FocusReason.OtherFocusReason)

    def _pick_number(self, number: int) -> None:
        if self.slot is None or not self._may_change():
            return
        if not self._panel.is_ready:
            self._number = number
        elif number <= len(self._panel.able):
            self.pick_person(self._panel.able[number - 1])

    def _place_of(self, slot: Slot) -> Place:
        """Where a shift is in the view in front; for an empty one its day with the first of the people."""
        if self._front is self._by_post:
            return Place(slot.date, post=slot.post)
        return Place(slot.date, person=slot.person or next(iter(self._by_person.cells.table.keys), None))

    def _select(self) -> None:
        if self.place is not None:
            self._front.select(self.place)
        self._tell()

    def _tell(self) -> None:
        """Say at once what is chosen; who could take it follows."""
        shown, place = self._shown, self.place
        if shown is None:
            return
        self.slot = shown.slot_at(place)
        self.light(self.person)
        if self.slot is not None:
            is_coming = shown.version is None and self.slot.date >= shown.month.today
            is_own = self.slot.person is not None and self.slot.person == shown.key_of(self._workplace.me)
            self._panel.show_shift(self.slot, shown, is_own=is_own and is_coming)
        elif place is not None and place.person is not None:
            title = f"{shown.names.person(place.person)} · {when.short_day(place.date)}"
            self._panel.show_person(place.person, shown, title)
        else:
            self._panel.show_nothing(may_change=shown.sees_all)
        self._soon.start()

    def _read(self) -> None:
        shown, place, slot = self._shown, self.place, self.slot
        if shown is None or place is None:
            return
        if slot is not None and shown.version is None:
            self._workplace.read(self, lambda database: look.why(database, shown, slot), self._show_why)
        if not shown.sees_all:
            return
        if slot is not None:
            self._workplace.read(self, lambda _: look.candidates(shown, slot), self._show_candidates)
        elif place.person is not None:
            person = place.person
            self._workplace.read(self, lambda _: look.offers(shown, place.date, person), self._show_offers)

    def _show_candidates(self, found: Candidates) -> None:
        if self._shown is None or found.slot != self.slot:
            return  # another one was chosen meanwhile
        self._panel.show_candidates(found, self._shown.names)
        if self._number is not None:
            number, self._number = self._number, None
            self._pick_number(number)

    def _show_why(self, found: Why) -> None:
        shown = self._shown
        if shown is not None and found.slot == self.slot:
            all_of_it = shown.sees_all or shown.key_of(self._workplace.me) == found.slot.person
            self._panel.show_why(why_words(found.origin, found.explanation, shown.names, sees_all=all_of_it))

    def _show_offers(self, found: Offers) -> None:
        if self._shown is not None and self.place == Place(found.day, person=found.person):
            self._panel.show_offers(found, self._shown.names)

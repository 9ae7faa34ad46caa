"""The ways to who does what, who is in, and the emergency cards: keys, the rail, and the search in the top line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut

from mottagning.texts import tr
from mottagning.ui.main_window import MainWindow
from mottagning.ui.workplace import Workplace

if TYPE_CHECKING:
    from mottagning.ui.finding.opening import Opener
    from mottagning.ui.guide.found import FoundList
    from mottagning.ui.guide.lines import View
    from mottagning.ui.widgets.card import Card

LOOKUP_KEY, EMERGENCY_KEY = "F6", "F12"


class GuideWays(QObject):
    """Opens the cards. What they need is loaded when they are first asked for."""

    def __init__(self, window: MainWindow, workplace: Workplace) -> None:
        super().__init__(window)
        self._window = window
        self._workplace = workplace
        self._emergency: Card | None = None
        self._lookup: Card | None = None
        self._found: FoundList | None = None
        self._results: Card | None = None
        self._opener: Opener | None = None
        everywhere = tr("Everywhere")
        window.keys.add(everywhere, LOOKUP_KEY, tr("Who does what, and who is in"), self.open_lookup)
        window.keys.tell(everywhere, (EMERGENCY_KEY,), tr("Emergency card"))
        # Not one of the window's keys: those rest while nobody is signed in, and nobody should have to sign in first.
        key = QShortcut(QKeySequence(EMERGENCY_KEY), window)
        key.setAutoRepeat(False)
        key.activated.connect(self.open_emergency)
        window.rail.add_card("people", tr("Directory"), LOOKUP_KEY, self.open_lookup)
        window.rail.add_card("warning", tr("Emergency"), EMERGENCY_KEY, self.open_emergency)
        window.topbar.sitting_opened.connect(lambda: self.open_lookup(view="people"))
        workplace.signed_in.connect(self._on_signed_in)
        window.topbar.typed.connect(self._typed)
        window.topbar.searched.connect(self.open_results)

    def open_emergency(self, key: str | None = None) -> None:
        """Show the emergency card over anything, at the one with `key`; again: close it."""
        from mottagning.ui.guide.emergency import WIDTH, EmergencyView

        if self._emergency is not None:
            if key is None:
                self._emergency.slide_out()
            else:
                self._emergency.content.show_key(key)  # type: ignore[attr-defined]
            return
        view = EmergencyView(self._workplace, key)
        self._emergency = self._window.show_card(tr("Emergency card"), view, width=WIDTH)
        self._emergency.gone.connect(self._forget_emergency)

    def open_lookup(self, item: object = None, view: View = "units") -> None:
        """Show who does what or who is in, at `item` if one is named; again: close it."""
        from mottagning.ui.guide.lookup import WIDTH, LookupView

        if self._lookup is not None:
            if item is None:
                self._lookup.slide_out()
            else:
                self._lookup.content.show_item(item)  # type: ignore[attr-defined]
            return
        content = LookupView(self._workplace, item, view)
        self._lookup = self._window.show_card(tr("Who does what, and who is in"), content, width=WIDTH)
        self._lookup.gone.connect(self._forget_lookup)
        content.emergency_asked.connect(self.open_emergency)

    def open_results(self, text: str) -> None:
        """Show everything that answers `text`, over anything."""
        from mottagning.ui.finding.results import WIDTH, ResultsView

        self._hide_found()
        if not text:
            return
        if self._results is not None:
            self._results.content.look_for(text)  # type: ignore[attr-defined]
            return
        content = ResultsView(self._workplace, text)
        self._results = self._window.show_card(tr("Search"), content, width=WIDTH)
        self._results.gone.connect(self._forget_results)
        content.opened.connect(self._open_hit)
        content.cases_asked.connect(self._look_in_cases)

    def _open_hit(self, hit: Any) -> None:
        """A case or a contact: its page shows it, when somebody may see it there today or has said why."""
        from mottagning.ui.finding.opening import Opener

        if self._opener is None:
            self._opener = Opener(self._window, self._workplace)
            self._opener.opened.connect(self._close_results)
        self._opener.open(*hit)

    def _look_in_cases(self, text: str) -> None:
        self._close_results()
        self._window.open_page("cases").search(text)  # type: ignore[attr-defined]

    def _close_results(self) -> None:
        if self._results is not None:
            self._results.slide_out()

    def _forget_results(self) -> None:
        self._results = None

    def _on_signed_in(self, session: object) -> None:
        """Who is in is nobody's affair who has not signed in."""
        if session is None:
            self._hide_found()
            for card in (self._lookup, self._results):
                if card is not None:
                    card.slide_out()

    def _typed(self, text: str) -> None:
        if self._found is None:
            if not text.strip():
                return
            from mottagning.ui.guide.found import FoundList

            middle = self._window.centralWidget()
            assert middle is not None
            self._found = FoundList(middle, self._window.topbar.search, self._workplace)
            self._found.picked.connect(self._open)
        self._found.look_for(text)

    def _open(self, item: Any) -> None:
        kind, key = item
        self._hide_found()
        self._window.topbar.search.clear()
        if kind == "card":
            self.open_emergency(key)
        elif kind == "all":
            self.open_results(key)
        elif kind in ("case", "contact"):
            self._open_hit(item)
        else:
            self.open_lookup(item)

    def _hide_found(self) -> None:
        if self._found is not None:
            self._found.hide()

    def _forget_emergency(self) -> None:
        self._emergency = None

    def _forget_lookup(self) -> None:
        self._lookup = None

"""The cards that the rota page lets slide in: absence, away today, proposals, demand, swaps, versions, publishing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from mottagning.rota import planning
from mottagning.rota.month import Slot
from mottagning.rota.versions import Version
from mottagning.texts import tr
from mottagning.ui.main_window import MainWindow
from mottagning.ui.rota.history import History
from mottagning.ui.rota.look import Shown
from mottagning.ui.workplace import Workplace, as_trouble

if TYPE_CHECKING:
    from mottagning.ui.rota.proposalscard import Prepare
    from mottagning.ui.rota.wallprint import WallPaper
    from mottagning.ui.widgets.card import Card

_ABSENCE = 520


class Cards(QObject):
    """Each is made when it is asked for. `refused` gives a Trouble, `version_wanted` a version to look at."""

    refused = Signal(object)
    version_wanted = Signal(object)

    def __init__(self, workplace: Workplace, history: History, page: QWidget) -> None:
        super().__init__(page)
        self._workplace = workplace
        self._history = history
        self._page = page

    def absence(self, shown: Shown, person: str | None, day: date) -> None:
        """Note that somebody is away; the lead may see proposals at once when that leaves turns empty."""
        from mottagning.ui.rota.absencecard import AbsenceCard

        form = AbsenceCard(self._workplace, self._history, shown.names, shown.ids, person, day)
        form.finished.connect(self._show(tr("Absence"), form, _ABSENCE).slide_out)
        form.proposals_asked.connect(lambda first, last: self._mend(shown, first, last))

    def _mend(self, shown: Shown, first: date, last: date) -> None:
        first = max(first, shown.month.today)
        if shown.sees_all and last >= first:
            plan = shown.month.plan_of(first)
            self._propose(shown, lambda database: planning.prepare_around(database, plan, first, last))

    def proposals(self, shown: Shown) -> None:
        """Compare proposals for the month shown."""
        month = shown.month
        first = max(month.month, month.today)
        self._propose(
            shown, lambda database: planning.prepare_again(database, month.plan, "few", first, month.month_end)
        )

    def _propose(self, shown: Shown, prepare: Prepare) -> None:
        from mottagning.ui.rota.proposalscard import WIDTH, ProposalsCard

        content = ProposalsCard(self._workplace, self._history, shown.names, prepare)
        card = self._show(tr("Proposals"), content, WIDTH)
        card.gone.connect(content.stop)
        content.finished.connect(card.slide_out)

    def away(self, person: int | None) -> None:
        """Note who is away today."""
        from mottagning.ui.rota.awaycard import WIDTH, AwayCard

        content = AwayCard(self._workplace, self._history.do, person)
        content.finished.connect(self._show(tr("Away today"), content, WIDTH).slide_out)

    def demand(self) -> None:
        """What the telephone takes."""
        from mottagning.ui.rota.demandcard import WIDTH, DemandCard

        self._show(tr("What the telephone takes"), DemandCard(self._workplace), WIDTH)

    def publish(self, shown: Shown) -> None:
        """Let everybody see the draft."""
        from mottagning.ui.rota.publishcard import WIDTH, PublishCard

        if shown.month.plan is None:
            return
        form = PublishCard(
            self._workplace,
            self._history,
            shown.names,
            shown.month.plan,
            lambda error: self.refused.emit(as_trouble(error)),
        )
        form.finished.connect(self._show(tr("Publish the rota"), form, WIDTH).slide_out)

    def wall(self, shown: Shown, day: date, chosen: Callable[[tuple[date, date] | None, WallPaper], None]) -> None:
        """Choose a sheet for the wall: of the month shown, of weeks from the one of `day`, or of all."""
        from mottagning.ui.rota.wallcard import WIDTH, WallCard

        content = WallCard(shown.month.month, day)
        card = self._show(tr("Sheet for the wall"), content, WIDTH)
        content.chosen.connect(card.slide_out)
        content.chosen.connect(chosen)

    def take_over(self, path: Path) -> None:
        """Map a workbook, and take its rota over."""
        from mottagning.ui.rota.takeovercard import WIDTH, TakeOverCard

        content = TakeOverCard(self._workplace, self._history, path, self._page.window().height())
        content.finished.connect(self._show(path.name, content, WIDTH).slide_out)

    def swaps(self, shown: Shown, chosen: Slot | None) -> None:
        """Ask for swaps, of the chosen shift first; take and approve them."""
        from mottagning.ui.rota.swapscard import WIDTH, SwapsCard

        self._show(tr("Swaps"), SwapsCard(self._workplace, shown.names, chosen), WIDTH)

    def versions(self) -> None:
        """The versions of the rota."""
        from mottagning.ui.rota.versionscard import WIDTH, VersionsCard

        content = VersionsCard(self._workplace)
        card = self._show(tr("Versions of the rota"), content, WIDTH)

        def leave(version: Version) -> None:
            card.slide_out()
            self.version_wanted.emit(version)

        content.wanted.connect(leave)

    def _show(self, title: str, content: QWidget, width: int) -> Card:
        window = self._page.window()
        assert isinstance(window, MainWindow)
        return window.show_card(title, content, width=width)

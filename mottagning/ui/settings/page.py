"""The settings: parts in a list to the left, the one that is chosen to the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from mottagning.settings import Settings
from mottagning.texts import tr
from mottagning.ui.theme import grown, is_practice
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.form import EmptyState, hairline, label
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row
from mottagning.ui.workplace import Workplace

_LIST = 220


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the settings; `for_lead` is made for team leads alone."""

    key: str
    title: str
    icon: str
    make: Callable[[], QWidget]
    for_lead: bool = False


class SettingsPage(QWidget):
    """Each part is made when it is first shown, and anew when somebody else has sat down."""

    def __init__(self, workplace: Workplace, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._settings = settings
        self._parts = {part.key: part for part in self._all_parts()}
        self._made: dict[str, QWidget] = {}
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.list = RowList(tr("Parts of the settings"), dense=True)
        self.list.set_rows([Row(key=part.key, title=part.title, icon=part.icon) for part in self._parts.values()])
        self.list.chosen.connect(lambda key: self._show(str(key)))
        self.stack = QStackedWidget()
        title = label(tr("Settings"), "title")
        title.setContentsMargins(BETWEEN, BETWEEN, BETWEEN, INSIDE)
        side = QWidget()
        side.setFixedWidth(grown(_LIST))
        lines = QVBoxLayout(side)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(title)
        lines.addWidget(self.list, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(side)
        row.addWidget(hairline(vertical=True))
        row.addWidget(self.stack, 1)
        self.setFocusProxy(self.list)
        workplace.signed_in.connect(self._start_anew)
        self.list.select(next(iter(self._parts)))

    @property
    def part(self) -> QWidget | None:
        """The part that is shown."""
        return self.stack.currentWidget()

    def show_item(self, key: object) -> None:
        """Show the part with this key (`Part.key`)."""
        self.list.select(str(key))

    def _show(self, key: str) -> None:
        if key not in self._made:
            part = self._parts[key]
            self._made[key] = part.make() if self._workplace.is_lead or not part.for_lead else _refusal(part)
            self.stack.addWidget(self._made[key])
        self.stack.setCurrentWidget(self._made[key])

    def _start_anew(self, _session: object) -> None:
        """What somebody else was writing is hers."""
        for widget in self._made.values():
            self.stack.removeWidget(widget)
            widget.deleteLater()
        self._made.clear()
        self._show(str(self.list.selected_key()))

    def _all_parts(self) -> tuple[Part, ...]:
        """The parts in the order of the list."""
        workplace = self._workplace

        def computer() -> QWidget:
            from mottagning.ui.settings.computer import ComputerSection

            made = ComputerSection(workplace, self._settings)
            made.kept.connect(self._keep)
            return made

        def practice() -> QWidget:
            from mottagning.ui.settings.practising import PractisingSection

            return PractisingSection(workplace, self._settings)

        def password() -> QWidget:
            from mottagning.ui.settings.mypassword import MyPasswordSection

            return MyPasswordSection(workplace)

        def mailboxes() -> QWidget:
            from mottagning.ui.settings.mailboxes import MailboxesSection

            return MailboxesSection(workplace)

        def messages() -> QWidget:
            from mottagning.ui.settings.notices import NoticesSection

            return NoticesSection(workplace)

        def telephony() -> QWidget:
            from mottagning.ui.settings.telephony import TelephonySection

            return TelephonySection(workplace)

        def feeds() -> QWidget:
            from mottagning.ui.settings.feedsources import FeedSourcesSection

            return FeedSourcesSection(workplace, self._settings.data)

        def unit() -> QWidget:
            from mottagning.ui.settings.unit import UnitSection

            return UnitSection(workplace)

        def staff() -> QWidget:
            from mottagning.ui.settings.staff import StaffSection

            return StaffSection(workplace)

        def absence() -> QWidget:
            from mottagning.ui.settings.absence import AbsenceSection

            return AbsenceSection(workplace)

        def rota() -> QWidget:
            from mottagning.ui.settings.rotasection import RotaSection

            return RotaSection(workplace)

        def units() -> QWidget:
            from mottagning.ui.settings.guidesection import UnitsSection

            return UnitsSection(workplace)

        def emergency() -> QWidget:
            from mottagning.ui.settings.guidesection import EmergencySection

            return EmergencySection(workplace)

        def routines() -> QWidget:
            from mottagning.ui.settings.routines import RoutinesSection

            return RoutinesSection(workplace)

        def deadlines() -> QWidget:
            from mottagning.ui.settings.deadlines import DeadlinesSection

            return DeadlinesSection(workplace)

        def goals() -> QWidget:
            from mottagning.ui.settings.goals import GoalsSection

            return GoalsSection(workplace)

        def weights() -> QWidget:
            from mottagning.ui.settings.weights import WeightsSection

            return WeightsSection(workplace)

        def records() -> QWidget:
            from mottagning.ui.settings.records import RecordsSection

            return RecordsSection(workplace)

        def surveys() -> QWidget:
            from mottagning.ui.settings.surveys import SurveysSection

            return SurveysSection(workplace)

        def data() -> QWidget:
            from mottagning.ui.settings.data import DataSection

            return DataSection(workplace, self._settings)

        parts = (
            Part(key="computer", title=tr("This computer"), icon="settings", make=computer),
            Part(key="password", title=tr("My password"), icon="key", make=password),
            Part(key="mailboxes", title=tr("Mailboxes"), icon="mail", make=mailboxes),
            Part(key="telephony", title=tr("Telephony"), icon="phone", make=telephony),
            Part(key="feeds", title=tr("Case list"), icon="cases", make=feeds, for_lead=True),
            Part(key="unit", title=tr("The unit"), icon="desk", make=unit, for_lead=True),
            Part(key="staff", title=tr("Staff"), icon="people", make=staff, for_lead=True),
            Part(key="absence", title=tr("Absence"), icon="away", make=absence, for_lead=True),
            Part(key="rota", title=tr("Rota"), icon="rota", make=rota, for_lead=True),
            Part(key="messages", title=tr("Messages"), icon="pass_on", make=messages, for_lead=True),
            Part(key="units", title=tr("Who does what"), icon="phone", make=units, for_lead=True),
            Part(key="emergency", title=tr("Emergency cards"), icon="warning", make=emergency, for_lead=True),
            Part(key="routines", title=tr("Routines"), icon="check", make=routines, for_lead=True),
            Part(key="deadlines", title=tr("Time limits"), icon="clock", make=deadlines, for_lead=True),
            Part(key="goals", title=tr("Goals"), icon="goals", make=goals, for_lead=True),
            Part(key="weights", title=tr("Case weight"), icon="cases", make=weights, for_lead=True),
            Part(key="surveys", title=tr("Surveys"), icon="check", make=surveys, for_lead=True),
            Part(key="records", title=tr("Records"), icon="letter", make=records, for_lead=True),
            Part(key="data", title=tr("Data"), icon="lock", make=data, for_lead=True),
            Part(key="practice", title=tr("Practise"), icon="help", make=practice),
        )
        return parts[:-1] if is_practice() else parts

    def _keep(self, settings: Settings) -> None:
        self._settings = settings


def _refusal(part: Part) -> QWidget:
    return EmptyState(part.title, tr("The team lead takes care of this."), icon="lock")

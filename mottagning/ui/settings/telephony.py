"""The telephone: which switchboards tell of calls, whether they do, and the address to give to their supplier."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from mottagning.changes import Changes
from mottagning.contacts.phone import switchboards
from mottagning.contacts.phone.calls import last_told
from mottagning.contacts.phone.switchboards import SwitchboardState
from mottagning.db import Database
from mottagning.texts import N_, tr
from mottagning.ui import when
from mottagning.ui.main_window import MainWindow
from mottagning.ui.settings.section import Section
from mottagning.ui.settings.switchboardform import DIALECTS, SwitchboardForm
from mottagning.ui.tokens import INSIDE, Tone
from mottagning.ui.widgets.form import beside, primary_button
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row
from mottagning.ui.workplace import Workplace

_BY_COMMAND = "phone"
_REFUSED = {"key": N_("Wrong key"), "certificate": N_("Certificate not let in"), "content": N_("Not understood")}


class TelephonySection(Section):
    """Everybody sees whether calls come in; the team lead says who may tell of them."""

    def __init__(self, workplace: Workplace) -> None:
        why = tr(
            "A softphone can hand calls over on this computer. A switchboard tells the unit's service of them: give "
            "its supplier the address."
        )
        super().__init__(tr("Telephony"), why, scrolls=False)
        self._workplace = workplace
        self._states: dict[object, SwitchboardState] = {}
        self.list = RowList(tr("Telephony"), inset=INSIDE)
        self.list.opened.connect(self._change)
        self.list.acted.connect(self._change)
        self.add_button = primary_button(tr("Add a switchboard…"), partial(self._open, None))
        self.lines.addWidget(beside(self.add_button))
        self.add_button.setVisible(workplace.is_lead)
        self.lines.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        workplace.changed.connect(self._changed)
        self._refresh()

    def _changed(self, changes: Changes) -> None:
        if changes.concerns("setting", "contact"):
            self._refresh()

    def _refresh(self) -> None:
        self._workplace.read(self, _read, lambda found: self._show(*found))

    def _show(self, states: tuple[SwitchboardState, ...], last: datetime | None) -> None:
        self._states = {state.name: state for state in states}
        rows = [self._row(state) for state in states]
        if last is not None:
            rows.append(_by_command(last, self._workplace.now()))
        self.list.set_rows(rows)
        self.list.set_empty_sentence(tr("No call has been told of yet."))

    def _row(self, state: SwitchboardState) -> Row:
        detail, tone, word = _words(state)
        now = self._workplace.now()
        return Row(
            key=state.name,
            title=state.name,
            detail=f"{tr(DIALECTS[state.dialect])} · {detail}",
            icon="phone",
            right=when.when(state.told_at, now) if state.told_at else "",
            tone=tone,
            word=word,
            tip=when.exact(state.told_at) if state.told_at else "",
            action=tr("Change…") if self._workplace.is_lead else "",
        )

    def _change(self, key: object) -> None:
        if self._workplace.is_lead and key in self._states:
            self._open(self._states[key])

    def _open(self, state: SwitchboardState | None) -> None:
        window = self.window()
        assert isinstance(window, MainWindow)
        address = next((each.address for each in self._states.values() if each.address), None)
        form = SwitchboardForm(self._workplace, state, address)
        card = window.show_card(state.name if state else tr("New switchboard"), form, width=640)
        form.done.connect(card.slide_out)


def _read(database: Database) -> tuple[tuple[SwitchboardState, ...], datetime | None]:
    with database.reading():
        return switchboards.switchboards(database), last_told(database, _BY_COMMAND)


def _by_command(last: datetime, now: datetime) -> Row:
    return Row(
        key=None,
        title=tr("Softphone or command"),
        detail=tr("Handed over on a computer"),
        icon="phone",
        right=when.when(last, now),
        tone=Tone.GOOD,
        word=tr("Calls come in"),
        tip=when.exact(last),
    )


def _words(state: SwitchboardState) -> tuple[str, Tone, str]:
    """How it goes: a sentence, a tone and a word."""
    if state.is_refused and state.refused_at is not None:
        why = _REFUSED["certificate" if state.refused_certificate else state.refused_why or "key"]
        return tr("was turned away {time}", time=when.exact(state.refused_at)), Tone.BAD, tr(why)
    if state.told_at is not None:
        return state.address or "", Tone.GOOD, tr("Calls come in")
    if state.address is None:
        return tr("the service does not listen yet"), Tone.WARN, tr("No call yet")
    return state.address, Tone.QUIET, tr("No call yet")

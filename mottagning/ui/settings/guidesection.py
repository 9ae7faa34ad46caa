"""Two parts of the settings: who does what, and the emergency cards. The team lead keeps them for everybody."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from PySide6.QtWidgets import QLineEdit

from mottagning.changes import Changes
from mottagning.people import guide
from mottagning.people.guide import EmergencyCard, Entry, Guide, Item
from mottagning.texts import tr
from mottagning.ui.main_window import MainWindow
from mottagning.ui.settings.guideform import EmergencyForm, EntryForm, GuideForm
from mottagning.ui.settings.section import Section
from mottagning.ui.theme import grown
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.form import beside, button, primary_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.table import Column, Table, TableModel
from mottagning.ui.workplace import Workplace

_WIDEST = 1200
_SEARCH = 320
_CARD = 760


class _GuideSection(Section):
    """A table of items; Enter changes the one that is chosen."""

    def __init__(self, workplace: Workplace, title: str, why: str, add: str, columns: list[Column[Any]]) -> None:
        super().__init__(title, why, width=_WIDEST, scrolls=False)
        self._workplace = workplace
        self.guide: Guide | None = None
        self.model: TableModel[Any] = TableModel(columns, lambda item: item.key)
        self.table = Table(title, self.model)
        self.table.opened.connect(self._change)
        self.notice = Notice()
        self.add_button = primary_button(add, lambda: self._open(None))
        self.change_button = button(tr("Change…"), lambda: self._change(self.table.selected_key()))
        self.change_button.setEnabled(False)
        self.table.chosen.connect(lambda _key: self.change_button.setEnabled(True))
        self._lay_out()
        self.setFocusProxy(self.table)
        workplace.changed.connect(self._changed)
        self._refresh()

    def _lay_out(self) -> None:
        self.lines.addWidget(beside(self.add_button, self.change_button))
        self.lines.addWidget(self.notice)
        self.lines.addWidget(self.table, 1)

    @abstractmethod
    def _items(self, found: Guide) -> tuple[Item, ...]:
        """What the table shows."""

    @abstractmethod
    def _form(self, item: Item | None) -> GuideForm:
        """The form for an item, or for a new one."""

    @abstractmethod
    def _title(self, item: Item | None) -> str:
        """What stands over the form."""

    def _changed(self, changes: Changes) -> None:
        if changes.concerns("setting"):
            self._refresh()

    def _refresh(self) -> None:
        self._workplace.read(self, guide.load, self._take)

    def _take(self, found: Guide) -> None:
        self.guide = found
        self._show()
        examples = sum(map(guide.has_example, self._items(found)))
        if examples:
            said = tr("{n} have an example in place of a number. Put your own there before anybody rings.", n=examples)
            self.notice.say(said, Tone.WARN)
        else:
            self.notice.clear()

    def _show(self) -> None:
        if self.guide is not None:
            self.model.set_rows(self._items(self.guide))

    def _change(self, key: object) -> None:
        item = next((item for item in self._items(self.guide) if item.key == key), None) if self.guide else None
        if item is not None:
            self._open(item)

    def _open(self, item: Item | None) -> None:
        window = self.window()
        assert isinstance(window, MainWindow)
        form = self._form(item)
        card = window.show_card(self._title(item), form, width=_CARD)
        form.done.connect(card.slide_out)


class UnitsSection(_GuideSection):
    """Other units, authorities and lines: what they do and how they are reached."""

    def __init__(self, workplace: Workplace) -> None:
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Name, matter or number…"))
        self.search.setAccessibleName(tr("Search"))
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(grown(_SEARCH))
        self.search.textChanged.connect(lambda _text: self._show())
        why = tr("Where to send what is not ours. Everybody finds it with F6, or from the search at the top.")
        super().__init__(workplace, tr("Who does what"), why, tr("Add a unit…"), _unit_columns())

    def _lay_out(self) -> None:
        super()._lay_out()
        self.lines.insertWidget(self.lines.count() - 1, self.search)

    def _items(self, found: Guide) -> tuple[Item, ...]:
        text = self.search.text().strip()
        return guide.find(found.entries, text) if text else found.entries

    def _form(self, item: Item | None) -> GuideForm:
        assert item is None or isinstance(item, Entry)
        groups = dict.fromkeys(entry.group for entry in self.guide.entries) if self.guide else {}
        return EntryForm(self._workplace, item, list(groups))

    def _title(self, item: Item | None) -> str:
        return item.name if isinstance(item, Entry) else tr("New unit")


class EmergencySection(_GuideSection):
    """What to do when there is no time to think."""

    def __init__(self, workplace: Workplace) -> None:
        why = tr("Short steps and numbers for when there is no time to think. Everybody opens them with F12.")
        super().__init__(workplace, tr("Emergency cards"), why, tr("Add a card…"), _card_columns())

    def _items(self, found: Guide) -> tuple[Item, ...]:
        return found.cards

    def _form(self, item: Item | None) -> GuideForm:
        assert item is None or isinstance(item, EmergencyCard)
        return EmergencyForm(self._workplace, item)

    def _title(self, item: Item | None) -> str:
        return item.title if isinstance(item, EmergencyCard) else tr("New emergency card")


def _tone(item: Item) -> Tone:
    return Tone.WARN if guide.has_example(item) else Tone.PLAIN


def _unit_columns() -> list[Column[Any]]:
    def phone(entry: Entry) -> str:
        return tr("{phone} (example)", phone=entry.phone) if guide.has_example(entry) else entry.phone

    return [
        Column(title=tr("Group"), text=lambda entry: entry.group, width=104),
        Column(title=tr("Name"), text=lambda entry: entry.name, width=200),
        Column(title=tr("Phone"), text=phone, tone=_tone, width=184),
        Column(title=tr("What they do"), text=lambda entry: entry.does, stretches=True),
        Column(title=tr("Opening hours"), text=lambda entry: entry.hours, width=170),
    ]


def _card_columns() -> list[Column[Any]]:
    def numbers(card: EmergencyCard) -> str:
        said = ", ".join(number.phone for number in card.numbers)
        return tr("{phone} (example)", phone=said) if guide.has_example(card) else said

    return [
        Column(title=tr("What is happening"), text=lambda card: card.title, width=200),
        Column(title=tr("First step"), text=lambda card: card.steps[0], stretches=True),
        Column(title=tr("Steps"), text=lambda card: str(len(card.steps)), number=True, width=64),
        Column(title=tr("Numbers"), text=numbers, tone=_tone, width=260),
    ]

"""The cards on which the team lead changes a unit in the list of who does what, or an emergency card."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from mottagning.command import Command
from mottagning.db import Database
from mottagning.people import guide, openhours, staff
from mottagning.people.guide import EmergencyCard, Entry, Item, SaveGuide
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.cardform import CardForm
from mottagning.ui.theme import grown
from mottagning.ui.tokens import DENSE_ROW
from mottagning.ui.widgets.form import Form, danger_button, label
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row
from mottagning.ui.workplace import Workplace

_MOST_WORDINGS = 5
_STEPS_HEIGHT = 224
_NUMBERS_HEIGHT = 104
_SHIPPED = 0
"""The key of the wording that the program came with."""


class GuideForm(CardForm):
    """What all kinds have in common: save, take away, and bring an earlier wording back. `done` after that.

    An item has a key, and a version that is 0 for one that the program came with.
    """

    def __init__(self, workplace: Workplace, item: Any | None, parent: QWidget | None = None) -> None:
        super().__init__(workplace, parent)
        self._item = item
        self._wordings: dict[object, Any] = {}
        self.keywords = QLineEdit()
        self.remove = danger_button(tr("Take away"), self._remove)
        self.remove.setVisible(False)
        self._earlier = label(tr("Earlier wordings"), "quiet")
        self.wordings = RowList(tr("Earlier wordings"), dense=True, icons=False, inset=0)
        self.wordings.acted.connect(self._bring_back)
        self.wordings.opened.connect(self._bring_back)
        self._form = Form()

    def _lay_out(self) -> None:
        self._add_keywords(tr("Found by"), tr("Other words that people ask with, with a comma between."))
        body = self._body()
        lines = self._place(body, other_way=self.remove)
        lines.setStretchFactor(body, 1)
        for part in (self._earlier, self.wordings):
            part.hide()
            lines.addWidget(part)
        if self._item is not None:
            self.remove.setVisible(True)
            self._fill(self._item)
            self._read_wordings(self._item)

    @abstractmethod
    def _said(self) -> Any:
        """What the form says."""

    @abstractmethod
    def _fill(self, item: Any) -> None:
        """Show `item` in the fields."""

    def _body(self) -> QWidget:
        """What the fields stand in."""
        return self._form

    def _add_keywords(self, title: str, hint: str) -> None:
        self._form.add(title, self.keywords, hint)

    def _command(self, item: Any, removed: bool = False) -> Command:
        """Lets it read like this, or takes it away."""
        return SaveGuide(by=self._workplace.me, item=item, removed=removed)

    def _kept_wordings(self, database: Database, item: Any) -> Sequence[Any]:
        """What it has read, the newest first: each with its item, when it was written and by whom."""
        return guide.wordings(database, item)

    def _as_shipped(self, item: Any) -> Any | None:
        """What the program came with, to be saved over `item`."""
        return guide.as_shipped(item)

    def _words(self) -> tuple[str, ...]:
        return tuple(self.keywords.text().split(","))

    def _kept(self) -> dict[str, Any]:
        """What is not written here."""
        return {"key": self._item.key, "version": self._item.version} if self._item else {}

    def _save(self) -> None:
        self._do(self._command(self._said()), tr("Saved."))

    def _remove(self) -> None:
        if self._item is not None:
            self._do(self._command(self._item, removed=True), tr("Taken away."))

    def _read_wordings(self, item: Any) -> None:
        def read(database: Database) -> tuple[Sequence[Any], dict[int, str]]:
            names = {person.id: person.name for person in staff.everyone(database)}
            return self._kept_wordings(database, item), names

        self._workplace.read(self, read, lambda found: self._show_wordings(item, *found))

    def _show_wordings(self, item: Any, found: Sequence[Any], names: dict[int, str]) -> None:
        """All but the one that holds; the program's own comes last."""
        now = self._workplace.now()
        rows = []
        for wording in found[1 : _MOST_WORDINGS + 1]:
            who = names.get(wording.by or 0, "")
            title = " · ".join(filter(None, (when.when(wording.at, now), who)))
            rows.append(Row(key=wording.item.version, title=title, action=tr("Bring back")))
            self._wordings[wording.item.version] = wording.item
        shipped = self._as_shipped(item)
        if shipped is not None and item.version:
            rows.append(Row(key=_SHIPPED, title=tr("As the program came with it"), action=tr("Bring back")))
            self._wordings[_SHIPPED] = shipped
        self._earlier.setVisible(bool(rows))
        self.wordings.setVisible(bool(rows))
        self.wordings.setFixedHeight(len(rows) * grown(DENSE_ROW))
        self.wordings.set_rows(rows)

    def _bring_back(self, key: object) -> None:
        """Fill the fields with how it was; it holds when it is saved."""
        if key in self._wordings:
            self._fill(self._wordings[key])
            self.notice.say(tr("This is how it was. Save to let it hold again."))


class EntryForm(GuideForm):
    """One unit, authority or line."""

    def __init__(self, workplace: Workplace, item: Entry | None, groups: Sequence[str]) -> None:
        super().__init__(workplace, item)
        self.name, self.does, self.phone, self.email, self.hours = (QLineEdit() for _ in range(5))
        self.group = QComboBox()
        self.group.setEditable(True)
        self.group.addItems(list(groups))
        self.group.setCurrentText("")
        self.hours.textChanged.connect(self._tell_hours)
        self._understood = label("", "caption", "quiet", wraps=True)
        form = self._form
        form.add(tr("Name"), self.name)
        form.add(tr("Group"), self.group)
        form.add(tr("What they do"), self.does)
        form.add(tr("Phone"), self.phone)
        form.add(tr("E-mail"), self.email)
        form.add(tr("Opening hours"), self.hours)
        form.add("", self._understood)
        self._lay_out()
        self._tell_hours()
        self.setFocusProxy(self.name)

    def _tell_hours(self) -> None:
        text = self.hours.text().strip()
        said = tr("As “Vardagar 8–16”, “mån–tors 9–11; fre 9–10” or “Dygnet runt”.")
        if text and openhours.understood(text):
            word, _ = _opening(text, self._workplace)
            said = tr("Understood: {now}.", now=word) if word else tr("Understood.")
        elif text:
            said = tr("It is shown as it stands: it is not clear when they are open.")
        self._understood.setText(said)

    def _said(self) -> Entry:
        return Entry(
            **self._kept(),
            group=self.group.currentText(),
            name=self.name.text(),
            does=self.does.text(),
            phone=self.phone.text(),
            email=self.email.text(),
            hours=self.hours.text(),
            keywords=self._words(),
        )

    def _fill(self, item: Item) -> None:
        assert isinstance(item, Entry)
        self.group.setCurrentText(item.group)
        for field, text in (
            (self.name, item.name),
            (self.does, item.does),
            (self.phone, item.phone),
            (self.email, item.email),
            (self.hours, item.hours),
            (self.keywords, ", ".join(item.keywords)),
        ):
            field.setText(text)
            field.setCursorPosition(0)


class EmergencyForm(GuideForm):
    """One emergency card: a step a line, a number a line."""

    def __init__(self, workplace: Workplace, item: EmergencyCard | None) -> None:
        super().__init__(workplace, item)
        self.title = QLineEdit()
        self.steps, self.numbers = QPlainTextEdit(), QPlainTextEdit()
        self.steps.setFixedHeight(grown(_STEPS_HEIGHT))
        self.numbers.setFixedHeight(grown(_NUMBERS_HEIGHT))
        for field in (self.steps, self.numbers):
            field.setTabChangesFocus(True)
        form = self._form
        form.add(tr("What is happening"), self.title)
        form.add(tr("Steps"), self.steps, tr("One a line, the most urgent first; at most {n}.", n=guide.MOST_STEPS))
        form.add(tr("Numbers"), self.numbers, tr("One a line: the name, then the number."))
        self._lay_out()
        self.setFocusProxy(self.title)

    def _said(self) -> EmergencyCard:
        written = self.numbers.toPlainText().splitlines()
        return EmergencyCard(
            **self._kept(),
            title=self.title.text(),
            steps=tuple(self.steps.toPlainText().splitlines()),
            numbers=tuple(guide.read_number(line) for line in written if line.strip()),
            keywords=self._words(),
        )

    def _fill(self, item: Item) -> None:
        assert isinstance(item, EmergencyCard)
        self.title.setText(item.title)
        self.steps.setPlainText("\n".join(item.steps))
        self.numbers.setPlainText("\n".join(f"{number.name} {number.phone}" for number in item.numbers))
        self.keywords.setText(", ".join(item.keywords))
        self.keywords.setCursorPosition(0)


def _opening(text: str, workplace: Workplace) -> tuple[str, object]:
    from mottagning.ui.guide.lines import opening_words

    return opening_words(text, workplace.now())

"""Who does what, and who is in: one search through colleagues, other units, authorities and emergency cards."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.desk.whoisin import Presence
from mottagning.people import guide
from mottagning.people.guide import Entry
from mottagning.texts import tr
from mottagning.ui.guide import lines
from mottagning.ui.guide.lines import Known, View
from mottagning.ui.theme import grown
from mottagning.ui.tokens import BETWEEN, INSIDE, STEP, Tone
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.form import hairline, label, link_button
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.steering import Steering
from mottagning.ui.workplace import Workplace

WIDTH = 900
_DETAILS = 300
_HEIGHT = 604
_SOON_MS = 50
_KINDS = ("setting", "person", "absence", "rota")


class LookupView(QWidget):
    """The list narrows while one types; to the right what is known of the one that is chosen."""

    emergency_asked = Signal(str)

    def __init__(
        self, workplace: Workplace, item: object = None, view: View = "units", parent: QWidget | None = None
    ) -> None:
        """`item` is the key of a row to begin with, `view` what is shown until something is typed."""
        super().__init__(parent)
        self._workplace = workplace
        self._wanted = item
        self._known: Known | None = None
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Name, unit, matter or number…"))
        self.search.setAccessibleName(tr("Search"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _text: self._show())
        self.search.returnPressed.connect(self._open_chosen)
        self.view = Choice(tr("What is shown"), (("units", tr("Who does what")), ("people", tr("Who is in"))), view)
        self.view.chosen.connect(lambda view: self.show_view(view))
        self.list = RowList(tr("Who does what, and who is in"), inset=INSIDE)
        Steering(self.search, self.list)
        self.list.set_empty_sentence(tr("Nobody and nothing is called that. Try a shorter word."))
        self.list.chosen.connect(lambda _key: self._show_details())
        self.list.opened.connect(self._open)
        self._details = QWidget()
        left = QVBoxLayout()
        left.setSpacing(INSIDE)
        left.addWidget(self.search)
        left.addWidget(self.view)
        left.addWidget(self.list, 1)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(BETWEEN)
        self._row.addLayout(left, 1)
        self._row.addWidget(hairline(vertical=True))
        self._row.addWidget(self._details)
        self._details.setFixedWidth(grown(_DETAILS))
        self.setFocusProxy(self.search)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._read)
        workplace.changed.connect(self._changed)
        self._read()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, _HEIGHT)

    def hasHeightForWidth(self) -> bool:
        return False  # the list takes what there is, however long the words beside it are

    def show_item(self, item: object) -> None:
        """Choose what has this key."""
        self._wanted = item
        self.search.clear()
        self._show()

    def show_view(self, view: View) -> None:
        """Show who is in, or who does what."""
        self.view.set_value(view)
        self.search.clear()
        self._show()

    def _changed(self, changes: Changes) -> None:
        if changes.concerns(*_KINDS):
            self._soon.start()

    def _read(self) -> None:
        now = self._workplace.now()
        self._workplace.read(self, lambda database: lines.read(database, now), self._take)

    def _take(self, known: Known) -> None:
        self._known = known
        self._show()

    def _show(self) -> None:
        if self._known is None:
            return
        chosen = self._wanted or self.list.selected_key()
        if isinstance(self._wanted, tuple):
            self.view.set_value("people" if self._wanted[0] == "person" else "units")
        self._wanted = None
        found = lines.groups(self._known, self.search.text(), self.view.value())  # type: ignore[arg-type]
        self.list.set_groups(found)
        if not (chosen and self.list.select(chosen)) and found:
            self.list.select(found[0].rows[0].key)
        self._show_details()

    def _show_details(self) -> None:
        made = self._made(self.list.selected_key())
        made.setFixedWidth(grown(_DETAILS))
        self._row.replaceWidget(self._details, made)
        self._details.hide()
        self._details.deleteLater()
        made.show()
        self._details = made

    def _made(self, key: object) -> QWidget:
        if self._known is None or not isinstance(key, tuple):
            return QWidget()
        kind, which = key
        if kind == "person":
            person = next(each for each in self._known.today.people if each.person.id == which)
            return _about_person(person, self._known)
        if kind == "unit":
            entry = next(each for each in self._known.guide.entries if each.key == which)
            return self._about_unit(entry, self._known)
        card = next(each for each in self._known.guide.cards if each.key == which)
        way = link_button(tr("Open the card"), lambda: self.emergency_asked.emit(card.key))
        return _below(label(card.title, "title", wraps=True), label(card.steps[0], wraps=True), way)

    def _about_unit(self, entry: Entry, known: Known) -> QWidget:
        word, tone = lines.opening_words(entry.hours, known.at)
        parts: list[QWidget] = [label(entry.name, "title", wraps=True)]
        if entry.phone:
            parts.append(_selectable(label(entry.phone, "figure")))
        if guide.is_example(entry.phone):
            parts.append(label(tr("This is an example. Put your own number in its place."), "warn", wraps=True))
        if word:
            parts.append(label(word[:1].upper() + word[1:], "strong", tone.value if tone is Tone.GOOD else "quiet"))
        parts += [label(entry.hours, "quiet", wraps=True)] if entry.hours else []
        parts += [label(entry.does, wraps=True)] if entry.does else []
        parts += [_selectable(label(entry.email))] if entry.email else []
        if self._workplace.is_lead:
            parts.append(link_button(tr("Change…"), lambda: self._workplace.wanted.emit("settings", "units")))
        return _below(*parts)

    def _open_chosen(self) -> None:
        self._open(self.list.selected_key())

    def _open(self, key: object) -> None:
        if isinstance(key, tuple) and key[0] == "card":
            self.emergency_asked.emit(str(key[1]))


def _about_person(each: Presence, known: Known) -> QWidget:
    said = lines.presence_words(each, known.at)
    parts: list[QWidget] = [label(each.person.name, "title", wraps=True)]
    if each.person.phone:
        parts.append(_selectable(label(each.person.phone, "figure")))
    parts.append(label(said[:1].upper() + said[1:], "strong", "good" if each.present != "out" else "quiet", wraps=True))
    parts += [label(duty, wraps=True) for duty in lines.duties(each)]
    parts += [_selectable(label(each.person.email))] if each.person.email else []
    if each.present == "out" and each.covered_by is None:
        parts.append(label(tr("Whoever sits in reception answers in her place."), "quiet", wraps=True))
    return _below(*parts)


def _selectable(words: QLabel) -> QLabel:
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return words


def _below(*parts: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, STEP, 0, 0)
    column.setSpacing(INSIDE)
    for part in parts:
        column.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft if not isinstance(part, QLabel) else Qt.AlignmentFlag(0))
    column.addStretch(1)
    return made

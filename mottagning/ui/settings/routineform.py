"""The card on which the team lead changes a routine: its steps and texts, and when it is suggested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from mottagning.contacts.caller import ROLES
from mottagning.contacts.model import CHANNELS
from mottagning.db import Database
from mottagning.desk import routines
from mottagning.desk.routine import MOST_STEPS, SIGNS, Routine, Step
from mottagning.desk.routines import SaveRoutine, Wording
from mottagning.folding import fold
from mottagning.people.guide import Entry
from mottagning.texts import N_, tr
from mottagning.ui.desk import words
from mottagning.ui.settings.guideform import GuideForm
from mottagning.ui.settings.ticks import Ticks
from mottagning.ui.theme import grown
from mottagning.ui.tokens import CATEGORIES, Tone
from mottagning.ui.widgets.scrolling import Room
from mottagning.ui.workplace import Workplace

MUST = "*"
"""Stands before a step that must be done."""
SIGN_WORDS = {"concern": N_("Report of concern, marked or possible"), "missed": N_("Missed call")}
_ROW = 22


class RoutineForm(GuideForm):
    """One routine: a step a line. What it knows of units is given by their keys and entries."""

    def __init__(self, workplace: Workplace, routine: Routine | None, units: Mapping[str, Entry]) -> None:
        super().__init__(workplace, routine)
        self._units = units
        self.title, self.due = QLineEdit(), QLineEdit()
        self.steps, self.say = _lines(7), _lines(3)
        self.note, self.answer, self.elsewhere = _lines(4), _lines(4), _lines(2)
        self.signs = Ticks(tr("Kind of contact"), [(sign, tr(SIGN_WORDS[sign])) for sign in SIGNS])
        self.callers = Ticks(tr("Who it comes from"), [(role, tr(words.CALLERS[role])) for role in ROLES])
        self.channels = Ticks(tr("Way"), [(name, tr(words.CHANNELS[name])) for name in CHANNELS])
        self.categories = Ticks(
            tr("Category of the case"),
            [(name, tr(each.word)) for name, each in CATEGORIES.items() if name != "follow_up"],
        )
        form = self._form
        form.add(tr("Title"), self.title)
        form.add(tr("Until when"), self.due, tr("What the law or the unit says of the time, as “the same day”."))
        hint = tr("One a line, at most {n}. Put {sign} before what must be done.", n=MOST_STEPS, sign=MUST)
        form.add(tr("Steps"), self.steps, hint)
        form.add(tr("To say"), self.say, tr("One sentence to read out a line."))
        form.add(tr("Into the note"), self.note, tr("What the note is to hold, as headings to fill in."))
        form.add(tr("Into the answer"), self.answer, tr("Goes by e-mail: nothing sensitive, and nobody's name."))
        form.add(tr("Who can help"), self.elsewhere, tr("Names from “Who does what”, one a line."))
        form.section(tr("When it is suggested"))
        form.add(tr("Kind of contact"), self.signs)
        form.add(tr("Who it comes from"), self.callers)
        form.add(tr("Only these ways"), self.channels)
        form.add(tr("Only these categories"), self.categories)
        self._lay_out()
        self.remove.setText(tr("Hide"))
        self.setFocusProxy(self.title)

    def _body(self) -> QWidget:
        """They are many: in a small window they are scrolled, and what saves them stands still."""
        self._form.setProperty("look", "surface")
        self._form.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        return Room(self._form)

    def _add_keywords(self, _title: str, _hint: str) -> None:
        hint = tr(
            "Beginnings of words that are said or written, with a comma between; up to four letters: whole words."
        )
        super()._add_keywords(tr("Words"), hint)

    def _command(self, item: Routine, removed: bool = False) -> SaveRoutine:
        return SaveRoutine(by=self._workplace.me, routine=item, removed=removed)

    def _kept_wordings(self, database: Database, item: Routine) -> Sequence[Wording]:
        return routines.wordings(database, item.key)

    def _as_shipped(self, item: Routine) -> Routine | None:
        return routines.as_shipped(item)

    def _said(self) -> Routine:
        return Routine(
            **self._kept(),
            title=self.title.text(),
            due=self.due.text(),
            steps=tuple(map(_step, self.steps.toPlainText().splitlines())),
            say=tuple(self.say.toPlainText().splitlines()),
            note=self.note.toPlainText(),
            answer=self.answer.toPlainText(),
            elsewhere=self._keys_of_units(),
            signs=self.signs.values(),
            callers=self.callers.values(),
            channels=self.channels.values(),
            categories=self.categories.values(),
            keywords=self._words(),
        )

    def _fill(self, item: Routine) -> None:
        for field, text in (
            (self.title, item.title),
            (self.due, item.due),
            (self.keywords, ", ".join(item.keywords)),
        ):
            field.setText(text)
            field.setCursorPosition(0)
        self.steps.setPlainText("\n".join(f"{MUST} {each.text}" if each.required else each.text for each in item.steps))
        self.elsewhere.setPlainText("\n".join(self._units[key].name for key in item.elsewhere if key in self._units))
        self.say.setPlainText("\n".join(item.say))
        self.note.setPlainText(item.note)
        self.answer.setPlainText(item.answer)
        for ticks, values in (
            (self.signs, item.signs),
            (self.callers, item.callers),
            (self.channels, item.channels),
            (self.categories, item.categories),
        ):
            ticks.set_values(values)

    def _save(self) -> None:
        unknown = self._unknown_units()
        if unknown:
            said = tr("“{name}” is not among who does what. Write it as it stands there.", name=unknown[0])
            self.notice.say(said, Tone.BAD)
            return
        super()._save()

    def _named_units(self) -> list[str]:
        return [name for each in self.elsewhere.toPlainText().splitlines() if (name := " ".join(each.split()))]

    def _keys_of_units(self) -> tuple[str, ...]:
        """The units that are named; the one that was named before keeps its key although the list knows it no more."""
        keys = {fold(entry.name): key for key, entry in self._units.items()}
        gone = [key for key in (self._item.elsewhere if self._item else ()) if key not in self._units]
        named = [keys[fold(name)] for name in self._named_units() if fold(name) in keys]
        return tuple(dict.fromkeys((*named, *gone)))

    def _unknown_units(self) -> list[str]:
        known = {fold(entry.name) for entry in self._units.values()}
        return [name for name in self._named_units() if fold(name) not in known]


def _lines(rows: int) -> QPlainTextEdit:
    """A field of so many lines."""
    made = QPlainTextEdit()
    made.setTabChangesFocus(True)
    made.setFixedHeight(grown(rows * _ROW + 12))
    return made


def _step(line: str) -> Step:
    text = line.strip()
    return Step(text.removeprefix(MUST).strip(), required=text.startswith(MUST))

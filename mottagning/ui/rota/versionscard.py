"""The versions of the published rota: who made each, when and why; beside it what it changed, and the way to see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.db import Database
from mottagning.people import staff
from mottagning.rota import unit, versions
from mottagning.rota.edition import Kind
from mottagning.rota.naming import short_people, short_posts
from mottagning.rota.replanning import Change
from mottagning.rota.versions import Version
from mottagning.texts import N_, tr, trn
from mottagning.ui import when
from mottagning.ui.rota import changelines
from mottagning.ui.rota.cells import Names
from mottagning.ui.theme import grown
from mottagning.ui.tokens import AROUND, INSIDE
from mottagning.ui.widgets.form import beside, button, hairline, label
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row
from mottagning.ui.workplace import Workplace

WIDTH = 900
_HEIGHT = 440
_KINDS: dict[Kind, str] = {
    "published": N_("Published"),
    "taken_back": N_("Publishing taken back"),
    "moved": N_("Changed by hand"),
    "swapped": N_("Swapped"),
    "stood_in": N_("Substitute put in"),
    "imported": N_("Read from a file"),
}


@dataclass(frozen=True, slots=True)
class _Found:
    versions: tuple[Version, ...]
    names: Names
    people: dict[int, str]


class VersionsCard(QWidget):
    """`wanted` gives a version whose rota somebody wants to see, and the first day that it changed."""

    wanted = Signal(object)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._workplace = workplace
        self._found: _Found | None = None
        self.list = RowList(tr("Versions of the rota"), icons=False, inset=INSIDE)
        self.list.set_empty_sentence(tr("Nothing has been published yet."))
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(lambda _key: self._see())
        self.title = label("", "strong", wraps=True)
        self.why = label("", wraps=True)
        self.count = label("", "quiet")
        self.changes = RowList(tr("What the version changed"), icons=False, inset=INSIDE, dense=True)
        self.see = button(tr("See the rota as it was then"), self._see)
        right = QVBoxLayout()
        right.setSpacing(INSIDE)
        for part in (self.title, self.why, self.count):
            right.addWidget(part)
        right.addWidget(self.changes, 1)
        right.addWidget(beside(self.see))
        lines = QHBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(AROUND)
        lines.addWidget(self.list, 1)
        lines.addWidget(hairline(vertical=True))
        lines.addLayout(right, 1)
        self.setMinimumHeight(grown(_HEIGHT))
        self.setFocusProxy(self.list)
        self._show_version(None)
        workplace.changed.connect(self._changed)
        self._read()

    def _changed(self, changes: Changes) -> None:
        if changes.concerns("rota"):
            self._read()

    def _read(self) -> None:
        self._workplace.read(self, _look, self._show)

    def _show(self, found: _Found) -> None:
        self._found = found
        now = self._workplace.now()
        self.list.set_rows([_row(each, found, now) for each in found.versions])
        if found.versions and self.list.selected_key() is None:
            self.list.select(found.versions[0].id)

    def _version(self) -> Version | None:
        key = self.list.selected_key()
        return next((each for each in self._found.versions if each.id == key), None) if self._found else None

    def _choose(self, _key: object) -> None:
        version = self._version()
        self._show_version(version)
        if version is not None:
            number = version.id
            self._workplace.read(
                self,
                lambda database: versions.difference(database, number),
                lambda changes: self._show_changes(number, changes),
            )

    def _show_version(self, version: Version | None) -> None:
        for part in (self.title, self.why, self.count, self.changes, self.see):
            part.setVisible(version is not None)
        if version is None or self._found is None:
            return
        self.title.setText(f"{tr(_KINDS[version.kind])} {when.exact(version.at)}")
        self.why.setText(version.why)
        self.why.setVisible(bool(version.why))
        self.count.setText(_count(version))
        self.changes.set_rows([])

    def _show_changes(self, number: int, changes: tuple[Change, ...]) -> None:
        version = self._version()
        if version is not None and version.id == number and self._found is not None:
            self.changes.set_rows(changelines.rows(changes, self._found.names))

    def _see(self) -> None:
        version = self._version()
        if version is not None:
            self.wanted.emit(version)


def said_by(version: Version, people: dict[int, str]) -> str:
    """Who made a version; the program itself has no name."""
    return people.get(version.by or 0, "") or tr("From the command line")


def _look(database: Database) -> _Found:
    with database.reading():
        everybody = staff.everyone(database)
        people = {person.key: person.name for person in everybody}
        posts = unit.posts(database)
        names = Names(
            people=people,
            people_short=short_people(people),
            posts={post.id: post.name for post in posts},
            posts_short=short_posts(posts),
        )
        return _Found(versions.versions(database), names, {person.id: person.name for person in everybody})


def _row(version: Version, found: _Found, now: datetime) -> Row:
    parts = [said_by(version, found.people), _count(version), version.why]
    return Row(
        key=version.id,
        title=tr(_KINDS[version.kind]),
        detail=" · ".join(part for part in parts if part),
        right=when.when(version.at, now),
        tip=when.exact(version.at),
    )


def _count(version: Version) -> str:
    days = when.short_day(version.first)
    if version.last != version.first:
        days = f"{days} – {when.short_day(version.last)}"
    return trn("{n} shift, {days}", "{n} shifts, {days}", version.changes, days=days)

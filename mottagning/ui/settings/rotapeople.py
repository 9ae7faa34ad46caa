"""What the rota knows of each person: a table of the staff; one is changed on a card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.db import Database
from mottagning.rota import facts, postcard
from mottagning.rota.facts import Known
from mottagning.rota.model import Post
from mottagning.texts import tr
from mottagning.ui.main_window import MainWindow
from mottagning.ui.rota import qualifications
from mottagning.ui.settings import rotawords
from mottagning.ui.settings.rotapersonform import CARD, FactsForm
from mottagning.ui.tokens import BETWEEN, Tone
from mottagning.ui.widgets.form import beside, primary_button
from mottagning.ui.widgets.table import Column, Table, TableModel
from mottagning.ui.workplace import Workplace
from mottagning.worktime import ZONE


@dataclass(frozen=True, slots=True)
class Looked:
    """Who works here, with what the rota knows of each; the posts; every qualification in use."""

    people: tuple[Known, ...]
    posts: tuple[Post, ...]
    qualifications: tuple[str, ...]


class PeoplePart(QWidget):
    """For the team lead: Enter changes the one who is chosen."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._workplace = workplace
        self._looked = Looked((), (), ())
        self.change_button = primary_button(tr("Change…"), lambda: self._change(self.table.selected_key()))
        self.change_button.setEnabled(False)
        self.model: TableModel[Known] = TableModel(_columns(self._today()), lambda each: each.person.id)
        self.table = Table(tr("People of the rota"), self.model)
        self.table.set_empty_sentence(tr("Nobody works here yet. Add people under Staff."))
        self.table.opened.connect(self._change)
        self.table.chosen.connect(lambda _key: self.change_button.setEnabled(True))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(BETWEEN)
        lines.addWidget(beside(self.change_button))
        lines.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        workplace.changed.connect(self._on_changes)
        self._refresh()

    def _today(self) -> date:
        return self._workplace.now().astimezone(ZONE).date()

    def _on_changes(self, changes: Changes) -> None:
        if changes.concerns("rota", "person"):
            self._refresh()

    def _refresh(self) -> None:
        today = self._today()

        def read(database: Database) -> Looked:
            with database.reading():
                everybody = facts.everybody(database)
                here = [each for each in everybody if each.person.left is None or each.person.left >= today]
                ordered = sorted(here, key=lambda each: not each.facts.is_planned)
                posts = tuple(kept.post for kept in postcard.kept_posts(database))
                return Looked(tuple(ordered), posts, facts.qualifications(database))

        self._workplace.read(self, read, self._show)

    def _show(self, looked: Looked) -> None:
        self._looked = looked
        self.model.set_rows(looked.people)

    def _change(self, key: object) -> None:
        known = next((each for each in self._looked.people if each.person.id == key), None)
        window = self.window()
        if known is None or not isinstance(window, MainWindow):
            return
        looked = self._looked
        form = FactsForm(self._workplace, known, looked.people, looked.posts, looked.qualifications)
        card = window.show_card(known.person.name, form, width=CARD)
        form.done.connect(card.slide_out)


def _columns(today: date) -> list[Column[Known]]:
    def quiet(each: Known) -> Tone:
        return Tone.PLAIN if each.facts.is_planned else Tone.QUIET

    def new(each: Known) -> str:
        until = each.facts.novice_until
        return "" if until is None or until < today else until.isoformat()

    def rate(each: Known) -> str:
        return rotawords.rate_now(each.facts, today) if each.facts.is_planned else tr("not in the rota")

    return [
        Column(title=tr("Name"), text=lambda each: each.person.name, tone=quiet, width=170),
        Column(title=tr("Employment rate"), text=rate, tone=quiet, width=140),
        Column(title=tr("Off every week"), text=lambda each: rotawords.off_words(each.facts.off), width=130),
        Column(
            title=tr("Qualifications"),
            text=lambda each: qualifications.written(each.facts.qualifications),
            stretches=True,
        ),
        Column(title=tr("New until"), text=new, width=130),
        Column(title=tr("Wishes"), text=lambda each: rotawords.wish_words(each.facts), width=170),
    ]

"""What the rota knows, for the team lead to change: its posts, its people, its rules."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget

from mottagning.texts import tr
from mottagning.ui.settings.rotapeople import PeoplePart
from mottagning.ui.settings.rotaposts import PostsPart
from mottagning.ui.settings.rotarules import RulesPart
from mottagning.ui.settings.section import Section
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.workplace import Workplace

_WIDEST = 1200


class RotaSection(Section):
    """Posts, people or rules, one at a time."""

    def __init__(self, workplace: Workplace) -> None:
        why = tr("What the planner goes by. A change holds for what is planned from now on; the rota itself stays.")
        super().__init__(tr("Rota"), why, width=_WIDEST, scrolls=False)
        self.posts, self.people, self.rules = PostsPart(workplace), PeoplePart(workplace), RulesPart(workplace)
        self.stack = QStackedWidget()
        for part in (self.posts, self.people, self.rules):
            self.stack.addWidget(part)
        answers = ((0, tr("Posts")), (1, tr("People")), (2, tr("Rules")))
        self.choice = Choice(tr("What the rota knows"), answers, 0)
        self.choice.chosen.connect(lambda place: self.stack.setCurrentIndex(int(str(place))))
        self.lines.addWidget(self.choice)
        self.lines.addWidget(self.stack, 1)
        self.setFocusProxy(self.choice)

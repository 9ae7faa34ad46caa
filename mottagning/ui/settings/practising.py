"""The way to practise: what it is, and the button that opens the window for it."""

from __future__ import annotations

from mottagning.settings import Settings
from mottagning.texts import tr
from mottagning.ui.practice.start import practise
from mottagning.ui.settings.section import Section
from mottagning.ui.widgets.form import beside, label, primary_button
from mottagning.ui.workplace import Workplace


class PractisingSection(Section):
    """A window of its own opens, in another colour; this one stays as it is."""

    def __init__(self, workplace: Workplace, settings: Settings) -> None:
        super().__init__(tr("Practise"), tr("On invented people, in a window of its own."))
        for sentence in (
            tr("Calls ring and mail comes. You can try everything: the unit's own data is never touched."),
            tr("The window has another colour, and says at the top that it is practice."),
            tr("Nothing is sent, fetched or rung. Real calls come here, to this window, also while you practise."),
        ):
            self.lines.addWidget(label(sentence, wraps=True))
        self.begin = primary_button(tr("Practise"), lambda: practise(settings, workplace))
        self.lines.addWidget(beside(self.begin))
        self.lines.addStretch(1)
        self.setFocusProxy(self.begin)

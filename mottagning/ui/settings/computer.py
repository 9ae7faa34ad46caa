"""Settings of this computer: language, colours and how large the text is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Signal

from mottagning import settings as settings_module
from mottagning.settings import Settings
from mottagning.texts import tr
from mottagning.ui.settings.section import Section
from mottagning.ui.theme import Theme
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.form import Form
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble


class ComputerSection(Section):
    """All take effect for everybody who sits here; the colours at once, the rest when the program starts next."""

    kept = Signal(object)

    def __init__(self, workplace: Workplace, settings: Settings) -> None:
        super().__init__(tr("This computer"), tr("For everybody who sits here."))
        self._workplace = workplace
        self._settings = settings
        languages = [("sv", "Svenska"), ("en", "English")]
        self.language = Choice(tr("Language"), languages, settings.language)
        themes = [("system", tr("As the computer")), ("light", tr("Light")), ("dark", tr("Dark"))]
        theme = self._theme()
        self.theme = Choice(tr("Colours"), themes, theme.scheme if theme else settings.theme)
        sizes = [
            (size, tr("As the computer") if size == "system" else f"{size} %") for size in settings_module.TEXT_SIZES
        ]
        self.text_size = Choice(tr("Text size"), sizes, settings.text_size)
        self.notice = Notice()
        form = Form()
        form.add(tr("Language"), self.language)
        form.add(tr("Colours"), self.theme)
        form.add(tr("Text size"), self.text_size)
        self.lines.addWidget(form)
        self.lines.addWidget(self.notice)
        self.lines.addStretch(1)
        self.language.chosen.connect(self._choose_language)
        self.theme.chosen.connect(self._choose_theme)
        self.text_size.chosen.connect(self._choose_text_size)
        self.setFocusProxy(self.language)

    def _choose_language(self, language: object) -> None:
        said = tr("The language changes the next time the program is started.")
        self._keep(lambda: self.notice.say(said, Tone.GOOD), language=language)

    def _choose_text_size(self, size: object) -> None:
        said = tr("The size of the text changes the next time the program is started.")
        self._keep(lambda: self.notice.say(said, Tone.GOOD), text_size=size)

    def _choose_theme(self, scheme: object) -> None:
        theme = self._theme()
        if theme is not None:
            theme.use(str(scheme))
        self._keep(self.notice.clear, theme=scheme)

    def _keep(self, done: Callable[[], None], **changed: object) -> None:
        def kept(settings: Settings) -> None:
            self._settings = settings
            self.kept.emit(settings)
            done()

        before = self._settings
        self._workplace.tasks.write(
            lambda: settings_module.save(before, **changed),
            kept,
            lambda error: self.notice.show_trouble(as_trouble(error)),
        )

    @staticmethod
    def _theme() -> Theme | None:
        application = QCoreApplication.instance()
        return application.findChild(Theme) if application else None

"""Puts the looks on: fonts, palette and style sheet, by the system's colour scheme or a forced one."""

import sys
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from mottagning.ui.stylesheet import sheet
from mottagning.ui.tokens import DARK, LIGHT, PRACTICE_DARK, PRACTICE_LIGHT, Colours, Size, Tone

W = TypeVar("W", bound=QWidget)

SCHEMES = ("system", "light", "dark")

# Windows has Segoe UI; elsewhere the nearest of the usual ones, else what the system calls its own.
_FAMILIES = ("Segoe UI", "Selawik", "Open Sans", "Noto Sans", "Cantarell", "Inter", "DejaVu Sans")
_SPI_GETCLIENTAREAANIMATION = 0x1042
_SCALE, _PRACTICE = "textScale", "practice"


class Theme(QObject):
    """The looks of one application; make one, early, and keep it."""

    changed = Signal()

    def __init__(
        self, application: QApplication, scheme: str = "system", text_size: str = "100", *, practice: bool = False
    ) -> None:
        """`text_size` in per cent of the ordinary, or "system": whoever works here reads it until the next start."""
        super().__init__(application)
        application.setProperty(_PRACTICE, practice)
        application.setProperty(_SCALE, _system_text_scale() if text_size == "system" else int(text_size) / 100)
        self._application = application
        self._hints = application.styleHints()
        self._scheme = scheme
        application.setFont(font())
        self.use(scheme)
        self._hints.colorSchemeChanged.connect(self._follow_system)

    @property
    def scheme(self) -> str:
        """What was asked for: "system", "light" or "dark"."""
        return self._scheme

    @property
    def colours(self) -> Colours:
        """The colours in use now."""
        dark = self._hints.colorScheme() == Qt.ColorScheme.Dark if self._scheme == "system" else self._scheme == "dark"
        return _colours(dark)

    def use(self, scheme: str) -> None:
        """Follow the system, or force light or dark; raises ValueError for anything else."""
        if scheme not in SCHEMES:
            raise ValueError(scheme)
        self._scheme = scheme
        if scheme == "system":
            self._hints.unsetColorScheme()
        else:  # tells Windows too, so that the title bar follows
            self._hints.setColorScheme(Qt.ColorScheme.Dark if scheme == "dark" else Qt.ColorScheme.Light)
        self._apply()

    def _follow_system(self) -> None:
        if self._scheme == "system":
            self._apply()

    def _apply(self) -> None:
        colours = self.colours
        self._application.setPalette(palette(colours))
        self._application.setStyleSheet(sheet(colours, text_scale()))
        self.changed.emit()


def colours_of(widget: QWidget) -> Colours:
    """The colours a widget that paints itself shall use: those that go with its palette."""
    return _colours(widget.palette().color(QPalette.ColorRole.Window).lightness() < 128)


def is_practice() -> bool:
    """Whether this window is one to practise in."""
    application = QCoreApplication.instance()
    return application is not None and bool(application.property(_PRACTICE))


def _colours(dark: bool) -> Colours:
    if is_practice():
        return PRACTICE_DARK if dark else PRACTICE_LIGHT
    return DARK if dark else LIGHT


def text_scale() -> float:
    """How much larger than ordinary all text is; 1 before there is a `Theme`."""
    application = QCoreApplication.instance()
    return (application.property(_SCALE) if application else None) or 1.0


def grown(length: float) -> int:
    """A length in pixels that has to hold text: it grows with it."""
    return round(length * text_scale())


def font(size: Size = Size.BODY, *, strong: bool = False, tabular: bool = False, scale: float = 1.0) -> QFont:
    """The program's font on the screen in one of the four sizes; `tabular` gives every figure the same width."""
    return _font(size, strong, tabular, scale * text_scale())


def paper_font(size: Size = Size.BODY, *, strong: bool = False, tabular: bool = False, scale: float = 1.0) -> QFont:
    """The same on paper, where it is as large for everybody; without ligatures: a search may not find them."""
    made = _font(size, strong, tabular, scale)
    made.setFeature(QFont.Tag("liga"), 0)
    return made


def _font(size: Size, strong: bool, tabular: bool, scale: float) -> QFont:
    made = QFont(list(_FAMILIES))
    made.setPointSizeF(size.value * scale)
    if strong:
        made.setWeight(QFont.Weight.DemiBold)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def dress(widget: W, *looks: str) -> W:
    """Give a label one look of the style sheet, or several: caption, title, figure, strong, quiet, good, warn, bad.

    Or a button: primary, quiet, link, danger, or none of these.
    """
    widget.setProperty("look", " ".join(looks))
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # else it is yet to be dressed
        widget.style().unpolish(widget)
        widget.style().polish(widget)
    return widget


def tone_colour(colours: Colours, tone: Tone) -> str:
    """The colour of text that carries a tone."""
    return {
        Tone.PLAIN: colours.text,
        Tone.QUIET: colours.quiet,
        Tone.GOOD: colours.good,
        Tone.WARN: colours.warn,
        Tone.BAD: colours.bad,
    }[tone]


def animated() -> bool:
    """Whether the system lets windows move: "Animation effects" in Windows, the desktop's setting elsewhere."""
    if not QApplication.isEffectEnabled(Qt.UIEffect.UI_General):
        return False
    if sys.platform == "win32":
        import ctypes

        wanted = ctypes.c_int(1)
        ctypes.windll.user32.SystemParametersInfoW(_SPI_GETCLIENTAREAANIMATION, 0, ctypes.byref(wanted), 0)
        return bool(wanted.value)
    return True


def _system_text_scale() -> float:
    """What "Text size" in Windows' settings for accessibility says, 1 to 2.25; Qt does not heed it where one has a font
    of one's own. Other systems make the whole screen larger, which Qt does heed."""
    if sys.platform == "win32":
        import winreg
        from contextlib import suppress

        with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, r"Software\Microsoft\Accessibility") as key:
            return max(1.0, min(int(winreg.QueryValueEx(key, "TextScaleFactor")[0]) / 100, 2.25))
    return 1.0


def palette(colours: Colours) -> QPalette:
    """A palette of one scheme, for everything the style sheet does not paint."""
    made = QPalette()
    role = QPalette.ColorRole
    for name, value in {
        role.Window: colours.window,
        role.WindowText: colours.text,
        role.Base: colours.surface,
        role.AlternateBase: colours.hover,
        role.Text: colours.text,
        role.PlaceholderText: colours.quiet,
        role.Button: colours.surface,
        role.ButtonText: colours.text,
        role.BrightText: colours.bad,
        role.Light: colours.surface,
        role.Midlight: colours.hover,
        role.Mid: colours.edge,
        role.Dark: colours.edge,
        role.Shadow: colours.shade,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.Accent: colours.accent,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
        role.ToolTipBase: colours.surface,
        role.ToolTipText: colours.text,
    }.items():
        made.setColor(name, QColor(value))
    for name in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, name, QColor(colours.faint))
    made.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(colours.hairline))
    return made

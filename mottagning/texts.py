"""What the program says, in the language of the one who reads: English in the source, Swedish on the screen.

Every sentence for people is written as ``tr("English with {name}", name=…)``; the Swedish comes from one gettext
catalogue, in `resources/translations`. The language is chosen once per process, as a locale is.
"""

import gettext
from functools import cache
from pathlib import Path

LANGUAGES = ("sv", "en")
_FOLDER = Path(__file__).parent / "resources" / "translations"
_current: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def use_language(language: str) -> None:
    """Choose the language of every later `tr`: "sv" or "en"."""
    global _current, _language
    if language not in LANGUAGES:
        raise ValueError(language)
    _language = language
    if language == "en":
        _current = gettext.NullTranslations()
        return
    _current = _catalogue(_FOLDER / f"{language}.mo")


@cache
def _catalogue(path: Path) -> gettext.NullTranslations:
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)


def language() -> str:
    """The language in use, "sv" or "en"."""
    return _language


def tr(message: str, /, **values: object) -> str:
    """`message` in the chosen language, with each ``{name}`` filled in from `values`."""
    text = _current.gettext(message)
    return text.format(**values) if values else text


def trn(one: str, many: str, n: int, /, **values: object) -> str:
    """The form of a counted sentence for `n` things; ``{n}`` is the number."""
    return _current.ngettext(one, many, n).format(n=n, **values)


def N_(message: str) -> str:
    """Mark `message` for the catalogue; translate it later with `tr`."""
    return message

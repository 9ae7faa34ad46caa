"""Typed settings: where they come from (command line, environment, a file in the data folder) and what they mean."""

import json
import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mottagning import handover
from mottagning.errors import Trouble, WrongUse, why
from mottagning.privatefile import private_file
from mottagning.texts import LANGUAGES, N_

DATA_VARIABLE = "MOTTAGNING_DATA"
DATABASE_VARIABLE = "MOTTAGNING_DATABASE"
_FILE = "settings.json"
_KNOWN = ("database", "language", "theme", "text_size")
TEXT_SIZES = ("system", "100", "125", "150", "175", "200")
"""How large the text is, in per cent of the ordinary; or as the computer says."""


@dataclass(frozen=True, slots=True)
class Settings:
    """This workstation's settings.

    `data` holds everything the program keeps; `database` is a file or a PostgreSQL URL; `language` "sv" or "en";
    `theme` "system", "light" or "dark"; `text_size` one of TEXT_SIZES.
    """

    data: Path
    database: str
    language: str = "sv"
    theme: str = "system"
    text_size: str = "system"

    @property
    def keys(self) -> Path:
        """The folder of keys where there is no key ring."""
        return self.data / "keys"

    @property
    def is_server(self) -> bool:
        """Whether the data is on PostgreSQL."""
        return is_url(self.database)


def is_url(database: str) -> bool:
    """Whether `database` names a PostgreSQL server rather than a file."""
    return database.startswith(("postgresql://", "postgres://"))


def load(data: str | None = None, database: str | None = None, language: str | None = None) -> Settings:
    """Settings for this run: what is given here, else the environment, else the file, else the defaults.

    Raises Trouble when the file makes no sense, WrongUse when the database is on a server of another kind.
    """
    folder = _folder(data)
    stored = _stored(folder)
    where = database or os.environ.get(DATABASE_VARIABLE) or stored.get("database") or str(folder / "mottagning.db")
    if "://" in where and not is_url(where):
        raise WrongUse(N_("The database must be a file, or an address that begins with postgresql://."))
    chosen = language or stored.get("language") or "sv"
    if chosen not in LANGUAGES:
        raise Trouble(N_("The language must be sv or en, not “{value}”."), value=chosen)
    size = stored.get("text_size")
    return Settings(
        data=folder,
        database=where,
        language=chosen,
        theme=stored.get("theme") or "system",
        text_size=size if size in TEXT_SIZES else "system",
    )


def within(settings: Settings, name: str, language: str | None = None) -> Settings:
    """The settings of the folder `name` in the data folder: looks and language as chosen there, else as here."""
    folder = settings.data / name
    stored = _stored(folder)
    size, chosen = stored.get("text_size"), language or stored.get("language")
    return replace(
        settings,
        data=folder,
        database=str(folder / "mottagning.db"),
        language=chosen if chosen in LANGUAGES else settings.language,
        theme=stored.get("theme") or settings.theme,
        text_size=size if size in TEXT_SIZES else settings.text_size,
    )


def language(data: str | None = None, given: str | None = None) -> str:
    """The language of whatever has to be said before `load` has succeeded; raises nothing."""
    with suppress(Trouble, OSError, ValueError):
        given = given or _stored(_folder(data)).get("language")
    return given if given in LANGUAGES else "sv"


def save(settings: Settings, **changed: Any) -> Settings:
    """Keep `changed` (language, theme, text_size, database) in the data folder's file; returns the settings with them.

    Raises Trouble when the file cannot be written.
    """
    stored = _stored(settings.data) | changed
    path = settings.data / _FILE
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with private_file(path, replace=True) as file:  # the database's address may hold a password
            file.write(json.dumps(stored, indent=2, ensure_ascii=False).encode())
    except OSError as error:
        raise Trouble(N_("{path} cannot be written: {why}."), path=path, why=why(error)) from None
    return replace(settings, **changed)


def _folder(data: str | None) -> Path:
    try:
        return Path(data or os.environ.get(DATA_VARIABLE) or handover.default_data_folder())
    except RuntimeError:
        raise WrongUse(N_("No home folder is known here. Say with --data where everything shall lie.")) from None


def _stored(folder: Path) -> dict[str, Any]:
    path = folder / _FILE
    try:
        document = json.loads(path.read_text("utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError, RecursionError):
        document = None
    if not isinstance(document, dict) or not all(isinstance(document.get(name) or "", str) for name in _KNOWN):
        raise Trouble(N_("The settings file {path} cannot be read. Mend it or remove it."), path=path)
    return document

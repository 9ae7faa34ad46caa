"""Typed settings: where they come from (command line, environment, a file in the data folder) and what they mean."""

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mottagning.errors import WrongUse
from mottagning.texts import LANGUAGES, N_

DATA_VARIABLE = "MOTTAGNING_DATA"
DATABASE_VARIABLE = "MOTTAGNING_DATABASE"
_FILE = "settings.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """This workstation's settings.

    `data` holds everything the program keeps; `database` is a file or a PostgreSQL URL; `language` "sv" or "en";
    `theme` "system", "light" or "dark".
    """

    data: Path
    database: str
    language: str = "sv"
    theme: str = "system"

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


def default_data_folder() -> Path:
    """Where data lies when nobody says otherwise; needs no library, since a phone event must be quick."""
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "Mottagning"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "mottagning"


def load(data: str | None = None, database: str | None = None, language: str | None = None) -> Settings:
    """Settings for this run: what is given here, else the environment, else the file, else the defaults.

    Raises WrongUse when the file or a value makes no sense.
    """
    folder = Path(data or os.environ.get(DATA_VARIABLE) or default_data_folder())
    stored = _stored(folder)
    where = database or os.environ.get(DATABASE_VARIABLE) or stored.get("database") or str(folder / "mottagning.db")
    chosen = language or stored.get("language", "sv")
    if chosen not in LANGUAGES:
        raise WrongUse(N_("The language must be sv or en, not “{value}”."), value=chosen)
    return Settings(data=folder, database=str(where), language=chosen, theme=stored.get("theme", "system"))


def save(settings: Settings, **changed: Any) -> Settings:
    """Keep `changed` (language, theme, database) in the data folder's file; returns the settings with them."""
    stored = _stored(settings.data) | changed
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = settings.data / f"{_FILE}.{os.getpid()}"
    draft.write_text(json.dumps(stored, indent=2, ensure_ascii=False), "utf-8")
    draft.replace(settings.data / _FILE)
    return replace(settings, **changed)


def _stored(folder: Path) -> dict[str, Any]:
    path = folder / _FILE
    try:
        document = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        raise WrongUse(N_("The settings file {path} cannot be read. Mend it or remove it."), path=path) from None
    if not isinstance(document, dict):
        raise WrongUse(N_("The settings file {path} cannot be read. Mend it or remove it."), path=path)
    return document

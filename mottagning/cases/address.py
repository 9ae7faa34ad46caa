"""Addresses of the case system's database: which kinds can be read, and what of an address may be shown."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from mottagning.errors import Trouble, WrongUse
from mottagning.hosts import is_loopback
from mottagning.texts import N_

_POSTGRESQL = ("postgresql", "postgres")
_OTHERS = {
    "mssql": "SQL Server",
    "sqlserver": "SQL Server",
    "oracle": "Oracle",
    "mysql": "MySQL",
    "mariadb": "MariaDB",
    "db2": "Db2",
    "informix": "Informix",
    "sybase": "Sybase",
    "odbc": "ODBC",
    "jdbc": "JDBC",
}
_ELSEWHERE = frozenset(("host", "hostaddr", "service", "servicefile", "passfile"))
"""Options of libpq that lead to another computer than the address shows, or to a password that lies in a file."""
_PASSWORDS = frozenset(("password", "sslpassword"))
_ENCRYPTED = ("require", "verify-ca", "verify-full")


def kind_of(place: str) -> str:
    """ "postgresql" or "sqlite". Trouble, one sentence, for a database of another kind; WrongUse for no address."""
    scheme = place.split(":", 1)[0].split("+", 1)[0].strip().lower() if ":" in place else ""
    if scheme in _POSTGRESQL:
        return "postgresql"
    if scheme == "sqlite":
        return "sqlite"
    if scheme in _OTHERS or "driver=" in place.lower() or "dsn=" in place.lower():
        raise Trouble(
            N_(
                "Mottagning reads PostgreSQL and SQLite, not {kind}. Let the case system write a CSV or Excel file to "
                "a folder, and watch that folder instead."
            ),
            kind=_OTHERS.get(scheme, "ODBC"),
        )
    raise WrongUse(N_("A database has an address like postgresql://user@host/database or sqlite:///C:/folder/file.db."))


def without_password(place: str) -> tuple[str, str]:
    """The address that may be shown, and the password that stood in it ("" for none).

    WrongUse for what is no address; Trouble when words would go over the network in clear.
    """
    place = place.strip()
    if kind_of(place) == "sqlite":
        sqlite_path(place)
        return place, ""
    try:
        parts = urlsplit(place)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        host = None
    if host is None or not parts.path.strip("/") or "@" in parts.path:  # a sign of the password was read as "/"
        raise WrongUse(N_("The address must name a server and a database: postgresql://user@host/database."))
    options = dict(parse_qsl(parts.query))
    if not _PASSWORDS.isdisjoint(options) or "@" in parts.query + parts.fragment:
        raise WrongUse(N_("Give the password by itself, not within the address."))
    if not _ELSEWHERE.isdisjoint(options):
        raise WrongUse(N_("The address must name a server and a database: postgresql://user@host/database."))
    if not is_loopback(host) and options.get("sslmode", "require") not in _ENCRYPTED:
        raise Trouble(N_("A database on another computer is read over an encrypted connection only: sslmode=require."))
    account = parts.netloc.rpartition("@")[0]
    user, _, password = account.partition(":")
    netloc = f"{user}@{parts.netloc.rpartition('@')[2]}" if account else parts.netloc
    return urlunsplit(parts._replace(netloc=netloc)), unquote(password)


def holds_password(place: str) -> bool:
    """Whether somebody wrote a password into the address, in any of the places where one may stand."""
    try:
        parts = urlsplit(place.strip())
    except ValueError:  # no address at all
        return False
    return ":" in parts.netloc.rpartition("@")[0] or not _PASSWORDS.isdisjoint(dict(parse_qsl(parts.query)))


def is_same_account(place: str, other: str) -> bool:
    """Whether a password of the one address belongs to the other: the same user of the same server."""
    server, another = (each.partition("://")[2].partition("/")[0] for each in (place, other))
    return server == another


def sslmode(place: str) -> str:
    """How encrypted a connection to this PostgreSQL must be."""
    parts = urlsplit(place)
    default = "prefer" if is_loopback(parts.hostname or "") else "require"
    return dict(parse_qsl(parts.query)).get("sslmode", default)


def sqlite_path(place: str) -> Path:
    """The file of an address like sqlite:///C:/folder/file.db; WrongUse when it names none."""
    name = unquote(place.split(":", 1)[1]).lstrip("/")
    path = Path(name) if os.name == "nt" else Path("/", name)
    if not name or not path.is_absolute():
        raise WrongUse(N_("Give the whole path of the file: sqlite:///C:/folder/file.db or sqlite:///folder/file.db."))
    return path

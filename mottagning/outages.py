"""The sentences for what a database fails for through no fault of the program: a full disk, a lock, a server gone."""

from mottagning.errors import DatabaseBusy, DatabaseTrouble
from mottagning.texts import N_

_DISK_FULL = N_("The disk is full, so nothing could be saved. Free some space and try again.")
_READ_ONLY = N_("The database file is read-only. Ask the administrator for the right to write it.")
_NOT_LET_IN = N_("The database server does not accept this user or password.")
_OUT_OF_REACH = N_("The database server cannot be reached. Check the network, then try again.")

_SIGNS = (
    ("disk is full", _DISK_FULL),
    ("no space left", _DISK_FULL),
    ("disk i/o", N_("The disk cannot be read or written. See whether it is full; if it is not, have it checked.")),
    ("readonly", _READ_ONLY),
    ("read-only", _READ_ONLY),
    ("not a database", N_("The database cannot be opened with this key, or the file is damaged.")),
    ("malformed", N_("The database file is damaged. Restore the latest backup.")),
    ("unable to open", N_("The database file cannot be opened. Check the folder and your right to write in it.")),
    ("permission denied", N_("This user may not do that in the database. Ask the administrator for the right.")),
    ("password authentication", _NOT_LET_IN),
    ("no password supplied", _NOT_LET_IN),
    ("pg_hba.conf", _NOT_LET_IN),
    ('role "', _NOT_LET_IN),
    ("does not exist", N_("The database named in the address does not exist on the server.")),
    ("connection", _OUT_OF_REACH),
    ("server closed", _OUT_OF_REACH),
    ("terminating", _OUT_OF_REACH),
    ("timeout", _OUT_OF_REACH),
)
"""Words in an error's text, in small letters, with what they mean; the first that is there counts."""


def explain(error: BaseException) -> BaseException:
    """The trouble that an error of the database stands for; one that is the program's own is returned as it is."""
    first = _before_rollback(error)
    return _trouble(first) or first


def explain_closed(error: BaseException, dialect: str) -> BaseException:
    """The same for a database that cannot be opened. A server may say why in any language."""
    explained = explain(error)
    if explained is not error or dialect != "postgresql":
        return explained
    if type(error).__name__ == "ProgrammingError":
        return DatabaseTrouble(N_("The database address is not understood."))
    return DatabaseTrouble(
        N_("The database server cannot be reached, or lets nobody in. Check its address, the user and the network.")
    )


def _trouble(error: BaseException) -> DatabaseTrouble | None:
    # A server's code first: its sentences are in the language that it was set up with.
    state = getattr(getattr(error, "orig", None), "sqlstate", "")
    if state == "53100":
        return DatabaseTrouble(_DISK_FULL)
    if state and state.startswith(("08", "57P")):  # the connection broke, or the server is going down
        return DatabaseTrouble(_OUT_OF_REACH)
    text = str(error).lower()
    if "locked" in text:
        return DatabaseBusy(N_("The database is busy with something long. Try again in a moment."))
    for sign, sentence in _SIGNS:
        if sign in text:
            return DatabaseTrouble(sentence)
    if state is None and type(error).__name__ != "DataError":
        # The driver itself says that the connection is no more, in words that are not ours to know.
        return DatabaseTrouble(_OUT_OF_REACH)
    return None


def _before_rollback(error: BaseException) -> BaseException:
    """What went wrong in the first place: a full disk ends the transaction, and then it cannot be rolled back."""
    first: BaseException | None = error
    while first is not None and "cannot rollback" in str(first):
        first = first.__context__
    return first or error

"""Where keys live: the operating system's key ring, else a file only its owner can read; and the recovery key.

The database key is 256 random bits. The recovery key, made once at the first start, opens a wrapped copy of it, so
that a lost key ring does not lose the data.
"""

import hashlib
import json
import os
import sys
from base64 import b32decode, b32encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mottagning.errors import DatabaseTrouble, Trouble
from mottagning.privatefile import private_file, sync_names
from mottagning.texts import N_

_SERVICE = "Mottagning"
_KEY_FILE = "database.key"
_WRAPPED_FILE = "recovery.json"
_UNSEEN_FILE = "recovery.unseen"
"""The recovery key from its making until a database keeps it: a power cut in between must lock nobody out."""
_NEXT_FILE = "database.next"
"""The new key and its recovery key from `begin_change` to `end_change`, for the same reason."""


def database_key(folder: Path, *, make: bool) -> tuple[str, str | None]:
    """The database key as 64 hex digits, and the recovery key until `recovery_is_kept` (then None).

    `folder` holds the key file and the wrapped copy. Raises DatabaseTrouble when there is a wrapped copy but no key:
    making a new one would lock the data out for good.
    """
    found = _read(folder)
    if found:
        return found, _read_file(folder / _UNSEEN_FILE)
    with _alone(folder):
        found = _read(folder)  # another process may have made it in between
        unseen = _read_file(folder / _UNSEEN_FILE)
        is_wrapped = (folder / _WRAPPED_FILE).exists()
        if not found and unseen and is_wrapped:  # the making was broken off before its last step
            found = unlock(folder, unseen)
        if found:
            return found, unseen
        if not make or is_wrapped:
            raise DatabaseTrouble(
                N_(
                    "The key of the database is missing. Give the recovery key with “mottagning database unlock”, "
                    "or put the key file back in {folder}."
                ),
                folder=folder,
            )
        key = os.urandom(32).hex()
        recovery = _new_recovery_key()
        _write_private(folder / _UNSEEN_FILE, recovery)
        _write_private(folder / _WRAPPED_FILE, json.dumps(_wrap(key, recovery)))
        _keep(folder, key)
        return key, recovery


def recovery_is_kept(folder: Path) -> None:
    """The recovery key is safe in a database: it lies beside the key no longer."""
    (folder / _UNSEEN_FILE).unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time; the system lets go when it ends, however it ends."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("wb") as lock:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def unlock(folder: Path, recovery: str) -> str:
    """Open the wrapped copy with the recovery key and keep the database key again; Trouble if it does not fit."""
    key = unwrapped(folder / _WRAPPED_FILE, recovery)
    _keep(folder, key)
    return key


def begin_change(folder: Path) -> str:
    """A new key for what is encrypted with the old one; both are known until `end_change`."""
    with _alone(folder):
        key = os.urandom(32).hex()
        _write_private(folder / _NEXT_FILE, json.dumps([key, _new_recovery_key()]))
    return key


def end_change(folder: Path, opens: Callable[[str], bool]) -> None:
    """If a change was begun: the key that opens the database is the key from now on, and the other one goes.

    `opens` tells whether a key does; when neither does, both are kept. With the old key goes its wrapped copy.
    """
    if not (folder / _NEXT_FILE).exists():
        return
    with _alone(folder):
        begun = _read_file(folder / _NEXT_FILE)
        if begun is None:  # another process was faster
            return
        key, recovery = json.loads(begun)
        if opens(key):
            _write_private(folder / _UNSEEN_FILE, recovery)
            _write_private(folder / _WRAPPED_FILE, json.dumps(_wrap(key, recovery)))
            _keep(folder, key)
        elif not opens(_read(folder) or ""):
            return
        (folder / _NEXT_FILE).unlink()
        sync_names(folder)


def unwrapped(path: Path, recovery: str) -> str:
    """The database key in a wrapped copy, also one that lies beside a backup; Trouble if `recovery` does not fit."""
    from cryptography.exceptions import InvalidTag

    try:
        return _unwrap(json.loads(path.read_text("ascii")), recovery)
    except FileNotFoundError:
        raise Trouble(N_("There is no wrapped key {path}, so no recovery key can help."), path=path) from None
    except (InvalidTag, ValueError, KeyError, TypeError):
        raise Trouble(N_("The recovery key does not fit. Check each letter and try again.")) from None


def _read(folder: Path) -> str | None:
    return _read_file(folder / _KEY_FILE) or _read_ring(folder)


def _keep(folder: Path, key: str) -> None:
    if _write_ring(folder, key):
        (folder / _KEY_FILE).unlink(missing_ok=True)  # what lies there goes before the ring
    else:
        _write_private(folder / _KEY_FILE, key)


def _new_recovery_key() -> str:
    """160 random bits as eight groups of four letters and digits."""
    text = b32encode(os.urandom(20)).decode("ascii")
    return "-".join(text[i : i + 4] for i in range(0, 32, 4))


def _wrapping_key(recovery: str, salt: bytes) -> bytes:
    octets = b32decode(recovery.replace("-", "").replace(" ", "").upper())
    # The recovery key is random, so stretching it against guessing would add nothing.
    return hashlib.blake2b(octets, key=salt, digest_size=32, person=b"recovery").digest()


def _wrap(key: str, recovery: str) -> dict[str, str]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = os.urandom(32), os.urandom(12)
    sealed = AESGCM(_wrapping_key(recovery, salt)).encrypt(nonce, bytes.fromhex(key), None)
    return {"salt": salt.hex(), "nonce": nonce.hex(), "sealed": sealed.hex()}


def _unwrap(wrapped: dict[str, str], recovery: str) -> str:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    key = _wrapping_key(recovery, bytes.fromhex(wrapped["salt"]))
    return AESGCM(key).decrypt(bytes.fromhex(wrapped["nonce"]), bytes.fromhex(wrapped["sealed"]), None).hex()


def is_in_ring(folder: Path) -> bool:
    """Whether the key of this folder is in the key ring, and not in a file."""
    return _read_file(folder / _KEY_FILE) is None and _read_ring(folder) is not None


def ring_name(folder: Path) -> str:
    """What the key of this folder is called in the key ring."""
    return hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:32]


def _ring_is_usable() -> bool:
    # On Linux a key ring needs a session bus; asking without one costs a third of a second and finds nothing.
    return os.name == "nt" or bool(os.environ.get("DBUS_SESSION_BUS_ADDRESS"))


def _read_ring(folder: Path) -> str | None:
    if not _ring_is_usable():
        return None
    import keyring
    import keyring.errors

    with suppress(keyring.errors.KeyringError):
        key: str | None = keyring.get_password(_SERVICE, ring_name(folder))
        return key
    return None


def _write_ring(folder: Path, key: str) -> bool:
    if not _ring_is_usable():
        return False
    import keyring
    import keyring.errors

    with suppress(keyring.errors.KeyringError):
        keyring.set_password(_SERVICE, ring_name(folder), key)
        return bool(keyring.get_password(_SERVICE, ring_name(folder)) == key)
    return False


def _read_file(path: Path) -> str | None:
    try:
        return path.read_text("ascii").strip() or None
    except FileNotFoundError:
        return None


def _write_private(path: Path, text: str) -> None:
    with private_file(path, replace=True) as file:
        file.write(text.encode("ascii"))


def copy_wrapped(folder: Path, target: Path) -> None:
    """Put the key, wrapped by the recovery key, beside a backup."""
    wrapped = folder / _WRAPPED_FILE
    if wrapped.exists():
        _write_private(target, wrapped.read_text("ascii"))

"""Hands a call over to the window that runs already: a local socket, before anything heavy is imported.

One request a connection: the length of what follows in octets and a line feed, then the program's arguments with NUL
between them; the answer is one line, ``ok`` once the window has the event safely stored, or ``no`` when it could not.
Linux has a socket in a folder only its owner can enter, Windows a named pipe (the window's server restricts it to the
same user). `pathlib`, `json`, `hashlib` and `socket` would cost more than all of the rest, so they are not used here.
"""

import errno
import os
import stat
import sys

_WAIT_S = 5.0
_LONGEST = 16_384


def first_word(arguments: list[str]) -> tuple[int, str]:
    """The place and text of the first word that is no option, nor the value of one; (number of words, "") if none."""
    is_value = False
    for place, word in enumerate(arguments):
        if is_value:
            is_value = False
        elif word in ("--data", "--database", "--lang"):
            is_value = True
        elif not word.startswith("-"):
            return place, word
    return len(arguments), ""


def data_folder(arguments: list[str]) -> str:
    """The data folder that these arguments, the environment or the defaults mean. Raises RuntimeError for no home."""
    given = os.environ.get("MOTTAGNING_DATA")
    for place, word in enumerate(arguments):  # the last one counts, as in every command
        if word == "--data" and place + 1 < len(arguments):
            given = arguments[place + 1]
        elif word.startswith("--data="):
            given = word.removeprefix("--data=")
    return given or default_data_folder()


def default_data_folder() -> str:
    """Where data lies when nobody says otherwise. Raises RuntimeError when no home folder is known."""
    inside = os.environ.get("LOCALAPPDATA" if os.name == "nt" else "XDG_DATA_HOME")
    if not inside:
        home = os.path.expanduser("~")  # noqa: PTH111
        if home == "~":
            raise RuntimeError("no home folder")
        inside = home if os.name == "nt" else os.path.join(home, ".local", "share")  # noqa: PTH118
    return os.path.join(inside, "Mottagning" if os.name == "nt" else "mottagning")  # noqa: PTH118


def is_address(word: str) -> bool:
    """Whether a word is a phone event as a web page or a softphone writes it: mottagning:… or tel:…"""
    return word.lower().startswith(("mottagning:", "tel:"))


def address(data: str) -> str:
    """Where the window of this data folder listens: a socket's path, or a pipe's name on Windows."""
    key = f"{_fingerprint(os.path.realpath(data)):016x}"
    if os.name == "nt":
        return f"\\\\.\\pipe\\mottagning-{key}"
    base = os.environ.get("XDG_RUNTIME_DIR") or os.environ.get("TMPDIR") or os.sep + "tmp"
    return os.path.join(base, f"mottagning-{os.getuid()}", f"{key}.sock")  # noqa: PTH118


def make_room(place: str) -> None:
    """Make the folder of the socket, for its owner alone. Raises OSError when somebody else could reach into it."""
    if os.name == "nt":
        return
    folder = os.path.dirname(place)  # noqa: PTH120
    try:  # noqa: SIM105 - contextlib would be one more import
        os.mkdir(folder, 0o700)  # noqa: PTH102
    except FileExistsError:
        pass
    _check_room(folder)


def _check_room(folder: str) -> None:
    """Raise PermissionError unless the folder is ours alone: in /tmp somebody else may have made it before us."""
    found = os.lstat(folder)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), folder)


def pack(arguments: list[str]) -> bytes:
    """The request for these arguments."""
    payload = "\0".join(arguments).encode("utf-8", "surrogatepass")
    return str(len(payload)).encode() + b"\n" + payload


def unpack(received: bytes) -> list[str] | None:
    """The arguments of a request; None while it is not whole. Raises ValueError for what is no request."""
    head, sign, payload = received.partition(b"\n")
    if not sign:
        if len(head) > len(str(_LONGEST)):
            raise ValueError("no length")
        return None
    length = int(head)
    if not 0 < length <= _LONGEST or len(payload) > length:
        raise ValueError("wrong length")
    return payload.decode("utf-8", "surrogatepass").split("\0") if len(payload) == length else None


def deliver(place: str, arguments: list[str]) -> bool:
    """Give the arguments to the window; True when it answered ``ok``, False when there is no window or it failed."""
    request = pack(arguments)
    try:
        answer = _through_pipe(place, request) if sys.platform == "win32" else _through_socket(place, request)
    except OSError:
        return False
    return answer.strip() == b"ok"


def _fingerprint(text: str) -> int:
    """FNV-1a, 64 bits: tells data folders apart, guards nothing."""
    value = 0xCBF29CE484222325
    for octet in text.encode("utf-8", "surrogatepass"):
        value = (value ^ octet) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


def _through_socket(place: str, request: bytes) -> bytes:
    import _socket  # what `socket` is made of, without its imports

    _check_room(os.path.dirname(place))  # noqa: PTH120 - a caller's number is told to nobody else's socket
    client = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    try:
        client.settimeout(_WAIT_S)
        client.connect(place)
        client.sendall(request)
        answer = b""
        while not answer.endswith(b"\n") and (part := client.recv(256)):
            answer += part
        return answer
    finally:
        client.close()


def _through_pipe(place: str, request: bytes) -> bytes:
    with open(place, "r+b", buffering=0) as pipe:  # noqa: PTH123 - a pipe is no path
        pipe.write(request)
        answer = b""
        while not answer.endswith(b"\n") and (part := pipe.read(256)):
            answer += part
        return answer

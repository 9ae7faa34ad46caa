"""Hands a call over to the window that runs already: a local socket, before anything heavy is imported.

One request a connection: the length of what follows in octets and a line feed, then the program's arguments with NUL
between them; the answer is one line, ``ok`` once the window has the event safely stored, or ``no`` when it could not.
Linux has a socket in a folder only its owner can enter, Windows a named pipe (the window's server restricts it to the
same user). `pathlib`, `json`, `hashlib` and `socket` would cost more than all of the rest, so they are not used here.
"""

import os
import sys

_WAIT_S = 5.0
_LONGEST = 16_384


def address(data: str) -> str:
    """Where the window of this data folder listens: a socket's path, or a pipe's name on Windows."""
    key = f"{_fingerprint(os.path.realpath(data)):016x}"
    if os.name == "nt":
        return f"\\\\.\\pipe\\mottagning-{key}"
    base = os.environ.get("XDG_RUNTIME_DIR") or os.environ.get("TMPDIR") or os.sep + "tmp"
    return os.path.join(base, f"mottagning-{os.getuid()}", f"{key}.sock")  # noqa: PTH118


def make_room(place: str) -> None:
    """Make the folder of the socket, for its owner alone. Raises OSError when somebody else owns it."""
    if os.name == "nt":
        return
    folder = os.path.dirname(place)  # noqa: PTH120
    os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103
    if os.lstat(folder).st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else")
    os.chmod(folder, 0o700)  # noqa: PTH101


def pack(arguments: list[str]) -> bytes:
    """The request for these arguments."""
    payload = "\0".join(arguments).encode("utf-8", "surrogateescape")
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
    return payload.decode("utf-8", "surrogateescape").split("\0") if len(payload) == length else None


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
    for octet in text.encode("utf-8", "surrogateescape"):
        value = (value ^ octet) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


def _through_socket(place: str, request: bytes) -> bytes:
    import _socket  # what `socket` is made of, without its imports

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

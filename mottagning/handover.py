"""Hands a call over to the window that runs already: a local socket, before anything heavy is imported.

One request a connection: the program's arguments as one line of JSON; the answer is one line, ``ok`` once the window
has the event safely stored, or ``no`` when it could not. Linux has a socket in a folder only its owner can enter,
Windows a named pipe (which the window's server restricts to the same user).
"""

import hashlib
import json
import os
import socket
import sys
from pathlib import Path

_WAIT_S = 5.0


def address(data: str) -> str:
    """Where the window of this data folder listens: a socket's path, or a pipe's name on Windows."""
    key = hashlib.blake2b(os.path.realpath(data).encode(), digest_size=12).hexdigest()
    if os.name == "nt":
        return f"\\\\.\\pipe\\mottagning-{key}"
    base = os.environ.get("XDG_RUNTIME_DIR") or os.environ.get("TMPDIR") or os.sep + "tmp"
    return os.path.join(base, f"mottagning-{os.getuid()}", f"{key}.sock")  # noqa: PTH118 - no heavy import here


def make_room(place: str) -> None:
    """Make the folder of the socket, for its owner alone. Raises OSError when somebody else owns it."""
    if os.name == "nt":
        return
    folder = Path(place).parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else")
    folder.chmod(0o700)


def deliver(place: str, arguments: list[str]) -> bool:
    """Give the arguments to the window; True when it answered ``ok``, False when there is no window or it failed."""
    request = json.dumps(arguments).encode() + b"\n"
    try:
        answer = _through_pipe(place, request) if os.name == "nt" else _through_socket(place, request)
    except OSError:
        return False
    return answer.strip() == b"ok"


def _through_socket(place: str, request: bytes) -> bytes:
    if sys.platform == "win32":
        raise OSError("no sockets here")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(_WAIT_S)
        client.connect(place)
        client.sendall(request)
        answer = b""
        while not answer.endswith(b"\n") and (part := client.recv(256)):
            answer += part
        return answer


def _through_pipe(place: str, request: bytes) -> bytes:
    with open(place, "r+b", buffering=0) as pipe:  # noqa: PTH123 - a pipe is no path
        pipe.write(request)
        answer = b""
        while not answer.endswith(b"\n") and (part := pipe.read(256)):
            answer += part
        return answer

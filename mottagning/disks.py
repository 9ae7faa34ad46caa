"""Tells whether a folder lies on this computer's own disk, where alone SQLite can keep a file whole."""

import os
from pathlib import Path

_NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "afs", "9p", "davfs", "fuse.davfs2"}


def on_network_share(folder: Path) -> bool:
    """Whether `folder` (or the nearest one above it that exists) lies on another machine's disk."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    resolved = folder.resolve()
    if os.name == "nt":
        import ctypes

        if str(resolved).startswith("\\\\"):
            return True
        remote = 4  # DRIVE_REMOTE, GetDriveTypeW
        return bool(ctypes.windll.kernel32.GetDriveTypeW(resolved.anchor) == remote)  # type: ignore[attr-defined]
    return _file_system(resolved) in _NETWORK_FILE_SYSTEMS


def _file_system(folder: Path) -> str:
    """The type of file system that `folder` lies on, as the kernel names it."""
    best, found = "", ""
    try:
        mounts = Path("/proc/self/mounts").read_text("utf-8", errors="replace")
    except OSError:
        return ""
    for line in mounts.splitlines():
        _, mount_point, kind, *_ = line.split(" ")
        point = mount_point.replace("\\040", " ")
        if folder.is_relative_to(point) and len(point) >= len(best):
            best, found = point, kind
    return found

"""What `zipfile` lets out when an archive is broken, cut off, locked, or packed in a way that is not known here."""

import lzma
import struct
import zipfile
import zlib

UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    ValueError,
    EOFError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)
"""It promises only the first; the unpackers' own errors come through, and a KeyError for a part that is not there."""

"""What is seen and typed: one folder a page, the widgets they are made of, and the window that holds them."""

import builtins
import gc
from typing import Any

# A window is made of many objects that stay. Looking through them for what may be thrown away, every 700 new ones as is
# Python's habit, costs a twentieth of the start: it is put off until the window stands.
gc.set_threshold(200_000, 20, 20)


def window_stands() -> None:
    """What is there now stays, and is not looked through any more; what comes from here on is, seldom enough that the
    page does not stall."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


_UNREAD = ("shibokensupport/signature/lib/pyi_generator.py", "shibokensupport/signature/lib/enum_sig.py")
"""What writes the type stubs of PySide6; it lies in the library as source, and each import of it compiles it anew."""


def _load_qt() -> None:
    """Import PySide6 without two things that cost a tenth of the start each: what it does to every later import (it
    reads the source of each module, for a way of writing that nobody here uses), and what writes its type stubs."""
    plain_import, plain_compile = builtins.__import__, builtins.compile

    def compile_read(source: Any, name: Any, *how: Any, **options: Any) -> Any:
        return plain_compile(b"" if name in _UNREAD else source, name, *how, **options)

    builtins.compile = compile_read  # type: ignore[assignment]
    try:
        import PySide6  # noqa: F401
    finally:
        builtins.__import__, builtins.compile = plain_import, plain_compile


_load_qt()

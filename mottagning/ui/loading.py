"""Loads PySide6 without what a window never uses of it, or only in an error: a third of the time it takes to load.

PySide6 keeps a part of itself as Python source inside a library, so each start would compile it anew. What is left out
here works all the same when something asks for it. Should another version name its parts otherwise, they are loaded at
once, as in any other program: `tests/e2e/test_cheap_start.py` tells.
"""

import builtins
from typing import Any

_FOLDER = "shibokensupport/signature/"
_FOR_STUBS = frozenset(_FOLDER + name for name in ("lib/enum_sig.py", "lib/pyi_generator.py"))
"""What writes the type stubs (.pyi) of PySide6."""
_FOR_WRONG_CALLS = frozenset(_FOLDER + name for name in ("errorhandler.py", "layout.py", "parser.py"))
"""What says how a function should have been called, when it was not called so. (Not `mapping.py`, which the library
takes hold of without asking.)"""
_WHEN_ASKED = """
def __getattr__(name):
    globals().pop("__getattr__", None)
    exec(compile({source!r}, {path!r}, "exec"), globals())
    if name not in globals():
        raise AttributeError(name)
    return globals()[name]
"""


def load_qt() -> None:
    """Import PySide6, and give back how Python imports: PySide6 would look through the source of every later module,
    for a way of writing that nobody here uses."""
    plain_import, plain_compile = builtins.__import__, builtins.compile

    def compile_what_is_used(source: Any, path: Any, *how: Any, **options: Any) -> Any:
        if path in _FOR_STUBS:
            source = b""
        elif path in _FOR_WRONG_CALLS:
            source = _WHEN_ASKED.format(source=source, path=path)
        return plain_compile(source, path, *how, **options)

    builtins.compile = compile_what_is_used  # type: ignore[assignment]
    try:
        import PySide6  # noqa: F401
    finally:
        builtins.__import__, builtins.compile = plain_import, plain_compile

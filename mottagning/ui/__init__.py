"""What is seen and typed: one folder a page, the widgets they are made of, and the window that holds them."""

import builtins
import gc

# A window is made of many objects that stay. Looked through at every 700 new ones, as is Python's habit, they cost a
# twentieth of the start, and a stall of the page now and then.
gc.set_threshold(20_000, 20, 20)


def _load_qt() -> None:
    """Import PySide6 without what it does to every later import: it reads the source of each module, for a way of
    writing that nobody here uses. That costs a tenth of the start."""
    plain = builtins.__import__
    import PySide6  # noqa: F401

    builtins.__import__ = plain


_load_qt()

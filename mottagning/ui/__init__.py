"""What is seen and typed: one folder a page, the widgets they are made of, and the window that holds them."""

import builtins


def _load_qt() -> None:
    """Import PySide6 without what it does to every later import: it reads the source of each module, for a way of
    writing that nobody here uses. That costs a tenth of the start."""
    plain = builtins.__import__
    import PySide6  # noqa: F401

    builtins.__import__ = plain


_load_qt()

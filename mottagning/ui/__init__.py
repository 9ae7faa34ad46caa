"""What is seen and typed: one folder a page, the widgets they are made of, and the window that holds them."""

import gc

from mottagning.ui.loading import load_qt

# A window is made of many objects that stay. Looking through them for what may be thrown away, every 700 new ones as is
# Python's habit, costs a twentieth of the start: it is put off until the window stands.
gc.set_threshold(200_000, 20, 20)


def window_stands() -> None:
    """The start is over: Python looks through what has come, seldom enough that the page does not stall."""
    gc.set_threshold(20_000, 20, 20)


load_qt()

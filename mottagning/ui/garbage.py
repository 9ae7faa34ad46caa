"""Python looks for cycles that nobody needs in the window's thread alone.

Left to itself it does so in whichever thread happens to make the next object. A reader that came upon a forgotten part
of the window would destroy it from a thread in which Qt's objects must not be touched, and the program would crash.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_LOOK_MS = 500


class Garbage(QObject):
    """From now on, and until `end`, cycles are looked for between two events of the window, as often as Python would.

    For the thread of the window.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(_look)
        self._timer.start()

    def end(self) -> None:
        """Python looks for itself again."""
        self._timer.stop()
        gc.enable()


def _look() -> None:
    """Collect the oldest generation whose turn has come; the younger ones go with it."""
    counts, limits = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > limits[generation]:
            gc.collect(generation)
            return

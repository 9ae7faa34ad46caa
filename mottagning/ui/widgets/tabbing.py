"""Where Tab goes next: through everything in its order. Qt jumps over what stands before the main field of a page."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def go_on(inside: QWidget, forward: bool) -> None:
    """Give the focus to what comes next (or before) within `inside`, round and round."""
    start = QApplication.focusWidget() or inside
    place = _after(start, forward)
    while place is not start and not (inside.isAncestorOf(place) and _takes_tab(place)):
        place = _after(place, forward)
    place.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)


def _after(widget: QWidget, forward: bool) -> QWidget:
    found = widget.nextInFocusChain() if forward else widget.previousInFocusChain()
    assert found is not None
    return found


def _takes_tab(widget: QWidget) -> bool:
    # What has a proxy would send the focus on to it, past all that stands between the two.
    is_there = widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None
    return is_there and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)

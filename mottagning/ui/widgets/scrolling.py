"""Areas that scroll what there is not room for: a column that stays to the left, and what holds larger text."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QScrollBar, QWidget

from mottagning.ui.theme import text_scale


def scrolled(column: QWidget) -> QScrollArea:
    """`column`, no wider than its own maximum, in an area that scrolls up and down; sideways where text is large."""
    ground = QWidget()
    ground.setProperty("look", "surface")
    row = QHBoxLayout(ground)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(column, 100)
    row.addStretch(1)
    area = QScrollArea()
    area.setWidget(ground)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    if text_scale() == 1:
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


class Room(QScrollArea):
    """Is as large as `part` would like, and scrolls it in both directions when it cannot be; at least `least`."""

    def __init__(self, part: QWidget, least: tuple[int, int] = (0, 0)) -> None:
        super().__init__()
        self._part = part
        part.setMinimumSize(*least)
        self.setWidget(part)
        for ground in (part, self.viewport()):
            ground.setAutoFillBackground(False)  # what it stands on shows through
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        policy = part.sizePolicy()
        policy.setHeightForWidth(self.hasHeightForWidth())
        self.setSizePolicy(policy)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """What has the focus is to be seen, also when a key of the page has taken it there."""
        if now is not None and self._part.isAncestorOf(now):
            self._bring(now)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab scrolls as `_follow` does; Qt alone puts the middle of what is too large in the middle."""
        across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        moved = super().focusNextPrevChild(forward)
        if (now := self.focusWidget()) is not None and self._part.isAncestorOf(now):
            self.horizontalScrollBar().setValue(across)
            self.verticalScrollBar().setValue(down)
            self._bring(now)
        return moved

    def _bring(self, part: QWidget) -> None:
        """Scroll to all of `part`, and to the beginning of what is larger than there is room for."""
        place = QRect(part.mapTo(self._part, QPoint()), part.size())
        seen = self.viewport().size()
        _reach(self.horizontalScrollBar(), place.x(), place.width(), seen.width())
        _reach(self.verticalScrollBar(), place.y(), place.height(), seen.height())

    def hasHeightForWidth(self) -> bool:
        return self._part.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        return self._part.heightForWidth(width)

    def sizeHint(self) -> QSize:
        return self._part.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)


def _reach(bar: QScrollBar, first: int, length: int, seen: int) -> None:
    """Move `bar` as little as lets what is `length` pixels from `first` be seen, of which `seen` there is room for."""
    shown = min(first + length, bar.value() + seen) - max(first, bar.value())
    enough = length if length <= seen else seen // 2  # what is larger is left where somebody has scrolled it to
    if shown >= enough:
        return
    if length > seen or first < bar.value():
        bar.setValue(first)
    else:
        bar.setValue(first + length - seen)

"""Areas that scroll what there is not room for: a column that stays to the left, and what holds larger text."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QWidget

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
            self.ensureWidgetVisible(now)

    def hasHeightForWidth(self) -> bool:
        return self._part.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        return self._part.heightForWidth(width)

    def sizeHint(self) -> QSize:
        return self._part.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

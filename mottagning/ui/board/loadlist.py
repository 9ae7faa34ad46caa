"""What each handler has room for, two beside one another: whoever shares cases out must see everybody at once."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QSizePolicy, QWidget

from mottagning.board.loads import Load, Sharing
from mottagning.texts import tr
from mottagning.ui.board import talkrows
from mottagning.ui.theme import font
from mottagning.ui.tokens import INSIDE, STEP
from mottagning.ui.widgets.elided import ElidedLabel, as_tip
from mottagning.ui.widgets.form import label

_SMALLER = 0.8
_ACROSS = 2
_LEAST = 60


class LoadList(QScrollArea):
    """Names with whole points, in the order of names and in no colour; as high as it needs where there is room."""

    def __init__(self, scale: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._font = font(tabular=True, scale=scale * _SMALLER)
        self.shown: tuple[Load, ...] = ()
        self.setAccessibleName(tr("What each has room for"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setMinimumHeight(_LEAST)

    def show_loads(self, sharing: Sharing) -> None:
        """Show these; nothing happens when they are shown already."""
        if self.shown == sharing.loads:
            return
        self.shown = sharing.loads
        ground = QWidget()
        ground.setProperty("look", "surface")
        grid = QGridLayout(ground)
        grid.setContentsMargins(INSIDE, 0, 0, 0)
        grid.setVerticalSpacing(STEP)
        grid.setHorizontalSpacing(INSIDE)
        grid.setColumnMinimumWidth(2, INSIDE)
        for number, load in enumerate(self.shown):
            row, place = divmod(number, _ACROSS)
            name, room = ElidedLabel(load.name), label(talkrows.room(load))
            for part in (name, room):
                part.setFont(self._font)
                part.setToolTip(as_tip(talkrows.carries(load)))
            room.setAccessibleName(f"{load.name}: {talkrows.room(load)}, {talkrows.carries(load)}")
            grid.addWidget(name, row, 3 * place)
            grid.addWidget(room, row, 3 * place + 1, Qt.AlignmentFlag.AlignRight)
            grid.setColumnStretch(3 * place, 1)
        self.setWidget(ground)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        ground = self.widget()
        return QSize(0, _LEAST if ground is None else ground.sizeHint().height())

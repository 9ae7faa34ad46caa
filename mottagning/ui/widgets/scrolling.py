"""A column that scrolls when the window is too low for it, and stays to the left when it is wide."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget


def scrolled(column: QWidget) -> QScrollArea:
    """`column`, no wider than its own maximum, in an area that scrolls up and down."""
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
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area

"""Small things every page is laid out with: labels, hairlines, headings, labelled fields, buttons, empty states."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mottagning.ui import icons
from mottagning.ui.theme import dress, grown, text_scale
from mottagning.ui.tokens import AROUND, BETWEEN, INSIDE, STEP

_LINE = 34


def label(text: str, *looks: str, wraps: bool = False) -> QLabel:
    """A label of plain text with looks of the style sheet: caption, title, figure, strong, quiet, good, warn, bad."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setWordWrap(wraps)
    if wraps:
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return dress(made, *looks) if looks else made


def hairline(vertical: bool = False) -> QFrame:
    """A line one pixel wide between two things."""
    line = QFrame()
    line.setProperty("look", "hairline")
    if vertical:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    return line


def primary_button(text: str, slot: Callable[[], object] | None = None) -> QPushButton:
    """The one button of a page that does what the page is for."""
    return _button(text, slot, "primary")


def button(text: str, slot: Callable[[], object] | None = None) -> QPushButton:
    """A button with an edge, beside the primary one."""
    return _button(text, slot, "")


def quiet_button(text: str, slot: Callable[[], object] | None = None) -> QPushButton:
    """A button without an edge, for what is seldom done."""
    return _button(text, slot, "quiet")


def link_button(text: str, slot: Callable[[], object] | None = None) -> QPushButton:
    """Words that can be pressed, in line with the text around them."""
    return _button(text, slot, "link")


def danger_button(text: str, slot: Callable[[], object] | None = None) -> QPushButton:
    """A button for what cannot be taken back; never beside the primary one."""
    return _button(text, slot, "danger")


def icon_button(name: str, text: str, slot: Callable[[], object] | None = None) -> QToolButton:
    """A button that is an icon; `text` is its tooltip and its name for screen readers."""
    made = QToolButton()
    made.setIcon(icons.icon(name, QPalette.ColorRole.PlaceholderText))
    if text_scale() > 1:
        made.setIconSize(made.iconSize() * text_scale())
    made.setToolTip(text)
    made.setAccessibleName(text)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if slot:
        made.clicked.connect(lambda: slot())
    return made


def pause(made: QPushButton) -> None:
    """Take no more presses until `resume`. A disabled button alone would hand its focus to whatever comes next."""
    made.setProperty("resumes", made.hasFocus())
    made.clearFocus()
    made.setEnabled(False)


def resume(made: QPushButton) -> None:
    """Take presses again, with the focus if the button had it and nothing else has taken it meanwhile."""
    made.setEnabled(True)
    if made.property("resumes") and QApplication.focusWidget() is None:
        made.setFocus(Qt.FocusReason.OtherFocusReason)
    made.setProperty("resumes", False)


def with_menu(made: QPushButton, menu: QMenu) -> QPushButton:
    """Let a button open a menu, and show that it does."""
    made.setMenu(menu)
    made.setProperty("menu", "true")
    return made


def below(*parts: QWidget, around: int = 0, between: int = INSIDE) -> QWidget:
    """Widgets below one another, from the top."""
    made = QWidget()
    lines = QVBoxLayout(made)
    lines.setContentsMargins(around, around, around, around)
    lines.setSpacing(between)
    for part in parts:
        lines.addWidget(part)
    lines.addStretch(1)
    return made


def beside(*parts: QWidget | None, between: int = INSIDE) -> QWidget:
    """Widgets beside one another; None is the room that may grow, at the end if nowhere else."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(between)
    for part in parts:
        if part is None:
            row.addStretch(1)
        else:
            row.addWidget(part)
    if None not in parts:
        row.addStretch(1)
    return made


def narrow(part: QWidget, width: int = 720) -> QWidget:
    """Keep `part` to the left and no wider than can be read, however wide the window is."""
    part.setMaximumWidth(grown(width))
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(part, 100)
    row.addStretch(1)
    return made


class Form(QWidget):
    """Labels to the left, fields to the right, in sections parted by hairlines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(BETWEEN)
        self._grid.setVerticalSpacing(INSIDE)
        self._grid.setColumnStretch(1, 1)
        self._lines: dict[QWidget, list[QWidget]] = {}

    def add(self, text: str, field: QWidget, hint: str = "") -> QLabel:
        """A field with its label, and a quiet sentence beneath it; returns the label."""
        name = label(text, "quiet")
        name.setBuddy(field)
        for each in (field, *_fields_in(field)):
            if not each.accessibleName():
                each.setAccessibleName(text.replace("&", ""))
        row = self._grid.rowCount()
        if not isinstance(field, QLabel):
            name.setMinimumHeight(min(field.sizeHint().height(), grown(_LINE)))  # beside the first line of a tall field
        self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        # With an alignment, a field that is as narrow as its number leaves the others of the form their width.
        is_narrow = field.minimumWidth() == field.maximumWidth()
        self._grid.addWidget(field, row, 1, Qt.AlignmentFlag.AlignLeft if is_narrow else Qt.AlignmentFlag(0))
        self._lines[field] = [name, field]
        if hint:
            field.setAccessibleDescription(hint)
            said = label(hint, "caption", "quiet", wraps=True)
            self._grid.addWidget(said, row + 1, 1)
            self._lines[field].append(said)
        return name

    def show_field(self, field: QWidget, visible: bool) -> None:
        """Show or hide a field with its label and its sentence."""
        for part in self._lines[field]:
            part.setVisible(visible)

    def section(self, title: str) -> QLabel:
        """A heading; a hairline above it unless it comes first."""
        row = self._grid.rowCount()
        if self._grid.count():
            self._grid.setRowMinimumHeight(row, BETWEEN)
            self._grid.addWidget(hairline(), row, 0, 1, 2, Qt.AlignmentFlag.AlignVCenter)
        heading = label(title, "title")
        self._grid.addWidget(heading, row + 1, 0, 1, 2)
        return heading

    def wide(self, part: QWidget) -> None:
        """Something that takes the whole width."""
        self._grid.addWidget(part, self._grid.rowCount(), 0, 1, 2)


class EmptyState(QWidget):
    """Why there is nothing here, and what to do about it."""

    def __init__(
        self,
        title: str,
        sentence: str,
        action: QPushButton | None = None,
        *,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(f"{title}. {sentence}")
        lines = QVBoxLayout(self)
        lines.setContentsMargins(AROUND, AROUND, AROUND, AROUND)
        lines.setSpacing(STEP)
        lines.addStretch(2)
        middle = Qt.AlignmentFlag.AlignHCenter
        if icon:
            lines.addWidget(IconLabel(icon, 32), 0, middle)
            lines.addSpacing(INSIDE)
        lines.addWidget(label(title, "title"), 0, middle)
        words = label(sentence, "quiet", wraps=True)
        words.setAlignment(middle)
        words.setMinimumWidth(200)
        words.setMaximumWidth(grown(400))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(words, 100)
        row.addStretch(1)
        lines.addLayout(row)
        if action:
            lines.addSpacing(INSIDE)
            lines.addWidget(action, 0, middle)
        lines.addStretch(3)


class IconLabel(QWidget):
    """An icon that stands alone; say what it means with `accessible` unless words beside it do."""

    def __init__(self, name: str, side: int = 20, accessible: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setFixedSize(side, side)
        self.setAccessibleName(accessible)
        if accessible:
            self.setToolTip(accessible)

    def set_icon(self, name: str) -> None:
        """Show another icon."""
        self._name = name
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = self.palette().color(QPalette.ColorRole.PlaceholderText).name()
        icons.paint_icon(painter, self.rect(), self._name, colour)


def _fields_in(part: QWidget) -> list[QWidget]:
    """The fields of a line that holds several things, such as a field and its button."""
    if type(part) is not QWidget:
        return []
    from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLineEdit  # the first look needs none of them

    return [each for kind in (QLineEdit, QAbstractSpinBox, QComboBox) for each in part.findChildren(kind)]


def _button(text: str, slot: Callable[[], object] | None, look: str) -> QPushButton:
    made = QPushButton(text)
    made.setProperty("look", look)
    made.setAutoDefault(True)  # Enter presses the one that has the focus
    if slot:
        made.clicked.connect(lambda: slot())
    return made

"""A question with a few answers, one of them chosen: radio buttons as a row of pills that wraps."""

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QLayout, QLayoutItem, QRadioButton, QSizePolicy, QWidget

from mottagning.ui.tokens import STEP

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}


class Choice(QWidget):
    """Answers side by side. `chosen` gives the value when a person picks one.

    Arrow keys go round through the answers, in the order they are read; Tab finds the chosen one, or the first.
    """

    chosen = Signal(object)

    def __init__(
        self, name: str, answers: Sequence[tuple[Hashable, str]], value: Hashable = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._values = [value for value, _ in answers]
        lines = Flow(self, STEP)
        for number, (_, text) in enumerate(answers):
            answer = _Answer(text)
            answer.stepped.connect(self._step)
            answer.setProperty("look", "choice")
            answer.setAccessibleDescription(name)
            self._group.addButton(answer, number)
            lines.addWidget(answer)
        self._group.idClicked.connect(self._tell)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_value(value)

    def value(self) -> Hashable:
        """The chosen value, or None."""
        number = self._group.checkedId()
        return None if number < 0 else self._values[number]

    def set_value(self, value: Hashable) -> None:
        """Choose the answer with `value`; None, or a value that is not here, chooses nothing."""
        self._group.setExclusive(False)
        for number, answer in enumerate(self._group.buttons()):
            answer.setChecked(self._values[number] == value)
        self._group.setExclusive(True)
        self._show_way_in()
        self._take_along()

    def answers(self) -> list[QAbstractButton]:
        """The buttons, in their order."""
        return self._group.buttons()

    def _show_way_in(self) -> None:
        """Let Tab and the keys of the page lead to the chosen answer."""
        first = self._group.checkedButton() or self._group.button(0)
        for answer in self._group.buttons():
            answer.setFocusPolicy(Qt.FocusPolicy.StrongFocus if answer is first else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(first)

    def _take_along(self) -> None:
        """What is chosen from elsewhere, by a figure, a key of the page or aloud, takes the focus along."""
        chosen = self._group.checkedButton()
        if chosen is not None and any(answer.hasFocus() for answer in self._group.buttons()):
            chosen.setFocus(Qt.FocusReason.OtherFocusReason)

    def _step(self, by: int) -> None:
        answers = [answer for answer in self._group.buttons() if answer.isEnabled()]
        here = next((place for place, answer in enumerate(answers) if answer.hasFocus()), 0)
        there = answers[(here + by) % len(answers)]
        there.setFocus(Qt.FocusReason.TabFocusReason if by > 0 else Qt.FocusReason.BacktabFocusReason)
        if answers[here].isChecked():  # before there is an answer one looks around; then the arrows choose
            there.click()

    def _tell(self, number: int) -> None:
        self._show_way_in()
        self._take_along()
        self.chosen.emit(self._values[number])


class _Answer(QRadioButton):
    """A radio button that leaves the arrow keys to its question: Qt would go by where the pills happen to lie."""

    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if by := _STEPS.get(Qt.Key(event.key())):
            self.stepped.emit(by)
            return
        super().keyPressEvent(event)


class Flow(QLayout):
    """Lays things side by side and begins a new line when one is full."""

    def __init__(self, parent: QWidget | None = None, between: int = STEP) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(between)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, place: QRect) -> None:
        super().setGeometry(place)
        self._lay(place, move=True)

    def sizeHint(self) -> QSize:
        widths = [item.sizeHint().width() for item in self._items]
        height = max((item.sizeHint().height() for item in self._items), default=0)
        return QSize(sum(widths) + self.spacing() * max(len(widths) - 1, 0), height)

    def minimumSize(self) -> QSize:
        return QSize(
            max((item.minimumSize().width() for item in self._items), default=0),
            max((item.minimumSize().height() for item in self._items), default=0),
        )

    def _lay(self, place: QRect, *, move: bool) -> int:
        left, top, height = place.left(), place.top(), 0
        for item in self._items:
            if item.isEmpty():  # hidden
                continue
            size = item.sizeHint()
            if left + size.width() > place.right() + 1 and height:
                left, top, height = place.left(), top + height + self.spacing(), 0
            if move:
                item.setGeometry(QRect(QPoint(left, top), size))
            left += size.width() + self.spacing()
            height = max(height, size.height())
        return top + height - place.top()

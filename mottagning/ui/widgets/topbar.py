"""The one line at the top: the day, who sits today, search, the gauge, and who is signed in."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget
from shiboken6 import isValid

from mottagning.texts import tr
from mottagning.ui import icons, when
from mottagning.ui.theme import grown
from mottagning.ui.tokens import BETWEEN, Tone
from mottagning.ui.widgets.form import label
from mottagning.ui.widgets.topparts import Gauge, PersonButton, Sitting

_HEIGHT = 52
_SEARCH = (200, 400)  # the narrowest and the widest


class TopBar(QWidget):
    """What is true of the whole window. `searched` is Enter in the search field, `typed` each change in it."""

    searched = Signal(str)
    typed = Signal(str)
    gauge_opened = Signal()
    sitting_opened = Signal()
    change_person_asked = Signal()
    sign_out_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "frame")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(grown(_HEIGHT))
        self._day = label("", "title")
        self._sitting = Sitting()
        self._sitting.opened.connect(self.sitting_opened)
        self.search = SearchField()
        self.search.setAccessibleName(tr("Search"))
        self.search.returnPressed.connect(self._ask)
        self.search.textChanged.connect(self.typed)
        self.gauge = Gauge()
        self.gauge.clicked.connect(self.gauge_opened)
        self.person = PersonButton()
        self.menu = QMenu(self)
        self.menu.addAction(icons.icon("person"), tr("Change person…"), self.change_person_asked.emit)
        self.menu.addAction(tr("Sign out"), self.sign_out_asked.emit)
        self.person.clicked.connect(self._open_menu)
        for part in (self._day, self._sitting, self.search, self.gauge, self.person):
            part.setParent(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """Lay the parts out: the search field in the middle, or in the middle of what the others leave it.

        When it is tight, those who sit today give way first, then the search field, then the gauge.
        """
        right = self.width() - BETWEEN
        left = BETWEEN
        left = self._put(self._day, left, self._day.sizeHint().width()) + BETWEEN
        person = self.person.sizeHint().width()
        self._put(self.person, right - person, person)
        right -= person + BETWEEN
        room = right - left - _SEARCH[0] - 2 * BETWEEN
        gauge = 0 if self.gauge.isHidden() else min(self.gauge.sizeHint().width(), max(room, 80))
        self._put(self.gauge, right - gauge, gauge)
        right -= gauge + BETWEEN
        sitting = max(min(self._sitting.sizeHint().width(), room - gauge), 0)
        left = self._put(self._sitting, left, sitting) + BETWEEN
        width = min(_SEARCH[1], right - left)
        middle = (self.width() - width) // 2
        self._put(self.search, max(left, min(middle, right - width)), width)

    def _put(self, part: QWidget, left: int, width: int) -> int:
        height = part.sizeHint().height()
        part.setGeometry(left, (self.height() - height) // 2, width, height)
        return left + width

    def set_day(self, day: date) -> None:
        """Say which day it is."""
        self._day.setText(when.heading_day(day))
        self._place()

    def set_sitting(self, posts: Sequence[tuple[str, str]]) -> None:
        """Who sits today: (post, person) in order; the person is "" when nobody has the post, which is shown in red."""
        self._sitting.set_posts(posts)
        self._place()

    def set_gauge(self, tone: Tone, sentence: str) -> None:
        """Say whether everything that came in has been fetched."""
        self.gauge.set_state(tone, sentence)
        self._place()

    def set_person(self, name: str, initials: str) -> None:
        """Who is signed in; empty when nobody is."""
        self.person.set_person(name, initials)
        self._place()

    def _ask(self) -> None:
        """Hand on what is typed; the page that looks for it shows it from now on."""
        text = self.search.text().strip()
        self.searched.emit(text)
        self.search.clear()

    def _open_menu(self) -> None:
        corner = self.person.mapToGlobal(self.person.rect().bottomRight())
        self.menu.popup(corner - QPoint(self.menu.sizeHint().width(), -4))


class SearchField(QLineEdit):
    """The search field; Escape empties it and goes back to where one was."""

    def __init__(self) -> None:
        super().__init__()
        self._from: QWidget | None = None
        self.setPlaceholderText(tr("Search case, person, number…"))
        self.setToolTip(tr("Search ({keys})", keys="Ctrl+K"))
        self.setClearButtonEnabled(True)
        self.addAction(
            icons.icon("search", QPalette.ColorRole.PlaceholderText), QLineEdit.ActionPosition.LeadingPosition
        )

    def go(self) -> None:
        """Put the cursor here, with what stands here selected."""
        if not self.hasFocus():
            self._from = QApplication.focusWidget()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            if self._from is not None and isValid(self._from):
                self._from.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        super().keyPressEvent(event)

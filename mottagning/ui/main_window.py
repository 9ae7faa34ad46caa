"""The one window: rail, top line, pages that are made when first shown, and the line at the bottom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

from PySide6.QtCore import QByteArray, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QGridLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from mottagning.errors import Trouble
from mottagning.texts import tr
from mottagning.ui.icons import app_icon
from mottagning.ui.theme import grown, text_scale
from mottagning.ui.widgets.form import hairline
from mottagning.ui.widgets.keys import Keys
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.rail import Rail
from mottagning.ui.widgets.statusline import StatusLine
from mottagning.ui.widgets.tabbing import go_on
from mottagning.ui.widgets.topbar import TopBar

if TYPE_CHECKING:
    from mottagning.ui.widgets.card import Card


class PageSpec(NamedTuple):
    """A page of the window: `title` is the word on the rail, `factory` makes the page the first time it is shown."""

    id: str
    icon: str
    title: str
    factory: Callable[[], QWidget]
    least: tuple[int, int] = (880, 440)
    """Pixels that the page needs, across and down, when the text is of the ordinary size."""


_FRAME = QSize(16, 40)
"""About what a title bar and borders take."""


class Memory(Protocol):
    """Where the window keeps how it was left on this computer."""

    def read(self, name: str) -> bytes | None:
        """What was written under `name`, or None."""
        ...

    def write(self, name: str, value: bytes) -> None:
        """Keep `value` under `name`."""
        ...


class MainWindow(QMainWindow):
    """Holds the pages together. It knows no room: what is shown in the top line and on the rail is set from outside."""

    page_opened = Signal(str)

    def __init__(self, pages: Sequence[PageSpec], memory: Memory, *, last: str = "settings") -> None:
        """`pages` in the order of the rail (Ctrl+1 is the first); the page `last` stands at the rail's bottom."""
        super().__init__()
        self._pages = {page.id: page for page in pages}
        self._made: dict[str, QWidget] = {}
        self._memory = memory
        self._key_card: Card | None = None
        self.setWindowTitle(tr("Mottagning"))
        self.setWindowIcon(app_icon())
        self.setMinimumSize(960, 600)
        self.rail = Rail([(page.id, page.icon, page.title) for page in pages], last)
        self.topbar = TopBar()
        self.stack = QStackedWidget()
        self.warning = Notice()
        self.left = Notice()
        """What somebody was doing when the program stopped."""
        self.status = StatusLine()
        self.keys = Keys(self)
        self.rail.picked.connect(self.open_page)
        self._lay_out()
        self._register_keys()
        self._restore()

    def _lay_out(self) -> None:
        self._middle = QWidget()
        self._line_below, self._line_beside = hairline(), hairline(vertical=True)
        grid = QGridLayout(self._middle)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(self.topbar, 0, 0, 1, 3)
        grid.addWidget(self._line_below, 1, 0, 1, 3)
        grid.addWidget(self.rail, 2, 0, 4, 1)
        grid.addWidget(self._line_beside, 2, 1, 4, 1)
        notices = QVBoxLayout()
        notices.addWidget(self.warning)
        notices.addWidget(self.left)
        grid.addLayout(notices, 2, 2)
        grid.addWidget(self.stack, 3, 2)
        grid.addWidget(hairline(), 4, 2)
        grid.addWidget(self.status, 5, 2)
        grid.setRowStretch(3, 1)
        grid.setColumnStretch(2, 1)
        self.setCentralWidget(self._middle)

    def _register_keys(self) -> None:
        group = tr("Everywhere")
        for number, page in enumerate(self._pages.values(), 1):
            self.keys.add(group, f"Ctrl+{number}", page.title, partial(self.open_page, page.id))
        self.keys.add(group, ("Ctrl+K", "F3"), tr("Search"), self.topbar.search.go)
        self.keys.add(group, ("Ctrl+Z", "Alt+Z"), tr("Undo what was last done"), self._undo)
        self.keys.add(group, "F1", tr("This list"), self.show_keys)

    @property
    def page_id(self) -> str:
        """The page that is shown; "" before the first."""
        return next((name for place, name in enumerate(self._made) if place == self.stack.currentIndex()), "")

    def page(self, page_id: str) -> QWidget:
        """The page with this id, made now if it was not; KeyError when there is none."""
        if page_id not in self._made:
            made = self._pages[page_id].factory()
            made.setAccessibleName(made.accessibleName() or self._pages[page_id].title)
            self._made[page_id] = made
            self.stack.addWidget(_with_room(made, self._pages[page_id].least))
        return self._made[page_id]

    def open_page(self, page_id: str) -> QWidget:
        """Show the page with this id and give it the focus; KeyError when there is none."""
        page = self.page(page_id)
        self.stack.setCurrentIndex(list(self._made).index(page_id))
        self.rail.show_page(page_id)
        if self.stack.isVisibleTo(self):  # else somebody is signing in, and types
            page.setFocus(Qt.FocusReason.OtherFocusReason)
        self.page_opened.emit(page_id)
        return page

    def show_page_alone(self, alone: bool) -> None:
        """Fill the screen without rail and top line, for a page that is shown to a whole room; or be as before."""
        full = Qt.WindowState.WindowFullScreen
        self.setWindowState(self.windowState() | full if alone else self.windowState() & ~full)
        for part in (self.topbar, self._line_below, self.rail, self._line_beside):
            part.setVisible(not alone)

    def set_locked(self, locked: bool) -> None:
        """Show no page and take no keys, while nobody is signed in; cards still work."""
        self.stack.setVisible(not locked)
        for part in (self.rail, self.topbar.search, self.topbar.gauge):
            part.setEnabled(not locked)
        self.keys.set_enabled(not locked)

    def warn(self, trouble: Trouble | None) -> None:
        """Say over every page what stays wrong until somebody mends it; None: it is mended."""
        if trouble is None:
            self.warning.clear()
        else:
            self.warning.show_trouble(trouble)

    def show_card(self, title: str, content: QWidget, *, width: int = 600, stays: bool = False) -> Card:
        """Let a card with `content` slide in over whatever is shown; it is deleted when it has gone."""
        from mottagning.ui.widgets.card import Card  # the first look at a page waits for no card

        card = Card(self._middle, title, content, width=grown(width), stays=stays)
        card.gone.connect(card.deleteLater)
        card.slide_in()
        return card

    def _undo(self) -> None:
        """Take back what the status line tells of; when it tells of nothing, what the page in front knows of."""
        page = self._made.get(self.page_id)
        if self.status.can_undo:
            self.status.undo()
        elif page is not None and hasattr(page, "undo"):
            page.undo()

    def show_keys(self) -> None:
        """Open the list of keys, or close it when it is open."""
        if self._key_card is not None:
            self._key_card.slide_out()
            return
        from mottagning.ui.widgets.keylist import KeyList

        self._key_card = self.show_card(tr("Keys"), KeyList(self.keys.lines()), width=1000)
        self._key_card.gone.connect(self._forget_key_card)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes through everything on the page, also what stands before its main field."""
        go_on(self, next)
        return True

    def _forget_key_card(self) -> None:
        self._key_card = None

    def appear(self) -> None:
        """Show the window; the first time over the whole of a screen where not all of it and its frame finds room."""
        room = self.screen().availableSize()
        if self._is_first and not QRect(QPoint(), room).contains(QRect(QPoint(), self.size() + _FRAME)):
            self.showMaximized()
        else:
            self.show()

    def _restore(self) -> None:
        kept = self._memory.read("window")
        self._is_first = kept is None or not self.restoreGeometry(QByteArray(kept))
        if self._is_first:
            self.resize(1366, 768)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowFullScreen)  # the next time begins with the rail
        self._memory.write("window", bytes(self.saveGeometry().data()))
        super().closeEvent(event)


def _with_room(page: QWidget, least: tuple[int, int]) -> QWidget:
    """The page; where the text is larger it scrolls in both directions, so that nothing of it is cut."""
    if text_scale() == 1:
        return page
    from mottagning.ui.widgets.scrolling import Room

    return Room(page, (grown(least[0]), grown(least[1])))

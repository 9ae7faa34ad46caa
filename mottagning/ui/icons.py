"""Our line icons, drawn in whatever colour is needed, and the shapes that say how pressing something is."""

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPen, QPixmap, QPolygonF
from PySide6.QtSvg import QSvgRenderer

from mottagning.ui.theme import tone_colour
from mottagning.ui.tokens import Colours, Tone

_FOLDER = Path(__file__).parents[1] / "resources" / "icons"


@lru_cache(maxsize=512)
def pixmap(name: str, side: int, colour: str, ratio: float = 1.0) -> QPixmap:
    """The icon `name` as a square of `side` logical pixels in `colour`; KeyError when there is no such icon."""
    path = _FOLDER / f"{name}.svg"
    if not path.exists():
        raise KeyError(name)
    if side < 1:  # a button that is not laid out yet, or squeezed to nothing
        return QPixmap()
    drawn = QPixmap(round(side * ratio), round(side * ratio))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    QSvgRenderer(path.read_text("utf-8").replace("currentColor", colour).encode()).render(painter)
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


def paint_icon(painter: QPainter, place: QRect, name: str, colour: str) -> None:
    """Draw the icon `name` in the middle of `place`, as large as fits."""
    side = min(place.width(), place.height())
    # The device itself would know its ratio, but PySide6 makes the classes of all kinds of devices to name it.
    drawn = pixmap(name, side, colour, max(1.0, round(painter.deviceTransform().m11(), 2)))
    left = place.left() + (place.width() - side) // 2
    painter.drawPixmap(left, place.top() + (place.height() - side) // 2, drawn)


def fill(painter: QPainter, place: QRect, colour: str) -> None:
    """Fill `place`, as QPainter.fillRect does; but for that one PySide6 first makes the classes of all gradients."""
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRect(place)
    painter.restore()


def icon(name: str, role: QPalette.ColorRole = QPalette.ColorRole.ButtonText) -> QIcon:
    """The icon `name` for buttons and menus; it takes its colour from the palette each time it is drawn."""
    return QIcon(_TintedEngine(name, role))


def app_icon() -> QIcon:
    """The program's own icon, for the window and the task bar."""
    return QIcon(str(_FOLDER / "app.svg"))


def paint_shape(painter: QPainter, place: QRect, tone: Tone, colours: Colours) -> None:
    """Draw the shape of a tone: a disc (in order), a triangle (soon), a square (late); nothing for the others."""
    if tone not in (Tone.GOOD, Tone.WARN, Tone.BAD):
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tone_colour(colours, tone)))
    side = min(place.width(), place.height())
    box = QRectF(0, 0, side, side)
    box.moveCenter(QRectF(place).center())
    if tone is Tone.GOOD:
        painter.drawEllipse(box)
    elif tone is Tone.WARN:
        painter.drawPolygon(QPolygonF([QPointF(box.center().x(), box.top()), box.bottomRight(), box.bottomLeft()]))
    else:
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 1.5, 1.5)
    painter.restore()


def paint_square(painter: QPainter, place: QRect, fill: str, edge: str) -> None:
    """Draw the small square that stands for a category."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(edge), 1))
    painter.setBrush(QColor(fill))
    painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
    painter.restore()


class _TintedEngine(QIconEngine):
    """Draws an icon in the application palette's colours, so that a change of scheme needs no new icons."""

    def __init__(self, name: str, role: QPalette.ColorRole) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        paint_icon(painter, rect, self._name, self._colour(mode))

    def pixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State) -> QPixmap:
        return pixmap(self._name, min(size.width(), size.height()), self._colour(mode))

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State, scale: float) -> QPixmap:
        return pixmap(self._name, round(min(size.width(), size.height()) / scale), self._colour(mode), scale)

    def clone(self) -> "QIconEngine":
        return _TintedEngine(self._name, self._role)

    def _colour(self, mode: QIcon.Mode) -> str:
        group = QPalette.ColorGroup.Disabled if mode == QIcon.Mode.Disabled else QPalette.ColorGroup.Active
        return QGuiApplication.palette().color(group, self._role).name()

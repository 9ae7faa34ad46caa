"""Colours that can be read, icons that can be drawn, and looks that follow the scheme."""

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from mottagning.ui import icons
from mottagning.ui.stylesheet import sheet
from mottagning.ui.theme import Theme, animated, colours_of, font
from mottagning.ui.tokens import CATEGORIES, DARK, LIGHT, PRACTICE_DARK, PRACTICE_LIGHT, Colours, Size, Tone, contrast
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.form import button, danger_button, icon_button, link_button, primary_button, quiet_button
from mottagning.ui.widgets.rail import RailButton
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row
from mottagning.ui.widgets.table import Column, Table, TableModel
from mottagning.ui.widgets.topparts import Gauge, PersonButton

SCHEMES = pytest.mark.parametrize(
    "colours",
    [LIGHT, DARK, PRACTICE_LIGHT, PRACTICE_DARK],
    ids=["light", "dark", "practice in light", "practice in dark"],
)
GROUNDS = ("window", "surface", "frame", "hover", "chosen")


def test_contrast_is_wcags() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#123456", "#123456") == 1


@SCHEMES
@pytest.mark.parametrize(("text", "ground"), [*product(("text", "quiet", "accent", "good", "warn", "bad"), GROUNDS)])
def test_text_is_readable_on_every_ground(colours: Colours, text: str, ground: str) -> None:
    assert contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


@SCHEMES
def test_text_on_filled_grounds_is_readable(colours: Colours) -> None:
    assert contrast(colours.on_accent, colours.accent) >= 4.5
    assert contrast(colours.on_accent, colours.accent_hover) >= 4.5
    assert contrast(colours.on_accent, colours.bad) >= 4.5
    assert contrast(colours.warn, colours.warn_soft) >= 4.5
    assert contrast(colours.bad, colours.bad_soft) >= 4.5
    assert contrast(colours.accent, colours.bad_soft) >= 4.5
    assert contrast(colours.text, colours.hairline) >= 4.5  # what stands on a pill
    assert contrast(colours.quiet, colours.hairline) >= 4.5  # a button that cannot be pressed, and what says why
    for ground in (colours.warn_soft, colours.bad_soft):
        assert contrast(colours.text, ground) >= 4.5


@SCHEMES
def test_edges_of_fields_and_focus_rings_can_be_seen(colours: Colours) -> None:
    for ground in ("window", "surface"):
        assert contrast(colours.edge, getattr(colours, ground)) >= 3
    for ground in (*GROUNDS, "warn_soft", "bad_soft"):
        assert contrast(colours.accent, getattr(colours, ground)) >= 3
    assert (
        contrast(colours.text, colours.accent) >= 3 or contrast(colours.text, colours.surface) >= 3
    )  # on a full button


@SCHEMES
@pytest.mark.parametrize("tone", ["good", "warn", "bad", "quiet"])
def test_shapes_and_marks_can_be_seen_on_every_ground(colours: Colours, tone: str) -> None:
    for ground in (*GROUNDS, "warn_soft", "bad_soft"):
        assert contrast(getattr(colours, tone), getattr(colours, ground)) >= 3


@SCHEMES
def test_what_was_looked_for_is_marked_and_can_be_read(colours: Colours) -> None:
    for text in (colours.text, colours.quiet):
        assert contrast(text, colours.chosen) >= 4.5
    for ground in GROUNDS:  # the line under it, where the soft ground alone would be too faint
        assert contrast(colours.accent, getattr(colours, ground)) >= 3


@SCHEMES
def test_hues_have_readable_text_and_stand_out(colours: Colours) -> None:
    for name, hue in colours.hues.items():
        assert contrast(hue.text, hue.fill) >= 4.5, name
        assert max(contrast(hue.fill, colours.surface), contrast(hue.edge, colours.surface)) >= 3, name


def test_both_schemes_know_every_category() -> None:
    assert LIGHT.hues.keys() == DARK.hues.keys()
    assert {category.hue for category in CATEGORIES.values()} <= LIGHT.hues.keys()
    wanted = {"sol": "blue", "lss": "green", "transport": "yellow", "follow_up": "white"}
    assert {key: CATEGORIES[key].hue for key in wanted} == wanted


@SCHEMES
def test_style_sheet_is_filled_in(colours: Colours) -> None:
    text = sheet(colours)
    assert "@" not in text
    for path in [part.split('"')[0] for part in text.split('url("')[1:]]:
        assert Path(path).is_file(), path


def test_forcing_a_scheme_changes_palette_and_widgets(theme: Theme, qapp: QApplication, qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    try:
        with qtbot.waitSignal(theme.changed):
            theme.use("dark")
        assert theme.scheme == "dark"
        assert qapp.palette().color(QPalette.ColorRole.Window).name() == DARK.window
        widget.ensurePolished()
        assert colours_of(widget) is DARK
    finally:
        theme.use("light")
    assert colours_of(widget) is LIGHT


def test_unknown_scheme_is_refused(theme: Theme) -> None:
    with pytest.raises(ValueError, match="mauve"):
        theme.use("mauve")


def test_following_the_system_without_a_wish_is_light(theme: Theme) -> None:
    try:
        theme.use("system")
        assert theme.colours is LIGHT
    finally:
        theme.use("light")


def test_fonts_have_the_four_sizes_and_scale() -> None:
    assert [font(size).pointSizeF() for size in Size] == [9, 10.5, 13, 20]
    assert font(Size.CAPTION, scale=1.6).pointSizeF() == pytest.approx(14.4)
    assert font(strong=True).weight() > font().weight()
    assert font().families()[0] == "Segoe UI"


def icon_names() -> list[str]:
    return sorted(path.stem for path in icons._FOLDER.glob("*.svg"))


def test_every_icon_is_used() -> None:
    sources = icons._FOLDER.parents[1].rglob("*.py")
    said = " ".join((*(path.read_text("utf-8") for path in sources), sheet(LIGHT), sheet(DARK)))
    assert [name for name in icon_names() if f'"{name}"' not in said and f"/{name}.svg" not in said] == []


@pytest.mark.parametrize("name", icon_names())
def test_every_icon_draws_something(name: str, theme: Theme) -> None:
    image = icons.pixmap(name, 24, "#112233").toImage()
    inked = [image.pixelColor(x, y) for x in range(24) for y in range(24) if image.pixelColor(x, y).alpha() > 150]
    assert inked
    if name != "app" and not name.startswith("sheet-"):
        assert all(abs(colour.red() - 0x11) + abs(colour.blue() - 0x33) < 6 for colour in inked)


def test_an_icon_that_is_not_there_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        icons.pixmap("unicorn", 24, "#112233")


def test_an_icon_without_room_is_nothing_and_no_warning(qapp: QApplication) -> None:
    assert icons.pixmap("close", 0, "#112233").isNull()
    assert icons.icon("close").pixmap(0, 24).isNull()


def test_icons_of_buttons_follow_the_scheme(theme: Theme) -> None:
    def ink() -> str:
        image = icons.icon("close").pixmap(24, 24).toImage()
        return max(
            (image.pixelColor(x, y) for x in range(24) for y in range(24)), key=lambda colour: colour.alpha()
        ).name()

    try:
        light = ink()
        theme.use("dark")
        assert (light, ink()) == (LIGHT.text, DARK.text)
    finally:
        theme.use("light")


def test_animations_stop_when_the_system_says_so(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QApplication, "isEffectEnabled", lambda _effect: False)
    assert not animated()


def _kinds() -> list[tuple[str, Callable[[], QWidget]]]:
    """One of each kind of thing that can have the focus."""

    def line() -> QWidget:
        made = RowList("Rows")
        made.set_rows([Row(key=1, title="One"), Row(key=2, title="Two")])
        made.select(2)
        return made

    def table() -> QWidget:
        model: TableModel[str] = TableModel([Column(title="Name", text=str)], key=str)
        model.set_rows(["one", "two"])
        made = Table("Names", model)
        made.select("two")
        return made

    def answers() -> QWidget:
        return Choice("Which?", [(1, "One"), (2, "Two")], 1)

    def person() -> QWidget:
        made = PersonButton()
        made.set_person("Anna Berg", "AB")
        return made

    def gauge() -> QWidget:
        made = Gauge()
        made.set_state(Tone.BAD, "The mailbox does not answer")
        return made

    return [
        ("button", lambda: button("Save")),
        ("primary", lambda: primary_button("Save")),
        ("quiet", lambda: quiet_button("Save")),
        ("link", lambda: link_button("Save")),
        ("danger", lambda: danger_button("Remove")),
        ("icon", lambda: icon_button("close", "Close")),
        ("line", QLineEdit),
        ("text", QPlainTextEdit),
        ("combo", QComboBox),
        ("number", QSpinBox),
        ("day", QDateEdit),
        ("tick", lambda: QCheckBox("Late only")),
        ("answer", answers),
        ("rail", lambda: RailButton("desk", "Desk", "Ctrl+1", 90)),
        ("person", person),
        ("gauge", gauge),
        ("row", line),
        ("cell", table),
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_focus_is_seen(scheme: str, theme: Theme, qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    holder.setProperty("look", "surface")
    holder.setFixedWidth(240)
    elsewhere = QLineEdit()
    lines = QVBoxLayout(holder)
    lines.addWidget(elsewhere)
    kinds = {kind: make() for kind, make in _kinds()}
    for made in kinds.values():
        made.setMaximumHeight(100)
        lines.addWidget(made)
    unseen = []
    try:
        theme.use(scheme)
        with qtbot.waitExposed(holder):
            holder.show()
        for kind, made in kinds.items():
            elsewhere.setFocus()
            before = holder.grab(made.geometry()).toImage()
            made.setFocus(Qt.FocusReason.TabFocusReason)
            after = holder.grab(made.geometry()).toImage()
            places = product(range(before.width()), range(before.height()))
            changed = ((before.pixelColor(*place).name(), after.pixelColor(*place).name()) for place in places)
            if sum(contrast(was, now) >= 3 for was, now in changed if was != now) < 40:
                unseen.append(kind)
    finally:
        theme.use("light")
    assert unseen == []

"""The one style sheet, written from the colours of a scheme."""

import re
from pathlib import Path

from mottagning.ui.tokens import CORNER, Colours, Size

_ICONS = (Path(__file__).parents[1] / "resources" / "icons").as_posix()


def sheet(colours: Colours, scale: float = 1.0) -> str:
    """Qt style sheet for `colours`, its text larger by `scale`; widgets pick a look by the property of that name."""
    values = {name: getattr(colours, name) for name in colours._fields if name != "hues"}
    values |= {size.name.lower(): f"{size.value * scale}pt" for size in Size}
    scheme = "dark" if colours.dark else "light"
    values |= {"corner": f"{CORNER}px"}
    values |= {name: f"{_ICONS}/sheet-{name}-{scheme}.svg" for name in ("down", "up", "left", "right", "menu", "check")}
    filled = re.sub(r"@(\w+)", lambda found: values[found[1]], _SHEET)
    return re.sub(r"(?<=min-height: )\d+", lambda found: str(round(int(found[0]) * scale)), filled)


_SHEET = """
QToolTip { background: @surface; color: @text; border: 1px solid @edge; padding: 4px 6px; }

QLabel[look~="caption"] { font-size: @caption; }
QLabel[look~="title"] { font-size: @title; font-weight: 600; }
QLabel[look~="figure"] { font-size: @figure; font-weight: 600; }
QLabel[look~="strong"] { font-weight: 600; }
QLabel[look~="quiet"] { color: @quiet; }
QLabel[look~="good"] { color: @good; }
QLabel[look~="warn"] { color: @warn; }
QLabel[look~="bad"] { color: @bad; }

QLabel[look~="key"] {
  font-size: @caption; border: 1px solid @faint; border-radius: 4px; background: @hover; padding: 1px 6px;
}

QFrame[look="hairline"] { background: @hairline; border: none; }
QWidget[look="surface"] { background: @surface; }
QWidget[look="frame"] { background: @frame; }

QPushButton {
  background: @surface; color: @text; border: 1px solid @edge; border-radius: @corner;
  padding: 5px 13px; min-height: 20px;
}
QPushButton:hover { background: @hover; }
QPushButton:pressed, QPushButton:checked { background: @chosen; }
QPushButton:focus { border: 2px solid @accent; padding: 4px 12px; }
QPushButton:disabled { color: @faint; border-color: @hairline; }
QPushButton[look="primary"] { background: @accent; color: @on_accent; border-color: @accent; font-weight: 600; }
QPushButton[look="primary"]:hover, QPushButton[look="primary"]:pressed { background: @accent_hover; }
QPushButton[look="primary"]:focus { border: 5px double @on_accent; padding: 1px 9px; }
QPushButton[look="primary"]:disabled { background: @hairline; border-color: @hairline; color: @quiet; }
QPushButton[look="quiet"] { background: transparent; border-color: transparent; color: @accent; }
QPushButton[look="quiet"]:hover, QPushButton[look="quiet"]:pressed { background: @hover; }
QPushButton[look="quiet"]:focus { border-color: @accent; }
QPushButton[look="quiet"]:disabled { color: @faint; }
QPushButton[look="link"] {
  background: transparent; border-color: transparent; color: @accent; padding: 5px 3px; text-align: left;
}
QPushButton[look="link"]:hover, QPushButton[look="link"]:pressed { background: @hover; }
QPushButton[look="link"]:focus { border: 2px solid @accent; padding: 4px 2px; }
QPushButton[look="danger"] { color: @bad; border-color: @bad; }
QPushButton[look="danger"]:hover, QPushButton[look="danger"]:pressed { background: @bad_soft; }
QPushButton[look="danger"]:disabled { color: @faint; border-color: @hairline; }
QPushButton::menu-indicator { image: url("@down"); subcontrol-position: right center; right: 8px; }
QPushButton[look="primary"]::menu-indicator { image: url("@menu"); }
QPushButton[menu="true"] { padding-right: 30px; }
QPushButton[menu="true"]:focus { padding-right: 29px; }

QWidget[look="practice"] { background: @accent; }
QWidget[look="practice"] QLabel { color: @on_accent; }
QWidget[look="practice"] QPushButton {
  background: transparent; color: @on_accent; border: 1px solid @on_accent; padding: 2px 10px;
}
QWidget[look="practice"] QPushButton:hover, QWidget[look="practice"] QPushButton:pressed { background: @accent_hover; }
QWidget[look="practice"] QPushButton:focus { border: 3px solid @on_accent; padding: 0 8px; }

QToolButton { background: transparent; border: 2px solid transparent; border-radius: @corner; padding: 3px; }
QToolButton:hover, QToolButton:pressed { background: @hover; }
QToolButton:focus { border-color: @accent; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox {
  background: @surface; color: @text; border: 1px solid @edge; border-radius: @corner; padding: 4px 8px;
  selection-background-color: @accent; selection-color: @on_accent;
}
QLineEdit, QComboBox { min-height: 22px; }
QAbstractSpinBox { min-height: 20px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus {
  border: 2px solid @accent; padding: 3px 7px;
}
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {
  color: @quiet; border-color: @hairline; background: @window;
}
QLineEdit[look="bad"], QPlainTextEdit[look="bad"] { border-color: @bad; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
  subcontrol-origin: border; width: 24px; border: none; background: transparent; margin: 2px;
}
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: @hover; }
QAbstractSpinBox::up-arrow { image: url("@up"); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url("@down"); width: 10px; height: 10px; }
QDateEdit::drop-down { border: none; width: 26px; }
QDateEdit::down-arrow { image: url("@down"); width: 12px; height: 12px; }
QComboBox::drop-down { border: none; width: 26px; }
QComboBox::down-arrow { image: url("@down"); width: 12px; height: 12px; }
QComboBox QAbstractItemView {
  background: @surface; border: 1px solid @edge; padding: 4px; outline: none;
  selection-background-color: @chosen; selection-color: @text;
}
QComboBox QAbstractItemView::item { min-height: 28px; padding: 0 6px; }

QCheckBox, QRadioButton {
  spacing: 8px; min-height: 24px; border: 2px solid transparent; border-radius: 4px; padding: 0 2px;
}
QCheckBox::indicator, QListWidget::indicator, QRadioButton::indicator {
  width: 14px; height: 14px; border: 1px solid @edge; border-radius: 4px; background: @surface;
}
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { background: @hover; }
QCheckBox::indicator:checked, QListWidget::indicator:checked {
  background: @accent; border-color: @accent; image: url("@check");
}
QRadioButton::indicator:checked { width: 8px; height: 8px; border: 4px solid @accent; background: @on_accent; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: @accent; }
QCheckBox:focus, QRadioButton:focus { border-color: @accent; }
QCheckBox:disabled, QRadioButton:disabled { color: @faint; }

QRadioButton[look="choice"] {
  border: 1px solid @edge; border-radius: @corner; padding: 4px 11px; min-height: 20px; background: @surface;
  spacing: 0;
}
QRadioButton[look="choice"]::indicator { width: 0; height: 0; border: none; image: none; }
QRadioButton[look="choice"]:hover { background: @hover; }
QRadioButton[look="choice"]:checked { background: @chosen; border: 1px solid @accent; font-weight: 600; }
QRadioButton[look="choice"]:focus { border: 2px solid @accent; padding: 3px 10px; }
QRadioButton[look="choice"]:disabled { color: @faint; border-color: @hairline; }

QAbstractItemView { border: none; outline: none; }
QListWidget { background: @surface; border: 1px solid @edge; border-radius: @corner; padding: 4px; }
QListWidget:focus { border: 2px solid @accent; padding: 3px; }
QTableView, QTreeView {
  background: @surface; gridline-color: @hairline; selection-background-color: @chosen; selection-color: @text;
}
QHeaderView { background: @surface; border: none; }
QHeaderView::section {
  background: @surface; color: @quiet; font-size: @caption; border: none;
  border-bottom: 1px solid @hairline; padding: 4px 8px;
}
QHeaderView::section:hover { color: @text; }
QHeaderView[look="plain"]::section { border: none; }
QHeaderView[look="names"]::section { color: @text; font-size: @body; }
QTableCornerButton::section { background: @surface; border: none; border-bottom: 1px solid @hairline; }

QScrollArea { border: none; background: transparent; }
QScrollArea > QWidget > QWidget[look="surface"] { background: @surface; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @faint; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: @edge; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: none; }

QCalendarWidget QWidget#qt_calendar_navigationbar { background: @surface; }
QCalendarWidget QToolButton { color: @text; font-weight: 600; padding: 4px 8px; }
QCalendarWidget QToolButton#qt_calendar_prevmonth { qproperty-icon: url("@left"); }
QCalendarWidget QToolButton#qt_calendar_nextmonth { qproperty-icon: url("@right"); }

QMenu { background: @surface; border: 1px solid @edge; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: @chosen; color: @text; }
QMenu::item:disabled { color: @faint; }
QMenu::separator { height: 1px; background: @hairline; margin: 4px 8px; }

QTabWidget::pane { border: none; border-top: 1px solid @hairline; }
QTabBar::tab {
  background: transparent; color: @quiet; padding: 8px 14px; border: none; border-bottom: 2px solid transparent;
}
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; font-weight: 600; }
QTabBar::tab:focus { color: @accent; }
"""

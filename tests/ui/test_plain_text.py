"""What a stranger wrote is shown sign by sign: no label and no tooltip takes it for HTML and fetches its pictures."""

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractListModel, Qt
from PySide6.QtGui import Qt as Guess
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel

from mottagning.ui.widgets.elided import ElidedLabel, as_tip
from mottagning.ui.widgets.form import label
from mottagning.ui.widgets.rows import Row, RowModel

HOSTILE = 'Hej <img src="//198.51.100.7/share/x.png"> <b>du</b> & co'
UI = Path(__file__).parents[2] / "mottagning" / "ui"


def shown(tip: str) -> str:
    """What Qt shows of a tooltip, as it decides what it is."""
    document = QTextDocument()
    if Guess.mightBeRichText(tip):
        document.setHtml(tip)
    else:
        document.setPlainText(tip)
    return document.toPlainText()


@pytest.mark.parametrize("text", [HOSTILE, "a < b", "<", "5 &lt; 6", "Två\nrader <b>", "<b>\n", ""])
def test_a_tooltip_shows_every_sign(qtbot, text):
    assert " ".join(shown(as_tip(text)).split()) == " ".join(text.split())


def test_labels_that_are_too_narrow_tell_the_rest_in_plain_text(qtbot):
    made = ElidedLabel(HOSTILE)
    qtbot.addWidget(made)
    made.resize(20, 20)
    made.setText(HOSTILE)
    assert shown(made.toolTip()) == HOSTILE


def test_rows_do_too(qtbot):
    model: QAbstractListModel = RowModel()
    model.set_items([Row(key=1, title=HOSTILE, tip=HOSTILE)])
    assert shown(model.data(model.index(0), Qt.ItemDataRole.ToolTipRole)) == HOSTILE


def test_labels_are_plain(qtbot):
    for made in (label(HOSTILE), ElidedLabel(HOSTILE)):
        qtbot.addWidget(made)
        assert made.textFormat() == Qt.TextFormat.PlainText


def test_no_page_makes_a_label_that_guesses_or_shows_html():
    """Labels come from `form.label` and `ElidedLabel`, and nothing is given to Qt as HTML but in the letter's part,
    which takes it made safe and loads nothing (test_desk_letter.py).
    """
    found = []
    for path in sorted(set(UI.rglob("*.py")) - {UI / "desk" / "letterpart.py"}):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in {"setHtml", "appendHtml", "insertHtml", "setOpenExternalLinks", "QTextBrowser", "QMessageBox"}:
                found.append(f"{path.name}:{node.lineno} {name}")
            if name == QLabel.__name__ and path.name != "form.py":
                found.append(f"{path.name}:{node.lineno} {name}")
    assert found == []


def test_what_the_lead_wrote_of_a_routine_or_a_unit_is_no_html_in_a_tooltip_either():
    """Tooltips that are put together of words from the database go through `as_tip`."""
    found = []
    for path in sorted((UI / "desk").glob("routine*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "setToolTip":
                (said,) = node.args
                if not (isinstance(said, ast.Call) and getattr(said.func, "id", "") in {"as_tip", "tr"}):
                    found.append(f"{path.name}:{node.lineno}")
    assert found == []

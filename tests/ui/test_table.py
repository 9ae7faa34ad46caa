"""Tables: ready before they are shown, sorted as the language sorts, and steady when they change."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPersistentModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from mottagning import texts
from mottagning.ui.theme import Theme
from mottagning.ui.tokens import LIGHT, Tone
from mottagning.ui.widgets.table import VALUE_ROLE, Column, Table, TableModel, ready


@dataclass(frozen=True, slots=True)
class Case:
    code: str
    who: str
    days: int | None


COLUMNS = (
    Column[Case](title="Code", text=lambda case: case.code),
    Column[Case](title="Who", text=lambda case: case.who, stretches=True, tip=lambda case: f"{case.who}!"),
    Column[Case](
        title="Days",
        text=lambda case: "" if case.days is None else str(case.days),
        sort=lambda case: case.days,
        number=True,
        tone=lambda case: Tone.BAD if (case.days or 0) > 50 else Tone.PLAIN,
    ),
)
CASES = (Case("C-10", "Örjan", 9), Case("C-9", "Åsa", 60), Case("C-100", "Ärla", None), Case("C-11", "Bo", 10))


@pytest.fixture
def model(theme: Theme) -> TableModel[Case]:
    made = TableModel(COLUMNS, key=lambda case: case.code)
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    made.set_rows(CASES)
    return made


@pytest.fixture
def table(model: TableModel[Case], qtbot: QtBot) -> Table:
    made = Table("Cases", model)
    qtbot.addWidget(made)
    made.resize(500, 300)
    with qtbot.waitExposed(made):
        made.show()
    return made


def column(model: TableModel[Case], number: int) -> list[str]:
    return [model.index(row, number).data() for row in range(model.rowCount())]


def test_cells_are_looked_up(model: TableModel[Case]) -> None:
    assert column(model, 0) == ["C-10", "C-9", "C-100", "C-11"]
    assert model.index(1, 0).data(VALUE_ROLE) == CASES[1]
    assert model.index(1, 1).data(Qt.ItemDataRole.ToolTipRole) == "Åsa!"
    assert model.index(1, 2).data(Qt.ItemDataRole.ForegroundRole).color().name() == LIGHT.bad
    assert model.index(0, 2).data(Qt.ItemDataRole.ForegroundRole) is None
    assert model.index(0, 2).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight


def test_text_is_made_once_however_often_it_is_shown(theme: Theme) -> None:
    asked: list[str] = []

    def text(case: Case) -> str:
        asked.append(case.code)
        return case.code

    model = TableModel((Column[Case](title="Code", text=text),), key=lambda case: case.code)
    model.set_rows(CASES)
    for _ in range(3):
        column(model, 0)
    assert asked == [case.code for case in CASES]


def test_sorts_as_swedish_does_and_numbers_as_numbers(model: TableModel[Case]) -> None:
    texts._language = "sv"
    model.sort(1)
    assert column(model, 1) == ["Bo", "Åsa", "Ärla", "Örjan"]
    model.sort(0)
    assert column(model, 0) == ["C-9", "C-10", "C-11", "C-100"]
    model.sort(2)
    assert column(model, 2) == ["9", "10", "60", ""]
    model.sort(2, Qt.SortOrder.DescendingOrder)
    assert column(model, 2)[-3:] == ["60", "10", "9"]
    assert model.headerData(2, Qt.Orientation.Horizontal) == "Days ↓"
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Code"


def test_what_one_holds_stays_through_sorting(model: TableModel[Case]) -> None:
    held = QPersistentModelIndex(model.index(1, 1))
    model.sort(0)
    assert (held.row(), held.data()) == (0, "Åsa")


def test_new_rows_keep_the_order_and_the_chosen_row(table: Table, model: TableModel[Case]) -> None:
    table.select("C-9")
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    chosen: list[object] = []
    table.chosen.connect(chosen.append)
    model.set_lines(ready((*CASES, Case("C-1", "Zeb", 1)), COLUMNS, lambda case: case.code))
    assert column(model, 0) == ["C-1", "C-9", "C-10", "C-11", "C-100"]
    assert table.selected_key() == "C-9"
    assert not chosen
    model.set_rows(CASES[:1])
    assert table.selected_key() is None


def test_a_click_on_a_heading_sorts(table: Table, model: TableModel[Case], qtbot: QtBot) -> None:
    header = table.horizontalHeader()
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(9, 9))
    assert column(model, 0) == ["C-9", "C-10", "C-11", "C-100"]


def test_arrows_choose_and_enter_opens(table: Table, qtbot: QtBot) -> None:
    table.select("C-10")
    with qtbot.waitSignal(table.chosen) as chosen:
        qtbot.keyClick(table, Qt.Key.Key_Down)
    assert chosen.args == ["C-9"]
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == ["C-9"]
    assert not table.select("C-404")
    assert not table.grab().isNull()

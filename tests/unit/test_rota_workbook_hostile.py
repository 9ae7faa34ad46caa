"""Workbooks made to keep the program waiting, or to fill the memory, while the rota is looked for in them."""

from pathlib import Path

import pytest

from mottagning.cases import workbook as workbooks
from mottagning.errors import Trouble
from mottagning.rota import sheetcells
from mottagning.rota.sheetcells import sheet_cells
from tests.workbooks import rows_xml, workbook


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "schema.xlsx"


def test_merged_cells_that_lie_on_one_another_are_filled_no_further_than_the_sheet_has_cells(book: Path) -> None:
    rows = [["Anna", "Karin"], ["Omar", "Elin"]]
    book.write_bytes(workbook({"Höst": rows_xml(rows)}, merged=["A1:B1", "A1:B1", "A2:B2"]))
    assert sheet_cells(book)[0].rows == [["Anna", "Anna"], ["Omar", "Elin"]]


def test_what_is_too_large_is_refused_before_anything_is_unpacked(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unpacked: list[Path] = []
    monkeypatch.setattr(workbooks, "_LARGEST_UNPACKED", 100)
    monkeypatch.setattr(sheetcells, "_marks", unpacked.append)
    book.write_bytes(workbook({"Höst": rows_xml([["Datum", "Disk"]])}))
    with pytest.raises(Trouble, match="too large"):
        sheet_cells(book)
    assert not unpacked

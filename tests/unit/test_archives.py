"""Damaged archives, as an attachment, a rota or an export of cases: no error of the unpacker comes out of them."""

import contextlib
import io
import random
import zipfile
from pathlib import Path

import pytest

from mottagning.cases.workbook import open_sheets
from mottagning.contacts.mime import risks
from mottagning.errors import Trouble
from mottagning.rota import sheetcells

_PARTS = {
    "[Content_Types].xml": "<Types/>" * 30,
    "word/_rels/document.xml.rels": "<Relationships><Relationship Id='a' Target='b'/></Relationships>" * 40,
    "xl/workbook.xml": "<workbook><sheets><sheet name='A' r:id='r1'/></sheets></workbook>" * 5,
    "xl/_rels/workbook.xml.rels": "<Relationships><Relationship Id='r1' Target='worksheets/s.xml'/></Relationships>",
    "xl/styles.xml": "<styleSheet><fonts><font><strike/></font></fonts></styleSheet>" * 20,
    "xl/worksheets/s.xml": "<worksheet><sheetData><row r='1'><c r='A1'/></row></sheetData></worksheet>" * 30,
}
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


def damaged(rng: random.Random, way: int) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", way) as parts:
        for name, content in _PARTS.items():
            parts.writestr(name, content)
    octets = bytearray(whole.getvalue())
    for _ in range(rng.choice((1, 2, 4, 30))):
        octets[rng.randrange(4, len(octets))] = rng.randrange(256)
    return bytes(octets[: rng.randrange(4, len(octets))] if rng.random() < 0.2 else octets)


@pytest.mark.parametrize("way", _PACKED)
def test_what_is_damaged_is_judged_and_read_or_refused(tmp_path: Path, way: int) -> None:
    rng, path = random.Random(way), tmp_path / "schema.xlsx"
    for _ in range(70):
        octets = damaged(rng, way)
        risks._in_package(octets)
        path.write_bytes(octets)
        sheetcells._marks(path)
        with contextlib.suppress(Trouble):
            open_sheets(path)

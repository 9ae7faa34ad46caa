"""Makes small XLSX files for tests, with the habits of Excel: merged cells, hidden sheets, empty rows in a style."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from xml.sax.saxutils import escape

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DAY_ZERO = date(1899, 12, 30)


def cell(name: str, value: object) -> str:
    """One cell as XML; a date is a number in the date style, as Excel writes it; None is empty but styled."""
    if value is None:
        return f'<c r="{name}" s="1"/>'
    if isinstance(value, bool):
        return f'<c r="{name}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (date, datetime)):
        days: float = value.toordinal() - _DAY_ZERO.toordinal()
        if isinstance(value, datetime):
            days += (value.hour * 60 + value.minute) / 1440
        return f'<c r="{name}" s="1"><v>{days}</v></c>'
    if isinstance(value, (int, float)):
        return f'<c r="{name}"><v>{value}</v></c>'
    return f'<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


def column(place: int) -> str:
    """The letters of a column, 0 the first."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def rows_xml(rows: Sequence[Sequence[object]]) -> str:
    """The rows of a sheet, from row 1, as XML."""
    lines = []
    for number, cells in enumerate(rows, 1):
        line = "".join(cell(f"{column(place)}{number}", value) for place, value in enumerate(cells))
        lines.append(f'<row r="{number}">{line}</row>')
    return "".join(lines)


def _state(hidden: bool) -> str:
    return "hidden" if hidden else "visible"


def workbook(
    sheets: dict[str, str], *, merged: Sequence[str] = (), hidden: Sequence[str] = (), dimension: str = ""
) -> bytes:
    """An XLSX file: each sheet's name with its rows as XML; `merged` ranges count for every sheet."""
    merges = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
    names = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" state="{_state(name in hidden)}" r:id="r{number}"/>'
        for number, name in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}'
        f'<Relationship Id="s" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet {_MAIN}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
        "</styleSheet>",
    }
    for number, rows in enumerate(sheets.values(), 1):
        said = f'<dimension ref="{dimension}"/>' if dimension else ""
        end = f'<mergeCells count="{len(merged)}">{merges}</mergeCells>' if merged else ""
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f"<worksheet {_MAIN}>{said}<sheetData>{rows}</sheetData>{end}</worksheet>"
        )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return packed.getvalue()

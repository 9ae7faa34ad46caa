"""What is looked at before an export is taken: header, first rows, the mapping, and what is missing."""

from dataclasses import replace
from pathlib import Path

import pytest

from mottagning.cases.mapping import Mapping, guess
from mottagning.cases.mappings import SaveMapping, map_file, save_mapping
from mottagning.cases.preview import Preview, missing, passed_over, preview, shown_rows
from mottagning.db import Database
from mottagning.errors import Trouble
from tests.db.feeds import HEADER, case, stored, take, write
from tests.workbooks import rows_xml, workbook


def test_a_file_is_looked_into(database: Database, tmp_path: Path) -> None:
    path = write(tmp_path / "export.csv", [case(f"C-{n}") for n in range(130)])
    found = preview(database, path)
    assert (found.path, found.header) == (path, HEADER)
    assert len(found.rows) == 100
    assert found.rows[1][:4] == ("C-1", "SoL", "Hemtjänst", "Utredning")
    assert {len(row) for row in found.rows} == {len(HEADER)}
    assert not found.can_be_taken  # guessed, and nobody has looked
    map_file(database, "Systemet", path, {})
    again = preview(database, path)
    assert (again.can_be_taken, again.mapping.name) == (True, "Systemet")
    with pytest.raises(Trouble):
        preview(database, tmp_path / "none.csv")


def test_the_sheet_of_a_saved_mapping_is_looked_into(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    sheets = {name: rows_xml([("Ärendekod", "Steg"), (name, "Beslut")]) for name in ("Barn", "Vuxna")}
    path.write_bytes(workbook(sheets))
    assert preview(database, path).sheets == ("Barn", "Vuxna")
    chosen = preview(database, path, "Vuxna")
    assert (chosen.sheets[0], chosen.rows, chosen.mapping.sheet) == ("Vuxna", (("Vuxna", "Beslut"),), "Vuxna")
    lead = replace(chosen.mapping, name="Systemet")
    save_mapping(database, SaveMapping(by=None, mapping=lead))
    assert preview(database, path).rows == (("Vuxna", "Beslut"),)
    assert preview(database, path).can_be_taken
    take(database, path)
    assert list(stored(database)) == ["Vuxna"]
    path.write_bytes(workbook({"Barn": sheets["Barn"]}))
    assert not preview(database, path).can_be_taken
    with pytest.raises(Trouble, match="no sheet “Vuxna”"):
        take(database, path, "Systemet")


def test_a_changed_export_is_mapped_as_the_one_before(database: Database, tmp_path: Path) -> None:
    path = write(tmp_path / "export.csv", [case()])
    map_file(database, "Systemet", path, {"priority": "", "handler": "Typ"}, kind="delta")
    header = ["Aktualiserad" if name == "Inkom" else name for name in HEADER if name != "E-post"]
    found = preview(database, write(path, [case()], header))
    assert (found.mapping.name, found.mapping.kind, found.can_be_taken) == ("Systemet", "delta", False)
    assert found.missed == ("Inkom", "E-post")
    columns = found.mapping.columns
    assert (columns["received"], columns["handler"]) == ("Aktualiserad", "Typ")
    assert not {"emails", "priority", "type"} & set(columns)
    other = write(path, [case()], [name + " x" if name != "Ärendekod" else name for name in HEADER])
    assert (preview(database, other).mapping.name, preview(database, other).missed) == ("", ())


def test_what_was_promised_of_one_export_is_not_promised_of_another(database: Database, tmp_path: Path) -> None:
    header = ("Ärendekod", "Steg", "Namn", "Inkom", "Prioritet")
    path = write(tmp_path / "export.csv", [case()], header)
    map_file(database, "Systemet", path, {}, protected_by_omission=True)
    assert preview(database, path).can_be_taken
    changed = preview(database, write(path, [case()], header[:-1]))
    assert (changed.mapping.name, changed.mapping.protected_by_omission) == ("Systemet", False)
    assert "points at people" in missing(changed.mapping, changed.header)[0]


def test_a_table_as_wide_as_a_wall_is_not_looked_at(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(";".join(["Ärendekod", "Steg", *(f"x{n}" for n in range(500))]) + "\n", "utf-8")
    with pytest.raises(Trouble, match="has 502 columns"):
        preview(database, path)


def test_a_short_row_is_filled_up(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("Ärendekod;Steg;Namn\nC-1;Beslut\n", "utf-8")
    assert preview(database, path).rows == (("C-1", "Beslut", ""),)


def test_what_is_missing_is_said_as_one_would_at_the_window() -> None:
    whole = guess(HEADER)
    assert missing(whole, HEADER) == ()
    (said,) = missing(whole.with_columns({"code": "", "stage": ""}), HEADER)
    assert said == "Choose the column for: case code, stage."
    (said,) = missing(whole.with_columns({"protected": ""}), HEADER)
    assert "points at people" in said
    assert missing(replace(whole.with_columns({"protected": ""}), protected_by_omission=True), HEADER) == ()
    (said,) = missing(whole, [name for name in HEADER if name != "Inkom"])
    assert "“Inkom”" in said


def seen(found: Preview, mapping: Mapping) -> list[dict[str, str]]:
    return [dict(zip(found.header, row, strict=True)) for row in shown_rows(found, mapping)]


def test_nobody_is_shown_before_it_is_known_who_is_protected(database: Database, tmp_path: Path) -> None:
    rows = [case("C-1"), case("C-2", Skyddade_personuppgifter="ja", God_man="Bo Ek")]
    found = preview(database, write(tmp_path / "export.csv", rows, (*HEADER, "Övrigt")))
    open_, protected = seen(found, found.mapping)
    assert (open_["Namn"], open_["Telefon"]) == ("Åsa Öberg", "070-174 06 05")
    assert (protected["Ärendekod"], protected["Steg"], protected["Handläggare"]) == ("C-2", "Utredning", "Karin Lind")
    assert {protected[name] for name in ("Namn", "Telefon", "E-post", "God man")} == {"hidden"}
    unknown = found.mapping.with_columns({"protected": "", "client_name": "", "type": "Namn"})
    for row in seen(found, unknown):
        assert {row[name] for name in ("Namn", "Telefon", "E-post")} == {"hidden"}
        assert row["Inkom"] == "2026-11-02"
    told = seen(found, replace(unknown, protected_by_omission=True))
    assert [row["Namn"] for row in told] == ["Åsa Öberg", "Åsa Öberg"]
    own = found.mapping.with_columns({"next_step": "Övrigt"})
    assert seen(replace(found, rows=tuple((*row[:-1], "Ring Eva") for row in found.rows)), own)[1]["Övrigt"] == "hidden"


def test_what_no_field_reads_is_told() -> None:
    header = (*HEADER, "Enhet", "")
    assert passed_over(guess(header), header) == ("Enhet",)

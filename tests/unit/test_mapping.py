"""Headers are guessed, mappings saved and checked, and rows become cases; nobody protected leaves a trace."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mottagning.cases import cells, dates
from mottagning.cases.caserow import CaseReader, CaseRecord, Rejected, Repeated, read_rows
from mottagning.cases.feedfile import Row, open_feed
from mottagning.cases.fields import FIELDS, LABELS, MANY, PERSON, REQUIRED, field_of, role_of
from mottagning.cases.mapping import Mapping, check, guess, places
from mottagning.cases.parties import Party
from mottagning.errors import Trouble
from tests.workbooks import rows_xml, workbook

PEOPLE = {
    "client_name": "Namn",
    "personal_id": "Personnummer",
    "phones": "Telefon",
    "emails": "E-post",
    "party_role": "Roll",
    "party_name": "Part",
    "party_phone": "Part telefon",
    "party_email": "Part e-post",
}
COLUMNS = {"code": "Kod", "stage": "Steg", "received": "Inkom", "weight": "Tyngd", "protected": "Skyddad", **PEOPLE}
HEADER = tuple(COLUMNS.values())
MAPPING = Mapping(name="alla", columns=COLUMNS)


def case(**given: object) -> CaseRecord:
    record = row(**given)
    assert isinstance(record, CaseRecord), record
    return record


def rejected(**given: object) -> Rejected:
    record = row(**given)
    assert isinstance(record, Rejected), record
    return record


def row(mapping: Mapping = MAPPING, **given: object) -> CaseRecord | Rejected:
    values = {"code": "SN-1", "stage": "Utredning", **given}
    return CaseReader(mapping, HEADER).read(Row(7, tuple(values.get(field) for field in COLUMNS)))  # type: ignore[misc]


# Guessing


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Ärendekod", "code"), ("ÄRENDENR.", "code"), ("ArendeNummer", "code"), ("Diarienr", "code"), ("Dnr", "code"),
        ("case_code", "code"), ("Kategori", "category"), ("Lagrum", "category"), ("Ärendetyp", "type"),
        ("Steg", "stage"), ("Status", "stage"), ("I steget sedan", "stage_since"), ("Handläggare", "handler"),
        ("Ansvarig handläggare", "handler"), ("Inkom", "received"), ("Inkomdatum", "received"),
        ("Aktualiserad", "received"), ("Öppnad", "opened"), ("Utredning inledd", "opened"),
        ("Beslutsdatum", "decided"), ("Beslut (datum)", "decided"), ("Datum för beslut", "decided"),
        ("Verkställd", "executed"), ("Avslutad datum", "closed"), ("Prioritet", "priority"), ("Tyngd", "weight"),
        ("Nästa steg", "next_step"), ("Bevakningsdatum", "next_date"), ("Klient", "client_name"),
        ("Personnr", "personal_id"), ("Tel.", "phones"), ("Mobil", "phones"), ("E-postadress", "emails"),
        ("Skyddade personuppgifter", "protected"), ("Sekretessmarkering", "protected"), ("Roll", "party_role"),
        ("God man", "party_name"), ("Vårdnadshavare 2", "party_name"), ("Anhörig namn", "party_name"),
        ("God man, telefon", "party_phone"), ("Telefon god man", "party_phone"), ("E-post anhörig", "party_email"),
        ("Skola", "party_name"), ("Aktualiseringsdatum", "received"), ("Registreringsdatum", "received"),
        ("Ansv. handläggare", "handler"), ("Handläggare/team", "handler"), ("Hdl", "handler"), ("Soc.sekr.", "handler"),
        ("Förfallodatum", "next_date"), ("Bevakas den", "next_date"), ("Ärendemening", "type"),
        ("Avslutningsdatum", "closed"),
        ("Utredning öppnad", "opened"), ("Öppningsdatum", "opened"), ("Handläggningsstatus", "stage"),
        ("Klientnamn", "client_name"), ("Registerledare", "client_name"), ("Mobiltel", "phones"), ("Aktnr", "code"),
        ("Skyddade personuppg.", "protected"), ("Finns skyddad folkbokföring?", "protected"),
        ("Spärrmarkering", "protected"), ("Partens roll", "party_role"), ("Partens namn", "party_name"),
        ("Partens telefon", "party_phone"), ("Partens e-post", "party_email"),
    ],
)  # fmt: skip
def test_headers_are_known_in_many_spellings(header: str, field: str) -> None:
    known = field_of(header)
    assert known is not None
    assert known[0] == field


def test_every_field_is_known_by_its_own_name() -> None:
    assert [field for field in FIELDS if (field_of(field) or ("",))[0] != field] == []
    assert set(LABELS) == set(FIELDS)


@pytest.mark.parametrize(
    "header", ["", "Kommun-kod", "2011", "Anteckning", "x" * 200, "Skyddsbedömning", "Skyddsåtgärd"]
)
def test_other_headers_are_left_alone(header: str) -> None:
    assert field_of(header) is None


def test_a_guess_takes_the_surest_column_and_all_phones() -> None:
    header = ("Status", "ID", "Ärendenr", "Steg", "Efternamn", "Förnamn", "Telefon", "Mobil", "Sekretess", "Skyddad")
    guessed = guess(header, name="x")
    assert guessed.columns == {
        "code": "Ärendenr",
        "stage": "Steg",
        "client_name": "Förnamn + Efternamn",
        "phones": "Telefon + Mobil",
        "protected": "Sekretess + Skyddad",
    }
    assert (guessed.name, guessed.kind, guessed.protected_by_omission) == ("x", "snapshot", False)


def test_a_column_of_words_is_not_guessed_to_hold_dates() -> None:
    rows = [Row(2, ("1", "Bifall", "2026-11-02")), Row(3, ("2", "Avslag", None))]
    assert guess(("Kod", "Beslut", "Beslutsdatum"), rows).columns == {"code": "Kod", "decided": "Beslutsdatum"}


# Saving and checking


def test_a_saved_mapping_comes_back() -> None:
    mapping = Mapping(name="Ärenden", columns={"code": "Kod"}, kind="delta", protected_by_omission=True)
    assert Mapping.from_json(mapping.to_json()) == mapping


@pytest.mark.parametrize(
    "document",
    ["", "[]", "{}", '{"name": "a", "kind": "other", "protected_by_omission": false, "columns": {}}',
     '{"name": "a", "kind": "delta", "protected_by_omission": false, "columns": {"colour": "x"}}',
     '{"name": "a", "kind": "delta", "protected_by_omission": "ja", "columns": {}}',
     '{"name": "a", "kind": "delta", "protected_by_omission": false, "columns": {"code": 1}}'],
)  # fmt: skip
def test_a_broken_saved_mapping_is_one_sentence(document: str) -> None:
    with pytest.raises(Trouble, match="Make it again"):
        Mapping.from_json(document)


def test_columns_are_set_and_taken_out() -> None:
    mapping = Mapping(name="x", columns={"code": "A", "stage": "B"}).with_columns({"code": " Kod ", "stage": ""})
    assert mapping.columns == {"code": "Kod"}
    with pytest.raises(Trouble, match="colour"):
        mapping.with_columns({"colour": "Färg"})


def test_a_mapping_that_fits_has_no_troubles() -> None:
    assert check(MAPPING, HEADER) == []
    assert check(MAPPING, [name.upper().replace(" ", "_") for name in HEADER]) == []


@pytest.mark.parametrize("field", REQUIRED)
def test_code_and_stage_must_be_mapped(field: str) -> None:
    columns = {name: header for name, header in COLUMNS.items() if name != field}
    [trouble] = check(Mapping(name="x", columns=columns), HEADER)
    assert field in str(trouble)


@pytest.mark.parametrize("field", PERSON)
def test_fields_that_point_at_a_person_are_refused_until_protection_is_known(field: str) -> None:
    columns = {"code": "Kod", "stage": "Steg", field: COLUMNS[field]}
    [trouble] = check(Mapping(name="x", columns=columns), HEADER)
    assert field in str(trouble)
    assert check(Mapping(name="x", columns=columns, protected_by_omission=True), HEADER) == []
    assert check(Mapping(name="x", columns={**columns, "protected": "Skyddad"}), HEADER) == []
    unchecked = row(Mapping(name="x", columns=columns), **dict.fromkeys(PEOPLE, "Bo Ek"))
    assert unchecked == CaseRecord(row=7, code="SN-1", stage="investigation")


def test_a_mapped_column_that_is_gone_is_named() -> None:
    [trouble] = check(MAPPING, [name for name in HEADER if name != "Inkom"])
    assert "“Inkom”" in str(trouble)


def test_only_some_fields_take_several_columns() -> None:
    assert places(HEADER, "Telefon + Part telefon") == [HEADER.index("Telefon"), HEADER.index("Part telefon")]
    assert places(("A + B",), "A + B") == [0]
    [trouble] = check(Mapping(name="x", columns={"code": "Kod + Steg", "stage": "Steg"}), HEADER)
    assert "code" in str(trouble)
    assert "stage" not in MANY


# Codes, words, numbers


@pytest.mark.parametrize(
    ("cell", "code"),
    [("SN-1", "SN-1"), (" 00123 ", "00123"), (123.0, "123"), ("123.0", "123"), (2026001234.0, "2026001234"),
     (17, "17"), ('="00123"', "00123"), ("'00123", "00123"), ("A\xa01", "A 1"), ("12.5", "12.5"), ("V.0", "V.0")],
)  # fmt: skip
def test_codes_are_texts_whatever_excel_thinks(cell: object, code: str) -> None:
    assert case(code=cell).code == code


@pytest.mark.parametrize(
    "cell", [None, "", "  ", "-", "NULL", "1,23457E+11", "1E+05", 1e18, date(2026, 11, 1), "a\udce5"]
)
def test_a_row_without_a_trustworthy_code_is_rejected(cell: object) -> None:
    refused = rejected(code=cell)
    assert (refused.row, refused.column) == (7, "Kod")
    assert refused.reason.endswith(".")


@pytest.mark.parametrize(
    ("word", "stage"),
    [("Mottaget", "received"), ("AKTUALISERAD", "received"), ("utredning", "investigation"),
     ("Utreds", "investigation"),
     ("2. Utredning", "investigation"), ("Beslut", "decision"), ("Verkställighet", "execution"),
     ("Verkställd", "execution"), ("Uppföljning", "follow_up"), ("follow-up", "follow_up"), ("received", "received"),
     ("Avslutat", "closed"), ("Förhandsbedömning", "Förhandsbedömning"),
     ("Skyddsbedömning pågår", "Skyddsbedömning pågår")],
)  # fmt: skip
def test_known_stages_have_one_word_and_others_keep_theirs(word: str, stage: str) -> None:
    assert case(stage=word).stage == stage


def test_a_row_without_stage_is_rejected() -> None:
    assert rejected(stage=" ").column == "Steg"


@pytest.mark.parametrize(
    ("word", "category"),
    [("SoL", "sol"), ("Ansökan SoL", "sol"), ("LSS 9:2", "lss"), ("Färdtjänst", "transport"),
     ("uppföljning", "follow_up"),
     ("Barn och unga", "child"), ("Dödsbo", "dödsbo"), ("..", None), ("", None)],
)  # fmt: skip
def test_categories(word: str, category: str | None) -> None:
    mapping = Mapping(name="x", columns={"code": "a", "stage": "b", "category": "c"})
    record = CaseReader(mapping, ("a", "b", "c")).read(Row(2, ("1", "Beslut", word)))
    assert isinstance(record, CaseRecord)
    assert record.category == category


def test_numbers() -> None:
    assert [case(weight=cell).weight for cell in ("1,5", "1 200", 3, 2.5, "..", None)] == [
        1.5,
        1200,
        3,
        2.5,
        None,
        None,
    ]
    assert rejected(weight="tungt").column == "Tyngd"


# Dates


@pytest.mark.parametrize(
    "cell",
    ["2026-11-21", "20261121", "21/11 2026", "21/11/2026", "21.11.2026", "21-11-2026", "2026-11-21 08:15", "2026/11/21",
     "2026-11-21T08:15:00", "2026-11-21 08.15.00.000", "21 nov 2026", "21 november 2026", "den 21 nov. 2026",
     "21-NOV-2026", "21/11-26", "261121", "21.11.2026 08:15", "46347", "46347,34375", 46347, 46347.34375, 20261121.0,
     date(2026, 11, 21), datetime(2026, 11, 21, 23, 59),  # noqa: DTZ001 - a cell of Excel knows no zone
     "2026-11-20T23:30:00Z", "2026-11-21T08:00:00+01:00", "2026-11-20 23:30:00+00",
     "2026-11-20 23:30:00.0000000 +00:00", "21-nov-26", "21 nov. 26", "lör 21 nov 2026",
     "lördag den 21 november 2026", "Nov 21 2026  8:15AM", "November 21, 2026", "21.11.26"],
)  # fmt: skip
def test_dates_as_they_are_written(cell: object) -> None:
    assert case(received=cell).received == date(2026, 11, 21)


@pytest.mark.parametrize(
    "cell",
    [None, "", ".", "..", "-", "NULL", "null", "#N/A", "NaT", "9999-12-31", "1900-01-01", datetime(1899, 12, 30)],  # noqa: DTZ001
)
def test_missing_dates(cell: object) -> None:
    assert case(received=cell).received is None


@pytest.mark.parametrize(
    "cell",
    ["2026-02-30", "i går", "21/13 2026", "21/13/2026", "31-31-31", "1", 12, "123456789", "0026-01-01"],
)
def test_what_is_no_date_rejects_the_row_without_showing_it(cell: object) -> None:
    assert rejected(received=cell) == Rejected(7, "Inkom", "This is not a date.")


@pytest.mark.parametrize("cell", ["05-04-26", "26-11-21", "03/04/2026", "3-4-2026", "03/04/26 08:15"])
def test_what_could_be_several_dates_rejects_the_row(cell: object) -> None:
    assert rejected(received=cell).reason == "This could be several dates. Export dates as YYYY-MM-DD."


@pytest.mark.parametrize("cell", ["11/21/2026", "21/11/2026", "21-11-2026", "21/11/26"])
def test_what_can_be_one_date_only_is_read(cell: object) -> None:
    assert case(received=cell).received == date(2026, 11, 21)


def columns_of_dates(tmp_path: Path, *rows: tuple[str, str]) -> list[tuple[date | None, ...] | str]:
    path = tmp_path / "export.csv"
    lines = [
        "Kod;Steg;Inkom;Beslut (datum)",
        *(f"{n};Beslut;{first};{second}" for n, (first, second) in enumerate(rows)),
    ]
    path.write_text("\n".join(lines), "utf-8")
    columns = {"code": "Kod", "stage": "Steg", "received": "Inkom", "decided": "Beslut (datum)"}
    found = read_rows(Mapping(name="x", columns=columns), open_feed(path))
    return [
        (each.received, each.decided, each.notes) if isinstance(each, CaseRecord) else each.reason for each in found
    ]  # type: ignore[union-attr]


def test_the_whole_column_tells_the_day_from_the_month(tmp_path: Path) -> None:
    april = columns_of_dates(tmp_path, ("03/04/2026", ""), ("21/11/2026", ""))
    note = "Inkom: the dates are read as day, month, year, as the other dates show."
    assert april == [(date(2026, 4, 3), None, (note,)), (date(2026, 11, 21), None, ())]
    [march, _] = columns_of_dates(tmp_path, ("03/04/2026", ""), ("11/21/2026", ""))
    assert march[0] == date(2026, 3, 4)


def test_columns_of_one_file_write_their_dates_alike(tmp_path: Path) -> None:
    [first, _] = columns_of_dates(tmp_path, ("03/04/2026", ""), ("", "11/21/2026"))
    assert first[0] == date(2026, 3, 4)
    [first, _] = columns_of_dates(tmp_path, ("03-04-26", ""), ("04-05-26", "05-06-26"))
    assert first == "This could be several dates. Export dates as YYYY-MM-DD."


def test_a_column_that_contradicts_itself_tells_nothing(tmp_path: Path) -> None:
    found = columns_of_dates(tmp_path, ("03/04/2026", ""), ("11/21/2026", ""), ("21/11/2026", ""))
    assert found[0] == "This could be several dates. Export dates as YYYY-MM-DD."
    assert [each[0] for each in found[1:]] == [date(2026, 11, 21)] * 2


def test_a_code_that_has_lost_its_zeros_is_told(tmp_path: Path) -> None:
    path = tmp_path / "lista.xlsx"
    path.write_bytes(
        workbook({"Blad1": rows_xml([("Kod", "Steg"), ("001234", "Beslut"), (1235, "Beslut"), (201236, "Beslut")])})
    )
    found = list(read_rows(Mapping(name="x", columns={"code": "Kod", "stage": "Steg"}), open_feed(path)))
    assert [each.code for each in found] == ["001234", None, "201236"]
    assert "taken away the zeros" in found[1].reason  # type: ignore[union-attr]


def test_codes_of_different_lengths_are_left_alone(tmp_path: Path) -> None:
    """In a text nothing shows that Excel has been there; in a workbook most codes must have as many digits."""
    mapping = Mapping(name="x", columns={"code": "Kod", "stage": "Steg"})
    path = tmp_path / "lista.csv"
    path.write_text("Kod;Steg\n068008805;Beslut\n71387206;Beslut\n1;Beslut\n", "utf-8")
    assert [each.code for each in read_rows(mapping, open_feed(path))] == ["068008805", "71387206", "1"]
    path = tmp_path / "lista.xlsx"
    rows = [("Kod", "Steg"), ("068008805", "Beslut"), *((71387206 + n, "Beslut") for n in range(3))]
    path.write_bytes(workbook({"Blad1": rows_xml(rows)}))
    assert len([each for each in read_rows(mapping, open_feed(path)) if isinstance(each, CaseRecord)]) == 4


@pytest.mark.parametrize("word", ["Totalt", "SUMMA:", "Antal ärenden"])
def test_a_row_that_sums_up_is_no_case(word: str) -> None:
    assert rejected(code=word).reason == "This row sums up others, it is no case."


@pytest.mark.parametrize("cell", ["#REF!", "#VÄRDEFEL!", " #NAMN? "])
@pytest.mark.parametrize("field", ["stage", "received", "code"])
def test_the_error_of_a_formula_is_no_value(cell: str, field: str) -> None:
    assert rejected(**{field: cell}).reason == "A formula has gone wrong in Excel: the cell holds an error."


@given(st.dates(date(1901, 1, 1), date(2199, 12, 31)))
def test_each_day_is_read_in_each_form(day: date) -> None:
    forms = ("{0:%Y-%m-%d}", "{0:%Y%m%d}", "{0.day}/{0.month} {0.year}", "{0.day}.{0.month}.{0.year}")
    assert {dates.day(form.format(day)) for form in forms} == {day}


@given(st.text(max_size=30) | st.floats() | st.integers())
def test_no_cell_breaks_the_reading(cell: object) -> None:
    for read in (cells.text, dates.day, cells.number, cells.values):
        try:
            read(cell)  # type: ignore[operator]
        except cells.UnreadableCellError:
            continue
    assert cells.protected(cell) in (True, False)  # type: ignore[arg-type]


# Protection

SECRETS = {
    "client_name": "Bo Ek",
    "personal_id": "19121212-1212",
    "phones": "070-174 06 05",
    "emails": "bo@example.se",
    "party_role": "god man",
    "party_name": "Eva Ek",
    "party_phone": "070-174 06 06",
    "party_email": "eva@example.se",
}


@pytest.mark.parametrize(
    "cell",
    ["ja", "j", "yes", "true", "1", "x", "skyddad", "JA ", " Skyddad", "X", "True", 1, 1.0, True,
     "Skyddade personuppgifter", "Sekretessmarkering", "kvarskrivning", "✓", "vet inte", "\udce5"],
)  # fmt: skip
def test_what_points_at_a_protected_person_does_not_leave(cell: object) -> None:
    record = case(protected=cell, received="2026-11-21", **SECRETS)
    assert record == CaseRecord(row=7, code="SN-1", stage="investigation", received=date(2026, 11, 21), protected=True)
    assert not any(secret in repr(record) for secret in ("Ek", "1212", "740605", "example"))


@pytest.mark.parametrize(
    "cell", [None, "", "nej", "N", "no", "false", "0", 0, 0.0, False, "-", "..", "Ej skyddad", "NULL"]
)
def test_others_are_kept(cell: object) -> None:
    record = case(protected=cell, **SECRETS)
    assert record == CaseRecord(
        row=7,
        code="SN-1",
        stage="investigation",
        client_name="Bo Ek",
        personal_id="191212121212",
        phones=("+46701740605",),
        emails=("bo@example.se",),
        parties=(Party(role="god_man", name="Eva Ek", phones=("+46701740606",), emails=("eva@example.se",)),),
    )


def test_one_of_several_protection_columns_is_enough() -> None:
    mapping = MAPPING.with_columns({"protected": "Tyngd + Skyddad", "weight": ""})
    for first, second in (("ja", "nej"), ("nej", "ja")):
        record = row(mapping, weight=first, protected=second, **SECRETS)
        assert isinstance(record, CaseRecord)
        assert (record.protected, record.client_name) == (True, None)


# People


def test_several_phones_and_addresses() -> None:
    record = case(phones="070-174 06 05; 08-465 004 00,070 174 06 05", emails="Bo@Example.se\nBo Ek <bo2@example.se>")
    assert record.phones == ("+46701740605", "+46846500400")
    assert record.emails == ("bo@example.se", "bo2@example.se")
    assert case(phones="070-1740605 / 08-465 004 00").phones == record.phones


def test_numbers_that_excel_has_cut() -> None:
    assert case(phones=701740605.0).phones == ("+46701740605",)
    assert case(phones=46701740605.0).phones == ("+46701740605",)
    assert case(personal_id=191212121212.0).personal_id == "191212121212"
    assert case(personal_id=2292381.0).personal_id == "200002292381"


def test_what_is_wrong_is_left_out_and_noted_without_the_value() -> None:
    record = case(personal_id="19121212-1213", phones="ring grannen Ulla", emails="bo(at)example", client_name="Bo")
    assert (record.personal_id, record.phones, record.emails, record.client_name) == (None, (), (), "Bo")
    assert len(record.notes) == 3
    assert not any(value in note for note in record.notes for value in ("1213", "Ulla", "example"))


def test_parties_stand_at_the_same_place_in_each_cell() -> None:
    record = case(
        party_role="god man; vårdnadshavare; kurator",
        party_name="Eva Ek; Ola Berg\nSkolan",
        party_phone="070-174 06 06;;08-465 004 01",
        party_email=";ola@example.se",
    )
    assert record.parties == (
        Party(role="god_man", name="Eva Ek", phones=("+46701740606",), emails=()),
        Party(role="guardian", name="Ola Berg", phones=(), emails=("ola@example.se",)),
        Party(role="kurator", name="Skolan", phones=("+46846500401",), emails=()),
    )


def test_a_single_party_has_all_the_numbers() -> None:
    [party] = case(party_role="anhörig", party_name="Ek, Eva", party_phone="070-1740606, 070-1740607").parties
    assert party == Party(role="relative", name="Ek, Eva", phones=("+46701740606", "+46701740607"), emails=())


def test_one_role_is_for_all_names_and_commas_part_whole_names() -> None:
    parties = case(party_role="vårdnadshavare", party_name="Eva Ek, Ola Berg").parties
    assert [(party.role, party.name) for party in parties] == [("guardian", "Eva Ek"), ("guardian", "Ola Berg")]


def test_a_party_without_role_is_another() -> None:
    assert [party.role for party in case(party_phone="070-1740606").parties] == ["other"]
    assert case(party_role="god man").parties == ()


def test_roles_may_stand_in_the_headers() -> None:
    header = (
        "Kod",
        "Steg",
        "God man",
        "Telefon god man",
        "Vårdnadshavare 1",
        "Vårdnadshavare 2",
        "Vårdnadshavare 2 tel",
    )
    mapping = guess(header).with_columns({})
    cells = ("1", "Beslut", "Eva Ek", "070-1740606", "Ola Berg", "Ida Berg", "070-1740607")
    reader = CaseReader(Mapping(name="x", columns=mapping.columns, protected_by_omission=True), header)
    record = reader.read(Row(2, cells))
    assert isinstance(record, CaseRecord)
    assert record.parties == (
        Party(role="god_man", name="Eva Ek", phones=("+46701740606",), emails=()),
        Party(role="guardian", name="Ola Berg", phones=(), emails=()),
        Party(role="guardian", name="Ida Berg", phones=("+46701740607",), emails=()),
    )


@pytest.mark.parametrize(
    ("word", "role"),
    [("gode mannen", "god_man"), ("Mamma", "parent"), ("Vårdnadshavare 2, mobil", "guardian"), ("tomte", None)],
)
def test_roles(word: str, role: str | None) -> None:
    assert role_of(word) == role


# Whole files


def test_a_file_becomes_cases_with_the_faults_by_row_and_column(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(
        "Ärendelista 2026-11-21\n"
        "Ärendekod;Steg;Inkom;Handläggare\n"
        "SN-1;Beslut;2026-11-02;Åsa\n"
        "SN-2;Beslut;igår;Bo\n"
        ";Beslut;2026-11-02;Bo\n"
        "SN-1;Beslut;2026-11-02;Åsa\n"
        "SN-1;Utredning;2026-11-02;Åsa\n"
        "SN-3;Beslut\n"
        "SN-4;Förhandsbedömning;;\n",
        encoding="cp1252",
    )
    feed = open_feed(path)
    results = list(read_rows(guess(feed.header), feed))
    assert results == [
        CaseRecord(row=3, code="SN-1", stage="decision", received=date(2026, 11, 2), handler="Åsa"),
        Rejected(4, "Inkom", "This is not a date."),
        Rejected(5, "Ärendekod", "The row has no case code."),
        Repeated(6, "SN-1"),
        Rejected(7, "Ärendekod", "The case is on another row of the file too, with other content."),
        Rejected(8, None, "The row has 2 columns, the header 4."),
        CaseRecord(row=9, code="SN-4", stage="Förhandsbedömning"),
    ]
    assert [result.row for result in results] == [3, 4, 5, 6, 7, 8, 9]


def test_a_workbook_becomes_cases(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    rows = [("Ärendenr", "Status", "Beslutad", "Skyddad", "Namn"), (123, "Beslut", date(2026, 11, 2), True, "Bo Ek")]
    path.write_bytes(workbook({"Blad1": rows_xml(rows)}))
    feed = open_feed(path)
    assert list(read_rows(guess(feed.header), feed)) == [
        CaseRecord(row=2, code="123", stage="decision", decided=date(2026, 11, 2), protected=True)
    ]


def test_a_file_that_does_not_fit_its_mapping_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("Ärendekod;Namn\n1;Bo\n")
    feed = open_feed(path)
    with pytest.raises(Trouble, match="stage"):
        list(read_rows(guess(feed.header), feed))

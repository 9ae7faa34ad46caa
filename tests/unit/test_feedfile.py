"""Any export that a case system, Excel or a tired colleague makes is read as rows, or refused with one sentence."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mottagning.cases.encoding import find_encoding
from mottagning.cases.feedfile import FeedFile, Row, open_feed
from mottagning.errors import Trouble
from tests.workbooks import cell, rows_xml, workbook

EIGHT = datetime(2026, 1, 2, 8)  # noqa: DTZ001 - a cell of Excel knows no zone
HEADER = ("Ärendekod", "Steg", "Handläggare", "Inkom", "Prio")
ROWS = [
    ("SN-1", "Utredning", "Åsa Öberg", "2026-11-02", "1"),
    ("SN-2", "Beslut", "Bo Ek", "2026-11-03", "2"),
    ("SN-3", "Verkställighet", "Märta Ström", "2026-11-04", ""),
]


@pytest.fixture
def feed(tmp_path: Path):
    """Opens a feed file with the given content."""

    def make(content: str | bytes, name: str = "export.csv") -> FeedFile:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return open_feed(path)

    return make


def cells(feed: FeedFile) -> list[tuple[object, ...]]:
    return [row.cells for row in feed if not row.problem]


def problems(feed: FeedFile) -> dict[int, str]:
    return {row.number: row.problem for row in feed if row.problem}


def as_text(header: tuple[str, ...], rows: list[tuple[str, ...]], delimiter: str = ";", end: str = "\r\n") -> str:
    return "".join(delimiter.join(row) + end for row in [header, *rows])


def rows_or_sentence(path: Path) -> list[Row] | str:
    try:
        return list(open_feed(path))
    except Trouble as trouble:
        return str(trouble)


READ = [tuple(value or None for value in row) for row in ROWS]


# Every real file


def test_every_real_file_gives_rows_or_one_sentence(shared_data: Path) -> None:
    files = [path for path in (shared_data / "csv").rglob("*") if path.is_file()]
    assert len(files) > 150
    results = [rows_or_sentence(path) for path in files]
    assert sum(isinstance(result, list) for result in results) >= 130
    assert all("\n" not in result for result in results if isinstance(result, str))


@pytest.mark.parametrize(("year", "schools"), [(2009, 4655), (2012, 4900), (2015, 4836)])
def test_the_schools_exports_have_their_header_on_line_six(shared_data: Path, year: int, schools: int) -> None:
    feed = open_feed(shared_data / "csv" / f"Grundskolan_-_Antal_elever_per_arskurs_{year}_Skolenhet.csv")
    assert feed.header_line == 6
    assert feed.header[:4] == ("Skola", "Skol-enhetskod", "Skolkommun", "Kommun-kod")
    rows = list(feed)
    assert sum(not row.problem for row in rows) == schools
    assert (rows[0].number, rows[0].cells[0]) == (7, "Ahlafors Fria skola")
    assert all(row.cells[1] is None for row in rows if row.problem)  # the footnotes below the table


@pytest.mark.parametrize(
    "name", ["data_compression_implicit-zip.csv", "data_compression_implicit-gz.csv", "data_empty.csv"]
)
def test_what_is_no_table_is_refused(shared_data: Path, name: str) -> None:
    with pytest.raises(Trouble):
        open_feed(shared_data / "csv" / "frictionless" / name)


# Encodings, delimiters, line ends


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "utf-16-le", "utf-16-be", "mac_roman", "cp850", "utf-32"],
)
def test_delimiter_encoding_and_line_ends_are_found(feed, delimiter: str, end: str, encoding: str) -> None:
    opened = feed(as_text(HEADER, ROWS, delimiter, end).encode(encoding))
    assert opened.header == HEADER
    assert cells(opened) == READ
    assert [row.number for row in opened] == [2, 3, 4]


def test_the_delimiter_is_found_where_others_are_more_frequent(feed) -> None:
    opened = feed("Kod;Belopp;Plats\n1;0,5;55,7, 13,2\n2;0,75;55,6, 13,0\n3;1,25;55,5, 13,1\n")
    assert opened.header == ("Kod", "Belopp", "Plats")
    assert cells(opened)[0] == ("1", "0,5", "55,7, 13,2")


def test_excels_own_line_names_the_delimiter(feed) -> None:
    opened = feed("sep=,\r\nKod,Steg\r\n1,Beslut;klart\r\n")
    assert (opened.header_line, opened.header) == (2, ("Kod", "Steg"))
    assert list(opened) == [Row(3, ("1", "Beslut;klart"))]


def test_quotes_may_be_single_and_may_follow_a_space(feed) -> None:
    assert cells(feed("'Kod','Steg'\n'1','a,b'\n'2','c'\n")) == [("1", "a,b"), ("2", "c")]
    assert cells(feed('"Kod", "Steg"\n"1", "a, b"\n')) == [("1", "a, b")]


def test_a_windows_file_without_swedish_letters_is_western(feed) -> None:
    assert cells(feed(b"Kod;Steg\n1;caf\xe9 \x80\n")) == [("1", "café €")]


def test_one_broken_letter_does_not_spoil_the_others(feed) -> None:
    opened = feed("Kod;Steg\n1;Åäö\n2;Öl\n3;ÅÅ".encode() + b"\n4;Br\xe5k\n")
    assert cells(opened)[0] == ("1", "Åäö")
    assert cells(opened)[3] == ("4", "Br\udce5k")  # told apart by its lone surrogate, and rejected when it is needed
    assert len(opened.notes) == 1


def test_a_letter_cut_by_the_pieces_of_reading_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(b"Kod;Steg\n" + b"x" * ((1 << 20) - 10) + "å;Beslut\n".encode())
    assert find_encoding(path).name == "utf-8"
    assert find_encoding(path).damaged is False


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
@pytest.mark.parametrize("word", ["Ärendekod", "Öberg", "på", "Utförare", "överklagas av Örjan"])
def test_one_word_is_enough_to_tell_the_letters(feed, encoding: str, word: str) -> None:
    assert cells(feed(f"Kod;Steg\n1;{word}\n".encode(encoding))) == [("1", word)]


def test_curly_quotes_and_dashes_are_windows_letters(feed) -> None:
    assert cells(feed("Kod;Steg\n1;”ja” – kanske…\n".encode("cp1252"))) == [("1", "”ja” – kanske…")]


def test_letters_that_were_spoilt_before_are_refused(feed) -> None:
    spoilt = "Ärendekod;Steg;Namn\n1;Mottaget;Åsa Öberg\n".encode().decode("cp1252").encode()
    with pytest.raises(Trouble, match="export it once more"):
        feed(spoilt)
    replaced = feed("Kod;Steg\n1;Verkst\ufffdllighet\n")
    assert replaced.notes == ("Some letters in the file cannot be read. Rows where they matter are rejected.",)


# Around the table


def test_lines_before_the_header_are_skipped(feed) -> None:
    title = "Ärendelista;;;;\nUtskriven;2026-11-21;;;\n\nAvser: öppna ärenden, alla enheter\n"
    for header in (HEADER, ("Nr", "Var", "Vem", "När", "Hur")):
        opened = feed(title + as_text(header, ROWS, end="\n"))
        assert (opened.header_line, opened.header) == (5, header)
        assert cells(opened) == READ


def test_an_unknown_header_is_found_by_its_width(feed) -> None:
    opened = feed("En rapport\nmed två rader, utan rubrik\nalfa;beta;gamma;delta\n1;2;3;4\n5;6;7;8\n")
    assert (opened.header_line, opened.header) == (3, ("alfa", "beta", "gamma", "delta"))


def test_words_that_head_columns_elsewhere_do_not_make_a_row_a_header(feed) -> None:
    opened = feed("A;B;C;D;E\nSN-1;Beslut;God man;Skola;Uppföljning\nSN-2;Telefon;Ansökan;;\n")
    assert (opened.header_line, opened.header) == (1, ("A", "B", "C", "D", "E"))


def test_a_header_that_comes_again_is_no_row(feed) -> None:
    part = as_text(HEADER, ROWS)
    assert cells(feed(b"".join("\ufeff".encode() + part.encode() for _ in range(2)))) == READ * 2


def test_a_header_of_two_lines_is_one(feed) -> None:
    opened = feed("Ärendekod;Steg;Datum;;\n;;Inkom;Öppnad;Beslutad\n1;Beslut;2026-11-01;2026-11-02;2026-11-03\n")
    assert opened.header == ("Ärendekod", "Steg", "Inkom", "Öppnad", "Beslutad")
    assert [row.number for row in opened] == [3]


@pytest.mark.parametrize("above", ["Avser;2026-11-21\nUtskriven;2026-11-22 08:15\n", "Avser;2026-11-21;\n\n"])
def test_a_date_above_an_unknown_header_is_no_row_of_the_list(feed, above: str) -> None:
    opened = feed(above + "Nr;Var;När\nSN-1;Öster;2026-11-20\nSN-2;Väster;2026-11-21\n")
    assert (opened.header_line, opened.header) == (3, ("Nr", "Var", "När"))
    assert len(cells(opened)) == 2


@pytest.mark.parametrize(
    "content",
    [
        "SN-1;Beslut;2026-11-21\nSN-2;Utredning;2026-11-22\n",
        "SN-1;19121212-1212;Beslut\nSN-2;;Beslut\n",
        "1;2;3\n4;5;6\n",
    ],
)
def test_a_list_without_header_is_refused_without_showing_it(feed, content: str) -> None:
    with pytest.raises(Trouble, match="No header") as refused:
        feed(content)
    assert "SN-1" not in str(refused.value)


def test_empty_rows_and_drawn_lines_are_no_rows(feed) -> None:
    opened = feed("Kod;Steg\n----;----\n\n;\n 1;Beslut\n   ;  \n")
    assert list(opened) == [Row(5, (" 1", "Beslut"))]


def test_trailing_delimiters_are_no_columns(feed) -> None:
    opened = feed("Kod;Steg;\n1;Beslut;\n2;Beslut\n3;Beslut;;;\n")
    assert opened.header == ("Kod", "Steg", "")
    assert [row.cells[:2] for row in opened if not row.problem] == [("1", "Beslut"), ("2", "Beslut"), ("3", "Beslut")]


def test_rows_with_too_few_or_too_many_columns_are_reported(feed) -> None:
    opened = feed("Kod;Steg;Prio\n1;Beslut;1\n2;Beslut\n3;Beslut;1;2\n4;Beslut;1\n")
    assert problems(opened) == {
        3: "The row has 2 columns, the header 3.",
        4: "The row has 4 columns, the header 3.",
    }
    assert [row[0] for row in cells(opened)] == ["1", "4"]


def test_a_header_used_twice_is_told_apart(feed) -> None:
    opened = feed("Kod;Namn;Steg;Namn\n1;a;b;c\n")
    assert opened.header == ("Kod", "Namn", "Steg", "Namn (2)")
    assert opened.notes == ("The header “Namn” is there more than once.",)


def test_zero_bytes_and_great_cells_do_no_harm(feed) -> None:
    long = "x" * 300_000
    opened = feed(f'Kod;Steg\n1\0;Be\0slut\n2;"{long}\n{long}"\n3;Beslut\n')
    assert cells(opened) == [("1", "Beslut"), ("2", f"{long}\n{long}"), ("3", "Beslut")]


# Quotation marks


def test_line_breaks_within_quotes_count_as_lines(feed) -> None:
    opened = feed('Kod;Steg;Prio\n1;"Be\nslut";1\n2;"sa ""ja""";2\n')
    assert list(opened) == [Row(2, ("1", "Be\nslut", "1")), Row(4, ("2", 'sa "ja"', "2"))]


@pytest.mark.parametrize("place", [0, 3, 7])
def test_a_quote_that_is_never_closed_costs_its_own_line(feed, place: int) -> None:
    lines = [f"{number};Beslut;{number};Bo" for number in range(8)]
    lines[place] = f'{place};"Beslut;{place};Bo'
    opened = feed("\n".join(["Kod;Steg;Prio;Handläggare", *lines]))
    assert list(problems(opened)) == [place + 2]
    assert "quotation mark" in problems(opened)[place + 2]
    assert [row[0] for row in cells(opened)] == [str(number) for number in range(8) if number != place]


def test_a_quote_closed_by_that_of_another_row_swallows_none(feed) -> None:
    opened = feed('Kod;Steg;Prio\n1;x;"a\n2;y;b"\n3;z;c\n4;"x";d\n')
    assert list(problems(opened)) == [2, 3]
    assert [row[0] for row in cells(opened)] == ["3", "4"]


def test_rows_within_a_misplaced_quote_are_read_one_by_one(feed) -> None:
    opened = feed('Kod;Steg;Prio\n1;"x;a\n2;y;"b"\n3;z;c"\n4;x;d\n')
    assert list(problems(opened)) == [2]
    assert [row[0] for row in cells(opened)] == ["2", "3", "4"]


def test_a_quote_that_makes_a_row_of_another_width_swallows_none(feed) -> None:
    opened = feed('Kod;Steg;Prio;Vem\n1;x;"a;b\n2;y;c;"\n3;z;d;e\n')
    assert list(problems(opened)) == [2, 3]
    assert [row[0] for row in cells(opened)] == ["3"]


def test_a_stray_quote_far_above_the_next_one_swallows_none(feed) -> None:
    lines = [f"{number};Beslut;Bo" for number in range(2000)]
    lines[10] = '10;"Beslut;Bo'
    lines[1900] = '1900;"Beslut";"Bo\nEk"'
    opened = feed("\n".join(["Kod;Steg;Handläggare", *lines]))
    assert list(problems(opened)) == [12]
    assert len(cells(opened)) == 1999
    assert cells(opened)[-100] == ("1900", "Beslut", "Bo\nEk")


def test_inches_nicknames_and_backslashes_are_text(feed) -> None:
    opened = feed('Kod;Steg;Prio\n1;12" skärm;1\n2;"Bo" Ek;1\n3;"sa \\"ja\\"; gick";1\n4;"a";1\n')
    assert not problems(opened)
    assert [row[1] for row in cells(opened)] == ['12" skärm', "Bo Ek", 'sa "ja"; gick', "a"]


def test_backslashes_before_quotation_marks_are_seen_in_the_whole_file(feed) -> None:
    opened = feed('Kod;Steg;Prio\n1;"sa \\"ja; nej\\" och";"C:\\\\a\\\\"\n2;12\\" skärm;"x\ny"\n')
    assert cells(opened) == [("1", 'sa "ja; nej" och', "C:\\a\\"), ("2", '12" skärm', "x\ny")]
    assert cells(feed('Kod;Steg\n1;"C:\\mapp\\"\n2;"b"\n'))[0] == ("1", "C:\\mapp\\")


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_the_standard_library_writes_is_read_back(tmp_path: Path, data: st.DataObject) -> None:
    """Any table, with any dialect of the contract, comes back as it was written."""
    delimiter = data.draw(st.sampled_from(";,\t|"))
    signs = st.characters(codec="utf-8", exclude_characters="\0\r\n\ufeff", exclude_categories=["Cs", "Cc"])
    value = st.text(signs, max_size=12) | st.sampled_from(["", "a\nb", "a\r\nb", 'x"y', '"', " ", f"a{delimiter}b"])
    rows = data.draw(st.lists(st.tuples(value, value, value, value), min_size=1, max_size=6))
    written = io.StringIO()
    writer = csv.writer(
        written,
        delimiter=delimiter,
        quoting=data.draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])),
        lineterminator=data.draw(st.sampled_from(["\n", "\r\n"])),
    )
    writer.writerow(HEADER)
    writer.writerows([f"K{number}", *row] for number, row in enumerate(rows))
    path = tmp_path / "export.csv"
    path.write_bytes(written.getvalue().encode(data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))))
    opened = open_feed(path)
    assert opened.header == HEADER
    assert [row.problem for row in opened] == [""] * len(rows)
    read = [tuple((value or "").strip(" ") for value in row.cells) for row in opened]
    assert read == [(f"K{number}", *(value.strip(" ") for value in row)) for number, row in enumerate(rows)]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=400) | st.text("a1;,\t|\"'\n\r\\ åé=-", max_size=300).map(str.encode))
def test_junk_gives_rows_or_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    assert isinstance(rows_or_sentence(path), list | str)


# Workbooks


def test_a_workbook_keeps_its_dates_and_numbers(feed) -> None:
    rows = [
        HEADER,
        ("SN-1", "Beslut", "Åsa", date(2026, 11, 2), 1),
        ("SN-2", "Beslut", "Bo", EIGHT, 2.5),
    ]
    opened = feed(workbook({"Blad1": rows_xml(rows)}), "lista.xlsx")
    assert opened.header == HEADER
    assert list(opened) == [
        Row(2, ("SN-1", "Beslut", "Åsa", date(2026, 11, 2), 1.0)),
        Row(3, ("SN-2", "Beslut", "Bo", EIGHT, 2.5)),
    ]


def _renamed(packed: bytes, rename: Callable[[str], str]) -> bytes:
    """The same archive with other names for its parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(rename(name), old.read(name))
    return made.getvalue()


def test_a_workbook_may_name_its_parts_as_windows_does(feed) -> None:
    wrong = '<row r="2"><c r="A2" t="inlineStr"><is><t>SN-1</t></is></c><c r="B2" t="e"><v>#REF!</v></c></row>'
    packed = workbook({"Blad1": rows_xml([HEADER]) + wrong})
    opened = feed(_renamed(packed, lambda name: name.replace("/", "\\")), "lista.xlsx")
    assert cells(opened) == [("SN-1", "#REF!", None, None, None)]


def test_a_workbook_with_gigabytes_of_nothing_is_refused(feed) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            file.writestr(name, "<x/>")
        with file.open("xl/sharedStrings.xml", "w") as part:
            for _ in range(301):
                part.write(bytes(1 << 20))
    with pytest.raises(Trouble, match="too large"):
        feed(packed.getvalue(), "bomb.xlsx")


def test_a_workbook_is_known_by_its_content_not_its_name(feed) -> None:
    assert feed(workbook({"Blad1": rows_xml([HEADER, *ROWS])}), "lista.csv").header == HEADER


def test_the_sheet_with_the_best_header_is_read_and_the_others_are_named(feed) -> None:
    sheets = {
        "Om": rows_xml([("Skapad", "av"), ("a", "b")]),
        "Lista": rows_xml([HEADER, *ROWS]),
        "Dold": rows_xml([HEADER]),
    }
    opened = feed(workbook(sheets, hidden=["Dold"]), "lista.xlsx")
    assert len(list(opened)) == 3
    assert opened.notes == ("Only the sheet “Lista” is read, not “Om”.",)


def test_another_sheet_can_be_chosen(feed) -> None:
    other = rows_xml([HEADER, ("SN-9", "Beslut", "Bo", None, None)])
    opened = feed(workbook({"Barn": rows_xml([HEADER, *ROWS]), "Vuxna": other}), "lista.xlsx")
    assert opened.sheets == ("Barn", "Vuxna")
    assert opened.notes[1] == "The same columns are on the sheet “Vuxna”: see that the right one is read."
    chosen = opened.on_sheet("Vuxna")
    assert (chosen.sheets, [row[0] for row in cells(chosen)]) == (("Vuxna", "Barn"), ["SN-9"])
    assert opened.on_sheet("") is opened.on_sheet("Barn") is opened
    with pytest.raises(Trouble, match="no sheet “Äldre”"):
        opened.on_sheet("Äldre")


def test_errors_of_formulas_are_no_empty_cells(feed) -> None:
    wrong = '<row r="2">{}<c r="B2" s="1" t="e"><f>Blad2!A1</f><v>#REF!</v></c><c t="e" r="C2"><v>#N/A</v></c></row>'
    rows = rows_xml([HEADER]) + wrong.format(cell("A2", "SN-1"))
    opened = feed(workbook({"Om & så": rows_xml([("a", "b")]), "Blad1": rows}), "lista.xlsx")
    assert cells(opened) == [("SN-1", "#REF!", "#N/A", None, None)]


def test_a_header_of_two_rows_without_merged_cells(feed) -> None:
    rows = [
        ("Ärendekod", "Steg", "Handläggare", "Datum", None),
        (None, None, None, "Inkom", "Beslutad"),
        ("SN-1", "Beslut", "Bo", date(2026, 11, 2), None),
    ]
    opened = feed(workbook({"Blad1": rows_xml(rows)}), "lista.xlsx")
    assert opened.header == ("Ärendekod", "Steg", "Handläggare", "Inkom", "Beslutad")
    assert [row.number for row in opened] == [3]


def test_merged_headers_are_told_apart_by_their_last_line(feed) -> None:
    rows = [
        ("Ärendelista", None, None, None),
        ("Ärendekod", "Steg", "Datum", None),
        (None, None, "Inkom", "Beslutad"),
        ("SN-1", "Beslut", date(2026, 11, 2), date(2026, 11, 3)),
    ]
    opened = feed(workbook({"Blad1": rows_xml(rows)}, merged=["A1:D1", "A2:A3", "B2:B3", "C2:D2"]), "lista.xlsx")
    assert opened.header == ("Ärendekod", "Steg", "Inkom", "Beslutad")
    assert [row.number for row in opened] == [4]


def test_a_hundred_thousand_empty_rows_are_no_rows(feed) -> None:
    empty = "".join(f'<row r="{number}">{cell(f"A{number}", None)}</row>' for number in range(5, 100_000))
    opened = feed(workbook({"Blad1": rows_xml([HEADER, *ROWS]) + empty}, dimension="A1:E1048576"), "lista.xlsx")
    assert len(list(opened)) == 3


@pytest.mark.parametrize("value", ["x", 7])  # a number without a style has no word beside its place
def test_a_stray_cell_at_the_end_of_the_sheet_is_refused_before_it_fills_the_memory(feed, value: object) -> None:
    stray = f'<row r="1048576">{cell("XFD1048576", value)}</row>'
    with pytest.raises(Trouble, match="1048576"):
        feed(workbook({"Blad1": rows_xml([HEADER, *ROWS]) + stray}), "lista.xlsx")


def test_a_workbook_without_cells_is_empty(feed) -> None:
    with pytest.raises(Trouble, match="is empty"):
        feed(workbook({"Blad1": ""}), "lista.xlsx")


# What is no case list


def _zip(name: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr(name, "Kod;Steg\n")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b" \r\n\r\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b'{"cases": [1]}', "JSON"),
        (b'[\n  {"a": "1"}\n]', "JSON"),
        ('\ufeff[{"a": 1}]'.encode("utf-16"), "JSON"),
        (b"<html><table><tr><td>Kod</td></tr></table>", "web page"),
        (b'<?xml version="1.0"?><x/>', "web page"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html>", "web page"),
        (b'ID;PWXL;N;E\r\nC;Y1;X1;K"a"\r\nE\r\n', "no text"),
        (b"Kod;Steg\n" + bytes(600), "no text"),
        (_zip("lista.csv"), "packed"),
        (_zip("word/document.xml"), "packed"),
        (b"\x1f\x8b\x08rest", "packed"),
        (b"PK\x03\x04 broken", "packed"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 3, "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "no workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + bytes(600), "damaged"),
        (bytes(range(256)) * 20, "no text"),
        ("Kod;Steg\n1;Ö".encode("utf-16")[:-1], "cut off"),
    ],
)
def test_what_is_no_case_list_is_refused_by_name(feed, content: bytes, says: str) -> None:
    with pytest.raises(Trouble, match=says) as refused:
        feed(content)
    assert "export.csv" in str(refused.value)


@pytest.mark.parametrize("place", [600, 3137, 3734])
def test_a_damaged_workbook_is_one_sentence_at_most(
    tmp_path: Path, shared_data: Path, capfd: pytest.CaptureFixture[str], place: int
) -> None:
    """With the second of these the library panics and writes a page on stderr, with the third it ends its process."""
    whole = (shared_data / "csv" / "frictionless" / "data_table.xls").read_bytes()
    path = tmp_path / "lista.xls"
    path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
    result = rows_or_sentence(path)
    assert place == 600 or "damaged" in result
    assert capfd.readouterr().err == ""


def test_headers_that_look_like_other_kinds_of_files_are_headers(feed) -> None:
    assert feed("ID;Personnummer;Steg\nC-1;;Beslut\n").header == ("ID", "Personnummer", "Steg")
    assert feed("ID;P;Steg\nC;1;Beslut\n").header == ("ID", "P", "Steg")
    assert feed("MZ;Steg\n1;Beslut\n").header == ("MZ", "Steg")


def test_a_missing_file_and_a_folder_are_one_sentence(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(Trouble, match="There is no file"):
            open_feed(path)


def test_a_line_without_end_is_refused(feed) -> None:
    with pytest.raises(Trouble, match="16 million"):
        feed(b"Kod;Steg\n" + b"x" * (17 << 20))


def test_a_feed_can_be_read_again(feed) -> None:
    opened = feed(as_text(HEADER, ROWS))
    assert list(opened) == list(opened)

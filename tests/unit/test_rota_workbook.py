"""Today's Excel rota in the shapes that people give it, and what cannot be understood of it."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from mottagning.errors import Trouble
from mottagning.rota.model import Post, Shift
from mottagning.rota.sheetcells import SheetCells, sheet_cells
from mottagning.rota.sheetchoice import NEW, UNREAD, choose, heading_words, outcome
from mottagning.rota.sheetdays import day_words
from mottagning.rota.sheetnames import Known, match_names
from mottagning.rota.workbook import Manner, Reading, read_sheets, read_workbook
from tests.workbooks import rows_xml, workbook

PLAIN = Manner()
TODAY = date(2026, 11, 22)
MONDAY = date(2026, 11, 30)
DAYS = [MONDAY + timedelta(days=number) for number in range(5)]
WEEK = ["Mån", "Tis", "Ons", "Tors", "Fre"]
FIVE = ["Anna", "Omar", "Karin", "Elin", "Per"]
NAMES = [
    ("Anna B", "Karin L"),
    ("Omar H", None),
    ("Anna B", "Elin S"),
    ("Stängt", "-"),
    ("Karin L", "Omar H (till 15)"),
]
STAFF = [
    Known(key="annber", name="Anna Berg", aliases=("AB",)),
    Known(key="kali01", name="Karin Lind"),
    Known(key="els", name="Elin Sand"),
]


def table(names: Sequence[Sequence[object]] = NAMES) -> list[list[object]]:
    rows = [[day, weekday, *who] for day, weekday, who in zip(DAYS, ("mån", "tis", "ons", "tor", "fre"), names)]  # noqa: B905
    return [["Schema för mottagningen"], [], ["Datum", "Dag", "Telefon fm", "Besök 13-16.30"], *rows]


def read(
    *sheets: Sequence[Sequence[Any]], manner: Manner = PLAIN, names: Sequence[str] = ("Blad1", "Blad2")
) -> Reading:
    cells = []
    for name, rows in zip(names, sheets):  # noqa: B905
        width = max(map(len, rows))
        cells.append(SheetCells(name, [[*row, *[None] * (width - len(row))] for row in rows]))
    return read_sheets(cells, manner, TODAY)


def seats(reading: Reading) -> list[tuple[date, str, str]]:
    return [(seat.day, seat.heading, seat.name) for seat in reading.seats]


def days_of(reading: Reading, name: str) -> list[date]:
    return [seat.day for seat in reading.seats if seat.name == name]


EXPECTED = [
    (MONDAY, "Telefon fm", "Anna B"),
    (MONDAY, "Besök 13-16.30", "Karin L"),
    (DAYS[1], "Telefon fm", "Omar H"),
    (DAYS[2], "Telefon fm", "Anna B"),
    (DAYS[2], "Besök 13-16.30", "Elin S"),
    (DAYS[4], "Telefon fm", "Karin L"),
    (DAYS[4], "Besök 13-16.30", "Omar H"),
]


class TestShapes:
    def test_dates_down_and_posts_across(self) -> None:
        found = read(table())
        assert seats(found) == EXPECTED
        assert (found.runs, found.holds, found.year) == ("down", "names", None)
        assert [str(seat.place) for seat in found.seats][:2] == ["Blad1!C4", "Blad1!D4"]

    def test_dates_across_and_posts_down(self) -> None:
        turned = [list(row) for row in zip(*table()[2:], strict=True)]
        found = read(turned)
        assert sorted(seats(found)) == sorted(EXPECTED)
        assert found.runs == "across"

    def test_dates_as_texts_and_several_sheets(self) -> None:
        december = [["", "Telefon fm"], ["2026-12-07", "Anna B"], ["8 dec 2026", "Karin L"], ["9/12 2026", "Elin S"]]
        lists = [["Att tänka på"], ["Byt alltid med någon"]]
        found = read(table(), lists, december, names=("Nu", "Listor", "December"))
        assert [day.day for day in days_of(found, "Karin L")] == [8, 30, 4]
        assert (found.sheets, found.others) == (("Nu", "December"), ("Listor",))
        assert seats(read(table(), december, manner=Manner(sheets=("Blad2",))))[0][0].day == 7
        assert len(read(table(), december, manner=Manner(sheets=("Vt 2026",))).seats) == 10

    def test_weeks_as_blocks_over_new_year(self) -> None:
        rows: list[list[object]] = []
        for week in (52, 53, 1):
            rows += [[f"v. {week}", *WEEK], ["Fm", *FIVE], ["Em", *reversed(FIVE)], []]
        found = read(rows)
        assert days_of(found, "Anna")[::2] == [date(2026, 12, 21), date(2026, 12, 28), date(2027, 1, 4)]
        assert found.headings() == {"Fm": 15, "Em": 15}
        assert found.year == 2026  # guessed, and said

    def test_a_year_that_is_chosen_goes_before_one_that_is_guessed(self) -> None:
        rows = [["v. 47", *WEEK], ["Fm", *FIVE]]
        assert days_of(read(rows, manner=Manner(year=2025)), "Anna") == [date(2025, 11, 17)]
        assert days_of(read(rows, names=("Ht 2024",)), "Anna") == [date(2024, 11, 18)]

    def test_a_row_a_week(self) -> None:
        rows = [["Reception hösten 2026"], ["Vecka", *WEEK, "Kommentar"], [47, *FIVE, "x"], [48, *reversed(FIVE), ""]]
        found = read(rows)
        assert days_of(found, "Anna") == [date(2026, 11, 16), date(2026, 11, 27)]
        assert set(found.headings()) == {""}
        assert heading_words("") == "(no heading)"

    def test_a_week_over_its_days_and_weekdays_said_once(self) -> None:
        rows = [["", *WEEK], ["Vecka 47"] * 6, ["Telefon", *FIVE], ["Vecka 48"] * 6, ["Telefon", *FIVE]]
        assert days_of(read(rows), "Omar") == [date(2026, 11, 17), date(2026, 11, 24)]

    def test_a_week_over_the_days_of_each_block(self) -> None:
        rows: list[list[object]] = []
        for week in (47, 48):
            rows += [[f"Vecka {week}"], ["", *WEEK], ["Telefon", *FIVE], ["Disk", *FIVE]]
        assert days_of(read(rows), "Omar")[::2] == [date(2026, 11, 17), date(2026, 11, 24)]
        shorter = [*rows[:4], ["Vecka 48"], ["", "", *WEEK[:3]], ["Telefon", "", *FIVE[:3]]]
        assert days_of(read(shorter), "Anna")[-1] == date(2026, 11, 23)

    def test_weeks_and_weekdays_down(self) -> None:
        rows: list[list[object]] = [["Vecka", "Dag", "Plats 1", "Plats 2", "Kommentar"]]
        for week in (47, 48):
            for number, day in enumerate(WEEK):
                rows.append([None if number else week, day, FIVE[number], FIVE[-number], "Anna ledig"])
        found = read(rows)
        assert days_of(found, "Per")[:2] == [date(2026, 11, 17), date(2026, 11, 20)]
        assert found.headings() == {"Plats 1": 10, "Plats 2": 10}

    def test_days_without_a_year_are_told_by_their_weekdays(self) -> None:
        rows = [["", "Jour"], *([f"{day} {17 + at}/11", "Anna"] for at, day in enumerate(WEEK))]
        assert days_of(read(rows), "Anna")[0] == date(2025, 11, 17)  # a Monday in 2025, not in 2026

    def test_half_days_as_lines_of_a_date(self) -> None:
        rows: list[list[object]] = [["Datum", "", "Telefon"]]
        for day in DAYS[:2]:
            rows += [[day, "Fm", "Anna"], [None, "Em", "Omar"]]
        assert seats(read(rows))[:2] == [(MONDAY, "Telefon Fm", "Anna"), (MONDAY, "Telefon Em", "Omar")]

    def test_people_down_and_marks_at_numbered_days(self) -> None:
        rows: list[list[object]] = [["", *"SMTOTFLSMTOTFL"], ["Namn", *range(1, 15)]]
        for at, name in enumerate(("Anna Berg", "Omar Haddad", "Karin Lind", "Elin Sand")):
            rows.append([name, *[None] * 14])
            rows[-1][2 + at], rows[-1][9 + at] = "R", "S"
        found = read(rows, names=("November 2026",))
        assert found.holds == "marks"
        assert seats(found)[0] == (date(2026, 11, 2), "R", "Anna Berg")
        assert found.headings() == {"R": 4, "S": 4}
        as_names = read(rows, names=("November 2026",), manner=Manner(holds="names"))
        assert set(as_names.names()) == {"R", "S"}

    def test_months_as_blocks_and_people_who_are_called_as_days_and_months_are(self) -> None:
        rows: list[list[object]] = []
        for month in ("November 2026", "December"):
            rows += [
                [month],
                ["", *range(1, 8)],
                ["Tor", "R"],
                ["Maj", None, "R"],
                ["Anna", None, None, "R"],
                ["Maj E"],
            ]
        found = read(rows)
        assert found.holds == "marks"
        assert days_of(found, "Tor") == [date(2026, 11, 1), date(2026, 12, 1)]
        assert days_of(found, "Maj") == [date(2026, 11, 2), date(2026, 12, 2)]

    def test_two_people_with_the_same_mark_sit_at_two_posts(self) -> None:
        rows = [["", *DAYS], *([name, *"RRRRR"] for name in ("Anna B", "Omar H", "Karin L"))]
        assert read(rows).headings() == {"R": 5, "R 2": 5, "R 3": 5}

    def test_columns_of_the_same_name_are_two_posts(self) -> None:
        rows = [["Datum", "Telefon", "Telefon"], *([day, *who] for day, who in zip(DAYS, NAMES))]  # noqa: B905
        assert list(read(rows).headings()) == ["Telefon", "Telefon 2"]

    def test_headings_over_headings(self) -> None:
        rows = [["", "Telefon", "Telefon", "Besök", "Besök"], ["Datum", "Fm", "Em", "Fm", "Em"]]
        rows += [[day, *FIVE[:4]] for day in DAYS]  # type: ignore[list-item]
        assert list(read(rows).headings()) == ["Telefon Fm", "Telefon Em", "Besök Fm", "Besök Em"]


class TestNames:
    def test_two_names_in_a_cell_are_two_headings(self) -> None:
        found = read(table([("Anna/Omar", None), *NAMES[1:]]))
        assert seats(found)[:2] == [(MONDAY, "Telefon fm", "Anna"), (MONDAY, "Telefon fm #2", "Omar")]
        assert heading_words("Telefon fm #2") == "Telefon fm, second name in the cell"

    def test_a_family_name_first_is_one_name_and_a_change_is_told(self) -> None:
        rows = table([("Berg, Anna", "Anna -> Omar"), *NAMES[1:]])
        cells = SheetCells("Blad1", [[*row, *[None] * (4 - len(row))] for row in rows])
        found = read_sheets([cells], PLAIN, TODAY, {"anna berg"})
        assert seats(found)[0] == (MONDAY, "Telefon fm", "Anna Berg")
        assert [(str(each.place), str(each)) for each in found.unread] == [
            ("Blad1!D4", "One name has been changed into another here. Write only the one that holds.")
        ]

    @pytest.mark.parametrize("cell", ["A, B och C", "Anna/Omar/Karin"])
    def test_three_names_are_not_read(self, cell: str) -> None:
        (unread,) = read(table([(None, cell), *NAMES[1:]])).unread
        assert (str(unread.place), unread.text) == ("Blad1!D4", cell)
        assert "more than two names" in str(unread)

    def test_what_a_formula_left_and_who_is_named_otherwise_elsewhere_is_told(self) -> None:
        found = read(table([("#REF!", None), *NAMES[1:]]), table([("Elin S", None), *NAMES[1:]]))
        assert [str(each.place) for each in found.unread] == ["Blad1!C4"]
        found = read(table(), table([("Elin S", None), *NAMES[1:]]))
        assert [(str(each.place), str(each)) for each in found.unread] == [
            ("Blad2!C4", "Another cell has another name for the same shift.")
        ]

    @pytest.mark.parametrize(
        "name", ["Anna Berg", "anna berg", "Berg, Anna", "Anna", "Anna B.", "AB", "annber", "A Berg"]
    )
    def test_a_person_is_known_in_many_forms(self, name: str) -> None:
        assert match_names([name], STAFF)[name].person == "annber"

    @pytest.mark.parametrize("name", ["Ana Berg", "Anna Bergh", "Anna S"])
    def test_who_is_only_like_somebody_is_offered_and_not_taken(self, name: str) -> None:
        found = match_names([name], STAFF)[name]
        assert (found.person, found.several) == (None, False)
        assert found.like[0] == "annber"

    def test_a_name_of_two_is_nobodys(self) -> None:
        found = match_names(["Anna", "Zoe"], [*STAFF, Known(key="al", name="Anna Lind")])
        assert (found["Anna"].person, found["Anna"].like, found["Anna"].several) == (None, ("al", "annber"), True)
        assert (found["Zoe"].person, found["Zoe"].like) == (None, ())


class TestChoosing:
    def test_in_an_empty_unit_everything_is_new(self) -> None:
        found = read(table())
        choice = choose(found, Manner(), (), ())
        assert choice.open == []
        taken = outcome(found, choice, (), ())
        assert taken.posts == (
            Post(id="telefon-fm", name="Telefon fm", weekdays=(0, 1, 2, 4), start=time(8), end=time(12)),
            Post(id="besök-13-16-30", name="Besök 13-16.30", weekdays=(0, 2, 4), start=time(13), end=time(16, 30)),
        )
        assert {person.id: person.name for person in taken.people}["oh"] == "Omar H"
        assert taken.shifts[0] == Shift(MONDAY, "besök-13-16-30", "kl")
        assert len(taken.shifts) == 7

    def test_what_is_known_is_found_and_the_rest_is_asked(self) -> None:
        post = Post(id="am", name="Telefon FM")
        found = read(table([("Ana Berg", "KL"), *NAMES[1:]]))
        choice = choose(found, Manner(), (post,), STAFF)
        assert choice.posts == {"Telefon fm": "am", "Besök 13-16.30": None}
        assert choice.people["KL"] == "kali01"
        assert choice.people["Ana Berg"] is None
        assert choice.people["Omar H"] == NEW
        assert choice.open == ["Besök 13-16.30", "Ana Berg"]
        assert {shift.post for shift in outcome(found, choice, (post,), {"annber", "kali01", "els"}).shifts} == {"am"}

    def test_what_was_said_once_holds(self) -> None:
        post = Post(id="am", name="Telefon FM")
        manner = Manner(posts={"Besök 13-16.30": UNREAD}, people={"Ana Berg": "els", "Omar H": "gone"})
        choice = choose(read(table([("Ana Berg", "KL"), *NAMES[1:]])), manner, (post,), STAFF)
        assert (choice.open, choice.people["Ana Berg"], choice.people["Omar H"]) == ([], "els", NEW)

    def test_two_headings_for_one_post_may_not_disagree(self) -> None:
        found = read(table())
        choice = choose(
            found, Manner(posts={"Besök 13-16.30": "am", "Telefon fm": "am"}), (Post(id="am", name="X"),), ()
        )
        taken = outcome(found, choice, (Post(id="am", name="X"),), ())
        assert len(taken.shifts) == 4
        assert [str(each.place) for each in taken.unread] == ["Blad1!D4", "Blad1!D6", "Blad1!D8"]


def written(tmp_path: Path, fill: Callable[[Any], None]) -> Path:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as made:
        fill(made)
    path = tmp_path / "schema.xlsx"
    path.write_bytes(packed.getvalue())
    return path


class TestFiles:
    def test_what_excel_does_to_cells(self, tmp_path: Path) -> None:
        def fill(made: Any) -> None:
            sheet = made.add_worksheet("Höst")
            day, struck = made.add_format({"num_format": "yyyy-mm-dd"}), made.add_format({"font_strikeout": True})
            sheet.merge_range("B1:D1", "Schema för mottagningen")
            sheet.write_row("B2", ["Datum", "Telefon", "Besök"])
            for number, when in enumerate(DAYS):
                sheet.write_datetime(2 + number, 1, datetime.combine(when, time()), day)
                sheet.write_row(2 + number, 2, [FIVE[number], FIVE[-number]])
            sheet.write("C3", "Anna", struck)
            sheet.write_rich_string("C4", struck, "Omar", made.add_format(), " Karin")
            sheet.merge_range("D5:D6", "Elin")
            sheet.write_comment("D3", "Anna är sjuk")
            sheet.write_formula("D7", '="Per"', value="Per")
            sheet.set_row(4, None, None, {"hidden": True})
            made.add_worksheet("Gömt").hide()

        found = read_workbook(written(tmp_path, fill), Manner(), TODAY)
        assert (found.struck, found.hidden) == (2, 1)
        assert seats(found)[:3] == [(MONDAY, "Besök", "Anna"), (DAYS[1], "Telefon", "Karin"), (DAYS[1], "Besök", "Per")]
        assert days_of(found, "Elin")[:2] == [DAYS[2], DAYS[3]]
        assert str(found.seats[0].place) == "Höst!D3"

    def test_a_file_of_the_program_itself_is_read_again(self, tmp_path: Path) -> None:
        path = tmp_path / "schema.xlsx"
        path.write_bytes(workbook({"Blad1": rows_xml(table())}))
        assert seats(read_workbook(path, Manner(), TODAY)) == EXPECTED

    @pytest.mark.parametrize(
        "rows",
        [
            [["Hej"], ["här finns inget"]],
            [["Datum", "Telefon"], ["måndag", "Anna B"], ["tisdag", "Karin L"]],
            [["Datum"], *([day] for day in DAYS)],
            [["Datum", "Telefon"], *([day, None] for day in DAYS)],
            [["Datum", "Dag"], *([day, "mån"] for day in DAYS)],
        ],
    )
    def test_what_is_no_rota_has_no_seats(self, rows: list[list[object]]) -> None:
        assert read(rows).sheets == ()

    def test_what_is_no_workbook_is_told(self, tmp_path: Path) -> None:
        path = tmp_path / "schema.xlsx"
        with pytest.raises(Trouble, match="cannot be read"):
            sheet_cells(path)
        path.write_text("Datum;Telefon")
        with pytest.raises(Trouble, match="is no workbook"):
            sheet_cells(path)


CELL = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.sampled_from([*WEEK, "v. 47", "Vecka", "Fm", "16/11", "November 2026", "Anna", "A/B", "#REF!", "32/13", "v 99"]),
    st.integers(-5, 60_000),
    st.floats(),
    st.dates(date(1899, 1, 1), date(2200, 1, 1)),
    st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(CELL, min_size=4, max_size=4), min_size=1, max_size=8), year=st.none() | st.just(2026))
def test_whatever_stands_in_the_cells_it_is_read_or_told(rows: list[list[Any]], year: int | None) -> None:
    manner = Manner(year=year)
    found = read_sheets([SheetCells("Blad1", rows)], manner, TODAY)
    choice = choose(found, manner, (), STAFF)
    taken = outcome(found, choice, (), {person.key for person in STAFF})
    assert len(taken.shifts) <= len(found.seats)
    assert all(name.strip() for name in found.names())


@given(st.text(max_size=40))
def test_whatever_a_cell_says_is_a_day_or_none(text: str) -> None:
    found = day_words(text)
    assert found is None or found.day or found.week or found.weekday is not None or found.number


@pytest.mark.parametrize("opening", ["<row ", "<c ", '<c r="A1" ', '<c t="e" r="A1">', "<si>", "<font>", "<xf "])
def test_a_file_made_to_keep_the_program_waiting_is_read_at_once(tmp_path: Path, opening: str) -> None:
    """Two kilobytes: a search that goes on to the end from each of these takes minutes, and the window stands still."""
    path = tmp_path / "schema.xlsx"
    usual = io.BytesIO(workbook({"Höst": rows_xml([["Datum", "Telefon"], [date(2026, 11, 30), "Anna"]])}))
    many = f"<!--{opening * 50_000}-->".encode()
    with zipfile.ZipFile(usual) as given, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for part in given.namelist():
            content = given.read(part).replace(b"<sheetData>", many + b"<sheetData>")
            made.writestr(part, content.replace(b"<cellXfs", many + b"<cellXfs"))
        made.writestr("xl/sharedStrings.xml", b"<sst>" + many + b"</sst>")
    (sheet,) = sheet_cells(path)
    assert sheet.rows == [["Datum", "Telefon"], [date(2026, 11, 30), "Anna"]]


@pytest.mark.parametrize("filling", [" ", "\n", "(1", "och "])
def test_a_cell_that_is_too_long_for_names_is_not_taken_apart(filling: str) -> None:
    text = f"Anna {filling * 15_000} Omar"
    sheet = SheetCells("Höst", [["Datum", "Telefon"], [MONDAY, text], [MONDAY + timedelta(days=1), "Per"]])
    reading = read_sheets([sheet], PLAIN, TODAY)
    assert [seat.name for seat in reading.seats] == ["Per"]
    assert [(len(each.text), str(each)) for each in reading.unread] == [(500, "This is too long for a name.")]

"""Today's Excel rota: dates down or across, names as people write them, and what cannot be understood."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from mottagning.errors import Trouble
from mottagning.rota.model import Person, Post, Shift, Unit
from mottagning.rota.workbook import unit_from_workbook
from tests.workbooks import rows_xml, workbook

MONDAY = date(2026, 11, 30)
DAYS = [MONDAY + timedelta(days=number) for number in range(5)]
NAMES = [
    ("Anna B", "Karin L"),
    ("Omar H", None),
    ("Anna B", "Elin S"),
    ("Stängt", "-"),
    ("Karin L", "Omar H (till 15)"),
]


def book(tmp_path: Path, *sheets: Sequence[Sequence[object]], name: str = "schema.xlsx") -> Path:
    path = tmp_path / name
    path.write_bytes(workbook({f"Blad{number}": rows_xml(rows) for number, rows in enumerate(sheets, 1)}))
    return path


def table(names: Sequence[Sequence[object]] = NAMES) -> list[list[object]]:
    rows = [[day, weekday, *who] for day, weekday, who in zip(DAYS, ("mån", "tis", "ons", "tor", "fre"), names)]  # noqa: B905
    return [["Schema för mottagningen"], [], ["Datum", "Dag", "Telefon fm", "Besök 13-16.30"], *rows]


def seats(unit: Unit) -> list[tuple[int, str, str]]:
    names = {person.id: person.name for person in unit.people}
    return [(shift.date.day, shift.post, names[shift.person]) for shift in unit.history]


EXPECTED = [
    (30, "besök-13-16-30", "Karin L"),
    (30, "telefon-fm", "Anna B"),
    (1, "telefon-fm", "Omar H"),
    (2, "besök-13-16-30", "Elin S"),
    (2, "telefon-fm", "Anna B"),
    (4, "besök-13-16-30", "Omar H"),
    (4, "telefon-fm", "Karin L"),
]


def test_dates_down_and_posts_across(tmp_path: Path) -> None:
    unit = unit_from_workbook(book(tmp_path, table()))
    assert seats(unit) == EXPECTED
    assert unit.posts == (
        Post(id="telefon-fm", name="Telefon fm", weekdays=(0, 1, 2, 4), start=time(8), end=time(12)),
        Post(id="besök-13-16-30", name="Besök 13-16.30", weekdays=(0, 2, 4), start=time(13), end=time(16, 30)),
    )
    assert {person.id: person.name for person in unit.people} == {
        "ab": "Anna B",
        "kl": "Karin L",
        "oh": "Omar H",
        "es": "Elin S",
    }


def test_dates_across_and_posts_down(tmp_path: Path) -> None:
    rows = table()[2:]
    turned = [list(row) for row in zip(*rows, strict=True)]
    assert seats(unit_from_workbook(book(tmp_path, turned))) == EXPECTED


def test_dates_as_texts_and_several_sheets(tmp_path: Path) -> None:
    december = [["", "Telefon fm"], ["2026-12-07", "Anna B"], ["8 dec 2026", "Karin L"], ["9/12 2026", "Elin S"]]
    lists = [["Att tänka på"], ["Byt alltid med någon"]]
    unit = unit_from_workbook(book(tmp_path, table(), lists, december))
    assert seats(unit)[7:] == [(7, "telefon-fm", "Anna B"), (8, "telefon-fm", "Karin L"), (9, "telefon-fm", "Elin S")]


def test_what_is_known_stays_and_names_are_found_in_any_form(tmp_path: Path) -> None:
    anna = Person(id="annber", name="Anna Berg", qualifications=frozenset(("child",)))
    karin, elin = Person(id="kali01", name="Karin Lind"), Person(id="els", name="Elin Sand")
    post = Post(id="am", name="Telefon FM", needs=frozenset(("child",)))
    present = Unit(posts=(post,), people=(anna,), closed=frozenset((DAYS[3],)))
    names = [("Anna", "KL"), ("anna berg", "kali01"), ("Anna B", "Karin Lind"), ("Omar H", "Anna B"), ("", "Omar H")]
    unit = unit_from_workbook(book(tmp_path, table(names)), present, [anna, karin, elin])
    assert {shift.person for shift in unit.history if shift.post == "am"} == {"annber", "oh"}
    assert unit.people == (anna, karin, Person(id="oh", name="Omar H"))  # nobody comes in who sits nowhere
    assert unit.posts[0] is post
    assert unit.closed == present.closed
    assert Shift(DAYS[1], "am", "annber") in unit.history


def test_a_name_that_could_be_two_is_asked_for(tmp_path: Path) -> None:
    staff = [Person(id="ab", name="Anna Berg"), Person(id="al", name="Anna Lind")]
    names = [("Anna", None), *NAMES[1:]]
    with pytest.raises(Trouble, match=r"“Anna” in Blad1!C4 could be Anna Berg, Anna Lind\. Write the whole name\."):
        unit_from_workbook(book(tmp_path, table(names)), Unit(), staff)
    turned = [list(row) for row in zip(*table(names)[2:], strict=True)]
    with pytest.raises(Trouble, match="Blad1!B3"):
        unit_from_workbook(book(tmp_path, turned), Unit(), staff)


@pytest.mark.parametrize("cell", ["Anna B/Karin L", "Anna B och Karin L", "Anna B, Karin L"])
def test_two_names_in_one_cell_are_refused_with_their_place(tmp_path: Path, cell: str) -> None:
    names = [NAMES[0], NAMES[1], (None, cell), *NAMES[3:]]
    with pytest.raises(Trouble, match="Blad1!D6 holds more than one name"):
        unit_from_workbook(book(tmp_path, table(names)))


def test_two_sheets_that_disagree_are_refused(tmp_path: Path) -> None:
    other = [NAMES[0], ("Elin S", None), *NAMES[2:]]
    with pytest.raises(Trouble, match="Blad2!C5 and Blad1!C5 name different people"):
        unit_from_workbook(book(tmp_path, table(), table(other)))
    assert len(unit_from_workbook(book(tmp_path, table(), table())).history) == 7


def test_columns_of_the_same_name_are_two_posts(tmp_path: Path) -> None:
    rows = [["Datum", "Telefon", "Telefon"], *([day, *who] for day, who in zip(DAYS, NAMES))]  # noqa: B905
    unit = unit_from_workbook(book(tmp_path, rows))
    assert [post.name for post in unit.posts] == ["Telefon", "Telefon 2"]


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
def test_what_is_no_rota_is_told_in_one_sentence(tmp_path: Path, rows: list[list[object]]) -> None:
    with pytest.raises(Trouble, match=r"“schema\.xlsx” is not understood as a rota"):
        unit_from_workbook(book(tmp_path, rows))


def test_what_is_no_workbook_is_told_too(tmp_path: Path) -> None:
    path = tmp_path / "schema.xlsx"
    with pytest.raises(Trouble, match="cannot be read"):
        unit_from_workbook(path)
    path.write_text("Datum;Telefon")
    with pytest.raises(Trouble, match="is no workbook"):
        unit_from_workbook(path)

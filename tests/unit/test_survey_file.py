"""Files of answers, as survey tools and people make them."""

from datetime import date

import pytest

from mottagning.errors import Trouble
from mottagning.measures.questions import EFFECT, NO, PARTLY, YES, shipped
from mottagning.measures.surveyfile import read_answers

TODAY = date(2026, 11, 23)
WEEK = date(2026, 11, 16)


def read(tmp_path, text, encoding="utf-8", chosen=None):
    path = tmp_path / "svar.csv"
    path.write_bytes(text.encode(encoding))
    return read_answers(path, shipped(), chosen, TODAY)


def test_a_tools_export_is_read_by_the_words_of_its_questions(tmp_path):
    found = read(
        tmp_path,
        "ID;Starttid;1. Hur lätt var det att komma i kontakt med oss?;2. Hur blev du bemött?;Fick du rätt hjälp?;"
        "Vill du säga något mer?\r\n"
        "17;2026-11-18 09:12;4;5 - Mycket bra;Ja;Karin var så snäll mot min mor\r\n"
        "18;2026-11-19 14:40;;Mycket bra (5);Delvis;\r\n",
        "cp1252",
    )
    assert [(each.week, each.answers) for each in found.responses] == [
        (WEEK, (("ease", 4), ("kindness", 5), (EFFECT, YES))),
        (WEEK, (("kindness", 5), (EFFECT, PARTLY))),
    ]
    assert [column.field for column in found.columns] == ["id", "day", "ease", "kindness", EFFECT, ""]
    assert "Karin" not in repr(found), "free text is not taken, and nothing of it is repeated"


def test_cards_written_into_a_sheet_have_weeks_channels_and_kinds_of_help(tmp_path):
    found = read(
        tmp_path,
        "Vecka,Kanal,Slag av hjälp,Bemötande,Rätt hjälp\n"
        "2026 v. 47,Telefon,Ansökan LSS,5,nej\n2026-W47,Besök,Något eget,4,\n202647,,Färdtjänst,3,ja\n",
    )
    assert [(each.channel, each.category, dict(each.answers)) for each in found.responses] == [
        ("phone", "lss", {"kindness": 5, EFFECT: NO}),
        ("visit", "", {"kindness": 4}),
        ("", "transport", {"kindness": 3, EFFECT: YES}),
    ]
    assert {each.week for each in found.responses} == {WEEK}


def test_what_cannot_be_read_is_rejected_with_row_column_and_reason(tmp_path):
    found = read(
        tmp_path,
        "Id;Datum;Bemötande;Rätt hjälp\n"
        "1;2026-11-18;6;ja\n2;igår;5;ja\n3;;5;ja\n4;2027-01-04;5;ja\n5;2026-11-18;5;Anna hjälpte mig\n"
        "6;2026-11-18;5;ja\n6;2026-11-18;4;ja\n7;2026-11-18;;\n8;2026-11-18;vet ej;vet inte\n",
    )
    assert [(each.row, each.column) for each in found.rejected] == [
        (2, "Bemötande"),
        (3, "Datum"),
        (4, "Datum"),
        (5, "Datum"),
        (6, "Rätt hjälp"),
        (8, "Id"),
    ]
    assert "Anna" not in repr(found)
    assert (found.rows, found.empty, len(found.responses)) == (9, 2, 1)


@pytest.mark.parametrize("said", ["4", "4,0", "4 - Bra", "4: bra", "4 (av 5)", "4 av 5", "4/5", "Bra (4)"])
def test_an_answer_may_say_what_it_is_called_and_of_how_many(tmp_path, said):
    (response,) = read(tmp_path, f'Datum;Bemötande\n2026-11-18;"{said}"\n').responses
    assert dict(response.answers) == {"kindness": 4}


@pytest.mark.parametrize("said", ["5 av 10", "5/10", "3-4", "3 – 4", "4,5", "45", "=4"])
def test_an_answer_of_another_scale_is_not_taken_for_one(tmp_path, said):
    found = read(tmp_path, f'Datum;Bemötande\n2026-11-18;"{said}"\n')
    assert (found.responses, len(found.rejected)) == ((), 1)


def test_rows_without_numbers_are_told_apart_by_what_they_say_and_how_often(tmp_path):
    lines = ["2026-11-18;5\n", "2026-11-18;5\n", "2026-11-18;4\n"]
    first = [each.digest for each in read(tmp_path, "Datum;Bemötande\n" + "".join(lines)).responses]
    assert len(set(first)) == 3
    grown = read(tmp_path, "Datum;Bemötande\n" + "".join([*lines, "2026-11-18;5\n"])).responses
    assert [each.digest in first for each in grown] == [True, True, True, False]


def test_what_somebody_says_a_column_is_goes_before_its_header(tmp_path):
    text = "Datum;Så var samtalet;Bemötande\n2026-11-18;5;Väldigt bra\n"
    found = read(tmp_path, text, chosen={"Så var samtalet": "kindness", "Bemötande": ""})
    assert [each.answers for each in found.responses] == [(("kindness", 5),)]


def test_what_is_no_table_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(Trouble):
        read(tmp_path, "")

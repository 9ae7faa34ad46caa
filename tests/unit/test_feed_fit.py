"""What is said of an export before it is taken: how sure each column is, and what cannot be done without one."""

import pytest

from mottagning.cases.consequences import consequences
from mottagning.cases.deadlines import DEFAULT_RULES
from mottagning.cases.fields import LABELS
from mottagning.cases.fit import Fit, by_values, fit
from mottagning.cases.mapping import Mapping


def judged(field: str, header: str, *values: str) -> Fit:
    found = fit(field, ("Annat", header), [("x", value) for value in values], header)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("field", "header", "certainty"),
    [
        ("handler", "Handläggare", "sure"),
        ("handler", "Ansvarig", "likely"),
        ("handler", "Övrigt", "chosen"),
        ("client_name", "Namn", "likely"),
        ("client_name", "Klientens namn", "sure"),
    ],
)
def test_the_header_tells_how_sure_a_column_is(field: str, header: str, certainty: str) -> None:
    assert judged(field, header, "Karin Lind", "", "Karin Lind", "Bo Ek") == Fit(
        certainty,
        "",
        ("Karin Lind", "Bo Ek"),  # type: ignore[arg-type]
    )


def test_an_empty_column_is_never_sure() -> None:
    assert judged("handler", "Handläggare", "", "").certainty == "likely"


@pytest.mark.parametrize(
    ("field", "header", "values", "doubt"),
    [
        ("code", "Ärendekod", ("1", "", "2"), "1 of 3 rows have nothing here"),
        ("stage", "Steg", ("", "", "Beslut"), "2 of 3 rows have nothing here"),
        ("received", "Inkom", ("2026-11-02", "i går", ""), "1 of 2 are no dates"),
        ("received", "Inkom", ("03/04/2026", "2026-11-02"), "1 of 2 could be several dates"),
        ("weight", "Tyngd", ("tung", "1,5"), "1 of 2 are no numbers"),
        ("personal_id", "Personnummer", ("okänt", "19121212-1212"), "1 of 2 are no personal identity numbers"),
        ("phones", "Telefon", ("ring Bo", "070-174 06 05"), "1 of 2 hold no phone number"),
        ("emails", "E-post", ("saknar dator", "bo@example.se"), "1 of 2 hold no e-mail address"),
        ("protected", "Skyddad", ("Utredning", "Beslut", ""), "2 of 3 would count as protected"),
    ],
)  # fmt: skip
def test_values_that_do_not_suit_the_field_are_counted(
    field: str, header: str, values: tuple[str, ...], doubt: str
) -> None:
    found = judged(field, header, *values)
    assert (found.certainty, found.doubt) == ("doubtful", doubt)


@pytest.mark.parametrize(
    ("field", "header", "values"),
    [
        ("received", "Inkom", ("03/04/2026", "21/11/2026", "")),
        ("phones", "Telefon", ("070-174 06 05; 08-465 004 00", "701740605")),
        ("personal_id", "Personnummer", ("191212121212", "2292381")),
        ("protected", "Skyddad", ("nej", "nej", "ja", "")),
        ("weight", "Tyngd", ("1,5", "1 200", "..")),
    ],
)  # fmt: skip
def test_values_that_suit_the_field_raise_no_doubt(field: str, header: str, values: tuple[str, ...]) -> None:
    assert judged(field, header, *values).certainty == "sure"


def test_what_is_not_mapped_has_no_fit() -> None:
    assert fit("handler", ("Kod",), [("1",)], "") is None
    assert fit("handler", ("Kod",), [("1",)], "Handläggare") is None


def test_several_columns_are_judged_together() -> None:
    found = fit("phones", ("Telefon", "Mobil"), [("070-174 06 05", ""), ("", "08-465 004 00")], "Telefon + Mobil")
    assert found == Fit("sure", "", ("070-174 06 05", "08-465 004 00"))


def told(kind: str = "snapshot", **left_out: bool) -> tuple[str, ...]:
    columns = {field: field for field in LABELS if field not in left_out}
    return consequences(Mapping(name="x", columns=columns, kind=kind), DEFAULT_RULES)  # type: ignore[arg-type]


def test_nothing_is_missed_where_every_field_is_there() -> None:
    assert told() == ()


def test_the_deadlines_that_a_missing_date_begins_or_ends_are_named() -> None:
    [sentence] = told(opened=True)
    assert sentence == "Without “opened” these cannot be counted: Child investigation finished."
    [sentence] = told(executed=True)
    assert sentence == "Without “executed” these are never met: Decision carried out."
    without = Mapping(name="x", columns={field: field for field in LABELS if field != "opened"})
    assert consequences(without, DEFAULT_RULES[:1]) == ()


@pytest.mark.parametrize(("field", "word"), [("handler", "who has a case"), ("category", "colour"), ("type", "weight"),
                                             ("stage_since", "days in a stage")])  # fmt: skip
def test_what_else_is_missed_is_said(field: str, word: str) -> None:
    [sentence] = told(**{field: True})
    assert word in sentence


def test_a_list_of_changes_without_the_day_of_closing() -> None:
    assert told(closed=True) == ()
    [sentence] = told("delta", closed=True)
    assert "only when its stage says so" in sentence


def test_a_list_without_people() -> None:
    assert told(client_name=True, personal_id=True) == ()
    [sentence] = told(client_name=True, personal_id=True, phones=True, emails=True)
    assert "by its code alone" in sentence


ODD = ("Ärende", "Grupp", "Var", "Vem", "Övrigt")
ODD_ROWS = (
    ("X-1", "SoL", "1. Utredning", "Karin Lind", "Ring"),
    ("X-2", "LSS", "Beslut", "Lind, Karin", ""),
    ("X-3", "Färdtjänst", "Mottaget", "", "Karin Lind"),
)


def is_karin(name: str) -> bool:
    return "Karin" in name


def test_where_headers_say_nothing_the_values_tell_stage_category_and_handler() -> None:
    found = by_values(ODD, ODD_ROWS, {"code"}, is_karin)
    assert found == {"stage": "Var", "category": "Grupp", "handler": "Vem"}
    assert by_values(ODD, ODD_ROWS, {"code", "stage", "handler"}, is_karin) == {"category": "Grupp"}


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (("Ärende", "Rubrik"), (("X-1", "Utredning"), ("X-2", "Beslut"))),  # a header that we know is what it says
        (("Ärende", "Var"), (("X-1", "Utredning"), ("X-2", ""))),  # one row is no pattern
        (("Ärende", "Var"), (("X-1", "Utredning"), ("X-2", "Beslut"), ("X-3", "Rum 4"), ("X-4", "Rum 5"))),
        (("Ärende", "Var", "Var"), (("X-1", "Utredning", "x"), ("X-2", "Beslut", "y"))),  # which of the two?
    ],
)
def test_no_guess_is_made_where_the_values_do_not_tell(header: tuple[str, ...], rows: tuple[tuple[str, ...]]) -> None:
    assert by_values(header, rows, {"code"}, is_karin) == {}

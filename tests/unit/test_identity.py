"""Personal identity numbers in every notation, and what only looks like one. All are of Skatteverket's test series."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mottagning import identity

TODAY = date(2026, 11, 23)


def with_check_digit(nine: str) -> str:
    """Ten digits of nine; the sum is written out once more so that the code is not its own judge."""
    total = 0
    for place, digit in enumerate(nine):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return nine + str(-total % 10)


BIRTHS = st.dates(date(1890, 1, 1), date(2025, 12, 31))
SERIALS = st.sampled_from([*(str(n) for n in range(980, 990)), "238", "239"])


@pytest.mark.parametrize(
    "written",
    [
        "19900101-2385",
        "199001012385",
        "900101-2385",
        "9001012385",
        "900101–2385",
        "900101 2385",
        "19900101 2385",
        "900101 - 2385",
        " 900101-2385\n",
    ],
)
def test_every_notation_comes_to_twelve_digits(written: str) -> None:
    assert identity.normalise(written, TODAY) == "199001012385"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("120211+9812", "191202119812"),
        ("120211-9812", "201202119812"),
        ("19120211+9812", "191202119812"),
        ("900161-2382", "199001612382"),
        ("000229-2381", "200002292381"),
        ("200202-2388", "202002022388"),
        # 1 January 2026 is past on this day, but not the day before.
        ("260101-2384", "202601012384"),
    ],
)
def test_century_coordination_number_and_leap_day(written: str, number: str) -> None:
    assert identity.normalise(written, TODAY) == number


def test_a_birth_ahead_belongs_to_the_last_century_or_to_nobody() -> None:
    assert identity.normalise("260101-2384", date(2025, 12, 31)) == "192601012384"
    assert identity.normalise("20260101-2384", date(2025, 12, 31)) is None


@pytest.mark.parametrize(
    "written",
    [
        "900101-2384",  # check digit
        "900229-2382",  # 1990 had no 29 February
        "901301-2380",
        "900101-0009",  # serial 000
        "556677-8899",
        "16900101-2385",
        "900101-238",
        "900101-23855",
        "900101--2385",
        "C900101-2385",
        "٩٠٠١٠١-٢٣٨٥",
        "070-174 06 05",
        "",
    ],
)
def test_what_only_looks_like_one_is_none(written: str) -> None:
    assert identity.normalise(written, TODAY) is None


def test_found_in_a_letter_with_everything_around_it() -> None:
    text = (
        "Hej! Det gäller min son (20120211-9812) och mig, 900101-2385.\n"
        "Ring 070-174 06 05 före 2026-11-24 kl 10.30. Ärende 2026/00123, org.nr 556677-8899, bg 5050-1055.\n"
        "> pnr:9001612382, samma som 19900161 2382"
    )
    assert identity.find(text, TODAY) == ("201202119812", "199001012385", "199001612382")


@pytest.mark.parametrize(
    "text",
    [
        "9001012385123",
        "1239001012385",
        "+9001012385",
        "12-900101-2385",
        "900101-2385-1",
        "900101-2385/3",
        "0046 9001012385x",
        "ID_9001012385",
        "9001012385.5",
        "900101\n2385",
    ],
)
def test_parts_of_longer_runs_are_left_alone(text: str) -> None:
    assert identity.find(text, TODAY) == ()


def test_ten_digits_that_could_be_a_phone_number_are_one_when_they_are_called_so() -> None:
    assert identity.find("sonen 0701012387", TODAY) == ("200701012387",)
    assert identity.find("Tel: 0701012387", TODAY) == ()
    assert identity.find("nås på mobilnr. 0701012387", TODAY) == ()
    assert identity.find("tel 070101-2387", TODAY) == ("200701012387",)


def test_shown_with_its_century() -> None:
    assert identity.display("199001012385") == "19900101-2385"


def test_a_megabyte_of_digits_is_read_through() -> None:
    assert identity.find("900101-2385 " * 80_000, TODAY) == ("199001012385",)
    assert identity.find("900101" * 170_000, TODAY) == ()


@given(BIRTHS, SERIALS, st.booleans())
def test_all_notations_of_one_number_agree(born: date, serial: str, is_coordination: bool) -> None:
    day = born.day + (60 if is_coordination else 0)
    ten = with_check_digit(f"{born:%y%m}{day:02}{serial}")
    twelve = f"{born:%Y}"[:2] + ten
    mark = "+" if born.year <= TODAY.year - 100 else "-"
    assert identity.normalise(twelve, TODAY) == twelve
    assert identity.normalise(f"{ten[:6]}{mark}{ten[6:]}", TODAY) == twelve
    assert identity.normalise(identity.display(twelve), TODAY) == twelve
    assert identity.find(f"det gäller {twelve[:8]}-{twelve[8:]}, tack", TODAY) == (twelve,)


@given(BIRTHS, SERIALS, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(born: date, serial: str, place: int, change: int) -> None:
    ten = with_check_digit(f"{born:%y%m%d}{serial}")
    wrong = ten[:place] + str((int(ten[place]) + change) % 10) + ten[place + 1 :]
    assert identity.normalise(wrong, TODAY) is None

"""Telephone numbers in every notation seen, and what only looks like one."""

import json
import random
import subprocess
import sys
from pathlib import Path

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mottagning import numbering, phones

MOBILE = "+46701740605"


@pytest.mark.parametrize("written", ["070-174 06 05", "+46 (0)70 174 06 05", "0046701740605", "46701740605"])
def test_one_number_in_many_notations(written: str) -> None:
    assert phones.normalise(written) == MOBILE


@pytest.mark.parametrize(
    "written",
    [
        "070/174 06 05",
        "070.174.06.05",
        "(070) 174 06 05",
        "070–174\u00a006\u00a005",
        "701740605",  # the spreadsheet took the zero away
        "+460701740605",
        "Mobil 2: 070-174 06 05 (mamma)",
        "070-174 06 05 ankn. 12",
        "Tel: 070-174 06 05 (mamma)",
        "tel:+46-70-174-06-05;ext=5",
        "TEL:0701740605;phone-context=+46",
        "tel:701740605;phone-context=+46",
        "sip:0701740605@pbx.example.se;user=phone",
        '"Anna" <sip:+46701740605@example.se:5060>;tag=1',
        "sips:%2B46701740605@example.se",
        "0701740605@pbx.example.se",
    ],
)
def test_addresses_and_words_around_the_number_do_not_matter(written: str) -> None:
    assert phones.normalise(written) == MOBILE


@pytest.mark.parametrize("number", ["112", "1177", "11313", "11414", "116000", "90000"])
def test_short_numbers_stay_as_they_are(number: str) -> None:
    assert phones.normalise(number) == number


def test_foreign_numbers_need_their_country() -> None:
    assert phones.normalise("+47 21 23 45 67") == "+4721234567"
    assert phones.normalise("004721234567") == "+4721234567"
    assert phones.normalise("21 23 45 67") is None
    assert phones.normalise("21 23 45 67", "NO") == "+4721234567"
    assert phones.normalise("+999 123 456") is None


@pytest.mark.parametrize(
    "text",
    [
        "C-2417",
        "2417",
        "112 eller 1177",
        "070-174 06",
        "070-174 06 05, 08-465 004 00",
        "19900101-2385",
        "199001012385",
        "900101-2385",
        "9001012385",
        "070101-2387",
        "070101-2388",  # a mistyped identity number is no phone number either
        "0700-123",
        "sip:4021@pbx.example.se",
        "sip:anna@example.se",
        "08-12-2026",
        "nan",
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert phones.normalise(text) is None


def test_ten_unbroken_digits_where_a_number_is_expected_are_a_phone_number() -> None:
    assert phones.normalise("0701012387") == "+46701012387"


@pytest.mark.parametrize(
    "text",
    [
        "anonymous",
        "Anonymous",
        "unknown",
        "hemligt nummer",
        "Skyddat nummer",
        "Okänd uppringare",
        "No Caller ID",
        "private number",
        "Restricted",
        "UNAVAILABLE",
        "",
        "  ",
        "-",
        "0",
        "000000",
        "sip:anonymous@anonymous.invalid",
        '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=8',
        "sip:+46701740605@anonymous.invalid",
        "sip:restricted@pbx.example.se",
        "sip:pbx.example.se",
        "anonymous@anonymous.invalid",
    ],
)
def test_withheld_numbers_are_known_as_such(text: str) -> None:
    assert phones.is_withheld(text)
    assert phones.normalise(text) is None


@pytest.mark.parametrize("text", ["070-174 06 05", "112", "Anna", "växel", "sip:4021@pbx.example.se", "070", "nummer"])
def test_other_callers_are_not_withheld(text: str) -> None:
    assert not phones.is_withheld(text)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (MOBILE, "070-174 06 05"),
        ("+46846500400", "08-465 004 00"),
        ("+4684650040", "08-465 00 40"),
        ("+46406280400", "040-628 04 00"),
        ("+46980319200", "0980-31 92 00"),
        ("+4650012345", "0500-123 45"),
        ("+46771234567", "0771-23 45 67"),
        ("+4620123456", "020-12 34 56"),
        ("+46102345678", "010-234 56 78"),
        ("112", "112"),
        ("11414", "114 14"),
        ("116000", "116 000"),
        ("+4721234567", "+47 21 23 45 67"),
        ("+460", "+460"),
    ],
)
def test_shown_as_swedes_write_it(number: str, shown: str) -> None:
    assert phones.display(number) == shown


def test_numbers_in_a_letter_are_found_and_nothing_else() -> None:
    text = (
        "Jag nås på 070-174 06 05 eller (08) 465 004 00 / 040-628 04 00. Norge: +47 21 23 45 67.\n"
        "Barnet 20120211-9812, själv 070101-2387 och 0701012387, 9001012385. Dnr SN 2026-00123, 2026/0812, C-0701.\n"
        "Öppet 08.30-16.00, lunch 12:00–13:00; den 08-12-2026 10 30. Bg 5050-1055, org.nr 556677-8899, 1,070 174 0605\n"
        "070-174 06 05 070-174 06 06 08-12 34 56 08-12 34 57 sha 0701740607ab id0701740608 0771-23 45 67"
    )
    assert phones.find(text) == (
        MOBILE,
        "+46846500400",
        "+46406280400",
        "+4721234567",
        "+46701740606",
        "+468123456",
        "+468123457",
        "+46771234567",
    )


def test_called_a_phone_number_it_is_one() -> None:
    assert phones.find("Tel 0701012387") == ("+46701012387",)


def test_spans_tell_where() -> None:
    text = "tel: 070-174 06 05."
    assert [text[start:end] for start, end, _ in phones.spans(text)] == ["070-174 06 05"]


@pytest.mark.parametrize(
    "piece", ["070 ", "0 ", "+46 ", "00 46 ", "00 47 ", "070-174 06 05 ", "900101-2385 ", "0", "08-12 "]
)
def test_a_megabyte_of_anything_is_read_through(piece: str) -> None:
    assert len(phones.find(piece * (1_000_000 // len(piece)))) <= 1


def test_the_notations_of_public_pages(shared_data: Path) -> None:
    for case in json.loads((shared_data / "phones" / "se_fictional_from_patterns.json").read_text("utf-8")):
        assert phones.normalise(case["raw"]) == case["expected_e164"], case["raw"]
        assert phones.find(f"ring {case['raw']}, tack") == (case["expected_e164"],), case["raw"]


def test_the_reference_pairs(shared_data: Path) -> None:
    """Each pair by the digits it comes to: the pairs differ in separators, which are their projects' taste."""
    pairs = json.loads((shared_data / "phones" / "se_reference.json").read_text("utf-8"))["pairs"]
    assert len(pairs) == 68
    for pair in pairs:
        expected = "".join(char for char in pair["out"] if char.isdigit() or char == "+")
        number = phones.normalise(pair["inp"])
        if expected.startswith("0") and not pair["inp"].startswith("8"):
            assert number == f"+46{expected[1:]}", pair
            assert phones.display(number).replace("-", "").replace(" ", "") == expected
        elif expected in ("112", "1177", "11414", "+46701234567"):
            assert number == expected, pair
        elif pair["inp"] == "812345678":
            assert number == "+46812345678"
        else:  # a voice mailbox, or a number without its area
            assert number is None, pair


def test_the_notations_that_are_short_of_a_digit_are_refused(shared_data: Path) -> None:
    patterns = json.loads((shared_data / "phones" / "se_notation_patterns.json").read_text("utf-8"))
    assert patterns["invalid"] == ["NNN NNN NNN", "NNN–N NNN"]
    assert phones.normalise("070 174 060") is None
    assert phones.normalise("040–6 280") is None


def test_the_table_agrees_with_the_library() -> None:
    """Every area, and random digits, are judged and shown as `phonenumbers` does."""
    chance = random.Random(1)
    nationals = [str(chance.randrange(10 ** (size - 1), 10**size)) for size in (7, 8, 9) for _ in range(1500)]
    nationals += [area + "1234567"[: 9 - len(area)] for area in numbering.AREAS]
    for national in nationals:
        if national.startswith(("900", "939", "944", "99", "649", "77")):
            continue  # premium rates are left to the library; 0771 is written by custom
        number = phonenumbers.parse(f"+46{national}")
        assert phones._is_swedish(national, strict=True) == phonenumbers.is_valid_number(number), national
        if phonenumbers.is_valid_number(number):
            shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
            assert phones.display(f"+46{national}") == shown


def test_premium_numbers_are_judged_by_the_library() -> None:
    assert phones.normalise("0900-123 45 67") == "+469001234567"
    assert phones.normalise("0900-000") is None


def test_an_ordinary_call_does_not_wait_for_the_library() -> None:
    code = (
        "import sys; from mottagning import phones; phones.display(phones.normalise('0701740605'));"
        "sys.exit('phonenumbers' in sys.modules or 'zoneinfo' in sys.modules or 'dataclasses' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False).returncode == 0


@given(st.text(max_size=60))
def test_any_text_is_read_and_results_are_stable(text: str) -> None:
    number = phones.normalise(text)
    if number is not None:
        assert phones.normalise(number) == number
        assert not phones.is_withheld(text)
        phones.display(number)
    phones.find(text)


@given(st.integers(5, 99), st.sampled_from(["070-174 06 {}", "+46 70 174 06 {}", "0701740 6{}", "(070)17406{}"]))
def test_every_number_of_the_test_series_reads_back(last: int, notation: str) -> None:
    written = notation.format(f"{last:02}")
    assert phones.normalise(written) == f"+467017406{last:02}"
    assert phones.normalise(phones.display(f"+467017406{last:02}")) == f"+467017406{last:02}"

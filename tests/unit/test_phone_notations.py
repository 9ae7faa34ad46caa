"""Every valid number of the shared data comes to the same E.164 in each notation that is seen of Swedish numbers."""

import json
from pathlib import Path

import phonenumbers

from mottagning import phones


def notations(shared_data: Path) -> list[str]:
    """Patterns as "NNN-NNN NN NN", from public pages; "⍽" is a space that does not break."""
    patterns = json.loads((shared_data / "phones" / "se_notation_patterns.json").read_text("utf-8"))
    return [pattern.replace("⍽", "\u00a0") for pattern, _ in patterns["patterns"] if pattern not in patterns["invalid"]]


def valid_numbers(shared_data: Path) -> set[str]:
    """What the library calls valid of the two files, in E.164."""
    folder = shared_data / "phones"
    pairs = json.loads((folder / "se_reference.json").read_text("utf-8"))["pairs"]
    fictional = json.loads((folder / "se_fictional_from_patterns.json").read_text("utf-8"))
    found = {phones.normalise(pair["inp"]) for pair in pairs} | {each["expected_e164"] for each in fictional}
    return {each for each in found if each and each.startswith("+") and _is_valid(each)}


def _is_valid(number: str) -> bool:
    return phonenumbers.is_valid_number(phonenumbers.parse(number))


def written(number: str, pattern: str) -> str | None:
    """The number in a notation; None when it has not as many digits."""
    digits = number.removeprefix("+") if pattern.startswith("+") else "0" + number.removeprefix("+46")
    if len(digits) != pattern.count("N"):
        return None
    left = iter(digits)
    return "".join(next(left) if sign == "N" else sign for sign in pattern)


def test_all_notations_come_to_the_same(shared_data: Path) -> None:
    patterns = notations(shared_data)
    numbers = valid_numbers(shared_data)
    assert len(numbers) > 20
    tried = 0
    for number in numbers:
        national = number.removeprefix("+46")
        forms = [f"+46{national}", f"0046{national}", f"46{national}", f"+46 (0){national}", f"tel:+46-{national}"]
        forms += [f"0{national}", f"sip:0{national}@växel.example.se", f"Ring 0{national}!", phones.display(number)]
        for form in [*forms, *filter(None, (written(number, pattern) for pattern in patterns))]:
            assert phones.normalise(form) == number, form
            tried += 1
    assert tried > 300

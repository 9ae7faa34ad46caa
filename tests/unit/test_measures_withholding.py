"""What could point at a person is withheld, and so is what would tell of it by what stands beside it."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from mottagning.measures.counting import Measure
from mottagning.measures.withholding import withheld


def shown(counts: dict[str, int]) -> set[str]:
    """Of the figures with so many behind each, those whose values are told."""
    found = withheld([Measure(name=name, value=50.0, unit="percent", n=n) for name, n in counts.items()])
    assert all((each.value is None) == each.is_withheld for each in found)
    assert {each.name: each.n for each in found} == counts
    return {each.name for each in found if not each.is_withheld}


def test_of_fewer_than_five_nothing_is_told_that_could_point_at_somebody():
    assert shown({"child_median": 4, "help_median": 5, "calls_answered": 1}) == {"help_median", "calls_answered"}


def test_a_few_deadlines_are_nobodys_business_either():
    assert shown({"deadlines_kept": 1, "mail_in_time": 1}) == {"mail_in_time"}


def test_a_part_that_would_tell_of_the_few_is_withheld_with_them():
    """All and SoL together would tell how the four of LSS went."""
    counts = {"handling_p95": 30, "handling_p95/sol": 20, "handling_p95/lss": 4, "handling_p95/transport": 6}
    assert shown(counts) == {"handling_p95", "handling_p95/sol"}


def test_with_a_part_go_its_own_parts():
    counts = {"handling_p95": 13, "handling_p95/sol": 7, "handling_p95/sol/hemtjänst": 7, "handling_p95/lss": 4}
    assert shown(counts) == {"handling_p95", "handling_p95/sol", "handling_p95/sol/hemtjänst"}
    counts |= {"handling_p95": 11}
    assert shown(counts) == {"handling_p95"}


def test_what_all_deadlines_tell_of_those_that_are_withheld():
    assert shown({"deadlines_kept": 23, "opened_in_time": 3, "closed_in_time": 20}) == {"deadlines_kept"}
    assert shown({"deadlines_kept": 40, "opened_in_time": 3, "closed_in_time": 20}) == {
        "deadlines_kept",
        "closed_in_time",
    }


def test_nothing_is_withheld_where_all_are_many():
    counts = {"handling_p80": 15, "handling_p80/sol": 10, "handling_p80/lss": 5, "handling_p80/sol/hemtjänst": 10}
    assert shown(counts) == counts.keys()


@given(st.lists(st.lists(st.integers(0, 9), max_size=4), max_size=5), st.integers(0, 6))
def test_no_few_are_left_of_any_whole(categories, unknown):
    counts = {"handling_p80": sum(map(sum, categories)) + unknown}
    for place, types in enumerate(categories):
        counts[f"handling_p80/{place}"] = sum(types)
        counts |= {f"handling_p80/{place}/{type_}": n for type_, n in enumerate(types)}
    told = shown(counts)
    assert min((counts[name] for name in told), default=5) >= 5
    left: dict[str, int] = defaultdict(int, counts)
    for name in told - {"handling_p80"}:
        whole = name.rpartition("/")[0]
        assert whole in told
        left[whole] -= counts[name]
    assert not [name for name in told if 0 < left[name] < 5]

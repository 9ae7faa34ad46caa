"""Matching through the database, on invented contacts of which it is known what they are about."""

import pytest

from mottagning.contacts import ties
from mottagning.demo import labelled

_ROUNDS = 1


@pytest.fixture
def made(database):
    found = labelled.make(seed=4, count=60, rounds=_ROUNDS)
    labelled.enter(database, found)
    return found


def test_no_tie_is_wrong_and_the_right_case_comes_first(database, made):
    answers = ties.match_document(database, {"contacts": [each.entry for each in made.contacts]})["contacts"]
    tied = first = 0
    for contact, answer in zip(made.contacts, answers, strict=True):
        codes = [case["code"] for case in answer["cases"]]
        assert [case for case in answer["cases"] if case["tied"] and case["code"] not in contact.about] == [], contact
        assert made.protected.isdisjoint(codes), contact
        tied += sum(case["tied"] for case in answer["cases"])
        first += contact.has_evidence and codes[:1] != [] and codes[0] in contact.about
    assert tied >= 6 * _ROUNDS
    assert first >= 0.95 * sum(each.has_evidence for each in made.contacts)


def test_the_same_seed_gives_the_same_set_and_another_another():
    made, again, other = (labelled.make(seed, 50, 1) for seed in (1, 1, 2))
    assert made == again
    assert made.cases != other.cases

"""What the case list shows: to other programs, beside a contact, and to whoever looks for a case."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from mottagning.cases.card import case_card, usual_days
from mottagning.cases.deadlines import DEFAULT_RULES
from mottagning.cases.entries import PartyDetails, SaveParty, save_party
from mottagning.cases.find import find
from mottagning.cases.index import DatabaseCaseIndex
from mottagning.cases.list import cases_by_id, list_cases, open_cases, show_case, to_json
from mottagning.cases.rules import SaveRules, load_rules, save_rules
from mottagning.command import carry_out
from mottagning.errors import Conflict, Trouble
from mottagning.people.staff import SavePerson, save_person
from tests.db.feeds import HEADER, MONDAY, case, take, write

TODAY = date(2026, 11, 23)
OLGA = "201701012393"  # one of Skatteverket's test series


@pytest.fixture
def file(tmp_path):
    return lambda *rows, header=HEADER: write(tmp_path / "list.csv", rows, header)


@pytest.fixture
def listed(database, file):
    """Five cases: two siblings with one number, a protected one, a closed one, one with a guardian."""
    take(
        database,
        file(
            case("C-2417"),
            case("C-24170", Namn="Nils Öberg", E_post="nils@example.se"),
            case("C-3", Skyddade_personuppgifter="ja"),
            case("SoL 2024/7", Steg="Avslutad", Avslutad="2026-06-01", Namn="Åsa Öberg", Telefon="", E_post=""),
            case("C-5", Namn="Olga-Maria Ek", Personnummer=OLGA, God_man="Bo Ek", Telefon_god_man="08-465 004 10"),
        ),
    )
    return database


def ids(database):
    return {view.code: view.id for view in list_cases(database).cases}


# To other programs ----------------------------------------------------------------------------------------------------


def test_a_case_in_json_has_every_key(listed, file):
    take(listed, file(case("C-2417", Steg="Beslut"), case("C-24170"), case("C-3"), case("C-5")), at=MONDAY)

    document = json.loads(json.dumps(to_json(show_case(listed, "C-2417", TODAY))))

    history = document["cases"][0].pop("history")
    assert history == [
        {"at": "2026-11-23T07:30:00+00:00", "field": "stage", "old": "investigation", "new": "decision"},
    ]
    assert document == {
        "cases": [
            {
                "code": "C-2417",
                "category": "sol",
                "type": "Hemtjänst",
                "stage": "decision",
                "stage_since": "2026-11-10",
                "handler": "Karin Lind",
                "received": "2026-11-02",
                "opened": None,
                "decided": None,
                "executed": None,
                "closed": None,
                "priority": None,
                "weight": None,
                "next_step": None,
                "next_date": None,
                "protected": False,
                "deadlines": [{"rule": "may_ask_for_decision", "due": "2027-05-02", "status": "on_time"}],
            }
        ]
    }


def test_the_list_is_complete_and_can_be_paged(listed):
    assert [view.code for view in list_cases(listed).cases] == ["C-2417", "C-24170", "C-3", "SoL 2024/7", "C-5"]
    assert list_cases(listed).next is None

    first = list_cases(listed, limit=2)
    second = list_cases(listed, limit=3, after=first.next)

    assert (first.next, second.next) == ("C-24170", None)
    assert [view.code for view in first.cases + second.cases] == [view.code for view in list_cases(listed).cases]
    with pytest.raises(Trouble):
        list_cases(listed, after="C-9")


def test_many_cases_keep_their_history_apart(database, file):
    codes = [f"C-{n}" for n in range(510)]
    take(database, file(*map(case, codes)))
    take(database, file(*(case(code, Handläggare=code) for code in codes)))

    assert all(view.history[0].new == view.code for view in list_cases(database).cases)
    assert len(cases_by_id(database, range(1, 600))) == 510


def test_a_code_is_known_in_other_clothes(listed):
    for asked in ("C-2417", " c-2417 ", "c2417", "C 2417", "Ｃ-2417"):
        assert [view.code for view in show_case(listed, asked)] == ["C-2417"], asked


def test_no_such_case_is_one_sentence(listed):
    for asked in ("C-9", "", "-", "%"):
        with pytest.raises(Trouble, match="There is no case"):
            show_case(listed, asked)


def test_codes_that_read_the_same_are_all_shown_unless_one_is_meant(database, file):
    take(database, file(case("1-11"), case("11-1")))

    assert [view.code for view in show_case(database, "11-1")] == ["11-1"]
    assert [view.code for view in show_case(database, "111")] == ["1-11", "11-1"]


def test_the_handler_is_found_among_the_staff_also_when_added_later(listed):
    assert show_case(listed, "C-5")[0].handler_id is None

    added = save_person(listed, SavePerson(by=None, key="kl", name="Karin Lind"))

    assert show_case(listed, "C-5")[0].handler_id == added.created["person"]


def test_the_board_gets_open_cases_only(listed):
    assert [view.code for view in open_cases(listed, TODAY)] == ["C-2417", "C-24170", "C-3", "C-5"]


# The card -------------------------------------------------------------------------------------------------------------


def test_the_card_says_where_the_case_stands_and_who_is_in_it(listed):
    card = case_card(listed, ids(listed)["C-5"], TODAY)

    assert (card.days_in_stage, card.usual_days) == (13, None)
    assert [(party.role, party.name) for party in card.parties] == [("client", "Olga-Maria Ek"), ("god_man", "Bo Ek")]
    assert card.parties[0].personal_id == OLGA
    assert card.parties[1].phones == ("+46846500410",)
    assert card.case.deadlines[0].due == date(2027, 5, 2)


def test_the_card_of_a_protected_case_points_at_nobody(listed):
    card = case_card(listed, ids(listed)["C-3"], TODAY)

    assert (card.case.protected, card.parties) == (True, ())


def test_a_case_that_is_gone_is_one_sentence(listed):
    with pytest.raises(Trouble):
        case_card(listed, 999)


def test_the_usual_days_are_the_median_of_finished_stays(database, file):
    rows = [case(f"C-{n}", I_steget_sedan=f"2026-11-{n:02}") for n in range(1, 7)]
    take(database, file(*rows))
    assert usual_days(database, "investigation", "sol") is None

    moved = [case(f"C-{n}", Steg="Beslut", I_steget_sedan="2026-11-20") for n in range(1, 7)]
    take(database, file(*moved), at=MONDAY + timedelta(days=1))

    assert usual_days(database, "investigation", "sol") == 16  # 14, 15, 16, 17, 18 and 19 days
    assert usual_days(database, "investigation", "lss") is None
    assert usual_days(database, "decision", "sol") is None


# Looking for a case ---------------------------------------------------------------------------------------------------


def test_a_case_is_found_by(listed):
    for query, by, codes in (
        ("c-2417", "code", ["C-2417", "C-24170"]),
        ("c24170", "code", ["C-24170"]),
        ("C-3", "code", ["C-3"]),
        ("åsa", "name", ["C-2417", "SoL 2024/7"]),
        ("öb ås", "name", ["C-2417", "SoL 2024/7"]),
        ("ÖBERG nils", "name", ["C-24170"]),
        ("maria olga", "name", ["C-5"]),
        ("Öbreg Nils", "name_misspelt", ["C-24170"]),
        ("070-1740605", "phone", ["C-24170", "C-5", "C-2417"]),  # Nils, Olga, Åsa
        ("+46 8 465 004 10", "phone", ["C-5"]),
        ("NILS@", "email", ["C-24170"]),
        ("20170101-2393", "personal_id", ["C-5"]),
        ("170101-2393", "personal_id", ["C-5"]),
    ):
        found = find(listed, query, today=TODAY)
        assert ([each.case.code for each in found], {each.by for each in found}) == (codes, {by}), query


def test_nothing_is_found_by(listed):
    for query in ("", "c", "  ", "zzz", "Bo Öberg", "@", "--", "%", "0701740699"):
        assert find(listed, query) == (), query


def test_what_is_found_names_the_party_and_keeps_to_the_limit(listed):
    assert [(each.role, each.name) for each in find(listed, "08-465 004 10")] == [("god_man", "Bo Ek")]
    assert len(find(listed, "070-174 06 05", limit=2)) == 2


def test_the_case_with_the_very_code_is_not_left_out_for_newer_ones_that_begin_so(listed):
    assert [each.case.code for each in find(listed, "c-2417", limit=1)] == ["C-2417"]


def test_while_one_types_handlers_and_unfinished_numbers_are_found_too(listed):
    for query, by in (("20170101", "personal_id"), ("20170101-23", "personal_id"), ("170101", "personal_id")):
        found = find(listed, query, today=TODAY, while_typing=True)
        assert [(each.case.code, each.by) for each in found] == [("C-5", by)], query
    assert find(listed, "08-465 00", while_typing=True)[0].by == "phone"
    assert find(listed, "08-465 00") == ()
    assert find(listed, "12345678901234567890", while_typing=True) == ()
    save_person(
        listed, SavePerson(by=None, key="kl", name="Karin Lindström", handler_names=("Karin Lind",), role="desk")
    )
    for query in ("karin", "Lindstr Kar", "LIND"):
        hits = find(listed, query, while_typing=True)
        assert {each.by for each in hits} == {"handler"}, query
        assert all(each.name is None for each in hits)
        assert find(listed, query) == ()


def test_many_hits_are_looked_for_from_the_newest_case_on(listed, monkeypatch):
    expected = {query: find(listed, query, 2) for query in ("c", "öb", "ö ås", "c-2", "bo ek")}
    monkeypatch.setattr("mottagning.cases.find._COMMON", 4)
    monkeypatch.setattr("mottagning.cases.find._VERY_COMMON", 1)
    assert {query: find(listed, query, 2) for query in expected} == expected


def test_every_search_goes_by_an_index(listed, monkeypatch):
    if listed.dialect != "sqlite":
        pytest.skip("PostgreSQL goes through a table of five rows rather than through an index, and is right")
    asked = []
    run = listed.sql
    monkeypatch.setattr(listed, "sql", lambda sql, values=(): asked.append((sql, values)) or run(sql, values))
    for query in ("c-2", "öb", "öb ås", "oberg nlis", "Öbreg", "070-174 06", "20170101", "a@example.se", "karin"):
        find(listed, query, while_typing=True)
    monkeypatch.setattr("mottagning.cases.find._COMMON", 2)
    monkeypatch.setattr("mottagning.cases.find._VERY_COMMON", 1)
    for query in ("c-2", "öb", "öb ås"):
        find(listed, query, while_typing=True)
    assert len(asked) > 30
    with listed.reading():
        for sql, values in asked:
            plan = [row[3] for row in run(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()]
            assert not [line for line in plan if re.match("SCAN (cases|party)", line)], (sql, plan)


# What matching asks ---------------------------------------------------------------------------------------------------


def test_matching_is_answered_through_the_tables(listed):
    index = DatabaseCaseIndex(listed)
    with listed.reading():
        found = index.by_codes({"c 3", "C-3", "SoL 2024/7", "C-999"})
        assert {
            code: [(hit.code, hit.open, hit.protected, hit.role) for hit in hits] for code, hits in found.items()
        } == {
            "c 3": [("C-3", True, True, "")],
            "C-3": [("C-3", True, True, "")],
            "SoL 2024/7": [("SoL 2024/7", False, False, "")],
        }
        assert len(index.by_codes({f"C-{number}" for number in range(1200)})) > 1
        assert [(hit.code, hit.role, hit.name) for hit in index.by_personal_id(OLGA)] == [
            ("C-5", "client", ("olga", "maria", "ek"))
        ]
        assert [hit.code for hit in index.by_phone("+46701740605")] == ["C-2417", "C-24170", "C-5"]
        assert [hit.code for hit in index.by_email("nils@example.se")] == ["C-24170"]
        assert [hit.name for hit in index.by_names({"nils öberg", "bo ek", "ek olga"})] == [
            ("nils", "öberg"),
            ("bo", "ek"),
        ]
        assert index.by_names(set()) == ()
        assert len(index.by_names({f"ord{n}" for n in range(1200)} | {"nils öberg"})) == 1
        assert [hit.name for hit in index.by_two_words("ek", "olga")] == [("olga", "maria", "ek")]
        assert index.by_two_words("bo", "nils") == ()


def test_the_words_of_names_are_those_of_now(listed):
    index = DatabaseCaseIndex(listed)
    with listed.reading():
        known = index.name_words()
        assert "olga" in known
        assert "sixten" not in known
        assert index.name_words() is known
        case = index.by_email("nils@example.se")[0].case_id
    save_party(listed, SaveParty(by=None, case=case, details=PartyDetails(role="relative", name="Sixten Ek")))
    with listed.reading():
        assert "sixten" in index.name_words()
        facts = index.facts({case})
    assert facts[case].client == {"nils", "öberg"}


# Deadlines ------------------------------------------------------------------------------------------------------------


def test_the_units_own_deadlines_take_the_place_of_those_shipped(listed):
    assert load_rules(listed) == (DEFAULT_RULES, 0)
    own = (replace(DEFAULT_RULES[1], code="ours", types=(), amount=10, unit="working_days"),)

    saved = save_rules(listed, SaveRules(by=None, rules=own, version=0))

    assert load_rules(listed) == (own, 1)
    assert [(each.rule.code, each.due) for each in show_case(listed, "C-5", TODAY)[0].deadlines] == [
        ("ours", date(2026, 11, 16))
    ]
    with pytest.raises(Conflict):
        save_rules(listed, SaveRules(by=None, rules=(), version=5))
    carry_out(listed, saved.undo)
    assert load_rules(listed) == (DEFAULT_RULES, 0)


def test_two_deadlines_with_one_short_name_are_refused(database):
    with pytest.raises(Trouble, match="protection"):
        save_rules(database, SaveRules(by=None, rules=(DEFAULT_RULES[0], DEFAULT_RULES[0]), version=0))


def test_a_whole_letter_pasted_as_a_query_finds_nothing_and_breaks_nothing(listed):
    assert find(listed, " ".join(f"ord{number}" for number in range(3000))) == ()

"""Swedish words found whatever their form, and sorted as Swedes sort."""

import random
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mottagning.folding import fold, sort_key
from mottagning.terms import Term, query_terms, search_terms, stem, to_fts5, to_tsquery, tokens


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ÅSA Ängström Öberg", "åsa ängström öberg"),
        ("A\u030asa", "åsa"),
        ("André Müller", "andre muller"),
        ("Æbeltoft Sørensen", "äbeltoft sörensen"),
        ("Łódź Đorđe Þóra", "lodz dorde thora"),
        ("straße", "strasse"),
        ("Ｃ－２４１７ ﬁn", "c-2417 fin"),
        ("lösen\u00adord\u200b", "lösenord"),
        ("ǻ", "å"),
        ("İstanbul", "istanbul"),
        ("한글", "한글"),
        ("", ""),
    ],
)
def test_accents_go_and_swedish_letters_stay(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_folding_a_character_once_is_enough() -> None:
    codes = [*range(0x3000), *random.Random(1).sample(range(0x3000, sys.maxunicode + 1), 5000)]
    for code in codes:
        folded = fold(chr(code))
        assert fold(folded) == folded, hex(code)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(text.upper()) == fold(text.upper().lower())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("C-2417", ["c", "2417", "c2417"]),
        ("SN 2026-00123", ["sn", "2026", "00123", "202600123"]),
        ("anna.berg@example.se", ["anna", "berg", "example", "se", "annabergexamplese"]),
        ("E-post och/eller brev.", ["e", "post", "epost", "och", "eller", "brev"]),
        ("Anna-Karin O'Hara", ["anna", "karin", "annakarin", "o", "hara", "ohara"]),
        ("slut.Nästa", ["slut", "nästa"]),
        ("snake_case -- ' !", ["snake", "case"]),
    ],
)
def test_words_codes_and_addresses(text: str, words: list[str]) -> None:
    assert tokens(text) == words


@pytest.mark.parametrize(
    "forms",
    [
        "lösenord lösenordet lösenorden lösenords lösenordets",
        "ärende ärendet ärenden ärendena ärendets ärendenas",
        "barn barnet barnen barns barnets barnens",
        "beslut beslutet besluten beslutets",
        "utredning utredningen utredningar utredningarna utredningens",
        "ansökan ansökans ansökningar ansökningarna ansökningen",
        "orosanmälan orosanmälningar orosanmälningarna",
        "överklagande överklagandet överklagan",
        "meddelande meddelandet meddelanden meddelandena",
        "boende boendet boenden boendena",
        "fråga frågan frågor frågorna",
        "skola skolan skolor skolorna",
        "kvinna kvinnan kvinnor kvinnorna",
        "familjehem familjehemmet",
        "rum rummet rummets",
        "kontor kontoret kontorets",
        "konto kontot",
        "telefonnummer telefonnumret",
        "fönster fönstret",
        "assistans assistansen",
        "insats insatsen insatser insatserna",
        "ekonomi ekonomin",
        "oro oron orolig",
        "möjlighet möjligheten möjligheter",
        "verksamhet verksamheten verksamheter",
        "paket paketet paketen",
        "universitet universitetet",
        "handläggare handläggaren handläggarna handläggarens",
        "besök besöket besöken",
        "vecka veckan veckor",
        "dag dagen dagar dagarna",
    ],
)
def test_the_forms_of_a_word_meet(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1, {form: stem(form) for form in forms.split()}


@pytest.mark.parametrize(
    "words", ["hus hem", "barn barnbarn", "telefon telegram", "sommar som", "försenad för", "läge lägenhet", "man mån"]
)
def test_other_words_do_not(words: str) -> None:
    one, other = words.split()
    assert stem(one) != stem(other)


def test_codes_and_short_words_are_not_stemmed() -> None:
    assert [stem(word) for word in ("c2417", "2417", "sol", "lss", "ada")] == ["c2417", "2417", "sol", "lss", "ada"]


def test_stems_are_the_ones_that_stored_indexes_hold() -> None:
    """Should another snowballstemmer change these, what is stored has to be indexed anew."""
    known = {
        "ansökan": "ansök",
        "bilarna": "bil",
        "färdtjänsten": "färdtjänst",
        "personliga": "perso",
        "ringde": "ring",
        "bidragen": "bidrag",
        "numret": "numm",
        "kontoret": "kont",
    }
    assert {word: stem(word) for word in known} == known


def test_stored_terms_hold_stems_whole_words_and_numbers_in_one_form() -> None:
    assert search_terms("Lösenordet, lösenord") == ("lösenordet", "lösenord")
    assert search_terms("Ring 070-174 06 05")[:1] == ("0701740605",)
    assert {"199001012385", "9001012385"} <= set(search_terms("pnr 900101-2385"))


def test_stored_terms_are_few_and_short() -> None:
    assert search_terms("x" * 500) == ("x" * 64,)
    assert len(search_terms(" ".join(f"w{n}" for n in range(50_000)))) == 20_000


def test_the_last_word_may_be_half_typed() -> None:
    assert query_terms("lösenordet flick") == (Term(("lösenord",)), Term(("flick",), prefix="flick"))
    assert query_terms("C-2417") == (Term(("c2417",), prefix="c2417"),)
    assert query_terms("  , ") == ()
    assert query_terms("900101-2385") == (Term(("199001012385", "9001012385")),)


LETTER = (
    "Hej, det gäller Anna-Karin Öbergs ansökan C-2417. Nå mig på +46 70 174 06 05 eller anna.berg@example.se. E-posta!"
)
QUERIES = [
    ("ansökningar", True),
    ("ansökan öberg", True),
    ("ansökan oberg", False),
    ("anna karin", True),
    ("Anna-Karin", True),
    ("annak", True),
    ("karin anna", True),
    ("karl anna", False),
    ("c-2417", True),
    ("c2417", True),
    ("2417", True),
    ("C-24", True),
    ("C-24 Anna", False),
    ("C-2418", False),
    ("070-174 06 05", True),
    ("0701740605", True),
    ("070 174", True),
    ("+46 70 17", True),
    ("070-174 06 06", False),
    ("anna.berg@example.se", True),
    ("anna.berg@ex", True),
    ("anna berg", True),
    ("bert.berg@example.se", False),
    ("e-post", True),
    ("epost", True),
]


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE VIRTUAL TABLE found USING fts5(terms, tokenize='unicode61 remove_diacritics 0')")
        database.execute("INSERT INTO found VALUES (?)", [" ".join(search_terms(LETTER))])
        yield database


@pytest.mark.parametrize(("query", "is_found"), QUERIES)
def test_a_letter_is_found_by_what_it_says(index: sqlite3.Connection, query: str, is_found: bool) -> None:
    found = index.execute("SELECT count(*) FROM found WHERE found MATCH ?", [to_fts5(query_terms(query))])
    assert bool(found.fetchone()[0]) is is_found
    assert _answers(set(search_terms(LETTER)), query_terms(query)) is is_found


def _answers(stored: set[str], terms: tuple[Term, ...]) -> bool:
    return all(
        not stored.isdisjoint(term.words) or any(term.prefix and word.startswith(term.prefix) for word in stored)
        for term in terms
    )


def test_queries_are_written_for_both_databases() -> None:
    terms = query_terms("lösenordet c-2417")
    assert to_fts5(terms) == '("lösenord") AND ("c2417" OR "c2417"*)'
    assert to_tsquery(terms) == "('lösenord') & ('c2417' | 'c2417':*)"


@given(st.text(max_size=80))
def test_every_text_is_found_by_itself(text: str) -> None:
    """And by terms without any character that FTS5 or a tsquery would read as its own."""
    stored = set(search_terms(text))
    assert all(term.isalnum() for term in stored)
    assert _answers(stored, query_terms(text))


def test_real_sentences_are_found_by_each_of_their_words(shared_data: Path) -> None:
    sentences = (shared_data / "swedish" / "sentences-common-voice-sv-cc0.txt").read_text("utf-8").splitlines()
    for sentence in random.Random(1).sample(sentences, 500):
        stored = set(search_terms(sentence))
        for word in re.findall(r"\w+", sentence):
            assert _answers(stored, query_terms(word)), (sentence, word)
            assert _answers(stored, query_terms(word[:-1])), (sentence, word)


ORDERED = [
    "Ahlberg",
    "Anders Öberg",
    "Andersson",
    "Andre",
    "André",
    "C-9",
    "C-10",
    "C-2417",
    "Muller",
    "Myhr",
    "Müller",
    "Vallin",
    "Wallin",
    "Yngve",
    "Zorn",
    "Åberg",
    "Æbeltoft",
    "Äng",
    "Ödman",
    "Øst",
]


def test_swedish_order() -> None:
    shuffled = random.Random(1).sample(ORDERED, len(ORDERED))
    assert sorted(shuffled, key=sort_key) == ORDERED
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE names (name, key)")
        database.executemany("INSERT INTO names VALUES (?, ?)", [(name, sort_key(name)) for name in shuffled])
        assert [name for (name,) in database.execute("SELECT name FROM names ORDER BY key")] == ORDERED


@given(st.text(), st.text())
def test_sorting_looks_at_letters_before_case_and_accents(one: str, other: str) -> None:
    assert "\x00" not in sort_key(one)
    if fold(one) < fold(other) and (fold(one) + fold(other)).isascii() and (one + other).isalpha():
        assert sort_key(one) < sort_key(other)

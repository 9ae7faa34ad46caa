"""What somebody types: words, phrases and exclusions; and where in a text it stands."""

import pytest

from mottagning.contacts.marking import Marker
from mottagning.contacts.query import parse
from mottagning.terms import Term

LETTER = (
    "Hej! Jag har ringt hemtjänsten om läkarintygen, men ingen svarar på 070-174 06 05. "
    "Ärende C-2417 gäller Åsa Öberg (asa@example.se). Vi ses på hembesöket."
)


def marked(query, text=LETTER):
    found = Marker(parse(query)).mark(text)
    return [found.text[first:last] for first, last in found.spans]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("läkarintyg", ["läkarintygen"]),
        ("hembesök", ["hembesöket"]),
        ("HEMT", ["hemtjänsten"]),
        ("öberg åsa", ["Åsa", "Öberg"]),
        ("oberg", []),
        ("0701740605", ["070-174 06 05"]),
        ("+46 70 174 06", ["070-174 06 05"]),
        ("c2417", ["C-2417"]),
        ("c-24", ["C-2417"]),
        ("asa@example.se", ["asa@example.se"]),
        ('"ingen svarar"', ["ingen", "svarar"]),
    ],
)
def test_words_are_marked_in_whatever_form_they_stand(query, words):
    assert marked(query) == words


def test_a_name_of_two_code_points_a_letter_is_marked():
    assert marked("åsa", "Åsa ringde") == ["Åsa"]


@pytest.mark.parametrize(
    ("query", "stands"),
    [
        ('"har ringt hemtjänsten"', True),
        ('"ringt har"', False),
        ('"har hemtjänsten"', False),
        ('"ringt hemtj', True),
        ('"ringt hemtj"', False),
        ('”svarar på” "ses på"', True),
        ('"svarar på" "ses om"', False),
    ],
)
def test_a_phrase_stands_word_by_word(query, stands):
    assert Marker(parse(query)).holds_phrases(LETTER) is stands


def test_what_must_not_be_there_is_no_word_to_look_for():
    query = parse("hembesök -tiderna")
    assert query.without == ("tid",)
    assert query.fts5() == '(("hembesök" OR "hembesök"*)) NOT "tid"'
    assert query.tsquery() == "('hembesök' | 'hembesök':*) & !'tid'"
    assert query.said is None


def test_a_code_and_a_number_with_hyphens_exclude_nothing():
    assert parse("C-2417").without == parse("070-174 06 05").without == parse("anna-karin").without == ()


def test_what_must_be_somebodys_own():
    assert parse("öberg").fts5(of_person=True) == '("@öberg" OR "@öberg"*)'
    assert parse("öberg").tsquery(of_person=True) == "('@öberg' | '@öberg':*)"
    hers = parse("öberg hej").fts5(of_person=True)
    assert hers == '((("öberg") AND ("hej" OR "hej"*))) AND ("@öberg" OR "@hej" OR "@hej"*)'
    assert parse("öberg -hej").fts5(of_person=True) == '((("öberg" OR "öberg"*)) NOT "hej") AND ("@öberg" OR "@öberg"*)'


@pytest.mark.parametrize("text", ["", " ", "a", '"', '""', "-hej"])
def test_nothing_to_look_for(text):
    assert not parse(text)


def test_one_letter_more_changes_nothing_yet():
    assert parse("anna s").terms == parse("anna x").terms == (Term(("ann",)),)


def test_an_excerpt_is_about_what_was_found_and_ends_between_words():
    text = "Inledning. " * 60 + "Nu gäller det trygghetslarmet som piper. " + "Avslutning. " * 60
    piece = Marker(parse("trygghetslarm piper")).excerpt(text, 80)
    assert [piece.text[first:last] for first, last in piece.spans] == ["trygghetslarmet", "piper"]
    assert piece.text.startswith("… ")
    assert piece.text.endswith(" …")
    assert len(piece.text) <= 84
    assert set(piece.text.strip("… ").split()) <= set(text.split())


def test_nothing_around_the_words_is_told():
    alone = Marker(parse("larm dotter")).words_alone("Mammas larm", "Larmet piper. Ring min dotter, dottern.")
    assert alone.text == "larm · Larmet · dotter · dottern"
    assert [alone.text[first:last] for first, last in alone.spans] == ["larm", "Larmet", "dotter", "dottern"]

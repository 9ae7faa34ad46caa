"""Routines: which one fits a contact and why, what the program comes with, and what one may read like."""

import json
from dataclasses import replace

import pytest

from mottagning.desk import routine
from mottagning.desk.routine import Occasion, Routine, Step, carried, checked, fitting, from_document, to_document
from mottagning.errors import Trouble
from mottagning.people import guide


def fits(text="", channel="mail", **known):
    return [fit.routine.key for fit in fitting(routine.shipped(), Occasion(channel=channel, text=text, **known))]


def own(**said):
    return Routine(key="own", title="Egen", steps=(Step("Gör"),), **said)


class TestWhatTheProgramComesWith:
    def test_each_reads_as_it_would_be_stored_and_is_short(self):
        for each in routine.shipped():
            assert checked(each) == each
            assert from_document(each.key, to_document(each), 0) == each
            assert max(len(step.text) for step in each.steps) <= 100
            assert any(step.required for step in each.steps)

    def test_each_finds_its_units_and_knows_its_words(self):
        units = {entry.key for entry in guide.shipped().entries}
        for each in routine.shipped():
            assert set(each.elsewhere) <= units, each.key
            assert set(each.signs) <= set(routine.SIGNS)
        assert len({each.key for each in routine.shipped()}) == len(routine.shipped())

    def test_nobody_is_promised_to_be_anonymous_nor_told_who_is_a_client(self):
        said = {each.key: " ".join((*each.say, each.answer, *(step.text for step in each.steps))) for each in
                routine.shipped()}  # fmt: skip
        assert "kan inte lova att ditt namn hålls hemligt" in said["concern"]
        assert "Bekräfta inte att personen har kontakt med oss" in said["relative"]
        assert "Fråga inte vem personen är" in said["press"]
        for each in routine.shipped():
            assert "anonym" not in each.answer

    @pytest.mark.parametrize(
        ("text", "first"),
        [
            ("Hej! Jag vill ansöka om hemtjänst åt min mamma.", "application"),
            ("Patienten är utskrivningsklar på fredag. Avdelning 4.", "discharge"),
            ("Jag måste avboka besöket på torsdag", "cancel"),
            ("Fakturan för oktober stämmer inte", "fee"),
            ("Jag ringer från tidningen och vill ha en allmän handling", "press"),
            ("Jag vill överklaga", "complaint"),
            ("När får jag besked om mitt ärende?", "standing"),
            ("Ni ska få se, jag har hotat förut", "threat"),
            ("HUR GÅR\n det med min ansökan", "standing"),
            ("Det gäller försörjningsstöd", "not-ours"),
        ],
    )
    def test_what_was_said_points_at_one(self, text, first):
        assert fits(text)[0] == first

    @pytest.mark.parametrize("text", ["", "Hej, tack för hjälpen!", "Vi bor på hotell", "Jo, det går bra"])
    def test_what_says_nothing_points_at_none(self, text):
        assert fits(text) == []


class TestFitting:
    def test_a_report_of_concern_comes_before_every_word(self):
        said = "ansöka om hemtjänst, avboka, faktura, överklaga"
        assert fits(said, signs=frozenset({"concern"}))[0] == "concern"

    def test_who_calls_and_what_the_call_was_is_enough(self):
        assert fits(channel="phone", caller="relative") == ["relative"]
        assert fits(channel="phone", signs=frozenset({"missed"})) == ["ring-back"]
        assert fits(channel="mail", signs=frozenset({"missed"})) == []

    def test_why_is_told_in_its_own_words(self):
        (found,) = fitting([own(keywords=("hyra", "hyresvärd"), callers=("authority",))],
                           Occasion(channel="mail", caller="authority", text="Min HYRA"))  # fmt: skip
        assert (found.words, found.caller, found.signs) == (("hyra",), "authority", ())

    def test_other_channels_and_other_cases_are_none_of_its(self):
        letter = own(keywords=("hyra",), channels=("letter",))
        lss = own(keywords=("hyra",), categories=("lss",))
        assert not fitting([letter], Occasion(channel="mail", text="hyra"))
        assert not fitting([lss], Occasion(channel="mail", text="hyra", categories=frozenset({"sol"})))
        assert fitting([lss], Occasion(channel="mail", text="hyra", categories=frozenset({"sol", "lss"})))
        assert fitting([lss], Occasion(channel="mail", text="hyra"))  # no case is known yet

    def test_a_short_word_stands_alone_and_a_long_one_goes_on(self):
        short, long = own(keywords=("hot",)), own(keywords=("hemtjänst",))
        assert not fitting([short], Occasion(channel="mail", text="hotell"))
        assert fitting([short], Occasion(channel="mail", text="ett hot."))
        assert fitting([long], Occasion(channel="mail", text="hemtjänstens chef"))
        assert not fitting([long], Occasion(channel="mail", text="nyhemtjänst"))

    def test_signs_in_a_keyword_are_only_signs(self):
        assert not fitting([own(keywords=("a.c(d",))], Occasion(channel="mail", text="abcd"))


class TestReading:
    def test_what_is_done_goes_along_where_a_step_reads_the_same(self):
        before = replace(own(), steps=(Step("Ett"), Step("Två"), Step("Tre")))
        after = replace(own(), steps=(Step("Tre", required=True), Step("Nytt"), Step("Ett")))
        assert carried(before, (0, 1, 2), after) == (0, 2)
        assert after.left((1, 2)) == 1
        assert after.left((0,)) == 0

    def test_what_a_newer_program_added_is_passed_over(self):
        document = json.dumps({"title": "Ny", "steps": [{"text": "Gör", "new": 1}], "other": []})
        assert from_document("k", document, 3) == Routine(key="k", title="Ny", steps=(Step("Gör"),), version=3)

    def test_texts_are_tidied(self):
        said = replace(own(), title=" Egen  rutin ", steps=(Step(" Gör  det "), Step(" ")), note="\nVem: \n")
        kept = checked(said)
        assert (kept.title, kept.steps, kept.note) == ("Egen rutin", (Step("Gör det"),), "Vem:")

    def test_what_cannot_be(self):
        for wrong, said in (
            (replace(own(), title=" "), "a title and at least one step"),
            (replace(own(), steps=()), "a title and at least one step"),
            (replace(own(), steps=(Step("Gör"),) * 10), "10 steps"),
        ):
            with pytest.raises(Trouble, match=said):
                checked(wrong)

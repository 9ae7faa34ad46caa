"""Who does what, and the emergency cards: found in one search, kept by the lead, every wording kept."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mottagning import audit, phones
from mottagning.command import carry_out
from mottagning.errors import Conflict, NotAllowed, Trouble
from mottagning.people import guide
from mottagning.people.guide import (
    EmergencyCard,
    Entry,
    Number,
    SaveGuide,
    find,
    is_example,
    load,
    save_guide,
    wordings,
)

from .people import hire

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def entry(database, key) -> Entry:
    return next(each for each in load(database).entries if each.key == key)


def save(database, item, by=None, at=NOW, removed=False):
    return save_guide(database, SaveGuide(by=by, at=at, item=item, removed=removed))


class TestWhatTheProgramComesWith:
    def test_every_number_can_be_rung_and_what_must_be_changed_is_seen(self, database):
        found = load(database)
        numbers = {each.phone for each in found.entries}
        numbers |= {number.phone for card in found.cards for number in card.numbers}
        for number in numbers:
            assert phones.normalise(number) or number.replace(" ", "") in (
                "11313",
                "11414",
                "90101",
                "116111",
                "116006",
            )
        assert {each.key for each in found.entries if is_example(each.phone)} == {
            "social-emergency",
            *(each.key for each in found.entries if each.group == "Kommunen"),
        }

    def test_each_card_begins_with_112_and_can_be_read_at_once(self, database):
        for card in load(database).cards:
            assert card.numbers[0].phone == "112"
            assert len(card.steps) <= guide.MOST_STEPS
            assert max(len(step) for step in card.steps) <= 130

    def test_the_hours_are_understood(self, database):
        from mottagning.people.openhours import understood

        assert [each.hours for each in load(database).entries if each.hours and not understood(each.hours)] == []

    @pytest.mark.parametrize(
        ("asked", "first"),
        [
            ("socialjour", "social-emergency"),
            ("jouren", "social-emergency"),
            ("hemtj", "elderly"),
            ("god man", "chief-guardian"),
            ("försörjningsstöd", "income-support"),
            ("forsorjningsstod", None),
            ("pengar till hyra", None),
            ("pengar hyra", "income-support"),
            ("1177", "care-advice"),
            ("020 50 50", "womens-line"),
            ("vräkning", "enforcement"),
            ("lvu", "children-and-families"),
        ],
    )
    def test_one_search_is_enough(self, database, asked, first):
        found = find(load(database).entries, asked)
        assert (found[0].key if found else None) == first

    @pytest.mark.parametrize(
        ("asked", "first"), [("självmord", "suicide"), ("hot", "threat"), ("barn", "child"), ("slår", "violence")]
    )
    def test_a_card_is_found_by_what_is_happening(self, database, asked, first):
        assert find(load(database).cards, asked)[0].key == first


class TestKeeping:
    @pytest.fixture
    def lead(self, database) -> int:
        return hire(database, "ab")["kl"]

    def test_a_change_lies_over_what_the_program_has_and_every_wording_is_kept(self, database, lead):
        before = entry(database, "social-emergency")
        first = save(database, replace(before, phone="08-123 45 67"), lead)
        after = entry(database, "social-emergency")
        assert (after.phone, after.version, after.does) == ("08-123 45 67", 1, before.does)
        save(database, replace(after, phone="08-765 43 21"), lead, NOW + timedelta(days=1))
        kept = wordings(database, after)
        assert [(each.item.phone, each.at, each.by) for each in kept] == [
            ("08-765 43 21", NOW + timedelta(days=1), lead),
            ("08-123 45 67", NOW, lead),
        ]
        assert wordings(database, before) == kept
        assert wordings(database, entry(database, "sos")) == ()
        assert [each[1:] for each in audit.entries(database, "guide", first.created["guide"])] == [
            (lead, "changed")
        ] * 2

    def test_what_it_said_comes_back(self, database, lead):
        before = entry(database, "sos")
        done = save(database, replace(before, does="Annat"), lead)
        undone = carry_out(database, done.undo)
        assert entry(database, "sos") == replace(before, version=2)
        carry_out(database, undone.undo)
        assert entry(database, "sos").does == "Annat"
        assert guide.as_shipped(entry(database, "sos")) == replace(before, version=3)

    def test_a_new_one_is_added_and_taken_away(self, database, lead):
        done = save(database, Entry(name=" Kyrkans  diakoni ", phone="08-123 45 67", keywords=("mat", "", "mat")), lead)
        (found,) = find(load(database).entries, "diakoni")
        assert (found.name, found.keywords, found.version) == ("Kyrkans diakoni", ("mat",), 1)
        removed = carry_out(database, done.undo)
        assert find(load(database).entries, "diakoni") == ()
        carry_out(database, removed.undo)
        assert find(load(database).entries, "diakoni")[0].key == found.key

    def test_one_that_the_program_has_is_taken_away_and_put_back(self, database, lead):
        done = save(database, entry(database, "gambling"), lead, removed=True)
        assert "gambling" not in {each.key for each in load(database).entries}
        carry_out(database, done.undo)
        assert entry(database, "gambling").name == "Stödlinjen, spel"

    def test_a_card_with_steps_and_numbers(self, database, lead):
        card = load(database).cards[0]
        save(
            database, replace(card, steps=("Gå ut. ", "", "Ring."), numbers=(Number("Vakten", " 08-123 45 67"),)), lead
        )
        changed = load(database).cards[0]
        assert (changed.key, changed.steps, changed.numbers) == (
            card.key,
            ("Gå ut.", "Ring."),
            (Number("Vakten", "08-123 45 67"),),
        )
        assert save(database, changed, lead).touched == {}

    def test_what_cannot_be(self, database, lead):
        sos = entry(database, "sos")
        with pytest.raises(NotAllowed):
            save(database, replace(sos, name="x"), by=lead + 1)
        save(database, replace(sos, does="Först"), lead)
        with pytest.raises(Conflict):
            save(database, replace(sos, does="Sedan"), lead)
        for item, said in (
            (Entry(name=" ", phone="112"), "needs a name"),
            (Entry(name="Tom"), "what they do"),
            (EmergencyCard(title="Brand"), "at least one step"),
            (EmergencyCard(title="Brand", steps=("Gå.",) * 9), "9 steps"),
            (EmergencyCard(title="Brand", steps=("Gå.",), numbers=(Number("Vakt", " "),)), "has no number"),
        ):
            with pytest.raises(Trouble, match=said):
                save(database, item, lead)

"""Nothing is kept about protected people, and what was kept goes at once when protection is learnt."""

from datetime import timedelta

import pytest

from mottagning.audit import entries
from mottagning.cases import feed as feed_module
from mottagning.cases.mappings import map_file
from mottagning.cases.partytables import Party, PartyAddress, PartyWord
from mottagning.cases.tables import Case
from tests.db.feeds import HEADER, MONDAY, case, content, counts, history, stored, take, watched, write

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def file(tmp_path):
    return lambda *rows, header=HEADER, name="list.csv": write(tmp_path / name, rows, header)


class Sealing:
    """Stands for the care room: remembers the cases, and what was left of their parties when it was called."""

    def __init__(self):
        self.calls = []

    def __call__(self, turn, case_ids):
        codes = {row.code for row in Case.select().where(Case.id.in_(case_ids))}
        self.calls.append((codes, Party.select().where(Party.case_id.in_(case_ids)).count()))


def rows_about_people(database):
    with database.reading():
        return [table.select().count() for table in (Party, PartyWord, PartyAddress)]


def test_nothing_is_kept_about_a_protected_person(database, file):
    sealing = Sealing()

    report = take(database, file(case(Skyddade_personuppgifter="ja")), learnt_protected=sealing)

    assert report.new == 1
    assert rows_about_people(database) == [0, 0, 0]
    assert sealing.calls == [], "nothing was known of this case before"


def test_protection_learnt_later_takes_everything_away_at_once(database, file):
    take(database, file(case(), case("C-2")))
    sealing = Sealing()

    take(database, file(case(Skyddade_personuppgifter="ja"), case("C-2")), learnt_protected=sealing)

    assert sealing.calls == [({"C-1"}, 1)], "her number is still known there"
    found = stored(database)
    assert (found["C-1"].values["protected"], found["C-1"].parties) == (True, ())
    assert found["C-2"].parties
    assert rows_about_people(database) == [1, 2, 2]
    assert [action for _, _, action in entries(database, "case", found["C-1"].id)] == ["protected"]
    assert history(database) == [("protected", "false", "true")]


def test_protection_goes_first_among_many_changes(database, file, monkeypatch):
    monkeypatch.setattr(feed_module, "_CHUNK", 2)
    take(database, file(*(case(f"C-{n}") for n in range(7))))
    seen = []
    rows = [case(f"C-{n}", Steg="Beslut") for n in range(6)] + [case("C-6", Skyddade_personuppgifter="ja")]

    take(database, file(*rows), carry_out=watched(database, seen))

    assert stored(database)["C-6"].id in seen[1].ids("case"), "the first turn after the beginning"


def test_when_sealing_fails_nothing_has_happened(database, file):
    take(database, file(case()))
    before = content(database)

    def fails(turn, case_ids):
        raise RuntimeError("sealing")

    with pytest.raises(RuntimeError, match="sealing"):
        take(database, file(case(Skyddade_personuppgifter="ja")), learnt_protected=fails)

    assert content(database) == before


def test_protection_is_believed_even_of_a_row_that_is_rejected(database, file):
    take(database, file(case(), case("C-2"), case("C-3")))
    sealing = Sealing()

    report = take(
        database,
        file(
            case(Skyddade_personuppgifter="ja", Inkom="i våras"),
            case("C-2", Steg="Beslut"),
            case("C-2", Steg="Beslut", Skyddade_personuppgifter="ja"),
            case("C-3"),
            case("C-4"),
            case("C-4", Skyddade_personuppgifter="ja"),
            case("C-5", Skyddade_personuppgifter="ja", Inkom="i våras"),
            case("C-5"),
        ),
        learnt_protected=sealing,
    )

    assert sealing.calls == [({"C-1", "C-2"}, 2)]
    assert counts(report) == (8, 2, 1, 1, 0, 4)
    assert [code for code, each in stored(database).items() if each.parties] == ["C-3"]


def test_what_was_protected_comes_back_with_the_feed(database, file):
    take(database, file(case(Skyddade_personuppgifter="ja")))

    take(database, file(case()), at=TUESDAY)

    found = stored(database)["C-1"]
    assert (found.values["protected"], found.parties[0].name) == (False, "Åsa Öberg")
    assert [action for _, _, action in entries(database, "case", found.id)] == ["unprotected"]


def test_an_export_that_says_nothing_of_protection_does_not_lift_it(database, file):
    take(database, file(case(Skyddade_personuppgifter="ja")))
    header = tuple(name for name in HEADER if name != "Skyddade personuppgifter")
    path = file(case(), header=header)
    map_file(database, "other", path, {}, protected_by_omission=True)

    take(database, path, "other")

    assert rows_about_people(database) == [0, 0, 0]


def test_who_disappears_from_an_export_without_protected_people_may_be_one(database, file):
    header = tuple(name for name in HEADER if name != "Skyddade personuppgifter")
    path = file(*(case(f"C-{n}") for n in range(4)), header=header)
    map_file(database, "system", path, {}, protected_by_omission=True)
    take(database, path)

    take(database, file(*(case(f"C-{n}") for n in range(3)), header=header, name="fewer.csv"))

    assert stored(database)["C-3"].parties == ()
    take(database, path)
    assert stored(database)["C-3"].parties[0].name == "Åsa Öberg"


def test_a_wrong_column_for_protection_is_held(database, file):
    codes = [f"C-{n}" for n in range(30)]
    take(database, file(*map(case, codes)))

    path = file(*(case(code, Skyddade_personuppgifter="Hyllie") for code in codes))

    assert "30 more cases are protected" in take(database, path).held
    assert all(each.parties for each in stored(database).values())
    sealing = Sealing()
    assert take(database, path, confirm=True, learnt_protected=sealing).changed == 30
    assert len(set.union(*(codes for codes, _ in sealing.calls))) == 30

"""Exports of the case system on their way into the case list."""

from datetime import date, timedelta

import pytest

from mottagning.cases import feed as feed_module
from mottagning.cases.difference import VALUES, PartyData
from mottagning.cases.freshness import freshness
from mottagning.cases.mappings import map_file, saved_mappings
from mottagning.cases.partytables import PartyWord
from mottagning.cases.tables import Case, CaseHistory, Feed
from mottagning.command import CommandLog
from mottagning.errors import Trouble
from tests.db.feeds import (
    HEADER,
    MONDAY,
    KilledError,
    case,
    content,
    counts,
    feeds,
    history,
    killed_after,
    stored,
    take,
    watched,
    write,
)

TUESDAY = MONDAY + timedelta(days=1)
PEOPLE = ("Namn", "Personnummer", "Telefon", "E-post", "God man", "Telefon god man")
NO_PEOPLE = tuple(name for name in HEADER if name not in PEOPLE)


@pytest.fixture
def file(tmp_path):
    return lambda *rows, header=HEADER, name="list.csv": write(tmp_path / name, rows, header)


def test_a_first_export_makes_the_case_list(database, file):
    report = take(database, file(case(God_man="Bo Ek", Telefon_god_man="08-465 004 10"), case("C-2", Namn="")))

    assert counts(report) == (2, 2, 0, 0, 0, 0)
    found = stored(database)["C-1"]
    assert found.values["category"] == "sol"
    assert found.values["received"] == date(2026, 11, 2)
    assert found.parties == (
        PartyData(role="client", name="Åsa Öberg", phones=("+46701740605",), emails=("asa@example.se",)),
        PartyData(role="god_man", name="Bo Ek", phones=("+46846500410",)),
    )
    assert history(database) == []


def test_the_same_file_twice_changes_nothing(database, file):
    path = file(case(), case("C-2"))
    take(database, path)
    before, versions = content(database), [each.version for each in stored(database).values()]

    report = take(database, path, at=TUESDAY)

    assert counts(report) == (2, 0, 0, 2, 0, 0)
    assert (content(database), [each.version for each in stored(database).values()]) == (before, versions)
    assert freshness(database, TUESDAY).as_of == TUESDAY


def test_what_changed_becomes_history_but_never_what_points_at_a_person(database, file):
    take(database, file(case()))

    report = take(
        database,
        file(case(Steg="Beslut", I_steget_sedan="2026-11-24", Handläggare="", Namn="Åsa Berg", Telefon="")),
        at=TUESDAY,
    )

    assert counts(report) == (1, 0, 1, 0, 0, 0)
    assert stored(database)["C-1"].parties[0].name == "Åsa Berg"
    assert history(database) == [
        ("stage", "investigation", "decision"),
        ("stage_since", "2026-11-10", "2026-11-24"),
        ("handler", "Karin Lind", None),
    ]


def test_a_new_name_alone_is_a_change_without_history(database, file):
    take(database, file(case()))

    assert take(database, file(case(Namn="Åsa Berg"))).changed == 1
    assert history(database) == []
    with database.reading():
        assert {row.word for row in PartyWord.select()} == {"åsa", "berg"}


def test_history_has_fields_of_the_case_only():
    assert not set(VALUES) & {"client_name", "personal_id", "phones", "emails", "parties", "code"}


def test_a_stage_without_a_date_began_when_it_was_first_seen(database, file):
    header = tuple(name for name in HEADER if name != "I steget sedan")
    take(database, file(case(), header=header))
    assert stored(database)["C-1"].values["stage_since"] is None

    take(database, file(case(Steg="Beslut"), header=header), at=TUESDAY)
    take(database, file(case(Steg="Beslut", Prioritet="1"), header=header), at=TUESDAY + timedelta(days=3))

    assert stored(database)["C-1"].values["stage_since"] == date(2026, 11, 24)


def test_a_snapshot_closes_what_is_gone_and_opens_what_comes_back(database, file):
    everything = [case(f"C-{n}") for n in range(6)]
    take(database, file(*everything))

    gone = take(database, file(*everything[:4]), at=TUESDAY)

    assert counts(gone) == (4, 0, 0, 4, 2, 0)
    assert stored(database)["C-5"].values["closed"] == date(2026, 11, 24)
    assert stored(database)["C-5"].parties, "whom a closed case was about is still known"
    back = take(database, file(*everything), at=TUESDAY + timedelta(days=1))
    assert counts(back) == (6, 0, 2, 4, 0, 0)
    assert stored(database)["C-5"].values["closed"] is None
    assert ("closed", "2026-11-24", None) in history(database)


def test_a_case_in_the_stage_closed_is_closed(database, file):
    take(database, file(case(Steg="Avslutad"), case("C-2", Steg="Avslutad", Avslutad="2026-11-20")))

    assert stored(database)["C-1"].values["closed"] == date(2026, 11, 23)
    assert stored(database)["C-2"].values["closed"] == date(2026, 11, 20)
    assert take(database, file(case(Steg="Avslutad")), at=TUESDAY).closed == 0


def test_a_snapshot_that_would_close_too_many_is_held_until_confirmed(database, file):
    take(database, file(*(case(f"C-{n}") for n in range(6))))
    before = content(database)
    path = file(case("C-0", Steg="Beslut"), case("C-1"), case("C-2"), case("C-9"))

    held = take(database, path, at=TUESDAY)

    assert "3 of 6 open cases" in held.held
    assert counts(held) == (4, 0, 0, 0, 0, 0)
    assert content(database) == before
    assert freshness(database, TUESDAY).as_of == MONDAY
    assert freshness(database, TUESDAY).held == held.held
    take(database, path, at=TUESDAY)
    assert feeds(database) == ["taken", "held"]

    taken = take(database, path, at=TUESDAY, confirm=True)

    assert (counts(taken), taken.held) == ((4, 1, 1, 2, 3, 0), None)
    assert feeds(database) == ["taken", "held", "taken"]
    assert freshness(database, TUESDAY).held is None


def test_a_third_exactly_is_not_too_many(database, file):
    take(database, file(*(case(f"C-{n}") for n in range(3))))

    assert take(database, file(case("C-0"), case("C-1"))).closed == 1


def test_a_delta_touches_its_own_rows_only(database, file):
    path = file(case(), case("C-2"), case("C-3"))
    map_file(database, "system", path, {}, kind="delta")
    take(database, path)

    report = take(database, file(case("C-2", Steg="Beslut")), at=TUESDAY)

    assert counts(report) == (1, 0, 1, 0, 0, 0)
    assert stored(database)["C-1"].values["closed"] is None


def test_fields_that_are_not_in_the_export_stay_as_they_are(database, file):
    take(database, file(case(Prioritet="1")))

    take(database, file(case(Steg="Beslut"), header=("Ärendekod", "Steg")), at=TUESDAY)

    found = stored(database)["C-1"]
    assert (found.values["priority"], found.values["handler"]) == ("1", "Karin Lind")
    assert found.parties[0].name == "Åsa Öberg"


def test_what_is_read_in_by_hand_is_the_newest_whatever_a_clock_says(database, file):
    take(database, file(case()), at=TUESDAY)

    report = take(database, file(case(Steg="Beslut")), at=None, now=MONDAY)

    assert report.changed == 1
    assert freshness(database, TUESDAY).as_of == TUESDAY


def test_what_is_older_than_what_is_known_is_passed_over_and_said(database, file):
    take(database, file(case()), at=TUESDAY)

    report = take(database, file(case(Steg="Beslut"), case("C-2")), at=MONDAY)

    assert counts(report) == (2, 0, 0, 2, 0, 0)
    assert report.notes == ("Something newer is known of the case, so the row was passed over. Rows: 2.",)
    assert freshness(database, TUESDAY).as_of == TUESDAY


def test_progress_is_told_from_the_first_rows_to_the_last_case(database, file):
    told = []
    take(database, file(*(case(f"C-{n}") for n in range(600))), progress=lambda *step: told.append(step))
    assert told[0] == ("reading", 500, None)
    assert told[-1] == ("writing", 600, 600)
    assert [done for kind, done, _ in told if kind == "writing"] == sorted(
        done for kind, done, _ in told if kind == "writing"
    )


# Rows that cannot be read ---------------------------------------------------------------------------------------------


def test_a_row_that_cannot_be_read_is_rejected_and_the_rest_is_taken(database, file):
    report = take(database, file(case(), case("C-2", Inkom="Hemliga Olga"), case("", Steg="Beslut")))

    assert counts(report) == (3, 1, 0, 0, 0, 2)
    assert [(row, column) for row, column, _ in report.rejected] == [(3, "Inkom"), (4, "Ärendekod")]
    assert report.to_json()["rejected"][0] == {"row": 3, "column": "Inkom", "reason": report.rejected[0][2]}


def test_nothing_of_the_file_is_kept_in_the_report(database, file):
    take(database, file(case(Inkom="Hemliga Olga", Personnummer="olga", Telefon="olgas mobil", E_post="olga")))

    with database.reading():
        assert all("olga" not in row.report.lower() for row in Feed.select())


def test_a_rejected_row_does_not_close_its_case(database, file):
    take(database, file(*(case(f"C-{n}") for n in range(4))))

    report = take(database, file(*(case(f"C-{n}") for n in range(3)), case("C-3", Inkom="i våras")))

    assert (report.closed, len(report.rejected)) == (0, 1)
    assert stored(database)["C-3"].values["closed"] is None


def test_the_second_row_of_a_case_is_rejected_unless_it_says_the_same(database, file):
    report = take(database, file(case(), case(), case(Steg="Beslut")))

    assert counts(report) == (3, 1, 0, 1, 0, 1)
    assert report.rejected[0][:2] == (4, "Ärendekod")


# Mappings -------------------------------------------------------------------------------------------------------------


def test_people_are_refused_until_it_is_known_who_is_protected(database, file):
    header = tuple(name for name in HEADER if name != "Skyddade personuppgifter")
    path = file(case(), header=header)

    with pytest.raises(Trouble, match="protected"):
        take(database, path)
    with pytest.raises(Trouble, match="protected"):
        map_file(database, "system", path, {})

    assert (stored(database), feeds(database), saved_mappings(database)) == ({}, [], ())
    map_file(database, "system", path, {}, protected_by_omission=True)
    assert take(database, path).new == 1


def test_a_saved_mapping_is_changed_field_by_field(database, file):
    path = file(case(), header=(*HEADER, "Läge nu"))
    first = map_file(database, "system", path, {"stage": "Läge nu", "phones": ""}, kind="delta")
    assert first.mapping.columns["stage"] == "Läge nu"
    assert "Telefon" in first.passed_over

    again = map_file(database, "system", path, {"stage": "Steg"})

    assert again.mapping.columns == first.mapping.columns | {"stage": "Steg"}
    assert again.mapping.kind == "delta"
    assert saved_mappings(database) == (again.mapping,)
    assert again.mapping.columns["stage"] == "Steg"


def test_the_mapping_used_last_that_fits_is_taken(database, file):
    path = file(case())
    for name in ("one", "two"):
        map_file(database, name, path, {})
    map_file(database, "elsewhere", file(case(), header=("Ärendekod", "Steg"), name="b.csv"), {"stage": "Steg"})
    take(database, path, "one", at=MONDAY + timedelta(days=9))

    take(database, path, at=MONDAY + timedelta(days=10))

    assert freshness(database).mapping == "one"


@pytest.mark.parametrize("name", ["nowhere", ""])
def test_a_mapping_that_is_not_there_is_one_sentence(database, file, name):
    with pytest.raises(Trouble, match="There is no mapping"):
        take(database, file(case()), name)


# Broken off, at once, stale -------------------------------------------------------------------------------------------


def test_what_was_broken_off_goes_on_where_it_was(database, file, monkeypatch):
    monkeypatch.setattr(feed_module, "_CHUNK", 2)
    path = file(*(case(f"C-{n}") for n in range(7)))
    with pytest.raises(KilledError):
        take(database, path, carry_out=killed_after(database, 3))
    assert len(stored(database)) == 4
    assert freshness(database).as_of is None

    report = take(database, path)

    assert counts(report) == (7, 7, 0, 0, 0, 0), "the whole is told, not the second half"
    assert feeds(database) == ["taken"]
    with database.reading():
        assert {row.feed_id for row in Case.select()} == {1}


def test_two_workstations_with_the_same_file_take_it_once(database, file, monkeypatch):
    monkeypatch.setattr(feed_module, "_CHUNK", 2)
    path = file(*(case(f"C-{n}") for n in range(7)))
    other = []

    def meanwhile(handler, command):
        done = handler(database, command)
        if not other:
            other.append(None)
            other.append(take(database, path))
        return done

    report = take(database, path, carry_out=meanwhile)

    assert counts(report)[:2] == counts(other[1])[:2] == (7, 7)
    assert len(stored(database)) == 7
    assert feeds(database)[0] == "taken"


def test_another_file_in_between_is_noticed(database, file, monkeypatch):
    monkeypatch.setattr(feed_module, "_CHUNK", 2)
    take(database, file(*(case(f"C-{n}") for n in range(6))))
    mine = file(*(case(f"C-{n}", Steg="Beslut") for n in range(6)))
    theirs = file(*(case(f"C-{n}", Steg="Verkställighet") for n in range(6)), name="b.csv")
    turns = []

    def meanwhile(handler, command):
        turns.append(command)
        if len(turns) == 3:
            take(database, theirs)
        return handler(database, command)

    take(database, mine, carry_out=meanwhile)

    assert {each.values["stage"] for each in stored(database).values()} == {"decision"}


def test_a_file_that_is_still_being_written_is_left_alone(database, file, monkeypatch):
    path = file(case())
    whole = feed_module.read_rows

    def growing(mapping, feed):
        yield from whole(mapping, feed)
        with path.open("ab") as more:
            more.write(b"C-2;SoL\r\n")

    monkeypatch.setattr(feed_module, "read_rows", growing)

    with pytest.raises(Trouble, match="still being written"):
        take(database, path)
    assert stored(database) == {}


def test_a_feed_is_stale_after_the_units_hours(database, file):
    assert freshness(database).stale, "no feed at all"

    take(database, file(case()))

    assert not freshness(database, MONDAY + timedelta(hours=5)).stale
    assert not freshness(database, TUESDAY).stale
    assert freshness(database, MONDAY + timedelta(days=3)).stale


def test_every_change_names_its_feed_and_its_cases(database, file):
    take(database, file(case()))
    seen = []

    take(database, file(case(Steg="Beslut")), carry_out=watched(database, seen), at=TUESDAY)

    assert [changes.ids("case") for changes in seen if changes.ids("case")] == [frozenset({1})]
    assert seen[-1].concerns("feed")
    with database.reading():
        row = CaseHistory.select().first()
        assert (row.at, row.feed_id, row.case_id) == (TUESDAY, 2, 1)
        assert CommandLog.select().count() == 3 + len(seen)

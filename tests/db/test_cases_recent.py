"""The parts of the case list that somebody looks through, and the mapping that is proposed for a file."""

from datetime import date
from pathlib import Path

from mottagning.cases.feedfile import open_feed
from mottagning.cases.find import find
from mottagning.cases.mappings import map_file, propose_mapping
from mottagning.cases.narrowing import Narrowing
from mottagning.cases.recent import Kinds, Which, kinds, recent
from mottagning.db import Database
from mottagning.people.staff import SavePerson, save_person
from tests.db.feeds import MONDAY, case, take, write

TODAY = date(2026, 11, 23)


def codes(database: Database, which: Which, me: int | None = None, limit: int = 200) -> tuple[list[str], int]:
    found = recent(database, which, me, TODAY, limit)
    return [each.code for each in found.cases], found.total


def test_the_parts_of_the_case_list(database: Database, tmp_path: Path) -> None:
    karin = save_person(database, SavePerson(by=None, key="kl", name="Karin Lind", role="desk")).created["person"]
    rows = (
        case("C-1", Inkom="2026-05-01", Handläggare="Lind, Karin"),
        case("C-2", Inkom="", Handläggare="Omar Haddad"),
        case("C-3", Inkom="2026-11-20", Handläggare="karin lind"),
        case("C-4", Inkom="2026-04-01", Handläggare=""),
        case("C-5", Avslutad="2026-10-01"),
        case("C-6", Avslutad="2026-11-01"),
    )
    take(database, write(tmp_path / "export.csv", rows), at=MONDAY)
    assert codes(database, "open") == (["C-3", "C-1", "C-4", "C-2"], 4)
    assert codes(database, "open", limit=2) == (["C-3", "C-1"], 4)
    assert codes(database, "late") == (["C-4", "C-1"], 2)
    assert codes(database, "closed") == (["C-6", "C-5"], 2)
    assert codes(database, "mine", karin) == (["C-3", "C-1"], 2)
    assert codes(database, "mine", None) == ([], 0)
    assert codes(database, "unassigned") == (["C-4"], 1)


def test_the_list_is_narrowed_to_a_stage_and_a_category(database: Database, tmp_path: Path) -> None:
    rows = (
        case("C-1", Kategori="LSS", Steg="Utredning", Inkom="2026-04-01"),
        case("C-2", Kategori="SoL", Steg="Utredning", Inkom="2026-04-02"),
        case("C-3", Kategori="LSS", Steg="På gång", Inkom="2026-11-20"),
    )
    take(database, write(tmp_path / "export.csv", rows), at=MONDAY)
    assert kinds(database) == Kinds(("investigation", "På gång"), ("sol", "lss"))
    for narrowing, expected, late in (
        (Narrowing(category="lss"), ["C-3", "C-1"], ["C-1"]),
        (Narrowing(stage="investigation"), ["C-2", "C-1"], ["C-1", "C-2"]),
        (Narrowing(stage="På gång", category="sol"), [], []),
    ):
        found = recent(database, "open", None, TODAY, narrowing=narrowing)
        assert ([each.code for each in found.cases], found.total) == (expected, len(expected))
        assert [each.code for each in recent(database, "late", None, TODAY, narrowing=narrowing).cases] == late
        assert {each.case.code for each in find(database, "c-", narrowing=narrowing)} == set(expected)


def test_a_saved_mapping_that_fits_goes_before_a_guess(database: Database, tmp_path: Path) -> None:
    file = open_feed(write(tmp_path / "export.csv", [case()]))
    guessed = propose_mapping(database, file)
    assert (guessed.name, guessed.columns["code"]) == ("", "Ärendekod")
    map_file(database, "Systemet", file.path, {"priority": ""})
    assert propose_mapping(database, file).name == "Systemet"
    other = open_feed(write(tmp_path / "other.csv", [{"Ärende": "C-1", "Steg": "Beslut"}], ("Ärende", "Steg")))
    assert propose_mapping(database, other).name == ""

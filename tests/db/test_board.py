"""The board as the case list tells it, and what has moved since the group last met at it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from mottagning.board import meeting, production
from mottagning.board.production import Board, Slip
from mottagning.db import Database
from mottagning.people.absence import AddAbsence, add_absence
from mottagning.people.staff import SavePerson, save_person

from .feeds import MONDAY, case, take, write

TODAY = date(2026, 11, 23)


def hire(database: Database, name: str = "Karin Lind", key: str = "kl") -> int:
    return save_person(database, SavePerson(by=None, key=key, name=name, role="desk")).created["person"]


def board(database: Database, path: Path, *rows: dict[str, str], at: datetime = MONDAY) -> Board:
    take(database, write(path / "export.csv", rows), at=at)
    return production.load(database, at)


def slip(found: Board, code: str = "C-1") -> Slip:
    return next(each for each in found.slips() if each.code == code)


def since(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def test_before_any_feed_the_board_is_empty_and_stale(database: Database) -> None:
    found = production.load(database, MONDAY)
    assert (found.as_of, found.is_stale) == (None, True)
    assert [stage.name for stage in found.stages] == list(production.STAGES)
    assert not list(found.slips())


def test_stages_come_in_their_order_and_unknown_ones_last(database: Database, tmp_path: Path) -> None:
    stages = ["Väntar på annan", "Beslut", "Ådömd vård", "Mottaget"]
    found = board(database, tmp_path, *(case(f"C-{n}", Steg=stage) for n, stage in enumerate(stages)))
    assert [stage.name for stage in found.stages] == [*production.STAGES, "Väntar på annan", "Ådömd vård"]
    assert [len(stage.slips) for stage in found.stages] == [1, 0, 1, 0, 0, 1, 1]
    assert found.stages[2].median_days == 13
    assert found.stages[1].median_days is None
    assert (found.as_of, found.is_stale) == (MONDAY, False)


def test_a_closed_case_leaves_the_board(database: Database, tmp_path: Path) -> None:
    found = board(database, tmp_path, case("C-1"), case("C-2", Steg="Avslutat"), case("C-3", Avslutad="2026-11-20"))
    assert [each.code for each in found.slips()] == ["C-1"]


def test_follow_up_is_white_whatever_it_was(database: Database, tmp_path: Path) -> None:
    rows = (case("C-1", Steg="Uppföljning"), case("C-2"), case("C-3", Kategori="", Steg="Uppföljning"))
    found = board(database, tmp_path, *rows, case("C-4", Kategori=""))
    assert {each.code: each.category for each in found.slips()} == {
        "C-1": "follow_up",
        "C-2": "sol",
        "C-3": "follow_up",
        "C-4": None,
    }


def test_a_handler_is_known_by_any_name_that_can_mean_her(database: Database, tmp_path: Path) -> None:
    karin = hire(database)
    rows = (case("C-1", Handläggare="Lind, Karin"), case("C-2", Handläggare="Eva Åh"), case("C-3", Handläggare=""))
    found = board(database, tmp_path, *rows)
    known, stranger, nobody = (slip(found, code) for code in ("C-1", "C-2", "C-3"))
    assert (known.handler, known.person, known.handler_name, known.initials) == (
        "Lind, Karin",
        karin,
        "Karin Lind",
        "KL",
    )
    assert (stranger.person, stranger.handler_name, stranger.initials) == (None, "Eva Åh", "EÅ")
    assert (nobody.handler, nobody.initials, nobody.handler_away) == (None, "", False)


def test_a_handler_is_away_all_day_or_when_she_has_left(database: Database, tmp_path: Path) -> None:
    karin, omar, anna = hire(database), hire(database, "Omar Haddad", "oh"), hire(database, "Anna Berg", "ab")
    gone = SavePerson(by=None, person=anna, version=1, key="ab", name="Anna Berg", role="desk", left=date(2026, 11, 20))
    save_person(database, gone)
    for person, half in ((karin, None), (omar, "am")):
        add_absence(database, AddAbsence(by=None, person=person, first=TODAY, last=TODAY, half=half))
    names = ("Karin Lind", "Omar Haddad", "Anna Berg", "Eva Åh")
    found = board(database, tmp_path, *(case(f"C-{n}", Handläggare=name) for n, name in enumerate(names, 1)))
    assert [slip(found, f"C-{n}").handler_away for n in (1, 2, 3, 4)] == [True, False, True, False]


def test_the_nearest_open_deadline_says_how_late_it_is(database: Database, tmp_path: Path) -> None:
    rows = (
        case("C-1", Inkom="2026-05-01"),  # SoL: a decision may be asked for after six months
        case("C-2", Inkom="2026-06-01"),
        case("C-3", Inkom="2026-11-20"),
        case("C-4", Kategori="Annat"),
    )
    found = board(database, tmp_path, *rows)
    said = {each.code: (each.due, each.status, each.is_late) for each in found.slips()}
    assert said["C-1"] == (date(2026, 11, 1), "late", True)
    assert said["C-2"] == (date(2026, 12, 1), "soon", False)
    assert said["C-3"] == (date(2027, 5, 20), "on_time", False)
    assert said["C-4"] == (None, None, False)


def test_slips_stand_in_the_order_they_should_be_looked_at(database: Database, tmp_path: Path) -> None:
    rows = (
        case("C-1", Kategori="Annat", I_steget_sedan=since(5)),
        case("C-2", Kategori="Annat", I_steget_sedan=since(9)),
        case("C-3", Inkom="2026-06-01"),
        case("C-4", Inkom="2026-05-01"),
        case("C-5", Kategori="Annat", I_steget_sedan=since(5)),
    )
    assert [each.code for each in board(database, tmp_path, *rows).slips()] == ["C-4", "C-3", "C-2", "C-1", "C-5"]


def test_the_document_names_nobody(database: Database, tmp_path: Path) -> None:
    hire(database)
    rows = (case("C-1", Prioritet="1"), case("C-2", Handläggare="", Skyddade_personuppgifter="ja", Inkom="2026-05-01"))
    document = board(database, tmp_path, *rows).to_json()
    assert document["as_of"] == "2026-11-23T08:30:00+01:00"
    assert document["stages"][1] == {"name": "investigation", "count": 2, "median_days": 13.0}
    first, second = document["slips"]
    assert first == {
        "code": "C-2",
        "category": "sol",
        "stage": "investigation",
        "handler": None,
        "days": 13,
        "priority": None,
        "due": "2026-11-01",
    }
    assert (second["code"], second["handler"], second["priority"]) == ("C-1", "KL", "1")
    assert not [name for name in ("Karin", "Lind", "Öberg") if name in str(document)]


def test_the_board_grows_stale_by_opening_hours(database: Database, tmp_path: Path) -> None:
    friday = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)  # an hour before closing
    board(database, tmp_path, case(), at=friday)
    assert not production.load(database, MONDAY).is_stale
    assert production.load(database, MONDAY + timedelta(days=1, hours=3)).is_stale


def test_meetings_are_on_mondays_and_thursdays() -> None:
    days = [date(2026, 11, 23) + timedelta(days=n) for n in range(7)]
    monday, thursday = date(2026, 11, 23), date(2026, 11, 26)
    before = [date(2026, 11, 19), monday, monday, monday, thursday, thursday, thursday]
    assert [meeting.last_meeting_day(day) for day in days] == before


def test_what_has_moved_since_the_last_meeting(database: Database, tmp_path: Path) -> None:
    def feed(at: datetime, **stages: str) -> None:
        rows: list[dict[str, Any]] = [
            case(code.replace("_", "-"), Steg=stage, Inkom="2026-11-21" if code == "C_9" else "2026-11-02")
            for code, stage in stages.items()
        ]
        take(database, write(tmp_path / "export.csv", rows), at=at)

    thursday = datetime(2026, 11, 19, 7, 0, tzinfo=UTC)
    same = {"C_5": "Beslut", "C_6": "Beslut", "C_7": "Beslut"}
    feed(thursday - timedelta(days=1), C_1="Mottaget", C_2="Mottaget", C_3="Mottaget", C_4="Mottaget", **same)
    feed(thursday, C_1="Utredning", C_2="Mottaget", C_3="Mottaget", C_4="Mottaget", **same)
    feed(thursday + timedelta(days=1), C_1="Utredning", C_2="Utredning", C_3="Utredning", **same)
    feed(MONDAY, C_1="Utredning", C_2="Beslut", C_3="Mottaget", C_9="Mottaget", **same)
    found = meeting.moves_since(database, meeting.last_time(database, TODAY), TODAY)
    assert [(each.what, each.code, each.before, each.stage) for each in found] == [
        ("moved", "C-2", "received", "decision"),
        ("new", "C-9", None, "received"),
        ("closed", "C-4", None, "received"),
    ]

"""The meeting at the board: what is set, what is agreed, what there is to talk about; and that no case is written."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mottagning.board import agreements, meeting, production, talk
from mottagning.board.agreements import (
    PutBackAgreement,
    RemoveAgreement,
    SaveAgreement,
    TickAgreement,
    remove_agreement,
    save_agreement,
    tick_agreement,
)
from mottagning.board.meeting import BeginMeeting, CancelMeeting, begin_meeting
from mottagning.board.settings import AGENDA, BoardSettings, Point, SaveBoard, load_settings, save_board
from mottagning.cases.namesin import client_names_in, sayable_steps
from mottagning.cases.pointing import NamesSomebody
from mottagning.cases.stays import Stay, stays
from mottagning.command import carry_out
from mottagning.db import Database
from mottagning.errors import Conflict, NotAllowed, Trouble
from mottagning.people.absence import AddAbsence, add_absence
from mottagning.people.staff import SavePerson, save_person

from .feeds import HEADER, MONDAY, case, take, write

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


def hire(database: Database, name: str = "Karin Lind", key: str = "kl", role: str = "lead") -> int:
    return save_person(database, SavePerson(by=None, key=key, name=name, role=role)).created["person"]  # type: ignore[arg-type]


def feed(database: Database, folder: Path, *rows: dict[str, str], at: datetime = MONDAY) -> None:
    take(
        database,
        write(folder / "export.csv", rows, (*HEADER, "Nästa steg", "Nästa datum", "Öppnad")),
        at=at,
        confirm=True,
    )


def step(code: str, words: str, **changed: str) -> dict[str, str]:
    return case(code, **changed) | {"Nästa steg": words, "Nästa datum": "2026-11-26"}


# What the lead sets --------------------------------------------------------------------------------------------------


def test_settings_are_kept_taken_back_and_never_overwritten(database: Database) -> None:
    karin = hire(database)
    assert load_settings(database) == BoardSettings()
    first = BoardSettings(limits={"decision": 12}, teams={karin: " Barn  och unga "}, agenda=AGENDA[:2])
    saved = save_board(database, SaveBoard(by=karin, settings=first))
    kept = load_settings(database)
    assert kept == replace(first, teams={karin: "Barn och unga"}, version=1)
    with pytest.raises(Conflict):
        save_board(database, SaveBoard(by=karin, settings=replace(first, limits={})))
    carry_out(database, saved.undo)
    assert load_settings(database) == BoardSettings(version=2)
    with pytest.raises(Conflict):
        carry_out(database, replace(saved.undo, uuid=SaveBoard(by=None, settings=first).uuid))


@pytest.mark.parametrize(
    "wrong",
    [
        BoardSettings(limits={"decision": 0}),
        BoardSettings(agenda=()),
        BoardSettings(agenda=(Point(kind="own", minutes=5, title="  "),)),
        BoardSettings(agenda=(Point(kind="stuck", minutes=0),)),
        BoardSettings(agenda=(Point(kind="ranking", minutes=5),)),  # type: ignore[arg-type]
    ],
)
def test_settings_that_cannot_be_are_refused(database: Database, wrong: BoardSettings) -> None:
    with pytest.raises(Trouble):
        save_board(database, SaveBoard(by=None, settings=wrong))
    assert load_settings(database) == BoardSettings()


def test_only_the_lead_sets_the_board(database: Database) -> None:
    omar = hire(database, "Omar Haddad", "oh", "desk")
    with pytest.raises(NotAllowed):
        save_board(database, SaveBoard(by=omar, settings=BoardSettings(limits={"decision": 1})))


def test_the_board_shows_limits_teams_and_signs(database: Database, tmp_path: Path) -> None:
    karin = hire(database)
    save_board(
        database, SaveBoard(by=karin, settings=BoardSettings(limits={"investigation": 1}, teams={karin: "Vuxen"}))
    )
    feed(database, tmp_path, case("C-1"), case("C-2", Handläggare=""))
    stage = production.load(database, MONDAY).stages[1]
    assert (stage.limit, stage.sign and stage.sign.what) == (1, "full")
    assert {slip.code: slip.team for slip in stage.slips} == {"C-1": "Vuxen", "C-2": None}


# What was agreed -----------------------------------------------------------------------------------------------------


def agree(database: Database, by: int, words: str = "C-2417: boka hembesök", **more: object) -> int:
    command = SaveAgreement(by=by, words=words, at=MONDAY, **more)  # type: ignore[arg-type]
    return save_agreement(database, command).created["agreement"]


def test_what_was_agreed_is_carried_on_until_it_is_ticked_off(database: Database) -> None:
    karin = hire(database)
    first = agree(database, karin, "  C-2417:  boka hembesök ", person=karin, due=TODAY)
    (found,) = agreements.agreements(database, TODAY)
    assert (found.words, found.name, found.due, found.agreed_on) == (
        "C-2417: boka hembesök",
        "Karin Lind",
        TODAY,
        TODAY,
    )
    months_later = TODAY + timedelta(days=200)
    (found,) = agreements.agreements(database, months_later)
    assert found.is_late(months_later)
    assert not found.is_late(TODAY)
    ticked = tick_agreement(database, TickAgreement(by=karin, at=MONDAY, agreement=first, version=1))
    (found,) = agreements.agreements(database, TODAY + 6 * DAY)
    assert found.done_at == MONDAY
    assert not agreements.agreements(database, TODAY + 8 * DAY)
    carry_out(database, ticked.undo)
    (found,) = agreements.agreements(database, months_later)
    assert found.done_at is None


def test_two_windows_never_overwrite_each_other(database: Database) -> None:
    karin = hire(database)
    first = agree(database, karin)
    saved = save_agreement(database, SaveAgreement(by=karin, agreement=first, version=1, words="C-2417: ring"))
    for late in (
        TickAgreement(by=karin, agreement=first, version=1),
        SaveAgreement(by=karin, agreement=first, version=1, words="C-2417: skriv"),
        RemoveAgreement(by=karin, agreement=first, version=1),
    ):
        with pytest.raises(Conflict):
            carry_out(database, late)
    carry_out(database, saved.undo)
    assert agreements.agreements(database, TODAY)[0].words == "C-2417: boka hembesök"


@pytest.mark.parametrize("who", [{"role": "none"}, {"left": TODAY - DAY}])
def test_who_may_not_work_here_any_more_writes_nothing_on_the_board(database: Database, who: dict[str, Any]) -> None:
    karin = hire(database)
    kept = save_agreement(database, SaveAgreement(by=karin, at=MONDAY, words="Ring före tolv")).created["agreement"]
    (stands,) = agreements.agreements(database, TODAY)
    gone = save_person(database, SavePerson(by=None, key="go", name="Gun Ek", **who)).created["person"]
    for command in (
        SaveAgreement(by=gone, at=MONDAY, words="Ring efter tolv"),
        TickAgreement(by=gone, at=MONDAY, agreement=kept, version=1),
        RemoveAgreement(by=gone, at=MONDAY, agreement=kept, version=1),
        PutBackAgreement(by=gone, at=MONDAY, was=stands),
        BeginMeeting(by=gone, at=MONDAY),
        CancelMeeting(by=gone, at=MONDAY, day=TODAY),
    ):
        with pytest.raises(NotAllowed):
            carry_out(database, command)


def test_what_was_removed_comes_back(database: Database) -> None:
    karin = hire(database)
    first = agree(database, karin, person=karin, due=TODAY)
    removed = remove_agreement(database, RemoveAgreement(by=karin, agreement=first, version=1))
    assert not agreements.agreements(database, TODAY)
    with pytest.raises(Conflict):
        tick_agreement(database, TickAgreement(by=karin, agreement=first, version=1))
    carry_out(database, removed.undo)
    (found,) = agreements.agreements(database, TODAY)
    assert (found.words, found.person, found.due) == ("C-2417: boka hembesök", karin, TODAY)


def test_no_clients_name_belongs_in_an_agreement(database: Database, tmp_path: Path) -> None:
    karin = hire(database)
    feed(database, tmp_path, case("C-1", Namn="Åsa C Öberg"), case("C-2", Namn="Karin Sjö"))
    with pytest.raises(NamesSomebody) as named:
        agree(database, karin, "Ring (Öbergs) i morgon")
    assert named.value.place == 1
    assert "berg" not in str(named.value).lower()
    assert client_names_in(database, "Karin ringer om C-1 på måndag, åsa") == ()  # a colleague; not written as a name
    for joined in ("möte:Öberg/Karin", "Karin+Åsa", "Anna-Åsa", "Öberg's", "O\u0308berg", "Ö\u00adberg"):
        assert client_names_in(database, f"Ring {joined} i dag") == (1,), joined
    assert agree(database, karin, "Ring Öbergs i morgon", names_are_fine=True)
    for number in ("C-1: 19850709-9805", "8507099805", "850709-9805 ringer", "850709–9805", "850709 - 9805"):
        with pytest.raises(Trouble, match="identity"):
            agree(database, karin, number, names_are_fine=True)
    for wrong in ("", "x" * 201):
        with pytest.raises(Trouble):
            agree(database, karin, wrong)


# The meeting ---------------------------------------------------------------------------------------------------------


def test_since_last_time_is_since_the_meeting_that_was_held(database: Database) -> None:
    karin = hire(database)
    assert meeting.last_time(database, TODAY).day == date(2026, 11, 19)
    friday = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    begun = begin_meeting(database, BeginMeeting(by=karin, at=friday))
    again = begin_meeting(database, BeginMeeting(by=karin, at=friday + timedelta(minutes=5)))
    assert again.undo is None
    assert meeting.begun(database, friday.date()) == friday
    assert meeting.last_time(database, TODAY) == meeting.LastTime(friday.date(), friday)
    assert meeting.last_time(database, friday.date()).day == date(2026, 11, 19)
    assert meeting.last_time(database, TODAY + 30 * DAY).day == date(2026, 12, 21)
    carry_out(database, begun.undo)
    assert meeting.begun(database, friday.date()) is None


def test_what_was_done_long_ago_is_disposed_of(database: Database) -> None:
    karin = hire(database)
    first, second = agree(database, karin), agree(database, karin, "C-1: ring")
    tick_agreement(database, TickAgreement(by=karin, at=MONDAY, agreement=first, version=1))

    def left() -> set[int]:
        with database.reading():
            return {row[0] for row in database.sql("SELECT id FROM agreement").fetchall()}

    begin_meeting(database, BeginMeeting(by=karin, at=MONDAY + 89 * DAY))
    assert left() == {first, second}
    begin_meeting(database, BeginMeeting(by=karin, at=MONDAY + 91 * DAY))
    assert left() == {second}


def test_what_is_stuck_and_why(database: Database, tmp_path: Path) -> None:
    feed(
        database,
        tmp_path,
        case("C-1", Inkom="2026-05-01"),
        case("C-2") | {"Nästa steg": "hembesök", "Nästa datum": "2026-11-20"},
        case("C-3", Inkom="2026-04-01") | {"Nästa datum": "2026-11-01"},
        case("C-4") | {"Nästa datum": "2026-11-23"},
        *(case(f"D-{n}", Inkom="2026-10-01", Steg="Verkställighet", I_steget_sedan="2026-10-01") for n in range(12)),
    )
    found = talk.stuck(production.load(database, MONDAY), TODAY)
    assert [(each.slip.code, each.whys) for each in found] == [
        ("C-3", ("late", "passed")),
        ("C-1", ("late",)),
        ("C-2", ("passed",)),
    ]


def test_a_stay_beyond_what_is_usual_is_stuck(database: Database, tmp_path: Path) -> None:
    before = [case(f"D-{n}", Kategori="LSS", Steg="Beslut", I_steget_sedan="2026-10-01") for n in range(12)]
    feed(database, tmp_path, *before, at=MONDAY - 30 * DAY)
    moved = [case(f"D-{n}", Kategori="LSS", Steg="Uppföljning", I_steget_sedan="2026-10-11") for n in range(12)]
    new = [
        case(f"E-{days}", Kategori="LSS", Steg="Beslut", I_steget_sedan=(TODAY - days * DAY).isoformat())
        for days in (10, 11)
    ]
    feed(database, tmp_path, *moved, *new)
    board = production.load(database, MONDAY)
    normal = {slip.code: slip.normal for slip in board.slips()}
    assert normal["E-11"] is not None
    assert (normal["E-11"].usual, normal["E-11"].stays, normal["E-11"].is_of_category) == (10, 12, True)
    assert normal["D-1"] is None
    assert [(each.slip.code, each.whys) for each in talk.stuck(board, TODAY)] == [("E-11", ("old",))]


def test_care_is_shared_out_first(database: Database, tmp_path: Path) -> None:
    anna = hire(database, "Anna Berg", "ab", "desk")
    gone = SavePerson(by=None, person=anna, version=1, key="ab", name="Anna Berg", role="desk", left=date(2026, 11, 20))
    save_person(database, gone)
    nobody = {"Handläggare": "", "Steg": "Mottaget"}
    feed(
        database,
        tmp_path,
        case("T-1", Kategori="Färdtjänst", Prioritet="1", **nobody),
        case("S-2", Prioritet="2", **nobody),
        case("S-1", Prioritet="1", Inkom="2026-11-20", **nobody),
        case("S-0", Prioritet="1", Inkom="2026-06-01", **nobody),
        case("S-9", Prioritet="", **nobody),
        case("A-1", Prioritet="10", Handläggare="Anna Berg"),
        case("B-1", Handläggare="Eva Åh"),
    )
    board = production.load(database, MONDAY)
    found = talk.to_share(board, {slip.case: 4.0 for slip in board.slips() if slip.code == "S-0"})
    assert [(each.slip.code, each.points) for each in found] == [
        ("S-0", 4.0),
        ("S-1", None),
        ("S-2", None),
        ("A-1", None),
        ("S-9", None),
        ("T-1", None),
    ]
    assert not board.away  # who has left is not away today


def test_help_is_needed_where_the_handler_is_away_and_stages_fill_up(database: Database, tmp_path: Path) -> None:
    karin = hire(database)
    add_absence(database, AddAbsence(by=None, person=karin, first=TODAY, last=TODAY))
    save_board(database, SaveBoard(by=karin, settings=BoardSettings(limits={"investigation": 2})))
    feed(database, tmp_path, case("C-1", Inkom="2026-05-01"), case("C-2", Inkom="2026-11-20"))
    board = production.load(database, MONDAY)
    found = talk.needs_help(board)
    assert [slip.code for slip in found.waiting] == ["C-1"]
    assert [(stage.name, stage.sign and stage.sign.what) for stage in found.stages] == [("investigation", "near")]
    assert board.away == ("Karin Lind",)


def test_the_talk_shows_loads_to_the_lead_alone_by_name(database: Database, tmp_path: Path) -> None:
    omar, karin = hire(database, "Omar Haddad", "oh", "desk"), hire(database)
    feed(
        database, tmp_path, case("C-1"), case("C-2", Handläggare="Omar Haddad"), case("C-3", Handläggare="Omar Haddad")
    )
    board = production.load(database, MONDAY)
    found = talk.load(database, board, karin, MONDAY)
    assert found.sharing is not None
    assert [load.name for load in found.sharing.loads] == ["Karin Lind", "Omar Haddad"]  # who carries most is not first
    assert talk.load(database, board, omar, MONDAY).sharing is None
    assert talk.load(database, board, None, MONDAY).sharing is None


def test_nothing_of_the_board_writes_a_case(database: Database, tmp_path: Path) -> None:
    karin = hire(database)
    feed(database, tmp_path, step("C-1", "hembesök", Inkom="2026-05-01"), case("C-2", Handläggare=""))

    def cases() -> list[object]:
        with database.reading():
            tables = ("cases", "case_history", "party", "case_date", "deadline_decision", "case_extras", "feed")
            return [tuple(row) for table in tables for row in database.sql(f"SELECT * FROM {table}").fetchall()]

    before = cases()
    board = production.load(database, MONDAY)
    talk.load(database, board, karin, MONDAY)
    begin_meeting(database, BeginMeeting(by=karin, at=MONDAY))
    save_board(database, SaveBoard(by=karin, settings=BoardSettings(limits={"decision": 1})))
    first = agree(database, karin)
    tick_agreement(database, TickAgreement(by=karin, agreement=first, version=1))
    remove_agreement(database, RemoveAgreement(by=karin, agreement=first, version=2))
    assert cases() == before


# What may be shown to a room -----------------------------------------------------------------------------------------


def test_a_next_step_is_shown_when_it_names_nobody(database: Database, tmp_path: Path) -> None:
    rows = [step(f"C-{n}", "hembesök") for n in range(3)]
    rows += [step(f"S-{n}", "Ring Åsa Öberg") for n in range(3)]  # three siblings
    rows += [step(f"L-{n}", "prata med öberg") for n in range(3)]
    rows += [step(f"N-{n}", "ring 070-174 06 05") for n in range(3)]
    rows += [step(f"F-{n}", "samtal med farmor") for n in range(2)]
    rows += [step("P-1", "hembesök", Skyddade_personuppgifter="ja", Namn="")]
    feed(database, tmp_path, *rows)
    found = {slip.code: slip.step for slip in production.load(database, MONDAY).slips()}
    assert {code for code, words in found.items() if words} == {"C-0", "C-1", "C-2"}
    assert all(slip.next_date == date(2026, 11, 26) for slip in production.load(database, MONDAY).slips())
    with database.reading():
        assert sayable_steps(database, ["Möte", "möte", "MÖTE", ""]) == {"Möte", "möte"}


# Stays ---------------------------------------------------------------------------------------------------------------


def test_stays_follow_from_feeds_and_before_them_from_the_dates(database: Database, tmp_path: Path) -> None:
    feed(
        database,
        tmp_path,
        case("C-1", Steg="Utredning", Inkom="2026-10-01", I_steget_sedan="2026-10-05"),
        at=MONDAY - 9 * DAY,
    )
    feed(database, tmp_path, case("C-1", Steg="Beslut", Inkom="2026-10-01", I_steget_sedan="2026-11-20"))
    with database.reading():
        found = list(stays(database, date(2026, 1, 1)))
        recent = list(stays(database, date(2026, 11, 1)))
    assert found == [
        Stay("received", "sol", date(2026, 10, 1), date(2026, 10, 5)),
        Stay("investigation", "sol", date(2026, 10, 5), date(2026, 11, 20)),
        Stay("decision", "sol", date(2026, 11, 20), None),
    ]
    assert [each.days for each in found] == [4, 46, None]
    assert recent == found[1:]


def test_the_stage_before_ended_when_the_case_was_opened_whatever_the_feed_calls_since(
    database: Database, tmp_path: Path
) -> None:
    feed(database, tmp_path, case("C-1", Inkom="2026-10-01", I_steget_sedan="2026-11-10") | {"Öppnad": "2026-10-06"})
    with database.reading():
        found = list(stays(database, date(2026, 1, 1)))
    assert found == [
        Stay("received", "sol", date(2026, 10, 1), date(2026, 10, 6)),
        Stay("investigation", "sol", date(2026, 11, 10), None),
    ]


def test_a_closed_case_has_left_its_last_stage(database: Database, tmp_path: Path) -> None:
    feed(database, tmp_path, case("C-1", Steg="Uppföljning", I_steget_sedan="2026-11-10", Avslutad="2026-11-20"))
    feed(database, tmp_path, case("C-2", Steg="Uppföljning", I_steget_sedan="", Inkom=""))
    with database.reading():
        found = list(stays(database, date(2026, 1, 1)))
    assert Stay("follow_up", "sol", date(2026, 11, 10), date(2026, 11, 20)) in found
    assert {each.stage for each in found} == {"received", "follow_up"}


@pytest.mark.parametrize(
    "words",
    ["Ring mamman, 070-174 06 05", "Skriv till alva@example.se", "Boka 19900101–2385", "Boka 900101 2385"],
)
def test_what_is_shown_to_the_room_has_nobodys_number_or_address(database: Database, words: str) -> None:
    karin = hire(database)
    with pytest.raises(Trouble, match="Write the code of the case"):
        save_agreement(database, SaveAgreement(by=karin, words=words, names_are_fine=True))
    save_agreement(database, SaveAgreement(by=karin, words="C-2417: boka hembesök 2026-12-01, senast 15.30"))

"""What the invented unit has set for its board, and what it agreed when it last met there."""

from collections import Counter
from datetime import date, datetime, time, timedelta

from mottagning.board.agreements import SaveAgreement, TickAgreement, save_agreement, tick_agreement
from mottagning.board.meeting import BeginMeeting, begin_meeting, last_meeting_day
from mottagning.board.production import STAGES
from mottagning.board.settings import MOST_CASES, BoardSettings, SaveBoard, save_board
from mottagning.db import Database
from mottagning.demo.caselist import DemoCase
from mottagning.worktime import ZONE

_TEAMS = {
    "Barn och unga": ("kl", "oh", "jn", "sd", "nr", "ap", "mk"),
    "Vuxna": ("ab", "me", "ls", "pf", "ew", "tb", "gh"),
}
_ROOM = (0.95, 1.06, 1.4)
"""How much the limit of each of the first stages is of what stands there: one is full, one nearly, one far from it."""
_MET = time(8, 30)


def enter(database: Database, cases: list[DemoCase], today: date, people: dict[str, int]) -> None:
    """Inside a transaction: limits and teams, the last meeting and its agreements, one of which is late."""
    standing = Counter(STAGES[case.stage] for case in cases if case.closed is None)
    limits = {
        stage: min(max(1, round(standing[stage] * share)), MOST_CASES)
        for stage, share in zip(STAGES, _ROOM, strict=False)
    }
    teams = {people[key]: team for team, keys in _TEAMS.items() for key in keys}
    save_board(database, SaveBoard(by=None, settings=BoardSettings(limits=limits, teams=teams)))
    day = last_meeting_day(today)
    at = datetime.combine(day, _MET, ZONE)
    begin_meeting(database, BeginMeeting(by=people["kl"], at=at))
    codes = [case.code for case in cases if case.closed is None and case.category == "child" and not case.protected]
    said = (
        (f"{codes[0]}: boka hembesök med tolk", "ab", today - timedelta(days=1)),
        ("Gå igenom kön i Mottaget tillsammans", None, today),
        (f"{codes[1]}: Omar hjälper till med beställningen", "jn", today + timedelta(days=2)),
        (f"{codes[2]}: fråga skolan om tid", "sd", today),
    )
    made = [
        save_agreement(
            database,
            SaveAgreement(by=people["kl"], at=at, words=words, person=people[person] if person else None, due=due),
        ).created["agreement"]
        for words, person, due in said
    ]
    done = datetime.combine(day + timedelta(days=1), _MET, ZONE)
    tick_agreement(database, TickAgreement(by=people["sd"], at=done, agreement=made[-1], version=1))

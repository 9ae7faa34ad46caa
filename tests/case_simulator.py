"""A unit's cases over some weeks, day by day, and what each morning's export says of them.

It knows nothing of how exports are read: what truly happened is written down here in words of its own.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

STAGES = {
    "Mottaget": "received",
    "Utredning": "investigation",
    "Beslut": "decision",
    "Verkställighet": "execution",
    "Uppföljning": "follow_up",
}
HANDLERS = ("Karin Lind", "Omar Hauge", "Åsa Öst", "")
HEADER = (
    *("Ärendekod", "Kategori", "Steg", "I steget sedan", "Handläggare", "Inkom", "Öppnad", "Beslutad", "Verkställd"),
    *("Avslutad", "Prioritet", "Namn", "Telefon", "Skyddade personuppgifter"),
)
_FIELDS = {
    "Steg": "stage",
    "I steget sedan": "stage_since",
    "Handläggare": "handler",
    "Öppnad": "opened",
    "Beslutad": "decided",
    "Verkställd": "executed",
    "Avslutad": "closed",
    "Prioritet": "priority",
    "Skyddade personuppgifter": "protected",
}
_DATED = {"Utredning": "Öppnad", "Beslut": "Beslutad", "Verkställighet": "Verkställd"}
_ZONE = ZoneInfo("Europe/Stockholm")


def morning(day: date) -> datetime:
    """When the export of a day is made."""
    return datetime(day.year, day.month, day.day, 5, 30, tzinfo=_ZONE).astimezone(UTC)


@dataclass
class Unit:
    """What the case system holds. `told` is the truth: (day, code, field, old, new) of what each morning could see."""

    seed: int
    size: int = 12
    today: date = date(2026, 8, 31)
    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    gone: dict[str, dict[str, str]] = field(default_factory=dict)
    told: list[tuple[date, str, str, str | None, str | None]] = field(default_factory=list)
    seen: dict[str, dict[str, str]] = field(default_factory=dict)
    open_on: dict[date, list[tuple[str, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        for _ in range(self.size):
            self._receive()
        self.export()

    def next_morning(self) -> None:
        """A working day goes by, with the weekend behind it if it was a Friday."""
        for _ in range(3 if self.today.weekday() == 4 else 1):
            self._work()
            self.today += timedelta(days=1)

    def export(self) -> list[dict[str, str]]:
        """Every open case as a snapshot of this morning; what differs from the last one is written down as true."""
        for row in self.rows.values():
            row["Inkom"] = row["Inkom"] or str(self.today)  # registered in the morning
        now = {code: dict(row) for code, row in self.rows.items()}
        self._write_down(now)
        self.seen |= {code: dict(row) for code, row in now.items()}
        self.open_on[self.today] = sorted((code, STAGES[row["Steg"]]) for code, row in now.items())
        return list(now.values())

    def delta(self) -> list[dict[str, str]]:
        """What differs from the last morning: changed cases, and those that are gone, with the day they were closed."""
        before = {code: dict(row) for code, row in self.seen.items()}
        self.export()
        changed = [row for code, row in self.rows.items() if before.get(code) != row]
        closed = [self.seen[code] for code in self.gone if code in before and before[code] != self.seen[code]]
        return changed + closed

    def _write_down(self, now: dict[str, dict[str, str]]) -> None:
        for code, before in self.seen.items():
            row = now.get(code) or {**before, "Avslutad": before["Avslutad"] or str(self.today)}
            for header, name in _FIELDS.items():
                if row[header] != before[header]:
                    self.told.append((self.today, code, name, _said(header, before), _said(header, row)))
            self.seen[code] = row

    def _work(self) -> None:
        for _ in range(self.random.randrange(4)):
            self.random.choice((self._receive, self._move, self._move, self._hand_over, self._close, self._reopen,
                                self._prioritise, self._protect))()  # fmt: skip

    def _receive(self) -> None:
        number = len(self.rows) + len(self.gone) + 1
        self.rows[f"C-{number}"] = dict.fromkeys(HEADER, "") | {
            "Ärendekod": f"C-{number}",
            "Kategori": self.random.choice(("SoL", "LSS")),
            "Steg": "Mottaget",
            "I steget sedan": str(self.today),
            "Handläggare": self.random.choice(HANDLERS),
            "Namn": f"Person Nummer{number}",
            "Telefon": f"070-174 06 {5 + number % 95:02d}",
            "Skyddade personuppgifter": "nej",
        }

    def _one(self) -> dict[str, str] | None:
        return self.random.choice(list(self.rows.values())) if self.rows else None

    def _move(self) -> None:
        if row := self._one():
            row["Steg"] = self.random.choice(tuple(STAGES))
            row["I steget sedan"] = str(self.today)
            if header := _DATED.get(row["Steg"]):
                row[header] = str(self.today)

    def _hand_over(self) -> None:
        if row := self._one():
            row["Handläggare"] = self.random.choice(HANDLERS)

    def _prioritise(self) -> None:
        if row := self._one():
            row["Prioritet"] = self.random.choice(("", "1", "2"))

    def _protect(self) -> None:
        if (row := self._one()) and self.random.random() < 0.3:
            row["Skyddade personuppgifter"] = "ja"

    def _close(self) -> None:
        if len(self.rows) > self.size // 2 and (row := self._one()):
            self.gone[row["Ärendekod"]] = self.rows.pop(row["Ärendekod"])

    def _reopen(self) -> None:
        known = sorted(code for code in self.gone if code in self.seen)
        if known:
            code = self.random.choice(known)
            self.rows[code] = self.gone.pop(code)


def _said(header: str, row: dict[str, str]) -> str | None:
    text = row[header]
    if header == "Steg":
        return STAGES[text]
    if header == "Skyddade personuppgifter":
        return "true" if text == "ja" else "false"
    return text or None

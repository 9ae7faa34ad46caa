"""The gauge of a folder and of the telephone: its level and its sentence."""

from datetime import UTC, datetime, timedelta

import pytest

from mottagning.contacts.mail import gauge
from mottagning.contacts.mail.mailbox import FolderState
from mottagning.contacts.mail.rhythm import Silence

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LONG = Silence(NOW - timedelta(hours=5), 9.4, True)
SHORT = Silence(NOW - timedelta(hours=5), 5.0, False)


def state(**values: object) -> FolderState:
    facts = {"server_count": 7, "ledger_count": 7, "checked_at": NOW - timedelta(minutes=8), "error": None}
    known = {"id": 1, "mailbox": "M", "folder": "INBOX", "uidvalidity": 1}
    return FolderState(**(known | facts | values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "silence", "level", "said"),
    [
        ({}, None, "good", "7 of 7 messages fetched"),
        ({}, SHORT, "good", "7 of 7 messages fetched"),
        ({}, LONG, "wrong", "No message since 06:00; about 9 usually have come by now."),
        ({"error": "The server is gone."}, LONG, "wrong", "The server is gone."),
        ({"ledger_count": 6}, None, "wrong", "Only 6 of 7 messages fetched."),
        ({"ledger_count": 6, "progress_at": NOW}, LONG, "waits", "6 of 7 messages fetched"),
        ({"ledger_count": 6, "progress_at": NOW - timedelta(minutes=9)}, None, "wrong", "Only 6 of 7"),
        ({"checked_at": None, "progress_at": NOW, "ledger_count": 0}, None, "waits", "0 of 7 messages fetched"),
        ({"checked_at": None, "ledger_count": None}, None, "waits", "Not looked at yet"),
        ({"checked_at": NOW - timedelta(hours=1)}, LONG, "wrong", "Nobody has looked into it since 10:00."),
        ({"checked_at": NOW - timedelta(days=2)}, None, "wrong", "since 2026-11-21 11:00."),
        ({"checked_at": NOW - timedelta(minutes=20)}, None, "good", "7 of 7 messages fetched"),
    ],
)
def test_a_folder(values: dict[str, object], silence: Silence | None, level: str, said: str) -> None:
    folder = state(**values)
    found, sentence = gauge.judge(folder, silence, NOW - (folder.checked_at or NOW), NOW)
    assert (found, said in sentence) == (level, True), sentence


def test_the_telephone_is_red_when_it_is_silent_too_long() -> None:
    assert gauge.judge_phone(None, NOW)[0] == gauge.judge_phone(SHORT, NOW)[0] == "good"
    level, sentence = gauge.judge_phone(LONG, NOW)
    assert level == "wrong"
    assert sentence.startswith("No call has been told of since 06:00; about 9 usually are by now.")

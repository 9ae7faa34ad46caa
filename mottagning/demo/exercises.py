"""What somebody can try when she practises, and which of it she has done: read from the contacts' own steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mottagning.db import Database, UtcField
from mottagning.texts import N_

_ANY = "EXISTS (SELECT 1 FROM contact_step WHERE step = '{step}' AND actor_id IS NOT NULL AND at >= ?)"
_CALL_ABOUT_A_CASE = """EXISTS (
    SELECT 1 FROM contact_step JOIN contact ON contact.id = contact_step.contact_id
    WHERE contact.channel = 'phone' AND step IN ('closed', 'connected') AND actor_id IS NOT NULL
        AND contact_step.at >= ?
        AND EXISTS (SELECT 1 FROM tie WHERE tie.contact_id = contact.id AND tie.state = 'tied'))"""
_MAIL_TIED = """EXISTS (
    SELECT 1 FROM contact_step JOIN contact ON contact.id = contact_step.contact_id
    WHERE contact.channel = 'mail' AND step = 'tied' AND actor_id IS NOT NULL AND contact_step.at >= ?)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One thing to try: what, how it is done by keys, and the condition in SQL under which somebody has done it."""

    key: str
    what: str
    how: str
    is_done: str


EXERCISES = (
    Exercise(
        key="call",
        what=N_("Take a call about a known case"),
        how=N_("Let it ring (F7). Pick the case, write a line, and end with Ctrl+Enter."),
        is_done=_CALL_ABOUT_A_CASE,
    ),
    Exercise(
        key="tie",
        what=N_("Tie an e-mail to its case"),
        how=N_("Choose an e-mail in the queue. Enter ties the first suggestion, Ctrl+G looks for another case."),
        is_done=_MAIL_TIED,
    ),
    Exercise(
        key="answer",
        what=N_("Answer an e-mail"),
        how=N_("Choose one, then Ctrl+R. A number picks ready words, Ctrl+Enter sends; nothing leaves this computer."),
        is_done="EXISTS (SELECT 1 FROM outgoing WHERE by_id IS NOT NULL AND made_at >= ?)",
    ),
    Exercise(
        key="pass_on",
        what=N_("Pass a contact on to its handler"),
        how=N_("Ctrl+O, a name, Enter. It stays open until she has accepted it."),
        is_done=_ANY.format(step="passed_on"),
    ),
    Exercise(
        key="promise",
        what=N_("Promise to ring back"),
        how=N_("Ctrl+L, then the time as you say it: “before 15”, “on Thursday”."),
        is_done=_ANY.format(step="promised"),
    ),
    Exercise(
        key="hand_over",
        what=N_("Hand over the day"),
        how=N_("Shift+F9. See to what is loose, and write a word to tomorrow."),
        is_done="EXISTS (SELECT 1 FROM baton WHERE by_id IS NOT NULL AND handed_at >= ?)",
    ),
)


def done(database: Database, began: datetime) -> frozenset[str]:
    """The keys of the exercises that somebody has done since the demo began."""
    asked = ", ".join(each.is_done for each in EXERCISES)
    with database.reading():
        since = UtcField().db_value(began)
        row = database.sql(f"SELECT {asked}", (since,) * len(EXERCISES)).fetchone()
    return frozenset(each.key for each, is_done in zip(EXERCISES, row, strict=True) if is_done)

"""What a figure means beside its target: reached, on the way, further off, or too few to say."""

from __future__ import annotations

from mottagning.measures.counting import Measure
from mottagning.texts import N_

FEWEST = 10
"""Below this a share moves ten percent for each single case: nothing can be said."""

LOWER_IS_BETTER = frozenset({"calls_abandoned", "wait_median", "wait_p90"})

NAMES = {
    "calls_answered": N_("Calls answered"),
    "calls_abandoned": N_("Callers who gave up"),
    "wait_median": N_("Half of the callers waited at most"),
    "wait_p90": N_("Nine callers in ten waited at most"),
    "callbacks_in_time": N_("Missed calls called back in time"),
    "mail_in_time": N_("E-mail handled in time"),
    "solved_at_desk": N_("Solved at the desk"),
    "deadlines_kept": N_("Deadlines kept"),
    "stage_days_received": N_("Days in the stage Received, median"),
    "stage_days_investigation": N_("Days in the stage Investigation, median"),
    "stage_days_decision": N_("Days in the stage Decision, median"),
    "stage_days_execution": N_("Days in the stage Execution, median"),
    "stage_days_follow_up": N_("Days in the stage Follow-up, median"),
}


def judge(now: Measure, before: Measure | None) -> str:
    """reached, nearer, further, missed (not reached, and nobody knows which way it goes), few, or "" without a target.

    `before` is the same measure of the period before.
    """
    if now.target is None:
        return ""
    if now.value is None or now.n < FEWEST:
        return "few"
    if _distance(now, now.value) <= 0:
        return "reached"
    if before is None or before.value is None or before.n < FEWEST or before.value == now.value:
        return "missed"
    return "nearer" if _distance(now, now.value) < _distance(now, before.value) else "further"


def _distance(measure: Measure, value: float) -> float:
    """How far `value` is on the wrong side of the target; nothing or less when it is reached."""
    assert measure.target is not None
    off = value - measure.target
    return off if measure.name in LOWER_IS_BETTER else -off

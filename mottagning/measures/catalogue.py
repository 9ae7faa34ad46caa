"""What is measured: each figure's name, unit, which way is better, and in a sentence what it means and leaves out.

A name may have parts after "/": what it is of ("handling_p80/sol/hemtjänst", "queue_median/mail"); what is said of it
here is said of its first part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from mottagning.texts import N_, tr

Better = Literal["higher", "lower", ""]
Section = Literal["phone", "promises", "cases", "children", "work", "surveys"]

SECTIONS: Mapping[Section, str] = {
    "phone": N_("On the phone"),
    "promises": N_("What we promised"),
    "cases": N_("Cases"),
    "children": N_("Children"),
    "work": N_("How we work"),
    "surveys": N_("What those who turn to us say"),
}
"""What the figures are about, in the order of the board."""

STAGE_DAYS = "stage_days_"
"""The beginning of the names of how long cases have been in their stages; the unit's own stages follow it too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What is to be known of a measure. `unit`: percent, s (seconds), min (working minutes), days (of the calendar),
    h (hours), per_h (an hour) or index (0 to 100). `better` "": neither way is.

    `points_at_people`: with fewer than `FEWEST_SHOWN` behind it, it could point at a client. The figures of work could
    point at a colleague; they ask how many worked (`deskfigures`), not how many shifts or calls there were.
    """

    label: str
    means: str
    unit: str
    better: Better
    section: Section
    points_at_people: bool = False


FEWEST_SHOWN = 5
"""A figure that could point at a person is not shown of fewer."""


def _times(name: str, middle: str, most: str, nearly: str, **said: str | bool) -> dict[str, Kind]:
    """A time as three figures: what half of all, 80 and 95 percent did not exceed."""
    labels = {"median": middle, "p80": most, "p95": nearly}
    return {f"{name}_{which}": Kind(label=label, better="lower", **said) for which, label in labels.items()}  # type: ignore[arg-type]


_ANSWERED = N_(
    "Of the calls that came while the reception was open and whose end is known. A call that a colleague took counts "
    "as answered."
)
_WAIT = N_(
    "How long it rang before somebody answered, of the calls that were answered while the reception was open. Left "
    "out: those of which nobody knows when they began to ring."
)
_QUEUE = N_(
    "Working time from when it came until somebody had contact with whoever asked: the call was answered or called "
    "back, the e-mail was answered, or it was solved or referred. Only opening hours count. Left out: visits, what is "
    "still waiting, what needed nothing, and what a colleague took over without an answer from here."
)
_HANDLING = N_(
    "Days from when a case was received until it was decided, of the cases decided in the period. Left out: cases "
    "without both dates. Cases that are still open are not in it."
)
_STAGE_TIME = N_(
    "Days that cases were in the stage, of those that left it in the period, by the case list's own dates. Left out: "
    "those of which nobody knows when they came into it, and all that moved on before the case list was first read in."
)
_STAGE_DAYS = N_("How long the cases that were open on the last day had been in their stage then.")
_HELP = N_(
    "Days from the first contact until the decision was carried out, of the cases carried out in the period. First "
    "contact: the earliest contact tied to the case, or the day it was received if that was before. Left out: cases of "
    "which neither is known."
)
_CHILD = N_(
    "Days from when a child investigation was opened until it was decided or closed, of those that ended in the period."
)
_CHILD_IN = N_(
    "Of the child investigations that ended in time or whose time ran out in the period, also those that are still "
    "open. Prolongations do not count here."
)

KINDS: Mapping[str, Kind] = {
    "calls_answered": Kind(
        label=N_("Calls answered"), means=_ANSWERED, unit="percent", better="higher", section="phone"
    ),
    "calls_abandoned": Kind(
        label=N_("Callers who gave up"), means=_ANSWERED, unit="percent", better="lower", section="phone"
    ),
    "wait_median": Kind(
        label=N_("How long half of the callers waited"), means=_WAIT, unit="s", better="lower", section="phone"
    ),
    "wait_p80": Kind(
        label=N_("How long eight callers in ten waited"), means=_WAIT, unit="s", better="lower", section="phone"
    ),
    "wait_p90": Kind(
        label=N_("How long nine callers in ten waited"), means=_WAIT, unit="s", better="lower", section="phone"
    ),
    "wait_p95": Kind(
        label=N_("How long 19 callers in 20 waited"), means=_WAIT, unit="s", better="lower", section="phone"
    ),
    **_times(
        "queue",
        N_("Time to first contact for half"),
        N_("Time to first contact for eight in ten"),
        N_("Time to first contact for 19 in 20"),
        means=_QUEUE,
        unit="min",
        section="promises",
    ),
    "callbacks_in_time": Kind(
        label=N_("Missed calls called back in time"),
        means=N_(
            "Calls from one number until somebody called back are one. Left out: callers without a number, and those "
            "who can still be called back in time."
        ),
        unit="percent",
        better="higher",
        section="promises",
    ),
    "mail_in_time": Kind(
        label=N_("E-mail handled in time"),
        means=N_(
            "Messages from people that were closed by the end of the working day promised. Left out: those that can "
            "still be handled in time."
        ),
        unit="percent",
        better="higher",
        section="promises",
    ),
    "mail_answered_in_time": Kind(
        label=N_("E-mail answered within one working day"),
        means=N_(
            "Messages from people that were answered, solved or referred by the end of the next working day. A receipt "
            "is no answer. Left out: what needed no answer, what a colleague took over without an answer from here, "
            "and those that can still be answered in time."
        ),
        unit="percent",
        better="higher",
        section="promises",
    ),
    "solved_at_desk": Kind(
        label=N_("Solved at the desk"),
        means=N_(
            "Of the conversations and messages closed in the period, how many the desk solved itself. Left out: what "
            "needed nothing, and calls whose end nobody knows. Missed calls are no conversations."
        ),
        unit="percent",
        better="higher",
        section="promises",
    ),
    "deadlines_kept": Kind(
        label=N_("Deadlines kept"),
        means=N_(
            "Of the deadlines that were met or ran out in the period. Left out: those that something ends which the "
            "case list does not tell, such as a protection assessment."
        ),
        unit="percent",
        better="higher",
        section="cases",
        points_at_people=True,
    ),
    "opened_in_time": Kind(
        label=N_("Opened, or decided not to, in time"),
        means=N_(
            "Deadlines from when a case was received until it was decided whether to open an investigation, 14 days "
            "for a report of concern: of those met or run out in the period."
        ),
        unit="percent",
        better="higher",
        section="cases",
        points_at_people=True,
    ),
    "closed_in_time": Kind(
        label=N_("Investigations finished in time"),
        means=N_(
            "Deadlines from when an investigation was opened until it was finished, with the prolongations that were "
            "decided: of those met or run out in the period."
        ),
        unit="percent",
        better="higher",
        section="cases",
        points_at_people=True,
    ),
    **_times(
        "handling",
        N_("Handling time of half the cases"),
        N_("Handling time of eight cases in ten"),
        N_("Handling time of 19 cases in 20"),
        means=_HANDLING,
        unit="days",
        section="cases",
        points_at_people=True,
    ),
    **_times(
        "help",
        N_("Time from first contact to help for half"),
        N_("Time from first contact to help for eight in ten"),
        N_("Time from first contact to help for 19 in 20"),
        means=_HELP,
        unit="days",
        section="cases",
        points_at_people=True,
    ),
    "stage_days_received": Kind(
        label=N_("Days in the stage Received, median"), means=_STAGE_DAYS, unit="days", better="lower", section="cases"
    ),
    "stage_days_investigation": Kind(
        label=N_("Days in the stage Investigation, median"),
        means=_STAGE_DAYS,
        unit="days",
        better="lower",
        section="cases",
    ),
    "stage_days_decision": Kind(
        label=N_("Days in the stage Decision, median"), means=_STAGE_DAYS, unit="days", better="lower", section="cases"
    ),
    "stage_days_execution": Kind(
        label=N_("Days in the stage Execution, median"), means=_STAGE_DAYS, unit="days", better="lower", section="cases"
    ),
    "stage_days_follow_up": Kind(
        label=N_("Days in the stage Follow-up, median"), means=_STAGE_DAYS, unit="days", better="", section="cases"
    ),
    **_times(
        "stage_time",
        N_("Time in the stage of half the cases"),
        N_("Time in the stage of eight cases in ten"),
        N_("Time in the stage of 19 cases in 20"),
        means=_STAGE_TIME,
        unit="days",
        section="cases",
        points_at_people=True,
    ),
    **_times(
        "child",
        N_("Time of half the child investigations"),
        N_("Time of eight child investigations in ten"),
        N_("Time of 19 child investigations in 20"),
        means=_CHILD,
        unit="days",
        section="children",
        points_at_people=True,
    ),
    "child_in_4_months": Kind(
        label=N_("Child investigations within four months"),
        means=_CHILD_IN,
        unit="percent",
        better="higher",
        section="children",
        points_at_people=True,
    ),
    "child_in_120_days": Kind(
        label=N_("Child investigations within 120 days"),
        means=_CHILD_IN,
        unit="percent",
        better="higher",
        section="children",
        points_at_people=True,
    ),
    "concerns_with_case": Kind(
        label=N_("Reports of concern tied to a case"),
        means=N_(
            "Reports of concern that came in the period and are tied to at least one case. Whether each child in a "
            "report has a case of her own cannot be told: nothing here says which children a report is about."
        ),
        unit="percent",
        better="higher",
        section="children",
        points_at_people=True,
    ),
    "rota_covered": Kind(
        label=N_("Shifts covered"),
        means=N_(
            "Published shifts at the desk where somebody sat who was not away. Days without a published rota are not "
            "in it."
        ),
        unit="percent",
        better="higher",
        section="work",
    ),
    "desk_hours_week": Kind(
        label=N_("Time at the desk, a person and week"),
        means=N_(
            "Hours of the published shifts at the desk, shared by those who had any and by the weeks. Not shown when "
            "fewer than five had shifts, since it would be about single colleagues."
        ),
        unit="h",
        better="",
        section="work",
    ),
    "interruptions_per_hour": Kind(
        label=N_("Interruptions an hour at the desk"),
        means=N_(
            "Calls and visits that came while everybody at the desk was in another call or visit, for each hour that "
            "somebody sat there. Not shown when fewer than five had shifts."
        ),
        unit="per_h",
        better="lower",
        section="work",
    ),
    "after_hours": Kind(
        label=N_("Work outside opening hours"),
        means=N_(
            "Of the minutes in which somebody wrote or changed something here, how many were outside opening hours. "
            "Reading leaves no trace and is not in it. Not shown when fewer than five worked here."
        ),
        unit="percent",
        better="lower",
        section="work",
    ),
    "survey": Kind(
        label=N_("Survey"),
        means=N_(
            "Answers from 1 to 5 as SKR's service index: 0, 25, 50, 75 or 100, and the mean of them. A week belongs to "
            "the period in which its Monday lies."
        ),
        unit="index",
        better="higher",
        section="surveys",
        points_at_people=True,
    ),
    "survey_right_help": Kind(
        label=N_("Got the right help"),
        means=N_("Of those who were asked whether they got the right help, how many said yes; “in part” is no yes."),
        unit="percent",
        better="higher",
        section="surveys",
        points_at_people=True,
    ),
}
"""Every measure by name, in the order in which they are shown."""

_OWN_STAGE = Kind(label=N_("Days in the stage, median"), means=_STAGE_DAYS, unit="days", better="", section="cases")

PARTS: Mapping[str, str] = {
    "phone": N_("calls"),
    "mail": N_("e-mail"),
    "sol": N_("SoL"),
    "lss": N_("LSS"),
    "transport": N_("transport"),
    "follow_up": N_("Follow-up"),
    "child": N_("children"),
    "received": N_("Received"),
    "investigation": N_("Investigation"),
    "decision": N_("Decision"),
    "execution": N_("Execution"),
}
"""What the parts of a name are called; a category, type or stage of the unit's own has its own name."""


def kind(name: str) -> Kind:
    """What is to be known of the measure of this name. KeyError when there is none."""
    base = name.partition("/")[0]
    found = KINDS.get(base)
    return _OWN_STAGE if found is None and base.startswith(STAGE_DAYS) else KINDS[base]


def label(name: str) -> str:
    """What the measure is called on the screen, with what it is of."""
    base, *parts = name.split("/", 2)
    if base not in KINDS and base.startswith(STAGE_DAYS):
        return tr("Days in the stage {stage}, median", stage=base.removeprefix(STAGE_DAYS))
    said = tr(kind(base).label)
    return (
        tr("{measure}: {part}", measure=said, part=", ".join(tr(PARTS.get(each, each)) for each in parts))
        if parts
        else said
    )

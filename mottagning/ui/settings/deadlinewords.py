"""How the settings word a deadline: how long it is, what it counts from, which cases have it."""

from __future__ import annotations

from mottagning.cases.deadlines import Rule, Unit
from mottagning.texts import N_, tr, trn
from mottagning.ui.desk import words

BEGINS = {
    "received": N_("The case came in"),
    "opened": N_("The investigation was opened"),
    "decided": N_("It was decided"),
    "executed": N_("The decision was carried out"),
    "closed": N_("The case was closed"),
    "protection_assessed": N_("Protection was assessed"),
    "feedback_requested": N_("The notifier asked for feedback"),
    "feedback_given": N_("The notifier had her feedback"),
    "decision_requested": N_("The party asked for a decision"),
}
UNITS: dict[Unit, str] = {
    "days": N_("days"),
    "working_days": N_("working days"),
    "weeks": N_("weeks"),
    "months": N_("months"),
}
_TYPES = {"report_of_concern": N_("report of concern")}
"""What programs call a type of case, in words."""
CATEGORIES = ("sol", "lss", "transport", "child")
STAGES = ("received", "investigation", "decision", "execution", "follow_up")


def length(rule: Rule) -> str:
    """ "14 days"."""
    match rule.unit:
        case "days":
            return trn("{n} day", "{n} days", rule.amount)
        case "working_days":
            return trn("{n} working day", "{n} working days", rule.amount)
        case "weeks":
            return trn("{n} week", "{n} weeks", rule.amount)
    return trn("{n} month", "{n} months", rule.amount)


def begins(rule: Rule) -> str:
    """What it counts from."""
    return tr(BEGINS[rule.starts_from])


def which(rule: Rule) -> str:
    """Which cases have it."""
    categories = [words.category(code, {}).word for code in rule.categories]
    said = (*categories, ", ".join(_types(rule)), *(words.stage(code) for code in rule.stages))
    return " · ".join(part for part in said if part) or tr("All cases")


def _types(rule: Rule) -> list[str]:
    """The types of case as they are read, each once: of "*orosanmälan*" the word alone."""
    said = [tr(_TYPES[pattern]) if pattern in _TYPES else pattern.strip("*") for pattern in rule.types]
    return list(dict.fromkeys(said))

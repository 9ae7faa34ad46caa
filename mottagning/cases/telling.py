"""What may be told of a case to each who is in it: a small closed vocabulary, what each role starts from, and the law.

Secrecy is the default: even to confirm that somebody is a client can break it (OSL 26:1). A party's own setting goes
before the role's; a consent adds what it says for as long as it holds.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from mottagning.cases.deadlines import Deadline, Rule, Status, due_date
from mottagning.texts import N_
from mottagning.worktime import WorkTime

Tell = Literal["all", "task", "carry_out", "outcome", "received", "nothing"]
"""all: the whole case; task: what belongs to the order or the power of attorney; carry_out: what is needed to carry
out the decision; outcome: that the report came, and whether an investigation was opened; received: that the report
came, no more; nothing: not even that there is a case, unless a consent says otherwise."""

TELLS: tuple[Tell, ...] = get_args(Tell)

Notifier = Literal["school", "preschool", "health_care", "dental_care", "police", "authority", "private"]
"""Who reports. All but private persons must report (SoL 19:1), and so may ask what came of it (SoL 19:6)."""

NOTIFIERS: tuple[Notifier, ...] = get_args(Notifier)

Answer = Literal["opened", "not_opened", "already_open", "not_suitable"]
"""What a notifier is told: an investigation was opened, was not, was open already; or that nothing can be told."""

ANSWERS: tuple[Answer, ...] = get_args(Answer)

ROLES = (
    *("client", "guardian", "parent", "god_man", "trustee", "representative", "relative"),
    *("notifier", "school", "provider", "contact", "other"),
)
"""The roles that can be chosen here; a feed may have words of its own."""

_NOBODY = ("nothing", "OSL 26:1")
_DEFAULTS: dict[str, tuple[Tell, str]] = {
    "client": ("all", "OSL 12:1"),
    "guardian": ("all", "OSL 12:3, FB 6:11"),
    "god_man": ("task", "FB 11:4, OSL 26:1"),
    "trustee": ("task", "FB 11:7, OSL 26:1"),
    "representative": ("task", "FL 14 §"),
    "school": ("outcome", "SoL 19:6"),
    "provider": ("carry_out", "OSL 10:2"),
}

LAWS_OF_NOTIFIERS = {"outcome": "SoL 19:6", "received": "OSL 26:1"}

SENTENCES: dict[str, str] = {
    "all": N_("May be told all that is in the case."),
    "task": N_("May be told what belongs to the order or the power of attorney, no more."),
    "carry_out": N_("May be told what is needed to carry out the decision, no more."),
    "outcome": N_("May be told, when she asks, that the report came and whether an investigation was opened; no more."),
    "received": N_("May be told that the report came, no more."),
    "nothing": N_("May be told nothing without consent, not even that there is a case."),
}
_OF_ROLE: dict[tuple[str, str], str] = {
    ("client", "all"): N_("May be told about her own case."),
    ("guardian", "all"): N_("May be told all about the child, unless that may harm the child."),
}


def default_tell(role: str, notifier: str | None = None) -> Tell:
    """What a party of this role may be told unless something else is entered; a role we do not know: nothing."""
    if role == "notifier":
        return "outcome" if has_right_to_feedback(role, notifier) else "received"
    return _DEFAULTS.get(role, _NOBODY)[0]  # type: ignore[return-value]


def law(role: str, tell: str, notifier: str | None = None) -> str:
    """The law behind what a role may be told; "" when the unit has decided on something else."""
    if tell != default_tell(role, notifier):
        return ""
    return LAWS_OF_NOTIFIERS[tell] if role == "notifier" else _DEFAULTS.get(role, _NOBODY)[1]


def sentence(role: str, tell: str) -> str:
    """The English sentence that says it, to be shown through `tr`."""
    return _OF_ROLE.get((role, tell), SENTENCES[tell])


def has_right_to_feedback(role: str, notifier: str | None) -> bool:
    """Whether she may ask what came of her report: those who must report (SoL 19:1, 19:6)."""
    if role == "school":
        return True
    return role == "notifier" and notifier not in (None, "private")


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The one it is about has agreed that a party is told `what`. `until` is the last day; None: until withdrawn."""

    id: int
    given_on: date
    what: str
    until: date | None
    withdrawn_on: date | None
    version: int

    def is_valid(self, day: date) -> bool:
        """Whether it holds on this day. On the day of withdrawal it does not any more."""
        if day < self.given_on or (self.until is not None and day > self.until):
            return False
        return self.withdrawn_on is None or day < self.withdrawn_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """A notifier has asked what came of her report. `due` is None until it is decided; `answer` one of `ANSWERS`."""

    id: int
    asked_on: date
    due: date | None
    status: Status
    given_on: date | None
    answer: str | None
    version: int


def feedback_deadline(
    rule: Rule, decided: date | None, asked: date, given: date | None, worktime: WorkTime, today: date
) -> Deadline | None:
    """How it stands with the feedback on one report, by the unit's own `rule`; None before anything is decided.

    It is due a week (the rule's amount) after the decision whether to open an investigation; who asks later than that
    has her answer within as long from when she asked (SoL 19:6).
    """
    if decided is None:
        return None
    due = due_date(rule, max(decided, asked), worktime)
    if given is not None:
        return Deadline(rule, due, "done", given)
    if today > due:
        return Deadline(rule, due, "late")
    return Deadline(rule, due, "soon" if (due - today).days <= rule.soon_days else "on_time")

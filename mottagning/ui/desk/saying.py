"""What can be said of a case to somebody who may be told, as plain sentences."""

from datetime import datetime

from mottagning.cases.list import CaseView
from mottagning.desk.caseside import CaseSide
from mottagning.texts import N_, tr
from mottagning.ui import when
from mottagning.worktime import ZONE

_STAGES = {
    "received": N_("The case has come in and waits to be looked into."),
    "investigation": N_("The investigation is going on."),
    "decision": N_("The investigation is ready and there will be a decision."),
    "execution": N_("The decision is made and is to be carried out."),
    "follow_up": N_("The support is going on and is being followed up."),
    "closed": N_("The case is closed."),
}
_HERE = N_("{name} has the case and is in today.")
_AWAY = N_("{name} has the case and is not available today.")
_BACK = N_("{name} has the case, is not available today and is back {day}.")


def sentences(side: CaseSide, now: datetime) -> str:
    """Stage, handler and next step; nothing about why, and nobody's name but the handler's."""
    case = side.card.case
    said = [_stage(case)]
    if case.closed is None:
        if side.handler is not None:
            is_here = side.present not in (None, "out")
            presence = _HERE if is_here else _AWAY if side.back_on is None else _BACK
            day = when.long_day(side.back_on) if side.back_on is not None else ""
            said.append(tr(presence, name=side.handler.name, day=day))
        elif not case.handler:
            said.append(tr("The case has no handler yet."))
        said.extend(_next(case, now))
    return " ".join(said)


def _stage(case: CaseView) -> str:
    if case.closed is not None:
        return tr(_STAGES["closed"])
    if case.stage == "decision" and case.decided is not None:
        return tr("There is a decision.")
    if case.stage == "execution" and case.executed is not None:
        return tr("The support has begun.")
    if case.stage in _STAGES:
        return tr(_STAGES[case.stage])
    return tr("The case is at the stage “{stage}”.", stage=case.stage)


def _next(case: CaseView, now: datetime) -> list[str]:
    if not case.next_step:
        return []
    step = case.next_step[:1].lower() + case.next_step[1:]
    if case.next_date is None:
        return [tr("The next step is {step}.", step=step)]
    if case.next_date < now.astimezone(ZONE).date():
        return []
    return [tr("The next step is {step}, {day}.", step=step, day=when.long_day(case.next_date))]

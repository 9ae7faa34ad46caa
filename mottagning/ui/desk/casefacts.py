"""A case in words: its stage and how long, who has it, what comes next."""

from datetime import datetime

from mottagning.desk.caseside import CaseSide
from mottagning.texts import N_, tr, trn
from mottagning.ui import when
from mottagning.ui.desk import words

PROTECTED = N_("Protected identity – open it in the case system")
CAUTION = N_("Say nothing about the case before you know who it is.")
DEADLINES = {"on_time": N_("on time"), "soon": N_("soon"), "late": N_("late"), "paused": N_("stands still")}
SILENCE = N_("Say nothing about this case, not even that it exists.")


def kind(side: CaseSide) -> tuple[str, str]:
    """The word of the category, and the type of case when it says something else."""
    word = words.category(side.card.case.category, side.colours).word
    said = side.card.case.type or ""
    return word, "" if said.casefold() == word.casefold() else said


def stage(side: CaseSide) -> str:
    """ "Utredning · 12 dagar (brukar vara 9)"."""
    card = side.card
    word = words.stage(card.case.stage)
    if card.days_in_stage is None:
        return word
    days = trn("{n} day", "{n} days", card.days_in_stage)
    if card.usual_days is None:
        return f"{word} · {days}"
    return tr("{stage} · {days} (usually {n})", stage=word, days=days, n=card.usual_days)


def handler(side: CaseSide) -> str:
    """ "Karin Lind · inne idag", or when she is back and who stands in for her."""
    if side.handler is None:
        return side.card.case.handler or tr("No handler yet")
    said = [side.handler.name, tr(words.PRESENCE[side.present or "out"])]
    if side.back_on is not None:
        said.append(tr("back {day}", day=when.short_day(side.back_on)))
    if side.covered_by is not None:
        said.append(tr("{name} stands in for her", name=side.covered_by.name))
    return " · ".join(said)


def deadlines(side: CaseSide, now: datetime) -> list[str]:
    """ "Beslut senast: fre 4 dec · snart", those that are not done."""
    return [
        tr(
            "{name}: {day} · {status}",
            name=tr(each.rule.name),
            day=when.short_day(each.due, now),
            status=tr(DEADLINES[each.status]),
        )
        for each in side.card.case.deadlines
        if each.status != "done"
    ]


def next_step(side: CaseSide, now: datetime) -> str:
    """ "Nästa: hembesök tor 26 nov", "" when nothing is planned."""
    case = side.card.case
    if not case.next_step:
        return ""
    day = when.short_day(case.next_date, now) if case.next_date else ""
    return tr("Next: {step}", step=f"{case.next_step} {day}".strip())


def brief(side: CaseSide, now: datetime) -> list[str]:
    """Three lines for the call card; of a protected case only that it is one."""
    case = side.card.case
    if case.protected:
        return [tr(PROTECTED), tr(SILENCE)]
    first = " · ".join(part for part in kind(side) if part)
    second = (stage(side), next_step(side, now))
    return [first, " · ".join(part for part in second if part), handler(side)]


def threats(side: CaseSide) -> list[str]:
    """How to meet those who have threatened somebody, by their roles: nobody is named."""
    found = [party for party in side.card.parties if party.threat]
    return [tr("Threat ({who}): {how}", who=words.party(party.role).lower(), how=party.threat) for party in found]


def interpreters(side: CaseSide) -> list[str]:
    """Who needs an interpreter, by their roles, and for which language."""
    found = [party for party in side.card.parties if party.interpreter]
    unknown = tr("language not known")
    return [
        tr(
            "Interpreter ({who}): {language}",
            who=words.party(party.role).lower(),
            language=tr(party.language) if party.language else unknown,
        )
        for party in found
    ]

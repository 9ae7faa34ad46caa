"""A party of a case in words: how to meet her, what she may be told and why, interpreter, consents, feedback."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mottagning.cases import telling
from mottagning.cases.partylist import PartyView
from mottagning.cases.telling import Consent, Feedback
from mottagning.texts import N_, tr
from mottagning.ui import when
from mottagning.ui.desk import words
from mottagning.ui.tokens import Tone
from mottagning.worktime import ZONE

TELLS = {
    "all": N_("All of it"),
    "task": N_("What belongs to the order"),
    "carry_out": N_("What is needed to carry out the decision"),
    "outcome": N_("Whether an investigation was opened"),
    "received": N_("That the report came"),
    "nothing": N_("Nothing without consent"),
}
NOTIFIERS = {
    "school": N_("School"),
    "preschool": N_("Preschool"),
    "health_care": N_("Health care"),
    "dental_care": N_("Dental care"),
    "police": N_("Police"),
    "authority": N_("Another authority"),
    "private": N_("Private person"),
}
ANSWERS = {
    "opened": N_("An investigation was opened"),
    "not_opened": N_("No investigation was opened"),
    "already_open": N_("An investigation was open already"),
    "not_suitable": N_("Nothing can be told"),
}
_STANDINGS = {"on_time": (N_("in time"), Tone.QUIET), "soon": (N_("soon"), Tone.WARN), "late": (N_("late"), Tone.BAD)}


@dataclass(frozen=True, slots=True)
class Said:
    """A line about a party; `word` says what its tone means, `tip` is the law behind it. `mark` is an icon."""

    text: str
    tone: Tone = Tone.PLAIN
    word: str = ""
    tip: str = ""
    mark: str = ""


def role(party: PartyView) -> str:
    """ "Anmälare, skola"."""
    word = words.party(party.role)
    if party.notifier is None:
        return word
    return tr("{role}, {kind}", role=word, kind=tr(NOTIFIERS[party.notifier]).lower())


def said_of(party: PartyView, now: datetime) -> list[Said]:
    """All there is to say of her, the threat first."""
    today = now.astimezone(ZONE).date()
    found = []
    if party.threat:
        found.append(Said(tr("Threat: {how}", how=party.threat), Tone.BAD, mark="warning"))
    if party.has_left:
        found.append(Said(tr("The case list does not name her any more."), Tone.QUIET))
    found += _telling(party, today, now)
    if party.interpreter:
        language = tr(party.language) if party.language else tr("language not known")
        found.append(Said(tr("Interpreter: {language}", language=language), mark="people"))
    found += [_feedback(each, now) for each in party.feedback]
    return found


def _telling(party: PartyView, today: date, now: datetime) -> list[Said]:
    law = telling.law(party.role, party.tell, party.notifier)
    by_consent = party.tell == "nothing" and any(consent.is_valid(today) for consent in party.consents)
    if by_consent:
        found = [Said(tr("May be told what the consent says, no more."))]
    else:
        tone = Tone.WARN if party.tell == "nothing" else Tone.PLAIN
        found = [Said(tr(telling.sentence(party.role, party.tell)), tone, tip=law or tr("Decided for this case"))]
    if party.limits:
        is_silent = party.tell == "nothing" and not by_consent
        limits = N_("Above all not: {what}") if is_silent else N_("But not: {what}")
        found.append(Said(tr(limits, what=party.limits), Tone.WARN))
    for consent in party.consents:
        found.append(_consent(consent, today, now))
    return found


def _consent(consent: Consent, today: date, now: datetime) -> Said:
    day = when.short_day(consent.given_on, now)
    if consent.withdrawn_on is not None and consent.withdrawn_on <= today:
        on = when.short_day(consent.withdrawn_on, now)
        return Said(tr("Consent withdrawn {day}: {what}", day=on, what=consent.what), Tone.QUIET)
    if consent.is_valid(today):
        if consent.until is None:
            text = tr("By consent of {day}: {what}", day=day, what=consent.what)
        else:
            until = when.short_day(consent.until, now)
            text = tr("By consent of {day}, to {until}: {what}", day=day, until=until, what=consent.what)
        return Said(text, tip="OSL 10:1, 12:2", mark="check")
    if today < consent.given_on:
        return Said(tr("Consent from {day}: {what}", day=day, what=consent.what), Tone.QUIET)
    until = when.short_day(consent.until or consent.given_on, now)
    return Said(tr("Consent ended {day}: {what}", day=until, what=consent.what), Tone.QUIET)


def _feedback(feedback: Feedback, now: datetime) -> Said:
    law = "SoL 19:6"
    if feedback.given_on is not None:
        day = when.short_day(feedback.given_on, now)
        answer = tr(ANSWERS[feedback.answer or "not_suitable"])
        return Said(tr("Feedback given {day}: {answer}", day=day, answer=answer), Tone.QUIET, tip=law)
    asked = when.short_day(feedback.asked_on, now)
    if feedback.due is None:
        text = tr("Feedback asked for {day}; due a week after the decision", day=asked)
        return Said(text, tip=law, mark="clock")
    word, tone = _STANDINGS[feedback.status]
    due = when.short_day(feedback.due, now)
    return Said(tr("Feedback asked for {day}, due {due}", day=asked, due=due), tone, tr(word), law, "clock")

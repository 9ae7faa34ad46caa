"""How what the unit reads stands, sources of the case list and gauges, in words: for the overview and the settings."""

from mottagning.cases.sources import SourceState
from mottagning.contacts.answers.outgoing import AnswerView
from mottagning.contacts.mail.gauge import Gauge
from mottagning.texts import N_, tr
from mottagning.ui import when
from mottagning.ui.tokens import Tone

_LEVELS = {
    "good": (Tone.GOOD, N_("Whole")),
    "waits": (Tone.WARN, N_("Being fetched")),
    "wrong": (Tone.BAD, N_("Wrong")),
}


def source_words(state: SourceState) -> tuple[str, Tone, str]:
    """How a source of the case list stands: a sentence, its tone and its word."""
    if state.error:
        return state.error, Tone.BAD, tr("Wrong")
    if state.held:
        return state.held, Tone.WARN, tr("Waits for you")
    if state.refused:
        return state.refused, Tone.WARN, tr("Refused")
    source = state.source
    said = source.place
    if source.kind == "database":
        said = tr("{view} in {place}", view=source.query, place=source.place)
    return (said, Tone.GOOD, tr("Taken")) if state.taken_at else (said, Tone.QUIET, "")


def gauge_words(gauge: Gauge) -> tuple[str, Tone, str]:
    """How a source stands: a sentence, its tone and its word."""
    tone, word = _LEVELS[gauge.level]
    if gauge.folder is None and tone is Tone.GOOD:  # the telephone, from which nothing is fetched
        return gauge.sentence, tone, tr("Calls come in")
    return gauge.sentence, tone, tr(word)


def unsent_words(answer: AnswerView) -> tuple[Tone, str]:
    """How pressing an answer is that has not gone: a tone and its word."""
    if answer.state == "unsure":
        return Tone.BAD, tr("Uncertain")
    return (Tone.BAD, tr("Not sent")) if answer.needs_somebody else (Tone.WARN, tr("Tried again"))


def gauge_tip(gauge: Gauge) -> str:
    """When it was last looked into, and when the last came, in full."""
    lines = []
    if gauge.checked_at is not None:
        lines.append(tr("Last looked: {time}", time=when.exact(gauge.checked_at)))
    if gauge.last_at is not None:
        lines.append(tr("Last came: {time}", time=when.exact(gauge.last_at)))
    return "\n".join(lines)

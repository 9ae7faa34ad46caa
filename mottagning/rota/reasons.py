"""Why somebody can, cannot or should take a shift: a code for programs and a sentence for people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mottagning.rota.model import Post, Shift
from mottagning.texts import N_, language, tr

NOT_AVAILABLE = N_("not available")


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. `message` is an English sentence part with places for `values`; `private` ones are for the lead."""

    code: str
    message: str
    values: tuple[tuple[str, str | float], ...] = ()
    private: bool = True

    def sentence(self, *, for_lead: bool) -> str:
        """The reason in the reader's language; others than the lead learn only that she is not available."""
        if self.private and not for_lead:
            return tr(NOT_AVAILABLE)
        return tr(self.message, **{name: _shown(value) for name, value in self.values})

    def __str__(self) -> str:
        return self.sentence(for_lead=True)


def _shown(value: str | float) -> str:
    """Decimals with the sign of the language."""
    return str(value).replace(".", ",") if isinstance(value, float) and language() == "sv" else str(value)


CLOSED = Reason("closed", N_("the post is not open that day"), private=False)
TAKEN = Reason("taken", N_("somebody else has the shift"), private=False)
NOT_EMPLOYED = Reason("not_employed", N_("does not work in the unit that day"))
OFF = Reason("off", N_("is off every week at that time"))
ABSENT = Reason("absent", N_("is away"))
MEETING = Reason("meeting", N_("sits in a meeting at that time"))
NOT_ALLOWED = Reason("post_not_allowed", N_("does not sit at this post"))
ALONE = Reason("novice", N_("is new and needs an experienced colleague that day"))
NO_MENTOR = Reason("novice", N_("is new, and the mentor does not sit that day"))
SECOND_NOVICE = Reason("novice", N_("is new, and so is somebody else that day"))
STANDS_BY = Reason("standby", N_("stands by that day"), private=False)
NOBODY_ELSE = Reason("only", N_("nobody else could"), private=False)
NOBODY_OWED_MORE = Reason("due", N_("nobody who could was owed more"))


def not_qualified(missing: str) -> Reason:
    """The post needs what the person lacks."""
    return Reason("not_qualified", N_("is not qualified for {what}"), (("what", missing),))


def day_not_qualified(missing: str) -> Reason:
    """The last free shift of a day is kept for somebody with what the day still lacks."""
    sentence = N_("the day still needs somebody qualified for {what}")
    return Reason("not_qualified", sentence, (("what", missing),))


def unqualified(missing: str) -> Reason:
    """Nobody on a day has what the unit wants every day."""
    sentence = N_("nobody that day is qualified for {what}")
    return Reason("unqualified", sentence, (("what", missing),), private=False)


def same_day(post: Post | None) -> Reason:
    """She sits at `post` that day already."""
    where = post.name if post else "?"
    return Reason("same_day", N_("has {post} that day"), (("post", where),))


def gap(other: date, least: int) -> Reason:
    """A turn on `other` is nearer than `least` days."""
    sentence = N_("has a turn on {date}, and at least {days} days are to lie between")
    return Reason("gap", sentence, (("date", other.isoformat()), ("days", str(least))))


def most_owed(turns: float) -> Reason:
    """She was owed most of those who could, so many `turns`."""
    sentence = N_("was owed most of those who could: {turns} turns behind")
    return Reason("due", sentence, (("turns", round(turns, 1)),))


def others_nearer(number: int) -> Reason:
    """So many were owed more, and had turns too near for even gaps."""
    sentence = N_("{n} who could were owed more, but have a turn nearer that day")
    return Reason("gaps", sentence, (("n", str(number)),))


def others_elsewhere(number: int) -> Reason:
    """So many were owed more, and have their turns on days that suit the whole better."""
    sentence = N_("{n} who could were owed more; they have their turns on other days, so that the whole is even")
    return Reason("whole", sentence, (("n", str(number)),))


def neighbours(day: date, dates: Iterable[date]) -> list[Reason]:
    """Her turns next to `day`, of all her `dates`."""
    before = max((other for other in dates if other < day), default=None)
    after = min((other for other in dates if other > day), default=None)
    found = []
    if before is not None:
        found.append(Reason("last_turn", N_("last turn {date}"), (("date", before.isoformat()),), private=False))
    if after is not None:
        found.append(Reason("next_turn", N_("next turn {date}"), (("date", after.isoformat()),), private=False))
    return found


def brings(what: str) -> Reason:
    """She has what the post needs."""
    return Reason("qualified", N_("is qualified for {what}, which the post needs"), (("what", what),), private=False)


def day_has_her(what: str) -> Reason:
    """Nobody else that day has what the unit wants every day."""
    sentence = N_("is the only one that day who is qualified for {what}")
    return Reason("qualified", sentence, (("what", what),), private=False)


def mentor_of(name: str) -> Reason:
    """Somebody new sits that day and has her as mentor."""
    return Reason("mentor", N_("is mentor of {name}"), (("name", name),), private=False)


def beside(names: str) -> Reason:
    """She is new and has company."""
    return Reason("novice", N_("is new and sits beside {name}"), (("name", names),), private=False)


def wishes(weight: float) -> Reason:
    """She has said what she thinks of the weekday."""
    gladly, rather_not = N_("likes this weekday"), N_("would rather not sit on this weekday")
    return Reason("wish", gladly if weight > 0 else rather_not)


def week_full(most: int) -> Reason:
    """She has as many shifts that week as the rules allow."""
    return Reason("week_full", N_("already has {most} shifts that week, which is the most"), (("most", str(most)),))


@dataclass(frozen=True, slots=True)
class Refused:
    """Somebody who cannot take a shift, and why."""

    person: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A shift that nobody can take, with the reason for each person of the unit."""

    date: date
    post: str
    why: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A pinned shift that cannot be: she is not at work then, or the shift is not there or somebody else's."""

    shift: Shift
    reason: Reason

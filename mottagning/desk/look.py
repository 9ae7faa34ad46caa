"""One contact as the desk looks at it: what came, who called, which cases, and what can be done now by whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mottagning.cases.list import CaseView, cases_by_id
from mottagning.contacts import automatic, caller, drafts, views
from mottagning.contacts.answers.outgoing import AnswerView, answers_of
from mottagning.contacts.caller import Caller
from mottagning.contacts.drafts import DraftView
from mottagning.contacts.model import Summary, TieView
from mottagning.contacts.quoting import fold
from mottagning.contacts.tables import Contact
from mottagning.contacts.tied import ties_of_contacts
from mottagning.contacts.whole import Whole, read_whole
from mottagning.db import Database
from mottagning.desk.batontables import is_marked
from mottagning.desk.instead import instead_of
from mottagning.desk.protection import protected_among, without_person
from mottagning.people import roles, staff
from mottagning.people.staff import Person
from mottagning.rota.work import is_qualified
from mottagning.worktime import ZONE

_MOST_OF_CONVERSATION = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class TiedCase:
    """A case that is tied or offered, with what its small square and line say; `view` None when it is gone."""

    tie: TieView
    view: CaseView | None

    @property
    def is_protected(self) -> bool:
        """Whether it is about somebody with a protected identity."""
        return self.view is not None and self.view.protected


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A contact for the desk. `can` says what may be done now; `attempts` are the missed calls that go with it,
    `conversation` the other messages of the same one, the newest first, `answers` what was written to it, `drafts`
    what somebody has begun to write. `automatic`: if it is one of several messages that can be closed all at once,
    these with their versions.

    `is_for_tonight`: the social emergency service must know of it. `instead`: who has promised what the desk keeps for
    her. `written` is the text without quotes, signature and disclaimer. With `is_protected` nothing in `whole.summary`
    points at a person.
    """

    whole: Whole
    written: str
    people: dict[int, Person]
    caller: Caller
    cases: tuple[TiedCase, ...]
    attempts: tuple[Summary, ...]
    conversation: tuple[Summary, ...]
    answers: tuple[AnswerView, ...]
    drafts: tuple[DraftView, ...]
    automatic: tuple[tuple[int, int], ...]
    is_protected: bool
    is_for_tonight: bool
    instead: int | None
    can: frozenset[str]

    @property
    def tied(self) -> tuple[TiedCase, ...]:
        """The cases it is tied to."""
        return tuple(each for each in self.cases if each.tie.tied)

    @property
    def offered(self) -> tuple[TiedCase, ...]:
        """The cases it may be about, the likeliest first."""
        return tuple(each for each in self.cases if each.tie.state == "offered")

    @property
    def along(self) -> tuple[Summary, ...]:
        """What can be done together with it: the open ones of its conversation that are no possible concern."""
        return tuple(each for each in self.conversation if _may_close_along(each))

    def initials(self, person: int | None) -> str:
        """Somebody's initials, "" for the desk."""
        known = self.people.get(person) if person is not None else None
        return known.initials if known else ""

    def name(self, person: int | None) -> str:
        """Somebody's name, "" for the desk."""
        known = self.people.get(person) if person is not None else None
        return known.name if known else ""


def look(database: Database, contact_id: int, me: int | None, at: datetime) -> Look:
    """Everything the middle column shows; Trouble when there is no such contact. The caller audits the look."""
    with database.reading():
        whole = read_whole(database, contact_id)
        shown = [tie for tie in whole.ties if tie.state != "untied"]
        found = cases_by_id(database, (tie.case for tie in shown), at.astimezone(ZONE).date())
        cases = tuple(TiedCase(tie=tie, view=found.get(tie.case)) for tie in shown)
        people = {person.id: person for person in staff.everyone(database)}
        qualified = me is not None and whole.summary.concern == "marked" and is_qualified(database, me)
        attempts = _attempts(database, whole.summary)
        conversation = _conversation(database, whole.summary)
        answers = answers_of(database, contact_id) if whole.summary.channel == "mail" else ()
        begun = drafts.drafts_of(database, [contact_id]).get(contact_id, ())
        together = automatic.closable(database) if whole.summary.quiet else ()
        is_for_tonight = is_marked(contact_id, at.astimezone(ZONE).date())
        instead = instead_of([whole.summary]).get(contact_id)
        is_lead = roles.role_at(database, me, at) == "lead"
    is_one = (contact_id, whole.summary.version) in together and len(together) > 1
    is_protected = any(each.tie.tied and each.is_protected for each in cases)
    if is_protected:
        whole = replace(whole, summary=without_person(whole.summary))
        attempts = tuple(without_person(each) for each in attempts)
        conversation = tuple(without_person(each) for each in conversation)
    return Look(
        whole=whole,
        written=_written(whole.text),
        people=people,
        caller=caller.caller_of(whole.steps),
        cases=cases,
        attempts=attempts,
        conversation=conversation,
        answers=answers,
        drafts=begun,
        automatic=together if is_one else (),
        is_protected=is_protected,
        is_for_tonight=is_for_tonight,
        instead=instead,
        can=possible(whole, me, qualified)
        | _together(whole.summary, me, conversation)
        | ({"close_automatic"} if is_one and me is not None else set())
        | ({"print_course"} if is_lead else set()),
    )


def possible(whole: Whole, me: int | None, qualified: bool) -> frozenset[str]:
    """What `me` may do with it: the names of the commands in small letters.

    A report of concern is accepted by somebody qualified (SoL 25:1), and closed when it is registered too. What may be
    one is not closed before somebody has said whether it is.
    """
    contact = whole.summary
    if me is None:
        return frozenset()
    if contact.state == "closed":
        return frozenset({"reopen", "register", "note", "tie"})
    can = {"register", "note", "tie", "promise", "pass_on", "caller"}
    if (
        contact.part_of is None
        and contact.channel == "mail"
        and contact.direction == "in"
        and contact.kind == "person"
        and contact.address
    ):
        can.add("answer")
    if contact.channel == "phone" and contact.phone:
        can.add("ring")
    mine = contact.owner == me
    given = mine and contact.state == "passed_on"
    if given:
        can |= {"accept", "decline"}
    elif mine and contact.state == "taken":
        can.add("release")
    else:
        can.add("claim")
    if contact.concern == "marked":
        can.discard("accept")
        is_free = given or (contact.state != "passed_on" and contact.owner in (None, me))
        if qualified and is_free and contact.concern_accepted_by is None:
            can.add("accept")
    else:
        can.add("mark_concern")
    if contact.concern in ("no", "dismissed"):
        can.add("close")
    else:
        can.add("dismiss_concern")
    return frozenset(can)


def _together(contact: Summary, me: int | None, conversation: tuple[Summary, ...]) -> frozenset[str]:
    """What `me` may do about what belongs together, and about what is two things."""
    if me is None or contact.redacted:
        return frozenset()
    can = {"join", "split"} if contact.state != "closed" else set()
    if conversation:
        can.add("part")
    is_simple = contact.state != "closed" and contact.concern in ("no", "dismissed")
    if is_simple and any(_may_close_along(each) for each in conversation):
        can.add("close_together")
    return frozenset(can)


def _may_close_along(contact: Summary) -> bool:
    return contact.state != "closed" and contact.concern in ("no", "dismissed")


def _written(text: str) -> str:
    return "\n".join(block.text for block in fold(text.strip()) if block.kind == "text").strip()


def _attempts(database: Database, summary: Summary) -> tuple[Summary, ...]:
    """The other open missed calls of the same thread: they are one thing to do."""
    if summary.thread is None or summary.channel != "phone" or summary.state == "closed":
        return ()
    same = (Contact.thread_id == summary.thread) & (Contact.state != "closed") & (Contact.id != summary.id)
    found = views.summaries(database, same, (Contact.at,))
    return tuple(each for each in found if each.call_status == "missed")


def _conversation(database: Database, summary: Summary) -> tuple[Summary, ...]:
    """The latest other messages of the same conversation; of those about somebody protected, only that there are."""
    if summary.thread is None:
        return ()
    same = (Contact.thread_id == summary.thread) & (Contact.id != summary.id)
    found = views.summaries(database, same, limit=_MOST_OF_CONVERSATION)
    if summary.call_status == "missed":
        found = [each for each in found if each.call_status != "missed"]  # they stand among the attempts
    ties = ties_of_contacts([each.id for each in found])
    tied = {contact: {tie.case for tie in known if tie.tied} for contact, known in ties.items()}
    hidden = protected_among(case for cases in tied.values() for case in cases)
    return tuple(without_person(each) if hidden & tied.get(each.id, set()) else each for each in found)

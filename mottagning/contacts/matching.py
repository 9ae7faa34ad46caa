"""Which cases a contact may belong to, how certain that is, and why. Pure: the case list is asked through `CaseIndex`.

Rule 4 of the house: a contact is tied to a case by itself only on certain evidence, which is an answer in a known
thread from the same sender; an exact case code; or a personal identity number that has exactly one open case, from a
sender who is already a party to it. Even that is only offered when something in the contact speaks against it: see
`claims`. All else is offered with its reason, and somebody decides.

The points order what is offered. What a letter is about (a code, an identity number, the name of a client within it)
comes before whom it is from, and what was written now before what is signed or quoted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mottagning.cases.forms import name_key, one_slip, without_genitive
from mottagning.cases.namewords import NameWords, as_heard
from mottagning.contacts.candidates import Candidates, Certainty, Side, open_cases
from mottagning.contacts.candidates import Match as Match
from mottagning.contacts.case_index import CLIENT, CaseFacts, CaseHit, CaseIndex
from mottagning.contacts.claims import OF_SENDER, Claim, Clues
from mottagning.contacts.clues import LONGEST, CodeFound, addresses_in, codes_in, numbers_in
from mottagning.contacts.named import Mention, Words, mentions
from mottagning.contacts.passages import Passage, Passages
from mottagning.contacts.reasons import Reason

_MOST_NUMBERS = 50
_FEW = 6
"""As many open cases a family may have; more than that share a school's number."""
_MOST_COMPARED = 40
_SENDER_SHARED, _SCHOOL = 11.0, 8.0
_CLIENT_HERSELF = 3.0
_EVERYWHERE = frozenset(
    ["ansökan", "utredning", "ärende", "ärenden", "beslut", "uppföljning", "och", "om", "av", "för"]
)
_WORDS_OF_KIND = {"child": "barn", "transport": "färdtjänst"}
_LIKE_ITS_KIND, _HANDLER_NAMED = 2.0, 1.5
_FIRST_NAME = 13.0
_SAID_TO_BE_ABOUT = 1.3


@dataclass(frozen=True, slots=True)
class ThreadTie:
    """A case to which an earlier contact of the same thread is tied, and whether that one had the same sender."""

    code: str
    same_sender: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of a contact: `phone` in E.164 (None when withheld), `sender_name` as the sender writes it."""

    channel: str
    sender_address: str | None = None
    sender_name: str | None = None
    phone: str | None = None
    subject: str = ""
    text: str = ""
    thread_ties: tuple[ThreadTie, ...] = ()


def match(evidence: Evidence, index: CaseIndex) -> tuple[Match, ...]:
    """Every case that `evidence` points at, best first. A text is read to its millionth character."""
    return _Matching(evidence, index).ranked()


class _Matching:
    """One contact on its way through the case list."""

    def __init__(self, evidence: Evidence, index: CaseIndex) -> None:
        self._evidence = evidence
        self._index = index
        self._passages = Passages(evidence.subject, evidence.text[:LONGEST])
        self._candidates = Candidates()
        self._clues = Clues(self._passages.whole, self._candidates)
        self._handlers_named: set[str] = set()
        self._words: Words | None = None

    def ranked(self) -> tuple[Match, ...]:
        self._add_sender()
        self._add_thread()
        self._add_numbers()
        self._add_names()
        self._compare()
        self._clues.settle()
        return self._candidates.ranked()

    # Whom it is from -----------------------------------------------------------------------------------------------

    def _add_sender(self) -> None:
        evidence, index = self._evidence, self._index
        by_phone = index.by_phone(evidence.phone) if evidence.phone else ()
        by_email = index.by_email(evidence.sender_address.strip().casefold()) if evidence.sender_address else ()
        for code, hits in (("phone", by_phone), ("email", by_email)):
            n = len(open_cases(hits))
            for hit in hits:
                if n > 1 and hit.open:
                    shared = _SENDER_SHARED if n <= _FEW else _SCHOOL
                    self._add(hit, "possible", Reason(f"{code}_shared", (("n", n),)), shared, "sender")
                else:
                    own = _CLIENT_HERSELF if hit.role == CLIENT else 0
                    self._add(hit, "likely", Reason(code), OF_SENDER + own, "sender")
        self._clues.senders = (*by_phone, *by_email)

    def _add_thread(self) -> None:
        ties = self._evidence.thread_ties
        known = self._index.by_codes({tie.code for tie in ties}) if ties else {}
        for tie in ties:
            for hit in known.get(tie.code, ()):
                if hit.code != tie.code:
                    continue
                if self._evidence.channel != "mail":  # a number is no proof of who speaks, nor is a call an answer
                    self._add(hit, "likely", Reason("thread_calls"), 12, "sender")
                elif tie.same_sender:
                    self._clues.claims[Claim("thread", hit, "written")] = None
                else:
                    self._add(hit, "possible", Reason("thread_other_sender"), 10, "about")

    # Codes, numbers and addresses in the text ----------------------------------------------------------------------

    def _add_numbers(self) -> None:
        passages, index = self._passages, self._index
        numbers = numbers_in(passages.whole)
        for found in codes_in(numbers.rest, index.by_codes):
            self._add_code(found, passages.at(found.start))
        for number, places in _grouped((*numbers.ids_at, *numbers.doubtful_ids)):
            self._add_personal_id(number, places, is_certain=(places[0], number) in numbers.ids_at)
        own = (self._evidence.phone, (self._evidence.sender_address or "").strip().casefold())
        for number, places in _grouped(numbers.phones_at):
            if number not in own:
                self._add_addressed(index.by_phone(number), places, "phone_in_text", 10)
        for address, places in _grouped(addresses_in(passages.whole)):
            if address not in own:
                self._add_addressed(index.by_email(address), places, "email_in_text", 16)

    def _add_code(self, found: CodeFound, passage: Passage) -> None:
        certainty: Certainty = "likely"
        points = {"written": 40.0, "signature": 14.0, "quote": 12.0}[passage]
        if not found.is_exact:
            certainty, code = "likely" if found.has_letters else "possible", "code_spelling"
            points *= 0.75 if found.has_letters else 0.3
        elif found.is_part:
            code, points = "code_part", points * 0.3
        elif found.is_bare:
            code, points = "code_bare", points * 0.3
        else:
            self._clues.claims |= dict.fromkeys(Claim("code", hit, passage) for hit in found.hits)
            return
        for hit in found.hits:
            self._add(hit, certainty, Reason(code), points, "about")

    def _add_personal_id(self, number: str, places: list[int], is_certain: bool) -> None:
        passage = self._best(places)
        hits = self._index.by_personal_id(number)
        if passage != "quote":
            self._clues.personal_ids.append(open_cases(hits))
        points = {"written": 40.0, "signature": 25.0, "quote": 6.0}[passage] * (1 if is_certain else 0.3)
        n = len(open_cases(hits))
        side: Side = "about"
        if not self._clues.own_cases.isdisjoint(hit.case_id for hit in hits):
            side, points = "sender", min(points, OF_SENDER)  # it tells who writes, not whom it is about
        for hit in hits:
            if n == 1 and hit.open and hit.case_id in self._clues.sender_cases and is_certain and passage != "quote":
                self._clues.claims[Claim("personal_id", hit, passage)] = None
            elif n > 1 and hit.open:
                self._add(hit, "likely", Reason("personal_id_several", (("n", n),)), points, side)
            else:
                self._add(hit, "likely" if is_certain else "possible", Reason("personal_id"), points, side)

    def _add_addressed(self, hits: tuple[CaseHit, ...], places: list[int], code: str, points: float) -> None:
        """By a number or address in the text: whose it is may be told by the cases, or it is the sender's own."""
        passage = self._best(places)
        shared = 1 if len(open_cases(hits)) <= 1 else 0.6
        side: Side = "sender" if passage == "signature" else "about"
        for hit in hits:
            self._add(hit, "possible", Reason(code), points * shared * (0.25 if passage == "quote" else 1), side)

    def _best(self, places: Iterable[int]) -> Passage:
        found = {self._passages.at(place) for place in places}
        return next(passage for passage in ("written", "signature", "quote") if passage in found)

    # Names ---------------------------------------------------------------------------------------------------------

    def _add_names(self) -> None:
        known = self._index.name_words()
        self._words = Words(self._passages.whole)
        wanted, pairs = mentions(self._words, known)
        self._handlers_named = wanted.keys() & known.handlers
        of_sender = self._names_of_sender(known)
        hits = self._index.by_names(wanted.keys() | of_sender.keys()) if wanted or of_sender else ()
        named: dict[str, list[CaseHit]] = {}
        for hit in hits:
            named.setdefault(name_key(" ".join(hit.name)), []).append(hit)
        for key, same in named.items():
            if key in of_sender:
                self._add_named(same, of_sender[key], "sender", 1)
            for mention in self._of_each_passage(wanted.get(key, ())):
                self._add_mention(same, mention, is_handler=key in known.handlers)
        for one, other, mention in pairs:
            hits = self._index.by_two_words(one, other)
            longer = [hit for hit in hits if "name" not in self._candidates.reasons(hit.case_id) and len(hit.name) > 2]
            self._add_mention(longer, mention, is_handler=False)

    def _names_of_sender(self, known: NameWords) -> dict[str, str]:
        """Who the sender may be (`forms.name_key`), by how she writes her name and by what her address is made of."""
        address = (self._evidence.sender_address or "").partition("@")[0]
        made_of = [part for part in address.split(".") if part.isalpha()]
        found: dict[str, str] = {}
        if len(made_of) > 1:
            found |= dict.fromkeys(mentions(Words(" ".join(made_of)), known)[0], "name_in_address")
        if self._evidence.sender_name:
            called, _ = mentions(Words(self._evidence.sender_name), known)
            found |= {key: f"name_{each[0].how}" for key, each in called.items()}
        return found

    def _of_each_passage(self, found: Iterable[Mention]) -> Iterable[Mention]:
        best: dict[tuple[Passage, bool], Mention] = {}
        for mention in found:
            best.setdefault((self._passages.of_line(mention.line), mention.is_greeted), mention)
        return best.values()

    def _add_mention(self, hits: list[CaseHit], mention: Mention, *, is_handler: bool) -> None:
        passage = self._passages.of_line(mention.line)
        reason = f"name_{mention.how}"
        if passage == "quote" or mention.is_greeted:
            self._add_named(hits, reason, "about", 0.3)
        elif passage == "signature" or mention.is_own:
            self._add_named(hits, reason, "sender", 1)
        elif is_handler:
            self._add_named(hits, reason, "about", 0.3)
        else:
            is_subject = mention.is_about or mention.line == 0
            self._add_named(hits, reason, "about", _SAID_TO_BE_ABOUT if is_subject else 1)
            clients = open_cases(hit for hit in hits if hit.role == CLIENT)
            if mention.how != "part":
                self._clues.named.append(clients)

    def _add_named(self, hits: list[CaseHit], reason: str, side: Side, share: float) -> None:
        n = len(open_cases(hits))
        people = {hit.person or hit.case_id for hit in hits if hit.open}
        for hit in hits:
            certainty: Certainty = "possible"
            if n > 1 and hit.open:
                is_one = side == "about" and hit.person and len(people) == 1
                points = {"name_full": 20.0 if is_one else 9.0, "name_misspelt": 9.0 if is_one else 6.0}.get(
                    reason, 4.0
                )
                shown = Reason("name_shared", (("n", n),)) if reason == "name_full" else Reason(reason)
            else:
                client = 22.0 if side == "about" else 13.0
                of_role = (client, 10.5) if hit.role == CLIENT else (12.0, 7.0)
                points = {"name_full": of_role[0], "name_part": of_role[1], "name_misspelt": 10.0}.get(reason, 8.0)
                shown = Reason("name" if reason == "name_full" else reason)
                certainty = "likely" if reason == "name_full" and share >= 1 else "possible"
            self._add(hit, certainty, shown, points * share, side)

    # What tells those found apart ----------------------------------------------------------------------------------

    def _compare(self) -> None:
        """Siblings by a first name, several cases of one person by what they are about and who handles them."""
        found = self._candidates.ids() | {claim.hit.case_id for claim in self._clues.claims}
        if len(found) < 2 or self._words is None:
            return
        facts = self._index.facts(sorted(found)[:_MOST_COMPARED])
        said = self._said(self._words)
        self._add_first_names(facts, said)
        for case_id in self._candidates.ids() & facts.keys():
            if _is_like(facts[case_id], said):
                self._candidates.lift(case_id, _LIKE_ITS_KIND)
            if facts[case_id].handler in self._handlers_named:
                self._candidates.lift(case_id, _HANDLER_NAMED)

    def _said(self, text: Words) -> frozenset[str]:
        """The words that were written now, also without a genitive's s."""
        return frozenset(
            form
            for word, line in zip(text.words, text.lines, strict=False)
            if self._passages.of_line(line) == "written"
            for form in without_genitive(word)
        )

    def _add_first_names(self, facts: Mapping[int, CaseFacts], said: frozenset[str]) -> None:
        assert self._words is not None
        hits = {hit.case_id: hit for hit in self._clues.senders}
        clients = {case_id: facts[case_id].client for case_id in hits if case_id in facts and facts[case_id].client}
        in_common = frozenset.intersection(*clients.values()) if len(clients) > 1 else frozenset()
        in_full = frozenset[str]().union(
            *(name for case_id, name in clients.items() if "name" in self._candidates.reasons(case_id))
        )
        own = frozenset(word for hit in self._clues.senders for word in hit.name)
        capitals = {word for word in self._words.capitals if word in said}
        telling = {
            case_id: (name - in_common - own) - (frozenset() if name <= in_full else in_full)
            for case_id, name in clients.items()
        }
        # What is written rightly is not taken for a slip of the pen in a sibling's name: Ella and Elsa.
        named = [case_id for case_id, words in telling.items() if not words.isdisjoint(said)] or [
            case_id for case_id, words in telling.items() if any(_is_nearly_said(word, capitals) for word in words)
        ]
        self._clues.first_named.update(named)
        for case_id in named:
            if self._candidates.reasons(case_id).isdisjoint(("name", "name_misspelt")):
                self._add(hits[case_id], "possible", Reason("first_name"), _FIRST_NAME, "about")

    def _add(self, hit: CaseHit, certainty: Certainty, reason: Reason, points: float, side: Side) -> None:
        self._candidates.add(hit, certainty, reason, points, side)


def _is_nearly_said(word: str, capitals: set[str]) -> bool:
    return any(one_slip(word, other) or as_heard(word) == as_heard(other) for other in capitals if other[0] == word[0])


def _is_like(facts: CaseFacts, said: frozenset[str]) -> bool:
    kind = {_WORDS_OF_KIND.get(word, word) for word in facts.kind} - _EVERYWHERE
    return any(word in said or (len(word) > 3 and any(other.startswith(word) for other in said)) for word in kind)


def _grouped(found: Iterable[tuple[int, str]]) -> Iterable[tuple[str, list[int]]]:
    """What was found with all its places; so many at most."""
    places: dict[str, list[int]] = {}
    for place, value in found:
        if value in places or len(places) < _MOST_NUMBERS:
            places.setdefault(value, []).append(place)
    return places.items()

"""What the headings and names of a workbook are taken for, and the posts, people and shifts that come of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from mottagning.folding import fold
from mottagning.rota.model import Person, Post, Shift
from mottagning.rota.naming import short_post, short_posts, usual_post
from mottagning.rota.sheetnames import Known, Match, match_names
from mottagning.rota.workbook import Manner, Reading, Unread, first_of, is_second
from mottagning.texts import N_, tr

NEW, UNREAD = "+", ""
"""In place of the key of a post or person: make a new one; leave it out."""
_HOURS = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[.:](\d{2}))?")
_MORNING, _AFTERNOON = re.compile(r"\bfm\b|förmiddag|morning"), re.compile(r"\bem\b|eftermiddag|afternoon")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What each heading and name is taken for: a key, NEW, UNREAD, or None where somebody has to say."""

    posts: Mapping[str, str | None]
    people: Mapping[str, str | None]
    matches: Mapping[str, Match]

    @property
    def open(self) -> list[str]:
        """The headings and names that nobody has decided of."""
        return [said for each in (self.posts, self.people) for said, key in each.items() if key is None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What is taken from a workbook: posts and people that are new, shifts, and what else was not read."""

    posts: tuple[Post, ...]
    people: tuple[Person, ...]
    shifts: tuple[Shift, ...]
    unread: tuple[Unread, ...]


def choose(reading: Reading, manner: Manner, posts: Sequence[Post], staff: Sequence[Known]) -> Choice:
    """What was said before, else what is certain, else new where nothing known could be meant."""
    by_name = _posts_by_name(posts)
    in_use = any(post.weekdays for post in posts)
    keys = {post.id for post in posts} | {UNREAD}
    chosen: dict[str, str | None] = {}
    for heading in reading.headings():
        if manner.posts.get(heading) in keys:
            chosen[heading] = manner.posts[heading]
        elif (known_post := _known_post(heading, by_name)) is not None:
            chosen[heading] = known_post.id
        elif is_second(heading):
            chosen[heading] = UNREAD
        else:
            chosen[heading] = None if in_use or reading.holds == "marks" else NEW
    known = {person.key for person in staff} | {UNREAD}
    matches = match_names(reading.names(), staff)
    people: dict[str, str | None] = {}
    for name, match in matches.items():
        if manner.people.get(name) in known:
            people[name] = manner.people[name]
        else:
            people[name] = match.person or (None if match.like else NEW)
    return Choice(posts=chosen, people=people, matches=matches)


def outcome(reading: Reading, choice: Choice, posts: Sequence[Post], taken: Collection[str]) -> Outcome:
    """What comes of it; `taken` are the keys of all people there are. What is undecided is left out."""
    weekdays: dict[str, set[int]] = defaultdict(set)
    for seat in reading.seats:
        weekdays[seat.heading].add(seat.day.weekday())
    new_posts = _new_posts(choice, posts, weekdays)
    new_people = _new_people(choice, taken)
    shifts: dict[tuple[date, str], str] = {}
    unread: list[Unread] = []
    for seat in reading.seats:
        post, person = choice.posts[seat.heading], choice.people[seat.name]
        if post in (None, UNREAD) or person in (None, UNREAD):
            continue
        key = new_posts[seat.heading].id if post == NEW else str(post)
        who = new_people[seat.name].id if person == NEW else str(person)
        if shifts.setdefault((seat.day, key), who) != who:
            reason = N_("Another cell has another name for the same shift.")
            unread.append(Unread(seat.place, seat.name, reason))
    return Outcome(
        posts=tuple(new_posts.values()),
        people=tuple(new_people.values()),
        shifts=tuple(sorted(Shift(day, post, who) for (day, post), who in shifts.items())),
        unread=tuple(unread),
    )


def heading_words(heading: str) -> str:
    """What stands for a post in a file, as it is shown: some stand under no heading, some second in a cell."""
    first = first_of(heading)
    shown = first or tr("(no heading)")
    return tr("{heading}, second name in the cell", heading=shown) if first != heading else shown


def post_name(heading: str) -> str:
    """What a new post of this heading is called."""
    first = first_of(heading)
    return f"{first or tr('Reception')}{' 2' if first != heading else ''}"


def _known_post(heading: str, by_name: Mapping[str, Post]) -> Post | None:
    return by_name.get(fold(usual_post(heading))) or by_name.get(fold(short_post(heading)))


def _posts_by_name(posts: Sequence[Post]) -> dict[str, Post]:
    short = short_posts(posts)
    return {fold(name): post for post in posts for name in (post.id, short[post.id], usual_post(post.name))}


def _new_posts(choice: Choice, known: Sequence[Post], weekdays: Mapping[str, Collection[int]]) -> dict[str, Post]:
    taken = {post.id for post in known}
    found: dict[str, Post] = {}
    for heading, key in choice.posts.items():
        if key == NEW:
            name = post_name(heading)
            start, end = _hours(name)
            made = free("-".join(re.findall(r"\w+", fold(name))) or "post", taken)
            found[heading] = Post(id=made, name=name, weekdays=tuple(sorted(weekdays[heading])), start=start, end=end)
    return found


def _new_people(choice: Choice, known: Collection[str]) -> dict[str, Person]:
    taken = set(known)
    people: dict[str, Person] = {}
    by_name: dict[str, Person] = {}
    for name, key in choice.people.items():
        if key == NEW:
            initials = "".join(word[0] for word in name.split()[:3] if word[0].isalnum()).lower() or "p"
            if fold(name) not in by_name:
                by_name[fold(name)] = Person(id=free(initials, taken), name=name)
            people[name] = by_name[fold(name)]
    return people


def _hours(heading: str) -> tuple[time, time]:
    """What the heading says ("Tel 8-12", "förmiddag"), else an office day."""
    if said := _HOURS.search(heading):
        start, end = (int(said[1]), int(said[2] or 0)), (int(said[3]), int(said[4] or 0))
        if start < end and end[0] < 24 and max(start[1], end[1]) < 60:
            return time(*start), time(*end)
    if _MORNING.search(heading.lower()):
        return time(8), time(12)
    return (time(12) if _AFTERNOON.search(heading.lower()) else time(8)), time(16)


def free(wanted: str, taken: set[str]) -> str:
    """A key like `wanted` that is not taken; it is from now on."""
    number = 1
    while (name := wanted if number == 1 else f"{wanted}{number}") in taken:
        number += 1
    taken.add(name)
    return name

"""Who of those with a turn on a day sits at which post, so that everybody has her part of every post over time."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations

from mottagning.rota.availability import Availability
from mottagning.rota.model import Shift

# Posts sat at in this time before the plan are made up for.
_MEMORY = timedelta(weeks=26)
_PASSES = 6
# A promised post outweighs balance, and so does a post that comes earlier in the unit's list when one must be empty.
_PROMISE = 1000.0
_ORDER = 20.0
_NEVER = 1e9
_EPSILON = 1e-6


def seat(
    availability: Availability,
    turns: Mapping[date, Sequence[str]],
    standing: Iterable[Shift],
    wanted: frozenset[Shift] = frozenset(),
) -> list[Shift]:
    """A post for everybody in `turns` on each date (one turn a day each), at none of those that `standing` takes.

    A day whose people cannot all be seated at once is seated as far as it goes. `wanted` shifts stay where they can.
    """
    fixed = list(standing)
    empty = _empty_posts(availability, turns, fixed)
    count = Counter((shift.person, shift.post) for shift in fixed)
    goal = _goals(availability, turns, fixed, empty)
    seated: dict[date, dict[str, str]] = {}
    for _ in range(_PASSES):
        changed = False
        for day, people in sorted(turns.items()):
            before = seated.get(day, {})
            count.subtract(before.items())
            seated[day] = _seat_day(availability, day, people, empty[day], count, goal, wanted)
            count.update(seated[day].items())
            changed |= seated[day] != before
        if not changed:
            break
    _exchange(availability, seated, count, goal, wanted)
    return sorted(Shift(day, post, person) for day, seats in seated.items() for person, post in seats.items())


def remembered(availability: Availability, start: date) -> list[Shift]:
    """The history that seating makes up for in a plan from `start`."""
    return [shift for shift in availability.unit.history if start - _MEMORY <= shift.date < start]


def _empty_posts(availability: Availability, days: Iterable[date], fixed: Iterable[Shift]) -> dict[date, list[str]]:
    taken = {(shift.date, shift.post) for shift in fixed}
    return {day: [post.id for post in availability.open_posts(day) if (day, post.id) not in taken] for day in days}


def _goals(
    availability: Availability,
    turns: Mapping[date, Sequence[str]],
    fixed: Iterable[Shift],
    empty: Mapping[date, list[str]],
) -> dict[tuple[str, str], float]:
    """How many turns at each post everybody should have, what stands included."""
    rows: Counter[str] = Counter()
    columns: dict[str, float] = defaultdict(float)
    able: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for shift in fixed:
        rows[shift.person] += 1
        columns[shift.post] += 1
        able[shift.person][shift.post] += 1
    for day, people in turns.items():
        for post in empty[day]:
            columns[post] += min(1.0, len(people) / len(empty[day]))
        for person in people:
            rows[person] += 1
            for post in empty[day]:
                able[person][post] += availability.reason(day, post, person) is None
    return post_targets(able, rows, columns)


def _seat_day(
    availability: Availability,
    day: date,
    people: Sequence[str],
    posts: list[str],
    count: Counter[tuple[str, str]],
    goal: Mapping[tuple[str, str], float],
    wanted: frozenset[Shift],
) -> dict[str, str]:
    """The cheapest matching of people and posts: by all sets of posts taken so far, person by person."""

    def cost(person: str, number: int) -> float:
        post = posts[number]
        if availability.reason(day, post, person) is not None:
            return _NEVER
        # What the square of the distance to the goal grows by.
        distance = 2 * (count[person, post] - goal.get((person, post), 0.0)) + 1
        return distance + _ORDER * number - _PROMISE * (Shift(day, post, person) in wanted)

    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for person in people:
        price = [cost(person, number) for number in range(len(posts))]
        following: dict[int, tuple[float, tuple[int, ...]]] = {}
        for taken, (sum_, chosen) in best.items():
            for number in range(len(posts)):
                if not taken >> number & 1:
                    candidate = (sum_ + price[number], (*chosen, number))
                    key = taken | 1 << number
                    if key not in following or candidate < following[key]:
                        following[key] = candidate
        best = following
    _, chosen = min(best.values())
    return {
        person: posts[number]
        for person, number in zip(people, chosen, strict=True)
        if availability.reason(day, posts[number], person) is None
    }


def _exchange(
    availability: Availability,
    seated: dict[date, dict[str, str]],
    count: Counter[tuple[str, str]],
    goal: Mapping[tuple[str, str], float],
    wanted: frozenset[Shift],
) -> None:
    """Chains of people who change posts with each other on their days, as long as any brings the goals nearer.

    Day by day one gets stuck: somebody with too much of a post may share no day with whom she could give it to.
    """

    def may(day: date, person: str, post: str) -> bool:
        here = Shift(day, seated[day][person], person)
        return here not in wanted and availability.reason(day, post, person) is None

    posts = [post.id for post in availability.unit.posts]
    changed = True
    while changed:
        changed = False
        for here, there in combinations(posts, 2):
            while chain := _chain(seated, count, goal, here, there, may):
                for day, giver, taker in chain:
                    seated[day].update({giver: there, taker: here})
                    count.subtract([(giver, here), (taker, there)])
                    count.update([(giver, there), (taker, here)])
                changed = True


def _chain(
    seated: Mapping[date, Mapping[str, str]],
    count: Mapping[tuple[str, str], int],
    goal: Mapping[tuple[str, str], float],
    here: str,
    there: str,
    may: Callable[[date, str, str], bool],
) -> list[tuple[date, str, str]]:
    """Exchanges (day, who goes from `here` to `there`, who comes back) that help the first and the last of them and
    leave those between as they are; empty when there are none."""
    ways: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for day, seats in seated.items():
        at = {post: person for person, post in seats.items()}
        if here in at and there in at and may(day, at[here], there) and may(day, at[there], here):
            ways[at[here]].append((day, at[there]))

    def surplus(person: str) -> float:
        def over(post: str) -> float:
            return count.get((person, post), 0) - goal.get((person, post), 0.0)

        return over(here) - over(there)

    for first in sorted(ways, key=lambda person: (-surplus(person), person)):
        came: dict[str, tuple[date, str]] = {}
        queue = [first]
        for person in queue:
            for day, other in ways.get(person, ()):
                if other != first and other not in came:
                    came[other] = (day, person)
                    queue.append(other)
        last = min(queue, key=lambda person: (surplus(person), person))
        # The sum of squared distances falls when the surplus moves from one who has over 2 more of it.
        if surplus(first) - surplus(last) > 2 + _EPSILON:
            chain = []
            while last != first:
                day, giver = came[last]
                chain.append((day, giver, last))
                last = giver
            return chain
    return []


def post_targets(
    able: Mapping[str, Mapping[str, float]], turns: Mapping[str, float], demand: Mapping[str, float]
) -> dict[tuple[str, str], float]:
    """How many of her `turns` each person should have at each post so that all posts meet their `demand`.

    `able` is how much of a post (any unit, 0 for not at all) a person could take. Fitted by turns to rows and columns
    (iterative proportional fitting), which keeps the proportions of those who can take everything.
    """
    cells = {(person, post): part for person, posts in able.items() for post, part in posts.items() if part > 0}
    for _ in range(30):
        for axis, wanted in ((0, turns), (1, demand)):
            sums: dict[str, float] = defaultdict(float)
            for key, value in cells.items():
                sums[key[axis]] += value
            cells = {
                key: value * wanted[key[axis]] / sums[key[axis]] if sums[key[axis]] else 0.0
                for key, value in cells.items()
            }
    return cells

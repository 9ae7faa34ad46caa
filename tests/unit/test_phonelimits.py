"""Who may have a connection when many want one: bounded, fair, and never without room for a switchboard."""

import random
import socket
from collections import Counter

import pytest

from mottagning.care import phonelimits
from mottagning.care.phonelimits import Connections, Pace, whose

SWITCHBOARD, PROXY = "192.0.2.1", "127.0.0.1"


class Line(socket.socket):
    """A connection, closed already."""

    def __init__(self):
        super().__init__()
        self.close()


@pytest.fixture
def connections():
    return Connections()


@pytest.fixture
def known(connections):
    """The switchboard's first connection: it has spoken."""
    first = connections.take(SWITCHBOARD, Line())
    connections.remember(first)
    connections.give_back(first)
    return connections


def held(connections, client):
    return [each for each in connections.held if each.whose == whose(client)]


def test_one_address_has_twelve_and_its_own_oldest_idle_one_goes(connections):
    first, *_ = [connections.take("198.51.100.1", Line()) for _ in range(12)]
    assert len(connections.held) == 12
    assert connections.take("198.51.100.1", Line()) is not None
    assert first not in connections.held
    for each in connections.held:
        each.is_heard = True
    assert connections.take("198.51.100.1", Line()) is None, "what is being answered is not let go"
    assert connections.take(SWITCHBOARD, Line()) is not None


def test_strangers_leave_room_and_whoever_has_most_gives(connections, known):
    greedy = [connections.take("198.51.100.1", Line()) for _ in range(10)]
    for number in range(6):
        connections.take(f"203.0.113.{number}", Line())
    assert connections.take("203.0.113.99", Line()) is not None
    assert len(connections.held) == 16
    assert greedy[0] not in connections.held
    assert len(held(connections, "198.51.100.1")) == 9
    assert all(connections.take(SWITCHBOARD, Line()) for _ in range(8))
    assert len(connections.held) == 24


def test_a_switchboards_own_are_let_go_for_switchboards_alone(connections, known):
    mine = [connections.take(PROXY, Line()) for _ in range(24)]
    assert connections.take("203.0.113.1", Line()) is None
    assert connections.take(SWITCHBOARD, Line()) is not None
    assert mine[0] not in connections.held


def test_an_ipv6_network_is_one_address(connections):
    for number in range(20):
        connections.take(f"2001:db8::{number:x}", Line())
    assert len(connections.held) == 12
    assert whose("2001:db8:0:1::1%eth0") != whose("2001:db8::1")


def test_the_pace_is_of_a_network_too(monkeypatch):
    monkeypatch.setattr(phonelimits, "_BURST", 2.0)
    monkeypatch.setattr(phonelimits, "_PACE", 0.0)
    pace = Pace()
    assert [pace.take(f"2001:db8::{number}") for number in range(3)] == [True, True, False]


@pytest.mark.parametrize("seed", range(8))
def test_whatever_comes_it_stays_bounded_and_a_switchboard_gets_in(known, seed):
    """A bounded fuzz of comings, goings and requests from very many addresses."""
    rng = random.Random(seed)
    for _ in range(600):
        some = sorted(known.held, key=lambda each: each.since)
        match rng.choice(["come", "come", "come", "go", "speak", "switchboard", "late"]):
            case "come":
                client = rng.choice([f"198.51.100.{rng.randrange(200)}", f"2001:db8:{rng.randrange(99)}::1", PROXY])
                heard = {each for each in some if each.is_heard}
                own = {each for each in some if known._is_known(each)}
                new = known.take(client, Line())
                assert heard <= known.held, "one that is being answered was let go"
                assert new is None or known._is_known(new) or own <= known.held
            case "go" if some:
                known.give_back(rng.choice(some))
            case "speak" if some:
                rng.choice(some).is_heard = sum(each.is_heard for each in some) < 11
            case "late":
                known.end_overdue(1000)
            case "switchboard":
                mine = known.take(SWITCHBOARD, Line())
                assert mine is not None
                known.give_back(mine)
        strangers = [each for each in known.held if not known._is_known(each)]
        assert len(known.held) <= 24
        assert len(strangers) <= 16
        assert max(Counter(each.whose for each in strangers).values(), default=0) <= 12

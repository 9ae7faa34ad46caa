"""How many connections there may be at once, whose go first when it is too many, and how fast one address may ask."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections import Counter, OrderedDict
from collections.abc import Collection
from contextlib import suppress
from threading import Lock

from mottagning.hosts import is_loopback

AT_ONCE = 24
"""Connections; fewer than the threads of `Tasks`, which one is needed of to listen and one to store."""
_OF_STRANGERS = 16
"""Of them, those of addresses from which no switchboard has spoken yet: the others have room, whoever else calls."""
_OF_ONE = 12
"""Of them, those of one address."""
_PACE, _BURST = 100.0, 500.0
"""Requests a second of one address, and how many may come at once."""
_ADDRESSES = 1_000


def whose(client: str) -> str:
    """What counts as one address: with IPv6 everybody has 2⁶⁴ of her own (RFC 6177)."""
    if ":" not in client:
        return client
    return str(ipaddress.ip_network((client.partition("%")[0], 64), strict=False))


class Held:
    """One open connection: idle until its request is whole, and then answered."""

    def __init__(self, client: str, connection: socket.socket) -> None:
        self.whose = whose(client)
        self.is_proxy = is_loopback(client)
        """What comes by way of this computer is a proxy's: many speak by it."""
        self.connection = connection
        self.since = time.monotonic()
        self.is_heard = False


class Connections:
    """Those that are open. When there are too many, an idle one is let go for the new one, else that is refused."""

    def __init__(self) -> None:
        self.held: set[Held] = set()
        self._known: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()

    def take(self, client: str, connection: socket.socket) -> Held | None:
        """The connection, if there may be one more; None when it must be closed."""
        new = Held(client, connection)
        with self._lock:
            if not self._has_room(new):
                return None
            self.held.add(new)
        return new

    def give_back(self, held: Held) -> None:
        """It is closed."""
        with self._lock:
            self.held.discard(held)

    def remember(self, held: Held) -> None:
        """A switchboard has spoken from there."""
        with self._lock:
            self._known.pop(held.whose, None)
            self._known[held.whose] = None
            while len(self._known) > _ADDRESSES:
                self._known.popitem(last=False)

    def end_overdue(self, seconds: float) -> None:
        """Let go what has been idle for so long: one that trickles within TLS is not heard of otherwise."""
        until = time.monotonic() - seconds
        with self._lock:
            for each in [each for each in self.held if not each.is_heard and each.since < until]:
                self._end(each)

    def _has_room(self, new: Held) -> bool:
        own = [each for each in self.held if each.whose == new.whose]
        if len(own) >= _OF_ONE and not new.is_proxy:
            return self._end_one(own)
        strangers = [each for each in self.held if not self._is_known(each)]
        is_known = self._is_known(new)
        if len(self.held) < AT_ONCE and (is_known or len(strangers) < _OF_STRANGERS):
            return True
        return self._end_one(strangers) or (is_known and self._end_one(self.held))

    def _is_known(self, held: Held) -> bool:
        return held.is_proxy or held.whose in self._known

    def _end_one(self, some: Collection[Held]) -> bool:
        """Let an idle one go, if there is one: the oldest of the address that has most."""
        idle = [each for each in some if not each.is_heard]
        if not idle:
            return False
        count = Counter(each.whose for each in idle)
        self._end(max(idle, key=lambda each: (count[each.whose], -each.since)))
        return True

    def _end(self, held: Held) -> None:
        """The thread that reads it finds it at its end, and closes it."""
        self.held.discard(held)
        with suppress(OSError):
            # TLS's own word of parting would wait for the other end, and for the thread that reads.
            socket.socket.shutdown(held.connection, socket.SHUT_RDWR)


class Pace:
    """So many requests a second from each address, some more at once."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, client: str) -> bool:
        """Whether it keeps within it."""
        now, name = time.monotonic(), whose(client)
        with self._lock:
            left, since = self._buckets.pop(name, (_BURST, now))
            left = min(_BURST, left + (now - since) * _PACE)
            self._buckets[name] = (max(left - 1, 0.0), now)
            while len(self._buckets) > _ADDRESSES:
                self._buckets.popitem(last=False)
        return left >= 1

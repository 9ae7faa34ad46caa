"""Two workstations and the service on one PostgreSQL, everything told twice and shuffled, everything killed, restarted
and cut off: at the end there is exactly what was sent, each once."""

import hashlib
import json
import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from mottagning import handover
from mottagning.contacts.mail import mailbox
from mottagning.contacts.phone import switchboards
from mottagning.contacts.tables import Call, Contact, ContactText, Identity, Ledger, Message, Raw
from mottagning.db import open_database
from mottagning.settings import Settings
from tests.servers import free_port
from tests.storm import Letter, PostBox, Relay, SentCall, Station, Teller, listens

SEED = 20261122
AT_ONCE = 8
"""Events that are being told at the same time."""
TWICE = 10
"""One letter of so many is delivered twice."""
ONCE = 5
"""So many calls in proportion to those that are told twice come besides, told once: of them nothing may be lost that
somebody has said to have."""
SETTLED_S = 240


class Storm:
    """The servers, the network before them, the programs, and what was sent to them."""

    def __init__(self, folder, postgres, dovecot, direct, count, blows):
        self.rng = random.Random(SEED)
        self.folder, self.blows = folder, blows
        self.postgres, self.dovecot = postgres, dovecot
        self.mail, self.data = Relay(dovecot.port), Relay(postgres.port)
        self.url = direct.replace(f":{postgres.port}/", f":{self.data.port}/")
        self.database = open_database(Settings(data=folder / "test", database=direct))
        self.letters = [Letter(number) for number in range(count)]
        self.once = count // ONCE
        self.calls = [self._call(number) for number in range(count + self.once)]
        self.done = Counter()
        self.box = PostBox(self.dovecot)
        self._set_up()

    def _call(self, number):
        began = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=self.rng.randrange(120, 3000))
        caller = "" if number % 7 == 3 else f"+467017406{self.rng.randrange(5, 100):02d}"
        source = ("vaxel", "phone")[number % 2]
        return SentCall(f"storm-{number}", source, caller, began, self.rng.random() < 0.5)

    def _set_up(self):
        account = mailbox.Account(
            name="post", host="127.0.0.1", port=self.mail.port, username=self.box.account.user,
            password=self.box.account.password, security="none",
        )  # fmt: skip
        mailbox.save_mailbox(self.database, mailbox.SaveMailbox(by=None, account=account))
        key = switchboards.new_key()
        save = switchboards.SaveSwitchboard(by=None, name="vaxel", dialect="cti", key_hash=switchboards.hash_of(key))
        switchboards.save_switchboard(self.database, save)
        port = free_port()
        places = [self.folder / name for name in ("one", "two")]
        self.stations = {place.name: self._workstation(place) for place in places}
        words = [*self._where(self.folder / "service"), "serve", "--listen", f"127.0.0.1:{port}"]
        self.stations["service"] = Station(words, self.folder / "service.log", lambda: listens(port))
        self.teller = Teller(f"http://127.0.0.1:{port}", key, places, self.url)
        for station in self.stations.values():
            station.wait_until_up()

    def _where(self, data):
        return ["--data", str(data), "--database", self.url, "--lang", "en"]

    def _workstation(self, data):
        socket = handover.address(str(data))
        return Station(
            [*self._where(data), "desk"],
            data.with_suffix(".log"),
            lambda: handover.deliver(socket, ["show", "desk"]),
        )

    def rage(self):
        """Send everything, with the blows in between."""
        told = [(call, kind, at) for call in self.calls for kind, at in call.events()]
        again = [(call, kind, at) for call in self.calls[self.once :] for kind, at in call.events()]
        sent = [*self.letters, *self.letters[::TWICE], *told, *again]
        self.told = len(told) + len(again)
        self.rng.shuffle(sent)
        places = sorted(self.rng.sample(range(len(sent)), len(self.blows)))
        blows = dict(zip(places, self.rng.sample(self.blows, len(self.blows)), strict=True))
        free = threading.Semaphore(AT_ONCE)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            telling = []
            for place, what in enumerate(sent):
                if place in blows:
                    self.strike(blows[place])
                if isinstance(what, Letter):
                    self.box.deliver(what)
                    continue
                free.acquire()
                telling.append(pool.submit(self.teller.tell, *what, self.rng.randrange(2)))
                telling[-1].add_done_callback(lambda _told: free.release())
            for each in telling:
                each.result()

    def strike(self, blow):
        self.done[blow] += 1
        if blow in self.stations:
            self.stations[blow].kill()
        elif blow == "mail server":
            self.dovecot.stop()
            self.dovecot.start()
        elif blow == "database server":
            self.postgres.stop()
            self.postgres.start()
        else:
            relay = self.mail if blow == "network to the mail" else self.data
            relay.cut()
            threading.Timer(self.rng.uniform(0.1, 1.5), relay.mend).start()

    def wait_until_settled(self):
        """Until nothing is left to do for the programs; nobody helps them."""
        until = time.monotonic() + SETTLED_S
        while True:
            with self.database.reading():
                states = Counter(row.state for row in Ledger.select(Ledger.state).where(Ledger.kind == "imap"))
            gauge = mailbox.folder_states(self.database)[0]
            is_whole = gauge.error is None and gauge.server_count == gauge.ledger_count == self.box.delivered
            if is_whole and states["understood"] >= self.box.delivered:
                return
            assert time.monotonic() < until, (states, gauge, self.box.delivered, self.said())
            threading.Event().wait(0.2)

    def said(self):
        return {name: station.said[-3000:] for name, station in self.stations.items()}

    def end(self):
        self.ended = {name: station.stop(in_order=name == "service") for name, station in self.stations.items()}

    def close(self):
        for station in self.stations.values():
            station.stop(in_order=False)
        self.database.close()
        for relay in (self.mail, self.data):
            relay.close()


WINDOWS, SERVICE = ["one", "two"], ["service"]
SERVERS = ["mail server", "database server"]
NETWORK = ["network to the mail", "network to the database"]


@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    ("count", "blows"),
    [
        pytest.param(40, [*WINDOWS, *SERVICE, *SERVERS, *NETWORK], id="short"),
        pytest.param(
            2000, [*WINDOWS * 15, *SERVICE * 15, *SERVERS * 5, *NETWORK * 15], id="long", marks=pytest.mark.long
        ),
    ],
)
def test_what_was_sent_is_there_once(tmp_path, postgres, dovecot, empty_server, count, blows):
    direct = postgres.new_database(empty_server)
    storm = Storm(tmp_path, postgres, dovecot, direct, count, blows)
    try:
        began = time.monotonic()
        storm.rage()
        raged = time.monotonic()
        storm.wait_until_settled()
        settled = time.monotonic()
        storm.end()
        print(  # noqa: T201 - the figures of docs/reliability.md
            f"seed {SEED}: {storm.box.delivered} letters and {storm.told} events of {len(storm.calls)} calls "
            f"in {raged - began:.0f} s, settled {settled - raged:.0f} s later; blows: {dict(storm.done)}; "
            f"starts: { {name: station.starts for name, station in storm.stations.items()} }; "
            f"not stored at the first try: {storm.teller.refused}; "
            f"stored without a window: {storm.teller.stored_without_window}"
        )
        check_letters(storm)
        check_calls(storm)
        check_programs(storm)
    finally:
        storm.close()
        postgres.drop_database(direct)


def check_letters(storm):
    sent = Counter(hashlib.sha256(each.octets).hexdigest() for each in (*storm.letters, *storm.letters[::TWICE]))
    with storm.database.reading():
        rows = list(Ledger.select().where(Ledger.kind == "imap"))
        contacts = {row.id for row in Contact.select().where(Contact.channel == "mail")}
        ids = Counter(row.message_id for row in Message.select())
        texts = sorted(row.text for row in ContactText.select().where(ContactText.contact_id.in_(contacts)))
        keys = Counter(row.key for row in Identity.select())
        found = storm.database.sql("SELECT count(*) FROM contact_search").fetchone()[0]
    assert Counter(row.sha256 for row in rows) == sent
    assert {row.state for row in rows} == {"understood"}
    assert len({row.place for row in rows}) == len(rows) == storm.box.delivered
    assert {row.contact_id for row in rows} == contacts
    assert ids == Counter(letter.message_id for letter in storm.letters)
    assert texts == sorted(f"Det här är brev {letter.number}." for letter in storm.letters)
    assert set(keys.values()) == {1}
    assert found >= len(contacts)


def check_calls(storm):
    with storm.database.reading():
        calls = {row.contact_id: row for row in Call.select()}
        phone = {row.id for row in Contact.select().where(Contact.channel == "phone")}
        numbers = {row.contact_id: row.phone for row in ContactText.select()}
        told = {
            row.contact_id: json.loads(Raw.get(Raw.ledger_id == row.id).octets)
            for row in Ledger.select().where(Ledger.kind == "call")
        }
    assert calls.keys() == phone
    known = {(row.source, row.call_id): row for row in calls.values()}
    assert Counter(known.keys()) == Counter((call.source, call.call_id) for call in storm.calls)
    assert len(calls) == len(storm.calls)
    for call in storm.calls:
        row = known[call.source, call.call_id]
        assert row.status == call.status, call
        assert (numbers[row.contact_id] or "") == call.number, call
        assert {(each["event"], each["at"]) for each in told[row.contact_id]} == call.kept(), call


def check_programs(storm):
    assert storm.ended["service"] == 0, storm.said()
    for name, station in storm.stations.items():
        assert station.starts > 1, name
        assert "Traceback" not in station.said, station.said

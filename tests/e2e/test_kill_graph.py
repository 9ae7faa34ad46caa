"""Killed at any point while it sends by Microsoft Graph, the outbox sends nothing twice, and loses nothing."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest

from mottagning.contacts.answers import outbox, senders
from mottagning.contacts.answers.tables import Outgoing
from mottagning.contacts.mail import web
from mottagning.contacts.mail.mailbox import GRAPH, Account
from mottagning.db import open_database
from tests.db import answers
from tests.graphdrafts import Halt
from tests.microsoft import APP, SECRET, TENANT, Microsoft

BETWEEN = timedelta(minutes=20)
STAGES = ("made", "asked", "sent")
"""The draft is there; its sending was asked for; it has gone."""
SENDS = """
import sys
from datetime import datetime
from pathlib import Path
import requests
from mottagning.contacts.answers import outbox
from mottagning.contacts.mail import web
from mottagning.db import open_database
from mottagning.settings import Settings
from tests.microsoft import diverted
web.session = lambda: diverted(int(sys.argv[4]))
database = open_database(Settings(data=Path(sys.argv[1]), database=sys.argv[2]))
outbox.send_due(database, lambda: datetime.fromisoformat(sys.argv[3]))
database.close()
"""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kills", [pytest.param(4, id="short"), pytest.param(60, id="long", marks=pytest.mark.long)])
def test_nothing_goes_twice_and_nothing_is_lost_however_often_it_is_killed(settings, monkeypatch, kills):
    rng = random.Random(13)
    server = Microsoft()
    monkeypatch.setattr(web, "session", server.session)
    reach = {"kind": "graph", "auth": "app", "host": GRAPH, "port": 443, "username": server.mailbox}
    made = Account(name="Mottagningen", tenant=TENANT, client_id=APP, password=SECRET, **reach)
    guessed = senders.guess(made)
    database = open_database(settings)
    account = answers.set_up(database, made, host=guessed.host, port=443, security="tls", files_itself=True)
    begun = answers.NOON
    for number in range(2 * kills):
        contact = answers.letter(database, number, sender=f"p{number}@example.se")
        answers.write(database, contact, account, to=f"p{number}@example.se", at=begun)

    for kill in range(kills):
        halt = Halt(STAGES[kill % len(STAGES)], rng.randrange(2))
        server.drafts.reached = halt
        server.drafts.is_slow = rng.random() < 0.5
        at = begun + kill * BETWEEN + timedelta(seconds=15)
        arguments = [str(settings.data), settings.database, at.isoformat(), str(server.port)]
        process = subprocess.Popen([sys.executable, "-c", SENDS, *arguments])
        while process.poll() is None and not halt.here.wait(0.01):
            pass
        process.kill()
        process.wait()
        halt.killed.set()
        assert halt.here.is_set()
        server.drafts.deliver()

    server.drafts.reached = lambda _stage: None
    server.drafts.is_slow = False
    for passed in range(3):
        outbox.send_due(database, lambda passed=passed: begun + kills * BETWEEN + passed * timedelta(hours=1))
    with database.reading():
        states = {row.message_id: row.state for row in Outgoing.select()}
    assert set(states.values()) == {"sent"}
    assert Counter(server.drafts.taken_ids) == Counter([*states])
    assert server.drafts.here == {}
    database.close()
    server.close()

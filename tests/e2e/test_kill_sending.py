"""Killed at any point while it sends, the outbox sends nothing twice, and never says that it did when it did not."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from threading import Event

import pytest

from mottagning.contacts.answers import outbox, standing
from mottagning.contacts.answers.standing import SayItWent, SendAgain
from mottagning.contacts.answers.tables import Outgoing
from mottagning.db import open_database
from tests.db import answers, mailboxes
from tests.smtpd import MailServer

BETWEEN = timedelta(minutes=20)
"""Between two that are killed: long enough for what was put off to be tried again."""
STAGES = ("RCPT", "END", "DATA", "END", "EHLO")
SENDS = """
import sys
from datetime import datetime
from pathlib import Path
from mottagning.contacts.answers import outbox
from mottagning.db import open_database
from mottagning.settings import Settings
database = open_database(Settings(data=Path(sys.argv[1]), database=sys.argv[2]))
outbox.send_due(database, lambda: datetime.fromisoformat(sys.argv[3]))
database.close()
"""


def states(database):
    with database.reading():
        return {row.message_id: row.state for row in Outgoing.select()}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kills", [pytest.param(6, id="short"), pytest.param(60, id="long", marks=pytest.mark.long)])
def test_nothing_goes_twice_however_often_it_is_killed(settings, dovecot, kills):
    rng = random.Random(11)
    server = MailServer()
    server.start()
    user = dovecot.add_account()
    server.user, server.password = user.user, user.password
    database = open_database(settings)
    account = answers.set_up(database, mailboxes.of_dovecot(dovecot, user), port=server.port)
    begun = answers.NOON
    for number in range(2 * kills):  # so many that some are left for each process
        contact = answers.letter(database, number, sender=f"p{number}@example.se")
        answers.write(database, contact, account, to=f"p{number}@example.se", at=begun)

    for kill in range(kills):
        stage = "QUIT" if kill == kills - 1 else STAGES[kill % len(STAGES)]
        passes = 0 if stage in ("EHLO", "QUIT") else rng.randrange(2)  # at the first letter, or at the second
        here, killed = Event(), Event()

        def reached(now, stage=stage, here=here, killed=killed, left=[passes]) -> None:  # noqa: B006
            if now == stage:
                left[0] -= 1
                if left[0] < 0 and not here.is_set():
                    here.set()
                    killed.wait(20)

        server.reached = reached
        at = begun + kill * BETWEEN + timedelta(seconds=15)
        arguments = [str(settings.data), settings.database, at.isoformat()]
        process = subprocess.Popen([sys.executable, "-c", SENDS, *arguments])
        while process.poll() is None and not here.wait(0.01):
            pass
        process.kill()
        process.wait()
        killed.set()
        assert here.is_set()
        went = {each.message_id for each in server.taken}
        for message_id, state in states(database).items():
            assert state != "sent" or message_id in went
            assert state != "waiting" or message_id not in went

    server.reached = lambda _stage: None
    end = begun + kills * BETWEEN + timedelta(hours=2)
    outbox.send_due(database, lambda: end)
    went = {each.message_id for each in server.taken}
    with database.reading():
        unsure = list(Outgoing.select().where(Outgoing.state == "unsure"))
    for row in unsure:  # somebody looks, and decides
        command = {"by": None, "at": end, "answer": row.id}
        if row.message_id in went:
            standing.say_it_went(database, SayItWent(**command))
        else:
            standing.send_again(database, SendAgain(**command))
    outbox.send_due(database, lambda: end)
    assert set(states(database).values()) == {"sent"}
    assert Counter(each.message_id for each in server.taken) == Counter([*states(database)])
    database.close()
    server.stop()

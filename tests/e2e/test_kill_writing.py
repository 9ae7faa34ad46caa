"""Killed while somebody writes on a call card, the program gives back what she wrote but for the last moment."""

import os
import random
import subprocess
import sys

import pytest

from mottagning.command import carry_out
from mottagning.contacts import cards, views
from mottagning.db import open_database
from mottagning.people.staff import SavePerson

WRITES = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from mottagning import app
from mottagning.contacts import cards
from mottagning.people import staff
from mottagning.people.signedin import SignedIn
from mottagning.settings import Settings
application = app.Application(Settings(data=Path(sys.argv[1]), database=sys.argv[2]), listen=False)
anna = staff.by_key(application.database, "ab")
application.workplace.sign_in(SignedIn(anna, datetime.now(UTC)))
application.start("desk")
if sys.argv[3] == "go on":
    application.shell.open_parked()
else:
    application.shell.open_call(None, None)
class Writer(QTimer):
    said, number = -1, 0
    def write(self):
        calls = application.shell._calls
        if not calls:
            return
        note = calls[-1].content.note
        if not self.number:
            self.number = len(note.text().split())
        QTest.keyClicks(note, f"{self.number} ")
        self.number += 1
        for left in cards.left_cards(application.database, anna.id):
            kept = len(left.written.text.split())
            if kept != self.said:
                self.said = kept
                print(kept, flush=True)
writer = Writer(interval=20)
writer.timeout.connect(writer.write)
writer.start()
application.qt.exec()
"""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kills", [pytest.param(2, id="short"), pytest.param(20, id="long", marks=pytest.mark.long)])
def test_what_was_written_on_a_call_is_there_again(settings, kills):
    rng = random.Random(3)
    database = open_database(settings)
    anna = carry_out(database, SavePerson(by=None, key="ab", name="Anna Berg", role="desk")).created["person"]
    told = 0
    for kill in range(kills):
        command = [sys.executable, "-c", WRITES, str(settings.data), settings.database, "go on" if kill else "anew"]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}
        )
        for _ in range(rng.randint(1, 3)):
            told = int(process.stdout.readline())
        process.kill()
        process.communicate()
        (left,) = cards.left_cards(database, anna)
        words = [int(word) for word in left.written.text.split()]
        assert words == list(range(len(words)))  # every word once, in order
        assert len(words) >= told
    with database.reading():
        assert views.summaries(database) == []
    database.close()

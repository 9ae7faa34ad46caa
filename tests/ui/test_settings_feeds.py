"""The sources of the case list in the settings: added, looked at, confirmed, changed, removed."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.care import feeding
from mottagning.cases import folder, sources
from mottagning.cases.collecting import REFUSED
from mottagning.cases.mappings import map_file, saved_mappings
from mottagning.cases.sources import SaveSource, Source
from mottagning.ui.intake_watch import IntakeWatch
from mottagning.ui.settings import page as settings_page
from mottagning.ui.settings.feedsources import FeedSourcesSection
from mottagning.ui.settings.sourceform import SourceForm
from mottagning.ui.widgets.rows import Row
from tests.db.feeds import HEADER, case, stored, write
from tests.db.people import hire

from .conftest import NOW
from .test_settings import card, choose, part, sit_down

LEFT = Qt.MouseButton.LeftButton
ROWS = [case(f"C-{n}") for n in range(6)]


@pytest.fixture
def watched(application: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for exports, a mapping for them, and a lead who has sat down; files settle at once."""
    monkeypatch.setattr(folder, "SETTLING_S", 0)
    hire(application.database, "ab")
    sit_down(application, "kl")
    map_file(application.database, "system", write(tmp_path / "first.csv", ROWS), {})
    made = tmp_path / "export"
    made.mkdir()
    return made


def save(application: Application, place: Path) -> None:
    made = Source(name="Natt", kind="folder", place=str(place), mapping="system")
    sources.save_source(application.database, SaveSource(by=None, source=made))


def put(watched: Path, rows: list[dict[str, str]], seconds: int = 0) -> None:
    path = write(watched / "list.csv", rows)
    os.utime(path, (NOW.timestamp() + seconds, NOW.timestamp() + seconds))


def opened(application: Application, qtbot: QtBot) -> SourceForm:
    """The form of the only source."""
    section: FeedSourcesSection = part(application, "feeds", FeedSourcesSection)
    qtbot.waitUntil(lambda: section.list.rows.rowCount() == 1)
    section.list.select("Natt")
    qtbot.keyClick(section.list, Qt.Key.Key_Return)
    form: SourceForm = card(application, SourceForm)
    return form


def row(section: Any) -> Row:
    (found,) = [item for item in section.list.rows.items() if isinstance(item, Row)]
    return found


def test_a_folder_is_watched(application: Application, watched: Path, qtbot: QtBot) -> None:
    section: FeedSourcesSection = part(application, "feeds", FeedSourcesSection)
    qtbot.mouseClick(section.folder_button, LEFT)
    form: SourceForm = card(application, SourceForm)
    qtbot.waitUntil(lambda: form.mapping.currentText() == "system")
    assert not form.look_button.isVisible()
    qtbot.keyClicks(form.name, "Natt")
    qtbot.mouseClick(form.ok, LEFT)
    qtbot.waitUntil(lambda: "whole path of the folder" in form.notice.sentence)
    form.place.setText(str(watched))
    choose(form.afterwards, "Keep it encrypted for 30 days")
    qtbot.mouseClick(form.ok, LEFT)
    qtbot.waitUntil(lambda: section.list.rows.rowCount() == 1)
    (state,) = sources.states(application.database)
    kept = state.source
    assert (kept.kind, kept.place, kept.pattern, kept.afterwards) == ("folder", str(watched), "*.csv; *.xlsx", "keep")


def test_a_database_is_read(application: Application, watched: Path, qtbot: QtBot) -> None:
    section: FeedSourcesSection = part(application, "feeds", FeedSourcesSection)
    qtbot.mouseClick(section.database_button, LEFT)
    form: SourceForm = card(application, SourceForm)
    qtbot.waitUntil(lambda: form.mapping.currentText() == "system")
    qtbot.keyClicks(form.name, "Vy")
    form.place.setText("mssql://server/db")
    form.query.setPlainText("mottagningen")
    qtbot.mouseClick(form.ok, LEFT)
    qtbot.waitUntil(lambda: "not SQL Server" in form.notice.sentence)
    form.place.setText("postgresql://reader@127.0.0.1:1/system")
    form.password.setText("hemligt")
    form.minutes.setValue(30)
    qtbot.mouseClick(form.ok, LEFT)
    qtbot.waitUntil(lambda: section.list.rows.rowCount() == 1)
    found = sources.read_source(application.database, "Vy")
    assert (found.query, found.minutes, found.password) == ("mottagningen", 30, "hemligt")
    assert "hemligt" not in row(section).spoken


def test_a_mapping_is_made_by_the_columns_of_the_view(
    application: Application, watched: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "system.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE lista (Ärendekod TEXT, Steg TEXT, Namn TEXT)")
        connection.execute("CREATE TABLE arenden (Ärendekod TEXT, Steg TEXT)")
        connection.execute("INSERT INTO arenden VALUES ('C-1', 'Utredning')")
        connection.commit()
    section: FeedSourcesSection = part(application, "feeds", FeedSourcesSection)
    qtbot.mouseClick(section.database_button, LEFT)
    form: SourceForm = card(application, SourceForm)
    qtbot.waitUntil(lambda: form.mapping.count() == 2)
    form.mapping.setCurrentIndex(1)
    qtbot.keyClicks(form.name, "Vy")
    form.place.setText(f"sqlite://{path}")
    form.query.setPlainText("lista")
    qtbot.mouseClick(form.ok, LEFT)
    qtbot.waitUntil(lambda: "protected" in form.notice.sentence)
    form.query.setPlainText("arenden")
    qtbot.mouseClick(form.ok, LEFT)
    qtbot.waitUntil(lambda: section.list.rows.rowCount() == 1)
    (state,) = sources.states(application.database)
    assert state.source.mapping == "Vy"
    assert [mapping.name for mapping in saved_mappings(application.database)][:1] == ["Vy"]


def test_somebody_looks_now_and_confirms_what_is_held(application: Application, watched: Path, qtbot: QtBot) -> None:
    save(application, watched)
    form = opened(application, qtbot)
    qtbot.mouseClick(form.look_button, LEFT)
    qtbot.waitUntil(lambda: form.notice.sentence == "Nothing new is there.")
    put(watched, ROWS)
    qtbot.mouseClick(form.look_button, LEFT)
    qtbot.waitUntil(lambda: form.notice.sentence == "list.csv is taken: 6 new, 0 changed, 0 closed.")
    assert not form.confirm_button.isVisible()
    put(watched, ROWS[:2], 60)
    qtbot.mouseClick(form.look_button, LEFT)
    qtbot.waitUntil(form.confirm_button.isVisible)
    section: Any = application.window.page("settings").part
    qtbot.waitUntil(lambda: row(section).word == "Waits for you")
    qtbot.mouseClick(form.confirm_button, LEFT)
    qtbot.waitUntil(lambda: "4 closed" in form.notice.sentence)
    qtbot.waitUntil(lambda: row(section).word == "Taken")
    assert list(watched.iterdir()) == []


def test_what_was_refused_is_tried_again(application: Application, watched: Path, qtbot: QtBot) -> None:
    save(application, watched)
    header = [name for name in HEADER if name != "Steg"]
    write(watched / "list.csv", [row | {"Läge": "Utredning"} for row in ROWS], [*header, "Läge"])
    form = opened(application, qtbot)
    assert not form.again_button.isVisible()
    qtbot.mouseClick(form.look_button, LEFT)
    qtbot.waitUntil(form.again_button.isVisible)
    assert "is not in the file" in form.notice.sentence
    write(watched.parent / "right.csv", ROWS, [*header, "Läge"])
    map_file(application.database, "system", watched.parent / "right.csv", {"stage": "Läge"})
    qtbot.mouseClick(form.again_button, LEFT)
    qtbot.waitUntil(lambda: form.notice.sentence == "list.csv is taken: 6 new, 0 changed, 0 closed.")
    assert not form.again_button.isVisible()
    assert [path.name for path in watched.iterdir()] == [REFUSED]


def test_what_is_confirmed_is_what_the_form_has_shown(application: Application, watched: Path, qtbot: QtBot) -> None:
    save(application, watched)
    put(watched, ROWS)
    form = opened(application, qtbot)
    qtbot.mouseClick(form.look_button, LEFT)
    qtbot.waitUntil(lambda: "6 new" in form.notice.sentence)
    put(watched, ROWS[:3], 60)
    qtbot.mouseClick(form.look_button, LEFT)
    qtbot.waitUntil(form.confirm_button.isVisible)
    put(watched, ROWS[:1], 60)
    feeding.look_now(application.database, "Natt", application.settings.data, by=None, wait=lambda _seconds: None)
    qtbot.mouseClick(form.confirm_button, LEFT)
    qtbot.waitUntil(lambda: "no longer what was shown" in form.notice.sentence)
    assert "5 of 6" in form.notice.sentence
    qtbot.mouseClick(form.confirm_button, LEFT)
    qtbot.waitUntil(lambda: "5 closed" in form.notice.sentence)


def test_what_went_wrong_is_said_in_its_row_and_its_card(application: Application, watched: Path, qtbot: QtBot) -> None:
    save(application, watched / "borta")
    form = opened(application, qtbot)
    qtbot.mouseClick(form.look_button, LEFT)
    qtbot.waitUntil(lambda: "cannot be looked into" in form.notice.sentence)
    section: Any = application.window.page("settings").part
    qtbot.waitUntil(lambda: row(section).word == "Wrong")
    assert "cannot be looked into" in row(section).detail


def test_a_source_is_removed(application: Application, watched: Path, qtbot: QtBot) -> None:
    save(application, watched)
    form = opened(application, qtbot)
    assert form.name.isReadOnly()
    qtbot.mouseClick(form.remove_button, LEFT)
    qtbot.waitUntil(lambda: sources.states(application.database) == ())


def test_team_leads_alone_see_them(application: Application, watched: Path) -> None:
    sit_down(application, "ab")
    page = application.window.open_page("settings")
    assert isinstance(page, settings_page.SettingsPage)
    page.show_item("feeds")
    assert not isinstance(page.part, FeedSourcesSection)


def test_while_nobody_serves_the_window_takes_what_comes(
    application: Application, watched: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mottagning.ui.intake_watch._FEEDS_S", 0.05)
    put(watched, ROWS)
    watch = IntakeWatch(application.workplace, application.settings)
    seen: list[object] = []
    application.workplace.changed.connect(lambda changes: seen.append(changes.ids("case")))
    save(application, watched)
    watch.start()
    qtbot.waitUntil(lambda: len(stored(application.database)) == 6)
    qtbot.waitUntil(lambda: any(seen))
    assert feeding.WINDOW < feeding.SERVICE

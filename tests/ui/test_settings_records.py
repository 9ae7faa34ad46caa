"""The settings of records: what is saved holds, what is wrong is said where it stands, and it can be taken back."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from mottagning.desk.records import SaveRecords, load_records
from mottagning.ui.settings.records import RecordsSection

from .reception import Reception


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


@pytest.fixture
def section(reception: Reception, qtbot: QtBot) -> RecordsSection:
    reception.sit_down("le")
    page = reception.application.window.open_page("settings")
    page.show_item("records")
    made = page.part
    assert isinstance(made, RecordsSection)
    qtbot.waitUntil(lambda: made.places["spoken"].isEnabled())
    return made


def test_what_is_saved_holds_and_can_be_taken_back(reception: Reception, section: RecordsSection) -> None:
    before = load_records(reception.database)
    section.places["spoken"].setCurrentIndex(section.places["spoken"].findText("Not registered yet"))
    section.template.setPlainText("{datum}: {anteckningar}")
    section.decision.setText("KS 2026/14")
    section.days["minor"].setValue(30)
    section.keeping.ok.click()
    reception.qtbot.waitUntil(lambda: reception.application.window.status.can_undo)
    records = load_records(reception.database)
    assert records.places["spoken"] == "not_yet"
    assert records.template == "{datum}: {anteckningar}"
    assert (records.disposal.decision, records.disposal.days) == ("KS 2026/14", {"minor": 30})
    reception.undo()
    reception.qtbot.waitUntil(lambda: load_records(reception.database) == before)


def test_a_wrong_field_is_named_and_nothing_is_saved(reception: Reception, section: RecordsSection) -> None:
    before = load_records(reception.database)
    section.decision.setText("KS 2026/14")
    section.days["minor"].setValue(30)
    section.template.setPlainText("{namn}")
    section.keeping.ok.click()
    reception.qtbot.waitUntil(lambda: "namn" in section.keeping.notice.sentence)
    assert load_records(reception.database) == before
    assert section.template.toPlainText() == "{namn}"


def test_what_another_lead_saved_meanwhile_is_said_and_not_written_over(
    reception: Reception, section: RecordsSection
) -> None:
    section.decision.setText("KS 2026/14")
    seen = load_records(reception.database)
    theirs = replace(seen, template="{datum}: {anteckningar}")
    reception.command(SaveRecords(by=reception.person("le"), records=theirs, seen=seen))
    section.keeping.ok.click()
    reception.qtbot.waitUntil(lambda: "Somebody else changed this just now" in section.keeping.notice.sentence)
    assert load_records(reception.database) == theirs
    assert section.decision.text() == "KS 2026/14"
    section.keeping.back.click()
    reception.qtbot.waitUntil(lambda: section.template.toPlainText() == "{datum}: {anteckningar}")
    section.decision.setText("KS 2026/14")
    section.keeping.ok.click()
    reception.qtbot.waitUntil(lambda: load_records(reception.database).disposal.decision == "KS 2026/14")
    assert load_records(reception.database).template == "{datum}: {anteckningar}"


def test_what_was_read_late_does_not_come_over_what_is_written(reception: Reception, section: RecordsSection) -> None:
    section.decision.setText("KS 2026/14")
    section.keeping._take(False, load_records(reception.database))
    assert section.decision.text() == "KS 2026/14"
    section.keeping.back.click()
    reception.qtbot.waitUntil(lambda: section.decision.text() == "")


def test_what_is_saved_is_no_longer_being_written(reception: Reception, section: RecordsSection) -> None:
    touched: list[bool] = []
    section.keeping.saved.connect(lambda: touched.append(section.keeping._is_touched()))
    section.decision.setText("KS 2026/14")
    section.keeping.ok.click()
    reception.qtbot.waitUntil(lambda: bool(touched))
    assert touched == [False]  # else what is undone before it was read again would not come in

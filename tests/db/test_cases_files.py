"""Other people's files through the import, and the rules that hold for any export."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mottagning.cases import feed as feed_module
from mottagning.cases.feedreport import FeedReport
from mottagning.cases.mappings import map_file
from mottagning.cases.tables import Case, CaseHistory, Feed
from mottagning.command import CommandLog
from mottagning.errors import Trouble
from tests.db.feeds import MONDAY, KilledError, case, content, counts, history, killed_after, stored, take, write

EXAMPLES = settings(
    max_examples=8,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

ROWS = st.builds(
    case,
    st.sampled_from([f"C-{n}" for n in range(6)]),
    Steg=st.sampled_from(["Mottaget", "Utredning", "Beslut", "Avslutad"]),
    Handläggare=st.sampled_from(["Karin Lind", "Omar Haddad", ""]),
    Inkom=st.sampled_from(["2026-11-02", "i våras", ""]),
    Namn=st.sampled_from(["Åsa Öberg", "Bo Ek", ""]),
    Telefon=st.sampled_from(["070-174 06 05", "08-465 004 10", "fel nummer", ""]),
    Skyddade_personuppgifter=st.sampled_from(["ja", "nej", "", ""]),
)
EXPORTS = st.lists(ROWS, max_size=9)


ON_SQLITE = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)  # no file is read otherwise on the other


@ON_SQLITE
def test_any_file_gives_counts_or_one_sentence(database, shared_data):
    paths = sorted(path for path in (shared_data / "csv").rglob("*") if path.is_file())
    assert len(paths) > 100
    for path in paths:
        try:
            report = take(database, path)
        except Trouble as trouble:
            sentence = str(trouble)
            assert sentence.rstrip().endswith((".", ")")), sentence
            assert "\n" not in sentence
        else:
            assert isinstance(report, FeedReport)
            assert report.held or report.read == report.new + report.changed + report.unchanged + len(report.rejected)


@ON_SQLITE
def test_a_mapping_of_any_file_is_made_or_refused_with_one_sentence(database, shared_data):
    for path in sorted((shared_data / "csv" / "csv-spectrum").iterdir()):
        with pytest.raises(Trouble):
            map_file(database, path.name, path, {})


def clean(database, tmp_path):
    """An empty case list, and a mapping: a guess would follow what the cells of each export look like."""
    map_file(database, "system", write(tmp_path / "sample.csv", [case()]), {})
    with database.writing():
        for table in (CaseHistory, Case, Feed, CommandLog):
            table.delete().execute()


@EXAMPLES
@given(rows=EXPORTS)
def test_the_same_export_again_changes_nothing(database, tmp_path, rows):
    clean(database, tmp_path)
    path = write(tmp_path / "a.csv", rows)
    first = take(database, path)
    before, so_far = stored(database), history(database)

    again = take(database, path, at=MONDAY + timedelta(days=2))

    assert counts(again) == (first.read, 0, 0, first.read - len(first.rejected), 0, len(first.rejected))
    assert (stored(database), history(database)) == (before, so_far)


@EXAMPLES
@given(one=EXPORTS, other=EXPORTS)
def test_the_first_export_once_more_brings_its_cases_back(database, tmp_path, one, other):
    clean(database, tmp_path)
    a, b = write(tmp_path / "a.csv", one), write(tmp_path / "b.csv", other)
    take(database, a, confirm=True)
    first = content(database)

    take(database, b, confirm=True)
    take(database, a, confirm=True)

    after = content(database)
    for code, (values, parties) in first.items():
        assert after[code][1] == parties or not parties
        assert after[code][0] == values
    for code in after.keys() - {row["Ärendekod"] for row in one}:
        assert after[code][0]["closed"], "no longer in the export"


@EXAMPLES
@given(one=EXPORTS, other=EXPORTS, turns=st.integers(1, 6))
def test_broken_off_and_run_again_equals_one_clean_run(database, tmp_path, one, other, turns):
    a, b = write(tmp_path / "a.csv", one), write(tmp_path / "b.csv", other)
    feed_module_chunk, feed_module._CHUNK = feed_module._CHUNK, 1
    try:
        clean(database, tmp_path)
        take(database, a, confirm=True)
        wanted = take(database, b, confirm=True)
        clean_run = content(database), sorted(history(database), key=str)
        clean(database, tmp_path)
        take(database, a, confirm=True)
        try:
            take(database, b, confirm=True, carry_out=killed_after(database, turns))
        except KilledError:
            report = take(database, b, confirm=True)
            assert counts(report) == counts(wanted)
    finally:
        feed_module._CHUNK = feed_module_chunk
    assert (content(database), sorted(history(database), key=str)) == clean_run

"""What the other tests rely on: unexpected log lines fail, absent ones too, CI accepts nothing missing."""

import logging

import pytest

from tests.conftest import ExpectedLogs, missing, watched_logs

pytest_plugins = ["pytester"]


@pytest.mark.parametrize("propagate", [True, False])
def test_an_unexpected_log_line_is_found(expected_logs: ExpectedLogs, propagate: bool) -> None:
    expected_logs("odd")
    logger = logging.getLogger("tests.odd")
    logger.propagate = propagate
    with watched_logs() as watched:
        logger.info("as usual")
        assert watched.complaint() == ""
        logger.warning("odd %d", 1)
    assert watched.complaint() == "unexpected log line: WARNING tests.odd: odd 1"


def test_an_expected_log_line_is_accepted_and_an_absent_one_is_not(expected_logs: ExpectedLogs) -> None:
    expected_logs("odd")
    with watched_logs() as watched:
        logging.getLogger("tests.odd").warning("odd")
    watched("^od+$")
    assert watched.complaint() == ""
    watched("even")
    assert watched.complaint() == "expected log line never came: even"


def test_a_log_line_after_the_watch_is_nobodys(expected_logs: ExpectedLogs) -> None:
    with watched_logs() as watched:
        pass
    expected_logs("odd")
    logging.getLogger("tests.odd").warning("odd")
    assert watched.records == []


def test_a_test_with_an_unexpected_log_line_fails(pytester: pytest.Pytester, expected_logs: ExpectedLogs) -> None:
    expected_logs("odd")
    pytester.makeconftest("from tests.conftest import *")
    pytester.makepyfile("import logging\ndef test_it(): logging.getLogger('x').warning('odd')")
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(passed=1, errors=1)


def test_long_tests_wait_to_be_asked_for(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("from tests.conftest import *")
    pytester.makeini("[pytest]\nmarkers = long")
    pytester.makepyfile("import pytest\n@pytest.mark.long\ndef test_it(): pass\ndef test_other(): pass")
    pytester.runpytest_inprocess().assert_outcomes(passed=1, deselected=1)
    pytester.runpytest_inprocess("--long").assert_outcomes(passed=2)


def test_what_is_missing_is_skipped_at_home_and_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no server"):
        missing("no server")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no server"):
        missing("no server")

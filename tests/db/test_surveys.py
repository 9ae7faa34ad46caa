"""Answers are counted and nothing else is kept of them; what they come to is told where enough have answered."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from mottagning.command import carry_out
from mottagning.errors import Conflict, NotAllowed, Trouble
from mottagning.measures import surveys
from mottagning.measures.goalsettings import load_goals
from mottagning.measures.periods import parted
from mottagning.measures.questions import EFFECT, NO, PARTLY, YES, Question, SaveSurvey, load_survey
from mottagning.measures.surveyimport import TakeFile, foresee
from mottagning.measures.surveys import CountAnswers, Response
from mottagning.people import unit
from tests.db.people import hire

WEEK, NEXT = date(2026, 11, 9), date(2026, 11, 16)
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
PERIOD = (date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def people(database):
    return hire(database, "ab")


@pytest.fixture
def lead(people):
    return people["kl"]


def answer(n=1, week=WEEK, channel="phone", category="sol", **answers):
    given = tuple((EFFECT if key == "effect" else key, value) for key, value in answers.items())
    return (Response(week=week, way="form", channel=channel, category=category, answers=given),) * n


def count(database, *responses, by=None):
    return carry_out(database, CountAnswers(by=by, at=AT, responses=tuple(responses)))


def figures(database, first=PERIOD[0], last=PERIOD[1]):
    return {each.name: (each.value, each.n) for each in surveys.measures(database, first, last)}


def test_answers_come_to_an_index_and_a_share(database):
    count(database, *answer(3, kindness=5, effect=YES), *answer(2, kindness=3, effect=PARTLY), *answer(2, kindness=1))
    found = figures(database)
    assert found["survey/Bemötande"] == ((3 * 100 + 2 * 50) / 7, 7)
    assert found["survey_right_help"] == (60, 5)
    assert found["survey_right_help/sol"] == (60, 5)
    assert found["survey/Lätt att nå"] == (None, 0)


def test_fewer_than_five_are_not_shown(database):
    count(database, *answer(4, kindness=5, effect=NO), *answer(1, channel="mail", category="lss", kindness=4))
    assert figures(database)["survey/Bemötande"] == (95, 5)
    assert figures(database)["survey_right_help"] == (None, 4)
    assert "survey_right_help/sol" not in figures(database)
    found = surveys.results(database, *PERIOD)
    kindness = next(each for each in found.questions if each.key == "kindness")
    assert kindness.channels == {}
    assert [(each.category, each.n, each.yes) for each in found.by_help] == [("sol", 4, None)]


@pytest.mark.parametrize("mails", [1, 4])
def test_what_is_left_of_the_whole_is_not_few_either(database, mails):
    """Else the few are counted out: the whole and all other parts are shown."""
    phone, mail = (
        answer(5, kindness=5, effect=YES),
        answer(mails, channel="mail", category="lss", kindness=1, effect=NO),
    )
    count(database, *phone, *mail)
    found = surveys.results(database, *PERIOD)
    kindness = next(each for each in found.questions if each.key == "kindness")
    assert (kindness.n, kindness.channels) == (5 + mails, {})
    assert [each.yes for each in found.by_help] == [None, None]
    assert "survey_right_help/sol" not in figures(database)
    count(database, *answer(5 - mails, channel="mail", category="lss", kindness=1, effect=NO))
    found = surveys.results(database, *PERIOD)
    kindness = next(each for each in found.questions if each.key == "kindness")
    assert {channel: each.value for channel, each in kindness.channels.items()} == {"phone": 100, "mail": 0}
    assert [each.yes.value for each in found.by_help if each.yes] == [0, 100]


def test_a_week_belongs_to_the_period_of_its_monday(database):
    count(database, *answer(5, week=date(2026, 11, 30), kindness=5), *answer(6, week=date(2026, 10, 26), kindness=1))
    assert figures(database)["survey/Bemötande"] == (100, 5)
    months = parted(date(2026, 10, 1), date(2026, 12, 31), "month")
    assert [found[1].value for found in surveys.measure_spans(database, months)] == [0, 100, None]


def test_nothing_that_is_kept_points_at_a_person_a_contact_or_the_other_answers(database):
    """The five answers of one are five counts; who noted them is written down nowhere."""
    count(database, *answer(1, ease=1, kindness=2, effect=NO))
    with database.reading():
        rows = database.sql("SELECT * FROM survey_tally").fetchall()
        assert len(rows) == 3
        assert {len(row) for row in rows} == {7}
        logged = database.sql("SELECT actor_id, changes FROM command_log ORDER BY seq DESC").fetchone()
        audited = database.sql("SELECT count(*) FROM audit WHERE kind = 'survey'").fetchone()[0]
    assert logged[0] is None
    assert "kindness" not in logged[1]
    assert audited == 0, "the moment would tell which contact had just been closed"


def test_what_was_counted_is_taken_back_and_counted_again(database):
    count(database, *answer(5, kindness=5))
    changes = count(database, *answer(1, kindness=1, effect=NO))
    back = carry_out(database, changes.undo)
    assert figures(database)["survey/Bemötande"] == (100, 5)
    with database.reading():
        assert database.sql("SELECT count(*) FROM survey_tally").fetchone()[0] == 1, "no row of nothing is left"
    carry_out(database, back.undo)
    assert figures(database)["survey/Bemötande"] == (500 / 6, 6)
    carry_out(database, changes.undo.__class__(by=None, responses=changes.undo.responses))
    with pytest.raises(Trouble):
        carry_out(database, changes.undo.__class__(by=None, responses=changes.undo.responses))


@pytest.mark.parametrize(
    "wrong",
    [
        {"answers": ()},
        {"answers": (("kindness", 6),)},
        {"answers": (("kindness", 0),)},
        {"answers": ((EFFECT, 3),)},
        {"answers": (("nobody asked", 3),)},
        {"answers": (("kindness", 3), ("kindness", 4))},
        {"week": date(2026, 11, 10)},
        {"channel": "fax"},
    ],
)
def test_what_is_no_answer_is_refused(database, wrong):
    with pytest.raises(Trouble):
        count(database, replace(answer(kindness=5)[0], **wrong))
    assert figures(database)["survey/Bemötande"] == (None, 0)


def test_a_file_is_counted_once_however_often_it_comes_and_grows(database, lead, tmp_path):
    path = tmp_path / "svar.csv"
    rows = "Datum;Bemötande;Rätt hjälp\n" + "2026-11-18;5;ja\n" * 5 + "2026-11-19;9;ja\n"
    path.write_text(rows, encoding="utf-8")
    first = foresee(database, path, date(2026, 11, 23))
    assert (len(first.fresh), len(first.file.rejected)) == (5, 1)
    taken = carry_out(database, TakeFile(by=lead, at=AT, responses=first.fresh, columns={}))
    assert taken.created["survey"] == 5
    again = carry_out(database, TakeFile(by=lead, at=AT, responses=first.fresh, columns={}))
    assert (again.created["survey"], again.undo) == (0, None)
    assert figures(database)["survey/Bemötande"] == (100, 5)
    path.write_text(rows + "2026-11-20;1;nej\n", encoding="utf-8")
    grown = foresee(database, path, date(2026, 11, 23))
    assert len(grown.fresh) == 1
    carry_out(database, taken.undo)
    assert figures(database)["survey/Bemötande"] == (None, 0)
    assert len(foresee(database, path, date(2026, 11, 23)).fresh) == 6


def test_what_is_kept_of_a_files_rows_tells_no_answer(database, lead, tmp_path):
    """There are few answers to try: a digest that anybody can make would give a person's away, all of them together."""
    path = tmp_path / "svar.csv"
    path.write_text("Datum;Bemötande;Rätt hjälp\n2026-11-18;2;nej\n", encoding="utf-8")
    responses = foresee(database, path, date(2026, 11, 23)).fresh
    carry_out(database, TakeFile(by=lead, at=AT, responses=responses, columns={}))
    with database.reading():
        ((kept,),) = database.sql("SELECT digest FROM survey_seen").fetchall()
    assert kept != responses[0].digest
    assert foresee(database, path, date(2026, 11, 23)).fresh == ()


def test_what_columns_are_is_known_the_next_time(database, lead, tmp_path):
    path = tmp_path / "svar.csv"
    path.write_text("Datum;Så var samtalet\n2026-11-18;5\n", encoding="utf-8")
    chosen = {"Så var samtalet": "kindness"}
    found = foresee(database, path, date(2026, 11, 23), chosen)
    carry_out(database, TakeFile(by=lead, at=AT, responses=found.fresh, columns=chosen))
    assert [column.field for column in foresee(database, path, date(2026, 11, 23)).file.columns] == ["day", "kindness"]


def test_files_and_questions_are_for_team_leads(database, people):
    desk = people["ab"]
    with pytest.raises(NotAllowed):
        carry_out(database, TakeFile(by=desk, at=AT, responses=(), columns={}))
    with pytest.raises(NotAllowed):
        count(database, replace(answer(kindness=5)[0], way="file", digest="1"), by=desk)
    survey = load_survey(database)
    with pytest.raises(NotAllowed):
        carry_out(database, SaveSurvey(by=desk, at=AT, survey=survey, seen=survey))


def test_questions_are_the_units_own_and_keep_their_answers(database, lead):
    count(database, *answer(5, kindness=5), *answer(5, time=1))
    before = load_survey(database)
    kindness = next(each for each in before.questions if each.key == "kindness")
    wanted = replace(
        before,
        questions=(replace(kindness, name="Snällhet"), Question(name="Väntan", words="Hur var väntan?")),
    )
    changes = carry_out(database, SaveSurvey(by=lead, at=AT, survey=wanted, seen=before))
    assert [(each.key, each.name) for each in load_survey(database).questions] == [
        ("kindness", "Snällhet"),
        ("own_1", "Väntan"),
    ]
    assert figures(database)["survey/Snällhet"] == (100, 5)
    assert "survey/Snällhet" in [goal.measure for goal in load_goals(database).goals], "its goal goes on"
    names = [each.name for each in surveys.results(database, *PERIOD).questions]
    assert names == ["Snällhet", "Väntan", "Tiden det tog"], "what was asked before is still told"
    with pytest.raises(Conflict):
        carry_out(database, SaveSurvey(by=lead, at=AT, survey=before, seen=before))
    carry_out(database, changes.undo)
    assert "survey/Bemötande" in [goal.measure for goal in load_goals(database).goals]
    assert load_survey(database).questions == before.questions
    again = replace(load_survey(database), questions=(Question(name="Väntan", words="hur var väntan?"),))
    carry_out(database, SaveSurvey(by=lead, at=AT, survey=again, seen=load_survey(database)))
    assert load_survey(database).questions[0].key == "own_1", "the same words go on with their answers"


def test_of_two_who_save_their_questions_in_the_same_moment_the_second_is_told(database, lead, meanwhile):
    seen = load_survey(database)
    mine, hers = (
        SaveSurvey(by=lead, at=AT, survey=replace(seen, effect=words), seen=seen) for words in ("Hjälpte vi?", "Nå?")
    )
    other = meanwhile(unit, "keep_value", lambda: carry_out(database, hers))
    carry_out(database, mine)
    with pytest.raises(Conflict):
        other[0].result()
    assert load_survey(database).effect == "Hjälpte vi?"


@pytest.mark.parametrize(
    "questions",
    [
        (),
        (Question(name="A", words=""),),
        (Question(name="A/B", words="Hur?"),),
        (Question(name="A", words="Hur?"), Question(name="a", words="När?")),
        tuple(Question(name=f"F{n}", words=f"Hur {n}?") for n in range(8)),
    ],
)
def test_a_list_of_questions_that_cannot_be_asked_is_refused(database, lead, questions):
    before = load_survey(database)
    with pytest.raises(Trouble):
        carry_out(database, SaveSurvey(by=lead, at=AT, survey=replace(before, questions=questions), seen=before))

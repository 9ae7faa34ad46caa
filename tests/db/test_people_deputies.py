"""Who stands in for whom: dated, with the lead's rights while it lasts, and no longer."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from mottagning import audit
from mottagning.command import carry_out
from mottagning.errors import Conflict, NotAllowed, Trouble
from mottagning.people.deputies import NameDeputy, RemoveDeputy, deputies, name_deputy, remove_deputy
from mottagning.people.roles import leading, role_at
from mottagning.people.signedin import sat_down, still
from mottagning.people.staff import RemovePerson, SavePerson, by_id, remove_person, save_person

from .people import hire

MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)
DAY = timedelta(days=1)


@pytest.fixture
def people(database) -> dict[str, int]:
    return hire(database, "ab", "oh")


def name(database, person, deputy, first=MONDAY, last=FRIDAY, by=None):
    command = NameDeputy(by=by, at=at(MONDAY), person=person, deputy=deputy, first=first, last=last)
    return name_deputy(database, command)


def at(day, hour=12):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_she_leads_on_her_days_and_on_no_others(database, people):
    lead, anna = people["kl"], people["ab"]
    name(database, lead, anna)
    for day, role in ((MONDAY - DAY, "desk"), (MONDAY, "lead"), (FRIDAY, "lead"), (FRIDAY + DAY, "desk")):
        assert role_at(database, anna, at(day)) == role
        assert (anna in leading(database, day)) == (role == "lead")
    assert leading(database, MONDAY) == {lead, anna}
    assert role_at(database, people["oh"], at(MONDAY)) == "desk"
    assert role_at(database, None, at(MONDAY)) == role_at(database, 999, at(MONDAY)) == "none"


def test_the_day_is_the_one_in_sweden(database, people):
    name(database, people["kl"], people["ab"], MONDAY, MONDAY)
    assert role_at(database, people["ab"], datetime(2026, 11, 22, 23, 30, tzinfo=UTC)) == "lead"
    assert role_at(database, people["ab"], datetime(2026, 11, 23, 23, 30, tzinfo=UTC)) == "desk"


def test_commands_of_the_lead_are_hers_meanwhile(database, people):
    name(database, people["kl"], people["ab"])

    def rename(day):
        command = SavePerson.of(by_id(database, people["oh"]), by=people["ab"], name=f"Omar {day:%d}")
        save_person(database, replace(command, at=at(day)))

    rename(FRIDAY)
    with pytest.raises(NotAllowed):
        rename(FRIDAY + DAY)


def test_who_sits_at_the_desk_has_the_role_of_the_day(database, people):
    anna = by_id(database, people["ab"])
    name(database, people["kl"], people["ab"])
    before = sat_down(database, anna, at(MONDAY - DAY))
    assert before.role == "desk"
    assert still(database, before, at(MONDAY - DAY)) is before
    meanwhile = still(database, before, at(MONDAY))
    assert (meanwhile.role, meanwhile.at) == ("lead", before.at)
    assert still(database, meanwhile, at(FRIDAY)) is meanwhile
    assert still(database, meanwhile, at(FRIDAY + DAY)).role == "desk"


def test_standing_in_for_a_handler_gives_no_rights(database, people):
    name(database, people["ab"], people["oh"])
    assert role_at(database, people["oh"], at(MONDAY)) == "desk"
    assert leading(database, MONDAY) == {people["kl"]}


def test_until_further_notice_and_not_after_she_has_left(database, people):
    name(database, people["kl"], people["ab"], MONDAY, None)
    assert people["ab"] in leading(database, date(2030, 1, 1))
    save_person(database, SavePerson.of(by_id(database, people["ab"]), by=None, left=FRIDAY))
    assert people["ab"] not in leading(database, FRIDAY + DAY)


@pytest.mark.parametrize(
    "changed", [{"left": FRIDAY}, {"role": "desk"}, {"joined": date(2027, 6, 1)}], ids=["left", "desk", "begins"]
)
def test_the_rights_end_with_those_of_the_lead_she_stands_in_for(database, people, changed):
    anna = people["ab"]
    name(database, people["kl"], anna, MONDAY, None)
    save_person(database, SavePerson(by=None, key="le", name="Lena Ek", role="lead"))
    assert role_at(database, anna, at(FRIDAY + DAY)) == "lead"
    save_person(database, SavePerson.of(by_id(database, people["kl"]), by=None, **changed))
    assert role_at(database, anna, at(FRIDAY)) == ("lead" if "left" in changed else "desk")
    assert role_at(database, anna, at(FRIDAY + DAY)) == "desk"
    assert anna not in leading(database, FRIDAY + DAY)


def test_naming_and_removing_undo_each_other(database, people):
    named = name(database, people["kl"], people["ab"])
    assert named.ids("person") == {people["kl"], people["ab"]}
    removed = carry_out(database, named.undo)
    assert deputies(database) == ()
    carry_out(database, removed.undo)
    (again,) = deputies(database, FRIDAY)
    assert (again.person, again.deputy, again.first, again.last) == (people["kl"], people["ab"], MONDAY, FRIDAY)
    assert deputies(database, FRIDAY + DAY) == ()
    actions = [action for _, _, action in audit.entries(database, "person", people["kl"])]
    assert actions == ["added", "deputy_named", "deputy_removed", "deputy_named"]
    with pytest.raises(Conflict):
        remove_deputy(database, RemoveDeputy(by=None, deputy=999, version=1))


def test_somebody_who_stands_in_is_not_removed(database, people):
    name(database, people["kl"], people["ab"])
    with pytest.raises(Trouble, match="other things point to her"):
        remove_person(database, RemovePerson(by=None, person=people["ab"], version=1))


def test_what_cannot_be(database, people):
    lead, anna, omar = people["kl"], people["ab"], people["oh"]
    name(database, lead, anna)
    assert name(database, lead, anna).touched == {}
    with pytest.raises(Trouble, match="already stands in for Person KL"):
        name(database, lead, omar, FRIDAY, None)
    name(database, lead, omar, FRIDAY + DAY, None)
    with pytest.raises(Trouble, match="Nobody stands in for herself"):
        name(database, anna, anna)
    with pytest.raises(Trouble, match="is before the first"):
        name(database, anna, omar, FRIDAY, MONDAY)
    with pytest.raises(NotAllowed):
        name(database, anna, omar, by=omar)
    save_person(database, SavePerson.of(by_id(database, omar), by=None, role="none"))
    with pytest.raises(Trouble, match="may not sign in"):
        name(database, anna, omar)
    with pytest.raises(Conflict):
        name(database, anna, 999)


def test_who_has_left_leads_no_more(database, people):
    lead, anna = people["kl"], people["ab"]
    save_person(database, SavePerson.of(by_id(database, anna), by=None, role="lead", left=MONDAY - DAY))

    assert role_at(database, anna, at(MONDAY - DAY)) == "lead"
    assert role_at(database, anna, at(MONDAY)) == "none"
    with pytest.raises(NotAllowed):
        name_deputy(database, NameDeputy(by=anna, at=at(MONDAY), person=lead, deputy=people["oh"], first=MONDAY))

"""The staff: saved, found by what other systems call them, changed by two at once, taken back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from mottagning import audit
from mottagning.command import carry_out
from mottagning.errors import Conflict, NotAllowed, Trouble
from mottagning.people import staff
from mottagning.people.absence import AddAbsence, add_absence
from mottagning.people.staff import RemovePerson, SavePerson, remove_person, save_person


def save(database, key, name, **fields) -> staff.Person:
    changes = save_person(database, SavePerson(by=None, key=key, name=name, **fields))
    person = staff.by_id(database, changes.created["person"])
    assert person is not None
    return person


def test_a_person_comes_back_as_she_was_saved(database):
    saved = save(
        database,
        "kl",
        " Karin  Lind ",
        role="lead",
        email="karin.lind@example.se",
        phone="070-174 06 05",
        joined=date(2025, 1, 1),
        handler_names=("Lind, Karin", "LIND, KARIN", " "),
        logins=("STAFFAN\\karlin",),
    )
    assert (saved.key, saved.name, saved.initials, saved.role) == ("kl", "Karin Lind", "KL", "lead")
    assert (saved.email, saved.phone) == ("karin.lind@example.se", "070-174 06 05")
    assert (saved.joined, saved.left, saved.version) == (date(2025, 1, 1), None, 1)
    assert saved.handler_names == ("Lind, Karin",)
    assert saved.logins == ("STAFFAN\\karlin",)
    assert staff.by_key(database, "KL") == saved
    assert staff.by_email(database, "Karin.Lind@example.se") == saved
    for login in ("karlin", "KARLIN", "other\\karlin", "karlin@example.se"):
        assert staff.by_login(database, login) == saved
    assert staff.by_login(database, "") is None
    assert audit.entries(database, "person", saved.id)[0][2] == "added"


def test_swedish_order_and_only_those_employed(database):
    for key, name, joined, left in (
        ("ö", "Östen Ek", None, None),
        ("å", "Åsa Ek", None, date(2026, 1, 31)),
        ("ä", "Ärla Ek", None, None),
        ("z", "Zelda Ek", date(2026, 2, 1), None),
    ):
        save(database, key, name, joined=joined, left=left)
    assert [person.key for person in staff.everyone(database)] == ["z", "å", "ä", "ö"]
    assert [person.key for person in staff.everyone(database, date(2026, 1, 31))] == ["å", "ä", "ö"]
    assert [person.key for person in staff.everyone(database, date(2026, 2, 1))] == ["z", "ä", "ö"]


def test_handlers_are_known_in_every_way_a_case_system_writes_them(database):
    karin = save(database, "kali", "Karin Lind")
    omar = save(database, "omha", "Omar von Hauge", handler_names=("o.hauge",))
    names = (
        "Karin Lind",
        "LIND,  KARIN",
        "Lind Karin",
        "kl",
        "KALI",
        "von Hauge, Omar",
        "Hauge, Omar von",
        "O.Hauge",
        " o.hauge ",
    )
    known = staff.resolve_handlers(database)
    assert [known[staff.compared(name)] for name in names] == [karin.id] * 5 + [omar.id] * 4
    assert "" not in known


def test_what_could_mean_two_people_means_nobody_until_the_unit_says_whom(database):
    first = save(database, "kl", "Karin Lind")
    second = save(database, "kela", "Kerstin Larsson")
    assert "kl" not in staff.resolve_handlers(database)  # one's short name, the other's initials
    save_person(database, SavePerson.of(second, by=None, handler_names=("KL",)))
    known = staff.resolve_handlers(database)
    assert (known["kl"], known["karin lind"]) == (second.id, first.id)


def test_a_change_raises_the_version_and_can_be_undone(database):
    before = save(database, "ab", "Anna Berg", handler_names=("Berg, A",), email="anna@example.se")
    changes = save_person(
        database, SavePerson.of(before, by=None, name="Anna Ek", email=None, handler_names=("Ek, A", "Ek, Anna"))
    )
    after = staff.by_id(database, before.id)
    assert (after.name, after.email, after.version) == ("Anna Ek", None, 2)
    assert after.handler_names == ("Ek, A", "Ek, Anna")
    assert staff.by_email(database, "anna@example.se") is None
    assert changes.ids("person") == {before.id}
    carry_out(database, changes.undo)
    restored = staff.by_id(database, before.id)
    assert restored == replace(before, version=3)


def test_saving_what_is_so_changes_nothing(database):
    person = save(database, "ab", "Anna Berg", logins=("annber",))
    changes = save_person(database, SavePerson.of(person, by=None))
    assert not changes.touched
    assert staff.by_id(database, person.id) == person


def test_two_at_once_the_second_is_told(database):
    seen = save(database, "ab", "Anna Berg")
    save_person(database, SavePerson.of(seen, by=None, phone="08-465 004 01"))
    with pytest.raises(Conflict):
        save_person(database, SavePerson.of(seen, by=None, phone="08-465 004 02"))
    assert staff.by_id(database, seen.id).phone == "08-465 004 01"


REFUSED = [
    ({"key": "AB"}, "Anna Berg already has the short name “ab”."),
    ({"handler_names": ("BERG, anna",)}, "“BERG, anna” already belongs to Anna Berg."),
    ({"logins": ("x\\annber",)}, "“x\\annber” already belongs to Anna Berg."),
    ({"email": "Anna@example.se"}, "“Anna@example.se” already belongs to Anna Berg."),
    ({"email": "anna"}, "“anna” is no e-mail address. Write it as name@example.se."),
    ({"name": " "}, "A person needs a name. Write it as colleagues say it."),
    ({"key": "a b"}, "A person needs a short name without spaces, such as “ab”."),
    ({"key": ""}, "A person needs a short name without spaces, such as “ab”."),
    ({"role": "boss"}, "“boss” is no role. Choose desk, lead or none."),
    (
        {"joined": date(2026, 2, 1), "left": date(2026, 1, 1)},
        "The last day, 2026-01-01, is before the first, 2026-02-01.",
    ),
]


def test_what_cannot_be_is_said_in_one_sentence_and_leaves_nothing(database):
    save(database, "ab", "Anna Berg", handler_names=("Berg, Anna",), logins=("annber",), email="anna@example.se")
    for fields, sentence in REFUSED:
        with pytest.raises(Trouble) as trouble:
            save_person(database, SavePerson(by=None, **({"key": "new", "name": "New"} | fields)))
        assert str(trouble.value) == sentence
    assert len(staff.everyone(database)) == 1


def test_only_a_lead_changes_the_staff(database):
    lead = save(database, "le", "Lena Ek", role="lead")
    desk = save(database, "de", "Dan Ek")
    for by in (desk.id, 999):
        with pytest.raises(NotAllowed):
            save_person(database, SavePerson(by=by, key="x", name="X"))
        with pytest.raises(NotAllowed):
            remove_person(database, RemovePerson(by=by, person=desk.id, version=1))
    save_person(database, SavePerson(by=lead.id, key="x", name="X"))


def test_the_last_lead_stays_until_there_is_another(database):
    lead = save(database, "le", "Lena Ek", role="lead")
    later = staff.local_day(datetime.now(UTC)) + timedelta(days=30)
    for change in ({"role": "desk"}, {"left": date(2020, 1, 1)}, {"left": later}, {"joined": later}):
        with pytest.raises(Trouble, match="only team lead"):
            save_person(database, SavePerson.of(lead, by=lead.id, **change))
    save(database, "de", "Dan Ek", role="lead")
    save_person(database, SavePerson.of(lead, by=lead.id, role="desk"))
    assert staff.by_id(database, lead.id).role == "desk"


def test_each_lead_who_goes_leaves_another_behind(database):
    days = [staff.local_day(datetime.now(UTC)) + timedelta(days=30 * each) for each in range(3)]
    lead = save(database, "le", "Lena Ek", role="lead")
    other = save(database, "de", "Dan Ek", role="lead", joined=days[1])
    with pytest.raises(Trouble, match="only team lead"):
        save_person(database, SavePerson.of(lead, by=None, left=days[0]))
    save_person(database, SavePerson.of(lead, by=None, left=days[1]))
    for change in ({"role": "desk"}, {"left": days[2]}, {"joined": days[2]}):
        with pytest.raises(Trouble, match="Dan Ek is the only team lead"):
            save_person(database, SavePerson.of(other, by=None, **change))
    save_person(database, SavePerson.of(other, by=None, phone="070-174 06 05"))


def test_who_was_added_by_mistake_is_removed_and_brought_back(database):
    added = save_person(database, SavePerson(by=None, key="ab", name="Anna Berg", logins=("annber",)))
    removed = carry_out(database, added.undo)
    assert staff.everyone(database) == ()
    assert staff.by_login(database, "annber") is None
    carry_out(database, removed.undo)
    assert staff.by_login(database, "annber").name == "Anna Berg"


def test_whom_other_things_point_to_stays(database):
    person = save(database, "ab", "Anna Berg")
    add_absence(database, AddAbsence(by=None, person=person.id, first=date(2026, 1, 1), last=date(2026, 1, 1)))
    with pytest.raises(Trouble, match="Give her a last day instead"):
        remove_person(database, RemovePerson(by=None, person=person.id, version=1))
    planner = save(database, "cd", "Cilla Dahl")
    with database.writing():
        database.sql(
            "INSERT INTO plan (state, first_day, last_day, made_at, made_by) VALUES (?, ?, ?, ?, ?)",
            ("draft", date(2026, 1, 1), date(2026, 1, 31), "2026-01-01T00:00:00.000000Z", planner.id),
        )
    with pytest.raises(Trouble, match="Give her a last day instead"):
        remove_person(database, RemovePerson(by=None, person=planner.id, version=1))
    assert len(staff.everyone(database)) == 2


def test_nobody_removes_whom_another_just_changed(database):
    person = save(database, "ab", "Anna Berg")
    save_person(database, SavePerson.of(person, by=None, phone="08-465 004 01"))
    with pytest.raises(Conflict):
        remove_person(database, RemovePerson(by=None, person=person.id, version=person.version))
    with pytest.raises(Conflict):
        save_person(database, SavePerson(by=None, person=999, key="x", name="X"))

"""Signing in: who may, who may not, what a guesser learns, and how the desk changes hands."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from mottagning import audit
from mottagning.errors import NotAllowed, Trouble
from mottagning.people import signedin, signin, staff
from mottagning.people.signin import (
    change,
    first_person_needed,
    make_first_lead,
    may_take_desk,
    set_password,
    sign_in,
    sign_in_os_user,
)
from mottagning.people.staff import SavePerson, save_person

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
SECRET = "tre små ord"
WRONG = "Name and password do not belong together. Try again, or ask the team lead."


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch):
    """The real algorithm with the least work: what is tested here is who gets in."""
    from argon2 import PasswordHasher

    monkeypatch.setattr(signin, "_hasher", lambda: PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def lead(database) -> staff.Person:
    return make_first_lead(database, "le", "Lena Ek", SECRET, NOW, logins=("lenek",)).person


def add(database, key, name, password=None, **fields) -> int:
    person = save_person(database, SavePerson(by=None, key=key, name=name, **fields)).created["person"]
    if password:
        set_password(database, None, person, password)
    return person


def refused(database, name, password, at=NOW) -> str:
    with pytest.raises(NotAllowed) as refusal:
        sign_in(database, name, password, at)
    return str(refusal.value)


def test_guesses_side_by_side_are_all_counted(database, lead, monkeypatch):
    """Each workstation has a connection of its own; none may start from the count that another has just read."""
    tried: list[str] = []
    monkeypatch.setattr(signin, "_fits", lambda _hash, password: bool(tried.append(password)))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: refused(database, "le", f"gissning {number}"), range(16)))
    assert len(tried) == 5


def test_the_first_lead_is_made_once(database):
    assert first_person_needed(database)
    signed_in = make_first_lead(database, "le", "Lena Ek", SECRET, NOW)
    assert (signed_in.person.name, signed_in.role) == ("Lena Ek", "lead")
    assert not first_person_needed(database)
    with pytest.raises(NotAllowed, match="team lead already"):
        make_first_lead(database, "x", "Xerxes", SECRET, NOW)
    assert len(staff.everyone(database)) == 1


def test_the_first_lead_may_have_been_imported_before(database):
    known = add(database, "LE", "Lena Ek", email="lena@example.se")
    signed_in = make_first_lead(database, "le", "Lena", SECRET, NOW, logins=("lenek",))
    assert (signed_in.person.id, signed_in.person.name, signed_in.role) == (known, "Lena Ek", "lead")
    assert signed_in.person.logins == ("lenek",)


def test_a_login_is_enough_at_a_server_only(database):
    add(database, "ab", "Anna Berg", logins=("annber",))
    assert first_person_needed(database) == (database.dialect == "sqlite")


def test_she_signs_in_by_any_name_she_has(database, lead):
    save_person(database, SavePerson.of(lead, by=None, email="lena@example.se"))
    for name in ("le", "LE", " lenek ", "STAFFAN\\lenek", "lena@example.se"):
        signed_in = sign_in(database, name, SECRET, NOW)
        assert (signed_in.person.id, signed_in.role, signed_in.at) == (lead.id, "lead", NOW)


def test_a_refusal_does_not_say_what_was_wrong(database, lead):
    add(database, "no", "Nora Ek", SECRET, role="none")
    add(database, "gone", "Gun Ek", SECRET, left=date(2026, 11, 22))
    add(database, "empty", "Emil Ek")
    for name in ("le", "nobody", "", "no", "gone", "empty"):
        password = "something else" if name == "le" else SECRET
        assert refused(database, name, password) == WRONG


def test_she_may_until_her_last_day_is_over_in_sweden(database):
    add(database, "gone", "Gun Ek", SECRET, left=date(2026, 11, 23))
    assert sign_in(database, "gone", SECRET, datetime(2026, 11, 23, 22, 59, tzinfo=UTC))
    assert refused(database, "gone", SECRET, datetime(2026, 11, 23, 23, 0, tzinfo=UTC)) == WRONG


def test_letters_count_however_they_were_composed(database):
    add(database, "ab", "Anna Berg", "sma\u030a ra\u0308ka blo\u0308ta")
    assert sign_in(database, "ab", "små räka blöta", NOW)


def test_five_misses_lock_for_a_quarter_of_an_hour(database, lead):
    for _ in range(4):
        assert refused(database, "le", "something else") == WRONG
    assert refused(database, "le", "something else").startswith("Too many attempts. Wait 15 min")
    soon = NOW + timedelta(minutes=14, seconds=30)
    assert refused(database, "le", SECRET, soon).startswith("Too many attempts. Wait 1 min")
    later = NOW + timedelta(minutes=15)
    assert refused(database, "le", "something else", later) == WRONG  # counted anew from one
    assert sign_in(database, "le", SECRET, later).person.id == lead.id


def test_the_fifth_try_may_still_be_right_and_clears_the_count(database, lead):
    for _ in range(2):
        for _ in range(4):
            refused(database, "le", "something else")
        sign_in(database, "le", SECRET, NOW)


def test_a_new_password_lifts_the_lock(database, lead):
    anna = add(database, "ab", "Anna Berg", SECRET)
    for _ in range(5):
        refused(database, "ab", "something else")
    set_password(database, lead.id, anna, "tre andra ord")
    assert sign_in(database, "ab", "tre andra ord", NOW)
    assert refused(database, "ab", SECRET) == WRONG


def test_who_may_set_a_password(database, lead):
    anna = add(database, "ab", "Anna Berg", SECRET)
    omar = add(database, "oh", "Omar Hauge")
    with pytest.raises(NotAllowed, match="Only the team lead"):
        set_password(database, anna, omar, "tre andra ord")
    for old in (None, "something else"):
        with pytest.raises(NotAllowed, match="do not belong together"):
            set_password(database, anna, anna, "tre andra ord", old)
    set_password(database, anna, anna, "tre andra ord", SECRET)
    assert sign_in(database, "ab", "tre andra ord", NOW)
    set_password(database, lead.id, omar, "tre andra ord")
    assert sign_in(database, "oh", "tre andra ord", NOW)


def test_an_easy_password_is_refused(database):
    anna = add(database, "annabergstrom", "Anna Bergström")
    for easy in ("kort", "abababababab", "Anna Bergström", "annabergstrom"):
        with pytest.raises(Trouble, match="The password is too"):
            set_password(database, None, anna, easy)
        with pytest.raises(Trouble, match="The password is too"):
            make_first_lead(database, "annabergstrom", "Anna Bergström", easy, NOW)
    assert first_person_needed(database)


def test_the_desk_changes_hands_with_the_new_ones_password(database, lead):
    anna = add(database, "ab", "Anna Berg", SECRET)
    add(database, "no", "Nora Ek", SECRET, role="none")
    add(database, "oh", "Omar Hauge")
    now = sign_in(database, "le", SECRET, NOW)
    offered = [person.key for person in may_take_desk(database, NOW)]
    assert offered == (["ab", "le"] if database.dialect == "sqlite" else [])
    with pytest.raises(NotAllowed):
        change(database, now, "ab", "something else", NOW)
    assert change(database, now, "ab", SECRET, NOW).person.id == anna
    entries = [(by, action) for _, by, action in audit.entries(database, "person", anna)]
    assert entries[-3:] == [(None, "sign_in_tried"), (None, "sign_in_tried"), (anna, "signed_in")]


def test_the_operating_systems_user_counts_at_a_server_only(database, lead):
    add(database, "gone", "Gun Ek", logins=("gun",), left=date(2026, 11, 22))
    signed_in = sign_in_os_user(database, "STAFFAN\\LENEK", NOW)
    if database.dialect == "postgresql":
        assert (signed_in.person.id, signed_in.role) == (lead.id, "lead")
    else:
        assert signed_in is None
    assert sign_in_os_user(database, "nobody", NOW) is None
    assert sign_in_os_user(database, "gun", NOW) is None
    assert sign_in_os_user(database, "", NOW) is None


def test_the_demo_needs_no_password_and_a_unit_does(database):
    add(database, "ab", "Anna Berg")
    assert signedin.demo_session(database, "ab").person.name == "Anna Berg"
    with pytest.raises(NotAllowed):
        signedin.demo_session(database, "nobody")
    add(database, "oh", "Omar Hauge", SECRET)
    with pytest.raises(NotAllowed):
        signedin.demo_session(database, "ab")


def test_the_operating_system_is_asked_and_not_the_environment(monkeypatch):
    monkeypatch.setenv("USER", "somebody-else")
    monkeypatch.setenv("LOGNAME", "somebody-else")
    assert signin.os_user()
    assert signin.os_user() != "somebody-else"


def test_no_password_or_hash_is_seen_where_a_command_is_shown(database, lead):
    command = signin.KeepPassword(by=None, person=lead.id, hash="$argon2id$…")
    first = signin.FirstLead(by=None, key="x", name="X", logins=(), hash="$argon2id$…")
    assert "argon2id" not in repr(command) + repr(first)
    with database.reading():
        written = (
            database.sql("SELECT facts FROM audit").fetchall() + database.sql("SELECT * FROM command_log").fetchall()
        )
        (stored,) = database.sql("SELECT hash FROM credential").fetchone()
    assert SECRET not in repr(written)
    assert "argon2id" not in repr(written)
    assert stored.startswith("$argon2id$")

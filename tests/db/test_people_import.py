"""A list of staff is taken as people keep it, as often as one likes, and given back."""

import json
from datetime import UTC, date, datetime

import pytest

from mottagning.changes import Changes
from mottagning.errors import NotAllowed, Trouble
from mottagning.people import staff
from mottagning.people.absence import AddAbsence, add_absence
from mottagning.people.importing import Work, foresee, import_people, listing
from mottagning.people.staff import SavePerson, save_person
from mottagning.people.stafffile import read_file

SWEDISH = """\
Personal på mottagningen;;;;;;;;;;
Namn;Sign;E-post;Telefon;Roll;Handläggare;Login;Började;Slutade;Tjänstgöringsgrad;Behörighet
Karin Lind;KaLi;karin.lind@example.se;070-174 06 05;Gruppledare;"Lind, Karin";STAFFAN\\kalin;2019-08-01;;100 %;Socionom

Åke Öberg;ÅkÖb;ake@example.se;070-174 06 06;Handläggare;"Öberg, Åke;ÅKÖ";akobe;2020-01-15;2026-12-31;75,5;Socionom, Barn
Nils Ek;NiEk;;08-465 004 01;;;;;;;
"""


class Rota:
    """What the rota room keeps of a list of staff."""

    def __init__(self) -> None:
        self.known: dict[int, Work] = {}

    def __call__(self, database, by, person, work) -> Changes:
        if self.known.get(person) == work:
            return Changes()
        self.known[person] = work
        return Changes({"rota": frozenset({person})})


@pytest.fixture
def rota() -> Rota:
    return Rota()


@pytest.fixture
def take(database, rota, tmp_path):
    def take(content: str, name: str = "staff.csv", by: int | None = None, **options) -> dict:
        path = tmp_path / name
        path.write_text(content, "utf-8")
        return import_people(database, path, by=by, take_work=rota, **options).document()

    return take


NOTHING_ELSE = {"passed_over": 0, "rejected": [], "missing": [], "left": 0}


def counts(document: dict) -> tuple[int, int, int, int]:
    return document["new"], document["changed"], document["unchanged"], len(document["rejected"])


def test_a_swedish_list_is_taken_whole(database, take, rota):
    assert take(SWEDISH) == {"read": 3, "new": 3, "changed": 0, "unchanged": 0} | NOTHING_ELSE
    ake = staff.by_key(database, "åköb")
    assert (ake.key, ake.name, ake.role, ake.email) == ("ÅkÖb", "Åke Öberg", "desk", "ake@example.se")
    assert (ake.joined, ake.left, ake.handler_names) == (date(2020, 1, 15), date(2026, 12, 31), ("Öberg, Åke", "ÅKÖ"))
    karin = staff.by_login(database, "kalin")
    assert (karin.name, karin.role) == ("Karin Lind", "lead")
    assert rota.known == {
        karin.id: Work(100, ("socionom",), date(2019, 8, 1)),
        ake.id: Work(75.5, ("socionom", "barn"), date(2020, 1, 15)),
    }


def test_the_same_file_twice_changes_nothing(database, take):
    take(SWEDISH.replace(";2019-08-01;", ";;").replace(";2020-01-15;", ";;"))
    before = staff.everyone(database)
    document = take(SWEDISH.replace(";2019-08-01;", ";;").replace(";2020-01-15;", ";;"))
    assert document == {"read": 3, "new": 0, "changed": 0, "unchanged": 3} | NOTHING_ELSE
    assert staff.everyone(database) == before


def test_what_differs_is_changed_and_what_is_empty_stays(database, take):
    take(SWEDISH)
    assert counts(take("kortnamn,telefon,e-post,roll\nkali,070-174 06 07,,\nniek,08-465 004 01,,\n")) == (0, 1, 1, 0)
    karin = staff.by_key(database, "kali")
    assert (karin.phone, karin.email, karin.role) == ("070-174 06 07", "karin.lind@example.se", "lead")
    assert karin.handler_names == ("Lind, Karin",)


def test_a_new_rate_alone_is_a_change(take):
    take("namn;tjänstgöringsgrad\nNils Ek;100\n")
    assert counts(take("namn;tjänstgöringsgrad\nNils Ek;80\n")) == (0, 1, 0, 0)


def test_rows_are_known_again_without_short_names(database, take):
    english = "First name\tLast name\tUsername\tE-mail\nNils\tEk\tnilek\t\nNina\tEk\t\tnina@example.se\nNora\tEk\t\t\n"
    assert counts(take(english)) == (3, 0, 0, 0)
    assert [person.key for person in staff.everyone(database)] == ["ne", "ne2", "ne3"]
    renamed = english.replace("Nils\tEk", "Nils\tAlm").replace("Nina\tEk", "Nina\tAlm")
    assert counts(take(renamed)) == (0, 2, 1, 0)
    assert [person.name for person in staff.everyone(database)] == ["Nils Alm", "Nina Alm", "Nora Ek"]


def test_a_name_that_two_people_have_needs_a_short_name(database, take):
    assert counts(take("namn;kortnamn\nAnna Berg;ab1\nAnna Berg;ab2\n")) == (2, 0, 0, 0)
    (rejected,) = take("namn;telefon\nAnna Berg;08-465 004 01\n")["rejected"]
    assert rejected == {"row": 2, "column": None, "reason": "Several people have this name. Give the row a short name."}
    assert [person.phone for person in staff.everyone(database)] == [None, None]


def test_what_cannot_be_read_is_rejected_with_row_and_column_and_the_rest_taken(database, take):
    document = take(
        "Namn;Kortnamn;Började;Roll;Tjg;E-post\n"
        "A Ek;a;igår;;;\n"
        '"B\nEk";b;;chef;;\n'
        "C Ek;c;;;120;\n"
        "D Ek;d;2026-02-30;;;\n"
        ";e;;;;\n"
        "F Ek;f;;;;f at example\n"
        "G Ek;g;1/2 2026;;50;g@example.se\n"
        "G Ek;G;;;;\n"
        "H Ek;h;20260201;;;G@example.se\n"
    )
    assert counts(document) == (1, 0, 0, 8)
    assert document["read"] == 9
    assert [(each["row"], each["column"], each["reason"]) for each in document["rejected"]] == [
        (2, "Började", "This is no date. Write it as 2026-01-31."),
        (3, "Roll", "This is no role. Write team lead, handler or none."),
        (5, "Tjg", "This is no share of full time. Write a number from 0 to 100."),
        (6, "Började", "This is no date. Write it as 2026-01-31."),
        (7, None, "Somebody new needs a name."),
        (8, None, "“f at example” is no e-mail address. Write it as name@example.se."),
        (10, None, "The same person is already on row 9."),
        (11, None, "The same person is already on row 9."),
    ]
    (person,) = staff.everyone(database)
    assert (person.name, person.joined) == ("G Ek", date(2026, 2, 1))


def test_the_lead_may_change_within_one_file(database, take):
    take("namn;roll\nLena Ek;gruppledare\nDan Ek;handläggare\n")
    assert counts(take("namn;roll\nLena Ek;handläggare\nDan Ek;gruppledare\n")) == (0, 2, 0, 0)
    assert {person.name: person.role for person in staff.everyone(database)} == {"Lena Ek": "desk", "Dan Ek": "lead"}
    assert counts(take("namn;roll\nDan Ek;handläggare\n")) == (0, 0, 0, 1)


def test_only_a_lead_imports(database, take):
    desk = save_person(database, SavePerson(by=None, key="x", name="X")).created["person"]
    with pytest.raises(NotAllowed):
        take(SWEDISH, by=desk)
    assert len(staff.everyone(database)) == 1


def test_what_is_listed_can_be_imported_again(database, take):
    take(SWEDISH)
    document = listing(database, date(2026, 11, 23))
    assert counts(take(json.dumps(document), "staff.json")) == (0, 0, 3, 0)
    document["people"][0] |= {"phone": "070-174 06 09", "percent": 50}
    document["people"].append({"name": 5, "key": None, "logins": [{}]})
    taken = take(json.dumps(document), "staff.json")
    assert counts(taken) == (0, 1, 2, 1)
    assert taken["rejected"] == [{"row": 4, "column": "logins", "reason": "This is no text."}]


def test_the_list_tells_who_is_in_today(database):
    anna = save_person(
        database,
        SavePerson(
            by=None,
            key="ab",
            name="Anna Berg",
            email="anna@example.se",
            phone="070-174 06 05",
            joined=date(2020, 1, 1),
            handler_names=("Berg, Anna",),
            logins=("annber",),
        ),
    ).created["person"]
    save_person(database, SavePerson(by=None, key="oh", name="Omar Hauge", left=date(2026, 11, 23)))
    monday, tuesday, sunday = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 22)
    add_absence(database, AddAbsence(by=None, person=anna, first=monday, last=monday))
    assert listing(database, monday) == {
        "people": [
            {
                "key": "ab",
                "name": "Anna Berg",
                "initials": "AB",
                "role": "desk",
                "email": "anna@example.se",
                "phone": "070-174 06 05",
                "joined": "2020-01-01",
                "left": None,
                "handler_names": ["Berg, Anna"],
                "logins": ["annber"],
                "in_today": False,
            },
            {
                "key": "oh",
                "name": "Omar Hauge",
                "initials": "OH",
                "role": "desk",
                "email": None,
                "phone": None,
                "joined": None,
                "left": "2026-11-23",
                "handler_names": [],
                "logins": [],
                "in_today": True,
            },
        ]
    }
    for day, expected in ((tuesday, [True, False]), (sunday, [False, False])):
        assert [person["in_today"] for person in listing(database, day)["people"]] == expected


ENTRA = """\
userPrincipalName,displayName,surname,givenName,mail,accountEnabled,mobilePhone,businessPhones,employeeHireDate
karin.lind@example.se,Lind (VoO),Lind,Karin,karin.lind@example.se,True,,"[""+46 8 465 004 07""]",2019-08-01T00:00:00Z
ake.oberg@example.se,Öberg Åke (VoO),Öberg,Åke,ake@example.se,False,070-174 06 06,,
praktikant@example.se,Praktikant,Prakt,Ikant,p@example.se,FALSE,,,
"""


class TestWhoIsMissing:
    @pytest.fixture(autouse=True)
    def known(self, take):
        take("namn;kortnamn;roll;login\nKarin Lind;kl;gruppledare;karin.lind\nÅke Öberg;åö;;ake.oberg\nNils Ek;ne;;\n")

    def test_she_is_offered_and_not_taken_away(self, database, take):
        document = take("namn;kortnamn\nKarin Lind;kl\n")
        assert document["missing"] == [{"key": "ne", "name": "Nils Ek"}, {"key": "åö", "name": "Åke Öberg"}]
        assert document["left"] == 0
        assert [person.left for person in staff.everyone(database)] == [None, None, None]

    def test_a_last_day_is_noted_when_it_is_asked_for_and_then_she_is_missed_no_more(self, database, take):
        last = date(2026, 11, 30)
        assert take("namn;kortnamn\nKarin Lind;kl\n", left_on=last)["left"] == 2
        assert [person.left for person in staff.everyone(database)] == [None, last, last]
        assert take("namn;kortnamn\nKarin Lind;kl\n")["missing"] == []

    def test_only_those_who_are_chosen(self, database, take):
        nils = staff.by_key(database, "ne").id
        assert take("namn;kortnamn\nKarin Lind;kl\n", left_on=date(2026, 11, 30), leaving=(nils,))["left"] == 1
        assert [person.key for person in staff.everyone(database) if person.left] == ["ne"]

    def test_whose_row_cannot_be_read_is_not_missing(self, take):
        document = take("namn;kortnamn;började\nKarin Lind;kl;\nNils Ek;ne;förra året\nÅke Öberg;åö;\n")
        assert counts(document) == (0, 0, 2, 1)
        assert document["missing"] == []

    def test_the_only_lead_does_not_leave(self, database, take):
        document = take("namn;kortnamn\nNils Ek;ne\nÅke Öberg;åö\n", left_on=date(2020, 1, 1))
        assert document["left"] == 0
        (rejected,) = document["rejected"]
        assert rejected["row"] is None
        assert "only team lead" in rejected["reason"]

    def test_a_directory_of_users_tells_whose_account_is_closed(self, database, take):
        document = take(ENTRA)
        assert counts(document) == (0, 1, 1, 0)
        assert document["passed_over"] == 1
        assert document["missing"] == [{"key": "ne", "name": "Nils Ek"}, {"key": "åö", "name": "Åke Öberg"}]
        karin = staff.by_key(database, "kl")
        assert (karin.name, karin.email, karin.phone) == ("Karin Lind", "karin.lind@example.se", "+46 8 465 004 07")
        assert (karin.joined, karin.role) == (date(2019, 8, 1), "lead")
        assert counts(take(ENTRA)) == (0, 0, 2, 0)


def test_what_a_list_would_do_is_foreseen_and_nothing_written(database, take, tmp_path):
    take("namn;kortnamn\nNils Ek;ne\nOla Ek;oe\n")
    path = tmp_path / "ny.csv"
    path.write_text("namn;kortnamn;roll\nNils Alm;ne;\nNina Alm;na;\n;xx;\nNora Alm;no;kung\n", "utf-8")
    found = foresee(database, read_file(path), None, datetime(2026, 11, 23, 8, tzinfo=UTC))
    assert (found.new, found.known, found.passed_over) == (1, 1, 0)
    assert [each.row for each in found.rejected] == [4, 5]
    assert [person.key for person in found.missing] == ["oe"]
    assert [person.name for person in staff.everyone(database)] == ["Nils Ek", "Ola Ek"]


def test_a_column_is_what_somebody_says_it_is(database, take):
    list_ = "Vem;Signatur;Handläggare\nNils Ek;ne;Ek Nils\n"
    with pytest.raises(Trouble, match="no row of headers"):
        take("Vem;Tel\nNils Ek;08-465 004 01\n")
    assert counts(take(list_, chosen={"vem": "name", "Handläggare": ""})) == (1, 0, 0, 0)
    (nils,) = staff.everyone(database)
    assert (nils.name, nils.key, nils.handler_names) == ("Nils Ek", "ne", ())

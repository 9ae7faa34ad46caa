"""Lists of staff as people keep them: letters, separators, workbooks; what is none gets one sentence."""

import subprocess
import sys
from datetime import date

import pytest

from mottagning.errors import Trouble
from mottagning.people.stafffile import Rejected, StaffRecord, look, read_file
from tests.workbooks import rows_xml, workbook


@pytest.fixture
def read(tmp_path):
    def read(content: bytes, name: str = "staff.csv") -> list[StaffRecord | Rejected]:
        path = tmp_path / name
        path.write_bytes(content)
        return list(read_file(path).rows)

    return read


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_letters_and_separators_of_every_kind(read, encoding, delimiter):
    text = 'Namn;Anställd från;"Handläggare i ärendesystemet"\r\nÅke Öberg;2020-01-15;"Öberg, Åke"\r\n'
    content = text.replace(";", delimiter).encode(encoding)
    expected = StaffRecord(row=2, name="Åke Öberg", joined=date(2020, 1, 15), handler_names=("Öberg, Åke",))
    assert read(content) == [expected]


def test_rows_are_counted_as_lines_and_empty_ones_left_out(read):
    text = 'Vår lista\n\nNamn;Telefon;Mobil\n"Nils\nEk";;070-174 06 05\n;;\nNina Ek;08-465 004 01;070-174 06 06;extra\n'
    assert read(text.encode()) == [
        StaffRecord(row=4, name="Nils Ek", phone="070-174 06 05"),
        StaffRecord(row=7, name="Nina Ek", phone="08-465 004 01"),
    ]


def test_several_values_in_a_cell_and_in_several_columns(read):
    text = 'Namn,Inloggning,Användarnamn,Behörighet,Handläggare\nNils Ek,X\\nilek nilsek,ne,Socionom; Barn,"Ek, N;NE"\n'
    (record,) = read(text.encode())
    assert record.logins == ("X\\nilek", "nilsek", "ne")
    assert record.qualifications == ("socionom", "barn")
    assert record.handler_names == ("Ek, N", "NE")


@pytest.mark.parametrize(
    "written", ["2026-02-01", "20260201", "1/2 2026", "1.2.2026", "01/02/2026", "2026-02-01 00:00"]
)
def test_dates_as_swedes_write_them(read, written):
    (record,) = read(f"namn;slutade\nNils Ek;{written}\n".encode())
    assert record.left == date(2026, 2, 1)


@pytest.mark.parametrize(("written", "percent"), [("80", 80), ("80 %", 80), ("75,5", 75.5), ("0", 0), ("1", 1)])
def test_rates(read, written, percent):
    (record,) = read(f"namn;tjg\nNils Ek;{written}\n".encode())
    assert record.percent == percent


def test_a_workbook_with_dates_and_numbers(read):
    rows = [
        ["Personallista", None],
        [],
        ["Namn", "Id", "Telefon", "Anställd från", "Tjänstgöringsgrad"],
        ["Nils Ek", 4711, 84650041, date(2020, 1, 15), 0.8],
        ["Nina Ek", "ne", None, "2021-03-01", 100],
        ["Olle Ek", "oe", True, None, None],
    ]
    content = workbook({"Om listan": rows_xml([["Personal", "Telefon"]]), "Personal": rows_xml(rows)})
    assert read(content, "staff.xlsx") == [
        StaffRecord(row=4, name="Nils Ek", key="4711", phone="84650041", joined=date(2020, 1, 15), percent=80),
        StaffRecord(row=5, name="Nina Ek", key="ne", joined=date(2021, 3, 1), percent=100),
        Rejected(6, "Telefon", "This is no text."),
    ]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("staff.csv", b"", "has no row of headers with a name"),
        ("staff.csv", b"a;b\n1;2\n", "has no row of headers with a name"),
        ("staff.csv", b"telefon;roll\n1;2\n", "has no row of headers with a name"),
        ("staff.csv", b"\x00\x01\x02", "is no text and no workbook"),
        ("staff.csv", b"\xff\xfe\x00", "is no text and no workbook"),
        ("staff.csv", b'namn;roll\nA;\n"B;\nC;\n', "quotation mark out of place on line 3"),
        ("staff.xlsx", b"PK\x03\x04 cut off", "cannot be opened"),
        ("staff.xls", b"\xd0\xcf\x11\xe0 cut off", "cannot be opened"),
        ("staff.json", b"{", "is no JSON document"),
        ("staff.json", b'{"people": [1]}', "is no JSON document"),
        ("staff.json", b"[]", "is no JSON document"),
        ("staff.json", b"[" * 100_000, "is no JSON document"),
        ("staff.csv", b"x" * 10_000_001, "is too large"),
    ],
)
def test_what_is_no_list_of_staff_gets_one_sentence(read, name, content, sentence):
    with pytest.raises(Trouble, match=sentence):
        read(content, name)


def test_a_file_that_is_not_there_gets_one_sentence(tmp_path):
    for path in (tmp_path / "absent.csv", tmp_path):
        with pytest.raises(Trouble, match="cannot be read"):
            list(read_file(path).rows)


LDIF = """\
# Active Directory, ldifde
version: 1

dn: CN=Karin Lind,OU=VoO,DC=example,DC=se
objectClass: top
objectClass: person
objectClass: user
cn: Karin Lind
sn: Lind
givenName: Karin
displayName:: TGluZCBLYXJpbiDigJMgVm9P
sAMAccountName: karlin
userPrincipalName: karin.lind@example.se
mail: karin.lind@exam
 ple.se
telephoneNumber: 08-465 004 07
userAccountControl: 512
jpegPhoto:: /9j/4AAQSkZJRgABAQ==

dn:: Q049w4VrZSDDlmJlcmcsREM9ZXhhbXBsZSxEQz1zZQ==
objectClass: user
sn:: w5ZiZXJn
givenName:: w4VrZQ==
sAMAccountName: akeobe
userAccountControl: 514

dn: CN=VoO-SKRIVARE,DC=example,DC=se
objectClass: user
objectClass: computer
cn: VoO-SKRIVARE

dn: CN=Alla,DC=example,DC=se
objectClass: group
cn: Alla
member: CN=Karin Lind
"""


def test_an_ldif_of_the_directory(read):
    assert read(LDIF.encode(), "personal.ldf") == [
        StaffRecord(
            row=4,
            name="Karin Lind",
            email="karin.lind@example.se",
            phone="08-465 004 07",
            logins=("karlin", "karin.lind@example.se"),
            active=True,
        ),
        StaffRecord(row=20, name="Åke Öberg", logins=("akeobe",), active=False),
    ]
    assert read(LDIF.replace("\n", "\r\n").encode("utf-8-sig"), "personal.txt") == read(LDIF.encode())


VCARDS = """\
BEGIN:VCARD
VERSION:3.0
N:Lind;Karin;;;
FN:Karin Lind
ORG:Socialförvaltningen;Mottagningen
TEL;TYPE=FAX,WORK:08-465 004 99
TEL;TYPE=CELL:070-174 06 05
TEL;TYPE=WORK,VOICE:08-465 004 07
item1.EMAIL;TYPE=INTERNET:karin.lind@
 example.se
NOTE:Ringer helst\\, på morgonen
END:VCARD
BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=96b=
erg;=C3=85ke
TEL;CELL:070-174 06 06
END:VCARD
"""


def test_cards_from_an_address_book(read):
    assert read(VCARDS.encode(), "kontakter.vcf") == [
        StaffRecord(row=1, name="Karin Lind", email="karin.lind@example.se", phone="08-465 004 07"),
        StaffRecord(row=13, name="Åke Öberg", phone="070-174 06 06"),
    ]


def test_many_empty_lines_before_the_list_take_no_time(read):
    (record,) = read(("\n" * 25 + "namn;sign\nNils Ek;ne\n").encode())
    assert record.key == "ne"


def test_an_export_of_active_directory_and_of_microsoft_365(read):
    powershell = (
        "#TYPE Selected.Microsoft.ActiveDirectory.Management.ADUser\r\n"
        '"Name","GivenName","Surname","SamAccountName","EmailAddress","OfficePhone","Enabled"\r\n'
        '"Lind Karin (VoO)","Karin","Lind","karlin","karin.lind@example.se","08-465 004 07","True"\r\n'
    )
    (record,) = read(powershell.encode("utf-16"))
    assert record == StaffRecord(
        row=3,
        name="Karin Lind",
        email="karin.lind@example.se",
        phone="08-465 004 07",
        logins=("karlin",),
        active=True,
    )
    (record,) = read(b"Display name,First name,Last name,User principal name,Mobile Phone\nX,Nils,Ek,nek@example.se,\n")
    assert (record.name, record.logins, record.phone) == ("Nils Ek", ("nek@example.se",), None)


def test_what_was_guessed_can_be_shown_with_an_example(tmp_path):
    path = tmp_path / "staff.csv"
    path.write_text("Namn;Plats;Telefon\nNils Ek;;\nNina Ek;Rum 3;08-465 004 01\n", "utf-8")
    found = read_file(path)
    assert [(column.header, column.field) for column in found.columns] == [
        ("Namn", "name"),
        ("Plats", None),
        ("Telefon", "phone"),
    ]
    assert found.samples == {"Namn": "Nils Ek", "Plats": "Rum 3", "Telefon": "08-465 004 01"}


def test_a_list_without_known_headers_can_be_looked_at(tmp_path):
    path = tmp_path / "staff.csv"
    path.write_text("Vår lista\nVem;Var\nNils Ek;Rum 3\n", "utf-8")
    found = look(path)
    assert [(column.header, column.field) for column in found.columns] == [("Vem", None), ("Var", None)]
    assert (found.rows, found.samples["Vem"]) == ((), "Nils Ek")
    assert look(path, {"Vem": "name"}).rows == (StaffRecord(row=3, name="Nils Ek"),)


def test_what_is_slow_to_load_waits_until_it_is_needed():
    rooms = "absence, calendarfile, importing, signin, staff, stafffile, unit"
    slow = "argon2, python_calamine, holidays, icalendar, dateutil"
    check = f"import sys; from mottagning.people import {rooms}; print(*set('{slow}'.split(', ')) & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []

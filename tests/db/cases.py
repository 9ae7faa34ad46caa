"""A small invented case list, read as any export is."""

from mottagning.care.protection import learnt_protected
from mottagning.cases import feed
from mottagning.cases import list as case_list

HEADER = "Ärendekod;Kategori;Ärendetyp;Steg;Handläggare;Inkom;Namn;Personnummer;Telefon;E-post;Skyddade uppgifter"
ALVA = "C-2417;SoL;hemtjänst;Utredning;Person AB;2026-11-02;Alva Berg;19900101-2385;070-174 06 05;alva@example.se;nej"
NILS = "C-1980;LSS;ledsagning;Beslut;Person OH;2026-09-02;Nils Ek;;070-174 06 06;nils@example.se;nej"


def read(database, tmp_path, *rows, confirm=False):
    """Take these rows in as a snapshot; gives the ids by code."""
    path = tmp_path / "arenden.csv"
    path.write_text("\r\n".join((HEADER, *rows)) + "\r\n", "utf-8")
    feed.import_feed(database, path, learnt_protected=learnt_protected, confirm=confirm)
    return {case.code: case.id for case in case_list.list_cases(database).cases}

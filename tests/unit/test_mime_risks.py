"""What may come of opening a file: by its name, by its first octets, and by what is packed in it."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mottagning.contacts.mime.risks import judge

PNG, JPEG, OLE = b"\x89PNG\r\n\x1a\n....", b"\xff\xd8\xff\xe0....", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
PROGRAM = b"MZ\x90\0\x03\0\0\0"


def package(*names: str, **contents: bytes) -> bytes:
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w") as made:
        for name in names:
            made.writestr(name, contents.get(name.rpartition("/")[2].partition(".")[0], b"x"))
    return octets.getvalue()


def document(*names: str, **contents: bytes) -> bytes:
    return package("[Content_Types].xml", "word/document.xml", *names, **contents)


def locked() -> bytes:
    octets = bytearray(package("beslut.pdf"))
    octets[octets.index(b"PK\x01\x02") + 8] |= 1
    octets[6] |= 1
    return bytes(octets)


def risk(name: str, octets: bytes) -> str:
    return judge(name, octets).risk


@pytest.mark.parametrize(
    ("name", "octets"),
    [
        ("beslut.pdf", b"%PDF-1.7\n..."),
        ("BESLUT.PDF", b"%PDF-1.7\n..."),
        ("bild.jpg", JPEG),
        ("bild.jpg", PNG),  # a wrong name for a picture does no harm
        ("bild.heic", b"\0\0\0\x18ftypheic"),
        ("brev.docx", document("word/_rels/document.xml.rels")),
        ("brev.odt", package("mimetype", "content.xml")),
        ("brev.doc", OLE),
        ("brev.txt", "Hej på dig".encode()),
        ("mz.txt", b"MZ hello"),
        ("möte.ics", b"BEGIN:VCALENDAR"),
        ("lista.csv", b"namn;tal\nBo;-3\n"),
        ("anna.berg.pdf", b"%PDF-1.7"),
    ],
)
def test_plain_documents(name: str, octets: bytes) -> None:
    assert risk(name, octets) == "plain"


RUN = """exe com scr bat cmd js jse vbs wsf hta lnk url iso img vhd msi ps1 jar reg chm one cab docm xlsm xlsb pptm html
htm svg mht xml apk dmg py dll"""


@pytest.mark.parametrize("ending", RUN.split())
def test_names_that_run_something(ending: str) -> None:
    for name in (f"faktura.{ending}", f"faktura.pdf.{ending.upper()}", f"faktura.pdf      .{ending}", f"a. {ending}"):
        assert risk(name, b"Hej") == "program"


@pytest.mark.parametrize(
    "octets",
    [
        PROGRAM,
        b"\x7fELF\x02",
        b"#!/bin/sh\n",
        b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0",
        bytes(0x8001) + b"CD001",
        b"MSCF\0\0",
        b"<html><script>",
        b"\xef\xbb\xbf  <!DOCTYPE html>",
        "<html>".encode("utf-16-le"),
        b"<svg onload=x>",
        b"%PDF-1.7 /Launch",
        document("word/vbaProject.bin"),
        package("mimetype", "Basic/Standard/Module1.xml"),
        package("beslut.pdf", "visa.pdf.exe"),
        package("beslut.docm"),
        document("word/_rels/settings.xml.rels", settings=b'<Relationship Id="1" TargetMode="External" '
                 b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'),
        OLE + "_VBA_PROJECT".encode("utf-16-le"),
    ],
)  # fmt: skip
def test_contents_that_run_something_under_any_name(octets: bytes) -> None:
    for name in ("beslut.pdf", "brev.docx", "bild.jpg", "läs.txt", "fil.zip", "fil"):
        assert risk(name, octets) == "program"


@pytest.mark.parametrize(
    ("name", "octets"),
    [
        ("beslut.pdf", JPEG),
        ("beslut.exe.pdf", b"%PDF-1.7"),
        ("bild.jpg", b"%PDF-1.7"),
        ("okänd.xyz", b"x"),
        ("utan", b"x"),
        ("tom.pdf", b""),
        ("fil.zip", package("beslut.pdf")),
        ("fil.zip", locked()),
        ("fil.docx", b"PK\x03\x04damaged"),
        ("fil.docx", OLE + "EncryptedPackage".encode("utf-16-le")),
        ("fil.rar", b"Rar!\x1a\x07"),
        ("brev.docx", document("word/embeddings/oleObject1.bin")),
        ("brev.rtf", b"{\\rtf1{\\object\\objdata 01"),
        ("lista.csv", b"namn;=cmd|'/c calc'!A1\n"),
        ("lista.csv", "namn;tal\n=1+1;2\n".encode("utf-16")),
        ("brev.pdf", b"%PDF-1.7 /EmbeddedFile"),
        ("brev.eml", b"From: a@example.se"),
    ],
)
def test_what_cannot_be_judged(name: str, octets: bytes) -> None:
    assert risk(name, octets) == "unsure"


@given(st.text(max_size=20), st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", package("a.exe"), b"%PDF-"]))
def test_every_file_is_judged(name: str, octets: bytes, start: bytes) -> None:
    judge(name, start + octets)
    judge(name, octets + start)


ELSEWHERE = "<Relationships><{} Type={}http://x/attachedTemplate{} TargetMode={}/></Relationships>"


@pytest.mark.parametrize(
    "relations",
    [
        ELSEWHERE.format("r:Relationship", '"', '"', '"External"').encode(),
        ELSEWHERE.format("Relationship", "'", "'", "'External'").encode(),
        ELSEWHERE.format("Relationship", '"', '"', '"&#69;xternal"').encode(),
        ELSEWHERE.format("Relationship", '"', '"', '"External"').encode("utf-16"),
    ],
)
def test_a_template_elsewhere_is_found_however_it_is_written(relations: bytes) -> None:
    assert judge("brev.docx", document("word/_rels/settings.xml.rels", settings=relations)).why.startswith("It fetches")


@pytest.mark.timeout(30)
@pytest.mark.parametrize("sign", [b"\n", b"\t", b" ", b"\n \t", b'"', b"\xa0"])
def test_a_list_of_nothing_is_judged_at_once(sign: bytes) -> None:
    assert risk("lista.csv", sign * (600_000 // len(sign))) in ("plain", "unsure")


@pytest.mark.timeout(30)
def test_many_lists_of_relations_without_an_end_are_judged_at_once() -> None:
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "x")
        for number in range(400):
            made.writestr(f"{number}.rels", "<relationship " * 10_000)
    assert risk("brev.docx", octets.getvalue()) == "unsure"

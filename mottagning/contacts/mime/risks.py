"""What a file from a stranger may do when it is opened, by its name and by what it holds.

Three answers: a plain document; one that cannot be judged; one that runs something, which the desk never opens. The
kinds that run something are those that Outlook and Gmail block, and what Windows gives to a script host, an installer
or a browser.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from dataclasses import dataclass
from typing import Literal

from mottagning.archives import UNREADABLE
from mottagning.texts import N_

Risk = Literal["plain", "unsure", "program"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What may come of opening a file; `why` is a sentence for `tr`."""

    risk: Risk
    why: str


PLAIN = Judgement("plain", N_("It comes from outside. Open it only if it is something you expect."))
_RUNS = Judgement("program", N_("It is a program or starts one."))
_PAGE = Judgement("program", N_("It is a web page, which can run programs."))
_MACROS = Judgement("program", N_("It holds macros, which are small programs."))
_FETCHES = Judgement("program", N_("It fetches something from the internet when it is opened."))
_HIDES = Judgement("program", N_("There is a program among the files in it."))
_OTHER = Judgement("unsure", N_("It is not what its name says it is."))
_MESSAGE = Judgement("unsure", N_("It is a message. Its words stand in the text already."))
_UNKNOWN = Judgement("unsure", N_("It is a kind of file that the desk does not know."))
_LOCKED = Judgement("unsure", N_("It is locked with a password, so nobody has looked at what is in it."))
_PACKED = Judgement("unsure", N_("It is a package, and what is in it has not been looked at."))
_HOLDS = Judgement("unsure", N_("There are other files in it, which have not been looked at."))

_PROGRAM_ENDINGS = """
exe com scr pif bat cmd msi msp mst msu dll ocx cpl drv sys js jse vbs vbe vb wsf wsh ws wsc sct ps1 ps1xml
ps2 psc1 psm1 psd1 ps2xml psc2 hta lnk url scf library-ms search-ms searchconnector-ms settingcontent-ms
appref-ms application appinstaller appx appxbundle msix msixbundle msc mmc jar jnlp class apk ipa app dmg pkg
deb rpm run sh bash zsh csh command py pyc pyw pyz pl rb php reg inf ins isp job gadget xbap xll xla xlam ade
adp mde mdb accde accda accdb mam maw mda mdz chm hlp hpj grp its ksh maf mag mar mas mat mau mav mcf mht
mhtml ops osd plg prf prg pst rgs shb shs tmp vsmacros vss vst vsw website webpnp wim iso img vhd vhdx udf one
onepkg onetoc2 desktop theme themepack diagcab diagcfg diagpkg cab cer crt der bas asp aspx cnt fxp crx xpi
oxt iqy oqy rqy slk wll dqy ppa ppam
"""
_PROGRAMS = frozenset(_PROGRAM_ENDINGS.split())
_PAGES = frozenset(["htm", "html", "xhtml", "xht", "shtml", "svg", "svgz", "xml", "xsl", "xslt", "swf"])
_MACRO_KINDS = frozenset(["docm", "dotm", "xlsm", "xltm", "xlsb", "pptm", "potm", "ppsm", "sldm", "odb"])
_PACKAGES = frozenset(["zip", "7z", "rar", "gz", "tgz", "bz2", "xz", "tar", "arj", "lzh", "ace", "z", "lz", "zst"])
_PICTURES = frozenset({"jpeg", "png", "gif", "bmp", "tiff"})  # a wrong name among these does no harm
# What stands behind a name, when it is what the name says.
_EXPECTED: dict[str, frozenset[str]] = {
    **dict.fromkeys(("jpg", "jpeg", "jpe", "jfif", "tif", "tiff", "png", "gif", "bmp"), _PICTURES),
    **dict.fromkeys(("heic", "heif", "avif", "mp4", "m4a", "m4v", "mov", "3gp", "3gpp"), frozenset({"ftyp"})),
    **dict.fromkeys(("docx", "dotx", "xlsx", "xltx", "pptx", "ppsx", "odt", "ods", "odp", "odg"), frozenset({"zip"})),
    **dict.fromkeys(("doc", "dot", "xls", "ppt", "pps"), frozenset({"ole", "rtf"})),
    **dict.fromkeys(("txt", "text", "log", "csv", "ics", "vcf", "md"), frozenset({"text"})),
    **dict.fromkeys(("wav", "webp", "avi"), frozenset({"riff"})),
    **dict.fromkeys(("ogg", "oga", "opus"), frozenset({"ogg"})),
    **{kind: frozenset({kind}) for kind in ("pdf", "rtf", "mp3", "amr")},
}

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "program"), (b"\x7fELF", "program"), (b"\xca\xfe\xba\xbe", "program"), (b"\xfe\xed\xfa", "program"),
    (b"\xce\xfa\xed\xfe", "program"), (b"\xcf\xfa\xed\xfe", "program"), (b"#!", "program"), (b"MSCF", "program"),
    (b"L\0\0\0\x01\x14\x02\0", "program"), (b"ITSF", "program"), (b"\xe4R\\{\x8c\xd8\xa7M", "program"),
    (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"), (b"{\\rt", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"), (b"BM", "bmp"), (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"), (b"RIFF", "riff"), (b"OggS", "ogg"), (b"ID3", "mp3"), (b"\xff\xfb", "mp3"),
    (b"\xff\xf3", "mp3"), (b"\xff\xf2", "mp3"), (b"#!AMR", "amr"), (b"Rar!", "package"),
    (b"7z\xbc\xaf\x27\x1c", "package"), (b"\x1f\x8b", "package"), (b"BZh", "package"), (b"\xfd7zXZ", "package"),
)  # fmt: skip
_DISC = 0x8001  # where an ISO 9660 disc says what it is
_LOOKS_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|script|iframe|svg|meta|\?xml|\w+:scriptlet|hta:)", re.IGNORECASE
)
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27})
_FORMULA = re.compile(rb"(?:^|[;,\t])[ \r\xa0]{0,9}\"?[=@]|cmd\|", re.MULTILINE)
_MAX_NAMES = 20_000
_MAX_LISTS = 200  # of relations; a document has one for each of its parts that points at something
_MAX_RELATIONS = 200_000  # octets


def judge(name: str, octets: bytes) -> Judgement:
    """What may come of opening a file of this name with this content."""
    endings = [ending.lower().strip() for ending in name.split(".")[1:]]
    ending = endings[-1] if endings else ""
    kind = _kind(octets)
    if ending in _PROGRAMS or kind == "program":
        return _RUNS
    if ending in _PAGES or kind == "page":
        return _PAGE
    if ending in _MACRO_KINDS:
        return _MACROS
    if (inside := _inside(kind, octets)) and (inside.risk == "program" or ending not in _PACKAGES):
        return inside
    if ending in _PACKAGES or kind == "package":
        return inside or _PACKED
    if ending not in _EXPECTED:
        return _MESSAGE if ending in ("eml", "msg") else _UNKNOWN
    if kind not in _EXPECTED[ending] or any(each in _PROGRAMS | _PAGES for each in endings[:-1]):
        return _OTHER
    if ending == "csv" and _FORMULA.search(octets[:1_000_000].replace(b"\0", b"")):  # UTF-16 too
        return Judgement("unsure", N_("There are formulas in it, which a spreadsheet would calculate."))
    return PLAIN


def _kind(octets: bytes) -> str:
    """What a file is by its first octets, whatever it is called."""
    start = octets[:4096]
    if start.startswith(b"#!AMR"):
        return "amr"
    for magic, kind in _MAGIC:
        if start.startswith(magic) and not (magic in (b"MZ", b"BM") and _is_text(start)):
            return kind
    if octets[_DISC : _DISC + 5] == b"CD001":
        return "program"
    if b"%PDF-" in start[:1024]:
        return "pdf"
    if start[4:8] == b"ftyp":
        return "ftyp"
    if _LOOKS_HTML.search(start.replace(b"\0", b"")):
        return "page"
    return "text" if _is_text(start) else "unknown"


def _is_text(octets: bytes) -> bool:
    return octets.startswith((b"\xff\xfe", b"\xfe\xff")) or len(octets.translate(None, _CONTROLS)) == len(octets)


def _inside(kind: str, octets: bytes) -> Judgement | None:
    """What is known against a file by what lies in it; None for nothing."""
    if kind == "zip":
        return _in_package(octets)
    if kind == "ole":
        wide = "_VBA_PROJECT".encode("utf-16-le")
        if wide in octets or b"Attribut\0e VB_" in octets:
            return _MACROS
        if "EncryptedPackage".encode("utf-16-le") in octets:
            return _LOCKED
        return _HOLDS if "\x01Ole10Native".encode("utf-16-le") in octets else None
    if kind == "rtf":
        return _HOLDS if b"\\objdata" in octets or b"\\objupdate" in octets else None
    if kind == "pdf":
        return _RUNS if b"/Launch" in octets else _HOLDS if b"/EmbeddedFile" in octets else None
    return None


def _in_package(octets: bytes) -> Judgement | None:
    """What lies in a ZIP file, which modern office documents are too. Nothing but small lists is unpacked."""
    if octets.count(b"PK\x01\x02") > _MAX_NAMES:  # a list of entries that would take long to read
        return _PACKED
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as package:
            entries = package.infolist()
            names = [entry.filename.lower() for entry in entries]
            is_document = "[content_types].xml" in names or "mimetype" in names
            if any(name.endswith("vbaproject.bin") or name.startswith(("basic/", "scripts/")) for name in names):
                return _MACROS
            if any(entry.flag_bits & 1 for entry in entries):
                return _LOCKED
            endings = {name.rpartition(".")[2] for name in names if "." in name}
            if endings & (_PROGRAMS | _MACRO_KINDS | (frozenset() if is_document else _PAGES)):
                return _HIDES
            lists = [entry for entry in entries if is_document and entry.filename.lower().endswith(".rels")]
            if any(_fetches(package, entry) for entry in lists[:_MAX_LISTS]):
                return _FETCHES
            if len(lists) > _MAX_LISTS:
                return _PACKED
            if is_document:
                return _HOLDS if any("/embeddings/" in name for name in names) else None
            return _PACKED if endings & _PACKAGES else _HOLDS
    except UNREADABLE:
        return _PACKED


_RELATION = re.compile(r"<(?:[\w.-]{1,40}:)?relationship\b[^<>]{0,2000}>", re.IGNORECASE)
_LOADED = re.compile(r"""/(?:attachedTemplate|oleObject|frame|externalLinkPath|package)\s{0,9}["']""")


def _fetches(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Whether a list of relations names a template or an object that lies elsewhere (links to pages are no harm)."""
    with package.open(entry) as file:
        relations = file.read(_MAX_RELATIONS).replace(b"\0", b"").decode("latin-1")  # UTF-16 too
    said = (html.unescape(relation) for relation in _RELATION.findall(relations))
    return any("External" in relation and _LOADED.search(relation) for relation in said)

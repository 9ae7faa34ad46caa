"""The readable text, the HTML and the files of a message, gathered from its parts."""

from __future__ import annotations

import hashlib
import html
import re
from dataclasses import dataclass

from mottagning.contacts.mime.charsets import clean, codec_of, decode
from mottagning.contacts.mime.filenames import safe_name
from mottagning.contacts.mime.headers import read_message_id
from mottagning.contacts.mime.htmltext import html_to_text, tidy, unescape
from mottagning.contacts.mime.invitation import in_words
from mottagning.contacts.mime.rtf import read_rtf
from mottagning.contacts.mime.smime import is_signed_data, signed_content
from mottagning.contacts.mime.structure import MESSAGE_TYPES, Part, Reader, uuencoded
from mottagning.contacts.mime.tnef import Tnef, read_tnef
from mottagning.texts import tr

MAX_TEXT = 1_000_000  # characters
MAX_HTML = 8_000_000  # characters; pictures may be written into it
MAX_ATTACHMENTS = 200
_RULE = "-" * 10

_SIGNATURES = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})
_OPAQUE = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_RICH = frozenset({"text/rtf", "application/rtf"})
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
# Texts that are files by nature, not something written to the reader.
_FILE_TEXTS = frozenset(
    {"text/csv", "text/vcard", "text/x-vcard", "text/directory", "text/rtf", "text/css", "text/xml"}
)
_MIME_NOTICE = re.compile(r"MIME|multi-?part", re.IGNORECASE)
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s{0,5}=\s{0,5}["']?([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_CID = re.compile(r"""cid:([^"'\s)>]{1,500})""", re.IGNORECASE)
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # databases refuse them
_LOOKS_HTML = re.compile(r"\s{0,200}<(?:!doctype html|html)\b", re.IGNORECASE)
_LOOKS_MARKED = re.compile(r"<[a-zA-Z/!]")
_MAX_CONTAINERS = 10  # signed messages in signed messages
_MAX_TNEF = 5  # Outlook's containers in one message that are looked into
_ARMOURED = "-----BEGIN PGP MESSAGE-----"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file in a message. `name` can be given to a file in any folder; `inline` ones are shown within the HTML,
    which refers to them by ``cid:`` and `content_id`.
    """

    name: str
    content_type: str
    content: bytes
    sha256: str
    inline: bool
    content_id: str | None


@dataclass(frozen=True, slots=True)
class Content:
    """What a message holds beside its header."""

    text: str
    html: str | None
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class _Fragment:
    """One piece of text in the order of the message."""

    text: str
    markup: str | None = None
    rank: int = 0  # 0 written as text, 1 made from HTML, 2 from something else, 3 what the others say once more


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    type: str
    content: bytes
    content_id: str | None = None


def read_content(message: Part, reader: Reader) -> Content:
    """Gather text, HTML and files; what is wrong or special is noted with `reader`."""
    return _Gathering(reader).content(message)


class _Gathering:
    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._files: list[_File] = []
        self._spare: list[Part] = []  # texts attached as files: taken when nothing else is written
        self._outside: list[bytes] = []
        self._containers = 0  # of Outlook's

    def content(self, message: Part) -> Content:
        fragments = [fragment for fragment in self._read(message, 0) if fragment.text or fragment.markup]
        if any(fragment.rank < 2 for fragment in fragments):
            fragments = [fragment for fragment in fragments if fragment.rank < 3]
        text = tidy("\n\n".join(fragment.text for fragment in fragments)) or self._any_text()
        markup = _join_markup(fragments)
        if len(text) > MAX_TEXT or len(markup or "") > MAX_HTML:
            self._reader.note("truncated")
        shown = {cid.lower() for cid in _CID.findall(markup or "")}
        return Content(
            text[:MAX_TEXT],
            markup[:MAX_HTML] if markup else None,
            tuple(
                Attachment(
                    name=file.name,
                    content_type=file.type,
                    content=file.content,
                    sha256=hashlib.sha256(file.content).hexdigest(),
                    inline=(file.content_id or "").lower() in shown,
                    content_id=file.content_id,
                )
                for file in self._files
            ),
        )

    def _any_text(self) -> str:
        """Some text of a message without any in its place: a text file, or what stands around the parts."""
        for part in self._spare[:20]:
            if found := self._readable(part):
                return found
        for octets in self._outside[:20]:
            text = tidy(self._decode(octets[:MAX_TEXT], None))
            if text and not _MIME_NOTICE.search(text[:500]):
                return text
        return ""

    def _readable(self, part: Part) -> str:
        if part.type in _RICH:
            text, markup = read_rtf(part.body)
        else:
            text, markup = self._text_of(part), part.type in ("text/html", "application/xhtml+xml")
        return html_to_text(text) if markup else tidy(text)

    # --- parts ------------------------------------------------------------------------------------------------------

    def _read(self, part: Part, nesting: int) -> list[_Fragment]:
        if part.type in MESSAGE_TYPES and part.parts:
            return [self._nested(part, nesting)]
        if part.family != "multipart":
            return self._leaf(part, nesting)
        self._outside += part.outside
        if part.type == "multipart/alternative":
            return self._alternative(part, nesting)
        if part.type == "multipart/encrypted":
            self._reader.note("encrypted")
        fragments: list[_Fragment] = []
        for inner in part.parts:
            # A report's machine-readable half repeats what its text has said.
            if part.type == "multipart/report" and _is_status(inner) and any(one.text for one in fragments):
                continue
            fragments += self._read(inner, nesting)
        return fragments

    def _alternative(self, part: Part, nesting: int) -> list[_Fragment]:
        """The same in several forms: its text from the best one, its HTML, and what a calendar part adds."""
        choices: list[_Fragment] = []
        beside: list[_Fragment] = []
        for inner in part.parts:
            fragments = [one for one in self._read(inner, nesting) if one.text or one.markup]
            if inner.type == "text/calendar":
                beside += fragments
            elif fragments:
                text = "\n\n".join(one.text for one in fragments if one.text)
                choices.append(_Fragment(text, _join_markup(fragments), min(one.rank for one in fragments)))
        written = [one for one in choices if one.text]
        best = min(written, key=lambda one: (_is_stub(one.text), one.rank), default=None)
        markup = next((one.markup for one in reversed(choices) if one.markup), None)
        if best:  # an invitation's description is what its text says already
            beside = [_Fragment(one.text.partition("\n\n")[0], None, one.rank) for one in beside]
        return [_Fragment(best.text if best else "", markup, best.rank if best else 1), *beside]

    def _nested(self, part: Part, nesting: int) -> _Fragment:
        """A message in the message, as a block below a line that says so; the outermost one is a file, too."""
        inner = part.parts[0]
        subject = inner.header.text("subject", 300)
        if nesting == 0 and part.type in MESSAGE_TYPES:
            name = safe_name(part.file_name or (f"{subject}.eml" if subject else ""), self._next_name(".eml"))
            self._add(_File(name, part.type, part.body))
        fields = [(tr("From"), inner.header.text("from", 300)), (tr("Date"), inner.header.text("date", 100)),
                  (tr("To"), inner.header.text("to", 300)), (tr("Subject"), subject)]  # fmt: skip
        texts = [fragment.text for fragment in self._read(inner, nesting + 1)]
        return _Fragment("\n\n".join(filter(None, (_forwarded(fields), *texts)))[:MAX_TEXT], rank=2)

    def _leaf(self, part: Part, nesting: int) -> list[_Fragment]:
        if part.type in _SIGNATURES:
            self._reader.note("signed")
            return []
        if part.type in _OPAQUE:
            return self._opaque(part, nesting)
        if part.type in _TNEF or part.file_name.lower() == "winmail.dat":
            return self._tnef(part)
        if part.type == "application/pgp-encrypted":
            self._reader.note("encrypted")
        if part.type == "text/calendar":
            self._attach(part)
            return [_Fragment(tidy(in_words(self._text_of(part))) or tidy(self._text_of(part)), rank=2)]
        if part.type == "text/rfc822-headers":
            part.parts = [self._reader.read_message(part.body, nesting + 1)]
            return [self._nested(part, nesting + 1)]
        if _is_written(part) and not _is_binary(part.body):
            return self._written(part)
        self._attach(part)
        if part.family in ("text", "message") or part.type in _RICH:
            self._spare.append(part)
        return []

    def _written(self, part: Part) -> list[_Fragment]:
        """A part that is there to be read."""
        if part.type in ("text/html", "application/xhtml+xml"):
            return [_from_html(self._text_of(part))]
        if part.type in ("text/enriched", "text/richtext"):
            return [_Fragment(html_to_text(self._text_of(part).replace("<<", "&lt;").replace("\n", "<br>")), None, 1)]
        text = self._decode(self._without_files(part.body)[:MAX_TEXT], part.parameters.get("charset"))
        if _LOOKS_HTML.match(text):
            return [_from_html(text)]
        text = clean(text)
        if part.parameters.get("format", "").lower() == "flowed":
            text = unflow(text, part.parameters.get("delsp", "").lower() == "yes")
        if _ARMOURED in text:
            self._reader.note("encrypted")
        return [_Fragment(tidy(text), None, 0 if part.type == "text/plain" else 2)]

    def _without_files(self, octets: bytes) -> bytes:
        """A text without the files that stand uuencoded in it."""
        kept: list[bytes] = []
        end = 0
        for file in uuencoded(octets):
            name = safe_name(self._decode(file.name, None), self._next_name(".bin"))
            self._add(_File(name, "application/octet-stream", file.content))
            kept.append(octets[end : file.span[0]])
            end = file.span[1]
        if len(octets) > MAX_TEXT:
            self._reader.note("truncated")
        return b"".join((*kept, octets[end:]))

    def _opaque(self, part: Part, nesting: int) -> list[_Fragment]:
        self._reader.note("opaque-smime")
        if not is_signed_data(part.body):
            self._reader.note("encrypted")
        elif nesting < _MAX_CONTAINERS and (inside := signed_content(part.body)):
            fragments = self._read(self._reader.read_part(inside), nesting + 1)
            if any(fragment.text for fragment in fragments):
                return fragments
        self._attach(part)
        return []

    def _tnef(self, part: Part) -> list[_Fragment]:
        self._reader.note("tnef")
        self._containers += 1
        enclosed = read_tnef(part.body) if self._containers <= _MAX_TNEF else None
        if enclosed is None or not (enclosed.files or _said(enclosed)):
            self._attach(part)
            return []
        return [
            _Fragment(_said(enclosed), _UNSTORABLE.sub("", enclosed.html) or None, 3),
            *self._enclosed_files(enclosed),
        ]

    def _enclosed_files(self, enclosed: Tnef) -> list[_Fragment]:
        """Keep the files of Outlook's container; what the messages among them say."""
        fragments: list[_Fragment] = []
        for file in enclosed.files:
            if inner := file.message:
                head = _forwarded([(tr("Subject"), inner.subject or file.name)])
                fragments += [_Fragment(f"{head}\n\n{_said(inner)}", rank=2), *self._enclosed_files(inner)]
            else:
                name = safe_name(file.name, self._next_name(".bin"))
                self._add(_File(name, "application/octet-stream", file.content, file.content_id.strip("<> ") or None))
        return fragments

    # --- files and text ---------------------------------------------------------------------------------------------

    def _attach(self, part: Part) -> None:
        if not part.body.strip():
            return
        name = safe_name(part.file_name, self._next_name(_EXTENSIONS.get(part.type, ".bin")))
        self._add(_File(name, part.type, part.body, read_message_id(part.header.first("content-id"))))

    def _add(self, file: _File) -> None:
        if len(self._files) < MAX_ATTACHMENTS:
            self._files.append(file)
        else:
            self._reader.note("truncated")

    def _next_name(self, extension: str) -> str:
        return f"part-{len(self._files) + 1}{extension}"

    def _text_of(self, part: Part) -> str:
        octets = part.body[:MAX_HTML]
        label = part.parameters.get("charset", "")
        if not codec_of(label) and (meta := _META_CHARSET.search(octets[:4096])):
            label = meta[1].decode("ascii")
        return self._decode(octets, label)

    def _decode(self, octets: bytes, label: str | None) -> str:
        text, guessed = decode(octets, label)
        if guessed:
            self._reader.note("charset-guessed")
        return text


_EXTENSIONS = {
    "text/plain": ".txt", "text/html": ".html", "text/calendar": ".ics", "text/vcard": ".vcf", "text/x-vcard": ".vcf",
    "text/directory": ".vcf", "text/csv": ".csv", "text/rtf": ".rtf", "application/rtf": ".rtf", "text/xml": ".xml",
    "application/xml": ".xml", "message/rfc822": ".eml", "application/pdf": ".pdf", "application/zip": ".zip",
    "application/msword": ".doc", "application/vnd.ms-excel": ".xls", "image/png": ".png", "image/gif": ".gif",
    "image/jpeg": ".jpg", "image/jpg": ".jpg", "image/heic": ".heic", "image/tiff": ".tif", "image/bmp": ".bmp",
    "audio/mpeg": ".mp3", "audio/wav": ".wav", "audio/x-wav": ".wav", "audio/mp4": ".m4a", "video/mp4": ".mp4",
    "application/ms-tnef": ".dat", "application/pkcs7-mime": ".p7m", "application/x-pkcs7-mime": ".p7m",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.text": ".odt",
}  # fmt: skip


def _from_html(markup: str) -> _Fragment:
    if not _LOOKS_MARKED.search(markup):
        return _Fragment(tidy(unescape(markup)))  # plain text under a wrong label: its line ends mean something
    markup = _UNSTORABLE.sub("", markup)
    return _Fragment(html_to_text(markup), markup, 1)


def _forwarded(fields: list[tuple[str, str]]) -> str:
    """The lines above what a message within the message says; `quoting` knows them in either language."""
    head = (f"{name}: {value}" for name, value in fields if value)
    return "\n".join((f"{_RULE} {tr('Forwarded message')} {_RULE}", *head))


def _said(enclosed: Tnef) -> str:
    """The best text of Outlook's container."""
    return tidy(enclosed.plain) or html_to_text(enclosed.html) or tidy(enclosed.rich)


def _is_status(part: Part) -> bool:
    return part.family == "message" and part.type not in MESSAGE_TYPES


def _is_written(part: Part) -> bool:
    """Whether a part is there to be read, not to be saved."""
    if part.disposition.value == "attachment" or part.type in _FILE_TEXTS:
        return False
    if part.family not in ("text", "message") and part.type != "application/xhtml+xml":
        return False
    return not part.file_name or (part.disposition.value != "inline" and "name" in part.parameters)


def _is_binary(octets: bytes) -> bool:
    """Whether octets that are called text are none: many control characters, and not two octets a character."""
    sample = octets[:2000]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x1b$" in sample:
        return False
    controls = len(sample) - len(sample.translate(None, bytes([*range(9), *range(14, 27), *range(28, 32)])))
    zeros = max(sample[0::2].count(0), sample[1::2].count(0))
    return controls * 10 > len(sample) and zeros * 3 < len(sample)


def _is_stub(text: str) -> bool:
    """Whether a text only says that one should read the HTML."""
    return len(text) < 300 and re.search(r"\bHTML\b", text, re.IGNORECASE) is not None


def _join_markup(fragments: list[_Fragment]) -> str | None:
    """The HTML of several fragments, plain ones set as they are; None when there is none at all."""
    if not any(fragment.markup for fragment in fragments):
        return None
    return "\n<hr>\n".join(one.markup or f"<pre>{html.escape(one.text)}</pre>" for one in fragments)


def unflow(text: str, delete_space: bool) -> str:
    """Join the lines that ``format=flowed`` has broken (RFC 3676): those that end with a space."""
    lines: list[tuple[int, list[str]]] = []
    open_line = False
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        is_open = content.endswith(" ") and content != "-- "
        if not (open_line and lines[-1][0] == depth and content != "-- "):
            lines.append((depth, []))
        lines[-1][1].append(content[:-1] if is_open and delete_space else content)
        open_line = is_open
    return "\n".join((">" * depth + " " if depth else "") + "".join(pieces) for depth, pieces in lines)

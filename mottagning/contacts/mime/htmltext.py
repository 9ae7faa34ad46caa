"""HTML to plain text, as a reader of the message would see its lines.

A scanner of its own, since tag soup has no length that a real parser is fast for: html5ever (nh3) takes 10 s for 40,000
nested <div>, the standard library's HTMLParser is quadratic on unclosed comments. Here every character is passed once.
This is for reading and searching; what is shown as HTML must be sanitised elsewhere.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from mottagning.contacts.mime.charsets import clean

_MAX_TOKENS = 300_000  # tags and comments that are looked at
_MAX_DEPTH = 10  # marks before a quoted line

_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:]{0,30})")
_TAG_STOP = re.compile(r"""[>"']""")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_LONG_NUMBER = re.compile(r"&#\d{8,};?")  # html.unescape would raise on thousands of digits
_ALT = re.compile(r"""\balt\s{0,9}=\s{0,9}(?:"([^"]{1,300})"|'([^']{1,300})')""", re.IGNORECASE)

_UNSEEN = frozenset({"script", "style", "title", "template", "svg", "noframes", "xml"})
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "dl", "fieldset"})
_LINES = frozenset({
    "div", "tr", "table", "ul", "ol", "li", "dt", "dd", "section", "article", "header", "footer", "form", "center",
    "address", "body", "tbody", "thead", "caption", "main", "nav", "aside", "figure", "figcaption",
})  # fmt: skip
RULE = "_" * 32


def html_to_text(markup: str) -> str:
    """The text of an HTML document: paragraphs, line breaks, list items, quotes marked with "> ".

    When nothing at all would show, the title, pictures' alternative texts or whatever is between the tags are given.
    """
    page = _Page(tight_paragraphs="MsoNormal" in markup)
    alternatives: list[str] = []
    unseen: list[str] = []
    for kind, text in tokens(markup, unseen):
        if kind == "text":
            page.write(text)
        else:
            page.tag(kind, text)
            if kind == "img" and (alt := _ALT.search(text)):
                alternatives.append(unescape(alt[1] or alt[2]))
    return page.text() or clean("\n".join(alternatives)).strip() or clean("\n".join(map(unescape, unseen))).strip()


def tokens(markup: str, unseen: list[str]) -> Iterator[tuple[str, str]]:
    """("text", text) and (name of a tag, the whole tag); the content of unseen elements goes to `unseen`."""
    scan = _Scan(markup)
    position = 0
    for _ in range(_MAX_TOKENS):
        start = scan.find("<", position)
        if start < 0:
            yield "text", markup[position:]
            break
        if start > position:
            yield "text", markup[position:start]
        tag = _TAG.match(markup, start)
        if tag:
            position = scan.tag_end(tag.end())
            name = tag[1].lower()
            if name in _UNSEEN and markup[start + 1] != "/" and markup[position - 2] != "/":
                end = scan.find_close(name, position)
                if name == "title" or end == len(markup):
                    unseen.append(markup[position:end])
                position = end
            else:
                yield name, markup[start:position]
        elif markup.startswith("<!--", start):
            end = scan.find("-->", start + 4)
            position = end + 3 if end >= 0 else start + 4
        elif markup.startswith(("<!", "<?", "</"), start):
            end = scan.find(">", start)
            position = end + 1 if end >= 0 else len(markup)
        else:
            yield "text", "<"
            position = start + 1


class _Scan:
    """Searching forward in a text; what was once not found is not looked for again, so that the whole stays linear."""

    def __init__(self, markup: str) -> None:
        self._markup = markup
        self._missing: set[str] = set()

    def find(self, wanted: str, position: int) -> int:
        if wanted in self._missing:
            return -1
        found = self._markup.find(wanted, position)
        if found < 0:
            self._missing.add(wanted)
        return found

    def tag_end(self, position: int) -> int:
        """Behind the ">" that ends a tag; a ">" in a quoted value does not."""
        at = position
        if self.find(">", position) < 0:
            return len(self._markup)
        while stop := _TAG_STOP.search(self._markup, at):
            if stop[0] == ">":
                return stop.end()
            at = stop.end()
            if self._markup[max(position, stop.start() - 3) : stop.start()].rstrip().endswith("="):
                close = self.find(stop[0], at)
                if close < 0:
                    break
                at = close + 1
        end = self.find(">", position)
        return end + 1 if end >= 0 else len(self._markup)

    def find_close(self, name: str, position: int) -> int:
        """Where the closing tag of an element begins; the end of the text when there is none."""
        if name in self._missing:
            return len(self._markup)
        found = re.compile(f"</{name}", re.IGNORECASE).search(self._markup, position)
        if not found:
            self._missing.add(name)
            return len(self._markup)
        return found.start()


class _Page:
    """Lines as they are written."""

    def __init__(self, tight_paragraphs: bool) -> None:
        self._tight = tight_paragraphs  # Word's paragraphs have no space between them; empty ones make it
        self._lines: list[str] = []
        self._line: list[str] = []
        self._bullet = ""
        self._preformatted = 0
        self._quotes: list[bool] = []  # for each open blockquote whether it quotes (or only indents)

    def write(self, text: str) -> None:
        text = unescape(text)
        if self._preformatted:
            first, *others = clean(text).split("\n")
            self._line.append(first)
            for other in others:
                self._end_line()
                self._line.append(other)
            return
        text = _SPACE.sub(" ", text)
        if text.startswith(" ") and (not self._line or self._line[-1].endswith(" ")):
            text = text[1:]
        if text:
            self._line.append(text)

    def tag(self, name: str, tag: str) -> None:
        opening = not tag.startswith("</")
        if name == "br":
            self._end_line()
        elif name in ("td", "th"):
            self.write(" ")
        elif name == "hr":
            self._break(blank=True)
            self._line.append(RULE)
            self._break(blank=True)
        elif name in _PARAGRAPHS:
            self._break(blank=(opening or name != "blockquote") and (not self._tight or name != "p"))
            if name == "pre":
                self._preformatted = max(0, self._preformatted + (1 if opening else -1))
            elif name == "blockquote":
                self._quote(opening, tag)
        elif name in _LINES:
            self._break(blank=False)
            if name == "li":
                self._bullet = "- " if opening else ""

    def _quote(self, opening: bool, tag: str) -> None:
        if opening:
            self._quotes.append("cite" in tag or "quote" in tag[11:])
        elif self._quotes:
            self._quotes.pop()
            self._break(blank=True)

    def _break(self, blank: bool) -> None:
        if self._line:
            self._end_line()
        if blank and not self._bullet and self._lines:
            if self._lines[-1].strip("> "):
                self._lines.append("")
            self._lines[-1] = self._mark().rstrip()

    def _mark(self) -> str:
        return "> " * min(sum(self._quotes[-50:]), _MAX_DEPTH)

    def _end_line(self) -> None:
        line = "".join(self._line).replace("\xa0", " ")
        line = line.rstrip() if self._preformatted else line.strip()
        if line and self._bullet:
            line, self._bullet = self._bullet + line, ""
        self._lines.append((self._mark() + line).rstrip())
        self._line.clear()

    def text(self) -> str:
        self._break(blank=False)
        return tidy("\n".join(self._lines))


def unescape(text: str) -> str:
    """Text with its character references (``&auml;``, ``&#228;``) read."""
    return html.unescape(_LONG_NUMBER.sub("\ufffd", text)) if "&" in text else text


def tidy(text: str) -> str:
    """Clean text without trailing spaces, more than two blank lines in a row, or any around it."""
    lines: list[str] = []
    blank = 0
    for line in clean(text).split("\n"):
        line = line.rstrip()
        blank = 0 if line else blank + 1
        if blank <= 2:
            lines.append(line)
    return "\n".join(lines).strip("\n")

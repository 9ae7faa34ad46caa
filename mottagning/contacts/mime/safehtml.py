"""The HTML of a message made safe to show: words, tables and emphasis; nothing that runs, loads, hides or misleads.

First thinned in one bounded pass (deep nesting takes nh3 minutes, and Qt the whole program): only elements of text are
written again, anew, with every quote and bracket of the text escaped. Then nh3 says what may stay; on what the first
pass gives it should find nothing. Styles that hide (invisible, tiny, white on white, off the page) do not get through,
so what was hidden is seen. Pictures are named, not shown: those from elsewhere tell that a message was read.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace

from mottagning.contacts.mime.charsets import clean
from mottagning.contacts.mime.htmltext import tokens, unescape
from mottagning.contacts.mime.links import Link, read_link

MAX_TEXT = 200_000  # characters
MAX_TAGS = 10_000
MAX_LINKS = 500
_MAX_MARKUP = 8_000_000
_MAX_DEPTH = 80
_MAX_INLINE = 12  # emphasis within emphasis
_MAX_TABLES = 5  # within one another: each doubles Qt's time
_MAX_SPAN = 30
_MAX_CELLS = 5_000  # of what Qt lays out: each cell of a table within a table counts twice, and so on

_INLINE = frozenset({"a", "b", "strong", "i", "em", "u", "s", "small", "sub", "sup", "code", "span"})
_CELLS = frozenset({"td", "th", "caption"})
_ROWS = frozenset({"tr", "thead", "tbody", "tfoot"})
_BLOCKS = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "dl", "center"})
_ITEMS = frozenset({"li", "dt", "dd"})
_VOID = frozenset({"br", "hr"})
_TAGS = _INLINE | _CELLS | _ROWS | _BLOCKS | _ITEMS | _VOID | {"table"}
_RENAMED = {"section": "div", "article": "div", "header": "div", "footer": "div", "main": "div", "address": "div",
            "strike": "s", "del": "s", "ins": "u", "tt": "code", "kbd": "code", "samp": "code", "font": "span",
            "form": "div", "fieldset": "div", "body": "div"}  # fmt: skip
_PADDED = ' cellpadding="3"'
_ATTRIBUTES = {"a": {"href"}, "table": {"cellpadding"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
# What ends by itself when one of these begins, as far out as the elements that hold it in.
_ENDED_BY = {
    **dict.fromkeys(_BLOCKS | {"table", "hr"}, (frozenset({"p"}), _CELLS | {"table"})),
    **dict.fromkeys(_ITEMS, (_ITEMS | {"p"}, frozenset({"ul", "ol", "dl", "table"}))),
    **dict.fromkeys(_CELLS, (_CELLS | _INLINE, frozenset({"table"}))),
    **dict.fromkeys(_ROWS, (_ROWS | _CELLS | _INLINE, frozenset({"table"}))),
    "a": (frozenset({"a"}), _CELLS | {"table"}),
}
_ATTRIBUTE = re.compile(
    r"""(?<![a-zA-Z-])([a-zA-Z-]{2,30})\s{0,9}=\s{0,9}"""
    r"""(?:"([^"]{0,4000})"|'([^']{0,4000})'|([^\s"'>]{1,4000}))"""
)
_STYLE = re.compile(
    r"(?:^|;)\s*(font-weight\s*:\s*(?:bold|[6-9]00)|font-style\s*:\s*italic|text-decoration\s*:\s*(?:underline|"
    r"line-through)|text-align\s*:\s*(?:left|right|center))\s*(?:!important\s*)?(?=;|$)",
    re.IGNORECASE,
)
_LONGEST_WORD = 1000
_CLOSE = frozenset(" \n\t\xa0.,;:!?)]}»”’")
_ENDLESS = re.compile(rf"[^ \n]{{{_LONGEST_WORD}}}")
_PROPERTIES = {"font-weight", "font-style", "text-decoration", "text-align"}


@dataclass(frozen=True, slots=True)
class SafeHtml:
    """HTML for Qt's text documents. A link is ``<a href="link:0">``: the place of what it goes to in `links`."""

    html: str
    links: tuple[Link, ...]
    truncated: bool


@dataclass(frozen=True, slots=True)
class _Grid:
    """What Qt makes of a table: in each row as many cells as in the widest one."""

    weight: int
    rows: int = 0
    columns: int = 0
    here: int = 0  # columns of the last row so far
    below: tuple[tuple[int, int], ...] = ()  # of cells that reach further down: their last row, their columns

    @property
    def size(self) -> int:
        return self.weight * self.columns * max([self.rows, *(last for last, _ in self.below)])

    def with_row(self, is_row: bool = True) -> _Grid:
        if not is_row:
            return self
        below = tuple(each for each in self.below if each[0] > self.rows)
        return replace(self, rows=self.rows + 1, here=sum(width for _, width in below), below=below)

    def with_cell(self, width: int, height: int) -> _Grid:
        if not self.rows:
            return self.with_row().with_cell(width, height)
        here = self.here + width
        below = (*self.below, (self.rows + height - 1, width)) if height > 1 else self.below
        return replace(self, here=here, columns=max(self.columns, here), below=below)


def safe_html(markup: str) -> SafeHtml | None:
    """The HTML of a message as it may be shown; None when there is nothing to show in it."""
    import nh3  # only when somebody asks to see it

    thinned = _Thinning().thin(markup[:_MAX_MARKUP])
    cleaned = nh3.clean(
        thinned.html,
        tags=set(_TAGS),
        attributes={name: set(_ATTRIBUTES.get(name, ())) | {"style"} for name in _TAGS},
        url_schemes={"link"},
        link_rel=None,
        filter_style_properties=_PROPERTIES,
    )
    is_blank = not re.sub(r"<[^>]*>|&nbsp;|\s", "", cleaned)
    return None if is_blank else SafeHtml(cleaned, thinned.links, thinned.truncated)


class _Thinning:
    """Writes the elements of text again, each closed, never deep."""

    def __init__(self) -> None:
        self._written: list[str] = []
        self._open: list[str] = []
        self._dropped: dict[str, int] = {}  # opened beyond a limit: their ends are dropped too
        self._links: list[Link] = []
        self._is_after_host = False
        self._href = ""  # of the link that is open
        self._link_text: list[str] = []
        self._left = MAX_TEXT
        self._grids: list[_Grid] = []  # of the tables that are open
        self._cells_left = _MAX_CELLS
        self._since_space = 0

    def thin(self, markup: str) -> SafeHtml:
        truncated = False
        for number, (kind, text) in enumerate(tokens(markup, [])):
            if number >= 2 * MAX_TAGS or self._left <= 0:
                truncated = True
                break
            if kind == "text":
                self._text(clean(unescape(text)))
            elif kind == "img":
                self._picture(text)
            else:
                self._tag(_RENAMED.get(kind, kind), kind, text)
        self._close_to(0)
        return SafeHtml("".join(self._written), tuple(self._links), truncated)

    def _text(self, text: str) -> None:
        text = text[: self._left]
        self._left -= len(text)
        if self._href:
            self._link_text.append(text)
        if text and self._is_after_host:  # what ends the sentence stands close to it, as in any sentence
            self._is_after_host = False
            text = text if text[0] in _CLOSE else f" {text}"
        self._written.append(html.escape(self._broken(text), quote=False))

    def _broken(self, text: str) -> str:
        """The text with a place to break its lines at in what is no word: Qt takes its length squared to find one."""
        text = _ENDLESS.sub(r"\g<0> ", text)
        space = max(text.rfind(" "), text.rfind("\n"))
        self._since_space = len(text) - 1 - space + (self._since_space if space < 0 else 0)
        if self._since_space <= _LONGEST_WORD:
            return text
        self._since_space = 0
        return text + " "

    def _picture(self, tag: str) -> None:
        """The words that stand for a picture."""
        if said := " ".join(_attributes(tag).get("alt", "")[:300].split()):
            self._text(f"[{clean(said)}]")

    def _tag(self, name: str, original: str, tag: str) -> None:
        if name not in _TAGS:
            return
        if tag.startswith("</"):
            self._end(name)
        elif name in _VOID:
            self._make_way(name)
            self._written.append(f"<{name}>")
        else:
            self._begin(name, original, tag)

    def _begin(self, name: str, original: str, tag: str) -> None:
        attributes = _attributes(tag)
        spans = _spans(name, attributes)
        if name in _CELLS | _ROWS and not self._is_room(name, spans):
            self._dropped[name] = self._dropped.get(name, 0) + 1
            self._text(" ")
            return
        self._make_way(name)
        inline = name in _INLINE
        is_too_deep = (
            len(self._open) >= _MAX_DEPTH
            or (inline and sum(each in _INLINE for each in self._open) >= _MAX_INLINE)
            or (name == "table" and self._open.count("table") >= _MAX_TABLES)
            or (name in _CELLS | _ROWS and "table" not in self._open)
        )
        if is_too_deep:
            self._dropped[name] = self._dropped.get(name, 0) + 1
            return
        written = "".join(f' {key}="{span}"' for key, span in spans.items())
        written += _style(attributes.get("style", ""), original)
        if name == "a":
            self._href, self._link_text = attributes.get("href", ""), []
            written = f' href="link:{len(self._links)}"' if self._is_link() else ""
            self._href = self._href if written else ""
        elif name == "table":
            written = _PADDED
            self._grids.append(_Grid(weight=2 ** len(self._grids)))
        self._open.append(name)
        self._written.append(f"<{name}{written}>")

    def _is_room(self, name: str, spans: dict[str, int]) -> bool:
        """Whether a row or cell may be had still; if only a cell by itself, `spans` are taken away."""
        if not self._grids:
            return True
        before = self._grids[-1]
        for width, height in ((spans.get("colspan", 1), spans.get("rowspan", 1)), (1, 1)):
            after = before.with_cell(width, height) if name in _CELLS else before.with_row(name == "tr")
            if after.size - before.size <= self._cells_left:
                self._cells_left -= after.size - before.size
                self._grids[-1] = after
                return True
            spans.clear()
        return False

    def _is_link(self) -> bool:
        return len(self._links) < MAX_LINKS and read_link(self._href, "") is not None

    def _make_way(self, name: str) -> None:
        """End what an element of this name ends by beginning."""
        ended, held_by = _ENDED_BY.get(name, (frozenset(), frozenset()))
        outermost = len(self._open)
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place] in held_by:
                break
            if self._open[place] in ended:
                outermost = place
                if name not in _CELLS | _ROWS:
                    break
        self._close_to(outermost)

    def _end(self, name: str) -> None:
        if self._dropped.get(name):
            self._dropped[name] -= 1
            return
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place] == name:
                self._close_to(place)
                return
            if self._open[place] == "table" and name != "table":
                return

    def _close_to(self, place: int) -> None:
        while len(self._open) > place:
            name = self._open.pop()
            self._written.append(f"</{name}>")
            if name == "table":
                self._grids.pop()
            elif name == "a" and self._href:
                self._end_link()

    def _end_link(self) -> None:
        """Say where a link goes, unless its text does."""
        said = "".join(self._link_text)
        link = read_link(self._href, said)
        self._href = ""
        if link is None:
            return
        self._links.append(link)
        if link.host not in said.lower() or link.said:
            self._written.append(f" [{html.escape(link.host)}]")
            self._is_after_host = True


def _attributes(tag: str) -> dict[str, str]:
    """The attributes of a tag, the first of each name, read."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(tag[:20_000]):
        found.setdefault(name.lower(), unescape(double or single or bare))
    return found


def _spans(name: str, attributes: dict[str, str]) -> dict[str, int]:
    """How many cells a cell takes; millions would be made by whoever shows it."""
    if name not in _CELLS:
        return {}
    spans = {key: attributes.get(key, "").strip() for key in ("colspan", "rowspan")}
    return {key: min(int(span), _MAX_SPAN) for key, span in spans.items() if re.fullmatch(r"[1-9]\d{0,5}", span)}


def _style(style: str, name: str) -> str:
    """Emphasis and alignment, of all that a style may say."""
    said = [re.sub(r"\s+", "", each).lower() for each in _STYLE.findall(style[:2000])]
    return f' style="{";".join(said)}"' if said and name != "a" else ""

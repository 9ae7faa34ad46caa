"""HTML from strangers: nothing that runs, loads, hides or misleads gets through, in a bounded time and depth."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mottagning.contacts import mime
from mottagning.contacts.mime.htmltext import html_to_text
from mottagning.contacts.mime.links import Link, read_link
from mottagning.contacts.mime.safehtml import MAX_LINKS, MAX_TEXT, SafeHtml, safe_html

ALLOWED = """a b strong i em u s small sub sup code span td th caption tr thead tbody tfoot p div h1 h2 h3 h4 h5 h6
blockquote pre ul ol dl center li dt dd br hr table"""
TAGS = set(ALLOWED.split())
STYLE = re.compile(
    r"(?:(?:font-weight:(?:bold|[6-9]00)|font-style:italic|text-decoration:(?:underline|line-through)|"
    r"text-align:(?:left|right|center));?)+"
)
VOID = {"br", "hr"}


class Inspector(HTMLParser):
    """Reads what came out with another parser than made it, and complains of everything that is not plain words."""

    def __init__(self, links: int) -> None:
        super().__init__(convert_charrefs=True)
        self.links = links
        self.depth = self.deepest = 0
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        for name, value in attrs:
            if name == "href":
                assert tag == "a"
                assert value is not None
                assert 0 <= int(value.removeprefix("link:")) < self.links
            elif name == "style":
                assert STYLE.fullmatch(value or "")
            elif name == "cellpadding":
                assert (tag, value) == ("table", "3")
            else:
                assert (tag in ("td", "th"), name in ("colspan", "rowspan")) == (True, True)
                assert 1 <= int(value or "") <= 30
        self.depth += tag not in VOID
        self.deepest = max(self.deepest, self.depth)

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def refuse(self, data: str) -> None:
        raise AssertionError(data)

    handle_comment = handle_decl = handle_pi = unknown_decl = refuse


def inspect(found: SafeHtml | None) -> str:
    """Look at what came out; gives its text."""
    if found is None:
        return ""
    inspector = Inspector(len(found.links))
    inspector.feed(found.html)
    inspector.close()
    assert inspector.depth == 0
    assert inspector.deepest <= 100
    assert not re.search(r"<(?!/?[a-z])", found.html)
    assert not re.search(r"cid:|src=|url\(|\bon\w+=", "".join(re.findall(r"<[^>]*>", found.html)))
    for link in found.links:
        assert re.fullmatch(r"https?://[a-z0-9._-]+(?::\d+)?/[!-~]*", link.url)
        assert link.url.split("/")[2].partition(":")[0] == link.host
        assert link.host.isascii()
    return "".join(inspector.text)


def words(text: str) -> set[str]:
    return set(re.findall(r"\w{3,}", text.lower()))


# --- the attempts of others -----------------------------------------------------------------------------------------


def test_none_of_the_known_attempts_gets_through(shared_data: Path) -> None:
    payloads = json.loads((shared_data / "html" / "payloads.json").read_text())
    assert len(payloads) > 600
    shown = 0
    for payload in payloads:
        for markup in (payload["payload"], f"<p>{payload['payload']}<table><td>{payload['payload']}"):
            shown += bool(inspect(safe_html(markup)).strip())
    assert shown > 900


def test_real_messages_keep_their_words(shared_data: Path) -> None:
    count = 0
    for path in sorted((shared_data / "mail").glob("*/*.eml")):
        raw = path.read_bytes()
        markup = mime.parse(raw).html if b"text/html" in raw else None
        if not markup or (found := safe_html(markup)) is None:
            continue
        count += 1
        text = inspect(found)
        assert found.truncated or words(html_to_text(markup)) <= words(text) | words(html_to_text(found.html)), path
    assert count > 150


@given(st.lists(st.sampled_from(
    ["<", ">", "</", "<a href='http://a.example.se'>", "</a>", "<table>", "<td colspan=9>", "</table>", "<script>",
     "<!--", "-->", "<svg>", "<style>", "</style>", "<math><mi>", "<p>", "<b style='font-weight:bold'>", '"', "'",
     "&lt;", "å", "<img alt='&lt;script&gt;' src=x onerror=y>", "<li>", "<div", " onclick=a", "=", "\0",
     "<noscript>", "<![CDATA["]
)))  # fmt: skip
def test_any_soup_is_safe(pieces: list[str]) -> None:
    inspect(safe_html("".join(pieces)))


# --- what is kept, and what is not ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<p>Hej <b>på</b> <i>dig</i></p>", "<p>Hej <b>på</b> <i>dig</i></p>"),
        ("<p>ett<p>två", "<p>ett</p><p>två</p>"),
        ("<ul><li>ett<li>två</ul>", "<ul><li>ett</li><li>två</li></ul>"),
        ("<table><tr><td>a<td>b<tr><td colspan=2>c</table>",
         '<table cellpadding="3"><tbody><tr><td>a</td><td>b</td></tr><tr><td colspan="2">c</td></tr></tbody></table>'),
        ('<span style="font-weight: bold; position:fixed">x</span>', '<span style="font-weight:bold">x</span>'),
        # What would hide words is left out, and the words are seen.
        ("<div style='display:none'>a</div><span style='font-size:0;color:#fff'>b</span><p hidden>c</p>",
         "<div>a</div><span>b</span><p>c</p>"),
        ("<font color=white size=1>a</font>", "<span>a</span>"),
        # Nothing that loads, runs or asks.
        ("x<img src='http://x.example.se/1.gif' alt='Logga'><img src=cid:a><script>y</script>", "x[Logga]"),
        ("<form action=http://x><input value=z><button>Skicka</button></form>", "<div>Skicka</div>"),
        ("<iframe src=x></iframe><object data=x></object><link href=x><meta http-equiv=refresh>x", "x"),
        ("<td colspan=999999999>x", "x"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ],
)  # fmt: skip
def test_what_is_shown(markup: str, shown: str) -> None:
    found = safe_html(markup)
    assert found is not None
    assert found.html == shown
    inspect(found)


@pytest.mark.parametrize("markup", ["", "<p>&nbsp;</p>", "<style>p{}</style>", "<img src=x>", "<!-- a -->"])
def test_nothing_to_show(markup: str) -> None:
    assert safe_html(markup) is None


# --- links ----------------------------------------------------------------------------------------------------------


def test_a_link_says_where_it_goes() -> None:
    found = safe_html('<a href="https://www.example.se/a?b=1">Läs mer</a> <a href=http://example.se>example.se</a>')
    assert found is not None
    assert found.html == '<a href="link:0">Läs mer</a> [www.example.se] <a href="link:1">example.se</a>'
    assert [link.url for link in found.links] == ["https://www.example.se/a?b=1", "http://example.se/"]


@pytest.mark.parametrize(
    ("after", "shown"), [(".", "]."), (" och", "] och"), ("och", "] och"), ("<br>och", "]<br> och"), (")", "])")]
)
def test_what_ends_a_sentence_stands_close_to_where_a_link_goes(after: str, shown: str) -> None:
    found = safe_html(f"<a href='https://www.example.se/'>Läs mer</a>{after}")
    assert found is not None
    assert found.html.endswith(f" [www.example.se{shown}")


@pytest.mark.parametrize(
    ("href", "host"),
    [
        ("https://bank.example.se@evil.example.org/", "evil.example.org"),
        ("https://evil.example.org\\@bank.example.se/", "evil.example.org"),
        ("https:evil.example.org", "evil.example.org"),
        ("ht\ntps://ev\u200bil.example.org:8080/x", "evil.example.org"),
        ("HTTPS://EXAMPLE.SE.", "example.se"),
        ("https://räksmörgås.example.se", "xn--rksmrgs-5wao1o.example.se"),
        ("https://аррӏе.example.org", "xn--80ak6aa92e.example.org"),  # Cyrillic letters
        ("https://example.se:80%2f@evil.example.org", "evil.example.org"),
    ],
)
def test_the_host_is_the_one_a_browser_would_go_to(href: str, host: str) -> None:
    link = read_link(href, "")
    assert link is not None
    assert link.host == host


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)", "java\nscript:x", "data:text/html,x", "file:///etc/passwd", "cid:a", "vbscript:x", "//x",
     "/x", "https://", "https:///", "https://exa mple.se<", "https://[::1", "https://a.se:99999999/", "ms-word:x", "x",
     ""],
)  # fmt: skip
def test_what_goes_to_no_page_is_no_link(href: str) -> None:
    assert read_link(href, "") is None or "mple.se" in href


def test_a_text_that_names_another_host_is_told() -> None:
    assert read_link("https://evil.example.org", "www.bank.example.se") == Link(
        "https://evil.example.org/", "evil.example.org", "evil.example.org", "www.bank.example.se"
    )
    for href, text in (("https://www.example.se/x", "https://example.se"), ("https://example.se", "anna@example.org")):
        link = read_link(href, text)
        assert link is not None
        assert link.said == ""


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_link_is_read(href: str, text: str) -> None:
    for start in ("", "https://", "http:\\\\"):
        link = read_link(start + href, text)
        assert link is None or (link.url.isascii() and link.url.startswith(f"{link.url.split(':')[0]}://{link.host}"))


def test_signs_that_turn_the_direction_do_not_turn_where_a_link_goes() -> None:
    found = safe_html("<a href='http://se.example.org/'>\u202eHej &#x202e;\u2067</a>")
    assert found is not None
    assert found.html == '<a href="link:0">Hej </a> [se.example.org]'


# --- bounds ---------------------------------------------------------------------------------------------------------


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece",
    ["<div>", "<b><p>", "<table><tr><td>", "<a href=http://x.example.se>y", "<ul><li>x", "<!--", "<", "&", "<svg><p>",
     "<blockquote>a", "</p>", "<td style='text-align:left' colspan=99999>x", "<a '",
     "<tr><td rowspan=30 colspan=30>x", "<table><tr><td rowspan=9>", "x", "<b></b>xxxx",
     f"<p {'a' * 2000}>", f"<p style='font-weight:bold{' ' * 1950}x'>"],
)  # fmt: skip
def test_time_depth_and_size_are_bounded(piece: str) -> None:
    found = safe_html(piece * (600_000 // len(piece)))
    inspect(found)
    assert found is None or (len(found.html) < 6 * MAX_TEXT and len(found.links) <= MAX_LINKS)


class Grid(HTMLParser):
    """The work that Qt has with tables: all cells of each, up to its widest row, doubled for each table around it."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[list[int]] = []
        self.work = self.deepest = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        spans = dict(attrs)
        if tag == "table":
            self.open.append([0, 0, 0])
            self.deepest = max(self.deepest, len(self.open))
        elif tag == "tr":
            self.open[-1][0] += 1
            self.open[-1][1] = 0
        elif tag == "td":
            self.open[-1][1] += int(spans.get("colspan") or 1)
            self.open[-1][2] = max(self.open[-1][1:])

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            rows, _, columns = self.open.pop()
            self.work += rows * columns * 2 ** len(self.open)


@pytest.mark.parametrize("around", [0, 3, 9])
@pytest.mark.parametrize(
    "inside",
    [
        "<tr>" + "<td colspan=30>x" * 100 + "<tr><td>x" * 2000,
        "<tr><td rowspan=30 colspan=30>x" * 300,
        "<tr><td>x" * 6000,
    ],
)
def test_what_is_laid_out_of_tables_is_bounded(around: int, inside: str) -> None:
    """Qt took half a minute for a table of 8 kB, and all day for one within ten others."""
    found = safe_html("<table><tr><td>" * around + "x" + "<table>" + inside)
    assert found is not None
    grid = Grid()
    grid.feed(found.html)
    assert grid.work <= 5_000
    assert grid.deepest <= 5
    assert not found.truncated
    assert inspect(found).count("x") == inside.count(">x") + 1


def test_a_word_without_an_end_has_places_to_break_its_line() -> None:
    for markup in ("x" * 90_000, ("x" * 20 + "<b></b>") * 4_000):
        found = safe_html(f"<p>{markup}</p>")
        assert max(map(len, inspect(found).split())) <= 1020
    assert inspect(safe_html("<p>" + "ord " * 900)) == "ord " * 900

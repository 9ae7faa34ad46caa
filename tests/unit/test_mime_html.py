"""HTML mail as plain text: the lines a reader would see, from any tag soup, in a time its length bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mottagning.contacts.mime.htmltext import RULE, html_to_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Hej<br>du<br/><br>där", "Hej\ndu\n\ndär"),
        ("<p>ett</p>\n<p>två</p>", "ett\n\ntvå"),
        ("<div>ett</div><div><br></div><div>två</div>", "ett\n\ntvå"),  # Gmail's empty line
        ("<p class=MsoNormal>ett</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>två<o:p></o:p></p>", "ett\n\ntvå"),
        ("<p class=MsoNormal>ett</p><p class=MsoNormal>två</p>", "ett\ntvå"),  # Word's have no space between them
        ("<b>för</b>ort  och\n\tland", "förort och land"),
        ("r&auml;k &#228; &#xE4; &amp;lt; &lt;b&gt; &unknown; 1 < 2 & 3", "räk ä ä &lt; <b> &unknown; 1 < 2 & 3"),
        ("a&#0;b&#xD800;c&#99999999999999999999;d", "a\ufffdb\ufffdc\ufffdd"),
        ("a&#" + "9" * 5000 + ";b", "a\ufffdb"),  # Python refuses to read so long a number
        ("<ul><li>ett<li><p>två</p></ul><ol><li>tre</ol>slut", "- ett\n- två\n\n- tre\nslut"),
        ("<table><tr><th>Namn<td>Bo</tr><tr><td>Tel</td><td>08</td></tr></table>", "Namn Bo\nTel 08"),
        ("a<hr>b", f"a\n\n{RULE}\n\nb"),
        ("<pre>a\n  b\n</pre>c  d", "a\n  b\n\nc d"),
        ("<h1>Rubrik</h1>text", "Rubrik\n\ntext"),
        ("x<style>p{color:red}</style><script>alert(1)</script><title>t</title>y", "xy"),
        ("<head><title>Titel</title></head><body>text</body>", "text"),
        ("a<!-- b --><!--[if mso]>c<![endif]-->d<![if !mso]>e<![endif]><?xml x?>", "ade"),
        ("<a href='x>y' title=\"a > b\">länk</a>", "länk"),
        ("<a href=x\"y>länk</a>", "länk"),  # a quote within an unquoted value opens nothing
        ("svar<blockquote type=cite>citat<br>rad<blockquote class=quote>inre</blockquote></blockquote>mer",
         "svar\n\n> citat\n> rad\n>\n> > inre\n\nmer"),
        ("<blockquote style='margin:0 40px'>indraget</blockquote>", "indraget"),
        ("A\u030asa&shy;s&#8203;", "Åsas"),
        # When nothing would show, whatever there is.
        ("<img alt='Logga &amp; namn'><img alt=\"två\">", "Logga & namn\ntvå"),
        ("<title>Bara rubrik</title>", "Bara rubrik"),
        ("<style>aldrig stängd, resten är text", "aldrig stängd, resten är text"),
        ("<style>p{}</style><script>x</script><img src=x>", ""),
        ("<", "<"),
        ("a <", "a <"),
        ("a <b", "a"),
        ("", ""),
    ],
)  # fmt: skip
def test_lines_as_a_reader_sees_them(markup: str, text: str) -> None:
    assert html_to_text(markup) == text


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "piece", ["<div>", "<!--", '<a "', "<a ='", "<", "<style>", "</", "&#9", "<blockquote type=cite>a", "<p", "\n", "&"]
)
def test_time_is_bounded_for_tag_soup(piece: str) -> None:
    html_to_text(piece * (400_000 // len(piece)))


@given(st.text(alphabet=st.sampled_from("<>/!-\"'=& abp#;\n\xa0å"), max_size=200))
def test_any_soup_gives_clean_text(markup: str) -> None:
    text = html_to_text(markup)
    assert text == text.strip("\n")
    assert "\n\n\n\n" not in text
    assert not any(line != line.rstrip() for line in text.split("\n"))

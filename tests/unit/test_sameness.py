"""When two messages are the same, whatever ways they took; and never when anything that somebody wrote differs."""

from hypothesis import assume, given
from hypothesis import strategies as st

from mottagning.contacts import mime

WORDS = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=":<>"), min_size=1, max_size=20)
LINES = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=40), max_size=6)
WAYS = st.lists(
    st.tuples(
        st.sampled_from(("Received", "Delivered-To", "Return-Path", "DKIM-Signature", "X-Spam-Score", "Subject")), WORDS
    ),
    max_size=5,
)


def mail(key, sender, lines, way=(), after=(), end="\n"):
    """The same letter, with what its way wrote above and below its own fields."""
    own = (("Message-ID", f"<{key}>"), ("Date", "Mon, 23 Nov 2026 08:55:00 +0100"), ("From", sender))
    head = [f"{name}: {value}" for name, value in (*way, *own, *after)]
    return end.join([*head, "", *lines]).encode()


@given(key=WORDS, sender=WORDS, lines=LINES, ways=st.tuples(WAYS, WAYS, WAYS, WAYS))
def test_one_letter_is_one_whatever_ways_it_took(key, sender, lines, ways):
    unix = mail(key, sender, lines, ways[0], ways[1])
    windows = mail(key, sender, lines, ways[2], ways[3], end="\r\n")
    assert mime.message_key(unix) == mime.message_key(windows) is not None


@given(key=WORDS, sender=WORDS, lines=LINES, way=WAYS)
def test_line_ends_alone_make_no_other_octets(key, sender, lines, way):
    assert mime.octets_key(mail(key, sender, lines, way)) == mime.octets_key(mail(key, sender, lines, way, end="\r\n"))


@given(one=st.tuples(WORDS, WORDS, LINES), other=st.tuples(WORDS, WORDS, LINES), way=WAYS)
def test_two_letters_are_two_however_alike(one, other, way):
    assume((one[0], one[1], "\n".join(one[2])) != (other[0], other[1], "\n".join(other[2])))
    assert mime.message_key(mail(*one, way)) != mime.message_key(mail(*other, way))
    assert mime.octets_key(mail(*one, way)) != mime.octets_key(mail(*other, way))


@given(octets=st.binary(max_size=300))
def test_any_octets_have_keys(octets):
    assert mime.octets_key(octets) == mime.octets_key(octets.replace(b"\r\n", b"\n"))
    mime.message_key(octets)

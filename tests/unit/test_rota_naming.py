"""Short names: as people write them on a wall, and never the same for two."""

from mottagning.rota.model import Post
from mottagning.rota.naming import short_people, short_posts


def test_posts_are_shortened_as_people_do() -> None:
    names = ("Telefon förmiddag", "Telefon eftermiddag", "Reserv", "Besök")
    posts = [Post(id=str(number), name=name) for number, name in enumerate(names)]
    assert list(short_posts(posts).values()) == ["Tel fm", "Tel em", "Reserv", "Besök"]


def test_posts_that_would_be_alike_keep_their_names() -> None:
    posts = [Post(id="a", name="Telefon"), Post(id="b", name="Telefax"), Post(id="c", name="Reserven")]
    assert short_posts(posts) == {"a": "Telefon", "b": "Telefax", "c": "Res"}


def test_people_have_a_name_and_a_letter() -> None:
    names = {"ab": "Anna Berg", "ab2": "Anna Boman", "kl": "Karin Maria Lind", "o": "Omar"}
    assert short_people(names) == {"ab": "Anna Berg", "ab2": "Anna Boman", "kl": "Karin L", "o": "Omar"}

"""Short names of posts and people, for cells where the whole ones have no room."""

from collections import Counter
from collections.abc import Mapping, Sequence

from mottagning.rota.model import Post

_USUAL = {"förmiddag": "fm", "eftermiddag": "em", "förmiddagen": "fm", "eftermiddagen": "em"}
_LONG = 6
_CUT = 3


def short_posts(posts: Sequence[Post]) -> dict[str, str]:
    """By post: "Tel fm" for "Telefon förmiddag"; the whole name where two would be the same."""
    return _only_unlike({post.id: (short_post(post.name), post.name) for post in posts})


def usual_post(name: str) -> str:
    """A post's name with the usual short words, however it is written: "Telefon fm" for "Telefon förmiddag"."""
    return " ".join(_USUAL.get(word.lower(), word) for word in name.split())


def short_people(names: Mapping[str, str]) -> dict[str, str]:
    """By person: "Anna B" for "Anna Berg"; the whole name where two would be the same."""
    return _only_unlike({key: (_short_person(name), name) for key, name in names.items()})


def short_post(name: str) -> str:
    """ "Tel fm" for "Telefon förmiddag"."""
    return " ".join(_USUAL.get(word.lower()) or (word if len(word) <= _LONG else word[:_CUT]) for word in name.split())


def _short_person(name: str) -> str:
    words = name.split()
    return " ".join([words[0], words[-1][0]]) if len(words) > 1 else name


def _only_unlike(names: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    count = Counter(short for short, _ in names.values())
    return {key: short if count[short] == 1 else whole for key, (short, whole) in names.items()}

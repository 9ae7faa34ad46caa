"""What a view is told after contact was lost for a while is everything that a command can touch."""

import re
from pathlib import Path

import mottagning
from mottagning import live


def test_no_kind_is_left_out() -> None:
    sources = Path(mottagning.__file__).parent.rglob("*.py")
    touched = {kind for path in sources for kind in re.findall(r'\.touch\(\s*"(\w+)"', path.read_text("utf-8"))}
    assert {"contact", "answer", "survey"} <= touched
    assert touched - set(live.ALL_KINDS) == set()

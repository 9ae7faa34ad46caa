"""Whether a server may be asked: not in practice, where somebody may type the name of a real one."""

from __future__ import annotations

from collections.abc import Callable

from mottagning.errors import Trouble
from mottagning.texts import N_
from mottagning.ui.theme import is_practice


def may_ask(refuse: Callable[[BaseException], object]) -> bool:
    """Whether this window may reach servers; `refuse` is told why not."""
    if is_practice():
        refuse(Trouble(N_("This is practice: no server is asked, and nothing leaves this computer.")))
        return False
    return True

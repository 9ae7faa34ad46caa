"""The keys of the rota page, as the list of keys (F1) tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mottagning.texts import tr
from mottagning.ui.widgets.keys import Keys

if TYPE_CHECKING:
    from mottagning.ui.rota.page import RotaPage


def add_keys(page: RotaPage, keys: Keys) -> None:
    """Let them work while the page is in front; what was undone is done again wherever the focus is."""
    group = tr("Rota")
    keys.add(group, "Ctrl+PgUp", tr("Earlier month"), lambda: page.turn_month(-1), page)
    keys.add(group, "Ctrl+PgDown", tr("Later month"), lambda: page.turn_month(1), page)
    keys.add(group, "Alt+Q", tr("To what is wrong"), page.wrongs.setFocus, page)
    keys.add(group, "Alt+T", tr("What the telephone takes"), page.cards.demand, page)
    keys.add(group, "Alt+Y", tr("Swaps"), page.show_swaps, page)
    keys.add(group, "Alt+V", tr("Versions of the rota"), page.cards.versions, page)
    keys.add(group, ("Ctrl+Y", "Ctrl+Shift+Z"), tr("Do again what was undone"), page.redo)
    keys.add(group, "Alt+F", tr("Note an absence"), page.ask_absence, page)
    keys.tell(group, ("Return",), tr("Choose who takes the shift"))
    keys.tell(group, ("1",), tr("Put in the first who can (2: the second)"))
    keys.tell(group, ("Del",), tr("Leave the shift empty"))
    keys.tell(group, ("Ctrl+X", "Ctrl+V"), tr("Lift a turn, and put it elsewhere"))

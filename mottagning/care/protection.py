"""What happens with what came in when a case turns out to be protected: the answer that the case list asks for."""

from mottagning.command import Turn
from mottagning.contacts import leftcards, redaction


def learnt_protected(turn: Turn, case_ids: set[int]) -> None:
    """Inside the feed's turn, while the people of these cases are still known: seal what came in about them."""
    leftcards.give_to_contacts(turn, case_ids)
    redaction.seal(turn, case_ids)

"""Why a contact may belong to a case: the reasons that are stored with a tie, and their sentences."""

from typing import NamedTuple

from mottagning.texts import N_, tr

_SENTENCES = {
    "thread": N_("Answer in a conversation about the case, from the same sender"),
    "thread_other_sender": N_("In a conversation about the case, but from another sender"),
    "thread_calls": N_("Earlier calls from the same number were about the case"),
    "thread_doubt": N_("Answer in a conversation about the case, but something in it points at another case"),
    "code": N_("The case code is in the text"),
    "code_doubt": N_("The case code is in the text, but somebody else is named in it who is on another case"),
    "code_list": N_("The case code is one of several in the text"),
    "code_mistyped": N_("The case code is in the text, but the sender is on a case with nearly the same code"),
    "code_quoted": N_("The case code is in an earlier message below"),
    "code_signed": N_("The case code is in what the sender signs with"),
    "code_bare": N_("A number in the text is the same as the case code"),
    "code_part": N_("The case code begins or ends a longer number in the text"),
    "code_spelling": N_("The case code is in the text, written in another way"),
    "personal_id_party": N_("Personal identity number with one open case, from a party to it"),
    "personal_id": N_("The personal identity number is on the case"),
    "personal_id_several": N_("The personal identity number is on {n} open cases"),
    "phone": N_("The number is on the case"),
    "phone_shared": N_("Shared number, on {n} open cases"),
    "phone_in_text": N_("A number in the text is on the case"),
    "email_in_text": N_("An address in the text is on the case"),
    "email": N_("The address is on the case"),
    "email_shared": N_("Shared address, on {n} open cases"),
    "name": N_("The name is on the case"),
    "name_shared": N_("The same name is on {n} open cases"),
    "name_misspelt": N_("A name like this is on the case"),
    "name_part": N_("Part of the name is on the case"),
    "name_in_address": N_("The sender's address is made of the name on the case"),
    "first_name": N_("The sender is on the case, and a name of its client is in the text"),
    "closed": N_("The case is closed"),
}


class Reason(NamedTuple):
    """Why a case is offered: a lasting code and its values. Never a name, number or word of the contact."""

    code: str
    params: tuple[tuple[str, int], ...] = ()

    def __str__(self) -> str:
        """The sentence for people, in the language in use."""
        return tr(_SENTENCES[self.code], **dict(self.params))

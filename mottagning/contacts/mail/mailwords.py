"""The sentences for a mail server that cannot be read: while it is watched, and while somebody tries it out."""

from dataclasses import dataclass

from mottagning.texts import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentences:
    """What is said when a server lets nobody in, is late, breaks off, is nowhere, is shut, or answers nonsense."""

    refused: str
    late: str
    gone: str
    nowhere: str
    shut: str
    strange: str


READING = Sentences(
    refused=N_("The mailbox {name} does not accept the user name or the password. Change them in the settings."),
    late=N_("{host} did not answer in time. It is tried again by itself."),
    gone=N_("The mail server {host} cannot be reached or broke off. It is tried again by itself."),
    nowhere=N_("This computer finds no server called {host}. Look at the network and its name servers."),
    shut=N_("The mail server {host} cannot be reached or broke off. It is tried again by itself."),
    strange=N_("The mail server {host} answers in a way that is not understood ({kind}). It is tried again by itself."),
)
TRYING = Sentences(
    refused=N_("{host} does not accept the user name or the password. Look at both, then try again."),
    late=N_("{host} did not answer in time. Look at the server's name and the port, then try again."),
    gone=N_("The mail server {host} cannot be reached. Look at its name and the port, then try again."),
    nowhere=N_("There is no server called {host}. Look at its name, then try again."),
    shut=N_("{host} listens to nobody on port {port}. Look at the port, then try again."),
    strange=N_(
        "{host} answers in a way that is not understood ({kind}). Look whether it is an IMAP server, then try again."
    ),
)
ASKING = Sentences(
    refused=READING.refused,
    late=N_("{host} did not answer in time. Try again in a while."),
    gone=N_("{host} cannot be reached. Look at the network, then try again."),
    nowhere=READING.nowhere,
    shut=N_("{host} cannot be reached. Look at the network, then try again."),
    strange=N_("{host} answers in a way that is not understood ({kind}). Try again in a while."),
)
"""Of a provider whose address nobody has typed."""

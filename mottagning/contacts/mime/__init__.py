"""What a message says: any octets to a `Message`, its keys of sameness, and its text folded into blocks.

Pure: no database, no Qt. Start with `parse`; each file here is one step of it.
"""

from mottagning.contacts.mime.addresses import Address
from mottagning.contacts.mime.answering import Answering
from mottagning.contacts.mime.content import Attachment
from mottagning.contacts.mime.kinds import Kind
from mottagning.contacts.mime.message import Message, parse
from mottagning.contacts.mime.sameness import message_key, octets_key, sha256

__all__ = [
    "Address",
    "Answering",
    "Attachment",
    "Kind",
    "Message",
    "message_key",
    "octets_key",
    "parse",
    "sha256",
]

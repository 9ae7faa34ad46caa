"""A message as it looked, made safe: read from its raw octets when somebody asks, and never kept."""

from mottagning.contacts import mime
from mottagning.contacts.mime.safehtml import SafeHtml, safe_html
from mottagning.contacts.whole import raw_octets
from mottagning.db import Database


def formatted(database: Database, contact: int) -> SafeHtml | None:
    """The safe HTML of a contact's message; None when it has none, or its content has been removed."""
    for octets in raw_octets(database, contact)[:1]:
        if markup := mime.parse(octets).html:
            return safe_html(markup)
    return None

"""Finds contacts by their words: tokens are folded and stemmed in Python and stored, the same on both databases."""

from datetime import datetime

from mottagning.contacts.tables import Contact, ContactText, Note
from mottagning.contacts.tied import is_about_protected
from mottagning.db import Database
from mottagning.phones import display
from mottagning.terms import OF_PERSON, Term, query_terms, search_terms, to_fts5, to_tsquery

_LONGEST = 200_000
"""Characters of one contact that are indexed; a longer text is a log file, not a letter."""


def index(database: Database, contact_id: int) -> None:
    """Inside a turn: make the search terms of a contact anew from its content and notes.

    What is about somebody with a protected identity cannot be found by its words: a name would lead to the case.
    """
    forget(database, contact_id)
    content = ContactText.get_or_none(ContactText.contact_id == contact_id)
    if content is None or is_about_protected(contact_id):
        return
    notes = [note.text for note in Note.select(Note.text).where(Note.contact_id == contact_id)]
    said = (content.name, content.address, content.phone, content.subject, content.text)
    index_new(database, contact_id, *said, *notes)


def index_new(
    database: Database, contact_id: int, name: str | None, address: str | None, phone: str | None, *texts: str | None
) -> None:
    """Inside a turn: the search terms of a contact that is not in the index and not about anybody protected.

    Those of who it is are stored once more with a sign before them, so that they are found before those of the text.
    """
    number = f"{phone} {display(phone)}" if phone else None
    who = "\n".join(filter(None, (name, address, number)))
    terms = search_terms("\n".join((who, *filter(None, texts)))[:_LONGEST])
    if not terms:
        return
    terms += tuple(OF_PERSON + term for term in search_terms(who))
    if database.dialect == "postgresql":
        database.sql(
            "INSERT INTO contact_search (rowid, terms) VALUES (?, array_to_tsvector(?::text[]))",
            (contact_id, sorted(set(terms))),
        )
    else:
        database.sql("INSERT INTO contact_search (rowid, terms) VALUES (?, ?)", (contact_id, " ".join(terms)))


def forget(database: Database, contact_id: int) -> None:
    """Inside a turn: take a contact out of the index."""
    database.sql("DELETE FROM contact_search WHERE rowid = ?", (contact_id,))


def find(database: Database, query: str, limit: int | None = None, after: int | None = None) -> list[int]:
    """Ids of contacts that hold every word of `query` (the last one as a beginning), newest first.

    `after` is the id of the last contact of the page before. An empty query finds nothing.
    """
    terms = query_terms(query)
    if not terms:
        return []
    with database.reading():
        where, parameters = _condition(database, terms)
        if after is not None:
            last: datetime | None = Contact.select(Contact.at).where(Contact.id == after).scalar()
            where += " AND (c.at, c.id) < (?, ?)"
            parameters += (Contact.at.db_value(last), after)
        statement = (
            "SELECT c.id FROM contact_search s JOIN contact c ON c.id = s.rowid "  # noqa: S608 - fixed text
            f"WHERE {where} ORDER BY c.at DESC, c.id DESC"
        )
        if limit is not None:
            statement += " LIMIT ?"
            parameters += (limit,)
        return [row[0] for row in database.sql(statement, parameters).fetchall()]


def _condition(database: Database, terms: tuple[Term, ...]) -> tuple[str, tuple[object, ...]]:
    if database.dialect == "postgresql":
        return "s.terms @@ ?::tsquery", (to_tsquery(terms),)
    return "contact_search MATCH ?", (to_fts5(terms),)

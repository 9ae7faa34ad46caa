"""PostgreSQL gives the same answers from stored search terms as SQLite's FTS5 does in tests/unit/test_folding.py."""

from collections.abc import Iterator

import psycopg
import pytest

from mottagning.folding import sort_key
from mottagning.terms import query_terms, search_terms, to_tsquery
from tests.servers import Postgres
from tests.unit.test_folding import LETTER, ORDERED, QUERIES


@pytest.fixture(scope="module")
def connection(postgres: Postgres) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres.new_database(), autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize(("query", "is_found"), QUERIES)
def test_a_letter_is_found_by_what_it_says(connection: psycopg.Connection, query: str, is_found: bool) -> None:
    found = connection.execute(
        "SELECT array_to_tsvector(%s) @@ %s::tsquery", [list(search_terms(LETTER)), to_tsquery(query_terms(query))]
    )
    assert found.fetchone() == (is_found,)


def test_swedish_order(connection: psycopg.Connection) -> None:
    rows = connection.execute(
        'SELECT name FROM unnest(%s::text[], %s::text[]) AS row (name, key) ORDER BY key COLLATE "C"',
        [ORDERED[::-1], [sort_key(name) for name in ORDERED[::-1]]],
    )
    assert [name for (name,) in rows] == ORDERED

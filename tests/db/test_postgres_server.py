"""The PostgreSQL of the tests itself: databases of one's own, copies, and coming back after a stop."""

import psycopg
import pytest

from tests.servers import Postgres


def test_databases_do_not_meet(postgres: Postgres) -> None:
    one, other = postgres.new_database(), postgres.new_database()
    with psycopg.connect(one) as connection:
        connection.execute("CREATE TABLE note (text text)")
    with psycopg.connect(other) as connection, pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT * FROM note")


def test_a_copy_has_what_its_template_has(postgres: Postgres) -> None:
    template = postgres.new_database()
    with psycopg.connect(template) as connection:
        connection.execute("CREATE TABLE note AS SELECT 'åäö' AS text")
    with psycopg.connect(postgres.new_database(template)) as connection:
        assert connection.execute("SELECT text FROM note").fetchone() == ("åäö",)


def test_data_and_address_survive_a_stop() -> None:
    server = Postgres()
    try:
        server.start()
        url = server.new_database()
        server.stop()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url, connect_timeout=2)
        server.start()
        psycopg.connect(url).close()
        server.drop_database(url)
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            psycopg.connect(url)
    finally:
        server.remove()
    assert not server.folder.exists()

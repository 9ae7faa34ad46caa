"""Inserts and changes rows by SQL that is made once for each table: a message takes a dozen rows, and peewee would make
it anew for each, which took more of the intake's time than reading the messages did."""

from __future__ import annotations

from functools import cache
from typing import Any


def add(model: Any, **values: Any) -> Any:
    """Inside a transaction: insert a row, with the model's defaults, and return it as `model.create` does."""
    row = model(**values)
    meta, database = model._meta, model._meta.database.obj
    made = meta.primary_key.name if meta.auto_increment else None
    given = {name: value for name, value in row.__data__.items() if name != made}
    statement = _statement(meta, tuple(given), made, database.param, database.returning_clause)
    cursor = database.execute_sql(statement, [meta.fields[name].db_value(value) for name, value in given.items()])
    if made is not None:
        setattr(row, made, cursor.fetchone()[0] if database.returning_clause else cursor.lastrowid)
    return row


def add_many(model: Any, rows: list[dict[str, Any]]) -> None:
    """Inside a transaction: insert some rows, which have the same names, by one statement."""
    if not rows:
        return
    meta, database = model._meta, model._meta.database.obj
    names = tuple(rows[0])
    statement = _statement(meta, names, None, database.param, False)
    values = [meta.fields[name].db_value(row[name]) for row in rows for name in names]
    more = f", ({', '.join([database.param] * len(names))})"
    database.execute_sql(statement + more * (len(rows) - 1), values)


def change(model: Any, key: int, **values: Any) -> None:
    """Inside a transaction: give the row with this primary key other values."""
    meta, database = model._meta, model._meta.database.obj
    given = [meta.fields[name].db_value(value) for name, value in values.items()]
    database.execute_sql(_changing(meta, tuple(values), database.param), [*given, key])


@cache
def _changing(meta: Any, names: tuple[str, ...], sign: str) -> str:
    columns = ", ".join(f'"{meta.fields[name].column_name}" = {sign}' for name in names)
    return f'UPDATE "{meta.table_name}" SET {columns} WHERE "{meta.primary_key.column_name}" = {sign}'  # noqa: S608


@cache
def _statement(meta: Any, names: tuple[str, ...], made: str | None, sign: str, returns: bool) -> str:
    columns = ", ".join(f'"{meta.fields[name].column_name}"' for name in names)
    signs = ", ".join([sign] * len(names))
    statement = f'INSERT INTO "{meta.table_name}" ({columns}) VALUES ({signs})'  # noqa: S608 - the program's own names
    return f'{statement} RETURNING "{meta.fields[made].column_name}"' if returns and made else statement

"""Writes very many rows at a small part of what it costs to write them one by one.

On PostgreSQL by COPY, else in batches. Rows are tuples in the order of the columns, which are
named as in the database.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models

Row = tuple[Any, ...]
M = TypeVar("M", bound=models.Model)
T = TypeVar("T")

AT_A_TIME = 2_000
"""Rows in a batch, where there is no COPY."""

_CHANGED = "changed_rows"


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Store new rows. Every column of the table is told, but a key that the database gives."""
    if connection.vendor == "postgresql":
        _copy(_quoted(model._meta.db_table), columns, _as_text(model, columns, rows))
        return
    for some in _batches(_instances(model, columns, rows)):
        model._base_manager.bulk_create(some)


def rewrite(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Change the named columns of many rows, which are known by the key that comes first.

    On PostgreSQL inside a transaction only: the changes are held in a table that ends with it.
    """
    told = _as_text(model, columns, rows)
    if connection.vendor == "postgresql":
        with _changes(model, columns) as held:
            _copy(held, columns, told)
        return
    _key, *others = columns
    with connection.cursor() as cursor:
        for some in _batches((*row[1:], row[0]) for row in told):
            cursor.executemany(_update(model, others), some)


def write_json(row: models.Model, column: str, pieces: Iterable[str]) -> None:
    """Store a JSON value that may be very long; ``pieces`` are its text, bit by bit.

    On PostgreSQL nothing of the size of the whole is held. In a transaction, as ``rewrite``.
    """
    model = type(row)
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_update(model, [column]), ["".join(pieces), row.pk])
        return
    with (
        _changes(model, ("id", column)) as held,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {held} FROM STDIN") as copy,
    ):
        copy.write(f"{row.pk}\t")
        for piece in pieces:
            copy.write(piece.replace("\\", "\\\\").replace("\n", " "))
        copy.write("\n")


def _update(model: type[models.Model], columns: Sequence[str]) -> str:
    told = ", ".join(f"{_quoted(column)} = %s" for column in columns)
    return f"UPDATE {_quoted(model._meta.db_table)} SET {told} WHERE id = %s"  # noqa: S608  our own names


@contextmanager
def _changes(model: type[models.Model], columns: Sequence[str]) -> Iterator[str]:
    """Give the name of a table of these columns; what is put there changes the model's rows."""
    table, held = _quoted(model._meta.db_table), _quoted(_CHANGED)
    key, *others = [_quoted(column) for column in columns]
    told = ", ".join(f"{name} = {held}.{name}" for name in others)
    shape = ", ".join((key, *others))
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE {held} ON COMMIT DROP AS "  # noqa: S608  our own names
            f"SELECT {shape} FROM {table} WITH NO DATA"
        )
        yield held
        cursor.execute(
            f"UPDATE {table} SET {told} FROM {held} "  # noqa: S608  our own names
            f"WHERE {table}.{key} = {held}.{key}"
        )
        cursor.execute(f"DROP TABLE {held}")


def _copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    names = ", ".join(_quoted(column) for column in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _as_text(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]
) -> Iterator[Sequence[Any]]:
    """Return the rows with JSON as text."""
    fields = [model._meta.get_field(name.removesuffix("_id")) for name in columns]
    places = [at for at, field in enumerate(fields) if isinstance(field, models.JSONField)]
    encode = json.JSONEncoder().encode
    for row in rows:
        told = list(row)
        for at in places:
            told[at] = "{}" if told[at] == {} else encode(told[at])
        yield told


def _instances(model: type[M], columns: Sequence[str], rows: Iterable[Row]) -> Iterator[M]:
    return (model(**dict(zip(columns, row, strict=True))) for row in rows)


def _batches(rows: Iterator[T]) -> Iterator[list[T]]:
    while some := list(islice(rows, AT_A_TIME)):
        yield some


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)

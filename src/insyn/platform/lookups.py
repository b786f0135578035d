"""How the database is asked for rows that point at one of many keys."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db.models import ForeignObject
from django.db.models.fields.related_lookups import RelatedIn

FEW = 20
"""So many keys, or fewer, are sent one by one: the planner then knows each of them."""


class KeysIn(RelatedIn):
    """``__in`` with a set of keys: looked through once, and to PostgreSQL sent as one list.

    One who works for hundreds of boards asks about all of them in every part of every question:
    sent one by one, the start page of all boards held 28 000 values, and the time went to them.
    """

    def get_prep_lookup(self) -> Any:
        if isinstance(self.rhs, frozenset) and all(type(key) is int for key in self.rhs):
            self.rhs = sorted(self.rhs)
            return self.rhs
        return super().get_prep_lookup()

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Sequence[Any]]:
        keys = self.rhs if isinstance(self.rhs, list) else []
        if len(keys) <= FEW or not all(type(key) is int for key in keys):
            return super().as_sql(compiler, connection)
        sql, params = self.process_lhs(compiler, connection)
        return f"{sql} = ANY(%s::bigint[])", [*params, _written(tuple(keys))]


@lru_cache(maxsize=64)
def _written(keys: tuple[int, ...]) -> str:
    """Return the list as PostgreSQL writes it: one page sends the same keys two hundred times."""
    return "{" + ",".join(map(str, keys)) + "}"


def register() -> None:
    """Let every foreign key be asked so."""
    ForeignObject.register_lookup(KeysIn)

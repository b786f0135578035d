"""What waits for the asker, read from many models at once."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, overload

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import CharField, Count, DateField, F, QuerySet, Value
from django.db.models.expressions import Combinable

from insyn.kernel.duties import Duty


@dataclass(frozen=True, slots=True)
class DutySource:
    """Rows of one model that wait: by which day, and how a line tells of one of them.

    ``rows`` holds only what the asker may see and act on. ``due`` is an expression that gives a
    day, or None for what has no day.
    """

    rows: QuerySet[Any]
    due: Combinable | None
    duty: Callable[[Any, date], Duty]


@dataclass(frozen=True, slots=True)
class FirstDuties:
    """The first of what waits, and how many wait in all."""

    lines: Sequence[Duty]
    count: int

    @property
    def has_more(self) -> bool:
        return self.count > len(self.lines)


Sources = Mapping[str, DutySource]
"""Sources by a name of their own, ``app.thing``, as each app's ``duty_sources`` returns them."""


@dataclass(frozen=True, slots=True)
class Duties(Sequence[Duty]):
    """All that waits, the earliest day first: counted as a whole, read a piece at a time."""

    sources: Sources
    today: date

    def __len__(self) -> int:
        return self._together().count() if self.sources else 0

    def __iter__(self) -> Iterator[Duty]:
        return iter(self[:])

    @overload
    def __getitem__(self, wanted: int) -> Duty: ...

    @overload
    def __getitem__(self, wanted: slice) -> list[Duty]: ...

    def __getitem__(self, wanted: int | slice) -> Duty | list[Duty]:
        """Return that piece. One query, and one more for each model that it holds."""
        if not self.sources:
            return [] if isinstance(wanted, slice) else ()[wanted]
        if isinstance(wanted, slice):
            return self._lines(list(self._in_order()[wanted]))
        return self._lines([self._in_order()[wanted]])[0]

    def first(self, wanted: int) -> FirstDuties:
        """Return the first lines and count all of them, in one query for both.

        The sources were opened by those who gave them; asking for the union checks it again.
        """
        if not self.sources:
            return FirstDuties((), 0)
        try:
            sql, params = self._together().query.sql_with_params()
        except EmptyResultSet:  # nobody has let the asker in anywhere
            return FirstDuties((), 0)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT pk, source_name, COUNT(*) OVER () FROM ({sql}) waiting"  # noqa: S608
                " ORDER BY due_day IS NULL, due_day, source_name, pk LIMIT %s",
                [*params, wanted],
            )
            found = cursor.fetchall()
        lines = self._lines([(key, name, None) for key, name, _count in found])
        return FirstDuties(lines, found[0][2] if found else 0)

    def counts(self) -> dict[str, int]:
        """Return how many there are of each source that has any. One query."""
        if not self.sources:
            return {}
        first, *others = [
            source.rows.order_by()
            .annotate(source_name=Value(name, output_field=CharField()))
            .values("source_name")
            .annotate(found=Count("pk"))
            .values_list("source_name", "found")
            for name, source in self.sources.items()
        ]
        return {name: found for name, found in first.union(*others, all=True) if found}

    def _lines(self, found: Sequence[tuple[int, str, date | None]]) -> list[Duty]:
        keys: defaultdict[str, list[int]] = defaultdict(list)
        for key, name, _due in found:
            keys[name].append(key)
        rows = {name: self.sources[name].rows.in_bulk(wanted) for name, wanted in keys.items()}
        return [self.sources[name].duty(rows[name][key], self.today) for key, name, _due in found]

    def _together(self) -> QuerySet[Any, Any]:
        first, *others = [
            source.rows.order_by()
            .annotate(
                source_name=Value(name, output_field=CharField()),
                due_day=source.due or Value(None, output_field=DateField()),
            )
            .values_list("pk", "source_name", "due_day")
            for name, source in self.sources.items()
        ]
        together: QuerySet[Any, Any] = first.union(*others, all=True)
        return together

    def _in_order(self) -> QuerySet[Any, Any]:
        return self._together().order_by(F("due_day").asc(nulls_last=True), "source_name", "pk")

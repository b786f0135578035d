"""Pages of a list that may be very long: counted to a ceiling, and reached from both ends.

To count a million rows, or to pass by half of them, takes longer than to show fifty. What lies
between the ends is reached with a filter.
"""

from collections.abc import Iterator
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.functional import cached_property

CEILING = 10_000
"""Rows that are counted, and that are reached from each end."""


class LongPage(Page):  # type: ignore[type-arg]  # only the stubs are generic
    """A page of a long list; one with a negative number is counted from the end."""

    paginator: "LongList"

    @property
    def is_from_end(self) -> bool:
        return self.number < 0

    @property
    def place(self) -> int:
        """Return which page it is, from the end that it is counted from: 1 is the outermost."""
        return abs(self.number)

    def has_next(self) -> bool:
        return self.number < -1 if self.is_from_end else super().has_next()

    def has_previous(self) -> bool:
        return self.place < self.paginator.num_pages if self.is_from_end else super().has_previous()

    def start_index(self) -> int:
        if self.is_from_end:
            return (self.place - 1) * self.paginator.per_page + 1
        return super().start_index()

    def end_index(self) -> int:
        if self.is_from_end:
            return self.place * self.paginator.per_page
        return super().end_index()


class LongList(Paginator):  # type: ignore[type-arg]  # only the stubs are generic
    """Rows, page by page. A page is three queries: to count, to find its keys, to read its rows.

    ``rows`` says which they are and in what order; ``shown`` is how one is read, with what is
    joined to it, so that this is done for the rows of one page alone.

    The order of the rows must be whole, so that it can be turned around. When there are more
    rows than the ceiling, ``count`` is the ceiling, ``is_longer`` says so, and page −1 is the
    last one, −2 the one before that.
    """

    object_list: QuerySet[Any]

    def __init__(
        self,
        rows: QuerySet[Any],
        per_page: int,
        *,
        shown: QuerySet[Any],
        ceiling: int = CEILING,
    ) -> None:
        super().__init__(rows, per_page)
        self.shown = shown
        self.ceiling = ceiling

    @cached_property
    def _counted(self) -> int:
        return self.object_list.order_by()[: self.ceiling + 1].count()

    @property
    def is_longer(self) -> bool:
        return self._counted > self.ceiling

    @cached_property
    def count(self) -> int:
        return min(self._counted, self.ceiling)

    def validate_number(self, number: object) -> int:
        """Return the number, which may be negative when the list is longer than the ceiling.

        Raises:
            EmptyPage: there is no such page.
            PageNotAnInteger: it is no number.
        """
        if not (self.is_longer and str(number).startswith("-")):
            return super().validate_number(cast("int", number))
        place = super().validate_number(cast("int", str(number).removeprefix("-")))
        return -place

    def get_page(self, number: float | str | None) -> LongPage:
        """Return the page asked for, or the nearest that there is."""
        return cast("LongPage", super().get_page(number))

    def page(self, number: object) -> LongPage:
        """Return the page.

        Raises:
            InvalidPage: there is no such page.
        """
        place = self.validate_number(number)
        rows = self.object_list.reverse() if place < 0 else self.object_list
        first = (abs(place) - 1) * self.per_page
        last = first + self.per_page
        keys = self._keys(rows, first, last)
        if place < 0:
            keys.reverse()
        return LongPage(self._read(keys), place, self)

    def _keys(self, rows: QuerySet[Any], first: int, last: int) -> list[int]:
        """Return the keys of the page.

        In a list that is not longer than the ceiling, the rows are numbered first. Asked simply
        for some of them, the database may walk through everybody's rows in order until it has
        found enough that the asker may see: quick where those are many, slow where they are few.
        """
        if self.is_longer:
            return list(rows.values_list("pk", flat=True)[first : min(last, self.ceiling)])
        if not self.count:
            return []
        place = Window(RowNumber(), order_by=cast("Any", rows.query.order_by))
        found = rows.annotate(place=place).filter(place__gt=first, place__lte=last)
        return list(found.order_by("place").values_list("pk", flat=True))

    def _read(self, keys: list[int]) -> list[Any]:
        """Return the rows in the order of their keys."""
        found = {row.pk: row for row in self.shown.order_by().filter(pk__in=keys)}
        return [found[key] for key in keys if key in found]

    def get_elided_page_range(  # type: ignore[override]  # Django's own takes any keys
        self, number: int = 1, *, on_each_side: int = 3, on_ends: int = 2
    ) -> Iterator[str | int]:
        """Return the numbers to show; none for a page that is counted from the end."""
        if number < 0:
            return iter(())
        return super().get_elided_page_range(number, on_each_side=on_each_side, on_ends=on_ends)

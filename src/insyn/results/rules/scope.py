"""What figures are about: which boards, which days, which service and form of operation. Pure."""

import calendar
from dataclasses import dataclass
from datetime import date

from insyn.kernel.access import Access


@dataclass(frozen=True, slots=True)
class Scope:
    """The boards and the days that figures are about, both days included.

    ``service_area_id`` and ``operating_form`` narrow them down; empty is all.
    """

    authority_ids: frozenset[int]
    starts_on: date
    ends_on: date
    service_area_id: int | None = None
    operating_form: str = ""

    def holds(self, day: date | None) -> bool:
        """Tell whether the day lies in the period; a day that is not known does not."""
        return day is not None and self.starts_on <= day <= self.ends_on

    def takes(self, areas: frozenset[int], operating_form: str) -> bool:
        """Tell whether something of those service areas and that form is meant."""
        if self.operating_form and operating_form != self.operating_form:
            return False
        return self.service_area_id is None or self.service_area_id in areas


def whole_year(authority_ids: frozenset[int], year: int) -> Scope:
    """Return the calendar year of those boards."""
    return Scope(authority_ids, date(year, 1, 1), date(year, 12, 31))


def years_before(day: date, years: int) -> date:
    """Return the same day so many years before; 29 February becomes 28 where there is no 29."""
    year = day.year - years
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))


def sees_working(access: Access, authority_id: int) -> bool:
    """Tell whether the asker sees what the board is working with, not only what it reported."""
    return any(m.authority_id == authority_id and m.sees_drafts for m in access.mandates)

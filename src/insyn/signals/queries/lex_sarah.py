"""The list of lex Sarah notices, and how long the steps took."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models.functions import ExtractYear

from insyn.kernel.access import Access
from insyn.registry.rules.names import sort_key
from insyn.signals.models import LexSarahNotice, LexSarahNoticeQuerySet
from insyn.signals.rules.lex_sarah import days_between, is_handled_in_time


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice with the days between its steps."""

    notice: LexSarahNotice
    is_in_time: bool

    @property
    def days_to_report(self) -> int | None:
        return days_between(self.notice.happened_on, self.notice.reported_on)

    @property
    def days_to_tell(self) -> int | None:
        told = self.notice.told_board_on or self.notice.received_on
        return days_between(self.notice.reported_on, told)

    @property
    def days_to_investigate(self) -> int | None:
        return days_between(self.notice.reported_on, self.notice.investigated_on)

    @property
    def days_to_remedy(self) -> int | None:
        return days_between(self.notice.happened_on, self.notice.remedied_on)

    @property
    def days_to_inspectorate(self) -> int | None:
        return days_between(self.notice.reported_on, self.notice.to_ivo_on)


def line_of(notice: LexSarahNotice, today: date) -> NoticeLine:
    """Return the notice and whether its steps were taken in time."""
    in_time = is_handled_in_time(notice.times, is_serious=notice.is_serious, today=today)
    return NoticeLine(notice, in_time)


def notices_seen(access: Access) -> LexSarahNoticeQuerySet:
    """Return the notices that the asker may read, with what a page names them by."""
    rows = LexSarahNotice.objects.visible_to(access)
    return rows.select_related("authority__municipality", "provider", "unit")


def listed_notices(access: Access, chosen: Mapping[str, Any]) -> LexSarahNoticeQuerySet:
    """Return the notices of the list, the latest first."""
    rows = notices_seen(access)
    if words := chosen.get("q"):
        rows = rows.filter(provider__sort_key__contains=sort_key(words))
    if chosen.get("year"):
        rows = rows.filter(received_on__year=chosen["year"])
    if chosen.get("serious"):
        rows = rows.filter(is_serious=True)
    return rows


def years_of_notices(access: Access) -> list[int]:
    """Return the years in which notices have come in, the latest first. One query."""
    rows = LexSarahNotice.objects.visible_to(access).order_by()
    years = rows.annotate(of_year=ExtractYear("received_on")).values_list("of_year", flat=True)
    return sorted(years.distinct(), reverse=True)

"""The matters by which reports are laid before the board."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_noop

from insyn.board.models import BoardItem
from insyn.board.services.subjects import SubjectLink
from insyn.kernel.access import Access
from insyn.reports.models import Report, ReportItem

REPORT = gettext_noop("Rapport")


def matters_of(access: Access, report: Report) -> Sequence[BoardItem]:
    """Return the matters of the report that the asker may see, the latest first."""
    links = ReportItem.objects.visible_to(access).filter(report=report)
    return list(BoardItem.objects.visible_to(access).filter(pk__in=links.values("item")))


def told_of_matter(access: Access, item: BoardItem) -> SubjectLink | None:
    """Return the report that the matter is about, or None to one who may not see it."""
    links = ReportItem.objects.visible_to(access).filter(item=item)
    report = Report.objects.visible_to(access).filter(items__in=links).first()
    if report is None:
        return None
    return SubjectLink(REPORT, report.title, reverse("reports:detail", args=[report.pk]))

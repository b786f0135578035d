"""What waits in publications for the asker."""

from datetime import date

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_noop

from insyn.kernel.access import Access, Permission
from insyn.kernel.duties import Duty
from insyn.platform.duties import DutySource, Sources
from insyn.publication.models import Publication
from insyn.publication.rules import PublicationState

TO_APPROVE = gettext_noop("Publicering att godkänna")
TO_PUBLISH = gettext_noop("Godkänd publicering att publicera")


def duty_sources(access: Access, today: date) -> Sources:
    """Return what waits: to be read and approved by another, and to be published."""
    del today
    rows = Publication.objects.visible_to(access).select_related("authority__municipality")
    approves = access.authorities_where(Permission.APPROVE_PUBLICATION)
    prepares = access.authorities_where(Permission.PREPARE_PUBLICATION)
    proposed = rows.filter(authority__in=approves, state=PublicationState.PROPOSED)
    if access.user_id:
        own = proposed.filter(makers=access.user_id).order_by().values("pk")
        proposed = proposed.exclude(prepared_by=access.user_id).exclude(proposed_by=access.user_id)
        proposed = proposed.exclude(pk__in=own)
    approved = rows.filter(authority__in=prepares, state=PublicationState.APPROVED)
    return {
        "publication.to_approve": DutySource(proposed, None, _to_approve),
        "publication.to_publish": DutySource(approved, F("approved_on"), _to_publish),
    }


def _to_approve(row: Publication, today: date) -> Duty:
    del today
    return _duty(row, TO_APPROVE, None)


def _to_publish(row: Publication, today: date) -> Duty:
    del today
    return _duty(row, TO_PUBLISH, row.approved_on)


def _duty(row: Publication, kind: str, due_on: date | None) -> Duty:
    return Duty(
        key=f"publication:{row.pk}",
        kind=kind,
        title=row.title,
        detail=str(row.authority),
        url=reverse("publication:detail", args=[row.pk]),
        due_on=due_on,
    )

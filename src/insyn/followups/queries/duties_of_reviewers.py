"""What waits of those who carry out follow-ups, and of those who see to it that somebody does."""

from datetime import date

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_noop

from insyn.followups.models import DocumentRequest, Reviewer
from insyn.followups.queries.reviewers import open_places, without_role
from insyn.followups.rules import ENDED, RequestState
from insyn.kernel.access import Access, Permission
from insyn.kernel.duties import Duty
from insyn.platform.duties import DutySource, Sources

DECLARE = gettext_noop("Intyga att jäv inte finns")
TO_REVIEW = gettext_noop("Handling att granska")
WITHOUT_ROLE = gettext_noop("Uppföljare utan uppdrag")


def duty_sources(access: Access, today: date) -> Sources:
    """Return what waits, by source."""
    places = open_places(access).select_related("user", "followup__contract__provider")
    planned = places.filter(followup__authority__in=access.authorities_where(Permission.EDIT_PLAN))
    where = access.authorities_where(Permission.CARRY_OUT_FOLLOWUP)
    come = DocumentRequest.objects.visible_to(access).filter(
        state=RequestState.RECEIVED, followup__authority__in=where
    )
    come = come.exclude(followup__state__in=ENDED).select_related("followup__contract__provider")
    return {
        "followups.declaration": DutySource(
            places.filter(user=access.user_id, has_no_conflict=False),
            F("followup__planned_for"),
            _of_declaration,
        ),
        "followups.document_to_review": DutySource(come, F("received_on"), _of_document),
        "followups.reviewer_without_role": DutySource(
            without_role(planned, today), F("followup__planned_for"), _of_place
        ),
    }


def _of_declaration(row: Reviewer, today: date) -> Duty:
    del today
    return Duty(
        key=f"declaration:{row.pk}",
        kind=DECLARE,
        title=str(row.followup),
        detail="Intyga under Förberedelser, eller anmäl jäv.",
        url=reverse("followups:preparation", args=[row.followup_id]),
        due_on=row.followup.planned_for,
        is_own=True,
    )


def _of_document(row: DocumentRequest, today: date) -> Duty:
    del today
    return Duty(
        key=f"document_to_review:{row.pk}",
        kind=TO_REVIEW,
        title=row.title,
        detail=str(row.followup),
        url=reverse("followups:preparation", args=[row.followup_id]),
        due_on=row.received_on,
    )


def _of_place(row: Reviewer, today: date) -> Duty:
    del today
    return Duty(
        key=f"reviewer_without_role:{row.pk}",
        kind=WITHOUT_ROLE,
        title=str(row.followup),
        detail=str(row.user),
        url=reverse("followups:hand_over", args=[row.followup.authority_id, row.user_id]),
        due_on=row.followup.planned_for,
    )

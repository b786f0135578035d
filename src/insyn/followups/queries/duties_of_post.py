"""What waits around the follow-ups: questions to units, the diary, and proposals."""

from datetime import date

from django.db.models import Count, F, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext_noop, ngettext

from insyn.followups.models import (
    CallingUnitView,
    Correspondence,
    CorrespondenceQuerySet,
    FollowupProposal,
)
from insyn.followups.queries.calling_views import asked_views
from insyn.followups.queries.post import diary_rows
from insyn.followups.queries.proposals import open_proposals
from insyn.followups.rules import BEFORE_SENT
from insyn.kernel.access import Access, Permission
from insyn.kernel.duties import Duty
from insyn.platform.duties import DutySource, Sources

ASKED = gettext_noop("Fråga till dig")
VIEW_LATE = gettext_noop("Svar från enhet har inte kommit")
TO_REGISTER = gettext_noop("Post till diariet")
PROPOSED = gettext_noop("Förslag om uppföljning")


def duty_sources(access: Access, today: date) -> Sources:
    """Return what waits, by source."""
    asked = asked_views(access).unanswered().filter(followup__state__in=BEFORE_SENT)
    where = access.authorities_where(Permission.CARRY_OUT_FOLLOWUP)
    late = CallingUnitView.objects.visible_to(access).late(today)
    late = late.filter(followup__authority__in=where, followup__state__in=BEFORE_SENT)
    return {
        "followups.asked": DutySource(asked, F("due_on"), _of_question),
        "followups.view_late": DutySource(
            late.select_related("followup__contract__provider"), F("due_on"), _of_late_view
        ),
        "followups.to_register": DutySource(_diaries(access), F("dated_on"), _of_diary),
        "followups.proposed": DutySource(open_proposals(access), F("window_to"), _of_proposal),
    }


def _of_question(row: CallingUnitView, today: date) -> Duty:
    del today
    return Duty(
        key=f"calling_view:{row.pk}",
        kind=ASKED,
        title=str(row.followup.contract.provider),
        detail=row.unit_name,
        url=reverse("followups:asked_view", args=[row.pk]),
        due_on=row.due_on,
        is_own=True,
    )


def _of_late_view(row: CallingUnitView, today: date) -> Duty:
    del today
    return Duty(
        key=f"calling_view_late:{row.pk}",
        kind=VIEW_LATE,
        title=row.unit_name,
        detail=str(row.followup),
        url=reverse("followups:preparation", args=[row.followup_id]),
        due_on=row.due_on,
        waits_for=row.unit_name,
    )


def _diaries(access: Access) -> CorrespondenceQuerySet:
    """Return the earliest post of each diary that has any waiting, with how many wait.

    A diary is one thing to do, however much waits in it: else it would hide everything else.
    """
    same = diary_rows(access, {}).filter(authority=OuterRef("authority"))
    count = same.order_by().values("authority").annotate(found=Count("pk")).values("found")
    earliest = same.order_by("dated_on", "pk").values("pk")[:1]
    rows = diary_rows(access, {}).filter(pk=Subquery(earliest))
    return rows.annotate(waiting=Subquery(count))


def _of_diary(row: Correspondence, today: date) -> Duty:
    del today
    count = int(getattr(row, "waiting"))  # noqa: B009  annotated
    title = ngettext("%(n)s handling att registrera", "%(n)s handlingar att registrera", count)
    return Duty(
        key=f"diary:{row.authority_id}",
        kind=TO_REGISTER,
        title=title % {"n": count},
        detail=str(row.authority),
        url=f"{reverse('followups:diary')}?authority={row.authority_id}",
        due_on=row.dated_on,
    )


def _of_proposal(row: FollowupProposal, today: date) -> Duty:
    del today
    return Duty(
        key=f"followup_proposal:{row.pk}",
        kind=PROPOSED,
        title=str(row.contract.provider),
        detail=row.reason,
        url=reverse("followups:proposals"),
        due_on=row.window_to,
    )

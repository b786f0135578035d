"""What waits for somebody because of a finding: IVO, going in depth, the commissioner's own."""

from datetime import date
from functools import partial

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_noop

from insyn.delegations.models import Delegation
from insyn.delegations.rules import Matter
from insyn.findings.models import DepthDecision, Finding
from insyn.findings.queries.inspectorate import serious, to_tell, unanswered
from insyn.findings.queries.shortcomings import shortcomings
from insyn.findings.rules.lists import DepthState
from insyn.followups.rules import BEFORE_START
from insyn.kernel.access import Access, Permission
from insyn.kernel.duties import Duty
from insyn.platform.duties import DutySource, Sources

TO_ANSWER = gettext_noop("Brist att svara på om IVO")
TO_TELL = gettext_noop("Brist att anmäla till IVO")
OWN_SHORTCOMING = gettext_noop("Beställarens brist")
DEPTH_TO_DECIDE = gettext_noop("Fördjupning att besluta om")
SHOWN = 120
"""Characters of what was seen that a line tells."""


def duty_sources(access: Access, today: date) -> Sources:
    """Return what waits about findings, by source."""
    writers = access.authorities_where(Permission.CARRY_OUT_FOLLOWUP)
    rows = serious(access).filter(followup__authority__in=writers)
    asked = rows.filter(unanswered()).exclude(followup__state__in=BEFORE_START)
    own = shortcomings(access).filter(followup__authority__in=writers, remedied_on=None)
    proposed = DepthDecision.objects.visible_to(access).filter(
        _deciding(access, today), state=DepthState.PROPOSED
    )
    about = "followup__contract__provider"
    return {
        "findings.inspectorate_to_answer": DutySource(
            asked.select_related(about), None, partial(_of_finding, TO_ANSWER)
        ),
        "findings.inspectorate_to_tell": DutySource(
            rows.filter(to_tell()).select_related(about), F("seen_on"),
            partial(_of_finding, TO_TELL),
        ),
        "findings.shortcoming": DutySource(
            own.select_related(about), F("due_on"), partial(_of_finding, OWN_SHORTCOMING)
        ),
        "findings.depth_to_decide": DutySource(
            proposed.select_related(about), F("planned_for"), _of_depth
        ),
    }  # fmt: skip


def _deciding(access: Access, today: date) -> Q:
    """Return the filter on follow-ups that the asker may decide on going in depth of.

    By role, or by a delegation to one of their roles or to them in person.
    """
    held = Q(user=access.user_id, user__isnull=False)
    for one in access.held:
        held |= Q(role=one.role, authority__in=one.authority_ids)
    rights = Delegation.objects.visible_to(access).valid(today).filter(held, matter=Matter.DEPTH)
    deciders = access.authorities_where(Permission.DECIDE_MEASURES)
    return Q(followup__authority__in=deciders) | Q(
        followup__authority__in=rights.order_by().values("authority")
    )


_ADDRESSES = {
    TO_ANSWER: "findings:inspectorate",
    TO_TELL: "findings:inspectorate_told",
    OWN_SHORTCOMING: "findings:remedy",
}


def _of_finding(kind: str, row: Finding, today: date) -> Duty:
    del today
    days = {TO_TELL: row.seen_on, OWN_SHORTCOMING: row.due_on}
    return Duty(
        key=f"finding:{row.pk}",
        kind=kind,
        title=str(row.followup),
        detail=row.text[:SHOWN],
        url=reverse(_ADDRESSES[kind], args=[row.pk]),
        due_on=days.get(kind),
    )


def _of_depth(row: DepthDecision, today: date) -> Duty:
    del today
    return Duty(
        key=f"depth_decision:{row.pk}",
        kind=DEPTH_TO_DECIDE,
        title=str(row.followup),
        detail=row.reasons[:SHOWN],
        url=reverse("findings:depth", args=[row.followup_id]),
        due_on=row.planned_for,
    )

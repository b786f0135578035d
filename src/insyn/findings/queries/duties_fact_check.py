"""What waits for somebody in fact checks: comments to answer, disputes to decide."""

from datetime import date
from functools import partial

from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_noop

from insyn.findings.models import FactCheck, FactCheckComment
from insyn.findings.rules.lists import FactCheckState
from insyn.followups.rules import State
from insyn.kernel.access import Access, Permission
from insyn.kernel.duties import Duty
from insyn.platform.duties import DutySource, Sources

TO_REPLY = gettext_noop("Synpunkter på utkast att besvara")
TO_DECIDE = gettext_noop("Bestritt svar att avgöra")
NO_ANSWER = gettext_noop("Utkast utan svar från utföraren")


def duty_sources(access: Access, today: date) -> Sources:
    """Return what waits, by source. Who gave a disputed answer is not asked to decide it."""
    writers = access.authorities_where(Permission.CARRY_OUT_FOLLOWUP)
    running = (
        FactCheck.objects.visible_to(access)
        .filter(followup__authority__in=writers, followup__state=State.FACT_CHECK)
        .select_related("followup__contract__provider")
    )
    comments = FactCheckComment.objects.visible_to(access).filter(
        passage__fact_check=OuterRef("pk")
    )
    disputed = comments.filter(disputed_on__isnull=False, second_reply="")
    answered = running.filter(state=FactCheckState.ANSWERED)
    return {
        "findings.fact_check_to_reply": DutySource(
            answered.filter(Exists(comments.filter(reply=""))),
            F("answered_on"),
            partial(_of_check, TO_REPLY),
        ),
        "findings.fact_check_to_decide": DutySource(
            answered.filter(Exists(disputed.exclude(replied_by=access.user_id))),
            F("replied_on"),
            partial(_of_check, TO_DECIDE),
        ),
        "findings.fact_check_unanswered": DutySource(
            running.filter(state=FactCheckState.OPEN, due_on__lt=today),
            F("due_on"),
            partial(_of_check, NO_ANSWER),
        ),
    }


def _of_check(kind: str, row: FactCheck, today: date) -> Duty:
    del today
    days = {TO_REPLY: row.answered_on, TO_DECIDE: row.replied_on, NO_ANSWER: row.due_on}
    return Duty(
        key=f"fact_check:{row.pk}",
        kind=kind,
        title=str(row.followup),
        detail=row.followup.contract.provider.name,
        url=reverse("findings:fact_check", args=[row.followup_id]),
        due_on=days[kind],
    )

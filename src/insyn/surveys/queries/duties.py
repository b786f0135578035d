"""Surveys that wait for the asker."""

from datetime import date
from functools import partial

from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_noop

from insyn.kernel.access import Access, Permission
from insyn.kernel.duties import Duty
from insyn.platform.duties import DutySource, Sources
from insyn.surveys.models import SurveyResponse, SurveyRound
from insyn.surveys.rules import ResponseState

LATE = gettext_noop("Enkät där alla inte har svarat")
TO_REVIEW = gettext_noop("Enkätsvar att granska")


def duty_sources(access: Access, today: date) -> Sources:
    """Return the rounds that somebody is late with, and those with answers to review."""
    rounds = SurveyRound.objects.visible_to(access)
    responses = SurveyResponse.objects.visible_to(access)
    late = responses.late(today).filter(round=OuterRef("pk"))
    come = responses.filter(round=OuterRef("pk"), state=ResponseState.SUBMITTED)
    senders = access.authorities_where(Permission.SEND_SURVEY)
    reviewers = access.authorities_where(Permission.CARRY_OUT_FOLLOWUP)
    return {
        "surveys.late": DutySource(
            rounds.running().filter(Exists(late), authority__in=senders),
            F("due_on"),
            partial(_of, LATE, "surveys:late"),
        ),
        "surveys.to_review": DutySource(
            rounds.filter(Exists(come), authority__in=reviewers),
            None,
            partial(_of, TO_REVIEW, "surveys:incoming"),
        ),
    }


def _of(kind: str, route: str, row: SurveyRound, today: date) -> Duty:
    del today
    return Duty(
        key=f"{route}:{row.pk}",
        kind=kind,
        title=row.title,
        detail=row.shown_state.label,
        url=reverse(route, args=[row.pk]),
        due_on=row.due_on if kind == LATE else None,
    )

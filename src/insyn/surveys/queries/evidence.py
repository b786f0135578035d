"""What providers have answered in surveys, beside the requirements of a follow-up."""

from collections.abc import Collection
from datetime import date

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from insyn.criteria.queries.content import levels_of, question_facts
from insyn.criteria.rules import QuestionFacts
from insyn.criteria.rules.worth import worth_of
from insyn.followups.models import Followup
from insyn.kernel.access import Access, Permission
from insyn.kernel.evidence import Evidence, EvidenceKind
from insyn.surveys.models import SurveyAnswer
from insyn.surveys.queries.said import said
from insyn.surveys.rules import AnswerState, ResponseState

SETTLED = frozenset({ResponseState.SUBMITTED, ResponseState.ACCEPTED})
"""Answers in return are under way and say nothing yet."""


def evidence_of(
    access: Access, followup: Followup, question_ids: Collection[int]
) -> dict[int | None, list[Evidence]]:
    """Return the provider's answers to questions about the same requirements. Two queries.

    From the latest round of the follow-up's year, and of the year before. With a unit, that
    unit's answers and those given for the whole contract.
    """
    day = followup.carried_out_on or followup.planned_for
    rows = list(_rows(access, followup, question_ids, day)) if question_ids else []
    levels = levels_of(access, {row.question.scale_id for row in rows if row.question.scale_id})
    wanted = set(question_ids)
    newest: dict[tuple[int, int | None, int], int] = {}
    found: dict[int | None, list[Evidence]] = {}
    for row in rows:
        asked: int = row.asked  # type: ignore[attr-defined]
        asked_in = row.response.round
        place = (asked, row.response.unit_id, asked_in.opens_on.year)
        facts = question_facts(row.question, levels.get(row.question.scale_id or 0, ()))
        is_newest = newest.setdefault(place, asked_in.pk) == asked_in.pk
        if asked in wanted and is_newest and said(facts, row.value):
            found.setdefault(asked, []).append(_evidence(access, row, facts, day))
    return found


def _rows(
    access: Access, followup: Followup, question_ids: Collection[int], day: date
) -> QuerySet[SurveyAnswer]:
    """Return the answers, once for each of the questions that asks about the same requirement."""
    same = Q(question__requirements__questions__in=question_ids) | Q(question__in=question_ids)
    rows = SurveyAnswer.objects.visible_to(access).filter(
        same,
        response__contract=followup.contract_id,
        response__state__in=SETTLED,
        response__round__opens_on__year__in=(day.year, day.year - 1),
        state=AnswerState.ANSWERED,
    )
    if followup.unit_id:
        rows = rows.filter(Q(response__unit=followup.unit_id) | Q(response__unit=None))
    return (
        rows.annotate(asked=Coalesce(F("question__requirements__questions"), F("question")))
        .select_related("response__round", "response__unit", "question__scale")
        .order_by("-response__round__opens_on", "-response__round", "response", "question", "pk")
    )


def _evidence(access: Access, row: SurveyAnswer, facts: QuestionFacts, day: date) -> Evidence:
    of_round, unit = row.response.round, row.response.unit
    is_earlier = of_round.opens_on.year < day.year
    parts = [f"{row.question.text} {said(facts, row.value)}.", row.comment]
    submitted = row.response.submitted_at
    who = _("Utföraren")
    may_open = access.may(Permission.CARRY_OUT_FOLLOWUP, authority_id=of_round.authority_id)
    return Evidence(
        kind=EvidenceKind.EARLIER_ANSWER if is_earlier else EvidenceKind.ANSWER,
        text=" ".join(part for part in parts if part),
        said_by=f"{who}, {unit}" if unit else who,
        on=timezone.localtime(submitted).date() if submitted else of_round.due_on,
        url=reverse("surveys:response", args=[row.response_id]) if may_open else "",
        is_provider=True,
        worth=None if is_earlier else worth_of(facts, row.value),
    )

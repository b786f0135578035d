"""Answers about measures carried out, and the effect they had."""

from collections.abc import Iterable

from django.db.models import Count

from insyn.kernel.access import Access
from insyn.measures.models import ActionPlan, CorrectiveAction, EarlierAnswer, Verification
from insyn.measures.rules.verifying import CheckedFacts, Effect


def version_of_answer(access: Access, action: CorrectiveAction) -> int:
    """Return which in order the present answer is: 1 for one that has never come back."""
    return EarlierAnswer.objects.visible_to(access).filter(action=action).count() + 1


def versions_of(access: Access, plan: ActionPlan) -> dict[int, int]:
    """Return the number of each measure's present answer, by the measure's key. One query."""
    rows = EarlierAnswer.objects.visible_to(access).filter(action__plan=plan)
    counted = rows.order_by().values_list("action").annotate(Count("pk"))
    return {action: count + 1 for action, count in counted}


def checked_items(access: Access, plan: ActionPlan) -> list[CheckedFacts]:
    """Return each measure of the plan with what is known of it after the approval."""
    actions = CorrectiveAction.objects.visible_to(access).select_related("finding")
    rows = Verification.objects.visible_to(access).filter(action__plan=plan)
    numbers, checks = versions_of(access, plan), list(rows)
    return [
        CheckedFacts(
            finding=action.finding.text,
            carried_out_on=action.carried_out_on,
            effects=effects_of(checks, action, numbers.get(action.pk, 1)),
        )
        for action in actions.filter(plan=plan)
    ]


def effects_of(
    checks: Iterable[Verification], action: CorrectiveAction, number: int
) -> tuple[Effect, ...]:
    """Return the effects of the measure's present answer, the latest noted last."""
    own = [row for row in checks if row.action_id == action.pk and row.answer_number == number]
    own.sort(key=lambda row: (row.checked_on is None, row.checked_on, row.pk))
    return tuple(Effect(row.effect) for row in own)

"""What comes back to the provider: kept as it stood, so that the versions can be compared."""

from datetime import date

from insyn.kernel.access import Access
from insyn.measures.models import ActionPlan, CorrectiveAction, EarlierAnswer, Verification
from insyn.measures.queries.verifying import checked_items, effects_of, versions_of
from insyn.measures.rules import ItemState
from insyn.measures.rules.verifying import LACKING, CheckedFacts, check_lacking

KEPT = (
    "affected",
    "others_at_risk",
    "cause",
    "measure",
    "responsible",
    "done_by",
    "effect_check",
    "comment",
    "carried_out_on",
    "carried_out_note",
)
"""What of an answer is kept when it comes back."""


def keep_returned(access: Access, plan: ActionPlan, *, returned_on: date | None) -> None:
    """Keep each answer that goes back as it stands; what it says of carrying out starts anew."""
    numbers = versions_of(access, plan)
    rows = CorrectiveAction.objects.visible_to(access).filter(plan=plan)
    for action in rows.filter(state=ItemState.RETURNED):
        EarlierAnswer(
            action=action,
            number=numbers.get(action.pk, 1),
            returned_on=returned_on,
            **{name: getattr(action, name) for name in KEPT},
        ).save()
        action.carried_out_on, action.carried_out_note = None, ""
        action.save(update_fields=["carried_out_on", "carried_out_note"])


def return_without_effect(access: Access, plan: ActionPlan) -> None:
    """Let the answers go back whose measures did not have full effect, with what was seen.

    Called inside the transaction that returns the carried-out plan; the plan is locked and is
    no longer approved.

    Raises:
        RuleViolation: an effect is not noted, or every measure had full effect.
    """
    check_lacking(checked_items(access, plan))
    plan.approved_on = None
    numbers = versions_of(access, plan)
    checks = list(Verification.objects.visible_to(access).filter(action__plan=plan))
    rows = CorrectiveAction.objects.visible_to(access).select_related("finding").filter(plan=plan)
    for action in rows:
        number = numbers.get(action.pk, 1)
        effects = effects_of(checks, action, number)
        if CheckedFacts("", None, effects).effect in LACKING:
            action.state, action.comment = ItemState.RETURNED, _seen(checks, action, number)
            action.version += 1
            action.save(update_fields=["state", "comment", "version"])


def _seen(checks: list[Verification], action: CorrectiveAction, number: int) -> str:
    """Return what the latest check of the measure showed."""
    own = [
        row
        for row in checks
        if row.action_id == action.pk and row.answer_number == number and row.checked_on
    ]
    latest = max(own, key=lambda row: (row.checked_on, row.pk))
    return latest.note

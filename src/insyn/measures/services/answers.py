"""What the provider answers per finding, what the reviewer thinks of it, and handing in."""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.followups.rules import BasisKind
from insyn.followups.services import add_basis, trail
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.measures.models import (
    ActionPlan,
    ActionPlanQuerySet,
    CorrectiveAction,
    OfPlan,
)
from insyn.measures.rules import (
    ItemState,
    PlanEvent,
    PlanState,
    answered_state,
    check_answerable,
    gaps,
)
from insyn.measures.services.moves import demanded, locked_for, move
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.platform.sentences import said


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider answers to one finding."""

    affected: str = ""
    others_at_risk: str = ""
    cause: str = ""
    measure: str = ""
    responsible: str = ""
    done_by: date | None = None
    effect_check: str = ""


def _is_from_provider(access: Access, plan: ActionPlan) -> bool:
    """Tell whether the asker answers for the provider; else demand that they write for it."""
    followup = plan.followup
    provider_id, authority_id = followup.contract.provider_id, followup.authority_id
    if access.answers_for(provider_id, authority_id=authority_id):
        return True
    access.require(Permission.REQUEST_MEASURES, authority_id=followup.authority_id)
    return False


def own_plans(access: Access, plan: ActionPlan) -> ActionPlanQuerySet:
    """Return the plans as the provider's contact sees them, or one who may request measures."""
    rows = ActionPlan.objects
    is_theirs = _is_from_provider(access, plan)
    chosen = rows.shown_to_provider(access) if is_theirs else rows.visible_to(access)
    return chosen.with_followup()


def own_actions(access: Access, plan: ActionPlan) -> OfPlan[CorrectiveAction]:
    """Return the answers as the provider's contact sees them, or one who may request measures."""
    if _is_from_provider(access, plan):
        return CorrectiveAction.objects.shown_to_provider(access)
    return CorrectiveAction.objects.visible_to(access)


@transaction.atomic
def answer_finding(
    access: Access, action: CorrectiveAction, *, answer: Answer, version: int | None = None
) -> CorrectiveAction:
    """Save the answer to one finding, whole or not yet; the plan is handed in separately.

    The provider's own contact answers; one who may request measures writes what came on paper.

    Raises:
        RuleViolation: the plan is with the authority, or this answer has been accepted.
        Outdated: somebody else changed the answer first.
    """
    plan = locked_row(own_plans(access, action.plan), pk=action.plan_id)
    row = locked_row(own_actions(access, plan), pk=action.pk, version=version)
    check_answerable(PlanState(plan.state), ItemState(row.state))
    for name, value in asdict(answer).items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.state = answered_state(row.facts())
    row.version += 1
    row.save()
    facts: Facts = {"finding": row.finding_id, "after": row.state.value}
    trail.note(access, "plan.answered", plan.followup, facts)
    return row


@transaction.atomic
def submit_plan(
    access: Access,
    plan: ActionPlan,
    *,
    version: int | None = None,
    submitted_on: date | None = None,
) -> ActionPlan:
    """Hand in the plan; every finding has a measure with a person and a date.

    Raises:
        RuleViolation: an answer is missing or came back unchanged, each is named; or the plan
            has been handed in already.
        Outdated: somebody else changed the plan first.
    """
    rows = own_plans(access, plan)
    _refuse_second(rows, plan)
    row = locked_for(rows, plan, PlanEvent.SUBMIT, version=version)
    actions = own_actions(access, row).filter(plan=row).select_related("finding")
    left = gaps([action.facts() for action in actions])
    if left:
        raise RuleViolation(" ".join(said(sentence) for sentence in left))
    row.submitted_on = submitted_on or clock.known_today()
    move(access, row, PlanEvent.SUBMIT, happened_on=submitted_on)
    add_basis(access, row.followup, kind=BasisKind.ACTION_PLAN)
    return row


def _refuse_second(rows: ActionPlanQuerySet, plan: ActionPlan) -> None:
    row = locked_row(rows, pk=plan.pk)
    if row.state in {PlanState.SUBMITTED, PlanState.UNDER_REVIEW}:
        raise RuleViolation(
            _("Åtgärdsplanen är redan inlämnad. Nu är det nämnden som granskar den.")
        )


@transaction.atomic
def judge_answer(
    access: Access,
    action: CorrectiveAction,
    *,
    is_accepted: bool,
    comment: str = "",
    version: int | None = None,
) -> CorrectiveAction:
    """Accept the answer to one finding, or let it go back with the reason why.

    Raises:
        RuleViolation: the plan is not under review, or nothing says why it goes back.
        Outdated: somebody else judged it first.
    """
    followup = action.plan.followup
    access.require(Permission.REQUEST_MEASURES, authority_id=followup.authority_id)
    plan = locked_row(ActionPlan.objects.visible_to(access), pk=action.plan_id)
    if plan.state != PlanState.UNDER_REVIEW:
        raise RuleViolation(_("Svaren bedöms medan planen granskas. Påbörja granskningen först."))
    rows = CorrectiveAction.objects.visible_to(access)
    row = locked_row(rows, pk=action.pk, version=version)
    if not is_accepted:
        demanded(comment, _("Skriv varför svaret inte räcker, så att utföraren kan ändra det."))
    row.state = ItemState.ACCEPTED if is_accepted else ItemState.RETURNED
    row.comment = comment.strip()
    row.version += 1
    row.save(update_fields=["state", "comment", "version"])
    facts: Facts = {"finding": row.finding_id, "after": row.state.value}
    trail.note(access, "plan.answer_judged", followup, facts)
    return row

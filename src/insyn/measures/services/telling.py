"""Telling the provider of what happens to its action plan."""

from django.urls import reverse

from insyn.followups.services.telling import tell_of_followup
from insyn.kernel.access import Access
from insyn.mailing.rules import MailKind
from insyn.measures.letters.mails import Mail, move_mail, reminder_mail
from insyn.measures.models import ActionPlan
from insyn.measures.rules import PlanEvent


def tell_of_move(access: Access, plan: ActionPlan, event: PlanEvent) -> int:
    """Mail the provider that the plan was requested, returned or approved; return how many.

    Called inside the transaction of the move, once the plan has its new version.
    """
    followup = plan.followup
    mail = move_mail(
        event,
        authority=followup.authority.name,
        provider=followup.contract.provider.name,
        agreement=followup.contract.agreement.title,
        followup=followup.number,
        due_on=plan.due_on,
    )
    return _tell(access, plan, mail, key=f"{event.value}:{plan.version}")


def tell_reminder(access: Access, plan: ActionPlan, *, key: str, is_late: bool) -> int:
    """Remind the provider of a plan that has not been handed in; return how many were told."""
    followup = plan.followup
    mail = reminder_mail(
        authority=followup.authority.name,
        provider=followup.contract.provider.name,
        agreement=followup.contract.agreement.title,
        followup=followup.number,
        due_on=plan.due_on,
        is_late=is_late,
    )
    return _tell(access, plan, mail, key=key)


def _tell(access: Access, plan: ActionPlan, mail: Mail, *, key: str) -> int:
    return tell_of_followup(
        access,
        plan.followup,
        kind=MailKind.ACTION_PLAN,
        key=f"plan:{plan.pk}:{key}",
        subject=mail.subject,
        text=mail.text,
        leads_to=reverse("provider_portal:plan", args=[plan.pk]),
    )

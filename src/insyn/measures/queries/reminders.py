"""Measures and corrections that providers are reminded of."""

from collections.abc import Collection, Iterator
from datetime import date

from django.urls import reverse

from insyn.followups.rules import ENDED
from insyn.kernel.access import Secrecy
from insyn.kernel.duties import Reminder
from insyn.mailing.rules import MailKind
from insyn.measures.models import CorrectiveAction, Sanction
from insyn.measures.rules.sanction_checks import PUT_RIGHT
from insyn.measures.rules.sanctions import SanctionState
from insyn.measures.rules.verifying import BEING_DONE


def reminders_due(days: Collection[date]) -> Iterator[Reminder]:
    """Return approved measures not said to be done, and sanctions that wait to be put right.

    Neither what was found nor what is to be done is mailed: it is read after the log-in.
    """
    yield from _measures(days)
    yield from _sanctions(days)


def _measures(days: Collection[date]) -> Iterator[Reminder]:
    rows = CorrectiveAction.objects.unscoped(
        reason="Påminnelser om åtgärder går ut i alla nämnders uppföljningar."
    ).filter(plan__state__in=BEING_DONE, carried_out_on=None, done_by__in=days)
    open_ones = rows.exclude(plan__followup__state__in=ENDED)
    told = open_ones.filter(plan__followup__secrecy__lte=Secrecy.INTERNAL)
    for row in told.select_related("plan__followup__contract"):
        followup = row.plan.followup
        yield Reminder(
            key=f"corrective_action:{row.pk}",
            authority_id=followup.authority_id,
            provider_id=followup.contract.provider_id,
            mail_kind=MailKind.ACTION_PLAN,
            what=f"besked om en åtgärd i uppföljning {followup.number}",
            why="Anteckna i Insyn hur den genomfördes, eller hör av dig om något hindrar dig.",
            due_on=row.done_by or date.max,
            leads_to=reverse("provider_portal:plan", args=[row.plan_id]),
            about=followup,
        )


def _sanctions(days: Collection[date]) -> Iterator[Reminder]:
    rows = Sanction.objects.unscoped(
        reason="Påminnelser om rättelse går ut i alla nämnders ärenden."
    ).filter(state=SanctionState.NOTIFIED, kind__in=PUT_RIGHT, answer_due_on__in=days)
    for row in rows.filter(secrecy__lte=Secrecy.INTERNAL).select_related("contract"):
        yield Reminder(
            key=f"sanction:{row.pk}",
            authority_id=row.authority_id,
            provider_id=row.contract.provider_id,
            mail_kind=MailKind.SANCTION,
            what=f"svar eller rättelse i ärende {row.number}",
            why="Läs beslutet i Insyn, och hör av dig om vad ni har rättat.",
            due_on=row.answer_due_on or date.max,
            leads_to=reverse("provider_portal:sanction", args=[row.pk]),
            about=row,
        )

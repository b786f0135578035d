"""Documents that providers are reminded of."""

from collections.abc import Collection, Iterator
from datetime import date

from django.urls import reverse

from insyn.followups.models import DocumentRequest
from insyn.followups.rules import ENDED, RequestState
from insyn.kernel.access import Secrecy
from insyn.kernel.duties import Reminder
from insyn.mailing.rules import MailKind


def reminders_due(days: Collection[date]) -> Iterator[Reminder]:
    """Return the requested documents that have not come and whose last day is one of the days.

    The title of a document about clients is never mailed.
    """
    rows = DocumentRequest.objects.unscoped(
        reason="Påminnelser går ut i alla nämnders uppföljningar."
    ).filter(state=RequestState.REQUESTED, due_on__in=days)
    rows = rows.exclude(followup__state__in=ENDED).select_related("followup__contract")
    for row in rows.filter(followup__secrecy__lte=Secrecy.INTERNAL):
        yield Reminder(
            key=f"document_request:{row.pk}",
            authority_id=row.followup.authority_id,
            provider_id=row.followup.contract.provider_id,
            mail_kind=MailKind.REQUEST,
            what="en handling" if row.is_about_clients else f"handlingen ”{row.title}”",
            why="Lämna in den i Insyn, eller hör av dig om något hindrar dig.",
            due_on=row.due_on,
            leads_to=reverse("provider_portal:tasks"),
            about=row.followup,
        )

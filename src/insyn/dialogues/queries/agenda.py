"""What an agenda is proposed to take up: what is open with the provider."""

from collections.abc import Iterator

from insyn.dialogues.models import AgendaItem, AgreedPoint, DialogueMeeting
from insyn.dialogues.rules.agenda import Proposal, finding_title, plan_title, point_title
from insyn.findings.models import Finding
from insyn.followups.models import Followup
from insyn.followups.rules import State
from insyn.kernel.access import Access, Secrecy

MOST = 50
"""Of each kind; what is longer than that is no agenda."""


def proposals_for(access: Access, meeting: DialogueMeeting) -> list[Proposal]:
    """Return what can be taken up and is not on the agenda yet. Four queries.

    Only what the provider knows of already: deficiencies that have been sent to it and stand
    open, action plans that run, and open points of minutes that it has got.
    """
    items = list(AgendaItem.objects.visible_to(access).filter(meeting=meeting))
    findings = {item.finding_id for item in items if item.finding_id}
    titles = {item.title for item in items}
    return [
        one
        for one in (
            *_findings(access, meeting),
            *_plans(access, meeting),
            *_points(access, meeting),
        )
        if one.title not in titles and (one.finding_id is None or one.finding_id not in findings)
    ]


def _findings(access: Access, meeting: DialogueMeeting) -> Iterator[Proposal]:
    rows = Finding.objects.visible_to(access).unremedied()
    told = rows.filter(
        followup__authority=meeting.authority_id,
        followup__contract__provider=meeting.contract.provider_id,
        followup__reported_on__isnull=False,
        followup__secrecy__lte=Secrecy.INTERNAL,
    ).exclude(followup__state=State.CANCELLED)
    for row in told.select_related("followup").order_by("-followup__reported_on", "pk")[:MOST]:
        title = finding_title(row.text, row.followup.number)
        yield Proposal(f"finding:{row.pk}", title, finding_id=row.pk)


def _plans(access: Access, meeting: DialogueMeeting) -> Iterator[Proposal]:
    rows = Followup.objects.visible_to(access).filter(
        authority=meeting.authority_id,
        contract__provider=meeting.contract.provider_id,
        state=State.MEASURES,
        secrecy__lte=Secrecy.INTERNAL,
    )
    for row in rows.order_by("-reported_on", "pk")[:MOST]:
        yield Proposal(f"plan:{row.pk}", plan_title(row.number))


def _points(access: Access, meeting: DialogueMeeting) -> Iterator[Proposal]:
    rows = AgreedPoint.objects.visible_to(access).open()
    told = rows.filter(
        meeting__authority=meeting.authority_id,
        meeting__contract__provider=meeting.contract.provider_id,
        meeting__minutes_sent_on__isnull=False,
    ).exclude(meeting=meeting.pk)
    for row in told[:MOST]:
        yield Proposal(f"point:{row.pk}", point_title(row.text, row.due_on))

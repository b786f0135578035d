"""The list of who follows up which service."""

from dataclasses import dataclass

from django.db import transaction

from insyn.accounts.models import Authority
from insyn.coordination.models import ServiceDuty
from insyn.coordination.rules import DutyGround, Refusal, ServiceForm
from insyn.coordination.rules.responsibility import duty_refusal
from insyn.coordination.services.locks import note, refuse, screened
from insyn.kernel.access import Access, Permission
from insyn.platform.locking import locked_row
from insyn.registry.models import ServiceArea


@dataclass(frozen=True, slots=True)
class DutyFacts:
    """A kind of service, who answers for it, who follows it up, and what says so."""

    service_area: ServiceArea
    form: ServiceForm
    run_by: Authority | None = None
    reviewer: Authority | None = None
    ground: DutyGround = DutyGround.NONE
    note: str = ""


@transaction.atomic
def save_duty(
    access: Access, authority: Authority, *, facts: DutyFacts,
    duty: ServiceDuty | None = None, version: int | None = None,
) -> ServiceDuty:  # fmt: skip
    """Add a line to the list, or change one.

    Raises:
        RuleViolation: the service stands in the list already, or somebody follows it up and
            nothing says so.
        Outdated: somebody else changed the line first.
    """
    access.require(Permission.COORDINATE, authority_id=authority.pk)
    rows = ServiceDuty.objects.visible_to(access).filter(authority=authority)
    row = locked_row(rows, pk=duty.pk, version=version) if duty else ServiceDuty()
    same = rows.filter(
        service_area=facts.service_area, form=facts.form, run_by=facts.run_by
    ).exclude(pk=row.pk)
    if same.exists():
        refuse(Refusal.LISTED)
    if duty_refusal(facts.reviewer.pk if facts.reviewer else None, facts.ground):
        refuse(Refusal.NO_GROUND)
    row.authority, row.service_area, row.form = authority, facts.service_area, facts.form
    row.run_by, row.reviewer = facts.run_by, facts.reviewer
    row.ground = facts.ground
    (row.note,) = screened(facts.note)
    row.version = row.version + 1 if row.pk else 1
    row.save()
    said = {"service": str(row), "reviewer": str(row.reviewer) if row.reviewer else None}
    note(access, "service_duty.changed" if duty else "service_duty.added", row, authority.pk, said)
    return row


@transaction.atomic
def remove_duty(access: Access, duty: ServiceDuty, *, version: int) -> None:
    """Take a line out of the list.

    Raises:
        Outdated: somebody else changed the line first.
    """
    access.require(Permission.COORDINATE, authority_id=duty.authority_id)
    row = locked_row(ServiceDuty.objects.visible_to(access), pk=duty.pk, version=version)
    note(access, "service_duty.removed", row, row.authority_id, {"service": str(row)})
    row.delete()

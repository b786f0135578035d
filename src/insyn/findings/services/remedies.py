"""A deficiency has been remedied, or has not after all."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind, check_remedy
from insyn.followups.rules import State
from insyn.followups.services import trail
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row


@transaction.atomic
def remedy_finding(
    access: Access,
    finding: Finding,
    *,
    remedied_on: date,
    note: str,
    version: int | None = None,
) -> Finding:
    """Note that a deficiency has been remedied, when and how; also after it was sent.

    Raises:
        RuleViolation: it is no deficiency, the day is impossible, or nothing says how.
    """
    row = _remediable(access, finding, version)
    check_remedy(
        kind=FindingKind(row.kind), seen_on=row.seen_on, remedied_on=remedied_on,
        today=clock.today(),
    )  # fmt: skip
    if not note.strip():
        raise RuleViolation(_("Skriv hur bristen avhjälptes."))
    return _remedied(access, row, on=remedied_on, how=note.strip())


@transaction.atomic
def reopen_finding(access: Access, finding: Finding, *, version: int | None = None) -> Finding:
    """Take back that a deficiency has been remedied."""
    row = _remediable(access, finding, version)
    if row.remedied_on is None:
        raise RuleViolation(_("Bristen är inte markerad som avhjälpt."))
    return _remedied(access, row, on=None, how="")


def _remediable(access: Access, finding: Finding, version: int | None) -> Finding:
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=finding.followup.authority_id)
    rows = Finding.objects.visible_to(access).select_related("followup__contract__provider")
    row = locked_row(rows, pk=finding.pk, version=version)
    if row.followup.state == State.CANCELLED:
        raise RuleViolation(_("Uppföljningen är inställd."))
    return row


def _remedied(access: Access, row: Finding, *, on: date | None, how: str) -> Finding:
    before = row.remedied_on
    row.remedied_on, row.remedied_note = on, how
    row.version += 1
    row.save(update_fields=["remedied_on", "remedied_note", "version"])
    event = "followup.finding_remedied" if on else "followup.finding_reopened"
    days = {name: day.isoformat() if day else None for name, day in
            (("before", before), ("after", on))}  # fmt: skip
    trail.note(access, event, row.followup, {"finding": row.pk, **days})
    return row

"""A coordination is founded by the installation, and ended by it or by the coordinator."""

from datetime import date, timedelta

from django.db import transaction

from insyn.accounts.models import Authority, Coordination
from insyn.audit.services import Place, record
from insyn.coordination.rules import Refusal
from insyn.coordination.rules.coordinating import makes_circle
from insyn.coordination.services.locks import refuse
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import NotAllowed
from insyn.platform import clock
from insyn.platform.locking import locked_row


@transaction.atomic
def found_coordination(
    access: Access, *, coordinator: Authority, coordinated: Authority
) -> Coordination:
    """Let an authority coordinate another from today; one that does already stays as it is.

    For the one who runs the installation. From now on the coordinator reads what the other has
    reported and nothing else; both trails say so.

    Raises:
        RuleViolation: they are of two municipalities, they are the same, or it makes a circle.
    """
    if access.user_id is not None:
        raise NotAllowed
    today = clock.today()
    if coordinator.pk == coordinated.pk:
        refuse(Refusal.ITSELF)
    if coordinator.municipality_id != coordinated.municipality_id:
        refuse(Refusal.MUNICIPALITIES)
    known = Coordination.objects.select_for_update().not_ended(today)
    pairs = list(known.values_list("coordinator_id", "coordinated_id"))
    if makes_circle(pairs, coordinator.pk, coordinated.pk):
        refuse(Refusal.CIRCLE)
    pair = {"coordinator": coordinator, "coordinated": coordinated}
    row = Coordination.objects.select_for_update().filter(**pair).first()
    if row and row.valid_to is None:
        return row
    if row is None or not row.is_current(today):
        row = row or Coordination(**pair)
        row.valid_from = today
    row.valid_to = None
    _store(access, "coordination.begun", row)
    return row


@transaction.atomic
def end_coordination(
    access: Access, coordination: Coordination, *, last_day: date | None, version: int
) -> None:
    """End a coordination at once, or after ``last_day``.

    For the coordinator's plan owner or administrator, and for the installation.

    Raises:
        RuleViolation: the day has passed.
        Outdated: somebody else changed it first.
    """
    if access.user_id is not None and not may_end(access, coordination):
        access.require(Permission.COORDINATE, authority_id=coordination.coordinator_id)
    today = clock.today()
    rows = Coordination.objects.not_ended(today)
    rows = rows.select_related("coordinator__municipality", "coordinated__municipality")
    row = locked_row(rows, pk=coordination.pk, version=version)
    if last_day is not None and last_day < today:
        refuse(Refusal.LAST_DAY)
    ends = last_day or today - timedelta(days=1)
    if ends < row.valid_from:  # it lasted no whole day; the trails keep what happened
        _record(access, "coordination.ended", row)
        row.delete()
        return
    row.valid_to = ends
    _store(access, "coordination.ended", row)


def may_end(access: Access, coordination: Coordination) -> bool:
    """Tell whether the asker answers for the coordinator or administers it."""
    return any(
        access.may(permission, authority_id=coordination.coordinator_id)
        for permission in (Permission.COORDINATE, Permission.MANAGE_MEMBERS)
    )


def _store(access: Access, event: str, row: Coordination) -> None:
    row.full_clean()
    row.version += 1
    row.save()
    _record(access, event, row)


def _record(access: Access, event: str, row: Coordination) -> None:
    """Write in the trails of both: what they share has changed."""
    facts = {"authority": str(row.coordinated), "last_day": _iso(row.valid_to)}
    for authority_id in sorted((row.coordinator_id, row.coordinated_id)):
        record(access, event, row, place=Place(authority_id), facts=dict(facts))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

"""Changes to the permits of a unit: shared facts, in the trail of the asker."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.services import Place, record
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.models import Permit, Provider, Unit
from insyn.registry.rules import PermitKind, PermitStatus
from insyn.registry.rules.permits import OLDEST_AGE
from insyn.registry.services.changes import authority_behind, write
from insyn.registry.services.providers import require_standing
from insyn.registry.services.units import refuse_addresses


@dataclass(frozen=True, slots=True)
class PermitDetails:
    """What a permit says. ``valid_to`` is its last day; none means until further notice.

    ``holder`` is who was given it; None when that is not known.
    """

    kind: PermitKind
    valid_from: date
    valid_to: date | None = None
    holder: Provider | None = None
    number: str = ""
    target_group: str = ""
    age_from: int | None = None
    age_to: int | None = None
    places: int | None = None
    manager: str = ""
    conditions: str = ""
    status: PermitStatus = PermitStatus.VALID


@transaction.atomic
def save_permit(
    access: Access,
    unit: Unit,
    *,
    permit: Permit | None,
    facts: PermitDetails,
    version: int | None = None,
) -> Permit:
    """Add a permit to a unit, or correct one.

    Raises:
        RuleViolation: the unit has a permit with that number, the days or ages are not in
            order, the holder has been merged into another, or the address of a sheltered home
            stands in a text.
        Outdated: somebody changed the permit after the page was read.
    """
    place = Place(authority_behind(access))
    if facts.holder is not None:
        require_standing(facts.holder)
    owner = _locked(unit)
    row = locked_row(owner.permits.all(), pk=permit.pk, version=version) if permit else Permit()
    _refuse_texts(owner, facts)
    values = {name: getattr(facts, name) for name in PermitDetails.__slots__}
    said = write(row, {"unit": owner, **values})
    if said:
        record(access, "permit.updated" if permit else "permit.created", row, place=place,
               facts={**said, "unit": str(owner)})  # fmt: skip
    return row


def _locked(unit: Unit) -> Unit:
    """Return the unit, locked so that it does not become a sheltered home meanwhile."""
    return locked_row(Unit.objects.select_related("service_area"), pk=unit.pk)


def _refuse_texts(unit: Unit, facts: PermitDetails) -> None:
    texts = (facts.number, facts.target_group, facts.manager, facts.conditions)
    refuse_addresses(unit.service_area, *texts)
    if max(facts.age_from or 0, facts.age_to or 0) > OLDEST_AGE:
        raise RuleViolation(_("En ålder kan vara högst %(age)d år.") % {"age": OLDEST_AGE})


@transaction.atomic
def end_permit(
    access: Access,
    permit: Permit,
    *,
    status: PermitStatus,
    last_day: date,
    version: int | None = None,
) -> Permit:
    """Say that a permit no longer stands: revoked, replaced or returned, and its last day.

    Raises:
        RuleViolation: the permit has ended already, or the day lies in the future or before it
            began.
        Outdated: somebody changed the permit after the page was read.
    """
    place = Place(authority_behind(access))
    row = locked_row(Permit.objects.select_related("unit"), pk=permit.pk, version=version)
    if row.status != PermitStatus.VALID or status == PermitStatus.VALID:
        raise RuleViolation(_("Tillståndet gäller inte längre. Rätta det under ”Ändra”."))
    if last_day > clock.today():
        raise RuleViolation(_("Ange en dag som har varit eller är i dag."))
    said = write(row, {"status": status, "valid_to": last_day})
    record(access, "permit.ended", row, place=place, facts={**said, "unit": str(row.unit)})
    return row


@transaction.atomic
def remove_permit(access: Access, permit: Permit, *, version: int | None = None) -> None:
    """Take away a permit that was noted by mistake. One that no longer stands is ended instead.

    Raises:
        Outdated: somebody changed the permit after the page was read, or took it away.
    """
    place = Place(authority_behind(access))
    row = locked_row(Permit.objects.select_related("unit"), pk=permit.pk, version=version)
    told = {"number": row.number, "valid_from": row.valid_from.isoformat(), "unit": str(row.unit)}
    record(access, "permit.removed", row, place=place, facts=told)
    row.delete()

"""Changes to units: shared facts, in the trail of the asker."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Municipality
from insyn.audit.services import Place, record
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.models import Provider, ServiceArea, Unit, UnitOperation
from insyn.registry.rules.addresses import address_refusal, is_sheltered
from insyn.registry.rules.units import date_refusal
from insyn.registry.services.changes import authority_behind, differences, write
from insyn.registry.services.providers import require_standing


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What the register says of a unit."""

    provider: Provider
    name: str
    service_area: ServiceArea
    municipality: Municipality | None = None
    places: int | None = None
    manager_since: date | None = None
    first_client_on: date | None = None


@transaction.atomic
def save_unit(
    access: Access, *, unit: Unit | None, facts: UnitFacts, version: int | None = None
) -> Unit:
    """Add a unit to a provider, or change one. Who runs it is changed by ``change_operator``.

    Raises:
        RuleViolation: the provider has another unit with the name or has been merged into
            another, a day lies in the future, or the address of a sheltered home stands in a
            text.
        Outdated: somebody changed the unit after the page was read.
    """
    place = Place(authority_behind(access))
    if unit is None:
        require_standing(facts.provider)
    row = locked_row(Unit.objects.all(), pk=unit.pk, version=version) if unit else Unit()
    _require_sound(row, facts)
    values = {name: getattr(facts, name) for name in UnitFacts.__slots__}
    said = write(row, values)
    if unit is None:
        UnitOperation.objects.create(unit=row, provider=facts.provider)
    if said:
        record(access, "unit.updated" if unit else "unit.created", row, place=place, facts=said)
    return row


def _require_sound(row: Unit, facts: UnitFacts) -> None:
    """See that the facts may stand, together with what is written of the unit already."""
    if row.pk and row.provider_id != facts.provider.pk:
        raise RuleViolation(_("Byt utförare med knappen ”Byt utförare” på verksamhetens sida."))
    refusal = date_refusal(
        manager_since=facts.manager_since,
        first_client_on=facts.first_client_on,
        today=clock.today(),
    )
    if refusal:
        raise RuleViolation(_(refusal))
    refuse_addresses(facts.service_area, facts.name)
    if row.pk and is_sheltered(facts.service_area.code):
        _refuse_address_written_before(row)


def refuse_addresses(area: ServiceArea, *texts: str) -> None:
    """See that no text of a sheltered home holds an address.

    Raises:
        RuleViolation: one does; the sentence never repeats it.
    """
    refusals = [address_refusal(text) for text in texts] if is_sheltered(area.code) else []
    for refusal in filter(None, refusals):
        raise RuleViolation(_(refusal))


def _refuse_address_written_before(unit: Unit) -> None:
    """See that a unit that becomes a sheltered home holds no address in its other texts."""
    notes = list(unit.operations.values_list("note", flat=True))
    permits = unit.permits.values_list("number", "target_group", "manager", "conditions")
    if any(address_refusal(text) for text in notes):
        raise RuleViolation(
            _(
                "En anteckning om vem som har drivit verksamheten ser ut att innehålla en adress. "
                "Ta bort den först: adressen till ett skyddat boende lagras aldrig i Insyn."
            )
        )
    if any(address_refusal(text) for texts in permits for text in texts):
        raise RuleViolation(
            _(
                "Ett av verksamhetens tillstånd ser ut att innehålla en adress. Ta bort den först: "
                "adressen till ett skyddat boende lagras aldrig i Insyn."
            )
        )


@transaction.atomic
def close_unit(
    access: Access, unit: Unit, *, closed_on: date | None, version: int | None = None
) -> Unit:
    """Say from which day the unit is closed, or with None that it is open again."""
    place = Place(authority_behind(access))
    row = locked_row(Unit.objects.all(), pk=unit.pk, version=version)
    if differences(row, {"closed_on": closed_on}):
        said = write(row, {"closed_on": closed_on})
        record(
            access, "unit.closed" if closed_on else "unit.reopened", row, place=place, facts=said
        )
    return row

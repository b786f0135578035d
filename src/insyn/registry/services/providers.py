"""Changes to providers, their names and their units: shared facts, in the trail of the asker."""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Municipality
from insyn.audit.services import Place, record
from insyn.kernel import orgnr
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform.locking import locked_row
from insyn.registry.models import (
    Provider,
    ProviderGroup,
    ProviderName,
    ServiceArea,
    Unit,
    UnitOperation,
)
from insyn.registry.rules import LegalForm, NameKind, OperatingForm
from insyn.registry.rules.names import sort_key
from insyn.registry.services.changes import authority_behind, differences, write


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """What the register says of a provider. The number may be written in any usual way.

    ``group`` is the name of the group; a group that is not known is made.
    """

    name: str
    org_number: str
    operating_form: OperatingForm = OperatingForm.PRIVATE
    legal_form: LegalForm = LegalForm.UNKNOWN
    group: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What the register says of a unit."""

    provider: Provider
    name: str
    service_area: ServiceArea
    municipality: Municipality | None = None
    places: int | None = None


@transaction.atomic
def save_provider(
    access: Access, *, provider: Provider | None, facts: ProviderFacts, version: int | None = None
) -> Provider:
    """Add a provider, or change one; its former name is kept as another name.

    Raises:
        RuleViolation: the number is not ten digits, or another provider has it.
        Outdated: somebody changed the provider after the page was read.
    """
    place = Place(authority_behind(access))
    rows = Provider.objects.all()
    row = locked_row(rows, pk=provider.pk, version=version) if provider else Provider()
    former = row.name
    values = {**asdict(facts), "org_number": _tidy(facts.org_number)}
    values["group"] = group_named(facts.group)
    _require_unused(row, values["org_number"])
    said = write(row, values)
    if provider and former != row.name:
        _add_name(row, former, kind=NameKind.EARLIER, source=_("tidigare namn i registret"))
    if said:
        record(access, "provider.updated" if provider else "provider.created", row, place=place,
               facts=said)  # fmt: skip
    return row


def group_named(name: str) -> ProviderGroup | None:
    """Return the group of that name, case, accents and spaces aside; a new one if there is none.

    None for an empty name.
    """
    name = " ".join(name.split())
    if not name:
        return None
    known = ProviderGroup.objects.filter(sort_key=sort_key(name)).first()
    return known or ProviderGroup.objects.create(name=name)


def _tidy(raw: str) -> str:
    try:
        return orgnr.tidy(raw)
    except ValueError as error:
        raise RuleViolation(str(error)) from error


def _require_unused(row: Provider, org_number: str) -> None:
    other = Provider.objects.filter(org_number=org_number).exclude(pk=row.pk).first()
    if other is not None:
        raise RuleViolation(
            _("Organisationsnumret finns redan hos %(name)s. Ändra den utföraren i stället.")
            % {"name": other.name}
        )


def _add_name(
    provider: Provider, name: str, *, source: str, kind: NameKind = NameKind.SPELLING
) -> tuple[ProviderName, bool]:
    return ProviderName.objects.get_or_create(
        provider=provider, name=name, defaults={"source": source, "kind": kind}
    )


@transaction.atomic
def note_spelling(
    access: Access, provider: Provider, *, name: str, source: str = ""
) -> ProviderName:
    """Note another name of the provider and where it stands; noting it again changes nothing."""
    place = Place(authority_behind(access))
    name = " ".join(name.split())
    if not name:
        raise RuleViolation(_("Skriv namnet så som det står på det andra stället."))
    if name == provider.name:
        raise RuleViolation(_("Så heter utföraren redan i registret."))
    spelling, is_new = _add_name(provider, name, source=source)
    if is_new:
        record(access, "provider.spelling_noted", provider, place=place,
               facts={"name": name, "source": source})  # fmt: skip
    return spelling


@transaction.atomic
def remove_spelling(access: Access, spelling: ProviderName) -> None:
    """Take away a name that was noted by mistake."""
    place = Place(authority_behind(access))
    record(access, "provider.spelling_removed", spelling.provider, place=place,
           facts={"name": spelling.name})  # fmt: skip
    spelling.delete()


@transaction.atomic
def save_unit(
    access: Access, *, unit: Unit | None, facts: UnitFacts, version: int | None = None
) -> Unit:
    """Add a unit to a provider, or change one.

    Raises:
        RuleViolation: the provider has another unit with the name.
        Outdated: somebody changed the unit after the page was read.
    """
    place = Place(authority_behind(access))
    row = locked_row(Unit.objects.all(), pk=unit.pk, version=version) if unit else Unit()
    values = {name: getattr(facts, name) for name in UnitFacts.__slots__}
    said = write(row, values)
    if unit is None:
        UnitOperation.objects.create(unit=row, provider=facts.provider)
    if said:
        record(access, "unit.updated" if unit else "unit.created", row, place=place, facts=said)
    return row


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

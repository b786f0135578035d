"""Changes to providers and their names: shared facts, in the trail of the asker."""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.services import Place, record
from insyn.kernel import orgnr
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.models import Provider, ProviderGroup, ProviderName
from insyn.registry.rules import LegalForm, NameKind, OperatingForm
from insyn.registry.rules.names import sort_key
from insyn.registry.services.changes import Said, authority_behind, plain, write

_NUMBERS = ("org_number", "org_number_before", "org_number_after")


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
class NameFacts:
    """Another name of a provider: why it is known by it, until when, and where it stands."""

    name: str
    kind: NameKind = NameKind.SPELLING
    used_until: date | None = None
    source: str = ""


@transaction.atomic
def save_provider(
    access: Access, *, provider: Provider | None, facts: ProviderFacts, version: int | None = None
) -> Provider:
    """Add a provider, or change one; its former name is kept as an earlier name until today.

    Raises:
        RuleViolation: the number is not ten digits, another provider has it, or the provider
            has been merged into another.
        Outdated: somebody changed the provider after the page was read.
    """
    place = Place(authority_behind(access))
    rows = Provider.objects.all()
    row = locked_row(rows, pk=provider.pk, version=version) if provider else Provider()
    _require_standing(row)
    former = row.name
    values = {**asdict(facts), "org_number": _tidy(facts.org_number)}
    values["group"] = group_named(facts.group)
    _require_unused(row, values["org_number"])
    said = write(row, values)
    if provider and former != row.name:
        source = _("tidigare namn i registret")
        _keep_name(row, NameFacts(former, NameKind.EARLIER, clock.today(), source))
    if said:
        record(access, "provider.updated" if provider else "provider.created", row, place=place,
               facts=_masked(said))  # fmt: skip
    return row


def _masked(said: Said) -> Said:
    """Return what the trail says, with a sole trader's number as every page shows it."""
    shown = {name: orgnr.show(str(said[name])) for name in _NUMBERS if name in said}
    return {**said, **shown}


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


def _require_standing(row: Provider) -> None:
    if row.merged_into is not None:
        raise RuleViolation(
            _("%(name)s är sammanförd med %(kept)s. Gör ändringen hos %(kept)s i stället.")
            % {"name": row.name, "kept": row.merged_into}
        )


def require_standing(provider: Provider) -> None:
    """See that a provider may be chosen, and that nobody merges it until the transaction ends.

    Lock it before its units and contracts: a merge takes them in that order too.

    Raises:
        RuleViolation: it has been merged into another.
    """
    row = locked_row(Provider.objects.select_related("merged_into"), pk=provider.pk)
    if row.merged_into is not None:
        raise RuleViolation(
            _("%(provider)s är sammanförd med %(kept)s. Välj %(kept)s.")
            % {"provider": row, "kept": row.merged_into}
        )


def _require_unused(row: Provider, org_number: str) -> None:
    others = Provider.objects.select_related("merged_into").exclude(pk=row.pk)
    other = others.filter(org_number=org_number).first()
    if other is None:
        return
    if other.merged_into is not None:
        raise RuleViolation(
            _(
                "Organisationsnumret hör till %(name)s, som är sammanförd med %(kept)s. Ändra "
                "%(kept)s i stället."
            )
            % {"name": other.name, "kept": other.merged_into}
        )
    raise RuleViolation(
        _("Organisationsnumret finns redan hos %(name)s. Ändra den utföraren i stället.")
        % {"name": other.name}
    )


def _keep_name(provider: Provider, facts: NameFacts) -> tuple[ProviderName, bool]:
    """Return the name, stored with what is new about it, and whether anything was new."""
    row, is_new = ProviderName.objects.get_or_create(
        provider=provider, name=facts.name, defaults=asdict(facts)
    )
    return row, bool(is_new or write(row, asdict(facts)))


@transaction.atomic
def note_spelling(
    access: Access,
    provider: Provider,
    *,
    name: str,
    kind: NameKind = NameKind.SPELLING,
    used_until: date | None = None,
    source: str = "",
) -> ProviderName:
    """Note another name of the provider; noting the same again changes nothing.

    Raises:
        RuleViolation: the name is empty or the provider's own, or its last day is impossible.
    """
    place = Place(authority_behind(access))
    row = locked_row(Provider.objects.all(), pk=provider.pk)
    _require_standing(row)
    facts = NameFacts(" ".join(name.split()), kind, used_until, source)
    if not facts.name:
        raise RuleViolation(_("Skriv namnet så som det står på det andra stället."))
    if facts.name == row.name:
        raise RuleViolation(_("Så heter utföraren redan i registret."))
    _check_last_day(facts)
    spelling, is_new = _keep_name(row, facts)
    if is_new:
        said = {key: plain(value) for key, value in asdict(facts).items() if value}
        record(access, "provider.spelling_noted", row, place=place, facts=said)
    return spelling


def _check_last_day(facts: NameFacts) -> None:
    if facts.used_until is None:
        return
    if facts.kind != NameKind.EARLIER:
        raise RuleViolation(
            _("En annan stavning har ingen sista dag. Välj ”Tidigare namn” eller lämna dagen tom.")
        )
    if facts.used_until > clock.today():
        raise RuleViolation(_("Ett tidigare namn kan inte ha använts till en dag som kommer."))


@transaction.atomic
def remove_spelling(access: Access, spelling: ProviderName) -> None:
    """Take away a name that was noted by mistake.

    Raises:
        Outdated: somebody took it away already.
    """
    place = Place(authority_behind(access))
    row = locked_row(ProviderName.objects.select_related("provider"), pk=spelling.pk)
    record(access, "provider.spelling_removed", row.provider, place=place,
           facts={"name": row.name})  # fmt: skip
    row.delete()

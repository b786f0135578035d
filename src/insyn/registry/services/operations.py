"""Who runs a unit, and who ran it before. A unit outlives its operators and keeps its history.

Every event locks the unit first, so that two people cannot make two operators at once. The
unit's ``provider`` is always the one whose time of operation has no end.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.services import Place, record
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.models import Provider, Unit, UnitOperation
from insyn.registry.rules import EndReason
from insyn.registry.rules.operations import SENTENCES, Operation, in_words, overlap_of
from insyn.registry.services.changes import Said, authority_behind, plain, write
from insyn.registry.services.providers import require_standing
from insyn.registry.services.units import refuse_addresses


@dataclass(frozen=True, slots=True)
class NewOperator:
    """Who takes over a unit, from which day, and why the former one ceased."""

    provider: Provider
    starts_on: date
    end_reason: EndReason
    note: str = ""


@dataclass(frozen=True, slots=True)
class OperationFacts:
    """A time during which a provider ran a unit. Both days are included."""

    provider: Provider
    starts_on: date | None = None
    ends_on: date | None = None
    end_reason: EndReason | str = ""
    note: str = ""


@transaction.atomic
def change_operator(
    access: Access, unit: Unit, *, facts: NewOperator, version: int | None = None
) -> UnitOperation:
    """Let another provider run the unit from a day on; the former one ends the day before.

    Contracts that name the unit stay as they are: what becomes of them is for each authority.
    So do permits, but those of the former operator no longer count.

    Raises:
        RuleViolation: the provider runs it already, has a unit with that name or has been
            merged into another; the day lies in the future, before the former one began or
            before an earlier one ended; the unit is closed, or the address of a sheltered home
            stands in the note.
        Outdated: somebody changed the unit after the page was read.
    """
    place = Place(authority_behind(access))
    require_standing(facts.provider)
    row = _locked(unit, version)
    running = _running(row)
    _refuse_change(row, running, facts)
    refuse_addresses(row.service_area, facts.note)
    former, day_before = row.provider, facts.starts_on - date.resolution
    write(running, {"ends_on": day_before, "end_reason": facts.end_reason})
    entry = UnitOperation(unit=row)
    write(entry, {"provider": facts.provider, "starts_on": facts.starts_on, "note": facts.note})
    _refuse_overlap(row)
    write(row, {"provider": facts.provider})
    told: Said = {
        "provider_before": plain(former),
        "provider_after": plain(facts.provider),
        "starts_on": plain(facts.starts_on),
        "end_reason": facts.end_reason.value,
        "note": facts.note,
    }
    record(access, "unit.operator_changed", row, place=place, facts=told)
    return entry


@transaction.atomic
def add_operation(
    access: Access, unit: Unit, *, facts: OperationFacts, version: int | None = None
) -> UnitOperation:
    """Note who ran the unit before. Such a time has an end.

    Raises:
        RuleViolation: the end is missing, the days are not in order, somebody else ran the
            unit then, the provider has been merged into another, or the address of a sheltered home
            stands in the note.
        Outdated: somebody changed the unit after the page was read.
    """
    place = Place(authority_behind(access))
    require_standing(facts.provider)
    row = _locked(unit, version)
    if facts.ends_on is None:
        raise RuleViolation(_("Ange den sista dagen. Den som driver verksamheten nu byter du ut."))
    refuse_addresses(row.service_area, facts.note)
    _running(row)
    entry = UnitOperation(unit=row)
    said = write(entry, _values(facts))
    _refuse_overlap(row)
    _count_up(row)
    record(access, "unit.operation_added", row, place=place, facts=said)
    return entry


@transaction.atomic
def save_operation(
    access: Access, operation: UnitOperation, *, facts: OperationFacts, version: int | None = None
) -> UnitOperation:
    """Correct when somebody ran the unit and why it ended. The version is the unit's.

    Raises:
        RuleViolation: the days are not in order, lie in the future or meet another's; the
            running one got an end, or an ended one lost it.
        Outdated: somebody changed the unit after the page was read.
    """
    place = Place(authority_behind(access))
    unit = _locked(operation.unit, version)
    row = locked_row(unit.operations.all(), pk=operation.pk)
    _refuse_other_kind(row, facts)
    refuse_addresses(unit.service_area, facts.note)
    said = write(row, _values(facts))
    if said:
        _refuse_overlap(unit)
        _count_up(unit)
        record(access, "unit.operation_changed", unit, place=place,
               facts={"operator": str(row.provider), **said})  # fmt: skip
    return row


@transaction.atomic
def remove_operation(
    access: Access, operation: UnitOperation, *, version: int | None = None
) -> None:
    """Take away a time that was noted by mistake.

    When it is the running one, a change of operator is taken back: the one before runs the unit
    again.

    Raises:
        RuleViolation: nobody else has run the unit, or the one before has a unit with its name.
        Outdated: somebody changed the unit after the page was read, or took the time away.
    """
    place = Place(authority_behind(access))
    unit = _locked(operation.unit, version)
    row = locked_row(unit.operations.all(), pk=operation.pk)
    told = {"operator": str(row.provider), **_days_of(row)}
    others = unit.operations.exclude(pk=row.pk)
    before = others.order_by("-ends_on", "-pk").first()
    if row.ends_on is None and before is None:
        raise RuleViolation(_("Någon måste driva verksamheten. Byt utförare i stället."))
    row.delete()
    if row.ends_on is None and before is not None:
        _refuse_name_taken(unit, before.provider)
        write(before, {"ends_on": None, "end_reason": ""})
        unit.provider = before.provider
        told["provider_after"] = str(before.provider)
    _count_up(unit)
    record(access, "unit.operation_removed", unit, place=place, facts=told)


def _locked(unit: Unit, version: int | None) -> Unit:
    rows = Unit.objects.select_related("service_area", "provider")
    return locked_row(rows, pk=unit.pk, version=version)


def _running(unit: Unit) -> UnitOperation:
    """Return the time that goes on; a unit that has none gets one of its provider."""
    running = unit.operations.select_related("provider").filter(ends_on=None).first()
    return running or UnitOperation.objects.create(unit=unit, provider=unit.provider)


def _values(facts: OperationFacts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in OperationFacts.__slots__}


def _days_of(row: UnitOperation) -> Said:
    return {"starts_on": plain(row.starts_on), "ends_on": plain(row.ends_on)}


def _count_up(unit: Unit) -> None:
    """Let whoever has the unit's page open know that it has changed."""
    unit.version += 1
    unit.save(update_fields=["version", "provider"])


def _refuse_change(unit: Unit, running: UnitOperation, facts: NewOperator) -> None:
    if not unit.is_open(clock.today()):
        raise RuleViolation(_("Verksamheten är avslutad. Öppna den igen innan du byter utförare."))
    if facts.provider == unit.provider:
        raise RuleViolation(_(SENTENCES["same"]) % {"provider": unit.provider})
    if facts.starts_on > clock.today():
        raise RuleViolation(_(SENTENCES["future"]))
    if running.starts_on is not None and facts.starts_on <= running.starts_on:
        raise RuleViolation(
            _(SENTENCES["too_early"])
            % {"provider": running.provider, "day": running.starts_on.isoformat()}
        )
    _refuse_name_taken(unit, facts.provider)


def _refuse_name_taken(unit: Unit, provider: Provider) -> None:
    if provider.units.filter(name=unit.name).exclude(pk=unit.pk).exists():
        raise RuleViolation(_(SENTENCES["name_taken"]) % {"provider": provider, "name": unit.name})


def _refuse_other_kind(row: UnitOperation, facts: OperationFacts) -> None:
    """See that the running time stays running, that an ended one stays ended, and is of today."""
    if row.ends_on is None and facts.ends_on is not None:
        raise RuleViolation(
            _("%(provider)s driver verksamheten nu. Byt utförare i stället för att ange ett slut.")
            % {"provider": row.provider}
        )
    if row.ends_on is not None and facts.ends_on is None:
        raise RuleViolation(_("Ange den sista dagen. Den som driver verksamheten nu byter du ut."))
    if row.ends_on is None and facts.provider != row.provider:
        raise RuleViolation(_("Byt utförare i stället för att ändra vem som driver verksamheten."))
    if facts.starts_on is not None and facts.starts_on > clock.today():
        raise RuleViolation(_(SENTENCES["future"]))


def _refuse_overlap(unit: Unit) -> None:
    """See that nobody has run the unit at the same time as somebody else."""
    rows = list(unit.operations.select_related("provider"))
    overlap = overlap_of([Operation(row.starts_on, row.ends_on) for row in rows])
    if overlap:
        one, other = (_named(rows[place]) for place in overlap)
        raise RuleViolation(_(SENTENCES["overlap"]) % {"one": one, "other": other})


def _named(row: UnitOperation) -> str:
    return f"{row.provider} ({in_words(Operation(row.starts_on, row.ends_on))})"

"""Which units an instruction selects for each authority: chosen by hand, or drawn."""

from collections import defaultdict
from collections.abc import Collection

from django.db import transaction

from insyn.accounts.models import Authority
from insyn.audit.rules import Facts
from insyn.coordination.models import DistrictShare, Instruction, SampledUnit
from insyn.coordination.rules import Refusal, SampleWay
from insyn.coordination.rules.sample import Pool, draw_shares, unit_key
from insyn.coordination.services.locks import locked_draft, note, raised, refuse
from insyn.kernel.access import Access
from insyn.kernel.lottery import checked_seed
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.models import Unit


@transaction.atomic
def choose_units(
    access: Access, instruction: Instruction, *, authority: Authority, units: Collection[Unit],
    version: int | None = None,
) -> int:  # fmt: skip
    """Put units in the sample of an authority; return how many are new there.

    Raises:
        RuleViolation: the instruction has been issued or has no part for the authority, or a
            unit gives another service or is in the sample of somebody else.
        Outdated: somebody else changed the instruction first.
    """
    row = locked_draft(access, instruction, version=version)
    _require_share(access, row, authority)
    areas = set(row.service_areas.values_list("pk", flat=True))
    known = dict(
        SampledUnit.objects.visible_to(access)
        .filter(instruction=row)
        .values_list("unit_id", "authority_id")
    )
    added = 0
    for unit in units:
        if areas and unit.service_area_id not in areas:
            refuse(Refusal.OTHER_AREA)
        if known.get(unit.pk, authority.pk) != authority.pk:
            refuse(Refusal.IN_SAMPLE)
        if unit.pk not in known:
            SampledUnit.objects.create(instruction=row, authority=authority, unit=unit)
            added += 1
    raised(row)
    facts: Facts = {"authority": str(authority), "units": added}
    note(access, "instruction.sampled", row, row.authority_id, facts)
    return added


def _require_share(access: Access, row: Instruction, authority: Authority) -> DistrictShare:
    shares = DistrictShare.objects.visible_to(access).filter(instruction=row)
    share = shares.filter(authority=authority).first()
    if share is None:
        refuse(Refusal.NO_SHARE)
    assert share is not None
    return share


@transaction.atomic
def draw_sample(
    access: Access, instruction: Instruction, *, authority: Authority, pool: Collection[Unit],
    seed: str, version: int | None = None,
) -> list[Unit]:  # fmt: skip
    """Draw from the pool what is left of an authority's number; return the drawn units.

    What was drawn before is drawn anew; what was chosen by hand stays. The seed is kept, so
    that anybody can repeat it.

    Raises:
        RuleViolation: the instruction has been issued or has no part for the authority, the
            seed cannot be used, or a unit gives another service.
        Outdated: somebody else changed the instruction first.
    """
    row = locked_draft(access, instruction, version=version)
    share = _require_share(access, row, authority)
    row.seed = checked_seed(seed)
    sample = SampledUnit.objects.visible_to(access).filter(instruction=row)
    sample.filter(authority=authority, way=SampleWay.DRAWN).delete()
    taken: defaultdict[int, list[int]] = defaultdict(list)
    for one in sample:
        taken[one.authority_id].append(one.unit_id)
    everywhere = {pk for keys in taken.values() for pk in keys}
    areas = set(row.service_areas.values_list("pk", flat=True))
    today = clock.today()
    named = {
        unit_key(unit.pk, unit.name): unit
        for unit in pool
        if unit.pk not in everywhere
        and unit.is_open(today)
        and (not areas or unit.service_area_id in areas)
    }
    chosen = [str(pk) for pk in taken[authority.pk]]
    drawn = draw_shares([Pool(authority.pk, share.wanted, chosen, list(named))], row.seed)
    units = [named[key] for key in drawn[authority.pk]]
    for unit in units:
        SampledUnit.objects.create(
            instruction=row, authority=authority, unit=unit, way=SampleWay.DRAWN
        )
    raised(row)
    facts: Facts = {"authority": str(authority), "units": len(units), "seed": row.seed}
    note(access, "instruction.drawn", row, row.authority_id, facts)
    return units


@transaction.atomic
def remove_unit(access: Access, sampled: SampledUnit, *, version: int) -> None:
    """Take a unit out of the sample of a draft.

    Raises:
        RuleViolation: the instruction has been issued.
        Outdated: somebody else changed the instruction first.
    """
    row = locked_draft(access, sampled.instruction, version=version)
    found = locked_row(SampledUnit.objects.visible_to(access), pk=sampled.pk)
    note(access, "instruction.sampled", row, row.authority_id, {"removed": str(sampled.unit)})
    found.delete()
    raised(row)

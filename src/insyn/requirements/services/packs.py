"""What happens to an authority's own requirement packs."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.services import Place, record
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.models import ServiceArea
from insyn.registry.services.changes import write
from insyn.requirements.models import QualityArea, Requirement, RequirementPack, RequirementVersion
from insyn.requirements.queries.requirements import latest_of
from insyn.requirements.rules import Strength
from insyn.requirements.rules.shipped import ShippedPack
from insyn.requirements.services.creating import NewRequirement, areas_for, create_many
from insyn.requirements.services.facts import WordingFacts
from insyn.requirements.services.homes import require_editor
from insyn.requirements.services.requirements import hand_over


@dataclass(frozen=True, slots=True)
class PackFacts:
    """What a pack is called and is for."""

    name: str
    service_area: ServiceArea | None = None
    note: str = ""


@transaction.atomic
def save_pack(
    access: Access,
    *,
    authority: Authority,
    pack: RequirementPack | None,
    facts: PackFacts,
    version: int | None = None,
) -> RequirementPack:
    """Add an empty pack to the authority, or change the name and note of one.

    Raises:
        RuleViolation: the authority has another pack with the name.
        Outdated: somebody changed the pack after the page was read.
    """
    require_editor(access, authority.pk)
    rows = RequirementPack.objects.visible_to(access).filter(authority=authority)
    row = locked_row(rows, pk=pack.pk, version=version) if pack else RequirementPack()
    values = {name: getattr(facts, name) for name in PackFacts.__slots__}
    said = write(row, {"authority": authority, **values})
    if said:
        event = "requirement_pack.updated" if pack else "requirement_pack.created"
        record(access, event, row, place=Place(authority.pk), facts=said)
    return row


@transaction.atomic
def copy_shipped_pack(
    access: Access, shipped: ShippedPack, *, authority: Authority, name: str = ""
) -> RequirementPack:
    """Make an own pack of a shipped one, with its areas, that the authority can adapt.

    Raises:
        RuleViolation: the authority has a pack with the name already.
    """
    require_editor(access, authority.pk)
    areas, _made = areas_for(access, authority, [row.area_code for row in shipped.requirements])
    pack = _new_pack(authority, name or shipped.name, shipped.name)
    pack.service_area = ServiceArea.objects.filter(code=shipped.service_area_code).first()
    write(pack, {"name": pack.name})
    wanted = [
        NewRequirement(
            WordingFacts(
                row.code, row.text, Strength(row.strength), areas[row.area_code], row.weight,
                row.is_critical, row.legal_source, row.evidence,
            ),
            clock.today(),
            origin=row.code,
        )
        for row in shipped.requirements
    ]  # fmt: skip
    create_many(access, pack, wanted)
    _note_copy(access, pack, len(wanted))
    return pack


@transaction.atomic
def copy_pack(
    access: Access, pack: RequirementPack, *, authority: Authority, name: str = ""
) -> RequirementPack:
    """Make a pack like another one that the asker may read, in one of the asker's authorities.

    The requirements count as the same only within one authority: another's are never linked to.

    Raises:
        RuleViolation: the authority has a pack with the name already.
    """
    require_editor(access, authority.pk)
    rows = _wordings(access, pack)
    areas, _made = areas_for(access, authority, [row.area.name if row.area else "" for row in rows])
    copied = _new_pack(authority, name or pack.name, pack.name)
    write(copied, {"service_area": pack.service_area, "note": pack.note})
    is_own = pack.authority_id == authority.pk
    wanted = [
        NewRequirement(
            facts_of(row, areas[row.area.name] if row.area else None),
            clock.today(),
            origin=row.requirement.origin,
            same_as_id=root_of(row.requirement) if is_own else None,
        )
        for row in rows
    ]
    create_many(access, copied, wanted)
    _note_copy(access, copied, len(wanted))
    return copied


def _new_pack(authority: Authority, name: str, copied_from: str) -> RequirementPack:
    return RequirementPack(authority=authority, name=name, copied_from=copied_from)


def _note_copy(access: Access, pack: RequirementPack, count: int) -> None:
    record(access, "requirement_pack.copied", pack, place=Place(pack.authority_id),
           facts={"copied_from": pack.copied_from, "requirements": count})  # fmt: skip


def _wordings(access: Access, pack: RequirementPack) -> Sequence[RequirementVersion]:
    rows = Requirement.objects.visible_to(access).filter(pack=pack)
    last = latest_of(access, list(rows.values_list("pk", flat=True)))
    return sorted(last.values(), key=lambda row: (row.requirement.position, row.requirement_id))


def facts_of(row: RequirementVersion, area: QualityArea | None) -> WordingFacts:
    """Return how the wording reads, with another authority's area when one is given."""
    values = {name: getattr(row, name) for name in WordingFacts.__slots__}
    return WordingFacts(**(values | {"area": area}))


def root_of(requirement: Requirement) -> int:
    """Return what the requirement was first taken from; itself when it was written here."""
    return requirement.same_as_id or requirement.pk


@transaction.atomic
def remove_pack(access: Access, pack: RequirementPack) -> None:
    """Take away a pack with its requirements. What agreements have taken from it stays.

    Raises:
        RuleViolation: a question is about one of its requirements.
        Outdated: somebody took the pack away already.
    """
    require_editor(access, pack.authority_id)
    row = locked_row(RequirementPack.objects.visible_to(access), pk=pack.pk)
    if row.requirements.filter(questions__isnull=False).exists():
        raise RuleViolation(
            _("En fråga i en uppföljningsmall prövar ett krav i paketet. Ta bort det ur frågan.")
        )
    hand_over(access, row)
    record(access, "requirement_pack.removed", row, place=Place(row.authority_id),
           facts={"requirements": row.requirements.visible_to(access).count()})  # fmt: skip
    row.delete()

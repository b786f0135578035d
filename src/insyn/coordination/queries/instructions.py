"""The list of instructions, the page of one, and what a form about it offers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet

from insyn.accounts.models import Authority, Coordination
from insyn.coordination.models import (
    BoardMatter,
    Instruction,
    InstructionQuerySet,
    LocalTemplate,
    SampledUnit,
)
from insyn.coordination.queries.progress import (
    ShareProgress,
    UnitProgress,
    sample_progress,
    share_progress,
)
from insyn.coordination.rules.minimum import AskedQuestion
from insyn.criteria.models import TemplateVersion
from insyn.criteria.rules import TemplateState
from insyn.kernel.access import Access, Permission
from insyn.platform import clock
from insyn.platform.scoping import visible_along
from insyn.registry.models import ServiceArea, Unit

SORTS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "starts_on"),
    "period": ("starts_on", "ends_on"),
    "due": ("report_by", "title"),
}


def instructions_seen(access: Access) -> InstructionQuerySet:
    """Return the instructions that the asker may read, with what a page names them by."""
    return Instruction.objects.visible_to(access).select_related("authority__municipality")


def listed_instructions(
    access: Access, chosen: Mapping[str, Any], *, sort: str
) -> InstructionQuerySet:
    """Return the instructions of the list, the newest period first unless sorted."""
    shares = visible_along(access, Instruction, "shares")
    sample = visible_along(access, Instruction, "sample")
    rows = instructions_seen(access).annotate(
        share_count=Count("shares", filter=shares, distinct=True),
        sample_count=Count("sample", filter=sample, distinct=True),
    )
    if words := chosen.get("q"):
        rows = rows.filter(title__icontains=words)
    if chosen.get("state"):
        rows = rows.filter(state=chosen["state"])
    names = SORTS.get(sort.removeprefix("-"), ())
    if not names:
        return rows.order_by("-starts_on", "-pk")
    return rows.order_by(*(F(one).desc() if sort[0] == "-" else F(one).asc() for one in names))


def authorities_that_coordinate(access: Access) -> QuerySet[Authority]:
    """Return the authorities for which the asker writes instructions: those with somebody."""
    where = access.authorities_where(Permission.COORDINATE)
    current = Coordination.objects.current(clock.today()).filter(coordinator__in=where)
    rows = Authority.objects.select_related("municipality")
    return rows.filter(pk__in=current.values("coordinator"))


def coordinated_by(authority: Authority | int, *, with_itself: bool = True) -> QuerySet[Authority]:
    """Return those whom the authority coordinates today, and itself."""
    key = authority if isinstance(authority, int) else authority.pk
    current = Coordination.objects.current(clock.today()).filter(coordinator=key)
    rows = Authority.objects.select_related("municipality")
    found = rows.filter(pk__in=current.values("coordinated"))
    return found | rows.filter(pk=key) if with_itself else found


def templates_to_choose(access: Access, authority_id: int) -> QuerySet[TemplateVersion]:
    """Return the authority's own published templates."""
    rows = TemplateVersion.objects.visible_to(access).filter(
        template__authority=authority_id, state=TemplateState.PUBLISHED
    )
    return rows.select_related("template").order_by("template__name", "-number")


def units_to_choose(instruction: Instruction) -> QuerySet[Unit]:
    """Return the open units of the instruction's services in the municipality."""
    rows = Unit.objects.open(clock.today()).filter(service_area__in=instruction.service_areas.all())
    there = rows.filter(municipality=instruction.authority.municipality_id)
    return there.select_related("provider", "service_area").order_by("sort_key", "pk")


@dataclass(frozen=True, slots=True)
class InstructionPage:
    """One instruction: what it says, its parts, how far it has come."""

    instruction: Instruction
    areas: Sequence[ServiceArea]
    templates: Sequence[str]
    minimum: Sequence[AskedQuestion]
    shares: Sequence[ShareProgress]
    lines: Sequence[UnitProgress]
    matters: Sequence[BoardMatter]
    local_templates: Sequence[LocalTemplate]
    may_write: bool
    may_report: bool
    reports_for: Sequence[int]

    @property
    def may_change(self) -> bool:
        return self.may_write and self.instruction.is_draft

    @property
    def may_replace(self) -> bool:
        return self.may_write and self.instruction.is_published


def instruction_page(access: Access, row: Instruction, *, today: date) -> InstructionPage:
    """Return everything on the page of an instruction. At most a dozen queries."""
    lines = sample_progress(access, [row], today=today)
    shares = share_progress(access, row, lines)
    where = access.authorities_where(Permission.CARRY_OUT_FOLLOWUP)
    mine = [one.share.authority_id for one in shares if one.share.authority_id in where]
    return InstructionPage(
        instruction=row,
        areas=list(row.service_areas.all()),
        templates=[str(one) for one in _templates(access, row)],
        minimum=[AskedQuestion(**one) for one in row.minimum],
        shares=shares,
        lines=lines,
        matters=list(
            BoardMatter.objects.visible_to(access)
            .filter(instruction=row)
            .select_related("authority", "unit")
        ),
        local_templates=list(
            LocalTemplate.objects.visible_to(access)
            .filter(instruction=row)
            .select_related("authority")
        ),
        may_write=access.may(Permission.COORDINATE, authority_id=row.authority_id),
        may_report=row.is_published and bool(mine),
        reports_for=mine,
    )


def _templates(access: Access, row: Instruction) -> QuerySet[TemplateVersion]:
    return row.templates.visible_to(access).select_related("template")


def sampled_seen(access: Access) -> QuerySet[SampledUnit]:
    """Return the units of samples that the asker may read, with what a form names them by."""
    return SampledUnit.objects.visible_to(access).select_related(
        "authority__municipality", "instruction__authority", "unit__provider", "unit__service_area"
    )

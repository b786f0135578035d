"""What one who reports in by a personal link sees: their own district's part, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from insyn.coordination.models import (
    DistrictShare,
    DistrictShareQuerySet,
    ReportDraft,
    SampledUnit,
    SampledUnitQuerySet,
)
from insyn.coordination.queries.progress import UnitProgress, sample_progress
from insyn.coordination.rules import Tally
from insyn.coordination.rules.minimum import AskedQuestion
from insyn.coordination.rules.progress import tally
from insyn.kernel.access import Access, Mandate, Role
from insyn.registry.models import ServiceArea


def parts_of(access: Access) -> DistrictShareQuerySet:
    """Return the parts in force that the asker reports in by a link."""
    rows = DistrictShare.objects.shown_to_contact(access)
    return rows.select_related("authority__municipality", "instruction__authority__municipality")


def sampled_of(access: Access) -> SampledUnitQuerySet:
    """Return the units of those parts."""
    rows = SampledUnit.objects.shown_to_contact(access)
    return rows.select_related(
        "authority__municipality", "instruction__authority", "unit__provider", "unit__service_area"
    )


def reader_of(access: Access, authority_id: int, *, name: str = "") -> Access:
    """Return the asker as one who reads what the district has reported, and decides nothing.

    For one who has been let in by a link to the part. Only rows of the part are to be read with
    it. The trail knows the asker by the ``name``: the address that the link was sent to.
    """
    mandate = Mandate(authority_id, Role.READER)
    return Access(access.user_id, name or access.name, (mandate,), origin=access.origin)


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A unit to report, and whether something is saved that is not handed in."""

    progress: UnitProgress
    draft: ReportDraft | None

    @property
    def sampled(self) -> SampledUnit:
        return self.progress.sampled


@dataclass(frozen=True, slots=True)
class LinkPage:
    """A part on the page of one who reports in by a link."""

    share: DistrictShare
    areas: Sequence[ServiceArea]
    minimum: Sequence[AskedQuestion]
    lines: Sequence[LinkLine]
    tally: Tally
    is_late: bool

    @property
    def is_all_in(self) -> bool:
        return bool(self.lines) and self.tally.reported == len(self.lines)


def lines_of(access: Access, share: DistrictShare, *, today: date) -> list[UnitProgress]:
    """Return the units of the part and where each is. At most five queries."""
    lines = sample_progress(access, [share.instruction], today=today)
    return [line for line in lines if line.sampled.authority_id == share.authority_id]


def link_page(access: Access, share: DistrictShare, *, today: date) -> LinkPage:
    """Return the page of a part that the asker has been let in to. At most eight queries."""
    reader = reader_of(access, share.authority_id)
    lines = lines_of(reader, share, today=today)
    drafts = _drafts(reader, lines)
    return LinkPage(
        share=share,
        areas=list(share.instruction.service_areas.all()),
        minimum=[AskedQuestion(**one) for one in share.instruction.minimum],
        lines=[LinkLine(line, drafts.get(line.sampled.pk)) for line in lines],
        tally=tally(share.wanted, [line.state for line in lines]),
        is_late=share.instruction.is_late(today),
    )


def _drafts(access: Access, lines: Sequence[UnitProgress]) -> Mapping[int, ReportDraft]:
    rows = ReportDraft.objects.visible_to(access)
    found = rows.filter(sampled__in=[line.sampled.pk for line in lines])
    return {row.sampled_id: row for row in found}


def draft_of(access: Access, sampled: SampledUnit) -> ReportDraft | None:
    """Return what has been saved of the unit and not handed in."""
    reader = reader_of(access, sampled.authority_id)
    return ReportDraft.objects.visible_to(reader).filter(sampled=sampled).first()

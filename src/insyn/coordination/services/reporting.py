"""What the coordinated authorities report in: follow-ups, and what their own boards got to know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from insyn.accounts.models import Authority
from insyn.coordination.models import (
    BoardMatter,
    DistrictOutcome,
    DistrictReport,
    DistrictShare,
    Instruction,
    SampledUnit,
)
from insyn.coordination.rules import AreaLevel, DistrictMethod, Refusal, ReportedBy
from insyn.coordination.rules.instructions import reporting_refusal
from insyn.coordination.rules.progress import report_refusal
from insyn.coordination.services.locks import note, refuse, screened
from insyn.kernel.access import Access, Permission
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.platform.text import tidy_line
from insyn.registry.models import Unit


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """A follow-up that was made elsewhere, as it is reported in."""

    carried_out_on: date
    method: DistrictMethod
    outcomes: Mapping[str, AreaLevel] = field(default_factory=dict)
    deficiencies: int = 0
    needs_in_depth: bool = False
    text: str = ""
    told_board_on: date | None = None


@transaction.atomic
def report_in(
    access: Access, sampled: SampledUnit, *, facts: ReportFacts,
    version: int | None = None, way: ReportedBy = ReportedBy.PAGE,
) -> DistrictReport:  # fmt: skip
    """Report a follow-up of a unit in the sample, or change what was reported.

    The same report again changes nothing. ``version`` is that of the report which the page
    showed, 0 where there was none; None when the caller has not read any.

    Raises:
        RuleViolation: the instruction is not in force, the day is outside its period or to
            come, no area is judged, or a text holds a personal number.
        Outdated: somebody else changed the report first.
    """
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=sampled.authority_id)
    return store_report(access, sampled, facts=facts, version=version, way=way)


def store_report(
    access: Access, sampled: SampledUnit, *, facts: ReportFacts,
    version: int | None, way: ReportedBy,
) -> DistrictReport:  # fmt: skip
    """Do the same for one who is let in otherwise; the caller has seen that they may."""
    of = _in_force(access, sampled.instruction)
    today = clock.today()
    refuse(
        report_refusal(
            carried_out_on=facts.carried_out_on, starts_on=of.starts_on, ends_on=of.ends_on,
            today=today, areas=len(facts.outcomes),
        )
    )  # fmt: skip
    refuse(_told_refusal(facts.told_board_on, today))
    (text,) = screened(facts.text)
    areas = {tidy_line(*screened(area)): level for area, level in facts.outcomes.items()}
    row = _locked_report(access, sampled, version)
    if row.pk and _is_same(access, row, facts, text, areas):
        return row
    is_new = row.pk is None
    _write(access, row, facts, text, way)
    DistrictOutcome.objects.visible_to(access).filter(report=row).delete()
    for area, level in areas.items():
        DistrictOutcome.objects.create(report=row, area=area, level=level)
    event = "district_report.received" if is_new else "district_report.changed"
    for authority_id in sorted({of.authority_id, sampled.authority_id}):
        note(access, event, row, authority_id, {"unit": str(row.unit), "way": row.way})
    return row


def is_reported(access: Access, sampled: SampledUnit, facts: ReportFacts) -> bool:
    """Tell whether exactly that has been reported of the unit already."""
    rows = DistrictReport.objects.visible_to(access)
    row = rows.filter(instruction=sampled.instruction_id, unit=sampled.unit_id).first()
    (text,) = screened(facts.text)
    areas = {tidy_line(area): level for area, level in facts.outcomes.items()}
    return row is not None and _is_same(access, row, facts, text, areas)


def _in_force(access: Access, instruction: Instruction) -> Instruction:
    row = locked_row(Instruction.objects.visible_to(access), pk=instruction.pk)
    refuse(reporting_refusal(row.shown_state))
    return row


def _told_refusal(told_on: date | None, today: date) -> Refusal | None:
    return Refusal.TOLD_LATER if told_on is not None and told_on > today else None


def _locked_report(access: Access, sampled: SampledUnit, version: int | None) -> DistrictReport:
    rows = DistrictReport.objects.visible_to(access)
    known = rows.filter(instruction=sampled.instruction_id, unit=sampled.unit_id).first()
    if known is not None:
        if version == 0:
            refuse(Refusal.CHANGED_MEANWHILE)
        if known.authority_id != sampled.authority_id:
            refuse(Refusal.SOMEBODY_ELSES)
        return locked_row(rows, pk=known.pk, version=version)
    return DistrictReport(
        instruction=sampled.instruction,
        authority=sampled.authority,
        unit=sampled.unit,
        reported_on=clock.today(),
        version=0,
    )


def _is_same(
    access: Access, row: DistrictReport, facts: ReportFacts, text: str,
    areas: Mapping[str, AreaLevel],
) -> bool:  # fmt: skip
    stored = DistrictOutcome.objects.visible_to(access).filter(report=row)
    return (
        row.carried_out_on,
        row.method,
        row.deficiencies,
        row.needs_in_depth,
        row.text,
        row.told_board_on,
        {one.area: one.level for one in stored},
    ) == (
        facts.carried_out_on,
        facts.method,
        facts.deficiencies,
        facts.needs_in_depth,
        text,
        facts.told_board_on,
        dict(areas),
    )


def _write(
    access: Access, row: DistrictReport, facts: ReportFacts, text: str, way: ReportedBy
) -> None:
    row.carried_out_on, row.method = facts.carried_out_on, facts.method
    row.deficiencies, row.needs_in_depth = facts.deficiencies, facts.needs_in_depth
    row.text, row.told_board_on = text, facts.told_board_on
    row.way, row.reported_at, row.reported_by = way, clock.now(), access.name[:150]
    row.version += 1
    row.full_clean(exclude=["instruction", "authority", "unit"])
    row.save()


@dataclass(frozen=True, slots=True)
class MatterFacts:
    """What one's own board got to know, when and where it stands."""

    told_on: date
    text: str
    reference: str = ""
    unit: Unit | None = None


@transaction.atomic
def tell_matter(
    access: Access, instruction: Instruction, *, authority: Authority, facts: MatterFacts
) -> BoardMatter:
    """Tell the coordinator of something of weight that one's own board has got to know.

    The same again gives the row that is there.

    Raises:
        RuleViolation: the instruction is not in force or has no part for the authority, the
            day is to come, or the text is empty or holds a personal number.
    """
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=authority.pk)
    of = _in_force(access, instruction)
    shares = DistrictShare.objects.visible_to(access).filter(instruction=of, authority=authority)
    if not shares.exists():
        refuse(Refusal.NO_SHARE)
    refuse(_told_refusal(facts.told_on, clock.today()))
    text, reference = screened(facts.text, facts.reference)
    refuse(None if text else Refusal.NO_TEXT)
    same = {"instruction": of, "authority": authority, "text": text, "told_on": facts.told_on}
    known = BoardMatter.objects.visible_to(access).filter(**same, unit=facts.unit).first()
    if known is not None:
        return known
    row = BoardMatter.objects.create(**same, reference=reference, unit=facts.unit)
    for authority_id in sorted({of.authority_id, authority.pk}):
        note(access, "board_matter.told", row, authority_id, {"reference": reference})
    return row

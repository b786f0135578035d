"""How far the sample has come, unit by unit and authority by authority."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from insyn.accounts.models import Coordination
from insyn.coordination.models import (
    DistrictReport,
    DistrictShare,
    Instruction,
    SampledUnit,
)
from insyn.coordination.rules import DONE, InstructionState, Progress, Tally
from insyn.coordination.rules.instructions import in_depth_due
from insyn.coordination.rules.progress import progress_of, tally
from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.followups.models import Followup
from insyn.followups.rules import State
from insyn.followups.rules.forms import Depth
from insyn.kernel.access import Access, Mandate, Permission, Role


@dataclass(frozen=True, slots=True)
class UnitProgress:
    """A unit of the sample, where it is, and what came of it."""

    sampled: SampledUnit
    state: Progress
    followup: Followup | None = None
    report: DistrictReport | None = None
    reported_on: date | None = None
    deficiencies: int | None = None
    in_depth_due: bool = False
    may_report: bool = False

    @property
    def is_done(self) -> bool:
        return self.state in DONE


def sample_progress(
    access: Access, instructions: Sequence[Instruction], *, today: date
) -> list[UnitProgress]:
    """Return every unit of the samples that the asker sees, the late first. At most five queries.

    A follow-up in the system counts when it has been reported, its authority is the one that was
    to make it, and it was made within the period; else what has been reported in counts.
    """
    sample = list(
        SampledUnit.objects.visible_to(access)
        .filter(instruction__in=instructions)
        .select_related("authority", "instruction", "unit__provider", "unit__service_area")
    )
    made = _followups(access, sample)
    reports = _reports(access, instructions)
    counts = _deficiencies(access, made.values())
    where = access.authorities_where(Permission.CARRY_OUT_FOLLOWUP)
    lines = [
        _line(one, made.get(one.pk), reports.get((one.instruction_id, one.unit_id)), counts, today)
        for one in sample
    ]
    shown = [_with_right(line, where) for line in lines]
    return sorted(shown, key=lambda line: list(Progress).index(line.state))


def _with_right(line: UnitProgress, where: Collection[int]) -> UnitProgress:
    may = line.sampled.instruction.is_published and line.sampled.authority_id in where
    return UnitProgress(
        line.sampled, line.state, line.followup, line.report, line.reported_on,
        line.deficiencies, line.in_depth_due, may,
    )  # fmt: skip


def _line(
    sampled: SampledUnit,
    followup: Followup | None,
    report: DistrictReport | None,
    counts: Mapping[int, int],
    today: date,
) -> UnitProgress:
    of = sampled.instruction
    days = [
        day for day in (followup and followup.reported_on, report and report.reported_on) if day
    ]
    reported_on = min(days, default=None)
    found = counts.get(followup.pk, 0) if followup else report.deficiencies if report else None
    asked_for = bool(report and report.needs_in_depth)
    is_deep = followup is not None and followup.depth == Depth.IN_DEPTH
    return UnitProgress(
        sampled=sampled,
        state=progress_of(reported_on, report_by=of.report_by, today=today),
        followup=followup,
        report=report,
        reported_on=reported_on,
        deficiencies=found,
        in_depth_due=found is not None
        and not is_deep
        and in_depth_due(deficiencies=found, bound=of.in_depth_bound, asked_for=asked_for),
    )


def _followups(access: Access, sample: Sequence[SampledUnit]) -> dict[int, Followup]:
    """Return the reported follow-up of each unit of the sample, the latest. Two queries."""
    if not sample:
        return {}
    units = {one.unit_id for one in sample}
    of_unit = Q(unit__in=units) | Q(unit=None, contract__units__in=units)
    rows = (
        Followup.objects.visible_to(access)
        .filter(of_unit, authority__in={one.authority_id for one in sample})
        .filter(reported_on__isnull=False, carried_out_on__isnull=False)
        .exclude(state=State.CANCELLED)
        .order_by("carried_out_on", "pk")
        .distinct()
    )
    found: defaultdict[tuple[int, int], list[Followup]] = defaultdict(list)
    for row in rows.prefetch_related("contract__units"):
        reached = [row.unit_id] if row.unit_id else [one.pk for one in row.contract.units.all()]
        for unit_id in reached:
            found[row.authority_id, unit_id].append(row)
    chosen = {}
    for one in sample:
        period = (one.instruction.starts_on, one.instruction.ends_on)
        for row in found[one.authority_id, one.unit_id]:
            if row.carried_out_on and period[0] <= row.carried_out_on <= period[1]:
                chosen[one.pk] = row
    return chosen


def _reports(
    access: Access, instructions: Sequence[Instruction]
) -> dict[tuple[int, int], DistrictReport]:
    rows = DistrictReport.objects.visible_to(access).filter(instruction__in=instructions)
    return {(row.instruction_id, row.unit_id): row for row in rows}


def _deficiencies(access: Access, followups: Collection[Followup]) -> dict[int, int]:
    counts: defaultdict[int, int] = defaultdict(int)
    if followups:
        rows = Finding.objects.visible_to(access).filter(
            followup__in={row.pk for row in followups}, kind=FindingKind.DEFICIENCY
        )
        for pk in rows.values_list("followup_id", flat=True):
            counts[pk] += 1
    return counts


@dataclass(frozen=True, slots=True)
class ShareProgress:
    """An authority's part of an instruction, and how far it has come."""

    share: DistrictShare
    tally: Tally


def share_progress(
    access: Access, instruction: Instruction, lines: Sequence[UnitProgress]
) -> list[ShareProgress]:
    """Return each authority's part that the asker sees. One query."""
    states: defaultdict[int, list[Progress]] = defaultdict(list)
    for line in lines:
        if line.sampled.instruction_id == instruction.pk:
            states[line.sampled.authority_id].append(line.state)
    shares = DistrictShare.objects.visible_to(access).filter(instruction=instruction)
    return [
        ShareProgress(share, tally(share.wanted, states[share.authority_id]))
        for share in shares.select_related("authority", "contact_user")
    ]


def instructions_in_force(access: Access) -> list[Instruction]:
    """Return the issued instructions that the asker sees, the newest first. One query."""
    rows = Instruction.objects.visible_to(access).filter(state=InstructionState.PUBLISHED)
    return list(rows.select_related("authority__municipality"))


def listed_progress(
    access: Access, chosen: Mapping[str, Any], *, today: date
) -> list[UnitProgress]:
    """Return the lines of the list page: of instructions in force, as the filter narrows them."""
    instructions = instructions_in_force(access)
    if chosen.get("instruction"):
        instructions = [row for row in instructions if row == chosen["instruction"]]
    lines = sample_progress(access, instructions, today=today)
    if chosen.get("authority"):
        lines = [line for line in lines if line.sampled.authority_id == chosen["authority"].pk]
    if chosen.get("state"):
        lines = [line for line in lines if line.state == chosen["state"]]
    return lines


def coordinator_of(authority_id: int, today: date) -> Access:
    """Return one who reads as the coordinator's plan owner does, for nightly work."""
    rows = Coordination.objects.current(today).filter(coordinator=authority_id)
    others = frozenset(rows.values_list("coordinated_id", flat=True))
    mandate = Mandate(authority_id, Role.PLAN_OWNER, coordinated_ids=others)
    return Access.system("Påminnelser", mandates=(mandate,))


@dataclass(frozen=True, slots=True)
class Waiting:
    """An authority that has not reported everything."""

    instruction: Instruction
    share: DistrictShare
    left: int
    is_late: bool

    @property
    def authority_id(self) -> int:
        return self.share.authority_id


CATCHING_UP = 7
"""Days during which a reminder that should have gone out still does. Our own choice."""


def late_or_soon(today: date, *, before: int) -> Iterator[Waiting]:
    """Yield who is to be reminded: so many days before the last day, and the day after.

    For some days longer, so that a night when nothing ran takes no reminder away.
    """
    soon = today + timedelta(days=before - CATCHING_UP), today + timedelta(days=before)
    late = today - timedelta(days=CATCHING_UP), today - timedelta(days=1)
    rows = Instruction.objects.unscoped(reason="Påminnelser går ut om alla nämnders anvisningar.")
    due = rows.filter(
        Q(report_by__range=soon) | Q(report_by__range=late), state=InstructionState.PUBLISHED
    )
    for instruction in due.select_related("authority__municipality"):
        access = coordinator_of(instruction.authority_id, today)
        lines = sample_progress(access, [instruction], today=today)
        for one in share_progress(access, instruction, lines):
            left = one.tally.late + one.tally.not_begun
            if left:
                one.share.instruction = instruction
                yield Waiting(instruction, one.share, left, instruction.report_by < today)

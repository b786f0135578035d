"""What the coordinator's yearly report is counted from, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from insyn.accounts.models import Authority, Coordination
from insyn.coordination.models import (
    BoardMatter,
    DistrictOutcome,
    DistrictShare,
    Instruction,
    ServiceDuty,
)
from insyn.coordination.queries.progress import UnitProgress, sample_progress
from insyn.coordination.queries.responsibility import OWN, unfollowed
from insyn.coordination.rules import AreaLevel, InstructionState, Progress
from insyn.coordination.rules.responsibility import DutyState
from insyn.coordination.rules.yearly import (
    BoardTold,
    CityYear,
    ListedDuty,
    MatterTold,
    UnitOutcome,
    form_of,
)
from insyn.findings.models import AreaAssessment
from insyn.kernel.access import Access, Mandate, Role
from insyn.platform import clock
from insyn.registry.models import ServiceArea


def as_coordinator(authority: Authority, role: Role) -> Access:
    """Return one of the role in the board, who reads what those it coordinates have reported."""
    rows = Coordination.objects.current(clock.today()).filter(coordinator=authority)
    others = frozenset(rows.values_list("coordinated_id", flat=True))
    mandate = Mandate(authority.pk, role, coordinated_ids=others)
    return Access.system("rapport", mandates=(mandate,))


def city_year(
    access: Access,
    authority: Authority,
    *,
    starts_on: date,
    ends_on: date,
    decided: Mapping[int, Sequence[int]],
) -> CityYear:
    """Return the year of the coordinator: the samples of the instructions of the period.

    ``decided`` are the reports that each board has decided, by the board's key; a higher floor
    knows them.
    """
    instructions = list(
        Instruction.objects.visible_to(access)
        .filter(authority=authority, state=InstructionState.PUBLISHED)
        .filter(starts_on__lte=ends_on, ends_on__gte=starts_on)
    )
    today = min(ends_on, clock.today())
    lines = sample_progress(access, instructions, today=today)
    duties = ServiceDuty.objects.visible_to(access).filter(authority=authority)
    listed = [ListedDuty(one.service_area_id, one.shown_form, one.reviewer_id) for one in duties]
    levels = _levels(access, lines)
    units = [_unit(line, listed, levels.get(line.sampled.pk)) for line in lines]
    of_period = BoardMatter.objects.visible_to(access).filter(instruction__in=instructions)
    told = list(of_period.select_related("authority").order_by("told_on", "pk"))
    units.sort(key=lambda row: (row.board, row.key))
    alarms = unfollowed(access, [authority])
    return CityYear(
        units=units,
        boards=_boards(access, instructions, lines, told, decided),
        services=dict(ServiceArea.objects.values_list("pk", "name")),
        nobody=[one.called for one in alarms if one.state == DutyState.NOBODY],
        unlisted=[one.called for one in alarms if one.state == DutyState.UNLISTED],
        matters=[
            MatterTold(row.authority.name, row.told_on, row.reference, row.text) for row in told
        ],
    )


def _unit(
    line: UnitProgress, listed: Collection[ListedDuty], levels: Mapping[str, AreaLevel] | None
) -> UnitOutcome:
    sampled, report = line.sampled, line.report
    unit = sampled.unit
    return UnitOutcome(
        key=sampled.pk,
        board=sampled.authority_id,
        form=form_of(
            unit.service_area_id, is_own=unit.provider.operating_form in OWN,
            reviewer=sampled.authority_id, listed=listed,
        ),
        service=unit.service_area_id,
        name=str(unit),
        is_reported=line.is_done,
        is_afterwards=line.state == Progress.DONE_LATE,
        method=report.method if report else "",
        deficiencies=line.deficiencies if line.is_done else None,
        in_depth=line.in_depth_due,
        is_told=bool(report and report.told_board_on),
        levels=levels,
    )  # fmt: skip


def _levels(access: Access, lines: Sequence[UnitProgress]) -> Mapping[int, Mapping[str, AreaLevel]]:
    """Return how each area of each unit was judged: in the follow-up, else in what came in."""
    of_followup: defaultdict[int, list[int]] = defaultdict(list)
    for line in lines:
        if line.followup:
            of_followup[line.followup.pk].append(line.sampled.pk)
    of_report = {
        line.report.pk: line.sampled.pk for line in lines if line.report and not line.followup
    }
    found: dict[int, dict[str, AreaLevel]] = defaultdict(dict)
    judged = AreaAssessment.objects.visible_to(access).filter(
        followup__in=list(of_followup), level__in=AreaLevel.codes()
    )
    for followup, area, level in judged.order_by("section__number", "pk").values_list(
        "followup", "section__name", "level"
    ):
        for key in of_followup[followup]:
            found[key][area] = AreaLevel(level)
    told = DistrictOutcome.objects.visible_to(access).filter(report__in=of_report)
    for report, area, level in told.order_by("pk").values_list("report", "area", "level"):
        found[of_report[report]][area] = AreaLevel(level)
    return found


def _boards(
    access: Access,
    instructions: Sequence[Instruction],
    lines: Sequence[UnitProgress],
    told: Sequence[BoardMatter],
    decided: Mapping[int, Sequence[int]],
) -> list[BoardTold]:
    matters: defaultdict[int, list[int]] = defaultdict(list)
    for row in told:
        matters[row.authority_id].append(row.pk)
    shares = DistrictShare.objects.visible_to(access).filter(instruction__in=instructions)
    named = [
        *(one.authority for one in shares.select_related("authority")),
        *(line.sampled.authority for line in lines),
        *(row.authority for row in told),
    ]
    names = dict(sorted({(one.pk, one.name) for one in named}, key=lambda one: (one[1], one[0])))
    return [
        BoardTold(key, name, tuple(matters[key]), tuple(decided.get(key, ())))
        for key, name in names.items()
    ]

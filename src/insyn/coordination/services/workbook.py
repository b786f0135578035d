"""Reporting in by a workbook: made, read back and shown, then taken in whole or not at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.coordination.letters import SheetFacts, reports_sheet
from insyn.coordination.models import (
    DistrictOutcome,
    DistrictReport,
    DistrictShare,
    ReportDraft,
    SampledUnit,
)
from insyn.coordination.queries.link import lines_of, reader_of
from insyn.coordination.queries.progress import UnitProgress
from insyn.coordination.queries.reporting import areas_of
from insyn.coordination.rules import AreaLevel, DistrictMethod, ReportedBy
from insyn.coordination.rules.workbook import (
    SHEET,
    FilledIn,
    SheetRefusal,
    mark,
    mark_refusal,
    read_rows,
    row_key,
)
from insyn.coordination.services.by_link import tell_when_all_is_in
from insyn.coordination.services.reporting import ReportFacts, is_reported, store_report
from insyn.exchange.services.sealing import open_rows, seal_rows
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.papers.fill_in import FillInRow, Slot, write_fill_in
from insyn.papers.sheets.checking import Problem, Severity
from insyn.papers.sheets.reading import Sheet, read_sheet, read_workbook
from insyn.platform import clock
from insyn.platform.sentences import said

SALT = "insyn.coordination.workbook"


@dataclass(frozen=True, slots=True)
class Difference:
    """What a row of the workbook reports."""

    row: int
    sampled: SampledUnit
    facts: ReportFacts
    is_new: bool


@dataclass(frozen=True, slots=True)
class WorkbookRead:
    """What a workbook would do. Only without problems is there something ``sealed`` to take in."""

    differences: Sequence[Difference]
    problems: Sequence[Problem]
    unchanged: int = 0
    sealed: str = ""


def may_use_file(access: Access, share: DistrictShare) -> bool:
    """Tell whether the asker reports in for the district by a role, or coordinates it."""
    return access.may(Permission.CARRY_OUT_FOLLOWUP, authority_id=share.authority_id) or access.may(
        Permission.COORDINATE, authority_id=share.instruction.authority_id
    )


def _reporter(access: Access, share: DistrictShare) -> Access:
    """Return the asker as one who reads the part, by a role or by a link to it."""
    if may_use_file(access, share):
        return access
    if not DistrictShare.objects.shown_to_contact(access).filter(pk=share.pk).exists():
        raise NotAllowed(Permission.CARRY_OUT_FOLLOWUP)
    return reader_of(access, share.authority_id, name=share.contact_email)


def workbook_of(access: Access, share: DistrictShare) -> bytes:
    """Return the part as a workbook to fill in, with what has been reported already."""
    asker = _reporter(access, share)
    lines = lines_of(asker, share, today=clock.today())
    reports = [line.report for line in lines if line.report]
    outcomes: dict[int, dict[str, AreaLevel]] = {}
    for one in DistrictOutcome.objects.visible_to(asker).filter(report__in=reports):
        outcomes.setdefault(one.report_id, {})[one.area] = one.shown_level
    areas = areas_of(share.instruction)
    facts = SheetFacts(
        name=SHEET,
        mark=mark(share.instruction_id, share.authority_id),
        title=share.instruction.title,
        district=share.authority.name,
        report_by=share.instruction.report_by,
    )
    rows = [_row(line, areas, outcomes) for line in lines]
    return write_fill_in(reports_sheet(facts, areas, rows))


def _row(
    line: UnitProgress, areas: Sequence[str], outcomes: dict[int, dict[str, AreaLevel]]
) -> FillInRow:
    """Return the row of a unit; one that was followed up in the system is closed."""
    unit, report = line.sampled.unit, line.report
    fixed = (str(unit), str(unit.provider), str(unit.service_area), line.state.label)
    if line.followup is not None:
        return FillInRow(cells=fixed)
    levels = outcomes.get(report.pk, {}) if report else {}
    method = tuple(one.label for one in DistrictMethod)
    level = tuple(one.label for one in AreaLevel)
    return FillInRow(
        key=row_key(line.sampled.pk, report.version if report else 0),
        cells=(
            *fixed,
            Slot(_day(report.carried_out_on if report else None), hint="Skriv som 2026-11-21"),
            Slot(report.shown_method.label if report else "", choices=method),
            *(Slot(levels[area].label if area in levels else "", choices=level) for area in areas),
            Slot(str(report.deficiencies) if report else "", hint="Skriv 0 om ingen fanns"),
            Slot(("Ja" if report.needs_in_depth else "Nej") if report else "",
                 choices=("Ja", "Nej")),
            Slot(report.text if report else "", hint="Skriv inga namn eller personnummer"),
            Slot(_day(report.told_board_on if report else None), hint="Skriv som 2026-11-21"),
        ),
    )  # fmt: skip


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def read_reports(
    access: Access, share: DistrictShare, *, content: bytes, file_name: str
) -> WorkbookRead:
    """Return what the workbook would report, or everything wrong with it. Keeps nothing.

    The rows are tried by the same rules as on the page, and taken back.

    Raises:
        Unreadable: the file cannot be read at all.
        RuleViolation: it is no workbook for this part.
    """
    asker = _reporter(access, share)
    sheet = _sheet(content, file_name)
    if refusal := mark_refusal(
        sheet.rows, instruction=share.instruction_id, authority=share.authority_id
    ):
        raise RuleViolation(_(refusal.label))
    sample = _sample(asker, share)
    filled, problems = read_rows(sheet, areas_of(share.instruction), frozenset(sample))
    found, wrong, unchanged = _tried(asker, filled, sample)
    problems += wrong
    if problems:
        return WorkbookRead((), sorted(problems, key=lambda one: one.row))
    changed = [one for one in filled if any(one.row == line.row for line in found)]
    sealed = _sealed(access, share, changed) if changed else ""
    return WorkbookRead(found, (), unchanged, sealed)


def _sheet(content: bytes, file_name: str) -> Sheet:
    book = read_workbook(content, file_name)
    names = [sheet.name for sheet in book.sheets]
    place = names.index(SHEET) if SHEET in names else book.likely_index
    return read_sheet(content, file_name, place)


def _sample(access: Access, share: DistrictShare) -> dict[int, SampledUnit]:
    rows = SampledUnit.objects.visible_to(access).filter(
        instruction=share.instruction_id, authority=share.authority_id
    )
    return {row.pk: row for row in rows.select_related("instruction", "authority", "unit")}


def _facts(one: FilledIn) -> ReportFacts:
    return ReportFacts(
        carried_out_on=one.carried_out_on,
        method=one.method,
        outcomes=one.outcomes,
        deficiencies=one.deficiencies,
        needs_in_depth=one.needs_in_depth,
        text=one.text,
        told_board_on=one.told_board_on,
    )


def _tried(
    access: Access, filled: Iterable[FilledIn], sample: dict[int, SampledUnit]
) -> tuple[list[Difference], list[Problem], int]:
    """Return what each row reports and what the rules say of it; nothing of it is kept."""
    found: list[Difference] = []
    problems: list[Problem] = []
    unchanged = 0
    with transaction.atomic():
        for one in filled:
            sampled, facts = sample[one.sampled], _facts(one)
            try:
                with transaction.atomic():
                    is_new = _stored(access, sampled, one)
            except RuleViolation as no:
                changed = isinstance(no, Outdated)
                sentence = _(SheetRefusal.CHANGED_SINCE.label) if changed else said(no)
                unit = str(sampled.unit)
                problems.append(Problem(Severity.ERROR, one.row, "", unit, "", sentence))
                continue
            if is_new is None:
                unchanged += 1
            else:
                found.append(Difference(one.row, sampled, facts, is_new))
        transaction.set_rollback(True)
    return found, problems, unchanged


def _stored(access: Access, sampled: SampledUnit, one: FilledIn) -> bool | None:
    """Report what the row says; return whether it was new, None when it stood there already.

    Raises:
        Outdated: something else has been reported since the workbook was fetched.
        RuleViolation: as ``report_in``.
    """
    facts = _facts(one)
    if is_reported(access, sampled, facts):
        return None
    known = DistrictReport.objects.visible_to(access).filter(
        instruction=sampled.instruction_id, unit=sampled.unit_id
    )
    is_new = not known.exists()
    if is_new != (one.version == 0):
        raise Outdated(_(SheetRefusal.CHANGED_SINCE.label))
    store_report(access, sampled, facts=facts, version=one.version, way=ReportedBy.FILE)
    return is_new


def _sealed(access: Access, share: DistrictShare, filled: Sequence[FilledIn]) -> str:
    rows = [
        [one.row, one.sampled, one.version, _day(one.carried_out_on), one.method.value,
         {area: level.value for area, level in one.outcomes.items()}, one.deficiencies,
         one.needs_in_depth, one.text, _day(one.told_board_on)]
        for one in filled
    ]  # fmt: skip
    too_much = _("Arbetsboken har mer text än som kan läsas in på en gång. Dela upp den på två.")
    return seal_rows(access, rows, about=share.pk, salt=SALT, too_much=too_much)


@transaction.atomic
def take_in_reports(access: Access, share: DistrictShare, *, sealed: str) -> int:
    """Report exactly what was shown: all of it, or nothing; return how many were new or changed.

    Sent twice, it is done once.

    Raises:
        Outdated: it was read too long ago, or something has been reported since.
        RuleViolation: as ``report_in``.
    """
    asker = _reporter(access, share)
    rows = _opened(access, share, sealed)
    sample = _sample(asker, share)
    done = 0
    for one in rows:
        sampled = sample.get(one.sampled)
        if sampled is None:
            raise Outdated(_(SheetRefusal.CHANGED_SINCE.label))
        done += _stored(asker, sampled, one) is not None
    keys = [one.sampled for one in rows]
    ReportDraft.objects.visible_to(asker).filter(sampled__in=keys).delete()
    if done and asker is not access:
        tell_when_all_is_in(asker, share)
    return done


def _opened(access: Access, share: DistrictShare, sealed: str) -> list[FilledIn]:
    return [
        FilledIn(
            row, sampled, version, date.fromisoformat(day), DistrictMethod(method),
            {area: AreaLevel(level) for area, level in outcomes.items()}, deficiencies, in_depth,
            text, date.fromisoformat(told_on) if told_on else None,
        )
        for row, sampled, version, day, method, outcomes, deficiencies, in_depth, text, told_on
        in open_rows(access, sealed, about=share.pk, salt=SALT)
    ]  # fmt: skip

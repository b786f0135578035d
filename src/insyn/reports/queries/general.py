"""Reading a report of any kind but the joint one."""

from collections.abc import Callable, Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_noop

from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.followups.models import Followup
from insyn.followups.rules import Outcome
from insyn.kernel.access import SHARED_AT_MOST, Access
from insyn.measures.models import ActionPlan
from insyn.platform import clock
from insyn.registry.rules import OperatingForm
from insyn.reports.models import Report, ReportPassage
from insyn.reports.queries.city import city_facts
from insyn.reports.queries.council import board_facts
from insyn.reports.queries.tables import PlacedTables, counting, tables_of
from insyn.reports.rules import ReportKind, ReportText
from insyn.reports.rules.general import GeneralFacts, PassageSaid, SingleFacts
from insyn.reports.rules.layouts import SCOPED_KINDS

GUARDED = gettext_noop("En uppföljning med begränsad krets")


def general_facts(
    access: Access, report: Report, *, tables: PlacedTables | None = None
) -> GeneralFacts:
    """Return everything the report says; ``tables`` are read unless they are at hand."""
    board = report.authority
    return GeneralFacts(
        kind=report.shown_kind,
        title=report.title,
        board=board.name,
        administration=board.administration,
        municipality=board.municipality.name,
        case_number=report.case_number,
        starts_on=report.starts_on,
        ends_on=report.ends_on,
        about=about_of(report),
        decision=report.decision,
        passages=tuple(
            PassageSaid(ReportText(row.place), str(row), row.text)
            for row in passages_of(access, report)
        ),
        tables=tables_of(access, report) if tables is None else tables,
        single=_single(report),
        boards=board_facts(access, report) if report.kind == ReportKind.COUNCIL else (),
        city=city_facts(report) if report.kind == ReportKind.CITY else None,
        counted_until=counted_until(report),
    )


def counted_until(report: Report) -> date | None:
    """Return the day on which the figures were locked, or today, if the period was not over then.

    None for a report whose figures are not of a period.
    """
    if report.kind not in SCOPED_KINDS:
        return None
    day = timezone.localdate(report.locked_at) if report.locked_at else clock.today()
    return day if day < report.ends_on else None


def passages_of(access: Access, report: Report) -> Sequence[ReportPassage]:
    """Return the texts of the report in their order."""
    rows = ReportPassage.objects.visible_to(access).filter(report=report)
    return list(rows.select_related("written_by"))


def about_of(report: Report, *, said: Callable[[str], str] = str) -> str:
    """Return what the report is narrowed down to, in words; empty when it tells of everything.

    Papers are in Swedish whoever takes them out; a page gives ``said`` the reader's language.
    More people read a report than a follow-up that was guarded after the report was made.
    """
    if report.followup is not None:
        is_guarded = report.followup.secrecy > SHARED_AT_MOST
        return said(GUARDED) if is_guarded else str(report.followup)
    if report.review is not None:
        return report.review.title
    form = said(OperatingForm(report.operating_form).label) if report.operating_form else ""
    return ", ".join(part for part in (str(report.service_area or ""), form) if part)


def followup_of(access: Access, report: Report) -> Followup | None:
    """Return the follow-up that the report is about, to one who sees it."""
    if report.followup_id is None:
        return None
    return Followup.objects.visible_to(access).filter(pk=report.followup_id).first()


def _single(report: Report) -> SingleFacts | None:
    """Read the follow-up as the report may tell of it, whoever asks."""
    if report.followup_id is None:
        return None
    access = counting(report.authority)
    rows = Followup.objects.visible_to(access).filter(pk=report.followup_id)
    row = rows.select_related("contract__provider", "contract__agreement").first()
    if row is None:
        return None
    plan = ActionPlan.objects.visible_to(access).filter(followup=row).first()
    return SingleFacts(
        number=row.number,
        provider=row.provider_name or row.contract.provider.name,
        agreement=row.contract.agreement.title,
        carried_out_on=row.carried_out_on,
        outcome=Outcome(row.outcome).label if row.outcome else "",
        assessment=row.overall_assessment,
        deficiencies=_found(access, row, FindingKind.DEFICIENCY),
        development_areas=_found(access, row, FindingKind.DEVELOPMENT_AREA),
        good_practices=_found(access, row, FindingKind.GOOD_PRACTICE),
        plan_state=plan.get_state_display() if plan else "",
    )


def _found(access: Access, row: Followup, kind: FindingKind) -> tuple[tuple[str, str], ...]:
    found = Finding.objects.visible_to(access).filter(followup=row, kind=kind)
    return tuple(found.order_by("area", "pk").values_list("area", "text"))

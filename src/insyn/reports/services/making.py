"""Making a report of each kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority, Coordination
from insyn.audit.services import record
from insyn.coordination.models import Instruction
from insyn.coordination.queries.yearly import as_coordinator
from insyn.coordination.rules import InstructionState
from insyn.followups.models import Followup
from insyn.followups.rules import REPORTED
from insyn.kernel.access import SHARED_AT_MOST, Access, Permission, Role
from insyn.kernel.errors import RuleViolation
from insyn.kernel.texts import personal_number_problem
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.models import Agreement, ServiceArea
from insyn.reports.letters import first_texts, proposed_texts
from insyn.reports.models import PassageVersion, Report, ReportPassage
from insyn.reports.queries import gather
from insyn.reports.queries.general import general_facts
from insyn.reports.rules import ReportKind, ReportText
from insyn.reports.rules.layouts import PERIOD_KINDS, SCOPED_KINDS, places_of
from insyn.reports.services.common import place_of
from insyn.risk.models import Selection
from insyn.risk.queries import participants
from insyn.themes.models import ThematicReview


@dataclass(frozen=True, slots=True)
class ReportHead:
    """What a new report is called and which period it tells of."""

    title: str
    case_number: str
    starts_on: date
    ends_on: date

    def check(self) -> None:
        """Refuse a period that ends first or has not begun, and a heading that names somebody.

        Raises:
            RuleViolation: it does.
        """
        if problem := personal_number_problem(self.title):
            raise RuleViolation(problem)
        if self.ends_on < self.starts_on:
            raise RuleViolation(_("Perioden kan inte sluta innan den börjar."))
        if self.starts_on > clock.today():
            raise RuleViolation(
                _("Perioden har inte börjat, så det finns inget att redovisa. Välj en annan.")
            )


@dataclass(frozen=True, slots=True)
class ReportScope:
    """What a report of a period is narrowed down to; empty is everything."""

    service_area: ServiceArea | None = None
    operating_form: str = ""


EVERYTHING = ReportScope()


def _begun(authority: Authority, kind: ReportKind, head: ReportHead) -> Report:
    head.check()
    return Report(
        authority=authority,
        kind=kind,
        title=head.title,
        case_number=head.case_number,
        starts_on=head.starts_on,
        ends_on=head.ends_on,
    )


def _created(access: Access, report: Report) -> Report:
    """Store the report with a text proposed for each of its places."""
    report.full_clean()
    report.save()
    proposed = texts_proposed(access, report)
    passages = ReportPassage.objects.bulk_create(
        ReportPassage(
            report=report,
            place=place,
            position=position,
            text=proposed.get(place, ""),
            written_by_id=access.user_id,
            written_at=clock.now(),
        )
        for position, place in enumerate(places_of(report.shown_kind))
    )
    PassageVersion.objects.bulk_create(
        PassageVersion(
            passage=passage,
            number=passage.version,
            heading=passage.heading,
            text=passage.text,
            written_by_id=access.user_id,
            written_at=passage.written_at or clock.now(),
        )
        for passage in passages
    )
    facts = {"kind": str(report.kind)}
    record(access, "report.created", report, place=place_of(report), facts=facts)
    return report


def texts_proposed(access: Access, report: Report) -> Mapping[ReportText, str]:
    """Return the texts that the facts of today propose; nothing is written."""
    if report.is_joint:
        return proposed_texts(gather(access, report))
    return first_texts(general_facts(access, report))


@transaction.atomic
def create_report(
    access: Access,
    *,
    authority: Authority,
    agreement: Agreement,
    selection: Selection | None,
    head: ReportHead,
) -> Report:
    """Create a draft of a joint report, with texts proposed from the facts of the period.

    Raises:
        RuleViolation: the authority takes no part in the agreement, the selection is of another
            agreement, or the period ends before it starts.
    """
    access.require(Permission.WRITE_REPORT, authority_id=authority.pk)
    if authority not in participants(agreement, owner=agreement.authority, today=clock.today()):
        raise RuleViolation(_("Nämnden deltar inte i avtalet. Välj en nämnd som gör det."))
    if selection is not None and selection.agreement_id != agreement.pk:
        raise RuleViolation(_("Urvalet gäller ett annat avtal än rapporten."))
    report = _begun(authority, ReportKind.JOINT, head)
    report.agreement, report.selection = agreement, selection
    return _created(access, report)


@transaction.atomic
def create_period_report(
    access: Access,
    *,
    authority: Authority,
    kind: ReportKind,
    head: ReportHead,
    scope: ReportScope = EVERYTHING,
) -> Report:
    """Create a draft about a period of the board: a yearly report, a section, the council's.

    Raises:
        RuleViolation: the kind is not about a period, the period ends before it starts, or the
            board coordinates no other and so has nothing to tell the council of.
    """
    access.require(Permission.WRITE_REPORT, authority_id=authority.pk)
    if kind not in PERIOD_KINDS:
        raise RuleViolation(_("En sådan rapport görs från det som den handlar om."))
    if kind == ReportKind.COUNCIL:
        _require_coordinator(authority)
    if kind == ReportKind.CITY:
        _require_instruction(authority, head)
    report = _begun(authority, kind, head)
    if kind in SCOPED_KINDS:
        report.service_area, report.operating_form = scope.service_area, scope.operating_form
    return _created(access, report)


def _require_coordinator(authority: Authority) -> None:
    rows = Coordination.objects.current(clock.today())
    if not rows.filter(coordinator=authority).exists():
        raise RuleViolation(
            _(
                "Nämnden samordnar ingen annan nämnd i Insyn. Rapporten till fullmäktige görs av "
                "den nämnd som samordnar, oftast kommunstyrelsen."
            )
        )


def _require_instruction(authority: Authority, head: ReportHead) -> None:
    """Refuse a report of samples when the board has issued none for the period."""
    access = as_coordinator(authority, Role.REGISTRAR)
    rows = Instruction.objects.visible_to(access).filter(
        authority=authority,
        state=InstructionState.PUBLISHED,
        starts_on__lte=head.ends_on,
        ends_on__gte=head.starts_on,
    )
    if not rows.exists():
        raise RuleViolation(
            _(
                "Nämnden har inte utfärdat någon anvisning för perioden. Samordnarens årsrapport "
                "bygger på urvalet i en anvisning. Välj en annan period eller utfärda anvisningen."
            )
        )


@transaction.atomic
def create_single_report(access: Access, followup: Followup) -> Report:
    """Create the report that brings one reported follow-up to the board; a second time, find it.

    Raises:
        RuleViolation: the follow-up is not reported, or is more guarded than the report.
    """
    access.require(Permission.WRITE_REPORT, authority_id=followup.authority_id)
    rows = Followup.objects.visible_to(access).select_related(
        "authority__municipality", "contract__provider"
    )
    row = locked_row(rows, pk=followup.pk)
    found = Report.objects.visible_to(access).filter(followup=row).first()
    if found is not None:
        return found
    if row.state not in REPORTED or row.carried_out_on is None or row.reported_on is None:
        raise RuleViolation(
            _("Uppföljningen är inte rapporterad. Rapportera den innan den går till nämnden.")
        )
    if row.secrecy > SHARED_AT_MOST:
        raise RuleViolation(
            _(
                "Uppföljningen har en begränsad krets. En rapport till nämnden läses av alla med "
                "uppdrag där, så den skrivs utanför Insyn."
            )
        )
    head = ReportHead(
        title=f"Uppföljning av {row.provider_name or row.contract.provider.name}"[:200],
        case_number="",
        starts_on=row.carried_out_on,
        ends_on=max(row.reported_on, row.carried_out_on),
    )
    report = _begun(row.authority, ReportKind.SINGLE, head)
    report.followup = row
    return _created(access, report)


@transaction.atomic
def create_thematic_report(
    access: Access, review: ThematicReview, *, title: str = "", case_number: str = ""
) -> Report:
    """Create the report that lays a thematic review before the board; it points at it."""
    access.require(Permission.WRITE_REPORT, authority_id=review.authority_id)
    rows = ThematicReview.objects.visible_to(access).select_related("authority__municipality")
    row = locked_row(rows, pk=review.pk)
    head = ReportHead(title or row.title, case_number, row.starts_on, row.ends_on)
    report = _begun(row.authority, ReportKind.THEMATIC, head)
    report.review = row
    return _created(access, report)

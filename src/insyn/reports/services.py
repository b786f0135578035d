"""Everything that changes a report."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.documents.models import Document
from insyn.documents.rules import Direction
from insyn.documents.services import Paper, store_document
from insyn.kernel.access import Access, Permission, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.papers import pdf, word
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.models import Agreement
from insyn.reports.letters import joint_report, proposed_texts
from insyn.reports.models import Report, ReportPassage
from insyn.reports.queries import gather, locked_figures
from insyn.reports.rules import (
    REPORT_LIFECYCLE,
    ReportEvent,
    ReportState,
    ReportText,
    figures_of,
)
from insyn.risk.models import Selection
from insyn.risk.queries import participants

NEEDS_DECIDER = frozenset({ReportEvent.DECIDE})


@dataclass(frozen=True, slots=True)
class ReportHead:
    """What a new report is called and which period it tells of."""

    title: str
    case_number: str
    starts_on: date
    ends_on: date


def _place(report: Report) -> Place:
    return Place(report.authority_id, Secrecy.INTERNAL)


def _lock(access: Access, report: Report, version: int | None) -> Report:
    rows = Report.objects.visible_to(access).select_related(
        "agreement__cooperation", "agreement__authority", "authority__municipality", "selection"
    )
    return locked_row(rows, pk=report.pk, version=version)


def _save(report: Report, *fields: str) -> None:
    report.version += 1
    report.save(update_fields=[*fields, "version"])


@transaction.atomic
def create_report(
    access: Access,
    *,
    authority: Authority,
    agreement: Agreement,
    selection: Selection | None,
    head: ReportHead,
) -> Report:
    """Create a draft whose texts are proposed from the facts of the period.

    Raises:
        RuleViolation: the authority takes no part in the agreement, the selection is of another
            agreement, or the period ends before it starts.
    """
    access.require(Permission.WRITE_REPORT, authority_id=authority.pk)
    if authority not in participants(agreement, owner=agreement.authority, today=clock.today()):
        raise RuleViolation(_("Nämnden deltar inte i avtalet. Välj en nämnd som gör det."))
    if selection is not None and selection.agreement_id != agreement.pk:
        raise RuleViolation(_("Urvalet gäller ett annat avtal än rapporten."))
    if head.ends_on < head.starts_on:
        raise RuleViolation(_("Perioden kan inte sluta innan den börjar."))
    report = Report(
        authority=authority,
        agreement=agreement,
        selection=selection,
        title=head.title,
        case_number=head.case_number,
        starts_on=head.starts_on,
        ends_on=head.ends_on,
    )
    report.full_clean()
    report.save()
    proposed = proposed_texts(gather(access, report))
    ReportPassage.objects.bulk_create(
        ReportPassage(
            report=report,
            place=place,
            text=proposed.get(place, ""),
            written_by_id=access.user_id,
            written_at=clock.now(),
        )
        for place in ReportText
    )
    record(access, "report.created", report, place=_place(report))
    return report


@transaction.atomic
def write_passage(
    access: Access, report: Report, *, place: ReportText, text: str, version: int | None = None
) -> ReportPassage:
    """Write one of the free texts; ``version`` is that of the passage.

    Raises:
        RuleViolation: the report is no longer a draft.
        Outdated: somebody else wrote the same passage in the meantime.
    """
    access.require(Permission.WRITE_REPORT, authority_id=report.authority_id)
    locked = _lock(access, report, None)
    _require_draft(locked)
    rows = ReportPassage.objects.visible_to(access)
    passage = rows.get(report=locked, place=place)
    passage = locked_row(rows, pk=passage.pk, version=version)
    passage.text, passage.version = text, passage.version + 1
    passage.written_by_id, passage.written_at = access.user_id, clock.now()
    passage.save(update_fields=["text", "version", "written_by", "written_at"])
    facts: Facts = {"place": str(place), "characters": len(text)}
    record(access, "report.passage_written", locked, place=_place(locked), facts=facts)
    return passage


def _require_draft(report: Report) -> None:
    if report.state != ReportState.DRAFT:
        raise RuleViolation(
            _("Rapporten är inte längre ett utkast. Öppna den för ändring om något ska ändras.")
        )


@transaction.atomic
def propose_passage(access: Access, report: Report, *, place: ReportText) -> str:
    """Return the text that the facts of today propose for the place; nothing is written."""
    access.require(Permission.WRITE_REPORT, authority_id=report.authority_id)
    return proposed_texts(gather(access, report)).get(place, "")


@transaction.atomic
def lock_figures(access: Access, report: Report, *, version: int | None = None) -> Report:
    """Freeze every figure of the report together with the follow-ups it counts.

    Raises:
        RuleViolation: the report is no longer a draft, or there is nothing to count.
    """
    access.require(Permission.WRITE_REPORT, authority_id=report.authority_id)
    locked = _lock(access, report, version)
    _require_draft(locked)
    figures = figures_of(gather(access, locked))
    if not figures["followups"].value:
        raise RuleViolation(_("Inga uppföljningar är rapporterade för perioden ännu."))
    locked.figures = {
        key: {"label": f.label, "value": f.value, "followups": list(f.followup_ids)}
        for key, f in figures.items()
    }
    locked.locked_at = clock.now()
    _save(locked, "figures", "locked_at")
    facts = {"followups": figures["followups"].value}
    record(access, "report.figures_locked", locked, place=_place(locked), facts=facts)
    return locked


@transaction.atomic
def move_report(
    access: Access,
    report: Report,
    event: ReportEvent,
    *,
    version: int | None = None,
    decision: str = "",
) -> Report:
    """Let the event happen; at the decision the paper is issued and kept.

    Raises:
        RuleViolation: the table has no such move, figures are not locked, or the decision's
            paragraph is missing.
    """
    needed = Permission.DECIDE_REPORT if event in NEEDS_DECIDER else Permission.WRITE_REPORT
    access.require(needed, authority_id=report.authority_id)
    locked = _lock(access, report, version)
    before = ReportState(locked.state)
    locked.state = REPORT_LIFECYCLE.after(before, event)
    _stamp(access, locked, event, decision)
    _save(locked, "state", "reviewed_on", "decided_on", "decision", "word", "pdf")
    facts = {"before": str(before), "after": str(locked.state)}
    record(access, f"report.{event}", locked, place=_place(locked), facts=facts)
    return locked


def _stamp(access: Access, report: Report, event: ReportEvent, decision: str) -> None:
    if event == ReportEvent.REVIEW:
        if not report.figures:
            raise RuleViolation(_("Lås siffrorna innan rapporten markeras som granskad."))
        report.reviewed_on = clock.today()
    elif event == ReportEvent.REOPEN:
        report.reviewed_on = None
    elif event == ReportEvent.DECIDE:
        if not decision.strip():
            raise RuleViolation(
                _("Skriv beslutets datum och paragraf, till exempel ”2026-11-24 § 87”.")
            )
        report.decided_on, report.decision = clock.today(), decision.strip()
        report.word, report.pdf = issue(access, report)


def issue(access: Access, report: Report) -> tuple[Document, Document]:
    """Render the report and keep both papers: what was issued is never made anew."""
    facts = gather(access, report)
    tree = joint_report(facts, issued_on=clock.today(), figures=locked_figures(report))
    rendered = ((word.render(tree), "docx"), (pdf.render(tree), "pdf"))
    first, second = (
        store_document(
            access,
            report.authority,
            Paper(
                title=report.title,
                file_name=f"{report.title}.{ending}",
                content=content,
                secrecy=Secrecy.INTERNAL,
                direction=Direction.INTERNAL,
                case_number=report.case_number,
            ),
        )
        for content, ending in rendered
    )
    return first, second

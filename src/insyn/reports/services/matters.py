"""A report before the board: its matter is made, and what the board decides is carried over."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.board.models import Appendix, BoardItem
from insyn.board.rules import AppendixKind, ItemState, Outcome, Part
from insyn.board.rules.refusals import Decision
from insyn.board.services import (
    AppendixFacts,
    ItemHead,
    create_item_about,
    save_part,
    set_subject_paper,
)
from insyn.documents.models import Document
from insyn.documents.rules import Direction
from insyn.documents.services import Paper, open_document
from insyn.kernel.access import SHARED_AT_MOST, Access, Permission, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.papers.wording import swedish_date
from insyn.platform import clock
from insyn.reports.letters.memo import memo_draft
from insyn.reports.models import Report, ReportItem, ReportPassage
from insyn.reports.rules import ReportEvent, ReportState, ReportText
from insyn.reports.services.common import locked_report
from insyn.reports.services.life import (
    Decided,
    decide_by_matter,
    move_report,
    take_back_by_matter,
)
from insyn.reports.services.papers import PDF, paper_of, store_file
from insyn.themes.models import ThematicReview


@transaction.atomic
def propose_to_board(
    access: Access, report: Report, *, dated_on: date | None = None, version: int | None = None
) -> BoardItem:
    """Propose the report and make its matter, with the report as appendix 1.

    A thematic report has the review's own report as appendix 2. A draft of a matter from an
    earlier round is used again, with the papers as they are now.

    Raises:
        RuleViolation: the report is not reviewed, or its review has no report of its own yet.
    """
    access.require(Permission.WRITE_BOARD_ITEM, authority_id=report.authority_id)
    proposed = move_report(access, report, ReportEvent.PROPOSE, version=version)
    row = locked_report(access, proposed)
    paper = store_file(access, row, PDF, paper_of(access, row, PDF))
    links = ReportItem.objects.visible_to(access).filter(report=row)
    earlier = links.filter(item__state=ItemState.DRAFT).select_related("item").first()
    if earlier is not None:
        set_subject_paper(access, earlier.item, paper)
        _append_review(access, row, earlier.item)
        return earlier.item
    item = _matter(access, row, paper, dated_on or clock.today())
    ReportItem.objects.create(report=row, item=item)
    _append_review(access, row, item)
    return item


def _append_review(access: Access, report: Report, item: BoardItem) -> None:
    """Let the report of the thematic review that the report points at be an appendix."""
    if report.review_id is None:
        return
    review = ThematicReview.objects.visible_to(access).filter(pk=report.review_id).first()
    handed_in = review.pdf if review else None
    if review is None or handed_in is None or handed_in.secrecy > SHARED_AT_MOST:
        raise RuleViolation(
            _("Granskningens egen rapport är inte skriven. Skriv den innan ni föreslår rapporten.")
        )
    title = f"Tematisk granskning: {review.title}"[:200]
    rows = Appendix.objects.visible_to(access).filter(item=item, title=title)
    paper = Paper(
        title=title,
        file_name=handed_in.file_name,
        content=open_document(access, handed_in),
        secrecy=Secrecy.INTERNAL,
        direction=Direction.INTERNAL,
        case_number=report.case_number,
        dated_on=handed_in.dated_on,
    )
    facts = AppendixFacts(title, paper)
    earlier = rows.filter(kind=AppendixKind.OTHER).first()
    save_part(access, item, Part.APPENDIX, facts=facts, row=earlier)


def _matter(access: Access, report: Report, paper: Document, dated_on: date) -> BoardItem:
    board = report.authority
    summary = _summary(access, report)
    days = dict.fromkeys((swedish_date(report.starts_on), swedish_date(report.ends_on)))
    period = "–".join(days)
    head = ItemHead(
        title=report.title,
        dated_on=dated_on,
        case_number=report.case_number,
        recipient=board.name,
        shows_warnings=False,
    )
    draft = memo_draft(
        report.shown_kind, title=report.title, board=board.name, summary=summary, period=period
    )
    return create_item_about(access, board, facts=head, draft=draft, appendix=paper)


def _summary(access: Access, report: Report) -> str:
    place = ReportText.ANALYSIS if report.is_joint else ReportText.SUMMARY
    found = ReportPassage.objects.visible_to(access).filter(report=report, place=place).first()
    return found.text if found else ""


def _report_of(access: Access, item: BoardItem) -> Report | None:
    link = ReportItem.objects.visible_to(access).filter(item=item).first()
    if link is None:
        return None
    return Report.objects.visible_to(access).filter(pk=link.report_id).first()


def check_before_issue(access: Access, item: BoardItem) -> None:
    """Refuse to issue a matter about a report that can still be changed.

    Raises:
        RuleViolation: the report is not proposed.
    """
    report = _report_of(access, item)
    if report is not None and report.state != ReportState.PROPOSED:
        raise RuleViolation(
            _("Rapporten är inte föreslagen för nämnden. Föreslå den innan ärendet expedieras.")
        )


@transaction.atomic
def carry_over(access: Access, item: BoardItem, decision: Decision) -> None:
    """Let the report follow what the board decided: decided, or a draft again.

    Raises:
        RuleViolation: the report cannot be decided, or has been decided otherwise.
    """
    report = _report_of(access, item)
    if report is None:
        return
    if decision.outcome == Outcome.SENT_BACK:
        take_back_by_matter(access, report, decision.reason)
        return
    said = f"{decision.decided_on.isoformat()} {decision.decision.strip()}"
    decide_by_matter(access, report, Decided(said, decision.decided_on))

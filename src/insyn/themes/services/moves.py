"""The life of a thematic review: begun, handed in, opened again, treated, cancelled."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.documents.models import Document
from insyn.documents.rules import Direction
from insyn.documents.services import Paper, open_document, store_document
from insyn.kernel.access import Access, Permission
from insyn.papers import pdf, word
from insyn.papers.content import Document as Content
from insyn.platform import clock
from insyn.platform.text import tidy_line
from insyn.themes.letters import theme_report
from insyn.themes.models import ThematicReview
from insyn.themes.queries.naming import named_in
from insyn.themes.queries.report import report_facts
from insyn.themes.queries.reviews import cause_facts
from insyn.themes.rules import THEME_LIFECYCLE, Refusal, ThemeEvent
from insyn.themes.rules.guards import decide_refusal, write_refusal
from insyn.themes.services.parts import check_causes
from insyn.themes.services.reviews import locked_review, note, refuse, screen


@transaction.atomic
def start_review(access: Access, review: ThematicReview, *, version: int) -> ThematicReview:
    """Begin the review."""
    row = _moved(access, review, ThemeEvent.START, version)
    note(access, "started", row)
    return row


@transaction.atomic
def write_report(access: Access, review: ThematicReview, *, version: int) -> ThematicReview:
    """Hand in the report: it is stored as Word and PDF as it reads today.

    Readers do not see it before the board has treated it.

    Raises:
        RuleViolation: a source, the results, a cause or a recommendation is missing, a cause is
            not as well founded as it says, or a text names a provider or unit of the sample.
    """
    row = _moved(access, review, ThemeEvent.WRITE, version)
    refuse(
        write_refusal(
            sources=row.sources.visible_to(access).count(),
            results=row.results,
            causes=cause_facts(access, row),
            recommendations=row.recommendations.visible_to(access).count(),
        )
    )
    check_causes(access, row)
    if found := named_in(access, row):
        refuse(Refusal.NAMES, {"name": found[0].name, "place": _(found[0].place)})
    row.written_on = clock.today()
    _store(access, row)
    note(access, "written", row)
    return row


@transaction.atomic
def reopen_review(access: Access, review: ThematicReview, *, version: int) -> ThematicReview:
    """Open a review whose report has been handed in; what was stored stays stored."""
    row = _moved(access, review, ThemeEvent.REOPEN, version)
    row.written_on, row.word, row.pdf = None, None, None
    note(access, "reopened", row)
    return row


@transaction.atomic
def decide_review(
    access: Access, review: ThematicReview, *, board_reference: str, decided_on: date, version: int
) -> ThematicReview:
    """Note that the board has treated the report. From now on all may read it.

    What is stored for them is what was handed in, to the letter.

    Raises:
        RuleViolation: the report is not handed in, the reference is missing, or the day is
            impossible.
    """
    access.require(Permission.DECIDE_REPORT, authority_id=review.authority_id)
    row = locked_review(access, review, version)
    row.state = THEME_LIFECYCLE.after(row.shown_state, ThemeEvent.DECIDE)
    refuse(
        decide_refusal(
            reference=board_reference,
            decided_on=decided_on,
            written_on=row.written_on,
            today=clock.today(),
        ),
        {"written_on": row.written_on},
    )
    row.decided_on, row.board_reference = decided_on, tidy_line(board_reference)
    _publish(access, row)
    said = {"decided_on": decided_on.isoformat(), "decision": row.board_reference}
    note(access, "decided", row, dict(said))
    return row


@transaction.atomic
def cancel_review(
    access: Access, review: ThematicReview, *, reason: str, version: int
) -> ThematicReview:
    """Cancel a review that has not been handed in, with the reason."""
    row = _moved(access, review, ThemeEvent.CANCEL, version)
    said = tidy_line(reason)
    if not said:
        refuse(Refusal.NO_REASON)
    screen(said)
    row.cancelled_reason = said
    note(access, "cancelled", row, {"reason": said})
    return row


def _moved(
    access: Access, review: ThematicReview, event: ThemeEvent, version: int
) -> ThematicReview:
    access.require(Permission.WRITE_REPORT, authority_id=review.authority_id)
    row = locked_review(access, review, version)
    row.state = THEME_LIFECYCLE.after(row.shown_state, event)
    return row


def _store(access: Access, review: ThematicReview) -> None:
    """Store the report as it reads today, as working papers: readers do not see those."""
    paper = theme_report(report_facts(access, review), issued_on=clock.today())
    review.word = _stored(access, review, paper, word.render(paper), "docx")
    review.pdf = _stored(access, review, paper, pdf.render(paper), "pdf")


def _stored(
    access: Access, review: ThematicReview, paper: Content, content: bytes, ending: str
) -> Document:
    name = f"{paper.title} {paper.issued_on.isoformat()}"
    stored = Paper(
        title=name[:200],
        file_name=f"{name[:180]}.{ending}".replace("/", "-").replace(":", ""),
        content=content,
        direction=Direction.WORKING,
        dated_on=paper.issued_on,
    )
    return store_document(access, review.authority, stored)


def _publish(access: Access, review: ThematicReview) -> None:
    """Store what was handed in once more, now as a paper of the authority."""
    review.word = _published(access, review, review.word) if review.word else None
    review.pdf = _published(access, review, review.pdf) if review.pdf else None


def _published(access: Access, review: ThematicReview, handed_in: Document) -> Document:
    stored = Paper(
        title=handed_in.title,
        file_name=handed_in.file_name,
        content=open_document(access, handed_in),
        dated_on=handed_in.dated_on,
    )
    return store_document(access, review.authority, stored)

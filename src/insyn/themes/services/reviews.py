"""Making a thematic review and writing its texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority, Membership, User
from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.kernel.texts import personal_number_problem
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.models import ServiceArea
from insyn.themes.models import ThematicReview
from insyn.themes.rules import OPEN_STATES, Refusal


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """What is asked, of what, when, by whom and how. No service area means several."""

    title: str
    theme: str
    question: str
    starts_on: date
    ends_on: date
    service_area: ServiceArea | None = None
    responsible: User | None = None
    method: str = ""
    sample_text: str = ""


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What the review arrived at: results, the reasoning about them, and what it cannot say."""

    results: str
    discussion: str = ""
    limits: str = ""


def refuse(no: Refusal | None, said: Mapping[str, object] | None = None) -> None:
    """Raise the refusal as a sentence, if there is one.

    Raises:
        RuleViolation: with what was said filled in.
    """
    if no is not None:
        raise RuleViolation(_(no.label) % (said or {}))


def screen(*texts: str) -> None:
    """Refuse texts that hold a personal number.

    Raises:
        RuleViolation: the sentence shows only the date of birth.
    """
    for text in texts:
        if problem := personal_number_problem(text):
            raise RuleViolation(problem)


def locked_review(
    access: Access, review: ThematicReview, version: int | None = None
) -> ThematicReview:
    """Return the review with its board, locked until the transaction ends."""
    rows = ThematicReview.objects.visible_to(access).select_related("authority__municipality")
    return locked_row(rows, pk=review.pk, version=version)


def open_review(access: Access, review: ThematicReview, version: int | None) -> ThematicReview:
    """Return the review, locked, to one who may write it while it is open.

    Raises:
        RuleViolation: the report has been handed in, or the review is cancelled.
        Outdated: it was changed after the page was read.
    """
    access.require(Permission.WRITE_REPORT, authority_id=review.authority_id)
    row = locked_review(access, review, version)
    if row.shown_state not in OPEN_STATES:
        refuse(Refusal.CLOSED, {"state": _(row.shown_state.label)})
    return row


def note(access: Access, event: str, review: ThematicReview, facts: Facts | None = None) -> None:
    """Write the event in the authority's trail and count the review's version up."""
    review.version += 1
    review.save()
    name = f"thematic_review.{event}"
    record(access, name, review, place=Place(review.authority_id), facts=facts)


@transaction.atomic
def create_review(access: Access, authority: Authority, *, facts: ReviewFacts) -> ThematicReview:
    """Put a planned review in the authority's list.

    Raises:
        RuleViolation: it ends before it starts, the responsible has no role in the authority, or
            a text holds a personal number.
    """
    access.require(Permission.WRITE_REPORT, authority_id=authority.pk)
    row = ThematicReview(authority=authority)
    _fill(row, facts)
    row.save()
    said: Facts = {"title": row.title, "theme": row.theme}
    place = Place(authority.pk)
    record(access, "thematic_review.created", row, place=place, facts=said)
    return row


@transaction.atomic
def change_review(
    access: Access, review: ThematicReview, *, facts: ReviewFacts, version: int
) -> ThematicReview:
    """Change what is asked, of what, when, by whom and how, while the review is open."""
    row = open_review(access, review, version)
    _fill(row, facts)
    note(access, "changed", row, {"title": row.title})
    return row


@transaction.atomic
def write_texts(
    access: Access, review: ThematicReview, *, facts: TextFacts, version: int
) -> ThematicReview:
    """Write results, discussion and limits, while the review is open."""
    row = open_review(access, review, version)
    screen(facts.results, facts.discussion, facts.limits)
    row.results, row.discussion, row.limits = facts.results, facts.discussion, facts.limits
    note(access, "result_written", row)
    return row


def _fill(row: ThematicReview, facts: ReviewFacts) -> None:
    if facts.ends_on < facts.starts_on:
        refuse(Refusal.ENDS_FIRST)
    if facts.responsible is not None and not _is_member(facts.responsible, row.authority_id):
        refuse(Refusal.NOT_A_MEMBER, {"person": facts.responsible})
    screen(facts.title, facts.theme, facts.question, facts.method, facts.sample_text)
    for name in ReviewFacts.__slots__:
        setattr(row, name, getattr(facts, name))


def _is_member(user: User, authority_id: int) -> bool:
    members = Membership.objects.current(clock.today()).filter(authority_id=authority_id)
    return user.is_active and members.filter(user=user).exists()

"""Sources, causes and recommendations of a thematic review."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max, Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from insyn.kernel.access import Access, Permission
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.themes.models import Recommendation, ThematicReview, ThemeCause, ThemeSource
from insyn.themes.queries.naming import named_in_text
from insyn.themes.queries.reviews import cause_facts, sample_size
from insyn.themes.rules import Receiver, Refusal, SourceKind, Strength
from insyn.themes.rules.guards import cause_refusal, done_refusal
from insyn.themes.services.reviews import locked_review, note, open_review, refuse, screen

DONE_NOTE = gettext_noop("Vad som gjordes")


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """Where knowledge comes from, and how many of it: papers, answers, visits."""

    kind: SourceKind
    text: str
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class CauseInput:
    """Why it is as it is: how strong, on which sources, seen in how many services."""

    text: str
    strength: Strength
    basis: str
    sources: Sequence[ThemeSource] = ()
    services: int | None = None


@dataclass(frozen=True, slots=True)
class RecommendationFacts:
    """What ought to be done, by whom, because of what, and when it is looked at again."""

    text: str
    receiver: Receiver
    cause: ThemeCause | None = None
    due_on: date | None = None


@transaction.atomic
def save_source(
    access: Access,
    review: ThematicReview,
    *,
    facts: SourceFacts,
    version: int,
    row: ThemeSource | None = None,
) -> ThemeSource:
    """Add a source, or change ``row``.

    Raises:
        RuleViolation: a cause would no longer be as well founded as it says.
    """
    owner = open_review(access, review, version)
    screen(facts.text)
    part = _own(ThemeSource.objects.visible_to(access), owner, row) if row else ThemeSource()
    part.review, part.kind, part.text = owner, facts.kind, facts.text
    part.amount = facts.amount
    part.save()
    check_causes(access, owner)
    _note(access, owner, part, is_new=row is None)
    return part


@transaction.atomic
def save_cause(
    access: Access,
    review: ThematicReview,
    *,
    facts: CauseInput,
    version: int,
    row: ThemeCause | None = None,
) -> ThemeCause:
    """Add a cause, or change ``row``.

    Raises:
        RuleViolation: it is not as well founded as its strength demands.
    """
    owner = open_review(access, review, version)
    screen(facts.text, facts.basis)
    part = _own(ThemeCause.objects.visible_to(access), owner, row) if row else ThemeCause()
    part.review, part.text, part.strength = owner, facts.text, facts.strength
    part.basis, part.services = facts.basis, facts.services
    if row is None:
        part.position = _next(ThemeCause.objects.visible_to(access), owner)
    part.save()
    chosen = [source.pk for source in facts.sources]
    sources = ThemeSource.objects.visible_to(access).filter(review=owner, pk__in=chosen)
    part.sources.clear()
    part.sources.add(*sources)
    check_causes(access, owner)
    _note(access, owner, part, is_new=row is None)
    return part


@transaction.atomic
def save_recommendation(
    access: Access,
    review: ThematicReview,
    *,
    facts: RecommendationFacts,
    version: int,
    row: Recommendation | None = None,
) -> Recommendation:
    """Add a recommendation, or change ``row``."""
    owner = open_review(access, review, version)
    screen(facts.text)
    rows = Recommendation.objects.visible_to(access)
    part = _own(rows, owner, row) if row else Recommendation(position=_next(rows, owner))
    part.review, part.text, part.receiver = owner, facts.text, facts.receiver
    part.due_on = facts.due_on
    causes = ThemeCause.objects.visible_to(access).filter(review=owner)
    part.cause = causes.filter(pk=facts.cause.pk).first() if facts.cause else None
    part.save()
    _note(access, owner, part, is_new=row is None)
    return part


@transaction.atomic
def remove_part(
    access: Access,
    review: ThematicReview,
    row: ThemeSource | ThemeCause | Recommendation,
    *,
    version: int,
) -> None:
    """Take a part away while the review is open.

    Raises:
        RuleViolation: it is a source that a cause stands on.
    """
    owner = open_review(access, review, version)
    if isinstance(row, ThemeSource):
        causes = ThemeCause.objects.visible_to(access).filter(review=owner, sources=row)
        if cause := causes.first():
            refuse(Refusal.SOURCE_IN_USE, {"cause": cause.text})
    named = str(row._meta.verbose_name)
    row.delete()
    note(access, "part_removed", owner, {"part": named})


@transaction.atomic
def note_done(
    access: Access, recommendation: Recommendation, *, done_on: date, done_note: str, version: int
) -> Recommendation:
    """Note that a recommendation has been carried out, and how.

    All who read the report read this too.

    Raises:
        RuleViolation: the report is not handed in, nothing is said, the day is in the future, or
            the note names a provider or unit of the sample.
        Outdated: the recommendation was changed after the page was read.
    """
    review = recommendation.review
    access.require(Permission.WRITE_REPORT, authority_id=review.authority_id)
    owner = locked_review(access, review)
    row = locked_row(
        Recommendation.objects.visible_to(access), pk=recommendation.pk, version=version
    )
    refuse(
        done_refusal(state=owner.shown_state, done_on=done_on, note=done_note, today=clock.today())
    )
    screen(done_note)
    if found := named_in_text(access, owner, done_note, place=_(DONE_NOTE)):
        refuse(Refusal.NAMES, {"name": found[0].name, "place": found[0].place})
    row.done_on, row.done_note = done_on, done_note
    row.version += 1
    row.save(update_fields=["done_on", "done_note", "version"])
    note(access, "recommendation_done", owner, {"done_on": done_on.isoformat()})
    return row


def check_causes(access: Access, review: ThematicReview) -> None:
    """Refuse a cause that is not as well founded as it says.

    Raises:
        RuleViolation: says which cause, what it lacks and what to do.
    """
    sample = sample_size(access, review)
    for cause in cause_facts(access, review):
        said = {
            "cause": cause.text,
            "services": cause.services,
            "sample": sample,
        }
        refuse(cause_refusal(cause, sample=sample), said)


def _own(rows: QuerySet, review: ThematicReview, row):  # type: ignore[no-untyped-def,type-arg]
    return locked_row(rows.filter(review=review), pk=row.pk)


def _next(rows: QuerySet, review: ThematicReview) -> int:  # type: ignore[type-arg]
    last: int | None = rows.filter(review=review).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _note(access: Access, review: ThematicReview, part: Model, *, is_new: bool) -> None:
    event = "part_added" if is_new else "part_changed"
    note(access, event, review, {"part": str(part._meta.verbose_name)})

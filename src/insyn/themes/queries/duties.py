"""What waits in thematic reviews for the asker."""

from datetime import date

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_noop

from insyn.kernel.access import Access, Permission
from insyn.kernel.duties import Duty
from insyn.platform.duties import DutySource, Sources
from insyn.themes.models import Recommendation, ThematicReview
from insyn.themes.rules import ThemeState

MINE = gettext_noop("Tematisk granskning du ansvarar för")
TO_TREAT = gettext_noop("Tematisk granskning att behandla")
RECOMMENDATION = gettext_noop("Rekommendation att följa upp")


def duty_sources(access: Access, today: date) -> Sources:
    """Return what waits, by source: own reviews, reports to treat and recommendations."""
    del today
    writes = access.authorities_where(Permission.WRITE_REPORT)
    decides = access.authorities_where(Permission.DECIDE_REPORT)
    reviews = ThematicReview.objects.visible_to(access)
    mine = reviews.filter(authority__in=writes, responsible=access.user_id)
    told = Recommendation.objects.visible_to(access).filter(
        review__authority__in=writes,
        review__state=ThemeState.DECIDED,
        due_on__isnull=False,
        done_on=None,
    )
    return {
        "themes.to_start": DutySource(
            mine.filter(state=ThemeState.PLANNED), F("starts_on"), _of_planned
        ),
        "themes.to_write": DutySource(
            mine.filter(state=ThemeState.ONGOING), F("ends_on"), _of_ongoing
        ),
        "themes.to_treat": DutySource(
            reviews.filter(authority__in=decides, state=ThemeState.WRITTEN), None, _of_written
        ),
        "themes.recommendations": DutySource(
            told.select_related("review"), F("due_on"), _of_recommendation
        ),
    }


def _of_planned(row: ThematicReview, today: date) -> Duty:
    del today
    return _of_review(row, MINE, due_on=row.starts_on, is_own=True)


def _of_ongoing(row: ThematicReview, today: date) -> Duty:
    del today
    return _of_review(row, MINE, due_on=row.ends_on, is_own=True)


def _of_written(row: ThematicReview, today: date) -> Duty:
    del today
    return _of_review(row, TO_TREAT, due_on=None, is_own=False)


def _of_review(row: ThematicReview, kind: str, *, due_on: date | None, is_own: bool) -> Duty:
    return Duty(
        key=f"thematic_review:{row.pk}",
        kind=kind,
        title=row.title,
        detail=row.shown_state.label,
        url=reverse("themes:detail", args=[row.pk]),
        due_on=due_on,
        is_own=is_own,
    )


def _of_recommendation(row: Recommendation, today: date) -> Duty:
    del today
    return Duty(
        key=f"recommendation:{row.pk}",
        kind=RECOMMENDATION,
        title=str(row),
        detail=row.review.title,
        url=f"{reverse('themes:detail', args=[row.review_id])}#rekommendationer",
        due_on=row.due_on,
    )

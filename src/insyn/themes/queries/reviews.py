"""The list of thematic reviews, one review and its parts."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch, QuerySet

from insyn.accounts.models import Authority, Membership, User
from insyn.kernel.access import GRANTS, Access, Permission, Role
from insyn.platform import clock
from insyn.registry.models import ServiceArea
from insyn.themes.models import (
    RecommendationQuerySet,
    ThematicReview,
    ThematicReviewQuerySet,
    ThemeCauseQuerySet,
    ThemeService,
    ThemeSource,
    ThemeSourceQuerySet,
)
from insyn.themes.rules import CauseFacts, Strength

SORTS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "pk"),
    "-title": ("-title", "-pk"),
    "starts": ("starts_on", "pk"),
    "-starts": ("-starts_on", "-pk"),
    "state": ("state", "-starts_on", "-pk"),
    "-state": ("-state", "-starts_on", "-pk"),
    "authority": ("authority__municipality__name", "authority__name", "-starts_on", "-pk"),
    "-authority": ("-authority__municipality__name", "-authority__name", "-starts_on", "-pk"),
}
WRITES = [role for role in Role if Permission.WRITE_REPORT in GRANTS[role]]


def reviews_seen(access: Access) -> ThematicReviewQuerySet:
    """Return the reviews that the asker may read, with what a page shows of them."""
    return ThematicReview.objects.visible_to(access).select_related(
        "authority__municipality", "service_area", "responsible"
    )


def listed_reviews(
    access: Access, chosen: Mapping[str, Any], *, sort: str
) -> ThematicReviewQuerySet:
    """Return the reviews that the filters keep, the latest first if nothing is said."""
    rows = reviews_seen(access)
    for field in ("state", "authority", "service_area"):
        if chosen.get(field):
            rows = rows.filter(**{field: chosen[field]})
    if year := chosen.get("year"):
        rows = in_year(rows, year)
    if words := chosen.get("q"):
        rows = rows.filter(title__icontains=words) | rows.filter(theme__icontains=words)
    return rows.order_by(*SORTS.get(sort, SORTS["-starts"]))


def in_year(rows: ThematicReviewQuerySet, year: int) -> ThematicReviewQuerySet:
    """Keep the reviews that go on at some time in the year."""
    return rows.filter(starts_on__year__lte=year, ends_on__year__gte=year)


def years_of(access: Access) -> list[int]:
    """Return the years that the reviews the asker may read go on, the latest first."""
    spans = ThematicReview.objects.visible_to(access).order_by()
    found = spans.values_list("starts_on__year", "ends_on__year").distinct()
    years = {year for first, last in found for year in range(first, last + 1)}
    return sorted(years, reverse=True)


def authorities_seen(access: Access) -> QuerySet[Authority]:
    """Return the authorities in which the asker has a role that sees content."""
    rows = Authority.objects.select_related("municipality")
    return rows.filter(pk__in=access.authority_ids)


def authorities_writing(access: Access) -> QuerySet[Authority]:
    """Return the authorities whose reviews the asker may write."""
    where = access.authorities_where(Permission.WRITE_REPORT)
    return Authority.objects.select_related("municipality").filter(pk__in=where)


def possible_responsible(authority_ids: list[int]) -> QuerySet[User]:
    """Return those who may write reviews in one of the authorities."""
    members = Membership.objects.current(clock.today()).filter(
        authority__in=authority_ids, role__in=WRITES
    )
    users = User.objects.filter(is_active=True, pk__in=members.values("user"))
    return users.order_by("first_name", "last_name", "username")


def areas() -> QuerySet[ServiceArea]:
    """Return the service areas, by name."""
    return ServiceArea.objects.order_by("name")


def sources_of(access: Access, review: ThematicReview) -> ThemeSourceQuerySet:
    """Return the sources of the review."""
    return review.sources.visible_to(access)


def causes_of(access: Access, review: ThematicReview) -> ThemeCauseQuerySet:
    """Return the causes of the review with their sources, in order. Two queries."""
    return with_sources(access, review.causes.visible_to(access))


def with_sources(access: Access, causes: ThemeCauseQuerySet) -> ThemeCauseQuerySet:
    """Let the causes be read together with their sources. One query more."""
    return causes.prefetch_related(Prefetch("sources", ThemeSource.objects.visible_to(access)))


def recommendations_of(access: Access, review: ThematicReview) -> RecommendationQuerySet:
    """Return the recommendations of the review with their causes, in order."""
    return review.recommendations.visible_to(access).select_related("cause")


def sample_size(access: Access, review: ThematicReview) -> int:
    """Return how many services the sample holds, for one who may see it; else 0."""
    return ThemeService.objects.visible_to(access).filter(review=review).count()


def cause_facts(access: Access, review: ThematicReview) -> list[CauseFacts]:
    """Return the causes as the rules want them. Two queries."""
    return [
        CauseFacts(
            text=cause.text,
            basis=cause.basis,
            strength=Strength(cause.strength),
            kinds=frozenset(source.kind for source in cause.sources.all()),
            services=cause.services,
        )
        for cause in causes_of(access, review)
    ]

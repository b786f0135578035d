"""What the report of a thematic review is written from, and the summary by service area."""

from collections.abc import Iterable

from django.db.models import Prefetch

from insyn.accounts.models import Authority
from insyn.kernel.access import Access
from insyn.themes.models import (
    Recommendation,
    ThematicReview,
    ThematicReviewQuerySet,
    ThemeCause,
    ThemeSource,
)
from insyn.themes.queries.patterns import (
    areas_assessed,
    areas_found,
    assessed_in,
    requirements_unmet,
)
from insyn.themes.queries.reviews import (
    causes_of,
    in_year,
    recommendations_of,
    reviews_seen,
    sources_of,
    with_sources,
)
from insyn.themes.queries.sample import AreaCount, sample_by_area, sample_of
from insyn.themes.rules import Receiver, SourceKind, Strength
from insyn.themes.rules.guards import FOLLOWED_STATES
from insyn.themes.rules.patterns import (
    Pattern,
    ShownPattern,
    shown_each,
    shown_split,
    without_hidden,
)
from insyn.themes.rules.report import (
    CauseSaid,
    RecommendationSaid,
    ReportFacts,
    ReviewSaid,
    SourceSaid,
    SummaryFacts,
)

SEVERAL = "Flera verksamhetsområden"


def report_facts(access: Access, review: ThematicReview) -> ReportFacts:
    """Return what the report says, with every small figure held back."""
    followups = assessed_in(access, review)
    return ReportFacts(
        title=review.title,
        theme=review.theme,
        organisation=review.authority.administration or str(review.authority),
        board=str(review.authority),
        area=review.service_area.name if review.service_area else SEVERAL,
        starts_on=review.starts_on,
        ends_on=review.ends_on,
        question=review.question,
        method=review.method,
        sample_text=review.sample_text,
        results=review.results,
        discussion=review.discussion,
        limits=review.limits,
        sources=[_source(row) for row in sources_of(access, review)],
        sample=sample_of(access, review).count(),
        assessed=len(followups),
        areas=_areas(sample_by_area(access, review)),
        levels=split_patterns(access, followups),
        found=found_patterns(access, followups),
        requirements=requirement_patterns(access, followups),
        causes=[_cause(row) for row in causes_of(access, review)],
        recommendations=[_recommendation(row) for row in recommendations_of(access, review)],
    )


def split_patterns(access: Access, followups: dict[int, int]) -> list[ShownPattern]:
    """Return the assessments by area, small figures held back; headings stay Swedish."""
    return without_hidden([shown_split(row) for row in areas_assessed(access, followups)])


def found_patterns(access: Access, followups: dict[int, int]) -> list[ShownPattern]:
    """Return what was found by area, small figures held back."""
    return without_hidden([shown_each(row) for row in areas_found(access, followups)])


def requirement_patterns(access: Access, followups: dict[int, int]) -> list[ShownPattern]:
    """Return the requirements that were not met, small figures held back."""
    return without_hidden([shown_each(row) for row in requirements_unmet(access, followups)])


def shown_areas(counts: list[AreaCount]) -> list[tuple[str, int | None]]:
    """Return how many services each area has, with none that can be worked out from the rest."""
    named = {row.name: row.services for row in counts}
    split = shown_split(Pattern("", sum(named.values()), named))
    return list(split.counts.items())


def _areas(counts: list[AreaCount]) -> list[tuple[str, int | None]]:
    return [(name or "Område framgår inte", count) for name, count in shown_areas(counts)]


def _source(row: ThemeSource) -> SourceSaid:
    return SourceSaid(SourceKind(row.kind).label, row.text, row.amount)


def _cause(row: ThemeCause) -> CauseSaid:
    return CauseSaid(
        text=row.text,
        strength=Strength(row.strength).label,
        basis=row.basis,
        sources=[source.text for source in row.sources.all()],
        services=row.services,
    )


def _recommendation(row: Recommendation) -> RecommendationSaid:
    return RecommendationSaid(
        text=row.text,
        receiver=Receiver(row.receiver).label,
        cause=row.cause.text if row.cause else "",
        due_on=row.due_on,
    )


def reviews_in_summary(
    access: Access, *, year: int, authority: Authority | None
) -> ThematicReviewQuerySet:
    """Return the reviews of a year whose reports are handed in, by service area. Four queries."""
    rows = in_year(reviews_seen(access), year).filter(state__in=FOLLOWED_STATES)
    rows = rows.filter(authority=authority) if authority else rows
    causes = with_sources(access, ThemeCause.objects.visible_to(access))
    told = Recommendation.objects.visible_to(access).select_related("cause")
    parts = (Prefetch("causes", causes), Prefetch("recommendations", told))
    return rows.prefetch_related(*parts).order_by("service_area__name", "-starts_on", "-pk")


def summary_facts(rows: Iterable[ThematicReview], *, year: int) -> SummaryFacts:
    """Return the reviews as the summary by service area tells of them."""
    areas: dict[str, list[ReviewSaid]] = {}
    boards: dict[str, None] = {}
    for row in rows:
        boards[str(row.authority)] = None
        area = row.service_area.name if row.service_area else SEVERAL
        areas.setdefault(area, []).append(_review(row))
    return SummaryFacts(year=year, organisation=", ".join(boards), areas=list(areas.items()))


def _review(row: ThematicReview) -> ReviewSaid:
    return ReviewSaid(
        pk=row.pk,
        title=row.title,
        question=row.question,
        results=row.results,
        decided=f"{row.board_reference} ({row.decided_on})" if row.decided_on else "",
        causes=[_cause(cause) for cause in row.causes.all()],
        recommendations=[_recommendation(part) for part in row.recommendations.all()],
    )

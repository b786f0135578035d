"""Which services are in the sample, and which may be put there."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from insyn.followups.models import Followup, FollowupQuerySet
from insyn.followups.rules import Kind, State
from insyn.kernel.access import Access
from insyn.registry.models import Contract, ServiceArea
from insyn.themes.models import ThematicReview, ThemeService, ThemeServiceQuerySet


def sample_of(access: Access, review: ThematicReview) -> ThemeServiceQuerySet:
    """Return the services of the sample; none for those who read only what is reported."""
    return ThemeService.objects.visible_to(access).filter(review=review)


def sample_rows(access: Access, review: ThematicReview) -> ThemeServiceQuerySet:
    """Return the services of the sample with what a page shows of them."""
    return sample_of(access, review).select_related(
        "contract__provider", "contract__agreement", "followup"
    )


def contracts_to_review(access: Access, review: ThematicReview) -> QuerySet[Contract]:
    """Return the contracts in use of the agreements that the review's authority takes part in."""
    board = review.authority
    ours = Q(agreement__authority=board) | Q(agreement__cooperation__in=board.cooperations.all())
    rows = Contract.objects.visible_to(access).usable().filter(ours).distinct()
    return rows.select_related("provider", "agreement")


def contracts_in_area(
    access: Access, review: ThematicReview, area: ServiceArea
) -> QuerySet[Contract]:
    """Return those of them that have a lot or a unit in the service area."""
    rows = contracts_to_review(access, review)
    return rows.filter(Q(lots__service_area=area) | Q(units__service_area=area)).distinct()


def contracts_to_add(access: Access, review: ThematicReview) -> QuerySet[Contract]:
    """Return the contracts that are not in the sample, of the review's service area if it has one.

    Where the register has no contract in the area, all are offered.
    """
    rows = contracts_to_review(access, review)
    if review.service_area is not None:
        within = contracts_in_area(access, review, review.service_area)
        rows = within if within.exists() else rows
    return rows.exclude(pk__in=sample_of(access, review).order_by().values("contract"))


def searched(rows: QuerySet[Contract], words: str) -> QuerySet[Contract]:
    """Return those of the contracts whose provider, agreement or unit has the words in its name."""
    if not words:
        return rows
    return rows.filter(
        Q(provider__name__icontains=words)
        | Q(agreement__title__icontains=words)
        | Q(units__name__icontains=words)
    ).distinct()


def drawn_among(
    access: Access, review: ThematicReview, area: ServiceArea | None
) -> QuerySet[Contract]:
    """Return the contracts that are not in the sample, of the area if there is one."""
    if area is None:
        return contracts_to_add(access, review)
    there = sample_of(access, review).order_by().values("contract")
    return contracts_in_area(access, review, area).exclude(pk__in=there)


def areas_to_draw(access: Access, review: ThematicReview) -> dict[int, int]:
    """Return how many contracts can be drawn in each service area. One query."""
    rows = contracts_to_add(access, review).order_by()
    found: dict[int, set[int]] = {}
    for contract, *places in rows.values_list(
        "pk", "lots__service_area", "units__service_area"
    ).distinct():
        for area in filter(None, places):
            found.setdefault(area, set()).add(contract)
    return {area: len(contracts) for area, contracts in found.items()}


def possible_count(access: Access, review: ThematicReview) -> int:
    """Return how many contracts the sample is taken from: in the review's area if it has one."""
    if review.service_area is None:
        return contracts_to_review(access, review).count()
    within = contracts_in_area(access, review, review.service_area).count()
    return within or contracts_to_review(access, review).count()


def followups_to_link(access: Access, service: ThemeService) -> FollowupQuerySet:
    """Return the follow-ups of the kind theme of the same contract and authority."""
    rows = Followup.objects.visible_to(access).filter(
        contract=service.contract_id, authority=service.review.authority_id, kind=Kind.THEME
    )
    return rows.exclude(state=State.CANCELLED).order_by("-planned_for", "-pk")


@dataclass(frozen=True, slots=True)
class AreaCount:
    """How many services of the sample are in one service area."""

    name: str
    services: int


def sample_by_area(access: Access, review: ThematicReview) -> list[AreaCount]:
    """Return how many services each service area has in the sample, by the contracts' lots.

    A contract without lots of its own counts in the review's area.
    """
    pairs = sample_of(access, review).order_by().values_list(
        "contract_id", "contract__lots__service_area__name"
    )  # fmt: skip
    own = review.service_area.name if review.service_area else ""
    found: dict[str, set[int]] = {}
    for contract, area in pairs:
        found.setdefault(area or own, set()).add(contract)
    return [AreaCount(name, len(found[name])) for name in sorted(found)]

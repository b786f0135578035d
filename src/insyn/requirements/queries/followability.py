"""How many requirements can be followed up, and which wait to be tested."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from insyn.kernel.access import Access
from insyn.registry.models import Agreement
from insyn.requirements.models import FOLLOWABLE, TESTED, RequirementVersion
from insyn.requirements.queries.catalogue import SORTS, catalogue_on
from insyn.requirements.rules.followability import Share

NONE_YET = Share()


def shares_of(access: Access, agreement_ids: list[int], today: date) -> dict[int, Share]:
    """Return the share of each agreement that has requirements. One query.

    Counted on the day that the agreement's requirements are shown for.
    """
    rows = RequirementVersion.objects.visible_to(access).as_shown(today)
    found = rows.filter(requirement__agreement__in=agreement_ids).order_by()
    counted = found.values(agreement=F("requirement__agreement")).annotate(
        total=Count("pk"),
        tested=Count("pk", filter=TESTED),
        followable=Count("pk", filter=FOLLOWABLE),
    )
    return {
        row["agreement"]: Share(row["followable"], row["tested"], row["total"] - row["tested"])
        for row in counted
    }


def share_on(access: Access, agreement: Agreement, day: date) -> Share:
    """Return the agreement's share that day. One query."""
    counts: Mapping[str, int] = catalogue_on(access, agreement, day).aggregate(
        total=Count("pk"),
        tested=Count("pk", filter=TESTED),
        followable=Count("pk", filter=FOLLOWABLE),
    )
    return Share(counts["followable"], counts["tested"], counts["total"] - counts["tested"])


def untested(access: Access, agreement: Agreement, day: date) -> QuerySet[RequirementVersion]:
    """Return those that nobody has tested, in the agreement's order."""
    return catalogue_on(access, agreement, day).exclude(TESTED)


def next_untested(
    access: Access, agreement: Agreement, day: date, *, after: RequirementVersion | None = None
) -> RequirementVersion | None:
    """Return the first that nobody has tested after the one given; then from the beginning."""
    rows = untested(access, agreement, day).order_by(*SORTS["position"])
    if after is None:
        return rows.first()
    place = after.requirement.position
    later = Q(requirement__position__gt=place) | Q(
        requirement__position=place, requirement__gt=after.requirement_id
    )
    return rows.filter(later).first() or rows.exclude(requirement=after.requirement_id).first()


def not_followable(access: Access, agreement: Agreement, day: date) -> list[RequirementVersion]:
    """Return those that were tested and cannot be followed up, in order of number."""
    rows = catalogue_on(access, agreement, day).tested().exclude(FOLLOWABLE)
    return list(rows.order_by(*SORTS["number"]))


@dataclass(frozen=True, slots=True)
class AreaShare:
    """A quality area of an agreement and its share; no area when the requirements have none."""

    key: int | None
    name: str
    share: Share


def shares_by_area(access: Access, agreement: Agreement, day: date) -> list[AreaShare]:
    """Return the share of each area, in the order of the areas. One query."""
    rows = catalogue_on(access, agreement, day).order_by("area__position", "area__name", "area")
    counted = rows.values("area", "area__name").annotate(
        total=Count("pk"),
        tested=Count("pk", filter=TESTED),
        followable=Count("pk", filter=FOLLOWABLE),
    )
    return [
        AreaShare(
            row["area"],
            row["area__name"] or "",
            Share(row["followable"], row["tested"], row["total"] - row["tested"]),
        )
        for row in counted
    ]

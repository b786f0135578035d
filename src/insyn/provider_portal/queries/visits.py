"""Answers to a provider about visits that it has been told of. Through shown_to_provider."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insyn.followups.models import Reviewer
from insyn.kernel.access import Access
from insyn.visits.models import Visit
from insyn.visits.rules.carrying_out import VisitState
from insyn.visits.rules.times import clock_in_words

SHOWN = 50


@dataclass(frozen=True, slots=True)
class OwnVisit:
    """An announced visit to come: when, where and who comes."""

    visit: Visit
    people: Sequence[str]

    @property
    def hours(self) -> str:
        return clock_in_words(self.visit.starts_at, self.visit.ends_at)

    @property
    def is_cancelled(self) -> bool:
        return self.visit.state == VisitState.CANCELLED


def own_visits(access: Access, *, today: date) -> list[OwnVisit]:
    """Return the announced visits from today on, the nearest first. At most two queries."""
    rows = Visit.objects.shown_to_provider(access).filter(planned_on__gte=today)
    rows = rows.exclude(state=VisitState.CARRIED_OUT).select_related(
        "followup__contract__provider",
        "followup__contract__agreement",
        "followup__authority__municipality",
        "unit",
    )
    visits = list(rows.order_by("planned_on", "starts_at", "pk")[:SHOWN])
    if not visits:
        return []
    people: dict[int, list[str]] = {}
    come = Reviewer.objects.shown_to_provider(access).filter(
        followup__in={visit.followup_id for visit in visits}
    )
    for reviewer in come.select_related("user"):
        people.setdefault(reviewer.followup_id, []).append(str(reviewer.user))
    return [OwnVisit(visit, people.get(visit.followup_id, ())) for visit in visits]

"""What providers are asked for, over all boards. At most 9 queries.

What the asker sees is counted as it is. Of the other boards only the number leaves this module,
by the same measure as the check of a plan (``risk.queries.checks.burden``): nothing that no board
has adopted, nothing unannounced, nothing that a signal set going, nothing that few may know of.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce, ExtractMonth

from insyn.followups.models import DocumentRequest, Followup
from insyn.followups.rules import REPORTED, Kind, Reason
from insyn.kernel.access import Access, Secrecy
from insyn.plans.models import Plan
from insyn.registry.models import Contract, Provider
from insyn.results.rules.burden import Asked, Counts, Key, minutes_between
from insyn.risk.queries.checks.burden import others_at
from insyn.surveys.models import SurveyResponse
from insyn.surveys.rules import ResponseState
from insyn.visits.models import Visit
from insyn.visits.rules.carrying_out import VisitState

_OF_FOLLOWUP = "followup__contract__provider"


def providers_asked(access: Access) -> list[int]:
    """Return the providers with a contract that the asker sees. One query."""
    rows = Contract.objects.visible_to(access).order_by().values_list("provider", flat=True)
    return sorted(set(rows))


def burden_of(access: Access, year: int, providers: Collection[int]) -> Counts:
    """Return what those providers are asked for in the year."""
    visits, minutes = _visits(access, year, providers)
    return Counts(
        year=year,
        own={
            Asked.VISITS: visits,
            Asked.MINUTES: minutes,
            Asked.REQUESTS: _requests(access, year, providers),
            Asked.QUESTIONS: _questions(access, year, providers),
        },
        planning=_planning(access, year, providers),
        been=_been(access, year, providers),
    )


def _visits(
    access: Access, year: int, providers: Collection[int]
) -> tuple[Mapping[Key, int], Mapping[Key, int]]:
    rows = (
        Visit.objects.visible_to(access)
        .exclude(state=VisitState.CANCELLED)
        .annotate(day=Coalesce("visited_on", "planned_on"))
        .filter(day__year=year, **{f"{_OF_FOLLOWUP}__in": providers})
    )
    visits: dict[Key, int] = defaultdict(int)
    minutes: dict[Key, int] = defaultdict(int)
    for provider, day, start, end in rows.order_by().values_list(
        _OF_FOLLOWUP, "day", "starts_at", "ends_at"
    ):
        visits[provider, day.month] += 1
        minutes[provider, day.month] += minutes_between(start, end)
    return visits, minutes


def _requests(access: Access, year: int, providers: Collection[int]) -> Mapping[Key, int]:
    rows = DocumentRequest.objects.visible_to(access).filter(
        asked_on__year=year, **{f"{_OF_FOLLOWUP}__in": providers}
    )
    counted = rows.order_by().values(provider=F(_OF_FOLLOWUP), month=ExtractMonth("asked_on"))
    found = counted.annotate(counted=Count("pk")).values_list("provider", "month", "counted")
    return {(provider, month): number for provider, month, number in found}


def _questions(access: Access, year: int, providers: Collection[int]) -> Mapping[Key, int]:
    rows = (
        SurveyResponse.objects.visible_to(access)
        .exclude(state=ResponseState.WAITING)
        .filter(round__opens_on__year=year, contract__provider__in=providers)
    )
    counted = rows.order_by().values(
        provider=F("contract__provider"), month=ExtractMonth("round__opens_on")
    )
    summed = counted.annotate(counted=Sum("required_count"))
    found = summed.values_list("provider", "month", "counted")
    return {(provider, month): number for provider, month, number in found}


def _planning(access: Access, year: int, providers: Collection[int]) -> Mapping[Key, int]:
    """Return how many other boards openly plan to be there. Three queries, none of them ours."""
    time = Plan(starts_on=date(year, 1, 1), ends_on=date(year, 12, 31))
    found = others_at(time, access.authority_ids, providers)
    return {(provider, month): n for (provider, at, month), n in found.items() if at == year}


def _been(access: Access, year: int, providers: Collection[int]) -> Mapping[Key, int]:
    """Return how many other boards have been there and reported it, each once a month."""
    rows = Followup.objects.unscoped(
        reason="counts the boards that were at a provider; only the number leaves this module"
    )
    told = rows.filter(
        contract__provider__in=providers,
        carried_out_on__year=year,
        reported_on__isnull=False,
        state__in=REPORTED,
        secrecy__lte=Secrecy.INTERNAL,
    ).exclude(Q(reason=Reason.SIGNAL) | Q(kind=Kind.EVENT))
    open_ones = told.filter(Q(activity=None) | Q(activity__is_unannounced=False))
    others = open_ones.exclude(authority__in=access.authority_ids)
    counted = others.order_by().values(
        provider=F("contract__provider"), month=ExtractMonth("carried_out_on")
    )
    boards = counted.annotate(boards=Count("authority", distinct=True))
    found = boards.values_list("provider", "month", "boards")
    return {(provider, month): number for provider, month, number in found}


def names_of(providers: Collection[int]) -> Mapping[int, Provider]:
    """Return the providers by key. One query."""
    return Provider.objects.in_bulk(list(providers))

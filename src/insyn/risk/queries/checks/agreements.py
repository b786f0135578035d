"""What the checks read of the agreements that a plan is about."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from insyn.followups.models import Followup
from insyn.kernel.access import Access
from insyn.plans.models import Plan
from insyn.registry.models import Agreement, AgreementOption, Contract, Lot
from insyn.registry.rules import AgreementForm, ContractStatus
from insyn.registry.rules.terms import PRIVATE_FORMS, lacks_insight_clause
from insyn.requirements.queries.followability import NONE_YET, shares_of
from insyn.risk.rules.checks import ContractEnd, Option, Terms


@dataclass(frozen=True, slots=True)
class Place:
    """One provider's place in an agreement."""

    key: int
    agreement: int
    provider: int
    provider_name: str
    operating_form: str
    ends_on: date | None
    status: str
    status_from: date | None

    @property
    def last_day(self) -> date | None:
        """Return the last day it may be used; one that was ended stops when it was."""
        if self.status == ContractStatus.ENDED and self.status_from:
            return min(self.ends_on or date.max, self.status_from)
        return self.ends_on


COLUMNS = (
    "pk", "agreement", "provider", "provider__name", "provider__operating_form", "ends_on",
    "status", "status_from",
)  # fmt: skip


def agreements_for(
    access: Access, plan: Plan, boards: Collection[int], named: Collection[int]
) -> list[Agreement]:
    """Return the boards' agreements in force while the plan runs, and those it names.

    One whose period nobody knows counts in the year in which it is known to have been in force.
    """
    known = Q(has_unknown_period=False) & (Q(ends_on=None) | Q(ends_on__gte=plan.starts_on))
    lasting = known | Q(has_unknown_period=True, starts_on__year__gte=plan.starts_on.year)
    own = Q(authority__in=boards, starts_on__lte=plan.ends_on) & lasting
    rows = Agreement.objects.visible_to(access).filter(own | Q(pk__in=named))
    return list(rows.defer("insight_clause").order_by("sort_key", "pk"))


def places_in(access: Access, agreements: Collection[Agreement]) -> list[Place]:
    """Return every provider's place in the agreements. One query."""
    rows = Contract.objects.visible_to(access).filter(agreement__in=agreements)
    return [Place(*row) for row in rows.order_by("pk").values_list(*COLUMNS)]


def terms_of(
    access: Access,
    agreements: Collection[Agreement],
    places: Collection[Place],
    *,
    boards: Collection[int],
    today: date,
) -> list[Terms]:
    """Return what the checks need of each agreement. Four queries."""
    keys = [agreement.pk for agreement in agreements]
    areas = _areas(access, keys)
    options = _options(access, keys)
    last = _last_followed_up(access, keys)
    shares = shares_of(access, keys, today)
    held = defaultdict(list)
    for place in places:
        held[place.agreement].append(place)
    return [
        Terms(
            key=row.pk,
            title=row.title,
            starts_on=row.starts_on,
            ends_on=None if row.has_unknown_period else row.ends_on,
            is_of_plan=row.authority_id in boards,
            lacks_clause=_lacks_clause(row, held[row.pk]),
            open_options=tuple(options[row.pk]),
            areas=frozenset(areas[row.pk]),
            providers=frozenset(place.provider for place in held[row.pk]),
            last_followed_up_on=last.get(row.pk),
            tested=shares.get(row.pk, NONE_YET).tested,
            not_followable=shares.get(row.pk, NONE_YET).not_followable,
        )
        for row in agreements
    ]


def _lacks_clause(agreement: Agreement, places: Collection[Place]) -> bool:
    return lacks_insight_clause(
        AgreementForm(agreement.form),
        has_insight_clause=agreement.has_insight_clause,
        has_private_provider=any(place.operating_form in PRIVATE_FORMS for place in places),
    )


def _areas(access: Access, keys: Collection[int]) -> dict[int, set[int]]:
    rows = Lot.objects.visible_to(access).filter(agreement__in=keys, service_area__isnull=False)
    found: dict[int, set[int]] = defaultdict(set)
    for agreement, area in rows.order_by().values_list("agreement", "service_area"):
        if area is not None:
            found[agreement].add(area)
    return found


def _options(access: Access, keys: Collection[int]) -> dict[int, list[Option]]:
    rows = AgreementOption.objects.visible_to(access).open().filter(agreement__in=keys)
    found: dict[int, list[Option]] = defaultdict(list)
    for agreement, extends_to in rows.values_list("agreement", "extends_to"):
        found[agreement].append(Option(extends_to))
    return found


def _last_followed_up(access: Access, keys: Collection[int]) -> dict[int, date]:
    """Return the day that each agreement was last followed up and reported."""
    rows = Followup.objects.visible_to(access).reported().filter(contract__agreement__in=keys)
    done_on = Coalesce("carried_out_on", "reported_on")
    counted = rows.order_by().values_list("contract__agreement").annotate(last=Max(done_on))
    return {agreement: last for agreement, last in counted if last is not None}


def ends_of_contracts(
    agreements: Collection[Agreement], places: Collection[Place]
) -> list[ContractEnd]:
    """Return the places that end before their agreement does."""
    ends = {row.pk: None if row.has_unknown_period else row.ends_on for row in agreements}
    found = []
    for place in places:
        last, whole = place.last_day, ends.get(place.agreement)
        if last is not None and (whole is None or last < whole):
            found.append(ContractEnd(place.agreement, place.provider, place.provider_name, last))
    return found

"""The rhythms of a board, and when something with a rhythm is done in a plan."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.kernel.access import Access
from insyn.plans.models import Plan, PlannedActivity, Rhythm
from insyn.plans.rules import RhythmKind
from insyn.plans.rules.rhythms import (
    MEANINGS,
    SHIPPED,
    Ground,
    Terms,
    meaning_of,
    months_later,
    periods_of,
)
from insyn.plans.rules.spans import Span
from insyn.registry.models import Agreement, Contract, Provider, ServiceArea, Unit


def terms_of(rhythm: Rhythm) -> Terms:
    """Return what the rhythm says."""
    return Terms(
        RhythmKind(rhythm.kind),
        every=rhythm.every,
        from_month=rhythm.from_month,
        to_month=rhythm.to_month,
        after_months=rhythm.after_months,
        before_months=rhythm.before_months,
    )


@dataclass(frozen=True, slots=True)
class RhythmRow:
    """A rhythm in the list: what it means, and how many activities that the asker sees have it."""

    rhythm: Rhythm
    count: int

    @property
    def words(self) -> str:
        """Return what the rhythm means, whatever the board calls it."""
        row = self.rhythm
        filled = {"every": row.every, "after": row.after_months, "before": row.before_months}
        return _(MEANINGS[meaning_of(terms_of(row))]) % filled

    @property
    def months(self) -> str:
        """Return the part of the year; '' for the whole year."""
        first, last = self.rhythm.from_month, self.rhythm.to_month
        return f"{MONTHS[first]}–{MONTHS[last]}" if first and last else ""


def rhythm_rows(access: Access, authority: Authority) -> list[RhythmRow]:
    """Return the rhythms of the board, those in use first. Two queries."""
    seen = PlannedActivity.objects.visible_to(access).filter(rhythm__authority=authority)
    counts = Counter(seen.order_by().values_list("rhythm", flat=True))
    rhythms = Rhythm.objects.visible_to(access).filter(authority=authority)
    rows = [RhythmRow(rhythm, counts[rhythm.pk]) for rhythm in rhythms]
    return sorted(rows, key=lambda row: row.rhythm.retired_on is not None)


def missing_suggestions(access: Access, authority: Authority) -> list[tuple[str, Terms]]:
    """Return the usual rhythms that the board has none by the name of."""
    rows = Rhythm.objects.visible_to(access).filter(authority=authority)
    names = set(rows.values_list("name", flat=True))
    return [(name, terms) for name, terms in SHIPPED if name not in names]


def boards_with_rhythms(access: Access) -> QuerySet[Authority]:
    """Return the boards in which the asker has a role, by name."""
    rows = Authority.objects.select_related("municipality")
    return rows.filter(pk__in=access.authority_ids)


@dataclass(frozen=True, slots=True)
class About:
    """What an activity is about, as far as its rhythm needs to know."""

    agreement: Agreement | None = None
    service_area: ServiceArea | None = None
    providers: Sequence[Provider] = ()
    units: Sequence[Unit] = ()
    first_year: int | None = None


def about_of(access: Access, activity: PlannedActivity, first_year: int | None = None) -> About:
    """Return what the stored activity is about."""
    targets = activity.targets.visible_to(access).select_related("provider", "unit")
    return About(
        agreement=activity.agreement,
        service_area=activity.service_area,
        providers=[
            target.provider for target in targets if target.provider and target.unit is None
        ],
        units=[target.unit for target in targets if target.unit is not None],
        first_year=first_year,
    )


def laid_out(access: Access, plan: Plan, rhythm: Rhythm, about: About) -> list[Span]:
    """Return when something with the rhythm is done in the plan, in order; may be never."""
    terms, span = terms_of(rhythm), Span(plan.starts_on, plan.ends_on)
    since = RhythmKind.AFTER_FIRST_CLIENT
    days = _first_clients(access, about, terms, span) if terms.kind is since else ()
    ground = Ground(span, _agreement_span(about.agreement, span), days, about.first_year)
    return periods_of(terms, ground)


def _agreement_span(agreement: Agreement | None, plan: Span) -> Span | None:
    """Return when the agreement is in force; None when there is none or it is not known."""
    if agreement is None or agreement.has_unknown_period:
        return None
    ends_on = agreement.ends_on or max(plan.ends_on, agreement.starts_on)
    return Span(agreement.starts_on, ends_on)


def _first_clients(access: Access, about: About, terms: Terms, plan: Span) -> Sequence[date]:
    earliest = months_later(plan.starts_on, -(terms.before_months or 0) - 1)
    units = _units(access, about).filter(first_client_on__range=(earliest, plan.ends_on))
    days = units.order_by("first_client_on").values_list("first_client_on", flat=True)
    return [day for day in days if day is not None]


def _units(access: Access, about: About) -> QuerySet[Unit]:
    """Return the units that the activity is about: chosen ones, else those of its providers.

    Without chosen providers they are those of the agreement, or of all agreements that the
    asker sees. A contract that names its units brings no others.
    """
    units = Unit.objects.all()
    if about.units:
        return units.filter(pk__in=[unit.pk for unit in about.units])
    if about.service_area is not None:
        units = units.filter(service_area=about.service_area)
    if about.providers:
        return units.filter(provider__in=about.providers)
    contracts = Contract.objects.visible_to(access).usable().order_by()
    if about.agreement is not None:
        contracts = contracts.filter(agreement=about.agreement)
    named = units.filter(pk__in=contracts.filter(units__isnull=False).values("units"))
    rest = units.filter(provider__in=contracts.filter(units=None).values("provider"))
    return named | rest

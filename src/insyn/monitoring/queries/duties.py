"""Register checks that wait for the asker."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Case, DateField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext_noop

from insyn.kernel.access import Access, Permission
from insyn.kernel.duties import Duty
from insyn.monitoring.models import BundledCheck, RegisterCheck
from insyn.monitoring.queries.checks import checks, of_standing
from insyn.monitoring.rules import BundleStage, CheckKind, CheckResult, Standing
from insyn.monitoring.rules.bundles import LONGEST_BETWEEN
from insyn.monitoring.rules.checks import ASKED_OF_PUBLIC, PUBLIC, valid_until
from insyn.monitoring.rules.due import ASK_AGAIN
from insyn.platform.duties import DutySource, Sources
from insyn.registry.models import Contract

TO_REDO = gettext_noop("Registerkontroll att göra om")
TO_MAKE = gettext_noop("Registerkontroller enligt kontrollpaketet")


def duty_sources(access: Access, today: date) -> Sources:
    """Return the checks that are out of date, and the kinds that a bundle asks for now.

    Those who carry out follow-ups may check registers too, and have the tile for what is out of
    date. A kind that a bundle asks for is said once: as the bundle's.
    """
    where = access.authorities_where(Permission.CHECK_REGISTERS)
    redone = where - access.authorities_where(Permission.CARRY_OUT_FOLLOWUP)
    bundled = BundledCheck.objects.visible_to(access).filter(
        bundle__authority=OuterRef("authority"),
        bundle__stage=BundleStage.YEARLY,
        kind=OuterRef("kind"),
    )
    rows = of_standing(checks(access), Standing.EXPIRED, today=today)
    return {
        "monitoring.to_redo": DutySource(
            rows.filter(~Exists(bundled), authority__in=redone), F("valid_until"), _of
        ),
        "monitoring.to_make": DutySource(
            kinds_due(access, today).filter(bundle__authority__in=where),
            Value(today, output_field=DateField()),
            _of_kind,
        ),
    }


def kinds_due(access: Access, today: date) -> QuerySet[BundledCheck]:
    """Return the kinds of yearly bundles that some contracted provider is to be checked for now.

    The list of checks to make says of whom; a test ties the two together.
    """
    asked = BundledCheck.objects.visible_to(access).filter(bundle__stage=BundleStage.YEARLY)
    oldest = [
        When(months=months, then=Value(_oldest_fresh(months, today)))
        for months in range(1, LONGEST_BETWEEN + 1)
    ]
    later = RegisterCheck.objects.visible_to(access).filter(
        Q(checked_on__gt=OuterRef("checked_on"))
        | Q(checked_on=OuterRef("checked_on"), pk__gt=OuterRef("pk")),
        authority=OuterRef("authority"),
        provider=OuterRef("provider"),
        kind=OuterRef("kind"),
    )
    is_known = ~Q(result=CheckResult.UNKNOWN)
    fresh = RegisterCheck.objects.visible_to(access).filter(
        Q(is_known, checked_on__gte=OuterRef(OuterRef("oldest_fresh")))
        & (Q(valid_until=None) | Q(valid_until__gte=today))
        | Q(~is_known, checked_on__gt=today - ASK_AGAIN),
        ~Exists(later),
        authority=OuterRef(OuterRef("bundle__authority")),
        provider=OuterRef("provider"),
        kind=OuterRef(OuterRef("kind")),
    )
    contracts = (
        Contract.objects.visible_to(access)
        .usable()
        .filter(
            Q(ends_on=None) | Q(ends_on__gte=today),
            ~Exists(fresh),
            agreement__authority=OuterRef("bundle__authority"),
            starts_on__lte=today,
            provider__merged_into=None,
        )
    )
    return (
        asked.annotate(oldest_fresh=Case(*oldest, output_field=DateField()))
        .filter(
            Exists(contracts.exclude(provider__operating_form__in=PUBLIC))
            | Q(Exists(contracts), kind__in=ASKED_OF_PUBLIC)
        )
        .select_related("bundle__authority__municipality")
    )


def _oldest_fresh(months: int, today: date) -> date:
    """Return the first day on which a check still holds for so many months."""
    day = today - timedelta(days=31 * months + 3)
    while valid_until(day, months) <= today:
        day += timedelta(days=1)
    return day


def _of(row: RegisterCheck, today: date) -> Duty:
    return Duty(
        key=f"register_check:{row.pk}",
        kind=TO_REDO,
        title=str(row.provider),
        detail=CheckKind(row.kind).label,
        url=reverse("monitoring:of_provider", args=[row.provider_id]),
        due_on=row.valid_until or today,  # one that is out of date always has a last day
    )


def _of_kind(row: BundledCheck, today: date) -> Duty:
    query = urlencode({"kind": row.kind, "authority": row.bundle.authority_id})
    return Duty(
        key=f"bundled_check:{row.pk}",
        kind=TO_MAKE,
        title=CheckKind(row.kind).label,
        detail=str(row.bundle.authority),
        url=f"{reverse('monitoring:due')}?{query}",
        due_on=today,
    )

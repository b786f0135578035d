"""Which checks there are, which still count, and what they say of a provider."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.db.models.expressions import OrderBy

from insyn.documents.models import Document
from insyn.kernel.access import Access
from insyn.monitoring.models import BundledCheck, RegisterCheck
from insyn.monitoring.rules import (
    ALWAYS_ASKED,
    BundleStage,
    CheckKind,
    CheckResult,
    Standing,
    counted,
    overall,
    standing,
)
from insyn.monitoring.rules.checks import is_asked
from insyn.platform.ordering import ranked
from insyn.registry.models import Agreement, Contract, Provider


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check as a list shows it."""

    check: RegisterCheck
    standing: Standing
    result: CheckResult
    has_visible_proof: bool


@dataclass(frozen=True, slots=True)
class KindLine:
    """What is known of one kind: the latest check of it, and what it counts as."""

    kind: CheckKind
    line: CheckLine | None
    counts_as: CheckResult


@dataclass(frozen=True, slots=True)
class Summary:
    """What the latest checks of a provider add up to, for the authorities the asker sees."""

    kinds: Sequence[KindLine]
    overall: CheckResult


def checks(access: Access) -> QuerySet[RegisterCheck]:
    """Return the checks the asker may see, each with ``is_replaced``: a later one of its kind.

    Later means a later day, or noted later on the same day, by the same authority.
    """
    later = RegisterCheck.objects.visible_to(access).filter(
        Q(checked_on__gt=OuterRef("checked_on"))
        | Q(checked_on=OuterRef("checked_on"), pk__gt=OuterRef("pk")),
        authority=OuterRef("authority"),
        provider=OuterRef("provider"),
        kind=OuterRef("kind"),
    )
    return (
        RegisterCheck.objects.visible_to(access)
        .annotate(is_replaced=Exists(later))
        .select_related("provider", "agreement", "authority__municipality", "checked_by")
    )


def of_standing(rows: QuerySet[Any], wanted: Standing, *, today: date) -> QuerySet[RegisterCheck]:
    """Keep the checks that are current, out of date or replaced."""
    if wanted == Standing.REPLACED:
        return rows.filter(is_replaced=True)
    expired = Q(valid_until__isnull=False, valid_until__lt=today)
    return rows.filter(expired if wanted == Standing.EXPIRED else ~expired, is_replaced=False)


def check_lines(access: Access, rows: Sequence[RegisterCheck], *, today: date) -> list[CheckLine]:
    """Return what a list shows of checks from ``checks``. One query for the proofs."""
    keys = {row.proof_id for row in rows if row.proof_id is not None}
    documents = Document.objects.visible_to(access).filter(pk__in=keys)
    proofs = set(documents.values_list("pk", flat=True)) if keys else set()
    return [
        CheckLine(
            check=row,
            standing=standing(
                row.valid_until,
                is_latest=not row.is_replaced,  # type: ignore[attr-defined]
                today=today,
            ),
            result=CheckResult(row.result),
            has_visible_proof=row.proof_id in proofs,
        )
        for row in rows
    ]


def summary(lines: Sequence[CheckLine], *, asked: Collection[CheckKind] = ALWAYS_ASKED) -> Summary:
    """Return what the latest checks add up to; a kind that is asked for and not made is unknown.

    Every kind that somebody has checked counts too. When several authorities have checked the
    same kind the latest of them counts.
    """
    counted_in = {*asked, *(CheckKind(line.check.kind) for line in lines)}
    kinds = [_kind_line(kind, lines) for kind in CheckKind if kind in counted_in]
    return Summary(kinds, overall(kind.counts_as for kind in kinds))


def _kind_line(kind: CheckKind, lines: Sequence[CheckLine]) -> KindLine:
    latest = max(
        (line for line in lines if line.check.kind == kind and line.standing != Standing.REPLACED),
        key=lambda line: (line.check.checked_on, line.check.pk),
        default=None,
    )
    if latest is None:
        return KindLine(kind, None, CheckResult.UNKNOWN)
    return KindLine(kind, latest, counted(latest.result, latest.standing))


def summary_of(
    access: Access, provider: Provider, *, today: date
) -> tuple[Summary, list[CheckLine]]:
    """Return what the checks of a provider add up to, and all of them, latest first."""
    lines = check_lines(access, list(checks(access).filter(provider=provider)), today=today)
    asked = {kind for kind in _asked(access) if is_asked(kind, provider.operating_form)}
    return summary(lines, asked=asked), lines


def _asked(access: Access) -> set[CheckKind]:
    """Return the kinds that are asked for always, or by a bundle that goes on."""
    bundled = BundledCheck.objects.visible_to(access).filter(bundle__stage=BundleStage.YEARLY)
    kinds = bundled.values_list("kind", flat=True).distinct()
    return {*ALWAYS_ASKED, *(CheckKind(kind) for kind in kinds)}


SORTS = {
    "provider": ("provider__sort_key", "-checked_on", "pk"),
    "checked_on": ("checked_on", "pk"),
    "valid_until": ("valid_until", "pk"),
}
"""What the list can be sorted by; a minus turns the first key around."""


def filtered(
    access: Access, chosen: Mapping[str, Any], *, sort: str, today: date
) -> QuerySet[RegisterCheck]:
    """Return the checks of a list; without a sort what needs somebody comes first.

    That is: checks to redo, then remarks that still count, then by the day they hold to; what
    a later check has replaced comes last, the latest first.
    """
    rows = checks(access)
    if chosen.get("q"):
        rows = rows.filter(provider__in=Provider.objects.matching(chosen["q"]))
    for name in ("kind", "result", "agreement"):
        if chosen.get(name):
            rows = rows.filter(**{name: chosen[name]})
    if chosen.get("standing"):
        rows = of_standing(rows, Standing(chosen["standing"]), today=today)
    if sort.removeprefix("-") not in SORTS:
        return rows.order_by(*_by_need(today))
    first, *rest = SORTS[sort.removeprefix("-")]
    return rows.order_by(f"-{first}" if sort.startswith("-") else first, *rest, "-pk")


def _by_need(today: date) -> list[str | OrderBy]:
    counts = Q(is_replaced=False)
    need = ranked(
        counts & Q(valid_until__lt=today),
        counts & ~Q(result=CheckResult.OK),
        counts,
    )
    holds_to = Case(When(counts, then="valid_until"))
    return [need.asc(), holds_to.asc(nulls_last=True), "-checked_on", "provider__sort_key", "-pk"]


def providers_named(q: str) -> QuerySet[Provider]:
    """Return the providers whose name or organisation number holds the words; all without."""
    providers = Provider.objects.standing()
    return providers.matching(q) if q else providers


def providers_of(access: Access, agreement: Agreement) -> list[Provider]:
    """Return the providers with a contract in force in the agreement, by name."""
    contracts = Contract.objects.visible_to(access).filter(agreement=agreement).usable()
    return list(Provider.objects.filter(pk__in=contracts.values("provider")))

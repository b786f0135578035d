"""Which checks are due: of whom, when and why."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from insyn.kernel.access import Access, Permission
from insyn.monitoring.models import BundledCheck, CheckBundle, RegisterCheck
from insyn.monitoring.rules import BundleStage, CheckKind, CheckResult, Due
from insyn.monitoring.rules.due import Latest, due_checks
from insyn.registry.models import Contract, Provider

AHEAD = timedelta(days=30)
"""How far ahead the list looks when it is not told."""


@dataclass(frozen=True, slots=True)
class DueLine:
    """One provider with checks to make for one authority."""

    provider_id: int
    name: str
    sort_key: str
    authority_id: int
    checks: Sequence[Due]

    @property
    def due_on(self) -> date:
        return self.checks[0].due_on


@dataclass(frozen=True, slots=True)
class BoardsBundles:
    """What an authority asks for, and from when."""

    since: date
    kinds: Mapping[BundleStage, Mapping[CheckKind, int | None]]


def bundles_of(access: Access, authority_ids: Collection[int]) -> dict[int, BoardsBundles]:
    """Return the bundles in use of each authority. One query."""
    rows = (
        BundledCheck.objects.visible_to(access)
        .filter(bundle__authority__in=authority_ids)
        .values_list("bundle__authority", "bundle__used_from", "bundle__stage", "kind", "months")
    )
    since: dict[int, date] = {}
    kinds: dict[int, dict[BundleStage, dict[CheckKind, int | None]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for authority, used_from, stage, kind, months in rows.order_by("pk"):
        since[authority] = min(used_from, since.get(authority, used_from))
        kinds[authority][BundleStage(stage)][CheckKind(kind)] = months
    return {authority: BoardsBundles(since[authority], kinds[authority]) for authority in kinds}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list of checks to make is narrowed to."""

    until: date
    q: str = ""
    kind: CheckKind | None = None
    authority_id: int | None = None


def due_lines(access: Access, wanted: Wanted, *, today: date) -> list[DueLine]:
    """Return what there is to check up to the day, one line per provider and authority.

    The earliest day comes first. Four queries however many providers there are.
    """
    ids = access.authorities_where(Permission.CHECK_REGISTERS)
    if wanted.authority_id is not None:
        ids &= {wanted.authority_id}
    bundles = bundles_of(access, ids)
    if not bundles:
        return []
    providers = Provider.objects.standing()
    if wanted.q:
        providers = providers.matching(wanted.q)
    starts = _starts(access, bundles.keys(), providers, today)
    latest = latest_of(access, bundles.keys(), providers if wanted.q else None)
    contracted = Contract.objects.visible_to(access).filter(agreement__authority__in=bundles.keys())
    named = providers.filter(pk__in=contracted.values("provider"))
    said = named.values_list("pk", "name", "sort_key", "operating_form")
    names = {pk: known for pk, *known in said}
    lines = []
    for (authority_id, provider_id), days in starts.items():
        mine = bundles[authority_id]
        name, sort_key, form = names[provider_id]
        found = [
            due
            for due in due_checks(
                mine.kinds, latest.get((authority_id, provider_id), {}), starts=days,
                since=mine.since, today=today, form=form,
            )
            if due.due_on <= wanted.until and wanted.kind in {None, due.kind}
        ]  # fmt: skip
        if found:
            lines.append(DueLine(provider_id, name, sort_key, authority_id, found))
    return sorted(lines, key=lambda line: (line.due_on, line.sort_key, line.authority_id))


def _starts(
    access: Access, authority_ids: Collection[int], providers: QuerySet[Provider], today: date
) -> dict[tuple[int, int], list[date]]:
    contracts = (
        Contract.objects.visible_to(access)
        .usable()
        .filter(
            Q(ends_on=None) | Q(ends_on__gte=today),
            agreement__authority__in=authority_ids,
            provider__in=providers,
        )
    )
    found: dict[tuple[int, int], list[date]] = defaultdict(list)
    for authority, provider, starts_on in contracts.values_list(
        "agreement__authority", "provider", "starts_on"
    ):
        found[authority, provider].append(starts_on)
    return found


def latest_of(
    access: Access, authority_ids: Collection[int], providers: QuerySet[Provider] | None = None
) -> dict[tuple[int, int], dict[CheckKind, Latest]]:
    """Return the latest check of each kind by authority and provider. One query."""
    rows = RegisterCheck.objects.visible_to(access).filter(authority__in=authority_ids)
    if providers is not None:
        rows = rows.filter(provider__in=providers)
    found: dict[tuple[int, int], dict[CheckKind, Latest]] = defaultdict(dict)
    for authority, provider, kind, checked_on, result, until in rows.order_by(
        "checked_on", "pk"
    ).values_list("authority", "provider", "kind", "checked_on", "result", "valid_until"):
        found[authority, provider][CheckKind(kind)] = Latest(checked_on, CheckResult(result), until)
    return found


def due_of_provider(access: Access, provider: Provider, *, today: date) -> dict[int, list[Due]]:
    """Return what the bundles ask for of one provider, by authority; also what is not due yet."""
    bundles = bundles_of(access, access.authorities_where(Permission.CHECK_REGISTERS))
    if not bundles:
        return {}
    one = Provider.objects.filter(pk=provider.pk)
    starts = _starts(access, bundles.keys(), one, today)
    latest = latest_of(access, bundles.keys(), one)
    return {
        authority: due_checks(
            mine.kinds,
            latest.get((authority, provider.pk), {}),
            starts=starts.get((authority, provider.pk), []),
            since=mine.since,
            today=today,
            form=provider.operating_form,
        )
        for authority, mine in bundles.items()
    }


def bundles(access: Access) -> QuerySet[CheckBundle]:
    """Return the bundles of the asker's authorities."""
    return CheckBundle.objects.visible_to(access).select_related("authority__municipality")

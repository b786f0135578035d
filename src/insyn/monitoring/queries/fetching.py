"""Whom to ask the services about, and what has come of it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from insyn.accounts.models import Authority
from insyn.kernel import orgnr
from insyn.kernel.access import Access, Mandate, Role
from insyn.monitoring.models import FetchChoice, KoladaFigure, RegisterAnswer, RegisterCheck
from insyn.monitoring.rules import CheckKind
from insyn.registry.models import Contract, Provider, ProviderName

PUBLIC_BODIES = "2"
"""The first digit of the numbers of the state, regions and municipalities: no companies."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One organisation to ask about: its names, and who wants to know."""

    provider: Provider
    names: Sequence[str]
    authorities: Sequence[Authority]


def asked_about(source: str, *, older_than: datetime) -> Iterator[Asked]:
    """Return the contracted organisations whose answer is not fresh, the oldest answer first.

    People with firms of their own and public bodies are not asked about.
    """
    wants: dict[int, list[Authority]] = defaultdict(list)
    for authority in Authority.objects.select_related("municipality").order_by("pk"):
        access = Access.system("Insyn", mandates=(Mandate(authority.pk, Role.PLAN_OWNER),))
        choice = FetchChoice.objects.visible_to(access).filter(asks_bolagsverket=True)
        if choice.filter(authority=authority).exists():
            contracts = Contract.objects.visible_to(access).filter(agreement__authority=authority)
            for pk in contracts.usable().values_list("provider", flat=True).distinct():
                wants[pk].append(authority)
    answered = dict(
        RegisterAnswer.objects.filter(source=source).values_list("org_number", "fetched_at")
    )
    providers = [
        row
        for row in Provider.objects.standing().filter(pk__in=list(wants))
        if not orgnr.is_personal(row.org_number) and not row.org_number.startswith(PUBLIC_BODIES)
    ]
    due = [row for row in providers if not _is_fresh(answered.get(row.org_number), older_than)]
    spelt: dict[int, list[str]] = defaultdict(list)
    for pk, name in ProviderName.objects.filter(provider__in=due).values_list("provider", "name"):
        spelt[pk].append(name)
    due.sort(key=lambda row: (answered.get(row.org_number) is not None,
                              answered.get(row.org_number) or older_than, row.pk))  # fmt: skip
    for row in due:
        yield Asked(row, [row.name, *spelt[row.pk]], wants[row.pk])


def _is_fresh(fetched_at: datetime | None, older_than: datetime) -> bool:
    return fetched_at is not None and fetched_at > older_than


def last_told(
    access: Access, authority: Authority, provider: Provider, kind: CheckKind
) -> RegisterCheck | None:
    """Return the authority's latest check of the kind."""
    rows = RegisterCheck.objects.visible_to(access).filter(
        authority=authority, provider=provider, kind=kind
    )
    return rows.order_by("-checked_on", "-pk").first()


def choices_of(access: Access) -> dict[int, FetchChoice]:
    """Return what is fetched for the asker's authorities, by authority."""
    rows = FetchChoice.objects.visible_to(access).select_related("authority__municipality")
    return {row.authority_id: row for row in rows}


def figures_for(access: Access) -> QuerySet[KoladaFigure]:
    """Return the figures that some authority of the asker has chosen."""
    choices = choices_of(access).values()
    kpis = {kpi for row in choices for kpi in row.kpis}
    places = {row.municipality_code for row in choices} | {u for row in choices for u in row.units}
    return KoladaFigure.objects.filter(kpi__in=kpis, place__in=places - {""})


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """How the latest answers of a source came out. Says nothing of any one provider."""

    answered: int
    unanswered: int
    last: datetime | None


def answers_of(source: str) -> AnswerCount:
    """Return how many answers there are, how many were none, and when the last one came."""
    found = RegisterAnswer.objects.filter(source=source).aggregate(
        answered=Count("pk", filter=Q(is_answered=True)),
        unanswered=Count("pk", filter=Q(is_answered=False)),
        last=Max("fetched_at"),
    )
    return AnswerCount(**found)

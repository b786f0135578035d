"""The search: what the asker may see, and not a hit, a count or a hint of anything else."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.urls import reverse

from insyn.followups.models import Followup
from insyn.kernel import orgnr
from insyn.kernel.access import Access
from insyn.plans.models import Plan
from insyn.portal.rules import HitKind
from insyn.registry.models import Agreement, Provider
from insyn.registry.rules.names import sort_key
from insyn.reports.models import Report
from insyn.surveys.models import SurveyRound

M = TypeVar("M", bound=Model)
MOST_HITS = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found."""

    name: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind. ``has_more`` says that there are more than those shown."""

    kind: HitKind
    hits: tuple[Hit, ...]
    has_more: bool

    @property
    def count(self) -> int:
        return len(self.hits)


def search(access: Access, text: str) -> list[Group]:
    """Return the hits of the text, by kind; kinds without hits are left out. Six queries.

    Searches names, numbers and case numbers. Never what documents or follow-ups say, and
    nothing for one without a role that sees content.
    """
    if not access.authority_ids:
        return []
    groups = (
        _group(HitKind.PROVIDERS, _providers(text), _provider_hit),
        _group(HitKind.AGREEMENTS, _agreements(access, text), _agreement_hit),
        _group(HitKind.PLANS, _plans(access, text), _plan_hit),
        _group(HitKind.FOLLOWUPS, _followups(access, text), _followup_hit),
        _group(HitKind.SURVEYS, _surveys(access, text), _survey_hit),
        _group(HitKind.REPORTS, _reports(access, text), _report_hit),
    )
    return [group for group in groups if group.hits]


def _group(kind: HitKind, rows: QuerySet[M], hit: Callable[[M], Hit]) -> Group:
    found = list(rows[: MOST_HITS + 1])
    hits = tuple(hit(row) for row in found[:MOST_HITS])
    return Group(kind, hits, has_more=len(found) > MOST_HITS)


def _providers(text: str) -> QuerySet[Provider]:
    return Provider.objects.standing().matching(text).order_by("sort_key", "pk")


def _agreements(access: Access, text: str) -> QuerySet[Agreement]:
    rows = Agreement.objects.visible_to(access).select_related("authority__municipality")
    found = Q(sort_key__contains=sort_key(text)) | Q(case_number__icontains=text)
    return rows.filter(found).order_by("sort_key", "pk")


def _plans(access: Access, text: str) -> QuerySet[Plan]:
    rows = Plan.objects.visible_to(access).select_related("authority__municipality")
    found = Q(title__icontains=text) | Q(case_number__icontains=text)
    return rows.filter(found).order_by("-starts_on", "-edition", "pk")


def _followups(access: Access, text: str) -> QuerySet[Followup]:
    rows = Followup.objects.visible_to(access).for_list()
    found = Q(number__icontains=text) | Q(provider_name__icontains=text)
    found |= Q(contract__provider__in=Provider.objects.matching(text).order_by().values("pk"))
    return rows.filter(found).order_by("-planned_for", "-pk")


def _surveys(access: Access, text: str) -> QuerySet[SurveyRound]:
    rows = SurveyRound.objects.visible_to(access).select_related("authority__municipality")
    return rows.filter(title__icontains=text).order_by("-due_on", "pk")


def _reports(access: Access, text: str) -> QuerySet[Report]:
    rows = Report.objects.visible_to(access).select_related("authority__municipality")
    found = Q(case_number__icontains=text) | Q(title__icontains=text)
    return rows.filter(found).order_by("-ends_on", "pk")


def _provider_hit(row: Provider) -> Hit:
    return Hit(row.name, orgnr.show(row.org_number), reverse("registry:provider", args=[row.pk]))


def _agreement_hit(row: Agreement) -> Hit:
    detail = " · ".join(part for part in (row.case_number, str(row.authority)) if part)
    return Hit(row.title, detail, reverse("registry:agreement", args=[row.pk]))


def _plan_hit(row: Plan) -> Hit:
    detail = " · ".join(part for part in (row.case_number, str(row.authority)) if part)
    return Hit(row.title, detail, reverse("plans:detail", args=[row.pk]))


def _followup_hit(row: Followup) -> Hit:
    detail = f"{row.contract.agreement} · {row.authority}"
    return Hit(str(row), detail, reverse("followups:detail", args=[row.pk]))


def _survey_hit(row: SurveyRound) -> Hit:
    return Hit(row.title, str(row.authority), reverse("surveys:round", args=[row.pk]))


def _report_hit(row: Report) -> Hit:
    detail = " · ".join(part for part in (row.case_number, str(row.authority)) if part)
    return Hit(row.title, detail, reverse("reports:detail", args=[row.pk]))

"""What the pages of one provider show from every floor: key figures and history."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from insyn.audit.models import AuditEventQuerySet, subject_of
from insyn.audit.queries import trail_of
from insyn.findings.queries import findings_of_provider
from insyn.followups.models import Followup
from insyn.kernel.access import SHARED_AT_MOST, Access, Permission
from insyn.measures.models import ActionPlan
from insyn.measures.queries import measures_of_provider
from insyn.monitoring.models import RegisterCheck
from insyn.platform import clock
from insyn.portal.rules.milestones import Milestone, MilestoneKind, in_order
from insyn.registry.models import (
    Contract,
    Permit,
    Provider,
    ProviderMerge,
    Unit,
    UnitOperation,
)
from insyn.registry.queries.hub import KeyFigure
from insyn.registry.rules import ContractStatus, NameKind
from insyn.surveys.queries.rounds import surveys_of_provider

_STOPS: Mapping[ContractStatus, MilestoneKind] = {
    ContractStatus.INTAKE_STOP: MilestoneKind.INTAKE_STOPPED,
    ContractStatus.BLOCKED: MilestoneKind.BLOCKED,
}
"""What the provider has been told of its contract; an investigation may still be unknown to it."""
_OPEN = {"q": "", "kind": "", "severity": "", "state": "", "is_open": True}


def key_figures_of(access: Access, provider: Provider) -> list[KeyFigure]:
    """Return how much there is of each thing, as far as the asker sees it. One query.

    Nothing for one without a role that sees content.
    """
    if not access.authority_ids:
        return []
    today = clock.today()
    counted = _counts(
        units=Unit.objects.open(today).filter(provider=provider),
        agreements=_in_force(access, provider, today),
        followups=Followup.objects.visible_to(access).filter(contract__provider=provider),
        deficiencies=findings_of_provider(access, provider, _OPEN, sort=""),
        measures=measures_of_provider(access, provider, _OPEN, sort=""),
    )
    return [
        KeyFigure(label, counted.get(name, 0), reverse(route, args=[provider.pk]) + query)
        for name, label, route, query in (
            ("agreements", _("Avtal som gäller nu"), "registry:provider_contracts", ""),
            ("units", _("Öppna verksamheter"), "registry:provider_units", ""),
            ("followups", _("Uppföljningar"), "followups:of_provider", ""),
            ("deficiencies", _("Öppna brister"), "findings:of_provider", "?is_open=on"),
            ("measures", _("Pågående åtgärder"), "measures:of_provider", "?is_open=on"),
        )
    ]


def _in_force(access: Access, provider: Provider, today: date) -> QuerySet[Contract]:
    rows = Contract.objects.visible_to(access).usable().filter(provider=provider)
    return rows.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)


def _counts(**rows: QuerySet[Any]) -> dict[str, int]:
    """Return how many rows there are of each, in one query; none at all is left out.

    Rows that everybody shares come first: a scoped queryset lets only its own kind in.
    """
    first, *others = [
        found.order_by()
        .annotate(figure=Value(name, output_field=CharField()))
        .values("figure")
        .annotate(counted=Count("pk"))
        .values_list("figure", "counted")
        for name, found in rows.items()
    ]
    return dict(first.union(*others, all=True))


def reads_trail(access: Access) -> bool:
    """Tell whether the asker may read who did what, in some authority."""
    return access.may_somewhere(Permission.READ_TRAIL)


def trail_of_provider(access: Access, provider: Provider) -> AuditEventQuerySet:
    """Return the lines of the trail about the provider and what belongs to it, newest first.

    Only of authorities whose trail the asker may read. Seven queries for what belongs to it.
    """
    subjects = [subject for rows in _belongings(access, provider) for subject in rows]
    allowed = access.authorities_where(Permission.READ_TRAIL)
    return trail_of(access, authority_ids=allowed).filter(subject__in=subjects)


def _belongings(access: Access, provider: Provider) -> Iterator[list[str]]:
    merges = ProviderMerge.objects.filter(Q(kept=provider) | Q(merged=provider))
    standing = provider.merges.filter(undone_at=None).select_related("merged")
    own = [provider, *(merge.merged for merge in standing)]
    units = Unit.objects.filter(Q(provider=provider) | Q(operations__provider=provider)).distinct()
    contracts = Contract.objects.visible_to(access).filter(provider=provider)
    yield [subject_of(row) for row in own]
    yield _subjects(merges)
    yield _subjects(units)
    yield _subjects(Permit.objects.filter(unit__in=units.values("pk")))
    yield _subjects(contracts)
    yield _subjects(Followup.objects.visible_to(access).filter(contract__provider=provider))
    yield _subjects(surveys_of_provider(access, provider))
    yield _subjects(RegisterCheck.objects.visible_to(access).filter(provider=provider))


def _subjects(rows: QuerySet[Any]) -> list[str]:
    label = rows.model._meta.label_lower
    return [f"{label}:{pk}" for pk in rows.order_by().values_list("pk", flat=True)]


def milestones_of(access: Access, provider: Provider) -> list[Milestone]:
    """Return the great events of the provider that the asker may know of, the latest first.

    What is to come, such as the end of an agreement that still runs, is no event yet. Rows that
    only a named few read are left out also for them: see ``timeline_of``.
    """
    found = [
        *_of_contracts(access, provider),
        *_of_operations(provider),
        *_of_surveys(access, provider),
        *_of_followups(access, provider),
        *_of_plans(access, provider),
        *_of_names(provider),
        *_of_merges(provider),
    ]
    return in_order(found, today=clock.today())


def _of_contracts(access: Access, provider: Provider) -> Iterable[Milestone]:
    rows = Contract.objects.visible_to(access).filter(provider=provider)
    for row in rows.select_related("agreement"):
        url = reverse("registry:agreement", args=[row.agreement_id])
        title = row.agreement.title
        yield Milestone(row.starts_on, MilestoneKind.AGREEMENT_BEGUN, title, url)
        ended = row.status_from if row.status == ContractStatus.ENDED else None
        yield Milestone(ended or row.ends_on, MilestoneKind.AGREEMENT_ENDED, title, url)
        if stop := _STOPS.get(ContractStatus(row.status)):
            yield Milestone(row.status_from, stop, title, url)


def _of_operations(provider: Provider) -> Iterable[Milestone]:
    for row in UnitOperation.objects.filter(provider=provider).select_related("unit"):
        url = reverse("registry:unit", args=[row.unit_id])
        yield Milestone(row.starts_on, MilestoneKind.UNIT_BEGUN, row.unit.name, url)
        yield Milestone(row.ends_on, MilestoneKind.UNIT_ENDED, row.unit.name, url)


def _of_surveys(access: Access, provider: Provider) -> Iterable[Milestone]:
    rows = surveys_of_provider(access, provider).exclude(submitted_at=None)
    for row in rows.select_related("contract__provider"):
        on = timezone.localdate(row.submitted_at)
        url = reverse("surveys:round", args=[row.round_id])
        yield Milestone(on, MilestoneKind.SURVEY_HANDED_IN, str(row), url)


def _of_followups(access: Access, provider: Provider) -> Iterable[Milestone]:
    rows = Followup.objects.visible_to(access).filter(
        contract__provider=provider, secrecy__lte=SHARED_AT_MOST
    )
    for row in rows.exclude(reported_on=None):
        url = reverse("followups:detail", args=[row.pk])
        yield Milestone(row.reported_on, MilestoneKind.FOLLOWUP_REPORTED, row.number, url)


def _of_plans(access: Access, provider: Provider) -> Iterable[Milestone]:
    rows = ActionPlan.objects.visible_to(access).filter(
        followup__contract__provider=provider, followup__secrecy__lte=SHARED_AT_MOST
    )
    for row in rows.exclude(approved_on=None).select_related("followup"):
        url = reverse("measures:followup", args=[row.followup_id])
        number = row.followup.number
        yield Milestone(row.approved_on, MilestoneKind.PLAN_APPROVED, number, url)


def _of_names(provider: Provider) -> Iterable[Milestone]:
    for row in provider.other_names.filter(kind=NameKind.EARLIER):
        yield Milestone(row.used_until, MilestoneKind.NAME_CHANGED, row.name)


def _of_merges(provider: Provider) -> Iterable[Milestone]:
    for row in provider.merges.select_related("merged"):
        yield Milestone(timezone.localdate(row.done_at), MilestoneKind.MERGED, row.merged.name)
        undone = timezone.localdate(row.undone_at) if row.undone_at else None
        yield Milestone(undone, MilestoneKind.MERGE_UNDONE, row.merged.name)


@dataclass(frozen=True, slots=True)
class History:
    """Which of the two histories a page shows, and whether the asker may choose."""

    shows_trail: bool
    may_choose: bool


def history_shown(access: Access, wanted: str) -> History:
    """Return the trail for those who may read it and asked for it, else the time line."""
    may_choose = reads_trail(access)
    return History(may_choose and wanted == "spar", may_choose)

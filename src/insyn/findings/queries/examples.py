"""Good examples: those that are shared, and those that wait for a provider's answer."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from insyn.findings.models import Finding, SharedExample
from insyn.findings.models.around import SharedExampleQuerySet
from insyn.findings.rules import FindingKind
from insyn.kernel.access import Access
from insyn.registry.models import ServiceArea

SORTS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "pk"),
    "-title": ("-title", "-pk"),
    "shared": ("shared_on", "pk"),
    "-shared": ("-shared_on", "-pk"),
}
ABOUT = (
    "finding__followup__contract__provider", "finding__followup__authority__municipality",
    "finding__followup__unit__service_area", "finding__followup__lot__service_area",
)  # fmt: skip


def examples_of(access: Access, findings: Iterable[Finding]) -> dict[int, SharedExample]:
    """Return what has been asked about sharing, by the finding's key. At most one query."""
    keys = [row.pk for row in findings if row.kind == FindingKind.GOOD_PRACTICE]
    if not keys:
        return {}
    rows = SharedExample.objects.visible_to(access).filter(finding__in=keys)
    return {row.finding_id: row for row in rows}


def shared_list(access: Access, chosen: Mapping[str, Any], *, sort: str) -> SharedExampleQuerySet:
    """Return the shared examples that the asker sees in the authority, the latest first."""
    return _chosen(SharedExample.objects.visible_to(access).shared(), chosen, sort)


def asked_list(access: Access) -> SharedExampleQuerySet:
    """Return the examples that are not shared: asked about, declined or taken back."""
    rows = SharedExample.objects.visible_to(access).filter(shared_on=None)
    return rows.select_related(*ABOUT).order_by("-asked_on", "-pk")


def not_asked(access: Access) -> QuerySet[Finding]:
    """Return sent good examples of the asker's own authorities that nobody has asked about."""
    rows = Finding.objects.visible_to(access).filter(
        kind=FindingKind.GOOD_PRACTICE, shared_example=None, followup__reported_on__isnull=False,
        followup__authority__in=access.authority_ids,
    )  # fmt: skip
    related = rows.select_related("followup__contract__provider")
    return related.order_by("-followup__reported_on", "-pk")


def shared_with_providers(
    access: Access, chosen: Mapping[str, Any], *, sort: str = ""
) -> SharedExampleQuerySet:
    """Return the shared examples of the authorities that have let the asker in as a provider."""
    return _chosen(SharedExample.objects.shared_with_providers(access), chosen, sort)


def own_examples(access: Access) -> SharedExampleQuerySet:
    """Return the examples that the asker's own providers have been asked about."""
    rows = SharedExample.objects.shown_to_provider(access).select_related(*ABOUT)
    return rows.order_by("-asked_on", "-pk")


def areas_among(rows: SharedExampleQuerySet) -> QuerySet[ServiceArea]:
    """Return the service areas that some of the examples are from."""
    plain = rows.order_by()
    return ServiceArea.objects.filter(
        Q(pk__in=plain.values("finding__followup__unit__service_area"))
        | Q(pk__in=plain.values("finding__followup__lot__service_area"))
    )


def _chosen(
    rows: SharedExampleQuerySet, chosen: Mapping[str, Any], sort: str
) -> SharedExampleQuerySet:
    if chosen.get("q"):
        said = chosen["q"]
        rows = rows.filter(
            Q(title__icontains=said) | Q(text__icontains=said) | Q(finding__area__icontains=said)
        )
    if area := chosen.get("service_area"):
        followup = "finding__followup__"
        of_unit = Q((f"{followup}unit__service_area", area))
        of_lot = Q((f"{followup}unit", None), (f"{followup}lot__service_area", area))
        rows = rows.filter(of_unit | of_lot)
    return rows.select_related(*ABOUT).order_by(*SORTS.get(sort, SORTS["-shared"]))

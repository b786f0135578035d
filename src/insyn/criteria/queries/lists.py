"""Lists of templates and scales."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from insyn.criteria.models import (
    Question,
    Scale,
    ScaleLevel,
    ScaleQuerySet,
    TemplateVersion,
    TemplateVersionQuerySet,
)
from insyn.criteria.rules import TemplateState
from insyn.kernel.access import Access
from insyn.platform.ordering import ranked

SORTS: Mapping[str, tuple[str, ...]] = {
    "name": ("template__name", "-number"),
    "authority": ("template__authority__municipality__name", "template__authority__name"),
    "kind": ("template__kind", "template__name"),
    "published": ("published_on", "template__name"),
}
"""What the list of templates can be sorted by."""

PATHS: Mapping[str, str] = {
    "q": "template__name__icontains",
    "kind": "template__kind",
    "area": "template__service_area",
    "state": "state",
    "authority": "template__authority",
}
"""What each field of the filter narrows."""


def versions_for_list(
    access: Access, chosen: Mapping[str, Any], sort: str = ""
) -> TemplateVersionQuerySet:
    """Return the versions the asker sees, with owner and size; those out of use come last."""
    rows = TemplateVersion.objects.visible_to(access)
    rows = rows.filter(**{path: chosen[name] for name, path in PATHS.items() if chosen.get(name)})
    rows = rows.select_related(
        "template__authority__municipality", "template__cooperation", "template__service_area"
    ).annotate(
        section_count=Count("sections", distinct=True),
        question_count=Count("sections__questions", distinct=True),
    )
    columns = SORTS.get(sort.removeprefix("-"))
    if columns is None:
        in_use_first = ranked(~Q(state=TemplateState.RETIRED))
        return rows.order_by(in_use_first.asc(), "template__name", "-number", "pk")
    turned = [_turned(column) for column in columns] if sort.startswith("-") else columns
    return rows.order_by(*turned, "pk")


def _turned(column: str) -> str:
    return column.removeprefix("-") if column.startswith("-") else f"-{column}"


def scales_for_list(access: Access, chosen: Mapping[str, Any]) -> ScaleQuerySet:
    """Return the scales the asker sees, with ``is_locked``; those out of use come last."""
    rows = Scale.objects.visible_to(access)
    if chosen["q"]:
        rows = rows.filter(name__icontains=chosen["q"])
    if not chosen["is_retired"]:
        rows = rows.filter(retired_on=None)
    return (
        rows.select_related("authority__municipality", "cooperation")
        .annotate(is_locked=is_locked())
        .order_by(ranked(Q(retired_on=None)).asc(), "name", "pk")
    )


def is_locked() -> Q:
    """Return the condition on a scale that a version which can no longer change uses it."""
    fixed = (TemplateState.PUBLISHED, TemplateState.RETIRED)
    versions = TemplateVersion.objects.filter(scale=OuterRef("pk"), state__in=fixed)
    questions = Question.objects.filter(
        scale=OuterRef("pk"), section__version__state__in=fixed
    )  # fmt: skip
    return Q(Exists(versions)) | Q(Exists(questions))


def levels_by_scale(access: Access, scales: list[Scale]) -> dict[int, list[ScaleLevel]]:
    """Return the levels of each scale, best first. One query."""
    found: dict[int, list[ScaleLevel]] = {scale.pk: [] for scale in scales}
    for level in ScaleLevel.objects.visible_to(access).filter(scale__in=scales):
        found[level.scale_id].append(level)
    return found


def scales_with_levels(
    access: Access, scales: Iterable[Scale]
) -> list[tuple[Scale, list[ScaleLevel]]]:
    """Return each of the scales with its levels, best first. Two queries."""
    listed = list(scales)
    levels = levels_by_scale(access, listed)
    return [(scale, levels[scale.pk]) for scale in listed]

"""The requirements of an agreement as they read on a day."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from insyn.kernel.access import Access
from insyn.platform.scoping import visible_along
from insyn.registry.models import Agreement
from insyn.requirements.models import (
    FOLLOWABLE,
    NOT_FOLLOWABLE,
    TESTED,
    Requirement,
    RequirementVersion,
    RequirementVersionQuerySet,
)
from insyn.requirements.rules.followability import Followability

SORTS: Mapping[str, tuple[str, ...]] = {
    "position": ("requirement__position", "requirement"),
    "-position": ("-requirement__position", "-requirement"),
    "number": ("number_key", "requirement"),
    "-number": ("-number_key", "-requirement"),
    "weight": ("weight", "number_key", "requirement"),
    "-weight": ("-weight", "-is_critical", "number_key", "requirement"),
    "valid_from": ("valid_from", "number_key", "requirement"),
    "-valid_from": ("-valid_from", "number_key", "requirement"),
}
_BY_FOLLOWABILITY: Mapping[str, Q] = {
    Followability.FOLLOWABLE: FOLLOWABLE,
    Followability.NOT_FOLLOWABLE: NOT_FOLLOWABLE,
    Followability.UNTESTED: ~TESTED,
}


def catalogue_on(access: Access, agreement: Agreement, day: date) -> RequirementVersionQuerySet:
    """Return the requirements of the agreement as they read that day, in the agreement's order.

    A follow-up is judged against these on the day it was carried out.
    """
    rows = RequirementVersion.objects.visible_to(access).filter(requirement__agreement=agreement)
    related = rows.valid(day).select_related("requirement", "area")
    return related.order_by(*SORTS["position"])


def wording_on(
    access: Access, requirement_ids: Iterable[int], day: date
) -> dict[int, RequirementVersion]:
    """Return how each requirement read that day, by its id; one that was not valid is missing.

    One query.
    """
    rows = RequirementVersion.objects.visible_to(access).valid(day)
    asked = rows.filter(requirement__in=list(requirement_ids)).select_related("area")
    return {row.requirement_id: row for row in asked}


def listed_requirements(
    access: Access, agreement: Agreement, *, chosen: Mapping[str, Any], sort: str, day: date
) -> QuerySet[RequirementVersion]:
    """Return the requirements that the filters keep, each with ``question_count``.

    Only the questions that the asker sees are counted: in a cooperation each authority asks
    about the others' requirements in templates of its own.
    """
    rows = _filtered(catalogue_on(access, agreement, day), chosen)
    asked = visible_along(access, RequirementVersion, "requirement__questions")
    questions = Count("requirement__questions", filter=asked, distinct=True)
    counted = rows.annotate(question_count=questions)
    return counted.order_by(*SORTS.get(sort, SORTS["position"]))


def _filtered(
    rows: RequirementVersionQuerySet, chosen: Mapping[str, Any]
) -> RequirementVersionQuerySet:
    if chosen["q"]:
        rows = rows.filter(_says(chosen["q"]))
    if chosen["area"]:
        rows = rows.filter(area=chosen["area"])
    for name in ("strength", "weight"):
        if chosen[name]:
            rows = rows.filter(**{name: chosen[name]})
    if chosen["critical"]:
        rows = rows.filter(is_critical=True)
    if chosen["followability"]:
        rows = rows.filter(_BY_FOLLOWABILITY[chosen["followability"]])
    if chosen["since"]:
        rows = rows.filter(valid_from__gte=chosen["since"])
    return rows


def _says(text: str) -> Q:
    """Match the text anywhere; one that looks like a number also as the start of one."""
    found = Q(text__icontains=text) | Q(evidence__icontains=text) | Q(legal_source__icontains=text)
    return found | Q(number__istartswith=text)


def areas_used(access: Access, agreement: Agreement) -> list[tuple[int, str]]:
    """Return the keys and names of the areas that the agreement's requirements have had.

    Read off the requirements, so that it is told also in the cooperation, which does not read
    the owner's own list of areas.
    """
    rows = RequirementVersion.objects.visible_to(access).filter(requirement__agreement=agreement)
    used = rows.exclude(area=None).order_by("area__position", "area__name", "area")
    return list(dict.fromkeys(used.values_list("area", "area__name")))


def coming(access: Access, agreement: Agreement, day: date) -> tuple[int, date | None]:
    """Return how many wordings begin after the day, and the first day one does."""
    rows = RequirementVersion.objects.visible_to(access).filter(requirement__agreement=agreement)
    starts = sorted(rows.filter(valid_from__gt=day).values_list("valid_from", flat=True))
    return len(starts), starts[0] if starts else None


def listed_agreements(access: Access, *, chosen: Mapping[str, Any]) -> QuerySet[Agreement]:
    """Return the agreements that the filters keep, by title, those with requirements first."""
    agreements = Agreement.objects.visible_to(access).select_related("authority__municipality")
    if chosen["q"]:
        agreements = agreements.matching(chosen["q"])
    has_any = Exists(Requirement.objects.visible_to(access).filter(agreement=OuterRef("pk")))
    marked = agreements.annotate(has_requirements=has_any)
    if chosen["has"]:
        marked = marked.filter(has_requirements=chosen["has"] == "with")
    return marked.order_by("-has_requirements", "sort_key", "-starts_on", "pk")

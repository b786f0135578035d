"""Which requirements a template's questions may be linked to, and which questions ask one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from insyn.accounts.models import Authority
from insyn.criteria.models import Question
from insyn.criteria.queries.shipped import ready_questions
from insyn.criteria.rules import SectionFacts, asked_in
from insyn.criteria.rules.derived import Demand
from insyn.kernel.access import Access, Permission
from insyn.registry.models import Agreement
from insyn.requirements.models import Requirement, RequirementQuerySet, RequirementVersion
from insyn.requirements.queries.catalogue import catalogue_on


def linkable(access: Access, authority: Authority) -> RequirementQuerySet:
    """Return the requirements of agreements that a template of the authority may ask about.

    Its own, and those of agreements that it shares in a cooperation.
    """
    shared = Q(agreement__cooperation__members=authority)
    rows = Requirement.objects.visible_to(access).exclude(agreement=None)
    return rows.filter(Q(authority=authority) | shared).distinct()


def agreements_with_requirements(access: Access, authority: Authority) -> QuerySet[Agreement]:
    """Return the agreements whose requirements a template of the authority may ask about."""
    asked = linkable(access, authority).order_by().values("agreement")
    return Agreement.objects.visible_to(access).filter(pk__in=asked)


def latest_wordings(
    access: Access, requirements: RequirementQuerySet, today: date
) -> QuerySet[RequirementVersion]:
    """Return the last wording of each that has not ended, by agreement and in their order."""
    rows = RequirementVersion.objects.visible_to(access).filter(
        requirement__in=requirements.order_by().values("pk")
    )
    last = rows.exclude(valid_to__lt=today).exclude(
        requirement__versions__revision__gt=F("revision")
    )
    return last.select_related("requirement__agreement", "area").order_by(
        "requirement__agreement__sort_key", "requirement__position", "requirement"
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A requirement as a question points it out: its number, text and agreement."""

    requirement_id: int
    number: str
    text: str
    agreement: str


def wordings_of(access: Access, requirement_ids: Iterable[int], day: date) -> Mapping[int, Asked]:
    """Return how the requirements that the asker sees read that day, by id. One query.

    One that had ended by then reads as it did last; one that had not begun, as it did first.
    """
    rows = RequirementVersion.objects.visible_to(access)
    rows = rows.filter(requirement__in=list(requirement_ids))
    ordered = rows.select_related("requirement__agreement").order_by("requirement", "valid_from")
    found: dict[int, Asked] = {}
    for row in ordered:
        if row.requirement_id not in found or row.valid_from <= day:
            found[row.requirement_id] = Asked(
                row.requirement_id, row.number, row.text, str(row.requirement.agreement or "")
            )
    return found


def questions_about(access: Access, requirement: Requirement) -> QuerySet[Question]:
    """Return the questions that ask about the requirement, with template, version and state."""
    rows = Question.objects.visible_to(access).filter(requirements=requirement)
    return rows.select_related("section__version__template__authority__municipality").order_by(
        "section__version__template__name", "-section__version__number", "section__number", "number"
    )


def lost_links(access: Access, owner: Authority, sections: Iterable[SectionFacts]) -> int:
    """Return how many links to requirements a copy of the content loses with that owner.

    Of those that the asker sees: of the others not even a number is told.
    """
    wanted = [key for facts in asked_in(sections) for key in facts.requirement_ids]
    seen = Requirement.objects.visible_to(access).filter(pk__in=wanted)
    kept = linkable(access, owner).filter(pk__in=wanted)
    lost = set(seen.values_list("pk", flat=True)) - set(kept.values_list("pk", flat=True))
    return sum(1 for key in wanted if key in lost)


def matching(
    rows: QuerySet[RequirementVersion], chosen: Mapping[str, Any]
) -> QuerySet[RequirementVersion]:
    """Return the wordings that the filter keeps."""
    if chosen["q"]:
        text = chosen["q"]
        rows = rows.filter(Q(text__icontains=text) | Q(number__istartswith=text))
    if chosen.get("agreement"):
        rows = rows.filter(requirement__agreement=chosen["agreement"])
    if chosen.get("area"):
        rows = rows.filter(area=chosen["area"])
    if chosen.get("weight"):
        rows = rows.filter(weight__gte=chosen["weight"])
    return rows.filter(is_critical=True) if chosen.get("critical") else rows


def agreements_to_ask_about(access: Access) -> QuerySet[Agreement]:
    """Return the agreements with requirements that a template of the asker's may ask about."""
    owners = access.authorities_where(Permission.EDIT_TEMPLATES)
    shared = Q(cooperation__members__in=owners)
    rows = Agreement.objects.visible_to(access).filter(Q(authority__in=owners) | shared)
    return rows.exclude(requirements=None).distinct()


def chosen_wordings(
    access: Access, requirement_ids: Iterable[int], day: date
) -> list[RequirementVersion]:
    """Return how the chosen requirements read that day, area by area, in the agreement's order.

    One that has not begun by then reads as it will first.
    """
    rows = RequirementVersion.objects.visible_to(access)
    rows = rows.filter(requirement__in=list(requirement_ids)).exclude(valid_to__lt=day)
    ordered = rows.select_related("area", "requirement__agreement").order_by(
        F("area__position").asc(nulls_last=True), "area__name", "requirement__position",
        "requirement", "valid_from",
    )  # fmt: skip
    first: dict[int, RequirementVersion] = {}
    for row in ordered:
        first.setdefault(row.requirement_id, row)
    return list(first.values())


def catalogue_to_ask_about(
    access: Access, chosen: Mapping[str, Any], today: date
) -> list[RequirementVersion]:
    """Return the requirements of the chosen agreement that the filter keeps; none without one.

    As they read today, or on the agreement's first day when that is to come.
    """
    agreement = chosen["agreement"]
    if agreement is None:
        return []
    day = max(today, agreement.starts_on)
    return list(matching(catalogue_on(access, agreement, day), chosen))


def demands_of(rows: Iterable[RequirementVersion]) -> list[Demand]:
    """Return the wordings as what questions are made of."""
    ready = ready_questions()
    return [
        Demand(
            requirement_id=row.requirement_id,
            text=row.text,
            evidence=row.evidence,
            legal_source=row.legal_source,
            weight=row.weight,
            is_critical=row.is_critical,
            area_id=row.area_id,
            area=row.area.name if row.area else "",
            ready=ready.get(row.text),
        )
        for row in rows
    ]

"""Weighing many requirements at once."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.services import Place, record
from insyn.kernel.access import Access
from insyn.kernel.errors import Outdated, RuleViolation
from insyn.platform import clock
from insyn.registry.models import Agreement
from insyn.registry.services.changes import differences, plain
from insyn.requirements.models import QualityArea, Requirement, RequirementVersion
from insyn.requirements.queries.catalogue import catalogue_on
from insyn.requirements.rules.validity import day_shown
from insyn.requirements.rules.weights import weight_problem
from insyn.requirements.services.homes import (
    locked_home,
    require_editor,
    require_own_area,
)

BATCH = 500


@dataclass(frozen=True, slots=True)
class Weighing:
    """What the chosen requirements get; None leaves a part as it is."""

    weight: int | None = None
    is_critical: bool | None = None
    area: QualityArea | None = None

    @property
    def values(self) -> dict[str, object]:
        said = {"weight": self.weight, "is_critical": self.is_critical, "area": self.area}
        return {name: value for name, value in said.items() if value is not None}


@transaction.atomic
def weigh(
    access: Access, agreement: Agreement, *, chosen: Mapping[int, int], weighing: Weighing
) -> int:
    """Set weight, critical or area of the chosen requirements, and return how many changed.

    ``chosen`` are requirements with the versions that the page showed. All or none.

    Raises:
        RuleViolation: nothing is chosen or said, or the weight or area cannot be used.
        Outdated: somebody changed one of them after the page was read.
    """
    require_editor(access, agreement.authority_id)
    _require_said(chosen, weighing, agreement.authority_id)
    locked_home(access, agreement)
    day = day_shown(agreement.starts_on, agreement.ends_on, clock.today())
    rows = list(catalogue_on(access, agreement, day).filter(requirement__in=list(chosen)))
    _require_as_read(rows, chosen)
    changed = [row for row in rows if differences(row, weighing.values)]
    if changed:
        before = "; ".join(map(_judged, changed))
        _write(access, changed, weighing)
        facts = {name: plain(value) for name, value in weighing.values.items()}
        facts |= {"requirements": len(changed), "judgement_before": before}
        place = Place(agreement.authority_id)
        record(access, "requirement.weighed", agreement, place=place, facts=facts)
    return len(changed)


def _require_said(chosen: Mapping[int, int], weighing: Weighing, authority_id: int) -> None:
    if not chosen:
        raise RuleViolation(_("Kryssa för minst ett krav i listan."))
    if not weighing.values:
        raise RuleViolation(_("Välj vikt, kritiskt eller kvalitetsområde för de valda kraven."))
    if weighing.weight is not None and (problem := weight_problem(weighing.weight)):
        raise RuleViolation(problem)
    require_own_area(weighing.area, authority_id)


def _require_as_read(rows: list[RequirementVersion], chosen: Mapping[int, int]) -> None:
    same = {
        row.requirement_id for row in rows if row.requirement.version == chosen[row.requirement_id]
    }
    if same != set(chosen):
        raise Outdated(
            _(
                "Någon annan har ändrat %(count)d av kraven medan du läste. Inget är ändrat. Läs "
                "in sidan igen och gör om din ändring."
            )
            % {"count": len(set(chosen) - same)}
        )


def _judged(row: RequirementVersion) -> str:
    """Return how the requirement was judged, for the trail: ”4.2: 3 kritiskt, Personal”."""
    critical = " kritiskt" if row.is_critical else ""
    area = f", {row.area}" if row.area else ""
    return f"{row.number}: {row.weight}{critical}{area}"


def _write(access: Access, rows: list[RequirementVersion], weighing: Weighing) -> None:
    for row in rows:
        for name, value in weighing.values.items():
            setattr(row, name, value)
        row.version += 1
        row.requirement.version += 1
    fields = [*weighing.values, "version"]
    versions = RequirementVersion.objects.visible_to(access)
    versions.bulk_update(rows, fields, batch_size=BATCH)
    changed = [row.requirement for row in rows]
    requirements = Requirement.objects.visible_to(access)
    requirements.bulk_update(changed, ["version"], batch_size=BATCH)

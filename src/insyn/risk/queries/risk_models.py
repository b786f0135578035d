"""Risk models as the asker sees them, and as plain facts to score with."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from insyn.kernel.access import Access
from insyn.platform.ordering import in_order_of
from insyn.risk.models import RiskAssessment, RiskFactor, RiskModelVersion
from insyn.risk.rules.factors import FactorFacts, ModelFacts
from insyn.risk.rules.kinds import FactorPart, Measure, ModelState
from insyn.risk.rules.shipped_model import model_from

ORDERS = {
    "name": ("model__name", "-number"),
    "-name": ("-model__name", "-number"),
    "state": ("place", "model__name", "-number"),
    "-state": ("-place", "model__name", "-number"),
}
SHIPPED_NAME = "Insyns riskmodell"


@cache
def shipped_model() -> ModelFacts:
    """Return the model that the product comes with."""
    file = files("insyn.risk") / "data" / "risk-model.json"
    return model_from(json.loads(file.read_text(encoding="utf-8")))


def versions_for_list(
    access: Access, chosen: dict[str, Any], sort: str
) -> QuerySet[RiskModelVersion]:
    """Return the versions that the asker may see and the filters keep, with their counts."""
    rows = RiskModelVersion.objects.visible_to(access).select_related(
        "model__authority__municipality"
    )
    if chosen["q"]:
        rows = rows.filter(model__name__icontains=chosen["q"])
    if chosen["state"]:
        rows = rows.filter(state=chosen["state"])
    used = RiskAssessment.objects.visible_to(access).filter(model_version=OuterRef("pk"))
    counted = used.order_by().values("model_version").annotate(n=Count("pk")).values("n")
    return rows.annotate(
        factor_count=Count("factors"),
        used_by=Subquery(counted),
        place=in_order_of("state", ModelState),
    ).order_by(*ORDERS.get(sort, ORDERS["name"]))


def usable_versions(access: Access) -> QuerySet[RiskModelVersion]:
    """Return the versions that a new assessment can use."""
    rows = RiskModelVersion.objects.visible_to(access).filter(state=ModelState.PUBLISHED)
    return rows.select_related("model__authority__municipality")


def factors_of(access: Access, version: RiskModelVersion) -> list[RiskFactor]:
    """Return the factors of a version in order."""
    rows = RiskFactor.objects.visible_to(access).filter(version=version)
    return list(rows.select_related("version__model"))


def factor_facts(row: RiskFactor) -> FactorFacts:
    """Return a factor as plain facts."""
    return FactorFacts(
        code=row.code,
        name=row.name,
        part=FactorPart(row.part),
        weight=row.weight,
        measure=Measure(row.measure) if row.measure else None,
        bounds=tuple(row.bounds),
        level_texts=tuple(row.level_texts),
        missing_level=row.missing_level,
        explanation=row.explanation,
    )


def model_facts(access: Access, version: RiskModelVersion) -> ModelFacts:
    """Return everything that decides a score."""
    return ModelFacts(
        factors=tuple(factor_facts(row) for row in factors_of(access, version)),
        scale_size=version.scale_size,
        bands=tuple(version.bands),
    )


def other_versions(access: Access, version: RiskModelVersion) -> QuerySet[RiskModelVersion]:
    """Return the other versions of the same model, the newest first."""
    rows = RiskModelVersion.objects.visible_to(access).filter(model=version.model_id)
    return rows.exclude(pk=version.pk).select_related("model").order_by("-number")

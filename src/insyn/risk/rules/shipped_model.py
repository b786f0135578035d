"""The risk model that the product comes with, read from plain data. Pure."""

from collections.abc import Mapping
from typing import Any

from insyn.risk.rules.factors import FactorFacts, ModelFacts, problems
from insyn.risk.rules.kinds import FactorPart, Measure


class BadModel(ValueError):
    """The file of the product is wrong; the message says where."""


def model_from(raw: Mapping[str, Any]) -> ModelFacts:
    """Return the model.

    Raises:
        BadModel: an authority could not have published it.
    """
    model = ModelFacts(
        factors=tuple(_factor(row) for row in raw["factors"]),
        scale_size=raw["scale_size"],
        bands=tuple(raw["bands"]),
    )
    if found := problems(model):
        raise BadModel("; ".join(found))
    return model


def _factor(raw: Mapping[str, Any]) -> FactorFacts:
    return FactorFacts(
        code=raw["code"],
        name=raw["name"],
        part=FactorPart(raw["part"]),
        weight=raw["weight"],
        measure=Measure(raw["measure"]) if raw.get("measure") else None,
        bounds=tuple(raw.get("bounds", ())),
        level_texts=tuple(raw["level_texts"]),
        missing_level=raw["missing_level"],
        explanation=raw.get("explanation", ""),
    )

"""Instruments: scales and review templates."""

from insyn.criteria.models.scales import Scale, ScaleLevel, ScaleLevelQuerySet, ScaleQuerySet
from insyn.criteria.models.templates import (
    Question,
    QuestionQuerySet,
    ReviewTemplate,
    ReviewTemplateQuerySet,
    Section,
    SectionQuerySet,
    TemplateVersion,
    TemplateVersionQuerySet,
)

__all__ = [
    "Question",
    "QuestionQuerySet",
    "ReviewTemplate",
    "ReviewTemplateQuerySet",
    "Scale",
    "ScaleLevel",
    "ScaleLevelQuerySet",
    "ScaleQuerySet",
    "Section",
    "SectionQuerySet",
    "TemplateVersion",
    "TemplateVersionQuerySet",
]

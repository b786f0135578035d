"""Answers about scales."""

from insyn.accounts.models import Authority
from insyn.criteria.models import Question, Scale, ScaleLevel, ScaleQuerySet, TemplateVersion
from insyn.criteria.queries.content import level_facts
from insyn.criteria.rules import LevelFacts, TemplateState
from insyn.kernel.access import Access

FIXED = (TemplateState.PUBLISHED, TemplateState.RETIRED)
"""States in which a version never changes."""


def usable_scales(access: Access, authority_id: int) -> ScaleQuerySet:
    """Return the authority's own scales that are in use, by name."""
    rows = Scale.objects.visible_to(access).filter(authority=authority_id, retired_on=None)
    return rows.order_by("name", "pk")


def is_fixed(scale: Scale) -> bool:
    """Tell whether a published or retired version uses the scale, which then never changes."""
    return (
        TemplateVersion.objects.filter(scale=scale, state__in=FIXED).exists()
        or Question.objects.filter(scale=scale, section__version__state__in=FIXED).exists()
    )


def versions_using(access: Access, scale: Scale) -> list[TemplateVersion]:
    """Return the versions the asker sees that use the scale, by name."""
    asked = Question.objects.filter(scale=scale).values("section__version")
    rows = TemplateVersion.objects.visible_to(access)
    used = rows.filter(scale=scale) | rows.filter(pk__in=asked)
    return list(used.distinct().select_related("template").order_by("template__name", "-number"))


def levels_in_order(access: Access, scale: Scale) -> list[ScaleLevel]:
    """Return the levels, best first."""
    return list(ScaleLevel.objects.visible_to(access).filter(scale=scale))


def same_scale(
    access: Access, authority: Authority, name: str, levels: list[LevelFacts]
) -> Scale | None:
    """Return the authority's own scale in use with that name and exactly those levels."""
    scale = usable_scales(access, authority.pk).filter(name=name).first()
    if scale is None or [level_facts(row) for row in levels_in_order(access, scale)] != levels:
        return None
    return scale

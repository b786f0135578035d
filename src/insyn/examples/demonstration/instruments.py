"""Surveys, guides and scales of the made-up boards, taken from what the product comes with."""

from insyn.criteria.models import Scale, ScaleLevel, TemplateVersion
from insyn.criteria.queries.shipped import shipped_template
from insyn.criteria.rules import Level, TemplateKind
from insyn.criteria.rules.scales import STARTS
from insyn.criteria.services import (
    ScaleFacts,
    TemplateFacts,
    create_scale,
    create_template,
    publish_version,
    template_of_requirements,
)
from insyn.examples.demonstration.terms import CHILDREN
from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import EDITOR, ELDERLY, SOCIAL, START, Town
from insyn.followups.models import Followup
from insyn.kernel.access import Access
from insyn.requirements.queries.catalogue import catalogue_on

TAKEN = (
    (SOCIAL, "enkat-hvb", True),
    (SOCIAL, "enkat-stodboende", False),
    (SOCIAL, "intervju-barn", False),
    (ELDERLY, "enkat-hemtjanst", True),
    (ELDERLY, "egenkontroll", False),
)
"""Board, shipped template, and whether a share is counted."""

ASKED_ABOUT = 40
HEAVY = 3


def tell(town: Town) -> Story:
    """Publish some of the shipped templates, and begin a survey of the heaviest requirements."""
    yield START + 12
    for board, code, is_scored in TAKEN:
        _take(town, board, code, is_scored=is_scored)
    yield -14
    _ask_about_requirements(town)


def four_levels(town: Town, board: str) -> Scale:
    """Make the board's own scale of four levels."""
    (start,) = (start for start in STARTS if start.code == "four")
    facts = ScaleFacts(start.name, start.note)
    return create_scale(
        town.access(EDITOR), town.authorities[board], facts=facts, levels=start.levels
    )


def on_scale(access: Access, followup: Followup, level: Level) -> Level | ScaleLevel:
    """Return the first level of the template's own scale that counts as the common one."""
    scale = followup.template_version.scale_id
    if scale is None:
        return level
    levels = ScaleLevel.objects.visible_to(access).filter(scale=scale)
    return levels.filter(counts_as=level).first() or Level.NOT_ASSESSED


def _take(town: Town, board: str, code: str, *, is_scored: bool) -> TemplateVersion:
    shipped = shipped_template(code)
    if shipped is None:
        raise LookupError(code)
    facts = TemplateFacts(
        kind=shipped.kind,
        service_area=town.areas.get(shipped.service_area_code),
        purpose=shipped.purpose,
        is_scored=is_scored,
        copied_from=shipped.name,
    )
    access = town.access(EDITOR)
    draft = create_template(
        access,
        town.authorities[board],
        name=shipped.name,
        sections=shipped.sections,
        facts=facts,
    )
    return publish_version(access, draft)


def _ask_about_requirements(town: Town) -> None:
    """Leave a draft that asks about the requirements that weigh most."""
    access, agreement = town.access(EDITOR), town.agreements[CHILDREN.key]
    rows = catalogue_on(access, agreement, town.calendar.today).filter(weight=HEAVY)
    template_of_requirements(
        access,
        town.authorities[SOCIAL],
        name="Avtalsenkät för barn och unga",
        kind=TemplateKind.SURVEY,
        requirement_ids=[row.requirement_id for row in rows][:ASKED_ABOUT],
    )

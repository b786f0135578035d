"""Tells how the review templates came about: drafts, published versions, a retired one."""

from collections.abc import Sequence

from insyn.criteria.models import TemplateVersion
from insyn.criteria.rules import NINE_AREAS, SectionFacts
from insyn.criteria.services import (
    TemplateFacts,
    change_template,
    create_template,
    new_draft_of,
    publish_version,
    retire_version,
    save_question,
    save_section,
)
from insyn.examples.demonstration.cases import CARE, NINE, SUPPORT
from insyn.examples.demonstration.instruments import four_levels
from insyn.examples.demonstration.questions import DAILY_SUPPORT, ELDERLY_CARE
from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import EDITOR, ELDERLY, SOCIAL, START, Town

IN_FIRST_VERSION = 4
"""How many of the areas the first template for care of the elderly had."""


def tell(town: Town) -> Story:
    """Write the three templates, put a better version of one in place, and begin on the next."""
    access = town.access(EDITOR)
    yield START + 3
    nine = create_template(
        access,
        town.authorities[SOCIAL],
        name="Barn och unga, nio områden",
        sections=NINE_AREAS,
        cooperation=town.cooperation,
    )
    town.templates[NINE] = publish_version(access, nine)
    town.templates[SUPPORT] = _published(town, SOCIAL, "Stöd i vardagen", DAILY_SUPPORT)
    areas = ELDERLY_CARE[:IN_FIRST_VERSION]
    first = _published(town, ELDERLY, "Hemtjänst och särskilt boende", areas)
    yield START + 45
    second = _on_four_levels(town, new_draft_of(access, first))
    for area in ELDERLY_CARE[IN_FIRST_VERSION:]:
        _add(town, second, area)
    town.templates[CARE] = publish_version(access, second)
    retire_version(access, first)
    yield -20
    new_draft_of(access, town.templates[CARE])


def _on_four_levels(town: Town, draft: TemplateVersion) -> TemplateVersion:
    """Let the board assess on a scale of its own."""
    facts = TemplateFacts(
        scale=four_levels(town, ELDERLY),
        change_note="Tre områden till, och nämndens egen skala med fyra nivåer",
    )
    return change_template(
        town.access(EDITOR), draft, name=draft.template.name, cooperation=None, facts=facts
    )


def _published(
    town: Town, board: str, name: str, sections: Sequence[SectionFacts]
) -> TemplateVersion:
    access = town.access(EDITOR)
    draft = create_template(access, town.authorities[board], name=name, sections=sections)
    return publish_version(access, draft)


def _add(town: Town, draft: TemplateVersion, area: SectionFacts) -> None:
    access = town.access(EDITOR)
    section = save_section(access, draft, facts=area)
    for question in area.questions:
        save_question(access, section, facts=question)

"""Storing what a list of questions would change."""

from collections.abc import Sequence
from dataclasses import replace

from insyn.accounts.models import Authority
from insyn.criteria.models import Section, TemplateVersion
from insyn.criteria.rules import SectionFacts, asked_in
from insyn.criteria.services import (
    TemplateFacts,
    change_template,
    create_template,
    new_draft_of,
)
from insyn.criteria.services.building import write_content
from insyn.criteria.services.drafts import locked_draft, touched
from insyn.exchange.queries.tables.template_changes import TemplateChange, TemplatesPlan
from insyn.kernel.access import Access
from insyn.requirements.services.creating import areas_for


def write_templates(access: Access, plan: TemplatesPlan, authority: Authority) -> None:
    """Make the new templates, and fill the drafts of the others. Published versions stay."""
    for change in plan.templates:
        sections = _with_areas(access, change, authority)
        if change.latest is None:
            facts = TemplateFacts(
                kind=change.kind, service_area=change.service_area, purpose=change.purpose
            )
            create_template(access, authority, name=change.name, sections=sections, facts=facts)
        else:
            _fill(access, change, change.latest, sections)


def _with_areas(
    access: Access, change: TemplateChange, authority: Authority
) -> Sequence[SectionFacts]:
    """Return the areas tied to the authority's quality areas; those missing are made."""
    areas, _made = areas_for(access, authority, list(change.areas.values()))
    rows = {name: areas[word] for name, word in change.areas.items()}
    return [
        replace(section, area_id=row.pk if (row := rows[section.name]) else None, area_code="")
        for section in change.sections
    ]


def _fill(
    access: Access,
    change: TemplateChange,
    latest: TemplateVersion,
    sections: Sequence[SectionFacts],
) -> None:
    """Let the draft, a new one when there is none, say what the list says."""
    draft = latest if latest.is_draft else new_draft_of(access, latest)
    draft = _changed(access, change, locked_draft(access, draft))
    Section.objects.visible_to(access).filter(version=draft).delete()
    write_content(access, draft, sections)
    facts = {"areas": len(sections), "questions": len(asked_in(sections))}
    touched(access, draft, "template.taken_in", facts)


def _changed(access: Access, change: TemplateChange, draft: TemplateVersion) -> TemplateVersion:
    """Return the draft once its template is for what the list says."""
    facts = TemplateFacts(
        kind=change.kind,
        service_area=change.service_area,
        purpose=change.purpose,
        scale=draft.scale,
        is_scored=draft.is_scored,
        hides_score=draft.hides_score,
        change_note=draft.change_note,
    )
    template = draft.template
    return change_template(
        access, draft, name=template.name, cooperation=template.cooperation, facts=facts
    )

"""The templates that the product comes with."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from insyn.criteria.rules import QuestionFacts, Respondent
from insyn.criteria.rules.shipped import ShippedTemplate, nine_areas, template_from
from insyn.criteria.rules.states import TemplateKind
from insyn.requirements.queries.shipped import shipped_packs


@cache
def shipped_templates() -> tuple[ShippedTemplate, ...]:
    """Return the templates, kind by kind: surveys, visits, checklists, interviews, own checks."""
    folder = files("insyn.criteria") / "data" / "templates"
    found = sorted(folder.iterdir(), key=lambda file: file.name)
    read = [template_from(json.loads(file.read_text(encoding="utf-8"))) for file in found]
    kinds = list(TemplateKind)
    return tuple(sorted([*read, nine_areas()], key=lambda template: kinds.index(template.kind)))


def shipped_template(code: str) -> ShippedTemplate | None:
    """Return the template with the code, or None."""
    return next((template for template in shipped_templates() if template.code == code), None)


@cache
def ready_questions() -> Mapping[str, QuestionFacts]:
    """Return the question that a survey asks the provider about each shipped requirement.

    By the text of the requirement: one that an authority has reworded has none.
    """
    texts = {row.code: row.text for pack in shipped_packs() for row in pack.requirements}
    found: dict[str, QuestionFacts] = {}
    for template in shipped_templates():
        if template.kind == TemplateKind.SURVEY:
            for asked in (question for area in template.sections for question in area.questions):
                if asked.respondent == Respondent.PROVIDER:
                    for code in asked.requirement_codes:
                        found.setdefault(texts[code], asked)
    return found

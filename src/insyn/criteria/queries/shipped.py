"""The templates that the product comes with."""

import json
from functools import cache
from importlib.resources import files

from insyn.criteria.rules.shipped import ShippedTemplate, nine_areas, template_from
from insyn.criteria.rules.states import TemplateKind


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

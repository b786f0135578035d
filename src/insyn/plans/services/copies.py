"""Copying what stands in a plan to another plan."""

from collections.abc import Mapping
from dataclasses import dataclass

from insyn.kernel.access import Access
from insyn.plans.models import FormStage, Plan, PlanForm, PlanSection

CARD = (
    "position", "kind", "name", "purpose", "goal", "method", "receivers", "reporting", "feedback",
    "limits", "consequences", "checks", "triggers", "is_outside",
)  # fmt: skip
"""What a form says."""


@dataclass(frozen=True, slots=True)
class Copied:
    """The new forms and stages by the keys of those they were copied from."""

    forms: Mapping[int, PlanForm]
    stages: Mapping[int, FormStage]


def copy_texts_and_forms(access: Access, source: Plan, plan: Plan) -> Copied:
    """Copy the sections, and the forms with their stages, and return the new ones. Six queries."""
    sections = PlanSection.objects.visible_to(access).filter(plan=source)
    PlanSection.objects.bulk_create(
        PlanSection(plan=plan, position=row.position, heading=row.heading, text=row.text)
        for row in sections
    )
    forms = _copied_forms(access, source, plan)
    return Copied(forms, _copied_stages(access, source, forms))


def _copied_forms(access: Access, source: Plan, plan: Plan) -> dict[int, PlanForm]:
    old = list(PlanForm.objects.visible_to(access).filter(plan=source))
    values = [{name: getattr(row, name) for name in CARD} for row in old]
    new = PlanForm.objects.bulk_create([PlanForm(plan=plan, **said) for said in values])
    return {row.pk: copy for row, copy in zip(old, new, strict=True)}


def _copied_stages(
    access: Access, source: Plan, forms: Mapping[int, PlanForm]
) -> dict[int, FormStage]:
    old = list(FormStage.objects.visible_to(access).filter(form__plan=source))
    new = FormStage.objects.bulk_create(
        [
            FormStage(
                form=forms[row.form_id],
                position=row.position,
                kind=row.kind,
                name=row.name,
                methods=row.methods,
            )
            for row in old
        ]
    )
    return {row.pk: copy for row, copy in zip(old, new, strict=True)}

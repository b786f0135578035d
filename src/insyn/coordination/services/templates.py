"""A local template is held against the minimum of an instruction."""

from django.db import transaction

from insyn.accounts.models import Authority
from insyn.coordination.models import DistrictShare, Instruction, LocalTemplate
from insyn.coordination.queries.minimum import held_against
from insyn.coordination.rules import Refusal
from insyn.coordination.rules.instructions import reporting_refusal
from insyn.coordination.services.locks import note, refuse
from insyn.criteria.models import TemplateVersion
from insyn.kernel.access import Access, Permission
from insyn.platform import clock


@transaction.atomic
def check_template(
    access: Access, instruction: Instruction, *, authority: Authority,
    template_version: TemplateVersion,
) -> LocalTemplate:  # fmt: skip
    """Hold an authority's own template against the minimum, and keep what it lacks.

    Raises:
        RuleViolation: the instruction is not in force or has no part for the authority.
    """
    access.require(Permission.EDIT_TEMPLATES, authority_id=authority.pk)
    refuse(reporting_refusal(instruction.shown_state))
    shares = DistrictShare.objects.visible_to(access)
    if not shares.filter(instruction=instruction, authority=authority).exists():
        refuse(Refusal.NO_SHARE)
    missing, own = held_against(access, instruction, template_version)
    row, _made = LocalTemplate.objects.visible_to(access).update_or_create(
        instruction=instruction,
        authority=authority,
        template_version=template_version,
        defaults={
            "name": str(template_version)[:200],
            "missing": [{"area": one.area, "code": one.code, "text": one.text} for one in missing],
            "own_questions": own,
            "checked_on": clock.today(),
        },
    )
    note(access, "local_template.checked", row, authority.pk, {"missing": len(missing)})
    return row

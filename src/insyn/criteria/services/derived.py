"""A template made of the requirements of agreements."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.criteria.models import TemplateVersion
from insyn.criteria.queries.links import chosen_wordings, demands_of, linkable
from insyn.criteria.rules import TemplateKind
from insyn.criteria.rules.derived import sections_of
from insyn.criteria.services.versions import TemplateFacts, create_template
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.requirements.models import RequirementVersion


@transaction.atomic
def template_of_requirements(
    access: Access,
    authority: Authority,
    *,
    name: str,
    kind: TemplateKind,
    requirement_ids: Sequence[int],
) -> TemplateVersion:
    """Return a draft that asks about each of the requirements, area by area.

    Evidence, weight and what is critical are taken from the requirements, and each question is
    linked to its own.

    Raises:
        RuleViolation: none is chosen, or one is none that the authority may ask about.
    """
    access.require(Permission.EDIT_TEMPLATES, authority_id=authority.pk)
    wanted = set(requirement_ids)
    if not wanted:
        raise RuleViolation(_("Välj minst ett krav att fråga om."))
    if linkable(access, authority).filter(pk__in=wanted).count() < len(wanted):
        raise RuleViolation(_("Ett av kraven finns inte i nämndens avtal. Välj ett som visas."))
    rows = chosen_wordings(access, wanted, clock.today())
    return create_template(
        access,
        authority,
        name=name,
        sections=sections_of(demands_of(rows), kind),
        facts=TemplateFacts(kind=kind, copied_from=_source(rows)),
    )


def _source(rows: Sequence[RequirementVersion]) -> str:
    agreements = {str(row.requirement.agreement) for row in rows}
    return ", ".join(sorted(agreements))[:200]

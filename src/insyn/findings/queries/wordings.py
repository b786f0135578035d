"""What a finding may be about: requirements as they read on the day, and units."""

from datetime import date

from django.db.models import Q, QuerySet

from insyn.followups.models import Followup
from insyn.kernel.access import Access
from insyn.registry.models import Unit, UnitOperation
from insyn.requirements.models import RequirementVersion, RequirementVersionQuerySet


def day_of(followup: Followup) -> date:
    """Return the day whose requirements hold: when it was made, else when it is planned."""
    return followup.carried_out_on or followup.planned_for


def wordings_of(access: Access, followup: Followup) -> RequirementVersionQuerySet:
    """Return the wordings that were valid for the follow-up, in the order of the agreement."""
    rows = RequirementVersion.objects.visible_to(access).valid(day_of(followup))
    of_agreement = rows.filter(requirement__agreement=followup.contract.agreement_id)
    return of_agreement.select_related("requirement", "area").order_by("number_key", "pk")


def units_of(followup: Followup) -> QuerySet[Unit]:
    """Return the units that the provider runs, or ran on the follow-up's day."""
    provider = followup.contract.provider_id
    run = UnitOperation.objects.on(day_of(followup)).filter(provider=provider)
    ours = Q(provider=provider) | Q(pk=followup.unit_id) | Q(pk__in=run.values("unit"))
    return Unit.objects.filter(ours)

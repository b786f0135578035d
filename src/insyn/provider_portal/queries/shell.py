"""What stands around every page of a provider."""

from insyn.kernel.access import Access
from insyn.registry.models import Provider
from insyn.surveys.models import SurveyResponse


def providers_of(access: Access) -> list[str]:
    """Return the names of the providers that the asker answers for, or has been asked about."""
    invited = SurveyResponse.objects.shown_to_provider(access)
    asked = set(invited.values_list("contract__provider", flat=True)) if access.invitations else ()
    rows = Provider.objects.standing().filter(pk__in=[*access.provider_ids, *asked])
    return list(rows.order_by("name").values_list("name", flat=True))

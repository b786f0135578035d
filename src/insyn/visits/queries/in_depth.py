"""Which areas come first on the pages of visits."""

from django.conf import settings
from django.utils.module_loading import import_string

from insyn.followups.models import Followup
from insyn.kernel.access import Access


def areas_in_depth(access: Access, followup: Followup) -> frozenset[str]:
    """Return the names of the areas that the follow-up takes up in depth.

    Asked of what ``settings.AREAS_IN_DEPTH`` names. At most one query.
    """
    found: frozenset[str] = import_string(settings.AREAS_IN_DEPTH)(access, followup)
    return found

"""Looking at the signs about a provider. Every look is written in the trail."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from insyn.accounts.models import Authority
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission, Secrecy
from insyn.monitoring.queries.indications import red_flags
from insyn.monitoring.rules.indications import Indication
from insyn.platform import clock
from insyn.registry.models import Provider


@dataclass(frozen=True, slots=True)
class BoardsSigns:
    """What one authority's checks give."""

    authority: Authority
    indications: Sequence[Indication]


@transaction.atomic
def look_at_indications(access: Access, provider: Provider) -> list[BoardsSigns]:
    """Return the signs of each authority where the asker may see them, and note the look.

    Raises:
        NotAllowed: the asker may not see signs anywhere.
    """
    access.require_somewhere(Permission.SEE_RED_FLAGS)
    ids = access.authorities_where(Permission.SEE_RED_FLAGS)
    seen = []
    for authority in Authority.objects.select_related("municipality").filter(pk__in=ids):
        signs = red_flags(access, provider, authority, today=clock.today())
        seen.append(BoardsSigns(authority, signs))
        place = Place(authority.pk, Secrecy.RESTRICTED)
        record(access, "provider.indications_seen", provider, place=place,
               facts={"total": len(signs)})  # fmt: skip
    return seen

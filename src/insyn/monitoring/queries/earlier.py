"""What the last known checks told, to compare the next ones with."""

from collections.abc import Collection

from insyn.accounts.models import Authority
from insyn.kernel.access import Access
from insyn.monitoring.models import RegisterCheck
from insyn.monitoring.rules import CheckKind, CheckResult
from insyn.monitoring.rules.changes import Told

Earlier = tuple[int, CheckKind]
"""A provider's key and a kind."""


def earlier_of(
    access: Access, authority: Authority, provider_ids: Collection[int]
) -> dict[Earlier, Told]:
    """Return what each kind told last when it was known: result and parts. One query.

    A check that told nothing in between hides no change: it is passed over. So are the parts of
    a check that had none, such as one by hand.
    """
    found: dict[Earlier, Told] = {}
    for provider_id, kind, result, details, on in (
        RegisterCheck.objects.visible_to(access)
        .filter(authority=authority, provider__in=provider_ids)
        .exclude(result=CheckResult.UNKNOWN)
        .order_by("checked_on", "pk")
        .values_list("provider_id", "kind", "result", "details", "checked_on")
    ):
        key = (provider_id, CheckKind(kind))
        kept = found[key].details if key in found and not details else details
        found[key] = Told(CheckResult(result), kept, on)
    return found

"""What pages about agreements tell of their requirements."""

from collections.abc import Iterable, Mapping

from django import template
from django.template import RequestContext

from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.registry.models import Agreement
from insyn.requirements.queries.followability import NONE_YET, shares_of
from insyn.requirements.rules.followability import Share

register = template.Library()


@register.simple_tag(takes_context=True)
def followable_share(context: RequestContext, agreement: Agreement) -> Share:
    """Return how much can be followed up in the agreement. One query."""
    return followable_shares(context, [agreement]).get(agreement.pk, NONE_YET)


@register.simple_tag(takes_context=True)
def followable_shares(
    context: RequestContext, agreements: Iterable[Agreement]
) -> Mapping[int, Share]:
    """Return how much can be followed up in each agreement, by its key. One query."""
    access: Access = context.request.access  # type: ignore[attr-defined]
    return shares_of(access, [agreement.pk for agreement in agreements], clock.today())


@register.filter
def share_of(shares: Mapping[int, Share], agreement: Agreement) -> Share:
    """Return the agreement's share; an empty one when it has no requirements."""
    return shares.get(agreement.pk, NONE_YET)

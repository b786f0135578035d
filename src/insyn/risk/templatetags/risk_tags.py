"""What pages tell of risk: how a value is written, and what the checks say of a plan."""

from django import template
from django.template import RequestContext

from insyn.kernel.access import Access
from insyn.plans.models import Plan
from insyn.platform.templatetags.insyn_tags import number
from insyn.risk.queries.checks import Told, told_of
from insyn.risk.rules.bands import HUNDREDTHS

register = template.Library()


@register.simple_tag(takes_context=True)
def open_warnings(context: RequestContext, plan: Plan) -> list[Told]:
    """Return the warnings about the plan that nobody has accepted. At most 26 queries."""
    access: Access = context.request.access  # type: ignore[attr-defined]
    return [one for one in told_of(access, plan) if not one.accepted]


@register.filter
def hundredths(value: int | None) -> str:
    """Return a value in hundredths as the reader's language writes it: 1225 is ”12,25”."""
    return number(None if value is None else value / HUNDREDTHS, 2)

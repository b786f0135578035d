"""Filters of risk: how a value in hundredths is written."""

from django import template

from insyn.platform.templatetags.insyn_tags import number
from insyn.risk.rules.bands import HUNDREDTHS

register = template.Library()


@register.filter
def hundredths(value: int | None) -> str:
    """Return a value in hundredths as the reader's language writes it: 1225 is ”12,25”."""
    return number(None if value is None else value / HUNDREDTHS, 2)

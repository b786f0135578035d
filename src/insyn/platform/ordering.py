"""The order of a list: what needs somebody first, what is over last."""

from django.db.models import Case, Q, Value, When

from insyn.kernel.choices import Choice


def ranked(*groups: Q) -> Case:
    """Return an order: rows of the first group first, and those of no group last."""
    return Case(
        *(When(group, then=Value(place)) for place, group in enumerate(groups)),
        default=Value(len(groups)),
    )


def in_order_of(column: str, kind: type[Choice]) -> Case:
    """Return the order in which the closed list says its codes, which is never alphabetical."""
    return ranked(*(Q((column, code)) for code in kind.codes()))

"""What the pages of lists share: which list an address means, and the steps of an import."""

from django.http import Http404
from django.utils.translation import gettext as _

from insyn.exchange.rules.kinds import Table
from insyn.exchange.rules.tables import BY_SLUG

PER_PAGE = 50
"""Rows of a list that one page shows."""

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_at(slug: str) -> Table:
    """Return the list of that address.

    Raises:
        Http404: there is none.
    """
    if slug not in BY_SLUG:
        raise Http404
    return BY_SLUG[slug]


def import_steps(now: int) -> list[dict[str, str]]:
    """Return the steps of an import for the line at the top; those before ``now`` are done."""
    labels = (_("Välj lista"), _("Välj fil"), _("Välj kolumner"), _("Granska"), _("För in"))
    words = [(number > now) - (number < now) for number in range(1, len(labels) + 1)]
    states = {-1: "done", 0: "now", 1: "next"}
    return [
        {"label": label, "state": states[word]} for label, word in zip(labels, words, strict=True)
    ]

"""Answers to a provider about ends of its contracts. Everything through shown_to_provider."""

from collections.abc import Sequence

from insyn.kernel.access import Access
from insyn.measures.models import Termination, TerminationLetter

SHOWN = 20


def own_terminations(access: Access) -> list[Termination]:
    """Return the ends that the asker's providers know of, the latest first. One query."""
    rows = Termination.objects.shown_to_provider(access).select_related(
        "contract__provider", "contract__agreement", "authority__municipality"
    )
    return list(rows.order_by("-notice_on", "-pk")[:SHOWN])


def own_termination_letters(access: Access, row: Termination) -> Sequence[TerminationLetter]:
    """Return the letters about one of them, in order."""
    letters = TerminationLetter.objects.shown_to_provider(access)
    return list(letters.filter(termination=row))

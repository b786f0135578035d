"""What is next in the sanctions that a follow-up gave rise to, and whose turn it is."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from insyn.followups.models import Followup
from insyn.followups.rules.checklist import CheckItem, Turn
from insyn.kernel.access import Access
from insyn.measures.models import Sanction
from insyn.measures.rules.sanctions import SanctionState

_NEXT: Mapping[SanctionState, tuple[str, Turn]] = {
    SanctionState.PROPOSED: ("Besluta om sanktionen %(number)s", Turn.DECIDERS),
    SanctionState.DECIDED: ("Delge utföraren sanktionen %(number)s", Turn.REVIEWERS),
    SanctionState.NOTIFIED: ("Godta eller bestrid sanktionen %(number)s", Turn.PROVIDER),
    SanctionState.CONTESTED: ("Pröva bestridandet av %(number)s", Turn.DECIDERS),
    SanctionState.UPHELD: ("Verkställ sanktionen %(number)s", Turn.REVIEWERS),
    SanctionState.REDUCED: ("Verkställ sanktionen %(number)s", Turn.REVIEWERS),
}


def checklist_of(access: Access, followup: Followup, today: date) -> Iterator[CheckItem]:
    """Yield the next step of each sanction of the follow-up; one that is over is done."""
    for row in Sanction.objects.visible_to(access).filter(followup=followup).order_by("pk"):
        state = SanctionState(row.state)
        text, turn = _NEXT.get(state, ("Sanktionen %(number)s", Turn.REVIEWERS))
        due = row.answer_due_on if state == SanctionState.NOTIFIED else None
        if due is not None and due < today:
            text, turn = _NEXT[SanctionState.UPHELD]
        yield CheckItem(
            _(text) % {"number": row.number},
            state not in _NEXT,
            turn,
            reverse("measures:sanction", args=[row.pk]),
            due_on=due,
            code="sanction",
        )

"""Locking a visit before something is decided about it, and screening what is written."""

from django.utils.translation import gettext as _

from insyn.followups.models import Followup
from insyn.followups.rules import BEFORE_START, State
from insyn.followups.services import locked_unsent
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.kernel.texts import personal_number_problem
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.visits.models import Visit
from insyn.visits.rules.life import change_problem, facts_problem


def refuse(*problems: str) -> None:
    """Raise the first problem that says something.

    Raises:
        RuleViolation: with that sentence.
    """
    for problem in problems:
        if problem:
            raise RuleViolation(problem)


def screened(*texts: str) -> tuple[str, ...]:
    """Return the texts trimmed.

    Raises:
        RuleViolation: one of them holds a personal number.
    """
    refuse(*(personal_number_problem(text) for text in texts))
    return tuple(text.strip() for text in texts)


def locked_for_visits(access: Access, followup: Followup) -> Followup:
    """Return the follow-up locked, to one who may carry it out and while it is not sent."""
    refusal = _(
        "Uppföljningen är skickad, avslutad eller inställd. Då ändras inte besök och iakttagelser."
    )
    return locked_unsent(access, followup, refusal=refusal)


def locked_visit(
    access: Access, visit: Visit, *, version: int | None = None
) -> tuple[Followup, Visit]:
    """Return the follow-up and the visit, both locked, the follow-up first.

    Raises:
        RuleViolation: the follow-up has been sent or has ended.
        Outdated: somebody else changed the visit first.
    """
    row = locked_for_visits(access, visit.followup)
    locked = locked_row(Visit.objects.visible_to(access), pk=visit.pk, version=version)
    locked.followup = row
    return row, locked


def visit_for_changes(access: Access, visit: Visit) -> tuple[Followup, Visit]:
    """Return the same as ``locked_visit``, while the visit is not cancelled."""
    row, locked = locked_visit(access, visit)
    refuse(change_problem(locked.shown_state))
    return row, locked


def visit_for_facts(access: Access, visit: Visit) -> tuple[Followup, Visit]:
    """Return the same, when something can have been seen: the day has come, the work begun.

    Raises:
        RuleViolation: the follow-up has not started, or the visit has its day to come.
    """
    row, locked = locked_visit(access, visit)
    if State(row.state) in BEFORE_START:
        raise RuleViolation(
            _("Uppföljningen är inte påbörjad. Påbörja den under fliken Översikt och anteckna "
              "sedan besöket.")
        )  # fmt: skip
    refuse(facts_problem(locked.shown_state, locked.planned_on, clock.today()))
    return row, locked

"""What the services of signals share: refusing, screening texts, locking, writing the trail."""

from django.db import models
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Mandate, Permission, Role, Secrecy
from insyn.kernel.choices import Choice
from insyn.kernel.errors import RuleViolation
from insyn.kernel.texts import personal_number_problem
from insyn.platform.locking import locked_row
from insyn.signals.models import Signal
from insyn.signals.rules import LIFECYCLE, SignalEvent


def refuse(refusal: Choice | None) -> None:
    """Raise what stands in the way, if anything does.

    Raises:
        RuleViolation: with that sentence.
    """
    if refusal is not None:
        raise RuleViolation(_(refusal.label))


def screened(*texts: str) -> tuple[str, ...]:
    """Return the texts trimmed.

    Raises:
        RuleViolation: one of them holds a personal number or a coordination number.
    """
    for text in texts:
        if problem := personal_number_problem(text):
            raise RuleViolation(problem)
    return tuple(text.strip() for text in texts)


def the_system(authority: Authority) -> Access:
    """Return the asker that counts signals and proposes follow-ups in an authority."""
    return Access.system("Insyn", mandates=(Mandate(authority.pk, Role.PLAN_OWNER),))


def locked_signal(access: Access, signal: Signal, *, version: int | None = None) -> Signal:
    """Return the signal locked, to one who handles signals in its authority.

    Raises:
        Outdated: somebody else changed it first.
    """
    access.require(Permission.HANDLE_SIGNALS, authority_id=signal.authority_id)
    rows = Signal.objects.visible_to(access).select_related("authority", "provider", "unit")
    return locked_row(rows, pk=signal.pk, version=version)


def named(signal: Signal) -> str:
    """Return what a refusal calls the signal when several are at hand."""
    about = _(signal.shown_category.label).lower()
    return f"{signal.provider}, {about}, {signal.happened_on}"


def raised(signal: Signal) -> Signal:
    """Return the signal stored with its version counted up."""
    signal.version += 1
    signal.save()
    return signal


def reopened(access: Access, signal: Signal) -> Signal:
    """Return the locked signal stored as one that waits again; what was decided is in the trail.

    Raises:
        RuleViolation: it waits already.
    """
    former = signal.state
    signal.state = LIFECYCLE.after(signal.shown_state, SignalEvent.REOPEN)
    signal.followup = signal.review_on = signal.settled_on = signal.settled_by = None
    signal.reason = ""
    note(access, "signal.reopened", signal, {"before": former})
    return raised(signal)


def note(
    access: Access,
    event: str,
    row: Signal,
    facts: Facts | None = None,
    *,
    about: models.Model | None = None,
    told: int = Secrecy.INTERNAL,
) -> None:
    """Write a line of the trail, as guarded as the signal; never what the signal says.

    ``told`` is the level of what the facts name, when that may be more guarded.
    """
    level = max(Secrecy(row.secrecy), Secrecy(told), Secrecy.INTERNAL)
    place = Place(row.authority_id, level)
    record(access, event, about or row, place=place, facts=facts)

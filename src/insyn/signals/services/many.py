"""Many signals settled at once: all of them, or none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from insyn.followups.models import Followup
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform.sentences import said
from insyn.signals.models import Signal
from insyn.signals.services.triage import dismiss_signal, link_signal, park_signal
from insyn.signals.services.writing import named

NAMED = 3
"""How many of those that are in the way a refusal names; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """A signal that somebody ticked in the list, and its version as the list showed it."""

    signal: Signal
    version: int


@transaction.atomic
def link_many(access: Access, ticked: Sequence[Ticked], *, followup: Followup) -> int:
    """Link the signals to one follow-up; return how many.

    Raises:
        RuleViolation: at least one of them cannot be linked to it; none is, and it is named.
    """
    return _settle(ticked, partial(link_signal, access, followup=followup))


@transaction.atomic
def park_many(access: Access, ticked: Sequence[Ticked], *, review_on: date, reason: str) -> int:
    """Put the signals aside until the same day; return how many.

    Raises:
        RuleViolation: at least one of them cannot be parked; none is, and it is named.
    """
    return _settle(ticked, partial(park_signal, access, review_on=review_on, reason=reason))


@transaction.atomic
def dismiss_many(access: Access, ticked: Sequence[Ticked], *, reason: str) -> int:
    """Write the signals off for the same reason; return how many.

    Raises:
        RuleViolation: at least one of them cannot be written off; none is, and it is named.
    """
    return _settle(ticked, partial(dismiss_signal, access, reason=reason))


def _settle(ticked: Sequence[Ticked], act: Callable[..., Signal]) -> int:
    """Settle them one by one; what stands in the way of some takes back the others."""
    if not ticked:
        raise RuleViolation(_("Kryssa först för de signaler som du vill ta ställning till."))
    refused: dict[str, list[str]] = {}
    # In one order, whatever the list's: two who tick the same ones never wait for each other.
    for one in sorted(ticked, key=lambda it: it.signal.pk):
        try:
            with transaction.atomic():
                act(one.signal, version=one.version)
        except RuleViolation as no:
            refused.setdefault(said(no), []).append(named(one.signal))
    if refused:
        raise RuleViolation(_why_none(refused))
    return len(ticked)


def _why_none(refused: dict[str, list[str]]) -> str:
    sentences = [_("Ingen av signalerna ändrades.")]
    for sentence, names in refused.items():
        listed = "; ".join(names[:NAMED])
        if more := len(names) - NAMED if len(names) > NAMED else 0:
            listed += " " + ngettext("och %(n)s till", "och %(n)s till", more) % {"n": more}
        sentences.append(f"{listed}: {sentence}")
    return " ".join(sentences)

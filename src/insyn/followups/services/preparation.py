"""Views from calling units, what the assessment stands on, and the result text."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.followups.models import Basis, CallingUnitView, Followup
from insyn.followups.rules import ENDED, BasisKind, State
from insyn.followups.rules.calling_views import Refusal
from insyn.followups.services.locks import locked_unsent
from insyn.followups.services.trail import note
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.kernel.texts import personal_number_problem
from insyn.platform import clock


def _locked(access: Access, followup: Followup, *, version: int | None = None) -> Followup:
    refusal = _("Uppföljningen är skickad, avslutad eller inställd. Då ändras inte underlaget.")
    return locked_unsent(access, followup, refusal=refusal, version=version)


@transaction.atomic
def ask_calling_unit(
    access: Access, followup: Followup, *, unit_name: str, asked_on: date | None = None
) -> CallingUnitView:
    """Note that a unit that places clients has been asked what it thinks of the provider."""
    row = _locked(access, followup)
    view = CallingUnitView(
        followup=row, unit_name=unit_name.strip(), asked_on=asked_on or clock.today()
    )
    view.save()
    note(access, "followup.view_asked", row, {"unit": view.unit_name})
    return view


@transaction.atomic
def note_calling_view(
    access: Access,
    view: CallingUnitView,
    *,
    text: str,
    received_on: date | None = None,
    counts_as_basis: bool = False,
) -> CallingUnitView:
    """Write down what the unit answered; it may count among what the assessment stands on.

    Raises:
        RuleViolation: the answer is dated before the question, holds a personal number, or was
            written by the one who was asked.
    """
    row = _locked(access, view.followup)
    if view.asked_of is not None and view.received_on is not None:
        raise RuleViolation(_(Refusal.THEIR_OWN.label) % {"person": view.asked_of})
    if problem := personal_number_problem(text):
        raise RuleViolation(problem)
    day = received_on or clock.today()
    if day < view.asked_on:
        raise RuleViolation(_("Svaret kan inte ha kommit innan enheten tillfrågades."))
    view.text, view.received_on = text.strip(), day
    view.version += 1
    view.save(update_fields=["text", "received_on", "version"])
    if counts_as_basis:
        add_basis(access, row, kind=BasisKind.SOCIAL_WORKERS)
    note(access, "followup.view_received", row, {"unit": view.unit_name})
    return view


@transaction.atomic
def add_basis(
    access: Access, followup: Followup, *, kind: BasisKind, dated_on: date | None = None
) -> None:
    """Note what the assessment stands on, once per kind and day; until the follow-up ends.

    The caller has asked for permission: a basis is always part of another event, and a
    provider's own submission adds one too.
    """
    if State(followup.state) in ENDED:
        raise RuleViolation(_("Uppföljningen är avslutad. Då ändras inte underlaget."))
    if Basis.objects.filter(followup=followup, kind=kind, dated_on=dated_on).exists():
        return
    Basis(followup=followup, kind=kind, dated_on=dated_on).save()
    day = dated_on.isoformat() if dated_on else None
    note(access, "followup.basis_added", followup, {"kind": kind.value, "dated_on": day})


@transaction.atomic
def write_result(
    access: Access, followup: Followup, *, result_text: str, version: int | None
) -> Followup:
    """Write what the follow-up found, in words; until it is sent."""
    row = _locked(access, followup, version=version)
    row.result_text = result_text
    row.version += 1
    row.save(update_fields=["result_text", "version"])
    note(access, "followup.result_written", row, {"characters": len(result_text)})
    return row

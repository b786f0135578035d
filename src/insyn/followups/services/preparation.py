"""Reviewers, views from calling units, what the assessment stands on, and the result text."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Membership, User
from insyn.audit.rules import Facts
from insyn.followups.models import Basis, CallingUnitView, Followup, Reviewer
from insyn.followups.rules import (
    BEFORE_START,
    CARRIES_OUT,
    ENDED,
    BasisKind,
    State,
)
from insyn.followups.services.locks import locked_unsent
from insyn.followups.services.trail import note
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.platform import clock


def _locked(access: Access, followup: Followup, *, version: int | None = None) -> Followup:
    refusal = _("Uppföljningen är skickad, avslutad eller inställd. Då ändras inte underlaget.")
    return locked_unsent(access, followup, refusal=refusal, version=version)


@transaction.atomic
def assign_reviewer(
    access: Access, followup: Followup, *, user: User, has_no_conflict: bool
) -> Reviewer:
    """Let the user carry out the follow-up, with what they have declared about bias (jäv).

    Raises:
        RuleViolation: they cannot carry out follow-ups in the authority, or already do here.
    """
    row = _locked(access, followup)
    roles = Membership.objects.current(clock.today()).filter(
        user=user, authority_id=row.authority_id, role__in=CARRIES_OUT
    )
    if not user.is_active or not roles.exists():
        raise RuleViolation(
            _("%(user)s kan inte vara uppföljare här. Välj någon som är uppföljare eller "
              "uppföljningsansvarig i nämnden.")
            % {"user": user}
        )  # fmt: skip
    if Reviewer.objects.visible_to(access).filter(followup=row, user=user).exists():
        raise RuleViolation(_("%(user)s är redan uppföljare här.") % {"user": user})
    reviewer = Reviewer(followup=row, user=user, has_no_conflict=has_no_conflict)
    reviewer.save()
    facts: Facts = {"reviewer": str(user), "has_no_conflict": has_no_conflict}
    note(access, "followup.reviewer_assigned", row, facts)
    return reviewer


@transaction.atomic
def declare_no_conflict(access: Access, reviewer: Reviewer) -> Reviewer:
    """Let the reviewer declare, for themselves only, that there is no bias (jäv).

    Raises:
        NotAllowed: somebody else asks; nobody declares for another.
    """
    row = _locked(access, reviewer.followup)
    if reviewer.user_id != access.user_id:
        raise NotAllowed(Permission.CARRY_OUT_FOLLOWUP)
    reviewer.has_no_conflict = True
    reviewer.save(update_fields=["has_no_conflict"])
    note(access, "followup.reviewer_declared", row, {"reviewer": str(reviewer.user)})
    return reviewer


@transaction.atomic
def remove_reviewer(access: Access, reviewer: Reviewer) -> None:
    """Take a reviewer away; only before the follow-up has started."""
    row = _locked(access, reviewer.followup)
    if State(row.state) not in BEFORE_START:
        raise RuleViolation(
            _("Uppföljningen har påbörjats. De som har gjort den står kvar som uppföljare.")
        )
    note(access, "followup.reviewer_removed", row, {"reviewer": str(reviewer.user)})
    reviewer.delete()


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
        RuleViolation: the answer is dated before the question.
    """
    row = _locked(access, view.followup)
    day = received_on or clock.today()
    if day < view.asked_on:
        raise RuleViolation(_("Svaret kan inte ha kommit innan enheten tillfrågades."))
    view.text, view.received_on = text.strip(), day
    view.save(update_fields=["text", "received_on"])
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

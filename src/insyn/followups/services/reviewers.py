"""Who carries out a follow-up: chosen, declaring, leaving, and handing over to others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority, Membership, User
from insyn.audit.rules import Facts
from insyn.followups.models import Followup, Reviewer
from insyn.followups.queries.reviewers import open_places_of
from insyn.followups.rules import BEFORE_START, CARRIES_OUT, State
from insyn.followups.services.locks import locked_unsent
from insyn.followups.services.trail import note
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.platform import clock


def _locked(access: Access, followup: Followup) -> Followup:
    refusal = _("Uppföljningen är skickad, avslutad eller inställd. Då ändras inte uppföljarna.")
    return locked_unsent(access, followup, refusal=refusal)


@transaction.atomic
def assign_reviewer(
    access: Access,
    followup: Followup,
    *,
    user: User,
    has_no_conflict: bool,
    declared_on: date | None = None,
) -> Reviewer:
    """Let the user carry out the follow-up, with what they have declared about bias (jäv).

    One who has left it may come back.

    Raises:
        RuleViolation: they cannot carry out follow-ups in the authority, already do here, have
            told of bias here, or have another part in it that one of ``REVIEWER_REFUSALS`` names.
    """
    row = _locked(access, followup)
    _check_can_review(access, row, user)
    reviewer = _place_of(access, row, user)
    reviewer.has_no_conflict = has_no_conflict
    reviewer.declared_on = (declared_on or clock.today()) if has_no_conflict else None
    reviewer.left_on, reviewer.left_reason = None, ""
    reviewer.save()
    facts: Facts = {"reviewer": str(user), "has_no_conflict": has_no_conflict}
    note(access, "followup.reviewer_assigned", row, facts)
    return reviewer


def _check_can_review(access: Access, followup: Followup, user: User) -> None:
    roles = Membership.objects.current(clock.today()).filter(
        user=user, authority_id=followup.authority_id, role__in=CARRIES_OUT
    )
    if not user.is_active or not roles.exists():
        raise RuleViolation(
            _("%(user)s kan inte vara uppföljare här. Välj någon som är uppföljare eller "
              "uppföljningsansvarig i nämnden.")
            % {"user": user}
        )  # fmt: skip
    refusals = (
        refusal(access, followup, user) for refusal in import_string(settings.REVIEWER_REFUSALS)
    )
    if no := next(filter(None, refusals), ""):
        raise RuleViolation(no)


def _place_of(access: Access, followup: Followup, user: User) -> Reviewer:
    """Return the user's place in the follow-up: a new one, or the one they have left."""
    found = Reviewer.objects.visible_to(access).filter(followup=followup, user=user).first()
    if found is None:
        return Reviewer(followup=followup, user=user)
    if found.conflict:
        raise RuleViolation(
            _("%(user)s har anmält jäv i uppföljningen. Välj någon annan.") % {"user": user}
        )
    if found.left_on is None:
        raise RuleViolation(_("%(user)s är redan uppföljare här.") % {"user": user})
    return found


@transaction.atomic
def declare_no_conflict(access: Access, reviewer: Reviewer) -> Reviewer:
    """Let the reviewer declare, for themselves only, that there is no bias (jäv).

    Raises:
        NotAllowed: somebody else asks; nobody declares for another.
        RuleViolation: they have told of bias, or have left the follow-up.
    """
    row, own = _own_place(access, reviewer)
    own.has_no_conflict, own.declared_on = True, clock.today()
    own.save(update_fields=["has_no_conflict", "declared_on"])
    note(access, "followup.reviewer_declared", row, {"reviewer": str(own.user)})
    return own


@transaction.atomic
def declare_conflict(access: Access, reviewer: Reviewer, *, conflict: str) -> Reviewer:
    """Let the reviewer tell of bias (jäv), for themselves only; then they take no more part.

    What the bias is stays on the row and out of the trail. Source: förvaltningslagen 16–18 §§.

    Raises:
        NotAllowed: somebody else asks.
        RuleViolation: nothing is said, they have told already, or have left the follow-up.
    """
    row, own = _own_place(access, reviewer)
    said = conflict.strip()
    if not said:
        raise RuleViolation(_("Skriv kort vad jävet består i."))
    own.conflict, own.has_no_conflict, own.declared_on = said, False, clock.today()
    own.save(update_fields=["conflict", "has_no_conflict", "declared_on"])
    note(access, "followup.reviewer_conflict", row, {"reviewer": str(own.user)})
    return own


def _own_place(access: Access, reviewer: Reviewer) -> tuple[Followup, Reviewer]:
    """Return the follow-up locked, and the asker's own place in it as it now stands."""
    row = _locked(access, reviewer.followup)
    if reviewer.user_id != access.user_id:
        raise NotAllowed(Permission.CARRY_OUT_FOLLOWUP)
    own = Reviewer.objects.visible_to(access).select_related("user").get(pk=reviewer.pk)
    if own.conflict:
        raise RuleViolation(_("Du har redan anmält jäv och är inte med i uppföljningen."))
    if own.left_on is not None:
        raise RuleViolation(_("Du har lämnat uppföljningen."))
    return row, own


@transaction.atomic
def remove_reviewer(access: Access, reviewer: Reviewer) -> None:
    """Take a reviewer away; only before the follow-up has started, and not one with bias."""
    row = _locked(access, reviewer.followup)
    if State(row.state) not in BEFORE_START:
        raise RuleViolation(
            _("Uppföljningen har påbörjats. De som har gjort den står kvar. Anteckna i stället "
              "att personen lämnar den.")
        )  # fmt: skip
    if reviewer.conflict:
        raise RuleViolation(_("Den som har anmält jäv står kvar, så att det går att se efteråt."))
    note(access, "followup.reviewer_removed", row, {"reviewer": str(reviewer.user)})
    reviewer.delete()


@transaction.atomic
def leave_followup(
    access: Access, reviewer: Reviewer, *, reason: str, left_on: date | None = None
) -> Reviewer:
    """Note that a reviewer takes no more part in a follow-up that has begun, and why.

    Raises:
        RuleViolation: it has not begun, they have left already, no reason is given, or the
            day has not come.
    """
    row = _locked(access, reviewer.followup)
    day = left_on or clock.today()
    if State(row.state) in BEFORE_START:
        raise RuleViolation(_("Uppföljningen har inte påbörjats. Ta bort personen i stället."))
    place = Reviewer.objects.visible_to(access).select_related("user").get(pk=reviewer.pk)
    if not place.is_active:
        raise RuleViolation(_("%(user)s är inte längre med.") % {"user": place.user})
    if not reason.strip():
        raise RuleViolation(_("Skriv varför personen lämnar uppföljningen."))
    if day > clock.today():
        raise RuleViolation(_("Dagen har inte kommit. Välj i dag eller en tidigare dag."))
    place.left_on, place.left_reason = day, reason.strip()
    place.save(update_fields=["left_on", "left_reason"])
    facts: Facts = {"reviewer": str(place.user), "on": day.isoformat(), "reason": reason.strip()}
    note(access, "followup.reviewer_left", row, facts)
    return place


@dataclass(frozen=True, slots=True)
class HandOver:
    """Who leaves, why, and who takes over which follow-up. None: nobody takes over that one."""

    person: User
    reason: str
    replacements: Mapping[int, User | None] = field(default_factory=dict)


@transaction.atomic
def hand_over(access: Access, authority: Authority, *, facts: HandOver) -> int:
    """Let others take over a person's open follow-ups in the authority; return how many.

    What has not begun leaves no trace of the person among the reviewers; what has begun keeps
    them as one who left. All of it happens, or nothing.

    Raises:
        RuleViolation: no reason is given, the person has no open follow-up that is to be
            handed over, or a replacement cannot carry out the follow-up; says which.
    """
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=authority.pk)
    if not facts.reason.strip():
        raise RuleViolation(_("Skriv varför personen lämnar uppföljningarna."))
    places = _chosen_places(access, authority, facts)
    for place in places:
        _hand_over_one(access, place, facts)
    return len(places)


def _chosen_places(access: Access, authority: Authority, facts: HandOver) -> Sequence[Reviewer]:
    places = open_places_of(access, authority, facts.person)
    chosen = [place for place in places if place.followup_id in facts.replacements]
    if not chosen:
        raise RuleViolation(
            _("%(user)s har inga öppna uppföljningar att lämna över.") % {"user": facts.person}
        )
    return chosen


def _hand_over_one(access: Access, place: Reviewer, facts: HandOver) -> None:
    followup, user = place.followup, facts.replacements[place.followup_id]
    try:
        if State(followup.state) in BEFORE_START:
            remove_reviewer(access, place)
        else:
            leave_followup(access, place, reason=facts.reason)
        if user is not None:
            assign_reviewer(access, followup, user=user, has_no_conflict=False)
    except RuleViolation as no:
        raise RuleViolation(f"{followup.number}: {no}") from no

"""Visits and the observations made on them."""

from datetime import date, time

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.criteria.models import Question, Section
from insyn.followups.models import Followup
from insyn.followups.rules import BEFORE_START, State
from insyn.followups.services import add_basis, locked_unsent, trail
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.visits.models import Observation, Visit
from insyn.visits.rules import VisitKind, basis_of


def _locked(access: Access, followup: Followup) -> Followup:
    refusal = _(
        "Uppföljningen är skickad, avslutad eller inställd. Då ändras inte besök och iakttagelser."
    )
    return locked_unsent(access, followup, refusal=refusal)


@transaction.atomic
def book_visit(  # noqa: PLR0913  the facts of a booking, each by its name
    access: Access,
    followup: Followup,
    *,
    kind: VisitKind,
    planned_on: date,
    is_announced: bool = True,
    starts_at: time | None = None,
    participants: str = "",
) -> Visit:
    """Book a visit or meeting with the provider."""
    row = _locked(access, followup)
    visit = Visit(
        followup=row,
        kind=kind,
        planned_on=planned_on,
        is_announced=is_announced,
        starts_at=starts_at,
        participants=participants.strip(),
    )
    visit.save()
    facts: Facts = {"visit": visit.pk, "planned_on": planned_on.isoformat()}
    trail.note(access, "visit.booked", row, facts)
    return visit


@transaction.atomic
def carry_out_visit(
    access: Access,
    visit: Visit,
    *,
    visited_on: date,
    participants: str = "",
    note: str = "",
    followed_up_on: date | None = None,
) -> Visit:
    """Note that the visit took place: it becomes a basis of the assessment.

    The follow-up is dated ``followed_up_on``, or the day of the visit, unless it has a date.

    Raises:
        RuleViolation: the follow-up has not started (two declared reviewers are needed for
            that), the day has not come, or the visit is already noted as carried out.
    """
    row = _locked(access, visit.followup)
    visit = locked_row(Visit.objects.visible_to(access), pk=visit.pk)
    _check_may_take_place(row, visit, visited_on)
    visit.visited_on, visit.note = visited_on, note.strip()
    visit.participants = participants.strip() or visit.participants
    visit.save(update_fields=["visited_on", "note", "participants"])
    if row.carried_out_on is None:
        row.carried_out_on = followed_up_on or visited_on
        row.version += 1
        row.save(update_fields=["carried_out_on", "version"])
    add_basis(access, row, kind=basis_of(VisitKind(visit.kind)), dated_on=visited_on)
    trail.note(access, "visit.carried_out", row, {"visit": visit.pk, "on": visited_on.isoformat()})
    return visit


def _check_may_take_place(followup: Followup, visit: Visit, visited_on: date) -> None:
    if State(followup.state) in BEFORE_START:
        raise RuleViolation(
            _("Uppföljningen är inte påbörjad. Påbörja den under fliken Översikt och anteckna "
              "sedan besöket.")
        )  # fmt: skip
    if visit.visited_on is not None:
        raise RuleViolation(_("Besöket är redan antecknat som genomfört."))
    if visited_on > clock.today():
        raise RuleViolation(_("Dagen har inte varit än. Anteckna besöket när det är genomfört."))


@transaction.atomic
def cancel_visit(access: Access, visit: Visit) -> None:
    """Take away a booking; a visit that took place stays."""
    row = _locked(access, visit.followup)
    visit = locked_row(Visit.objects.visible_to(access), pk=visit.pk)
    if visit.visited_on is not None:
        raise RuleViolation(_("Besöket är genomfört. Då går det inte att avboka."))
    trail.note(access, "visit.cancelled", row, {"planned_on": visit.planned_on.isoformat()})
    visit.delete()


@transaction.atomic
def note_observation(
    access: Access,
    followup: Followup,
    *,
    section: Section,
    text: str,
    question: Question | None = None,
) -> Observation:
    """Write down what was seen or heard in one area of the follow-up's template.

    Raises:
        RuleViolation: the area is of another template, or the question of another area.
    """
    row = _locked(access, followup)
    if section.version_id != row.template_version_id:
        raise RuleViolation(_("Området finns inte i uppföljningens mall."))
    if question is not None and question.section_id != section.pk:
        raise RuleViolation(_("Frågan hör till ett annat område."))
    observation = Observation(
        followup=row,
        section=section,
        question=question,
        text=_said(text),
        noted_by_id=access.user_id,
        noted_at=clock.now(),
    )
    observation.save()
    facts: Facts = {"area": section.name, "observation": observation.pk}
    trail.note(access, "observation.noted", row, facts)
    return observation


def _said(text: str) -> str:
    if not text.strip():
        raise RuleViolation(_("Skriv vad ni såg eller hörde."))
    return text.strip()


@transaction.atomic
def change_observation(access: Access, observation: Observation, *, text: str) -> Observation:
    """Rewrite an observation; until the follow-up is sent."""
    row = _locked(access, observation.followup)
    observation = locked_row(Observation.objects.visible_to(access), pk=observation.pk)
    before = observation.text
    observation.text = _said(text)
    observation.save(update_fields=["text"])
    facts: Facts = {"observation": observation.pk, "text_before": before,
                    "text_after": observation.text}  # fmt: skip
    trail.note(access, "observation.changed", row, facts)
    return observation


@transaction.atomic
def remove_observation(access: Access, observation: Observation) -> None:
    """Take away an observation; until the follow-up is sent."""
    row = _locked(access, observation.followup)
    observation = locked_row(Observation.objects.visible_to(access), pk=observation.pk)
    trail.note(access, "observation.removed", row, {"text_before": observation.text})
    observation.delete()

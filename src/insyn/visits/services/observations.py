"""Observations: what was seen or heard in an area of the follow-up's template."""

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.criteria.models import Question, Section
from insyn.followups.models import Followup
from insyn.followups.services import trail
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.visits.models import Observation, Visit
from insyn.visits.services.locks import locked_for_visits, screened


@transaction.atomic
def note_observation(
    access: Access,
    followup: Followup,
    *,
    section: Section,
    text: str,
    question: Question | None = None,
    visit: Visit | None = None,
) -> Observation:
    """Write down what was seen or heard in one area of the follow-up's template.

    Raises:
        RuleViolation: the area is of another template, the question of another area, or the
            visit of another follow-up; or the text holds a personal number.
    """
    row = locked_for_visits(access, followup)
    if section.version_id != row.template_version_id:
        raise RuleViolation(_("Området finns inte i uppföljningens mall."))
    if question is not None and question.section_id != section.pk:
        raise RuleViolation(_("Frågan hör till ett annat område."))
    if visit is not None and visit.followup_id != row.pk:
        raise RuleViolation(_("Besöket hör till en annan uppföljning."))
    observation = Observation(
        followup=row,
        section=section,
        question=question,
        visit=visit,
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
    (said,) = screened(text)
    return said


@transaction.atomic
def change_observation(access: Access, observation: Observation, *, text: str) -> Observation:
    """Rewrite an observation; until the follow-up is sent."""
    row = locked_for_visits(access, observation.followup)
    observation = locked_row(Observation.objects.visible_to(access), pk=observation.pk)
    before = observation.text
    observation.text = _said(text)
    observation.revision = _next_revision(access, observation)
    observation.save(update_fields=["text", "revision"])
    facts: Facts = {"observation": observation.pk, "text_before": before,
                    "text_after": observation.text}  # fmt: skip
    trail.note(access, "observation.changed", row, facts)
    return observation


def _next_revision(access: Access, observation: Observation) -> int:
    """Return the next change of the visit that it was made on, so that devices hear of it."""
    if observation.visit_id is None:
        return observation.revision + 1
    visit = locked_row(Visit.objects.visible_to(access), pk=observation.visit_id)
    visit.revision = max(visit.revision, observation.revision) + 1
    visit.save(update_fields=["revision"])
    return visit.revision


@transaction.atomic
def remove_observation(access: Access, observation: Observation) -> None:
    """Take away an observation; until the follow-up is sent."""
    row = locked_for_visits(access, observation.followup)
    observation = locked_row(Observation.objects.visible_to(access), pk=observation.pk)
    trail.note(access, "observation.removed", row, {"text_before": observation.text})
    observation.delete()

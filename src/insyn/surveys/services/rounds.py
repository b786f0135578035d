"""Making a round, changing its head, closing it and opening it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.services import record
from insyn.criteria.models import TemplateVersion
from insyn.criteria.rules import TemplateState
from insyn.followups.queries.from_plan import activity_for, refusal_of
from insyn.followups.services.surveys import end_survey_followups, resume_survey_followups
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.plans.models import PlannedActivity
from insyn.platform import clock
from insyn.registry.models import ServiceArea
from insyn.registry.services.changes import Said, write
from insyn.risk.models import Candidate, Selection
from insyn.surveys.models import SurveyResponse, SurveyRound
from insyn.surveys.rules import ROUND_LIFECYCLE, RoundEvent, RoundState, ScopeKind
from insyn.surveys.rules.rounds import RoundDays, change_refusal, round_refusal
from insyn.surveys.services.locks import locked_round, place_of
from insyn.surveys.services.responses import set_scope

_LISTED = ("service_areas", "operating_forms", "reminder_days")


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """The head of a round. No areas and no forms of operation mean all."""

    title: str
    template_version: TemplateVersion
    concerns_from: date
    concerns_to: date
    opens_on: date
    due_on: date
    contact: str
    ground_sol: str
    ground_lss: str
    scope: ScopeKind = ScopeKind.ALL
    service_areas: Sequence[ServiceArea] = ()
    operating_forms: Sequence[str] = ()
    selection: Selection | None = None
    prefilled_from: SurveyRound | None = None
    reminder_days: Sequence[int] = ()
    intro: str = ""

    @property
    def days(self) -> RoundDays:
        return RoundDays(self.concerns_from, self.concerns_to, self.opens_on, self.due_on)

    @property
    def values(self) -> dict[str, object]:
        names = (name for name in RoundFacts.__slots__ if name not in _LISTED)
        return {
            **{name: getattr(self, name) for name in names},
            "selection": self.selection if self.scope == ScopeKind.SELECTION else None,
            "operating_forms": list(self.operating_forms),
            "reminder_days": sorted(set(self.reminder_days)),
        }


@transaction.atomic
def create_round(
    access: Access,
    authority: Authority,
    *,
    facts: RoundFacts,
    activity: PlannedActivity | None = None,
) -> SurveyRound:
    """Prepare a round: its head, one response per unit in its scope, and whom they go to.

    Recipients are taken from the round that answers are carried over from, and else from the
    provider's contact persons.

    Raises:
        NotAllowed: the asker may not send surveys for the board.
        RuleViolation: the template is not published, the days or the scope are impossible, the
            title is taken, or the activity is not in an adopted plan of the board.
    """
    access.require(Permission.SEND_SURVEY, authority_id=authority.pk)
    _require_possible(access, authority, facts)
    _require_activity(access, authority, activity)
    row = SurveyRound(authority=authority, activity=activity)
    said = write(row, facts.values)
    row.service_areas.set(facts.service_areas)
    count = set_scope(access, row)
    record(access, "survey_round.created", row, place=place_of(row),
           facts={**_told(said), "count": count})  # fmt: skip
    return row


@transaction.atomic
def change_round(
    access: Access, survey_round: SurveyRound, *, facts: RoundFacts, version: int | None = None
) -> SurveyRound:
    """Change the head of a round that has not been sent. The responses follow its scope.

    Raises:
        RuleViolation: as ``create_round``, or the round has been sent.
        Outdated: somebody changed the round after the page was read.
    """
    row = locked_round(access, survey_round, version)
    if refusal := change_refusal(row.shown_state):
        raise RuleViolation(_(refusal))
    _require_possible(access, row.authority, facts, but=row)
    said = write(row, facts.values)
    areas = {area.pk for area in facts.service_areas}
    if areas != set(row.service_areas.order_by().values_list("pk", flat=True)):
        row.service_areas.set(facts.service_areas)
        said |= {"service_areas": ", ".join(area.name for area in facts.service_areas)}
    count = set_scope(access, row)
    record(access, "survey_round.updated", row, place=place_of(row),
           facts={**_told(said), "count": count})  # fmt: skip
    return row


def _told(said: Said) -> Said:
    """Return what the trail keeps of the head: the long text only as changed."""
    return {name: value for name, value in said.items() if not name.startswith("intro")}


def _require_possible(
    access: Access, authority: Authority, facts: RoundFacts, *, but: SurveyRound | None = None
) -> None:
    if refusal := round_refusal(facts.days, facts.reminder_days):
        raise RuleViolation(_(refusal))
    _require_template(access, facts.template_version)
    if facts.scope == ScopeKind.SELECTION:
        _require_selection(access, authority, facts.selection)
    earlier = facts.prefilled_from
    if earlier is None:
        return
    known = SurveyRound.objects.visible_to(access).filter(pk=earlier.pk, authority=authority)
    if (but is not None and but.pk == earlier.pk) or not known.exclude(
        state=RoundState.DRAFT
    ).exists():
        raise RuleViolation(_("Svar förs över från en tidigare omgång som har skickats."))


def _require_template(access: Access, version: TemplateVersion) -> None:
    stored = TemplateVersion.objects.visible_to(access).filter(pk=version.pk)
    if not stored.filter(state=TemplateState.PUBLISHED).exists():
        raise RuleViolation(
            _("Mallen är inte publicerad. Publicera den först eller välj en annan mall.")
        )


def _require_selection(access: Access, authority: Authority, selection: Selection | None) -> None:
    if selection is None:
        raise RuleViolation(_("Välj vilket urval enkäten går till."))
    chosen = Candidate.objects.visible_to(access).filter(selection=selection, is_chosen=True)
    if not chosen.filter(authority=authority).exists():
        raise RuleViolation(
            _("Urvalet är inte fryst, eller ingen i det föll på nämnden. Välj ett annat urval.")
        )


def _require_activity(
    access: Access, authority: Authority, activity: PlannedActivity | None
) -> None:
    if activity is None:
        return
    found = activity_for(access, activity, authority)
    if found is None:
        raise RuleViolation(_("Aktiviteten finns inte i någon plan som nämnden är med i."))
    if refusal := refusal_of(found):
        raise RuleViolation(_(refusal.label))


@transaction.atomic
def remove_round(access: Access, survey_round: SurveyRound, *, version: int | None = None) -> None:
    """Take a round that has not been sent away, with its list of recipients.

    Raises:
        RuleViolation: it has been sent.
    """
    row = locked_round(access, survey_round, version)
    if row.state != RoundState.DRAFT:
        raise RuleViolation(_("Omgången är skickad och tas inte bort. Stäng den i stället."))
    record(access, "survey_round.removed", row, place=place_of(row), facts={"title": row.title})
    SurveyResponse.objects.visible_to(access).filter(round=row).delete()
    row.delete()


@transaction.atomic
def close_round(
    access: Access, survey_round: SurveyRound, *, version: int | None = None
) -> SurveyRound:
    """Close the round: nobody can answer any longer. What was handed in stays.

    The follow-ups of those who never handed in end as not answered. Questions in return stay
    with the provider: they can be answered, or taken back by the one who reviews.

    Raises:
        RuleViolation: the round does not run.
        Outdated: somebody changed the round after the page was read.
    """
    row = _moved(access, survey_round, RoundEvent.CLOSE, version)
    reason = _("Enkäten ”%(title)s” stängdes utan att svaren hade lämnats in.") % {"title": row}
    count = end_survey_followups(
        access, row.authority, followups=_followups_unanswered(access, row), reason=reason
    )
    record(access, "survey_round.closed", row, place=place_of(row),
           facts={"not_handed_in": count})  # fmt: skip
    return row


@transaction.atomic
def reopen_round(
    access: Access, survey_round: SurveyRound, *, version: int | None = None
) -> SurveyRound:
    """Let those who have not handed in answer again, with the follow-ups that were ended.

    Errors as ``close_round``.
    """
    row = _moved(access, survey_round, RoundEvent.REOPEN, version)
    count = resume_survey_followups(
        access, row.authority, followups=_followups_unanswered(access, row)
    )
    record(access, "survey_round.reopened", row, place=place_of(row),
           facts={"not_handed_in": count})  # fmt: skip
    return row


def _moved(
    access: Access, survey_round: SurveyRound, event: RoundEvent, version: int | None
) -> SurveyRound:
    row = locked_round(access, survey_round, version)
    row.state = ROUND_LIFECYCLE.after(row.shown_state, event)
    row.closed_on = clock.today() if event == RoundEvent.CLOSE else None
    row.version += 1
    row.save(update_fields=["state", "closed_on", "version"])
    return row


def _followups_unanswered(access: Access, survey_round: SurveyRound) -> list[int]:
    """Return the follow-ups of the responses that have never been handed in, by their keys."""
    rows = SurveyResponse.objects.visible_to(access).filter(round=survey_round).unanswered()
    # Those who are handing in at this moment are waited for.
    told = rows.select_for_update(of=("self",)).order_by("pk")
    return list(told.values_list("followup", flat=True))

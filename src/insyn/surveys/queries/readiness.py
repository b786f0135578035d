"""Whether a round can be sent, and what its list of recipients lacks."""

from insyn.criteria.models import TemplateVersion
from insyn.criteria.rules import TemplateState
from insyn.kernel.access import Access
from insyn.surveys.models import Addressee, SurveyResponse, SurveyRound
from insyn.surveys.models.responses import SurveyResponseQuerySet
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.queries.scope import PlaceInScope, places_in, possible_places
from insyn.surveys.queries.words import scope_day, scope_facts
from insyn.surveys.rules import ScopeKind
from insyn.surveys.rules.questions import asked_in_round
from insyn.surveys.rules.rounds import Readiness


def lacking_addressee(access: Access, survey_round: SurveyRound) -> SurveyResponseQuerySet:
    """Return the round's responses that nobody with an address answers for."""
    named = (
        Addressee.objects.visible_to(access)
        .current()
        .filter(response__round=survey_round, is_delegate=False)
    )
    rows = SurveyResponse.objects.visible_to(access).filter(round=survey_round)
    return rows.exclude(pk__in=named.exclude(user__email="").order_by().values("response"))


def readiness_of(access: Access, survey_round: SurveyRound) -> Readiness:
    """Return what decides whether the round may be sent. At most ten queries."""
    version = TemplateVersion.objects.visible_to(access).filter(
        pk=survey_round.template_version_id, state=TemplateState.PUBLISHED
    )
    rows = SurveyResponse.objects.visible_to(access).filter(round=survey_round)
    present = set(rows.order_by().values_list("contract", "unit"))
    possible = {
        place.key
        for place in possible_places(access, scope_facts(survey_round), on=scope_day(survey_round))
    }
    return Readiness(
        responses=len(present),
        without_recipient=lacking_addressee(access, survey_round).count(),
        questions=len(asked_in_round(questions_of(survey_round))),
        ended=len(present - possible),
        is_published=version.exists(),
        opens_on=survey_round.opens_on,
        due_on=survey_round.due_on,
    )


def wanted_places(access: Access, survey_round: SurveyRound) -> list[PlaceInScope]:
    """Return whom the round asks today: its scope, but for what was taken away or added by hand."""
    facts, on = scope_facts(survey_round), scope_day(survey_round)
    out, taken_in = set(survey_round.left_out), set(survey_round.taken_in)
    found = {one.key: one for one in places_in(access, facts, on=on) if one.mark not in out}
    if taken_in:
        possible = possible_places(access, facts, on=on)
        found |= {one.key: one for one in possible if one.mark in taken_in}
    return list(found.values())


def new_in_scope(access: Access, survey_round: SurveyRound) -> int:
    """Return how many units the scope gives today that the list does not have."""
    if survey_round.scope == ScopeKind.CHOSEN:
        return 0
    rows = SurveyResponse.objects.visible_to(access).filter(round=survey_round)
    present = set(rows.order_by().values_list("contract", "unit"))
    wanted = {place.key for place in wanted_places(access, survey_round)}
    return len(wanted - present)

"""What letters and scopes are made from, read off a round and its responses."""

from datetime import date

from insyn.platform import clock
from insyn.registry.rules import Law
from insyn.surveys.models import SurveyResponse, SurveyRound
from insyn.surveys.queries.grounds import ground_of
from insyn.surveys.queries.scope import ScopeFacts
from insyn.surveys.rules import ScopeKind
from insyn.surveys.rules.mail_words import SurveyWords


def scope_facts(survey_round: SurveyRound) -> ScopeFacts:
    """Return whom the round asks. One query."""
    return ScopeFacts(
        authority=survey_round.authority,
        scope=ScopeKind(survey_round.scope),
        service_areas=list(survey_round.service_areas.all()),
        operating_forms=survey_round.operating_forms,
        selection=survey_round.selection,
    )


def scope_day(survey_round: SurveyRound) -> date:
    """Return the day on which contracts must be in force: when it is sent, soonest today."""
    return max(survey_round.opens_on, clock.today())


def words_of(response: SurveyResponse, survey_round: SurveyRound | None = None) -> SurveyWords:
    """Return what a mail about the response names. ``survey_round`` spares reading it anew."""
    asked = survey_round or response.round
    area = response.service_area
    return SurveyWords(
        board=str(asked.authority),
        title=asked.title,
        subject=name_of(response),
        concerns_from=asked.concerns_from,
        concerns_to=asked.concerns_to,
        due_on=response.due_on,
        ground=ground_of(asked, Law(area.law) if area else None),
        contact=asked.contact,
        intro=asked.intro,
    )


def name_of(response: SurveyResponse) -> str:
    """Return the unit's name, or the provider's when the whole contract is asked."""
    return str(response.unit or response.contract.provider)

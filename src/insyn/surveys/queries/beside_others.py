"""A response beside what others answered, when it may be told."""

from collections.abc import Mapping

from insyn.kernel.access import Access, Mandate, Role
from insyn.surveys.models import SurveyResponse, SurveyRound
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.queries.results import newest_answers
from insyn.surveys.queries.scope import OWN_FORMS
from insyn.surveys.queries.tallies import tallies_of
from insyn.surveys.rules import RoundState
from insyn.surveys.rules.beside_others import ComparedArea, compared_area, counted
from insyn.surveys.rules.comparison import Board, boards
from insyn.surveys.rules.questions import asked_in_round
from insyn.surveys.rules.tallying import Coder, Group


def may_compare(survey_round: SurveyRound) -> bool:
    """Tell whether a provider may be told of others: when no more answers come.

    Two readings of a running round would tell what the one between them answered.
    """
    return survey_round.state == RoundState.CLOSED


def everybody_in(access: Access, survey_round: SurveyRound) -> dict[int, Board]:
    """Return all answers to each question, as far as a provider may be told of them."""
    if not may_compare(survey_round):
        return {}
    return boards(tallies_of(access, survey_round), own_forms=OWN_FORMS, sees_all=False)


def beside_others(
    access: Access, response: SurveyResponse, everybody: Mapping[int, Board]
) -> tuple[ComparedArea, ...]:
    """Return each area of the survey: the unit's share met, and that of other providers.

    ``everybody`` is as ``everybody_in`` gives it. Nothing is told of others while the round runs.
    """
    rows = SurveyResponse.objects.visible_to(access).filter(
        round=response.round_id, contract__provider=response.contract.provider_id
    )
    said = newest_answers(access, rows.values_list("pk", flat=True))
    if response.pk not in said:
        return ()
    sections = questions_of(response.round)
    coder = Coder(asked_in_round(sections))
    group = Group(response.service_area_id, response.operating_form)
    unit = counted([said[response.pk]], coder, group)
    provider = counted(said.values(), coder, group)
    return tuple(
        compared_area(
            section.name, [one.pk for one in section.questions],
            unit=unit, provider=provider, everybody=everybody,
        )
        for section in sections
    )  # fmt: skip


def told_beside_others(access: Access, response: SurveyResponse) -> tuple[ComparedArea, ...]:
    """Return the same for the provider's own page: nothing until it may be told.

    Raises:
        SurveyResponse.DoesNotExist: the response is not shown to the asker.
    """
    row = SurveyResponse.objects.shown_to_provider(access).select_related(
        "round__authority", "contract"
    ).get(pk=response.pk)  # fmt: skip
    if not may_compare(row.round):
        return ()
    mandate = Mandate(row.round.authority_id, Role.READER)
    counter = Access.system("Insyn", mandates=(mandate,))
    return beside_others(counter, row, everybody_in(counter, row.round))

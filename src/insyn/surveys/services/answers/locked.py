"""A response locked for writing, with its answers as they stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from insyn.kernel.access import Access
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.surveys.models import SurveyAnswer, SurveyResponse
from insyn.surveys.queries.changes import keys_of
from insyn.surveys.queries.delegation import own_sections
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.rules import AnswerState, ResponseState, RoundState
from insyn.surveys.rules.operations import Standing, locked_because
from insyn.surveys.rules.questions import SectionOfRound, required_now


@dataclass(slots=True)
class Held:
    """A response that nobody else writes in until the transaction ends.

    ``sections`` are all of the round; ``mine`` are the keys of the questions that the asker may
    answer. ``is_whole`` says that the asker answers the whole.
    """

    user_id: int
    row: SurveyResponse
    sections: tuple[SectionOfRound, ...]
    mine: frozenset[int]
    is_whole: bool
    answers: Mapping[int, SurveyAnswer]

    @property
    def locked(self) -> str:
        """Return why nothing can be written now, in Swedish; empty when it can."""
        return locked_because(ResponseState(self.row.state), RoundState(self.row.round.state))

    @property
    def only_returned(self) -> bool:
        return self.row.state == ResponseState.RETURNED

    def check_open(self) -> None:
        """Raise RuleViolation when nothing can be written now."""
        if self.locked:
            raise RuleViolation(self.locked)

    def standings(self) -> dict[int, Standing]:
        """Return the answers as the rules see them."""
        returned_at = self.row.returned_at if self.only_returned else None
        return {key: standing_of(row, returned_at) for key, row in self.answers.items()}

    def file_names(self, question: int) -> list[str]:
        """Return the names of the files that the answer to the question has. One query."""
        answer = self.answers.get(question)
        if answer is None:
            return []
        links = SurveyAnswer.documents.through.objects.filter(surveyanswer=answer.pk)
        return list(links.order_by("pk").values_list("document__file_name", flat=True))

    def required(self, standings: Mapping[int, Standing]) -> set[int]:
        """Return the keys of the questions that must be answered now."""
        has_submitted = self.row.submitted_at is not None
        return required_now(self.sections, values_of(standings), has_submitted=has_submitted)

    def count(self, standings: Mapping[int, Standing]) -> None:
        """Note on the row how many must be answered, and how many of them are."""
        required = self.required(standings)
        answered = {key for key, one in standings.items() if one.state == AnswerState.ANSWERED}
        self.row.required_count = len(required)
        self.row.answered_count = len(required & answered)


def standing_of(row: SurveyAnswer, returned_at: datetime | None) -> Standing:
    """Return the answer as the rules see it; it came back if it has been changed since then."""
    state = AnswerState(row.state)
    is_new = bool(returned_at and row.answered_at and row.answered_at >= returned_at)
    return Standing(
        state=state,
        value=row.value,
        comment=row.comment,
        revision=row.revision,
        came_back=state == AnswerState.RETURNED or is_new,
    )


def values_of(standings: Mapping[int, Standing]) -> dict[int, object]:
    """Return the values that conditions look at: also those that wait to be confirmed."""
    return {key: one.value for key, one in standings.items() if one.value is not None}


def held(access: Access, response_pk: int, *also: str) -> Held:
    """Return the response, locked until the transaction ends.

    ``also`` names rows that are read along with it, beside the round and the contract.

    Raises:
        SurveyResponse.DoesNotExist: there is none that the asker may answer.
        NotAllowed: the asker is nobody in person.
    """
    if access.user_id is None:
        raise NotAllowed("answer-survey")
    rows = SurveyResponse.objects.shown_to_provider(access)
    told = rows.select_related("round", "contract", *also)
    row = told.select_for_update(of=("self",)).get(pk=response_pk)
    # Whoever closed the round while this waited for the lock is seen.
    row.round.refresh_from_db(fields=["state"])
    sections = questions_of(row.round)
    theirs = own_sections(access, row)
    answers = SurveyAnswer.objects.unscoped(
        reason="The answers of a response that the asker may answer and has locked."
    )
    found = answers.filter(response=row)
    return Held(
        user_id=access.user_id,
        row=row,
        sections=sections,
        mine=keys_of(sections, theirs),
        is_whole=theirs is None,
        answers={one.question_id: one for one in found.order_by()},
    )


def keep_answers(answers: Iterable[SurveyAnswer]) -> None:
    """Store the answers, new and changed alike, in one statement."""
    SurveyAnswer.objects.bulk_create(
        answers,
        update_conflicts=True,
        unique_fields=["response", "question"],
        update_fields=[
            "state", "value", "comment", "prefilled_from", "revision", "answered_at",
            "answered_by",
        ],
    )  # fmt: skip

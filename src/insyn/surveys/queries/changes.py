"""What has been changed in a response since somebody last looked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from insyn.accounts.models import User
from insyn.kernel.access import Access
from insyn.surveys.models import SurveyAnswer, SurveyResponse
from insyn.surveys.queries.delegation import name_of, own_sections
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.rules.questions import SectionOfRound, asked_in_round


@dataclass(frozen=True, slots=True)
class Change:
    """An answer as it stands after somebody has changed it.

    ``by`` is who, when that is somebody else than the asker; else empty.
    """

    question: int
    value: Any
    comment: str
    revision: int
    state: str
    by: str


@dataclass(frozen=True, slots=True)
class Changes:
    """The answers changed after a revision, and how far the response has come."""

    revision: int
    changed: list[Change]
    answered_count: int
    required_count: int


def changes_since(access: Access, response_pk: int, *, since: int) -> Changes:
    """Return what has been changed in the asker's part of the response after the revision.

    Raises:
        SurveyResponse.DoesNotExist: there is none that the asker may answer.
    """
    rows = SurveyResponse.objects.shown_to_provider(access)
    response = rows.select_related("round", "contract").get(pk=response_pk)
    answers = SurveyAnswer.objects.shown_to_provider(access).filter(
        response=response, revision__gt=since
    )
    mine = keys_of(questions_of(response.round), own_sections(access, response))
    return Changes(
        revision=response.revision,
        changed=changes_among(access, (row for row in answers if row.question_id in mine)),
        answered_count=response.answered_count,
        required_count=response.required_count,
    )


def keys_of(sections: Iterable[SectionOfRound], theirs: frozenset[int] | None) -> frozenset[int]:
    """Return the keys of the questions in the areas that somebody has; None means all."""
    chosen = [area for area in sections if theirs is None or area.pk in theirs]
    return frozenset(question.pk for question in asked_in_round(chosen))


def changes_among(access: Access, rows: Iterable[SurveyAnswer]) -> list[Change]:
    """Return the answers as the one who answers may see them, in the order they were changed."""
    found = sorted(rows, key=lambda row: row.revision)
    names = names_of_others(access, found)
    return [
        Change(
            question=row.question_id,
            value=row.value,
            comment=row.comment,
            revision=row.revision,
            state=row.state,
            by=names.get(row.answered_by_id or 0, ""),
        )
        for row in found
    ]


def names_of_others(access: Access, rows: Collection[SurveyAnswer]) -> dict[int, str]:
    """Return the names, by user, of those who gave the answers, the asker left out."""
    users = {row.answered_by_id for row in rows} - {None, access.user_id}
    people = User.objects.in_bulk(users) if users else {}
    return {key: name_of(user) for key, user in people.items()}

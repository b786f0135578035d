"""What devices write as answers, and why some of it cannot be kept. Pure.

Shared by whoever answers on a device: providers in surveys, and reviewers on visits.
"""

from collections.abc import Mapping
from typing import Any

from insyn.criteria.rules.answers import LONGEST_ANSWER, answer_problem
from insyn.criteria.rules.conditions import number_of
from insyn.criteria.rules.facts import QuestionFacts
from insyn.criteria.rules.states import AnswerType
from insyn.kernel.choices import Choice
from insyn.kernel.texts import personal_number_problem

AS_NUMBER = frozenset({AnswerType.NUMBER, AnswerType.PERCENT})


class CommentRefusal(Choice):
    """Why a comment cannot be kept."""

    NO_COMMENTS = "no_comments", "Frågan tar inte emot kommentarer."
    TOO_LONG = "too_long", "Kommentaren får ha högst 10 000 tecken."


def as_value(asked: QuestionFacts, typed: Any) -> Any:
    """Return what was typed as the value to keep: 12.5 of ”12,5”, None of nothing."""
    if isinstance(typed, str):
        typed = typed.strip()
        return number_of(typed) if typed and asked.answer_type in AS_NUMBER else typed or None
    if isinstance(typed, list):
        return typed or None
    if isinstance(typed, Mapping):
        parts = {name: _part(part) for name, part in typed.items()}
        return None if all(part in ("", None) for part in parts.values()) else parts
    return typed


def _part(typed: Any) -> Any:
    return number_of(typed) if isinstance(typed, str) and typed.strip() else typed


def words_problem(asked: QuestionFacts, value: Any, comment: str) -> str:
    """Return why the answer with its comment cannot be kept, in Swedish; empty when it can."""
    if value is not None and (problem := answer_problem(asked, value)):
        return problem
    if comment and not asked.allows_comment:
        return CommentRefusal.NO_COMMENTS.label
    if len(comment) > LONGEST_ANSWER:
        return CommentRefusal.TOO_LONG.label
    words = f"{value}\n{comment}" if isinstance(value, str) else comment
    return personal_number_problem(words)


def is_over_unseen(seen_revision: int, revision: int, *, is_same: bool) -> bool:
    """Tell whether something else was written since the writer last saw what stands.

    Two who write the same are in no conflict.
    """
    return seen_revision < revision and not is_same

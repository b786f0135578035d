"""Answers in words, in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from insyn.criteria.rules import AnswerType, QuestionFacts
from insyn.criteria.rules.answers import (
    NOT_APPLICABLE,
    answer_in_words,
    answer_problem,
    choices_to,
    is_number,
    shown_number,
)


def said(facts: QuestionFacts, value: object) -> str:
    """Return the answer as people read it; empty when there is none that the question takes."""
    if value is None or answer_problem(facts, value):
        return ""
    if isinstance(value, Mapping):
        parts = {"right": value["right"], "of": value["of"]}
        return _("%(right)s rätt av %(of)s") % parts
    if is_number(value) and facts.answer_type == AnswerType.PERCENT:
        return _("%(number)s procent") % {"number": shown_number(value)}
    if isinstance(value, list):
        labels = dict(choices_to(facts))
        return ", ".join(labels.get(str(code), str(code)) for code in value)
    is_known = value == NOT_APPLICABLE or str(value) in dict(choices_to(facts))
    words = answer_in_words(facts, value)
    return _(words) if is_known else words

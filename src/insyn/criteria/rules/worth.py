"""What one answer is worth on its own, by the published rule of the share. Pure."""

from dataclasses import replace
from fractions import Fraction

from insyn.criteria.rules.facts import QuestionFacts
from insyn.criteria.rules.scoring import lines


def worth_of(question: QuestionFacts, value: object) -> Fraction | None:
    """Return what the answer counts as: 1 is met, 0 is not; None when it says nothing of it."""
    alone = replace(question, condition=None)
    return lines([alone], {alone.code: value})[0].value

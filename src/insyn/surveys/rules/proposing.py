"""Which findings a submission proposes, and which earlier proposals it does away with. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from insyn.criteria.rules.findings import Proposal, proposals
from insyn.surveys.rules.questions import AskedQuestion, SectionOfRound, asked_in_round


@dataclass(frozen=True, slots=True)
class Proposed:
    """A question whose answer proposes a finding."""

    question: AskedQuestion
    proposal: Proposal


def proposed_by(
    sections: Sequence[SectionOfRound],
    answers: Mapping[str, Mapping[str, Any]],
    *,
    today: date,
    only: Collection[int] | None = None,
) -> Iterator[Proposed]:
    """Give what the answers propose, in the order the questions are asked.

    ``answers`` are a submission's. ``only`` are the keys of the questions to try; None is all.
    """
    for question in asked_in_round(sections):
        answer = answers.get(str(question.pk))
        if answer is None or (only is not None and question.pk not in only):
            continue
        for proposal in proposals(question.facts, answer.get("value"), today=today):
            yield Proposed(question, proposal)


def changed_between(
    before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> set[int]:
    """Return the keys of the questions whose answer or comment two submissions tell differently.

    One that was taken away, or is no longer asked, has changed too.
    """
    return {int(key) for key in {*before, *after} if before.get(key) != after.get(key)}

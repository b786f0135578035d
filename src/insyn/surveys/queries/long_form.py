"""Every answer of a round in long form: one row per unit and question, whatever its type."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from insyn.criteria.rules import AnswerType
from insyn.criteria.rules.answers import is_day, is_number
from insyn.findings.rules import FindingKind
from insyn.kernel.access import Access
from insyn.surveys.models import (
    AnswerReview,
    ProposedFinding,
    SurveyAnswer,
    SurveyResponse,
    SurveyRound,
)
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.queries.result_rows import answerers_of
from insyn.surveys.queries.results import newest_answers
from insyn.surveys.queries.said import said
from insyn.surveys.queries.words import name_of
from insyn.surveys.rules import AnswerState, ProposalState
from insyn.surveys.rules.questions import AskedQuestion, SectionOfRound
from insyn.surveys.rules.tallying import IS_MET, IS_PARTLY, IS_UNMET, standing

AT_A_TIME = 200
"""Responses whose answers are held in memory at once."""
LONGEST_KEPT = 40
"""Characters of an answer that is remembered in words: longer ones are seldom alike."""


@dataclass(frozen=True, slots=True)
class AboutUnit:
    """What is the same in every row of a response, in words."""

    survey: str
    provider: str
    number: str
    unit: str
    form: str
    area: str
    state: str


@dataclass(frozen=True, slots=True)
class LongRow:
    """One unit's answer to one question, with all that is known of it.

    ``words`` are the answer as people read it, and ``standing`` whether it is met; empty when
    there is none, or it does not count.
    """

    about: AboutUnit
    section: str
    asked: AskedQuestion
    value: Any
    words: str
    standing: str
    comment: str
    state: str
    own_assessment: str = ""
    finding: str = ""

    @property
    def code(self) -> str:
        """Return the value as it is stored: a code, a number, a day, or JSON for several."""
        if self.value is None or isinstance(self.value, str):
            return self.value or ""
        return json.dumps(self.value, ensure_ascii=False)

    @property
    def number(self) -> int | float | None:
        return self.value if is_number(self.value) else None

    @property
    def day(self) -> str | None:
        is_date = self.asked.facts.answer_type == AnswerType.DATE and is_day(self.value)
        return self.value if is_date else None

    @property
    def part(self) -> Mapping[str, int]:
        return self.value if isinstance(self.value, Mapping) else {}


class _Words:
    """Answers in words; the same answer to the same question is put into words only once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], tuple[str, str]] = {}
        self._standings = {
            IS_MET: _("Uppfyllt"),
            IS_PARTLY: _("Delvis uppfyllt"),
            IS_UNMET: _("Inte uppfyllt"),
        }
        self.states = {state: _(state.label) for state in AnswerState}

    def of(self, asked: AskedQuestion, value: Any) -> tuple[str, str]:
        """Return the answer in words and whether it is met; a long text is not kept."""
        if isinstance(value, str) and len(value) > LONGEST_KEPT:
            return self._said(asked, value)
        key = (asked.pk, repr(value))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._said(asked, value)
        return found

    def _said(self, asked: AskedQuestion, value: Any) -> tuple[str, str]:
        words = said(asked.facts, value)
        is_met = standing(asked.facts, value) if words else ""
        return words, self._standings.get(is_met, "")


def long_rows(access: Access, survey_round: SurveyRound) -> Iterator[LongRow]:
    """Return every question of every response that is handed in, a few hundred at a time."""
    rows = answerers_of(access, survey_round, area=None, is_own=None)
    keys, words = iter(list(rows.values_list("pk", flat=True))), _Words()
    while some := list(islice(keys, AT_A_TIME)):
        yield from _long_rows(access, questions_of(survey_round), rows.filter(pk__in=some), words)


def _long_rows(
    access: Access,
    sections: Sequence[SectionOfRound],
    responses: Collection[SurveyResponse],
    words: _Words,
) -> Iterator[LongRow]:
    keys = [row.pk for row in responses]
    answers = newest_answers(access, keys)
    returned = _returned(access, keys)
    reviews = _reviews(access, keys)
    findings = _findings(access, keys)
    for response in responses:
        about, given = _about(response), answers.get(response.pk, {})
        for section in sections:
            for asked in section.questions:
                place = (response.pk, asked.pk)
                entry = given.get(str(asked.pk), {})
                state = AnswerState.ANSWERED if entry else AnswerState.UNANSWERED
                in_words, is_met = words.of(asked, entry.get("value"))
                yield LongRow(
                    about=about,
                    section=section.name,
                    asked=asked,
                    value=entry.get("value"),
                    words=in_words,
                    standing=is_met,
                    comment=str(entry.get("comment") or ""),
                    state=words.states[AnswerState.RETURNED if place in returned else state],
                    own_assessment=words.of(asked, reviews.get(place))[0],
                    finding=findings.get(place, ""),
                )


def _about(response: SurveyResponse) -> AboutUnit:
    provider = response.contract.provider
    return AboutUnit(
        survey=str(response.round),
        provider=str(provider),
        number=provider.shown_number,
        unit=name_of(response),
        form=_(response.shown_operating_form.label),
        area=str(response.service_area or ""),
        state=_(response.shown_state.label),
    )


def _returned(access: Access, keys: Collection[int]) -> set[tuple[int, int]]:
    rows = SurveyAnswer.objects.visible_to(access).filter(
        response__in=keys, state=AnswerState.RETURNED
    )
    return set(rows.order_by().values_list("response", "question"))


def _reviews(access: Access, keys: Collection[int]) -> dict[tuple[int, int], Any]:
    rows = AnswerReview.objects.visible_to(access).filter(response__in=keys)
    told = rows.order_by().values_list("response", "question", "value")
    return {(response, question): value for response, question, value in told}


def _findings(access: Access, keys: Collection[int]) -> dict[tuple[int, int], str]:
    rows = ProposedFinding.objects.visible_to(access).filter(
        response__in=keys, state=ProposalState.ACCEPTED
    )
    found: dict[tuple[int, int], str] = {}
    for response, question, kind in rows.values_list("response", "question", "kind"):
        label = _(FindingKind(kind).label)
        before = found.get((response, question))
        found[response, question] = f"{before}, {label}" if before else label
    return found

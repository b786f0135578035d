"""The responses of a round that have come in, and what there is to look at in each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from insyn.kernel.access import Access
from insyn.platform.ordering import in_order_of, ranked
from insyn.registry.rules.names import sort_key
from insyn.surveys.models import ProposedFinding, SurveyResponse, SurveyRound
from insyn.surveys.models.responses import SurveyResponseQuerySet
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.queries.submissions import NOTHING_BEFORE, newest_submissions, past_answers
from insyn.surveys.queries.words import name_of
from insyn.surveys.rules import ProposalState, ResponseState
from insyn.surveys.rules.questions import asked_in_round

AT_A_TIME = 500
"""Responses whose answers are held in memory at once, when all are written to a file."""

_PROVIDER = ("contract__provider__sort_key", "unit__sort_key", "pk")
_FIRST = ("submitted_at", "pk")
_STATE = in_order_of("state", ResponseState)
SORTS: Mapping[str, tuple[Any, ...]] = {
    "provider": _PROVIDER,
    "-provider": ("-contract__provider__sort_key", *_PROVIDER[1:]),
    "state": (_STATE.asc(), *_PROVIDER),
    "-state": (_STATE.desc(), *_PROVIDER),
    "submitted": _FIRST,
    "-submitted": ("-submitted_at", "-pk"),
    "form": ("operating_form", *_PROVIDER),
    "-form": ("-operating_form", *_PROVIDER),
    "undecided": ("undecided", *_PROVIDER),
    "-undecided": ("-undecided", *_PROVIDER),
}
"""What the list may be sorted by."""
_TO_REVIEW_FIRST = ranked(Q(state=ResponseState.SUBMITTED), Q(state=ResponseState.RETURNED))


@dataclass(frozen=True, slots=True)
class IncomingRow:
    """A response in the list. ``changed`` counts answers that differ from the last time."""

    response: SurveyResponse
    undecided: int
    accepted: int
    changed: int
    is_late: bool

    @property
    def name(self) -> str:
        return name_of(self.response)


def listed_incoming(
    access: Access,
    survey_round: SurveyRound,
    *,
    chosen: Mapping[str, Any],
    sort: str,
) -> SurveyResponseQuerySet:
    """Return what has been handed in and the filters keep.

    Without a sort what is to be reviewed comes first, of that what has waited longest.
    """
    rows = SurveyResponse.objects.visible_to(access).handed_in().filter(round=survey_round)
    rows = rows.annotate(
        undecided=_count(access, ProposalState.PROPOSED),
        accepted=_count(access, ProposalState.ACCEPTED),
    )
    if chosen.get("q"):
        key = sort_key(chosen["q"])
        rows = rows.filter(
            Q(contract__provider__sort_key__contains=key) | Q(unit__sort_key__contains=key)
        )
    for name, path in (("state", "state"), ("form", "operating_form"), ("area", "service_area")):
        if chosen.get(name):
            rows = rows.filter((path, chosen[name]))
    if chosen.get("is_undecided"):
        waiting = ProposedFinding.objects.visible_to(access).filter(state=ProposalState.PROPOSED)
        rows = rows.filter(pk__in=waiting.order_by().values("response"))
    if chosen.get("is_late"):
        rows = rows.filter(submitted_at__date__gt=F("due_on"))
    told = rows.for_list().select_related("followup")
    return told.order_by(*SORTS.get(sort, (_TO_REVIEW_FIRST, *_FIRST)))


def _count(access: Access, state: ProposalState) -> Coalesce:
    rows = ProposedFinding.objects.visible_to(access).filter(response=OuterRef("pk"), state=state)
    counted = rows.order_by().values("response").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def incoming_rows(access: Access, rows: Sequence[SurveyResponse]) -> list[IncomingRow]:
    """Return the responses, all of one round, with what has changed. Five queries, however many."""
    if not rows:
        return []
    past, newest = past_answers(access, rows), newest_submissions(access, [row.pk for row in rows])
    questions = asked_in_round(questions_of(rows[0].round))
    found = []
    for row in rows:
        before, handed_in = past.get(row.pk, NOTHING_BEFORE), newest.get(row.pk)
        answers = handed_in.answers if handed_in else {}
        changed = sum(
            before.differs(question, answers.get(str(question.pk), {}).get("value"))
            for question in questions
        )
        numbers: Any = row
        found.append(IncomingRow(row, numbers.undecided, numbers.accepted, changed, _is_late(row)))
    return found


def every_row(access: Access, rows: QuerySet[SurveyResponse]) -> Iterator[IncomingRow]:
    """Give all rows of the list, a number at a time."""
    streamed = iter(rows.iterator(chunk_size=AT_A_TIME))
    while some := list(islice(streamed, AT_A_TIME)):
        yield from incoming_rows(access, some)


def _is_late(row: SurveyResponse) -> bool:
    return row.submitted_at is not None and _day(row) > row.due_on


def _day(row: SurveyResponse) -> date:
    return timezone.localdate(row.submitted_at)


@dataclass(frozen=True, slots=True)
class IncomingCount:
    """How many of the round's responses have come how far."""

    submitted: int
    returned: int
    accepted: int
    undecided: int


def incoming_count(access: Access, survey_round: SurveyRound) -> IncomingCount:
    """Return how many wait to be reviewed, are in return and are accepted. Two queries."""
    rows = SurveyResponse.objects.visible_to(access).filter(round=survey_round)
    counted = rows.order_by().aggregate(
        submitted=Count("pk", filter=Q(state=ResponseState.SUBMITTED)),
        returned=Count("pk", filter=Q(state=ResponseState.RETURNED)),
        accepted=Count("pk", filter=Q(state=ResponseState.ACCEPTED)),
    )
    undecided = ProposedFinding.objects.visible_to(access).filter(
        response__round=survey_round, state=ProposalState.PROPOSED
    )
    return IncomingCount(**counted, undecided=undecided.count())

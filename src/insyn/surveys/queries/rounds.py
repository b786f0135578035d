"""Lists and figures about rounds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from insyn.criteria.models import TemplateVersion
from insyn.criteria.rules import Respondent, TemplateKind, TemplateState
from insyn.kernel.access import Access, Permission
from insyn.platform.ordering import ranked
from insyn.registry.models import Provider
from insyn.registry.rules import OperatingForm
from insyn.risk.models import Candidate, Selection
from insyn.surveys.models import SurveyResponse, SurveyRound
from insyn.surveys.models.responses import SurveyResponseQuerySet
from insyn.surveys.models.rounds import SurveyRoundQuerySet
from insyn.surveys.queries.scope import OWN_FORMS
from insyn.surveys.rules import AWAITED, HANDED_IN, ResponseState, RoundState

SORTS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "pk"),
    "-title": ("-title", "-pk"),
    "due_on": ("due_on", "title", "pk"),
    "-due_on": ("-due_on", "title", "pk"),
}


def listed_rounds(
    access: Access, *, chosen: Mapping[str, Any], sort: str, today: date
) -> SurveyRoundQuerySet:
    """Return the rounds that the filters keep, with ``total``, ``handed_in`` and ``late``.

    Without a sort those that run come first, then those that are prepared.
    """
    rows = SurveyRound.objects.visible_to(access).select_related(
        "authority__municipality", "template_version__template"
    )
    if chosen["q"]:
        rows = rows.filter(title__icontains=chosen["q"])
    for name in ("state", "authority", "activity"):
        if chosen.get(name):
            rows = rows.filter((name, chosen[name]))
    if chosen["year"]:
        rows = rows.filter(due_on__year=chosen["year"])
    counted = rows.annotate(
        total=Count("responses"),
        handed_in=Count("responses", filter=Q(responses__state__in=HANDED_IN)),
        late=Count(
            "responses", filter=Q(responses__state__in=AWAITED, responses__due_on__lt=today)
        ),
    )
    if sort in SORTS:
        return counted.order_by(*SORTS[sort])
    running_first = ranked(Q(state=RoundState.OPEN), Q(state=RoundState.DRAFT))
    return counted.order_by(running_first, "-due_on", "title", "pk")


def years_of_rounds(access: Access) -> list[int]:
    """Return the years in which some round is due, latest first."""
    days = SurveyRound.objects.visible_to(access).order_by().values_list("due_on", flat=True)
    return sorted({day.year for day in days}, reverse=True)


def sendable_versions(access: Access) -> QuerySet[TemplateVersion]:
    """Return the published versions that a provider can answer, surveys first."""
    rows = TemplateVersion.objects.visible_to(access).filter(
        Q(template__kind=TemplateKind.SURVEY)
        | Q(sections__questions__respondent=Respondent.PROVIDER),
        state=TemplateState.PUBLISHED,
    )
    return rows.distinct().select_related("template").order_by("template__name", "-number")


def earlier_rounds(access: Access, authorities: Sequence[int]) -> SurveyRoundQuerySet:
    """Return the rounds that answers can be carried over from, the latest first."""
    rows = SurveyRound.objects.visible_to(access).filter(authority__in=authorities)
    return rows.exclude(state=RoundState.DRAFT)


def drawn_selections(access: Access, authorities: Sequence[int]) -> QuerySet[Selection]:
    """Return the selections in which somebody fell to one of the boards, the latest first."""
    chosen = Candidate.objects.visible_to(access).filter(is_chosen=True, authority__in=authorities)
    keys = chosen.order_by().values("selection")
    return Selection.objects.visible_to(access).filter(pk__in=keys).defer("record")


MOST_RUNNING = 6
"""Rounds that the start page shows; the list shows all."""


@dataclass(frozen=True, slots=True)
class FormFigures:
    """How far the responses of one kind of operator have come."""

    total: int = 0
    handed_in: int = 0
    started: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """How far a round has come, in all and in-house and others side by side."""

    by_state: Mapping[ResponseState, int]
    own: FormFigures
    others: FormFigures

    @property
    def total(self) -> int:
        return self.own.total + self.others.total

    @property
    def handed_in(self) -> int:
        return self.own.handed_in + self.others.handed_in

    @property
    def late(self) -> int:
        return self.own.late + self.others.late

    @property
    def to_review(self) -> int:
        return self.by_state.get(ResponseState.SUBMITTED, 0)

    @property
    def accepted(self) -> int:
        return self.by_state.get(ResponseState.ACCEPTED, 0)


def figures_of(access: Access, survey_round: SurveyRound, *, today: date) -> RoundFigures:
    """Return how far the round has come. One query, whatever its size."""
    rows = SurveyResponse.objects.visible_to(access).filter(round=survey_round)
    told = (
        rows.order_by()
        .values_list("state", "operating_form")
        .annotate(n=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)))
    )
    by_state: dict[ResponseState, int] = {}
    sums = {True: [0, 0, 0, 0], False: [0, 0, 0, 0]}
    for code, form, number, passed in told:
        state = ResponseState(code)
        by_state[state] = by_state.get(state, 0) + number
        side = sums[OperatingForm(form) in OWN_FORMS]
        side[0] += number
        side[1] += number if state in HANDED_IN else 0
        side[2] += number if state in {ResponseState.OPENED, ResponseState.SAVED} else 0
        side[3] += passed if state in AWAITED else 0
    return RoundFigures(by_state, own=FormFigures(*sums[True]), others=FormFigures(*sums[False]))


def left_unanswered(access: Access, survey_round: SurveyRound) -> SurveyResponseQuerySet:
    """Return the responses that have been sent and never handed in, by their names."""
    rows = SurveyResponse.objects.visible_to(access).filter(round=survey_round).unanswered()
    told = rows.select_related("contract__provider", "unit")
    return told.order_by("contract__provider__sort_key", "unit__sort_key", "pk")


def surveys_of_provider(access: Access, provider: Provider) -> QuerySet[SurveyResponse]:
    """Return what the provider has been asked in surveys that the asker sees, latest first."""
    rows = SurveyResponse.objects.visible_to(access).filter(contract__provider=provider)
    told = rows.exclude(state=ResponseState.WAITING).select_related("round", "unit")
    return told.order_by(F("submitted_at").desc(nulls_last=True), "-pk")


def running_rounds(access: Access, *, today: date) -> list[SurveyRound]:
    """Return the rounds that run, the one that is due first, counted as in the list. One query."""
    nothing = {"q": "", "year": None, "state": RoundState.OPEN}
    rows = listed_rounds(access, chosen=nothing, sort="due_on", today=today)
    return list(rows[:MOST_RUNNING])


def boards_that_ask(access: Access) -> frozenset[int]:
    """Return the boards for which the asker may send surveys."""
    return access.authorities_where(Permission.SEND_SURVEY)

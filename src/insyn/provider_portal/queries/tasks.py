"""Answers to a provider: what to do, by when and why. Everything through shown_to_provider."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from insyn.findings.models import FactCheck
from insyn.findings.rules.lists import FactCheckState
from insyn.followups.models import DocumentRequest, Followup, FollowupQuerySet
from insyn.followups.rules import ENDED, RequestState, State
from insyn.kernel.access import Access, Secrecy
from insyn.measures.models import ActionPlan, Letter, PlanStep
from insyn.measures.rules import WAITS_FOR_PROVIDER, ItemState, PlanEvent, PlanState
from insyn.provider_portal.rules import WHY
from insyn.surveys.models import Addressee, SurveyResponse
from insyn.surveys.queries import legal_ground
from insyn.surveys.rules import ResponseState

_ABOUT = ("followup__contract__provider", "followup__contract__agreement",
          "followup__authority__municipality", "followup__lot")  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlanTask:
    """A plan to hand in: why, by when, and how much is answered."""

    plan: ActionPlan
    why: str
    is_late: bool
    is_reminded: bool
    answered: int
    findings: int


@dataclass(frozen=True, slots=True)
class RequestTask:
    """A document to hand in."""

    request: DocumentRequest
    is_late: bool
    is_about_client: bool


@dataclass(frozen=True, slots=True)
class CheckTask:
    """A draft to read for errors, or answers to it that may be disputed."""

    check: FactCheck
    due_on: date
    is_replied: bool


@dataclass(frozen=True, slots=True)
class SurveyTask:
    """A survey to answer, whole or in part: on what ground, and how much is left."""

    response: SurveyResponse
    ground: str
    is_late: bool
    is_whole: bool

    @property
    def is_returned(self) -> bool:
        return self.response.state == ResponseState.RETURNED

    @property
    def is_begun(self) -> bool:
        return self.response.answered_count > 0


@dataclass(frozen=True, slots=True)
class UnitsTask:
    """One survey that many units are to answer: what it is said once, then each unit.

    All are asked on the same ground, and the asker answers the same part of each.
    """

    surveys: tuple[SurveyTask, ...]

    @property
    def first(self) -> SurveyTask:
        return self.surveys[0]


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do; exactly one of the five is set."""

    due_on: date
    is_late: bool
    survey: SurveyTask | None = None
    plan: PlanTask | None = None
    request: RequestTask | None = None
    units: UnitsTask | None = None
    check: CheckTask | None = None

    @property
    def is_returned(self) -> bool:
        return self.survey is not None and self.survey.is_returned


@dataclass(frozen=True, slots=True)
class Tasks:
    """What a provider has to do, what the authority has to do, and what there is to read."""

    todo: Sequence[Todo]
    waiting_surveys: Sequence[SurveyTask]
    waiting_plans: Sequence[PlanTask]
    earlier_surveys: Sequence[SurveyTask]
    earlier_plans: Sequence[PlanTask]
    letters: Sequence[Letter]
    drafts: Sequence[FactCheck]
    results: FollowupQuerySet

    @property
    def late(self) -> int:
        return sum(1 for one in self.todo if one.is_late)


def tasks(access: Access, *, today: date) -> Tasks:
    """Return what the asker is to do: what came back, then late, then by day.

    And what has been received.
    """
    plans, surveys = _plans(access, today), _surveys(access, today)
    checks = _checks(access, today)
    todo = [
        *(Todo(one.response.due_on, one.is_late, survey=one) for one in surveys if _awaited(one)),
        *(Todo(one.plan.due_on, one.is_late, plan=one) for one in plans if _asked_of(one)),
        *(Todo(one.request.due_on, one.is_late, request=one) for one in _requests(access, today)),
        *(Todo(one.due_on, is_late=False, check=one) for one in checks),
    ]
    settled = [one for one in surveys if not _awaited(one)]
    others = [one for one in plans if not _asked_of(one)]
    return Tasks(
        todo=sorted(todo, key=lambda one: (not one.is_returned, not one.is_late, one.due_on)),
        waiting_surveys=[one for one in settled if one.response.state == ResponseState.SUBMITTED],
        waiting_plans=[one for one in others if one.plan.state != PlanState.CLOSED],
        earlier_surveys=[one for one in settled if one.response.state != ResponseState.SUBMITTED],
        earlier_plans=[one for one in others if one.plan.state == PlanState.CLOSED],
        letters=list(
            Letter.objects.shown_to_provider(access)
            .select_related("plan__followup")
            .order_by("-issued_on", "-pk")[:LETTERS_SHOWN]
        ),
        drafts=_earlier_drafts(access, checks),
        results=Followup.objects.shown_to_provider(access)
        .for_list()
        .order_by("-reported_on", "-pk"),
    )


LETTERS_SHOWN = 20


MANY_UNITS = 4
"""From so many, the units of one survey are one thing to do with a list."""


def together(todo: Sequence[Todo]) -> list[Todo]:
    """Return the same things in the same order, where many units of one survey are one thing.

    What came back stands for itself: it has its own last day and its own reasons.
    """
    units: dict[tuple[object, ...], list[SurveyTask]] = {}
    for one in todo:
        if one.survey is not None and not one.is_returned:
            units.setdefault(_shared(one.survey), []).append(one.survey)
    many = {key: found for key, found in units.items() if len(found) >= MANY_UNITS}
    made: list[Todo] = []
    for one in todo:
        key = _shared(one.survey) if one.survey is not None and not one.is_returned else ()
        if key not in many:
            made.append(one)
        elif one.survey is many[key][0]:
            made.append(Todo(one.due_on, one.is_late, units=UnitsTask(tuple(many[key]))))
    return made


def _shared(task: SurveyTask) -> tuple[object, ...]:
    return task.response.round_id, task.ground, task.is_whole


def _awaited(task: SurveyTask) -> bool:
    """Tell whether there is something to do: a round that has been closed takes no answers."""
    response = task.response
    return response.is_awaited and (response.round.is_open or task.is_returned)


def _asked_of(task: PlanTask) -> bool:
    return task.plan.state in WAITS_FOR_PROVIDER


def _surveys(access: Access, today: date) -> list[SurveyTask]:
    rows = SurveyResponse.objects.shown_to_provider(access).for_list()
    found = list(rows.order_by("due_on", "unit__sort_key", "pk"))
    parts = _only_parts(access) if access.invitations else set()
    return [
        SurveyTask(
            response=row,
            ground=legal_ground(row),
            is_late=row.is_late(today),
            is_whole=row.pk not in parts or _answers_for(access, row),
        )
        for row in found
    ]


def _answers_for(access: Access, response: SurveyResponse) -> bool:
    return access.answers_for(
        response.contract.provider_id, authority_id=response.round.authority_id
    )


def _only_parts(access: Access) -> set[int]:
    """Return the keys of the responses that the asker has been given a part of, not the whole."""
    rows = Addressee.objects.shown_to_provider(access).current().filter(user=access.user_id)
    found = list(rows.values_list("response_id", "is_delegate"))
    whole = {key for key, is_delegate in found if not is_delegate}
    return {key for key, _is_delegate in found} - whole


def _plans(access: Access, today: date) -> list[PlanTask]:
    settled = Q(actions__state__in=(ItemState.ANSWERED, ItemState.ACCEPTED))
    reminders = PlanStep.objects.shown_to_provider(access).filter(
        plan=OuterRef("pk"), event=PlanEvent.REMIND
    )
    plans = ActionPlan.objects.shown_to_provider(access).select_related(*_ABOUT)
    counted = plans.annotate(
        findings=Count("actions"),
        answered=Count("actions", filter=settled),
        is_reminded=Exists(reminders),
    )
    return [_plan_task(plan, today) for plan in counted]


def _plan_task(plan: ActionPlan, today: date) -> PlanTask:
    return PlanTask(
        plan=plan,
        why=WHY[PlanState(plan.state)],
        is_late=plan.is_late(today),
        is_reminded=plan.is_reminded,  # type: ignore[attr-defined]
        answered=plan.answered,  # type: ignore[attr-defined]
        findings=plan.findings,  # type: ignore[attr-defined]
    )


def _checks(access: Access, today: date) -> list[CheckTask]:
    """Return the drafts that wait for the provider: to be answered, or to be disputed or not.

    One whose last day has passed can no longer be answered, and is not something to do.
    """
    rows = FactCheck.objects.shown_to_provider(access).select_related(*_ABOUT)
    running = rows.filter(followup__state=State.FACT_CHECK)
    unread = running.filter(state=FactCheckState.OPEN, due_on__gte=today)
    told = running.filter(state=FactCheckState.ANSWERED, disputable_until__gte=today)
    return [CheckTask(row, row.due_on, is_replied=False) for row in unread] + [
        CheckTask(row, row.disputable_until or row.due_on, is_replied=True) for row in told
    ]


def _earlier_drafts(access: Access, checks: Sequence[CheckTask]) -> list[FactCheck]:
    """Return the other drafts that the provider has been sent, the latest first."""
    rows = FactCheck.objects.shown_to_provider(access).select_related(*_ABOUT)
    others = rows.exclude(pk__in=[one.check.pk for one in checks])
    return list(others.order_by("-sent_on", "-pk")[:LETTERS_SHOWN])


def _requests(access: Access, today: date) -> list[RequestTask]:
    rows = DocumentRequest.objects.shown_to_provider(access).select_related(*_ABOUT)
    left = rows.filter(state=RequestState.REQUESTED).exclude(followup__state__in=ENDED)
    return [
        RequestTask(row, row.is_overdue(today), row.secrecy == Secrecy.CLIENT_DOCUMENT)
        for row in left
    ]

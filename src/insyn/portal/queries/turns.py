"""What waits for the asker, the most urgent first."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, overload

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from insyn.followups.models import DocumentRequest, Followup, Reviewer
from insyn.followups.rules import BEFORE_SENT, State
from insyn.kernel.access import Access, Permission
from insyn.measures.models import ActionPlan, CorrectiveAction
from insyn.measures.rules import TO_REVIEW, WAITS_FOR_PROVIDER, ItemState, PlanState
from insyn.monitoring.models import RegisterCheck
from insyn.monitoring.queries import checks, of_standing
from insyn.monitoring.rules import CheckKind, Standing
from insyn.portal.rules import TurnKind
from insyn.reports.models import Report
from insyn.reports.rules import ReportState
from insyn.surveys.models import SurveyResponse, SurveyRound
from insyn.surveys.rules import ResponseState


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that waits for the asker, or that the asker waits for in vain."""

    kind: TurnKind
    name: str
    detail: str
    url: str
    due: date
    is_late: bool


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of one model that wait, by which day, and how a line tells of one of them."""

    rows: QuerySet[Any]
    due: F | Coalesce
    turn: Callable[[Any, date], Turn]


@dataclass(frozen=True, slots=True)
class Turns(Sequence[Turn]):
    """All that waits, in order of urgency: counted as a whole, read a piece at a time."""

    sources: Mapping[str, Source]
    today: date

    def __len__(self) -> int:
        return self._in_order().count()

    def __iter__(self) -> Iterator[Turn]:
        return iter(self[:])

    @overload
    def __getitem__(self, wanted: int) -> Turn: ...

    @overload
    def __getitem__(self, wanted: slice) -> list[Turn]: ...

    def __getitem__(self, wanted: int | slice) -> Turn | list[Turn]:
        """Return that piece. One query, and one more for each model that it holds."""
        if isinstance(wanted, slice):
            return self._lines(list(self._in_order()[wanted]))
        return self._lines([self._in_order()[wanted]])[0]

    def _lines(self, found: Sequence[tuple[int, str, date]]) -> list[Turn]:
        keys: defaultdict[str, list[int]] = defaultdict(list)
        for key, name, _due in found:
            keys[name].append(key)
        rows = {name: self.sources[name].rows.in_bulk(wanted) for name, wanted in keys.items()}
        return [self.sources[name].turn(rows[name][key], self.today) for key, name, _due in found]

    def _in_order(self) -> QuerySet[Any, Any]:
        first, *others = [
            source.rows.order_by()
            .annotate(source_name=Value(name, output_field=CharField()), due_day=source.due)
            .values_list("pk", "source_name", "due_day")
            for name, source in self.sources.items()
        ]
        together: QuerySet[Any, Any] = first.union(*others, all=True)
        return together.order_by("due_day", "source_name", "pk")


def turns(access: Access, *, today: date) -> Turns:
    """Return what waits for the asker, made for a paginator."""
    return Turns(
        {
            "followup": Source(_my_followups(access), F("planned_for"), _followup_turn),
            "request": Source(_late_requests(access, today), F("due_on"), _request_turn),
            "plan": Source(
                _plans_to_handle(access, today), Coalesce("submitted_on", "due_on"), _plan_turn
            ),
            "decision": Source(
                _plans_to_decide(access), Coalesce("submitted_on", "due_on"), _decision_turn
            ),
            "report": Source(_proposed_reports(access), F("ends_on"), _report_turn),
            "check": Source(_checks_to_redo(access, today), F("valid_until"), _check_turn),
            "survey": Source(_late_surveys(access, today), F("due_on"), _late_survey_turn),
            "answers": Source(_surveys_to_review(access), F("due_on"), _answers_turn),
        },
        today,
    )


def _my_followups(access: Access) -> QuerySet[Followup]:
    mine = Reviewer.objects.visible_to(access).filter(user=access.user_id).values("followup")
    rows = Followup.objects.visible_to(access).for_list()
    return rows.filter(pk__in=mine, state__in=BEFORE_SENT)


def _late_requests(access: Access, today: date) -> QuerySet[DocumentRequest]:
    where = access.authorities_where(Permission.CARRY_OUT_FOLLOWUP)
    rows = DocumentRequest.objects.visible_to(access).overdue(today)
    return rows.filter(followup__authority__in=where).select_related("followup__contract__provider")


def _plans_to_handle(access: Access, today: date) -> QuerySet[ActionPlan]:
    where = access.authorities_where(Permission.REQUEST_MEASURES)
    late = Q(state__in=WAITS_FOR_PROVIDER, due_on__lt=today)
    rows = ActionPlan.objects.visible_to(access).select_related("followup__contract__provider")
    return rows.filter(Q(state__in=TO_REVIEW) | late, followup__authority__in=where)


def _plans_to_decide(access: Access) -> QuerySet[ActionPlan]:
    """Return the plans that only want a decision: raised, or with every answer accepted.

    For those who decide but do not review; the others handle the same plans from the start.
    """
    reviewed_by = access.authorities_where(Permission.REQUEST_MEASURES)
    where = access.authorities_where(Permission.DECIDE_MEASURES) - reviewed_by
    unsettled = CorrectiveAction.objects.visible_to(access).filter(plan=OuterRef("pk"))
    is_ready = ~Exists(unsettled.exclude(state=ItemState.ACCEPTED))
    waiting = Q(state=PlanState.ESCALATED) | (Q(state=PlanState.UNDER_REVIEW) & is_ready)
    rows = ActionPlan.objects.visible_to(access).select_related("followup__contract__provider")
    return rows.filter(waiting, followup__authority__in=where)


def _proposed_reports(access: Access) -> QuerySet[Report]:
    where = access.authorities_where(Permission.DECIDE_REPORT)
    rows = Report.objects.visible_to(access)
    return rows.filter(authority__in=where, state=ReportState.PROPOSED)


def _checks_to_redo(access: Access, today: date) -> QuerySet[RegisterCheck]:
    """Return the checks that are out of date, for those whose work is the registers.

    Those who carry out follow-ups may check registers too, and have the tile for it.
    """
    where = access.authorities_where(Permission.CHECK_REGISTERS)
    where -= access.authorities_where(Permission.CARRY_OUT_FOLLOWUP)
    rows = of_standing(checks(access), Standing.EXPIRED, today=today)
    return rows.filter(authority__in=where)


def _late_surveys(access: Access, today: date) -> QuerySet[SurveyRound]:
    """Return the running rounds that somebody is late with, for those who send surveys."""
    where = access.authorities_where(Permission.SEND_SURVEY)
    late = SurveyResponse.objects.visible_to(access).late(today).filter(round=OuterRef("pk"))
    return (
        SurveyRound.objects.visible_to(access).running().filter(Exists(late), authority__in=where)
    )


def _surveys_to_review(access: Access) -> QuerySet[SurveyRound]:
    """Return the rounds in which answers have come in that nobody has accepted or returned."""
    where = access.authorities_where(Permission.CARRY_OUT_FOLLOWUP)
    come = SurveyResponse.objects.visible_to(access).filter(
        round=OuterRef("pk"), state=ResponseState.SUBMITTED
    )
    return SurveyRound.objects.visible_to(access).filter(Exists(come), authority__in=where)


def _followup_turn(row: Followup, today: date) -> Turn:
    return Turn(
        kind=TurnKind.FOLLOWUP,
        name=str(row),
        detail=State(row.state).label,
        url=reverse("followups:detail", args=[row.pk]),
        due=row.planned_for,
        is_late=row.is_late(today),
    )


def _request_turn(row: DocumentRequest, _today: date) -> Turn:
    return Turn(
        kind=TurnKind.REQUEST,
        name=row.title,
        detail=str(row.followup),
        url=reverse("followups:preparation", args=[row.followup_id]),
        due=row.due_on,
        is_late=True,
    )


def _plan_turn(row: ActionPlan, today: date) -> Turn:
    is_here = row.state in TO_REVIEW
    return _of_plan(row, TurnKind.PLAN_TO_REVIEW if is_here else TurnKind.PLAN_LATE, today)


def _decision_turn(row: ActionPlan, today: date) -> Turn:
    return _of_plan(row, TurnKind.PLAN_TO_DECIDE, today)


def _of_plan(row: ActionPlan, kind: TurnKind, today: date) -> Turn:
    return Turn(
        kind=kind,
        name=str(row.followup),
        detail=PlanState(row.state).label,
        url=reverse("measures:followup", args=[row.followup_id]),
        due=row.submitted_on or row.due_on,
        is_late=row.is_late(today),
    )


def _report_turn(row: Report, _today: date) -> Turn:
    return Turn(
        kind=TurnKind.REPORT_TO_DECIDE,
        name=row.title,
        detail=ReportState.PROPOSED.label,
        url=reverse("reports:detail", args=[row.pk]),
        due=row.ends_on,
        is_late=False,
    )


def _check_turn(row: RegisterCheck, today: date) -> Turn:
    due = row.valid_until or today  # one that is out of date always has a last day
    return Turn(
        kind=TurnKind.CHECK_TO_REDO,
        name=str(row.provider),
        detail=CheckKind(row.kind).label,
        url=reverse("monitoring:of_provider", args=[row.provider_id]),
        due=due,
        is_late=True,
    )


def _late_survey_turn(row: SurveyRound, today: date) -> Turn:
    return _of_survey(row, TurnKind.SURVEY_LATE, "surveys:late", is_late=row.due_on < today)


def _answers_turn(row: SurveyRound, _today: date) -> Turn:
    return _of_survey(row, TurnKind.ANSWERS_TO_REVIEW, "surveys:incoming", is_late=False)


def _of_survey(row: SurveyRound, kind: TurnKind, route: str, *, is_late: bool) -> Turn:
    return Turn(
        kind=kind,
        name=row.title,
        detail=row.shown_state.label,
        url=reverse(route, args=[row.pk]),
        due=row.due_on,
        is_late=is_late,
    )

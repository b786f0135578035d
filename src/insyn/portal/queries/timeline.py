"""Everything that the asker sees of a provider, on one line. A fixed number of queries."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from insyn.delegations.rules.deciding import kronor
from insyn.dialogues.models import DialogueMeeting
from insyn.dialogues.rules import MeetingState
from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.invoices.models import InvoiceClaim
from insyn.invoices.rules import ClaimState
from insyn.kernel.access import SHARED_AT_MOST, Access
from insyn.measures.models import ActionPlan, Sanction, Termination
from insyn.monitoring.models import RegisterCheck
from insyn.monitoring.rules import CheckKind, CheckResult
from insyn.platform import clock
from insyn.portal.queries.provider import milestones_of
from insyn.portal.rules.milestones import Milestone, MilestoneKind, in_order
from insyn.portal.rules.timeline import Span, Timeline
from insyn.registry.models import Contract, Provider, Unit
from insyn.registry.rules import ContractStatus, SanctionKind
from insyn.reports.models import Report
from insyn.signals.models import Signal
from insyn.signals.rules import SignalCategory
from insyn.visits.models import Visit
from insyn.visits.rules import VisitKind
from insyn.visits.rules.carrying_out import VisitState

LONGEST = 120
"""Characters of a finding that the line shows; its page has the whole."""

_SEEN: Mapping[FindingKind, MilestoneKind] = {
    FindingKind.DEFICIENCY: MilestoneKind.DEFICIENCY_FOUND,
    FindingKind.DEVELOPMENT_AREA: MilestoneKind.DEVELOPMENT_AREA_SEEN,
    FindingKind.GOOD_PRACTICE: MilestoneKind.GOOD_PRACTICE_SEEN,
}
"""What was seen at the provider; what the board itself fell short of stands elsewhere."""
_SETTLED: Mapping[ClaimState, MilestoneKind] = {
    ClaimState.CREDITED: MilestoneKind.MONEY_CREDITED,
    ClaimState.WAIVED: MilestoneKind.CLAIM_WAIVED,
}


def timeline_of(access: Access, provider: Provider) -> Timeline:
    """Return what has happened up to today, as far as the asker sees it. Eleven queries.

    The page of a provider is shown in its presence, and its file is handed out. So only what has
    been carried out or decided stands here, and of a signal only what it was about, never its text
    or who left it. Nothing that only a named few may know of stands here, not even for them: a
    guarded follow-up, sanction or check has its own page.
    """
    today = clock.today()
    found = [
        *milestones_of(access, provider),
        *_of_findings(access, provider),
        *_of_claims(access, provider),
        *_of_the_rest(access, provider),
    ]
    return Timeline(in_order(found, today=today), _spans(access, provider), today)


def _spans(access: Access, provider: Provider) -> list[Span]:
    rows = Contract.objects.visible_to(access).filter(provider=provider).order_by("starts_on", "pk")
    found = []
    for row in rows.select_related("agreement"):
        left_on = row.status_from if row.status == ContractStatus.ENDED else None
        found.append(Span(row.agreement.title, row.starts_on, left_on or row.ends_on))
    return found


def _of_findings(access: Access, provider: Provider) -> Iterable[Milestone]:
    rows = Finding.objects.visible_to(access).filter(
        kind__in=_SEEN,
        followup__contract__provider=provider,
        followup__reported_on__isnull=False,
        followup__secrecy__lte=SHARED_AT_MOST,
    )
    for row in rows.select_related("followup"):
        url = reverse("followups:detail", args=[row.followup_id])
        text = row.text if len(row.text) <= LONGEST else row.text[: LONGEST - 1].rstrip() + "…"
        about = f"{row.followup.number}, {row.area}: {text}"
        seen_on = row.seen_on or row.followup.reported_on
        yield Milestone(seen_on, _SEEN[FindingKind(row.kind)], about, url)
        yield Milestone(row.remedied_on, MilestoneKind.DEFICIENCY_REMEDIED, about, url)


def _of_claims(access: Access, provider: Provider) -> Iterable[Milestone]:
    rows = InvoiceClaim.objects.visible_to(access).filter(
        provider=provider, secrecy__lte=SHARED_AT_MOST
    )
    for row in rows:
        url = reverse("invoices:claim", args=[row.pk])
        yield Milestone(row.claimed_on, MilestoneKind.MONEY_CLAIMED, kronor(row.amount), url)
        if settled := _SETTLED.get(row.shown_state):
            amount = row.amount if row.credited is None else row.credited
            yield Milestone(row.settled_on, settled, kronor(amount), url)


def _of_the_rest(access: Access, provider: Provider) -> Iterable[Milestone]:
    """Yield what has one day and a few words about it. One query over nine kinds of rows."""
    units = Unit.objects.filter(provider=provider).exclude(manager_since=None)
    first = _rows(MilestoneKind.MANAGER_BEGUN, units, "manager_since", ("name",))
    for code, key, on, *words in first.union(*_scoped(access, provider), all=True):
        kind = MilestoneKind(code)
        yield Milestone(on, kind, _ABOUT[kind](*words), reverse(_PAGES[kind], args=[key]))


def _scoped(access: Access, provider: Provider) -> Iterable[QuerySet[Any, Any]]:
    of_contract = {"contract__provider": provider}
    open_level = {"secrecy__lte": SHARED_AT_MOST}
    of_followup = {
        "followup__contract__provider": provider, "followup__secrecy__lte": SHARED_AT_MOST,
    }  # fmt: skip
    visits = Visit.objects.visible_to(access).filter(state=VisitState.CARRIED_OUT, **of_followup)
    about = ("kind", "followup__number", "unit__name")
    yield _rows(MilestoneKind.VISITED, visits, "visited_on", about, key="followup_id")
    plans = ActionPlan.objects.visible_to(access).filter(**of_followup)
    number = ("followup__number",)
    yield _rows(MilestoneKind.PLAN_REQUESTED, plans, "requested_on", number, key="followup_id")
    sanctions = Sanction.objects.visible_to(access).filter(**of_contract, **open_level)
    decided = sanctions.exclude(decided_on=None)
    yield _rows(MilestoneKind.SANCTION_DECIDED, decided, "decided_on", ("kind", "number"))
    terminations = Termination.objects.visible_to(access).filter(**of_contract, **open_level)
    ended = terminations.exclude(notice_on=None)
    title = ("contract__agreement__title",)
    yield _rows(MilestoneKind.NOTICE_GIVEN, ended, "notice_on", title)
    checks = RegisterCheck.objects.visible_to(access).filter(provider=provider, **open_level)
    yield _rows(MilestoneKind.REGISTER_CHECKED, checks, "checked_on", ("kind", "result"))
    signals = Signal.objects.visible_to(access).filter(
        provider=provider, is_protected=False, **open_level
    )
    yield _rows(MilestoneKind.SIGNAL_CAME_IN, signals, "happened_on", ("category",))
    held = DialogueMeeting.objects.visible_to(access).filter(state=MeetingState.HELD, **of_contract)
    yield _rows(MilestoneKind.DIALOGUE_HELD, held, "held_on", title)
    reports = Report.objects.visible_to(access).filter(**of_followup).exclude(decided_on=None)
    paragraph = ("followup__number", "decision")
    yield _rows(MilestoneKind.BOARD_DECIDED, reports, "decided_on", paragraph)


def _rows(
    kind: MilestoneKind, rows: QuerySet[Any], on: str, words: tuple[str, ...], *, key: str = "pk"
) -> QuerySet[Any, Any]:
    """Return kind, key of the page, day and three words; words that are lacking are empty."""
    nothing = Value("", output_field=CharField())
    named = [Coalesce(F(word), nothing, output_field=CharField()) for word in words]
    one, two, three = [*named, nothing, nothing][:3]
    found: QuerySet[Any, Any] = (
        rows.order_by()
        .annotate(
            row_kind=Value(kind.value, output_field=CharField()),
            row_key=F(key),
            row_on=F(on),
            row_one=one,
            row_two=two,
            row_three=three,
        )
        .values_list("row_kind", "row_key", "row_on", "row_one", "row_two", "row_three")
    )
    return found


def _visit(kind: str, number: str, unit: str) -> str:
    return ", ".join(filter(None, (_(VisitKind(kind).label), number, unit)))


def _sanction(kind: str, number: str, _empty: str) -> str:
    return f"{number}, {_(SanctionKind(kind).label)}"


def _check(kind: str, result: str, _empty: str) -> str:
    return f"{_(CheckKind(kind).label)}: {_(CheckResult(result).label)}"


def _signal(category: str, *_empty: str) -> str:
    return _(SignalCategory(category).label)


def _decision(number: str, paragraph: str, _empty: str) -> str:
    return ", ".join(filter(None, (number, paragraph)))


def _named(name: str, *_empty: str) -> str:
    return name


_ABOUT: Mapping[MilestoneKind, Callable[..., str]] = {
    MilestoneKind.MANAGER_BEGUN: _named,
    MilestoneKind.VISITED: _visit,
    MilestoneKind.PLAN_REQUESTED: _named,
    MilestoneKind.SANCTION_DECIDED: _sanction,
    MilestoneKind.NOTICE_GIVEN: _named,
    MilestoneKind.REGISTER_CHECKED: _check,
    MilestoneKind.SIGNAL_CAME_IN: _signal,
    MilestoneKind.DIALOGUE_HELD: _named,
    MilestoneKind.BOARD_DECIDED: _decision,
}
_PAGES: Mapping[MilestoneKind, str] = {
    MilestoneKind.MANAGER_BEGUN: "registry:unit",
    MilestoneKind.VISITED: "followups:detail",
    MilestoneKind.PLAN_REQUESTED: "measures:followup",
    MilestoneKind.SANCTION_DECIDED: "measures:sanction",
    MilestoneKind.NOTICE_GIVEN: "measures:termination",
    MilestoneKind.REGISTER_CHECKED: "monitoring:detail",
    MilestoneKind.SIGNAL_CAME_IN: "signals:detail",
    MilestoneKind.DIALOGUE_HELD: "dialogues:meeting",
    MilestoneKind.BOARD_DECIDED: "reports:detail",
}

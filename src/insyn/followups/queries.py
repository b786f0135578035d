"""Answers about follow-ups, built from several tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from insyn.accounts.models import Membership, User
from insyn.audit.models import AuditEvent, AuditEventQuerySet
from insyn.documents.models import Document
from insyn.followups.models import (
    Basis,
    CallingUnitView,
    DocumentRequest,
    Followup,
    FollowupQuerySet,
    Reviewer,
)
from insyn.followups.rules import (
    BEFORE_SENT,
    BEFORE_START,
    CARRIES_OUT,
    ENDED,
    USUAL_DOCUMENTS,
    BasisKind,
    Elsewhere,
    Event,
    Kind,
    Lack,
    NextStep,
    Outcome,
    Passage,
    Progress,
    RequestState,
    State,
    dates_disagree,
    is_planned_outside,
    lacks_before,
    line_label,
    next_step,
    step_line,
    taken_elsewhere,
    told,
)
from insyn.kernel.access import Access, Permission
from insyn.platform import clock
from insyn.registry.models import Agreement, Contract, Provider
from insyn.registry.rules.names import sort_key

SORTS: Mapping[str, tuple[str, ...]] = {
    "number": ("number",),
    "provider": ("contract__provider__sort_key",),
    "lot": ("lot__name",),
    "authority": ("authority__municipality__name", "authority__name"),
    "planned": ("planned_for",),
    "state": ("state",),
    "outcome": ("outcome",),
}
"""What the list can be sorted by."""

PATHS: Mapping[str, str] = {
    "state": "state",
    "year": "planned_for__year",
    "authority": "authority",
    "agreement": "contract__agreement",
    "lot": "lot",
}
"""What each field of the filter narrows."""

LONGEST_KEY = 18
"""Digits of a row's key; a longer one fits in no database."""

MET = frozenset({BasisKind.MEETING, BasisKind.VISIT})


def followups_for_list(
    access: Access, chosen: Mapping[str, Any], *, sort: str = ""
) -> FollowupQuerySet:
    """Return the follow-ups the asker may see, narrowed by the filter and in its order."""
    rows = Followup.objects.visible_to(access).for_list()
    rows = rows.filter(**{path: chosen[name] for name, path in PATHS.items() if chosen[name]})
    if chosen["q"]:
        rows = rows.filter(_mentions(chosen["q"]))
    if chosen["is_late"]:
        rows = rows.late(clock.today())
    if chosen["is_mine"]:
        mine = Reviewer.objects.visible_to(access).filter(user=access.user_id)
        rows = rows.filter(pk__in=mine.values("followup"))
    return rows.order_by(*_order(sort))


def _mentions(text: str) -> Q:
    """Keep what has the text in its number or in a name of the provider, present or earlier."""
    named = Provider.objects.matching(text).order_by().values("pk")
    return Q(number__icontains=text) | Q(contract__provider__in=named)


def _order(sort: str) -> list[str]:
    descending = sort.startswith("-")
    columns = SORTS.get(sort.removeprefix("-"))
    if columns is None:
        return ["-planned_for", "-number", "-pk"]
    sign = "-" if descending else ""
    return [f"{sign}{column}" for column in (*columns, "number", "pk")]


@dataclass(frozen=True, slots=True)
class ListChoices:
    """What the list can be narrowed to, as (key, label): only what the asker sees some of."""

    years: list[tuple[str, str]]
    authorities: list[tuple[str, str]]
    agreements: list[tuple[str, str]]
    chosen_agreement: int | None = None


def list_choices(access: Access, *, agreement: str = "") -> ListChoices:
    """Return the years, authorities and agreements of the follow-ups the asker sees. One query.

    An agreement that a link has chosen is offered also before anything is followed up in it.
    """
    rows = Followup.objects.visible_to(access).order_by().distinct()
    seen = rows.values_list(
        "planned_for__year",
        *("authority", "authority__name", "authority__municipality__name"),
        *("contract__agreement", "contract__agreement__title", "contract__agreement__sort_key"),
    )
    years: set[int] = set()
    authorities: dict[str, tuple[str, str]] = {}
    agreements: dict[tuple[str, int], tuple[str, str]] = {}
    for year, authority, name, municipality, agreement_pk, title, key in seen:
        years.add(year)
        authorities[f"{municipality} {name}"] = (str(authority), f"{name}, {municipality}")
        agreements[key, agreement_pk] = (str(agreement_pk), title)
    chosen = _chosen_agreement(access, agreement, agreements)
    return ListChoices(
        years=[(str(year), str(year)) for year in sorted(years, reverse=True)],
        authorities=[authorities[key] for key in sorted(authorities, key=sort_key)],
        agreements=[agreements[place] for place in sorted(agreements)],
        chosen_agreement=chosen,
    )


def _chosen_agreement(
    access: Access, typed: str, agreements: dict[tuple[str, int], tuple[str, str]]
) -> int | None:
    """Return the key of the agreement that was asked for, having put it among the offered."""
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= LONGEST_KEY):
        return None
    if int(typed) not in {pk for _key, pk in agreements}:
        row = Agreement.objects.visible_to(access).filter(pk=int(typed)).first()
        if row is None:
            return None
        agreements[row.sort_key, row.pk] = (str(row.pk), row.title)
    return int(typed)


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step of the line on the first page."""

    label: State
    state: str
    note: Passage


@dataclass(frozen=True, slots=True)
class Overview:
    """What the first page of a follow-up says besides the follow-up itself."""

    next_step: NextStep
    steps: tuple[StepShown, ...]
    elsewhere: Elsewhere | None
    reviewers: tuple[Reviewer, ...]
    bases: tuple[Basis, ...]
    has_two_dates: bool
    is_planned_outside: bool
    is_late: bool


def overview_of(access: Access, followup: Followup) -> Overview:
    """Return how far the follow-up has come and what comes next. Four queries."""
    reviewers = tuple(
        Reviewer.objects.visible_to(access).filter(followup=followup).select_related("user")
    )
    bases = tuple(Basis.objects.visible_to(access).filter(followup=followup))
    met_on = {basis.dated_on for basis in bases if basis.kind in MET and basis.dated_on}
    contract = followup.contract
    return Overview(
        next_step=next_step(progress_of(access, followup, reviewers)),
        steps=_steps(access, followup),
        elsewhere=taken_elsewhere(State(followup.state)),
        reviewers=reviewers,
        bases=bases,
        has_two_dates=dates_disagree(followup.carried_out_on, met_on),
        is_planned_outside=is_planned_outside(
            followup.planned_for, contract.starts_on, contract.ends_on
        ),
        is_late=followup.is_late(clock.today()),
    )


def progress_of(access: Access, followup: Followup, reviewers: tuple[Reviewer, ...]) -> Progress:
    """Return the facts that decide what may happen next; only what the asker may see counts."""
    requests = DocumentRequest.objects.visible_to(access).filter(followup=followup)
    counted = requests.aggregate(
        open_requests=Count("pk", filter=Q(state=RequestState.REQUESTED)),
        unreviewed_requests=Count("pk", filter=Q(state=RequestState.RECEIVED)),
    )
    return Progress(
        state=State(followup.state),
        kind=Kind(followup.kind),
        reviewers=len(reviewers),
        declared=sum(reviewer.has_no_conflict for reviewer in reviewers),
        is_carried_out=followup.carried_out_on is not None,
        has_result=bool(followup.result_text),
        has_outcome=bool(followup.outcome),
        **counted,
    )


def _steps(access: Access, followup: Followup) -> tuple[StepShown, ...]:
    looks = {Passage.DONE: "done", Passage.NOW: "now"}
    line = step_line(State(followup.state), _passed(access, followup))
    return tuple(StepShown(state, looks.get(p, "next"), p) for state, p in line)


def _passed(access: Access, followup: Followup) -> set[State]:
    """Return the optional states that the trail, as far as the asker sees it, has a line of."""
    marks = {
        f"followup.{Event.SEND_FOR_FACT_CHECK.value}": State.FACT_CHECK,
        f"followup.{Event.REQUEST_MEASURES.value}": State.MEASURES,
    }
    events = AuditEvent.objects.visible_to(access).about(followup).filter(event__in=marks)
    return {marks[event] for event in events.values_list("event", flat=True)}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of the history: when, who, what, and the facts worth reading."""

    at: datetime
    actor: str
    label: str
    facts: list[tuple[str, str]]


def history_of(access: Access, followup: Followup) -> AuditEventQuerySet:
    """Return the lines of the trail about the follow-up that the asker may see, newest first."""
    return AuditEvent.objects.visible_to(access).about(followup)


def lines_of(events: Iterable[AuditEvent]) -> list[HistoryLine]:
    """Return the events as the history says them."""
    words = {str(code): _(code.label) for kind in (State, BasisKind, Outcome) for code in kind}
    return [
        HistoryLine(
            event.at,
            event.actor_name,
            _(line_label(event.event)),
            [(_(name), value) for name, value in told(event.facts, words)],
        )
        for event in events
    ]


def possible_events(access: Access, followup: Followup) -> list[Event]:
    """Return the events that the first page has buttons for: possible, permitted, done there."""
    from_here = {Event.PREPARE, Event.START, Event.WRITE, Event.SEND_FOR_FACT_CHECK}
    may = access.may(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id)
    return [event for event in followup.possible_events() if event in from_here and may]


def may_replan(access: Access, followup: Followup) -> bool:
    """Tell whether to show the way to another day."""
    may = access.may(Permission.PLAN_FOLLOWUP, authority_id=followup.authority_id)
    return may and State(followup.state) in BEFORE_START


@dataclass(frozen=True, slots=True)
class ReviewerShown:
    """A reviewer and what the asker may do about them."""

    reviewer: Reviewer
    may_declare: bool


@dataclass(frozen=True, slots=True)
class RequestShown:
    """A requested document and the files that came in and that the asker may see."""

    request: DocumentRequest
    documents: tuple[Document, ...]
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Preparation:
    """What the tab of preparations shows, and which of its buttons."""

    reviewers: list[ReviewerShown]
    lacks: list[Lack]
    views: list[CallingUnitView]
    requests: list[RequestShown]
    may_write: bool
    may_remove: bool
    may_request: bool
    usual_left: bool


def preparation_of(access: Access, followup: Followup) -> Preparation:
    """Return what has been prepared, as far as the asker may see it."""
    may = access.may(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id)
    state = State(followup.state)
    reviewers = list(
        Reviewer.objects.visible_to(access).filter(followup=followup).select_related("user")
    )
    requests = requests_of(access, followup)
    titles = {shown.request.title for shown in requests}
    may_write = may and state in BEFORE_SENT
    return Preparation(
        reviewers=[
            ReviewerShown(r, may_write and not r.has_no_conflict and r.user_id == access.user_id)
            for r in reviewers
        ],
        lacks=lacks_before(Event.START, progress_of(access, followup, tuple(reviewers)))
        if state in BEFORE_START
        else [],
        views=list(CallingUnitView.objects.visible_to(access).filter(followup=followup)),
        requests=requests,
        may_write=may_write,
        may_remove=may and state in BEFORE_START,
        may_request=may and state not in ENDED,
        usual_left=any(usual.title not in titles for usual in USUAL_DOCUMENTS),
    )


def requests_of(access: Access, followup: Followup) -> list[RequestShown]:
    """Return the requests the asker may see, with their files. Three queries."""
    today = clock.today()
    requests = list(DocumentRequest.objects.visible_to(access).filter(followup=followup))
    links = DocumentRequest.documents.through.objects.filter(documentrequest__in=requests)
    pairs = list(links.values_list("documentrequest_id", "document_id"))
    documents = Document.objects.visible_to(access).in_bulk([pk for _, pk in pairs])
    return [
        RequestShown(
            request,
            tuple(documents[d] for r, d in pairs if r == request.pk and d in documents),
            request.is_overdue(today),
        )
        for request in requests
    ]


def possible_reviewers(access: Access, followup: Followup) -> QuerySet[User]:
    """Return those who may carry out follow-ups in the authority and do not already do here."""
    members = Membership.objects.current(clock.today()).filter(
        authority=followup.authority_id, role__in=CARRIES_OUT
    )
    taken = Reviewer.objects.visible_to(access).filter(followup=followup)
    users = User.objects.filter(is_active=True, pk__in=members.values("user"))
    rest = users.exclude(pk__in=taken.values("user"))
    return rest.order_by("first_name", "last_name", "username")


def contracts_to_plan(access: Access, agreement: Agreement) -> QuerySet[Contract]:
    """Return the agreement's contracts that are still in use, by the provider's name."""
    rows = Contract.objects.visible_to(access).filter(agreement=agreement).usable()
    return rows.select_related("provider")


def followups_of_provider(
    access: Access, provider: Provider, chosen: Mapping[str, Any]
) -> FollowupQuerySet:
    """Return the provider's follow-ups that the asker may see, the latest planned first."""
    rows = Followup.objects.visible_to(access).for_list().filter(contract__provider=provider)
    rows = rows.filter(state=chosen["state"]) if chosen["state"] else rows
    return rows.order_by("-planned_for", "-number", "-pk")

"""What has been prepared before a follow-up: reviewers, views and requested documents."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from insyn.accounts.models import Membership, User
from insyn.documents.models import Document
from insyn.followups.models import (
    CallingUnitView,
    DocumentRequest,
    Followup,
    Reviewer,
)
from insyn.followups.queries.checklist import what_is_asked
from insyn.followups.queries.overview import progress_of
from insyn.followups.queries.reviewers import reviewers_without_role
from insyn.followups.rules import (
    BEFORE_SENT,
    BEFORE_START,
    CARRIES_OUT,
    ENDED,
    USUAL_DOCUMENTS,
    Event,
    Lack,
    RequestState,
    State,
    lacks_before,
)
from insyn.kernel.access import Access, Permission
from insyn.platform import clock
from insyn.platform.ordering import ranked


@dataclass(frozen=True, slots=True)
class ReviewerShown:
    """A reviewer and what the asker may do about them.

    ``conflict`` and ``left_reason`` are the reasons: they are about the person, and told only to
    those who work with drafts in the authority.
    """

    reviewer: Reviewer
    conflict: str
    left_reason: str
    may_declare: bool
    may_tell: bool
    may_remove: bool
    may_leave: bool
    has_no_role: bool


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
    late_views: set[int]
    requests: list[RequestShown]
    may_write: bool
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
    asked = CallingUnitView.objects.visible_to(access).filter(followup=followup)
    views, today = list(asked.select_related("asked_of")), clock.today()
    return Preparation(
        reviewers=_shown(access, followup, reviewers, may_write=may_write),
        lacks=lacks_before(
            Event.START, progress_of(followup, reviewers, what_is_asked(access, followup).documents)
        )
        if state in BEFORE_START
        else [],
        views=views,
        late_views={view.pk for view in views if view.is_late(today)},
        requests=requests,
        may_write=may_write,
        may_request=may and state not in ENDED,
        usual_left=any(usual.title not in titles for usual in USUAL_DOCUMENTS),
    )


def _shown(
    access: Access, followup: Followup, reviewers: list[Reviewer], *, may_write: bool
) -> list[ReviewerShown]:
    """Return the reviewers with what the asker may do. Nobody declares for another."""
    has_begun = followup.shown_state not in BEFORE_START
    sees_reasons = any(
        mandate.sees_drafts
        for mandate in access.mandates
        if mandate.authority_id == followup.authority_id
    )
    ended = reviewers_without_role(access, followup)
    rows = []
    for row in reviewers:
        may = may_write and row.is_active
        is_own = row.user_id == access.user_id
        rows.append(
            ReviewerShown(
                row,
                conflict=row.conflict if sees_reasons else "",
                left_reason=row.left_reason if sees_reasons else "",
                may_declare=may and is_own and not row.has_no_conflict,
                may_tell=may and is_own,
                may_remove=may_write and not has_begun and not row.conflict,
                may_leave=may and has_begun,
                has_no_role=row.pk in ended,
            )
        )
    return rows


def requests_of(access: Access, followup: Followup) -> list[RequestShown]:
    """Return the requests the asker may see, what is to review first. Three queries."""
    today = clock.today()
    rows = DocumentRequest.objects.visible_to(access).filter(followup=followup)
    to_review = Q(state=RequestState.RECEIVED)
    need = ranked(to_review, Q(state=RequestState.REQUESTED))
    requests = list(rows.order_by(need.asc(), "due_on", "pk"))
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
    taken = Reviewer.objects.visible_to(access).filter(followup=followup, left_on=None)
    users = User.objects.filter(is_active=True, pk__in=members.values("user"))
    rest = users.exclude(pk__in=taken.values("user"))
    return rest.order_by("first_name", "last_name", "username")

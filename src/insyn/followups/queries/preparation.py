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
from insyn.followups.queries.overview import progress_of
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
    taken = Reviewer.objects.visible_to(access).filter(followup=followup)
    users = User.objects.filter(is_active=True, pk__in=members.values("user"))
    rest = users.exclude(pk__in=taken.values("user"))
    return rest.order_by("first_name", "last_name", "username")

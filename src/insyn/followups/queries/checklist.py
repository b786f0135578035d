"""What is next in a follow-up, and whose turn it is: its own lines of the checklist."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Case, CharField, Exists, Value, When
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from insyn.followups.models import CallingUnitView, DocumentRequest, Followup, Reviewer
from insyn.followups.queries.reviewers import current_roles
from insyn.followups.rules import BEFORE_SENT, BEFORE_START, RequestState, State, reviewers_needed
from insyn.followups.rules.changes import TO_SETTLE, Change
from insyn.followups.rules.checklist import CheckItem, Turn, in_order
from insyn.kernel.access import Access


@dataclass(frozen=True, slots=True)
class Counted:
    """How many have been asked, how many of them are waited for and since when."""

    asked: int = 0
    waiting: int = 0
    to_review: int = 0
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What has been asked of others: documents of the provider, views of the units."""

    documents: Counted
    views: Counted


def what_is_asked(access: Access, followup: Followup) -> Asked:
    """Return the numbers of what has been asked that the asker may see. One query."""
    requests = DocumentRequest.objects.visible_to(access).filter(followup=followup)
    views = CallingUnitView.objects.visible_to(access).filter(followup=followup)
    is_waiting = Case(
        When(received_on=None, then=Value(RequestState.REQUESTED.value)),
        default=Value(RequestState.REVIEWED.value),
        output_field=CharField(),
    )
    documents = requests.order_by().values_list(_named("documents"), "state", "due_on")
    asked = views.order_by().values_list(_named("views"), is_waiting, "due_on")
    rows = list(documents.union(asked, all=True))
    return Asked(
        documents=_counted([row[1:] for row in rows if row[0] == "documents"]),
        views=_counted([row[1:] for row in rows if row[0] == "views"]),
    )


def _named(name: str) -> Value:
    return Value(name, output_field=CharField())


def _counted(rows: Sequence[tuple[str, date | None]]) -> Counted:
    waiting = [due_on for state, due_on in rows if state == RequestState.REQUESTED]
    return Counted(
        asked=len(rows),
        waiting=len(waiting),
        to_review=sum(state == RequestState.RECEIVED for state, _due_on in rows),
        due_on=min((due_on for due_on in waiting if due_on), default=None),
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What the page of the checklist knows already, so that it is not asked for again.

    ``reviewers`` come from ``reviewers_with_role``.
    """

    reviewers: Sequence[Reviewer]
    asked: Asked
    changes: Sequence[Change] = ()


def reviewers_with_role(access: Access, followup: Followup, today: date) -> tuple[Reviewer, ...]:
    """Return all its reviewers, each with ``has_role``: may they carry it out today? One query."""
    rows = Reviewer.objects.visible_to(access).filter(followup=followup)
    return tuple(rows.annotate(has_role=Exists(current_roles(today))).select_related("user"))


def whole_checklist(
    access: Access, followup: Followup, today: date, known: Known
) -> list[CheckItem]:
    """Return every app's lines about the follow-up and the changes, what is left first."""
    sources = import_string(settings.CHECKLISTS)
    items = (item for source in sources for item in source(access, followup, today))
    own = own_checklist(followup, known)
    return in_order([*_of_changes(followup, known.changes), *own, *items])


def _of_changes(followup: Followup, changes: Iterable[Change]) -> Iterator[CheckItem]:
    for change in changes:
        if change.kind in TO_SETTLE:
            yield CheckItem(
                _("Ta ställning till ändringen: %(change)s") % {"change": _(change.kind.label)},
                is_done=False,
                turn=Turn.PLANNERS,
                url=reverse("followups:detail", args=[followup.pk]) + "#andringar",
                code=f"change_{change.kind.value}",
            )


def own_checklist(followup: Followup, known: Known) -> Iterator[CheckItem]:
    """Yield what is to be done by those who plan, prepare and carry it out, until it is sent."""
    if followup.shown_state not in BEFORE_SENT:
        return
    yield from _of_reviewers(followup, _places(known.reviewers))
    yield from _of_documents(followup, known.asked.documents)
    yield from _of_units(followup, known.asked.views)
    yield from _of_day(followup)


@dataclass(frozen=True, slots=True)
class _Place:
    """A reviewer who takes part, as far as the checklist is concerned."""

    name: str
    has_declared: bool
    has_role: bool


def _places(reviewers: Iterable[Reviewer]) -> Sequence[_Place]:
    return [
        _Place(str(row.user), row.has_no_conflict, _has_role(row))
        for row in reviewers
        if row.is_active
    ]


def _has_role(row: Any) -> bool:
    return bool(row.has_role)


def _of_reviewers(followup: Followup, places: Sequence[_Place]) -> Iterator[CheckItem]:
    page = reverse("followups:preparation", args=[followup.pk])
    needed = reviewers_needed(
        followup.shown_kind, followup.form.reviewers_needed if followup.form else None
    )
    count = len(places)
    yield CheckItem(
        _("Utse uppföljare: %(count)d av %(needed)d") % {"count": count, "needed": needed},
        is_done=count >= needed,
        turn=Turn.PLANNERS,
        url=page,
        due_on=followup.planned_for,
        code="reviewers",
    )
    for place in places:
        if not place.has_role:
            yield CheckItem(
                _("%(person)s har inte längre något uppdrag i nämnden. Låt någon annan ta över.")
                % {"person": place.name},
                is_done=False,
                turn=Turn.PLANNERS,
                url=reverse("followups:hand_over_people"),
                code="reviewer_without_role",
            )
    if places:
        missing = [place.name for place in places if not place.has_declared]
        yield CheckItem(
            _("Intyga att jäv inte finns: %(names)s") % {"names": ", ".join(missing)}
            if missing
            else _("Alla uppföljare har intygat att jäv inte finns"),
            is_done=not missing,
            turn=Turn.REVIEWERS,
            url=page,
            due_on=followup.planned_for,
            code="declarations",
        )


def _of_documents(followup: Followup, counted: Counted) -> Iterator[CheckItem]:
    page = reverse("followups:preparation", args=[followup.pk]) + "#handlingar"
    if counted.asked:
        count = counted.asked - counted.waiting
        yield CheckItem(
            _("Skicka in handlingarna: %(count)d av %(asked)d har kommit in")
            % {"count": count, "asked": counted.asked},
            is_done=not counted.waiting,
            turn=Turn.PROVIDER,
            url=page,
            due_on=counted.due_on,
            code="documents",
        )
    elif followup.form_id is not None and followup.shown_state in BEFORE_START:
        yield CheckItem(
            _("Begär de handlingar som formen kräver"),
            is_done=False,
            turn=Turn.REVIEWERS,
            url=page,
            due_on=followup.planned_for,
            code="documents_to_ask",
        )
    if counted.to_review:
        yield CheckItem(
            _("Granska handlingar som har kommit in: %(count)d") % {"count": counted.to_review},
            is_done=False,
            turn=Turn.REVIEWERS,
            url=page,
            code="documents_to_review",
        )


def _of_units(followup: Followup, counted: Counted) -> Iterator[CheckItem]:
    if counted.asked:
        count = counted.asked - counted.waiting
        yield CheckItem(
            _("Lämna synpunkter: %(count)d av %(asked)d har svarat")
            % {"count": count, "asked": counted.asked},
            is_done=not counted.waiting,
            turn=Turn.CALLING_UNITS,
            url=reverse("followups:preparation", args=[followup.pk]) + "#synpunkter",
            due_on=counted.due_on,
            code="calling_units",
        )


def _of_day(followup: Followup) -> Iterator[CheckItem]:
    has_begun = State(followup.state) not in BEFORE_START
    yield CheckItem(
        _("Påbörja uppföljningen"),
        is_done=has_begun,
        turn=Turn.REVIEWERS,
        url=reverse("followups:detail", args=[followup.pk]) + "#nasta",
        due_on=followup.planned_for,
        code="start",
    )
    if has_begun:
        yield CheckItem(
            _("Datera uppföljningen: anteckna besöket eller skriv ett utkast"),
            is_done=followup.carried_out_on is not None,
            turn=Turn.REVIEWERS,
            url=reverse("visits:followup", args=[followup.pk]),
            code="date",
        )

"""The list of meetings, and the page of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import ExtractYear

from insyn.accounts.models import Authority, Membership, User
from insyn.dialogues.models import (
    AgendaItem,
    AgreedPoint,
    DialogueMeeting,
    DialogueMeetingQuerySet,
)
from insyn.dialogues.queries.agenda import proposals_for
from insyn.dialogues.rules import BEFORE_HELD, MeetingState, Proposal
from insyn.kernel.access import Access, Permission
from insyn.platform import clock
from insyn.platform.ordering import in_order_of, ranked
from insyn.registry.models import Contract, Provider
from insyn.registry.rules.names import sort_key

SORTS: Mapping[str, tuple[str, ...]] = {
    "day": ("planned_on", "starts_at"),
    "provider": ("contract__provider__sort_key", "planned_on"),
    "state": ("state_place", "planned_on"),
    "authority": ("authority__municipality__name", "authority__name", "planned_on"),
}


def meetings_seen(access: Access) -> DialogueMeetingQuerySet:
    """Return the meetings that the asker may read, with what a page names them by."""
    return DialogueMeeting.objects.visible_to(access).select_related(
        "authority__municipality", "contract__provider", "contract__agreement", "responsible"
    )


def listed_meetings(
    access: Access, chosen: Mapping[str, Any], *, sort: str, today: date
) -> DialogueMeetingQuerySet:
    """Return the meetings of the list: those to come or to note first, then the latest."""
    rows = meetings_seen(access).annotate(
        state_place=in_order_of("state", MeetingState),
        agreed_count=Count("agreed"),
        late_count=Count(
            "agreed", filter=Q(agreed__done_on=None, agreed__due_on__lt=today)
        ),
    )  # fmt: skip
    if words := chosen.get("q"):
        rows = rows.filter(
            Q(contract__provider__sort_key__contains=sort_key(words))
            | Q(contract__agreement__title__icontains=words)
        )
    for field in ("authority", "state"):
        if chosen.get(field):
            rows = rows.filter(**{field: chosen[field]})
    if chosen.get("year"):
        rows = rows.filter(planned_on__year=chosen["year"])
    return _sorted(rows, sort)


def _sorted(rows: DialogueMeetingQuerySet, sort: str) -> DialogueMeetingQuerySet:
    names = SORTS.get(sort.removeprefix("-"))
    if names is None:
        coming = ranked(Q(state__in=[state.value for state in BEFORE_HELD]))
        return rows.order_by(coming, "-planned_on", "-pk")
    if sort.startswith("-"):
        return rows.order_by(*(F(name).desc(nulls_last=True) for name in (*names, "pk")))
    return rows.order_by(*(F(name).asc(nulls_first=True) for name in (*names, "pk")))


def meetings_of_provider(access: Access, provider: Provider) -> DialogueMeetingQuerySet:
    """Return a provider's meetings, in the order of the list."""
    chosen: Mapping[str, Any] = {}
    rows = listed_meetings(access, chosen, sort="", today=clock.today())
    return rows.filter(contract__provider=provider)


def years_of_meetings(access: Access) -> list[int]:
    """Return the years in which there are meetings, the latest first. One query."""
    rows = DialogueMeeting.objects.visible_to(access).order_by()
    years = rows.annotate(of_year=ExtractYear("planned_on")).values_list("of_year", flat=True)
    return sorted(years.distinct(), reverse=True)


def authorities_with_meetings(access: Access) -> QuerySet[Authority]:
    """Return the authorities whose meetings the asker can read: those it has a role in."""
    rows = Authority.objects.select_related("municipality")
    return rows.filter(pk__in=access.authority_ids)


def authorities_that_meet(access: Access) -> QuerySet[Authority]:
    """Return the authorities for which the asker plans meetings."""
    where = access.authorities_where(Permission.CARRY_OUT_FOLLOWUP)
    return Authority.objects.select_related("municipality").filter(pk__in=where)


def contracts_to_meet_about(access: Access) -> QuerySet[Contract]:
    """Return the contracts that have not ended, by the provider's name."""
    rows = Contract.objects.visible_to(access).usable()
    return rows.select_related("provider", "agreement__authority").order_by(
        "provider__sort_key", "pk"
    )


def people_of(authorities: QuerySet[Authority]) -> QuerySet[User]:
    """Return those who work for the authorities now, by name."""
    members = Membership.objects.current(clock.today()).filter(authority__in=authorities)
    people = User.objects.filter(is_active=True, pk__in=members.values("user"))
    return people.order_by("first_name", "last_name", "username")


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """One meeting: its agenda, what can be added to it, and what was agreed."""

    meeting: DialogueMeeting
    items: Sequence[AgendaItem]
    proposals: Sequence[Proposal]
    points: Sequence[tuple[AgreedPoint, bool]]
    may_write: bool
    is_passed: bool

    @property
    def is_before(self) -> bool:
        return self.meeting.shown_state in BEFORE_HELD

    @property
    def is_held(self) -> bool:
        return self.meeting.shown_state == MeetingState.HELD

    @property
    def may_plan(self) -> bool:
        return self.may_write and self.is_before

    @property
    def may_note(self) -> bool:
        return self.may_write and self.is_held


def meeting_page(access: Access, meeting: DialogueMeeting, *, today: date) -> MeetingPage:
    """Return everything on the page of a meeting. At most six queries."""
    items = AgendaItem.objects.visible_to(access).filter(meeting=meeting)
    points = AgreedPoint.objects.visible_to(access).filter(meeting=meeting)
    may = access.may(Permission.CARRY_OUT_FOLLOWUP, authority_id=meeting.authority_id)
    is_before = meeting.shown_state in BEFORE_HELD
    return MeetingPage(
        meeting=meeting,
        items=list(items.select_related("finding")),
        proposals=proposals_for(access, meeting) if may and is_before else (),
        points=[(row, row.is_late(today)) for row in points],
        may_write=may,
        is_passed=is_before and meeting.planned_on < today,
    )
